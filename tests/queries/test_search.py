"""Two characters are found, phrases stay whole, and what is sealed is nowhere in the index."""

from datetime import date

import pytest

from lianxin.actions import search_index
from lianxin.models import Document, Matter, SearchText
from lianxin.queries import worklists
from lianxin.queries.access import visible
from lianxin.queries.matter_file import paper_page
from lianxin.queries.search import excerpts, found, narrowed, normal, phrases, words
from lianxin.rules.codes import Purpose
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MON_AUG_3 = date(2026, 8, 3)


def hits(query):
    return sorted(found(query).values_list("matter__number", flat=True))


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("征地", True), ("地补", True), ("补偿款至今没有发到手", True), ("三亩 补偿", True), ("2019", True),
        ("柳", False), ("征补", False), ("没有征地", False), ("补偿至今", False), ("款", True), ("手", True),
        ("拖欠", True), ("ＡＢ公司", True), ("ab公司", True), ("𠮷村", True), ("𠮷", True), ("20１9年征", True),
        ("！", False), ("", False), ("'\" AND *", False), ("%", False),
    ],
)  # fmt: skip
def test_what_is_found_is_what_is_written(cast, query, there):
    filed = make.file(content="2019年征了我家三亩地，补偿款至今没有发到手。AB公司在𠮷村施工，见100%的名单。")
    assert bool(hits(query)) is there, query
    assert not there or hits(query) == [filed.submission.number]


def test_a_matter_is_found_by_its_number_or_a_part_of_it(cast):
    number = make.file().submission.number
    make.file(content="别的事")
    assert hits(number) == [number]
    assert number in hits(number[-6:])


def test_what_is_added_later_is_found_too(cast):
    matter = make.file().submission.matter
    make.act(cast, matter, "SUPPLEMENT", "dengji", "2026-08-03", content="另附测绘图")
    assert hits("测绘") == hits("征地") == [matter.number]


def test_an_accusation_is_never_in_the_index_and_sealing_takes_a_matter_out(cast):
    make.file(
        purpose=Purpose.ACCUSATION, content="某人受贿", complained_organ="37142602", requests=("请查处受贿",)
    )
    assert not SearchText.objects.exists()
    matter = make.file(requests=("请查处截留",)).submission.matter
    assert hits("截留") == [matter.number]
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03",
             **make.CLASSIFY | {"requests": [{"legal_class": "ACCUSATION"}]})  # fmt: skip
    assert hits("截留") == [] and not SearchText.objects.exists()


def test_splitting_off_an_accusation_leaves_none_of_its_words(cast):
    matter = make.file(
        content="补偿款没发，是乡长截留了。", requests=("请发放补偿款", "请查处截留")
    ).submission.matter
    make.act(cast, matter, "SPLIT", "fenban", "2026-08-03", lines=["2"], redacted="补偿款没发。")
    assert hits("补偿款没发") == [matter.number]
    assert hits("截留") == []


def test_a_search_finds_only_what_the_person_may_see(cast):
    matter = make.routed(cast)
    for who, sees in (
        ("ziran", True),
        ("fenban", True),
        ("renshe", False),
        ("shenji", False),
        ("cunwei", False),
    ):
        seen = narrowed(visible(cast(who), on=MON_AUG_3), "征地")
        assert bool(seen) is sees, who
    assert Matter.objects.filter(pk=matter.pk).exists()


def test_the_excerpt_shows_what_was_found_in_its_place(cast):
    matter = make.file().submission.matter
    before, hit, after, where = excerpts([matter.pk], "补偿款至今")[matter.pk]
    assert where == ""
    assert before.endswith("三亩地，") and hit == "补偿款至今" and after.startswith("没有发到手")


def test_what_stands_in_the_title_is_not_shown_twice(cast):
    said_again = make.file(
        title="征地补偿没有发", content="三亩地，征地补偿至今没有。", requests=("请发钱",)
    ).submission.matter
    title_only = make.file(
        title="征地补偿没有发", content="三亩地的事。", requests=("请发钱",)
    ).submission.matter
    found_in = excerpts([said_again.pk, title_only.pk], "征地补偿")
    assert found_in == {said_again.pk: ("三亩地，", "征地补偿", "至今没有。\n请发钱", "")}
    assert excerpts([title_only.pk], title_only.number[-8:]) == {}


