"""Reckon running clocks anew when a year's calendar or a local rule arrives, and correct the stored dates."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from lianxin.models import Clock, Matter
from lianxin.queries.clocks import reckon, standing
from lianxin.rules.states import State

BATCH = 500


@dataclass(frozen=True)
class Refreshed:
    """How many matters were looked at, and how many of their clocks and own dates were wrong."""

    matters: int
    clocks: int
    dates: int


def refresh() -> Refreshed:
    """Rewrite every cached date that differs from its recomputation; run again it changes nothing.

    Raises PeriodError where a clock can no longer be reckoned at all; batches before it are kept.
    """
    pks = list(Matter.objects.order_by("pk").values_list("pk", flat=True))
    clocks = dates = 0
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            more_clocks, more_dates = _refresh(pks[start : start + BATCH])
        clocks, dates = clocks + more_clocks, dates + more_dates
    return Refreshed(len(pks), clocks, dates)


def _refresh(pks: list[int]) -> tuple[int, int]:
    running: dict[int, list[Clock]] = {}
    moved: list[Clock] = []
    for clock in Clock.objects.filter(matter__in=pks, stopped_on=None):
        before = (clock.nominal_on, clock.lawful_on, clock.safe_on, clock.provisional)
        due = reckon(clock)
        after = (due.nominal, due.lawful, due.safe, due.provisional)
        clock.nominal_on, clock.lawful_on, clock.safe_on, clock.provisional = after
        if before != after:
            moved.append(clock)
        running.setdefault(clock.matter_id, []).append(clock)
    Clock.objects.bulk_update(moved, ["nominal_on", "lawful_on", "safe_on", "provisional"])
    wrong = 0
    for matter in Matter.objects.filter(pk__in=pks, state__in=list(State)):
        fresh = vars(
            standing(State(matter.state), running.get(matter.pk, []), matter.asked, sealed=matter.sealed)
        )
        if fresh != {name: getattr(matter, name) for name in fresh}:
            # Only where no step came between: that step has written the dates itself.
            wrong += Matter.objects.filter(pk=matter.pk, version=matter.version).update(**fresh)
    return len(moved), wrong
