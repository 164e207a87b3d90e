"""The page of GB/T 9704-2012, measured in millimetres on the PDF (domain: 版心、版头、信函格式)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from lianxin.documents.fonts import fonts
from lianxin.documents.measures import PAGES, BadPage, pages
from lianxin.documents.pdf import NoGlyph, pdf
from lianxin.documents.sheet import Block, Kind, Sheet
from lianxin.rules.papers import Format
from tests.documents.page import MM, Leaf, leaves

LONG = "国" * 28 * 50
SHEET = Sheet(
    title="信访事项处理意见书",
    format=Format.PLAIN,
    organ="清河县自然资源和规划局",
    number="清自信处〔2026〕12号",
    date=date(2026, 8, 3),
    blocks=[Block(Kind.ADDRESSEE, "王喆堃、李垚、赵赟、陈䶮："), Block(Kind.PARAGRAPH, LONG)],
)
PITCH, STEP = 225 / 22, 156 / 28


def near(value: float, within: float = 0.5) -> object:
    return pytest.approx(value, abs=within)


def laid(form: Format, **changes: object) -> list[Leaf]:
    return leaves(pdf(replace(SHEET, format=form, **changes)))  # type: ignore[arg-type]


def test_a_full_page_has_22_lines_of_28_characters_in_its_margins() -> None:
    leaf = laid(Format.PLAIN)[1]
    assert (leaf.width, leaf.height) == (near(210, 0.1), near(297, 0.1))
    lines = leaf.lines(16)
    assert [len(line) for line in lines] == [28] * 22
    tops = [line[0].top for line in lines]
    assert tops[0] == near(37, 1)
    assert tops[-1] + 16 * MM < 297 - 35
    assert {round(b - a, 1) for a, b in pairwise(tops)} == {round(PITCH, 1)}
    for line in lines:
        assert line[0].left == near(28, 0.3) and line[-1].right == near(210 - 26, 0.3)


def test_title_and_body_have_their_sizes_and_places() -> None:
    leaf = laid(Format.PLAIN)[0]
    title = [glyph for line in leaf.lines(22) for glyph in line]
    assert "".join(glyph.text for glyph in title) == SHEET.organ + SHEET.title
    for line in leaf.lines(22):
        assert (line[0].left + line[-1].right) / 2 == near(28 + 78)  # centred on the type area
    first = leaf.find("国国")[0]
    assert (first.size, first.left) == (16, near(28 + 2 * STEP))  # two characters in
    assert leaf.find("王喆堃")[0].left == near(28)
    assert leaf.find("陈䶮：")[1].text == "䶮"


def test_pages_are_numbered_outside_and_seven_millimetres_below() -> None:
    first, second, *_rest = laid(Format.PLAIN)
    odd, even = first.lines(14)[-1], second.lines(14)[-1]
    assert ["".join(g.text for g in line) for line in (odd, even)] == ["—1—", "—2—"]
    assert odd[0].top == near(297 - 35 + 7) and even[0].top == near(297 - 35 + 7)
    assert odd[-1].right == near(210 - 26 - 14 * MM, 1.5)  # one character in from the right
    assert even[0].left == near(28 + 14 * MM, 1)


def test_the_red_heading_stands_where_the_standard_puts_it() -> None:
    leaf = laid(Format.OFFICIAL, signer="张三")[0]
    mark = leaf.find(SHEET.organ)
    assert mark[0].top == near(37 + 35, 1)
    [rule] = leaf.rules
    assert (rule.left, rule.length) == (near(28), near(156))
    number = leaf.find(SHEET.number)
    assert rule.top - number[0].bottom == near(4, 0.6)
    assert number[0].left == near(28 + STEP) and leaf.find("签发人")[0].top == near(number[0].top)
    title = leaf.find(SHEET.title)
    assert title[0].size == 22 and title[0].top - rule.top == near(2 * PITCH, 2)


def test_a_letter_has_its_mark_and_rules_and_no_number_on_its_first_page() -> None:
    first, second, *_rest = laid(Format.LETTER)
    mark = first.find(SHEET.organ)
    assert mark[0].top == near(30, 1)
    upper, thin, lower_thin, lower = first.rules
    assert upper.top - mark[0].bottom == near(4, 1) and thin.top > upper.top
    assert lower.top == near(297 - 20, 1) and lower_thin.top < lower.top
    assert {round(rule.length) for rule in first.rules} == {170}
    assert {round(rule.left) for rule in first.rules} == {20}
    assert "—1—" not in first.text and "—2—" in second.text and second.rules == []
    assert first.find(SHEET.number)[-1].right == near(210 - 26, 1)


def test_the_date_stands_four_characters_in_under_the_organ() -> None:
    leaf = laid(Format.PLAIN, blocks=SHEET.blocks[:1])[0]
    day = leaf.find("2026年8月3日")
    assert day[-1].right == near(210 - 26 - 4 * STEP, 1) or leaf.find(SHEET.organ)[-1].right > day[-1].right
    organ = [g for g in leaf.glyphs if g.size == 16 and abs(g.top - day[0].top + PITCH) < 1]
    assert "".join(g.text for g in organ).endswith(SHEET.organ)
    organ = organ[-len(SHEET.organ) :]
    assert (organ[0].left + organ[-1].right) / 2 == near((day[0].left + day[-1].right) / 2, 2)


@pytest.mark.parametrize("lines", range(8, 15))
def test_no_page_carries_a_signature_alone(lines: int) -> None:
    blocks = [Block(Kind.PARAGRAPH, f"第{n}段。") for n in range(lines)]
    last = laid(Format.PLAIN, blocks=blocks, check="http://127.0.0.1/verify/", digest="a" * 64)[-1]
    assert "2026年8月3日" in last.text and f"第{lines - 1}段。" in last.text and "a" * 64 in last.text


def test_a_draft_says_so_and_has_no_date() -> None:
    leaf = laid(Format.PLAIN, draft=True, date=None, blocks=SHEET.blocks[:1])[0]
    assert "草稿" in leaf.text and "2026年" not in leaf.text


def test_the_same_paper_is_the_same_bytes_and_says_it_is_an_archive_copy() -> None:
    first = pdf(SHEET)
    assert first == pdf(SHEET)
    assert b"<pdfaid:part>2</pdfaid:part>" in first and b"<pdfaid:conformance>B</pdfaid:conformance>" in first


def test_every_font_is_embedded() -> None:
    made = pdf(SHEET)
    assert made.count(b"/FontFile2") + made.count(b"/FontFile3") >= 2


def test_a_character_that_no_font_has_is_named_and_nothing_is_printed() -> None:
    with pytest.raises(NoGlyph, match=r"U\+323AE"):
        pdf(replace(SHEET, title="王\U000323ae"))


@pytest.mark.parametrize(
    "spoiled",
    [
        {"title": "函\U000323ae"}, {"organ": "局\U000323ae"}, {"signer": "\U000323ae"},
        {"note": "联系人：\U000323ae"}, {"copies": "\U000323ae局"},
        {"blocks": [Block(Kind.ADDRESSEE, "王\U000323ae：")]}, {"blocks": [Block(Kind.PARAGRAPH, "\U000323ae")]},
        {"blocks": [Block(Kind.ENCLOSED, "附件：\U000323ae.pdf")]}, {"blocks": [Block(Kind.ROW, "\U000323ae", "信访人")]},
        {"blocks": [Block(Kind.GRID, "", "", (("单位",), ("\U000323ae局",)))]},
    ],
)  # fmt: skip
def test_it_is_found_wherever_it_stands(spoiled: dict[str, object]) -> None:
    with pytest.raises(NoGlyph, match=r"U\+323AE"):
        pdf(replace(SHEET, **spoiled))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["喆", "堃", "垚", "赟", "䶮"])
def test_rare_characters_of_names_print(name: str) -> None:
    assert fonts().lacking(name) == []


def test_all_of_gb2312_prints() -> None:
    rows = (bytes([a, b]) for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    assert fonts().lacking("".join(row.decode("gb2312", "ignore") for row in rows)) == []


def test_an_office_measures_its_own_letters_but_not_the_standard(tmp_path: object) -> None:
    file = tmp_path / "pages.toml"  # type: ignore[operator]
    file.write_text("[LETTER]\nmark_top_mm = 25\n")
    assert pages(file)[Format.LETTER].mark_top_mm == 25
    assert PAGES[Format.LETTER].mark_top_mm == 30
    file.write_text("[PLAIN]\ntop_mm = 20\n")
    with pytest.raises(BadPage, match="GB/T 9704"):
        pages(file)
    file.write_text("[LETTER]\nmark_top_mm = '宽'\n")
    with pytest.raises(BadPage, match="之间的数"):
        pages(file)


def test_the_seal_reaches_to_within_one_line_of_the_text() -> None:
    blocks = [Block(Kind.PARAGRAPH, "完。")]
    leaf = laid(Format.PLAIN, blocks=blocks)[0]
    day, last = leaf.find("2026年8月3日")[0], leaf.find("完。")[0]
    middle = day.top - PITCH / 2 + 16 * MM / 2  # between organ and date
    top = middle - PAGES[Format.PLAIN].seal_mm / 2
    assert last.bottom - 1 < top < last.bottom + PITCH


@pytest.mark.parametrize("rows", range(6, 18))
def test_no_page_carries_the_signature_of_a_form_alone(rows: int) -> None:
    blocks = [Block(Kind.ROW, f"第{n}行", "情况") for n in range(rows)]
    for form in (Format.FORM, Format.OFFICIAL):
        last = laid(form, blocks=blocks, check="http://127.0.0.1/verify/", digest="a" * 64)[-1]
        assert "2026年8月3日" in last.text and f"第{rows - 1}行" in last.text


@pytest.mark.parametrize("lines", range(1, 16))
def test_the_imprint_closes_the_last_page_and_never_stands_there_alone(lines: int) -> None:
    blocks = [Block(Kind.PARAGRAPH, f"第{n}段。") for n in range(lines)]
    last = laid(Format.OFFICIAL, blocks=blocks, check="http://127.0.0.1/verify/", copies="抄送：县司法局。")[
        -1
    ]
    printed, day = last.find("2026年8月3日印发"), last.find("抄送")
    assert printed[0].size == 14 and f"第{lines - 1}段。" in last.text and day[0].top < printed[0].top
    assert 297 - 35 - 3 < printed[0].bottom < 297 - 35
    assert [rule.length for rule in last.rules[-3:]] == [near(156, 1)] * 3


def test_a_letter_has_no_imprint_and_only_the_receivers_of_copies() -> None:
    last = laid(Format.LETTER, blocks=SHEET.blocks[:1], copies="抄送：县司法局。")[-1]
    assert "印发" not in last.text and len(last.rules) == 4


def test_a_label_of_a_form_is_not_broken_while_there_is_room() -> None:
    leaf = laid(Format.FORM, blocks=[Block(Kind.ROW, "甲", "联系人和联系方式")])[0]
    assert len({round(glyph.top) for glyph in leaf.find("联系人和联系方式")}) == 1


def test_a_line_is_not_drawn_apart_by_the_number_of_a_matter() -> None:
    said = "为查清你提出的信访事项（编号37142601-2026-00001-2），请补充下列材料，不补充不影响办理。"
    line = laid(Format.PLAIN, blocks=[Block(Kind.PARAGRAPH, said)])[0].find("为查清你提出")
    assert line[-1].left - line[0].left < 7 * STEP  # unbroken, the number drew them ten apart


def test_the_code_says_where_it_leads() -> None:
    leaf = laid(Format.PLAIN, blocks=SHEET.blocks[:1], check="http://127.0.0.1/verify/")[0]
    assert "扫码核对真伪" in leaf.text and "进度" not in leaf.text


@pytest.mark.parametrize("form", Format)
def test_the_code_stands_clear_of_the_longest_name_of_an_organ(form: Format) -> None:
    organ = "清河县人力资源和社会保障局劳动人事争议仲裁院筹备办公室"
    last = laid(
        form, organ=organ, blocks=SHEET.blocks[:1], check="http://127.0.0.1/verify/", digest="a" * 64
    )[-1]
    day, signed = last.find("2026年8月3日")[0], last.lines(14.0 if form is Format.FORM else 16.0)
    name = [line for line in signed if day.top - 3 * PITCH < line[0].top < day.top - 1]
    code = last.find("扫码核对真伪")
    assert code[0].top > day.bottom or code[-1].right < min(line[0].left for line in name) - 2
    assert "a" * 64 in last.text
