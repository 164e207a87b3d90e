"""Tasks as the shared parts of the pages take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lianxin.queries.answerable import people_above
from lianxin.queries.drafts import drafts_here, waits_for
from lianxin.queries.tasks import Board, Month, owed_by, picked_names
from lianxin.rules.facts import Actor
from lianxin.rules.papers import PAPERS
from lianxin.rules.step import Field, Kind
from lianxin.rules.steps import SIGNING
from lianxin.rules.tasks import FOLLOWING, TASKS, Adoption, Certified, kind_of
from lianxin.rules.wording import gettext_noop
from lianxin.web.words import say_code, translate_said

TABS = {
    "answer": gettext_noop("要答复的"),
    "clear": gettext_noop("要销号的"),
    "late": gettext_noop("超期没有答复"),
    "open": gettext_noop("没有销号"),
    "cleared": gettext_noop("已销号"),
}
FEW = 5  # tasks that the work list names
FULL = 100  # the longest bar of the chart, in its own units


def kind_label(code: str) -> str:
    """What this kind of task is called."""
    return say_code(kind_of(code).label)


def board(page: Board, kind: str, asked: QueryDict, today: date) -> dict[str, object]:
    """Everything `staff/tasks.html` needs of the list."""
    late = {row.organ_id for row in page.rows if is_late(row, today)}
    above = people_above(late, on=today)
    return {
        "tab": page.tab,
        "kind": kind,
        "kinds": [(code, kind_label(code)) for code in (*TASKS, *FOLLOWING)],
        "views": [_view(tab, page, asked) for tab in TABS],
        "rows": [
            row(each, today, above[each.organ_id] if is_late(each, today) else None) for each in page.rows
        ],
        "shown": len(page.rows),
        "total": page.counts[page.tab],
        "after": page.after,
        "before": page.before,
        "today": today,
    }


def _view(tab: str, page: Board, asked: QueryDict) -> dict[str, object]:
    kept = asked.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    kept["tab"] = tab
    tone = "late" if tab == "late" and page.counts[tab] else ""
    return {"text": say_code(TABS[tab]), "url": f"?{kept.urlencode()}", "count": page.counts[tab],
            "here": tab == page.tab, "tone": tone}  # fmt: skip


def is_late(row: Any, today: date) -> bool:
    """Whether its answer is overdue."""
    return not row.answered_on and not row.cleared_on and row.due_on < today


def state(row: Any, today: date) -> tuple[str, str]:
    """Where it stands, and how loud that is."""
    if row.cleared_on:
        return _("已销号"), "good"
    if row.answered_on:
        return _("已答复，待销号"), "calm"
    if row.returned:
        return _("被退回，重新办理"), "late" if row.due_on < today else "soon"
    return _("待答复"), "late" if row.due_on < today else "calm"


def row(row: Any, today: date, above: Any = None) -> dict[str, object]:
    """One line of a list; `above` is who answers for it while it is late."""
    said, tone = state(row, today)
    return {"row": row, "kind": kind_label(row.kind), "url": reverse("staff:task", args=[row.pk]), "state": said,
            "tone": tone, "late": is_late(row, today), "above": above,
            "clock": None if row.answered_on or row.cleared_on else {"day": row.due_on, "provisional": False}}  # fmt: skip


def owed(actor: Actor, today: date) -> dict[str, object]:
    """What the work list says first: the tasks that wait for an answer of this person's organs."""
    rows = owed_by(actor, on=today)
    lines = [
        {"kind": kind_label(each.kind), "url": reverse("staff:task", args=[each.pk]),
         "clock": {"day": each.due_on, "provisional": False}, "title": _about(each),
         "number": each.matter.number if each.matter else ""}
        for each in rows[:FEW]
    ]  # fmt: skip
    drafts = [draft(paper, actor, today) for paper in drafts_here(actor, on=today)]
    return {
        "owed": lines,
        "owed_more": len(rows) - len(lines),
        "drafts": [each for each in drafts if each["mine"]],
    }


