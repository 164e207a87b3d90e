"""XLSX of somebody else's making: every row is read or is a fault with its line; nothing is worked out."""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from lianxin.documents.spreadsheet import Unusable
from lianxin.documents.workbook import open_any
from tests.sheets import csv, with_part, xlsx

HEAD = ("编号", "姓名", "电话", "内容", "日期")
SHEET = "xl/worksheets/sheet1.xml"


def rows(tmp_path: Path, data: bytes) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...], str]]]:
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    table = open_any(path)
    return table.heading, [(row.line, row.cells, str(row.fault or "")) for row in table]


def test_cells_become_text_as_people_read_them(tmp_path: Path) -> None:
    data = xlsx([HEAD, (7, "王秀英𠮷", 13812341234, "第一行\n第二行", date(2026, 8, 3)), (8.5, True, None, " 空格 ", datetime(2026, 8, 3, 9, 30))])  # fmt: skip
    assert rows(tmp_path, data) == (HEAD, [
        (2, ("7", "王秀英𠮷", "13812341234", "第一行\n第二行", "2026-08-03"), ""),
        (3, ("8.5", "是", "", "空格", "2026-08-03 09:30:00"), ""),
    ])  # fmt: skip


def test_a_title_merged_over_the_headings_is_passed_over(tmp_path: Path) -> None:
    data = xlsx([("八月工单明细",), (), HEAD, ("1", "王", "", "路灯", "")], "A1:E1")
    heading, found = rows(tmp_path, data)
    assert (heading, found[0][:2]) == (HEAD, (4, ("1", "王", "", "路灯", "")))


def test_a_cell_as_tall_as_several_rows_stands_in_each_of_them(tmp_path: Path) -> None:
    data = xlsx([
        HEAD, ("1", "王秀英", "138", "路灯", ""), ("2", None, None, "井盖", ""), ("3", None, "139", "桥", ""), ("4", None, None, "水", ""),
    ], "B2:B3", "D4:E4", "E2:E5", "A1:A1")  # fmt: skip
    found = [cells[:4] for _line, cells, _fault in rows(tmp_path, data)[1]]
    assert found == [
        ("1", "王秀英", "138", "路灯"), ("2", "王秀英", "", "井盖"), ("3", "", "139", "桥"), ("4", "", "", "水"),
    ]  # fmt: skip


def test_what_is_wrong_with_a_tall_cell_is_wrong_in_each_of_its_rows_and_in_no_other(tmp_path: Path) -> None:
    data = xlsx([
        HEAD, ("1", "王", 320102199001010011, "路灯", "=1+1"), ("2", "李", None, "井盖", ""), ("3", "孙", None, "桥", ""),
    ], "C2:C3")  # fmt: skip
    found = rows(tmp_path, data)[1]
    assert [(line, "超过15位" in fault) for line, _cells, fault in found] == [
        (2, True),
        (3, True),
        (4, False),
    ]
    data = xlsx([HEAD, ("1", "王", "138", "路灯", "=1+1"), ("2", None, "139", "井盖", "")], "B2:B3")
    assert rows(tmp_path, data)[1][1] == (3, ("2", "王", "139", "井盖", ""), "")


def test_a_column_without_a_heading_keeps_its_place(tmp_path: Path) -> None:
    heading, found = rows(
        tmp_path, xlsx([("编号", None, "内容"), ("1", "王", "路灯"), ("2", "李", "井盖", "多出来")])
    )
    assert heading == ("编号", "第2列", "内容", "第4列")
    assert [row[1] for row in found] == [("1", "王", "路灯", ""), ("2", "李", "井盖", "多出来")]


def test_a_formula_gives_its_kept_value_or_is_refused_and_is_never_worked_out(tmp_path: Path) -> None:
    data = xlsx([HEAD, ("1", "王", "", "=1+1", ""), ("2", "李", "", '=HYPERLINK("http://x")', "")])
    kept = with_part(data, SHEET, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>\xe8\xb7\xaf\xe7\x81\xaf</v>")
    kept = with_part(kept, SHEET, b'<c r="D2">', b'<c r="D2" t="str">')
    _heading, found = rows(tmp_path, kept)
    assert (found[0][1][3], found[0][2]) == ("路灯", "")
    assert "公式" in found[1][2] and found[1][0] == 3


def test_an_error_and_a_number_that_lost_its_end_are_refused(tmp_path: Path) -> None:
    data = xlsx(
        [
            HEAD,
            ("1", "王", "", "#N/A", ""),
            ("2", "李", 371426199001011234, "路灯", ""),
            ("3", "赵", "", "好的", ""),
        ]
    )
    _heading, found = rows(tmp_path, data)
    assert [bool(fault) for _line, _cells, fault in found] == [True, True, False]
    assert "15位" in found[1][2]


def test_a_million_empty_rows_are_passed_over(tmp_path: Path) -> None:
    data = xlsx([HEAD, ("1", "王", "", "路灯", "")])
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 300_000))
    last = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>2</t></is></c></row>'
    _heading, found = rows(tmp_path, with_part(data, SHEET, b"</sheetData>", empty + last + b"</sheetData>"))
    assert [(line, cells[0]) for line, cells, _fault in found] == [(2, "1"), (1048576, "2")]


