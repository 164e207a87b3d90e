"""The times a report is written for, the same time a year before (同比) and the time before it (环比)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lianxin.rules.codes import Coded
from lianxin.rules.figures import Figure, Measured, Unit
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


class Rhythm(Coded):
    """How often a report is written; which of them an office writes is its own choice."""

    WEEK = "WEEK", _("周报"), "INF"
    HALF_MONTH = "HALF_MONTH", _("半月报"), "INF"
    MONTH = "MONTH", _("月报"), "INF"
    QUARTER = "QUARTER", _("季报"), "INF"
    TO_DATE = "TO_DATE", _("本年累计"), "INF"
    YEAR = "YEAR", _("年度报告")


@dataclass(frozen=True)
class Interval:
    """Whole days, both ends included."""

    rhythm: Rhythm
    first: date
    last: date

    @property
    def name(self) -> Said:
        """How a report calls it, e.g. 2026年1月至10月."""
        year, month = self.first.year, self.first.month
        match self.rhythm:
            case Rhythm.YEAR:
                return Said(_("{year}年"), {"year": year})
            case Rhythm.MONTH:
                return Said(_("{year}年{month}月"), {"year": year, "month": month})
            case Rhythm.QUARTER:
                return Said(_("{year}年第{quarter}季度"), {"year": year, "quarter": month // 3 + 1})
            case Rhythm.TO_DATE:
                return Said(_("{year}年1月至{month}月"), {"year": year, "month": self.last.month})
            case _:
                span = {"year": year, "month": month, "day": self.first.day,
                        "to_month": self.last.month, "to_day": self.last.day}  # fmt: skip
                return Said(_("{year}年{month}月{day}日至{to_month}月{to_day}日"), span)


def interval(rhythm: Rhythm, day: date) -> Interval:
    """The interval of this kind that the day lies in; TO_DATE runs from 1 January to the end of the day's month."""
    first = {
        Rhythm.WEEK: day - timedelta(days=day.weekday()),
        Rhythm.HALF_MONTH: day.replace(day=1 if day.day <= 15 else 16),
        Rhythm.MONTH: day.replace(day=1),
        Rhythm.QUARTER: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        Rhythm.TO_DATE: date(day.year, 1, 1),
        Rhythm.YEAR: date(day.year, 1, 1),
    }[rhythm]
    last = {
        Rhythm.WEEK: first + timedelta(days=6),
        Rhythm.HALF_MONTH: day.replace(day=15) if day.day <= 15 else _month_end(day),
        Rhythm.MONTH: _month_end(day),
        Rhythm.QUARTER: _month_end(date(first.year, first.month + 2 if rhythm is Rhythm.QUARTER else 1, 1)),
        Rhythm.TO_DATE: _month_end(day),
        Rhythm.YEAR: date(day.year, 12, 31),
    }[rhythm]
    return Interval(rhythm, first, last)


def year_before(span: Interval) -> Interval:
    """The same time of the year before; a week is set beside the week 52 weeks earlier."""
    if span.rhythm is Rhythm.WEEK:
        return Interval(span.rhythm, span.first - timedelta(days=364), span.last - timedelta(days=364))
    earlier = span.first.replace(year=span.first.year - 1)
    if span.rhythm is Rhythm.TO_DATE:
        return interval(span.rhythm, date(earlier.year, span.last.month, 1))
    return interval(span.rhythm, earlier)


def one_before(span: Interval) -> Interval | None:
    """The interval of the same kind just before it; None for a running total, which has none."""
    if span.rhythm is Rhythm.TO_DATE:
        return None
    return interval(span.rhythm, span.first - timedelta(days=1))


def _month_end(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


@dataclass(frozen=True)
class Change:
    """By how much a figure moved: in percent, or in points for a share. `amount` None: nothing to compare with."""

    amount: Decimal | None
    points: bool = False

    @property
    def said(self) -> Said:
        """E.g. 上升7%, 下降1.5个百分点, 持平."""
        if self.amount is None:
            return Said(_("无可比数"))
        if not self.amount:
            return Said(_("持平"))
        size = {"amount": abs(self.amount)}
        if self.points:
            return Said(_("上升{amount}个百分点") if self.amount > 0 else _("下降{amount}个百分点"), size)
        return Said(_("上升{amount}%") if self.amount > 0 else _("下降{amount}%"), size)


def change(figure: Figure, now: Measured, before: Measured | None) -> Change:
    """The change from `before` to `now`, rounded half up: whole percent, or points to one place for a share."""
    points = figure.unit is Unit.SHARE
    if before is None or (figure.unit is not Unit.COUNT and not (now.denominator and before.denominator)):
        return Change(None, points)
    if points:
        moved = Decimal(now.numerator) / now.denominator - Decimal(before.numerator) / before.denominator
        return Change((100 * moved).quantize(Decimal("0.1"), ROUND_HALF_UP), True)
    new, old = Decimal(now.numerator), Decimal(before.numerator)
    if figure.unit is Unit.MEAN:
        new, old = new / now.denominator, old / before.denominator
    if not old:
        return Change(None)
    return Change((100 * (new - old) / old).quantize(Decimal(1), ROUND_HALF_UP))
