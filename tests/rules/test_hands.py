"""Whose hand may take which draft, where one person holds posts at several organs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lianxin.rules.acts.deciding import takes
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor, DraftFacts, MatterFacts, Post
from lianxin.rules.permissions import may, post_for
from lianxin.rules.states import State
from lianxin.rules.steps import STEPS, Hand, asked_after

ME, OTHER, OWNER, COUNTY, CITY = 7, 8, 1, 10, 20
MINE, THEIRS = DraftFacts("SUPERVISE", COUNTY, "DRAFT", ME), DraftFacts("SUPERVISE", CITY, "DRAFT", OTHER)
BOTH = Actor(account=ME, posts=(Post(COUNTY, Role.SUPERVISOR), Post(CITY, Role.SUPERVISOR)))
MATTER = MatterFacts(
    state=State.HANDLING, owner=OWNER, office=2, sender=2, today=date(2026, 8, 4), owner_above=(COUNTY, CITY),
    drafts=frozenset({MINE, THEIRS}),
)  # fmt: skip


def test_of_two_drafts_one_checks_the_others_and_never_their_own() -> None:
    post = post_for(BOTH, STEPS["CHECK_SUPERVISE"], MATTER)
    assert post is not None and post.organ == CITY
    assert may(BOTH, "CHECK_SUPERVISE", MATTER)
    assert not may(BOTH, "CHECK_SUPERVISE", replace(MATTER, drafts=frozenset({MINE})))


def test_a_draft_of_ones_own_and_one_that_rests_on_ones_comparison_leave_nothing_to_check() -> None:
    compared = replace(MATTER, drafts=frozenset({MINE, THEIRS._replace(compared_by=ME)}))
    assert not may(BOTH, "CHECK_SUPERVISE", compared)


def test_a_draft_is_withdrawn_at_the_organ_whose_it_is() -> None:
    handles = Actor(account=ME, posts=(Post(OWNER, Role.HANDLER), Post(COUNTY, Role.SUPERVISOR)))
    facts = replace(MATTER, drafts=frozenset({DraftFacts("DECLINE", OWNER, "DRAFT", OTHER), MINE}))
    post = post_for(handles, STEPS["WITHDRAW_DRAFT"], facts)
    assert post is not None and post.organ == COUNTY


@pytest.mark.parametrize(
    ("hand", "state", "by", "compared_by", "may_take"),
    [
        (Hand.CHECK, "DRAFT", OTHER, None, True),
        (Hand.CHECK, "DRAFT", ME, None, False),
        (Hand.CHECK, "DRAFT", OTHER, ME, False),
        (Hand.CHECK, "CHECKED", OTHER, None, False),
        (Hand.SIGN, "CHECKED", OTHER, None, True),
        (Hand.SIGN, "CHECKED", ME, None, False),  # a supervisor is no head
        (Hand.SIGN, "CHECKED", OTHER, ME, False),
        (Hand.SIGN, "DRAFT", OTHER, None, False),
        (Hand.RETURN, "DRAFT", OTHER, None, True),
        (Hand.RETURN, "CHECKED", OTHER, None, True),
        (Hand.RETURN, "RETURNED", OTHER, None, False),
        (Hand.RETURN, "DRAFT", ME, None, False),
    ],
)
def test_who_takes_a_draft_in_which_hand(
    hand: Hand, state: str, by: int, compared_by: int | None, may_take: bool
) -> None:
    step = next(s for s in STEPS.values() if s.hand is hand and s.decides == "SUPERVISE")
    assert takes(BOTH, step, DraftFacts("SUPERVISE", COUNTY, state, by, compared_by)) is may_take


def test_only_what_is_signed_ends_other_drafts() -> None:
    assert not [s.action for s in STEPS.values() if s.hand not in (None, Hand.SIGN) and s.ends]
    assert set(asked_after(STEPS["DRAFT_FORWARD"], ["DECLINE"])) == {"DECLINE", "CHECK_FORWARD"}
    assert asked_after(STEPS["FORWARD"], ["CHECK_ACCEPT", "DECLINE"]) == ()
