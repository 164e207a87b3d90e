"""Write the tables that a lawyer signs off, from the rows: python -m tests.rules.sign_off

The tests compute the same lines and compare: a change of the law's rows shows as a difference in these files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from lianxin.ops.demo_rules import COLUMNS, ROWS
from lianxin.rules import categories
from lianxin.rules.acts.deciding import BY_OFFICE
from lianxin.rules.codes import LegalClass, Role
from lianxin.rules.facts import Actor, ClockFacts, DraftFacts, MatterFacts, Post, TaskFacts
from lianxin.rules.permissions import may
from lianxin.rules.routing import Case, Known, choose, read
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Hand, Seat, Step

TABLES = Path(__file__).with_name("tables")
OWNER, SENDER, OFFICE, CO_HANDLER, ABOVE, STRANGER = 1, 2, 3, 4, 5, 9
PLACES = {
    "OWNER": OWNER,
    "SENDER": SENDER,
    "OFFICE": OFFICE,
    "CO_HANDLER": CO_HANDLER,
    "ABOVE": ABOVE,
    "STRANGER": STRANGER,
}
TODAY = date(2026, 8, 3)
RAN_OUT = date(2026, 8, 2)
RUNS = ClockFacts(date(2026, 8, 31), 0, 30)
Row = tuple[str, ...]


def states() -> list[Row]:
    """Action, state it may be taken in, state it leads to, article: one line per pair."""
    rows = [("action", "label", "from", "to", "article")]
    for step in STEPS.values():
        for state in sorted(step.start):
            rows.append((step.action, step.label, state, step.target(state), step.article))
    return rows


def over(step: Step, state: State) -> MatterFacts:
    """A finished file whose time is over."""
    proposer = 99 if "disposal_proposed" in step.guards else None
    return MatterFacts(
        state, OWNER, OFFICE, TODAY, sender=SENDER, involved=frozenset({OWNER, SENDER, OFFICE, CO_HANDLER}),
        owner_above=(ABOVE,), archived=True, keep_until=date(2025, 12, 31), disposal_proposed_by=proposer,
    )  # fmt: skip


def facts_for(step: Step, state: State) -> MatterFacts:
    """A matter on which nothing but seat and role can stand in the way of this step."""
    sealed = bool({"is_sealed", "is_accusation"} & set(step.guards)) or state in (
        State.REFERRED,
        State.IN_DISCIPLINE,
    )
    replied = "may_be_replied" in step.guards
    drafted = {"opinion_drafted": "DRAFT", "opinion_waits": "DRAFT", "opinion_checked": "CHECKED"}
    periods = {
        "window_open": "REVIEW_APPLY",
        "within_objection": "OBJECTION",
        "hearing_asked": "HEARING_DECIDE",
    }
    clocks = {periods[name]: RUNS for name in step.guards if name in periods}
    if {"extension_left", "handle_not_lapsed"} & set(step.guards):
        clocks["HANDLE"] = RUNS
    if "must_execute" in step.guards:
        clocks["EXECUTE"] = RUNS
    if step.seat is Seat.ASSIGNED:
        clocks["ASSIGN_REPORT"] = replace(RUNS, organs=frozenset({OWNER}))
    if "nothing_runs" in step.guards:
        return over(step, state)
    tasks = {TaskFacts("REMINDER", OWNER, "has_answered_task" in step.guards, OFFICE)} | {
        TaskFacts("CO_HANDLE", organ, False) for organ in PLACES.values()
    }
    return MatterFacts(
        state=state,
        owner=OWNER,
        office=OFFICE,
        sender=SENDER,
        today=TODAY,
        co_handlers=frozenset({CO_HANDLER}),
        involved=frozenset({OWNER, SENDER, OFFICE, CO_HANDLER}),
        owner_above=(ABOVE,),
        heirs={OWNER: ABOVE} if step.seat is Seat.ENDED else {},
        related=True,
        spanning=True,
        sealed=sealed,
        submissions=frozenset({1, 2} if {"is_joint", "somebody_stands"} & set(step.guards) else {1}),
        awaiting=frozenset({1}),
        notices={} if "has_unannounced" in step.guards else {1: RAN_OUT},
        unlinked=frozenset({1}),
        standing=frozenset({"QUESTION", "CANDIDATE", "AGENT", "EXTENSION"}),
        classified=True,
        classes=frozenset({LegalClass.SUGGESTION if replied else LegalClass.APPEAL_6}),
        simplified="is_simplified" in step.guards,
        clocks=clocks,
        draft=next((drafted[name] for name in step.guards if name in drafted), ""),
        drafts=frozenset(
            DraftFacts(step.decides, organ, "CHECKED" if step.hand is Hand.SIGN else "DRAFT", 99)
            for organ in PLACES.values()
            if step.hand
        )
        | {DraftFacts("", OWNER, "DRAFT", 1)},
        by_office={step.decides} & set(BY_OFFICE),
        unserved=int("has_unserved" in step.guards),
        open_tasks=frozenset(tasks),
        objection_refused=True,
        unseal_proposed_by=99,
        registrars=frozenset({OFFICE}),
        letters=True,
        outcome="EXPLAIN",
        turns=True,
        archived="is_archived" in step.guards,
        held="is_held" in step.guards,
        agreed=frozenset() if "not_agreed" in step.guards else frozenset({1}),
        publication={"not_published": "", "publication_drafted": "DRAFT"}.get(
            next((g for g in step.guards if g in ("not_published", "publication_drafted")), ""), "PUBLIC"
        ),
    )


def permissions() -> list[Row]:
    """Action × seat: the roles that may, computed by asking `may` of every role in every place and state."""
    rows = [("action", "label", "seat", "who may", "article")]
    for step in STEPS.values():
        if not step.start:
            continue
        for place, organ in PLACES.items():
            if who := sorted(
                role
                for role in Role
                if role.staff and _may(step, Actor(account=1, posts=(Post(organ, role),)))
            ):
                rows.append((step.action, step.label, place, " ".join(who), step.article))
        account = 1 if "may_be_linked" in step.guards else None
        if _may(step, Actor(account, submissions=frozenset({1}))):
            rows.append((step.action, step.label, "PETITIONER", "own submission", step.article))
    return rows


def _may(step: Step, actor: Actor) -> bool:
    return any(bool(may(actor, step.action, facts_for(step, state))) for state in step.start)


def next_acts() -> list[Row]:
    """State, its next act, the clocks that date it, whose seat: what an open matter always has."""
    rows = [("state", "label", "open", "next act", "clocks", "waits for", "but while")]
    for row in STATES.values():
        is_open = "yes" if row.is_open else "no"
        but = " ".join(f"{clock}:{act}" for clock, act in row.instead)
        rows.append(
            (row.state, row.label, is_open, row.next_action, " ".join(row.clocks), row.waits_for, but)
        )
    return rows


def routes() -> list[Row]:
    """Every category × place of the demo county: where its rules of routing send it, and which line says so."""
    known = Known(
        frozenset(ROUTE_PLACES),
        frozenset(row.code for row in categories.load()),
        frozenset(r[4] for r in ROWS),
    )
    rules, faults = read([dict(zip(COLUMNS, row, strict=True)) for row in ROWS], known)
    assert not faults
    rows: list[Row] = [("category", "name", *ROUTE_PLACES)]
    for row in categories.load():
        found = (choose(rules, Case(place, row.code), TODAY) for place in ROUTE_PLACES)
        rows.append((row.code, row.name, *(f"{r.organ} {r.id}" if r else "" for r in found)))
    return rows


# Every place of the demo county and the two above it; `tests.ops` compares them with its regions.
ROUTE_PLACES = (
    "370000", "371400", "371426", "371426001", "371426101", "371426102", "371426103", "371426104", "371426204",
    "371426001001", "371426001002", "371426101201", "371426101202", "371426101203", "371426102201", "371426102202",
    "371426103201", "371426103202", "371426104201", "371426104202", "371426204201", "371426204202",
)  # fmt: skip
FILES = {
    "routes.csv": routes,
    "states.csv": states,
    "permissions.csv": permissions,
    "next_acts.csv": next_acts,
}


def written(rows: Iterable[Row]) -> str:
    """The lines as they stand in the file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    for name, rows in FILES.items():
        (TABLES / name).write_text(written(rows()), encoding="utf-8")
