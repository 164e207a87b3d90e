"""Shorten a letter to its own key sentences, in their order; not a word is written anew."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from lianxin.text.category import plain
from lianxin.text.clean import POINTER
from lianxin.text.sentences import sentences

ASKS = (
    "请求",
    "要求",
    "希望",
    "恳请",
    "请",
    "诉求",
    "建议",
    "咨询",
    "反映",
    "投诉",
    "能否",
    "何时",
    "解决",
    "核查",
)
TELLS = ("元", "年", "月", "日", "亩", "人", "户", "号", "万", "米", "次")
GREETS = ("您好", "你好", "尊敬的", "此致", "敬礼", "谢谢", "感谢", "领导好", "祝")
SHORT = 6  # characters below which a sentence is no more than a call
LONG = 400  # characters; a shorter letter is read as fast as its summary


def summarise(text: str, *, most: int = 3, title: str = "") -> list[str]:
    """At most `most` sentences that hold what is told most, what is asked, and where it begins."""
    found = sentences(POINTER.sub("", text))
    if len(found) <= most:
        return found
    counts = [Counter(_pairs(sentence)) for sentence in found]
    spread = Counter(pair for one in counts for pair in one)
    head = set(_pairs(title))
    scores = list(_scores(found, counts, spread, head))
    chosen: list[int] = []
    for place in sorted(range(len(found)), key=lambda place: -scores[place]):
        if all(_overlap(counts[place], counts[other]) < 0.6 for other in chosen):
            chosen.append(place)
        if len(chosen) == most:
            break
    return [found[place] for place in sorted(chosen)]


def _pairs(text: str) -> list[str]:
    text = plain(text)
    return [text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()]


def _scores(
    found: Sequence[str], counts: Sequence[Counter[str]], spread: Counter[str], head: set[str]
) -> Iterator[float]:
    """What the whole text repeats, what the title says, what is asked, figures, and how early it is told.

    Greetings count against a sentence and for nothing else: the matter is told from where they end, up to where they begin again.
    """
    greets = [
        not pairs or len(one) < SHORT or (len(one) < 25 and any(word in one for word in GREETS))
        for one, pairs in zip(found, counts, strict=True)
    ]
    told, left = 0, greets.count(False)
    for sentence, pairs, greeting in zip(found, counts, greets, strict=True):
        left -= not greeting
        central = 3.0 * sum(math.log(spread[pair]) + (pair in head) for pair in pairs) / max(len(pairs), 1)
        asked = 1.0 * any(word in sentence for word in ASKS)
        figures = 0.7 * (any(c.isdigit() for c in sentence) and any(word in sentence for word in TELLS))
        edge = 4.0 / (1 + told) + 0.8 * (not left)
        told += not greeting
        yield central + asked + figures + edge - 8.0 * greeting


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one.keys() & other.keys()) / smaller if smaller else 0.0