def test_words_are_pairs_of_neighbours_without_repeats():
    assert words("征地征地") == "征地 地征 地"
    assert normal("ＡＢ　１") == "ab 1"
    assert len(phrases(" ".join("一二三四五六七八九十"))) == 8


def test_words_between_quotation_marks_are_one_phrase_with_its_space():
    assert phrases('征地 "补偿 款" 没有') == ["征地", "补偿 款", "没有"]
    assert phrases("“三亩 地”柳河") == ["三亩 地", "柳河"]
    assert phrases('"没有关上') == ["没有关上"]


TRADITIONAL = "我住在臺頭村，後來鎮裡幹部說徵地補償款已經發了，書面答覆至今沒有。"
SIMPLIFIED = "我住在台头村，后来镇里干部说征地补偿款已经发了，书面答复至今没有。"


@pytest.mark.parametrize("query", ["补偿", "補償", "后来", "後來", "镇里", "鎮裏", "干部", "幹部", "乾部", "台头村", "臺頭村",
                                   "书面答复至今", "書面答覆至今", "补償款", "款", "復", "“征地 補償”"])  # fmt: skip
@pytest.mark.parametrize("written", [TRADITIONAL, SIMPLIFIED])
def test_both_scripts_are_found_by_either(cast, written, query):
    filed = make.file(content=f"ＡＢ公司ﬁ。{written}")
    there = query != "“征地 補償”"  # a space that was not written
    assert hits(query) == hits(f"{query} ab公司fi") == [filed.submission.number][:there]
    assert hits("没有征地") == hits("沒有徵地") == []


def test_the_excerpt_shows_the_characters_that_were_written(cast):
    old, new = (
        make.file(title=title, content=words, requests=("請發錢",)).submission.matter
        for title, words in (("補償款", TRADITIONAL), ("补偿款", SIMPLIFIED))
    )
    make.act(cast, old, "SUPPLEMENT", "dengji", "2026-08-03", content="另附測繪圖")
    found_in = excerpts([old.pk, new.pk], "征地補償款")
    assert found_in[old.pk] == (
        "我住在臺頭村，後來鎮裡幹部說",
        "徵地補償款",
        "已經發了，書面答覆至今沒有。\n請發錢\n另附測繪圖",
        "",
    )
    assert found_in[new.pk] == (
        "我住在台头村，后来镇里干部说",
        "征地补偿款",
        "已经发了，书面答复至今没有。\n請發錢",
        "",
    )
    assert excerpts([old.pk], "测绘")[old.pk][1] == "測繪"


def test_text_in_simplified_is_kept_once(cast):
    make.file(content=SIMPLIFIED)
    assert list(SearchText.objects.values_list("written", flat=True)) == [""]


def rows():
    return list(SearchText.objects.order_by("pk").values_list("text", "papers", "written"))


def test_a_word_that_stands_only_in_an_opinion_is_found_once_it_is_signed(cast):
    matter = make.accepted(cast)
    opinion = {**make.OPINION, "found": "经查，台账里写着鹦鹉二字。"}
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-20", **opinion)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-20")
    assert hits("鹦鹉") == []  # a draft is nobody's word yet
    make.act(cast, matter, "SIGN_OPINION", "zirantou", "2026-08-20")
    assert hits("鹦鹉") == hits("“写着鹦鹉二字” 应当发放") == hits("征地 鹦鹉") == [matter.number]
    assert hits("鹦鹉写着") == []
    cut = excerpts([matter.pk], "鹦鹉")[matter.pk]
    assert (cut.found, cut.where) == ("鹦鹉", "D17") and cut.before.endswith("台账里写着")
    paper = Document.objects.get(matter=matter, kind="D17")
    assert hits(paper.number) == [matter.number]


def test_the_excerpt_of_a_paper_keeps_to_that_paper(cast):
    matter = make.routed(cast)
    cut = excerpts([matter.pk], "没有的话 属地和职")[matter.pk]  # by the first phrase that tells
    assert (cut.found, cut.after, cut.where) == ("属地和职", "能", "D04")
    assert excerpts([matter.pk], "征地补偿款")[matter.pk].where == ""


