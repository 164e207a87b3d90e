"""`due` against the table a lawyer can read (tables/due.csv), and the properties every period keeps."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.rules import overlays
from lianxin.rules.calendar import official
from lianxin.rules.editions import EDITIONS, edition, edition_on
from lianxin.rules.periods import Pause, due

TABLE = Path(__file__).parent / "tables" / "due.csv"
OVERLAYS = Path(__file__).parents[2] / "docs" / "overlays"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8")))
CALENDAR = official()
R22 = edition("cn-2022")


def pauses_of(text):
    ends = [pair.split("..") for pair in text.split()]
    return [Pause(date.fromisoformat(first), date.fromisoformat(last)) for first, last in ends]


def answer(row):
    start = date.fromisoformat(row["start"])
    local = [overlays.load(OVERLAYS / f"{name}.toml") for name in row["overlay"].split()]
    rules = overlays.apply(edition(row["edition"]), local, on=start)
    return due(
        rules.period(row["period"]),
        start=start,
        calendar=CALENDAR,
        pauses=pauses_of(row["pauses"]),
        extension=int(row["extension"] or 0),
        days=int(row["days"]) if row["days"] else None,
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_table_of_dates(row):
    found = answer(row)
    assert [found.nominal.isoformat(), found.lawful.isoformat(), found.safe.isoformat()] == [
        row["nominal"],
        row["lawful"],
        row["safe"],
    ]
    assert found.provisional is (row["provisional"] == "yes")
    assert found.article == (row["article"] or found.article)
    assert found.article and len(found.steps) >= 3


def test_every_row_is_dated_by_the_edition_of_its_start():
    for row in ROWS:
        assert edition_on(date.fromisoformat(row["start"])).code == row["edition"], row["id"]


def test_the_steps_tell_the_whole_way():
    said = [str(step) for step in answer(next(row for row in ROWS if row["id"] == "A2")).steps]
    assert said == [
        "受理信访事项之日2026年8月3日（周一）不计入，从次日起算（参照《民法典》第二百零一条）；期限见《信访工作条例》第三十四条",
        "连续计算60日，中间的休息日也计入，到2026年10月2日（周五）",
        "2026年10月2日是国庆节假期，顺延到休息日结束后的第一个工作日2026年10月8日（周四）（参照《民法典》第二百零三条）",
        "是否顺延没有专门规定，最迟在2026年9月30日（周三）（此前最后一个工作日）完成才不会有争议",
    ]


@pytest.mark.parametrize(
    ("row_id", "words"),
    [
        ("A1", "其中2026年2月14日（周六）是调休上班日，计入"),
        ("A5", "2026年9月20日是调休上班日，不顺延"),
        (
            "A6",
            "经批准延长30日（《信访工作条例》第三十四条，最多30日），在未顺延的日期上相加，到2026年11月1日（周日）",
        ),
        ("A7", "听证所需时间不计算在内：2026年7月10日（周五）至2026年7月24日（周五）之间共15日"),
        ("P1", "共11日"),
        ("N2", "2027年的放假通知还没有载入"),
        ("Y8", "年末几天的上班安排可能由2027年的放假通知调整"),
        ("H8", "没有更早的稳妥日期"),
    ],
)
def test_a_step_explains_what_is_special(row_id, words):
    steps = "\n".join(map(str, answer(next(row for row in ROWS if row["id"] == row_id)).steps))
    assert words in steps


@pytest.mark.parametrize(
    ("first", "last", "outside"),
    [
        ("2026-06-01", "2026-07-01", 31),  # before the count began
        ("2026-12-01", "2026-12-10", 10),  # after it ended
        ("2026-06-28", "2026-07-03", 4),  # half before
    ],
)
def test_a_hearing_outside_the_period_is_said_to_change_nothing(first, last, outside):
    pause = Pause(date.fromisoformat(first), date.fromisoformat(last))
    steps = map(str, ask("REREVIEW", start=date(2026, 7, 1), pauses=[pause]).steps)
    assert f"给出的听证时间有{outside}日不在这段期限之内，不影响日期" in list(steps)


def ask(code, *, start, **given_):
    return due(R22.period(code), start=start, calendar=CALENDAR, **given_)


codes = st.sampled_from(sorted(set(R22.periods) - {"ASSIGN_REPORT", "EXECUTE", "URGENT"}))
starts = st.dates(date(2020, 2, 1), date(2027, 6, 30))


@settings(deadline=None)
@given(codes, starts)
def test_the_three_dates_keep_their_order(code, start):
    found = ask(code, start=start)
    assert start <= found.safe <= found.lawful and start < found.nominal <= found.lawful
    assert CALENDAR.is_workday(found.safe) and CALENDAR.is_workday(found.lawful)
    between = (found.lawful - found.nominal).days
    assert not any(CALENDAR.is_workday(found.nominal + timedelta(days=n)) for n in range(between))


@settings(deadline=None)
@given(codes, starts)
def test_a_later_start_is_never_due_earlier(code, start):
    today, tomorrow = ask(code, start=start), ask(code, start=start + timedelta(days=1))
    assert today.nominal <= tomorrow.nominal and today.lawful <= tomorrow.lawful


@settings(deadline=None)
@given(starts, st.integers(1, 30))
def test_an_extension_is_added_to_the_unrolled_day(start, extension):
    assert ask("HANDLE", start=start, extension=extension).nominal == start + timedelta(days=60 + extension)


@settings(deadline=None)
@given(starts, st.integers(1, 30), st.integers(1, 40))
def test_a_pause_inside_moves_the_end_by_its_length(start, first, length):
    pause = Pause(start + timedelta(days=first), start + timedelta(days=first + length - 1))
    paused, plain = ask("REREVIEW", start=start, pauses=[pause]), ask("REREVIEW", start=start)
    assert paused.nominal == plain.nominal + timedelta(days=length)


@settings(deadline=None)
@given(starts, st.lists(st.tuples(st.integers(-20, 60), st.integers(1, 15)), max_size=5))
def test_pauses_count_once_in_any_order(start, stretches):
    pauses = [
        Pause(start + timedelta(days=first), start + timedelta(days=first + length - 1))
        for first, length in stretches
    ]
    found = ask("REREVIEW", start=start, pauses=pauses)
    assert found == ask("REREVIEW", start=start, pauses=[*reversed(pauses), *pauses])
    stopped = {
        day
        for n in range((found.nominal - start).days)
        if any(p.start <= (day := start + timedelta(days=n + 1)) <= p.end for p in pauses)
    }
    assert (found.nominal - start).days == 30 + len(stopped)


@settings(deadline=None)
@given(codes, starts)
def test_provisional_means_a_year_without_a_notice_was_looked_at(code, start):
    found = ask(code, start=start)
    assert found.provisional == (found.lawful.year not in CALENDAR.years)


@settings(deadline=None)
@given(st.sampled_from(EDITIONS), st.dates(date(2010, 1, 1), date(2026, 1, 1)))
def test_asking_again_gives_the_same_answer(rules, start):
    period = rules.period("HANDLE")
    first = due(period, start=start, calendar=CALENDAR, extension=7)
    assert first == due(period, start=start, calendar=official(), extension=7)
