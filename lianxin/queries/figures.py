"""The measurements behind the rows of `rules.figures`, for a span of days. Sealed matters are in none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, Q, QuerySet

from lianxin.models import Clock, Document, Matter, Submission
from lianxin.rules.codes import Rating, ReviewOutcome
from lianxin.rules.figures import FIGURES, Measured, Shown, percentile, shown

FIRST_ANSWERS = ("D10", "D11", "D12", "D17", "D18")  # the first paper that answers what was asked
REVIEWS = ("D25", "D27")


@dataclass(frozen=True)
class Span:
    """Days that are counted, both ends included, as known on `today`."""

    first: date
    last: date
    today: date


def public_figures(span: Span) -> list[Shown]:
    """Every published figure of this installation, small cells kept back."""
    return [shown(row, MEASURES[code](span)) for code, row in FIGURES.items()]


def _between(name: str, span: Span) -> Q:
    return Q(**{f"{name}__gte": span.first, f"{name}__lte": span.last})


def _submissions(span: Span) -> Measured:
    return Measured(Submission.objects.filter(_between("received_on", span), matter__sealed=False).count())


def _kept(*periods: str) -> Callable[[Span], Measured]:
    def measure(span: Span) -> Measured:
        rows = Clock.objects.filter(_between("lawful_on", span), period__in=periods, matter__sealed=False)
        due = rows.filter(Q(stopped_on__isnull=False) | Q(lawful_on__lt=span.today))
        return Measured(due.filter(stopped_on__lte=F("lawful_on")).count(), due.count())

    return measure


def _closed(span: Span) -> QuerySet[Submission]:
    return Submission.objects.filter(_between("matter__closed_on", span), matter__sealed=False)


def _rated(span: Span) -> Measured:
    rows = _closed(span)
    return Measured(rows.filter(rating__isnull=False).count(), rows.count())


def _satisfied(name: str) -> Callable[[Span], Measured]:
    def measure(span: Span) -> Measured:
        rows = _closed(span).filter(rating__isnull=False)
        good = rows.filter(**{f"rating__{name}__in": (Rating.SATISFIED, Rating.BASICALLY)})
        return Measured(good.count(), rows.count())

    return measure


def _reversed(span: Span) -> Measured:
    rows = Document.objects.filter(_between("issued_on", span), kind__in=REVIEWS, matter__sealed=False)
    bodies = [paper.body for paper in rows.filter(state=Document.ISSUED).only("body")]
    changed = {ReviewOutcome.CHANGE, ReviewOutcome.REVOKE_REDO}
    return Measured(sum(body.get("review_outcome") in changed for body in bodies), len(bodies))


def _days(share: float) -> Callable[[Span], Measured]:
    def measure(span: Span) -> Measured:
        answered = Matter.objects.filter(
            sealed=False, papers__kind__in=FIRST_ANSWERS, papers__state=Document.ISSUED
        )
        first = answered.annotate(answered_on=Min("papers__issued_on")).filter(_between("answered_on", span))
        pairs = first.order_by().values_list("opened_on", "answered_on")
        taken = Counter((answered_on - opened).days for opened, answered_on in pairs)
        return Measured(percentile(list(taken.items()), share), taken.total())

    return measure


MEASURES: dict[str, Callable[[Span], Measured]] = {
    "SUBMISSIONS": _submissions,
    "ROUTED_ON_TIME": _kept("ROUTE"),
    "ACCEPTED_ON_TIME": _kept("NOTICE_DIRECT", "NOTICE_FWD", "SIMPLE_ACCEPT"),
    "HANDLED_ON_TIME": _kept("HANDLE", "SIMPLE_HANDLE"),
    "RATED": _rated,
    "SATISFIED_ORGAN": _satisfied("organ_grade"),
    "SATISFIED_OFFICE": _satisfied("office_grade"),
    "REVERSED": _reversed,
    "DAYS_MEDIAN": _days(0.5),
    "DAYS_P90": _days(0.9),
}
