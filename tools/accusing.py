"""Learn lianxin/text/data/accusing_weights.tsv from the made-up letters in tools/accusing.tsv: `python tools/accusing.py`.

`--cross` tells instead what is found in fields that nothing was learned from (land, courts, schools …), at several thresholds.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from lianxin.text import accusing_signs
from lianxin.text.accusing_signs import BIAS, passages

LETTERS = Path(__file__).with_suffix(".tsv")
WEIGHTS = Path(accusing_signs.__file__).with_name("data") / "accusing_weights.tsv"
TWICE = 2  # a sign seen in one passage only is not learned
FOLDS = 8
Letter = dict[str, str]


def letters() -> list[Letter]:
    with LETTERS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def learn(of: Sequence[Letter]) -> dict[str, float]:
    """The weight of every sign: logistic regression on signs that are stretched by how unevenly they occur."""
    rows = [(signs, letter["accuses"] == "1") for letter in of for signs in _examples(letter)]
    accuses = np.array([label for _, label in rows])
    seen = Counter(sign for signs, _ in rows for sign in signs)
    column = {sign: at for at, sign in enumerate(sorted(sign for sign in seen if seen[sign] >= TWICE))}
    places = [(row, column[sign]) for row, (signs, _) in enumerate(rows) for sign in signs if sign in column]
    found = csr_matrix((np.ones(len(places)), tuple(zip(*places, strict=True))), (len(rows), len(column)))
    of_one, of_other = (np.asarray(found[side].sum(0)).ravel() + 0.5 for side in (accuses, ~accuses))
    stretch = np.abs(np.log(of_one / of_one.sum() / (of_other / of_other.sum())))
    shrink = 1 / np.sqrt([len(signs) + 1 for signs, _ in rows])
    model = LogisticRegression(max_iter=2000, class_weight="balanced")
    model.fit(found.multiply(stretch).multiply(shrink[:, None]).tocsr(), accuses)
    weights = dict(zip(column, (model.coef_[0] * stretch).round(2).tolist(), strict=True))
    return {BIAS: round(float(model.intercept_[0]), 2)} | {sign: w for sign, w in weights.items() if w}


def _examples(letter: Letter) -> list[frozenset[str]]:
    """Every passage of an ordinary letter; an accusing one only as a whole, for not every sentence of it accuses."""
    text = letter["text"]
    if letter["accuses"] == "0":
        return [passage.signs for passage in passages(text)]
    return [frozenset().union(*(passage.signs for passage in passages(text)))]


def weigh(text: str, weights: dict[str, float]) -> float:
    """What the heaviest passage of a text weighs."""
    scores = [
        sum(weights.get(sign, 0.0) for sign in signs) / (len(signs) + 1) ** 0.5
        for signs in (passage.signs for passage in passages(text))
    ]
    return weights[BIAS] + max(scores, default=-np.inf)


def cross() -> None:
    every = letters()
    fields = sorted({letter["field"] for letter in every})
    scores: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        apart = set(fields[fold::FOLDS])
        weights = learn([letter for letter in every if letter["field"] not in apart])
        scores += [
            (weigh(one["text"], weights), one["accuses"] == "1") for one in every if one["field"] in apart
        ]
    for least in (0.0, 0.25, 0.6, 0.85, 1.0, 1.5):
        right, wrong = (
            np.mean([score >= least for score, label in scores if label is side]) for side in (True, False)
        )
        print(f"{least:5.2f}  found {right:.1%}  needless {wrong:.1%}")


def main() -> None:
    """Write the weights anew, the most telling first."""
    if "--cross" in sys.argv:
        cross()
        return
    weights = sorted(learn(letters()).items(), key=lambda one: (-abs(one[1]), one[0]))
    WEIGHTS.write_text("".join(f"{sign}\t{weight}\n" for sign, weight in weights), encoding="utf-8")


if __name__ == "__main__":
    main()
