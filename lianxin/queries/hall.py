"""The queue of the reception hall: numbers only, no name and no matter stands beside one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from lianxin.models import Organ, Sitting, Turn
from lianxin.queries.access import NotFound
from lianxin.queries.directory import in_force
from lianxin.queries.sittings import kept_by
from lianxin.rules.facts import Actor
from lianxin.rules.sittings import KINDS, HallResult

KIND = KINDS["HALL"]
SHOWN = 6  # calls that stand on the screen


@dataclass(frozen=True)
class Counts:
    """One day at the hall, in batches (one number each) and persons."""

    taken: int
    waiting: int
    received: int
    received_persons: int
    absent: int


@dataclass(frozen=True)
class Screen:
    """What hangs on the wall: the calls, newest first, and how many wait."""

    office: str
    calls: list[Turn]
    waiting: int


def halls(actor: Actor, *, on: date) -> list[Organ]:
    """The organs at whose hall this person receives."""
    reach = actor.organs_as(*KIND.records)
    return list(Organ.objects.filter(in_force(on), pk__in=reach))


def turns(office: Organ, *, on: date) -> QuerySet[Turn]:
    """The numbers of one day, in their order."""
    return Turn.objects.filter(sitting__kind=KIND.code, sitting__organ=office, sitting__held_from=on)


def waiting(office: Organ, *, on: date) -> QuerySet[Turn]:
    """Numbers that nobody has called yet."""
    return turns(office, on=on).filter(called_at=None, result="").order_by("position")


def at_windows(office: Organ, *, on: date) -> list[Turn]:
    """Numbers that were called and have no result yet."""
    return list(turns(office, on=on).filter(called_at__isnull=False, result="").order_by("called_at"))


def turn_for(actor: Actor, pk: int, *, on: date) -> Turn:
    """One number of this person's hall today. Raises NotFound."""
    sittings = kept_by(actor, KIND).filter(held_from=on)
    row = Turn.objects.filter(pk=pk, sitting__in=sittings).select_related("sitting__organ").first()
    if row is None:
        raise NotFound(str(pk))
    return row


def counts(office: Organ, *, on: date) -> Counts:
    """How many batches and persons one day brought."""
    received = Q(result=HallResult.RECEIVED)
    found: dict[str, Any] = turns(office, on=on).aggregate(
        taken=Count("pk"),
        waiting=Count("pk", Q(called_at=None, result="")),
        received=Count("pk", received),
        received_persons=Coalesce(Sum("persons", filter=received), 0),
        absent=Count("pk", Q(result=HallResult.ABSENT)),
    )
    return Counts(**found)


def past_days(office: Organ, *, before: date, most: int = 14) -> list[tuple[date, int, int]]:
    """(day, batches, persons) received on the days before, newest first."""
    rows = Turn.objects.filter(sitting__kind=KIND.code, sitting__organ=office, sitting__held_from__lt=before)
    days = rows.filter(result=HallResult.RECEIVED).values(day=F("sitting__held_from")).order_by("-day")
    return list(
        days.annotate(n=Count("pk"), persons_in=Sum("persons")).values_list("day", "n", "persons_in")[:most]
    )


def screen(code: str, *, on: date) -> Screen:
    """The public screen of one hall. Raises NotFound where there is no such organ or it has no hall."""
    office = Organ.objects.filter(in_force(on), code=code).first()
    if office is None or not Sitting.objects.filter(kind=KIND.code, organ=office).exists():
        raise NotFound(code)
    called = turns(office, on=on).filter(called_at__isnull=False).order_by("-called_at", "-position")
    return Screen(office.name, list(called[:SHOWN]), waiting(office, on=on).count())
