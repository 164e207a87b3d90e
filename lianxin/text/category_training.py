"""Learn a category model from decided messages, and how far its answers may be trusted.

Trust is measured out of fold: every message is judged by a model that saw neither it nor one of its group.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from lianxin.text import figures
from lianxin.text.category import (
    FIELDS,
    NOTHING,
    CategoryModel,
    Decided,
    Floats,
    Listed,
    Places,
    count_pieces,
    softmax,
)

PRIOR = 4.0  # messages' worth of belief that every category uses a piece alike
BOLD = 1.0  # the same where a category's own machine judges the piece once more
ALIKE = 0.3  # log odds that a piece has even if every category uses it alike: it may still help beside others
FAINT = 0.1  # below, how telling a piece is says nothing
FIRST = 2  # answers that are judged
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """What is fixed before learning; the defaults were chosen by group-aware cross-validation."""

    strength: float = 0.1  # of the support vector machines: C
    tolerance: float = 0.01  # where they stop; nearer to the end nothing is gained
    most: tuple[int, ...] = (20_000, 20_000, 5_000, 1_000, 1_000)  # kept per field, the most frequent
    rarest: int = 2  # messages a piece must occur in
    folds: int = 5
    precision: float = 0.97  # what may be filled in beforehand must be right so often


class TooFew(ValueError):
    """There is not enough to learn from: fewer than two categories, or fewer groups than folds."""


def learn(
    decided: Sequence[Decided], recipe: Recipe = Recipe(), about: Mapping[str, Any] | None = None,
    listed: Listed = NOTHING,
) -> CategoryModel:  # fmt: skip
    """A model of these decisions, its probabilities calibrated and its threshold set out of fold.

    `listed` are words worth counting and what they mean, as those of the lexicon. `about` (version, date …) goes into the card beside the out-of-fold figures. Raises TooFew.
    """
    if len({one.label for one in decided}) < 2 or len({one.group for one in decided}) < recipe.folds:
        raise TooFew
    labels = tuple(sorted({one.label for one in decided}))
    column = {label: at for at, label in enumerate(labels)}
    classes = np.array([column[one.label] for one in decided])
    counts = count(decided, listed, recipe.rarest)
    margins = _out_of_fold(counts, classes, [one.group for one in decided], recipe)
    sharpness = _sharpness(margins, classes)
    truth, ranked = [one.label for one in decided], rank(labels, margins * np.float32(sharpness))
    card = {**(about or {}), "recipe": asdict(recipe), "out_of_fold": _figures(truth, ranked)}
    threshold = figures.threshold_for(recipe.precision, truth, ranked)
    card["out_of_fold"]["prefilled"] = sum(row[0][1] >= threshold for row in ranked) / len(ranked)
    planes = _fit(counts, np.arange(len(decided)), classes, recipe)
    return CategoryModel(
        labels, counts.rows_of(planes.columns), planes.idf, planes.weights, planes.scale, planes.bias, sharpness,
        threshold, listed, card,
    )  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """The pieces of many messages, field by field: a row a message, a column a piece, in each place its damped count."""

    pieces: tuple[tuple[str, ...], ...]  # of each field, in the order of the alphabet
    damped: tuple[csr_matrix, ...]

    def frequent(self, rows: Places, recipe: Recipe) -> tuple[list[Places], Floats]:
        """Of each field the columns most frequent in these messages, and how rare each of them all is."""
        kept, rarity = [], []
        for part, most in zip(self.damped, recipe.most, strict=True):
            n = np.bincount(part[rows].indices, minlength=part.shape[1])
            columns = np.argsort(-n, kind="stable")[:most]
            kept.append(columns[n[columns] >= recipe.rarest])
            rarity.append(1 + np.log((1 + len(rows)) / (1 + n[kept[-1]])))
        return kept, np.concatenate(rarity).astype(np.float32)

    def read(self, rows: Places, columns: Sequence[Places], idf: Floats) -> csr_matrix:
        """These messages in these columns as a model sees them: `category.weighed`, for many at once."""
        seen, start = [], 0
        for part, kept, field in zip(self.damped, columns, FIELDS, strict=True):
            one = part[rows][:, kept] @ diags(idf[start : start + len(kept)])
            length = np.sqrt(np.asarray(one.multiply(one).sum(axis=1)).ravel())
            seen.append(diags(field.weight / np.where(length > 0, length, 1)).astype(np.float32) @ one)
            start += len(kept)
        return hstack(seen, format="csr")

    def rows_of(self, columns: Sequence[Places]) -> tuple[dict[str, int], ...]:
        """The pieces in these columns with the row each has in a model."""
        tables, start = [], 0
        for names, kept in zip(self.pieces, columns, strict=True):
            tables.append({names[column]: start + at for at, column in enumerate(kept)})
            start += len(kept)
        return tuple(tables)


def count(decided: Sequence[Decided], listed: Listed, rarest: int) -> Counts:
    """The pieces that occur in `rarest` messages or more; numbers and no text are held for each message."""
    known: list[dict[str, int]] = [{} for _ in FIELDS]
    which, times = [array("i") for _ in FIELDS], [array("H") for _ in FIELDS]
    ends = [[0] for _ in FIELDS]
    for one in decided:
        for place, counted in enumerate(count_pieces(one.title, one.detail, listed)):
            table = known[place]
            which[place].extend([table.setdefault(piece, len(table)) for piece in counted])
            times[place].extend(counted.values())
            ends[place].append(len(which[place]))
    pieces, damped = [], []
    for table, columns, often, end in zip(known, which, times, ends, strict=True):
        held = np.frombuffer(columns, dtype=np.intc) if columns else np.zeros(0, dtype=np.intc)
        n = np.bincount(held, minlength=len(table))
        kept = sorted((name, column) for name, column in table.items() if n[column] >= rarest)
        values = np.array(often, dtype=np.float32)
        np.log(values, out=values)
        values += 1
        part = csr_matrix((values, held, end), shape=(len(decided), len(table)))
        pieces.append(tuple(name for name, _ in kept))
        damped.append(part[:, np.array([column for _, column in kept], dtype=np.int64)])
    return Counts(tuple(pieces), tuple(damped))


def rank(labels: Sequence[str], margins: Numbers | Floats) -> list[figures.Ranked]:
    """Each row's likeliest labels with their probability, best first."""
    found: list[figures.Ranked] = []
    for row in margins:
        chances = softmax(row)
        found.append([(labels[column], float(chances[column])) for column in np.argsort(-chances)[:FIRST]])
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


