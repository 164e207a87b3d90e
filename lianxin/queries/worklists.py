"""The work list: what waits for a person, their organ and those they watch over, soonest first.

Every list and count stands on `access.visible`. Counting stops at `CAP` (beside a list's name at `MANY`), never at a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lianxin.models import Account, Clock, Matter, Organ, Submission
from lianxin.queries.access import Reach, parts, reach, reading_scope, visible
from lianxin.queries.behind import Behind, behind
from lianxin.queries.clocks import asked_back, next_for
from lianxin.queries.directory import tree_on
from lianxin.queries.law import calendar
from lianxin.queries.options import Option
from lianxin.queries.people import first_names
from lianxin.queries.prepared import Prepared
from lianxin.queries.search import Excerpt, excerpts, has_words, narrowed, ranked, ways
from lianxin.queries.since import versions_for
from lianxin.queries.to_decide import asked_of
from lianxin.rules import jurisdiction
from lianxin.rules.codes import Coded
from lianxin.rules.facts import Actor
from lianxin.rules.privacy import mask_name
from lianxin.rules.states import State
from lianxin.rules.steps import Step
from lianxin.rules.wording import gettext_noop as _

PAGE, MANY, CAP, SOON_WORKDAYS = 100, 1_000, 5_000, 5
CONTESTED, TO_SEND = (State.OBJECTED, State.DISPUTED), (State.REGISTERED, State.RECEIVED)
# By when, and last of all what has no day any more: a page must be able to begin after it.
AT_LAST = {"due_at_last": Coalesce("due_on", Value(date.max), output_field=DateField())}
DUE = ("due_on", *AT_LAST)
SHOWN = (
    "number", "title", "state", "sealed", "joint", "urgent", "spanning", "next_action", "due_on", "provisional",
    "waits_until", "returns", "opened_on", "category", "version", "owner__name", "handler__name", "handler__username",
)  # fmt: skip
PLACED = ("number", "title", "sealed", "due_on", "opened_on")


class Tab(Coded):
    """The lists a person chooses from."""

    MINE = "MINE", _("我的")
    ORGAN = "ORGAN", _("本机关")
    DECIDE = "DECIDE", _("待审批")
    SOON = "SOON", _("快到期")
    LATE = "LATE", _("已超期")
    RETURNED = "RETURNED", _("被退回")
    ALL = "ALL", _("全部可见")


@dataclass(frozen=True)
class Narrow:
    """What a list is narrowed to; empty values do not narrow. `category` is a code or the first half of one;
    `clock` is SOON, LATE or the code of a period that runs.
    """

    text: str = ""
    state: str = ""
    category: str = ""
    organ: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None
    urgent: bool = False
    clock: str = ""
    handler: str = ""  # a name or sign-in name, of who has left too
    behind: Behind | None = None  # only what one number has counted

    def __bool__(self) -> bool:
        return self != Narrow()


@dataclass(frozen=True)
class Row:
    """One matter of a list; `who` is masked, and empty where names are sealed or not given."""

    matter: Matter
    who: str
    version: int  # as its reader counts
    ours: bool  # with the one organ of its reader
    next: Step | None  # what comes next, as its reader may know it
    excerpt: Excerpt | None = None
    asked_back: date | None = None  # by when the office that sent it wants an answer


@dataclass(frozen=True)
class Page:
    """Up to PAGE rows. `total` ends at CAP + 1: more than CAP; None: not counted, as on later pages and in a whole list
    of more than MANY. `counts` end at MANY + 1.
    """

    tab: Tab
    rows: list[Row]
    total: int | None
    counts: Mapping[Tab, int] = field(default_factory=dict)
    after: str = ""
    before: str = ""


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # of a list that can hold nothing for this person


def page(
    actor: Actor, tab: Tab | None, narrow: Narrow, *, on: date, after: str = "", before: str = ""
) -> Page:
    """One page of a list as of day `on`; without a tab, the first of "to decide", "mine" and "my organ" that has work."""
    counts = _counts(actor, on)
    if narrow.text:
        found = search(actor, narrow, on=on, tab=tab or Tab.ALL, after=after, before=before)
        return replace(found, counts=counts)
    if tab is None:
        tab = Tab.ALL if narrow else next((t for t in (Tab.DECIDE, Tab.MINE) if counts[t]), Tab.ORGAN)
    wanted = chosen(actor, tab, narrow, on=on)
    known = counts[tab] if counts[tab] <= MANY else None
    day = _standing(tab, narrow)
    total = _total(wanted, day, after or before) if narrow else known
    matters, back, forth = _slice(wanted, day, after, before)
    return Page(tab, _rows(actor, matters, ""), total, counts, forth, back)


def _standing(tab: Tab, narrow: Narrow) -> str:
    """The day a list is in the order of; none: that of the numbers, newest first."""
    if tab is Tab.DECIDE:
        return next(iter(AT_LAST))
    return "due_on" if tab is not Tab.ALL else "opened_on" if narrow.since or narrow.until else ""


def search(
    actor: Actor, narrow: Narrow, *, on: date, tab: Tab = Tab.ALL, after: str = "", before: str = ""
) -> Page:
    """Everything this person may see (or one list of it) that holds the words: title before letter before papers, the newest first."""
    if not narrow.text.strip():  # nothing to rank by
        wanted, day = chosen(actor, tab, narrow, on=on), _standing(Tab.ALL, narrow)
        matters, back, forth = _slice(wanted, day, after, before)
        return Page(tab, _rows(actor, matters, ""), _total(wanted, day, after or before), {}, forth, back)
    wanted = chosen(actor, tab, replace(narrow, text=""), on=on)
    own = reach(actor, on) if actor.posts else None
    found = _ranked(actor, wanted, tab, narrow.text, after, before, own)
    return replace(found, total=None) if after or before else found


def _total(wanted: QuerySet[Matter], day: str, cursor: str) -> int | None:
    """How many there are (at most CAP + 1), said on the first page only.

    Counted in the order of the list: what is asked is met on the way, where PostgreSQL would first sort all there is.
    """
    return None if cursor else _in_order(wanted, day)[: CAP + 1].count()


def _in_order(rows: QuerySet[Matter], day: str) -> QuerySet[Matter]:
    """What is due first on top (by one of DUE); else the newest, by `opened_on` or by number."""
    return rows.order_by(day, "pk") if day in DUE else rows.order_by(*[f"-{day}"] * bool(day), "-pk")


NEAR = CAP + 500  # hits looked at first for who sees nearly all
BEYOND = "."  # begins the cursor of what is older than a search puts in order


def _ranked(
    actor: Actor, wanted: QuerySet[Any], tab: Tab, text: str, after: str, before: str, own: Reach | None
) -> Page:
    """The newest CAP, those named in the title first, then by their letters; what is older follows as it came."""
    if after.startswith(BEYOND):
        matters, _back, forth = _slice(narrowed(wanted, text), "", after, "")
        return Page(tab, _rows(actor, matters, text), None, {}, f"{BEYOND}{forth}" if forth else "")
    found = _newest(wanted, text, own)
    order = [pk for pk, _rank in sorted(found, key=lambda pair: pair[1])]  # stable: the newest first in each
    start = _start(order, after, before)
    keys, more = order[start : start + PAGE], len(order) > start + PAGE
    rows = Matter.objects.select_related("owner", "handler").only(*SHOWN).in_bulk(keys)
    oldest = f"{BEYOND}{found[-1][0]}" if len(found) > CAP else ""
    return Page(
        tab, _rows(actor, [rows[key] for key in keys], text), len(order), {},
        str(keys[-1]) if more else oldest, str(keys[0]) if start else "",
    )  # fmt: skip


def _newest(wanted: QuerySet[Any], text: str, own: Reach | None) -> list[tuple[int, int]]:
    """The newest CAP + 1 that hold the words, each with its rank; `own`: what decides what somebody with posts sees."""
    near = NEAR if own and own.wide else 0
    found: list[tuple[int, int]] = []
    for among in ways(text, near, parts(own) if own and not near else None) if has_words(text) else ():
        rows = ranked(narrowed(wanted, text, among), text).order_by("-pk")
        found = list(rows.values_list("pk", "rank")[: CAP + 1])
        if len(found) > CAP:
            break
    return found


def _start(order: list[int], after: str, before: str) -> int:
    """Where the page begins that the cursor asks for; a spoilt cursor, or one that nothing follows, is taken as none."""
    at = next((place for place, key in enumerate(order) if str(key) == (before or after)), None)
    if at is None or (after and at + 1 == len(order)):
        return 0
    return max(at - PAGE, 0) if before else at + 1


def chosen(actor: Actor, tab: Tab, narrow: Narrow, *, on: date) -> QuerySet[Matter]:
    """All of a list that this person may see, in no order: for counting and for taking out."""
    return _narrow(_listed(tab, visible(actor, on=on), actor, on), narrow, on)


def place(tab: Tab, narrow: Narrow, matter: Matter) -> str:
    """Where a matter stands in a list, as a cursor; "" where a search puts in order, or what is over has left the list."""
    day = _standing(tab, narrow)
    if narrow.text or (day == "due_on" and matter.due_on is None):
        return ""
    return f"{matter.due_on or date.max}.{matter.pk}" if day in AT_LAST else _cursor(matter, day)


def beside(
    actor: Actor, tab: Tab, narrow: Narrow, matter: Matter, *, on: date, at: str = ""
) -> tuple[Matter | None, Matter | None]:
    """What comes before and after this matter in a list; `at`: where it stood, if a step has moved it since.

    One's own lists pass over what waits for the petitioner or for a colleague's decision.
    """
    day = _standing(tab, narrow)
    stood = _parsed(at or place(tab, narrow, matter), bool(day))
    if stood is None or narrow.text:
        return None, None
    rows = chosen(actor, tab, narrow, on=on).exclude(pk=matter.pk)
    if tab in (Tab.MINE, Tab.ORGAN):
        rows = rows.filter(Q(waits_until=None) | Q(waits_until__lt=on), Q(asked="") | asked_of(actor, on))
    up = day in DUE
    later = _in_order(rows.filter(_beyond(day, stood, ascending=up)), day).values("pk")[:1]
    earlier = _in_order(rows.filter(_beyond(day, stood, ascending=not up)), day).reverse().values("pk")[:1]
    near = Matter.objects.filter(Q(pk=Subquery(earlier)) | Q(pk=Subquery(later))).only(*PLACED)
    sides = {((_parsed(place(tab, narrow, row), bool(day)) or stood) > stood) is up: row for row in near}
    return sides.get(False), sides.get(True)


def count_each(actor: Actor, lists: Sequence[tuple[Tab, Narrow]], *, on: date) -> list[int]:
    """How many each of these lists holds (at most CAP + 1), in one query."""
    counted = {
        f"n{place}": _Counted(chosen(actor, tab, narrow, on=on).order_by().values("pk")[: CAP + 1])
        for place, (tab, narrow) in enumerate(lists)
    }
    row: Any = Account.objects.filter(pk=actor.account or 0).values(**counted).first() if lists else None
    return [row[f"n{place}"] if row else 0 for place in range(len(lists))]


def organs_to_filter(actor: Actor, *, on: date) -> list[Option]:
    """The organs whose matters this person reads, for narrowing a list to one and all below it."""
    rows = Organ.objects.filter(pk__in=reading_scope(actor, on))
    return [Option(row.code, row.name, row.pk) for row in rows]


def soon_until(on: date) -> date:
    """The last day that counts as "soon": the fifth working day after `on`."""
    return calendar().add_workdays(on, SOON_WORKDAYS)


def _listed(tab: Tab, base: QuerySet[Matter], actor: Actor, on: date) -> QuerySet[Matter]:
    open_ = base.filter(due_on__isnull=False)
    match tab:
        case Tab.MINE:
            return open_.filter(_own(actor))
        case Tab.ORGAN:
            return open_.filter(owner__in=actor.organs)
        case Tab.DECIDE:
            return base.filter(asked_of(actor, on)).annotate(**AT_LAST)  # what is over may be drafted about
        case Tab.SOON | Tab.LATE:
            return _pressing(open_, tab, on)
        case Tab.RETURNED:
            return base.filter(Q(state__in=CONTESTED) | Q(state__in=TO_SEND, returns__gt=0))
        case _:
            return base


def _own(actor: Actor) -> Q:
    """What this person handles, and what those handle in whose place they are posted."""
    mine = Q(handler=actor.account)
    for post in actor.posts:
        if post.stands_for:
            mine |= Q(handler=post.stands_for, owner=post.organ)
    return mine


def _pressing(rows: QuerySet[Matter], how: str, on: date) -> QuerySet[Matter]:
    """Those whose organ must act soon, or should have."""
    waited_for = rows.filter(Q(waits_until=None) | Q(waits_until__lt=on), closed_on=None)
    if how == Tab.LATE:
        return waited_for.filter(due_on__lt=on)
    last = soon_until(on)  # no lawful date lies beyond the working day after its safe one
    return waited_for.filter(due_on__range=(on, calendar().next_workday(last)), safe_on__lte=last)


def _counts(actor: Actor, on: date) -> dict[Tab, int]:
    """How many each list holds (at most MANY + 1), in one query."""
    asked = _counting(actor, reach(actor, on), on, soon_until(on))(actor.account or 0)
    return {tab: asked[0][tab.value] if asked else 0 for tab in Tab}


@lru_cache(maxsize=1024)
def _counting(actor: Actor, near: Reach, on: date, soon: date) -> Prepared[Account, Any]:
    # All that its words depend on is in what it is given; the numbers themselves are never kept.
    base = visible(actor, on=on)
    lists = {tab: _listed(tab, base, actor, on).order_by().values("pk")[: MANY + 1] for tab in Tab}
    counted = {tab.value: _Counted(rows) for tab, rows in lists.items()}
    return Prepared(lambda account: Account.objects.filter(pk=account).values(**counted), int)


def _narrow(rows: QuerySet[Matter], narrow: Narrow, on: date) -> QuerySet[Matter]:
    if narrow.state:
        rows = rows.filter(state=narrow.state)
    if narrow.category:
        rows = rows.filter(category__startswith=narrow.category)
    if narrow.organ:
        rows = rows.filter(owner__in=_with_below(narrow.organ, on))
    if narrow.channel:
        rows = rows.filter(Exists(Submission.objects.filter(matter=OuterRef("pk"), channel=narrow.channel)))
    if narrow.since:
        rows = rows.filter(opened_on__gte=narrow.since)
    if narrow.until:
        rows = rows.filter(opened_on__lte=narrow.until)
    if narrow.urgent:
        rows = rows.filter(urgent=True)
    if narrow.handler:
        rows = rows.filter(Q(handler__name=narrow.handler) | Q(handler__username=narrow.handler))
    if narrow.behind:
        rows = behind(rows, narrow.behind)
    if narrow.clock in (Tab.SOON, Tab.LATE):
        rows = _pressing(rows, narrow.clock, on)
    elif narrow.clock:
        running = Clock.objects.filter(matter=OuterRef("pk"), period=narrow.clock, stopped_on=None)
        rows = rows.filter(Exists(running))
    return narrowed(rows, narrow.text)


def _with_below(code: str, on: date) -> Iterable[int]:
    heads = set(Organ.objects.filter(code=code).values_list("pk", flat=True))
    return jurisdiction.below(heads, tree_on(on))


def _slice(rows: QuerySet[Matter], day: str, after: str, before: str) -> tuple[list[Matter], str, str]:
    """PAGE rows beyond the cursor in the order of `day`, and the cursors (pages before, pages after); "" at an end.

    The first page where nothing is beyond it any more.
    """
    backwards = bool(before)
    cursor, wanted = _parsed(before or after, bool(day)), rows
    if cursor:
        wanted = rows.filter(_beyond(day, cursor, ascending=(day in DUE) is not backwards))
    ordered = _in_order(wanted, day).select_related("owner", "handler").only(*SHOWN)
    found = list((ordered.reverse() if backwards else ordered)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    if not found:
        return _slice(rows, day, "", "") if before or after else ([], "", "")
    first, last = _cursor(found[0], day), _cursor(found[-1], day)
    return found, first if (more if backwards else after) else "", last if (backwards or more) else ""


def _cursor(matter: Matter, day: str) -> str:
    return f"{getattr(matter, day)}.{matter.pk}" if day else str(matter.pk)


def _parsed(cursor: str, by_day: bool) -> tuple[date | None, int] | None:
    """What a cursor says; a spoilt one is taken as none."""
    said, _dot, key = cursor.rpartition(".")
    if not key.isdecimal() or bool(said) is not by_day:
        return None
    try:
        return (date.fromisoformat(said) if said else None), int(key)
    except ValueError:
        return None


def _beyond(column: str, cursor: tuple[date | None, int], *, ascending: bool) -> Q:
    day, key = cursor
    way = "gt" if ascending else "lt"
    further = Q(**{f"pk__{way}": key})
    return further if day is None else Q(**{f"{column}__{way}": day}) | (Q(**{column: day}) & further)


def _rows(actor: Actor, matters: list[Matter], text: str) -> list[Row]:
    names = first_names([matter.pk for matter in matters if not matter.sealed])
    cuts = excerpts([matter.pk for matter in matters], text) if text and matters else {}
    versions, days = versions_for(actor, matters), asked_back([matter.pk for matter in matters])
    return [
        Row(m, mask_name(names.get(m.pk, "")), versions[m.pk], actor.organs == {m.owner_id}, next_for(actor, m),
            cuts.get(m.pk), days.get(m.pk))
        for m in matters
    ]  # fmt: skip
