"""The last day that a step will lead to, reckoned by the rules from what is typed so far, before the step is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date

from lianxin.models import Clock
from lianxin.queries.clocks import leave_out_hearing, main_period
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import law_on
from lianxin.queries.matter_file import ClockCard, clock_card
from lianxin.rules.periods import PeriodError
from lianxin.rules.states import State
from lianxin.rules.step import Step
from lianxin.rules.steps import Procedure
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

AFTER, AT_MOST = _("办了以后的期限"), _("最多再延长{days}日；延足时的期限")
TYPED = ("days", "procedure", "held_from", "held_to")  # what a date hangs on


@dataclass(frozen=True)
class Ahead:
    """The period as it will run, under the words that say when."""

    said: Said
    card: ClockCard


def dates_ahead(step: Step, dossier: Dossier, typed: Mapping[str, object]) -> Ahead | None:
    """The period that this step moves or begins, where its form does not ask for the day; None while nothing follows."""
    moved = MOVES.get(step.decides or step.action)
    if moved is None:
        return None
    try:
        found = moved(dossier, {name: str(value or "").strip() for name, value in typed.items()})
        return Ahead(found[1], clock_card(found[0])) if found else None
    except (PeriodError, ValueError, KeyError):
        return None  # which is said beside the field when the step is taken


Found = tuple[Clock, Said] | None


def _extended(dossier: Dossier, typed: Mapping[str, str]) -> Found:
    clock = _running(dossier, "HANDLE")
    if clock is None:
        return None
    left = law_on(clock.start_on).period(clock.period).max_extension - clock.extension
    days = typed.get("days", "")
    more = int(days) if days else left
    if more < 1:
        return None
    clock.extension += more
    return clock, Said(AFTER) if days else Said(AT_MOST, {"days": left})


def _paused(dossier: Dossier, typed: Mapping[str, str]) -> Found:
    clock = _running(dossier, "REREVIEW") if dossier.state is State.IN_REREVIEW else None
    first, last = (date.fromisoformat(typed.get(name, "")) for name in ("held_from", "held_to"))
    if clock is None or last < first:
        return None
    leave_out_hearing(clock, first, last)
    return clock, Said(AFTER)


def _accepted(dossier: Dossier, typed: Mapping[str, str]) -> Found:
    return _begun(dossier, Procedure[typed["procedure"]], dossier.today) if typed.get("procedure") else None


def _converted(dossier: Dossier, typed: Mapping[str, str]) -> Found:
    simple = _running(dossier, "SIMPLE_HANDLE")
    return _begun(dossier, Procedure.ORDINARY, simple.start_on) if simple else None


def _begun(dossier: Dossier, procedure: Procedure, start: date) -> Found:
    period = main_period(dossier.classes, procedure, on=dossier.today)
    return Clock(organ=dossier.matter.owner, period=period, start_on=start), Said(AFTER)


def _running(dossier: Dossier, period: str) -> Clock | None:
    """A copy, to be tried on."""
    return next((copy(clock) for clock in dossier.running if clock.period == period), None)


MOVES: Mapping[str, Callable[[Dossier, Mapping[str, str]], Found]] = {
    "ACCEPT": _accepted,
    "CONVERT": _converted,
    "ASK_EXTENSION": _extended,
    "EXTEND": _extended,
    "HOLD_HEARING": _paused,
}
