"""What was done on a matter since somebody read it, as far as that person may know: what another organ has in the making
neither counts for their pages nor makes them stale.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, F, Q, QuerySet

from lianxin.models import Event, Matter
from lianxin.queries.dossier import Dossier
from lianxin.queries.sealed import is_in_the_making
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS, Seat

IN_THE_MAKING = frozenset(step.action for step in STEPS.values() if step.is_confidential)


def version_for(actor: Actor, dossier: Dossier) -> int:
    """The version of a matter as this reader counts it: their page is stale when it is another."""
    seen = [e for e in dossier.history if e.seq <= dossier.matter.version]
    return dossier.matter.version - sum(is_in_the_making(event, actor) for event in seen)


def versions_for(actor: Actor, matters: Collection[Matter]) -> dict[int, int]:
    """The same of several, by key, in one query."""
    rows = _hidden(actor).filter(matter__in=[matter.pk for matter in matters], seq__lte=F("matter__version"))
    hidden = dict(rows.order_by().values_list("matter").annotate(n=Count("pk")))
    return {matter.pk: matter.version - hidden.get(matter.pk, 0) for matter in matters}


def _hidden(actor: Actor) -> QuerySet[Event]:
    """What other organs have in the making."""
    return Event.objects.filter(Q(action__in=IN_THE_MAKING), ~Q(organ__in=actor.organs))


def as_read(actor: Actor, matter: Matter, version: object) -> Matter:
    """The matter with the version that a page of this reader's was made from, as it was sent back, so that a refusal
    can tell what was done since.
    """
    if (sent := str(version)).isdecimal() and len(sent) < 10:
        hidden = _hidden(actor).filter(matter=matter).values("pk")
        seen = Event.objects.filter(matter=matter, seq__lte=matter.version).exclude(pk__in=hidden)
        seqs = list(seen.order_by("seq").values_list("seq", flat=True)[: int(sent)])
        matter.version = seqs[-1] if seqs else 0
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
