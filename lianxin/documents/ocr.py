"""Read the text of a page with RapidOCR, if it is installed: turned upright, straightened, lines with how sure they are.

An optional part (`lianxin[ocr]`, see docs/decisions/0020-ocr.md). Its models lie in its package: nothing is fetched.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from lianxin.rules.scans import SCANS

TALL = 1.5  # the shape from which a box is a column, or a line of a page that lies on its side
SAMPLE, CELLS = 6, 8
TOGETHER = 6  # columns
LOOK = 1280  # dots of the longer side in which lines are looked for; small columns are lost in so few
SKEW = 0.6  # degrees that are straightened
MOST_SKEW = 20.0


class ReadLine(NamedTuple):
    """One line as it was read; `sure` from 0 to 1; the box in dots of the page's picture."""

    text: str
    sure: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class ReadPage:
    """A page as it was read. `picture` is upright and straight; the boxes of `lines` lie on it, in no order."""

    picture: Image.Image
    lines: tuple[ReadLine, ...]
    vertical: bool = False
    turned: int = 0  # quarter turns to the left that made it upright
    lost: int = 0  # lines that are there and could not be read, as of a script the models do not know


def available() -> bool:
    """Whether the reader is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    # One thread: more take more time in all, and the windows need the others. One line at a time: several read
    # together are all made as long as the longest.
    return RapidOCR(params={
        "Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1, "Rec.rec_batch_num": 1,
        "Det.limit_type": "max", "Det.limit_side_len": LOOK,
    })  # fmt: skip


def warm() -> None:
    """Load the models now; else the first page does."""
    _engine()


def read_page(picture: Image.Image) -> ReadPage:
    """The lines of one page; none for an empty page."""
    engine, turned = _engine(), 0
    found = _found(engine, picture)
    if not found.boxes:
        return ReadPage(picture, ())
    angle = _skew(found)
    if abs(angle) > SKEW:  # first of all: the corners of a long box that leans are told apart wrongly
        picture = picture.rotate(angle, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
        found = _found(engine, picture)
    vertical = _lies(found) and _stands_upright(engine, found)
    if _lies(found) and not vertical:
        picture, turned = picture.rotate(90, expand=True), 1
        found = _found(engine, picture)
    if not vertical and _on_its_head(engine, found):
        picture, turned = picture.rotate(180), turned + 2
        found = _found(engine, picture)
    if vertical:
        found = _found(engine, picture, look=max(picture.size))
    if not found.boxes:
        return ReadPage(picture, (), vertical, turned)
    # Columns are read together: alone, a short one turns its figures wide and loses its stop.
    engine._load_rec_model().rec_batch_num = TOGETHER if vertical else 1
    lines = tuple(_lines(engine, found))
    return ReadPage(picture, lines, vertical, turned, len(found.boxes) - len(lines))


@dataclass(frozen=True)
class _Found:
    boxes: list[Any]  # four corners each, from the upper left one clockwise
    crops: list[Any]


def _found(engine: Any, picture: Image.Image, look: int = LOOK) -> _Found:
    from rapidocr.main import RapidOCRError

    dots = np.asarray(picture.convert("RGB"))[:, :, ::-1].copy()
    record: dict[str, Any] = {}
    engine._load_det_model().limit_side_len = look
    try:
        crops, found = engine.detect_and_crop(dots, record)
    except RapidOCRError:  # its way to say that there is no text
        return _Found([], [])
    padding = record.get("padding_1", {})
    away = np.array([padding.get("left", 0), padding.get("top", 0)])
    return _Found([np.asarray(box) - away for box in found.boxes], list(crops))


def _sides(box: Any) -> tuple[float, float]:
    return float(np.linalg.norm(box[1] - box[0])), float(np.linalg.norm(box[3] - box[0]))


def _lies(found: _Found) -> bool:
    """Whether most of the text stands in tall boxes."""
    tall = sum(high for wide, high in map(_sides, found.boxes) if high > TALL * wide)
    flat = sum(wide for wide, high in map(_sides, found.boxes) if high <= TALL * wide)
    return tall > flat


def _longest(crops: Sequence[Any]) -> list[Any]:
    return sorted(crops, key=lambda crop: -crop.shape[1])[:SAMPLE]


def _stands_upright(engine: Any, found: _Found) -> bool:
    """Whether the characters of tall lines stand upright (直排) instead of lying with a page that was turned.

    The model reads characters that stand or lie on their left side, and no others: set in a row and turned all
    four ways, those of a column read as they are and a quarter to the right, those of a turned page otherwise.
    """
    sample = _longest(found.crops)[:3]
    read = set("".join(engine.recognize_txt(engine.cls_and_rotate(sample)[0] + sample).txts))
    cells = [crop[:, first:last] for crop in sample for first, last in _cuts(crop)[1 : CELLS + 1]]
    if not cells:
        return True
    rows = [_in_a_row(cells, turns) for turns in range(4)]
    as_it_is, left, reverse, right = (
        sum(c in read for c in text) for text in engine.recognize_txt(rows).txts
    )
    return min(as_it_is, right) > max(min(as_it_is, left), min(reverse, right))


def _in_a_row(cells: Sequence[Any], turns: int) -> Any:
    """These characters, each turned so many quarters to the left, as one line."""
    squares = [
        Image.fromarray(np.ascontiguousarray(np.rot90(cell, turns))).resize((48, 48)) for cell in cells
    ]
    row = Image.new("RGB", (60 * len(squares), 48), "white")
    for place, square in enumerate(squares):
        row.paste(square, (60 * place + 6, 0))
    return np.asarray(row)


def _on_its_head(engine: Any, found: _Found) -> bool:
    if not found.crops:
        return False
    sample = _longest(found.crops)
    _turned, classes = engine.cls_and_rotate(sample)
    return sum("180" in label for label, _sure in classes.cls_res) * 2 > len(sample)


def _skew(found: _Found) -> float:
    """By how many degrees lines or columns lean, whichever the page has: the middle one of the longer half."""
    sides = sorted(
        (max(box[1] - box[0], box[3] - box[0], key=np.linalg.norm) for box in found.boxes), key=np.linalg.norm
    )
    angles = [math.degrees(math.atan2(float(y), float(x))) for x, y in sides[len(sides) // 2 :]]
    angle = median((each + 45) % 90 - 45 for each in angles) if angles else 0.0
    return angle if abs(angle) <= MOST_SKEW else 0.0


def _lines(engine: Any, found: _Found) -> list[ReadLine]:
    read = engine.recognize_txt(found.crops)
    lines = []
    for box, text, sure in zip(found.boxes, read.txts, read.scores, strict=True):
        if text.strip() and sure > SCANS.lost:
            left, top = box.min(axis=0)
            right, bottom = box.max(axis=0)
            lines.append(ReadLine(text, float(sure), float(left), float(top), float(right), float(bottom)))
    return lines


def _cuts(crop: Any) -> list[tuple[int, int]]:
    """Where single characters of a line begin and end: near each step of its height, the place with least ink."""
    high, wide = crop.shape[:2]
    ink = (255 - crop.mean(axis=2)).sum(axis=0)
    cuts, at = [], 0
    while at + high < wide:
        first, last = at + round(high * 0.7), min(at + round(high * 1.2), wide - 1)
        cut = first + int(np.argmin(ink[first:last])) if first < last else wide
        cuts.append((at, cut))
        at = cut
    return cuts
