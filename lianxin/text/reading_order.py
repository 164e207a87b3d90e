"""Put the lines of a page into the order in which people read them, and join them into paragraphs.

Knows places only: a line is its text, how sure the reader was, and its box on the page. Western order, two columns
side by side, and columns from right to left (直排).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

LEAST_IN_COLUMN, LEAST_WIDE = 4, 0.3  # lines, and the share of the page, that make a column
FILLED = 0.6  # the share of a column's width that lines of running text fill
INDENT = 1.2  # line heights by which a paragraph is drawn in
ANEW = re.compile(
    r"\S{2,5}[:：]|[（(]?[一二三四五六七八九十0-9]{1,2}[)）、.．]"
)  # an entry of a form, an item of a list
ENTRY = re.compile(r"\S{2,6}[:：]")  # of a form
SHORT = 1.6  # line heights by which a last line falls short


@dataclass(frozen=True)
class Line:
    """One line as it was read; `sure` from 0 to 1; the box in dots of the page."""

    text: str
    sure: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


Row = list[Line]
Block = list[Row]


def blocks(lines: Iterable[Line], *, vertical: bool = False) -> list[Block]:
    """The page as blocks of rows, each row from its first to its last piece, in reading order."""
    found = [line for line in lines if line.text.strip()]
    if not found:
        return []
    if vertical:
        turned = {id(line): line for line in found}
        keyed = [(_turned(line), id(line)) for line in found]
        order = {id(new): turned[old] for new, old in keyed}
        return [[[order[id(one)] for one in row] for row in _rows([new for new, _old in keyed])]]
    return _parted(found)


def in_order(lines: Iterable[Line], *, vertical: bool = False) -> list[Line]:
    """All lines of the page in reading order."""
    return [line for block in blocks(lines, vertical=vertical) for row in block for line in row]


def as_text(lines: Iterable[Line], *, vertical: bool = False) -> str:
    """The page as text: lines joined where a paragraph goes on, pieces of one row set apart."""
    parts = [_joined(block, vertical=vertical) for block in blocks(lines, vertical=vertical)]
    return "\n".join(part for part in parts if part)


def _turned(line: Line) -> Line:
    """The line as if the page lay on its side: columns from the right become rows from the top."""
    return replace(line, left=line.top, right=line.bottom, top=-line.right, bottom=-line.left)


def _rows(lines: Sequence[Line]) -> Block:
    """Lines beside each other make a row."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda one: one.middle):
        last = rows[-1] if rows else []
        if last and line.middle - _middle(last) < 0.5 * min(line.height, last[0].height):
            last.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _middle(row: Row) -> float:
    return sum(line.middle for line in row) / len(row)


def _parted(lines: list[Line]) -> list[Block]:
    """Two columns are read one after the other, between what runs across both."""
    gutter = _gutter(lines)
    if gutter is None:
        return [_rows(lines)]
    across = sorted((one for one in lines if one.left < gutter < one.right), key=lambda one: one.middle)
    rest = [line for line in lines if line not in across]
    found: list[Block] = []
    for line in [*across, None]:
        here = [one for one in rest if line is None or one.middle < line.middle]
        rest = [one for one in rest if one not in here]
        for side in (
            [one for one in here if one.right <= gutter],
            [one for one in here if one.left >= gutter],
        ):
            if side:
                found.append(_rows(side))
        if line is not None:
            found.append([[line]])
    return found


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the page parts into two columns of running text; None for a page of one."""
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    best: tuple[int, float] | None = None
    for step in range(30, 71):
        at = first + (last - first) * step / 100
        across = sum(line.left < at < line.right for line in lines)
        left = [line for line in lines if line.right <= at]
        right = [line for line in lines if line.left >= at]
        if across * 4 > len(lines) or not _are_columns(left, right, last - first) or not _beside(left, right):
            continue
        if best is None or across < best[0]:
            best = (across, at)
    return best[1] if best else None


def _are_columns(left: Sequence[Line], right: Sequence[Line], span: float) -> bool:
    """Two sides of running text; the last column may end in a closing, a name and a date. A form is none."""
    if min(len(left), len(right)) < LEAST_IN_COLUMN or min(_wide(left), _wide(right)) < LEAST_WIDE * span:
        return False
    full = [sum(line.width >= FILLED * _wide(side) for line in side) for side in (left, right)]
    runs = any(count * 3 >= len(side) for count, side in zip(full, (left, right), strict=True))
    entries = any(
        sum(bool(ENTRY.match(line.text)) for line in side) * 2 > len(side) for side in (left, right)
    )
    return runs and sum(full) * 3 >= len(left) + len(right) and not entries


def _wide(side: Sequence[Line]) -> float:
    return max(line.right for line in side) - min(line.left for line in side)


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the two share most of their height; a letter's head and foot do not."""
    top = max(min(line.top for line in side) for side in (left, right))
    bottom = min(max(line.bottom for line in side) for side in (left, right))
    tall = min(max(line.bottom for line in side) - min(line.top for line in side) for side in (left, right))
    return bottom - top > tall / 2


def _joined(block: Block, *, vertical: bool) -> str:
    rows = [[_turned(line) for line in row] for row in block] if vertical else block
    first, last = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    high = median(line.height for row in rows for line in row)
    text = ""
    for place, row in enumerate(rows):
        words = "  ".join(line.text.strip() for line in row)
        if not place:
            text = words
            continue
        before = rows[place - 1]
        goes_on = before[-1].right >= last - SHORT * high and row[0].left <= first + INDENT * high
        goes_on = goes_on and not ANEW.match(words)
        text += (_space(text, words) if goes_on else "\n") + words
    return text


def _space(before: str, after: str) -> str:
    """Only words of letters are set apart at the end of a line."""
    return (
        " "
        if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalpha()
        else ""
    )
