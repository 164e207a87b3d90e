"""Reading the yearly holiday notice (年度放假通知) an office types in, as TOML or CSV, and checking it.

TOML:  year, source, and the lists [[holidays]] (name, from, to) and [[workdays]] (date, name).
CSV:   the heading 类型,名称,开始,结束 and rows 来源 / 放假 / 上班.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from lianxin.rules.wording import Said, SaidError, gettext_noop

SATURDAY = 5
LONGEST_HOLIDAY = 20  # days; the longest so far was ten, so more is a typing mistake
# 《全国年节及纪念日放假办法》: days that are holidays in every year since 2008, and festivals that move.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
HEADING = ("类型", "名称", "开始", "结束")


class CalendarError(SaidError):
    """A holiday notice or calendar that cannot be used. `said` is the sentence for the person who supplied it."""


@dataclass(frozen=True)
class YearTable:
    """One year's notice: rest days and make-up working days with the holiday each belongs to.

    Days may lie in the last week of the year before, which the notice may also move.
    """

    year: int
    source: str
    rest: Mapping[date, str]
    work: Mapping[date, str]


def read(source: Path | str | Mapping[str, Any]) -> YearTable:
    """The year's table from a path (.toml or .csv) or a mapping shaped like the TOML file.

    Raises CalendarError naming the line or the field that is wrong.
    """
    if isinstance(source, Mapping):
        return _checked(source)
    path = Path(source)
    try:
        text = path.read_text("utf-8-sig")
    except OSError:
        raise CalendarError(gettext_noop("读不到放假通知文件“{path}”"), path=path) from None
    except UnicodeDecodeError:
        raise CalendarError(
            gettext_noop("放假通知文件“{path}”不是 UTF-8 编码，请另存为 UTF-8"), path=path
        ) from None
    return _checked(_from_csv(text) if path.suffix.lower() == ".csv" else _from_toml(text))


def _from_toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError("{fault}", fault=toml_fault(error)) from None


def toml_fault(error: tomllib.TOMLDecodeError) -> Said:
    """The parser's complaint as a sentence that gives the line."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place is None:
        return Said(gettext_noop("没有写完整，请检查最后几行的引号和括号"))
    return Said(
        gettext_noop("第{line}行第{column}列的写法不对：文字要加引号，日期写作 2027-01-01"),
        {"line": place[1], "column": place[2]},
    )


def file_fault(error: OSError | UnicodeDecodeError) -> Said:
    """Why a file cannot be read, in our words and not in the system's."""
    told = (
        (UnicodeDecodeError, gettext_noop("不是 UTF-8 编码，请另存为 UTF-8")),
        (FileNotFoundError, gettext_noop("没有这个文件，请核对位置和名称")),
        (IsADirectoryError, gettext_noop("这是文件夹，请写明其中的文件")),
        (PermissionError, gettext_noop("没有读取它的权限，请让运行本系统的用户能读它")),
    )
    other = gettext_noop("系统读不了它，请检查磁盘和位置（系统错误号{number}）")
    number = getattr(error, "errno", None) or 0
    return next(
        (Said(said) for kind, said in told if isinstance(error, kind)), Said(other, {"number": number})
    )


def _from_csv(text: str) -> Mapping[str, Any]:
    rows = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(csv.reader(text.splitlines()), 1)
    ]
    if not rows or tuple(rows[0][1]) != HEADING:
        raise CalendarError(gettext_noop("第1行应当是表头：{heading}"), heading=",".join(HEADING))
    found: dict[str, Any] = {"holidays": [], "workdays": []}
    for number, row in rows[1:]:
        if any(row):
            _add_row(found, number, [*row, "", "", ""][:4])
    return found


def _add_row(found: dict[str, Any], number: int, row: Sequence[str]) -> None:
    kind, name, start, end = row
    place = Said(gettext_noop("第{line}行"), {"line": number})
    match kind:
        case "来源":
            found |= {"source": name, "year": int(start) if start.isdecimal() else start}
        case "放假":
            found["holidays"].append({"name": name, "from": start, "to": end or start, "place": place})
        case "上班":
            found["workdays"].append({"name": name, "date": start, "place": place})
        case _:
            raise CalendarError(
                gettext_noop("{place}的类型“{kind}”不认识，只能是来源、放假或上班"), place=place, kind=kind
            )


