"""Suggest a category from words: a linear model over characters, small enough to read a letter in a millisecond.

The model holds weights of one-, two- and three-character pieces, never a sentence. Learning is in `category_training`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.text.reasons import telling_words

FORMAT = 2
SPACE = re.compile(r"\s+")
READ = 4000  # characters; what a letter is about has been said by then
SEPARATOR = "\x1f"  # cannot occur in a piece, white space being one blank

Counted = tuple[Counter[str], ...]  # the pieces of each field
Floats = npt.NDArray[np.float32]


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
    """Which pieces are counted in one field of a message, and how much the field weighs.

    Of a `listed` field only pieces of a given list count: whole words somebody wrote down as telling.
    """

    sizes: tuple[int, ...]
    weight: float
    listed: bool = False


TITLE = Field((1, 2, 3), 1.0)
WHOLE = Field((1, 2), 1.0)  # title and detail together
WORDS = Field((2, 3, 4, 5, 6), 0.7, listed=True)  # of the whole again
FIELDS = (WHOLE, TITLE, WORDS)


def plain(text: str) -> str:
    """The text as pieces are cut from it: lower case, every white space one blank."""
    return SPACE.sub(" ", text.lower())[:READ]


def fields_of(title: str, detail: str) -> tuple[str, ...]:
    """The text of each of FIELDS; a title is fenced, so that where it begins and ends can be learned."""
    whole = plain(f"{title}\n{detail}")
    return whole, f"^{plain(title.strip())}$" if title.strip() else "", whole


def pieces(text: str, field: Field, words: Collection[str]) -> Counter[str]:
    """How often each piece of the field's sizes occurs."""
    counts: Counter[str] = Counter()
    if field.listed:
        counts.update(_listed(text, field.sizes, words))
        return counts
    for size in field.sizes:
        counts.update([text[at : at + size] for at in range(len(text) - size + 1)])
    return counts


def _listed(text: str, sizes: Sequence[int], words: Collection[str]) -> Iterator[str]:
    openings = _openings(frozenset(words))
    for at in range(len(text) - 1):
        if text[at : at + 2] in openings:
            for size in sizes:
                piece = text[at : at + size]
                if len(piece) == size and piece in words:
                    yield piece


@lru_cache(maxsize=4)
def _openings(words: frozenset[str]) -> frozenset[str]:
    """The first two characters of every word: most places of a text begin none."""
    return frozenset(word[:2] for word in words)


def count_pieces(title: str, detail: str, words: Collection[str]) -> Counted:
    """The pieces of each of FIELDS in a message; `words` are those of the listed field."""
    texts = fields_of(title, detail)
    return tuple(pieces(text, field, words) for text, field in zip(texts, FIELDS, strict=True))


def weighed(counts: Mapping[str, int], known: Mapping[str, int], idf: Floats) -> tuple[list[int], Floats]:
    """Rows of the known pieces and their value: damped count times rarity, of length 1 together."""
    rows = [known[piece] for piece in counts if piece in known]
    times = np.array([counts[piece] for piece in counts if piece in known], dtype=np.float32)
    values = (1 + np.log(times)) * idf[rows] if rows else times
    length = math.sqrt(float(values @ values))
    return rows, values / length if length else values


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
    card: Mapping[str, Any]

    @property
    def version(self) -> str:
        return str(self.card.get("version", ""))

    @cached_property
    def words(self) -> frozenset[str]:
        """The whole words that count."""
        return frozenset(self.known[-1])

    def margins(self, counted: Counted) -> Floats:
        """How far the pieces of a message lie on each label's side."""
        total = self.bias.copy()
        for counts, field, known in zip(counted, FIELDS, self.known, strict=True):
            rows, values = weighed(counts, known, self.idf)
            if rows:
                total += field.weight * (values @ self.weights[rows].astype(np.float32)) * self.scale
        return total

    def suggest(self, title: str, detail: str, *, count: int = 2) -> list[Suggested]:
        """The likeliest categories, best first, each with the words that speak for it against the others."""
        counted = count_pieces(title, detail, self.words)
        chances = self._chances(counted)
        best = [int(column) for column in np.argsort(-chances)[:count]]
        reasons = self._reasons(fields_of(title, detail), counted, best)
        return [
            Suggested(self.labels[column], float(chances[column]), words)
            for column, words in zip(best, reasons, strict=True)
        ]

    def rank(self, title: str, detail: str) -> list[tuple[str, float]]:
        """Every label with its probability, the likeliest first."""
        chances = self._chances(count_pieces(title, detail, self.words))
        return [(self.labels[column], float(chances[column])) for column in np.argsort(-chances)]

    def _chances(self, counted: Counted) -> Floats:
        return softmax(self.margins(counted) * self.sharpness)

    def _reasons(
        self, texts: Sequence[str], counted: Counted, columns: Sequence[int]
    ) -> list[tuple[str, ...]]:
        """For each of these columns, the words that speak for it."""
        found: list[list[tuple[str, dict[str, float]]]] = [[] for _ in columns]
        for text, counts, field, known in zip(texts, counted, FIELDS, self.known, strict=True):
            rows, values = weighed(counts, known, self.idf)
            if not rows:
                continue
            names = [piece for piece in counts if piece in known]
            times = np.array([counts[piece] for piece in names])
            pull = self.weights[rows].astype(np.float32) * self.scale
            pull = (pull[:, columns] - pull.mean(axis=1, keepdims=True)) * (field.weight * values / times)[
                :, None
            ]
            for at in range(len(columns)):
                found[at].append((text, dict(zip(names, pull[:, at].tolist(), strict=True))))
        return [telling_words(one) for one in found]

    def write(self, path: Path) -> None:
        """Write the model, its card inside, to one file of numbers and text."""
        path.parent.mkdir(parents=True, exist_ok=True)
        known = [SEPARATOR.join(sorted(one, key=one.__getitem__)) for one in self.known]
        head = {
            "format": FORMAT, "labels": self.labels, "known": known, "sharpness": self.sharpness,
            "threshold": self.threshold, "card": self.card,
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
                held["scale"], held["bias"], head["sharpness"], head["threshold"], head["card"],
            )  # fmt: skip
    except (ValueError, KeyError, EOFError) as error:
        raise NotAModel(str(path)) from error


def _rows(known: Sequence[str]) -> tuple[dict[str, int], ...]:
    tables, start = [], 0
    for joined in known:
        names = joined.split(SEPARATOR) if joined else []
        tables.append({name: start + at for at, name in enumerate(names)})
        start += len(names)
    return tuple(tables)
