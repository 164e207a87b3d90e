"""Which charts lead, supervise and run an office, and the bands and times they count in: all our own choice (INF)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lianxin.rules.codes import Coded
from lianxin.rules.wording import gettext_noop as _

MONTHS = 12  # of a trend
FIELDS, REGIONS, FLOWS = 10, 12, 20  # the most rows and columns of a chart


class Board(Coded):
    """For whom a dashboard is laid out. Whoever may count sees each of them over their own reach."""

    LEADER = "LEADER", _("领导看板"), "INF"
    SUPERVISOR = "SUPERVISOR", _("督查看板"), "INF"
    OFFICE = "OFFICE", _("本机关看板"), "INF"


class Window(Coded):
    """Over which days a dashboard counts."""

    MONTH = "MONTH", _("本月"), "INF"
    YEAR = "YEAR", _("本年"), "INF"
    TWELVE = "TWELVE", _("近十二个月"), "INF"


class Panel(Coded):
    """One chart with its table."""

    TREND = "TREND", _("十二个月的走势"), "INF"
    AGES = "AGES", _("在办事项已有多久"), "INF"
    MATRIX = "MATRIX", _("领域和地区"), "INF"
    FLOW = "FLOW", _("从登记机关到办理机关"), "INF"
    CAUSES = "CAUSES", _("因什么引起"), "INF"
    ORGANS = "ORGANS", _("各机关办得怎样"), "INF"
    FUNCTIONS = "FUNCTIONS", _("五项职能各做了多少"), "INF"
    ALARMS = "ALARMS", _("数字要人核一核的地方"), "INF"


BOARDS: Mapping[Board, tuple[Panel, ...]] = {
    Board.LEADER: (Panel.TREND, Panel.CAUSES, Panel.MATRIX, Panel.ORGANS),
    Board.SUPERVISOR: (Panel.ORGANS, Panel.AGES, Panel.ALARMS),
    Board.OFFICE: (Panel.TREND, Panel.AGES, Panel.FLOW, Panel.CAUSES, Panel.FUNCTIONS),
}
# Stock and pace; how many come is in the trend, not among the marks of anybody.
NUMBERS = (
    "OPENED", "CLOSED", "OPEN_AFTER", "ROUTED_ON_TIME", "ACCEPTED_ON_TIME", "HANDLED_ON_TIME", "EXECUTED_ON_TIME", "REVERSED",
)  # fmt: skip


@dataclass(frozen=True)
class Age:
    """Open matters that came so many days ago, both ends included; `most` None for all older ones."""

    least: int
    most: int | None


AGES = (Age(0, 15), Age(16, 60), Age(61, 90), Age(91, 180), Age(181, 365), Age(366, None))


def days_of(window: Window, today: date) -> tuple[date, date]:
    """First and last day that are counted; the twelve months end with the running one."""
    if window is Window.MONTH:
        return today.replace(day=1), today
    if window is Window.YEAR:
        return date(today.year, 1, 1), today
    return months(today)[0][0], today


def months(today: date) -> list[tuple[date, date]]:
    """The twelve months up to the running one, which ends today."""
    found, last = [], today
    for _each in range(MONTHS):
        found.append((last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(days=1)
    return found[::-1]


def board_for(leads: bool, supervises: bool) -> Board:
    """The dashboard that opens first."""
    return Board.LEADER if leads else Board.SUPERVISOR if supervises else Board.OFFICE
