"""Write a new version of what an office keeps to work by; another person lets it count. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from lianxin.actions.change import next_in
from lianxin.actions.given import Given, Invalid, read
from lianxin.actions.perform import local_day
from lianxin.models import KnowledgeItem, Matter, Party, Passage, Region
from lianxin.queries.access import NotAllowed, matter_for
from lianxin.queries.knowledge import item_for, may_be_case, post_to_approve, post_to_write
from lianxin.queries.options import NoMatter
from lianxin.queries.search import normal, words
from lianxin.rules.facts import Actor, Post
from lianxin.rules.knowledge import KINDS, LONGEST, KnowledgeKind, articles, plain_title
from lianxin.rules.permissions import Verdict
from lianxin.rules.step import Kind
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text import redact

OWN_COLUMNS = frozenset({
    "title", "number", "issuer", "region", "effective_on", "expired_on", "review_on", "public", "text",
})  # fmt: skip
PERSONAL = frozenset({"id", "phone", "card", "email", "account", "plate"})


@dataclass(frozen=True)
class Written:
    """A version in the making: everything but who and when."""

    kind: str
    title: str
    text: str = ""
    number: str = ""
    issuer: str = ""
    region: str | None = None
    effective_on: date | None = None
    expired_on: date | None = None
    review_on: date | None = None
    public: bool = False
    whole: bool = True
    facts: dict[str, object] = field(default_factory=dict)


def write(
    actor: Actor, kind: KnowledgeKind, typed: Mapping[str, object], *, at: datetime, series: int = 0
) -> KnowledgeItem:
    """The first version of an item, or the next of `series`. Raises NotFound, NotAllowed, Invalid."""
    before = item_for(actor, series)[0] if series else None
    post = post_to_write(actor, kind, before.organ_id if before else 0)
    if post is None or (before and before.kind != kind.code):
        raise _refused(kind, _("您的岗位不能写“{kind}”"))
    given, _keys = read(kind.fields, typed, NoMatter(local_day(at)), actor)
    organ = before.organ_id if before else post.organ
    matter = before.matter if before else None
    if matter is not None or kind.impersonal:
        refuse_persons(given, matter)
    return keep(_written(kind, given), organ=organ, by=actor.account, at=at, series=series, matter=matter)


def propose_case(actor: Actor, number: str, typed: Mapping[str, object], *, at: datetime) -> KnowledgeItem:
    """A finished matter as a case, in words without persons; it counts once another person has read it.

    Raises NotFound, NotAllowed, Invalid.
    """
    kind, today = KINDS["CASE"], local_day(at)
    matter = matter_for(actor, number, on=today)
    post = may_propose(actor, matter)
    given, _keys = read(kind.fields, typed, NoMatter(today), actor)
    refuse_persons(given, matter)
    return keep(_written(kind, given), organ=post.organ, by=actor.account, at=at, matter=matter)


def may_propose(actor: Actor, matter: Matter) -> Post:
    """The post in which this person makes a case of the matter. Raises NotAllowed."""
    kind = KINDS["CASE"]
    post = post_to_write(actor, kind)
    if post is None:
        raise _refused(kind, _("您的岗位不能写“{kind}”"))
    if not may_be_case(actor, matter):
        raise _refused(kind, _("只有已经办结、不是密件的事项可以收入案例"))
    if matter.cases.exists():
        raise _refused(kind, _("这一件已经收入案例；要改，请在案例里另存一版"))
    return post


def refuse_persons(given: Given, matter: Matter | None) -> None:
    """Raises Invalid where a text names a person of the matter or holds a number by which somebody could be found."""
    people = Party.objects.filter(submission__matter=matter) if matter else ()
    names = {p.name for p in people if len(p.name) > 1}
    errors = {}
    for name, text in given.items():
        named = isinstance(text, str) and any(each in text for each in names)
        if named or (isinstance(text, str) and any(f.kind in PERSONAL for f in redact.find(text))):
            errors[name] = Said(_("这里还有姓名、电话或者证件号，请先隐去"))
    if errors:
        raise Invalid(errors)


def approve(actor: Actor, series: int, version: int, *, at: datetime) -> KnowledgeItem:
    """Let a version count from now on. Raises NotFound, NotAllowed for its writer and where it is not their part."""
    row, rows = item_for(actor, series, version)
    kind = KINDS[row.kind]
    if row.written_by_id == actor.account:
        raise _refused(kind, _("写的人和批准的人要分开：请另一个人批准"))
    if post_to_approve(actor, row) is None or rows[0].pk != row.pk:
        raise _refused(kind, _("这一版不能由您批准：岗位不对、已经批准，或者有更新的一版"))
    row.approved_by_id, row.approved_at = actor.account, at
    row.save(update_fields=["approved_by", "approved_at"])
    return row


@transaction.atomic
def keep(
    new: Written, *, organ: int | None, by: int | None, at: datetime, series: int = 0, matter: Matter | None = None
) -> KnowledgeItem:  # fmt: skip
    """Write a version with its passages; one that nobody has to approve, or the operator brings in, counts at once."""
    counts = by is None or not KINDS[new.kind].approves
    last = KnowledgeItem.objects.filter(series=series).order_by("-version").first() if series else None
    row = KnowledgeItem(
        series=series or next_in("knowledge"), version=last.version + 1 if last else 1, kind=new.kind,
        organ_id=organ, title=new.title, plain=plain_title(new.title), number=new.number, issuer=new.issuer,
        region_id=new.region, effective_on=new.effective_on, expired_on=new.expired_on, review_on=new.review_on,
        public=new.public, whole=new.whole, facts=new.facts, matter=matter, written_by_id=by, written_at=at,
        approved_at=at if counts else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Invalid({"": Said(_("刚才已经保存了新的一版，请重新打开再改"))}) from None
    Passage.objects.bulk_create(_passages(row, new.text))
    return row


def _passages(row: KnowledgeItem, text: str) -> list[Passage]:
    cut = articles(text) or [("", "")]
    stated = " ".join(str(value) for value in row.facts.values() if isinstance(value, str))
    found = []
    for position, (label, written) in enumerate(cut):
        sought = normal(" ".join((row.title, row.number, label, written, stated if position == 0 else "")))
        found.append(
            Passage(
                item=row, position=position, label=label, written=written, text=sought, words=words(sought)
            )
        )
    return found


def _written(kind: KnowledgeKind, given: Given) -> Written:
    begins, ends = _day(given.get("effective_on")), _day(given.get("expired_on"))
    if begins and ends and ends <= begins:
        raise Invalid({"expired_on": Said(_("失效日期应在施行日期以后"))})
    _check_span(_day(given.get("first")), _day(given.get("last")))

    def said(name: str) -> str:
        return str(given.get(name, ""))

    return Written(
        kind.code, said("title"), said("text"), said("number"), said("issuer"), said("region") or None, begins, ends,
        _day(given.get("review_on")), bool(given.get("public")),
        facts=_own(kind, given),
    )  # fmt: skip


def _check_span(first: date | None, last: date | None) -> None:
    if first and last and not 0 <= (last - first).days < LONGEST:
        raise Invalid({"last": Said(_("最后一天不早于第一天，一次最多标{most}天"), {"most": LONGEST})})


def _own(kind: KnowledgeKind, given: Given) -> dict[str, object]:
    """The kind's own facts; a place that was picked is kept by name as well."""
    facts = {name: value for name, value in given.items() if name not in OWN_COLUMNS}
    for spec in kind.asks:
        if spec.kind is Kind.PICK and spec.name in facts:
            facts[f"{spec.name}_name"] = Region.objects.get(code=facts[spec.name]).name
    return facts


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _refused(kind: KnowledgeKind, said: str) -> NotAllowed:
    return NotAllowed(Verdict(False, Said(said, {"kind": Said(kind.label)}), kind.article))
