"""Suggested categories on the page of classifying."""

from __future__ import annotations

from html import unescape

import pytest

from lianxin.models import EngineSwitch, Suggestion
from lianxin.ops import learning
from tests import make
from tests.cast import moment
from tests.ops.test_learning import NIGHT, decided

pytestmark = pytest.mark.django_db


def page_of(client, matter, query=""):
    return client.get(f"/staff/matters/{matter.number}/steps/CLASSIFY/{query}").content.decode()


def test_suggestions_stand_beside_the_field_with_their_reasons_and_fill_nothing_in(cast, enter):
    matter = make.file().submission.matter
    page = page_of(enter("fenban"), matter)
    assert "供参考的分类" in page and "由用语表得出" in page
    assert "?category=0202#" in page and "自然资源/土地征收" in page and "征地补偿" in page
    assert 'name="category" value=""' in page


def test_a_suggestion_is_taken_over_by_its_link(cast, enter):
    matter = make.file().submission.matter
    page = page_of(enter("fenban"), matter, "?category=0202")
    assert 'name="category" value="自然资源/土地征收"' in page
    assert 'name="category" value=""' in page_of(enter("fenban"), matter, "?category=<b>")


def test_no_suggestion_for_what_is_sealed_or_switched_off(cast, enter, settings):
    sealed = make.file(purpose="ACCUSATION").submission.matter
    assert "供参考的分类" not in page_of(enter("fenban"), sealed)
    settings.SUGGEST_CATEGORY = False
    assert "供参考的分类" not in page_of(enter("fenban"), make.file(external_id="s").submission.matter)


def test_whoever_classifies_is_shown_the_words_that_accuse_before_it_can_be_forwarded(cast, enter):
    said = {
        "content": "房子一直没有修。听说里面有权钱交易。村支书收了包工头三万块钱。",
        "requests": ("请修房子",),
    }
    matter = make.file(**said).submission.matter
    page = page_of(enter("fenban"), matter)
    assert "一般事项还是检举控告" in page and "“支书收了包工头三万块钱”" in page and "“权钱交易”" in page
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-05", **make.CLASSIFY)
    kept = matter.suggestions.get(field="accusation")
    assert (kept.value, kept.chosen, kept.score) == ("HELD", "ORDINARY", 2.0) and kept.reasons == []
    other = make.file(external_id="plain", content="路灯不亮。", requests=("修路灯",)).submission.matter
    assert "一般事项还是检举控告" not in page_of(enter("fenban"), other)


CARD = "/staff/suggestions/"


def body(answer):
    return unescape(answer.content.decode())


def test_the_card_tells_how_good_it_is_and_what_people_chose(cast, enter, settings, tmp_path):
    settings.TEXT_DIR = tmp_path
    assert "还没有学到模型" in body(enter("fenban").get(CARD))
    for category in ("0202", "0102"):
        make.act(cast, make.file().submission.matter, "CLASSIFY", "fenban", "2026-08-03", **{**make.CLASSIFY, "category": category})  # fmt: skip
    assert Suggestion.objects.filter(field="category").values("matter").distinct().count() == 2
    learning.lesson(decided(330, {"公交": "0303", "学校": "1608", "污染": "1110"}), NIGHT)
    page = body(enter("fenban").get(CARD))
    assert "category-20260804-030000" in page and "330 件" in page and "城乡建设/城市建设和管理" in page
    row = page.split("words-2</th>")[1].split("</tr>")[0]
    assert [part.split("</span>")[0] for part in row.split("<span>")[1:]] == ["2", "1", "0", "1"]
    assert "还没有用过建议" in body(enter("renshe").get(CARD))


@pytest.mark.parametrize(
    ("who", "may"), [("fenban", True), ("guanli", True), ("ziran", False), ("dengji", False)]
)
def test_only_who_keeps_the_office_rules_switches_it_and_says_why(cast, enter, who, may):
    matter = make.file().submission.matter
    client = enter(who)
    told = client.post(CARD, {"on": "0", "reason": " "})
    assert told.status_code == (422 if may else 403)
    assert client.post(CARD, {"on": "0", "reason": "换分类表"}).status_code == (302 if may else 403)
    assert EngineSwitch.objects.count() == (1 if may else 0)
    assert ("供参考的分类" in page_of(enter("fenban"), matter)) is not may
    if may:
        assert str(learning.learn_categories(moment("2026-08-04"))) == "分类建议已关闭"
        assert "换分类表" in body(client.get(CARD)) and "现在关着" in body(client.get(CARD))
        client.post(CARD, {"on": "1", "reason": "换好了"})
        assert "供参考的分类" in page_of(enter("fenban"), matter)


LONG = (
    "。".join(f"第{n}段说的是村口第{n}盏路灯从{n}月起不亮，老人出门摔了{n}次" for n in range(1, 30))
    + "。请求修好路灯。"
)


def test_a_long_letter_has_its_key_sentences_marked_as_made_by_a_machine_and_a_sealed_one_has_none(
    cast, enter
):
    matter = make.file(content=LONG).submission.matter
    page = body(enter("fenban").get(f"/staff/matters/{matter.number}/"))
    assert "机器摘录" in page and "请求修好路灯" in page.split("机器摘录")[1].split("以原文为准")[0]
    short = make.file().submission.matter
    assert "机器摘录" not in body(enter("fenban").get(f"/staff/matters/{short.number}/"))
    sealed = make.file(content=LONG, purpose="ACCUSATION").submission.matter
    assert "机器摘录" not in body(enter("fenban").get(f"/staff/matters/{sealed.number}/"))


UYGHUR = "مەھەللىمىزدىكى چىراغلار ئۈچ ئايدىن بېرى يانمايدۇ"


@pytest.mark.parametrize(
    ("content", "told"),
    [(UYGHUR, "阿拉伯字母的文字"), ("Street lights are out", "拉丁字母的文字"), ("路燈不亮", "")],
)
def test_a_letter_in_another_writing_is_told_to_need_a_reader(cast, enter, content, told):
    matter = make.file(content=content).submission.matter
    page = body(enter("fenban").get(f"/staff/matters/{matter.number}/"))
    assert ("请找懂的人读过再办" in page) == bool(told) and told in page


def test_a_thin_draft_is_told_so_beside_the_form_and_nothing_is_refused_for_it(cast, enter):
    matter = make.accepted(cast)
    url = f"/staff/matters/{matter.number}/steps/draft_opinion/"
    client = enter("ziran")
    assert "机器提示" not in body(client.get(url))
    thin = {**make.OPINION, "found": "高度重视，已转有关部门处理。", "requests": [{**make.OPINION["requests"][0], "answer": "请耐心等待。", "law": "《条例》第一条"}]}  # fmt: skip
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-04", **thin)
    page = body(client.get(url))
    assert "机器提示" in page and "没有写查明的情况和处理意见" in page.split("机器提示")[1]


def test_a_letter_partly_in_another_script_says_which(cast, enter):
    told = "您好，我在工地干活，工资没有发，请帮助。" * 40 + "ལམ་ཁ་བཟོ་རོགས་ལམ་ཁ་བཟོ་རོགས།"
    matter = make.file(content=told).submission.matter
    assert "藏文" in enter("fenban").get(f"/staff/matters/{matter.number}/").content.decode()


def test_what_a_channel_writes_where_a_mail_has_no_words_suggests_nothing(cast, enter):
    empty = "（邮件没有正文，见附件）"
    matter = make.file(title=empty, content=empty, requests=("请回复",)).submission.matter
    assert "供参考的分类" not in page_of(enter("fenban"), matter)
