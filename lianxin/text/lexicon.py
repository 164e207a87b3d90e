"""Suggest a category from a hand-written list of words per category: of use before anything was learned.

The list is data: `data/category_words.csv`, or an office's own file of the same two columns, code and words.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.category import Listed, Suggested, plain

COLUMNS = ["code", "words"]
TITLE_COUNTS = 3  # a word of the title says as much as three in the text
SHOWN = 4  # words of a suggestion, the strongest first
OPENING = 2  # characters by which words are looked up


class BadLexicon(SaidError):
    """The list cannot be used; `said` names the line and what to mend."""


@dataclass(frozen=True)
class Lexicon:
    """Words with the categories they speak for, looked up by their first two characters."""

    meant: Mapping[str, tuple[str, ...]]  # word to codes
    opening: Mapping[str, tuple[str, ...]]  # first characters to words, the longest first
    version: str = "words-2"

    @property
    def listed(self) -> Listed:
        """The words as a learned model counts them."""
        return Listed(self.meant)

    def rank(self, title: str, detail: str) -> list[tuple[str, float]]:
        """The categories with a word in the text and their share of all that was found, best first."""
        return [(one.value, one.score) for one in self.suggest(title, detail, count=len(self.meant))]

    def suggest(self, title: str, detail: str, *, count: int = 2) -> list[Suggested]:
        """The categories whose words weigh most, best first; a text without a known word has none.

        The score is the share of all weight found, not a probability.
        """
        gains: dict[str, dict[str, float]] = {}
        for word, times in self._found(title, detail).items():
            codes = self.meant[word]
            gain = (1 + math.log(times)) * min(len(word), 5) / len(codes)
            for code in codes:
                gains.setdefault(code, {})[word] = gain
        totals = {code: sum(words.values()) for code, words in gains.items()}
        everything = sum(totals.values())
        best = sorted(totals, key=lambda code: (-totals[code], code))[:count]
        return [Suggested(code, totals[code] / everything, _strongest(gains[code])) for code in best]

    def _found(self, title: str, detail: str) -> dict[str, int]:
        times: dict[str, int] = {}
        for text, counts in ((plain(title), TITLE_COUNTS), (plain(detail), 1)):
            at = 0
            while at < len(text):
                word = next((w for w in self._starting(text, at) if text.startswith(w, at)), "")
                if word:
                    times[word] = times.get(word, 0) + counts
                at += len(word) or 1
        return times

    def _starting(self, text: str, at: int) -> tuple[str, ...]:
        return self.opening.get(text[at : at + OPENING], ())


def _strongest(gains: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(gains, key=lambda word: (-gains[word], word))[:SHOWN])


def load(path: Path | None = None, names: Mapping[str, str] | None = None) -> Lexicon:
    """The list in `path`, or the shipped one; with `names` (code to name) each name is a word of its own.

    Raises BadLexicon if the file cannot be read or a line is odd.
    """
    source = path or files("lianxin.text").joinpath("data/category_words.csv")
    try:
        lines = csv.reader(source.read_bytes().decode("utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise BadLexicon(_("分类用语表不是UTF-8编码，请另存为“CSV UTF-8”")) from None
    except OSError:
        raise BadLexicon(_("分类用语表{path}读不出来，请检查文件是否存在"), path=path) from None
    if next(lines, []) != COLUMNS:
        raise BadLexicon(_("分类用语表的表头应为{columns}"), columns=",".join(COLUMNS))
    meant: dict[str, list[str]] = {}
    for line, cells in enumerate(lines, 2):
        if len(cells) != len(COLUMNS):
            raise BadLexicon(_("分类用语表第{line}行应有两列：代码、以空格分开的词"), line=line)
        for word in cells[1].split():
            _add(meant, word, cells[0])
    for code, name in (names or {}).items():
        _add(meant, name, code)
    return _lexicon(meant)


def _add(meant: dict[str, list[str]], word: str, code: str) -> None:
    word = plain(word)
    if len(word) >= OPENING and code not in meant.setdefault(word, []):
        meant[word].append(code)


def _lexicon(meant: Mapping[str, list[str]]) -> Lexicon:
    opening: dict[str, list[str]] = {}
    for word in sorted(meant, key=lambda word: (-len(word), word)):
        opening.setdefault(word[:OPENING], []).append(word)
    return Lexicon(
        {word: tuple(codes) for word, codes in meant.items()},
        {start: tuple(words) for start, words in opening.items()},
    )
