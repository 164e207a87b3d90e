"""Rows as a CSV or XLSX file whose first line says who took it out, when and what for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Rows = Iterable[Sequence[str]]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(mark: str, headings: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a mark at the start, so that spreadsheet programs read Chinese."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(mark)])
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(mark: str, headings: Sequence[str], rows: Rows) -> bytes:
    """One sheet; every cell is text, and the mark is printed at the foot of each page."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.oddFooter.center.text = mark.replace("&", "&&")[:200]
    sheet.freeze_panes = "A3"
    sheet.append([_text(sheet, mark)])
    sheet.append([_text(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_text(sheet, cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, harmless(text))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


WRITERS: dict[str, Callable[[str, Sequence[str], Rows], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}
