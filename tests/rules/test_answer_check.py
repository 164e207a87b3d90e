"""The answer check: what is missing is told item by item, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.rules.answer_check import owed

DAY = date(2026, 8, 3)
ONE = {"position": 1, "outcome": "SUPPORT", "answer": "补发", "law": "《土地管理法》第四十八条",
       "executor": "镇政府", "execute_by": "2026-12-31"}  # fmt: skip
BODY = {"received": "收到", "found": "属实", "remedy": {"organ": "县政府", "days": 30}, "requests": [ONE]}


def told(body: dict[str, object], asked: tuple[int, ...] = (1,), known: set[str] | None = None) -> list[str]:
    return [str(said) for said in owed(body, asked=asked, today=DAY, is_known=known and known.__contains__)]


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


def test_a_title_that_the_library_does_not_have_is_told() -> None:
    assert told(BODY, known={"信访工作条例"}) == ["第1项诉求引用的《土地管理法》不在法规库里"]
    assert told(BODY, known={"土地管理法"}) == []
