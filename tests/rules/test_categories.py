"""The category table that ships, and what is said of one that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianxin.rules.categories import BadCategories, load
from lianxin.rules.wording import Said


def test_the_shipped_table_has_19_and_155_names() -> None:
    categories = load()
    assert len(categories.top) == 19
    assert len(list(categories)) == 19 + 155
    assert categories.full_name("0101") == "农村农业/村务管理"
    assert categories.full_name("99") == "其他"
    assert [row.name for row in categories.under("14")] == ["环境污染与生态破坏", "建设项目审批", "环境管理"]
    assert categories["0401"].grade == "C"


def test_no_level_has_the_same_name_twice() -> None:
    categories = load()
    names = [categories.full_name(row.code) for row in categories]
    assert len(names) == len(set(names))


def test_choices_are_level_two_only() -> None:
    choices = load().choices()
    assert len(choices) == 155
    assert choices[0] == ("0101", "农村农业/村务管理")


def test_a_retired_code_stays_readable() -> None:
    assert load().full_name("7777") == "7777"
    assert "7777" not in load()


def table(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "categories.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_an_office_may_bring_its_own_table_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    own = load(table(tmp_path, "code,name,grade\r\n01,住房,INF\r\n0101,物业,INF\r\n,,\r\n", "utf-8-sig"))
    assert own.choices() == [("0101", "住房/物业")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "表头应为code,name,grade"),
        ("代码,名称,等级\n01,住房,C\n", "表头应为code,name,grade"),
        ("code,name,grade\n", "内容分类表是空的"),
        ("code,name,grade\n01,住房\n", "第2行应有3列，现在有2列"),
        ("code,name,grade\n1,住房,C\n", "第2行：代码“1”应为两位或四位数字"),
        ("code,name,grade\n０１,住房,C\n", "第2行：代码“０１”应为两位或四位数字"),
        ("code,name,grade\n01, ,C\n", "第2行：没有名称"),
        ("code,name,grade\n01,住房,X\n", "第2行：依据等级应为"),
        ("code,name,grade\n01,住房,C\n01,土地,C\n", "第3行：代码01重复"),
        ("code,name,grade\n01,住房,C\n0101,物业,C\n0201,征地,C\n", "第4行：代码0201没有上级02"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(BadCategories) as refusal:
        load(table(tmp_path, content))
    assert said in str(refusal.value.said)
    assert isinstance(refusal.value.said, Said)


def test_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadCategories, match="UTF-8"):
        load(table(tmp_path, "code,name,grade\n01,住房,C\n", "gb18030"))


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadCategories, match="读不出来"):
        load(tmp_path / "nowhere.csv")
