"""Figures an office publishes: one row each, with what is counted over what, when, and what is left out.

One definition feeds page, report, API and test. The rows are in `figure_rows`, one measurement per row in
`queries.figures`; nobody counts anything by another rule. Small cells are never shown (《个人信息保护法》第二十五条).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SMALLEST = 5  # a count below this could show who it is


class Unit(StrEnum):
    """How a figure is said."""

    COUNT = "COUNT"
    SHARE = "SHARE"  # numerator over denominator
    DAYS = "DAYS"  # a number of days, over so many matters
    MEAN = "MEAN"  # so many on the average, over so many matters


class Group(StrEnum):
    """Where a figure stands in a report."""

    VOLUME = "VOLUME"
    STOCK = "STOCK"
    TIME = "TIME"
    RESULT = "RESULT"
    VOICE = "VOICE"  # what petitioners say of it
    ADVICE = "ADVICE"


@dataclass(frozen=True)
class Figure:
    """One figure. `personal`: the numerator tells what people chose, so that a small one is hidden as well."""

    code: str
    label: str
    unit: Unit
    numerator: str
    denominator: str
    moment: str
    exclusions: str
    article: str
    grade: str = "INF"
    personal: bool = False
    group: Group = Group.TIME
    public: bool = False  # stands on the page for everyone


@dataclass(frozen=True)
class Measured:
    """What was found for one figure: a count, the two halves of a share, or days over a number of matters."""

    numerator: int
    denominator: int = 0

    @property
    def share(self) -> float | None:
        """Numerator over denominator; None where nothing fell into the time."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Shown:
    """A figure as all may see it: `hidden` where a small cell is kept back, `empty` where nothing fell into the time."""

    figure: Figure
    value: int | float | None
    numerator: int | None
    denominator: int | None
    hidden: bool = False
    empty: bool = False


def plain(figure: Figure, found: Measured) -> Shown:
    """The figure for who may count: nothing kept back."""
    if figure.unit is Unit.COUNT:
        return Shown(figure, found.numerator, None, None)
    if not found.denominator:
        return Shown(figure, None, None, None, empty=True)
    if figure.unit is Unit.DAYS:
        return Shown(figure, found.numerator, None, found.denominator)
    return Shown(figure, _rate(figure, found), found.numerator, found.denominator)


def _rate(figure: Figure, found: Measured) -> float:
    """Percent to one place, or an average to two."""
    rate = found.numerator / found.denominator
    return round(rate, 2) if figure.unit is Unit.MEAN else round(100 * rate, 1)


def shown(figure: Figure, found: Measured) -> Shown:
    """The figure for all to see, small cells kept back."""
    if figure.unit is Unit.COUNT:
        hidden = 0 < found.numerator < SMALLEST
        return Shown(figure, None if hidden else found.numerator, None, None, hidden=hidden)
    if not found.denominator:
        return Shown(figure, None, None, None, empty=True)
    rest = found.denominator - found.numerator
    small = found.denominator < SMALLEST
    if figure.unit is Unit.DAYS:
        value = None if small else found.numerator
        return Shown(figure, value, None, None if small else found.denominator, hidden=small)
    told = figure.personal and (0 < found.numerator < SMALLEST or 0 < rest < SMALLEST)
    if small or told:
        return Shown(figure, None, None, None, hidden=True)
    return Shown(figure, _rate(figure, found), found.numerator, found.denominator)


def percentile(days: Sequence[tuple[int, int]], share: float) -> int:
    """The nearest-rank percentile of (value, how often) pairs; 0 for none. share is between 0 and 1."""
    ordered = sorted(days)
    total = sum(often for _value, often in ordered)
    rank, seen = max(1, -(-int(total * share * 1000) // 1000)), 0
    for value, often in ordered:
        seen += often
        if seen >= rank:
            return value
    return 0
