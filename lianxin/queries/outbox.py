"""Notices that are still owed to people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from lianxin.models import Outbox

MOST_ATTEMPTS = 10  # the last wait is then 2**9 minutes: a working day
PATIENCE = timedelta(days=2)


def owed(at: datetime) -> QuerySet[Outbox]:
    """Notices to try now, oldest first: each attempt doubles the wait, counted in minutes from that attempt."""
    ripe = Q(attempts=0)
    for attempts in range(1, MOST_ATTEMPTS):
        ripe |= Q(attempts=attempts, tried_at__lte=at - timedelta(minutes=2**attempts))
    return Outbox.objects.filter(ripe, sent_at=None).order_by("pk")


def stuck(at: datetime) -> QuerySet[Outbox]:
    """Notices that gave up, or that nobody has sent for two days."""
    return Outbox.objects.filter(Q(attempts__gte=MOST_ATTEMPTS) | Q(made_at__lt=at - PATIENCE), sent_at=None)
