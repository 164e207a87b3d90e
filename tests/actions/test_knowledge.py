"""What is kept to work by: versions side by side, two people, found by two characters, known on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lianxin.actions.given import Invalid
from lianxin.actions.knowledge import approve, write
from lianxin.actions.law_file import BadLawFile, take_laws
from lianxin.models import KnowledgeItem, Matter, Passage
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.knowledge import (
    count_due,
    item_for,
    judge_on,
    listed,
    public_sources,
    suggest,
    text_of,
    waiting,
)
from lianxin.rules.knowledge import KINDS, Standing
from lianxin.rules.laws import SOURCES
from tests import make
from tests.cast import moment

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")
DAY = AT.date()
RULE = {
    "title": "首问负责制", "number": "临信办发〔2024〕3号", "issuer": "临水县信访局", "effective_on": "2024-01-01",
    "text": "总则\n第一条　谁先接待谁负责到底。\n第二条　不属于本单位的，当面告知去处。", "review_on": "2027-01-01",
    "public": "on",
}  # fmt: skip
LAW = """
[[source]]
title = "临水县征地补偿办法"
number = "临政发〔2019〕5号"
issuer = "临水县人民政府"
kind = "POLICY"
region = "371426"
effective = 2019-06-01
expired = {expired}
text = '''
第一条　为了规范征地补偿，制定本办法。
第二条　补偿款应当在三十日内付清。'''
"""


def rule(cast, **changes):
    row = write(cast("fenban"), KINDS["RULE"], RULE | changes, at=AT)
    return approve(cast("fenban2"), row.series, row.version, at=AT)


def load(tmp_path: Path, text: str, name: str = "law.toml"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return take_laws(path, at=AT)


def test_a_rule_counts_once_another_person_has_approved_it(cast):
    row = write(cast("fenban"), KINDS["RULE"], RULE, at=AT)
    assert listed(cast("ziran"), ["RULE"], "", on=DAY).rows == [] and waiting(cast("fenban")) == []
    with pytest.raises(NotAllowed, match="另一个人"):
        approve(cast("fenban"), row.series, 1, at=AT)
    with pytest.raises(NotFound):
        approve(cast("zirantou"), row.series, 1, at=AT)
    assert waiting(cast("fenban2")) == [row]
    approve(cast("fenban2"), row.series, 1, at=AT)
    [seen] = listed(cast("ziran"), ["RULE"], "", on=DAY).rows
    assert (seen, [p.label for p in seen.passages.all()]) == (row, ["", "第一条", "第二条"])
    with pytest.raises(NotAllowed):
        approve(cast("fenban2"), row.series, 1, at=AT)


def test_a_later_version_stands_beside_the_earlier_and_nothing_is_overwritten(cast):
    first = rule(cast)
    changed = RULE | {"text": "第一条　首问负责。", "effective_on": "2026-09-01"}
    second = write(cast("fenban2"), KINDS["RULE"], changed, at=AT, series=first.series)
    assert item_for(cast("ziran"), first.series)[0] == first  # the new one is not approved yet
    approve(cast("fenban"), first.series, 2, at=AT)
    row, versions = item_for(cast("ziran"), first.series)
    assert (row, versions) == (second, [second, first])
    assert text_of(first).endswith("不属于本单位的，当面告知去处。")
    assert [text.label for text in Passage.objects.filter(item=first)] == ["", "第一条", "第二条"]
    assert judge_on(DAY)("首问负责制", ["第二条"]) is Standing.KNOWN  # August still goes by the first
    assert judge_on(date(2026, 9, 1))("首问负责制", ["第二条"]) is Standing.NO_ARTICLE


@pytest.mark.parametrize("who", ["ziran", "shenji", "xianji"])
def test_who_may_not_write_is_refused(cast, who):
    with pytest.raises(NotAllowed):
        write(cast(who), KINDS["RULE"], RULE, at=AT)
    row = rule(cast)
    with pytest.raises(NotAllowed):
        write(cast(who), KINDS["RULE"], RULE, at=AT, series=row.series)


def test_a_fault_is_said_beside_its_field(cast):
    with pytest.raises(Invalid) as fault:
        write(cast("fenban"), KINDS["RULE"], RULE | {"expired_on": "2023-01-01"}, at=AT)
    assert list(fault.value.errors) == ["expired_on"]
    with pytest.raises(Invalid) as fault:
        write(cast("fenban"), KINDS["DRILL"], {"title": "演练"}, at=AT)
    assert {"plan", "held_on", "attended", "found", "improved", "text"} == set(fault.value.errors)
    assert not KnowledgeItem.objects.exists()


@pytest.mark.parametrize(
    ("query", "there"),
    [("首问", True), ("谁先", True), ("第二条 当面", True), ("临信办发〔2024〕3号", True), ("首問", True), ("誰先", True), ("去处负责", False), ("退休", False)],
)  # fmt: skip
def test_two_characters_find_it(cast, query, there):
    row = rule(cast)
    assert listed(cast("ziran"), ["RULE"], query, on=DAY).rows == ([row] if there else [])


def test_records_count_when_written_and_reviews_come_due(cast):
    plan = {"title": "群体来访应急预案", "effective_on": "2024-01-01", "occasion": "五人以上来访", "leads": "局长",
            "informs": "县委、县政府", "text": "一、接待", "review_on": "2026-08-01"}  # fmt: skip
    row = write(cast("duban"), KINDS["PLAN"], plan, at=AT)
    assert row.approved_at is None
    training = {"title": "条例培训", "held_on": "2026-07-01", "teacher": "党校", "audience": "窗口人员",
                "attended": "20", "text": "学习条例"}  # fmt: skip
    assert write(cast("duban"), KINDS["TRAINING"], training, at=AT).approved_at == AT
    approve(cast("fenban"), row.series, 1, at=AT)
    assert count_due(cast("fenban"), on=DAY) == 1 and count_due(cast("fenban"), on=date(2026, 7, 31)) == 0
    assert [each.title for each in listed(cast("fenban"), KINDS, "", on=DAY, due=True).rows] == [row.title]


def test_five_haves_are_ticked_for_a_town(cast):
    given = {"title": "二季度检查", "checked": "371426101", "held_on": "2026-06-30", "has_body": "on", "has_people": "on",
             "text": "缺经费"}  # fmt: skip
    row = write(cast("duban"), KINDS["FIVE_HAVES"], given, at=AT)
    assert row.facts["checked_name"] == "柳河镇" and row.facts["has_people"] and "has_funds" not in row.facts


# ---- the law library ---------------------------------------------------------------------------------------
def test_the_laws_this_program_rests_on_are_brought_in_once(cast):
    assert vars(take_laws(None, at=AT)) == {"new": len(SOURCES), "changed": 0, "same": 0}
    assert vars(take_laws(None, at=AT)) == {"new": 0, "changed": 0, "same": len(SOURCES)}
    judge = judge_on(DAY)
    assert judge("信访工作条例", ["第三十二条"]) is Standing.KNOWN
    assert judge("信访条例", ["第三十四条"]) is Standing.NOT_IN_FORCE
    assert judge_on(date(2020, 1, 1))("信访条例", []) is Standing.KNOWN
    assert judge_on(date(2020, 1, 1))("信访工作条例", []) is Standing.NOT_IN_FORCE
    assert len(public_sources()) == len(SOURCES)


def test_a_file_makes_a_version_only_where_something_changed(cast, tmp_path):
    first = LAW.format(expired='""')
    assert vars(load(tmp_path, first)) == {"new": 1, "changed": 0, "same": 0}
    assert vars(load(tmp_path, first)) == {"new": 0, "changed": 0, "same": 1}
    assert judge_on(DAY)("《临水县征地补偿办法》", ["第二条"]) is Standing.KNOWN
    assert judge_on(DAY)("临水县征地补偿办法", ["第三条"]) is Standing.NO_ARTICLE
    assert vars(load(tmp_path, LAW.format(expired="2026-08-01"))) == {"new": 0, "changed": 1, "same": 0}
    assert judge_on(DAY)("临水县征地补偿办法", ["第二条"]) is Standing.NOT_IN_FORCE
    assert judge_on(date(2026, 7, 31))("临水县征地补偿办法", ["第二条"]) is Standing.KNOWN
    assert sorted(KnowledgeItem.objects.values_list("version", flat=True)) == [1, 2]


def test_a_sheet_has_a_line_per_article(cast, tmp_path):
    text = "kind,title,issuer,effective,article,text\nRULE,值班制度,县局,2024-01-01,第一条,每天有人\nRULE,值班制度,县局,2024-01-01,第二条,交接\n"
    load(tmp_path, text, "law.csv")
    assert [(p.label, p.written) for p in Passage.objects.all()] == [
        ("第一条", "每天有人"),
        ("第二条", "交接"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[source]]\ntitle = ", "没有写完整"), ("", "没有法规"), ('[[source]]\ntitle = "甲"', "issuer"),
        ('[[source]]\ntitle = "甲"\nissuer = "乙"\ncolour = "红"', "colour"),
        ('[[source]]\ntitle = "甲"\nissuer = "乙"\nregion = "99"', "99"),
        ('[[source]]\ntitle = "甲"\nissuer = "乙"\neffective = "去年"', "effective"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why_and_writes_nothing(cast, tmp_path, text, said):
    with pytest.raises(BadLawFile, match=said):
        load(tmp_path, LAW.format(expired='""') + text if text and said != "没有法规" else text)
    assert not KnowledgeItem.objects.exists()


def test_articles_are_offered_while_a_citation_is_typed(cast, tmp_path):
    assert judge_on(DAY) is None and suggest("征地", on=DAY) == []
    load(tmp_path, LAW.format(expired="2026-08-01"))
    rule(cast, text="第一条　征地来访当天接待。")
    found = suggest("《信访工作条例》第五条；征地", on=DAY)
    assert [(each.citation, each.in_force) for each in found] == [
        ("《首问负责制》第一条", True), ("《临水县征地补偿办法》第一条", False),
        ("《临水县征地补偿办法》第二条", False),
    ]  # fmt: skip
    assert suggest("《临水县征地补偿办法》第二", on=date(2026, 7, 1))[0].in_force
    assert suggest("征", on=DAY) == []


def test_the_answer_check_asks_the_library_and_a_person_may_let_it_pass(cast):
    take_laws(None, at=AT)
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-20", **make.OPINION)
    with pytest.raises(Invalid) as fault:
        make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-20")
    assert "《土地管理法》不在法规库里" in str(fault.value)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-20", override="县局已核对原文")
    paper = Matter.objects.get(pk=matter.pk).papers.get(kind="D17")
    assert paper.overridden and "不在法规库里" in paper.body["gaps"][0]
