"""Who may do what from where: the signed table, the walls, and article 22 and 23 as rows of situations."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.rules.codes import LegalClass, Role
from lianxin.rules.facts import Actor, MatterFacts, Post
from lianxin.rules.permissions import is_walled_off, may
from lianxin.rules.states import State
from lianxin.rules.steps import STEPS
from tests.rules.sign_off import OWNER, PLACES, RUNS, SENDER, TABLES, TODAY, facts_for, permissions, written

with (TABLES / "routing.csv").open(encoding="utf-8") as _file:
    ROUTING = list(csv.DictReader(_file))
ALL_HERE = Actor(account=1, posts=tuple(Post(OWNER, role) for role in Role if role.staff))


def test_the_signed_table_is_the_law_of_the_house() -> None:
    """Changed on purpose? python -m tests.rules.sign_off, and have it read."""
    assert (TABLES / "permissions.csv").read_text("utf-8") == written(permissions())


def situation(row: dict[str, str]) -> MatterFacts:
    classes = frozenset(LegalClass[code] for code in row["classes"].split())
    return MatterFacts(
        state=State[row["state"]],
        owner=OWNER,
        office=OWNER,
        sender=SENDER if row["state"] == "ROUTED" else None,
        today=TODAY,
        sealed=row["sealed"] == "yes",
        classified=bool(classes),
        classes=classes,
        owner_is_petition_office=row["petition office"] == "yes",
        clocks={"OBJECTION": RUNS} if row["state"] == "ROUTED" else {},
    )


@pytest.mark.parametrize("row", ROUTING, ids=lambda row: f"{row['table']} {row['situation']}")
def test_articles_22_and_23(row: dict[str, str]) -> None:
    facts = situation(row)
    for action in row["allowed"].split():
        verdict = may(ALL_HERE, action, facts)
        assert verdict, (action, str(verdict.because))
    for action in row["refused"].split():
        verdict = may(ALL_HERE, action, facts)
        assert not verdict and str(verdict.because), action


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.STATISTICIAN, Role.SYSADMIN, Role.INFO_OFFICER])
def test_these_roles_take_no_step_anywhere(role: Role) -> None:
    for step in STEPS.values():
        for organ in PLACES.values():
            actor = Actor(account=1, posts=(Post(organ, role),))
            assert not any(may(actor, step.action, facts_for(step, state)) for state in step.start)


def test_a_refusal_cites_why() -> None:
    for step in STEPS.values():
        for state in State:
            verdict = may(Actor(account=1), step.action, facts_for(step, state))
            assert not verdict and str(verdict.because) and verdict.article


@pytest.mark.parametrize("state", list(State))
def test_who_stands_aside_may_do_nothing(state: State) -> None:
    for step in STEPS.values():
        for wall in ({"recused": frozenset({1})}, {"accused_accounts": frozenset({1})}):
            assert not may(ALL_HERE, step.action, replace(facts_for(step, state), **wall))


organs = st.integers(1, 8)
posts = st.builds(
    Post,
    organs,
    st.sampled_from([r for r in Role if r.staff]),
    st.lists(organs, max_size=4).map(tuple),
    st.booleans(),
)
actors = st.builds(Actor, account=st.just(1), posts=st.lists(posts, min_size=1, max_size=3).map(tuple),
                   once_above=st.frozensets(organs, max_size=2))  # fmt: skip


@given(actor=actors, accused=st.frozensets(organs, min_size=1), owner=organs, state=st.sampled_from(State))
def test_nobody_in_the_accused_line_takes_any_step(
    actor: Actor, accused: frozenset[int], owner: int, state: State
) -> None:
    facts = MatterFacts(state=state, owner=owner, office=owner, today=TODAY, sealed=True, accused=accused,
                        involved=frozenset(range(1, 9)), classified=True)  # fmt: skip
    if accused & actor.lineage:
        assert is_walled_off(actor, facts)
    if is_walled_off(actor, facts):
        assert not any(may(actor, action, facts) for action in STEPS)


@given(actor=actors, owner=organs, state=st.sampled_from(State))
def test_a_sealed_matter_is_for_its_desk_alone(actor: Actor, owner: int, state: State) -> None:
    facts = MatterFacts(
        state=state, owner=owner, office=owner, today=TODAY, sealed=True, involved=frozenset(range(1, 9))
    )
    desk = {Role.DISCIPLINE_DESK, Role.CUSTODIAN, Role.TRIAGE_OFFICER}
    if not any(post.organ == owner and post.role in desk for post in actor.posts):
        assert is_walled_off(actor, facts)
