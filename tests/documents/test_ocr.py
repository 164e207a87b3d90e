"""Reading pages: each a few seconds, so as few as tell the ways of writing apart."""

from __future__ import annotations

import pytest
from PIL import Image

from lianxin.documents import ocr
from lianxin.ops.evaluation.ocr import distance
from lianxin.text.reading_order import Line, as_text
from tests.drawn import LETTER, letter, on_a_screen

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
        ({"turn": 90, "skew": 8}, 3, False),  # a photograph that does not know which way it was held
        ({"turn": 270, "skew": -8}, 1, False),
        ({"vertical": True}, 0, True),
        ({"vertical": True, "skew": 7}, 0, True),
    ],
)
def test_a_page_is_set_upright_and_read(how: dict[str, object], turned: int, vertical: bool) -> None:
    text, found = read(letter(SHORT, **how))
    assert (found.turned, found.vertical) == (turned, vertical)
    assert bare(text) == bare(SHORT)
    assert all(line.sure > 0.8 for line in found.lines)


def test_a_photograph_of_a_screen_is_read() -> None:
    text, _found = read(on_a_screen(letter(SHORT, size=36)))
    assert distance(bare(text), bare(SHORT)) * 10 < len(bare(SHORT))


def test_two_columns() -> None:
    long = (LETTER.split("\n")[1] + "\n") * 4 + "此致敬礼\n王秀英"
    text, _found = read(letter(long, columns=2, size=26))
    assert distance(bare(text), bare(long)) * 100 < len(bare(long))


def test_lines_of_a_script_it_does_not_know_are_counted() -> None:
    strange = "Прошу выплатить компенсацию\nМы живём в деревне\nОчень прошу помочь"
    found = ocr.read_page(letter(strange, font="Song", size=36))
    assert (len(found.lines), found.lost) == (0, 3)
    assert ocr.read_page(letter()).lost == 0


def test_an_empty_page_has_no_lines() -> None:
    assert ocr.read_page(Image.new("RGB", (800, 1100), "white")).lines == ()
