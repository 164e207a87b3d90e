"""The text of an enclosed file, or why there is none: bytes in, words out, and never an exception.

Read in a process of its own, which knows no key and may take so much time and memory: a stranger made the file.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import chain, islice, pairwise
from typing import Any

from lianxin.documents.attachments import PICTURES, recognise
from lianxin.documents.bounded import bound_memory, bound_time, without_secrets
from lianxin.documents.mail import decoded, everyday, read_mail
from lianxin.documents.packed_text import PACKED, Locked, TooMuch, measured, packed_text
from lianxin.documents.workbook import all_rows
from lianxin.rules.attachments import MB, PART_TEXT, TEXT, TextLimits

WITHOUT = {
    **dict.fromkeys(PICTURES, "PICTURE"),
    **dict.fromkeys(("MP3", "M4A", "AAC", "WAV", "OGG", "AMR"), "SOUND"),
}
_RUN = 4  # characters side by side that are taken for words in an old file
_WIDE = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef0-9A-Za-z \r\n\t.,:;()%-]{4,}")
_FULL, _SHORTEST = 0.8, 15  # of a page's longest line, characters: from there on the next line goes on
_STOPS = "。！？；：.!?;:"
_OLDEST = 4 * MB  # of an old file, whose words come before its pictures
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class FileText:
    """What could be read; `unread` is a code of `NO_TEXT` or `PART_TEXT`, "" where it is all."""

    text: str = ""
    unread: str = ""


class _Unread(Exception):
    """There is no text; the argument is the code."""


def text_of(data: bytes, kind: str, limits: TextLimits = TEXT) -> FileText:
    """The text of a file of this kind (`rules.attachments`)."""
    if kind in WITHOUT:
        return FileText(unread=WITHOUT[kind])
    asked = [sys.executable, "-m", "lianxin.documents.file_text", kind, json.dumps(asdict(limits))]
    environment = {**without_secrets(), "OPENBLAS_NUM_THREADS": "1"}
    try:
        told = subprocess.run(  # noqa: S603 - ourselves
            asked, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            timeout=limits.seconds, check=False,
        ).stdout  # fmt: skip
        return FileText(**json.loads(told))
    except (OSError, subprocess.TimeoutExpired, ValueError):  # killed at a limit, it has said nothing
        return FileText(unread="OVERRUN")


# ---- in the child -----------------------------------------------------------------------------------------
def main(kind: str, given: str) -> None:
    """Tell the text of what comes on standard input."""
    limits = TextLimits(**json.loads(given))
    with suppress(ImportError):  # a system without limits has still the clock of whoever waits
        bound_memory(limits.memory_mb)
        bound_time(limits.cpu_seconds)
    json.dump(asdict(_read(sys.stdin.buffer.read(), kind, limits)), sys.stdout)


def _read(data: bytes, kind: str, limits: TextLimits) -> FileText:
    try:
        text, missing = _READERS[kind](data, limits)
    except _Unread as fault:
        return FileText(unread=str(fault))
    except Locked:
        return FileText(unread="LOCKED")
    except (TooMuch, MemoryError):
        return FileText(unread="OVERRUN")
    except Exception:  # foreign libraries fail on foreign files in many ways, and none may stop a filing
        return FileText(unread="DAMAGED")
    text = _tidied(text)
    if not text:
        return FileText(unread="SCANNED" if kind == "PDF" else "OVERRUN" if missing == "CUT" else "EMPTY")
    cut = len(text) > limits.characters
    return FileText(text[: limits.characters], "CUT" if cut else missing)


def _tidied(text: str) -> str:
    """Without what no database keeps or nobody sees, and without heaps of empty lines."""
    plain = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.rstrip() for line in plain.encode("utf-8", "replace").decode().split("\n")]
    return "\n".join(line for last, line in pairwise(chain([""], lines)) if line or last).strip()


def _plain(data: bytes, _limits: TextLimits) -> tuple[str, str]:
    return decoded(data), ""


def _packed(kind: str) -> Callable[[bytes, TextLimits], tuple[str, str]]:
    def read(data: bytes, limits: TextLimits) -> tuple[str, str]:
        parts = list(packed_text(data, kind, limits))
        missing = "CUT" if sum(map(measured, parts)) > limits.characters else ""
        return "\n".join(unwrapped(part) if kind == "OFD" else part for part in parts), missing

    return read


def _workbook(data: bytes, limits: TextLimits) -> tuple[str, str]:
    rows = ("\t".join(row.cells) for row in all_rows(BytesIO(data)))
    lines = list(_up_to(rows, limits.characters))
    return "\n".join(lines), "CUT" if sum(
        measured(line) + 1 for line in lines
    ) - 1 > limits.characters else ""


def _up_to(lines: Iterator[str], most: int) -> Iterator[str]:
    """Lines until there is more than enough; the break after a line counts with the next."""
    for line in lines:
        yield line
        most -= measured(line) + 1
        if most < -1:
            return


def _mail(data: bytes, limits: TextLimits) -> tuple[str, str]:
    """Subject, words, and the words of what is enclosed; what of that is not read is told like a page without text."""
    mail = read_mail(data, files=len(data))  # all: those that are too many to be kept are read here only
    texts, left = [mail.subject, mail.text], {"PAGES"} if mail.notes else set()
    for _name, inner in mail.enclosed:
        kind = recognise(inner)
        found = _read(inner, kind, limits) if kind in _READERS else FileText(unread="DAMAGED")
        texts.append(found.text)
        if found.unread:
            left.add(found.unread if found.unread in PART_TEXT else "PAGES")
    return "\n".join(texts), next((code for code in PART_TEXT if code in left), "")


def _pdf(data: bytes, limits: TextLimits) -> tuple[str, str]:
    if importlib.util.find_spec("pypdfium2") is None:
        raise _Unread("NO_READER")
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        why = str(fault).lower()
        raise _Unread("LOCKED" if "assword" in why or "security" in why else "DAMAGED") from None
    pages = [unwrapped(text) for text in _up_to(_pages(file, limits), limits.characters)]
    whole = all(page.strip() for page in pages)
    return "\n".join(pages), "CUT" if len(pages) < len(file) else "" if whole else "PAGES"


def _pages(file: Any, limits: TextLimits) -> Iterator[str]:
    for number in range(min(len(file), limits.pages)):
        page = file[number]
        yield page.get_textpage().get_text_range().replace("\r\n", "\n")
        page.close()


def unwrapped(page: str) -> str:
    """A page whose lines end where the paper does, as paragraphs: after a full line the next one goes on."""
    lines = [line.strip() for line in page.split("\n")]
    full = max(_SHORTEST, _FULL * max(map(len, lines), default=0))
    return "".join(line + _joint(line, full) for line in lines).strip()


def _joint(line: str, full: float) -> str:
    if len(line) < full or line[-1] in _STOPS:
        return "\n"
    return " " if line[-1].isascii() and line[-1].isalnum() else ""


def _old(data: bytes, _limits: TextLimits) -> tuple[str, str]:
    """DOC, XLS, WPS keep Chinese in two bytes a character: runs of everyday ones, at either place in the pair."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Locked
    found: dict[str, None] = {}
    for start in (0, 1):
        wide = data[start:_OLDEST].decode("utf-16-le", "replace")
        runs = (match[0].strip() for match in _WIDE.finditer(wide))
        found |= dict.fromkeys(run for run in runs if _is_said(run))
    return "\n".join(found), "CUT" if len(data) > _OLDEST else "ROUGH"


def _is_said(run: str) -> bool:
    """Whether characters side by side are Chinese and no noise: nearly all everyday ones."""
    han = [character for character in run if "\u4e00" <= character <= "\u9fff"]
    return len(han) >= _RUN and sum(map(everyday, han)) >= 0.9 * len(han)


_READERS: Mapping[str, Callable[[bytes, TextLimits], tuple[str, str]]] = {
    "TEXT": _plain,
    "EML": _mail,
    "XLSX": _workbook,
    "PDF": _pdf,
    "OLE": _old,
    **{kind: _packed(kind) for kind in PACKED},
}

if __name__ == "__main__":
    main(*islice(sys.argv, 1, 3))
