"""Tasks as an organ sees them: what to answer, what to clear, one of them, a new one, what calls for supervision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions import drafts as drafting
from lianxin.actions import tasks as acts
from lianxin.actions.given import Invalid
from lianxin.queries import tasks as found
from lianxin.queries.access import NotAllowed
from lianxin.queries.agendas import conference
from lianxin.queries.answerable import people_above, person_above
from lianxin.queries.drafts import (
    ANSWER,
    END,
    answer_draft,
    as_task,
    draft_for,
    drafts_here,
    ended_here,
    hands_in,
)
from lianxin.queries.fund import account
from lianxin.queries.options import NoMatter
from lianxin.queries.trace import trace
from lianxin.rules.permissions import Verdict
from lianxin.rules.step import Field, Hand
from lianxin.rules.steps import STEPS
from lianxin.rules.tasks import HAND_OVER, SUPERVISING, TASKS, Reporting, Trigger
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.staff import shown, tasks_shown
from lianxin.web.staff.door import require, staff_page
from lianxin.web.steps_form import StepForm, fields_form, with_errors
from lianxin.web.words import china_today, say_code

PASS_ON, SIGN = gettext_noop("移交有关机关"), gettext_noop("签发")
DOES: dict[str, Callable[..., Any]] = {
    "HAND_OVER": acts.pass_on,
    "ANSWER_TASK": acts.answer,
    "RETURN_TASK": acts.give_back,
    "CLEAR_TASK": acts.clear,
}


@staff_page
def board(request: HttpRequest) -> HttpResponse:
    """The tabs with their counts, narrowed to one kind if asked; stock and flow of the last twelve months."""
    actor, today = actor_for(request), china_today()
    require(request, "tasks")
    kind = request.GET.get("kind", "")
    kind = kind if kind in found.OWED else ""
    start = request.GET.get("after") or request.GET.get("before") or "0"
    page = found.board(
        actor, request.GET.get("tab", ""), kind, on=today, start=int(start[:9]) if start.isdecimal() else 0
    )
    context = tasks_shown.board(page, kind, request.GET, today)
    context["may_issue"] = [row for row in TASKS.values() if acts.may_issue(actor, row)]
    context["months"] = tasks_shown.months(found.flow(actor, on=today))
    context["conference"] = conference(actor, on=today)
    context["drafts"] = [tasks_shown.draft(paper, actor, today) for paper in drafts_here(actor, on=today)]
    context["ended"] = [tasks_shown.ended(paper) for paper in ended_here(actor)]
    return render(request, "staff/tasks.html", context)


@staff_page
def new(request: HttpRequest) -> HttpResponse:
    """A task that belongs to no matter: choose its kind, then state what the kind asks."""
    actor, today = actor_for(request), china_today()
    require(request, "tasks")
    mine = [row for row in TASKS.values() if acts.may_issue(actor, row)]
    kind = TASKS.get(request.GET.get("kind", ""))
    if kind is None:
        return render(request, "staff/task_kinds.html", {"kinds": mine})
    if kind not in mine:
        said = Said(gettext_noop("您的岗位不能下达“{kind}”"), {"kind": Said(kind.label)})
        raise NotAllowed(Verdict(False, said, kind.article))
    form = fields_form(kind.fields, NoMatter(today), actor, request.POST or None)
    status, hands = 200, STEPS.get(f"DRAFT_{kind.action}")
    if request.method == "POST":
        try:
            if hands:
                return _drafted(request, drafting.draft(actor, kind, form.facts(), at=timezone.now()))
            row = acts.issue(actor, kind, form.facts(), at=timezone.now())
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
        else:
            messages.success(request, _("已下达：%(kind)s。") % {"kind": say_code(kind.label)})
            return redirect("staff:task", pk=row.pk)
    return render(request, "staff/task_new.html", {"kind": kind, "form": form, "hands": hands}, status=status)


def _drafted(request: HttpRequest, paper: Any) -> HttpResponse:
    messages.success(request, _("已拟稿，请另一人审核。"))
    return redirect("staff:task_draft", pk=paper.pk)


@staff_page
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task with its answers and evidence; without a matter it is answered, returned and cleared here."""
    actor, today = actor_for(request), china_today()
    row = found.task_for(actor, pk, on=today)
    acts.mark_read(actor, row, at=timezone.now())
    paper = None if row.matter_id or row.organ_id not in actor.organs else answer_draft(row, on=today)
    may = [] if row.matter_id else found.may_do(actor, row, on=today)
    if acts.may_pass_on(actor, row):
        may.append("HAND_OVER")
    forms = {a: _form(a, row, paper, actor) for a in may}
    status = 200
    if request.method == "POST":
        action = request.POST.get("act", "")
        if action not in {*DOES, *_hands_of(ANSWER)} or row.matter_id:
            raise Http404
        form = _form(action, row, paper, actor, request.POST)
        try:
            if action in _hands_of(ANSWER):
                _take(request, actor, action, form, row, paper)
            else:
                DOES[action](actor, row, form.facts(), at=timezone.now())
        except Invalid as fault:
            forms[action], status = with_errors(form, fault), 422
        else:
            messages.success(request, _("已办：%(act)s。") % {"act": say_code(_label(action))})
            return redirect("staff:task", pk=row.pk)
    context = _page(row, forms, actor, today)
    if paper and may:
        context["letter"] = tasks_shown.letter(paper, drafting.fields_of(paper))
    return render(request, "staff/task.html", context, status=status)


