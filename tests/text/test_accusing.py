"""What reads like an accusation of somebody in office, and what only sounds like one."""

from __future__ import annotations

import pytest

from lianxin.text.accusing import ASKED, HELD, accuses, suspicion


@pytest.mark.parametrize(
    "text",
    [
        "举报前柳村支书赵铁柱侵吞征地补偿款。",
        "我要实名检举镇政府王主任，他收受开发商好处。",
        "村会计李某虚报冒领低保，和主任优亲厚友。",
        "县局的张局长以权谋私，把工程给了自己的小舅子",
        "控告办案民警徇私枉法！",
        "补偿款被村委会截留了三年。",
        "舉報前柳村村長侵佔徵地補償款。",
        "您好：\n问题一：路灯不亮。\n问题二：王书记贪污修路的钱。",
    ],
)
def test_an_accusation_is_noticed(text: str) -> None:
    assert accuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "三亩地的补偿款没有发，请求依法发放。",
        "我向派出所举报邻居夜里放音乐，没有人管。",
        "举报小区物业公司乱收停车费。",
        "尊敬的领导：请解决停水问题。",
        "超市收受会员费后倒闭，老板跑了。",
        "请问受理时间，办事大厅的工作人员态度很好，感谢。",
        "工地扬尘，我给住建局长反映过两次。",
        "公司克扣工资，请劳动局领导管一管。",
    ],
)
def test_a_complaint_is_none(text: str) -> None:
    assert not accuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "我们村支书李大柱收了包工头三万块钱。",
        "修水渠的款子进了村主任自己的腰包。",
        "派出所副所长带人把我打了。",
        "乡里干部下来检查就是吃拿卡要。",
        "會計與鎮長串通，私分了征地款。",
    ],
)
def test_plain_words_accuse_as_well(text: str) -> None:
    assert accuses(text)


def test_the_words_that_cause_it_are_told_as_they_were_written() -> None:
    found = suspicion("路燈不亮。舉報本鎮鎮長收受賄款。")
    assert found.score >= HELD and any("鎮長收受賄款" in words for words in found.words)


def test_a_wrong_without_anybody_in_office_is_asked_about() -> None:
    assert ASKED <= suspicion("这里面有权钱交易，请查。").score < HELD
    assert suspicion("业主大会没有开。") == suspicion("")


def test_a_text_without_end_is_looked_through_once() -> None:
    assert not accuses("贪" * 100_000) and accuses("书记贪污。" + "长" * 200_000)
