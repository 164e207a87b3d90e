"""The list of words: of use before anything was learned."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lianxin.rules import categories
from lianxin.text import lexicon

TREE = categories.load()
SHIPPED = Path(lexicon.__file__).with_name("data") / "category_words.csv"
IN_THEIR_WORDS = list(
    csv.reader((Path(__file__).parent / "data" / "day_one.tsv").open(encoding="utf-8"), delimiter="\t")
)[1:]


def test_every_code_of_the_list_is_a_category_and_every_category_has_words() -> None:
    codes = {code for codes in lexicon.load().meant.values() for code in codes}
    assert codes == {row.code for row in TREE if row.level == 2}


@pytest.mark.parametrize(
    "text, name",
    [
        ("小区物业费涨价，业委会不管", "住房保障与房地产"),
        ("包工头拖欠农民工工资半年", "工资福利"),
        ("公交车末班太早，希望延长公交线路", "客货运输"),
        ("化工厂夜里偷排污水，臭气熏人", "环境污染与生态破坏"),
        ("退役士兵安置卡没有办下来", "退役士兵安置"),
        ("村支书不公开村财务，集体资金去向不明", "村务管理"),
    ],
)
def test_the_first_suggestion_names_its_words(text: str, name: str) -> None:
    first = lexicon.load().suggest(text, "")[0]
    assert TREE[first.value].name == name
    assert first.reasons and all(word in text for word in first.reasons)


@pytest.mark.parametrize("code, letter", IN_THEIR_WORDS)
def test_letters_in_peoples_own_words_find_their_category_among_the_two(code: str, letter: str) -> None:
    assert code in [one.value for one in lexicon.load().suggest("", letter)]


def test_a_line_of_the_list_holds_enough_words_and_none_twice() -> None:
    for line in SHIPPED.read_text(encoding="utf-8").splitlines()[1:]:
        words = line.split(",")[1].split(" ")
        assert len(words) >= 20 and len(set(words)) == len(words), line[:4]
        assert all(lexicon.OPENING <= len(word) <= 12 and word == word.strip() for word in words), line[:4]


def test_without_a_known_word_nothing_is_suggested() -> None:
    assert lexicon.load().suggest("啊啊啊", "……") == []


def test_an_office_may_use_its_own_list(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("code,words\n0101,分红 账目\n", encoding="utf-8")
    assert lexicon.load(path, {"0102": "承包"}).suggest("承包地分红", "")[0].value == "0101"


@pytest.mark.parametrize("text, told", [("a,b\n", "表头"), ("code,words\n0101\n", "第2行")])
def test_an_odd_list_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "words.csv").write_text(text, encoding="utf-8")
    with pytest.raises(lexicon.BadLexicon, match=told):
        lexicon.load(tmp_path / "words.csv")
