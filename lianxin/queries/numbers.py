"""Reserved numbers as the desk sees them: what lies ready on paper, and what was voided.

Used ones are not listed: a used number without a matter in sight would tell that an accusation came.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from lianxin.models import Organ, ReservedNumber, Submission
from lianxin.queries.access import NotFound
from lianxin.queries.directory import in_force, standing_for, with_forebears
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS

MOST = 300


def offices_of(actor: Actor, *, on: date) -> QuerySet[Organ]:
    """The organs for which this person registers."""
    desks = actor.organs_as(*STEPS["REGISTER"].roles)
    return Organ.objects.filter(in_force(on), pk__in=desks)


def printed_by(actor: Actor, *, on: date) -> QuerySet[Organ]:
    """The offices whose paper receipts this person enters or voids: also those whose place their own took."""
    return Organ.objects.filter(
        pk__in=with_forebears(offices_of(actor, on=on).values_list("pk", flat=True), on)
    )


def unused(actor: Actor, *, on: date) -> list[ReservedNumber]:
    """Numbers that lie ready on blank receipts or wait to be entered, oldest first."""
    rows = ReservedNumber.objects.filter(office__in=printed_by(actor, on=on), submission=None, voided_at=None)
    return list(rows.select_related("office", "reserved_by")[:MOST])


def voided(actor: Actor, *, on: date) -> list[ReservedNumber]:
    """Numbers that were voided, newest first."""
    rows = ReservedNumber.objects.filter(office__in=printed_by(actor, on=on), voided_at__isnull=False)
    return list(rows.select_related("office", "voided_by").order_by("-voided_at", "number")[:MOST])


def to_enter(actor: Actor, number: str, *, on: date) -> ReservedNumber:
    """One unused number of this person's office. Raises NotFound."""
    rows = ReservedNumber.objects.filter(office__in=printed_by(actor, on=on), submission=None, voided_at=None)
    row = rows.filter(number=number).select_related("office").first()
    if row is None:
        raise NotFound(number)
    return row


def entered_at(row: ReservedNumber, *, on: date) -> Organ:
    """The office that enters the receipt: the one that printed it, or which took its place."""
    return Organ.objects.get(pk=standing_for(row.office_id, on))


def waits_on_paper(number: str, query_hash: str) -> bool:
    """Whether this number and code stand on a paper receipt that has not been entered yet."""
    rows = ReservedNumber.objects.filter(number=number, query_hash=query_hash)
    return rows.filter(submission=None, voided_at=None).exists()


# ---- for the checks ---------------------------------------------------------------------------------------
def without_submission(series: str = "") -> Iterable[tuple[str, datetime | None]]:
    """(number, when voided) of every reserved number of a series ("" for all) that no submission has taken."""
    rows = ReservedNumber.objects.filter(submission=None, number__startswith=series).order_by("number")
    return rows.values_list("number", "voided_at").iterator()


def at_odds() -> Iterable[str]:
    """Reserved numbers that say one thing while a submission says another."""
    other = ~Q(submission=None) & ~Q(number=F("submission__number"))
    taken = Q(submission=None, number__in=Submission.objects.values("number"))
    rows = ReservedNumber.objects.filter(other | taken).order_by("number")
    return rows.values_list("number", flat=True).iterator()


def per_office(end: datetime) -> dict[int, tuple[int, int]]:
    """{office: (reserved, voided)} before that moment. How many were used is not told: see the head of this file."""
    reserved = ReservedNumber.objects.filter(reserved_at__lt=end).order_by().values_list("office")
    gone = dict(reserved.filter(voided_at__lt=end).annotate(Count("pk")))
    return {office: (count, gone.get(office, 0)) for office, count in reserved.annotate(Count("pk"))}
