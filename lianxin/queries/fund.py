"""The account of the special fund: budget, granted, used and left in a year, and each request within a person's sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lianxin.models import Task
from lianxin.queries.access import READERS, auditable
from lianxin.queries.office import office
from lianxin.queries.tasks import visible_tasks
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.fund import Fund

FUND = "SPECIAL_FUND"
SEES = READERS | {Role.AUDITOR}


def of_year(year: int) -> QuerySet[Task]:
    """Every request to the fund that was made in this year."""
    return Task.objects.filter(kind=FUND, issued_on__year=year)


def granted_in(year: int, *, but: int = 0) -> int:
    """Yuan granted in this year so far, leaving out one task."""
    return sum(int(row.facts.get("granted", 0)) for row in of_year(year).exclude(pk=but))


@dataclass(frozen=True)
class Account:
    """One year of the fund. `rows` is what this person may see; the sums are those of the whole fund."""

    year: int
    fund: Fund
    asked: int
    granted: int
    used: int
    rows: list[Task]

    @property
    def left(self) -> int:
        return self.fund.budget - self.granted


def account(actor: Actor, year: int, *, on: date) -> Account:
    """The account of one year; an auditor sees sums, days and who decided, never what for."""
    every = list(of_year(year))
    seen = Q(pk__in=visible_tasks(actor, on=on).values("pk"))
    if actor.has(Role.AUDITOR):
        seen |= Q(matter__in=auditable(actor, on=on))
    rows = of_year(year).filter(seen).select_related("matter", "organ", "issuer", "answered_by", "cleared_by")
    return Account(
        year,
        office().fund,
        sum(int(row.facts.get("amount", 0)) for row in every),
        sum(int(row.facts.get("granted", 0)) for row in every),
        sum(int(row.facts.get("granted", 0)) for row in every if row.cleared_on),
        list(rows.order_by("-issued_on", "-pk")),
    )
