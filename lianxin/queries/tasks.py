"""Tasks a person may see, answer or clear; how many came in, stand open and were cleared; what calls for supervision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from lianxin.models import Clock, Document, Link, Matter, Organ, Region, Task, Told
from lianxin.queries.access import READERS, NotFound, reading_scope, visible
from lianxin.queries.dossier import Dossier
from lianxin.queries.drafts import ANSWER, answer_draft, hands_in, post_in
from lianxin.queries.options import report_name
from lianxin.queries.owed import by_letter, by_word, to_clear
from lianxin.rules.codes import MatterLink, Role
from lianxin.rules.facts import Actor
from lianxin.rules.periods import RIGHTS
from lianxin.rules.permissions import may
from lianxin.rules.screening import Business
from lianxin.rules.steps import STEPS
from lianxin.rules.tasks import (
    CHASED,
    EXECUTION,
    FOLLOWING,
    NOTICES,
    RETURNS_TOO_OFTEN,
    SPONSOR_ENTRY_DAYS,
    Informed,
    Trigger,
)

SEES = READERS | {Role.INFO_OFFICER}  # who works with tasks at all
OWED = CHASED | frozenset(FOLLOWING)
MOST = 100
LETTER = [step.action for step in STEPS.values() if step.decides == ANSWER]


def visible_tasks(actor: Actor, *, on: date) -> QuerySet[Task]:
    """Tasks of matters this person may know of, and those without a matter between organs within their reach."""
    informing = actor.organs_as(Role.INFO_OFFICER)
    scope = reading_scope(actor, on) | informing
    told = Told.objects.filter(organ__in=scope).values("task")
    alone = Q(matter=None) & (Q(organ__in=scope) | Q(issuer__in=scope) | Q(pk__in=told))
    return Task.objects.filter(Q(matter__in=visible(actor, on=on)) | alone)


def task_for(actor: Actor, pk: int, *, on: date) -> Task:
    """One task. Raises NotFound where this person may not know of it."""
    row = visible_tasks(actor, on=on).filter(pk=pk).select_related("organ", "issuer", "matter").first()
    if row is None:
        raise NotFound(str(pk))
    return row


@dataclass(frozen=True)
class Board:
    """The tasks of one tab, with how many each tab holds."""

    rows: list[Task]
    counts: dict[str, int]
    tab: str
    start: int = 0

    @property
    def after(self) -> str:
        """Where the next page starts, "" on the last."""
        return str(self.start + SIZE) if self.start + SIZE < self.counts[self.tab] else ""

    @property
    def before(self) -> str:
        return str(max(self.start - SIZE, 0)) if self.start else ""


SIZE = 50  # rows of one page of the board


def board(actor: Actor, tab: str, kind: str = "", *, on: date, start: int = 0) -> Board:
    """One page of a tab: to answer, to clear, late, open, cleared; the nearest dates first. Without one, the first of three that has work."""
    base = visible_tasks(actor, on=on)
    if kind:
        base = base.filter(kind=kind)
    open_ = Q(cleared_on=None)
    which = {
        "answer": open_ & Q(answered_on=None, organ__in=actor.organs),
        "clear": open_ & ~Q(answered_on=None) & Q(issuer__in=actor.organs),
        "late": open_ & Q(answered_on=None, due_on__lt=on),
        "open": open_,
        "cleared": Q(cleared_on__isnull=False),
    }
    counts = base.aggregate(**{name: Count("pk", filter=where) for name, where in which.items()})
    tab = (
        tab
        if tab in which
        else next((name for name in ("answer", "clear", "late") if counts[name]), "answer")
    )
    order = "-cleared_on" if tab == "cleared" else "due_on"
    rows = base.filter(which[tab]).select_related("organ", "issuer", "matter").order_by(order, "pk")
    return Board(list(rows[start : start + SIZE]), counts, tab, start)


def owed_by(actor: Actor, *, on: date) -> list[Task]:
    """What this person's organs still have to answer, the nearest dates first; closed matters bring some too."""
    base = visible_tasks(actor, on=on)
    rows = base.filter(cleared_on=None, answered_on=None, organ__in=actor.organs).select_related("matter")
    return list(rows.order_by("due_on", "pk")[:SIZE])


def may_do(actor: Actor, row: Task, *, on: date) -> list[str]:
    """The acts on this one task that are this person's: to answer it, or take part in its answer; RETURN_TASK, CLEAR_TASK."""
    waits = dict.fromkeys(("RETURN_TASK", "CLEAR_TASK"), to_clear(actor, [row], on))
    waits = {"ANSWER_TASK": by_word(actor, [row])} | waits
    if row.matter:
        dossier = Dossier(row.matter, on)
        waits |= dict.fromkeys(LETTER, by_letter(actor, [row]))
        return [action for action, rows in waits.items() if rows and may(actor, action, dossier)]
    own = [a for a, rows in waits.items() if rows and actor.has(*STEPS[a].roles) and _another(actor, row, a)]
    return [*_hands(actor, row, on), *own]


def _hands(actor: Actor, row: Task, on: date) -> list[str]:
    """The steps by which this person takes part in the letter that answers a task without a matter."""
    if not by_letter(actor, [row]):
        return []
    if paper := answer_draft(row, on=on):
        return hands_in(actor, paper, on=on)
    begin = f"DRAFT_{ANSWER}"
    return [begin] if post_in(actor, begin, None, row.organ_id, on=on) else []


def _another(actor: Actor, row: Task, action: str) -> bool:
    return action != "CLEAR_TASK" or row.answered_by_id != actor.account


