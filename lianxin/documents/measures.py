"""The page of GB/T 9704-2012 in millimetres and points: PDF, DOCX and the test on the page read these rows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lianxin.rules.papers import Format
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

POINT_MM = 25.4 / 72


@dataclass(frozen=True)
class Page:
    """One format. Lengths end `_mm`, sizes `_pt`. `grade` is that of what `LOOSE` names; the rest is STD."""

    format: Format
    top_mm: float = 37.0
    left_mm: float = 28.0
    right_mm: float = 26.0
    bottom_mm: float = 35.0
    lines: int = 22
    characters: int = 28
    body_pt: float = 16.0
    title_pt: float = 22.0
    small_pt: float = 14.0
    mark_top_mm: float = 0.0  # from the top edge of the sheet; 0: no organ mark
    mark_pt: float = 0.0
    mark_rule_mm: float = 4.0  # below the mark (letter) or the number (red heading)
    rule_mm: float = 156.0
    foot_rule_mm: float = 0.0  # from the bottom edge of the sheet; 0: none
    folio_mm: float = 7.0  # below the type area
    first_folio: bool = True
    seal_mm: float = 42.0
    qr_mm: float = 20.0
    grade: str = "A"

    @property
    def width_mm(self) -> float:
        return 210 - self.left_mm - self.right_mm

    @property
    def height_mm(self) -> float:
        return 297 - self.top_mm - self.bottom_mm

    @property
    def pitch_pt(self) -> float:
        """From one line to the next."""
        return self.height_mm / POINT_MM / self.lines

    @property
    def advance_pt(self) -> float:
        """From one character to the next."""
        return self.width_mm / POINT_MM / self.characters

    def row(self) -> dict[str, object]:
        """The row as plain values, with what follows from it."""
        more = {"pitch_pt": self.pitch_pt, "advance_pt": self.advance_pt}
        return {**asdict(self), "format": self.format.value, **more}


PAGES: Mapping[Format, Page] = {
    page.format: page
    for page in (
        # 发文机关标志: its top is 35 mm below the top of the type area.
        Page(Format.OFFICIAL, mark_top_mm=72.0, mark_pt=40.0),
        Page(Format.PLAIN),
        # From memory of the letter format; an office measures its own and says so.
        Page(
            Format.LETTER,
            mark_top_mm=30.0,
            mark_pt=36.0,
            rule_mm=170.0,
            foot_rule_mm=20.0,
            first_folio=False,
            grade="MEM",
        ),
        Page(Format.FORM, body_pt=14.0, grade="INF"),
    )
}
# What an office may set for itself: everything the standard does not fix.
LOOSE: Mapping[Format, frozenset[str]] = {
    Format.OFFICIAL: frozenset({"mark_pt", "seal_mm", "qr_mm"}),
    Format.PLAIN: frozenset({"seal_mm", "qr_mm"}),
    Format.LETTER: frozenset(
        {
            "mark_top_mm",
            "mark_pt",
            "mark_rule_mm",
            "rule_mm",
            "foot_rule_mm",
            "first_folio",
            "seal_mm",
            "qr_mm",
        }
    ),
    Format.FORM: frozenset({"body_pt", "seal_mm", "qr_mm"}),
}


class BadPage(SaidError):
    """A page file that cannot be used; `said` tells the person who wrote it why."""


def pages(file: Path | None = None) -> Mapping[Format, Page]:
    """The pages, with what an office's TOML file sets: `[LETTER]` then `mark_top_mm = 28`. Raises BadPage."""
    if file is None or not file.exists():
        return PAGES
    try:
        typed = tomllib.loads(file.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadPage(_("版面文件“{file}”读不懂，请按 TOML 格式、UTF-8 编码书写"), file=file.name) from None
    found = dict(PAGES)
    for name, row in typed.items():
        if name not in Format.__members__ or not isinstance(row, dict):
            names = "、".join(Format.__members__)
            raise BadPage(_("版面文件里的“{name}”不是版式，可写的有：{names}"), name=name, names=names)
        found[Format[name]] = replace(found[Format[name]], **_allowed(Format[name], row))
    return found


def _allowed(form: Format, row: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in row.items():
        if key not in LOOSE[form]:
            allowed = "、".join(sorted(LOOSE[form]))
            raise BadPage(
                _("{form} 的“{key}”由 GB/T 9704 规定，不能改；可改的有：{allowed}"),
                form=form.value,
                key=key,
                allowed=allowed,
            )
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (
            isinstance(value, bool) if key == "first_folio" else number and 0 <= float(str(value)) <= 297
        ):
            raise BadPage(_("{form} 的“{key}”应是0到297之间的数"), form=form.value, key=key)
    return dict(row)
