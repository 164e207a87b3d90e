"""Pages of scanned letters: every kind that is taken, and everything that must be refused before it is decoded."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from lianxin.documents.letter_pages import NoPages, sheets
from lianxin.rules.scans import SCANS
from tests.drawn import letter, pdf, saved
from tests.files import huge_png, photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "PDF"])
def test_one_page_of_every_kind(kind: str) -> None:
    found = list(sheets(saved(letter()), "JPEG") if kind == "JPEG" else sheets(saved(letter(), kind), kind))
    assert [(sheet.number, sheet.of) for sheet in found] == [(1, 1)]
    assert max(found[0].picture.size) <= SCANS.longest_side


def test_every_frame_of_a_tiff_is_a_page() -> None:
    one = Image.new("1", (100, 140), 1)
    data = saved(one, "TIFF", save_all=True, append_images=[one, one])
    assert [sheet.of for sheet in sheets(data, "TIFF")] == [3, 3, 3]


def test_a_phone_lying_on_its_side_is_stood_up() -> None:
    assert next(sheets(photo(), "JPEG")).picture.size == (40, 60)


def test_a_picture_without_ground_is_read_as_ink_on_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    assert next(sheets(saved(clear, "PNG"), "PNG")).picture.getpixel((5, 5)) == (255, 255, 255)


def test_three_hundred_pages_are_read_up_to_the_limit_one_at_a_time() -> None:
    found = [(sheet.number, sheet.of) for sheet in sheets(pdf(300, Image.new("1", (60, 85), 1)), "PDF")]
    assert found == [(number, 300) for number in range(1, SCANS.pages + 1)]


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (huge_png(10_000, 10_001), "PNG", "太大"),
        (huge_png(), "PNG", "太大"),
        (saved(letter())[:5000], "JPEG", "坏了"),
        (b"%PDF-1.7\nnothing", "PDF", "坏了"),
        (b"", "PNG", "坏了"),
        (b"", "MP3", "不能识别"),
    ],
)
def test_what_is_refused_says_why(data: bytes, kind: str, said: str) -> None:
    with pytest.raises(NoPages) as refused:
        list(sheets(data, kind))
    assert said in str(refused.value.said)


def locked_pdf() -> bytes:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf(1)), strict=False))
    writer.encrypt("owner", "user")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_locked_pdf_says_so() -> None:
    with pytest.raises(NoPages) as refused:
        list(sheets(locked_pdf(), "PDF"))
    assert "密码" in str(refused.value.said)


def test_a_page_that_says_it_is_a_mile_wide_is_drawn_small() -> None:
    page = Image.new("1", (20_000, 100), 1)
    assert max(next(sheets(pdf(1, page), "PDF")).picture.size) <= SCANS.longest_side
