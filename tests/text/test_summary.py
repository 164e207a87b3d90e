"""Key sentences are the writer's own, in the writer's order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lianxin.text.sentences import sentences
from lianxin.text.summary import summarise

LETTER = (
    "尊敬的领导您好。我是前柳村的村民。2024年3月村里修路，占了我家1.2亩承包地。当时说好每亩补偿32000元。"
    "天气一天比一天冷。大家都很忙。我去镇里问过五次，都说再等等。请求核查补偿款去向，尽快发放。谢谢领导。"
)


def test_what_happened_and_what_is_asked_are_kept() -> None:
    kept = summarise(LETTER, title="征地补偿款没有发放")
    assert len(kept) == 3
    assert any("承包地" in one or "32000元" in one for one in kept)
    assert "请求核查补偿款去向，尽快发放。" in kept
    assert not {"尊敬的领导您好。", "大家都很忙。", "谢谢领导。"} & set(kept)


def test_a_sentence_said_twice_is_told_once() -> None:
    text = "请求修路灯，夜里太黑。" * 5 + "村口的桥栏杆断了两根。"
    assert len(set(summarise(text))) == len(summarise(text)) == 2


def test_what_the_letter_is_about_is_kept_from_where_the_greeting_ends_to_where_thanks_begin() -> None:
    told = (
        "尊敬的领导：您好！东风巷的路灯坏了两个月。晚上下班的人看不清路面，老人出门要人扶，小孩放学要人接，大家都说不方便。"
        "前天晚上下班的人看不清路面又摔了一个，老人小孩更不敢出门，大家都说不方便。物业说归市政，市政说归物业，大家都说不方便，都说没有办法。"
        "请求早日修好东风巷的路灯。谢谢领导！"
    )
    kept = summarise(told)
    assert (kept[0], kept[-1]) == ("东风巷的路灯坏了两个月。", "请求早日修好东风巷的路灯。")
    assert summarise(told, most=1) == ["东风巷的路灯坏了两个月。"]


@given(st.text(max_size=300), st.integers(1, 4))
def test_sentences_are_quoted_in_order(text: str, most: int) -> None:
    kept = summarise(text, most=most)
    rest = iter(sentences(text))
    assert len(kept) <= most and all(any(one == other for other in rest) for one in kept)


def test_a_line_of_ours_that_points_to_the_original_is_no_sentence_of_the_writer() -> None:
    text = "村东头的桥塌了。孩子上学要绕六里路。请派人来修。去年也塌过一次。\n（正文太长，这里是开头18000字，全文见邮件原件）"
    assert not any("原件" in sentence for sentence in summarise(text, most=3) + summarise(text, most=9))