def _about(task: Any) -> str:
    """The title of its matter, nothing of a sealed one; without a matter the first words of what is required."""
    if task.matter is None:
        return Truncator(task.text).chars(40)
    return "" if task.matter.sealed else str(task.matter.title)


LETTERS = {  # a letter between organs that is not signed: where it stands, and how loud that is
    "DRAFT": (gettext_noop("待审核"), "soon"),
    "CHECKED": (gettext_noop("待签发"), "soon"),
    "RETURNED": (gettext_noop("被退回，要改写"), "late"),
}


def draft(paper: Any, actor: Actor, today: date) -> dict[str, object]:
    """One line of the list of such letters; `mine`: it is this person's turn."""
    said, tone = LETTERS[paper.state]
    return {"url": reverse("staff:task_draft", args=[paper.pk]), "title": translate_said(PAPERS[paper.kind].title),
            "drafted_by": paper.drafted_by, "state": say_code(said), "tone": tone,
            "mine": waits_for(actor, paper, on=today)}  # fmt: skip


def ended(paper: Any) -> dict[str, object]:
    """One line of the list of such letters that a colleague ended: who, when and why."""
    told = paper.body["ended"]
    return {**told, "on": date.fromisoformat(told["on"]), "title": translate_said(PAPERS[paper.kind].title),
            "drafted_by": paper.drafted_by}  # fmt: skip


def letter(paper: Any, fields: Sequence[Field]) -> dict[str, object]:
    """Such a letter on its page: in whose hands it was, and what these fields of it say."""
    given, (said, tone) = paper.body["given"], LETTERS[paper.state]
    facts = [(say_code(f.label), said_value(f, given[f.name])) for f in fields if f.name in given]
    return {"state": say_code(said), "tone": tone, "drafted_by": paper.drafted_by, "checked_by": paper.checked_by,
            "returned": paper.body.get("returned", ""), "facts": facts, "seen": paper.digest}  # fmt: skip


def months(rows: Sequence[Month]) -> list[dict[str, object]]:
    """Each month with the lengths of its three bars, the longest of all being full."""
    most = max((n for row in rows for n in (row.closing, row.issued, row.cleared)), default=0) or 1
    return [
        {"month": row.month, "issued": row.issued, "cleared": row.cleared, "opening": row.opening, "closing": row.closing,
         "bars": [(name, round(FULL * number / most), place) for place, (name, number) in enumerate(
             (("in", row.issued), ("out", row.cleared), ("stock", row.closing)))]}
        for row in rows
    ]  # fmt: skip


def one(row: Any, today: date) -> dict[str, object]:
    """Everything `staff/task.html` needs of the task itself."""
    kind = TASKS.get(row.kind)
    said, tone = state(row, today)
    facts = row.facts or {}
    return {
        "row": row,
        "kind": kind,
        "title": kind_label(row.kind),
        "article": kind.article if kind else "",
        "state": said,
        "tone": tone,
        "late": is_late(row, today),
        "facts": [(say_code(f.label), said_value(f, facts[f.name])) for f in kind.asks if f.name in facts]
        if kind
        else [],
        "hands": [
            {"label": say_code(SIGNING[step].label), **each} for step, each in facts.get("hands", {}).items()
        ],
        "earlier": (row.earlier or {}).get("answers", []),
        "adoption": say_code(Adoption(row.adoption)) if row.adoption else "",
        "certified": say_code(Certified(facts["certified"])) if facts.get("certified") else "",
        "today": today,
    }


def said_value(spec: Field, value: Any) -> str:
    """A fact of the task as people read it."""
    if spec.kind is Kind.YES:
        return _("是") if value else _("否")
    if spec.kind is Kind.CHOICE and spec.choices:
        return say_code(spec.choices(value))
    if spec.kind in (Kind.PICK, Kind.PICKS):
        names = picked_names(spec.options, value if isinstance(value, list) else [value])
        return _("、").join(say_code(name) for name in names)
    return translate_said(str(value))
