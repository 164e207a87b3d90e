"""Letters read in a process of its own: hostile files end there, with a sentence, and never take this one with them."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from lianxin.documents.letter_pages import NoPages
from lianxin.documents.page_reader import Reader, read_pages
from lianxin.rules.scans import SCANS
from tests.documents.test_letter_pages import locked_pdf
from tests.drawn import letter, pdf, saved
from tests.files import huge_png


def test_the_pages_come_back_with_their_pictures() -> None:
    found = list(read_pages(pdf(3, Image.new("1", (60, 85), 1)), "PDF", text=False))
    assert [(page.number, page.of, page.lines, page.failed) for page in found] == [
        (n, 3, (), False) for n in (1, 2, 3)
    ]
    assert all(page.picture.startswith(b"\xff\xd8") and page.height > page.width for page in found)


def test_three_hundred_pages_end_at_the_limit() -> None:
    found = [
        (page.number, page.of)
        for page in read_pages(pdf(300, Image.new("1", (60, 85), 1)), "PDF", text=False)
    ]
    assert found == [(number, 300) for number in range(1, SCANS.pages + 1)]


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [(huge_png(10_000, 10_001), "PNG", "太大"), (saved(letter())[:5000], "JPEG", "坏了"), (b"", "PNG", "坏了"),
     (b"%PDF-1.7\nnothing", "PDF", "坏了"), (locked_pdf(), "PDF", "密码"), (b"", "MP3", "不能识别")],
)  # fmt: skip
def test_what_is_refused_there_is_said_here(data: bytes, kind: str, said: str) -> None:
    with pytest.raises(NoPages, match=said):
        list(read_pages(data, kind, text=False))


@pytest.mark.parametrize(
    "limits", [replace(SCANS, page_seconds=0.01), replace(SCANS, memory_mb=60), replace(SCANS, cpu_seconds=0)],
    ids=["time", "memory", "processor"],
)  # fmt: skip
def test_whoever_takes_too_much_is_stopped_and_it_is_said(limits: object) -> None:
    with pytest.raises(NoPages, match="限制"):
        list(read_pages(pdf(40, letter()), "PDF", text=False, limits=limits))  # type: ignore[arg-type]


def test_the_reader_knows_no_key_and_ends_with_whoever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXIN_FIELD_KEYS", "geheim-4711")
    pages = read_pages(pdf(30, letter()), "PDF", text=False)
    next(pages)
    child = next(int(pid) for pid in children() if b"page_reader" in read(f"/proc/{pid}/cmdline"))
    assert b"geheim-4711" not in read(f"/proc/{child}/environ")
    pages.close()  # type: ignore[attr-defined]
    assert not Path(f"/proc/{child}").exists()


def test_letters_share_the_models_and_no_letter_meets_the_process_that_decoded_another() -> None:
    pytest.importorskip("rapidocr")
    decoding, reading, words = set(), set(), []
    with Reader(text=True, limits=replace(SCANS, reader_pages=4)) as reader:
        for text in ("补偿款", "漏水", "路灯"):
            for page in reader.pages(small(text, pages=2), "TIFF"):
                decoding |= running(b'["decode"')
                reading |= running(b'["read"')
                words.append("".join(line.text for line in page.lines))
    assert words == ["补偿款", "补偿款", "漏水", "漏水", "路灯", "路灯"]
    assert (len(decoding), len(reading)) == (3, 2)  # the reader is replaced after four pages
    assert not any(Path(f"/proc/{child}").exists() for child in decoding | reading)


def test_a_reader_that_dies_between_two_letters_costs_none_of_them() -> None:
    pytest.importorskip("rapidocr")
    with Reader(text=True) as reader:
        list(reader.pages(small("补偿款"), "PNG"))
        [old] = running(b'["read"')
        os.kill(old, signal.SIGKILL)
        [page] = reader.pages(small("漏水"), "PNG")
        assert "漏水" in "".join(line.text for line in page.lines) and running(b'["read"') != {old}


def test_a_page_that_takes_too_long_to_read_is_given_up_and_the_next_letter_goes_on() -> None:
    pytest.importorskip("rapidocr")
    with Reader(text=True, limits=replace(SCANS, page_seconds=0.2)) as reader:
        for _letter in range(2):
            with pytest.raises(NoPages, match="限制"):
                list(reader.pages(saved(letter()), "JPEG"))


def small(text: str, pages: int = 1) -> bytes:
    page = letter(text, size=60).crop((0, 60, 700, 260))
    if pages == 1:
        return saved(page, "PNG")
    return saved(page, "TIFF", save_all=True, append_images=[page] * (pages - 1))


def running(what: bytes) -> set[int]:
    return {int(pid) for pid in children() if what in read(f"/proc/{pid}/cmdline")}


def children() -> list[str]:
    return read(f"/proc/self/task/{os.getpid()}/children").decode().split()


def read(path: str) -> bytes:
    return Path(path).read_bytes()


def test_within_its_limits_a_letter_is_read() -> None:
    pytest.importorskip("rapidocr")
    found = list(read_pages(saved(letter("请求依法发放补偿款。\n王秀英")), "JPEG", text=True))
    assert "补偿款" in "".join(line.text for line in found[0].lines) and not found[0].failed
