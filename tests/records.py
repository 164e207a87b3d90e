"""Whole months of records in bulk: what no test could file one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import count

from lianxin.models import Matter, Organ, Submission
from tests.cast import moment

_serial = count(1)


def spread(persons: int, batches: int, least: int) -> list[int]:
    """So many batches of at least `least` persons that together are so many persons."""
    rest, each = persons - least * batches, [least] * batches
    for place in range(batches):
        more = rest // batches + (place < rest % batches)
        each[place] += more
    return each


def visits(sizes: Iterable[int]) -> list[tuple[str, int]]:
    return [("VISIT", size) for size in sizes]


def record(rows: Sequence[tuple[str, int]], *, first: date, last: date, **more: object) -> list[Submission]:
    """One submission per (channel, persons), each with its own matter, spread over the days."""
    office, owner = Organ.objects.get(code="37142601"), Organ.objects.get(code="37142602")
    days = (last - first).days + 1
    on = [first + timedelta(days=place % days) for place in range(len(rows))]
    numbers = [f"R{next(_serial):08d}" for _row in rows]
    matters = Matter.objects.bulk_create(
        Matter(number=number, title="来访", owner=owner, office=office, opened_on=day,
               purpose="REQUEST", changed_at=moment(day), **{"state": "RECEIVED", **more})
        for number, day in zip(numbers, on, strict=True)
    )  # fmt: skip
    return Submission.objects.bulk_create(
        Submission(number=f"S{number}", query_hash="", matter=matter, office=office, channel=channel,
                   purpose="REQUEST", relation="FIRST", received_on=day, registered_at=moment(day), title="来访",
                   source="TEST", external_id=number, persons_present=persons, persons_concerned=persons)
        for number, matter, day, (channel, persons) in zip(numbers, matters, on, rows, strict=True)
    )  # fmt: skip
