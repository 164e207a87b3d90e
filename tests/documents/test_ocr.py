"""Reading pages: each a few seconds, so as few as tell the ways of writing apart."""

from __future__ import annotations

import pytest
from PIL import Image

from lianxin.documents import ocr
from lianxin.text.reading_order import Line, as_text
from tests.drawn import LETTER, letter

SHORT = "王秀英反映前柳村征地补偿款没有发放。\n请求依法发放补偿款并公开账目。\n电话13812341234"


def read(page: Image.Image) -> tuple[str, ocr.ReadPage]:
    found = ocr.read_page(page)
    return as_text((Line(*line) for line in found.lines), vertical=found.vertical), found


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("how", "turned", "vertical"),
    [
        ({"skew": 3, "noise": True}, 0, False),
        ({"turn": 180}, 2, False),
        ({"turn": 90}, 3, False),
        ({"turn": 270}, 1, False),
        ({"vertical": True}, 0, True),
    ],
)
def test_a_page_is_set_upright_and_read(how: dict[str, object], turned: int, vertical: bool) -> None:
    text, found = read(letter(SHORT, **how))
    assert (found.turned, found.vertical) == (turned, vertical)
    assert bare(text) == bare(SHORT)
    assert all(line.sure > 0.8 for line in found.lines)


def test_two_columns() -> None:
    long = (LETTER.split("\n")[1] + "\n") * 4
    text, _found = read(letter(long, columns=2, size=26))
    assert bare(text)[:200] == bare(long)[:200]


def test_an_empty_page_has_no_lines() -> None:
    assert ocr.read_page(Image.new("RGB", (800, 1100), "white")).lines == ()
