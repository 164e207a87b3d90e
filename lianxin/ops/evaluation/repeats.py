"""Measure the pair score on pairs judged by people: with the weights that ship, or with weights learned anew in each fold."""

from __future__ import annotations

import statistics
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.ops.evaluation.letters import dated, known
from lianxin.ops.evaluation.tables import Refused, Row, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.letters import Reading
from lianxin.text.repeats import SAME_TEXT, WEIGHTS, compare, contained, measures

COLUMNS = ("id1", "id2", "label", "borderline", "band")
APART = "component"  # pairs of one component tell of the same matters and stay on one side of a fold
LABELS = frozenset({"same_event", "same_text", "different"})
OTHER_WORDS, SAME_PLACE = "H+", "H-"
DRAWS, FOLDS = 30, 5
TOO_FEW = _("信件对太少：至少要有{count}个 component，每一折之外相同的、不同的都要有")
STRENGTH = 0.3  # of the regression, over measures of like spread: C

Pairs = Sequence[tuple[Reading, Reading]]
Told = Mapping[str, Any]
Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


def arguments(parser: ArgumentParser) -> None:
    """`--gold FILE` names the judged pairs; with `--cross-validate` no pair is scored by weights that saw its component."""
    parser.add_argument("--gold", type=Path, required=True, help=_("人工判断过的信件对"))
    parser.add_argument(
        "--cross-validate", action="store_true",
        help=_("权重和门槛在每一折里重新学，只给没学过的信件对打分；gold 要有 component 列"),
    )  # fmt: skip


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """Figures of all pairs, and of those that were not borderline; cross-validated, their means and spread. Raises Refused."""
    crossed = bool(options.get("cross_validate"))
    readings = dated(Path(str(options["data"])))
    rows = read_table(Path(str(options["gold"])), (*COLUMNS, APART) if crossed else COLUMNS)
    pairs = [(known(readings, row["id1"]), known(readings, row["id2"])) for row in rows]
    if strange := {row["label"] for row in rows} - LABELS:
        told = _("label 应为 same_event、same_text 或 different，有：{strange}")
        raise Refused(told, strange=tuple(sorted(strange)))
    if crossed:
        return _cross_validated(rows, pairs)
    guesses, milliseconds = [], []
    for one, other in pairs:
        started = process_time()
        guesses.append(compare(one, other).same)
        milliseconds.append((process_time() - started) * 1000)
    return {**_told(rows, guesses), "ms_per_pair": statistics.median(milliseconds) if milliseconds else None}


def _cross_validated(rows: Sequence[Row], pairs: Pairs) -> Told:
    """Means over `DRAWS` divisions into folds, their standard deviation, and the weights all pairs together give."""
    from sklearn.model_selection import GroupKFold

    truth = np.array([row["label"] != "different" for row in rows])
    weighed = [name for name in WEIGHTS if name != "base"]
    table = np.array([[found[name] for name in weighed] for found in (measures(*pair) for pair in pairs)])
    copies = np.array([contained(*pair) >= SAME_TEXT for pair in pairs])
    apart = [row[APART] for row in rows]
    if len(set(apart)) < FOLDS:
        raise Refused(TOO_FEW, count=FOLDS)
    draws = []
    for draw in range(DRAWS):
        guesses = np.zeros(len(rows), dtype=bool)
        for seen, unseen in GroupKFold(FOLDS, shuffle=True, random_state=draw).split(table, truth, apart):
            if len(set(truth[seen])) < 2:
                raise Refused(TOO_FEW, count=FOLDS)
            machine = _learn(table[seen], truth[seen])
            scores = np.maximum(machine.predict_proba(table)[:, 1], copies)
            guesses[unseen] = scores[unseen] >= _threshold(scores[seen], truth[seen])
        draws.append(_told(rows, guesses.tolist()))
    return {
        **_over(draws, statistics.fmean),
        "spread": _over(draws, statistics.pstdev),
        "weights": _weights(_learn(table, truth)),
        "n": len(rows),
    }


def _learn(table: Numbers, truth: Truths) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH)).fit(table, truth)


def _threshold(scores: Numbers, truth: Truths) -> float:
    """Between which two scores these pairs are best parted: the highest F1."""
    order = np.argsort(-scores)
    f1 = 2 * np.cumsum(truth[order]) / (np.arange(1, len(scores) + 1) + truth.sum())
    return float(scores[order][f1.argmax() :][:2].mean())


def _weights(machine: Any) -> dict[str, float]:
    """The weights as `text.repeats` holds them: of the measures as they are, not of like spread."""
    scale, line = machine[0], machine[1]
    found = line.coef_[0] / scale.scale_
    base = float(line.intercept_[0] - found @ scale.mean_)
    return dict(zip(WEIGHTS, [*map(float, found), base], strict=True))


def _over(draws: Sequence[Told], what: Callable[[list[float]], float]) -> dict[str, Any]:
    """One figure of each name over all draws; none where a draw had none."""
    found: dict[str, Any] = {}
    for name in (name for name in draws[0] if name != "n"):
        held = [one[name] for one in draws]
        if isinstance(held[0], Mapping):
            found[name] = _over(held, what)
        else:
            found[name] = None if None in held else what(held)
    return found


def _told(rows: Sequence[Row], guesses: Sequence[bool]) -> dict[str, object]:
    clear = [n for n, row in enumerate(rows) if row["borderline"] not in ("1", "true")]
    return _figures(rows, guesses) | {
        "without_borderline": _figures([rows[n] for n in clear], [guesses[n] for n in clear])
    }


def _figures(rows: Sequence[Row], guesses: Sequence[bool]) -> dict[str, object]:
    truth = [row["label"] != "different" for row in rows]
    hits = sum(true and guess for true, guess in zip(truth, guesses, strict=True))
    said, true = sum(guesses), sum(truth)
    return {
        "precision": hits / said if said else None,
        "recall": hits / true if true else None,
        "f1": 2 * hits / (said + true) if said + true else None,
        "recall_other_words": _share(rows, guesses, OTHER_WORDS),
        "false_alarm_same_place": _share(rows, guesses, SAME_PLACE),
        "n": len(rows),
    }


def _share(rows: Sequence[Row], guesses: Sequence[bool], band: str) -> float | None:
    """How many pairs of a band were called the same matter."""
    held = [guess for row, guess in zip(rows, guesses, strict=True) if row["band"] == band]
    return sum(held) / len(held) if held else None
