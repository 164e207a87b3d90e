"""Sittings of every kind as a person may see them: the calendar, one sitting with people, agenda, ballots and tasks."""

from __future__ import annotations

import calendar as months
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from lianxin.models import Attendance, Ballot, Matter, Member, Sitting, Task, Turn
from lianxin.queries.access import NotFound, reading_scope, visible
from lianxin.queries.directory import tree_on
from lianxin.queries.dossier import Dossier
from lianxin.queries.sittings import desks, within
from lianxin.queries.tasks import board
from lianxin.rules import jurisdiction
from lianxin.rules.codes import Coded, Role
from lianxin.rules.facts import Actor
from lianxin.rules.sittings import KINDS, Part, SittingKind, Turns

HEADS = frozenset({Role.ORGAN_HEAD, Role.LEADER})
MEETS = frozenset(role for kind in KINDS.values() for role in kind.plans | kind.records) | HEADS
KEPT = tuple(
    kind.code for kind in KINDS.values() if kind.turns is not Turns.NUMBERS
)  # the hall has a page of its own
CONFERENCE = "JOINT_CONFERENCE"
FEW = 12  # matters offered for an agenda, the nearest dates first


def seen(actor: Actor, *, on: date) -> QuerySet[Sitting]:
    """Sittings of the organs this person works for or stands above, and those they are seated in; one about a matter
    behind a wall is not there.
    """
    led = actor.organs_as(*HEADS)
    organs = reading_scope(actor, on) | desks(actor, *MEETS) | jurisdiction.below(led, tree_on(on)) | led
    seated = Attendance.objects.filter(account=actor.account).values("sitting")
    behind = Q(matter=None) | Q(matter__in=visible(actor, on=on))
    rows = Sitting.objects.filter(behind, kind__in=KEPT).filter(Q(organ__in=organs) | Q(pk__in=seated))
    return rows.select_related("organ", "matter")


def may_record(actor: Actor, sitting: Sitting) -> bool:
    """Whether this person keeps the agenda, the people and the record of this sitting."""
    return sitting.organ_id in desks(actor, *KINDS[sitting.kind].records)


def may_decide(actor: Actor, sitting: Sitting, *, on: date) -> bool:
    """Whether this person speaks for the organ that a council advises: its head, or one above."""
    line = {sitting.organ_id, *jurisdiction.above(sitting.organ_id, tree_on(on))}
    return any(post.role in HEADS and post.organ in line for post in actor.posts)


def kinds_to_plan(actor: Actor) -> list[SittingKind]:
    """The kinds that this person plans here; days with turns to book have a page of their own."""
    return [
        k for k in KINDS.values() if k.code in KEPT and k.turns is not Turns.VISITORS and actor.has(*k.plans)
    ]


@dataclass(frozen=True)
class Month:
    """The sittings of one month, by day."""

    first: date
    last: date
    days: list[tuple[date, list[Sitting]]]


def month(actor: Actor, day: date, kind: str = "", *, on: date) -> Month:
    """The month that `day` falls into, narrowed to one kind if asked."""
    first = day.replace(day=1)
    last = day.replace(day=months.monthrange(day.year, day.month)[1])
    rows = seen(actor, on=on).filter(held_from__range=(first, last))
    rows = rows.filter(kind=kind) if kind in KINDS else rows
    days: dict[date, list[Sitting]] = defaultdict(list)
    for row in rows.order_by("held_from", "opens", "pk"):
        days[row.held_from].append(row)
    return Month(first, last, list(days.items()))


def conference(actor: Actor, *, on: date) -> Sitting | None:
    """The joint conference that comes next, else the last one, for who sits in it, leads or keeps it."""
    if not actor.has(*KINDS[CONFERENCE].plans):
        return None
    rows = seen(actor, on=on).filter(kind=CONFERENCE, called_off_at=None)
    coming = rows.filter(held_from__gte=on).order_by("held_from", "pk").first()
    return coming or rows.order_by("-held_from", "-pk").first()


def sitting_seen(actor: Actor, pk: int, *, on: date) -> Sitting:
    """One sitting. Raises NotFound."""
    row = seen(actor, on=on).filter(pk=pk).first()
    if row is None:
        raise NotFound(str(pk))
    return row


@dataclass
class Item:
    """One item of the agenda: what it is about, who stands aside, how it ended, what it became."""

    turn: Turn
    excused: list[tuple[str, str]]
    said: Coded | None
    ballots: list[Ballot] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    @property
    def about(self) -> str:
        """What the agenda calls it."""
        return self.turn.matter.title if self.turn.matter else self.turn.topic

    @property
    def waits(self) -> bool:
        return not self.turn.result and self.turn.cancelled_at is None

    @property
    def open_ballot(self) -> Ballot | None:
        return next((b for b in self.ballots if b.closed_at is None), None)


