"""Tables of somebody else's making are read whole: every record is a row or a fault with its line."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from lianxin.documents import spreadsheet
from lianxin.documents.spreadsheet import Unusable, open_table
from lianxin.documents.workbook import open_any
from lianxin.rules.imports import guess


def made(path: Path, raw: bytes | str, encoding: str = "utf-8") -> Path:
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_encoding_delimiter_and_line_ends_are_found(
    tmp_path: Path, encoding: str, end: str, delimiter: str
) -> None:
    lines = [["编号", "标题"], ["1", "路灯不亮𠮷"], ["2", "井盖丢失"]]
    text = end.join(delimiter.join(line) for line in lines) + end
    table = open_table(made(tmp_path / "x", text, encoding))
    assert table.heading == ("编号", "标题")
    assert [(row.line, row.cells, row.fault) for row in table] == [
        (2, ("1", "路灯不亮𠮷"), None),
        (3, ("2", "井盖丢失"), None),
    ]
    assert table.lines == 3


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("登记表;2026年\n姓名,内容\n王秀英,路灯不亮\n", ("姓名", "内容")),
        ("姓名;住址,电话;内容\n王秀英;前柳村;路灯不亮\n", ("姓名", "住址,电话", "内容")),
        ("姓名,内容\n王秀英,路灯不亮; 井盖丢失\n", ("姓名", "内容")),
        ("只有一列\n路灯不亮\n", ("只有一列",)),
    ],
)
def test_what_parts_most_lines_parts_the_columns(tmp_path: Path, text: str, heading: tuple[str, ...]) -> None:
    assert open_table(made(tmp_path / "x", text)).heading == heading


def test_a_quote_in_a_tab_file_is_a_character(tmp_path: Path) -> None:
    table = open_table(made(tmp_path / "x.tsv", 'a\tb\n"开头没有结尾\t\\\\反斜线\n下一行\t"\n'))
    assert [row.cells for row in table] == [('"开头没有结尾', "\\\\反斜线"), ("下一行", '"')]


def test_a_quoted_cell_in_a_comma_file_may_hold_lines(tmp_path: Path) -> None:
    table = open_table(made(tmp_path / "x.csv", 'a,b\n1,"两行\n文字，""引号"""\n2,x\n'))
    assert [(row.line, row.cells) for row in table] == [(3, ("1", '两行\n文字，"引号"')), (4, ("2", "x"))]


def test_damaged_rows_are_told_with_their_line_and_the_rest_is_read(tmp_path: Path) -> None:
    raw = (
        "编号\t内容\n1\t好的一行\n".encode()
        + b"2\t\xe4\xb8\xff\n"
        + "3\t多\t一列\n4\n\n  \t \n5\t又好了\r有回车\n".encode()
    )
    rows = list(open_table(made(tmp_path / "x.tsv", raw)))
    assert [(row.line, str(row.fault or "")) for row in rows] == [
        (2, ""),
        (3, "有不是UTF-8编码的字节"),
        (4, "应有2列，这一行是3列"),
        (5, "应有2列，这一行是1列"),
        (8, ""),
    ]
    assert rows[-1].cells == ("5", "又好了 有回车")


