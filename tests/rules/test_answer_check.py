"""The answer check: what is missing is told item by item, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.rules.answer_check import owed
from lianxin.rules.knowledge import Version, articles, citations, plain_title, standing

DAY = date(2026, 8, 3)
ONE = {"position": 1, "outcome": "SUPPORT", "answer": "补发", "law": "《土地管理法》第四十八条",
       "executor": "镇政府", "execute_by": "2026-12-31"}  # fmt: skip
BODY = {"received": "收到", "found": "属实", "remedy": {"organ": "县政府", "days": 30}, "requests": [ONE]}


def told(
    body: dict[str, object], asked: tuple[int, ...] = (1,), known: dict[str, list[Version]] | None = None
) -> list[str]:
    judge = known and (lambda title, labels: standing(title, labels, known, DAY))
    return [str(said) for said in owed("D17", body, asked=asked, today=DAY, judge=judge)]


def test_a_whole_opinion_owes_nothing() -> None:
    assert told(BODY) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"law": "有关政策"}, "第1项诉求的依据没有写明出处"),
        ({"law": " "}, "第1项诉求缺少：依据"),
        ({"execute_by": "2026-08-02"}, "执行期限已经过了"),
        ({"executor": ""}, "第1项诉求缺少：执行单位"),
        ({"answer": ""}, "第1项诉求缺少：答复"),
    ],
)
def test_each_gap_is_told(changes: dict[str, str], said: str) -> None:
    [found] = told({**BODY, "requests": [{**ONE, **changes}]})
    assert said in found


@pytest.mark.parametrize("law", ["《补偿方案》第三条", "临政发〔2019〕5号第三条"])
def test_a_policy_is_a_source_too(law: str) -> None:
    assert told({**BODY, "requests": [{**ONE, "law": law}]}) == []


def test_a_request_passed_over_is_told() -> None:
    assert told(BODY, asked=(1, 2)) == ["第2项诉求没有答复"]


def test_the_road_to_review_has_its_days() -> None:
    assert told({**BODY, "remedy": {"organ": "县政府", "days": 0}}) == ["救济途径没有写明期限"]


def version(*labels: str, number: int = 1, since: int = 2019, until: int = 0, whole: bool = True) -> Version:
    return Version(number, date(since, 1, 1), date(until, 1, 1) if until else None, frozenset(labels), whole)


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ({"信访工作条例": [version()]}, ["第1项诉求引用的《土地管理法》不在法规库里"]),
        ({"土地管理法": [version("第四十八条")]}, []),
        ({"土地管理法": [version("第一条", "第二条")]}, ["第1项诉求引用的《土地管理法》里没有第四十八条"]),
        ({"土地管理法": [version("第一条", whole=False)]}, []),
        ({"土地管理法": [version("第四十八条", until=2026)]},
         ["第1项诉求引用的《土地管理法》在收到本件时还没有施行，或者已经失效"]),
        ({"土地管理法": [version("第四十八条", since=2027)]},
         ["第1项诉求引用的《土地管理法》在收到本件时还没有施行，或者已经失效"]),
        ({"土地管理法": [version("第四十八条"), version("第一条", number=2, since=2027)]}, []),
        ({"土地管理法": [version("第四十八条", until=2020), version("第四十八条", number=2, since=2020)]}, []),
    ],
)  # fmt: skip
def test_what_the_library_says_of_a_citation_is_told(
    versions: dict[str, list[Version]], said: list[str]
) -> None:
    assert told(BODY, known=versions) == said


def test_a_text_is_cut_into_articles_and_a_citation_into_its_parts() -> None:
    text = "总则\n第一条　为了……\n依照本条例第二条办理。\n第二条 机关、单位……\n第三十二条之一 另有规定的"
    assert articles(text) == [
        ("", "总则"), ("第一条", "为了……\n依照本条例第二条办理。"), ("第二条", "机关、单位……"),
        ("第三十二条之一", "另有规定的"),
    ]  # fmt: skip
    assert articles("没有分条的制度") == [("", "没有分条的制度")]
    assert citations("依照《信访工作条例》第三十二条第二款、第三十五条，参照《民法典》（2020年）第一百六十五条和《甲》") == [
        ("信访工作条例", ["第三十二条", "第三十五条"]), ("民法典", ["第一百六十五条"]), ("甲", []),
    ]  # fmt: skip
    assert plain_title("《信访事项简易办理办法（试行）》") == plain_title("信访事项简易办理办法")
    assert plain_title("《中华人民共和国土地管理法》") == plain_title("土地管理法（2019年修正）")
