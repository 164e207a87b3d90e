"""Receipts of many submissions as one PDF/A-2b: an A5 page each, with the QR code of the signed promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lianxin.documents.fonts import Face, Fonts, fonts
from lianxin.documents.pdf import NoGlyph, compiled, qr_svg

SOURCE = Path(__file__).parent / "receipts.typ"


@dataclass(frozen=True)
class ReceiptPage:
    """One receipt in words; `signed` is what the QR code holds. A sealed one has neither number nor query code."""

    organ: str
    number: str
    query_code: str
    received: str  # where it came before it was registered
    filed_at: str
    include_by: str
    code: str
    signed: str


def receipts_pdf(pages: Sequence[ReceiptPage], *, site: str, own: Fonts | None = None) -> bytes:
    """A page for each, in their order; `site` is the address of this office's pages. Raises NoGlyph."""
    known = own or fonts()
    if missing := known.lacking("".join(page.organ for page in pages)):
        raise NoGlyph(missing)
    data = {
        "verify": f"{site}/verify/",
        "follow": f"{site}/follow/",
        "fonts": {face.name: list(known.families[face]) for face in Face},
        "pages": [{**vars(page), "qr": qr_svg(page.signed, dense=True)} for page in pages],
    }
    return compiled(SOURCE, data, known)
