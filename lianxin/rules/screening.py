"""Screening (矛盾纠纷排查): how often each level goes round, and what to look at in each line of business.

The rhythms come from the founding documents, not from a law (grade INF): community weekly, street and department every
half month, district monthly. Screening looks for problems, never for persons.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date, timedelta

from lianxin.rules.codes import Coded, OrganDuty, OrganLevel
from lianxin.rules.wording import gettext_noop as _


class Rhythm(Coded):
    """How often a level goes round."""

    WEEK = "WEEK", _("每周"), "INF"
    HALF_MONTH = "HALF_MONTH", _("每半月"), "INF"
    MONTH = "MONTH", _("每月"), "INF"


class Business(Coded):
    """The line of business that is screened; the tax lines come from the founding documents."""

    GENERAL = "GENERAL", _("一般矛盾纠纷"), "INF"
    LEVY = "LEVY", _("税收征收"), "INF"
    MANAGE = "MANAGE", _("税收管理"), "INF"
    INSPECT = "INSPECT", _("税务稽查"), "INF"
    APPROVE = "APPROVE", _("审批"), "INF"


CHECKLISTS: dict[Business, tuple[str, ...]] = {
    Business.GENERAL: (_("邻里、宅基、土地"), _("工资、劳务"), _("拆迁、补偿"), _("干部作风、村务公开")),
    Business.LEVY: (_("多征、少征、重复征收"), _("退税有没有按期退"), _("票据和完税证明")),
    Business.MANAGE: (_("定额核定有没有公开"), _("逾期登记、逾期申报的处罚是否适当")),
    Business.INSPECT: (_("检查程序和告知"), _("处罚的依据和陈述申辩")),
    Business.APPROVE: (_("有没有超过期限"), _("有没有不予批准又不说明理由的")),
}


# How often each level goes round: community, town and street, department, and the office that leads it (INF).
ROUNDS: Mapping[str, Rhythm] = {
    "VILLAGE": Rhythm.WEEK,
    "TOWN": Rhythm.HALF_MONTH,
    "DEPARTMENT": Rhythm.HALF_MONTH,
    "OFFICE": Rhythm.MONTH,
}


def rhythm_of(level: OrganLevel, duty: OrganDuty, rounds: Mapping[str, Rhythm] = ROUNDS) -> Rhythm:
    """The rhythm of an organ by its level, as the office's own rows say."""
    if level in (OrganLevel.VILLAGE, OrganLevel.TOWN):
        return rounds[level.value]
    return rounds["OFFICE" if duty is OrganDuty.PETITION_OFFICE else "DEPARTMENT"]


def round_on(rhythm: Rhythm, day: date) -> tuple[date, date]:
    """First and last day of the round that this day falls into."""
    if rhythm is Rhythm.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    last = day.replace(day=months.monthrange(day.year, day.month)[1])
    if rhythm is Rhythm.MONTH:
        return day.replace(day=1), last
    return (day.replace(day=1), day.replace(day=15)) if day.day <= 15 else (day.replace(day=16), last)