def picked_names(source: str, values: list[str]) -> list[str]:
    """What the picked codes of a task's fact are called."""
    if source == "informed":
        return [Informed[value].label for value in values]
    if source == "businesses":
        return [Business[value].label for value in values]
    if source in ("told_organs", "urgent_reports"):
        return _names_of(source, values)
    named = dict(Region.objects.filter(code__in=values).values_list("code", "name"))
    return [named.get(value, value) for value in values]


def _names_of(source: str, values: list[str]) -> list[str]:
    if source == "told_organs":
        return list(Organ.objects.filter(code__in=values).values_list("name", flat=True))
    rows = Task.objects.filter(pk__in=[value for value in values if value.isdecimal()])
    return [report_name(row) for row in rows]


def reports_of(actor: Actor, row: Task, *, on: date) -> list[Task]:
    """The reports of the same urgent event that this person may see, the first one first; none where there is but one."""
    if row.kind != "URGENT_REPORT":
        return []
    near = visible_tasks(actor, on=on).filter(kind=row.kind, issuer=row.issuer_id).select_related("made_by")
    rows = {each.pk: each for each in near}
    before = {pk: int(each.facts["follows"]) for pk, each in rows.items() if each.facts.get("follows")}

    def first(pk: int) -> int:
        while pk in before and before[pk] in rows:
            pk = before[pk]
        return pk

    same = [each for pk, each in sorted(rows.items()) if first(pk) == first(row.pk)]
    return same if len(same) > 1 else []


def told_of(row: Task) -> list[Told]:
    """Who was told of it and when each read it."""
    return list(row.told.select_related("organ", "read_by").order_by("pk"))


@dataclass(frozen=True)
class Sponsored:
    """A sponsored case with its last entry; `silent` where this month and the one before have none."""

    task: Task
    last: dict[str, str]
    silent: bool


def sponsored(actor: Actor, *, on: date) -> list[Sponsored]:
    """Every sponsored case in sight that is not cleared, the silent ones first."""
    rows = visible_tasks(actor, on=on).filter(kind="SPONSORSHIP", cleared_on=None)
    found = []
    for row in rows.select_related("matter", "organ").order_by("issued_on", "pk"):
        last = (row.facts.get("entries") or [{}])[-1]
        since = date.fromisoformat(last["on"]) if last else row.issued_on
        found.append(
            Sponsored(row, last, since < on.replace(day=1) and (on - since).days >= SPONSOR_ENTRY_DAYS)
        )
    return sorted(found, key=lambda each: not each.silent)


@dataclass(frozen=True)
class Month:
    """Stock and flow of one month: opening + issued - cleared = closing."""

    month: date
    opening: int
    issued: int
    cleared: int

    @property
    def closing(self) -> int:
        return self.opening + self.issued - self.cleared


def flow(actor: Actor, *, on: date, months: int = 12) -> list[Month]:
    """增量、存量、销号 by month, the running one last."""
    base = visible_tasks(actor, on=on)
    came = _by_month(base, "issued_on")
    went = _by_month(base.exclude(cleared_on=None), "cleared_on")
    first = _back(on.replace(day=1), months - 1)
    stock = sum(n for month, n in came.items() if month < first) - sum(
        n for month, n in went.items() if month < first
    )
    found: list[Month] = []
    for back in range(months - 1, -1, -1):
        month = _back(on.replace(day=1), back)
        found.append(Month(month, stock, came.get(month, 0), went.get(month, 0)))
        stock = found[-1].closing
    return found


def _by_month(rows: QuerySet[Task], name: str) -> dict[date, int]:
    grouped = rows.order_by().annotate(month=TruncMonth(name)).values("month").annotate(n=Count("pk"))
    return {row["month"]: row["n"] for row in grouped}


def _back(month: date, count: int) -> date:
    year, rest = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(year, rest + 1, 1)


# ---- what calls for supervision (第四十条), computed from what happened ------------------------------------
def triggered(actor: Actor, trigger: Trigger, *, on: date) -> QuerySet[Matter]:
    """Open or closed matters this person sees that meet this ground and are not supervised for it yet."""
    base = visible(actor, on=on).filter(sealed=False)
    chased = Task.objects.filter(
        matter=OuterRef("pk"), kind__in=("SUPERVISION", "LISTED_SUPERVISION"), cleared_on=None
    )
    rows = base.filter(_ground(trigger, on)).exclude(Exists(chased))
    since = _late(on).order_by("lawful_on").values("lawful_on")[:1]
    return rows.annotate(late_since=Subquery(since)).order_by("late_since", "due_on", "pk")


def _late(on: date) -> QuerySet[Clock]:
    """The duties of one matter that ran out; a right that was not used is none of them."""
    clocks = Clock.objects.filter(matter=OuterRef("pk"), organ__isnull=False, stopped_on=None)
    return clocks.filter(lawful_on__lt=on).exclude(period__in=RIGHTS)


def _ground(trigger: Trigger, on: date) -> Q:
    late = _late(on)
    if trigger is Trigger.OVERDUE:
        return Q(Exists(late.exclude(period__in=(*NOTICES, EXECUTION))), closed_on=None)
    if trigger is Trigger.NO_NOTICE:
        return Q(Exists(late.filter(period__in=NOTICES)))
    if trigger is Trigger.PASSED_AROUND:
        return Q(returns__gte=RETURNS_TOO_OFTEN, closed_on=None)
    if trigger is Trigger.NOT_EXECUTED:
        return Q(Exists(late.filter(period=EXECUTION)))
    if trigger is Trigger.REPEATED:
        again = Link.objects.filter(earlier=OuterRef("pk"), undone_at=None).exclude(
            kind=MatterLink.SPLIT_FROM
        )
        return Q(Exists(again), closed_on__isnull=False)
    if trigger is Trigger.NO_LAW:
        let_through = Document.objects.filter(matter=OuterRef("pk"), kind="D17", overridden=True)
        return Q(Exists(let_through))
    return Q(pk__in=[])
