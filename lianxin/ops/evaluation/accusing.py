"""Measure how many accusations are kept aside or asked about, and how many ordinary texts are as well.

`accusing.tsv` has the columns row_id, text, accuses (1 or 0) and split; the rules are made on one split and
scored on another.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from lianxin.ops.evaluation.tables import Refused, of_splits, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import ASKED, HELD, suspicion

COLUMNS = ("row_id", "text", "accuses", "split")


def arguments(parser: ArgumentParser) -> None:
    """Which rows are scored."""
    parser.add_argument("--split", default="score", help=_("用哪些 split 的行，逗号分开"))


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """Recall and precision of what is held, and of what is held or asked about. Raises Refused."""
    rows = of_splits(read_table(Path(str(options["data"])) / "accusing.tsv", COLUMNS), str(options["split"]))
    for row in rows:
        if row["accuses"] not in ("0", "1"):
            raise Refused(_("{row}：accuses 列应写 1 或者 0"), row=row["row_id"])
    scores = {row["row_id"]: suspicion(row["text"]).score for row in rows}
    accusing = {row["row_id"] for row in rows if row["accuses"] == "1"}
    return {
        "held": _figures(scores, accusing, HELD),
        "held_or_asked": _figures(scores, accusing, ASKED),
        "missed": sorted(row for row in accusing if scores[row] < ASKED),
        "needless": sorted(row for row in scores.keys() - accusing if scores[row] >= ASKED),
        "n_accusing": len(accusing),
        "n_ordinary": len(rows) - len(accusing),
    }


def _figures(scores: Mapping[str, float], accusing: set[str], least: float) -> dict[str, float | None]:
    found = {row for row, score in scores.items() if score >= least}
    right, ordinary = len(found & accusing), len(scores) - len(accusing)
    return {
        "recall": right / len(accusing) if accusing else None,
        "precision": right / len(found) if found else None,
        "false_alarms": (len(found) - right) / ordinary if ordinary else None,
    }
