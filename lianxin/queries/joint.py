"""Who represents a petition of many: chosen by its members, read from the events in which they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lianxin.models import Event


def candidates(history: Iterable[Event]) -> list[int]:
    """Submissions whose people stand as representatives, in the order in which they came forward."""
    found: list[int] = []
    for event in history:
        row = event.submission_id
        if event.action == "STAND" and row is not None and row not in found:
            found.append(row)
        elif event.action == "WITHDRAW" and row in found:
            found.remove(row)
    return found


def representatives(history: Iterable[Event], most: int) -> list[int]:
    """The submissions whose people represent the rest, at most so many: those on the signed sheet, or once members
    have chosen online since, the most chosen; of equals who came forward first.
    """
    history = list(history)
    last = max((place for place, e in enumerate(history) if e.action == "NAME_REPRESENTATIVES"), default=-1)
    stand, votes = candidates(history), {}
    for event in history[last + 1 :]:
        if event.action == "CHOOSE_REPRESENTATIVES":
            votes[event.submission_id] = list(event.facts.get("chosen", ()))
        elif event.action == "WITHDRAW":
            votes.pop(event.submission_id, None)
    if not votes:
        return list(history[last].facts.get("chosen", ()))[:most] if last >= 0 else []
    count = Counter(row for chosen in votes.values() for row in chosen if row in stand)
    return sorted(count, key=lambda row: (-count[row], stand.index(row)))[:most]
