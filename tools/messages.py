"""Keep the message catalogues: extract, compile, check.

Source strings are Simplified Chinese. English is written by hand; Traditional Chinese is made by OpenCC from the
source by "s2tw", which changes characters only: "s2twp" would also swap words, and turn 程序 (procedure) into 程式
(computer program), 审核 into 稽核 (audit) and 社区 into 社群, which are no longer the words of the law. `zh_Hant.extra.po`
overrides single sentences. Usage: python tools/messages.py extract|compile|check
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lianxin"
LOCALE = PACKAGE / "locale"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
GAPS = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w*\}(?!\})")
# A module may rename the marker to `_`; every name it may carry is looked for.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Where OpenCC picks the wrong one of two characters: bookmarks for signatures, 书签发 read as 书签 + 发, and so on.
WRONG_CHARACTERS = {
    "籤": "簽",
    "采用": "採用",
    "回避": "迴避",
    "公佈": "公布",
    "發佈": "發布",
    "宣佈": "宣布",
}
Message = tuple[str | tuple[str, ...], str | None]


def found() -> Iterator[Message]:
    """Every marked sentence of the package, in the order of its files."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_bytes()
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            # What a template turns into keeps its indentation, which Python would not take.
            lines = templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
            source = "\n".join(line.lstrip() for line in lines).encode()
        else:
            continue
        for _line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
            if message and (message if isinstance(message, str) else message[0]):
                yield message, context


def _catalogue(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, omit_header=True, sort_output=True, width=110)


def _fresh(locale: str, old: Catalog, translate: object = None) -> Catalog:
    new = Catalog(locale=locale, charset="utf-8")
    for message, context in found():
        known = old.get(message if isinstance(message, str) else message[0], context)
        text = known.string if known else ""
        if callable(translate):
            text = translate(message)
        new.add(message, text or "", context=context)
    return new


def _po(locale: str) -> Path:
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def update() -> None:
    """Rewrite both catalogues from the sources: English keeps what is translated, Traditional is made anew."""
    import opencc

    to_traditional = opencc.OpenCC("s2tw").convert
    extra = _catalogue(LOCALE / "zh_Hant.extra.po", "zh_Hant")

    def convert(text: str) -> str:
        text = to_traditional(text)
        for wrong, right in WRONG_CHARACTERS.items():
            text = text.replace(wrong, right)
        return text

    def traditional(message: str | tuple[str, ...]) -> str | tuple[str, ...]:
        one = message if isinstance(message, str) else message[0]
        given = extra.get(one)
        text = str(given.string) if given and given.string else convert(one)
        return text if isinstance(message, str) else (text,)

    _write(_po("en"), _fresh("en", _catalogue(_po("en"), "en")))
    _write(_po("zh_Hant"), _fresh("zh_Hant", Catalog(), traditional))


def compile_all() -> None:
    """Write the binary catalogues that Django reads."""
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        catalogue = _catalogue(po, po.parts[-3])
        # Put in place whole: another process may be reading it.
        made = po.with_suffix(f".{os.getpid()}.mo")
        with made.open("wb") as file:
            write_mo(file, catalogue)
        made.replace(po.with_suffix(".mo"))


def _texts(entry: object) -> list[str]:
    text = getattr(entry, "string", None) or ()
    return [text] if isinstance(text, str) else list(text)


def faults() -> list[str]:
    """What is missing or wrong in a catalogue, one sentence each."""
    wrong: list[str] = []
    wanted = set(found())
    for locale in ("en", "zh_Hant"):
        catalogue = _catalogue(_po(locale), locale)
        for message, context in sorted(wanted, key=str):
            one = message if isinstance(message, str) else message[0]
            entry = catalogue.get(one, context)
            texts = _texts(entry)
            if not texts or not all(texts):
                wrong.append(f"{locale}: not translated: {one!r}")
            elif any(sorted(set(GAPS.findall(text))) != sorted(set(GAPS.findall(one))) for text in texts):
                wrong.append(f"{locale}: other gaps than the source: {one!r}")
            elif locale == "en" and CHINESE.search(re.sub("[《〔][^》〕]*[》〕]", "", "".join(texts))):
                wrong.append(f"{locale}: still Chinese: {one!r}")
        ids = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
        ones = {m if isinstance(m, str) else m[0] for m, _context in wanted}
        wrong += [f"{locale}: no longer in the sources: {old!r}" for old in sorted(ids - ones)]
    return wrong


def main() -> int:
    """Do what the first argument names; the number of faults decides the exit code of `check`."""
    match sys.argv[1:]:
        case ["extract"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            wrong = faults()
            sys.stdout.write("".join(f"{line}\n" for line in wrong[:50]))
            sys.stdout.write(f"{len(wrong)} faults in the catalogues\n" if wrong else "catalogues complete\n")
            return 1 if wrong else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
