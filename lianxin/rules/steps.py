"""Everything that can be done to a matter: one row per step, each with its article.

A row says from which states, by whom and in which seat, what must be stated, which clocks stop and start,
which paper it makes and how the timeline tells it. Guard, permission, button, form and API all read this row.
"""

from __future__ import annotations

from collections.abc import Collection

from lianxin.rules.acts import (
    archiving,
    closing,
    contact,
    deciding,
    following,
    opinions,
    organ,
    papers,
    petitioner,
    review,
    sealed,
    tasks,
    triage,
)
from lianxin.rules.step import (
    Cited,
    DeclineReason,
    Field,
    Hand,
    Kind,
    Method,
    Mode,
    Procedure,
    Seat,
    Step,
)

__all__ = [
    "STEPS",
    "Cited",
    "DeclineReason",
    "Field",
    "Hand",
    "Kind",
    "Method",
    "Mode",
    "Procedure",
    "Seat",
    "Step",
]

_WHOLE = (
    *triage.ROWS,
    *sealed.ROWS,
    *organ.ROWS,
    *opinions.ROWS,
    *review.ROWS,
    *petitioner.ROWS,
    *following.ROWS,
    *closing.ROWS,
    *archiving.ROWS,
    *tasks.ROWS,
    *contact.ROWS,
    *papers.ROWS,
)
# Decisions that take three hands, or may, each with all that must be stated; STEPS has the three steps of each.
DECISIONS: dict[str, Step] = {
    row.action: row for row in _WHOLE if row.action in {**deciding.HANDS, **deciding.BY_OFFICE}
}
_ROWS = tuple(deciding.in_hands(_WHOLE))
STEPS: dict[str, Step] = {row.action: row for row in _ROWS}
if len(STEPS) != len(_ROWS):
    raise AssertionError("every action needs exactly one row")
SIGNING: dict[str, Step] = {row.decides: row for row in _ROWS if row.hand is Hand.SIGN}  # by decision
ASKED = frozenset(row.asks for row in _ROWS if row.asks)


def stated_by(action: str) -> tuple[Field, ...]:
    """The fields whose values an event of this action holds: of a decision in three hands, what was drafted."""
    step = STEPS.get(action)
    if step is not None and step.hand is Hand.SIGN:
        step = DECISIONS[step.decides]
    return step.fields if step else ()


def followed(step: Step) -> list[Step]:
    """The step and those that somebody else must take after it, up to the last: drafted, checked, signed."""
    found = [step]
    while found[-1].asks:
        found.append(STEPS[found[-1].asks])
    return found


def asked_after(step: Step, asked: Collection[str], begun: str = "") -> tuple[str, ...]:
    """What waits for somebody else once `step` is taken, of what was `asked` before: its answer is there, what it drafted
    is decided, and what was to follow from an earlier try, rested on what the step has changed, or was `begun` with a
    draft that is taken back, is void. In the order of the rows.
    """
    void = {step.answers, *(each.action for each in followed(step))}
    void |= {each.action for each in followed(STEPS[begun])} if begun else set()
    void |= {action for action in asked if STEPS[action].decides in (*step.ends, step.action)}
    left = (set(asked) - void) | {step.asks}
    return tuple(action for action in STEPS if action in left)
