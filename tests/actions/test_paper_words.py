"""What the papers of the steps say, read as whoever gets them reads them: no codes, no gaps, the right organs."""

from __future__ import annotations

import re

import pytest

from lianxin.models import Matter
from lianxin.queries.dossier import Dossier
from lianxin.queries.paper_files import staff_sheet
from lianxin.rules.codes import ReviewOutcome
from lianxin.rules.paper_parts import DECIDED
from lianxin.rules.papers import PAPERS
from tests import make
from tests.actions.lives import rereviewed, reviewed, serve
from tests.actions.test_answers import of_class
from tests.actions.test_routing import OBJECTION
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?<![A-Z〔U+])[A-Z]{4,}(?![A-Z])")  # of a row, which nobody outside knows


def read(cast: Cast, matter: Matter, kind: str, names: tuple[str, ...] = ("王秀英",)) -> str:
    """The newest paper of this kind as its lines."""
    dossier = Dossier(Matter.objects.get(pk=matter.pk), cast.today)
    paper = [paper for paper in dossier.papers if paper.kind == kind][-1]
    sheet = staff_sheet(paper, dossier, names)
    said = "\n".join(f"{block.label}：{block.text}" if block.label else block.text for block in sheet.blocks)
    assert not CODE.search(said) and "。。" not in said and "{" not in said
    return said


def test_who_is_shown_another_road_reads_where_it_begins(cast: Cast) -> None:
    matter = of_class(cast, "APPEAL_2")
    where = "临水县劳动人事争议仲裁院"
    make.decided(
        cast, matter, "GUIDE", "fenban", "2026-08-03", road="ARBITRATION", where=where, answer="请申请仲裁"
    )
    said = read(cast, matter, "D10")
    assert "三、向哪个机关提出\n临水县劳动人事争议仲裁院。" in said and "临水县信访局" not in said


@pytest.mark.parametrize(
    ("action", "to"), [("AGREE_OBJECTION", "我单位另行确定的机关"), ("KEEP_OBJECTION", "你单位")]
)
def test_the_answer_to_an_objection_says_who_handles_it(cast: Cast, action: str, to: str) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "OBJECT", "ziran", "2026-08-04", **OBJECTION)
    make.act(cast, matter, action, "fenban", "2026-08-04", reason="已核实")
    said = read(cast, matter, "D08")
    assert f"本事项由{to}办理。" in said and said.startswith("临水县自然资源局：")


def test_the_letter_that_forwards_notes_what_is_enclosed_and_speaks_in_sentences(cast: Cast) -> None:
    said = read(cast, make.routed(cast), "D04")
    assert said.endswith("附件：信访材料1件") and "\n信访人的诉求：请发放拖欠的征地补偿款。\n" in said


def test_a_paper_speaks_to_one_person_or_to_several(cast: Cast) -> None:
    matter = make.accepted(cast)
    assert "你提出的" in read(cast, matter, "D09") and "你（们）" not in read(cast, matter, "D09")
    assert "你们提出的" in read(cast, matter, "D09", ("王秀英", "李桂兰"))


@pytest.mark.parametrize("outcome", ReviewOutcome)
def test_a_review_names_the_opinion_under_review_and_what_becomes_of_it(cast: Cast, outcome: str) -> None:
    matter = reviewed(cast, make.served(cast), outcome)
    said = read(cast, matter, "D25")
    assert re.search(
        r"你不服临水县自然资源局2026年8月20日作出的信访事项处理意见书（\S+信处〔2026〕1号），", said
    )
    assert f"\n{DECIDED[outcome]}。\n" in said


def test_an_application_says_which_opinion_and_when_it_was_received(cast: Cast) -> None:
    matter = reviewed(cast, make.served(cast))
    assert "收到意见的日期：2026年8月21日" in read(cast, matter, "D23")
    matter = rereviewed(cast, matter)
    assert "收到意见的日期：2026年9月21日" in read(cast, matter, "D26")
    numbers = {paper.number for paper in matter.papers.filter(kind__in=["D23", "D26"])}
    assert numbers == {""}  # a petitioner's own paper bears no number of an organ


def test_a_reminder_names_the_period_that_runs_out(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "REMIND", "duban", "2026-08-10", requirement="请抓紧", due_on="2026-08-20")
    assert re.search(r"催办的期限：\S*办理\S*，2026年\d+月\d+日届满", read(cast, matter, "D35"))


def test_a_settlement_and_a_withdrawal_say_that_they_are_free(cast: Cast) -> None:
    matter = make.accepted(cast)
    terms = {"consent": True, "terms": "一次付清", "perform_by": "2026-12-01"}
    make.act(cast, matter, "SETTLE", "ziran", "2026-08-12", **terms)
    assert "双方自愿，已书面签字。" in read(cast, matter, "D20")


def test_every_paper_of_the_steps_reads_without_codes(cast: Cast) -> None:
    matter = serve(
        cast, make.signed(cast), "ziran", "2026-08-21", place="前柳村", received_by="王秀英（本人）"
    )
    for kind in {paper.kind for paper in matter.papers.all()}:
        read(cast, matter, kind)


def test_papers_that_go_up_name_who_signs(cast: Cast) -> None:
    assert [code for code, row in PAPERS.items() if row.goes_up] == ["D22", "D37", "D39", "D42"]
