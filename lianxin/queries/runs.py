"""How the periodic jobs last went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.models import JobRun


@dataclass(frozen=True)
class Run:
    """The last run of one job; `finished_at` is of the last one that did finish."""

    started_at: datetime
    finished_at: datetime | None
    result: str
    fault: str


def last_runs() -> dict[str, Run]:
    """{job: its last run}."""
    return {
        row.job: Run(row.started_at, row.finished_at, row.result, row.fault) for row in JobRun.objects.all()
    }
