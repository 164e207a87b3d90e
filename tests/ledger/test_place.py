"""A leaf is found by its hour in a log too large to read whole, and only the bundles near it are opened."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.ledger.leaf import Leaf
from lianxin.ledger.place import WHOLE, place_of
from lianxin.ledger.tiles import WIDTH, Tile, TiledTree, append

from .whole import MemoryStore

HOUR = 3600
START = 1_790_323_200 // HOUR * HOUR


class Counted(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def read(self, tile: Tile) -> bytes:
        self.opened.append(tile.path)
        return super().read(tile)


def leaf(number: int, hour: int) -> Leaf:
    return Leaf(sha256(b"%d" % number).digest(), bytes(32), START + hour * HOUR)


def log_of(hours: list[int]) -> TiledTree:
    store = Counted()
    size, _ = append(store, 0, [leaf(number, hour).entry() for number, hour in enumerate(hours)])
    store.opened.clear()
    return TiledTree(store, size)


LARGE = (WHOLE + 60) * WIDTH + 7
TREE = log_of([number // 40 for number in range(LARGE)])  # forty steps an hour
ONE_DAY = log_of([0] * LARGE)


@given(st.integers(0, LARGE - 1))
@settings(max_examples=60, deadline=None)
def test_every_leaf_of_a_large_log_is_found(number: int) -> None:
    assert place_of(leaf(number, number // 40), TREE) == number


@pytest.mark.parametrize("number", [0, 255, 256, LARGE // 2, LARGE - 1])
def test_a_few_bundles_are_enough(number: int) -> None:
    tree = TiledTree(TREE.store, TREE.size)
    tree.store.opened.clear()  # type: ignore[attr-defined]
    assert place_of(leaf(number, number // 40), tree) == number
    assert len(tree.store.opened) < 30  # type: ignore[attr-defined]


@pytest.mark.parametrize("hour", [-30, -1, 0, 40, 2000, 10**6])
def test_a_leaf_that_is_not_there_is_not_found(hour: int) -> None:
    assert place_of(leaf(LARGE + 1, hour), TREE) is None


def test_a_leaf_up_to_a_day_out_of_order_is_found() -> None:
    hours = [number // 40 for number in range(LARGE)]
    hours[9000], hours[9001] = hours[9000] - 23, hours[9001] + 23
    tree = log_of(hours)
    assert [place_of(leaf(number, hours[number]), tree) for number in (9000, 9001)] == [9000, 9001]


def test_a_log_whose_leaves_all_bear_one_hour_is_searched_whole() -> None:
    assert place_of(leaf(LARGE - 3, 0), ONE_DAY) == LARGE - 3


def test_a_small_log_is_read_whole_in_whatever_order() -> None:
    hours = [(number * 7919) % 5000 for number in range(900)]
    tree = log_of(hours)
    assert [place_of(leaf(number, hours[number]), tree) for number in (0, 450, 899)] == [0, 450, 899]
    assert place_of(leaf(1, 0), log_of([])) is None
