"""What a letter complains of, by a hand-written word list; and which words say nothing of whom or where.

The two lists are data beside this file: `grievances.txt` (a readable name, then its words) and `plain_words.txt`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from lianxin.text.rarity import Rarity, grams

IN_TITLE = 3.0  # a word of the title says as much as several of the body
ONE_CHARACTER = 3.0  # weight of a word too short to be counted
_PLACE_CODE = "[a-z][0-9]*[市区县]"
_SMALL = " 的了是在和与及等被把对向从到我你他市区县省"


def _lines(name: str) -> list[str]:
    rows = files("lianxin.text").joinpath(name).read_text("utf-8").splitlines()
    return [row.strip() for row in rows if row.strip() and not row.startswith("#")]


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """{grievance: words that speak of it}."""
    pairs = (row.split(":", 1) for row in _lines("grievances.txt"))
    return {name.strip(): tuple(words.lower().split()) for name, words in pairs}


@cache
def _meaning() -> dict[str, list[str]]:
    meaning: dict[str, list[str]] = defaultdict(list)
    for name, words in lexicon().items():
        for word in words:
            meaning[word].append(name)
    return dict(meaning)


@cache
def _finder() -> re.Pattern[str]:
    words = sorted(_meaning(), key=len, reverse=True)
    return re.compile("(?=(" + "|".join(map(re.escape, words)) + "))")


@cache
def _common() -> re.Pattern[str]:
    plain = {word for row in _lines("plain_words.txt") for word in row.split()}
    words = sorted(plain | set(_meaning()), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, words), _PLACE_CODE]))


def common(text: str) -> bytearray:
    """One byte a character of a plain text: 1 where it says nothing of whom or where, 0 where a name may be."""
    marks = bytearray(character in _SMALL for character in text)
    for found in _common().finditer(text):
        marks[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    return marks


def grievances(title: str, body: str, rarity: Rarity) -> dict[str, float]:
    """{grievance: weight}, of length 1 (or empty), of a letter whose texts are plain."""
    weights: dict[str, float] = defaultdict(float)
    for text, factor in ((title, IN_TITLE), (body, 1.0)):
        for word, times in Counter(_finder().findall(text)).items():
            for name in _meaning()[word]:
                weights[name] += factor * (1 + math.log(times)) * _weight(word, rarity)
    return unit(weights)


def _weight(word: str, rarity: Rarity) -> float:
    pieces = grams(word, min(len(word), 3)) if len(word) > 1 else []
    return max(map(rarity.of, pieces), default=ONE_CHARACTER)


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    """The same weights, scaled so that their squares add up to 1; empty for nothing."""
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two unit weights, 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[name] for name, weight in one.items() if name in other)
