"""A list as lines of a file, from what the person may see on the day it is taken. Accusations are never taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lianxin.models import Export, Matter, Request, Submission
from lianxin.queries.access import NotFound, visible
from lianxin.queries.clocks import next_for
from lianxin.queries.options import category_tree
from lianxin.queries.people import first_names, known_names
from lianxin.queries.worklists import Narrow, Tab, chosen
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.privacy import mask_name
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import Step
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.redact import names_in, redact

CONSENTING = frozenset({Role.ORGAN_HEAD, Role.TRIAGE_OFFICER, Role.SUPERVISOR})
HEADINGS = (
    _("编号"), _("标题"), _("信访人"), _("状态"), _("下一步"), _("期限"),
    _("办理机关"), _("承办人"), _("内容分类"), _("收到日期"),
)  # fmt: skip
MOST = 10_000
SIZE = 50  # exports on a page


def found(actor: Actor, tab: Tab, narrow: Narrow, *, on: date) -> list[int]:
    """The keys of a list's matters that may be taken out, newest first, at most MOST."""
    rows = chosen(actor, tab, narrow, on=on).filter(sealed=False)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST])


def taken(actor: Actor, row: Export, *, on: date) -> QuerySet[Matter]:
    """Of what was asked for, what this person may still see."""
    return visible(actor, on=on).filter(sealed=False, pk__in=row.matters).order_by("-pk")


def lines(actor: Actor, matters: Iterable[Matter], *, named: bool) -> list[tuple[str, ...]]:
    """One line per matter under HEADINGS, for its reader; unless `named`, names are masked and titles say nothing personal."""
    rows, tree = list(matters), category_tree()
    names = first_names([row.pk for row in rows])
    titles = {row.pk: row.title for row in rows} if named else _impersonal(rows)
    return [_line(row, next_for(actor, row), titles[row.pk], names.get(row.pk, "") if named else mask_name(names.get(row.pk, "")),
                  tree.full_name(row.category) if row.category in tree else "") for row in rows]  # fmt: skip


def _impersonal(rows: Iterable[Matter]) -> dict[int, str]:
    """{matter: its title without persons}: neither those of its file nor those its letters name."""
    titles = {row.pk: row.title for row in rows}
    names = known_names(titles)
    letters = Submission.objects.filter(matter__in=titles).values_list("matter", "content")
    lines = Request.objects.filter(matter__in=titles).values_list("matter", "text")
    for matter, said in (*letters, *lines):
        names[matter] |= names_in(str(said))
    return {matter: redact(title, names[matter]) for matter, title in titles.items()}


def _line(row: Matter, step: Step | None, title: str, name: str, category: str) -> tuple[str, ...]:
    return (
        row.number, title, name, STATES[State(row.state)].label,
        step.label if step else "", row.due_on.isoformat() if row.due_on else "", row.owner.name,
        str(row.handler or ""), category, row.opened_on.isoformat(),
    )  # fmt: skip


@dataclass(frozen=True)
class Own:
    """SIZE of one's exports from `start`, the newest first, of `total`."""

    rows: list[Export]
    start: int
    total: int

    @property
    def after(self) -> str:
        """Where the next page starts, "" on the last."""
        return str(self.start + SIZE) if self.start + SIZE < self.total else ""

    @property
    def before(self) -> str:
        """Where the page before starts, "" on the first."""
        return str(max(self.start - SIZE, 0)) if self.start else ""


def own_exports(actor: Actor, start: int = 0) -> Own:
    """What a person asked for."""
    rows = _exports(Q(account=actor.account))
    return Own(list(rows[start : start + SIZE]), start, rows.count())


def awaiting(actor: Actor) -> list[Export]:
    """All that waits for this person's consent."""
    return list(_exports(_to_judge(actor)).exclude(account=actor.account))


def _exports(which: Q) -> QuerySet[Export]:
    return Export.objects.filter(which).select_related("account", "judged_by", "organ")


def _to_judge(actor: Actor) -> Q:
    return Q(judged_at=None, named=True, organ__in=consenting_at(actor))


def export_for(actor: Actor, pk: int) -> Export:
    """One that this person asked for or may consent to. Raises NotFound."""
    row = _exports(Q(account=actor.account) | _to_judge(actor)).filter(pk=pk).first()
    if row is None:
        raise NotFound(str(pk))
    return row


def consenting_at(actor: Actor) -> frozenset[int]:
    """Where this person may consent to what another takes out."""
    return actor.organs_as(*CONSENTING)
