"""The catalogue of papers: complete, numbered, and an opinion that leaves something out is told so."""

from __future__ import annotations

from collections import Counter

import pytest

from lianxin.rules.codes import Outcome
from lianxin.rules.paper_parts import PARTS
from lianxin.rules.papers import PAPERS, REMEDIES, Format, paper_number

OPINION = {
    "received": "2026年8月3日收到转送，请求补发征地补偿款",
    "found": "经查，补偿款应发而未发",
    "remedy": "可以自收到之日起申请复查",
    "requests": [
        {
            "outcome": Outcome.SUPPORT,
            "answer": "补发",
            "law": "《土地管理法》第四十八条",
            "executor": "镇政府",
            "execute_by": "2026-12-31",
        },
        {"outcome": "EXPLAIN", "answer": "不属补偿范围", "law": "补偿方案第三条"},
    ],
}
REVIEW = dict.fromkeys(["reviewed", "grounds", "found", "law", "review_outcome", "answer"], "有")


def lacks(code: str, body: dict[str, object]) -> list[str]:
    return [str(missing.said) for missing in PAPERS[code].missing(body)]


def test_the_catalogue_runs_from_d01_to_d59_without_a_gap() -> None:
    assert list(PAPERS) == [f"D{number:02}" for number in range(1, 60)]


def test_titles_and_type_characters_name_one_paper_each() -> None:
    titles = Counter(title for paper in PAPERS.values() for title in (paper.title, *paper.variants))
    type_chars = Counter(paper.type_char for paper in PAPERS.values() if paper.type_char)
    assert [title for title, count in titles.items() if count > 1] == []
    assert [char for char, count in type_chars.items() if count > 1] == []


def test_every_paper_has_labelled_parts_and_every_label_a_paper() -> None:
    used = {part.key for paper in PAPERS.values() for part in paper.required}
    assert used <= set(PARTS)
    assert set(PARTS) - used == set()
    for paper in PAPERS.values():
        assert paper.required
        assert all(part.label for part in paper.required)


def test_what_rests_on_no_article_says_so_by_its_grade() -> None:
    assert [paper.code for paper in PAPERS.values() if paper.grade == "A" and not paper.article] == []


def test_only_letters_between_organs_have_the_letter_format() -> None:
    assert [code for code, paper in PAPERS.items() if paper.format is Format.LETTER] == ["D04", "D05", "D36"]


def test_the_remedies_form_the_three_stages() -> None:
    assert {code: paper.remedy.code for code, paper in PAPERS.items() if paper.remedy} == {
        "D17": "REVIEW",
        "D25": "REREVIEW",
        "D27": "FINAL",
    }
    assert all(remedy.application in PAPERS for remedy in REMEDIES.values() if remedy.application)


def test_a_whole_opinion_lacks_nothing() -> None:
    assert lacks("D17", OPINION) == []


@pytest.mark.parametrize("key", ["received", "found", "remedy"])
def test_an_opinion_without_a_part_is_told_which(key: str) -> None:
    assert lacks("D17", {**OPINION, key: "  \u3000"}) == [f"缺少：{PARTS[key]}"]


@pytest.mark.parametrize("requests", [None, [], "全部支持"])
def test_an_opinion_that_answers_no_request_is_told_so(requests: object) -> None:
    assert lacks("D17", {**OPINION, "requests": requests}) == ["缺少：诉求"]


def test_a_supported_request_needs_who_carries_it_out_and_until_when() -> None:
    bare = {"outcome": "PARTIAL", "answer": "部分补发", "law": "第三条"}
    assert lacks("D17", {**OPINION, "requests": [OPINION["requests"][1], bare]}) == [
        "第2项诉求缺少：执行单位",
        "第2项诉求缺少：执行期限",
    ]


def test_a_request_without_outcome_lacks_everything() -> None:
    missing = PAPERS["D17"].missing({**OPINION, "requests": [{}]})
    assert [(gap.request, gap.part.key) for gap in missing] == [
        (1, key) for key in ("outcome", "answer", "law", "executor", "execute_by")
    ]


def test_an_unknown_outcome_spares_nothing() -> None:
    assert len(lacks("D17", {**OPINION, "requests": [{"outcome": "支持"}]})) == 4


def test_a_review_opinion_tells_the_next_road_and_a_rereview_opinion_the_end() -> None:
    assert lacks("D25", REVIEW) == ["缺少：救济途径、期限"]
    assert lacks("D27", REVIEW) == ["缺少：终结告知：同一事实和理由不再受理"]


def test_an_objection_names_its_reasons() -> None:
    assert lacks("D07", {"basis": "三定方案", "suggested": "县人社局", "returned": "原信"}) == ["缺少：理由"]


def test_no_and_zero_are_answers() -> None:
    assert lacks("D24", {"received_on": "2026-08-03", "in_time": False, "decision": 0}) == []


def test_a_document_number_has_six_cornered_brackets_and_no_leading_zeros() -> None:
    assert paper_number("某", PAPERS["D09"].type_char, 2026, 12) == "某信受〔2026〕12号"
    assert paper_number("某", "不再受", 2026, 100_000) == "某信不再受〔2026〕100000号"


@pytest.mark.parametrize(
    "parts", [("", "受", 2026, 1), ("某", "", 2026, 1), ("某", "受", 26, 1), ("某", "受", 2026, 0)]
)
def test_a_paper_without_a_number_of_its_own_gets_none(parts: tuple[str, str, int, int]) -> None:
    with pytest.raises(ValueError, match="no document number"):
        paper_number(*parts)


@pytest.mark.parametrize(
    ("code", "to", "checked", "by_head", "served"),
    [
        ("D01", "FILE", False, False, False),
        ("D04", "ORGAN", True, False, False),
        ("D09", "PETITIONER", True, False, False),
        ("D16", "PETITIONER", True, True, True),
        ("D17", "PETITIONER", True, True, True),
        ("D27", "PETITIONER", True, True, True),
        ("D30", "PUBLIC", True, False, False),
        ("D36", "ORGAN", True, True, False),
    ],
)
def test_who_checks_and_signs_follows_from_how_binding_it_is(
    code: str, to: str, checked: bool, by_head: bool, served: bool
) -> None:
    row = PAPERS[code]
    assert (row.addressee, bool(row.checks), row.signs == {"ORGAN_HEAD"}, row.is_served) == (
        to, checked, by_head, served,
    )  # fmt: skip


def test_nobody_in_an_organ_writes_a_petitioners_paper() -> None:
    assert [code for code, row in PAPERS.items() if not row.drafts] == ["D23", "D26", "D34", "D48", "D49"]
