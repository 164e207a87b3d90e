"""Notices that are still owed to people: to send now, to print and post, and those no way would take."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from lianxin.models import Outbox

MOST_ATTEMPTS = 10  # the last wait is then 2**9 minutes: a working day
PATIENCE = timedelta(days=2)
PAPER = "LETTER"


def owed(at: datetime, waiting: Collection[str] = ()) -> QuerySet[Outbox]:
    """Notices to try now, oldest first: each attempt doubles the wait, counted in minutes from that attempt.

    Not those on paper, and not those whose channel is `waiting` for the morning.
    """
    ripe = Q(attempts=0)
    for attempts in range(1, MOST_ATTEMPTS):
        ripe |= Q(attempts=attempts, tried_at__lte=at - timedelta(minutes=2**attempts))
    return Outbox.objects.filter(ripe, sent_at=None).exclude(channel__in={PAPER, *waiting}).order_by("pk")


def stuck(at: datetime) -> QuerySet[Outbox]:
    """Notices that gave up, or that nobody has sent or posted for two days."""
    return Outbox.objects.filter(Q(attempts__gte=MOST_ATTEMPTS) | Q(made_at__lt=at - PATIENCE), sent_at=None)


def undeliverable(rows: QuerySet[Outbox]) -> QuerySet[Outbox]:
    """Of these, what every way has refused for good, oldest first."""
    return rows.filter(attempts__gte=MOST_ATTEMPTS, sent_at=None).exclude(channel=PAPER).order_by("pk")


def letters(rows: QuerySet[Outbox]) -> QuerySet[Outbox]:
    """Of these, what waits to be printed and posted, oldest first."""
    return rows.filter(channel=PAPER, sent_at=None).order_by("pk")
