"""Ways in which good numbers are made without good work. An alarm is a question to a person, never a finding.

Each row says what is counted over what. An organ is pointed at only where it stands far above all organs together (the
base rate) and with enough cases; what follows is decided by whoever supervises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianxin.rules.figures import SMALLEST, Measured
from lianxin.rules.wording import gettext_noop as _

TIMES_BASE = 2.0  # so many times the base rate; our own choice (INF)
LATEST_DAYS = 1  # before the last day: the day itself and so many before it
OFTEN_RETURNED = 2
SAME_WORDS = 3  # so many answers of one organ in the very same words


@dataclass(frozen=True)
class Alarm:
    """One row: the share it watches, and what else may explain it."""

    code: str
    label: str
    numerator: str
    denominator: str
    harmless: str


ALARMS: Mapping[str, Alarm] = {
    row.code: row
    for row in (
        Alarm("AS_INQUIRY", _("记成咨询的"), _("目的记为咨询的"), _("这段时间新立的事项"),
              _("窗口多的机关，问事的本来就多")),
        Alarm("LAST_MOMENT", _("压着期限办结的"), _("在最后一日或者前一日办结的"), _("这段时间在期限内办结的"),
              _("疑难事项确实需要全部时间")),
        Alarm("CAME_BACK", _("办结后又重新办理的"), _("结案后又恢复办理的"), _("这段时间结过案的"),
              _("出现新事实，依法应当重新办理")),
        Alarm("EXTENDED", _("延长期限的"), _("批准延长过的"), _("办理期限在这段时间届满的"),
              _("情况复杂，第三十四条允许延长")),
        Alarm("TURNED_ROUND", _("来回退的"), _("退回两次以上的"), _("这段时间新立的事项"),
              _("职责交叉，正在由上级确定")),
        Alarm("SAME_WORDS", _("答复一字不差的"), _("同一机关三件以上用了一模一样答复的"), _("这段时间签发的处理意见涉及的事项"),
              _("许多人反映的是同一件事，答复理应相同")),
    )
}  # fmt: skip


def stands_out(found: Measured, base: Measured) -> bool:
    """Whether an organ's share calls for a look, beside that of all organs together."""
    if found.numerator < SMALLEST or not base.numerator or found.share is None or base.share is None:
        return False
    return found.share >= TIMES_BASE * base.share
