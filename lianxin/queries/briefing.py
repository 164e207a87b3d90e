"""A report's figures beside those of the year before and of the time before, and the long series of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.models import PublishedFigure
from lianxin.queries.counted import as_counted
from lianxin.queries.figures import Found, Reach, Span, measure, published
from lianxin.rules.figure_rows import FIGURES, SURVEYS, Sizes
from lianxin.rules.figures import Figure, Measured
from lianxin.rules.spans import Change, Interval, Rhythm, change, interval, one_before, year_before


@dataclass(frozen=True)
class Line:
    """One figure with its two changes: `year` against the same time last year, `step` against the time before."""

    figure: Figure
    now: Measured
    year: Change
    step: Change


def lines(reach: Reach, span: Interval, *, today: date, sizes: Sizes | None = None) -> list[Line]:
    """Every figure of the interval, compared with what was published for the earlier times, else with a count."""
    now = measure(reach, Span(span.first, span.last, today), sizes)
    then = _earlier(reach, year_before(span), today, sizes)
    before = _earlier(reach, one_before(span), today, sizes)
    return [
        Line(row, now[code], change(row, now[code], then.get(code)), change(row, now[code], before.get(code)))
        for code, row in FIGURES.items()
    ]


def _earlier(reach: Reach, span: Interval | None, today: date, sizes: Sizes | None) -> Found:
    if span is None:
        return {}
    counted = {} if sizes else as_counted(reach, span)
    return (counted or measure(reach, Span(span.first, span.last, today), sizes)) | published(
        span.first, span.last
    )


@dataclass(frozen=True)
class Year:
    """One point of a long series; `counted`: from records of this system, else as published in `source`."""

    span: Interval
    found: Measured
    change: Change
    source: str = ""


def series(reach: Reach, code: str, spans: Sequence[Interval], *, today: date) -> list[Year]:
    """One figure over many intervals; each change is against the same time a year before, where that is known."""
    figure = FIGURES[code]
    rows = {(row.first_on, row.last_on): row for row in PublishedFigure.objects.filter(code=code)}

    def at(span: Interval) -> tuple[Measured | None, str]:
        if row := rows.get((span.first, span.last)):
            return Measured(row.numerator, row.denominator), row.source
        oldest = reach.matters.order_by("opened_on").values_list("opened_on", flat=True).first()
        if oldest is None or oldest > span.last:
            return None, ""
        return measure(reach, Span(span.first, span.last, today))[code], ""

    found = []
    for span in spans:
        now, source = at(span)
        if now is not None:
            found.append(Year(span, now, change(figure, now, at(year_before(span))[0]), source))
    return found


def years(first: int, last: int) -> list[Interval]:
    """Whole years, both included."""
    return [interval(Rhythm.YEAR, date(year, 1, 1)) for year in range(first, last + 1)]


def known_spans(code: str, today: date) -> list[Interval]:
    """The intervals of a long series: the years published or lived since the first, then the running year to date."""
    rows = PublishedFigure.objects.filter(code=code).values_list("first_on", "last_on")
    firsts = [first for first, _last in rows]
    part = [
        interval(Rhythm.TO_DATE, last)
        for first, last in rows
        if (first.month, first.day) == (1, 1) and last.year == first.year and last.month < 12
    ]
    whole = years(min(firsts).year if firsts else today.year - 1, today.year - 1)
    later = {span for span in part if year_before(span) in part or span.first.year == today.year}
    return sorted([*whole, *later, interval(Rhythm.TO_DATE, today)], key=lambda span: (span.last, span.first))


def surveys() -> list[PublishedFigure]:
    """What surveys said, as published, the newest first."""
    return list(PublishedFigure.objects.filter(code__in=SURVEYS).order_by("-last_on", "code"))
