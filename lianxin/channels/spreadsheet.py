"""Read a table of somebody else's making, row by row: UTF-8 or GB 18030, tabs or commas, damaged lines and all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

LINE_NUMBER = "#"  # the name under which a map may ask for the number of the line
_LONGEST_CELL = 4 * 1024 * 1024


class Unusable(Exception):
    """The file as a whole cannot be read; `said` tells the sender why."""

    def __init__(self, template: str, **values: object) -> None:
        self.said = Said(template, values)
        super().__init__(str(self.said))


@dataclass(frozen=True)
class Row:
    """One record: the line it ends on (the heading is line 1), its cells, and what is wrong with its form."""

    line: int
    cells: tuple[str, ...]
    fault: Said | None = None


@dataclass
class Table:
    """A file with one line of headings. Iterating gives every record after it; none is ever left out."""

    path: Path
    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    lines: int
    _broken: set[int] = field(default_factory=set)

    def __iter__(self) -> Iterator[Row]:
        rows = self._records()
        next(rows, None)
        for row in rows:
            if row.fault is not None or any(cell.strip() for cell in row.cells):
                yield row

    def read(self, row: Row) -> dict[str, str]:
        """The row's cells by heading, and its line number as `#`."""
        return {**dict(zip(self.heading, row.cells, strict=True)), LINE_NUMBER: str(row.line)}

    def _records(self) -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(
            self._text(),
            delimiter=self.delimiter,
            quoting=csv.QUOTE_NONE if self.delimiter == "\t" else csv.QUOTE_MINIMAL,
            strict=True,
        )
        before = 0
        while True:
            try:
                cells = tuple(next(reader))
                fault = self._fault(cells, before, reader.line_num)
            except StopIteration:
                return
            except csv.Error:
                cells, fault = (), Said(_("引号或者分隔符没有成对，读不出各列"))
            before = reader.line_num
            yield Row(before, cells, fault)

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


def open_table(path: Path) -> Table:
    """The table in this file, its headings read. Raises Unusable."""
    try:
        encoding, lines, first = _survey(path)
    except OSError as fault:
        raise Unusable(_("打不开文件{path}：{why}"), path=path, why=fault.strerror) from None
    delimiter = "\t" if "\t" in first else ","
    table = Table(path, encoding, delimiter, (), lines)
    heading = next(table._records(), None)
    if heading is None or heading.fault or not any(cell.strip() for cell in heading.cells):
        raise Unusable(_("文件{path}没有内容，第一行应当是各列的名称"), path=path.name)
    table.heading = tuple(cell.strip() for cell in heading.cells)
    twice = sorted({name for name in table.heading if table.heading.count(name) > 1})
    if twice:
        raise Unusable(_("列名重复：{names}，请先改名"), names="、".join(twice))
    return table


def _survey(path: Path) -> tuple[str, int, str]:
    """(encoding, lines, first line). Chinese that happens to be valid UTF-8 is UTF-8; a few bad bytes do not sway it."""
    lines = sound = broken = 0
    first = b""
    with path.open("rb") as file:
        for raw in file:
            lines += 1
            first = first or raw
            if raw.isascii():
                continue
            try:
                raw.decode("utf-8")
                sound += 1
            except UnicodeDecodeError:
                broken += 1
    encoding = "utf-8" if sound >= broken else "gb18030"
    return encoding, lines, first.decode(encoding, "replace")
