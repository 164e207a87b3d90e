"""Fonts of the papers: an office's own folder first, then the free ones made at set-up; nothing from the machine.

A character none of them has is found here, before a paper is issued; a blank box never reaches anybody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

BUILT = Path(__file__).parent / "built"
FILES = frozenset({".ttf", ".otf", ".ttc"})
INVISIBLE = frozenset(" \n\t\r\u3000\u00a0\u200b")


class Face(StrEnum):
    """The four faces GB/T 9704 asks for; values are the names office software knows them by."""

    FANG = "仿宋_GB2312"
    SONG = "方正小标宋简体"
    HEI = "黑体"
    KAI = "楷体_GB2312"


# Families tried in this order for each face; an office's fonts.toml puts its own before them.
FAMILIES: Mapping[Face, tuple[str, ...]] = {
    Face.FANG: (
        "FangSong_GB2312",
        "FangSong",
        "STFangsong",
        "Zhuque Fangsong",
        "FandolFang R",
        "Lianxin Kai",
    ),
    Face.SONG: ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Lianxin Song"),
    Face.HEI: ("SimHei", "STHeiti", "Lianxin Hei"),
    Face.KAI: ("KaiTi_GB2312", "KaiTi", "STKaiti", "Lianxin Kai"),
}
LAST = "Lianxin Kai"  # 47,000 characters: whatever the others lack


class BadFonts(SaidError):
    """Fonts that cannot be used; `said` tells the operator why."""


@dataclass(frozen=True)
class Fonts:
    """Folders to read, families for each face in order, and the characters each face can print."""

    folders: tuple[Path, ...]
    families: Mapping[Face, tuple[str, ...]]
    characters: Mapping[Face, frozenset[int]]

    def lacking(self, text: str, face: Face = Face.FANG) -> list[str]:
        """The characters of `text` that no font has, each once, in order."""
        known = self.characters[face]
        return [c for c in dict.fromkeys(text) if c not in INVISIBLE and ord(c) not in known]


@lru_cache(maxsize=8)
def fonts(folder: Path | None = None) -> Fonts:
    """The fonts there are, `folder` before our own. Raises BadFonts."""
    folders = tuple(path for path in (folder, BUILT) if path and path.is_dir())
    found: dict[str, frozenset[int]] = {}
    for path in (p for root in folders for p in sorted(root.iterdir()) if p.suffix.lower() in FILES):
        for family, characters in _read(path):
            found.setdefault(family, characters)
    if LAST not in found:
        raise BadFonts(_("没有找到文书字体，请先运行 make setup"))
    order = {**FAMILIES, **(_mapped(folder, found) if folder else {})}
    families = {face: tuple(dict.fromkeys(f for f in (*order[face], LAST) if f in found)) for face in Face}
    printable = {face: frozenset[int]().union(*(found[f] for f in families[face])) for face in Face}
    return Fonts(folders, families, printable)


def _read(path: Path) -> list[tuple[str, frozenset[int]]]:
    try:
        faces: Sequence[TTFont] = (
            TTCollection(path, lazy=True).fonts
            if path.suffix.lower() == ".ttc"
            else [TTFont(path, lazy=True)]
        )
        return [(str(font["name"].getDebugName(1)), frozenset(font.getBestCmap())) for font in faces]
    except (TTLibError, OSError, KeyError):
        raise BadFonts(_("字体文件“{file}”读不出来，请换一个"), file=path.name) from None


def _mapped(folder: Path, found: Mapping[str, object]) -> dict[Face, tuple[str, ...]]:
    """The font map of an office, fonts.toml: `仿宋 = ["My FangSong"]`."""
    file = folder / "fonts.toml"
    if not file.exists():
        return {}
    try:
        typed = tomllib.loads(file.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadFonts(_("字体对照表“{file}”读不懂，请按 TOML 格式书写"), file=file.name) from None
    names = {"仿宋": Face.FANG, "小标宋": Face.SONG, "黑体": Face.HEI, "楷体": Face.KAI}
    mapped: dict[Face, tuple[str, ...]] = {}
    for name, wanted in typed.items():
        families = [wanted] if isinstance(wanted, str) else wanted
        if name not in names or not isinstance(families, list):
            raise BadFonts(_("字体对照表只能写：{names}"), names="、".join(names))
        if missing := [family for family in families if family not in found]:
            raise BadFonts(
                _("字体“{family}”不在字体文件夹里；有的是：{found}"),
                family=missing[0],
                found="、".join(sorted(found)),
            )
        mapped[names[name]] = (*families, *FAMILIES[names[name]])
    return mapped


def spelled(text: str, own: Fonts) -> str:
    """The text with each character that no font has spelled by its code: other people's words are not refused.

    >>> spelled("王\U000323ae", fonts())
    '王〔U+323AE〕'
    """
    missing = own.lacking(text)
    for character in missing:
        text = text.replace(character, f"〔U+{ord(character):04X}〕")
    return text
