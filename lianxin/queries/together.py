"""Which steps may be taken on several matters of a list at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lianxin.models import Matter
from lianxin.queries.directory import petition_offices, tree_on
from lianxin.queries.office import in_three_hands
from lianxin.rules import jurisdiction
from lianxin.rules.facts import Actor, MatterFacts
from lianxin.rules.permissions import may
from lianxin.rules.states import State
from lianxin.rules.step import Step
from lianxin.rules.steps import STEPS


def steps_for(actor: Actor) -> list[Step]:
    """The steps that this person's posts may take on several matters at once."""
    return [step for step in STEPS.values() if step.together and actor.has(*step.roles)]


def offered(actor: Actor, matters: Iterable[Matter], *, on: date) -> list[Step]:
    """Of these, the steps that may be taken on at least one matter of a list, as far as the list tells; it asks nothing."""
    files = [_as_listed(row, on) for row in matters]
    return [step for step in steps_for(actor) if any(may(actor, step.action, file) for file in files)]


def _as_listed(row: Matter, on: date) -> MatterFacts:
    """Whoever is walled off has no such row; what has a category has been classified."""
    return MatterFacts(
        state=State(row.state), owner=row.owner_id, office=row.owner_id, today=on,
        sealed=row.sealed, classified=bool(row.category),
        owner_above=jurisdiction.above(row.owner_id, tree_on(on)),
        owner_is_petition_office=row.owner_id in petition_offices(on),
        by_office=in_three_hands(sealed=row.sealed),
    )  # fmt: skip
