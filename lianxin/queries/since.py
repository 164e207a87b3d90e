"""What was done on a matter since somebody read it, as far as that person may know: what another organ has in the making
neither counts for their pages nor makes them stale.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q, QuerySet

from lianxin.models import Event, Matter
from lianxin.queries.dossier import Dossier
from lianxin.queries.sealed import is_in_the_making
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS, Seat

IN_THE_MAKING = frozenset(step.action for step in STEPS.values() if step.is_confidential)


def version_for(actor: Actor, dossier: Dossier, *, before: int | None = None) -> int:
    """The version of a matter for this reader, of now or `before` an event: the place of the last one they may know of.

    Their page is stale when it is another. A place is never given twice, so no page made earlier fits it again.
    """
    until = dossier.matter.version if before is None else before - 1
    seen = (e.seq for e in dossier.history if e.seq <= until and not is_in_the_making(e, actor))
    return max(seen, default=0)


def versions_for(actor: Actor, matters: Collection[Matter]) -> dict[int, int]:
    """The same of several, by key, in one query."""
    rows = _hidden(actor).filter(matter__in=[matter.pk for matter in matters], seq__lte=F("matter__version"))
    hidden = set(rows.order_by().values_list("matter", "seq"))
    return {matter.pk: _last(matter, hidden) for matter in matters}


def _last(matter: Matter, hidden: Collection[tuple[int, int]]) -> int:
    """The places of a matter's events are its versions, without a gap."""
    return next((seq for seq in range(matter.version, 0, -1) if (matter.pk, seq) not in hidden), 0)


def _hidden(actor: Actor) -> QuerySet[Event]:
    """What other organs have in the making."""
    return Event.objects.filter(Q(action__in=IN_THE_MAKING), ~Q(organ__in=actor.organs))


def as_read(matter: Matter, version: object) -> Matter:
    """The matter with the version that a page was made from, as it was sent back, so that a refusal can tell what was
    done since.
    """
    if (sent := str(version)).isdecimal() and len(sent) < 10:
        matter.version = min(int(sent), matter.version)
    return matter


def own_since(actor: Actor, read: Matter) -> bool:
    """Whether all that was done since the version in `read`, as far as they may know, this very person did: their own
    first press counted.
    """
    rows = Event.objects.filter(matter_id=read.pk, seq__gt=read.version, action__in=STEPS)
    rows = rows.exclude(pk__in=_hidden(actor).filter(matter_id=read.pk).values("pk"))
    done = list(rows.values_list("action", "actor_id", "submission_id"))
    return bool(done) and all(_is_own(actor, *each) for each in done)


def _is_own(actor: Actor, action: str, by: int | None, submission: int | None) -> bool:
    if by is not None:
        return by == actor.account
    return submission in actor.submissions and STEPS[action].seat is Seat.PETITIONER