@dataclass
class Page:
    """A sitting with all that its page and its minutes need."""

    sitting: Sitting
    kind: SittingKind
    people: list[Attendance]
    items: list[Item]
    records: bool
    decides: bool
    today: date

    @property
    def begun(self) -> bool:
        return self.sitting.held_from <= self.today

    @property
    def over(self) -> bool:
        return self.sitting.concluded_at is not None or self.sitting.called_off_at is not None

    @property
    def waiting(self) -> int:
        """Items without a result."""
        return sum(item.waits for item in self.items)

    @property
    def voters(self) -> list[Attendance]:
        """The elected members who sit."""
        return [each for each in self.people if each.member_id]


def page(actor: Actor, pk: int, *, on: date) -> Page:
    """One sitting with the items this person may know of. Raises NotFound."""
    row = sitting_seen(actor, pk, on=on)
    kind = KINDS[row.kind]
    people = list(row.people.select_related("account", "member").order_by("pk"))
    turns = within(
        actor, row.turns.select_related("matter", "matter__owner").order_by("position", "pk"), on=on
    )
    items = _items(turns, kind, {each.pk: each.name for each in people}, actor, on)
    return Page(row, kind, people, items, may_record(actor, row), may_decide(actor, row, on=on), on)


def _items(turns: list[Turn], kind: SittingKind, names: dict[int, str], actor: Actor, on: date) -> list[Item]:
    ballots: dict[int, list[Ballot]] = defaultdict(list)
    for ballot in Ballot.objects.filter(turn__in=turns).order_by("pk"):
        ballots[ballot.turn_id].append(ballot)
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(turn__in=turns).select_related("organ").order_by("pk"):
        tasks[task.turn_id or 0].append(task)
    return [
        Item(
            turn,
            [(names[int(k)], str(v)) for k, v in turn.excused.items() if int(k) in names],
            kind.results[turn.result] if kind.results and turn.result else None,
            ballots[turn.pk],
            tasks[turn.pk],
        )
        for turn in turns
    ]


def barred(matter: Matter, kind: SittingKind, on: date) -> frozenset[int]:
    """Accounts that stand aside from this matter in such a sitting (第二十八条): at a hearing also who took part before."""
    dossier = Dossier(matter, on)
    return dossier.recused | dossier.accused_accounts | (dossier.took_part if kind.step else frozenset())


def members(organ: int, council: str, *, on: date) -> list[Member]:
    """The members of a council in office on that day, president first."""
    rows = Member.objects.filter(organ=organ, council=council, elected_on__lte=on, term_ends__gte=on)
    order = {post: rank for rank, post in enumerate(("PRESIDENT", "VICE_PRESIDENT", "EXECUTIVE", "MEMBER"))}
    return sorted(rows.filter(Q(left_on=None) | Q(left_on__gt=on)), key=lambda m: (order[m.post], m.pk))


def councils(actor: Actor, *, on: date) -> list[tuple[SittingKind, int, str, list[Member]]]:
    """The councils of this person's organs and those below: kind, organ, its name, members in office and before."""
    reach = reading_scope(actor, on) | desks(actor, *MEETS)
    rows = (
        Member.objects.filter(organ__in=reach)
        .select_related("organ")
        .order_by("organ__code", "council", "pk")
    )
    found: dict[tuple[str, int, str], list[Member]] = defaultdict(list)
    for row in rows:
        found[(row.council, row.organ_id, row.organ.name)].append(row)
    return [(KINDS[code], organ, name, rows) for (code, organ, name), rows in found.items()]


def at_hand(actor: Actor, shown: Page, *, on: date) -> list[Matter]:
    """Open matters in sight for the agenda, the nearest dates first; sealed ones never."""
    if shown.kind.turns is not Turns.MATTERS or shown.kind.needs_matter or not shown.records or shown.over:
        return []
    rows = visible(actor, on=on).filter(sealed=False, closed_on=None).exclude(due_on=None)
    rows = rows.exclude(pk__in=[item.turn.matter_id for item in shown.items if item.turn.matter_id])
    return list(rows.order_by("due_on", "pk").only("number", "title", "due_on")[:FEW])


def before(sitting: Sitting) -> Sitting | None:
    """The shift whose open things this one takes over: the last of the organ that nobody has taken over from."""
    rows = Sitting.objects.filter(
        kind=sitting.kind, organ=sitting.organ, called_off_at=None, taken_over_by=None
    )
    rows = rows.filter(held_from__lte=sitting.held_from).exclude(pk=sitting.pk)
    return (
        rows.filter(Q(held_from__lt=sitting.held_from) | Q(opens__lt=sitting.opens))
        .order_by("-held_from", "-opens")
        .first()
    )


def urgent(actor: Actor, *, on: date) -> list[Task]:
    """Urgent reports in sight that nobody has cleared: a shift must know of them."""
    return board(actor, "open", "URGENT_REPORT", on=on).rows[:FEW]


def seats(actor: Actor, sitting: Sitting) -> bool:
    """Whether this person is on the roster of this sitting."""
    return Attendance.objects.filter(sitting=sitting, account=actor.account).exclude(part=Part.GUEST).exists()
