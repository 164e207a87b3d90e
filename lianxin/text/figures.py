"""How good a classifier's answers are, in the figures that are customary: pure counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Ranked = Sequence[tuple[str, float]]  # labels with their probability, the likeliest first


@dataclass(frozen=True)
class PerClass:
    """Figures of one class; `support` is how many truly belong to it."""

    precision: float
    recall: float
    f1: float
    support: int


def per_class(truth: Sequence[str], guess: Sequence[str]) -> dict[str, PerClass]:
    """Precision, recall and F1 of every class that occurs on either side, by name."""
    found = {}
    for label in sorted({*truth, *guess}):
        hits = sum(t == g == label for t, g in zip(truth, guess, strict=True))
        said, true = list(guess).count(label), list(truth).count(label)
        precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
        f1 = 2 * hits / (said + true)
        found[label] = PerClass(precision, recall, f1, true)
    return found


def macro_f1(classes: dict[str, PerClass]) -> float:
    """The plain mean of the classes' F1."""
    return sum(one.f1 for one in classes.values()) / len(classes)


def weighted_f1(classes: dict[str, PerClass]) -> float:
    """The mean of the classes' F1, each weighing as many as belong to it."""
    return sum(one.f1 * one.support for one in classes.values()) / sum(o.support for o in classes.values())


def top(truth: Sequence[str], ranked: Sequence[Ranked], count: int) -> float:
    """How often the truth is among the first `count`."""
    hits = sum(t in [label for label, _ in row[:count]] for t, row in zip(truth, ranked, strict=True))
    return hits / len(truth)


def calibration_error(truth: Sequence[str], ranked: Sequence[Ranked], bins: int = 15) -> float:
    """Expected calibration error of the first answer, in `bins` equal steps of probability."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for true, row in zip(truth, ranked, strict=True):
        label, probability = row[0]
        held[min(int(probability * bins), bins - 1)].append((probability, label == true))
    return sum(abs(sum(p for p, _ in one) - sum(hit for _, hit in one)) for one in held) / len(truth)


def threshold_for(
    precision: float, truth: Sequence[str], ranked: Sequence[Ranked], *, least: int = 30
) -> float:
    """The lowest probability from which on first answers are right so often, in at least `least` cases.

    1.01 if there is none: luck with a few is no ground to trust the next.
    """
    order = sorted(zip(truth, ranked, strict=True), key=lambda pair: -pair[1][0][1])
    found, hits = 1.01, 0
    for count, (true, row) in enumerate(order, 1):
        hits += true == row[0][0]
        last = count == len(order) or order[count][1][0][1] < row[0][1]
        if last and count >= least and hits / count >= precision:
            found = row[0][1]
    return found


@dataclass(frozen=True)
class Overlap:
    """How much of a short text's pieces a longer one holds (recall), and the F1 of that with the longer one's (ROUGE)."""

    recall: float
    f1: float


def rouge(text: str, wanted: str, size: int) -> Overlap:
    """ROUGE over pieces of `size` characters, letters and digits alone: of `text`, against what was `wanted`."""
    here, there = _pieces(text, size), _pieces(wanted, size)
    shared, both = (here & there).total(), here.total() + there.total()
    return Overlap(shared / there.total() if there else 0.0, 2 * shared / both if both else 0.0)


def _pieces(text: str, size: int) -> Counter[str]:
    kept = "".join(filter(str.isalnum, text))
    return Counter(kept[at : at + size] for at in range(len(kept) - size + 1))
