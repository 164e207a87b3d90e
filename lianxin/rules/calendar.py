"""Which days are worked: weekends, statutory holidays (节假日) and make-up working days (调休上班).

The State Council General Office publishes one notice a year, usually in November, for the year that follows.
A year without its notice is treated as Monday to Friday and `known()` says so; nothing here guesses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import chinese_calendar

from lianxin.rules import notice
from lianxin.rules.notice import CalendarError, YearTable
from lianxin.rules.wording import Said, gettext_noop

__all__ = ["CalendarError", "WorkCalendar", "YearTable", "official"]

ONE_DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)
SATURDAY = 5

WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)

# The package names holidays in English; these are the names the notices use.
HOLIDAY_NAMES = {
    "New Year's Day": gettext_noop("元旦"),
    "Spring Festival": gettext_noop("春节"),
    "Tomb-sweeping Day": gettext_noop("清明节"),
    "Labour Day": gettext_noop("劳动节"),
    "Dragon Boat Festival": gettext_noop("端午节"),
    "National Day": gettext_noop("国庆节"),
    "Mid-autumn Festival": gettext_noop("中秋节"),
    "Anti-Fascist 70th Day": gettext_noop("抗战胜利70周年纪念日"),
}

# The package lacks this day of the 2006 notice, which moved it to 2 January 2006.
MISSING_WORKDAYS = {2006: {date(2005, 12, 31): "元旦"}}
CITED_NOTICES = {
    2006: "国办发明电〔2005〕35号",
    2007: "国办发明电〔2006〕49号",
}


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Immutable; built from the tables of the years it knows. Raises CalendarError when given none."""

    tables: tuple[YearTable, ...]

    def __post_init__(self) -> None:
        if not self.tables:
            raise CalendarError(gettext_noop("工作日历是空的，不能据此计算期限：请先载入年度放假通知"))
        for table in self.tables:
            if not table.rest:
                fault = gettext_noop("{year}年的工作日历没有任何节假日，不能据此计算期限")
                raise CalendarError(fault, year=table.year)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years whose notice is loaded."""
        return frozenset(table.year for table in self.tables)

    @cached_property
    def _exceptions(self) -> Mapping[date, tuple[bool, str]]:
        """Day -> (worked, holiday); a later year's notice may move days of the last week before it."""
        merged: dict[date, tuple[bool, str]] = {}
        for table in sorted(self.tables, key=lambda table: table.year):
            merged |= {day: (False, name) for day, name in table.rest.items()}
            merged |= {day: (True, name) for day, name in table.work.items()}
        return merged

    def known(self, day: date) -> bool:
        """Whether the notice for this day's year is loaded; if not, any date resting on it is provisional."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day: make-up days do, holidays and other weekend days do not."""
        exception = self._exceptions.get(day)
        return day.weekday() < SATURDAY if exception is None else exception[0]

    def is_makeup_day(self, day: date) -> bool:
        """Whether this is a weekend day that is worked (调休上班日)."""
        return day.weekday() >= SATURDAY and self.is_workday(day)

    def reason(self, day: date) -> Said:
        """Why the day is worked or not: 国庆节假期, 周六, 调休上班日 or 工作日."""
        worked, holiday = self._exceptions.get(day, (day.weekday() < SATURDAY, ""))
        if worked:
            return Said(gettext_noop("调休上班日") if day.weekday() >= SATURDAY else gettext_noop("工作日"))
        if holiday:
            return Said(gettext_noop("{holiday}假期"), {"holiday": Said(holiday)})
        return Said(WEEKDAYS[day.weekday()])

    def next_workday(self, day: date) -> date:
        """The first working day after `day`, never `day` itself."""
        return next(later for later in _walk(day + ONE_DAY, ONE_DAY) if self.is_workday(later))

    def first_workday_on_or_after(self, day: date) -> date:
        """`day` if it is worked, otherwise the first working day after it (民法典第二百零三条)."""
        return next(later for later in _walk(day, ONE_DAY) if self.is_workday(later))

    def last_workday_on_or_before(self, day: date) -> date:
        """`day` if it is worked, otherwise the last working day before it."""
        return next(earlier for earlier in _walk(day, -ONE_DAY) if self.is_workday(earlier))

    def add_workdays(self, day: date, number: int) -> date:
        """The `number`-th working day after `day`, which is not counted; `number` is at least 0."""
        for _ in range(number):
            day = self.next_workday(day)
        return day

    def with_notice(self, source: Path | str | Mapping[str, Any]) -> WorkCalendar:
        """This calendar with one more year, from a TOML or CSV file or a mapping of the same shape.

        A year already loaded is replaced whole. Raises CalendarError naming the line or field that is wrong.
        """
        table = notice.read(source)
        kept = tuple(old for old in self.tables if old.year != table.year)
        return WorkCalendar((*kept, table))


def _walk(day: date, step: timedelta) -> Iterator[date]:
    while FIRST_DAY <= day <= LAST_DAY:
        yield day
        day += step
    raise CalendarError(
        gettext_noop("日期{day}超出可计算的范围（{first}年至{last}年）"),
        day=day.isoformat(),
        first=FIRST_DAY.year,
        last=LAST_DAY.year,
    )


@lru_cache(maxsize=1)
def official() -> WorkCalendar:
    """The years 2004 to 2026 as published by the State Council General Office.

    2004–2006 come from a package that starts there and were checked against the 2006 notice only;
    the package misses one day, which is added. The 2005 regulation begins on 2005-05-01.
    """
    rest, work = chinese_calendar.constants.holidays, chinese_calendar.constants.workdays
    return WorkCalendar(
        tuple(_official_year(year, rest, work) for year in sorted({day.year for day in rest}))
    )


def _official_year(year: int, rest: Mapping[date, str], work: Mapping[date, str]) -> YearTable:
    citation = CITED_NOTICES.get(year, "")
    return YearTable(
        year=year,
        source=f"国务院办公厅关于{year}年部分节假日安排的通知{citation}",
        rest=_named(year, rest),
        work={**_named(year, work), **MISSING_WORKDAYS.get(year, {})},
    )


def _named(year: int, days: Mapping[date, str]) -> dict[date, str]:
    return {day: HOLIDAY_NAMES.get(name, name) for day, name in days.items() if day.year == year}
