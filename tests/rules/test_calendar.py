"""The working calendar: official years, reasons, and the notice an office loads itself."""

from datetime import date

import pytest

from lianxin.rules.calendar import CalendarError, WorkCalendar, YearTable, official

CALENDAR = official()
sat_feb_14, sun_feb_15, fri_oct_2 = date(2026, 2, 14), date(2026, 2, 15), date(2026, 10, 2)

NOTICE_2027 = """
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知（示例）"
holidays = [
  { name = "元旦", from = 2027-01-01, to = 2027-01-03 },
  { name = "春节", from = 2027-02-05, to = 2027-02-12 },
  { name = "清明节", from = 2027-04-03, to = 2027-04-05 },
  { name = "劳动节", from = 2027-05-01, to = 2027-05-05 },
  { name = "端午节", from = 2027-06-09, to = 2027-06-09 },
  { name = "中秋节", from = 2027-09-15, to = 2027-09-17 },
  { name = "国庆节", from = 2027-10-01, to = 2027-10-07 },
]
workdays = [ { name = "春节", date = 2027-02-20 }, { name = "国庆节", date = 2027-10-09 } ]
"""


def written(tmp_path, text, name="2027.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_years_2004_to_2026_are_known():
    assert set(range(2004, 2027)) == CALENDAR.years
    assert not CALENDAR.known(date(2003, 12, 31)) and not CALENDAR.known(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("day", "worked", "reason"),
    [
        (sat_feb_14, True, "调休上班日"),
        (sun_feb_15, False, "春节假期"),
        (fri_oct_2, False, "国庆节假期"),
        (date(2026, 7, 4), False, "周六"),
        (date(2026, 7, 5), False, "周日"),
        (date(2026, 7, 6), True, "工作日"),
        (date(2005, 12, 31), True, "调休上班日"),
        (date(2015, 9, 3), False, "抗战胜利70周年纪念日假期"),
        (date(2027, 1, 1), True, "工作日"),
    ],
)
def test_each_day_has_a_reason(day, worked, reason):
    assert CALENDAR.is_workday(day) is worked
    assert str(CALENDAR.reason(day)) == reason


def test_the_whole_notice_of_2026():
    off = {(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)}
    rest = {date(2026, month, day) for month, first, last in off for day in range(first, last + 1)}
    worked = {date(2026, *md) for md in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]}
    for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        assert CALENDAR.is_workday(day) == (day in worked or (day not in rest and day.weekday() < 5)), day


def test_walking_over_the_spring_festival():
    assert CALENDAR.next_workday(sat_feb_14) == date(2026, 2, 24)
    assert CALENDAR.last_workday_on_or_before(date(2026, 2, 23)) == sat_feb_14
    assert CALENDAR.first_workday_on_or_after(sat_feb_14) == sat_feb_14
    assert CALENDAR.add_workdays(date(2026, 2, 13), 5) == date(2026, 2, 27)
    assert CALENDAR.add_workdays(sun_feb_15, 0) == sun_feb_15


def test_an_empty_calendar_is_refused():
    with pytest.raises(CalendarError, match="工作日历是空的"):
        WorkCalendar(())
    with pytest.raises(CalendarError, match="2027年的工作日历没有任何节假日"):
        WorkCalendar((YearTable(2027, "来源", {}, {}),))


def test_a_toml_notice_makes_the_year_known(tmp_path):
    calendar = CALENDAR.with_notice(written(tmp_path, NOTICE_2027))
    assert calendar.known(date(2027, 1, 1)) and not CALENDAR.known(date(2027, 1, 1))
    assert not calendar.is_workday(date(2027, 2, 8)) and calendar.is_workday(date(2027, 2, 20))


