"""What a period refuses, and in which words."""

from datetime import date

import pytest

from lianxin.rules.calendar import official
from lianxin.rules.editions import edition
from lianxin.rules.periods import (
    FixedLength,
    ImpossibleDate,
    MissingLength,
    NotYetInForce,
    Pause,
    UnlawfulExtension,
    UnlawfulPause,
    due,
    spoken,
)

CALENDAR = official()
R22 = edition("cn-2022")
mon_aug_3 = date(2026, 8, 3)


def ask(code, rules=R22, start=mon_aug_3, **given_):
    return due(rules.period(code), start=start, calendar=CALENDAR, **given_)


@pytest.mark.parametrize("extension", [31, -1, 3650])
def test_an_extension_stays_within_thirty_days(extension):
    with pytest.raises(UnlawfulExtension, match="最多延长30日（《信访工作条例》第三十四条）"):
        ask("HANDLE", extension=extension)


@pytest.mark.parametrize("code", ["ROUTE", "REVIEW", "REVIEW_APPLY", "OBJECTION"])
def test_other_periods_are_not_extended(code):
    with pytest.raises(UnlawfulExtension, match="不能延长"):
        ask(code, extension=1)


@pytest.mark.parametrize("code", sorted(set(R22.periods) - {"REREVIEW", "ASSIGN_REPORT", "EXECUTE"}))
def test_only_re_review_stops_for_a_hearing(code):
    hearing = Pause(date(2026, 8, 5), date(2026, 8, 6))
    with pytest.raises(UnlawfulPause, match="不因听证停止计算"):
        ask(code, pauses=[hearing])


def test_a_pause_needs_a_known_reason_and_an_order():
    with pytest.raises(UnlawfulPause, match="不因ILLNESS停止计算"):
        ask("REREVIEW", pauses=[Pause(date(2026, 8, 5), date(2026, 8, 6), "ILLNESS")])
    with pytest.raises(UnlawfulPause, match="起止日期不对"):
        ask("REREVIEW", pauses=[Pause(date(2026, 8, 6), date(2026, 8, 5))])


def test_a_length_set_in_the_letter_must_be_given_and_no_other_may():
    with pytest.raises(MissingLength, match="请写明天数"):
        ask("ASSIGN_REPORT")
    with pytest.raises(MissingLength, match="而不是0"):
        ask("ASSIGN_REPORT", days=0)
    with pytest.raises(FixedLength, match="定为60日"):
        ask("HANDLE", days=61)
    assert ask("HANDLE", days=60) == ask("HANDLE")


def test_a_start_no_calendar_reaches_is_refused():
    with pytest.raises(ImpossibleDate):
        ask("HANDLE", start=date(9999, 12, 31))
    with pytest.raises(ImpossibleDate):
        ask("HANDLE", start=date(1, 1, 1))


def test_a_rule_does_not_reach_back_before_it_was_made():
    with pytest.raises(NotYetInForce, match="2016年7月1日"):
        ask("SIMPLE_ACCEPT", rules=edition("cn-2005"), start=date(2016, 6, 30))
    assert ask("SIMPLE_ACCEPT", rules=edition("cn-2005"), start=date(2016, 7, 1)).nominal == date(2016, 7, 6)


def test_urgent_information_does_not_wait_for_a_working_day():
    thu_oct_1 = date(2026, 10, 1)
    found = ask("URGENT", start=thu_oct_1)
    assert (found.nominal, found.lawful, found.safe) == (thu_oct_1, thu_oct_1, thu_oct_1)


def test_a_day_is_spoken_with_its_weekday():
    assert str(spoken(date(2026, 10, 2))) == "2026年10月2日（周五）"
