"""The dashboards: every number has its definition and, for who may read, a list that is exactly as long."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from lianxin.actions.knowledge import write
from lianxin.models import Clock, Document, Matter
from lianxin.queries.behind import SETS, Behind, behind
from lianxin.queries.dashboard import ages, alarms, causes, functions, matrix, organs, trend
from lianxin.queries.figures import Span, counted_by, measure
from lianxin.rules.alarms import ALARMS, stands_out
from lianxin.rules.codes import Purpose
from lianxin.rules.dashboards import BOARDS, Board, months
from lianxin.rules.figure_rows import EVALUATION, FIGURES
from lianxin.rules.figures import Measured
from lianxin.rules.knowledge import KINDS
from tests import make
from tests.cast import Cast, moment
from tests.records import record, visits
from tests.web.staff.test_queries import queries

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)
LINK = re.compile(r'<td class="figure" data-value="(\d+)"><a href="([^"]+)">')


@pytest.fixture
def busy(cast: Cast) -> None:
    """A year of matters; some kept, some missed, one sealed, one elsewhere."""
    record(visits([1] * 12), first=date(2025, 9, 1), last=TODAY, category="0102", region_id="371426101")
    record(visits([1] * 5), first=date(2026, 1, 1), last=TODAY, category="0401", cause="DELAY",
           closed_on=date(2026, 8, 2), state="CLOSED")  # fmt: skip
    make.routed(cast)
    make.accepted(cast)
    make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    make.file(office="37000001")
    for matter in Matter.objects.filter(clocks__isnull=False, sealed=False):
        for each in matter.clocks.all():
            Clock.objects.filter(pk=each.pk).update(lawful_on=date(2026, 8, 2), stopped_on=None)


def numbers(page: str) -> list[tuple[int, str]]:
    return [(int(n), unescape(url)) for n, url in LINK.findall(page)]


@pytest.mark.parametrize("board", Board)
def test_each_list_is_as_long_as_its_number(busy, enter, board: Board) -> None:
    client = enter("xianzhang")
    page = client.get(f"/staff/dashboard/?board={board}&window=TWELVE").content.decode()
    found = [(n, url) for n, url in numbers(page) if "MISSED" not in url]  # those are shares, told in words
    assert len(found) >= 2
    for n, url in found:
        total = re.search(r"共 ([\d,]+) 件", client.get(url).content.decode())
        assert (url, total and total[1]) == (url, str(n))


def test_the_numbers_on_top_open_their_lists(busy, enter) -> None:
    client = enter("xianzhang")
    page = client.get("/staff/dashboard/").content.decode()
    found = re.findall(r'class="behind" href="([^"]+)">\D*?(\d+) 件', page)
    assert len(found) >= 6 and any("of_part=MISSED" in url for url, _n in found)
    for url, n in found:
        total = re.search(r"共 ([\d,]+) 件", client.get(unescape(url)).content.decode())
        assert (url, total[1] if total else "0") == (url, n)


def test_what_a_figure_counts_and_what_its_list_holds_is_one_thing(busy, cast: Cast) -> None:
    reach = counted_by(cast("xianzhang"), on=TODAY)
    span = Span(date(2025, 9, 1), TODAY, TODAY)
    found = measure(reach, span)
    for code in ("OPENED", "CLOSED", "OPEN_AFTER", "OPEN_BEFORE"):
        assert (code, behind(reach.matters, Behind(code, span)).count()) == (code, found[code].numerator)
    for code in ("ROUTED_ON_TIME", "ACCEPTED_ON_TIME", "HANDLED_ON_TIME"):
        missed = behind(reach.matters, Behind(code, span, "MISSED")).count()
        assert (code, missed) == (code, found[code].denominator - found[code].numerator)
    assert found["ACCEPTED_ON_TIME"].denominator


def test_a_list_behind_a_number_never_holds_what_is_sealed(busy, cast: Cast) -> None:
    for who in ("fenban", "xianzhang", "xianji"):
        reach = counted_by(cast(who), on=TODAY)
        for code in SETS:
            rows = behind(reach.matters, Behind(code, Span(date(2020, 1, 1), TODAY, TODAY)))
            assert not rows.filter(sealed=True).exists()
    everything = Behind("OPEN_AFTER", Span(TODAY, TODAY, TODAY))
    assert not behind(Matter.objects.all(), everything).filter(sealed=True).exists()


def test_who_only_counts_sees_numbers_and_no_list(busy, enter) -> None:
    page = enter("tongji").get("/staff/dashboard/").content.decode()
    assert "data-value" in page and not numbers(page) and 'class="behind"' not in page


@pytest.mark.parametrize(
    ("who", "status"), [("ziran", 403), ("shenji", 403), ("xianzhang", 200), ("zirantou", 200)]
)
def test_the_door(cast, enter, who: str, status: int) -> None:
    assert enter(who).get("/staff/dashboard/").status_code == status


def test_each_reader_counts_their_own_reach(busy, cast: Cast) -> None:
    seen = {who: sum(cell.n for _age, cell in ages(counted_by(cast(who), on=TODAY), TODAY))
            for who in ("xianzhang", "zirantou", "xianji", "ziran")}  # fmt: skip
    assert seen["xianji"] == seen["ziran"] == 0 and seen["zirantou"] <= seen["xianzhang"] == 14


@pytest.mark.parametrize("board", Board)
@pytest.mark.parametrize("window", ["MONTH", "YEAR", "TWELVE", "nonsense"])
def test_every_dashboard_opens_empty_and_full_with_few_queries(
    cast, enter, board: Board, window: str
) -> None:
    client, url = enter("xianzhang"), f"/staff/dashboard/?board={board}&window={window}"
    client.get("/staff/")
    empty = queries(client, url)
    record(visits([1] * 30), first=date(2026, 1, 1), last=TODAY, category="0102", region_id="371426101")
    many = queries(client, url)
    assert len(many) <= 15 and abs(len(many) - len(empty)) <= 2, "\n".join(sql[:120] for sql in many)


def test_causes_are_of_what_was_closed(busy, cast: Cast) -> None:
    reach = counted_by(cast("xianzhang"), on=TODAY)
    found = causes(reach, Span(date(2026, 8, 1), TODAY, TODAY))
    assert [(cause, cell.n) for cause, cell in found] == [("DELAY", 5)]


def test_the_matrix_adds_up(busy, cast: Cast) -> None:
    found = matrix(counted_by(cast("xianzhang"), on=TODAY), Span(date(2025, 9, 1), TODAY, TODAY))
    sums = {field: sum(cell.n for cell in cells) for field, cells in found.rows}
    assert sums == {"01": 14, "04": 5} and ("371426101", "柳河镇") in found.regions


def test_stock_of_each_month_follows_from_what_came_and_went(busy, cast: Cast) -> None:
    rows = trend(counted_by(cast("xianzhang"), on=TODAY), TODAY)
    assert [row[0] for row in rows] == [first for first, _last in months(TODAY)] and len(rows) == 12
    for (_m, _o, _c, before), (_month, opened, closed, after) in pairwise(rows):
        assert after.n == before.n + opened.n - closed.n


def test_organs_are_compared_by_how_they_work_and_in_no_order_of_merit(busy, cast: Cast) -> None:
    lines = organs(counted_by(cast("xianzhang"), on=TODAY), Span(date(2025, 9, 1), TODAY, TODAY))
    assert [line.code for line in lines] == sorted(line.code for line in lines) and lines
    assert all(set(line.shares) == set(EVALUATION) for line in lines)


# ---- alarms ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("found", "base", "stands"),
    [
        (Measured(10, 20), Measured(20, 100), True),
        (Measured(4, 8), Measured(20, 200), False),  # too few to say anything
        (Measured(10, 50), Measured(20, 100), False),
        (Measured(0, 0), Measured(0, 0), False),
    ],
)
def test_an_alarm_needs_cases_and_a_distance_from_the_base_rate(found, base, stands: bool) -> None:
    assert stands_out(found, base) is stands


def test_every_alarm_says_what_else_may_explain_it() -> None:
    assert all(
        row.harmless and row.numerator and row.denominator and row.code in SETS for row in ALARMS.values()
    )


def test_an_organ_that_writes_everything_down_as_a_question_is_pointed_at(cast: Cast) -> None:
    from lianxin.models import Organ

    record(visits([1] * 40), first=TODAY, last=TODAY)
    other = Organ.objects.get(code="37142603")
    for place, row in enumerate(record(visits([1] * 10), first=TODAY, last=TODAY)):
        Matter.objects.filter(pk=row.matter_id).update(
            owner=other, purpose="INQUIRY" if place < 8 else "REQUEST"
        )
    span = Span(TODAY, TODAY, TODAY)
    reach = counted_by(cast("xianzhang"), on=TODAY)
    line = next(each for each in alarms(reach, span) if each.code == "AS_INQUIRY")
    assert (line.base, [(found, cell.n) for _name, found, cell in line.organs]) == (
        Measured(8, 50),
        [(Measured(8, 10), 8)],
    )
    assert behind(reach.matters, line.organs[0][2].list).count() == 8


def test_the_same_answer_to_several_people_can_be_counted_and_not_read(cast: Cast) -> None:
    for _each in range(3):
        make.signed(cast)
    papers = Document.objects.filter(kind="D17")
    assert len(set(papers.values_list("wording", flat=True))) == 1 and "发放" not in papers[0].wording
    span = Span(date(2026, 8, 1), date(2026, 8, 31), date(2026, 8, 31))
    found = {line.code: line.base for line in alarms(counted_by(cast("xianzhang"), on=TODAY), span)}
    assert found["SAME_WORDS"] == Measured(3, 3)


def test_the_kinds_of_panel_are_all_drawn() -> None:
    from lianxin.web.staff.dashboard import DRAWN

    assert {panel for panels in BOARDS.values() for panel in panels} == set(DRAWN)
    assert {code for code in SETS if code not in ALARMS} <= set(FIGURES)


def test_what_an_organ_missed_is_told_with_its_list(busy, enter) -> None:
    client = enter("xianzhang")
    page = client.get("/staff/dashboard/?board=SUPERVISOR").content.decode()
    found = re.findall(r'<a href="([^"]+)">[^<]*没有做到 (\d+) 件', page)
    assert found
    for url, n in found:
        total = re.search(r"共 ([\d,]+) 件", client.get(unescape(url)).content.decode())
        assert (url, total and total[1]) == (url, n)


# ---- small cells and files -------------------------------------------------------------------------------
def cells(page: str, panel: str) -> list[str]:
    """The texts of one chart's table, row by row."""
    part = page.split(f'id="chart-{panel}"')[1].split("</table>")[0]
    return re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", part)


