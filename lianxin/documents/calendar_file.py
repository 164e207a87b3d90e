"""A calendar file (iCalendar, RFC 5545) that telephones and desks can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Entry:
    """One entry; `key` stays the same when it changes, so that a second copy replaces the first. Moments are aware."""

    key: str
    title: str
    begins: datetime
    ends: datetime
    place: str
    text: str = ""
    called_off: bool = False


def calendar_file(entries: Iterable[Entry], *, name: str, made_at: datetime) -> bytes:
    """The file with these entries, called `name`."""
    whole = Calendar()
    whole.add("prodid", "-//Lianxin//Sittings//ZH")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.key)
        event.add("dtstamp", made_at)
        event.add("summary", entry.title)
        event.add("dtstart", entry.begins)
        event.add("dtend", entry.ends)
        event.add("location", entry.place)
        event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
        if entry.text:
            event.add("description", entry.text)
        whole.add_component(event)
    return bytes(whole.to_ical())
