"""Read the first sheet of an XLSX file row by row as text. Formulas are never worked out: their last value, or a fault.

The sheet is read as a stream, so that empty rows by the million cost time only; the library that reads the rest
holds no more than the office's rows allow.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, BinaryIO, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import from_excel

from lianxin.documents.spreadsheet import Row, Table, Unusable, heading_of, headings, named, open_table
from lianxin.rules.attachments import MB
from lianxin.rules.imports import import_rules
from lianxin.rules.notice import file_fault
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

LAST_ROW = 1_048_576  # of any sheet; a file that names a later one is not believed
EXACT = 10**15  # beyond, a spreadsheet keeps fifteen digits and the rest is gone
_PIECE = 1 << 16
_FAULTS = (ExpatError, zipfile.BadZipFile, OSError, EOFError, KeyError, NotImplementedError, RuntimeError)
_MERGED = re.compile(rb'mergeCell [^>]{0,80}?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')
_PLACE = re.compile("([A-Z]{1,3})[0-9]+")


@dataclass(frozen=True)
class _Sheet:
    """Where a sheet lies in its file, and what its cells refer to."""

    file: Path | BinaryIO
    part: str
    texts: Sequence[str]  # shared by all sheets
    dates: frozenset[int]  # styles that show a number as a day
    epoch: datetime


@dataclass
class Workbook:
    """The first sheet with a heading; as a `Table`."""

    sheet: _Sheet
    heading: tuple[str, ...]
    heading_line: int
    lines: int
    encoding: str = "xlsx"

    def __iter__(self) -> Iterator[Row]:
        width, tall = len(self.heading), _tall_cells(self.sheet)
        columns = {column for _line, column in tall if column < width}
        standing: dict[int, tuple[int, str, Said | None]] = {}  # by column: until which line, what, its fault
        for row in _rows(self.sheet):
            if row.line <= self.heading_line:
                continue
            spare = [cell for cell in row.cells[width:] if cell]
            fault = row.fault or (Said(_("有{count}格在表头之外"), {"count": len(spare)}) if spare else None)
            cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
            for column in columns:
                last, text, wrong = standing.get(column, (0, "", None))
                if (row.line, column) in tall:
                    standing[column] = (tall[row.line, column], cells[column], row.faults.get(column + 1))
                elif row.line <= last:
                    cells[column], fault = cells[column] or text, fault or wrong
            yield Row(row.line, tuple(cells), fault)


def open_any(path: Path) -> Table:
    """The table in this file, text or workbook, told apart by content. Raises Unusable."""
    try:
        with path.open("rb") as file:
            begins = file.read(8)
    except OSError as fault:
        raise Unusable(_("打不开文件{path}：{why}"), path=path, why=file_fault(fault)) from None
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unusable(_("这是旧的XLS格式（或者加了密码），请另存为不带密码的XLSX再导入"))
    if begins.startswith(b"%PDF"):
        raise Unusable(_("这是PDF，不是表格，请导入XLSX或者CSV"))
    if begins.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise Unusable(_("这是网页格式（有的系统导出的XLS就是这样），请用WPS或者Excel打开，另存为XLSX再导入"))
    return open_workbook(path) if begins.startswith(b"PK") else open_table(path)


def open_workbook(path: Path) -> Workbook:
    """The first sheet that has a heading. Raises Unusable."""
    _check_size(path)
    within = import_rules().limits.heading_within
    for sheet in _sheets_of(path):
        rows = list(_rows(sheet, until=2 * within))
        place = heading_of([row.cells for row in rows[:within]])
        if place is not None:
            # Columns that the rows below use and the heading does not name keep their place.
            width = max(_width(row.cells) for row in rows[place:])
            cells, last = headings([row.cells[:width] for row in rows], place)
            cells = (*cells, *[""] * (width - len(cells)))
            return Workbook(sheet, named(cells), rows[last].line, rows[last].line)
    raise Unusable(_("文件{path}没有内容，第一行应当是各列的名称"), path=path.name)


def all_rows(file: BinaryIO) -> Iterator[Row]:
    """What stands in a workbook, sheet after sheet, row by row: the cells that hold something. Raises Unusable."""
    _check_size(file)
    for sheet in _sheets(file, file):
        yield from _rows(sheet, sparse=True)


def _width(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if cell), default=0)


def _check_size(file: Path | BinaryIO) -> None:
    limits = import_rules().limits
    try:
        with zipfile.ZipFile(file) as packed:
            sizes = {part.filename: part.file_size for part in packed.infolist()}
    except (zipfile.BadZipFile, OSError):
        _broken()
    if "xl/workbook.xml" not in sizes:
        raise Unusable(_("这个压缩包里不是XLSX表格"))
    shared = sum(size for name, size in sizes.items() if name.lower().endswith("sharedstrings.xml"))
    for size, most in ((sum(sizes.values()), limits.unpacked_megabytes), (shared, limits.text_megabytes)):
        if size > most * MB:
            raise Unusable(_("展开以后超过{most}MB，请删掉空行、空列和图片，或者分成几份再导入"), most=most)


def _broken() -> NoReturn:
    raise Unusable(_("这个XLSX文件坏了，打不开，请重新另存一次")) from None


def _sheets_of(path: Path) -> list[_Sheet]:
    with path.open("rb") as file:  # given a path, the library judges by its ending
        return _sheets(file, path)


def _sheets(file: BinaryIO, source: Path | BinaryIO) -> list[_Sheet]:
    """The sheets of an open workbook, which are read from `source` later."""
    try:
        # Step by step: all at once it reads a sheet that does not tell its size to the end, in memory.
        reader = ExcelReader(file, read_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        days, epoch = frozenset(reader.wb._date_formats), reader.wb.epoch
        return [
            _Sheet(source, part.target, reader.shared_strings, days, epoch)
            for _sheet, part in reader.parser.find_sheets()
            if part.target in reader.valid_files and "chartsheet" not in part.Type
        ]
    except Exception:  # a library for files of one's own: what it cannot read it fails on in many ways
        _broken()


def _rows(sheet: _Sheet, *, until: int = LAST_ROW, sparse: bool = False) -> Iterator[Row]:
    """Rows that hold something up to a line, each with its own. Raises Unusable."""
    reader = _Reader(sheet, sparse)
    try:
        with zipfile.ZipFile(sheet.file) as packed, packed.open(sheet.part) as file:
            while reader.line <= until and (piece := file.read(_PIECE)):
                yield from (row for row in reader.feed(piece) if row.line <= until)
            if reader.line <= until:
                yield from (row for row in reader.feed(b"", last=True) if row.line <= until)
    except _FAULTS:
        _broken()


def _tall_cells(sheet: _Sheet) -> dict[tuple[int, int], int]:
    """{(line, column from 0) of a cell merged downwards: its last line}. They are told behind all rows."""
    found: dict[tuple[int, int], int] = {}
    before = b""
    with suppress(*_FAULTS), zipfile.ZipFile(sheet.file) as packed, packed.open(sheet.part) as file:
        while (piece := file.read(_PIECE)) and len(found) < import_rules().limits.rows:
            for left, top, bottom in _MERGED.findall(before + piece):
                if int(top) < int(bottom):
                    found[int(top), _column(f"{left.decode()}1") - 1] = int(bottom)
            before = piece[-200:]
    return found


@dataclass
class _Reader:
    """Turns a sheet's XML into rows, as it comes."""

    sheet: _Sheet
    sparse: bool = False  # cells as they come, without the empty ones between
    done: list[Row] = field(default_factory=list)
    line: int = 0
    place: int = 0
    cells: dict[int, str] = field(default_factory=dict)
    faults: dict[int, Said] = field(default_factory=dict)
    cell: Mapping[str, str] = field(default_factory=dict)
    text: list[str] | None = None
    room: int = 0  # characters that the cell may still have
    value: str = ""
    formula: bool = False

    def __post_init__(self) -> None:
        self.parser: Any = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._hear
        self.parser.StartDoctypeDeclHandler = lambda *_: _broken()

    def feed(self, piece: bytes, *, last: bool = False) -> list[Row]:
        """The rows that this piece completes."""
        self.parser.Parse(piece, last)
        done, self.done = self.done, []
        return done

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "row":
            told = given.get("r", "")
            self.line = int(told) if told.isdecimal() and len(told) < 9 else self.line + 1
            self.place, self.cells, self.faults = 0, {}, {}
        elif name == "c":
            self.place = _column(given.get("r", "")) or self.place + 1
            self.cell, self.value, self.formula = given, "", False
            self.room = MB if self.sparse else import_rules().limits.cell_characters
        elif name in ("v", "t"):
            self.text = []
        elif name == "f":
            self.formula = True

    def _hear(self, text: str) -> None:
        # Only as much is held as is read: what goes on for megabytes takes no memory.
        if self.text is not None and self.room >= 0:
            self.text.append(text[: self.room])
            self.room -= len(text)

    def _end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if name in ("v", "t"):
            self.value += "".join(self.text or ())
            self.text = None
        elif name == "c" and (self.value or self.formula):
            self._keep()
        elif name == "row" and self.cells:
            width = max(self.cells)
            texts = tuple(self.cells.get(place, "") for place in range(1, width + 1))
            if self.faults or any(texts):
                self.done.append(Row(self.line, texts, next(iter(self.faults.values()), None), self.faults))

    def _keep(self) -> None:
        if self.sparse:
            self.place = len(self.cells) + 1
        elif self.place > import_rules().limits.columns:
            self.place = import_rules().limits.columns + 1  # noticed as too wide, and no wider
        text, fault = self.value.strip(), None
        if self.formula and not text:
            told = _("第{place}列是公式，文件里没有存下它的值；请在原表里另存一次，或者改成值")
            fault = Said(told, {"place": self.place})
        elif self.room < 0:
            told = _("第{place}列的内容超过{most}个字，读不全")
            fault = Said(told, {"place": self.place, "most": import_rules().limits.cell_characters})
        elif text:
            text, fault = _shown(text, self.cell, self.sheet)
        if text or not self.sparse:
            self.cells[self.place] = text
        if fault:
            self.faults[self.place] = fault


