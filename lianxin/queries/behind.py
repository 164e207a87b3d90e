"""The matters behind a number: which of them a figure, a cell of a chart or an alarm has counted.

Each number of a dashboard is counted over the same sets, so that its list is exactly as long as the number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from lianxin.models import Clock, Document, Event, Matter, Proceeding
from lianxin.queries.figures import CHANGED, HANDLING, KEPT, OPINION
from lianxin.queries.reach import Span, between
from lianxin.rules.alarms import LATEST_DAYS, OFTEN_RETURNED, SAME_WORDS
from lianxin.rules.codes import Purpose
from lianxin.rules.states import OPEN_STATES, State


@dataclass(frozen=True)
class Behind:
    """Which number: a figure or alarm, its days, and the cell. `part`: HIT those that count, MISSED the rest of the
    denominator. `region` and `field` are beginnings of codes; `cause` NONE is "not stated"; organs are codes; a matter
    came between `since` and `until`.
    """

    code: str
    span: Span
    part: str = "HIT"
    region: str = ""
    field: str = ""
    since: date | None = None
    until: date | None = None
    cause: str = ""
    office: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Pair:
    """What a share is taken over, and which of it count; a count has everything in `of`."""

    of: Any
    hit: Any


def _open_at(span: Span) -> Q:
    return Q(opened_on__lte=span.last) & (Q(closed_on=None) | Q(closed_on__gt=span.last))


def _open_before(span: Span) -> Q:
    return Q(opened_on__lt=span.first) & (Q(closed_on=None) | Q(closed_on__gte=span.first))


def _clocks(span: Span, owner: str, **only: object) -> QuerySet[Clock]:
    rows = Clock.objects.filter(between("lawful_on", span), matter=OuterRef("pk"), **only)
    return rows.filter(organ__code=owner) if owner else rows


def _kept(periods: tuple[str, ...]) -> Callable[[Span, str], Pair]:
    def pair(span: Span, owner: str) -> Pair:
        rows = _clocks(span, owner, period__in=periods)
        due = Q(stopped_on__isnull=False) | Q(lawful_on__lt=span.today)
        missed = rows.filter(due).exclude(stopped_on__lte=F("lawful_on"), stopped_on__isnull=False)
        return Pair(Exists(rows.filter(due)), ~Exists(missed))

    return pair


def _last_moment(span: Span, owner: str) -> Pair:
    rows = Clock.objects.filter(between("stopped_on", span), matter=OuterRef("pk"), period__in=HANDLING)
    kept = rows.filter(stopped_on__lte=F("lawful_on"))
    last = kept.filter(stopped_on__gte=F("lawful_on") - timedelta(days=LATEST_DAYS))
    return Pair(Exists(kept), Exists(last))


def _extended(span: Span, owner: str) -> Pair:
    rows = _clocks(span, "", period__in=HANDLING)
    return Pair(Exists(rows), Exists(rows.filter(extension__gt=0)))


def _came_back(span: Span, owner: str) -> Pair:
    days = Q(at__date__gte=span.first, at__date__lte=span.last)
    rows = Event.objects.filter(days, matter=OuterRef("pk"))
    closed, again = (
        rows.filter(to_state=State.CLOSED),
        rows.filter(from_state=State.CLOSED, to_state__in=OPEN_STATES),
    )
    return Pair(Q(Exists(closed)) | Q(Exists(again)), Exists(again))


def _same_words(span: Span, owner: str) -> Pair:
    signed = Document.objects.filter(between("issued_on", span), kind=OPINION).exclude(wording="")
    often = signed.order_by().values("organ", "wording").annotate(n=Count("matter", distinct=True))
    often = often.filter(n__gte=SAME_WORDS, organ=OuterRef("organ"), wording=OuterRef("wording"))
    mine = signed.filter(matter=OuterRef("pk"))
    return Pair(Exists(mine), Exists(mine.filter(Exists(often))))


def _reversed(span: Span, owner: str) -> Pair:
    rows = Proceeding.objects.filter(between("concluded_on", span), matter=OuterRef("pk"))
    rows = rows.filter(kind__in=(Proceeding.REVIEW, Proceeding.REREVIEW))
    return Pair(Exists(rows), Exists(rows.filter(outcome__in=CHANGED)))


def _count(rows: Callable[[Span], Q]) -> Callable[[Span, str], Pair]:
    return lambda span, owner: Pair(rows(span), Q())


def _opened_with(hit: Q) -> Callable[[Span, str], Pair]:
    return lambda span, owner: Pair(between("opened_on", span), hit)


SETS: Mapping[str, Callable[[Span, str], Pair]] = {
    "OPENED": _count(lambda span: between("opened_on", span)),
    "CLOSED": _count(lambda span: between("closed_on", span)),
    "OPEN_AFTER": _count(_open_at),
    "OPEN_BEFORE": _count(_open_before),
    **{code: _kept(periods) for code, periods in KEPT.items()},
    "REVERSED": _reversed,
    "AS_INQUIRY": _opened_with(Q(purpose=Purpose.INQUIRY)),
    "LAST_MOMENT": _last_moment,
    "CAME_BACK": _came_back,
    "EXTENDED": _extended,
    "TURNED_ROUND": _opened_with(Q(returns__gte=OFTEN_RETURNED)),
    "SAME_WORDS": _same_words,
}
BY_CLOCK = frozenset(KEPT)  # the organ of these is the clock's, not the one that has the matter now


def behind(rows: QuerySet[Matter], wanted: Behind) -> QuerySet[Matter]:
    """Those of `rows` (already what the person may see) that the number counts; none for an unknown code."""
    if wanted.code not in SETS:
        return rows.none()
    pair = SETS[wanted.code](wanted.span, wanted.owner)
    rows = rows.filter(pair.of, sealed=False)
    rows = rows.exclude(pair.hit) if wanted.part == "MISSED" else rows.filter(pair.hit)
    owner = "" if wanted.code in BY_CLOCK else wanted.owner
    cause = "" if wanted.cause == "NONE" else wanted.cause
    plain = {
        "owner__code": owner, "office__code": wanted.office, "category__startswith": wanted.field,
        "opened_on__gte": wanted.since, "opened_on__lte": wanted.until,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.cause:
        rows = rows.filter(cause=cause)
    if wanted.region:
        rows = rows.alias(place=Coalesce("region_id", "owner__region_id")).filter(
            place__startswith=wanted.region
        )
    return rows
