"""Measure redaction: how much of what is personal is blanked, and how often what should stay is blanked too.

`redact.tsv` has the columns row_id, text, personal and keep. `personal` lists what must go as kind=words, `keep`
what must stay; both separated by "|". A part column, if there is one, is reported part by part.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from lianxin.ops.evaluation.tables import Refused, Row, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.redact import KINDS, find

COLUMNS = ("row_id", "text", "personal", "keep")


def arguments(parser: ArgumentParser) -> None:
    """No option of its own."""


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """Recall by kind (a stretch counts only if every character of it is gone) and how much was kept. Raises Refused."""
    rows = read_table(Path(str(options["data"])) / "redact.tsv", COLUMNS)
    told = {"all": _figures(rows)}
    for part in sorted({row.get("part", "") for row in rows} - {""}):
        told[part] = _figures([row for row in rows if row.get("part") == part])
    return {**told.pop("all"), **told}


def _figures(rows: Sequence[Row]) -> dict[str, object]:
    there, gone = Counter[str](), Counter[str]()
    keep = kept = 0
    missed: list[str] = []
    for row in rows:
        blank = blanked(row["text"])
        for kind, words in _wanted(row):
            there[kind] += 1
            if _all_gone(row["text"], words, blank):
                gone[kind] += 1
            else:
                missed.append(f"{row['row_id']} {kind}")
        for words in filter(None, row["keep"].split("|")):
            keep += 1
            at = row["text"].find(words)
            kept += at >= 0 and not any(blank[at : at + len(words)])
    return {
        "recall": gone.total() / there.total() if there else None,
        "recall_by_kind": {kind: gone[kind] / count for kind, count in sorted(there.items())},
        "kept": kept / keep if keep else None,
        "missed": missed,
        "n": len(rows),
        "n_personal": there.total(),
        "n_keep": keep,
    }


def blanked(text: str) -> list[bool]:
    """Of each character, whether it is blanked."""
    blank = [False] * len(text)
    for found in find(text):
        blank[found.start : found.end] = [True] * (found.end - found.start)
    return blank


def _wanted(row: Row) -> list[tuple[str, str]]:
    found = []
    for one in filter(None, row["personal"].split("|")):
        kind, equals, words = one.partition("=")
        if not equals or kind not in KINDS or words not in row["text"]:
            raise Refused(
                _("{row}：personal 列应写作“种类=原文”，种类有 {kinds}"),
                row=row["row_id"],
                kinds=tuple(KINDS),
            )
        found.append((kind, words))
    return found


def _all_gone(text: str, words: str, blank: Sequence[bool]) -> bool:
    """Whether no letter or digit of it is left, wherever it stands."""
    at = text.find(words)
    while at >= 0:
        if any(text[i].isalnum() and not blank[i] for i in range(at, at + len(words))):
            return False
        at = text.find(words, at + 1)
    return True
