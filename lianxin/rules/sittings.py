"""Whenever people meet it is a sitting (会): one row per kind, and the rhythms by which days of reception return.

A row says who may plan and record it, how long before it must be published, whether people take turns in it, what
each turn must end with and which paper records it. Pages, calendar and reminders all read this row.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from lianxin.rules.calendar import WorkCalendar
from lianxin.rules.codes import Coded, Role
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


class Turns(StrEnum):
    """What the agenda of a sitting consists of."""

    VISITORS = "VISITORS"  # slots by the clock that anyone may book
    NUMBERS = "NUMBERS"  # numbers taken at the door and called to a window
    MATTERS = "MATTERS"  # matters to be dealt with, in an order
    NONE = "NONE"


class ReceptionResult(Coded):
    """有接必果: what a visitor to a leader's reception leaves with."""

    ANSWERED = "ANSWERED", _("当场答复"), "INF"
    TAKEN_UP = "TAKEN_UP", _("交有关机关办理"), "INF"
    GUIDED = "GUIDED", _("告知应当走的途径"), "INF"
    ABSENT = "ABSENT", _("没有来"), "INF"


class HallResult(Coded):
    """What a call number in the hall ended with."""

    RECEIVED = "RECEIVED", _("已接待"), "INF"
    ABSENT = "ABSENT", _("叫号未到"), "INF"


class HearingDecision(Coded):
    """What the organ decides on a request for a hearing; no national rule gives a right to one."""

    HOLD = "HOLD", _("举行听证"), "INF"
    NOT_HELD = "NOT_HELD", _("不举行听证"), "INF"


@dataclass(frozen=True)
class SittingKind:
    """One kind. `notice_days` is how long before the day time and place must be public; 0 where nobody need be told."""

    code: str
    label: str
    article: str
    grade: str
    plans: frozenset[Role]
    records: frozenset[Role]
    turns: Turns = Turns.NONE
    results: type[Coded] | None = None
    every_turn_ends: bool = False
    public: bool = False
    notice_days: int = 0
    needs_matter: bool = False
    paper: str = ""


_DESK = frozenset({Role.TRIAGE_OFFICER, Role.REGISTRAR})
_R18 = "《信访工作条例》第十八条"
KINDS: Mapping[str, SittingKind] = {
    row.code: row
    for row in (
        SittingKind(
            "LEADER_RECEPTION",
            _("领导接待日"),
            _R18,
            "A",
            plans=_DESK | {Role.HANDLER},
            records=_DESK | {Role.HANDLER, Role.LEADER},
            turns=Turns.VISITORS,
            results=ReceptionResult,
            every_turn_ends=True,
            public=True,
            notice_days=5,
            paper="D45",
        ),
        SittingKind(
            "HALL",
            _("大厅接待"),
            _R18,
            "INF",
            plans=_DESK | {Role.HANDLER},
            records=_DESK | {Role.HANDLER},
            turns=Turns.NUMBERS,
            results=HallResult,
        ),
        SittingKind(
            "HEARING",
            _("听证"),
            "《信访工作条例》第三十一条、第三十六条",
            "A",
            plans=frozenset({Role.HEARING_CHAIR, Role.REVIEWER, Role.REREVIEWER}),
            records=frozenset({Role.HEARING_CHAIR, Role.REVIEWER, Role.REREVIEWER}),
            turns=Turns.MATTERS,
            needs_matter=True,
        ),
    )
}


# ---- rhythms ----------------------------------------------------------------------------------------------
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
