"""Measure the pair score on pairs judged by people; the weights are those that ship, nothing is fitted here."""

from __future__ import annotations

import statistics
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time

from lianxin.ops.evaluation.letters import dated, known
from lianxin.ops.evaluation.tables import Row, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.repeats import compare

COLUMNS = ("id1", "id2", "label", "borderline", "band")
OTHER_WORDS, SAME_PLACE = "H+", "H-"


def arguments(parser: ArgumentParser) -> None:
    """`--gold FILE` names the judged pairs."""
    parser.add_argument("--gold", type=Path, required=True, help=_("人工判断过的信件对"))


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """Figures of all pairs, and of those that were not borderline. Raises Refused."""
    readings = dated(Path(str(options["data"])))
    rows = read_table(Path(str(options["gold"])), COLUMNS)
    pairs = [(known(readings, row["id1"]), known(readings, row["id2"])) for row in rows]
    guesses, milliseconds = [], []
    for one, other in pairs:
        started = process_time()
        guesses.append(compare(one, other).same)
        milliseconds.append((process_time() - started) * 1000)
    clear = [n for n, row in enumerate(rows) if row["borderline"] not in ("1", "true")]
    return _figures(rows, guesses) | {
        "without_borderline": _figures([rows[n] for n in clear], [guesses[n] for n in clear]),
        "ms_per_pair": statistics.median(milliseconds) if milliseconds else None,
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
