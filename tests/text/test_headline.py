"""A title taken from a text ends where a reader would pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.text.headline import MOST, headline, listed_headline

FORTY_ONE = "我家位于柳河镇前柳村的三亩口粮田二〇一九年被县里的工业园区征用至今没有拿到一分钱的补偿款项"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯坏了。请修。", "路灯坏了"),
        ("路灯坏了\n请修", "路灯坏了"),
        (
            "我是前柳村村民王秀英，二〇一九年村里修路占了我家口粮田三亩，当时说好每亩补偿四万元，到现在一直没有给",
            "我是前柳村村民王秀英，二〇一九年村里修路占了我家口粮田三亩…",
        ),
        (FORTY_ONE, FORTY_ONE[: MOST - 1] + "…"),
        ("𠮷" * 50, "𠮷" * (MOST - 1) + "…"),
        ("小区门口的路灯已经坏了整整三个月一直没有人来维修请尽快处理电话13812345678谢谢", None),
        ("。。。", "。。。"),
        (
            "我在县建筑公司干活，二〇二五年十一月到第二年四月的工资一共18,500元没有结清，去问了三次",
            "我在县建筑公司干活，二〇二五年十一月到第二年四月的工资一共18,500元没有结…",
        ),
        ("尊敬的县信访局领导：\n我叫王秀英，路灯坏了。", "我叫王秀英，路灯坏了"),
        ("县住建局：您好！楼上漏水，没有人修。", "楼上漏水，没有人修"),
        ("县领倒:\n俺家的路灯坏喽。", "俺家的路灯坏喽"),
        ("我找过镇政府，镇长说：等一等。", "我找过镇政府，镇长说：等一等"),
        ("尊敬的领导：", "尊敬的领导："),
    ],
)
def test_the_cut(text, title):
    assert headline(text) == title or title is None
    if title is None:
        assert "1381234" not in headline(text) or "13812345678" in headline(text)


@given(st.text(max_size=200))
def test_it_is_never_longer_and_always_from_the_text(text):
    made = headline(text)
    assert len(made) <= MOST
    assert made.removesuffix("…") in text
    assert made or not text.strip()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("我叫王秀英，电话13812341234，家住临水县前柳村12号。楼上漏水，物业不管。", "楼上漏水，物业不管"),
        ("我是临水县前柳村村民王秀英，补偿款没有发。", "补偿款没有发"),
        ("尊敬的李书记：您好！我叫王秀英，路灯坏了三个月", "路灯坏了三个月"),
        ("姓名：赵铁柱，电话：13900001111。楼上漏水。", "楼上漏水"),
        ("我是柳河镇前柳村村民王秀英，女，汉族，今年七十岁，农民，村里的路没有修。", "村里的路没有修"),
        ("我叫王秀英，今年65岁。楼上漏水。", "楼上漏水"),
        ("我叫王秀英，母亲今年八十岁，没有低保。", "母亲今年八十岁，没有低保"),
        ("村民李明强占我家耕地，请处理。", "村民〔姓名〕占我家耕地，请处理"),
        ("我叫王秀英", "我叫〔姓名〕"),
        ("我们是前柳村村民。村里的路坏了", "我们是前柳村村民"),
        ("阿依古丽的补偿款没有发", "〔姓名〕的补偿款没有发"),
    ],
)
def test_a_title_for_a_list_names_nobody(text, title):
    assert listed_headline(text, ["阿依古丽"]) == title


@given(st.text(max_size=200))
def test_a_title_for_a_list_is_there_and_no_longer(text):
    made = listed_headline(text)
    assert len(made) <= MOST and (made or not text.strip())
