"""Write down how the periodic jobs went, and clear what has served its time."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import F

from lianxin.actions.attachments import sweep
from lianxin.actions.sheets import clear_old as clear_sheets
from lianxin.actions.throttle import KEPT, WINDOW
from lianxin.models import JobRun, Throttle


def begin_run(job: str, *, at: datetime) -> None:
    """The job has started."""
    JobRun.objects.update_or_create(job=job, defaults={"started_at": at})


def end_run(job: str, *, at: datetime, result: str) -> None:
    """The job has finished; the silence since the last time ends here."""
    JobRun.objects.filter(job=job).update(finished_at=at, result=result[:200], fault="", failures=0)


def fail_run(job: str, *, fault: str) -> None:
    """The job has failed; `finished_at` stays what it was, so the silence goes on."""
    JobRun.objects.filter(job=job).update(fault=fault[:500], failures=F("failures") + 1)


def clear_old(*, at: datetime) -> int:
    """Delete throttle windows older than a day, sessions that have ended, uploads never sent and rows of old tables."""
    throttles, _ = Throttle.objects.filter(window__lt=int(at.timestamp()) // WINDOW - KEPT).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=at).delete()
    return throttles + sessions + sweep(at=at) + clear_sheets(at=at)
