"""Whether two letters tell of the same matter: a score from 0 to 1 and the reasons for it. It suggests; people decide.

Measures weighed by logistic regression on pairs judged by hand; the weights hold no text. A shared name counts only as
far as the grievance is shared: the same place with another grievance is another matter. Two letters of one matter come
soon after another about the same grievance; what many tell of lasts: a topic weighs the months alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lianxin.text.grievances import alike
from lianxin.text.letters import Reading
from lianxin.text.rarity import runs

SAME = 0.48  # a pair scored at least so high is offered as the same matter
SAME_TEXT = 0.6  # share of the shorter letter's five-character pieces found in the longer one
LEAST_PHRASE = 4  # characters of a shared phrase worth showing
MOST_PHRASES = 4
LONGEST_NAME = 5  # a name counts by its rarest pairs only: long sentences are not better names
WEIGHTS = {
    "own_names": 3.644, "either_names": 2.301, "shared_names": 0.270, "numbers": 1.675, "near_in_time": 4.380,
    "writer": 0.466, "base": -2.970,
}  # fmt: skip
TOPIC_WEIGHTS = {
    "own_names": 3.348, "either_names": 2.997, "shared_names": 0.479, "numbers": 1.716, "months": -1.455,
    "writer": 0.532, "base": -0.923,
}  # fmt: skip
MONTH = 30


@dataclass(frozen=True)
class Likeness:
    """How alike two letters are; `phrases` (rarest first) and `grievances` say why."""

    score: float
    same_text: bool
    phrases: tuple[str, ...]
    grievances: tuple[str, ...]
    same_writer: bool

    @property
    def same(self) -> bool:
        """Whether the pair is offered as the same matter."""
        return self.score >= SAME


def measures(one: Reading, other: Reading) -> dict[str, float]:
    """What the score is made of; the same whichever letter comes first."""
    stretches = [*_stretches(one, other), *_stretches(other, one)]
    shared = {piece for weights, phrase in stretches for piece in _name_pieces(weights, phrase)}
    covers = _cover(one, other), _cover(other, one)
    whole = max(_names_shared(one, other), _names_shared(other, one))
    told, months = _grievance(one, other, shared), abs(one.letter.day - other.letter.day) / MONTH
    return {
        "base": 1.0,
        "own_names": told * min(covers),
        "either_names": told * max(covers),
        "shared_names": told * math.log1p(whole),
        "numbers": sum(
            1.0 if one.numbered[kind] & other.numbered[kind] else -1.0
            for kind in one.numbered.keys() & other.numbered.keys()
        ),
        "near_in_time": told / (1 + months),
        "months": math.log1p(months),
        "writer": float(bool(one.letter.writer) and one.letter.writer == other.letter.writer),
    }


def score(one: Reading, other: Reading, weights: Mapping[str, float] = WEIGHTS) -> float:
    """How likely two letters tell of the same matter, or with `TOPIC_WEIGHTS` of the same topic, 0 to 1."""
    found = measures(one, other)
    return 1 / (1 + math.exp(-sum(weight * found[name] for name, weight in weights.items())))


def compare(one: Reading, other: Reading) -> Likeness:
    """The score with its reasons; a nearly literal copy is the same matter whatever else."""
    same_text = contained(one, other) >= SAME_TEXT
    phrases = sorted(_stretches(one, other), key=lambda pair: -sum(pair[0]))
    shown = dict.fromkeys(text for weights, text in phrases if len(text) >= LEAST_PHRASE and any(weights))
    both = {name: weight * other.grievances.get(name, 0) for name, weight in one.grievances.items()}
    told = sorted((name for name, weight in both.items() if weight > 0.05), key=lambda name: -both[name])
    return Likeness(
        max(score(one, other), 0.97 if same_text else 0.0), same_text, tuple(shown)[:MOST_PHRASES],
        tuple(told[:2]), bool(one.letter.writer) and one.letter.writer == other.letter.writer,
    )  # fmt: skip


def contained(one: Reading, other: Reading) -> float:
    """The share of the shorter letter's three-character pieces that the other holds as well, 0 to 1."""
    small, large = sorted((one.threes, other.threes), key=len)
    return len(small & large) / len(small) if len(small) >= 10 else 0.0


def _stretches(one: Reading, other: Reading) -> Iterator[tuple[tuple[float, ...], str]]:
    """What the beginning of one letter has in common with the other, with its weights as names."""
    for start, end in runs(one.head, other.threes):
        yield one.names[start : end - 1], one.head[start:end]


def _names_shared(one: Reading, other: Reading) -> float:
    found = (sorted(weights, reverse=True)[:LONGEST_NAME] for weights, _ in _stretches(one, other))
    return sum(map(sum, found))


def _name_pieces(weights: tuple[float, ...], phrase: str) -> Iterator[str]:
    for at, weight in enumerate(weights):
        if weight:
            yield phrase[at : at + 2]


def _grievance(one: Reading, other: Reading, shared: set[str]) -> float:
    """How far two letters complain of the same, 0 to 1; by their words where the lexicon knows neither."""
    by_words = min(1.0, 3 * _rest_alike(one, other, shared))
    known = alike(one.grievances, other.grievances) if one.grievances and other.grievances else 0.5
    return 0.7 * known + 0.3 * by_words


def _cover(one: Reading, other: Reading) -> float:
    """The share of one title's possible names that the other letter knows; one half where it names nothing."""
    whole = sum(one.title_names.values())
    if whole <= 3:
        return 0.5
    return sum(weight for piece, weight in one.title_names.items() if piece in other.pairs) / whole


def _rest_alike(one: Reading, other: Reading, shared: set[str]) -> float:
    """The cosine of the two letters without the names they share: what is left is what they complain of."""
    a, b = one.weights, other.weights
    gone = [piece for piece in shared if piece in a and piece in b]
    left = 1 - sum(a[piece] ** 2 for piece in gone), 1 - sum(b[piece] ** 2 for piece in gone)
    if min(left) <= 1e-9:
        return 0.0
    return (alike(a, b) - sum(a[piece] * b[piece] for piece in gone)) / math.sqrt(left[0] * left[1])
