"""The rows on file of one matter: the questions that every page and every step asks, compiled once a connection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value

from lianxin.models import (
    Clock,
    ComplainedOf,
    Document,
    Event,
    Involvement,
    Matter,
    Outbox,
    Party,
    Proceeding,
    Publication,
    Recusal,
    Request,
    Service,
    Submission,
    Turn,
)
from lianxin.queries.outbox import letters
from lianxin.queries.prepared import Prepared


def has_left(row: Submission) -> bool:
    """Whether everybody named in this submission has withdrawn; an anonymous one never has."""
    people = list(row.parties.all())
    return bool(people) and all(person.left_on is not None for person in people)


def submissions_of(matters: QuerySet[Matter, Any] | list[int]) -> list[Submission]:
    """What was filed in these matters, oldest first, with its people."""
    rows = Submission.objects.filter(matter__in=matters).order_by("registered_at", "pk")
    return list(rows.prefetch_related("parties").select_related("rating"))


def filed_in(matter: int) -> list[Submission]:
    """The same for one matter to which no other was joined."""
    rows, people = FILED(matter), PEOPLE(matter)
    for row in rows:
        own = [person for person in people if person.submission_id == row.pk]
        row._prefetched_objects_cache = {"parties": own}  # type: ignore[attr-defined]
    return rows


def papers_of(matter: int) -> QuerySet[Document]:
    """The papers of a matter with their organs, a row for each service."""
    served = {"to": F("services__submission_id"), "how": F("services__method")}
    return (
        Document.objects.filter(matter=matter)
        .select_related("organ")
        .annotate(served=F("services__effective_on"), **served)
        .order_by("pk", "services__pk")
    )


def with_services(found: Iterable[Any]) -> list[Document]:
    """The rows of `papers_of` as papers with their services, oldest first."""
    papers: dict[int, Document] = {}
    services: dict[int, list[Service]] = {}
    for row in found:
        paper, kept = papers.setdefault(row.pk, row), services.setdefault(row.pk, [])
        if row.to is not None:
            kept.append(
                Service(document=paper, submission_id=row.to, method=row.how, effective_on=row.served)
            )
    for pk, paper in papers.items():
        paper._prefetched_objects_cache = {"services": services[pk]}  # type: ignore[attr-defined]
    return list(papers.values())


def _walled(matter: int) -> QuerySet[Any]:
    accused = ComplainedOf.objects.filter(matter=matter)
    recused = Recusal.objects.filter(matter=matter)
    nobody = Value(None, IntegerField())
    return accused.values_list("organ_id", "account_id", Value(False)).union(
        recused.values_list(nobody, "account_id", Value(True)), all=True
    )


def turns_to_record(today: date) -> QuerySet[Turn]:
    """Booked turns whose day has come and whose result nobody has entered."""
    return Turn.objects.filter(cancelled_at=None, result="", sitting__held_from__lte=today)


def _outward(matter: int, today: date) -> QuerySet[Any]:
    mine = OuterRef("pk")
    version = Publication.objects.filter(matter=mine).exclude(state=Publication.ENDED)
    return Matter.objects.filter(pk=matter).values_list(
        Exists(letters(Outbox.objects.filter(matter=mine))),
        Exists(turns_to_record(today).filter(matter=mine)),
        Subquery(version.values("state")[:1]),
        Subquery(version.values("drafted_by")[:1]),
    )


OUTWARD_OF = Prepared(_outward, int, date)
FILED = Prepared(
    lambda matter: (
        Submission.objects.filter(matter=matter).order_by("registered_at", "pk").select_related("rating")
    )
)
PEOPLE = Prepared(lambda matter: Party.objects.filter(submission__matter=matter))
REQUESTS = Prepared(lambda matter: Request.objects.filter(matter=matter))
INVOLVED = Prepared(lambda matter: Involvement.objects.filter(matter=matter).select_related("organ"))
WALLED = Prepared(_walled)
CLOCKS = Prepared(lambda matter: Clock.objects.filter(matter=matter).select_related("organ"))
PAPERS_OF = Prepared(papers_of)
HISTORY = Prepared(
    lambda matter: Event.objects.filter(matter=matter).order_by("seq").select_related("actor", "organ")
)
STAGES = Prepared(lambda matter: Proceeding.objects.filter(matter=matter))
