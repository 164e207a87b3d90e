"""Measure the reading of scanned letters: pictures or PDFs, each beside a .txt of the same name with what it says.

Characters are compared after NFKC and without white space: how a letter breaks its lines is not what it says.
"""

from __future__ import annotations

import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import mean
from time import perf_counter, process_time

import numpy as np

from lianxin.documents import ocr
from lianxin.documents.attachments import recognise
from lianxin.documents.letter_pages import READ, NoPages, sheets
from lianxin.ops.evaluation.tables import Refused
from lianxin.rules.scans import SCANS
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.reading_order import Line, as_text


def arguments(parser: ArgumentParser) -> None:
    """No option of its own."""


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """Character error rate over all and letter by letter, how telling the certainty is, seconds a page. Raises Refused."""
    if not ocr.available():
        raise Refused(_("没有安装文字识别：pip install lianxin[ocr]"))
    letters = {path.name: _letter(path) for path in _pairs(Path(str(options["data"])))}
    errors, length = (sum(one[part] for one in letters.values()) for part in ("errors", "length"))
    pages = sum(one["pages"] for one in letters.values())
    marked, lines = (sum(one[part] for one in letters.values()) for part in ("unsure", "lines"))
    return {
        "character_error_rate": errors / length if length else 0.0,
        "seconds_per_page": sum(one["seconds"] for one in letters.values()) / max(pages, 1),
        "cpu_seconds_per_page": sum(one["cpu"] for one in letters.values()) / max(pages, 1),
        "lines_marked_unsure": marked / lines if lines else 0.0,
        "worst": max((one["errors"] / max(one["length"], 1) for one in letters.values()), default=0.0),
        "n": len(letters),
        "pages": pages,
        "letters": {
            name: {
                "character_error_rate": one["errors"] / max(one["length"], 1),
                "sure": one["sure"],
                "pages": one["pages"],
            }
            for name, one in letters.items()
        },
    }


def _pairs(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise Refused(_("没有这个文件夹：{path}"), path=folder)
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix != ".txt" and path.with_suffix(".txt").is_file()
    ]
    if not found:
        raise Refused(_("{path} 里没有图片和同名的 .txt"), path=folder)
    return iter(found)


def _letter(path: Path) -> dict[str, float]:
    data, wanted = path.read_bytes(), _bare(path.with_suffix(".txt").read_text("utf-8-sig"))
    kind = recognise(data)
    if kind not in READ:
        raise Refused(_("{path} 不是能识别的图片或者 PDF"), path=path)
    ocr.warm()  # loading the models is no part of reading a page
    started, cpu, texts, sure, pages = perf_counter(), process_time(), [], [], 0
    try:
        for sheet in sheets(data, kind):
            page = ocr.read_page(sheet.picture)
            texts.append(as_text((Line(*line) for line in page.lines), vertical=page.vertical))
            sure += [line.sure for line in page.lines]
            pages += 1
    except NoPages as fault:
        raise Refused(_("{path}：{why}"), path=path.name, why=fault.said) from None
    return {
        "errors": distance(_bare("".join(texts)), wanted), "length": len(wanted), "pages": pages,
        "seconds": perf_counter() - started, "cpu": process_time() - cpu,
        "sure": mean(sure) if sure else 0.0, "lines": len(sure), "unsure": sum(one < SCANS.unsure for one in sure),
    }  # fmt: skip


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def distance(read: str, wanted: str) -> int:
    """How many characters must be put in, taken out or changed (Levenshtein)."""
    codes = np.array([ord(c) for c in wanted], dtype=np.int64)
    row = np.arange(len(wanted) + 1)
    steps = np.arange(len(wanted) + 1)
    for place, character in enumerate(read, 1):
        new = np.concatenate(([place], np.minimum(row[1:] + 1, row[:-1] + (codes != ord(character)))))
        row = np.minimum.accumulate(new - steps) + steps
    return int(row[-1])