def test_the_same_notice_as_csv(tmp_path):
    rows = """类型,名称,开始,结束
来源,国务院办公厅关于2027年部分节假日安排的通知（示例）,2027,
放假,元旦,2027-01-01,2027-01-03
放假,春节,2027-02-05,2027-02-12
放假,清明节,2027-04-03,2027-04-05
放假,劳动节,2027-05-01,2027-05-05

放假,端午节,2027-06-09,
放假,中秋节,2027-09-15,2027-09-17
放假,国庆节,2027-10-01,2027-10-07
上班,春节,2027-02-20,
上班,国庆节,2027-10-09,
"""
    from_csv = CALENDAR.with_notice(written(tmp_path, "\ufeff" + rows, "2027.csv"))
    from_toml = CALENDAR.with_notice(written(tmp_path, NOTICE_2027))
    assert (from_csv.tables[-1].rest, from_csv.tables[-1].work) == (
        from_toml.tables[-1].rest,
        from_toml.tables[-1].work,
    )


def test_a_notice_may_move_days_of_the_year_before(tmp_path):
    text = NOTICE_2027.replace("from = 2027-01-01, to = 2027-01-03", "from = 2026-12-31, to = 2027-01-03")
    calendar = CALENDAR.with_notice(written(tmp_path, text))
    assert CALENDAR.is_workday(date(2026, 12, 31)) and not calendar.is_workday(date(2026, 12, 31))


def test_loading_a_year_again_replaces_it_whole(tmp_path):
    first = CALENDAR.with_notice(written(tmp_path, NOTICE_2027))
    changed = NOTICE_2027.replace("2027-02-20", "2027-02-21")
    second = first.with_notice(written(tmp_path, changed))
    assert second.is_workday(date(2027, 2, 21)) and not second.is_workday(date(2027, 2, 20))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("year = 2027", "", "缺少年份"),
        ("year = 2027", 'year = "2027"', "缺少年份"),
        ("year = 2027", "year = 2028", "holidays第1条的日期2027-01-01不在2028年"),
        ('source = "国务院', 'other = "国务院', "没有写明放假通知的名称或文号"),
        ("to = 2027-01-03", "to = 2026-12-30", "起止日期不对"),
        ("to = 2027-02-12", "to = 2027-03-12", "起止日期不对"),
        ("from = 2027-02-05", "from = 2027-13-05", "第6行第"),
        ("from = 2027-02-05", 'from = "2月5日"', "holidays第2条的日期“2月5日”不对"),
        ("date = 2027-02-20", "date = 2027-02-22", "本来就是工作日"),
        ("date = 2027-02-20", "date = 2027-02-06", "既写了放假又写了上班"),
        ("date = 2027-10-09", "date = 2027-02-20", "写了两次"),
        ("from = 2027-10-01", "from = 2027-10-02", "2027-10-01应当放假"),
        ('"端午节"', '"龙舟节"', "没有“端午”"),
        ('name = "元旦", from', "from", "没有写节日名称"),
        ("from = 2027-09-15, to = 2027-09-17", "from = 2027-10-07, to = 2027-10-08", "重复"),
        ("holidays = [", "holidays = 3 # [", "第"),
    ],
)
def test_a_faulty_notice_says_where(tmp_path, old, new, complaint):
    assert old in NOTICE_2027
    with pytest.raises(CalendarError, match=complaint):
        CALENDAR.with_notice(written(tmp_path, NOTICE_2027.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "第1行应当是表头"),
        ("kind,name\n", "第1行应当是表头"),
        ("类型,名称,开始,结束\n休息,元旦,2027-01-01,\n", "第2行的类型“休息”不认识"),
        ("类型,名称,开始,结束\n来源,通知,2027,\n放假,元旦,一月一日,\n", "第3行的日期“一月一日”不对"),
    ],
)
def test_a_faulty_csv_says_which_line(tmp_path, text, complaint):
    with pytest.raises(CalendarError, match=complaint):
        CALENDAR.with_notice(written(tmp_path, text, "2027.csv"))


def test_a_file_that_is_not_there_or_not_utf8(tmp_path):
    with pytest.raises(CalendarError, match="读不到放假通知文件"):
        CALENDAR.with_notice(tmp_path / "no.toml")
    path = tmp_path / "gbk.csv"
    path.write_bytes("类型,名称".encode("gbk"))
    with pytest.raises(CalendarError, match="不是 UTF-8 编码"):
        CALENDAR.with_notice(path)
