"""Marked dates: what an office wants of its shifts on some days, beside the shifts and receptions that are planned.

Only duty staff is counted; nothing here knows a matter or a petitioner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from lianxin.models import KnowledgeItem, Sitting
from lianxin.queries.knowledge import binding, newest, readable
from lianxin.queries.sittings import RECEPTION, desks
from lianxin.rules.facts import Actor
from lianxin.rules.sittings import Part

KIND, DUTY = "MARKED_DATES", "DUTY"
WORKS = Count("people", Q(people__part__in=(Part.ON_DUTY, Part.LEADS_DUTY)))


class Lack(StrEnum):
    """What a marked day still wants."""

    SHIFT = "SHIFT"
    PEOPLE = "PEOPLE"
    RECEPTION = "RECEPTION"


@dataclass(frozen=True)
class MarkedDay:
    """One day: people in its smallest shift (None: no shift is planned), and what is wanting."""

    on: date
    fewest: int | None
    lacks: list[Lack]


@dataclass(frozen=True)
class Mark:
    """Days an office marked, as far as they were asked for, with the shifts of the reader's own desks."""

    series: int
    title: str
    organ: str
    first: date
    last: date
    least: int
    receives: bool
    days: list[MarkedDay]

    @property
    def wanting(self) -> list[MarkedDay]:
        return [day for day in self.days if day.lacks]


def marked(actor: Actor, first: date, last: date, *, on: date) -> list[Mark]:
    """The marks of this person's organs and of those above that fall between two days, the nearest first."""
    rows = newest(readable(actor)).filter(kind=KIND, organ__in=binding(actor, on)).select_related("organ")
    spans = [(_day(row, "first"), _day(row, "last"), row) for row in rows]
    near = sorted(
        (span for span in spans if span[0] <= last and span[1] >= first), key=lambda s: (s[0], s[2].pk)
    )
    if not near:
        return []
    shifts = _held(actor, DUTY, first, last).annotate(works=WORKS)
    duty = [(row.held_from, row.held_to, row.works) for row in shifts]
    open_on = [(row.held_from, row.held_to, 1) for row in _held(actor, RECEPTION, first, last)]
    return [_mark(row, max(a, first), min(b, last), duty, open_on) for a, b, row in near]


def _held(actor: Actor, kind: str, first: date, last: date) -> QuerySet[Sitting]:
    rows = Sitting.objects.filter(kind=kind, organ__in=desks(actor), called_off_at=None)
    return rows.filter(held_from__lte=last, held_to__gte=first)


def _day(row: KnowledgeItem, name: str) -> date:
    return date.fromisoformat(str(row.facts[name]))


Held = list[tuple[date, date, int]]


def _mark(row: KnowledgeItem, first: date, last: date, duty: Held, open_on: Held) -> Mark:
    least, receives = int(row.facts["on_duty"]), bool(row.facts.get("receives"))
    days = []
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        fewest = min(_on(duty, day), default=None)
        lacks = [Lack.SHIFT] if fewest is None else [Lack.PEOPLE] if fewest < least else []
        if receives and not list(_on(open_on, day)):
            lacks.append(Lack.RECEPTION)
        days.append(MarkedDay(day, fewest, lacks))
    return Mark(
        row.series, row.title, str(row.organ or ""), _day(row, "first"), _day(row, "last"), least, receives, days
    )  # fmt: skip


def _on(rows: Held, day: date) -> Iterable[int]:
    return (n for first, last, n in rows if first <= day <= last)
