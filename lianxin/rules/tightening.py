"""Whether a local rule is at least as strict as the national one it replaces."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from lianxin.rules.calendar import official
from lianxin.rules.editions.rows import Switch, Tighter
from lianxin.rules.periods import Period, Side, Unit, lawful_day
from lianxin.rules.wording import Said, gettext_noop


def fault(national: Period, local: Period) -> Said | None:
    """What makes `local` looser than `national`, or None."""
    if local.side is not national.side:
        return Said(gettext_noop("改变了期限约束的一方"))
    if local.max_extension > national.max_extension:
        gaps = {"old": national.max_extension, "new": local.max_extension}
        return Said(gettext_noop("延长期限由最多{old}日放宽到{new}日"), gaps)
    if local.pausable - national.pausable:
        return Said(gettext_noop("增加了期限停止计算的情形"))
    if national.days is None or local.days is None:
        return None if national.days is None else Said(gettext_noop("去掉了法定天数"))
    return _length_fault(national, local)


def _length_fault(national: Period, local: Period) -> Said | None:
    gaps = {"old": _length(national), "new": _length(local)}
    if local.side is Side.PETITIONER:
        shorter = Said(gettext_noop("把信访人的期限由{old}缩短为{new}"), gaps)
        return None if _always_covers(local, national) else shorter
    longer = Said(gettext_noop("把期限由{old}放宽为{new}"), gaps)
    return None if _always_covers(national, local) else longer


def _length(period: Period) -> Said:
    if period.unit is Unit.WORKING:
        return Said(gettext_noop("{days}个工作日"), {"days": period.days})
    return Said(gettext_noop("{days}日"), {"days": period.days})


@lru_cache(maxsize=256)
def _always_covers(longer: Period, shorter: Period) -> bool:
    """Whether `longer` never ends before `shorter`; across units every start the calendar knows is tried."""
    if longer.days is None or shorter.days is None:
        return False
    if shorter.rolls and not longer.rolls:
        return False
    if longer.unit is shorter.unit:
        return longer.days >= shorter.days
    calendar = official()
    return all(
        lawful_day(longer, start=start, calendar=calendar)
        >= lawful_day(shorter, start=start, calendar=calendar)
        for start in _starts()
    )


def _starts() -> list[date]:
    """Every day whose holidays are known, leaving the last months for the periods themselves to run."""
    years = official().years
    first, last = date(min(years), 1, 1), date(max(years), 6, 30)
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def switch_tightens(national: Switch, value: object) -> bool:
    """Whether moving a switch to `value` keeps it or moves it the strict way."""
    old = national.value
    if value == old and type(value) is type(old):
        return True
    match national.tighter:
        case Tighter.FEWER:
            return type(value) is int and isinstance(old, int) and 0 < value < old
        case Tighter.TRUE:
            return value is True
        case Tighter.FALSE:
            return value is False
        case _:
            return False
