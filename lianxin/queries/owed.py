"""Which tasks wait for this person: to be answered, or to be cleared."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.models import Task
from lianxin.rules.facts import Actor
from lianxin.rules.tasks import CHASED, SUPERVISING


def to_answer(actor: Actor, rows: Iterable[Task]) -> list[Task]:
    """Of these, the tasks this person's organ still owes an answer to."""
    return [r for r in rows if r.kind in CHASED and r.answered_on is None and r.organ_id in actor.organs]


def to_clear(actor: Actor, rows: Iterable[Task]) -> list[Task]:
    """Of these, the answered ones that this person may clear or return: those of the own organ, or from above."""
    return [
        row
        for row in rows
        if row.kind in CHASED and row.answered_on and not row.cleared_on
        and (row.issuer_id in actor.organs or actor.has(*SUPERVISING))
    ]  # fmt: skip
