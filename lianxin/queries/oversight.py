"""What those who watch over the work see: figures from what they may see, and who has looked at what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q

from lianxin.models import Matter, Organ, Reading, Submission
from lianxin.queries.access import NotFound, auditable, countable, under_government, visible
from lianxin.queries.dossier import Dossier
from lianxin.queries.sealed import history_for
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.states import State

LEADS = frozenset(
    {Role.SUPERVISOR, Role.INSPECTION_COMMISSIONER, Role.LEADER, Role.ORGAN_HEAD, Role.TRIAGE_OFFICER}
)
COUNTS = LEADS | {Role.STATISTICIAN}
MOST, OLDEST = 200, 10


@dataclass(frozen=True)
class OrganLine:
    """One organ's open work."""

    code: str
    name: str
    open: int
    late: int
    returned: int
    oldest: date | None


@dataclass(frozen=True)
class Overview:
    """Open matters by state and by organ, and the oldest ones; `oldest` is empty for who may only count."""

    by_state: Mapping[State, int]
    by_organ: list[OrganLine]
    open: int
    late: int
    returned: int
    waiting: int
    oldest: list[Matter]


def overview(actor: Actor, *, on: date) -> Overview:
    """Figures over everything open that this person may see, or (a statistician) may count."""
    counts_only = not actor.has(*LEADS)
    base = countable(actor, on=on) if counts_only else visible(actor, on=on)
    rows = base.filter(closed_on=None)
    late = Q(due_on__lt=on) & (Q(waits_until=None) | Q(waits_until__lt=on))
    figures = {"number": Count("pk"), "late": Count("pk", late), "returned": Count("pk", Q(returns__gt=0)),
               "waiting": Count("pk", Q(waits_until__gte=on)), "oldest": Min("opened_on")}  # fmt: skip
    grouped: list[Any] = list(rows.order_by().values("state", "owner").annotate(**figures))
    return Overview(
        by_state=_by_state(grouped),
        by_organ=_by_organ(grouped),
        open=sum(row["number"] for row in grouped),
        late=sum(row["late"] for row in grouped),
        returned=sum(row["returned"] for row in grouped),
        waiting=sum(row["waiting"] for row in grouped),
        oldest=[] if counts_only else list(
            rows.select_related("owner", "handler").order_by(F("opened_on").asc(), "pk")[:OLDEST]
        ),
    )  # fmt: skip


def may_count(actor: Actor) -> bool:
    """Whether a post of this person is there to see figures."""
    return actor.has(*COUNTS)


def _by_state(grouped: list[Any]) -> dict[State, int]:
    found: dict[State, int] = {}
    for row in grouped:
        state = State(str(row["state"]))
        found[state] = found.get(state, 0) + int(str(row["number"]))
    return {state: found[state] for state in State if state in found}


def _by_organ(grouped: list[Any]) -> list[OrganLine]:
    by_owner: dict[int, list[dict[str, object]]] = {}
    for row in grouped:
        by_owner.setdefault(row["owner"], []).append(row)

    def total(rows: list[dict[str, object]], name: str) -> int:
        return sum(int(str(row[name])) for row in rows)

    organs = Organ.objects.in_bulk(by_owner)
    lines = [
        OrganLine(
            organs[owner].code, organs[owner].name,
            total(rows, "number"), total(rows, "late"), total(rows, "returned"),
            min((row["oldest"] for row in rows if isinstance(row["oldest"], date)), default=None),
        )
        for owner, rows in by_owner.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.late, -line.open, line.code))


# ---- the auditor's view: who, when, what; never content --------------------------------------------------
@dataclass(frozen=True)
class Look:
    """One look or one act: by whom, at what, when, and the purpose written for it."""

    at: datetime
    who: str
    what: str
    number: str
    purpose: str
    organ: str = ""
    found: int | None = None  # of a look-up: how many submissions came up
    traces: tuple[str, ...] = ()  # and for which numbers, each as a keyed trace
    registered: str = ""  # and the submission that was then registered


def readings(actor: Actor, *, on: date, number: str = "", who: str = "") -> list[Look]:
    """The newest looks at matters of the auditor's own reach. Raises NotFound for who is no auditor."""
    require_auditor(actor)
    looked_up = Q(matter=None, account__postings__organ__in=under_government(actor, Role.AUDITOR, on))
    rows = Reading.objects.filter(Q(matter__in=auditable(actor, on=on)) | looked_up).distinct()
    if number:
        rows = rows.filter(matter__number=number)
    if who:
        rows = rows.filter(Q(account__name=who) | Q(account__username=who))
    found = rows.select_related("account", "matter").order_by("-at", "-pk")[:MOST]
    return _told(actor, list(found), on)


def _told(actor: Actor, rows: list[Reading], on: date) -> list[Look]:
    filed = Submission.objects.filter(external_id__in=[r.entry for r in rows if r.entry], source="window")
    mine = filed.filter(matter__in=auditable(actor, on=on)).values_list("external_id", "number")
    numbers = dict(mine)
    return [
        Look(
            r.at, str(r.account), r.what, r.matter.number if r.matter else "", r.purpose, found=r.found,
            traces=tuple(trace[:8] for trace in r.sought), registered=numbers.get(r.entry, ""),
        )
        for r in rows
    ]  # fmt: skip


def outline(actor: Actor, number: str, *, on: date) -> list[Look]:
    """Who did what and when on one matter, without a word of it; nothing outside the auditor's reach. Raises NotFound
    for who is no auditor.
    """
    require_auditor(actor)
    matter = auditable(actor, on=on).filter(number=number).first()
    rows = history_for(actor, Dossier(matter, on)) if matter else []
    return [
        Look(e.at, str(e.actor or ""), e.action, number, "", e.organ.name if e.organ else "") for e in rows
    ]


def require_auditor(actor: Actor) -> None:
    """Nobody else knows that this page exists."""
    if not actor.has(Role.AUDITOR):
        raise NotFound
