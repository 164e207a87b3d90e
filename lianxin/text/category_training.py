"""Learn a category model from decided messages, and how far its answers may be trusted.

Trust is measured out of fold: every message is judged by a model that saw neither it nor one of its group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from lianxin.text import figures
from lianxin.text.category import (
    FIELDS,
    CategoryModel,
    Counted,
    Decided,
    Floats,
    Places,
    count_pieces,
    softmax,
    weighed,
)

PRIOR = 4.0  # messages' worth of belief that every category uses a piece alike
BOLD = 1.0  # the same where a category's own machine judges the piece once more
ALIKE = 0.3  # log odds that a piece has even if every category uses it alike: it may still help beside others
FAINT = 0.1  # below, how telling a piece is says nothing
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """What is fixed before learning; the defaults were chosen by group-aware cross-validation."""

    strength: float = 0.1  # of the support vector machines: C
    tolerance: float = 0.01  # where they stop; nearer to the end nothing is gained
    most: tuple[int, ...] = (20_000, 20_000, 5_000)  # pieces kept per field, the most frequent
    rarest: int = 2  # messages a piece must occur in
    folds: int = 5
    precision: float = 0.97  # what may be filled in beforehand must be right so often


class TooFew(ValueError):
    """There is not enough to learn from: fewer than two categories, or fewer groups than folds."""


def learn(
    decided: Sequence[Decided], recipe: Recipe = Recipe(), about: Mapping[str, Any] | None = None,
    words: Collection[str] = frozenset(),
) -> CategoryModel:  # fmt: skip
    """A model of these decisions, its probabilities calibrated and its threshold set out of fold.

    `words` are whole words worth counting, as those of the lexicon. `about` (version, date …) goes into the card beside the out-of-fold figures. Raises TooFew.
    """
    if len({one.label for one in decided}) < 2 or len({one.group for one in decided}) < recipe.folds:
        raise TooFew
    counted = [count_pieces(one.title, one.detail, words) for one in decided]
    truth = [one.label for one in decided]
    labels = tuple(sorted(set(truth)))
    margins = _out_of_fold(counted, truth, [one.group for one in decided], labels, recipe)
    sharpness = _sharpness(margins, truth, labels)
    ranked = rank(labels, margins * sharpness)
    model = _fit(counted, truth, labels, recipe)
    card = {**(about or {}), "recipe": asdict(recipe), "out_of_fold": _figures(truth, ranked)}
    threshold = figures.threshold_for(recipe.precision, truth, ranked)
    card["out_of_fold"]["prefilled"] = sum(row[0][1] >= threshold for row in ranked) / len(ranked)
    return CategoryModel(
        model.labels, model.known, model.idf, model.weights, model.scale, model.bias, sharpness, threshold, card
    )  # fmt: skip


def rank(labels: Sequence[str], margins: Numbers | Floats) -> list[figures.Ranked]:
    """Each row's labels with their probability, the likeliest first."""
    found: list[figures.Ranked] = []
    for row in margins:
        chances = softmax(row)
        found.append([(labels[column], float(chances[column])) for column in np.argsort(-chances)])
    return found


def _figures(truth: Sequence[str], ranked: Sequence[figures.Ranked]) -> dict[str, Any]:
    classes = figures.per_class(truth, [row[0][0] for row in ranked])
    return {
        "n": len(truth),
        "macro_f1": figures.macro_f1(classes),
        "accuracy": figures.top(truth, ranked, 1),
        "top2": figures.top(truth, ranked, 2),
        "ece": figures.calibration_error(truth, ranked),
        "per_class": {label: asdict(one) for label, one in classes.items()},
    }


def _out_of_fold(
    counted: Sequence[Counted], truth: Sequence[str], groups: Sequence[str], labels: tuple[str, ...],
    recipe: Recipe,
) -> Floats:  # fmt: skip
    """Margins of every message from a model that did not see its group; one row a message."""
    found = np.zeros((len(counted), len(labels)), dtype=np.float32)
    folds = StratifiedGroupKFold(recipe.folds, shuffle=True, random_state=1)
    for seen, unseen in folds.split(np.zeros(len(truth)), truth, groups):
        model = _fit([counted[i] for i in seen], [truth[i] for i in seen], labels, recipe)
        columns = [labels.index(label) for label in model.labels]
        read = _matrix([counted[i] for i in unseen], model.known, model.idf)
        margins = read @ (model.weights * model.scale) + model.bias
        found[unseen] = margins.min(axis=1, keepdims=True)  # of a label the fold never saw
        found[np.ix_(unseen, columns)] = margins
    return found


