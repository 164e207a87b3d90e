"""The roads beside petition as they are here: the office's own file, else its directory, says where each begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lianxin.models import Organ
from lianxin.queries.directory import in_force
from lianxin.rules.codes import OrganDuty
from lianxin.rules.doors import Door, changed

MOST = 5


def doors() -> Mapping[str, Door]:
    """Every door by code. Raises DoorError."""
    path = settings.DOORS
    return _doors(path, path.stat().st_mtime_ns if path else 0)


@lru_cache(maxsize=4)
def _doors(path: Path | None, stamp: int) -> Mapping[str, Door]:
    return changed(path.read_text("utf-8-sig") if path else "")


def organs_of(door: Door, on: date) -> list[Organ]:
    """The organs of the directory that stand at this door, nearest to the people first."""
    if not door.line or door.address:
        return []
    return list(Organ.objects.filter(in_force(on), line=door.line).order_by("-code")[:MOST])


def petition_offices_to_visit(on: date) -> list[Organ]:
    """The petition offices of the directory that say where they are."""
    rows = Organ.objects.filter(in_force(on), duty=OrganDuty.PETITION_OFFICE).exclude(address="")
    return list(rows.order_by("code"))
