"""The words of a document that is a packed folder of XML (DOCX, ODT, OFD), as it streams by: nothing is built in memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from lianxin.rules.attachments import MB, TextLimits

_PIECE = 1 << 16
_NUMBERS = re.compile("[0-9]+")


class Locked(Exception):
    """A password is needed."""


class TooMuch(Exception):
    """It unpacks to more than is read."""


@dataclass(frozen=True)
class _Format:
    """Which parts hold words, in which elements they stand, what an element's end means, and what is passed over."""

    parts: re.Pattern[str]
    said: frozenset[str]
    ends: Mapping[str, str]
    unseen: frozenset[str]
    lined: bool = False  # lines are told by where they stand on the page


_FORMATS: Mapping[str, _Format] = {
    "DOCX": _Format(
        re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
        frozenset({"t"}),
        {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "tc": "\t"},
        frozenset({"Fallback", "pPr", "rPr", "sectPr"}),  # a fallback says again what stands beside it
    ),
    "ODT": _Format(
        re.compile(r"content\.xml"),
        frozenset({"p", "h"}),
        {"p": "\n", "h": "\n", "line-break": "\n", "tab": "\t", "s": " ", "table-cell": "\t"},
        frozenset({"tracked-changes"}),
    ),
    "OFD": _Format(
        re.compile(r".*/Pages/.*\.xml", re.IGNORECASE), frozenset({"TextCode"}), {}, frozenset(), lined=True
    ),
}
PACKED: Collection[str] = _FORMATS.keys()


def packed_text(data: bytes, kind: str, limits: TextLimits) -> Iterator[str]:
    """The words of each part in order, until they are `measured` as more than `limits`.

    Raises Locked, TooMuch, and what its libraries raise for a broken file.
    """
    form, room, left = _FORMATS[kind], limits.characters, limits.xml_mb * MB
    with zipfile.ZipFile(BytesIO(data)) as packed:
        if _is_locked(packed):
            raise Locked
        for part in sorted(filter(form.parts.fullmatch, packed.namelist()), key=_order):
            words = _Words(form)
            with packed.open(part) as file:
                while room >= words.length and (piece := file.read(_PIECE)):
                    left -= len(piece)
                    if left < 0:
                        raise TooMuch
                    words.feed(piece)
            room -= words.length
            yield words.text
            if room < 0:
                return


def measured(text: str) -> int:
    """How many characters it has, white space side by side as one and none at its ends."""
    return len(" ".join(text.split()))


def _is_locked(packed: zipfile.ZipFile) -> bool:
    if any(part.flag_bits & 1 for part in packed.infolist()):
        return True
    manifest = "META-INF/manifest.xml"
    if manifest not in packed.namelist():
        return False
    with packed.open(manifest) as file:
        return b"encryption-data" in file.read(MB)


def _order(part: str) -> tuple[bool, list[int], str]:
    """The document before its headers and notes; pages by their number."""
    return part != "word/document.xml", [int(number[:9]) for number in _NUMBERS.findall(part)], part


@dataclass
class _Words:
    """Hears one part and keeps what is said; `length` is how much that is, as it is `measured`."""

    form: _Format
    length: int = 0
    _said: list[str] = field(default_factory=list)
    _within: int = 0  # elements open that hold words
    _unseen: int = 0
    _line: str = ""
    _parted: bool = False  # white space came last

    def __post_init__(self) -> None:
        self._parser: Any = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._hear
        self._parser.StartDoctypeDeclHandler = _refuse

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)

    @property
    def text(self) -> str:
        return "".join(self._said)

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self._unseen += name in self.form.unseen
        self._within += name in self.form.said
        if self.form.lined and name == "TextObject":
            line = [*given.get("Boundary", "").split(), "", ""][1]
            if line != self._line:
                self._keep("\n")
            self._line = line

    def _end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        self._unseen -= name in self.form.unseen
        self._within -= name in self.form.said
        if not self._unseen and (end := self.form.ends.get(name)):
            self._keep(end)

    def _hear(self, text: str) -> None:
        if self._within and not self._unseen:
            self._keep(text)

    def _keep(self, text: str) -> None:
        self._said.append(text)
        if size := measured(text):
            self.length += size + (self.length > 0 and (self._parted or text[0].isspace()))
        self._parted = text[-1:].isspace() if text else self._parted


def _refuse(*_: object) -> None:
    raise ExpatError("a document of an office program declares no types")
