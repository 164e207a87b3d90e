"""How rare a piece of text is among an office's own letters: the whole trick of finding repeats.

Letters of one kind share their phrases of courtesy and complaint; what two letters about one event share is rare.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lianxin.text.clean import POINTER
from lianxin.text.script import simplified

BUCKETS = 1 << 20
ASSUMED = 2_000  # letters taken as read before the first, so that an office's first letters compare sensibly
_BREAK = re.compile(r"[\W_]+")
_LINE = re.compile("([一二三四五六七八九])号线")
_SCHOOL = re.compile("第([一二三四五六七八九十]+)(?:高级)?中学")
_FIGURES = {character: str(n) for n, character in enumerate("零一二三四五六七八九")}


def plain(text: str) -> str:
    """Text as it is compared: Simplified and lower case, one blank for all that is neither letter nor figure, short forms of names.

    Lines that only point to what is enclosed are left out.
    """
    text = _BREAK.sub(" ", simplified(POINTER.sub("", text).lower())).strip()
    text = _LINE.sub(lambda found: _FIGURES[found[1]] + "号线", text)
    return _SCHOOL.sub(r"\1中", text)


def grams(text: str, size: int) -> list[str]:
    """Every run of `size` characters of a plain text that has no blank in it."""
    return [piece for at in range(len(text) - size + 1) if " " not in (piece := text[at : at + size])]


def _pieces(text: str) -> set[str]:
    text = plain(text)
    return {*grams(text, 2), *grams(text, 3)}


def _bucket(gram: str) -> int:
    return zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS


def _empty() -> NDArray[np.uint32]:
    return np.zeros(BUCKETS, np.uint32)


@dataclass
class Rarity:
    """In how many of `letters` each two or three characters occur, counted in hashed buckets: no text is kept."""

    letters: int = 0
    counts: NDArray[np.uint32] = field(default_factory=_empty)

    def add(self, text: str) -> None:
        """Count one more letter."""
        self.letters += 1
        self.counts[[_bucket(gram) for gram in _pieces(text)]] += 1

    def holders(self, gram: str) -> int:
        """How many of the letters hold these two or three characters."""
        return int(self.counts[_bucket(gram)])

    def of(self, gram: str) -> float:
        """The weight of two or three characters: 0 for what every letter says, more the rarer it is."""
        return max(math.log((self.letters + ASSUMED) / (self.holders(gram) + 0.5)), 0.0)

    def rarest(self, text: str, most: int) -> list[str]:
        """The up to `most` rarest three-character pieces of a text, rarest first, always in the same order."""
        pieces = dict.fromkeys(grams(plain(text), 3))
        buckets = {piece: _bucket(piece) for piece in pieces}
        return sorted(pieces, key=lambda piece: (self.counts[buckets[piece]], buckets[piece], piece))[:most]

    def packed(self) -> bytes:
        """The counts as bytes, for keeping; `unpacked` reads them."""
        return self.letters.to_bytes(8, "big") + zlib.compress(self.counts.astype("<u4").tobytes(), 1)

    @classmethod
    def unpacked(cls, data: bytes) -> Rarity:
        """The counts from their bytes. Raises ValueError when these are not such bytes."""
        try:
            counts = np.frombuffer(zlib.decompress(data[8:]), "<u4").astype(np.uint32)
        except zlib.error as fault:
            raise ValueError("not a count of rarity") from fault
        if len(counts) != BUCKETS:
            raise ValueError("not a count of rarity")
        return cls(int.from_bytes(data[:8], "big"), counts)


def counted(texts: Iterable[str]) -> Rarity:
    """The rarity of pieces among these letters."""
    rarity = Rarity()
    for text in texts:
        rarity.add(text)
    return rarity


def runs(text: str, shared: Set[str]) -> Iterator[tuple[int, int]]:
    """The longest stretches [start, end) of a text whose every three characters are among `shared`."""
    at, last = 0, len(text) - 2
    while at < last:
        if text[at : at + 3] not in shared:
            at += 1
            continue
        start = at
        while at < last and text[at : at + 3] in shared:
            at += 1
        yield start, at + 2
