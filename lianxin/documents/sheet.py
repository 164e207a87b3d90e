"""What a paper says, ready to be laid out: no Django, no file, no clock. PDF and DOCX are made from one Sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lianxin.rules.papers import Format


class Kind(StrEnum):
    """What a block of a paper is."""

    HEADING = "h1"  # 一、 in 黑体
    SUBHEADING = "h2"  # （一） in 楷体
    PARAGRAPH = "p"
    ADDRESSEE = "to"
    QUOTE = "quote"  # the petitioner's own words
    ENCLOSED = "enclosed"  # 附件: of the note below the body
    ROW = "row"  # of a form: label and value
    GRID = "grid"  # a table of figures: `cells`, the first line its heads


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, row or table; `label` only for rows, `cells` only for tables."""

    kind: Kind
    text: str
    label: str = ""
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One paper. `date` is the day of issue, None for a draft; `check` is the address its QR code leads to."""

    title: str
    format: Format
    organ: str
    blocks: Sequence[Block]
    number: str = ""
    date: date | None = None
    signer: str = ""  # 签发人, of papers that go up
    note: str = ""
    copies: str = ""
    check: str = ""
    check_says: str = "扫码核对真伪"  # beside the code
    digest: str = ""
    draft: bool = False
    names_people: bool = False  # whether its wording has a place for the people it is about
    reader: str = ""  # whose copy it is, of a paper whose words no longer change
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_marked(self) -> bool:
        """Whether it bears the organ's mark and the red line."""
        return self.format in (Format.OFFICIAL, Format.LETTER)

    @property
    def lines_of_title(self) -> list[str]:
        """The title as it is broken."""
        return title_lines(self.organ, self.title, mark=self.is_marked)

    @property
    def imprint(self) -> tuple[str, str] | None:
        """印发机关 and 印发日期, the last line of a paper under the red heading."""
        if self.format is not Format.OFFICIAL or self.date is None:
            return None
        return self.organ, f"{spoken_day(self.date)}印发"

    @property
    def said(self) -> list[Block]:
        """Everything but the rows of the form."""
        return [block for block in self.blocks if block.kind is not Kind.ROW]

    @property
    def rows(self) -> list[Block]:
        """The rows of the form, which stand together under what is said."""
        return [block for block in self.blocks if block.kind is Kind.ROW]

    @property
    def text(self) -> str:
        """Every character that will be printed."""
        said = [self.title, self.organ, self.number, self.signer, self.note, self.copies]
        cells = (cell for block in self.blocks for row in block.cells for cell in row)
        return "".join([*said, *(block.label + block.text for block in self.blocks), *cells])


def spoken_day(day: date | None) -> str:
    """A day as papers write it: Arabic, no leading zeros (GB/T 9704-2012)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


TITLE_WIDTH = 20  # characters of 22 points in the width of the type area
SIGNED_WIDTH = 26  # of the body's size, with a character to spare on each side
LABEL_WIDTH = 10  # of a form's first column


def title_lines(organ: str, title: str, *, mark: bool) -> list[str]:
    """The title in lines broken by sense: the organ first unless its mark stands above, then what it is.

    >>> title_lines("某县信访局", "受理告知书", mark=False)
    ['某县信访局', '受理告知书']
    """
    return [*([] if mark or not organ else _lines(organ, PARTS_OF_ORGAN)), *_lines(title, PARTS_OF_TITLE)]


def signed_lines(organ: str) -> list[str]:
    """The organ as it signs, in lines broken by sense."""
    return _lines(organ, PARTS_OF_ORGAN, SIGNED_WIDTH)


def label_lines(label: str) -> list[str]:
    """The label of a form's row in lines broken by sense.

    >>> label_lines("签收人（与受送达人的关系）")
    ['签收人', '（与受送达人的关系）']
    """
    return _lines(label, PARTS_OF_LABEL, LABEL_WIDTH)


# Where a line may end: after a word, or before one that joins.
PARTS_OF_TITLE = re.compile("(?<=[的、，）》])|(?<=年度)|(?<=问题)(?!的)|(?<=建设)|(?=[和及与（《])|(?=有关)")  # fmt: skip
PARTS_OF_ORGAN = re.compile("(?<=[省州旗盟厅局府、])|(?<=县)(?!城)|(?<=市)(?<!城市)(?!场)|(?<=区)(?!域)|(?<=[乡镇村])(?!化|建)|(?<=委员会)|(?<=办公室)|(?=[和（])")  # fmt: skip
PARTS_OF_LABEL = re.compile("(?<=[的、，：])|(?=（)|(?=是否)")
NEVER_FIRST, NEVER_LAST = "、，。；：）》”〕", "（《“〔"


def _lines(text: str, parts: re.Pattern[str], width: int = TITLE_WIDTH) -> list[str]:
    """As few lines as can be, fewest breaks within a word, then the most even; none begins with a mark."""
    ends = {found.start() for found in parts.finditer(text)} | {len(text)}
    count = -(-len(text) // width) or 1
    best: dict[int, tuple[tuple[int, int, int], list[str]]] = {0: ((0, 0, 0), [])}
    for end in range(1, len(text) + 1):
        lost = end < len(text) and (text[end] in NEVER_FIRST or text[end - 1] in NEVER_LAST)
        cost = 9 if lost else int(end not in ends)
        for start in range(max(0, end - width), end):
            (cut, lines, uneven), before = best[start]
            ragged = uneven + (end - start - len(text) // count) ** 2
            found = ((cut + cost, lines + 1, ragged), [*before, text[start:end]])
            best[end] = min(best.get(end, found), found)
    return best[len(text)][1] or [text]
