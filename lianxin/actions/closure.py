"""Closing with the four-item check (第二十七条), and the follow-up that comes after it."""

from __future__ import annotations

from lianxin.actions.change import Change


def close(change: Change) -> None:
    change.matter.closed_on = change.today
    change.matter.cause = change.text("cause")


def report_back(change: Change) -> None:
    """第二十二条第三项: each organ that was assigned reports for itself, to the one that assigned it."""
    change.end_reports([change.organ.pk])


def follow_up(change: Change) -> None:
    """After the first visit back a second one is due, counted from the closing as well."""
    if "FOLLOW_UP_30" in change.dossier.clocks and change.matter.closed_on:
        change.stops = {"FOLLOW_UP_30"}
        change.start("FOLLOW_UP_90", on=change.matter.closed_on)


EFFECTS = {"CLOSE": close, "REPORT_BACK": report_back, "FOLLOW_UP": follow_up}
