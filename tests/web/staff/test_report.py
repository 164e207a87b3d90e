"""The periodic report as page, DOCX, PDF and XLSX: the same figures, from what the reader may count."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from lianxin.models import Task
from lianxin.queries.figures import Span, counted_by, measure, ordinary
from lianxin.queries.report_parts import parts
from lianxin.rules.codes import Purpose
from lianxin.rules.figure_rows import FIGURES
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MONTH = "?rhythm=MONTH&day=2026-08-31"


@pytest.fixture
def leader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("xianzhang"))
    return client


def test_page_and_files_say_the_same(leader: Client, cast: Cast) -> None:
    for _ in range(3):
        make.file(on="2026-08-04", channel="VISIT", persons_present=6, persons_concerned=6)
    page = leader.get(f"/staff/report/{MONTH}").content.decode()
    sentence = "2026年8月，共接待来访3批18人次（没有上年同期的数可比）。其中集体访3批18人次；"
    assert sentence in page
    letter = Document(BytesIO(leader.get(f"/staff/report/report.docx{MONTH}").content))
    assert any(sentence in line.text for line in letter.paragraphs)
    assert [cell.text for cell in letter.tables[0].rows[0].cells] == ["指标", "本期", "同比", "环比"]
    book = load_workbook(BytesIO(leader.get(f"/staff/report/report.xlsx{MONTH}").content))
    figures = {row[0]: row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert (figures["集体访批次"], figures["来访人次"], len(figures)) == (3, 18, len(FIGURES))
    assert leader.get(f"/staff/report/report.pdf{MONTH}").content.startswith(b"%PDF-")
    assert leader.get(f"/staff/report/report.odt{MONTH}").status_code == 404


@pytest.mark.parametrize("rhythm", ["WEEK", "HALF_MONTH", "QUARTER", "TO_DATE", "YEAR"])
def test_every_kind_of_report(leader: Client, rhythm: str) -> None:
    make.file(on="2026-08-04")
    page = leader.get(f"/staff/report/?rhythm={rhythm}&day=2026-08-04").content.decode()
    assert ("三项建议及采纳" in page and "被投诉较多的机关" in page) is (rhythm == "YEAR")


def test_a_day_that_is_none_is_told_beside_its_field(leader: Client) -> None:
    answer = leader.get("/staff/report/?rhythm=WEEK&day=2026-13-45")
    assert answer.status_code == 422 and "2026-10-31 的样子" in answer.content.decode()
    assert 'value="2026-13-45"' in answer.content.decode()


def test_every_figure_is_defined_with_its_article(leader: Client) -> None:
    page = leader.get("/staff/report/figures/").content.decode()
    assert all(f'id="{code}"' in page for code in FIGURES) and page.count("《") >= len(FIGURES)


@pytest.mark.parametrize("who", ["ziran", "shenji", "dengji"])
def test_only_who_may_count_gets_a_report(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast.account(who))
    for path in ("/staff/report/", "/staff/report/report.xlsx", "/staff/report/figures/"):
        assert client.get(path).status_code in (403, 404)


def test_each_reader_counts_what_they_may_see_and_nobody_an_accusation(cast: Cast) -> None:
    make.routed(cast)
    make.file(office="37000001")
    make.file(purpose=Purpose.ACCUSATION, complained_organ="37142609")
    span = Span(cast.today, cast.today, cast.today)
    seen = {who: measure(counted_by(cast(who), on=cast.today), span)["SUBMISSIONS"].numerator
            for who in ("xianzhang", "fenban", "zirantou", "xianji", "ziran")}  # fmt: skip
    assert seen == {"xianzhang": 1, "fenban": 1, "zirantou": 1, "xianji": 0, "ziran": 0}


def test_a_recommendation_without_a_matter_counts_only_within_the_readers_reach(cast: Cast) -> None:
    for issuer, organ in (("37142601", "37142602"), ("37000001", "37140001"), ("37000001", "37140001")):
        Task.objects.create(kind="IMPROVE_WORK", issuer=cast.organ(issuer), organ=cast.organ(organ), issued_on=cast.today,
                            due_on=cast.today, adoption="ADOPTED")  # fmt: skip
    span = Span(cast.today, cast.today, cast.today)
    for who, issued in (("xianzhang", 1), ("zirantou", 1), ("tongji", 1), ("ziran", 0)):
        reach = counted_by(cast(who), on=cast.today)
        told = [n for kind, n, _yes in parts(reach, span).advice]
        assert (who, measure(reach, span)["ADVICE_ADOPTED"].denominator, sum(told)) == (who, issued, issued)
    assert measure(ordinary(), span)["ADVICE_ADOPTED"].denominator == 3


def test_the_yearly_report_calls_supervision_by_its_name_and_counts_nothing_else_as_such(
    leader: Client, cast: Cast
) -> None:
    matter = make.routed(cast)
    for kind in ("CO_HANDLE", "UNSOLVED", "REMINDER"):
        Task.objects.create(kind=kind, matter=matter, issuer=cast.organ("37142601"), organ=matter.owner,
                            issued_on=cast.today, due_on=cast.today)  # fmt: skip
    page = leader.get("/staff/report/?rhythm=YEAR&day=2026-08-04").content.decode()
    assert "REMINDER" not in page and "催办" in page
    assert "协同办理" not in page and "信访人反映没有解决" not in page
