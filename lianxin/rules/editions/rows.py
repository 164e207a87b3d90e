"""What an edition (国家规则版本) is made of besides periods: switches, and the edition itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lianxin.rules.periods import Grade, Period, PeriodError
from lianxin.rules.wording import gettext_noop


class Tighter(StrEnum):
    """Which way a local rule may move a switch without citing a law that allows it."""

    NEITHER = "neither"
    FEWER = "fewer"
    TRUE = "true"
    FALSE = "false"


@dataclass(frozen=True)
class Switch:
    """One point on which editions differ, e.g. handle_clock_scope = ROUTE_6, with its article."""

    code: str
    value: object
    article: str
    grade: Grade
    tighter: Tighter = Tighter.NEITHER


class UnknownPeriod(PeriodError): ...


class NoEdition(PeriodError): ...


@dataclass(frozen=True, eq=False)
class Edition:
    """The rules in force between two days, national or with overlays applied; both days inclusive."""

    code: str
    title: str
    valid_from: date
    valid_to: date | None
    periods: Mapping[str, Period]
    switch_rows: Mapping[str, Switch]
    overlays: tuple[str, ...] = ()  # names of the local rules applied

    @property
    def switches(self) -> Mapping[str, object]:
        """Switch code -> value; `switch_rows` has the articles."""
        return {code: row.value for code, row in self.switch_rows.items()}

    def period(self, code: str) -> Period:
        """The row for a code. Raises UnknownPeriod, e.g. OBJECTION in the 2005 edition."""
        if code not in self.periods:
            raise UnknownPeriod(
                gettext_noop("{edition}没有名为“{code}”的期限，可用的有：{codes}"),
                edition=self.title,
                code=code,
                codes="、".join(sorted(self.periods)),
            )
        return self.periods[code]

    def in_force(self, day: date) -> bool:
        """Whether the edition is the law of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
