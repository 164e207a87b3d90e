"""Which steps may be taken on several matters of a list at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lianxin.models import Matter
from lianxin.queries.dossier import Dossier
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import may
from lianxin.rules.states import State
from lianxin.rules.step import Seat, Step
from lianxin.rules.steps import STEPS


def steps_for(actor: Actor) -> list[Step]:
    """The steps that this person's posts may take on several matters at once."""
    return [step for step in STEPS.values() if step.together and actor.has(*step.roles)]


def offered(actor: Actor, matters: Iterable[Matter], *, on: date) -> list[Step]:
    """Of these, the steps that may be taken on at least one of them."""
    listed = list(matters)
    tried = {step: [row.pk for row in listed if _fits(actor, step, row)] for step in steps_for(actor)}
    whole = Matter.objects.select_related("owner", "handler").in_bulk(
        {pk for each in tried.values() for pk in each}
    )
    files = {pk: Dossier(row, on) for pk, row in whole.items()}
    return [step for step, each in tried.items() if any(may(actor, step.action, files[pk]) for pk in each)]


def _fits(actor: Actor, step: Step, row: Matter) -> bool:
    """What can be told from the list alone."""
    here = step.seat is not Seat.OWNER or row.owner_id in actor.organs_as(*step.roles)
    return here and State(row.state) in step.start
