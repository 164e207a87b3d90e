"""Read a table of somebody else's making, row by row: UTF-8 or GB 18030; tabs, commas or semicolons; damaged lines and all."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from lianxin.rules.imports import import_rules
from lianxin.rules.notice import file_fault
from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _

LINE_NUMBER = "#"  # the name under which a map may ask for the number of the line
LONGEST_CELL = 4 * 1024 * 1024
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,:/\- ]*")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


UNPAIRED = Said(_("引号或者分隔符没有成对，读不出各列"))

DELIMITERS = ("\t", ",", ";")  # in most of the first lines; of as many, the first


class Unusable(SaidError):
    """The file as a whole cannot be read; `said` tells the sender why."""


@dataclass(frozen=True)
class Row:
    """One record: the line it ends on (the heading is line 1), its cells, and what is wrong with its form.

    `faults` tell the same by column, from 1, where that is known.
    """

    line: int
    cells: tuple[str, ...]
    fault: Said | None = None
    faults: Mapping[int, Said] = field(default_factory=dict)


class Table(Protocol):
    """A file with one line of headings. Iterating gives every record after it; none is ever left out."""

    heading: tuple[str, ...]
    heading_line: int  # what stands above it is a title
    lines: int
    encoding: str

    def __iter__(self) -> Iterator[Row]: ...


def by_heading(heading: Sequence[str], row: Row) -> dict[str, str]:
    """The row's cells by heading, and its line number as `#`."""
    return {**dict(zip(heading, row.cells, strict=True)), LINE_NUMBER: str(row.line)}


def heading_of(rows: Sequence[Sequence[str]]) -> int | None:
    """Where among the first rows the headings stand: below a title that is merged over all columns, above the data."""
    widest = max((sum(bool(cell.strip()) for cell in row) for row in rows), default=0)
    for place, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell.strip()]
        words = sum(not _NUMBER.fullmatch(cell) for cell in filled)
        if filled and 2 * len(filled) >= widest and 2 * words >= len(filled):
            return place
        if filled and 2 * len(filled) >= widest:
            return None  # data begin without a heading
    return None


def headings(rows: Sequence[Sequence[str]], place: int) -> tuple[tuple[str, ...], int]:
    """The headings that begin at this place, and where they end: a second line may name the parts of a wide heading."""
    upper, lower = list(rows[place]), list(rows[place + 1]) if place + 1 < len(rows) else []
    width = max(len(upper), len(lower))
    above, below = (
        [" ".join(cell.split()) for cell in row] + [""] * (width - len(row)) for row in (upper, lower)
    )
    over: list[str] = []  # each place's own heading, or the one that reaches over it from the left
    for cell in above:
        over.append(cell or (over[-1] if over else ""))
    after = [*above[1:], "-"]
    wide = {at for at in range(width) if over[at] and (not above[at] or not after[at])}
    filled = {at for at in range(width) if below[at]}
    words = not any(_NUMBER.fullmatch(below[at]) for at in filled)
    if not words or not filled <= wide or all(above[at] for at in filled):
        return tuple(upper), place
    alone = Counter(below[at] or above[at] for at in range(width))
    return tuple(
        f"{over[at]} {below[at]}" if below[at] and alone[below[at]] > 1 else below[at] or above[at]
        for at in range(width)
    ), place + 1


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings as names: one line each, a place for what has none. Raises Unusable for two of one name."""
    names = [" ".join(cell.split()) for cell in cells]
    names = [name or f"第{place}列" for place, name in enumerate(names, 1)]
    if len(names) > import_rules().limits.columns:
        raise Unusable(_("有{count}列，最多{most}列"), count=len(names), most=import_rules().limits.columns)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Unusable(_("列名重复：{names}，请先改名"), names="、".join(twice))
    return tuple(names)


@dataclass
class CsvTable:
    """A text file whose columns are parted by tabs, commas or semicolons."""

    path: Path
    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    lines: int
    heading_line: int = 1
    _broken: set[int] = field(default_factory=set)

    def __iter__(self) -> Iterator[Row]:
        for row in self._records():
            if row.line <= self.heading_line:
                continue
            if row.fault is not None or any(cell.strip() for cell in row.cells):
                yield row

    def _records(self) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_CELL)
        lines, reader = self._reader(self._text())
        before, doubted, mark = 0, 0, ""
        while True:
            lines.read.clear()
            try:
                cells = tuple(next(reader))
                fault = self._fault(cells, before, before + len(lines.read))
                if (
                    before < doubted
                    and not fault
                    and (_stray(cells, lines.read) or self._may_be_text(cells, mark))
                ):
                    fault = UNPAIRED
            except StopIteration:
                return
            except csv.Error:
                if self._are_rows(lines.read[1:]):
                    doubted = max(doubted, before + len(lines.read))
                    lines.give_back()
                    mark = _shape(self._roughly(lines.read))
                cells = self._roughly(lines.read)
                fault = _too_long(cells) or UNPAIRED
            before += len(lines.read)
            yield Row(before, cells, fault)

    def _reader(self, text: Iterator[str], *, strict: bool = True) -> tuple[_Lines, Iterator[list[str]]]:
        lines = _Lines(text)
        return lines, csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_NONE if self.delimiter == "\t" else csv.QUOTE_MINIMAL,
            strict=strict,
        )

    def _are_rows(self, lines: Sequence[str]) -> bool:
        """Whether the lines that an open quote swallowed are records of their own rather than text: most have all columns.

        The last is left out where there are others: what it lacks may be what ended the quote.
        """
        judged = [line for line in (lines[:-1] or lines) if line.strip()]
        whole = sum(len(self._roughly([line])) == len(self.heading) for line in judged)
        return bool(judged) and 2 * whole >= len(judged)

    def _may_be_text(self, cells: Sequence[str], mark: str) -> bool:
        """Of two columns, any line of a text with one comma looks like a row: it is one only if it has such a mark."""
        return len(self.heading) == 2 and not (mark.isascii() and "0" in mark and _shape(cells) == mark)

    def _roughly(self, lines: Sequence[str]) -> tuple[str, ...]:
        """The cells of a record whose quotes do not pair, so that no word of it is lost."""
        try:
            cells = next(self._reader(iter(lines), strict=False)[1], [])
        except csv.Error:  # longer than any cell
            cells = "".join(lines).split(self.delimiter)
        return tuple(cell.rstrip("\r\n") for cell in cells)

    def _fault(self, cells: tuple[str, ...], before: int, line: int) -> Said | None:
        if self._broken.intersection(range(before + 1, line + 1)):
            return Said(_("有不是{encoding}编码的字节"), {"encoding": self.encoding.upper()})
        if cells and self.heading and len(cells) != len(self.heading):
            return Said(
                _("应有{expected}列，这一行是{count}列"), {"expected": len(self.heading), "count": len(cells)}
            )
        return None

    def _text(self) -> Iterator[str]:
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                try:
                    line = raw.decode(self.encoding)
                except UnicodeDecodeError:
                    self._broken.add(number)
                    line = raw.decode(self.encoding, "replace")
                body = line.rstrip("\r\n")
                if number == 1:
                    body = body.removeprefix("\ufeff")
                # A stray carriage return inside a line is no end of a record.
                yield body.replace("\r", " ") + line[len(line.rstrip("\r\n")) :]


class _Lines:
    """The lines of a text; `read` are those of the record in hand, and all but its first can be given back."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text, self._again, self.read = text, deque[str](), list[str]()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.read.append(self._again.popleft() if self._again else next(self._text))
        return self.read[-1]

    def give_back(self) -> None:
        self._again.extendleft(reversed(self.read[1:]))
        del self.read[1:]


