"""The table of states: each can be reached, each open one has its act and its date."""

from __future__ import annotations

import pytest

from lianxin.rules.editions import edition
from lianxin.rules.states import STATES, State, StateRow
from lianxin.rules.steps import STEPS, followed
from tests.rules.sign_off import TABLES, next_acts, states, written

ROWS = list(STATES.values())
OPEN = [row for row in ROWS if row.is_open]
# Where registration puts a matter; effects may choose another state than the row's, named here.
FIRST = {State.REGISTERED, State.RECEIVED, State.REFERRED}


@pytest.mark.parametrize(("name", "rows"), [("states.csv", states), ("next_acts.csv", next_acts)])
def test_the_signed_table_is_the_law_of_the_house(name: str, rows: object) -> None:
    """Changed on purpose? python -m tests.rules.sign_off, and have it read."""
    assert (TABLES / name).read_text("utf-8") == written(rows())  # type: ignore[operator]


def test_every_state_is_reached() -> None:
    reached = set(FIRST)
    while more := {step.target(s) for step in STEPS.values() for s in step.start & reached} - reached:
        reached |= more
    assert reached == set(State)


def test_from_every_open_state_the_end_is_reached() -> None:
    ends = {State.CLOSED}
    while more := {s for step in STEPS.values() for s in step.start if step.target(s) in ends} - ends:
        ends |= more
    assert {row.state for row in OPEN} <= ends


@pytest.mark.parametrize("row", OPEN, ids=lambda row: row.state)
def test_the_next_act_may_be_taken_there_and_leads_on(row: StateRow) -> None:
    steps = followed(STEPS[row.next_action])
    assert all(row.state in step.start and step.primary for step in steps)
    assert steps[-1].target(row.state) is not row.state


@pytest.mark.parametrize("row", OPEN, ids=lambda row: row.state)
def test_every_clock_of_a_state_is_a_period(row: StateRow) -> None:
    periods = edition("cn-2022").periods
    assert {*row.clocks, *filter(None, [row.waits_for])} <= set(periods)
    assert all(clock in row.clocks and act in STEPS for clock, act in row.instead)


@pytest.mark.parametrize("row", OPEN, ids=lambda row: row.state)
def test_some_way_into_a_state_starts_its_clock(row: StateRow) -> None:
    registers = {State.REGISTERED: "ROUTE", State.RECEIVED: "NOTICE_DIRECT"}
    started = {
        code
        for step in STEPS.values()
        for s in step.start
        if step.target(s) is row.state
        for code in step.starts
    }
    by_effect = {
        State.OPINION_SERVED: "CLOSE",
        State.REVIEW_SERVED: "CLOSE",
        State.FINAL: "CLOSE",
    }  # dated by service
    started |= {registers.get(row.state, ""), by_effect.get(row.state, "")}
    assert started & set(row.clocks)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.state)
def test_a_state_is_told_in_plain_words(row: StateRow) -> None:
    assert row.label and row.plain
    assert len(row.plain) <= 40
