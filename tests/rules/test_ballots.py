"""The ballot of a council: quorum, a tally that adds up, a majority, and a tie that chooses nobody."""

from __future__ import annotations

import pytest

from lianxin.rules.ballots import Count, fault_of_call, options_of, quorum


@pytest.mark.parametrize(("eligible", "needed"), [(1, 1), (3, 2), (7, 5), (9, 6), (10, 7), (11, 8)])
def test_two_thirds_make_a_quorum(eligible: int, needed: int) -> None:
    assert quorum(eligible) == needed


def test_there_are_more_options_than_seats() -> None:
    assert fault_of_call(["甲", "乙"], 1) is None
    assert fault_of_call(["甲"], 1) and fault_of_call(["甲", "乙"], 2)
    assert fault_of_call([str(n) for n in range(10)], 1)
    assert options_of(" 甲 \n\n乙\n甲") == ["甲", "乙"]


@pytest.mark.parametrize(
    ("cast", "tally", "blank", "seats", "chosen"),
    [
        (9, (6, 2, 1), 0, 1, (0,)),
        (9, (2, 1, 5), 1, 1, (2,)),
        (9, (4, 4, 1), 0, 1, ()),  # a tie at the border
        (9, (4, 3, 2), 0, 1, ()),  # the most, and still not half
        (8, (4, 2, 2), 0, 1, ()),  # exactly half is not more than half
        (9, (7, 6, 2), 0, 2, (0, 1)),
        (9, (9, 4, 3), 0, 2, ()),  # the second has no majority
    ],
)
def test_who_is_chosen(
    cast: int, tally: tuple[int, ...], blank: int, seats: int, chosen: tuple[int, ...]
) -> None:
    count = Count(9, cast, tally, blank, seats)
    assert count.fault() is None and count.chosen() == chosen


@pytest.mark.parametrize(
    ("cast", "tally", "blank"),
    [
        (10, (6, 4), 0),  # more ballots than members
        (5, (3, 2), 0),  # no quorum
        (7, (8, 0), 0),  # more votes for one than ballots
        (7, (3, 3), 0),  # too few votes
        (7, (5, 3), 0),  # too many
        (7, (1, 0), 8),  # more blank than given in
    ],
)
def test_what_does_not_add_up_is_said(cast: int, tally: tuple[int, ...], blank: int) -> None:
    fault = Count(9, cast, tally, blank, 1).fault()
    assert fault and fault[0] == "cast"
