"""Ten tries in a quarter of an hour, counted without keeping an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lianxin.actions.throttle import MOST, TooMany, give_back, spend
from lianxin.actions.upkeep import clear_old
from lianxin.models import Throttle

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 8, 3, 12, 0, tzinfo=UTC)
NAMES = ("follow:client:10.0.0.1", "follow:number:37142601-2026-00001-2")


def test_the_eleventh_try_waits_for_the_next_quarter_of_an_hour():
    for minute in range(MOST):
        spend(NAMES, at=NOON + timedelta(minutes=minute))
    with pytest.raises(TooMany) as refused:
        spend(NAMES, at=NOON + timedelta(minutes=10))
    assert refused.value.retry_after == 5 * 60
    spend(NAMES, at=NOON + timedelta(minutes=15))


def test_either_name_alone_is_enough_to_stop():
    for _try in range(MOST):
        spend(("follow:client:a", "follow:number:1"), at=NOON)
    with pytest.raises(TooMany):
        spend(("follow:client:b", "follow:number:1"), at=NOON)
    with pytest.raises(TooMany):
        spend(("follow:client:a", "follow:number:2"), at=NOON)
    spend(("follow:client:c", "follow:number:3"), at=NOON)


def test_a_refused_try_counts_for_every_name():
    for _try in range(MOST):
        spend(("a",), at=NOON)
    for _try in range(MOST):
        with pytest.raises(TooMany):
            spend(("a", "b"), at=NOON)
    with pytest.raises(TooMany):
        spend(("b",), at=NOON)


def test_who_came_in_by_right_gets_the_try_back():
    for _visit in range(3 * MOST):
        spend(NAMES, at=NOON)
        give_back(NAMES, at=NOON)
    give_back(NAMES, at=NOON)
    assert set(Throttle.objects.values_list("hits", flat=True)) == {0}


def test_no_name_is_kept_and_old_counts_go():
    spend(NAMES, at=NOON)
    assert all(
        "10.0.0.1" not in key and "37142601" not in key
        for key in Throttle.objects.values_list("key", flat=True)
    )
    spend(("someone:else",), at=NOON + timedelta(days=2))
    clear_old(at=NOON + timedelta(days=2))
    assert Throttle.objects.count() == 1
