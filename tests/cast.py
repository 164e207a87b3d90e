"""The named people and organs that every test knows: the county of 临水 under the city of 德安.

省 → 市 → 县 → 镇 → 村, each with its petition office; departments under the county; a discipline line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lianxin.models import Account, Organ
from lianxin.ops.demo_county import CORE, found
from lianxin.queries.directory import actor_of
from lianxin.rules.facts import Actor

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Cast:
    """The county with everybody in it; `cast("fenban")` is that person as an actor on the day."""

    today: date

    def __call__(self, username: str) -> Actor:
        return actor_of(self.account(username), on=self.today)

    def account(self, username: str) -> Account:
        return Account.objects.get(username=username)

    def organ(self, code: str) -> Organ:
        return Organ.objects.get(code=code)


def found_county(*, password: str = "lianxin-demo-2026", today: date) -> Cast:
    """Build regions, organs, ties and staff through `actions.directory`, unless they stand already."""
    if not Organ.objects.exists():
        found(CORE, password=password)
    return Cast(today)


def moment(day: date | str, hour: int = 10) -> datetime:
    """Ten o'clock (or `hour`) in China on that day."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(on.year, on.month, on.day, hour, tzinfo=CHINA)
