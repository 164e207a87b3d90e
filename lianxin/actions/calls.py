"""Call for suggestions, take one in, and tell all what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lianxin.actions.filing import Filing, Person
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.intake import Registered, register
from lianxin.actions.perform import local_day
from lianxin.actions.throttle import spend
from lianxin.models import Call, CallOutcome
from lianxin.queries.access import NotAllowed
from lianxin.queries.calls import RESULTS, call_for, call_page, organs_to_call, source_of
from lianxin.rules.codes import Channel, LegalClass, Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import Verdict
from lianxin.rules.publication import left_over
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

TITLE, TEXT, POINT, REASON = 100, 8000, 300, 4000
REFUSED = Verdict(False, Said(_("您的岗位不能发起建议征集")), LegalClass.SUGGESTION.article)


@dataclass(frozen=True)
class Asked:
    """What an organ asks the public, and from when to when."""

    organ: str
    title: str
    text: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class Offered:
    """One suggestion as somebody typed it; a name only from who gives one."""

    content: str
    name: str = ""
    phone: str = ""


def open_call(actor: Actor, asked: Asked, *, at: datetime) -> Call:
    """Publish a call. Raises NotAllowed, Invalid."""
    organ = next((row for row in organs_to_call(actor) if row.code == asked.organ), None)
    if organ is None:
        raise NotAllowed(REFUSED)
    errors = _too_long(("title", asked.title, TITLE), ("text", asked.text, TEXT))
    if asked.closes_on < asked.opens_on or asked.closes_on < local_day(at):
        errors["closes_on"] = Said(_("截止日不能早于开始日和今天"))
    if errors:
        raise Invalid(errors)
    return Call.objects.create(
        organ=organ, title=asked.title.strip(), text=asked.text.strip(), opens_on=asked.opens_on,
        closes_on=asked.closes_on, made_by_id=actor.account or 0, made_at=at,
    )  # fmt: skip


def suggest(pk: int, offered: Offered, *, key: str, client: str, actor: Actor, at: datetime) -> Registered:
    """A suggestion to a call is a submission like any other, with number and code. Raises NotFound, Invalid, TooMany."""
    page = call_page(pk, on=local_day(at))
    if not page.open:
        raise Invalid({"": Said(_("这次征集已经结束。您仍可以从“反映问题”提出建议"))})
    spend((f"suggest:client:{client}",), at=at)
    named = bool(offered.name.strip())
    filing = Filing(
        office=page.call.organ.code,
        channel=Channel.WEB_SUGGESTION,
        purpose=Purpose.SUGGESTION,
        title="",  # its own first words: in a list, fifty letters of one name would tell nobody apart
        content=offered.content,
        requests=(offered.content[:1000],),
        people=(Person(name=offered.name, phone=offered.phone),) if named else (),
        anonymous=not named,
        source=source_of(pk),
        external_id=key,
    )
    return register(filing, actor=actor, at=at)


def tell_outcome(
    actor: Actor, pk: int, suggestion: str, outcome: str, reason: str, *, at: datetime
) -> CallOutcome:
    """What became of one suggestion, with the reason, for all to read. Raises NotFound, Invalid."""
    call = call_for(actor, pk)
    errors = _too_long(("suggestion", suggestion, POINT), ("reason", reason, REASON))
    if outcome not in RESULTS:
        errors["outcome"] = Said(_("请选采纳、部分采纳或者不采纳"))
    for name, text in (("suggestion", suggestion), ("reason", reason)):
        if found := left_over(text, ()):
            errors[name] = Said(_("里面还有可以认出人的内容：{found}。请改写后再存"), {"found": tuple(found)})
    if errors:
        raise Invalid(errors)
    return CallOutcome.objects.create(
        call=call, suggestion=suggestion.strip(), outcome=outcome, reason=reason.strip(),
        made_by_id=actor.account or 0, made_at=at,
    )  # fmt: skip


def sum_up(actor: Actor, pk: int, summary: str) -> None:
    """The organ's word to all at the end. Raises NotFound, Invalid."""
    call = call_for(actor, pk)
    if errors := _too_long(("summary", summary, TEXT)):
        raise Invalid(errors)
    Call.objects.filter(pk=call.pk).update(summary=summary.strip())


def _too_long(*fields: tuple[str, str, int]) -> Errors:
    errors: Errors = {}
    for name, text, most in fields:
        if not text.strip():
            errors[name] = Said(_("请填写这一项"))
        elif len(text) > most:
            errors[name] = Said(_("最多写{most}个字"), {"most": most})
    return errors
