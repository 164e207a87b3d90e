"""Measure the summary: how much of the title a person gave a letter stands in the sentences taken from the letter alone.

Beside it, in the same run, what needs no engine: the letter's first sentences, and its first characters up to the same length.
"""

from __future__ import annotations

import statistics
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path

from lianxin.ops.evaluation.tables import Refused, Row, of_splits, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.figures import rouge
from lianxin.text.sentences import sentences
from lianxin.text.summary import LONG, summarise

COLUMNS = ("title", "detail", "split")
LENGTHS = {"one_sentence": 1, "three_sentences": 3}  # three is what a page shows


def arguments(parser: ArgumentParser) -> None:
    """`--split A,B` names the letters asked about."""
    parser.add_argument("--split", default="train", help=_("用于评测的 split，逗号分隔"))


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """ROUGE of extract, first sentences and first characters against the title, for long letters. Raises Refused."""
    rows = read_table(Path(str(options["data"])) / "messages_labelled.tsv", COLUMNS)
    asked = [row for row in of_splits(rows, str(options["split"])) if _is_asked(row)]
    if not asked:
        raise Refused(_("没有一封有标题、不短于{least}字、多于{most}句的信"), least=LONG, most=3)
    return {**{name: _beside(asked, most) for name, most in LENGTHS.items()}, "n": len(asked)}


def _is_asked(row: Row) -> bool:
    """Whether a page would show a summary of it, and there is a title to compare."""
    told = row["detail"]
    return bool(row["title"].strip()) and len(told) >= LONG and len(sentences(told)) > max(LENGTHS.values())


def _beside(asked: Sequence[Row], most: int) -> dict[str, dict[str, float]]:
    extracts = ["".join(summarise(row["detail"], most=most)) for row in asked]
    firsts = ["".join(sentences(row["detail"])[:most]) for row in asked]
    heads = [row["detail"][: len(text)] for row, text in zip(asked, extracts, strict=True)]
    titles = [row["title"] for row in asked]
    ways = {"extract": extracts, "first_sentences": firsts, "first_characters": heads}
    return {name: _figures(texts, titles) for name, texts in ways.items()}


def _figures(texts: Sequence[str], titles: Sequence[str]) -> dict[str, float]:
    found = {}
    for size in (1, 2):
        told = [rouge(text, title, size) for text, title in zip(texts, titles, strict=True)]
        found[f"rouge{size}_f"] = statistics.fmean(one.f1 for one in told)
        found[f"rouge{size}_recall"] = statistics.fmean(one.recall for one in told)
    return {**found, "characters": statistics.fmean(map(len, texts))}