def _too_long(cells: Sequence[str]) -> Said | None:
    column = next((place for place, cell in enumerate(cells, 1) if len(cell) > LONGEST_CELL), 0)
    told = Said(_("第{place}列的内容超过{most}个字，读不全"), {"place": column, "most": LONGEST_CELL})
    return told if column else None


def _stray(cells: Sequence[str], lines: Sequence[str]) -> bool:
    """A quote inside a cell that was never quoted: the end of somebody's text rather than a record."""
    return any('"' in cell for cell in cells) and '""' not in "".join(lines)


def _shape(cells: Sequence[str]) -> str:
    """How a record's mark is made: G00123 is G0."""
    return re.sub("[0-9]+", "0", cells[0].strip()) if cells else ""


def open_table(path: Path) -> CsvTable:
    """The table in this file, its headings read. Raises Unusable."""
    try:
        encoding, lines, first = _survey(path)
    except OSError as fault:
        raise Unusable(_("打不开文件{path}：{why}"), path=path, why=file_fault(fault)) from None
    table = CsvTable(path, encoding, _delimiter(first), (), lines)
    rows = list(islice(table._records(), import_rules().limits.heading_within))
    place = heading_of([row.cells for row in rows])
    if place is None or rows[place].fault:
        raise Unusable(_("文件{path}没有内容，第一行应当是各列的名称"), path=path.name)
    cells, last = headings([row.cells for row in rows], place)
    table.heading, table.heading_line = named(cells), rows[last].line
    return table


def _delimiter(lines: Sequence[str]) -> str:
    """A comma, or what stands in its place: a tab, or the semicolon of programs set to write decimals with a comma."""
    return max(DELIMITERS, key=lambda mark: sum(mark in line for line in lines))


def _survey(path: Path) -> tuple[str, int, list[str]]:
    """(encoding, lines, first lines). Chinese that happens to be valid UTF-8 is UTF-8; a few bad bytes do not sway it."""
    lines = sound = broken = 0
    first: list[bytes] = []
    with path.open("rb") as file:
        for raw in file:
            lines += 1
            if lines == 1 and (raw.startswith(_WIDE) or b"\x00" in raw):
                raise Unusable(_("读不出文字：请另存为“CSV UTF-8”或者XLSX再导入"))
            if len(first) < import_rules().limits.heading_within:
                first.append(raw)
            if raw.isascii():
                continue
            try:
                raw.decode("utf-8")
                sound += 1
            except UnicodeDecodeError:
                broken += 1
    encoding = "utf-8" if sound >= broken else "gb18030"
    return encoding, lines, [raw.decode(encoding, "replace") for raw in first]