def test_neither_names_nor_standing_sentences_nor_the_kind_of_a_paper_are_words_of_it(cast):
    matter = make.signed(cast)
    make.act(cast, matter, "RECUSE", "zirantou", "2026-08-20", account="ziran2", reason="和信访人是表亲")
    said = paper_page(cast("fenban"), matter.number, Document.objects.get(kind="D14").pk, on=MON_AUG_3)
    assert "表亲" in said.sheet.text  # on file for its readers, but no search gathers papers about people
    for unsought in ("王秀英", "表亲", "可以申请回避", "信访事项处理意见书", "d17", "D17"):
        assert hits(unsought) == [], unsought


def test_a_written_answer_is_found(cast):
    matter = make.accepted(cast)
    make.act(
        cast,
        matter,
        "ASK_CO_HANDLER",
        "ziran",
        "2026-08-04",
        to="37142604",
        ask="请提供台账",
        due_on="2026-08-20",
    )
    make.act(cast, matter, "CO_ANSWER", "nongye", "2026-08-10", answer="台账里写着鹦鹉")
    assert hits("鹦鹉") == [matter.number]
    assert excerpts([matter.pk], "鹦鹉")[matter.pk].where == "CO_ANSWER"
    assert hits("请提供") == []


def test_what_seals_a_matter_takes_the_words_of_its_papers_and_lifting_the_seal_leaves_them_behind(cast):
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    make.act(
        cast, matter, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="鹦鹉归它管"
    )
    assert hits("鹦鹉") == [matter.number]
    make.act(cast, matter, "CLASSIFY", "ziran2", "2026-08-03", complained_organ="37142610",
             **make.CLASSIFY | {"requests": [{"legal_class": "ACCUSATION"}]})  # fmt: skip
    assert hits("鹦鹉") == [] and not SearchText.objects.exists()
    make.act(cast, matter, "PROPOSE_UNSEAL", "fenban", "2026-08-04", reason="没有反映任何人")
    make.act(cast, matter, "UNSEAL", "fenban2", "2026-08-04", reason="同意")
    assert hits("三亩") == [matter.number] and hits("鹦鹉") == []


def test_splitting_off_an_accusation_leaves_no_word_of_the_papers_issued_before(cast):
    asked = ("请发放补偿款", "请查处截留")
    matter = make.file(requests=asked, content="补偿款没发。").submission.matter
    classes = make.CLASSIFY | {"requests": [{"legal_class": "APPEAL_6"}] * 2}
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **classes)
    make.act(
        cast,
        matter,
        "FORWARD",
        "fenban",
        "2026-08-03",
        to="37142602",
        mode="FORWARD",
        reason="截留的事也归它",
    )
    assert hits("截留的事") == [matter.number]
    given = {"lines": ["2"], "redacted": "补偿款没发。", "complained_organ": "37142610"}
    make.act(cast, matter, "SPLIT", "ziran", "2026-08-04", **given)
    assert hits("截留") == [] and hits("补偿款没发") == [matter.number]
    assert rows()[0][1] == ""


def test_written_anew_the_entries_are_what_they_were(cast):
    make.served(cast, title="徵地補償", content=TRADITIONAL)
    matter = make.signed(cast)
    make.act(cast, matter, "SUPPLEMENT", "dengji", "2026-08-21", content="另附測繪圖")
    make.file(purpose=Purpose.ACCUSATION, content="某人受贿", complained_organ="37142602")
    before, found_before = rows(), hits("一笔未发")
    assert all(papers.count("\n") == 2 for _text, papers, _written in before)
    SearchText.objects.filter(matter=matter).update(text="", papers="", written="")
    done = list(search_index.rebuild(on=MON_AUG_3))
    assert len(done) == 2 and rows() == before and hits("一笔未发") == found_before != []


def test_papers_tell_nothing_of_repeats(cast):
    make.routed(cast, title="钱没有发", content="钱没有发。", requests=("请发钱",))
    assert found("属地和").exists() and not found("属地和", filed=True).exists()
    assert not found("职能", filed=True).exists() and found("没有", filed=True).exists()


@pytest.mark.parametrize("query", ['"', "“", "「」", "*"])
def test_marks_alone_find_nothing_and_break_nothing(cast: Cast, query: str) -> None:
    make.file()
    assert worklists.search(cast("fenban"), worklists.Narrow(text=query), on=cast.today).total == 0
