"""The order in which the lines of a page are read."""

from __future__ import annotations

from lianxin.text.reading_order import Line, as_text, in_order


def line(text: str, left: float, top: float, right: float, height: float = 20) -> Line:
    return Line(text, 1.0, left, top, right, top + height)


def test_lines_that_fill_the_page_go_on_and_a_drawn_in_line_begins_anew() -> None:
    page = [
        line("二", 140, 130, 400),
        line("我叫王", 140, 40, 800),
        line("秀英，住前柳村", 100, 70, 760),
        line("一", 140, 100, 300),
    ]
    assert as_text(page) == "我叫王秀英，住前柳村\n一\n二"


def test_an_entry_of_a_form_and_an_item_begin_anew_however_long_the_line_before() -> None:
    page = [
        line("一、补偿款没有发", 100, 40, 800),
        line("二、账目没有公开", 100, 70, 800),
        line("信访人：王秀英", 100, 100, 500),
    ]
    assert as_text(page) == "一、补偿款没有发\n二、账目没有公开\n信访人：王秀英"


def test_pieces_of_one_row_are_read_from_the_left() -> None:
    assert as_text([line("电话", 400, 42, 480), line("姓名", 100, 40, 180)]) == "姓名  电话"


def test_two_columns_are_read_one_after_the_other_between_head_and_foot() -> None:
    left = [line(f"左{n}", 100, 100 + 30 * n, 480) for n in range(5)]
    right = [line(f"右{n}", 520, 100 + 30 * n, 900) for n in range(5)]
    head, foot = line("题目很长很长", 200, 20, 800), line("此致敬礼县信访局", 100, 400, 900)
    page = [foot, *(one for pair in zip(right, left, strict=True) for one in pair), head]
    assert [one.text for one in in_order(page)] == [
        "题目很长很长", *(f"左{n}" for n in range(5)), *(f"右{n}" for n in range(5)), "此致敬礼县信访局",
    ]  # fmt: skip


def test_a_second_column_that_ends_in_short_lines_is_still_a_column() -> None:
    left = [
        line(f"左{n}", 105, 110 + 43 * n, right) for n, right in enumerate((266, 580, 582, 569, 267, 553))
    ]
    ends = (823, 1113, 883, 802, 778, 875)  # a closing, a name, a date
    right = [line(f"右{n}", 653, 110 + 43 * n, end) for n, end in enumerate(ends)]
    page = [one for pair in zip(left, right, strict=True) for one in pair]
    assert [one.text for one in in_order(page)] == [
        *(f"左{n}" for n in range(6)),
        *(f"右{n}" for n in range(6)),
    ]


def test_a_form_of_long_entries_on_both_sides_is_read_row_by_row() -> None:
    labels = ("姓名：", "住址：", "单位：", "事由：", "备注：")
    left = [line(f"{label}左", 100, 100 + 30 * n, 480) for n, label in enumerate(labels)]
    right = [line(f"{label}右", 520, 100 + 30 * n, 900) for n, label in enumerate(labels)]
    page = [one for pair in zip(left, right, strict=True) for one in pair]
    assert [one.text for one in in_order(page)][:4] == ["姓名：左", "姓名：右", "住址：左", "住址：右"]


def test_a_form_of_short_entries_is_no_page_of_two_columns() -> None:
    rows = [
        (line(f"项{n}", 100, 100 + 30 * n, 160), line(f"值{n}", 520, 100 + 30 * n, 580 + 60 * n))
        for n in range(5)
    ]
    assert as_text([one for pair in rows for one in pair]).split("\n")[0] == "项0  值0"


def test_vertical_writing_is_read_from_the_right() -> None:
    columns = [
        Line(text, 1.0, x, 50, x + 20, bottom)
        for text, x, bottom in (("前柳村", 200, 300), ("我住在", 240, 300), ("此致", 160, 120))
    ]
    assert as_text(columns, vertical=True) == "我住在前柳村此致"


def test_an_empty_page_has_no_text() -> None:
    assert as_text([]) == "" and as_text([line("  ", 0, 0, 5)], vertical=True) == ""
