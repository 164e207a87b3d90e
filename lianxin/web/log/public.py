"""The public pages of the log: what came in each day, and that nothing is without an owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lianxin.ledger.checkpoint import notice, read_checkpoint
from lianxin.queries import log, log_days
from lianxin.web.words import china_today

ON_A_PAGE = 14
EARLIEST = date(2000, 1, 1)  # no log is older
FRESH, PAST = 60, 3600  # seconds a figure is kept: today's, and those of days that are over


def index(request: HttpRequest) -> HttpResponse:
    """The newest days, or those up to ?until=; the newest head."""
    today = china_today()
    last = max(min(_asked(request.GET.get("until", ""), today), today), EARLIEST)
    first = log_days.first_day() or today
    days = _kept(f"log:{last}", last, lambda: log_days.days_until(last, ON_A_PAGE))
    older, newer = last - timedelta(days=ON_A_PAGE), last + timedelta(days=ON_A_PAGE)
    context = {
        "days": [one for one in days if one.day >= first or one.day == today],
        "head": log.newest(),
        "older": older if older >= first else None,
        "newer": min(newer, today) if last < today else None,
        **_names(request),
    }
    return render(request, "log/index.html", context)


def day(request: HttpRequest, day: date) -> HttpResponse:
    """One day: the figures of every office, and the head at its end."""
    if not EARLIEST <= day <= china_today():
        raise Http404
    one = _kept(f"log:one:{day}", day, lambda: log_days.log_day(day))
    offices = _kept(f"log:offices:{day}", day, lambda: log_days.balances(day))
    head = log.checkpoint_at(one.head.size) if one.head else None
    context = {
        "one": one,
        "offices": offices,
        "even": all(office.even for office in offices),
        "note": head.note if head else "",
        "board": notice(read_checkpoint(head.note)) if head else "",
        **_names(request),
    }
    return render(request, "log/day.html", context)


def _names(request: HttpRequest) -> dict[str, object]:
    return {"origin": log.origin(), "keys": [key.vkey for key in log.verifiers()]}


def _asked(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _kept(key: str, day: date, count: Callable[[], Any]) -> Any:
    # Keys name the log too: several installations may share one cache.
    return cache.get_or_set(f"{log.origin()}:{key}", count, FRESH if day >= china_today() else PAST)
