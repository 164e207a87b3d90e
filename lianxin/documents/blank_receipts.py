"""Blank receipts for hours without power, as one PDF/A-2b: a number and query code each, the rest for a pen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lianxin.documents.fonts import Face, Fonts, fonts
from lianxin.documents.pdf import NoGlyph, compiled, qr_svg

SOURCE = Path(__file__).parent / "blank_receipts.typ"


def blank_receipts(
    organ: str, rows: Sequence[tuple[str, str]], *, follow: str, own: Fonts | None = None
) -> bytes:
    """Three to a page for (number, query code) of each; `follow` is the address of the query page. Raises NoGlyph."""
    known = own or fonts()
    if missing := known.lacking(organ):
        raise NoGlyph(missing)
    data = {
        "organ": organ,
        "follow": follow,
        "fonts": {face.name: list(known.families[face]) for face in Face},
        "rows": [
            {"number": number, "code": code, "qr": qr_svg(f"{follow}?number={number}")}
            for number, code in rows
        ],
    }
    return compiled(SOURCE, data, known)
