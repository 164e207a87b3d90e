"""Every kind of paper as the picture that leaves the printer: pages, margins, red lines, boxes, the code."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy
import pytest
from PIL import Image

from lianxin.documents import texts
from lianxin.documents.measures import PAGES, Page
from lianxin.documents.pdf import png
from lianxin.documents.sheet import Block, Kind, Sheet, label_lines, signed_lines, title_lines
from lianxin.rules.papers import PAPERS, Format
from tests.documents.test_same_words import example

DOTS = 72
MM = DOTS / 25.4
THREE_LINES = 3 * 225 / 22
TWO_PAGES = "D04 D05 D07 D08 D09 D10 D12 D17 D18 D22 D25 D27 D29 D37 D38 D39 D40 D41 D42 D43"
ORGAN = "临水县住房和城乡建设局（县人民防空办公室、县城市管理综合行政执法大队）"
TITLE = "关于对反映柳河镇前柳村二〇二五年度高速公路连接线建设征收集体土地补偿款长期没有足额发放到户问题的信访事项有关办理情况的报告"
NAME = "阿不都热合曼·买买提吐尔逊·阿布都热依木·努尔麦麦提伊敏江"
TEN = "\n".join(
    f"{n}. 请县自然资源局说明第{n}项补偿款的标准、面积和发放时间，并书面答复。" for n in range(1, 11)
)


def pictures(sheet: Sheet, dots: float = DOTS) -> list[numpy.ndarray]:
    return [numpy.asarray(Image.open(BytesIO(page)).convert("RGB")) for page in png(sheet, dots=dots)]


def inked(picture: numpy.ndarray) -> numpy.ndarray:
    return picture.min(axis=2) < 160


def red(picture: numpy.ndarray) -> numpy.ndarray:
    found: numpy.ndarray = (picture[..., 0] > 150) & (picture[..., 1] < 110)
    return found


def filled(code: str, times: int = 1, **values: str) -> Sheet:
    said = [[("", "请发放拖欠的补偿款"), ("处理结果", "支持"), ("答复", texts.examples()["answer"])]] * times
    title, blocks = texts.filled(texts.standard(code), {**texts.examples(), **values}, said, people=1)
    return replace(example(code), title=title or PAPERS[code].title, blocks=blocks)


def within_margins(picture: numpy.ndarray, page: Page, first: bool) -> None:
    """No ink outside the type area but the folio below it and, on the first page, the furniture of a letter."""
    ink = inked(picture)
    if first and page.foot_rule_mm:
        side, top, bottom = (210 - page.rule_mm) / 2, page.mark_top_mm, 297 - page.foot_rule_mm
        ink = ink & ~red(picture)
        assert not inked(picture)[: int((top - 1) * MM)].any()
        assert not inked(picture)[int((bottom + 1) * MM) :].any()
        assert not inked(picture)[:, : int((side - 1) * MM)].any()
        return
    folio = 297 - page.bottom_mm + page.folio_mm
    rows, columns = numpy.nonzero(ink)
    assert rows.min() >= (page.top_mm - 1.5) * MM
    assert rows.max() <= (folio + 6) * MM
    gap = ink[int((297 - page.bottom_mm + 1.5) * MM) : int((folio - 1) * MM)]
    assert not gap.any()
    assert columns.min() >= (page.left_mm - 1) * MM
    assert columns.max() <= (210 - page.right_mm + 1) * MM


def depth(picture: numpy.ndarray, page: Page) -> float:
    """Millimetres from the first to the last ink within the type area."""
    rows = numpy.nonzero(inked(picture)[: int((297 - page.bottom_mm) * MM)].any(axis=1))[0]
    return float(rows.max() - rows.min()) / MM if len(rows) else 0


@pytest.mark.parametrize("code", PAPERS)
def test_every_paper_fills_its_pages_as_the_standard_has_them(code: str) -> None:
    page, seen = PAGES[PAPERS[code].format], pictures(example(code))
    assert len(seen) == (2 if code in TWO_PAGES else 1)
    for number, picture in enumerate(seen):
        assert picture.shape[:2] == pytest.approx((297 * MM, 210 * MM), abs=1.5)
        within_margins(picture, page, number == 0)
        assert depth(picture, page) >= THREE_LINES


@pytest.mark.parametrize("code", PAPERS)
def test_red_is_on_the_first_page_of_what_bears_the_mark_and_nowhere_else(code: str) -> None:
    form, (first, *others) = PAPERS[code].format, pictures(example(code))
    assert not any(red(picture).any() for picture in others)
    marked = form in (Format.OFFICIAL, Format.LETTER)
    assert red(first).any() == marked
    if marked:
        across = red(first).sum(axis=1)
        line = across > 0.97 * PAGES[form].rule_mm * MM
        runs = int((line[1:] & ~line[:-1]).sum())
        assert runs >= (1 if form is Format.OFFICIAL else 2)


@pytest.mark.parametrize("code", ["D04", "D05"])
def test_the_letter_that_forwards_or_assigns_takes_one_page_and_a_long_one_goes_over(code: str) -> None:
    """Red once: its signature stood alone with the note of what is enclosed."""
    two = "1. 请发放拖欠的征地补偿款；2. 请说明补偿款的标准、面积和发放的时间，并书面答复"
    for summary, pages in ((two, 1), (TEN.replace("\n", "；"), 2)):
        seen = pictures(replace(filled(code, summary=summary), note="", copies=""))
        assert len(seen) == pages
        for number, picture in enumerate(seen):
            within_margins(picture, PAGES[Format.LETTER], number == 0)
            assert depth(picture, PAGES[Format.LETTER]) >= THREE_LINES


@pytest.mark.parametrize("form", Format)
def test_the_printed_code_is_read_back(form: Format) -> None:
    cv2 = pytest.importorskip("cv2")
    sheet = replace(example("D17"), format=form)
    read, *_corners = cv2.QRCodeDetector().detectAndDecode(pictures(sheet, 200)[-1])
    assert read == sheet.check


def test_rare_characters_are_drawn_each_its_own_way_and_none_as_a_box() -> None:
    def drawn(character: str) -> bytes:
        sheet = Sheet(character, Format.PLAIN, "", [Block(Kind.PARAGRAPH, character)])
        return pictures(sheet)[0].tobytes()

    assert len({drawn(character) for character in "喆堃垚赟䶮□囗"}) == 7


@pytest.mark.parametrize(
    "sheet",
    [
        *(replace(example(code), organ=ORGAN) for code in ("D04", "D07", "D17", "D01")),
        *(replace(example(code), title=TITLE) for code in ("D09", "D22", "D36", "D53")),
        filled("D17", 10), filled("D09", petitioner=NAME, requests=TEN), filled("D01", petitioner=NAME, requests=TEN),
        filled("D09", requests="\n".join([TEN] * 6)),
        filled("D50", addressee=NAME, witness="受送达人拒绝签收，" * 90, document="\n".join(["信访事项处理意见书"] * 40)),
        filled("D49", petitioners="、".join([NAME] * 40)),
    ],
)  # fmt: skip
def test_what_is_long_stays_within_the_margins_and_leaves_no_page_nearly_empty(sheet: Sheet) -> None:
    """Red once: a row taller than a page ran over its foot and was lost, and the page before it stood empty."""
    page = PAGES[sheet.format]
    for number, picture in enumerate(pictures(sheet)):
        within_margins(picture, page, number == 0)
        assert depth(picture, page) >= THREE_LINES


def test_a_long_table_begins_below_its_title_and_ends_with_all_its_rows() -> None:
    cells = (("单位", "本期", "上期"), *((f"第{n}局", str(n), str(n)) for n in range(70)))
    sheet = replace(example("D56"), blocks=[Block(Kind.HEADING, "一、总体"), Block(Kind.GRID, "", "", cells)])
    seen = pictures(sheet)
    assert all(depth(picture, PAGES[sheet.format]) >= THREE_LINES for picture in seen)
    within_margins(seen[0], PAGES[sheet.format], True)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (title_lines(ORGAN, "公告", mark=False), ["临水县住房和城乡建设局", "（县人民防空办公室、", "县城市管理综合行政执法大队）", "公告"]),
        (signed_lines(ORGAN), ["临水县住房和城乡建设局（县人民防空办公室、", "县城市管理综合行政执法大队）"]),
        (signed_lines("临水县信访局"), ["临水县信访局"]),
        (title_lines("", TITLE, mark=True), ["关于对反映柳河镇前柳村二〇二五年度", "高速公路连接线建设征收集体土地", "补偿款长期没有足额发放到户问题的", "信访事项有关办理情况的报告"]),
        (label_lines("拒收事由、回证、见证人"), ["拒收事由、", "回证、见证人"]),
        (label_lines("调查人员（两名以上）"), ["调查人员（两名以上）"]),
    ],
)  # fmt: skip
def test_names_titles_and_labels_break_between_words_and_never_before_a_mark(lines, expected) -> None:
    """Red once: a line of the title began with a comma."""
    assert lines == expected
