"""Make the fonts of the papers from the web fonts of the lock file: `python frontend/fonts.py`.

Web fonts come cut into a hundred pieces; typst wants whole ones. Reads node_modules (after `build.py`), writes
lianxin/documents/built/*.ttf with the licences. The families are renamed: they are not the originals any more.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
BUILT = HERE.parent / "lianxin" / "documents" / "built"
NOTO = "@fontsource-variable/noto-{name}-sc"
# family -> (package, pattern of its pieces, weight of a variable font)
FONTS = {
    "Lianxin Kai": ("lxgw-wenkai-screen-web", "lxgwwenkaigbscreen/*.woff2", None),
    "Lianxin Song": (NOTO.format(name="serif"), "files/*-wght-normal.woff2", 700),
    "Lianxin Hei": (NOTO.format(name="sans"), "files/*-wght-normal.woff2", 600),
}

NOTICES = {
    "Lianxin Kai": "LXGW WenKai GB Screen, © LXGW and The Klee Project Authors",
    "Lianxin Song": "Noto Serif SC, © Google and Adobe",
    "Lianxin Hei": "Noto Sans SC, © Google and Adobe",
}
MADE = 3_786_912_000  # 2024-01-01 in seconds since 1904: the same input makes the same bytes


def pieces(package: str, pattern: str, weight: int | None) -> Iterator[TTFont]:
    """The pieces of one font in a fixed order, so that the same lock file makes the same font."""
    found = (MODULES / package).glob(pattern)
    for path in sorted(found, key=lambda p: [int(n) for n in re.findall(r"\d+", p.name)] or [0]):
        font = TTFont(path)
        yield instantiateVariableFont(font, {"wght": weight}) if weight else font


def join(family: str, parts: Iterator[TTFont], target: Path) -> int:
    """One TrueType font of all pieces without hints and features; returns how many characters it has."""
    glyphs, widths, characters = {}, {}, {}
    first: TTFont | None = None
    for number, part in enumerate(parts):
        first = first or part
        table, cmap, metrics = part["glyf"], part.getBestCmap(), part["hmtx"].metrics
        wanted = {name: f"g{number}.{name}" for name in part.getGlyphOrder()}
        for name, new in wanted.items():
            glyph = table[name]
            glyph.expand(table)
            glyph.removeHinting()
            for component in glyph.components if glyph.isComposite() else ():
                component.glyphName = wanted[component.glyphName]
            glyphs[new], widths[new] = glyph, metrics[name]
        for code, name in cmap.items():
            characters.setdefault(code, wanted[name])
    assert first is not None, f"no web font for {family}: run frontend/build.py"  # noqa: S101
    order = [".notdef", *sorted(_used(glyphs, set(characters.values())) - {".notdef"})]
    glyphs[".notdef"], widths[".notdef"] = glyphs["g0..notdef"], widths["g0..notdef"]
    builder = FontBuilder(first["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(characters)
    builder.setupGlyf({name: glyphs[name] for name in order})
    builder.setupHorizontalMetrics({name: widths[name] for name in order})
    builder.setupHorizontalHeader(ascent=first["hhea"].ascent, descent=first["hhea"].descent)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(usWeightClass=400, sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = MADE
    builder.font.recalcTimestamp = False
    builder.save(target)
    return len(characters)


def _used(glyphs: dict, names: set[str]) -> set[str]:
    found = set()
    while names:
        found |= names
        parts = {c.glyphName for n in names if glyphs[n].isComposite() for c in glyphs[n].components}
        names = parts - found
    return found


def main() -> int:
    BUILT.mkdir(parents=True, exist_ok=True)
    said = ["Made from these fonts, renamed; SIL Open Font License 1.1, see OFL.txt."]
    for family, (package, pattern, weight) in FONTS.items():
        target = BUILT / f"{family.replace(' ', '')}.ttf"
        count = join(family, pieces(package, pattern, weight), target)
        said.append(f"{target.name}: {NOTICES[family]}")
        print(f"{family:14} {count:6} characters {target.stat().st_size / 1e6:5.1f} MB")
    (BUILT / "NOTICE.txt").write_text("\n".join(said) + "\n", "utf-8")
    shutil.copyfile(MODULES / NOTO.format(name="serif") / "LICENSE", BUILT / "OFL.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