@staff_page
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter between organs that is not signed yet: checked, given back, written again, taken back, ended, signed."""
    actor, today, status = actor_for(request), china_today(), 200
    require(request, "tasks")
    paper = draft_for(actor, pk, on=today)
    if paper.step == ANSWER:
        return redirect("staff:task", pk=paper.body["given"]["task"])
    forms = {a: _form(a, None, paper, actor) for a in hands_in(actor, paper, on=today)}
    if request.method == "POST":
        if (action := request.POST.get("act", "")) not in _hands_of(paper.step):
            raise Http404
        form = _form(action, None, paper, actor, request.POST)
        try:
            row = _take(request, actor, action, form, None, paper)
        except Invalid as fault:
            forms[action], status = with_errors(form, fault), 422
        else:
            messages.success(request, _("已办：%(act)s。") % {"act": say_code(_label(action))})
            return _next(row, paper, gone=action in ("WITHDRAW_DRAFT", END))
    context = tasks_shown.one(as_task(paper), today) | {"letter": tasks_shown.letter(paper, ())}
    context["forms"] = [(action, _label(action), form) for action, form in forms.items()]
    return render(request, "staff/task.html", context, status=status)


def _next(row: Any, paper: Any, *, gone: bool) -> HttpResponse:
    if gone:
        return redirect("staff:tasks")
    return redirect("staff:task", pk=row.pk) if row else redirect("staff:task_draft", pk=paper.pk)


def _hands_of(decision: str) -> set[str]:
    """The steps by which a letter is drafted, checked, signed, taken back or ended."""
    return {step.action for step in STEPS.values() if step.decides == decision} | {"WITHDRAW_DRAFT", END}


def _take(request: HttpRequest, actor: Any, action: str, form: StepForm, row: Any, paper: Any) -> Any:
    now = timezone.now()
    if paper is None and action == f"DRAFT_{ANSWER}":
        return drafting.draft_answer(actor, row, form.facts(), at=now)
    return drafting.take(actor, paper, action, form.facts(), seen=request.POST.get("seen", ""), at=now)


def _form(action: str, row: Any, paper: Any, actor: Any, data: Any = None) -> StepForm:
    """What an act asks; a letter written again begins from its draft."""
    if action == "HAND_OVER":
        fields: Sequence[Field] = HAND_OVER
    else:
        fields = drafting.asked(action, paper) if paper else acts.alone_fields(action, row)
    given = paper.body["given"] if paper and action == f"DRAFT_{paper.step}" else None
    return fields_form(fields, NoMatter(china_today()), actor, data, prefix=action, initial=given)


def _label(action: str) -> str:
    step = STEPS.get(action)
    if step is None:
        return PASS_ON
    return SIGN if step.hand is Hand.SIGN else step.label


def _page(row: Any, forms: Mapping[str, StepForm], actor: Any, today: Any) -> dict[str, object]:
    context = tasks_shown.one(row, today)
    context["forms"] = [(action, _label(action), form) for action, form in forms.items()]
    context["told"] = found.told_of(row)
    context["reports"] = [
        (each, say_code(Reporting(each.facts["stage"]))) for each in found.reports_of(actor, row, on=today)
    ]
    context["above"] = person_above(row.organ_id, on=today) if context["late"] else None
    if row.matter_id:
        context["matter_title"] = shown.title(row.matter.sealed, row.matter.title)
        steps = [STEPS[action] for action in found.may_do(actor, row, on=today)]
        context["steps"] = [
            (each, reverse("staff:step", args=[row.matter.number, each.action.lower()]) + f"?task={row.pk}")
            for each in steps
        ]
    return context


@staff_page
def fund(request: HttpRequest) -> HttpResponse:
    """The special fund in one year: budget, granted, used, left, and each request in sight."""
    actor, today = actor_for(request), china_today()
    require(request, "fund")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2005 <= int(asked[:5]) <= today.year else today.year
    context = {"account": account(actor, year, on=today), "article": TASKS["SPECIAL_FUND"].article,
               "reads": request.may["tasks"], "today": today}  # fmt: skip
    return render(request, "staff/fund.html", context)


@staff_page
def sponsored(request: HttpRequest) -> HttpResponse:
    """Sponsored cases with what each month brought; whoever is silent stands first."""
    actor, today = actor_for(request), china_today()
    require(request, "tasks")
    rows = [
        (each, shown.title(each.task.matter.sealed, each.task.matter.title))
        for each in found.sponsored(actor, on=today)
    ]
    return render(
        request, "staff/sponsored.html", {"rows": rows, "kind": TASKS["SPONSORSHIP"], "today": today}
    )


@staff_page
def triggers(request: HttpRequest) -> HttpResponse:
    """What calls for supervision, ground by ground; one button leads to the step with the ground filled in."""
    actor, today = actor_for(request), china_today()
    require(request, "count")
    asked = request.GET.get("ground", "")
    ground = Trigger(asked) if asked in set(Trigger) else Trigger.OVERDUE
    counts = {each: found.triggered(actor, each, on=today).count() for each in Trigger}
    rows = found.triggered(actor, ground, on=today).select_related("owner")[: found.MOST]
    above = people_above({row.owner_id for row in rows}, on=today)
    context = {
        "ground": ground,
        "article": TASKS["SUPERVISION"].article,
        "views": [{"text": say_code(each), "url": f"?ground={each.value}", "count": count, "here": each is ground}
                  for each, count in counts.items()],
        "rows": [(row, shown.title(row.sealed, row.title), above[row.owner_id]) for row in rows],
        "may": actor.has(*SUPERVISING),
        "most": found.MOST,
        "today": today,
    }  # fmt: skip
    return render(request, "staff/triggers.html", context)


@staff_page
def trace_back(request: HttpRequest, number: str) -> HttpResponse:
    """Who did what and when on one matter, how late, under which article: what arts. 42-46 ask of those who look back."""
    actor, today = actor_for(request), china_today()
    require(request, "trace")
    context = {
        "trace": trace(actor, number, on=today),
        "number": number,
        "article": TASKS["ACCOUNTABILITY"].article,
    }
    return render(request, "staff/trace.html", context)