def _sharpness(margins: Floats, truth: Sequence[str], labels: Sequence[str]) -> float:
    """One factor for all margins, by which softmax gives the truth its highest likelihood."""
    right = np.array([labels.index(label) for label in truth])

    def loss(log_factor: float) -> float:
        raised = margins.astype(np.float64) * np.exp(log_factor)
        raised -= raised.max(axis=1, keepdims=True)
        chances = raised[np.arange(len(right)), right] - np.log(np.exp(raised).sum(axis=1))
        return -float(chances.mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 4.0), method="bounded").x))


def _fit(
    counted: Sequence[Counted], truth: Sequence[str], labels: tuple[str, ...], recipe: Recipe
) -> CategoryModel:
    present = tuple(label for label in labels if label in set(truth))
    classes = np.array([present.index(label) for label in truth])
    known, rarity = _known(counted, recipe)
    uses, size = _uses(counted, known, classes), np.bincount(classes)
    idf = rarity * _telling(_odds(uses, size, PRIOR), size).astype(np.float32)
    own = _odds(uses, size, BOLD)
    stretch = (np.abs(own) + ALIKE) / np.maximum(_telling(own, size), FAINT)[:, None]
    weights, bias = _planes(_matrix(counted, known, idf), classes, stretch, recipe)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return CategoryModel(
        present, known, idf, np.round(weights / scale).astype(np.int8), scale.astype(np.float32),
        bias.astype(np.float32), 1.0, 1.01, {},
    )  # fmt: skip


def _known(counted: Sequence[Counted], recipe: Recipe) -> tuple[tuple[dict[str, int], ...], Floats]:
    """The pieces kept of each field with their row, and the rarity of every row."""
    tables: list[dict[str, int]] = []
    rarity: list[float] = []
    for place, most in enumerate(recipe.most):
        seen: Counter[str] = Counter()
        for counts in counted:
            seen.update(counts[place].keys())
        kept = sorted((-n, piece) for piece, n in seen.items() if n >= recipe.rarest)[:most]
        tables.append({piece: len(rarity) + at for at, (_, piece) in enumerate(kept)})
        rarity += [1 + float(np.log((1 + len(counted)) / (1 - n))) for n, _ in kept]
    return tuple(tables), np.array(rarity, dtype=np.float32)


def _uses(
    counted: Sequence[Counted], known: Sequence[Mapping[str, int]], classes: npt.NDArray[np.int64]
) -> Numbers:
    """How many messages of each category have each piece, row by column."""
    uses = np.zeros((sum(map(len, known)), classes.max() + 1))
    for counts, label in zip(counted, classes, strict=True):
        for one, table in zip(counts, known, strict=True):
            uses[[table[piece] for piece in one if piece in table], label] += 1
    return uses


def _odds(uses: Numbers, size: npt.NDArray[np.int64], prior: float) -> Numbers:
    """How much likelier a category uses each piece than the others do: log odds, damped by `prior`."""
    share, rest = size / size.sum(), size.sum() - size
    others = uses.sum(axis=1, keepdims=True) - uses
    odds: Numbers = np.log((uses + prior * share) / size) - np.log((others + prior * (1 - share)) / rest)
    return odds


def _telling(odds: Numbers, size: npt.NDArray[np.int64]) -> Numbers:
    """How unevenly the categories use each piece: the root mean square of its log odds, damped."""
    return np.sqrt(np.sqrt(odds**2 @ (size / size.sum())))  # type: ignore[no-any-return]


def _planes(
    read: csr_matrix, classes: npt.NDArray[np.int64], stretch: Numbers, recipe: Recipe
) -> tuple[Numbers, Numbers]:
    """Weights and bias of a plane between each category and the rest.

    Each plane is looked for where the axis of a piece is stretched by what the piece says about this very category:
    so it may lean on few telling pieces rather than on many that tell of something else (naive Bayes in a machine).
    """
    weights, bias = np.zeros_like(stretch), np.zeros(stretch.shape[1])
    for column in range(stretch.shape[1]):
        machine = LinearSVC(C=recipe.strength, class_weight="balanced", tol=recipe.tolerance)
        machine.fit(read @ diags(stretch[:, column]), classes == column)
        weights[:, column] = machine.coef_[0] * stretch[:, column]
        bias[column] = machine.intercept_[0]
    return weights, bias


def _matrix(counted: Sequence[Counted], known: Sequence[Mapping[str, int]], idf: Floats) -> csr_matrix:
    columns: list[Places] = []
    values: list[Floats] = []
    ends = [0]
    for counts in counted:
        for field, one, table in zip(FIELDS, counts, known, strict=True):
            rows = np.array([table[piece] for piece in one if piece in table], dtype=np.int64)
            times = np.array([times for piece, times in one.items() if piece in table], dtype=np.int64)
            columns.append(rows)
            values.append(weighed(rows, times, idf) * field.weight)
        ends.append(ends[-1] + sum(map(len, columns[-len(FIELDS) :])))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(counted), len(idf)))
