"""Days on which people meet: what all may see, what a desk plans and records, and the turns in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from lianxin.models import Organ, Sitting, Turn
from lianxin.queries.access import NotFound, visible
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.privacy import mask_name, mask_phone
from lianxin.rules.rhythms import slots
from lianxin.rules.sittings import KINDS, ReceptionResult, ReceptionStyle, SittingKind, Turns

CHINA = ZoneInfo("Asia/Shanghai")
RECEPTION = "LEADER_RECEPTION"
BOOKED = tuple(kind.code for kind in KINDS.values() if kind.turns is Turns.VISITORS)
MOST = 200


@dataclass(frozen=True)
class Slot:
    """One time of a day of reception."""

    at: time
    free: bool


@dataclass(frozen=True)
class Day:
    """A day of reception as all may see it."""

    pk: int
    on: date
    opens: time
    closes: time
    place: str
    host: str
    title: str
    organ: str
    slots: tuple[Slot, ...]
    called_off: str
    kind: SittingKind
    style: ReceptionStyle | None

    @property
    def free(self) -> int:
        return sum(slot.free for slot in self.slots)


# ---- for all ----------------------------------------------------------------------------------------------
def public_days(*, at: datetime, on: date) -> list[Day]:
    """Published days of reception, desks of lawyers and open hearings from today on, those called off with their reason; nearest first."""
    rows = _published().filter(held_from__gte=on).order_by("held_from", "opens", "pk")[:MOST]
    return [_day(row, at) for row in rows]


def public_day(pk: int, *, at: datetime) -> Day:
    """One published day. Raises NotFound."""
    row = _published().filter(pk=pk, kind__in=BOOKED).first()
    if row is None:
        raise NotFound(str(pk))
    return _day(row, at)


def _published() -> QuerySet[Sitting]:
    kinds = [kind.code for kind in KINDS.values() if kind.public]
    rows = Sitting.objects.filter(
        kind__in=kinds, published_at__isnull=False, opens__isnull=False, closed_reason=""
    )
    return rows.select_related("organ").prefetch_related("turns")


def _day(row: Sitting, at: datetime) -> Day:
    taken = {turn.at for turn in row.turns.all() if turn.cancelled_at is None}
    over = row.called_off_at is not None
    return Day(
        pk=row.pk,
        on=row.held_from,
        opens=row.opens or time(),
        closes=row.closes or time(),
        place=row.place,
        host=row.host,
        title=row.title,
        organ=row.organ.name,
        slots=tuple(Slot(t, not over and t not in taken and starts(row, t) > at) for t in times(row)),
        called_off=row.called_off_because if over else "",
        kind=KINDS[row.kind],
        style=ReceptionStyle[row.facts["style"]]
        if row.facts.get("style") in ReceptionStyle.__members__
        else None,
    )


def times(row: Sitting) -> list[time]:
    """The times of its turns; none where nobody books."""
    if not row.minutes or row.opens is None or row.closes is None:
        return []
    return slots(row.opens, row.closes, row.minutes)


def starts(row: Sitting, at: time) -> datetime:
    """The moment at which a turn begins."""
    return datetime.combine(row.held_from, at, CHINA)


# ---- for the desk -----------------------------------------------------------------------------------------
def desks(actor: Actor, *roles: Role) -> frozenset[int]:
    """The organs whose days these posts plan: their own, and at a petition office its government's."""
    posts = [post for post in actor.posts if not roles or post.role in roles]
    own = {post.organ for post in posts}
    return frozenset(own | {post.above[0] for post in posts if post.at_office and post.above})


def planners(actor: Actor, kind: SittingKind) -> frozenset[int]:
    """The organs for which this person may plan such a sitting; empty for who may not."""
    return desks(actor, *kind.plans) if actor.has(*kind.plans) else frozenset()


