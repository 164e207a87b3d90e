"""Suggest a category from words: a linear model over characters, small enough to read a letter in a millisecond.

The model holds weights of one-, two- and three-character pieces, of listed words and of what these are listed under, never a
sentence. Learning is in `category_training`.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from operator import add
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from lianxin.text.reasons import Pulls, telling_words
from lianxin.text.script import simplified

FORMAT = 3
SPACE = re.compile(r"\s+")
READ = 4000  # characters; what a letter is about has been said by then
SEPARATOR = "\x1f"  # cannot occur in a piece, white space being one blank

Counted = tuple[Counter[str], ...]  # the pieces of each field
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


class NotAModel(ValueError):
    """The file is not a category model of this format."""


@dataclass(frozen=True)
class Decided:
    """A message with the category a person gave it; `group` joins near-duplicates."""

    title: str
    detail: str
    label: str
    group: str


@dataclass(frozen=True)
class Suggested:
    """A category, how likely it is (0 to 1), and the words of the text that speak for it."""

    value: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """What is counted in one field of a message, and how much the field weighs.

    CHARACTERS: every piece of the sizes. WORDS: whole words somebody listed as telling. MEANINGS: what these are
    listed under, by which a word that no message had before tells as much as its like.
    """

    of: Literal["CHARACTERS", "WORDS", "MEANINGS"]
    weight: float
    sizes: tuple[int, ...] = ()


FIELDS = (
    Field("CHARACTERS", 1.0, (1, 2)),  # of title and detail together
    Field("CHARACTERS", 1.0, (1, 2, 3)),  # of the title
    Field("WORDS", 0.7),
    Field("MEANINGS", 0.3),
    Field("MEANINGS", 0.3),  # of the title
)


@dataclass(frozen=True)
class Listed:
    """Words somebody wrote down as telling, each with the codes it is listed under."""

    meant: Mapping[str, Sequence[str]]

    @cached_property
    def openings(self) -> frozenset[str]:
        """The first two characters of every word: most places of a text begin none."""
        return frozenset(word[:2] for word in self.meant)

    @cached_property
    def lengths(self) -> list[int]:
        """How many characters the words have."""
        return sorted({len(word) for word in self.meant})

    def within(self, text: str) -> list[tuple[int, str]]:
        """Every listed word in the text with the place where it begins, one word inside another too."""
        starts = [at for at in range(len(text) - 1) if text[at : at + 2] in self.openings]
        pieces = (
            (at, text[at : at + size]) for at in starts for size in self.lengths if at + size <= len(text)
        )
        return [(at, piece) for at, piece in pieces if piece in self.meant]

    def named(self, field: Field, word: str) -> Sequence[str]:
        """What the word counts as in the field."""
        return self.meant[word] if field.of == "MEANINGS" else (word,)


NOTHING = Listed({})


def plain(text: str) -> str:
    """The text as pieces are cut from it: Simplified and lower case, every white space one blank."""
    return SPACE.sub(" ", simplified(text.lower()))[:READ]


def fields_of(title: str, detail: str) -> tuple[str, ...]:
    """The text of each of FIELDS; a title is fenced, so that where it begins and ends can be learned."""
    whole = plain(f"{title}\n{detail}")
    heading = f"^{plain(title.strip())}$" if title.strip() else ""
    return whole, heading, whole, whole, heading


def count_pieces(title: str, detail: str, listed: Listed) -> Counted:
    """What each of FIELDS counts in a message, and how often."""
    texts = fields_of(title, detail)
    words = {text: listed.within(text) for text in set(texts)}
    return tuple(
        Counter(
            _of_sizes(text, field.sizes)
            if field.of == "CHARACTERS"
            else (name for _, word in words[text] for name in listed.named(field, word))
        )
        for text, field in zip(texts, FIELDS, strict=True)
    )


def _of_sizes(text: str, sizes: Sequence[int]) -> list[str]:
    return [text[at : at + size] for size in sizes for at in range(len(text) - size + 1)]


def weighed(rows: Places, times: Places, idf: Floats) -> Floats:
    """The value of each row: the damped count of its piece times its rarity, of length 1 together."""
    values: Floats = (1 + np.log(times.astype(np.float32))) * idf[rows]
    return values / np.float32(math.sqrt(float(values @ values)) or 1)


@dataclass(frozen=True)
class Seen:
    """The known pieces of one field: every place where one stands, and the value of each piece."""

    text: str
    starts: Places
    ends: Places
    which: Places  # of each place: where its piece is in `rows`
    rows: Places
    values: Floats

    def spread(self, pull: Floats) -> Pulls:
        """The pull of each character: that of a row is shared by all characters of all its places."""
        shares = (pull / np.bincount(self.which))[self.which] / (self.ends - self.starts)
        begun, ended = (np.bincount(at, shares, len(self.text) + 1) for at in (self.starts, self.ends))
        return np.cumsum(begun - ended)[:-1]


def look(
    title: str, detail: str, known: Sequence[Mapping[str, int]], idf: Floats, listed: Listed
) -> list[Seen]:
    """What each of FIELDS counts in a message and has a row."""
    texts = fields_of(title, detail)
    words = {text: listed.within(text) for text in set(texts)}
    seen = []
    for text, field, rows in zip(texts, FIELDS, known, strict=True):
        if field.of == "CHARACTERS":
            places = np.hstack([_of_size(text, size, rows) for size in field.sizes])
        else:
            named = ((at, word, name) for at, word in words[text] for name in listed.named(field, word))
            found = [(at, at + len(word), rows[name]) for at, word, name in named if name in rows]
            places = np.array(found, dtype=np.int64).reshape(-1, 3).T
        starts, ends, rows_of = places
        different, which, times = np.unique(rows_of, return_inverse=True, return_counts=True)
        seen.append(Seen(text, starts, ends, which, different, field.weight * weighed(different, times, idf)))
    return seen


def _of_size(text: str, size: int, known: Mapping[str, int]) -> Places:
    # Put together without a loop of Python's own: this is where most of the time of a suggestion goes.
    cut: Iterable[str] = text
    for at in range(1, size):
        cut = map(add, cut, text[at:])
    rows = np.fromiter(map(known.get, cut, repeat(-1)), dtype=np.int64)
    starts = np.flatnonzero(rows >= 0)
    return np.stack((starts, starts + size, rows[starts]))


@dataclass(frozen=True)
class CategoryModel:
    """Weights of every piece for every label; one row a piece, one column a label."""

    labels: tuple[str, ...]
    known: tuple[Mapping[str, int], ...]  # per field: piece to row
    idf: Floats  # how much a piece of each row weighs: its rarity, and how unevenly the labels use it
    weights: npt.NDArray[np.int8]  # times `scale` of the label
    scale: Floats
    bias: Floats
    sharpness: float  # from margins to probabilities
    threshold: float  # from this probability on a first suggestion may be filled in beforehand
    listed: Listed
    card: Mapping[str, Any]

    @property
    def version(self) -> str:
        return str(self.card.get("version", ""))

    def suggest(self, title: str, detail: str, *, count: int = 2) -> list[Suggested]:
        """The likeliest categories, best first, each with the words that speak for it against the others."""
        seen = self._seen(title, detail)
        pulls = [self._pulls(one) for one in seen]
        chances = self._chances(pulls)
        best = np.argsort(-chances)[:count]
        reasons = self._reasons(seen, pulls, best)
        return [
            Suggested(self.labels[column], float(chances[column]), words)
            for column, words in zip(best, reasons, strict=True)
        ]

    def rank(self, title: str, detail: str) -> list[tuple[str, float]]:
        """Every label with its probability, the likeliest first."""
        chances = self._chances([self._pulls(one) for one in self._seen(title, detail)])
        return [(self.labels[column], float(chances[column])) for column in np.argsort(-chances)]

    def _seen(self, title: str, detail: str) -> list[Seen]:
        return look(title, detail, self.known, self.idf, self.listed)

    def _pulls(self, one: Seen) -> Floats:
        """What each row of a field adds to each label."""
        return one.values[:, None] * self.weights[one.rows] * self.scale

    def _chances(self, pulls: Sequence[Floats]) -> Floats:
        margins = self.bias + sum(each.sum(axis=0) for each in pulls)
        return softmax(margins * self.sharpness)

    def _reasons(
        self, seen: Sequence[Seen], pulls: Sequence[Floats], columns: Places
    ) -> list[tuple[str, ...]]:
        """For each of these columns, the words that speak for it."""
        felt: list[list[tuple[str, Pulls]]] = [[] for _ in columns]
        for one, pulled in zip(seen, pulls, strict=True):
            against = (pulled[:, columns] - pulled.mean(axis=1, keepdims=True)).T
            for mine, pull in zip(felt, against, strict=True):
                mine.append((one.text, one.spread(pull)))
        return [telling_words(mine) for mine in felt]

    def write(self, path: Path) -> None:
        """Write the model, its card inside, to one file of numbers and text."""
        path.parent.mkdir(parents=True, exist_ok=True)
        known = [SEPARATOR.join(sorted(one, key=one.__getitem__)) for one in self.known]
        head = {
            "format": FORMAT, "labels": self.labels, "known": known, "sharpness": self.sharpness,
            "threshold": self.threshold, "listed": self.listed.meant, "card": self.card,
        }  # fmt: skip
        with path.open("wb") as file:
            np.savez_compressed(
                file, weights=self.weights, scale=self.scale, bias=self.bias, idf=self.idf.astype(np.float16),
                head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8),
            )  # fmt: skip


def softmax(margins: Floats) -> Floats:
    """Probabilities from margins."""
    raised: Floats = np.exp(margins - margins.max())
    total: np.float32 = raised.sum()
    return raised / total


def load(path: Path) -> CategoryModel:
    """The model in a file written by `write`. Raises NotAModel, or OSError if it cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as held:
            head = json.loads(held["head"].tobytes())
            if head["format"] != FORMAT:
                raise NotAModel(str(path))
            return CategoryModel(
                tuple(head["labels"]), _rows(head["known"]), held["idf"].astype(np.float32), held["weights"],
                held["scale"], held["bias"], head["sharpness"], head["threshold"], Listed(head["listed"]), head["card"],
            )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile, zlib.error) as error:
        raise NotAModel(str(path)) from error


def _rows(known: Sequence[str]) -> tuple[dict[str, int], ...]:
    tables, start = [], 0
    for joined in known:
        names = joined.split(SEPARATOR) if joined else []
        tables.append({name: start + at for at, name in enumerate(names)})
        start += len(names)
    return tuple(tables)