def _checked(notice: Mapping[str, Any]) -> YearTable:
    year = notice.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year <= 2100:
        raise CalendarError(gettext_noop("缺少年份，或年份“{year}”不是2000至2100之间的数字"), year=year)
    source = notice.get("source")
    if not isinstance(source, str) or not source.strip():
        raise CalendarError(gettext_noop("没有写明放假通知的名称或文号（source）"))
    rest = _rest_days(year, _entries(notice, "holidays"))
    work = _work_days(year, _entries(notice, "workdays"), rest)
    _complete(year, rest)
    return YearTable(year, source.strip(), rest, work)


def _entries(notice: Mapping[str, Any], field: str) -> Iterable[tuple[Said, Mapping[str, Any]]]:
    entries = notice.get(field, [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise CalendarError(gettext_noop("{field}应当写成若干条 [[{field}]]"), field=field)
    for number, entry in enumerate(entries, 1):
        place = Said(gettext_noop("{field}第{number}条"), {"field": field, "number": number})
        yield entry.get("place", place), entry


def _day(entry: Mapping[str, Any], field: str, *, place: Said, year: int) -> date:
    value = entry.get(field)
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise CalendarError(
            gettext_noop("{place}的日期“{value}”不对，应写作 {year}-01-01 的样子"),
            place=place,
            value=value,
            year=year,
        )
    if not date(year - 1, 12, 25) <= day <= date(year, 12, 31):
        raise CalendarError(
            gettext_noop("{place}的日期{day}不在{year}年（或上年最后一周）"), place=place, day=day, year=year
        )
    return day


def _rest_days(year: int, entries: Iterable[tuple[Said, Mapping[str, Any]]]) -> dict[date, str]:
    rest: dict[date, str] = {}
    for place, entry in entries:
        name = str(entry.get("name", "")).strip()
        if not name:
            raise CalendarError(gettext_noop("{place}没有写节日名称"), place=place)
        start = _day(entry, "from", place=place, year=year)
        end = _day(entry, "to", place=place, year=year)
        length = (end - start).days + 1
        if not 1 <= length <= LONGEST_HOLIDAY:
            raise CalendarError(
                gettext_noop("{place}从{start}到{end}，起止日期不对"), place=place, start=start, end=end
            )
        for offset in range(length):
            day = start + timedelta(days=offset)
            if day in rest:
                raise CalendarError(
                    gettext_noop("{place}的{day}与“{other}”重复"), place=place, day=day, other=rest[day]
                )
            rest[day] = name
    return rest


def _work_days(
    year: int, entries: Iterable[tuple[Said, Mapping[str, Any]]], rest: Mapping[date, str]
) -> dict[date, str]:
    work: dict[date, str] = {}
    for place, entry in entries:
        day = _day(entry, "date", place=place, year=year)
        if day in rest:
            raise CalendarError(gettext_noop("{place}的{day}既写了放假又写了上班"), place=place, day=day)
        if day.weekday() < SATURDAY:
            raise CalendarError(
                gettext_noop("{place}的{day}本来就是工作日，不必写作调休上班"), place=place, day=day
            )
        if day in work:
            raise CalendarError(gettext_noop("{place}的{day}写了两次"), place=place, day=day)
        work[day] = str(entry.get("name", "")).strip()
    return work


def _complete(year: int, rest: Mapping[date, str]) -> None:
    """Half a notice is worse than none: dates would look final and be wrong."""
    for month, number in FIXED_HOLIDAYS:
        if date(year, month, number) not in rest:
            raise CalendarError(gettext_noop("放假通知不完整：{day}应当放假"), day=date(year, month, number))
    named = " ".join(rest.values())
    for festival in FESTIVALS:
        if festival not in named:
            raise CalendarError(gettext_noop("放假通知不完整：没有“{festival}”"), festival=festival)
