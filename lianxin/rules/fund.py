"""The special fund (信访专项资金): a year's budget and the most that one matter gets, both set by the office in yuan.

No law fixes the sums (grade INF); an office that sets none has no limit here and is told so on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _


class FundError(SaidError):
    """A fund that cannot be used; `said` is the sentence for the person who wrote it."""


@dataclass(frozen=True)
class Fund:
    """`budget` of a year and `cap` of one grant; 0 where the office has set none."""

    budget: int = 0
    cap: int = 0

    def fault(self, amount: int, granted: int = 0) -> Said | None:
        """Why this sum cannot be granted after `granted` has been this year, None if it can."""
        if self.cap and amount > self.cap:
            return Said(_("每件最多{cap}元"), {"cap": self.cap})
        if self.budget and granted + amount > self.budget:
            left = max(self.budget - granted, 0)
            return Said(_("今年的预算还剩{left}元，不够"), {"left": left})
        return None


def fund_from(row: Mapping[str, Any]) -> Fund:
    """The fund as an office wrote it: `[fund] budget = 2000000`, `cap = 50000`. Raises FundError."""
    for name, value in row.items():
        if (
            name not in ("budget", "cap")
            or not isinstance(value, int)
            or isinstance(value, bool)
            or value < 0
        ):
            raise FundError(_("[fund] 只写 budget（全年预算）和 cap（每件上限），都是以元计的整数"))
    return Fund(**row)
