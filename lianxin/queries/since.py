"""What was done on a matter since somebody read it."""

from __future__ import annotations

from lianxin.models import Event, Matter
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS, Seat


def own_since(actor: Actor, read: Matter) -> bool:
    """Whether all that was done since the version in `read` this very person did: their own first press counted."""
    rows = Event.objects.filter(matter_id=read.pk, seq__gt=read.version, action__in=STEPS)
    done = list(rows.values_list("action", "actor_id", "submission_id"))
    return bool(done) and all(_is_own(actor, *each) for each in done)


def _is_own(actor: Actor, action: str, by: int | None, submission: int | None) -> bool:
    if by is not None:
        return by == actor.account
    return submission in actor.submissions and STEPS[action].seat is Seat.PETITIONER
