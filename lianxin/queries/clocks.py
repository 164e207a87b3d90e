"""What the clocks say, worked out again from their inputs: read by the step that stores it and by the check."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lianxin.models import Clock, Link, Matter, Submission
from lianxin.queries.law import calendar, law_on
from lianxin.queries.office import in_three_hands
from lianxin.rules.acts.deciding import first_hand, in_use
from lianxin.rules.codes import LegalClass, MatterLink
from lianxin.rules.facts import Actor
from lianxin.rules.pathways import main_clock
from lianxin.rules.periods import Due, Pause, due
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Procedure, Step


def reckon(clock: Clock) -> Due:
    """The dates of a clock from its inputs alone: rule, start, pauses, extension, calendar. Raises PeriodError."""
    return due(
        law_on(clock.start_on).period(clock.period),
        start=clock.start_on,
        calendar=calendar(),
        pauses=[Pause(date.fromisoformat(a), date.fromisoformat(b), why) for a, b, why in clock.pauses],
        extension=clock.extension,
        days=clock.days,
    )


def main_period(classes: Collection[LegalClass], procedure: Procedure, *, on: date) -> str:
    """The period in which a matter of these classes is handled, by the edition in force on that day (第三十四条)."""
    return main_clock(classes, procedure, scope=str(law_on(on).switches["handle_clock_scope"]))


def leave_out_hearing(clock: Clock, first: date, last: date) -> None:
    """Do not count these days, both inclusive, in a re-review (第三十六条: 听证所需时间不计算在内); its dates stay to be set."""
    clock.pauses = [*clock.pauses, [first.isoformat(), last.isoformat(), "HEARING"]]


class Dated(Protocol):
    """A running clock as far as its matter's own dates need it."""

    @property
    def period(self) -> str: ...
    @property
    def lawful_on(self) -> date: ...
    @property
    def safe_on(self) -> date: ...
    @property
    def provisional(self) -> bool: ...


@dataclass(frozen=True)
class Running:
    """Such a clock without its row."""

    period: str
    lawful_on: date
    safe_on: date
    provisional: bool


@dataclass(frozen=True)
class Standing:
    """A matter's cached answer to "what comes next and by which day"."""

    next_action: str
    due_on: date | None
    safe_on: date | None
    waits_until: date | None
    provisional: bool


def next_for(actor: Actor, matter: Matter) -> Step | None:
    """The step that comes next, as this reader may know it: of what another organ has in the making, how it began."""
    step = STEPS.get(matter.next_action)
    if step is None or not step.is_confidential or matter.owner_id in actor.organs:
        return step
    return STEPS[first_hand(STATES[State(matter.state)].next_action, in_three_hands(sealed=matter.sealed))]


def standing(state: State, running: Iterable[Dated], asked: str = "", *, sealed: bool) -> Standing:
    """The answer from the state's row, the running clocks and the first step that was `asked` for; of several clocks of
    one period the latest counts. What the office has in three hands begins with its draft.
    """
    row = STATES[state]
    by_period: dict[str, Dated] = {}
    for clock in running:
        known = by_period.get(clock.period)
        if known is None or clock.lawful_on > known.lawful_on:
            by_period[clock.period] = clock
    governing = next((by_period[code] for code in row.clocks if code in by_period), None)
    window = by_period.get(row.waits_for)
    owed = dict(row.instead)
    if window and governing and governing.period in owed and governing is not window:
        window = None  # somebody else must still be served: that is not to be waited out
    usual = owed.get(governing.period, row.next_action) if governing else row.next_action
    by_office = in_three_hands(sealed=sealed)
    waits = [action for action in asked.split() if in_use(STEPS[action], by_office)]
    return Standing(
        next_action=waits[0] if waits else first_hand(usual, by_office),
        due_on=governing.lawful_on if governing else None,
        safe_on=governing.safe_on if governing else None,
        waits_until=window.lawful_on if window else None,
        provisional=bool(governing and governing.provisional),
    )


def asked_back(matters: Collection[int]) -> dict[int, date]:
    """{open matter: the first day by which an office that sent something of it, or of what is put to it, wants an answer}.

    In one query.
    """
    still = [state for state, row in STATES.items() if row.is_open]
    sent = Submission.objects.filter(their_due_on__isnull=False).order_by()
    own = sent.filter(matter__in=matters, matter__state__in=still).values_list("matter", "their_due_on")
    put = Link.objects.filter(
        earlier__in=matters, earlier__state__in=still, kind=MatterLink.SAME_MATTER, undone_at=None
    )
    joined = put.filter(later__submissions__their_due_on__isnull=False).order_by()
    days = own.union(joined.values_list("earlier", "later__submissions__their_due_on")).order_by(
        "-their_due_on"
    )
    return {matter: day for matter, day in days if day}  # of several the last stays: the first day
