"""Content categories (内容分类): two levels, our own codes of two and four digits, in a table an office may edit.

The names follow the classification in use about 2020 (19 and 155 names, grade C: read from public sources);
The names follow the classification in use about 2020 (19 and 155 names, grade C: reverse-read);
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

COLUMNS = ("code", "name", "grade")
GRADES = ("A", "B", "C", "MEM", "INF")


class BadCategories(SaidError):
    """The table cannot be used; `said` names the line and what to mend."""


def _refuse(template: str, **values: object) -> NoReturn:
    raise BadCategories(template, **values)


@dataclass(frozen=True)
class Category:
    """One row; a code of two digits is level 1, of four digits level 2."""

    code: str
    name: str
    grade: str

    @property
    def level(self) -> int:
        return len(self.code) // 2

    @property
    def parent_code(self) -> str:
        """The level-1 code of a level-2 row, "" for level 1."""
        return self.code[:2] if self.level == 2 else ""


@dataclass(frozen=True)
class Categories:
    """The whole table, in its order."""

    rows: Mapping[str, Category]

    def __iter__(self) -> Iterator[Category]:
        return iter(self.rows.values())

    def __contains__(self, code: str) -> bool:
        return code in self.rows

    def __getitem__(self, code: str) -> Category:
        return self.rows[code]

    @property
    def top(self) -> tuple[Category, ...]:
        return tuple(row for row in self if row.level == 1)

    def under(self, code: str) -> tuple[Category, ...]:
        """The level-2 rows of a level-1 code."""
        return tuple(row for row in self if row.parent_code == code)

    def full_name(self, code: str) -> str:
        """ "农村农业/村务管理" for "0101"; a code retired from the table stays readable as itself."""
        if code not in self.rows:
            return code
        row = self.rows[code]
        return f"{self.rows[row.parent_code].name}/{row.name}" if row.parent_code else row.name

    def choices(self) -> list[tuple[str, str]]:
        """(code, full name) of the level-2 rows, as a form wants them."""
        return [(row.code, self.full_name(row.code)) for row in self if row.level == 2]


def load(path: Path | None = None) -> Categories:
    """The table in `path`, or the shipped one. UTF-8 CSV with the heading code,name,grade.

    Raises BadCategories if it cannot be read, a code is odd or repeated, a name empty or a parent missing.
    """
    source = path or files("lianxin.rules").joinpath("data/content_category.csv")
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(_("内容分类表不是UTF-8编码，请另存为“CSV UTF-8”"))
    except OSError:
        _refuse(_("内容分类表{path}读不出来，请检查文件是否存在"), path=path)
    lines = csv.reader(text.splitlines())
    if tuple(cell.strip() for cell in next(lines, [])) != COLUMNS:
        _refuse(_("内容分类表的表头应为{columns}"), columns=",".join(COLUMNS))
    return _checked(enumerate(lines, 2))


def _checked(lines: Iterable[tuple[int, list[str]]]) -> Categories:
    rows: dict[str, Category] = {}
    lines_of: dict[str, int] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = _read(line, cells)
        if row.code in rows:
            _refuse(_("内容分类表第{line}行：代码{code}重复"), line=line, code=row.code)
        rows[row.code] = row
        lines_of[row.code] = line
    if not rows:
        _refuse(_("内容分类表是空的"))
    for row in rows.values():
        if row.parent_code and row.parent_code not in rows:
            _refuse(
                _("内容分类表第{line}行：代码{code}没有上级{parent}"),
                line=lines_of[row.code],
                code=row.code,
                parent=row.parent_code,
            )
    return Categories(rows)


def _read(line: int, cells: list[str]) -> Category:
    if len(cells) != len(COLUMNS):
        _refuse(
            _("内容分类表第{line}行应有{expected}列，现在有{found}列"),
            line=line,
            expected=3,
            found=len(cells),
        )
    code, name, grade = (cell.strip() for cell in cells)
    if not re.fullmatch(r"(?:[0-9]{2}){1,2}", code):
        _refuse(_("内容分类表第{line}行：代码“{code}”应为两位或四位数字"), line=line, code=code)
    if not name:
        _refuse(_("内容分类表第{line}行：没有名称"), line=line)
    if grade not in GRADES:
        _refuse(_("内容分类表第{line}行：依据等级应为{grades}之一"), line=line, grades="、".join(GRADES))
    return Category(code, name, grade)