def _out_of_fold(counts: Counts, classes: Places, groups: Sequence[str], recipe: Recipe) -> Floats:
    """Margins of every message from planes that did not see its group; one row a message."""
    found = np.zeros((len(classes), classes.max() + 1), dtype=np.float32)
    folds = StratifiedGroupKFold(recipe.folds, shuffle=True, random_state=1)
    for seen, unseen in folds.split(found, classes, groups):
        planes = _fit(counts, seen, classes[seen], recipe)
        margins = planes.margins(counts.read(unseen, planes.columns, planes.idf))
        found[unseen] = margins.min(axis=1, keepdims=True)  # of a label the fold never saw
        found[np.ix_(unseen, planes.classes)] = margins
    return found


def _sharpness(margins: Floats, right: Places) -> float:
    """One factor for all margins, by which softmax gives the truth its highest likelihood."""

    def loss(log_factor: float) -> float:
        raised = margins.astype(np.float64) * np.exp(log_factor)
        raised -= raised.max(axis=1, keepdims=True)
        chances = raised[np.arange(len(right)), right] - np.log(np.exp(raised).sum(axis=1))
        return -float(chances.mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 4.0), method="bounded").x))


@dataclass(frozen=True)
class Planes:
    """What one fit gives: a plane between each class and the rest, over the pieces in `columns`."""

    classes: Places
    columns: Sequence[Places]
    idf: Floats
    weights: npt.NDArray[np.int8]  # times `scale` of the class
    scale: Floats
    bias: Floats

    def margins(self, read: csr_matrix) -> Floats:
        """How far each message stands on either side of each plane."""
        found: Floats = (read @ self.weights.astype(np.float32)) * self.scale + self.bias
        return found


def _fit(counts: Counts, rows: Places, classes: Places, recipe: Recipe) -> Planes:
    """Planes between the classes of these messages, one class after the other, so that wide tables are of small integers only.

    Each plane is looked for where the axis of a piece is stretched by what the piece says about this very category:
    so it may lean on few telling pieces rather than on many that tell of something else (naive Bayes in a machine).
    """
    columns, rarity = counts.frequent(rows, recipe)
    present, classes = np.unique(classes, return_inverse=True)
    uses = _uses(counts.read(rows, columns, rarity), classes)
    idf = rarity * uses.telling(PRIOR).astype(np.float32)
    read, telling = counts.read(rows, columns, idf), np.maximum(uses.telling(BOLD), FAINT)
    weights = np.zeros((len(idf), len(present)), dtype=np.int8)
    scale, bias = np.zeros((2, len(present)), dtype=np.float32)
    for column in range(len(present)):
        stretch = (np.abs(uses.odds(column, BOLD)) + ALIKE) / telling
        stretched = csr_matrix((read.data * stretch[read.indices], read.indices, read.indptr), read.shape)
        machine = LinearSVC(C=recipe.strength, class_weight="balanced", tol=recipe.tolerance)
        machine.fit(stretched, classes == column)
        plane = machine.coef_[0] * stretch
        scale[column] = max(np.abs(plane).max(), 1e-9) / 127
        weights[:, column] = np.round(plane / scale[column])
        bias[column] = machine.intercept_[0]
    return Planes(present, columns, idf, weights, scale, bias)


@dataclass(frozen=True)
class Uses:
    """How many messages of each class have each piece, and how many messages each class has."""

    having: npt.NDArray[np.int32]  # a row a class, a column a piece
    size: Places

    @cached_property
    def everywhere(self) -> npt.NDArray[np.int64]:
        """How many messages have each piece."""
        return self.having.sum(axis=0, dtype=np.int64)  # type: ignore[no-any-return]

    def odds(self, one: int, prior: float) -> Numbers:
        """How much likelier a class uses each piece than the others do: log odds, damped by `prior`."""
        all_messages, size = self.size.sum(), self.size[one]
        share, mine = size / all_messages, self.having[one]
        others = self.everywhere - mine
        odds: Numbers = np.log((mine + prior * share) / size)
        odds -= np.log((others + prior * (1 - share)) / (all_messages - size))
        return odds

    def telling(self, prior: float) -> Numbers:
        """How unevenly the classes use each piece: the root mean square of its log odds, damped."""
        shares = self.size / self.size.sum()
        squares = sum(share * self.odds(one, prior) ** 2 for one, share in enumerate(shares))
        return np.sqrt(np.sqrt(squares))  # type: ignore[no-any-return]


def _uses(read: csr_matrix, classes: Places) -> Uses:
    size, width = np.bincount(classes), read.shape[1]
    having = np.zeros((len(size), width), dtype=np.int32)
    for one in range(len(size)):
        having[one] = np.bincount(read[classes == one].indices, minlength=width)
    return Uses(having, size)
