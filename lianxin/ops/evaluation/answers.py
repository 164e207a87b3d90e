"""Measure the check of replies: against labels where somebody has read them, else how it differs from mere length.

`messages_with_replies.tsv` has msg_id, title and reply; `--labels FILE` has msg_id and empty (1: says nothing of
substance, 0: says something), for some or all of them.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from lianxin.ops.evaluation.tables import Refused, Row, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.answer_check import Answer, check

SHORT = 60  # characters: "shorter than this says nothing" is what a check must beat
LONG = 80  # characters from which length alone finds nothing


def arguments(parser: ArgumentParser) -> None:
    """`--labels FILE`: who read the replies and found them empty."""
    parser.add_argument("--labels", type=Path, help=_("标注文件：msg_id 和 empty（1 表示没有实质内容）"))


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """How often the check and mere length call a reply empty; with labels precision, recall and F1 of both."""
    rows = read_table(Path(str(options["data"])) / "messages_with_replies.tsv", ("msg_id", "title", "reply"))
    answers = {row["msg_id"]: check(row["reply"], [row["title"]]) for row in rows}
    found: dict[str, object] = {
        "n": len(answers),
        "empty": sum(one.is_empty for one in answers.values()),
        "empty_long": sum(one.is_empty and one.length >= LONG for one in answers.values()),
        "short": sum(one.length < SHORT for one in answers.values()),
        "short_and_empty": sum(one.is_empty and one.length < SHORT for one in answers.values()),
        "thin": sum(one.is_thin for one in answers.values()),
        "cites_law": sum(one.cites_law for one in answers.values()) / max(len(answers), 1),
        "says_nothing_of_the_title": sum(bool(one.unanswered) for one in answers.values()),
    }
    if options.get("labels"):
        found["labelled"] = _against(Path(str(options["labels"])), answers)
    return found


def _against(path: Path, answers: Mapping[str, Answer]) -> dict[str, object]:
    labels = [row for row in read_table(path, ("msg_id", "empty")) if row["msg_id"] in answers]
    if not labels:
        raise Refused(_("{path} 中没有一个 msg_id 与数据相同"), path=path)
    long = [row for row in labels if answers[row["msg_id"]].length >= LONG]
    return {
        "n": len(labels),
        "check": _scores(labels, answers, lambda one: one.is_empty),
        "short_alone": _scores(labels, answers, lambda one: one.length < SHORT),
        "check_long": _scores(long, answers, lambda one: one.is_empty),
    }


def _scores(
    labels: Sequence[Row], answers: Mapping[str, Answer], is_empty: Callable[[Answer], bool]
) -> dict[str, float | int]:
    pairs = [(row["empty"] == "1", is_empty(answers[row["msg_id"]])) for row in labels]
    hits = sum(true and said for true, said in pairs)
    said, true = sum(said for _true, said in pairs), sum(true for true, _said in pairs)
    return {
        "precision": hits / said if said else 0.0,
        "recall": hits / true if true else 0.0,
        "f1": 2 * hits / (said + true) if said + true else 0.0,
        "n_empty": true,
    }
