"""Measure the category model: learn from some splits of messages_labelled.tsv, ask about another."""

from __future__ import annotations

import statistics
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time

from lianxin.ops.evaluation.tables import Refused, Row, of_splits, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text import category, category_training, figures, lexicon
from lianxin.text.category import Decided

COLUMNS = ("time", "label", "title", "detail", "group", "split")
LAST = 5  # without split names the newest fifth is asked about
SPLITS = ("named", "time", "random")


def arguments(parser: ArgumentParser) -> None:
    """`--train A,B --test C` name splits; `--by time` asks about the newest fifth instead."""
    parser.add_argument("--train", default="train", help=_("用于学习的 split，逗号分隔"))
    parser.add_argument("--test", default="dev", help=_("用于评测的 split，逗号分隔"))
    parser.add_argument("--by", default="named", choices=SPLITS, help=_("如何划分：按 split 列，或按时间"))


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """The figures of a model that learned from the one part, on the other. Raises Refused."""
    rows = read_table(Path(str(options["data"])) / "messages_labelled.tsv", COLUMNS)
    learned, asked = divide(rows, options)
    if any(not row["label"].strip() for row in (*learned, *asked)):
        raise Refused(_("每一行都要有分类（label）"))
    try:
        model = category_training.learn([_decided(row) for row in learned], listed=lexicon.load().listed)
    except category_training.TooFew:
        raise Refused(_("学习的部分太少：至少要有两个类别，每类若干组")) from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "category.npz"
        model.write(path)
        size, model = path.stat().st_size, category.load(path)
    ranked, took = _ask(model, asked)
    truth = [row["label"] for row in asked]
    return _figures(truth, ranked, model.threshold) | {
        "ms_per_message": statistics.median(took["cpu"]),
        "ms_p95": _p95(took["cpu"]),
        "ms_wall": statistics.median(took["wall"]),
        "ms_wall_p95": _p95(took["wall"]),
        "model_mb": size / 1e6,
        "n": len(asked),
        "n_train": len(learned),
        "cross_validated": {
            name: model.card["out_of_fold"][name] for name in ("macro_f1", "accuracy", "top2", "ece")
        },
    }


def divide(rows: Sequence[Row], options: Mapping[str, object]) -> tuple[list[Row], list[Row]]:
    """The rows to learn from and the rows to ask about. Raises Refused where near-duplicates would cross."""
    if options["by"] == "random":
        raise Refused(
            _("不按随机划分评测：同一件事的近似重复会同时进入两边，成绩会虚高；请用 split 列或 --by time")
        )
    if options["by"] == "time":
        return _by_time(rows)
    learned, asked = (of_splits(rows, str(options[side])) for side in ("train", "test"))
    if crossing := {row["group"] for row in learned} & {row["group"] for row in asked}:
        told = _("{count} 组近似重复同时在学习和评测的部分（如 {group}），成绩会虚高；请重新划分")
        raise Refused(told, count=len(crossing), group=min(crossing))
    return learned, asked


def _by_time(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The newest fifth is asked about; what shares a group with it is not learned."""
    if any(not row["time"] for row in rows):
        raise Refused(_("按时间划分需要每一行都有时间（time）"))
    order = sorted(rows, key=_time)
    asked = order[len(order) - len(order) // LAST :]
    groups = {row["group"] for row in asked}
    return [row for row in order[: len(order) - len(asked)] if row["group"] not in groups], asked


def _time(row: Row) -> float:
    try:
        return datetime.fromisoformat(row["time"].strip()).timestamp()
    except ValueError:
        told = _("时间应写作 2026-03-05 或 2026-03-05 08:30:00，读不懂：{time}")
        raise Refused(told, time=row["time"]) from None


def _decided(row: Row) -> Decided:
    return Decided(row["title"], row["detail"], row["label"], row["group"])


def _ask(
    model: category.CategoryModel, asked: Sequence[Row]
) -> tuple[list[figures.Ranked], dict[str, list[float]]]:
    """Every label ranked for each message, and the milliseconds each suggestion with its reasons took."""
    ranked: list[figures.Ranked] = []
    took: dict[str, list[float]] = {"cpu": [], "wall": []}
    for row in asked:
        cpu, wall = process_time(), perf_counter()
        model.suggest(row["title"], row["detail"])
        took["cpu"].append((process_time() - cpu) * 1000)
        took["wall"].append((perf_counter() - wall) * 1000)
        ranked.append(model.rank(row["title"], row["detail"]))
    return ranked, took


def _p95(milliseconds: Sequence[float]) -> float:
    return sorted(milliseconds)[int(len(milliseconds) * 0.95)]


def _figures(truth: Sequence[str], ranked: Sequence[figures.Ranked], threshold: float) -> dict[str, object]:
    classes = figures.per_class(truth, [row[0][0] for row in ranked])
    sure = [(true, row[0][0]) for true, row in zip(truth, ranked, strict=True) if row[0][1] >= threshold]
    return {
        "macro_f1": figures.macro_f1(classes),
        "weighted_f1": figures.weighted_f1(classes),
        "accuracy": figures.top(truth, ranked, 1),
        "top2": figures.top(truth, ranked, 2),
        "ece": figures.calibration_error(truth, ranked),
        "threshold": threshold,
        "prefilled": len(sure) / len(truth),
        "prefilled_right": sum(true == guess for true, guess in sure) / len(sure) if sure else None,
        "per_class": {label: asdict(one) for label, one in classes.items()},
    }