@pytest.fixture
def few(cast: Cast) -> None:
    """Twelve of one field in one town, and three of another."""
    record(visits([1] * 12), first=TODAY, last=TODAY, category="0102", region_id="371426101")
    record(visits([1] * 3), first=TODAY, last=TODAY, category="0401", region_id="371426101")


def test_who_may_not_open_the_list_sees_no_small_cell_of_a_crossing(few, enter) -> None:
    seen, counted = (
        enter(who).get("/staff/dashboard/?board=LEADER").content.decode() for who in ("xianzhang", "tongji")
    )
    assert cells(seen, "MATRIX") == ["12", "3"]
    assert cells(counted, "MATRIX") == ["12", "不足 5"]
    assert 'data-value="3"' not in counted.split('id="chart-MATRIX"')[1].split("</table>")[0]


def test_a_finding_does_not_tell_a_small_cell_either(cast, enter) -> None:
    record(visits([1] * 3), first=TODAY, last=TODAY, category="0401", region_id="371426101")
    page = enter("tongji").get("/staff/dashboard/?board=LEADER").content.decode()
    assert "每一格都不足 5 件" in page and "，3件" not in page


@pytest.mark.parametrize("form", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("board", Board)
def test_what_a_dashboard_shows_goes_out_as_a_file_without_small_cells(
    few, enter, board: Board, form: str
) -> None:
    answer = enter("xianzhang").get(f"/staff/dashboard/dashboard.{form}?board={board}&window=MONTH")
    assert answer.status_code == 200 and answer.content[:2] == {"pdf": b"%P"}.get(form, b"PK")
    if form == "xlsx":
        book = load_workbook(BytesIO(answer.content))
        assert len(book.worksheets) == 1 + len(BOARDS[board]) and all(
            sheet.max_row > 1 for sheet in book.worksheets
        )
        numbers_ = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
        assert numbers_["新增事项"] == 15
    if form == "xlsx" and board is Board.LEADER:
        crossing = [row[1:] for row in book["领域和地区"].iter_rows(min_row=3, values_only=True)]
        assert crossing == [(12,), ("不足 5",)]


def test_the_file_has_the_doors_of_its_page(cast, enter) -> None:
    assert enter("ziran").get("/staff/dashboard/dashboard.xlsx").status_code == 403
    assert enter("xianzhang").get("/staff/dashboard/dashboard.csv").status_code == 404


def test_the_five_functions_are_counted_from_what_is_on_record(cast, enter) -> None:
    at = moment(TODAY)
    training = {
        "title": "条例培训",
        "held_on": TODAY.isoformat(),
        "teacher": "党校",
        "audience": "窗口",
        "attended": "20",
        "text": "学习",
    }
    write(cast("fenban"), KINDS["TRAINING"], training, at=at)
    due = {"requirement": "按期答复", "due_on": "2026-09-20"}
    make.act(cast, make.accepted(cast), "REMIND", "duban", TODAY.isoformat(), **due)
    reach, span = counted_by(cast("xianzhang"), on=TODAY), Span(TODAY, TODAY, TODAY)
    found = {code: each.numerator for code, each in functions(reach, span).items()}
    assert found == {"INFORMED": 0, "MEDIATED": 0, "ADVISED": 0, "SPREAD": 1, "SUPERVISED": 1}
    page = enter("xianzhang").get("/staff/dashboard/?board=OFFICE&window=MONTH").content.decode()
    assert cells(page, "FUNCTIONS") == ["0", "0", "0", "1", "1"]
