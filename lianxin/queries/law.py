"""The edition, overlays and calendar that bind an organ on a day: files of the office over the national rows."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lianxin.queries.variant import variant_of
from lianxin.rules import overlays
from lianxin.rules.calendar import WorkCalendar, official
from lianxin.rules.editions import Edition, edition_on

Stamped = tuple[tuple[Path, int], ...]


def _stamped(paths: list[Path]) -> Stamped:
    # A changed file counts at once, in every process: its time of change is part of the key.
    return tuple((Path(path), Path(path).stat().st_mtime_ns) for path in paths)


def law_on(day: date) -> Edition:
    """The edition in force on that day with the variant's and the office's overlays laid over it. Raises NoEdition, OverlayError."""
    return _law(day, _stamped(settings.OVERLAYS), settings.VARIANT)


def calendar() -> WorkCalendar:
    """The official calendar and every later notice the office has loaded. Raises CalendarError."""
    return _calendar(_stamped(settings.CALENDARS))


@lru_cache(maxsize=4096)
def _law(day: date, files: Stamped, code: str) -> Edition:
    own = variant_of(code).overlay
    laid = [*([own] if own else []), *(_overlay(path, stamp) for path, stamp in files)]
    return overlays.apply(edition_on(day), laid, on=day) if laid else edition_on(day)


@lru_cache(maxsize=64)
def _overlay(path: Path, stamp: int) -> overlays.Overlay:
    return overlays.load(path)


@lru_cache(maxsize=8)
def _calendar(files: Stamped) -> WorkCalendar:
    days = official()
    for path, _ in files:
        days = days.with_notice(path)
    return days
