"""Tables as files: each a heading with its rows, in a paper or as a spreadsheet; for periodic reports and dashboards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font

from lianxin.documents.docx import docx
from lianxin.documents.pdf import pdf
from lianxin.documents.sheet import Block, Kind, Sheet
from lianxin.rules.papers import Format
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

Words = Said | str
Speak = Callable[[Words], str]
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Table:
    """A heading, the heads and the rows; what is a number stays one for the spreadsheet. `told` stands above."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[Words | int | float, ...]]
    told: str = ""


def blocks(tables: Sequence[Table], say: Speak, *, after: int = 0) -> list[Block]:
    """The tables as parts of a paper, numbered on from `after` parts."""
    found = []
    for place, table in enumerate(tables, after):
        found.append(Block(Kind.HEADING, f"{ORDINALS[place]}、{say(table.title)}"))
        if table.told:
            found.append(Block(Kind.PARAGRAPH, say(table.told)))
        if not table.rows:
            found.append(Block(Kind.PARAGRAPH, say(_("这段时间没有。"))))
            continue
        rows = (
            tuple(say(cell) if isinstance(cell, str | Said) else str(cell) for cell in row)
            for row in table.rows
        )
        found.append(Block(Kind.GRID, "", cells=(tuple(say(head) for head in table.heads), *rows)))
    return found


def add_sheets(book: Workbook, tables: Sequence[Table], say: Speak) -> None:
    """One sheet for each table, what is told above its heads."""
    for table in tables:
        page = book.create_sheet(say(table.title)[:30])
        if table.told:
            page.append([say(table.told)])
        page.append([say(head) for head in table.heads])
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)
        for cells in table.rows:
            page.append([say(cell) if isinstance(cell, str | Said) else cell for cell in cells])
        page.column_dimensions["A"].width = 36


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def written(
    title: Words, tables: Sequence[Table], form: str, organ: str, *, today: date, note: str, say: Speak = str
) -> bytes:
    """Tables alone as a file of this form (docx, pdf, xlsx). Raises KeyError for another."""
    if form == "xlsx":
        book = Workbook()
        book.remove(book.active)
        add_sheets(book, tables, say)
        return saved(book)
    paper = Sheet(say(title), Format.PLAIN, organ, blocks(tables, say), date=today, note=say(note))
    return {"docx": docx, "pdf": pdf}[form](paper)
