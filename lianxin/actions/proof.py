"""Prove that one filed a submission, by its number and query code: the way in without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lianxin.actions.given import Errors, Invalid
from lianxin.actions.numbers import query_hash
from lianxin.actions.perform import local_day, perform
from lianxin.actions.throttle import give_back, spend
from lianxin.models import Mandate, Submission
from lianxin.queries.access import NotAllowed
from lianxin.queries.numbers import waits_on_paper
from lianxin.rules.facts import Actor
from lianxin.rules.identity import BadEntry, normalise_query_code, parse_number
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

WRONG = _("编号和查询码对不上。请对照收件凭证，两样都再看一遍")
ENDED = _("委托已经撤销，或者不在委托书写明的期间")
NOT_LINKED = _("密封件、匿名件和已在别的账号里的，不能放进账号；请凭编号和查询码查看")
ON_PAPER = _("您的纸质凭证有效：件已收下，窗口正在补录，期限从凭证上写的日期算起。请过一两天再来查")
EXPIRED = _("这个查询码已于{day}过期。您的事项照常办理；请带身份证件到接待窗口换一个新的，或者登录后查看")


@dataclass(frozen=True)
class Proved:
    """What number and code open: the submission, and for an agent's code the mandate under which."""

    submission: Submission
    mandate: int | None = None

    @property
    def number(self) -> str:
        return self.submission.number


def prove(number: str, code: str, *, client: str, at: datetime) -> Proved:
    """What this number and code open, as typed by `client` (an address, kept only as a keyed hash).

    Raises Invalid, which never tells whether the number exists, and throttle.TooMany. A slip of the pen that
    the check digits find is not counted as a try.
    """
    number, code = _read(number, code)
    names = (f"follow:client:{client}", f"follow:number:{number}")
    spend(names, at=at)
    found = Submission.objects.filter(number=number, query_hash=query_hash(number, code)).first()
    if found is None and waits_on_paper(number, query_hash(number, code)):
        give_back(names, at=at)
        raise Invalid({"": Said(ON_PAPER)})
    if found is None:
        agent = _as_agent(number, code, local_day(at))
        give_back(names, at=at)
        return agent
    give_back(names, at=at)
    if found.query_expires_on is not None and found.query_expires_on < local_day(at):
        raise Invalid({"code": Said(EXPIRED, {"day": found.query_expires_on})})
    return Proved(found)


def _as_agent(number: str, code: str, on: date) -> Proved:
    """An agent's own code opens only what the mandate covers and only while it runs. Raises Invalid."""
    held = Mandate.objects.filter(submission__number=number, code_hash=query_hash(number, code))
    mandate = held.select_related("submission").first()
    if mandate is None:
        raise Invalid({"": Said(WRONG)})
    if mandate.revoked_on or not mandate.from_on <= on <= mandate.until:
        raise Invalid({"code": Said(ENDED)})
    return Proved(mandate.submission, mandate.pk)


def link(number: str, code: str, *, actor: Actor, client: str, at: datetime) -> Proved:
    """Put a submission, or an agent's mandate, into the account of `actor`. Raises Invalid, TooMany, NotAllowed."""
    found = prove(number, code, client=client, at=at)
    if found.mandate is not None:
        Mandate.objects.filter(pk=found.mandate).update(account_id=actor.account)
        return found
    row = found.submission
    if row.account_id == actor.account:
        return found
    own = Actor(actor.account, actor.name, submissions=frozenset({row.pk}))
    try:
        perform(row.matter, "LINK_ACCOUNT", actor=own, at=at, facts={})
    except NotAllowed:
        raise Invalid({"": Said(NOT_LINKED)}) from None
    return found


def _read(number: str, code: str) -> tuple[str, str]:
    errors: Errors = {}
    read = {"number": "", "code": ""}
    for name, typed, reader in (
        ("number", number, lambda text: str(parse_number(text))),
        ("code", code, normalise_query_code),
    ):
        try:
            read[name] = reader(typed)
        except BadEntry as fault:
            errors[name] = fault.said
    if errors:
        raise Invalid(errors)
    return read["number"], read["code"]
