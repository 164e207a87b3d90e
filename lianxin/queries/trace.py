"""Looking back (责任倒查): from the events of one matter, who did what when, and how many days late.

It answers what《信访工作条例》第四十二条至第四十六条 ask of organs and their staff. It says nothing of petitioners.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lianxin.models import Clock
from lianxin.queries.access import matter_for
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import law_on
from lianxin.queries.sealed import history_for
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.periods import RIGHTS
from lianxin.rules.steps import STEPS
from lianxin.rules.tasks import SUPERVISING

LOOKS_BACK = SUPERVISING | {Role.ORGAN_HEAD}


@dataclass(frozen=True)
class Act:
    """One step by staff: the person and organ that took it, and its article."""

    at: datetime
    what: str
    who: str
    organ: str
    article: str


@dataclass(frozen=True)
class Delay:
    """One period: who had it, its last lawful day, when it ended, and how many days late that was."""

    what: str
    organ: str
    lawful_on: date
    stopped_on: date | None
    days: int
    article: str


@dataclass(frozen=True)
class Trace:
    """Both, the oldest first."""

    acts: list[Act]
    delays: list[Delay]


def trace(actor: Actor, number: str, *, on: date) -> Trace:
    """The trace of one matter this person may see. Raises NotFound."""
    matter = matter_for(actor, number, on=on)
    events = [e for e in history_for(actor, Dossier(matter, on)) if e.organ_id and e.action in STEPS]
    acts = [
        Act(
            e.at,
            STEPS[e.action].label,
            str(e.actor or ""),
            e.organ.name if e.organ else "",
            STEPS[e.action].article,
        )
        for e in events
    ]
    clocks = (
        Clock.objects.filter(matter=matter, organ__isnull=False)
        .select_related("organ")
        .order_by("lawful_on", "pk")
    )
    return Trace(acts, [_delay(row, on) for row in clocks])


def _delay(row: Clock, on: date) -> Delay:
    period = law_on(row.start_on).period(row.period)
    late = 0 if row.period in RIGHTS else ((row.stopped_on or on) - row.lawful_on).days
    organ = row.organ.name if row.organ else ""
    return Delay(period.label, organ, row.lawful_on, row.stopped_on, max(late, 0), period.article)
