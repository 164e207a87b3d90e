"""Read letters in processes of their own, which may take so much time and memory and no more, and know no key of ours.

What a stranger sent is decoded by large foreign libraries: by a fresh process for each letter, so that whatever happens
there ends with that letter. Text is read from bare dots by another, which is kept for many pages, for loading the models
takes its time too; it never meets a stranger's file.
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

from PIL import Image

from lianxin.documents import ocr
from lianxin.documents.bounded import bound_memory, bound_time, without_secrets
from lianxin.documents.letter_pages import NoPages, jpeg, sheets
from lianxin.rules.scans import SCANS, ScanLimits
from lianxin.rules.wording import gettext_noop as _

MOST = 64 * 1024 * 1024  # bytes of one page on its way
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
    lost: int = 0  # lines that could not be read
    failed: bool = False  # its text could not be read; the picture is there


class Reader:
    """Reads letter after letter; use with `with`. Only pictures without `text`."""

    def __init__(self, *, text: bool, limits: ScanLimits = SCANS) -> None:
        self.text, self.limits = text, limits
        self._reading: _Child | None = None
        self._pages = 0

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def pages(self, data: bytes, kind: str, *, after: int = 0) -> Iterator[PageRead]:
        """The pages of one letter after so many as they are read, up to `limits.pages`.

        Raises NoPages, also where it took too long or too much memory: the pages before that have been given.
        """
        with _as_file(data) as source:
            decoding = _Child(self.limits, "decode", kind, self.text, after, stdin=source)
        try:
            while heard := decoding.hear():
                yield self._page(*heard)
        finally:
            decoding.kill()

    def _page(self, sheet: dict[str, Any], body: bytes) -> PageRead:
        if not self.text:
            return PageRead(picture=body, lines=(), vertical=False, **sheet)
        heard = self._read(sheet, body)
        if self._pages > 1 and _went_wrong(heard):  # what an old reader has piled up is no fault of this page
            self._stop()
            heard = self._read(sheet, body)
        if _went_wrong(heard):
            self._stop()
        if heard is None:
            raise _overrun()
        said, picture = heard
        lines = tuple(ocr.ReadLine(*line) for line in said.pop("lines"))
        return PageRead(picture=picture, lines=lines, number=sheet["number"], of=sheet["of"], **said)

    def _read(self, sheet: dict[str, Any], dots: bytes) -> tuple[dict[str, Any], bytes] | None:
        """What the reader says of a page; None where it overran."""
        if self._reading is None or self._pages >= self.limits.reader_pages:
            self._stop()
            self._reading, self._pages = _Child(self.limits, "read", stdin=subprocess.PIPE), 0
        self._pages += 1
        try:
            self._reading.say(sheet, dots)
            return self._reading.hear()
        except NoPages:
            return None

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.kill()
        self._reading = None


def read_pages(data: bytes, kind: str, *, text: bool, limits: ScanLimits = SCANS) -> Iterator[PageRead]:
    """The pages of a single letter."""
    with Reader(text=text, limits=limits) as reader:
        yield from reader.pages(data, kind)


class _Child:
    """A process of ours that is told one thing at a time and answers, within limits, or is killed."""

    def __init__(self, limits: ScanLimits, *asked: object, stdin: Any) -> None:
        self.limits = limits
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "lianxin.documents.page_reader", json.dumps([*asked, asdict(limits)])],
            stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=without_secrets(), start_new_session=True,
        )  # fmt: skip
        if self.process.stdin is not None:
            os.set_blocking(self.process.stdin.fileno(), False)  # one that does not listen must not hold us

    def say(self, told: dict[str, Any], body: bytes) -> None:
        """Raises NoPages where it does not listen."""
        pipe, left = self.process.stdin, memoryview(_message(told, body))
        while pipe is not None and left:
            if not select.select([], [pipe], [], self.limits.page_seconds)[1]:
                raise _overrun()
            try:
                left = left[os.write(pipe.fileno(), left[:CHUNK]) :]
            except BrokenPipeError:
                raise _overrun() from None

    def hear(self) -> tuple[dict[str, Any], bytes] | None:
        """Its next answer; None after the last. Raises NoPages with what it said, or because it fell silent."""
        pipe = self.process.stdout
        head = self._exactly(8) if pipe is not None else None
        if head is None:
            raise _overrun()
        told, body = (self._exactly(size) if size <= MOST else None for size in _sizes(head))
        if told is None or body is None:
            raise _overrun()
        said = json.loads(told)
        if "fault" in said:
            raise NoPages(said["fault"], **said["values"])
        return (said, body) if said else None

    def _exactly(self, size: int) -> bytes | None:
        """So many bytes; None where it ended or was silent for longer than a page may take."""
        found, pipe = bytearray(), self.process.stdout
        while pipe is not None and len(found) < size:
            if not select.select([pipe], [], [], self.limits.page_seconds)[0]:
                return None
            piece = os.read(pipe.fileno(), min(CHUNK, size - len(found)))
            if not piece:
                return None
            found += piece
        return bytes(found)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _went_wrong(heard: tuple[dict[str, Any], bytes] | None) -> bool:
    return heard is None or bool(heard[0]["failed"])


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


def _message(told: dict[str, Any], body: bytes) -> bytes:
    words = json.dumps(told, ensure_ascii=False).encode()
    return len(words).to_bytes(4, "big") + len(body).to_bytes(4, "big") + words + body


def _sizes(head: bytes) -> tuple[int, int]:
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")


def _overrun() -> NoPages:
    return NoPages(_("识别超过了时间或者内存的限制，已经停下。请照原件录入没有识别的部分"))


# ---- in the children --------------------------------------------------------------------------------------
def main(asked: str) -> None:
    """Decode the letter on standard input, or read page after page that comes there, within the limits."""
    what, *more, given = json.loads(asked)
    limits = ScanLimits(**given)
    bound_memory(limits.memory_mb)  # where a system has no limits, nothing is read and the letter is typed
    bound_time(limits.cpu_seconds)  # of a letter that is decoded, or of each page that is read
    if what == "decode":
        _decode(*more, limits=limits)
    else:
        _read_on(limits)


def _decode(kind: str, text: bool, after: int, *, limits: ScanLimits) -> None:
    try:
        for sheet in sheets(sys.stdin.buffer.read(), kind, limits, after=after):
            page = sheet.picture
            told = {"width": page.width, "height": page.height, "number": sheet.number, "of": sheet.of}
            _tell(told, page.tobytes() if text else jpeg(page, limits))
        _tell({}, b"")
    except NoPages as fault:
        _tell({"fault": fault.said.template, "values": dict(fault.said.values)}, b"")


def _read_on(limits: ScanLimits) -> None:
    while head := sys.stdin.buffer.read(8):
        told, dots = (sys.stdin.buffer.read(size) for size in _sizes(head))
        sheet = json.loads(told)
        bound_time(limits.cpu_seconds)
        _tell(*_read(Image.frombytes("RGB", (sheet["width"], sheet["height"]), dots), limits))


def _read(picture: Image.Image, limits: ScanLimits) -> tuple[dict[str, Any], bytes]:
    """A page on which the reader fails is shown without text, and the others go on."""
    page, failed = ocr.ReadPage(picture, ()), False
    try:
        page = ocr.read_page(picture)
    except Exception:  # a foreign engine's faults are many; the picture is there to be typed from
        failed = True
    told = {
        "width": page.picture.width, "height": page.picture.height, "vertical": page.vertical,
        "lines": [list(line) for line in page.lines], "lost": page.lost, "failed": failed,
    }  # fmt: skip
    return told, jpeg(page.picture, limits)


def _tell(told: dict[str, Any], body: bytes) -> None:
    sys.stdout.buffer.write(_message(told, body))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
