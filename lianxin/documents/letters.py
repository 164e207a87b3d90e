"""A print run of letters as one PDF/A-2b: a page each, the address in the window of the envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lianxin.documents.fonts import Face, Fonts, fonts
from lianxin.documents.pdf import NoGlyph, compiled
from lianxin.documents.sheet import spoken_day

SOURCE = Path(__file__).parent / "letters.typ"


@dataclass(frozen=True)
class LetterPage:
    """One letter in words: where it goes, who opens it, what it says, who sends it."""

    address: str
    to: str
    number: str
    texts: tuple[str, ...]
    organ: str


def letters_pdf(
    pages: Sequence[LetterPage], *, title: str, how: str, day: date, own: Fonts | None = None
) -> bytes:
    """Every letter on its own page; `how` says how to follow the matter. Raises NoGlyph."""
    known = own or fonts()
    words = [
        title,
        how,
        *(text for page in pages for text in (page.address, page.to, page.organ, *page.texts)),
    ]
    if missing := known.lacking("".join(words)):
        raise NoGlyph(missing)
    data = {
        "title": title,
        "how": how,
        "day": spoken_day(day),
        "fonts": {face.name: list(known.families[face]) for face in Face},
        "letters": [vars(page) for page in pages],
    }
    return compiled(SOURCE, data, known, day=day)
