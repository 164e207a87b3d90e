"""Which tasks wait for this person: to be answered, or to be cleared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lianxin.models import Task
from lianxin.queries.directory import tree_on
from lianxin.queries.dossier import Dossier
from lianxin.rules import jurisdiction
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS, Seat
from lianxin.rules.tasks import BY_LETTER, CHASED, CLEARING, SUPERVISING, kind_of, unasked


def to_answer(actor: Actor, rows: Iterable[Task]) -> list[Task]:
    """Of these, the tasks this person's organ still owes an answer to."""
    return [r for r in rows if r.kind in CHASED and r.answered_on is None and r.organ_id in actor.organs]


def by_word(actor: Actor, rows: Iterable[Task]) -> list[Task]:
    """Of these, what one person of the organ answers on a matter."""
    return [row for row in to_answer(actor, rows) if row.kind not in BY_LETTER]


def by_letter(actor: Actor, rows: Iterable[Task]) -> list[Task]:
    """Of these, what the organ answers by a paper, in three hands."""
    return [row for row in to_answer(actor, rows) if row.kind in BY_LETTER]


def to_clear(actor: Actor, rows: Iterable[Task], on: date) -> list[Task]:
    """Of these, the answered ones that this person may clear or return: on a matter from above it, else in the
    issuing organ's line.
    """
    return [
        row
        for row in rows
        if row.kind in CHASED and row.answered_on and not row.cleared_on
        and (_over_matter(actor, row) if row.matter_id else in_line(actor, row.issuer_id, on))
    ]  # fmt: skip


def not_asked(actor: Actor, action: str, dossier: Dossier) -> frozenset[str]:
    """Fields of a step that have nothing to say here: the choice where there is one task only, what none of the kinds
    that wait asks for, and behind the wall whether words accuse.
    """
    if STEPS[action].seat is Seat.PETITIONER:
        return frozenset({"ordinary"} if dossier.sealed else ())
    if action in ("ANSWER_TASK", "DRAFT_ANSWER_LETTER"):
        waiting = (by_word if action == "ANSWER_TASK" else by_letter)(actor, dossier.tasks)
        spared = unasked(kind_of(row.kind) for row in waiting)
    elif action in ("RETURN_TASK", "CLEAR_TASK"):
        waiting, spared = to_clear(actor, dossier.tasks, dossier.today), frozenset()
    else:
        return frozenset()
    return spared | ({"task"} if len(waiting) == 1 else frozenset())


def _over_matter(actor: Actor, row: Task) -> bool:
    # Whether such a post stands above the matter at all is the seat of the step.
    return row.issuer_id in actor.organs or actor.has(*SUPERVISING)


def in_line(actor: Actor, issuer: int, on: date) -> bool:
    """Whether a post that clears sits in this organ, above it, or in the petition office of one of these."""
    line = {issuer, *jurisdiction.above(issuer, tree_on(on))}
    return any(
        post.role in CLEARING
        and (post.organ in line or (post.at_office and bool(set(post.above[:1]) & line)))
        for post in actor.posts
    )