def test_a_cell_longer_than_any_letter_is_named_as_that(tmp_path: Path) -> None:
    text = "路坏了。" * (spreadsheet.LONGEST_CELL // 4 + 1)
    rows = list(open_table(made(tmp_path / "x.csv", f"编号,内容\n1,{text}\n2,好的\n")))
    assert [str(row.fault or "") for row in rows] == ["第2列的内容超过4194304个字，读不全", ""]


def test_four_times_the_columns_take_about_four_times_the_work(tmp_path: Path) -> None:
    def work(count: int) -> float:
        made(path := tmp_path / "x.csv", ",".join(f"列{n}" for n in range(count)) + "\n")
        started = process_time()
        with pytest.raises(Unusable, match="列，最多"):
            open_table(path)
        return process_time() - started

    work(1_000)
    assert work(24_000) < 10 * max(work(6_000), 0.02)


UNPAIRED = "引号或者分隔符没有成对，读不出各列"


@pytest.mark.parametrize("after", ["", '4,"有引号, 一样读"\n', '4,"两行\n文字"\n', '4,"又没有结尾\n5,z\n'])
def test_a_quote_that_never_closes_costs_its_own_row_only_and_none_of_its_words(
    tmp_path: Path, after: str
) -> None:
    rows = list(open_table(made(tmp_path / "x.csv", 'a,b\n1,x\n2,"没有结尾\n3,y\n' + after)))
    assert [(row.line, row.cells, str(row.fault or "")) for row in rows][:3] == [
        (2, ("1", "x"), ""),
        (3, ("2", "没有结尾"), UNPAIRED),
        (4, ("3", "y"), ""),
    ]
    assert [(row.line, row.cells, str(row.fault or "")) for row in rows][3:] == {
        "": [],
        '4,"有': [(5, ("4", "有引号, 一样读"), "")],
        '4,"两': [(6, ("4", "两行\n文字"), "")],
        '4,"又': [(5, ("4", "又没有结尾"), UNPAIRED), (6, ("5", "z"), "")],
    }[after[:4]]


@pytest.mark.parametrize("last", ['文字"坏,x\n', '第二段\n第三段"坏,x\n', "第二段\n第三段"])
def test_a_text_of_several_lines_with_a_bad_quote_never_becomes_a_row_of_its_own(
    tmp_path: Path, last: str
) -> None:
    rows = list(open_table(made(tmp_path / "x.csv", f'a,b\n1,"第一段\n{last}')))
    assert all(str(row.fault) == UNPAIRED for row in rows)
    said = "".join("".join(row.cells) for row in rows)
    assert all(word in said for word in ("第一段", last[:2]))


@pytest.mark.parametrize(("mark", "sound"), [("G1", "G2"), ("路灯", "水管")])
def test_of_two_columns_a_line_of_text_with_one_comma_never_becomes_a_row(
    tmp_path: Path, mark: str, sound: str
) -> None:
    """What stands below an open quote is a row where it has a mark like the one that broke, and not where nobody can tell."""
    broken = f'{mark},"欠了3,000元没有给\n后来说,下个月给\n3,500元也没有给\n{sound},另一件\n'
    rows = list(open_table(made(tmp_path / "x.csv", f"编号,内容\nG0,先前的\n{broken}")))
    good = [row.cells for row in rows if row.fault is None]
    assert good == [("G0", "先前的"), *([(sound, "另一件")] if sound == "G2" else [])]
    assert all(str(row.fault) == UNPAIRED for row in rows if row.fault)
    assert all(word in str(rows) for word in ("没有给", "后来说", "另一件"))


TWO_LINES = "编号,来电人信息,,内容,经办,\n,姓名,电话,,单位,姓名\n"


def test_headings_of_two_lines_are_read_together(tmp_path: Path) -> None:
    title = "工单台账,,,,,\n"
    found = open_table(made(tmp_path / "x.csv", f"{title}{TWO_LINES}G1,王,138,灯坏了,局,李\n"))
    assert found.heading == ("编号", "来电人信息 姓名", "电话", "内容", "单位", "经办 姓名")
    assert [row.line for row in found] == [4]


@pytest.mark.parametrize("second", ["G1,王,,灯坏了,,", ",,,内容接着写,,", ",王,13812341234,,,"])
def test_a_row_below_headings_with_gaps_is_a_row(tmp_path: Path, second: str) -> None:
    found = open_table(made(tmp_path / "x.csv", f"编号,来电人信息,,内容,经办,\n{second}\n"))
    assert found.heading[1:3] == ("来电人信息", "第3列")
    assert len(list(found)) == 1


def test_a_heading_of_nothing_but_brackets_costs_by_its_length() -> None:
    """Red once: a cell of a hundred thousand of them kept a web process for a minute."""

    def work(count: int) -> float:
        started = process_time()
        guess(["编号", "(" * count])
        return process_time() - started

    work(1_000)
    assert work(32_000) < 10 * max(work(8_000), 0.02)


def test_headings_are_guessed_without_their_notes() -> None:
    found = guess(["*工单编号", "来电人（必填）", "联系电话 (手机)", "诉求内容："], "HOTLINE")
    assert found == {
        "external_id": "*工单编号", "their_number": "*工单编号", "name": "来电人（必填）",
        "phone": "联系电话 (手机)", "content": "诉求内容：",
    }  # fmt: skip


@pytest.mark.parametrize("raw", ["", "\n", "\t\t\n1\t2\t3\n", "a\ta\n1\t2\n"])
def test_a_file_without_usable_headings_is_refused(tmp_path: Path, raw: str) -> None:
    with pytest.raises(Unusable):
        open_table(made(tmp_path / "x", raw))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"打不开文件.*没有这个文件"):
        open_table(tmp_path / "nothing")
    with pytest.raises(Unusable, match="这是文件夹"):
        open_any(tmp_path)
