"""The demo county's rules of routing, written by one, tried and switched on by another."""

from __future__ import annotations

from lianxin.actions.routing_tables import switch_on, try_on, write
from lianxin.ops.demo_desk import Desk
from lianxin.ops.demo_rules import COLUMNS, ROWS


def switch_rules_on(desk: Desk) -> None:
    """Version 1, so that the forms of the last days show what it suggests."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    made = write(desk.person("fenban"), rows, at=desk.at)
    try_on(desk.person("fenban2"), made.version, at=desk.at)
    switch_on(desk.person("fenban2"), made.version, at=desk.at)
