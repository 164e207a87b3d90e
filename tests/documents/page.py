"""Read a PDF back in millimetres from the top left corner of the sheet, as a ruler would."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MM = 25.4 / 72
ASCENT = 0.88  # of the em above the baseline, as the page sets it


@dataclass(frozen=True)
class Glyph:
    """One character: the left and top edge of its em box, and its size in points."""

    text: str
    left: float
    top: float
    size: float

    @property
    def right(self) -> float:
        return self.left + self.size * MM

    @property
    def bottom(self) -> float:
        return self.top + self.size * MM


@dataclass(frozen=True)
class Rule:
    """A drawn line: its left, its middle, its length."""

    left: float
    top: float
    length: float


class Leaf:
    """One page of a PDF."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.width, self.height = (side * MM for side in page.get_size())
        self.page, self.text_page = page, page.get_textpage()
        self.glyphs = [glyph for i in range(self.text_page.count_chars()) if (glyph := self._glyph(i))]

    def _glyph(self, index: int) -> Glyph | None:
        handle = self.text_page.raw
        text = chr(raw.FPDFText_GetUnicode(handle, index))
        if not text.strip():
            return None
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(handle, index, ctypes.byref(x), ctypes.byref(y))
        size = raw.FPDFText_GetFontSize(handle, index)
        return Glyph(text, x.value * MM, self.height - y.value * MM - ASCENT * size * MM, round(size, 1))

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    def lines(self, size: float) -> list[list[Glyph]]:
        """The characters of one size by line, from the top."""
        found: dict[int, list[Glyph]] = defaultdict(list)
        for glyph in self.glyphs:
            if abs(glyph.size - size) < 0.1:
                found[round(glyph.top * 2)].append(glyph)
        return [sorted(found[top], key=lambda g: g.left) for top in sorted(found)]

    def find(self, words: str) -> list[Glyph]:
        """The characters of these words where they stand together."""
        at = self.text.index(words)
        return self.glyphs[at : at + len(words)]

    @property
    def rules(self) -> list[Rule]:
        """Long horizontal lines from the top."""
        found = []
        for thing in self.page.get_objects([raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = (side * MM for side in thing.get_bounds())
            if right - left > 100 and top - bottom < 3:
                found.append(Rule(left, self.height - (top + bottom) / 2, right - left))
        return sorted(found, key=lambda rule: rule.top)


def leaves(pdf: bytes) -> list[Leaf]:
    """The pages of a PDF."""
    return [Leaf(page) for page in pypdfium2.PdfDocument(pdf)]
