"""Read a letter in a process of its own, which may take so much time and memory and no more, and knows no key of ours.

What a stranger sent is decoded and read by large foreign libraries; whatever they do there, this process goes on.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from lianxin.documents import ocr
from lianxin.documents.letter_pages import NoPages, Sheet, jpeg, sheets
from lianxin.rules.scans import SCANS, ScanLimits
from lianxin.rules.wording import gettext_noop as _

MOST = 64 * 1024 * 1024  # bytes of one page on the way back
SECRETS = ("LIANXIN_", "DATABASE_", "DJANGO_")
CHUNK = 1 << 16


@dataclass(frozen=True)
class PageRead:
    """One page as it was read: its picture as a JPEG, its lines, and how many pages there are."""

    picture: bytes
    width: int
    height: int
    lines: tuple[ocr.ReadLine, ...]
    vertical: bool
    number: int
    of: int
    failed: bool = False  # its text could not be read; the picture is there


def read_pages(data: bytes, kind: str, *, text: bool, limits: ScanLimits = SCANS) -> Iterator[PageRead]:
    """The pages as they are read, at most `limits.pages`; only pictures without `text`.

    Raises NoPages, also where the reader took too long or too much memory: the pages before that have been given.
    """
    asked = json.dumps([kind, text, asdict(limits)])
    with _as_file(data) as source:
        child = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "lianxin.documents.page_reader", asked],
            stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_without_secrets(), start_new_session=True,
        )  # fmt: skip
    pipe = child.stdout
    try:
        while pipe is not None and (page := _next(pipe.fileno(), limits)) is not None:
            yield page
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if pipe is not None:
            pipe.close()


def _without_secrets() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}


def _as_file(data: bytes) -> BinaryIO:
    """In memory where the system can, so that nothing of a letter is written to a disk unlocked."""
    file: Any = (
        os.fdopen(os.memfd_create("letter"), "w+b")
        if hasattr(os, "memfd_create")
        else tempfile.TemporaryFile()  # noqa: SIM115 - handed on
    )
    file.write(data)
    file.seek(0)
    return file  # type: ignore[no-any-return]


def _next(pipe: int, limits: ScanLimits) -> PageRead | None:
    """The next page; None after the last. Raises NoPages with what the reader said, or because it fell silent."""
    head = _exactly(pipe, 8, limits)
    if head is None:
        raise _overrun()
    sizes = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")
    told, picture = (_exactly(pipe, size, limits) if size <= MOST else None for size in sizes)
    if told is None or picture is None:
        raise _overrun()
    said = json.loads(told)
    if "fault" in said:
        raise NoPages(said["fault"], **said["values"])
    if not said:
        return None
    lines = tuple(ocr.ReadLine(*line) for line in said.pop("lines"))
    return PageRead(picture=picture, lines=lines, **said)


def _exactly(pipe: int, size: int, limits: ScanLimits) -> bytes | None:
    """So many bytes; None where the reader ended or was silent for longer than a page may take."""
    found = bytearray()
    while len(found) < size:
        if not select.select([pipe], [], [], limits.page_seconds)[0]:
            return None
        piece = os.read(pipe, min(CHUNK, size - len(found)))
        if not piece:
            return None
        found += piece
    return bytes(found)


def _overrun() -> NoPages:
    return NoPages(_("识别超过了时间或者内存的限制，已经停下。请照原件录入没有识别的部分"))


# ---- in the child -----------------------------------------------------------------------------------------
def main(asked: str) -> None:
    """Read standard input within the limits and write page after page."""
    kind, text, given = json.loads(asked)
    limits = ScanLimits(**given)
    _bound(limits)
    out = sys.stdout.buffer
    try:
        for sheet in sheets(sys.stdin.buffer.read(), kind, limits):
            _tell(out, *_read(sheet, text=text, limits=limits))
        _tell(out, {}, b"")
    except NoPages as fault:
        _tell(out, {"fault": fault.said.template, "values": dict(fault.said.values)}, b"")


def _bound(limits: ScanLimits) -> None:
    import resource  # where a system has none, nothing is read and the letter is typed

    memory = limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(sheet: Sheet, *, text: bool, limits: ScanLimits) -> tuple[dict[str, object], bytes]:
    """A page on which the reader fails is shown without text, and the others go on."""
    page, failed = ocr.ReadPage(sheet.picture, ()), False
    try:
        page = ocr.read_page(sheet.picture) if text else page
    except Exception:  # a foreign engine's faults are many; the picture is there to be typed from
        failed = True
    told = {
        "width": page.picture.width, "height": page.picture.height, "vertical": page.vertical,
        "lines": [list(line) for line in page.lines], "number": sheet.number, "of": sheet.of, "failed": failed,
    }  # fmt: skip
    return told, jpeg(page.picture, limits)


def _tell(out: BinaryIO, told: dict[str, object], picture: bytes) -> None:
    words = json.dumps(told, ensure_ascii=False).encode()
    out.write(len(words).to_bytes(4, "big") + len(picture).to_bytes(4, "big") + words + picture)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
