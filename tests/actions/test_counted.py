"""Times that are over are counted once: kept with the rules they were counted by, compared with, and counted again when they must."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.actions.counted import keep, keep_earlier
from lianxin.models import CountedTime, Recusal, Submission
from lianxin.queries import counted
from lianxin.queries.briefing import lines
from lianxin.queries.figures import Span, counted_by, measure, ordinary
from lianxin.rules.codes import Relation
from lianxin.rules.figures import Measured
from lianxin.rules.spans import Rhythm, interval
from tests import make
from tests.cast import Cast
from tests.records import record

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 3)
MONTH = interval(Rhythm.MONTH, date(2026, 10, 1))
BEFORE = interval(Rhythm.MONTH, date(2026, 9, 1))


@pytest.fixture
def letters(cast: Cast) -> list[Submission]:
    record([("LETTER", 1)] * 3, first=MONTH.first, last=MONTH.last)
    return record([("LETTER", 1)] * 5, first=BEFORE.first, last=BEFORE.last)


def step(code: str = "FIRST_TIME") -> str:
    """How this figure of October is set beside September."""
    return next(
        str(line.step.said) for line in lines(ordinary(), MONTH, today=TODAY) if line.figure.code == code
    )


def test_what_a_report_is_compared_with_is_counted_once(letters: list[Submission]) -> None:
    anew = lines(ordinary(), MONTH, today=TODAY)
    assert keep_earlier(ordinary(), MONTH, today=TODAY) == 2
    assert keep_earlier(ordinary(), MONTH, today=TODAY) == 0
    with CaptureQueriesContext(connection) as kept:
        found = lines(ordinary(), MONTH, today=TODAY)
    assert found == anew
    with CaptureQueriesContext(connection) as alone:
        measure(ordinary(), Span(MONTH.first, MONTH.last, TODAY))
    assert (
        len(kept) <= len(alone) + 6
    )  # two times looked up and their submissions counted, and what was published


def test_a_time_that_is_not_over_is_not_kept(letters: list[Submission]) -> None:
    for today in (MONTH.first, MONTH.last):
        keep(ordinary(), MONTH, {"LETTERS": Measured(1)}, today=today)
    assert not CountedTime.objects.exists()
    assert keep_earlier(ordinary(), MONTH, today=BEFORE.last) == 1  # September is not over, a year ago is


def test_a_report_is_compared_with_what_was_reported(letters: list[Submission]) -> None:
    keep_earlier(ordinary(), MONTH, today=TODAY)
    Submission.objects.filter(pk=letters[0].pk).update(relation=Relation.REPEAT)
    assert step() == "下降40%"
    CountedTime.objects.all().delete()
    assert step() == "下降25%"


def test_submissions_that_come_in_later_make_it_counted_again(letters: list[Submission]) -> None:
    keep_earlier(ordinary(), MONTH, today=TODAY)
    record([("LETTER", 1)] * 1, first=BEFORE.first, last=BEFORE.first)
    assert step("LETTERS") == "下降50%"
    assert keep_earlier(ordinary(), MONTH, today=TODAY) == 1
    assert counted.as_counted(ordinary(), BEFORE)["LETTERS"] == Measured(6)


def test_other_rules_count_again(letters: list[Submission]) -> None:
    keep_earlier(ordinary(), MONTH, today=TODAY)
    CountedTime.objects.update(rules="as it was done before")
    assert counted.as_counted(ordinary(), BEFORE) == {} and keep_earlier(ordinary(), MONTH, today=TODAY) == 2
    assert CountedTime.objects.count() == 4


def test_nobody_is_shown_what_others_counted_over_other_matters(
    letters: list[Submission], cast: Cast
) -> None:
    def key(name: str) -> str:
        return counted_by(cast(name), on=TODAY).key

    assert len({key("xianzhang"), key("tongji"), ordinary().key}) == 3
    before = key("xianzhang")
    matter = make.file().submission.matter
    Recusal.objects.create(matter=matter, account=cast.account("xianzhang"))
    assert key("xianzhang") != before
    assert counted_by(cast("dengji"), on=TODAY).key == ""


def test_the_page_says_what_has_moved_and_takes_the_new_figures(cast: Cast, client: Client) -> None:
    make.file(on="2026-08-04")
    row = make.file(on="2026-08-05").submission
    client.force_login(cast.account("xianzhang"))
    address = "/staff/report/?rhythm=MONTH&day=2026-08-31"
    assert "个数与现在不同" not in client.get(address).content.decode()
    assert CountedTime.objects.count() == 3  # August, July, and August of the year before
    Submission.objects.filter(pk=row.pk).update(relation=Relation.REPEAT)
    page = client.get(address).content.decode()
    assert "个数与现在不同" in page and "以后照现在的数比较" in page
    assert client.post(address).status_code == 302
    assert "个数与现在不同" not in client.get(address).content.decode()
