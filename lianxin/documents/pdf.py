"""A Sheet as PDF/A-2b, or its pages as PNG. The same sheet and fonts give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import segno
import typst

from lianxin.documents.fonts import Face, Fonts, fonts
from lianxin.documents.measures import PAGES, Page
from lianxin.documents.sheet import Sheet, label_lines, signed_lines, spoken_day
from lianxin.rules.papers import Format
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

SOURCE = Path(__file__).parent / "paper.typ"
NO_DAY = date(2000, 1, 1)
_ONE_AT_A_TIME = Lock()  # a compiler keeps its inputs between calls


def listed(characters: Iterable[str]) -> str:
    """Characters each with its code, as a person can look them up: “𲎮（U+323AE）”."""
    return "、".join(f"{c}（U+{ord(c):04X}）" for c in characters)


class NoGlyph(ValueError):
    """Characters no font can print; `said` names them."""

    def __init__(self, characters: list[str]) -> None:
        said = _("字体里没有这些字，印出来会是空白：{characters}。请换用别的写法，或安装含有这些字的字体")
        self.said = Said(said, {"characters": listed(characters)})
        super().__init__(str(self.said))
        self.characters = characters


def pdf(
    sheet: Sheet, *, pages: Mapping[Format, Page] = PAGES, own: Fonts | None = None, seal: bytes | None = None
) -> bytes:
    """The paper as PDF/A-2b. `seal`: a picture (PNG or SVG) to draw over organ and date. Raises NoGlyph."""
    found = _compiled(sheet, pages, own, seal, "pdf")
    assert isinstance(found, bytes)  # noqa: S101 - one document, not a list of pages
    return found


def png(
    sheet: Sheet, *, pages: Mapping[Format, Page] = PAGES, own: Fonts | None = None, seal: bytes | None = None, dots: float = 100
) -> list[bytes]:  # fmt: skip
    """The pages as pictures of `dots` per inch. Raises NoGlyph."""
    found = _compiled(sheet, pages, own, seal, "png", dots)
    return [found] if isinstance(found, bytes) else list(found)


def _compiled(
    sheet: Sheet, pages: Mapping[Format, Page], own: Fonts | None, seal: bytes | None, kind: Literal["pdf", "png"], dots: float = 0
) -> bytes | list[bytes]:  # fmt: skip
    known = own or fonts()
    if missing := known.lacking(sheet.text):
        raise NoGlyph(missing)
    data = _data(sheet, pages[sheet.format], known, seal)
    return _run(SOURCE, data, known, kind, day=sheet.date or NO_DAY, dots=dots)


def compiled(source: Path, data: Mapping[str, object], known: Fonts, *, day: date | None = None) -> bytes:
    """Another layout of ours with its data, as PDF/A-2b."""
    found = _run(source, data, known, "pdf", day=day or NO_DAY)
    assert isinstance(found, bytes)  # noqa: S101 - one document, not a list of pages
    return found


def _run(
    source: Path, data: Mapping[str, object], known: Fonts, kind: Literal["pdf", "png"], *, day: date, dots: float = 0
) -> bytes | list[bytes]:  # fmt: skip
    more: dict[str, Any] = {"pdf_standards": "a-2b"} if kind == "pdf" else {"ppi": dots}
    with _ONE_AT_A_TIME:
        result = _compiler(source, known.folders).compile(
            format=kind,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
            **more,
        )
    assert result is not None  # noqa: S101 - nothing was asked to go to a file
    return result


@lru_cache(maxsize=4)
def _compiler(source: Path, folders: tuple[Path, ...]) -> typst.Compiler:
    return typst.Compiler(
        str(source), root=str(source.parent), font_paths=[str(f) for f in folders], ignore_system_fonts=True
    )


def _data(sheet: Sheet, page: Page, known: Fonts, seal: bytes | None) -> dict[str, object]:
    return {
        "page": page.row(),
        "fonts": {face.name: list(known.families[face]) for face in Face},
        "title": sheet.lines_of_title,
        "title_text": sheet.title,
        "organ": sheet.organ,
        "signed": signed_lines(sheet.organ),
        "number": sheet.number,
        "signer": sheet.signer,
        "date": spoken_day(sheet.date),
        "blocks": [
            {"kind": b.kind.value, "text": b.text, "label": "\n".join(label_lines(b.label)), "cells": b.cells}
            for b in sheet.blocks
        ],
        "note": sheet.note,
        "copies": sheet.copies,
        "imprint": sheet.imprint,
        "check_says": sheet.check_says,
        "digest": sheet.digest,
        "draft": sheet.draft,
        "qr": qr_svg(sheet.check) if sheet.check else None,
        "seal": list(seal) if seal else None,
        "meta": [f"{key}={value}" for key, value in sheet.meta.items()],
    }


def qr_svg(text: str, *, dense: bool = False) -> str:
    """A QR code of one address; `dense` for a text of a page, drawn quickly and with less to spare for dirt."""
    drawn = BytesIO()
    # Every reader knows all eight masks; to look for the best one takes six times as long.
    image = segno.make(text, error="l", boost_error=False, mask=3) if dense else segno.make(text, error="m")
    image.save(drawn, kind="svg", scale=4, border=0, xmldecl=False)
    return drawn.getvalue().decode()
