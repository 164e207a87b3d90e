"""The briefing of the founding documents comes out of records, in its table and in its sentence; so do the long series."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.tasks import issue
from lianxin.models import Matter, PublishedFigure, Submission
from lianxin.queries.briefing import lines, series, years
from lianxin.queries.figures import Span, counted_by, measure, ordinary
from lianxin.queries.options import category_tree
from lianxin.queries.report_parts import REST, parts
from lianxin.reports.briefing import paragraphs
from lianxin.reports.periodic import report
from lianxin.rules.figures import Measured
from lianxin.rules.spans import Rhythm, interval, year_before
from lianxin.rules.tasks import TASKS
from tests import make
from tests.cast import Cast, moment
from tests.records import record, spread, visits

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 3)
OCTOBER = interval(Rhythm.TO_DATE, date(2026, 10, 31))
NOW = [*visits(spread(1967, 93, 5)), *visits(spread(186, 65, 2)), *visits([1] * 381),
       *[("PHONE", 1)] * 143, *[("LETTER", 1)] * 84]  # fmt: skip
THEN = [*visits(spread(1468, 104, 5)), *visits(spread(126, 41, 2)), *visits([1] * 359),
        *[("PHONE", 1)] * 220, *[("LETTER", 1)] * 97]  # fmt: skip
TABLE = {
    "BATCHES": (539, 7), "PERSONS": (2534, 28), "COLLECTIVE_BATCHES": (93, -11), "COLLECTIVE_PERSONS": (1967, 34),
    "SMALL_GROUP_BATCHES": (65, 59), "SMALL_GROUP_PERSONS": (186, 48), "INDIVIDUAL_BATCHES": (381, 6),
    "CALLS": (143, -35), "LETTERS": (84, -13),
}  # fmt: skip


@pytest.fixture
def ten_months(cast: Cast) -> None:
    record(NOW, first=OCTOBER.first, last=OCTOBER.last)
    then = year_before(OCTOBER)
    record(THEN, first=then.first, last=then.last)
    # No number of persons of any year fits both +28 % and the three classes (1953 to 1960 against 1972 to 1987):
    # the bulletin of that year must have said more persons than its classes. It is kept as it was published.
    PublishedFigure.objects.create(
        code="PERSONS", first_on=then.first, last_on=then.last, numerator=1980, source="上年通报"
    )


def test_the_table_of_the_briefing(ten_months: None) -> None:
    found = {line.figure.code: line for line in lines(ordinary(), OCTOBER, today=TODAY)}
    assert {code: (found[code].now.numerator, found[code].year.amount) for code in TABLE} == TABLE
    assert found["BATCHES"].step.amount is None  # a running total has no time before it


def test_the_sentences_of_the_briefing(ten_months: None) -> None:
    said = [str(each) for each in paragraphs(OCTOBER, lines(ordinary(), OCTOBER, today=TODAY))]
    assert said[0] == (
        "2026年1月至10月，共接待来访539批2534人次，同比批次上升7%、人次上升28%。其中集体访93批1967人次，同比下降11%、上升34%；"
        "群体访65批186人次，同比上升59%、上升48%；个体访381批，同比上升6%。"
    )
    assert said[1] == (
        "来电143件次，同比下降35%；来信84件次，同比下降13%；网上信访0件次。按件批次计，信访总量766，网上信访占0.0%（766件中0件）。"
    )


def test_a_first_year_says_once_that_there_is_nothing_to_compare_with_and_nothing_of_what_did_not_happen(
    cast: Cast,
) -> None:
    week = interval(Rhythm.WEEK, date(2026, 10, 28))
    record(visits([1, 1]), first=week.first, last=week.first)
    said = [str(each) for each in paragraphs(week, lines(ordinary(), week, today=TODAY))]
    assert said[0].endswith(
        "共接待来访2批2人次（没有上年同期的数可比）。其中集体访0批0人次；群体访0批0人次；个体访2批。"
    )
    assert said[1].startswith("来电0件次；来信0件次；网上信访0件次。")
    assert said[3].endswith("这段时间没有第一次答复的事项。复查、复核改变原意见—（没有应计的）。")
    assert said[4] == "这段时间没有结案的信访件，没有评价可以统计。"
    empty = interval(Rhythm.WEEK, date(2020, 1, 8))
    assert str(paragraphs(empty, lines(ordinary(), empty, today=TODAY))[2]).endswith("期末在办0件。")


def test_the_tables_of_a_report_leave_no_submission_out_and_name_no_small_group(cast: Cast) -> None:
    first = date(2026, 10, 28)
    record(visits([1] * 7), first=first, last=first, category="0102", region_id="371426101")
    record(visits([1] * 2), first=first, last=first, category="0401", region_id="371426")
    told = parts(ordinary(), Span(first, first, TODAY))
    assert (told.fields, told.regions) == ([("01", 7), (REST, 2)], [("柳河镇", 7), (REST, 2)])
    made = report(ordinary(), interval(Rhythm.WEEK, first), today=TODAY, categories=category_tree())
    assert [(str(a), b) for a, b in made.tables[0].rows][-1] == ("不足五件的和其余的", 2)


def test_what_counts_as_supervision_also_without_a_matter_and_no_request_for_money(cast: Cast) -> None:
    day = date(2026, 8, 3)
    matter = make.accepted(cast)
    due = {"requirement": "按期答复", "due_on": "2026-09-20"}
    make.act(cast, matter, "REMIND", "duban", "2026-08-20", **due)
    ask = {"to": "37142603", "amount": "100", "purpose": "生活费", **due}
    make.act(cast, matter, "ASK_FUND", "ziran", "2026-08-20", **ask)
    issue(
        cast("duban"),
        TASKS["RECTIFICATION"],
        {"to": "37142602", "facts": "台账没有更新", **due},
        at=moment("2026-08-20"),
    )
    told = parts(counted_by(cast("xianzhang"), on=day), Span(day, date(2026, 8, 31), TODAY))
    assert told.supervised == [("RECTIFICATION", 1), ("REMINDER", 1)]


def test_a_year_that_fits_the_sizes_but_not_the_sum_does_not_exist() -> None:
    def fits(now: int, percent: int) -> list[int]:
        return [then for then in range(1, 3000) if (200 * (now - then) + then) // (2 * then) == percent]

    most = max(fits(1967, 34)) + max(fits(186, 48)) + max(fits(381, 6))
    assert most < min(fits(2534, 28))


def test_the_long_series_from_what_was_published(cast: Cast) -> None:
    for year, number in ((1998, 28_000), (2001, 84_000), (2003, 321_619)):
        PublishedFigure.objects.create(
            code="ITEM_PERSONS",
            first_on=date(year, 1, 1),
            last_on=date(year, 12, 31),
            numerator=number,
            source="年鉴",
        )
    spring = interval(Rhythm.TO_DATE, date(2004, 4, 30))
    for span, number in ((spring, 129_754), (year_before(spring), 66_884)):
        PublishedFigure.objects.create(
            code="ITEM_PERSONS", first_on=span.first, last_on=span.last, numerator=number, source="通报"
        )
    found = series(ordinary(), "ITEM_PERSONS", [*years(1998, 2003), spring], today=TODAY)
    assert [(each.span.first.year, each.found.numerator) for each in found] == [
        (1998, 28_000), (2001, 84_000), (2003, 321_619), (2004, 129_754),
    ]  # fmt: skip
    assert found[-1].change.amount == 94 and found[0].change.amount is None


def test_the_reception_hall(cast: Cast) -> None:
    record(visits(spread(1675, 929, 1)), first=date(2026, 1, 1), last=date(2026, 6, 30))
    found = measure(ordinary(), Span(date(2026, 1, 1), date(2026, 6, 30), TODAY))
    assert (found["BATCHES"].numerator, found["PERSONS"].numerator) == (929, 1675)
    assert (
        sum(found[f"{size}_BATCHES"].numerator for size in ("COLLECTIVE", "SMALL_GROUP", "INDIVIDUAL")) == 929
    )


def test_levels_of_receiving_and_of_settling(cast: Cast) -> None:
    """Four levels: what is settled where, and who receives visits, as workload of the level that received them."""
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    for code, closed in (("37142610", 6), ("37142602", 3), ("37140001", 1)):
        rows = record(visits([1] * 10), first=first, last=first, state="CLOSED", closed_on=last)
        Matter.objects.filter(pk__in=[row.matter_id for row in rows]).update(owner=cast.organ(code))
        Matter.objects.filter(pk__in=[row.matter_id for row in rows[closed:]]).update(
            closed_on=None, state="HANDLING"
        )
    Submission.objects.filter(pk__in=[row.pk for row in rows]).update(office=cast.organ("37140001"))
    found = measure(ordinary(), Span(first, last, TODAY))
    settled = {code: found[f"SETTLED_{code}"].numerator for code in ("VILLAGE", "TOWN", "COUNTY", "ABOVE")}
    assert settled == {"VILLAGE": 0, "TOWN": 6, "COUNTY": 3, "ABOVE": 1}
    assert (found["BATCHES_COUNTY"].numerator, found["BATCHES_CITY"].numerator) == (20, 10)
    assert found["ORIGIN_LOCAL"] == Measured(20, 30) and found["SOLVED_LOCALLY"] == Measured(9, 10)
    assert found["FIRST_HANDLER"] == Measured(10, 10)


def test_a_first_letter_is_settled_when_nobody_comes_again_before_the_end(cast: Cast) -> None:
    first, last = date(2026, 1, 1), date(2026, 3, 1)
    rows = record([("LETTER", 1)] * 4, first=first, last=first, state="CLOSED", closed_on=last)
    again = Submission.objects.get(pk=rows[0].pk)
    again.pk, again.number, again.external_id, again.relation, again.channel = (
        None,
        "SR",
        "SR",
        "REPEAT",
        "VISIT",
    )
    again.received_on = date(2026, 2, 1)
    again.save()
    assert measure(ordinary(), Span(first, last, TODAY))["LETTER_SETTLED"] == Measured(3, 4)


def test_what_is_granted_counts_by_request(cast: Cast) -> None:
    matter = make.served(cast)
    Matter.objects.filter(pk=matter.pk).update(closed_on=date(2026, 9, 30), state="CLOSED")
    assert measure(ordinary(), Span(date(2026, 9, 1), date(2026, 9, 30), TODAY))["GRANTED"] == Measured(1, 1)


def test_load_is_of_desks_and_within_reach(cast: Cast) -> None:
    make.routed(cast)
    span = Span(cast.today, cast.today, cast.today)
    here = measure(counted_by(cast("zirantou"), on=cast.today), span)["OPEN_PER_OFFICER"]
    assert (here.numerator, here.denominator) == (1, 2)
    assert measure(ordinary(), span)["OPEN_PER_OFFICER"].denominator > 2


def test_an_office_sets_from_how_many_a_visit_is_collective(cast: Cast, settings, tmp_path) -> None:
    first = date(2026, 1, 1)
    record(visits([1, 3, 5, 12]), first=first, last=first)
    span = Span(first, first, TODAY)
    assert measure(ordinary(), span)["COLLECTIVE_BATCHES"].numerator == 2
    settings.OFFICE_FILE = tmp_path / "office.toml"
    settings.OFFICE_FILE.write_text("[sizes]\ngroup = 4\ncollective = 10\n", "utf-8")
    found = measure(ordinary(), span)
    sizes = [found[f"{size}_BATCHES"].numerator for size in ("INDIVIDUAL", "SMALL_GROUP", "COLLECTIVE")]
    assert sizes == [2, 1, 1]
