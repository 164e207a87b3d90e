"""Everything the log vouches for, row by row in a fixed order, so that a million events need no memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from lianxin.models import (
    Attachment,
    Checkpoint,
    Event,
    Leaf,
    Link,
    Matter,
    Organ,
    Promise,
    Serial,
    Submission,
)
from lianxin.queries.numbers import without_submission
from lianxin.rules.codes import MatterLink
from lianxin.rules.states import OPEN_STATES

CHUNK = 2000


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it stood at one instant, without holding up a writer."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # in WAL mode a reader's view stands still
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def leaves() -> Iterator[Leaf]:
    """Every leaf with a place, in the order of the log."""
    return Leaf.objects.exclude(index=None).order_by("index").iterator(chunk_size=CHUNK)


def checkpoints() -> Iterator[Checkpoint]:
    """Every head ever signed, smallest first."""
    return Checkpoint.objects.order_by("size").iterator(chunk_size=CHUNK)


def histories() -> Iterator[Event]:
    """Every event with its matter and, if it has one, its leaf: matter by matter, in order."""
    rows = Event.objects.order_by("matter_id", "seq").select_related("matter", "leaf")
    return rows.defer("matter__title").iterator(chunk_size=CHUNK)


def submissions() -> Iterator[tuple[Submission, Event | None]]:
    """Every submission with its promise and office, and the first event of its matter."""
    rows = Submission.objects.order_by("pk").select_related("matter", "office", "promise__leaf")
    source = rows.iterator(chunk_size=CHUNK)
    while batch := list(islice(source, CHUNK)):
        first = Event.objects.filter(matter__in={row.matter_id for row in batch}, seq=1)
        by_matter = {event.matter_id: event for event in first}
        for row in batch:
            yield row, by_matter.get(row.matter_id)


def attachments() -> Iterator[Attachment]:
    """Every file that was filed, with its submission, but for those destroyed with their matter."""
    gone = Attachment.objects.filter(digest="", submission__matter__disposed_on__isnull=False)
    rows = (
        Attachment.objects.exclude(submission=None)
        .exclude(pk__in=gone.values("pk"))
        .order_by("pk")
        .select_related("submission")
    )
    return rows.iterator(chunk_size=CHUNK)


def disposed_without_step() -> QuerySet[Matter]:
    """Matters said to be disposed of without the step that does it, on themselves or on what they were joined to."""
    own = Event.objects.filter(matter=OuterRef("pk"), action="DISPOSE")
    led = Link.objects.filter(
        later=OuterRef("pk"), kind=MatterLink.SAME_MATTER, earlier__history__action="DISPOSE"
    )
    return Matter.objects.filter(disposed_on__isnull=False).exclude(Exists(own)).exclude(Exists(led))


def leaves_without_event() -> QuerySet[Leaf]:
    """Leaves whose event was taken away."""
    return Leaf.objects.exclude(Exists(Event.objects.filter(pk=OuterRef("event_id")))).order_by("pk")


def events_without_matter() -> QuerySet[Event]:
    """Events whose matter was taken away."""
    return Event.objects.exclude(Exists(Matter.objects.filter(pk=OuterRef("matter_id")))).order_by("pk")


def matters_without_events() -> QuerySet[Matter]:
    """Matters whose whole history was taken away."""
    return Matter.objects.exclude(Exists(Event.objects.filter(matter=OuterRef("pk")))).order_by("pk")


def late_promises(at: datetime) -> QuerySet[Promise]:
    """Promises not kept in time: their leaf still has no place."""
    return Promise.objects.filter(leaf__index=None, include_by__lt=at).select_related("submission")


def open_now() -> dict[int, int]:
    """{office: its open matters}, from the matters' own rows."""
    rows = Matter.objects.filter(state__in=OPEN_STATES).values_list("office").annotate(Count("pk"))
    return dict(rows)


def serials() -> dict[str, int]:
    """{"office code:year": the last number given}."""
    rows = Serial.objects.filter(series__startswith="submission:").values_list("series", "last")
    return {series.removeprefix("submission:"): last for series, last in rows}


def numbers_of(office: str, year: int) -> list[str]:
    """Every number of one office and year."""
    series = f"{office}-{year}-"
    filed = Submission.objects.filter(number__startswith=series).values_list("number", flat=True)
    return [*filed, *(number for number, _voided in without_submission(series))]


def names_of_offices() -> dict[int, str]:
    """{office: its name}."""
    return dict(Organ.objects.values_list("pk", "name"))


def how_much() -> tuple[int, int, int]:
    """How many leaves with a place, events and submissions there are to walk."""
    return Leaf.objects.exclude(index=None).count(), Event.objects.count(), Submission.objects.count()