def _column(reference: str) -> int:
    """27 of "AA5"; 0 where nothing is said."""
    match = _PLACE.fullmatch(reference)
    found = 0
    for letter in match[1] if match else "":
        found = found * 26 + ord(letter) - 64
    return found


def _shown(value: str, cell: Mapping[str, str], sheet: _Sheet) -> tuple[str, Said | None]:
    """What a cell shows, as text; days as 2026-08-03."""
    kind = cell.get("t", "n")
    if kind == "s":
        place = int(value) if value.isdecimal() and len(value) < 9 else -1
        return (sheet.texts[place].strip() if 0 <= place < len(sheet.texts) else ""), None
    if kind == "b":
        return ("是" if value == "1" else "否"), None
    if kind == "e":
        return value, Said(_("有一格的公式出错（{value}）"), {"value": value[:20]})
    if kind != "n":
        return value, None
    style = cell.get("s", "")
    return _number(value, sheet, day=style.isdecimal() and int(style) in sheet.dates)


def _number(value: str, sheet: _Sheet, *, day: bool) -> tuple[str, Said | None]:
    try:
        number = float(value)
        if day:
            when = from_excel(number, sheet.epoch)
            whole = isinstance(when, datetime) and when.time() == time()
            return (when.date().isoformat() if whole else str(when)), None
    except (ValueError, OverflowError, TypeError):
        return value, None
    if abs(number) >= EXACT:
        told = _("有一格是超过15位的数字，后面几位已经丢失；请把这一列设成文本格式重新填")
        return value, Said(told)
    return (str(int(number)) if number == int(number) else value), None
