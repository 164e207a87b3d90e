"""How often something may be tried. Only keyed hashes are kept: no address, no number (《个人信息保护法》第六条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import F

from lianxin.models import Throttle
from lianxin.models.fields import blind

MOST, WINDOW = 10, 15 * 60  # tries, seconds
KEPT = 96  # windows: a day


class TooMany(Exception):
    """Tried too often; `retry_after` is the number of seconds until the next try counts."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(str(retry_after))
        self.retry_after = retry_after


def spend(names: Iterable[str], *, at: datetime, most: int = MOST) -> None:
    """Count one try under each name, e.g. "follow:client:…". Raises TooMany once `most` are used up.

    Counted before the try itself, so that many at once are not all let through.
    """
    window = _window(at)
    hits = [_count(name, window) for name in names]
    if max(hits) > most:
        raise TooMany(WINDOW - int(at.timestamp()) % WINDOW)


def hits(name: str, *, at: datetime) -> int:
    """The tries under a name in this window or the one before, whichever had more."""
    here = Throttle.objects.filter(key=_key(name), window__in=(_window(at), _window(at) - 1))
    return max(here.values_list("hits", flat=True), default=0)


def count_a_day(name: str, *, at: datetime) -> int:
    """Count one under a name; how many there have been within a day, this one with them."""
    _count(name, _window(at))
    here = Throttle.objects.filter(key=_key(name), window__gt=_window(at) - KEPT, window__lte=_window(at))
    return sum(here.values_list("hits", flat=True))


def give_back(names: Iterable[str], *, at: datetime) -> None:
    """Undo one `spend`: who came in by right has used no try."""
    keys = [_key(name) for name in names]
    Throttle.objects.filter(key__in=keys, window=_window(at), hits__gt=0).update(hits=F("hits") - 1)


def _window(at: datetime) -> int:
    return int(at.timestamp()) // WINDOW


def _key(name: str) -> str:
    return blind("throttle", name)


def _count(name: str, window: int) -> int:
    """The number of tries with this one; old windows are swept by `actions.upkeep`."""
    table = connection.ops.quote_name(Throttle._meta.db_table)
    with connection.cursor() as cursor:
        # One statement on both databases, so that of many at once each gets its own number.
        cursor.execute(
            f'INSERT INTO {table} ("key", "window", hits) VALUES (%s, %s, 1) '  # noqa: S608 - the table's own name
            f'ON CONFLICT ("key", "window") DO UPDATE SET hits = {table}.hits + 1 RETURNING hits',
            [_key(name), window],
        )
        return int(cursor.fetchone()[0])
