"""How days of reception return: every week or every month; an office writes its own over these rows."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lianxin.rules.calendar import WorkCalendar
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

CLOCK = re.compile(r"^([01]?\d|2[0-3])[:：]([0-5]\d)$")


def clock_time(text: str) -> time | None:
    """A time of day written as 9:00, None for anything else."""
    match = CLOCK.match(text.strip())
    return time(int(match[1]), int(match[2])) if match else None


class RhythmError(ValueError):
    """A rhythm that cannot be used; `said` is the sentence for the person who wrote it."""

    def __init__(self, code: str, template: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.said = code, Said(template, values)


@dataclass(frozen=True)
class Rhythm:
    """How days of reception return: every week on a weekday (0 is Monday), or every month from a day on.

    A rest day moves to the next working day. Times are those of the clock in China.
    """

    code: str
    label: str
    weekday: int | None = None
    month_day: int | None = None
    opens: time = time(9)
    closes: time = time(11)
    minutes: int = 20
    source: str = _("本机关的安排")
    grade: str = "C"

    def days(self, first: date, last: date, calendar: WorkCalendar) -> Iterator[date]:
        """The days that fall between `first` and `last`, both counted, oldest first, each once."""
        seen: set[date] = set()
        for nominal in self._nominal(first - timedelta(days=31), last):
            day = calendar.first_workday_on_or_after(nominal)
            if first <= day <= last and day not in seen:
                seen.add(day)
                yield day

    def _nominal(self, first: date, last: date) -> Iterator[date]:
        day = first
        while day <= last:
            if self.weekday is not None and day.weekday() == self.weekday:
                yield day
            if self.month_day is not None:
                length = months.monthrange(day.year, day.month)[1]
                if day.day == min(self.month_day, length):
                    yield day
            day += timedelta(days=1)


def slots(opens: time, closes: time, minutes: int) -> list[time]:
    """The times at which turns begin; each ends before `closes`."""
    found, at = [], datetime.combine(date.min, opens)
    end = datetime.combine(date.min, closes)
    while at + timedelta(minutes=minutes) <= end:
        found.append(at.time())
        at += timedelta(minutes=minutes)
    return found


RHYTHMS: Mapping[str, Rhythm] = {
    row.code: row
    for row in (
        Rhythm("CHIEFS", _("县委书记、县长每月接待"), month_day=15),
        Rhythm("COUNTY_LEADERS", _("县级领导每周一接待"), weekday=0),
        Rhythm("TOWNS_DEPARTMENTS", _("乡镇、部门负责人每周五接待"), weekday=4),
    )
}
_FIELDS = frozenset({"label", "weekday", "month_day", "opens", "closes", "minutes", "source", "grade"})


def rhythm_from(code: str, row: Mapping[str, Any]) -> Rhythm:
    """A rhythm as an office wrote it over the row of that code, if there is one. Raises RhythmError."""
    if extra := sorted(set(row) - _FIELDS):
        raise RhythmError(code, _("“{field}”不认识"), field=extra[0])
    known = RHYTHMS.get(code)
    values = {**(vars(known) if known else {"code": code}), **row}
    if "weekday" in row or "month_day" in row:
        values |= {"weekday": row.get("weekday"), "month_day": row.get("month_day")}
    if not values.get("label"):
        raise RhythmError(code, _("没有写名称 label"))
    weekday, day = values.get("weekday"), values.get("month_day")
    if (weekday is None) is (day is None):
        raise RhythmError(code, _("weekday（0 是周一）和 month_day 要写一样，只写一样"))
    if weekday not in (None, *range(7)) or day not in (None, *range(1, 32)):
        raise RhythmError(code, _("weekday 是 0 到 6，month_day 是 1 到 31"))
    rhythm = Rhythm(**values)
    if not isinstance(rhythm.opens, time) or not isinstance(rhythm.closes, time):
        raise RhythmError(code, _("opens、closes 应写作 09:00:00 的样子，不加引号"))
    if not isinstance(rhythm.minutes, int) or not 5 <= rhythm.minutes <= 240:
        raise RhythmError(code, _("minutes 是 5 到 240 的整数"))
    if not slots(rhythm.opens, rhythm.closes, rhythm.minutes):
        raise RhythmError(code, _("opens 到 closes 放不下一位来访人"))
    return rhythm
