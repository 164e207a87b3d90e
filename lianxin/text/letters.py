"""One letter, read once for comparing: its pieces by rarity, its possible names, its grievances and numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lianxin.text.grievances import common, grievances, unit
from lianxin.text.rarity import Rarity, grams, plain

HEAD = 160  # characters of the body in which a writer says where and who
LONGEST = 20_000  # characters compared; a longer letter is compared by its beginning
LONGEST_NAME = 8
LEAST_NAME = 1.5  # rarity that every pair of characters of a name must exceed
_NUMBERED = re.compile("([0-9]+|[一二三四五六七八九十]+)(号线|路车|路公交|期|中|幼|医院|栋|小)")


@dataclass(frozen=True)
class Letter:
    """What is compared of a letter; `day` counts days, `writer` is any mark of the same person, "" for unknown."""

    key: str
    title: str
    body: str
    day: float = 0.0
    writer: str = ""


@dataclass(frozen=True)
class Reading:
    """A letter prepared by `read`; weights depend on the rarity it was read with."""

    letter: Letter
    title: str
    head: str
    pairs: frozenset[str]
    threes: frozenset[str]
    weights: Mapping[str, float]  # unit weights of all pieces
    names: tuple[float, ...]  # per place in `head`: how much these two characters look like part of a name
    title_names: Mapping[str, float]
    grievances: Mapping[str, float]
    numbered: Mapping[str, frozenset[str]]  # {"号线": {"1"}} of the title


def read(letter: Letter, rarity: Rarity) -> Reading:
    """Prepare a letter for comparing with others read with the same rarity."""
    title, body = plain(letter.title[:LONGEST]), plain(letter.body[:LONGEST])
    whole, head = f"{title} {body}", f"{title} {body[:HEAD]}"
    pairs, threes = grams(whole, 2), grams(whole, 3)
    times = Counter([*pairs, *threes, *grams(title, 2), *grams(title, 3)])
    names = _names(head, rarity)
    numbered: dict[str, set[str]] = {}
    for found in _NUMBERED.finditer(title):
        numbered.setdefault(found[2], set()).add(found[1])
    return Reading(
        letter, title, head, frozenset(pairs), frozenset(threes),
        unit({piece: (1 + math.log(n)) * rarity.of(piece) for piece, n in times.items()}),
        names,
        {title[at : at + 2]: names[at] for at in range(len(title) - 1) if names[at]},
        grievances(title, body, rarity),
        {kind: frozenset(values) for kind, values in numbered.items()},
    )  # fmt: skip


def rare_pieces(text: str, rarity: Rarity, most: int) -> list[str]:
    """The up to `most` three-character pieces that tell this letter from others: possible names first, then by rarity."""
    text = plain(text[:LONGEST])
    marks = common(text)
    named = {text[at : at + 3] for at in range(len(text) - 2) if not all(marks[at : at + 3])}
    pieces = rarity.rarest(text, len(text))
    return sorted(pieces, key=lambda piece: piece not in named)[:most]


def best_names(reading: Reading, most: int) -> list[str]:
    """The up to `most` likeliest names in a letter's beginning, of two to eight characters, the likeliest first."""
    marks, found, start = common(reading.head), {}, 0
    for at in range(len(reading.head) + 1):
        if at < len(reading.head) and not marks[at]:
            continue
        if 2 <= at - start <= LONGEST_NAME:
            found[reading.head[start:at]] = sum(reading.names[start : at - 1])
        start = at + 1
    return sorted(found, key=lambda name: -found[name])[:most]


def _names(head: str, rarity: Rarity) -> tuple[float, ...]:
    marks = common(head)
    return tuple(
        0.0 if " " in head[at : at + 2] or (marks[at] and marks[at + 1])
        else max(rarity.of(head[at : at + 2]) - LEAST_NAME, 0.0)
        for at in range(len(head) - 1)
    )  # fmt: skip
