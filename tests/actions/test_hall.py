"""The queue of the hall: numbers in order, each called once, counted in batches and persons, nobody named."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.actions.hall import call_again, call_next, finish, take_number
from lianxin.models import Turn
from lianxin.queries.access import NotFound
from lianxin.queries.hall import at_windows, counts, past_days, screen, waiting
from lianxin.rules.sittings import HallResult
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
OFFICE, DAY = "37142601", date(2026, 8, 3)
AT = moment("2026-08-03")


def take(cast: Cast, persons: int = 1, on: str = "2026-08-03") -> Turn:
    return take_number(cast("dengji"), OFFICE, persons, at=moment(on))


def call(cast: Cast, window: str = "1", who: str = "dengji") -> Turn | None:
    return call_next(cast(who), OFFICE, window, at=AT)


def test_numbers_run_from_one_each_day_and_are_called_in_order(cast: Cast) -> None:
    assert [take(cast).position for _ in range(3)] == [1, 2, 3]
    assert take(cast, on="2026-08-04").position == 1
    first, second = call(cast, "1"), call(cast, "2")
    with pytest.raises(Invalid, match="还没有办完"):
        call(cast, "1")
    finish(cast("dengji"), first.pk, "RECEIVED", at=AT)
    third = call(cast, "1")
    assert [(row.position, row.window) for row in (first, second, third)] == [(1, "1"), (2, "2"), (3, "1")]
    assert call(cast) is None


def test_batches_and_persons_are_counted_by_what_became_of_them(cast: Cast) -> None:
    for persons in (1, 6, 2, 3):
        take(cast, persons)
    for result in ("RECEIVED", "RECEIVED", "ABSENT"):
        finish(cast("dengji"), call(cast).pk, result, at=AT)
    office = cast.organ(OFFICE)
    found = counts(office, on=DAY)
    assert (found.taken, found.waiting, found.received, found.received_persons, found.absent) == (
        4,
        1,
        2,
        7,
        1,
    )
    assert past_days(office, before=date(2026, 8, 4)) == [(DAY, 2, 7)]
    assert counts(cast.organ("37142600"), on=DAY).taken == 0


def test_a_number_is_finished_once_and_only_after_it_was_called(cast: Cast) -> None:
    row = take(cast)
    with pytest.raises(Invalid, match="还没有叫到"):
        finish(cast("dengji"), row.pk, "RECEIVED", at=AT)
    call(cast)
    with pytest.raises(Invalid):
        finish(cast("dengji"), row.pk, "GONE", at=AT)
    finish(cast("dengji"), row.pk, "ABSENT", at=AT)
    for again in (
        lambda: finish(cast("dengji"), row.pk, "RECEIVED", at=AT),
        lambda: call_again(cast("dengji"), row.pk, at=AT),
    ):
        with pytest.raises(Invalid, match="已经办完"):
            again()


def test_calling_again_puts_it_on_top_of_the_screen(cast: Cast) -> None:
    take(cast), take(cast)
    first = call(cast)
    call(cast, "2")
    call_again(cast("dengji"), first.pk, at=moment("2026-08-03", 11))
    wall = screen(OFFICE, on=DAY)
    assert ([row.position for row in wall.calls], wall.waiting) == ([1, 2], 0)
    assert [row.position for row in at_windows(cast.organ(OFFICE), on=DAY)] == [2, 1]


def test_only_the_halls_own_desk_touches_its_queue(cast: Cast) -> None:
    row = take(cast)
    call(cast)
    for stranger in ("ziran", "shifenban", "duban"):
        with pytest.raises(NotFound):
            finish(cast(stranger), row.pk, "RECEIVED", at=AT)
        with pytest.raises(Invalid):
            call(cast, who=stranger)
    with pytest.raises(NotFound):
        finish(cast("dengji"), row.pk, "RECEIVED", at=moment("2026-08-04"))  # yesterday's


def test_the_wall_of_a_place_without_a_hall_is_not_there(cast: Cast) -> None:
    for code in (OFFICE, "nobody"):
        with pytest.raises(NotFound):
            screen(code, on=DAY)


@pytest.mark.parametrize("persons", [0, -3, 10_000])
def test_how_many_came_must_be_possible(cast: Cast, persons: int) -> None:
    with pytest.raises(Invalid):
        take(cast, persons)
    assert waiting(cast.organ(OFFICE), on=DAY).count() == 0


def test_a_number_holds_no_name(cast: Cast) -> None:
    row = take(cast, 3)
    assert (row.visitor, row.topic, row.matter_id, row.submission_id) == ({}, "", None, None)
    assert set(HallResult.__members__) == {"RECEIVED", "ABSENT"}
