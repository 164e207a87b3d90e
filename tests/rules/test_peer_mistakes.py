"""Mistakes other casework systems made with days and holidays; each stays a test here."""

import ast
import inspect
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lianxin.rules.calendar import CalendarError, WorkCalendar, YearTable, official
from lianxin.rules.editions import edition
from lianxin.rules.periods import Pause, due

CALENDAR = official()
R22 = edition("cn-2022")
RULES = Path(inspect.getfile(due)).parent

NOTICE_2027 = {
    "year": 2027,
    "source": "示例通知",
    "holidays": [
        {"name": name, "from": first, "to": last}
        for name, first, last in [
            ("元旦", "2027-01-01", "2027-01-03"),
            ("春节", "2027-02-05", "2027-02-12"),
            ("清明节、劳动节", "2027-05-01", "2027-05-05"),
            ("端午节、中秋节", "2027-09-15", "2027-09-17"),
            ("国庆节", "2027-10-01", "2027-10-07"),
        ]
    ],
    "workdays": [{"name": "元旦", "date": "2027-01-09"}],
}


def ask(code, start, calendar=CALENDAR, **given):
    return due(R22.period(code), start=start, calendar=calendar, **given)


def worked_days(monday):
    return [day for n in range(7) if CALENDAR.is_workday(day := monday + timedelta(days=n))]


def test_dates_are_derived_so_missed_sweeps_change_nothing():
    """A daily counter drifts when a sweep is missed or runs twice."""
    starts = [date(2026, 1, 1) + timedelta(days=n) for n in range(200)]
    in_order = {start: ask("HANDLE", start) for start in starts}
    shuffled = random.Random(7).choices(starts, k=400)
    assert all(ask("HANDLE", start) == in_order[start] for start in shuffled)


def test_the_law_never_reads_the_clock():
    for path in RULES.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        clocks = {
            "date.today",
            "datetime.now",
            "datetime.utcnow",
            "datetime.today",
            "time.time",
            "time.localtime",
        }
        assert not {name for name in named if name.removeprefix("datetime.") in clocks or name in clocks}, (
            path.name
        )


def test_the_day_of_the_month_is_not_the_date():
    """Comparing `.day` made a clock of 15 July come due again on 15 August."""
    july, august = ask("ROUTE", date(2026, 6, 30)), ask("ROUTE", date(2026, 7, 31))
    assert (july.nominal, august.nominal) == (date(2026, 7, 15), date(2026, 8, 15))
    assert (july.lawful, august.lawful) == (date(2026, 7, 15), date(2026, 8, 17))


@pytest.mark.parametrize(
    ("monday", "number"),
    [
        (date(2026, 7, 6), 5),
        (date(2026, 2, 9), 6),
        (date(2026, 2, 16), 0),
        (date(2026, 2, 23), 5),
        (date(2026, 10, 5), 3),
        (date(2026, 9, 14), 6),
    ],
)
def test_a_week_has_as_many_working_days_as_the_notice_says(monday, number):
    """`not holiday or not weekend` counts all seven."""
    assert len(worked_days(monday)) == number


def test_counting_over_the_end_of_a_month():
    """`end.day - start.day` goes negative between 30 July and 3 August."""
    thu_jul_30 = date(2026, 7, 30)
    assert CALENDAR.add_workdays(thu_jul_30, 2) == date(2026, 8, 3)
    assert ask("SIMPLE_ACCEPT", thu_jul_30).lawful == date(2026, 8, 4)
    assert ask("REREVIEW", thu_jul_30, pauses=[Pause(thu_jul_30, date(2026, 8, 3))]).nominal == date(
        2026, 9, 2
    )


def test_a_new_notice_counts_at_once():
    """Holidays cached per process, or in a mutable default, need a restart to change."""
    thu_dec_17 = date(2026, 12, 17)
    before = ask("ROUTE", thu_dec_17)
    after = ask("ROUTE", thu_dec_17, calendar=CALENDAR.with_notice(NOTICE_2027))
    assert (before.lawful, before.provisional) == (date(2027, 1, 1), True)
    assert (after.lawful, after.provisional) == (date(2027, 1, 4), False)
    assert ask("ROUTE", thu_dec_17) == before == ask("ROUTE", thu_dec_17, calendar=official())


def test_an_empty_calendar_is_not_a_year_without_holidays():
    with pytest.raises(CalendarError):
        WorkCalendar(())
    with pytest.raises(CalendarError):
        WorkCalendar((YearTable(2026, "空表", {}, {}),))
    with pytest.raises(CalendarError):
        CALENDAR.with_notice({"year": 2027, "source": "空通知"})


def test_only_the_starting_event_moves_a_date():
    """Clocks that run from the last change restart with every comment."""
    given = set(inspect.signature(due).parameters)
    assert given == {"period", "start", "calendar", "pauses", "extension", "days"}


def test_a_moment_is_not_taken_for_a_day():
    """A scheduler in another time zone puts 01:00 on the day before."""
    with pytest.raises(TypeError, match="time zone"):
        ask("HANDLE", datetime(2026, 8, 2, 17, 0, tzinfo=UTC))


def test_make_up_days_are_worked():
    """Monday to Friday gives 20 February; holidays without make-up days give 2 March."""
    assert ask("OBJECTION", date(2026, 2, 13)).lawful == date(2026, 2, 27)


def test_a_weekend_is_not_always_a_rest_day():
    sun_sep_20 = date(2026, 9, 20)
    assert ask("REVIEW_APPLY", date(2026, 8, 21)).lawful == sun_sep_20


def test_an_unpublished_year_is_never_passed_off_as_final():
    assert ask("HANDLE", date(2026, 12, 3)).provisional
    assert not ask("HANDLE", date(2026, 10, 9)).provisional
