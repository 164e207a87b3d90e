"""Replies that say something and replies that do not; all invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianxin.ops.evaluation import answers
from lianxin.text.answer_check import Part, advice, check, part_of

EMPTY = (
    "网友：您好！您反映的问题已收悉，已转县住建局调查处理。感谢您的来信！2026年3月5日",
    "您好！留言已收悉。",
    "尊敬的来信人：您好，您反映的情况我办已转交相关单位办理，办理情况将及时向您反馈，感谢您对我们工作的理解与支持，祝您生活愉快！",
    "您好，由于您没有提供具体地址和联系方式，我局无法核实，请补充完善相关信息。",
    "",
)
TOLD = (
    "您好，低保可向户籍所在地的镇民政办申请。",
    "经查，该处路灯因线路被挖断不亮，3月8日已修复。",
    "网友您好：此路段今年没有改造计划。",
    "该企业未取得排污许可，已责令停产，并依据《大气污染防治法》第九十九条立案，罚款10万元。",
    "已转县住建局处理。县住建局答复：该小区供水主管老化，计划2026年6月更换，工期30天。",
)


@pytest.mark.parametrize("reply", EMPTY)
def test_courtesy_forwarding_and_questions_back_are_no_answer(reply: str) -> None:
    assert check(reply).is_empty


@pytest.mark.parametrize("reply", TOLD)
def test_a_short_reply_may_say_all(reply: str) -> None:
    assert not check(reply).is_empty


def test_what_a_reply_rests_on_is_seen() -> None:
    answer = check(TOLD[3])
    assert answer.cites_law and answer.says_what_was_done
    assert advice(answer) == []


def test_a_request_nobody_speaks_of_is_named() -> None:
    answer = check(TOLD[1], ["请求修复前柳村路灯", "请求发放征地补偿款"])
    assert answer.unanswered == (1,)
    assert "没有提到第2项诉求" in [str(said) for said in advice(answer)]


def test_parts_hold_every_clause_once() -> None:
    answer = check("您好！已转县住建局处理。咨询电话：0534-6261234。")
    assert answer.parts[Part.PASSED_ON] and answer.parts[Part.COURTESY] and answer.is_thin


def test_a_reply_made_of_stock_words_is_known_and_none_that_tells_something_is_taken_for_one() -> None:
    """114 invented replies, half of them short and full; written by who had not seen the rules, then used to mend them."""
    data = Path(__file__).parent / "data"
    found = answers.measure({"data": data, "labels": data / "messages_with_replies.tsv"})["labelled"]
    assert found["check"]["precision"] == 1.0 and found["check"]["recall"] >= 0.8
    assert found["check"]["f1"] > found["short_alone"]["f1"]


@pytest.mark.parametrize(
    "clause",
    ["决定不予支持", "对您的请求不予支持", "情况属实", "您的诉求不合理", "予以支持", "该事项不再受理", "您的建议已采纳", "该问题无法解决"],
)  # fmt: skip
def test_what_is_found_or_decided_is_no_talk(clause: str) -> None:
    assert part_of(clause) is Part.SUBSTANCE
    assert not check(f"您好！您反映的情况属实，{clause}。感谢您的来信！").is_empty


def test_an_office_named_in_a_sentence_is_no_signature() -> None:
    assert part_of("办理居住证需带身份证、租房合同到派出所") is Part.SUBSTANCE
    assert part_of("临水县应急管理局") is Part.COURTESY
