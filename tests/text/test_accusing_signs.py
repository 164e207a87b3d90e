"""What the wording of a text weighs, and that the weights are those of the letters they were learned from."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from lianxin.text.accusing import ASKED, HELD, accuses, asks, suspicion
from lianxin.text.accusing_signs import LEAST, learned, passages

TOOL = Path(__file__).parents[2] / "tools" / "accusing.py"


@pytest.mark.parametrize(
    "text",
    [
        "园林所的所长把公家的树苗拉到他女婿的苗圃去卖。",
        "镇里管项目的那个副主任，私下收了施工队两根金条，路才让他们修。",
        "移民办的会计拿着我们的存折，取了钱自己去还赌债。",
        "園林所的所長把公家的樹苗拉到他女婿的苗圃去賣。",
    ],
)
def test_a_wrong_on_no_list_is_noticed_by_its_wording(text: str) -> None:
    assert accuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "苗圃老板把死树苗卖给我们，钱不退，请林业局来看看。",
        "村里的路灯不亮，主任说过几天找人来修。",
        "请副镇长帮我们把施工队欠的钱要回来。",
        "他把存折弄丢了，银行让他本人来挂失。",
        "关于局长",
        "城管局的副局长来看过，说不归他管，叫我去找街道。",
        "找了城管局副局长，他说不归他管",
        "父亲做完手术第三天走了，主任说是并发症，院长让我们走鉴定。",
    ],
)
def test_the_same_words_without_anybody_in_office_doing_wrong_are_left_alone(text: str) -> None:
    assert asks(text) is None


def test_the_clause_that_weighs_most_is_told_as_it_was_written() -> None:
    text = "路燈不亮。園林所的所長把公家的樹苗拉到他女婿的苗圃去賣，大家都看到了。"
    assert suspicion(text).words == ("園林所的所長把公家的樹苗拉到他女婿的苗圃去賣",)


def test_what_a_text_asks_for_weighs_nothing() -> None:
    told = "村里的路灯不亮，主任说过几天找人来修"
    (plain,), (asking,) = passages(told + "。"), passages(told + "，请纪委严肃查处。")
    assert plain.signs == asking.signs and not list(passages("请局长查处。"))


def test_a_long_letter_is_weighed_a_few_sentences_at_a_time() -> None:
    ordinary = "小区门口的路坑坑洼洼，下雨积水，老人出门不方便。" * 40
    accusing = "园林所的所长把公家的树苗拉到他女婿的苗圃去卖。"
    assert suspicion(ordinary).score < ASKED <= HELD <= suspicion(ordinary + accusing).score
    assert all(sum(piece.told for piece in one.pieces) >= LEAST for one in passages(ordinary))


def test_the_weights_are_those_of_the_letters() -> None:
    spec = importlib.util.spec_from_file_location("learning", TOOL)
    assert spec and spec.loader
    learning = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(learning)
    anew = learning.learn(learning.letters())
    assert max(abs(anew.get(sign, 0.0) - learned().get(sign, 0.0)) for sign in anew | learned()) < 0.05
