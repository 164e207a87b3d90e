"""The national editions, chosen by the day of the procedural step; a running period keeps the one it began under."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Protocol

from lianxin.rules.editions import cn_2005, cn_2022, local
from lianxin.rules.editions.rows import Edition, NoEdition, Switch, Tighter, UnknownPeriod
from lianxin.rules.periods import Period, spoken
from lianxin.rules.wording import gettext_noop

__all__ = ["EDITIONS", "Edition", "NoEdition", "Switch", "Tighter", "UnknownPeriod", "edition", "edition_on"]


class _Rows(Protocol):
    CODE: str
    TITLE: str
    VALID_FROM: date
    VALID_TO: date | None
    PERIODS: tuple[Period, ...]
    SWITCHES: tuple[Switch, ...]


def _edition(rows: _Rows) -> Edition:
    periods = {row.code: row for row in (*local.PERIODS, *rows.PERIODS)}
    rows_of_switches = (*local.SWITCHES, *rows.SWITCHES)
    switches = {row.code: row for row in rows_of_switches}
    if len(periods) != len(local.PERIODS) + len(rows.PERIODS) or len(switches) != len(rows_of_switches):
        raise AssertionError("every period and switch has one row")
    return Edition(
        rows.CODE,
        rows.TITLE,
        rows.VALID_FROM,
        rows.VALID_TO,
        MappingProxyType(periods),
        MappingProxyType(switches),
    )


EDITIONS = tuple(_edition(rows) for rows in (cn_2005, cn_2022))


def edition(code: str) -> Edition:
    """The edition with this code, cn-2005 or cn-2022. Raises NoEdition."""
    for candidate in EDITIONS:
        if candidate.code == code:
            return candidate
    raise NoEdition(
        gettext_noop("没有名为“{code}”的规则版本，可用的有：{codes}"),
        code=code,
        codes="、".join(candidate.code for candidate in EDITIONS),
    )


def edition_on(day: date) -> Edition:
    """The edition in force on a day. Raises NoEdition before 2005-05-01."""
    for candidate in EDITIONS:
        if candidate.in_force(day):
            return candidate
    raise NoEdition(
        gettext_noop("{day}早于《信访条例》施行日{first}，没有可适用的规则版本"),
        day=spoken(day),
        first=spoken(EDITIONS[0].valid_from),
    )