@pytest.mark.parametrize("dimension", [b"", b'<dimension ref="A1:B3"/>'])
def test_a_cell_without_end_is_a_fault_of_its_row_and_takes_no_memory(
    tmp_path: Path, dimension: bytes
) -> None:
    data = xlsx([("编号", "内容"), ("1", "zzz"), ("2", "好的")])
    (tmp_path / "x.xlsx").write_bytes(with_part(data, SHEET, b"zzz", b"a" * 20_000_000))
    if not dimension:
        data = with_part((tmp_path / "x.xlsx").read_bytes(), SHEET, b'<dimension ref="A1:B3"/>', dimension)
        (tmp_path / "x.xlsx").write_bytes(data)
    tracemalloc.start()
    found = [(row.line, len(row.cells[1]), str(row.fault or "")) for row in open_any(tmp_path / "x.xlsx")]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(2, 32_767, "第2列的内容超过32767个字，读不全"), (3, 2, "")]
    assert peak < 8_000_000


def test_a_cell_as_long_as_excel_allows_is_read_whole(tmp_path: Path) -> None:
    data = with_part(xlsx([("编号", "内容"), ("1", "zzz")]), SHEET, b"zzz", b"a" * 32_767)
    assert rows(tmp_path, data)[1] == [(2, ("1", "a" * 32_767), "")]


def test_text_that_cells_share_is_found_where_it_is_kept(tmp_path: Path) -> None:
    types = "[Content_Types].xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    data = xlsx([("编号", "内容"), ("1", 1)])
    data = with_part(data, types, b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode())  # fmt: skip
    data = with_part(data, SHEET, b'<c r="B2" t="n"><v>1</v>', b'<c r="B2" t="s"><v>1</v>')
    shared = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>零</t></si><si><r><t>路灯</t></r><r><t>不亮</t></r></si></sst>'
    with zipfile.ZipFile(out := BytesIO(data), "a") as packed:
        packed.writestr("xl/sharedStrings.xml", shared)
    assert rows(tmp_path, out.getvalue())[1] == [(2, ("1", "路灯不亮"), "")]


def test_more_columns_than_are_read_are_noticed(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="最多200列"):
        rows(tmp_path, xlsx([tuple(f"列{n}" for n in range(300)), ("1",) * 300]))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04broken", "坏了"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (b"%PDF-1.7", "PDF"),
        ("\ufeff\r\n<html><table><tr><td>编号</td></tr></table></html>".encode(), "网页"),  # what is often called XLS
        (b'<?xml version="1.0"?><Workbook/>', "网页"),
        ("编号\t内容\n1\t路灯".encode("utf-16"), "另存"),
        (xlsx([("1", "2"), ("3", "4")]), "各列的名称"),
        (xlsx([]), "没有内容"),
        (xlsx([("编号", "编号"), ("1", "2")]), "列名重复"),
        (with_part(xlsx([HEAD]), SHEET, b"<sheetData>", b"<sheetData><row>"), "坏了"),
        (with_part(xlsx([HEAD, ("1", "2", "3", "4", "5")]), SHEET, b"<worksheet", b"<!DOCTYPE x><worksheet"), "坏了"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(Unusable, match=told):
        rows(tmp_path, data)


def test_what_unpacks_to_far_too_much_is_not_opened(tmp_path: Path) -> None:
    data = with_part(xlsx([HEAD]), SHEET, b"</sheetData>", b"</sheetData>" + b" " * (301 << 20))
    assert len(data) < 1 << 20
    with pytest.raises(Unusable, match="展开以后超过300MB"):
        rows(tmp_path, data)


def test_text_is_still_read_as_text(tmp_path: Path) -> None:
    assert rows(tmp_path, csv([("编号", "内容"), ("1", "路灯")], "gb18030"))[1] == [(2, ("1", "路灯"), "")]
