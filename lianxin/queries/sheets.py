"""Tables under way, each for who brought it, and what an office remembers of its sources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from lianxin.documents.spreadsheet import Row
from lianxin.models import Organ, SheetImport, SheetMapping
from lianxin.models.fields import Unreadable, unlock
from lianxin.queries.access import NotFound
from lianxin.rules.facts import Actor
from lianxin.rules.imports import import_rules
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said

MOST_SHOWN = 20


class RowsGone(Exception):
    """The rows of a table have been cleared or cannot be read."""


def desks(actor: Actor) -> frozenset[int]:
    """The organs for which this person registers what came from elsewhere."""
    return actor.organs_as(*STEPS["REGISTER"].roles)


def desk_named(actor: Actor, code: str) -> Organ | None:
    """The organ of this code, where this person registers for it."""
    return Organ.objects.filter(pk__in=desks(actor), code=code).first()


def imports_of(actor: Actor) -> list[SheetImport]:
    """The newest tables this person brought. Others' are not shown: the rows may hold accusations."""
    rows = SheetImport.objects.filter(account=actor.account, organ__in=desks(actor))
    return list(rows.select_related("organ")[:MOST_SHOWN])


def import_for(actor: Actor, pk: int) -> SheetImport:
    """One of them. Raises NotFound."""
    row = SheetImport.objects.filter(account=actor.account, organ__in=desks(actor), pk=pk).first()
    if row is None:
        raise NotFound(str(pk))
    return row


def unfinished(*, before: datetime) -> list[int]:
    """Tables whose run nobody has moved on since then."""
    rows = SheetImport.objects.filter(phase=SheetImport.RUNNING, changed_at__lt=before).exclude(token="")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def to_clear(*, at: datetime) -> list[SheetImport]:
    """Tables whose rows have been kept long enough."""
    old = at - timedelta(days=import_rules().limits.kept_days)
    return list(SheetImport.objects.filter(changed_at__lt=old).exclude(token=""))


def remembered(organ: int, source: str) -> SheetMapping | None:
    """How this organ reads the tables of this source."""
    return SheetMapping.objects.filter(organ=organ, source=source).first()


def folder(token: str) -> Path:
    """Where the locked batches of a table lie."""
    return Path(settings.MEDIA_ROOT) / "imports" / token


def batch(row: SheetImport, place: int) -> list[Row]:
    """The rows of one batch. Raises RowsGone."""
    return [Row(line, tuple(cells), _said(fault)) for line, cells, fault in _read(row, f"rows-{place:05d}")]


def samples(row: SheetImport) -> list[Row]:
    """The first rows, to look at beside the mapping. Raises RowsGone."""
    return [each for each in batch(row, 0) if not each.fault][: import_rules().limits.samples]


def refused_rows(row: SheetImport) -> Iterator[tuple[int, list[Said], list[str]]]:
    """(line, sentences, cells) of every row of this phase that was refused. Raises RowsGone."""
    for place in range(row.done):
        for line, faults, cells in _read(row, f"refused-{place:05d}"):
            yield line, [said for fault in faults if (said := _said(fault))], cells


def taken_rows(row: SheetImport, place: int) -> list[tuple[int, str, str, str]]:
    """(line, external id, number, query code) of what one batch newly registered. Raises RowsGone."""
    return [(line, mark, number, code) for line, mark, number, code in _read(row, f"taken-{place:05d}")]


def _said(kept: list[Any] | None) -> Said | None:
    return Said(str(kept[0]), dict(kept[1])) if kept else None


def _read(row: SheetImport, name: str) -> list[list[Any]]:
    if not row.token:
        raise RowsGone(row.name)
    try:
        return list(json.loads(unlock((folder(row.token) / name).read_bytes())))
    except (OSError, Unreadable, ValueError):
        raise RowsGone(row.name) from None
