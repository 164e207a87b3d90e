"""Who stands above an organ that is late: nothing is overdue without a named person above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lianxin.models import Matter, Organ, Posting, Task
from lianxin.queries.directory import in_force, petition_offices, tree_on
from lianxin.queries.findings import Finding, finding
from lianxin.rules import jurisdiction
from lianxin.rules.codes import Role
from lianxin.rules.states import OPEN_STATES
from lianxin.rules.wording import gettext_noop as _

RANK = (Role.LEADER, Role.ORGAN_HEAD, Role.SUPERVISOR)  # who answers first where several are posted


@dataclass(frozen=True)
class Answerable:
    """A person by name with organ and role; all empty where there is nobody, so that the gap can be said."""

    organ: str
    person: str
    role: Role | None


NOBODY = Answerable("", "", None)


def person_above(organ: int, *, on: date) -> Answerable:
    """The nearest leader, head or supervisor above this organ."""
    return people_above({organ}, on=on)[organ]


def people_above(organs: set[int], *, on: date) -> Mapping[int, Answerable]:
    """The same for several organs. A petition office supervises for its government; at the top the organ's own answer."""
    tree = tree_on(on)
    speaks = {tree[pk]: pk for pk in petition_offices(on) if pk in tree}
    lines = {organ: jurisdiction.above(organ, tree) or (organ,) for organ in organs}
    lines = {
        o: tuple(pk for each in line for pk in (each, speaks.get(each)) if pk) for o, line in lines.items()
    }
    wanted = {pk for line in lines.values() for pk in line}
    rows = Posting.objects.filter(in_force(on), organ__in=wanted, role__in=RANK, account__is_active=True)
    best = sorted(
        rows.select_related("account", "organ"), key=lambda row: (-RANK.index(Role[row.role]), -row.pk)
    )
    posted = {row.organ_id: Answerable(row.organ.name, str(row.account), Role[row.role]) for row in best}
    return {organ: next((posted[pk] for pk in line if pk in posted), NOBODY) for organ, line in lines.items()}


def nobody_above(day: date) -> Iterator[Finding]:
    """Organs that are late with a matter or a task and have nobody above them by name."""
    matters = Matter.objects.filter(state__in=OPEN_STATES, due_on__lt=day).values_list("owner", flat=True)
    tasks = Task.objects.filter(answered_on=None, cleared_on=None, due_on__lt=day).values_list(
        "organ", flat=True
    )
    late = {*matters.distinct(), *tasks.distinct()}
    gaps = [organ for organ, found in people_above(late, on=day).items() if found is NOBODY]
    for name in Organ.objects.filter(pk__in=gaps).order_by("code").values_list("name", flat=True):
        yield finding(name, _("有超期的，上级没有登记领导、负责人或者督办员；请在机构名录里写明由谁负责"))
