"""The table of steps: article, label, a sentence whose gaps are filled, clocks and papers that exist."""

from __future__ import annotations

import csv
import string
from pathlib import Path

import pytest

from lianxin.rules.editions import edition
from lianxin.rules.papers import PAPERS
from lianxin.rules.permissions import GUARDS
from lianxin.rules.step import AT_ONCE, CARRIED, RECORDED, DeclineReason, Method
from lianxin.rules.steps import STEPS, Kind, Step, stated_by

ROWS = list(STEPS.values())
R22, R05 = edition("cn-2022"), edition("cn-2005")
# Gaps that the effect or `perform` fills beside the step's own fields.
SHOWN = {
    "manifest",
    "organ",
    "to",
    "channel",
    "handle_by",
    "paper",
    "why",
    "lead",
    "relation",
    "ground",
    "road",
    "mode",
    "count",
    "host",
    "review_outcome",
    "expires_on",
    "served_on",
    "agent",
    "first",
    "kind",
    "then",
    "until",
}
each = pytest.mark.parametrize("step", ROWS, ids=lambda step: step.action)


@each
def test_cites_its_article(step: Step) -> None:
    assert step.article.startswith("《") and "》" in step.article
    assert step.label and step.said and step.roles


@each
def test_every_gap_of_the_sentence_is_filled(step: Step) -> None:
    gaps = {name for _, name, _, _ in string.Formatter().parse(step.said) if name}
    assert gaps <= SHOWN | {field.name for field in stated_by(step.action)}


@each
def test_every_clock_is_a_period_of_the_edition_in_force(step: Step) -> None:
    assert {*step.starts, *step.stops} <= set(R22.periods)


@each
def test_every_paper_is_in_the_catalogue(step: Step) -> None:
    assert not step.paper or step.paper in PAPERS


@each
def test_every_choice_has_its_list(step: Step) -> None:
    fields = [*step.fields, *(part for field in step.fields for part in field.each)]
    for field in fields:
        assert (field.choices is not None) is (field.kind is Kind.CHOICE), field.name
        assert bool(field.options) is (field.kind in (Kind.PICK, Kind.PICKS)), field.name
    assert len({field.name for field in step.fields}) == len(step.fields)


def test_every_guard_is_used() -> None:
    assert {name for step in ROWS for name in step.guards} == set(GUARDS)


def test_every_guard_refuses_in_words() -> None:
    assert all(guard.refusal for guard in GUARDS.values())


def test_the_2005_edition_knows_no_objection() -> None:
    assert "OBJECTION" in R22.periods and "OBJECTION" not in R05.periods


def test_what_ends_a_wait_starts_the_next() -> None:
    """No step stops the clocks of a state it leaves without another clock or the end."""
    for step in ROWS:
        moves = {state: step.target(state) for state in step.start if step.target(state) is not state}
        for target in moves.values():
            assert step.starts or target in ("CLOSED", "JOINED") or (step.decides or step.action) in {
                "KEEP_OBJECTION",  # the notice runs on
                "UNJOIN",  # the stopped clocks run again
                "SERVE",  # dated by the day of service
                "CONFIRM_RECEIPT",  # the same, by the petitioner
                "END_NOTICE",  # the same, by the end of a public notice
            }, step.action  # fmt: skip


@pytest.mark.parametrize("row", [*Method, *DeclineReason], ids=str)
def test_methods_and_grounds_cite_an_article(row: Method) -> None:
    assert "条" in row.article and row.label


def test_the_ways_of_service_are_the_signed_table() -> None:
    """tables/service.csv: which ways serve at once, which can come back, what each must record."""
    with (Path(__file__).parent / "tables" / "service.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fields = {field.name for field in STEPS["SERVE"].fields}
    assert [row["method"] for row in rows] == list(Method)
    for row in rows:
        method, needed = Method[row["method"]], row["must be recorded"].split()
        assert (method.label, method.article) == (row["label"], row["article"])
        assert (method in AT_ONCE, method in CARRIED) == (
            row["at once"] == "yes",
            row["can come back"] == "yes",
        )
        assert list(RECORDED.get(method, ())) == needed and set(needed) <= fields