def kept_by(actor: Actor, kind: SittingKind) -> QuerySet[Sitting]:
    """The sittings of this kind that this person plans or records."""
    roles = kind.plans | kind.records
    reach = desks(actor, *roles) if actor.has(*roles) else frozenset()
    return Sitting.objects.filter(kind=kind.code, organ__in=reach).select_related("organ")


def booked_days(actor: Actor) -> QuerySet[Sitting]:
    """The days with turns to book that this person plans or records."""
    rows = Sitting.objects.none()
    for code in BOOKED:
        rows = rows | kept_by(actor, KINDS[code])
    return rows


@dataclass(frozen=True)
class Planned:
    """A day on the desk's list: `open` turns have no result yet."""

    sitting: Sitting
    booked: int
    open: int
    late_notice: bool  # published, or not yet, closer to the day than the row demands


def planned(actor: Actor, *, on: date) -> tuple[list[Planned], list[Planned]]:
    """(to come, over) of the days of reception of this person's desks."""
    rows = booked_days(actor).prefetch_related("turns").order_by("held_from", "opens", "pk")
    coming = [_planned(row, on) for row in rows.filter(held_from__gte=on)[:MOST]]
    over = [_planned(row, on) for row in rows.filter(held_from__lt=on).order_by("-held_from", "-pk")[:50]]
    return coming, over


def _planned(row: Sitting, on: date) -> Planned:
    turns = [turn for turn in row.turns.all() if turn.cancelled_at is None]
    return Planned(row, len(turns), sum(not t.result for t in turns), told_late(row, on))


def told_late(row: Sitting, on: date) -> bool:
    """Whether it is, or would be today, published closer to its day than its row demands."""
    told = row.published_at.astimezone(CHINA).date() if row.published_at else on
    return (row.held_from - told).days < KINDS[row.kind].notice_days


@dataclass(frozen=True)
class Visitor:
    """One turn as the desk sees it. A matter outside the wall is not named, and its words are not shown."""

    pk: int
    reference: str
    at: time | None
    name: str
    phone: str
    topic: str
    number: str
    result: str
    answer: str
    cancelled: bool

    @property
    def said(self) -> ReceptionResult | None:
        return ReceptionResult[self.result] if self.result else None


def sitting_for(actor: Actor, pk: int) -> Sitting:
    """One day of this person's desk. Raises NotFound."""
    row = booked_days(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound(str(pk))
    return row


def visitors(actor: Actor, sitting: Sitting, *, on: date, named: bool = False) -> list[Visitor]:
    """The turns of a day, names and telephones masked unless `named`; turns about a matter outside the wall are left
    out as if nobody had booked.
    """
    rows = Turn.objects.filter(sitting=sitting).select_related("matter")
    rows = rows.order_by(F("at").asc(nulls_last=True), "position")  # who simply came, after who booked
    return [_visitor(row, named) for row in within(actor, rows, on=on)]


def within(actor: Actor, rows: Iterable[Turn], *, on: date) -> list[Turn]:
    """Of these turns, those about no matter or about one that this person may know of."""
    turns = list(rows)
    matters = {turn.matter_id for turn in turns if turn.matter_id}
    seen = (
        set(visible(actor, on=on).filter(pk__in=matters).values_list("pk", flat=True)) if matters else set()
    )
    return [turn for turn in turns if turn.matter_id is None or turn.matter_id in seen]


def _visitor(row: Turn, named: bool) -> Visitor:
    name, phone = row.visitor.get("name", ""), row.visitor.get("phone", "")
    return Visitor(
        pk=row.pk,
        reference=row.reference,
        at=row.at,
        name=name if named else mask_name(name),
        phone=phone if named else mask_phone(phone),
        topic=row.topic,
        number=row.matter.number if row.matter else "",
        result=row.result,
        answer=row.answer,
        cancelled=row.cancelled_at is not None,
    )


def organs_to_plan(actor: Actor) -> list[Organ]:
    """The organs for which this person may plan a day of reception."""
    return list(Organ.objects.filter(pk__in=planners(actor, KINDS[RECEPTION])))
