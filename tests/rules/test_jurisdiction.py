"""Whatever the tree of organs looks like (第二十四条、第三十条、第三十五条)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.rules.jurisdiction import Rootless, above, below, common_superior, refuge, review_organ

MOST = 12


@st.composite
def trees(draw: st.DrawFn) -> dict[int, int]:
    """Up to a dozen organs, each under one with a smaller number or under none."""
    size = draw(st.integers(2, MOST))
    return {organ: superior for organ in range(2, size + 1) if (superior := draw(st.integers(0, organ - 1)))}


organs = st.integers(1, MOST)
some = st.frozensets(organs, min_size=1, max_size=4)


@given(tree=trees(), organ=organs)
def test_above_and_below_are_two_sides_of_one_tie(tree: dict[int, int], organ: int) -> None:
    for superior in above(organ, tree):
        assert organ in below({superior}, tree)
    assert organ in below({organ}, tree)
    assert not set(above(organ, tree)) & (below({organ}, tree) - {organ})


@given(tree=trees(), accused=some)
def test_nothing_under_the_accused_is_forgotten(tree: dict[int, int], accused: frozenset[int]) -> None:
    barred = below(accused, tree)
    assert accused <= barred
    assert all(organ in barred for organ, superior in tree.items() if superior in barred)
    assert all(organ in accused or accused & set(above(organ, tree)) for organ in barred)


@given(tree=trees(), organ=organs, accused=some, receivers=some)
def test_the_refuge_stands_outside_all_that_is_accused(
    tree: dict[int, int], organ: int, accused: frozenset[int], receivers: frozenset[int]
) -> None:
    found = refuge(organ, accused, tree, receivers)
    if found is None:
        barred = below(accused, tree)
        line = {organ, *above(organ, tree)} - barred
        assert not line & receivers
        assert not [r for r in receivers - barred if tree.get(r) in line]
        return
    assert found in receivers
    assert found not in below(accused, tree)
    assert not accused & {found, *above(found, tree)}


@given(tree=trees(), organ=organs, receivers=some)
def test_who_can_receive_and_is_not_accused_keeps_it(
    tree: dict[int, int], organ: int, receivers: frozenset[int]
) -> None:
    if organ in receivers:
        assert refuge(organ, (), tree, receivers) == organ


@given(tree=trees(), parties=some)
def test_the_common_superior_is_the_nearest_above_all(tree: dict[int, int], parties: frozenset[int]) -> None:
    found = common_superior(parties, tree)
    shared = set.intersection(*(set(above(organ, tree)) for organ in parties))
    assert found in shared if shared else found is None
    if found is not None:
        assert all(found in {other, *below({other}, tree)} or other in above(found, tree) for other in shared)
        assert not shared & (below({found}, tree) - {found})


@given(tree=trees(), organ=organs)
def test_review_goes_one_level_up(tree: dict[int, int], organ: int) -> None:
    assert review_organ(organ, tree, {}) == tree.get(organ)
    assert review_organ(organ, tree, {organ: (99,)}) == 99


def test_a_circle_is_refused() -> None:
    with pytest.raises(Rootless):
        above(1, {1: 2, 2: 3, 3: 1})
