"""Calls that are half written down: one's own, and those that somebody at the same desk has left lying."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianxin.models import PhoneDraft, Submission
from lianxin.queries.access import NotFound
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS

LEFT_LYING = timedelta(minutes=30)  # until then a call may still be going on, and is its clerk's alone
LISTED = 20


def is_registered(mark: str) -> bool:
    """Whether a submission has come of this call."""
    return Submission.objects.filter(source="window", external_id=mark).exists()


def drafts_of(actor: Actor, *, at: datetime) -> QuerySet[PhoneDraft]:
    """The calls this person may go on with."""
    desks = actor.organs_as(*STEPS["REGISTER"].roles)
    open_to = Q(account=actor.account) | Q(saved_at__lt=at - LEFT_LYING)
    made = Submission.objects.filter(source="window", external_id=OuterRef("mark"))
    return PhoneDraft.objects.filter(~Exists(made), open_to, organ__in=desks)


def listed(actor: Actor, *, at: datetime) -> list[PhoneDraft]:
    """The calls to go on with, the latest first."""
    return list(drafts_of(actor, at=at).select_related("account").order_by("-saved_at")[:LISTED])


def draft_for(actor: Actor, mark: str, *, at: datetime) -> PhoneDraft:
    """One call to go on with. Raises NotFound."""
    row = drafts_of(actor, at=at).filter(mark=mark).first()
    if row is None:
        raise NotFound(mark)
    return row
