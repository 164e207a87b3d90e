"""Marked dates: an office says on which days more people are on duty, and every desk below sees which shifts are short."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import agendas
from lianxin.actions.given import Invalid
from lianxin.actions.knowledge import write
from lianxin.actions.sittings import Plan, plan
from lianxin.models import KnowledgeItem, Sitting
from lianxin.queries.access import NotAllowed
from lianxin.queries.marked import Lack, marked
from lianxin.rules.knowledge import KINDS
from lianxin.rules.rhythms import clock_time
from lianxin.rules.sittings import KINDS as SITTINGS
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")
ON = AT.date()
SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))
FAIR = {"title": "县人民代表大会会议", "first": "2026-09-08", "last": "2026-09-10", "on_duty": "2",
        "text": "局长带班，晚上也有人接电话。"}  # fmt: skip


def mark(cast: Cast, who: str = "fenban", **changes: object) -> KnowledgeItem:
    return write(cast(who), KINDS["MARKED_DATES"], FAIR | changes, at=AT)


def shift(cast: Cast, day: str, *people: str, who: str = "fenban", organ: str = "37142600") -> Sitting:
    typed = {"organ": organ, "title": "白班", "held_from": day, "opens": "8:30", "closes": "17:30", "place": "大厅",
             "host": "局长"}  # fmt: skip
    row = agendas.plan(cast(who), SITTINGS["DUTY"], typed, at=AT)
    for each in people:
        agendas.seat(cast(who), row.pk, {"account": each, "part": "ON_DUTY"}, at=AT)
    return row


def lacks(cast: Cast, who: str = "fenban") -> dict[date, list[Lack]]:
    [found] = marked(cast(who), *SEPTEMBER, on=ON)
    return {day.on: day.lacks for day in found.days if day.lacks}


def test_each_marked_day_says_what_its_shifts_lack(cast: Cast) -> None:
    mark(cast)
    shift(cast, "2026-09-08", "fenban", "duban")
    shift(cast, "2026-09-09", "fenban")
    assert lacks(cast) == {date(2026, 9, 9): [Lack.PEOPLE], date(2026, 9, 10): [Lack.SHIFT]}
    [found] = marked(cast("fenban"), *SEPTEMBER, on=ON)
    assert (found.least, [day.fewest for day in found.days]) == (2, [2, 1, None])


def test_one_thin_shift_among_two_is_seen(cast: Cast) -> None:
    mark(cast, last="2026-09-08")
    shift(cast, "2026-09-08", "fenban", "duban")
    shift(cast, "2026-09-08", "fenban2")
    assert lacks(cast) == {date(2026, 9, 8): [Lack.PEOPLE]}


def test_a_shift_called_off_does_not_count(cast: Cast) -> None:
    mark(cast, last="2026-09-08")
    Sitting.objects.filter(pk=shift(cast, "2026-09-08", "fenban", "duban").pk).update(called_off_at=AT)
    assert lacks(cast) == {date(2026, 9, 8): [Lack.SHIFT]}


def test_days_that_ask_for_reception_lack_it_until_one_is_planned(cast: Cast) -> None:
    mark(cast, last="2026-09-08", receives="on")
    shift(cast, "2026-09-08", "fenban", "duban")
    assert lacks(cast) == {date(2026, 9, 8): [Lack.RECEPTION]}
    nine, eleven, day = clock_time("9:00"), clock_time("11:00"), date(2026, 9, 8)
    assert nine and eleven
    plan(cast("fenban"), Plan("37142600", day, day, nine, eleven, 20, "大厅", ("县长",)), at=AT)
    assert lacks(cast) == {}


def test_the_office_marks_for_everybody_below_and_nobody_beside(cast: Cast) -> None:
    mark(cast)
    assert [row.title for row in marked(cast("zhenfu"), *SEPTEMBER, on=ON)] == [FAIR["title"]]
    assert (
        marked(cast("shifenban"), *SEPTEMBER, on=ON) == []
    )  # the city is not bound by what its county marks
    shift(cast, "2026-09-08", "fenban", "duban")
    assert lacks(cast, "zhenfu")[date(2026, 9, 8)] == [Lack.SHIFT]  # the county's shift is not the town's


def test_a_town_marks_its_own_day_and_the_county_does_not_see_it_as_its_own(cast: Cast) -> None:
    mark(cast, "zhenban", title="集市搬迁")
    assert [row.title for row in marked(cast("zhenfu"), *SEPTEMBER, on=ON)] == ["集市搬迁"]
    assert marked(cast("fenban"), *SEPTEMBER, on=ON) == []


def test_the_newest_version_counts_and_other_months_are_left_out(cast: Cast) -> None:
    first = mark(cast)
    write(cast("fenban"), KINDS["MARKED_DATES"], FAIR | {"last": "2026-09-08"}, at=AT, series=first.series)
    [found] = marked(cast("fenban"), *SEPTEMBER, on=ON)
    assert [day.on for day in found.days] == [date(2026, 9, 8)]
    assert marked(cast("fenban"), date(2026, 10, 1), date(2026, 10, 31), on=ON) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last": "2026-09-07"}, "last"),
        ({"last": "2027-09-08"}, "last"),
        ({"on_duty": "0"}, "on_duty"),
        ({"text": "王某 13800138000 到时候要看住"}, "text"),
    ],
)
def test_what_cannot_be_marked_is_said_beside_its_field(
    cast: Cast, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as fault:
        mark(cast, **changes)
    assert list(fault.value.errors) == [field]
    assert not KnowledgeItem.objects.exists()


def test_who_only_handles_does_not_mark(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        mark(cast, "ziran")
