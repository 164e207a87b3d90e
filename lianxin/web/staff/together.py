"""One step on several matters picked from a list: asked once, done or refused for each, and every answer shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions.given import Invalid
from lianxin.actions.together import MOST, Outcome, changed_since, perform_each
from lianxin.queries.access import NotFound, matter_for
from lianxin.queries.dossier import Dossier
from lianxin.queries.together import steps_for
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import may
from lianxin.rules.steps import STEPS, Step
from lianxin.web.auth import actor_for
from lianxin.web.staff import in_turn, shown
from lianxin.web.staff.door import staff_page
from lianxin.web.steps_form import StepForm, step_form, with_errors
from lianxin.web.words import china_today


@require_POST
@staff_page
def step(request: HttpRequest, action: str) -> HttpResponse:
    """From the list: the step's questions. With `sent`: each matter done or refused."""
    row, actor = STEPS.get(action.upper()), actor_for(request)
    if row is None or row not in steps_for(actor):
        raise Http404
    picked = _picked(request)
    if not picked:
        messages.warning(request, _("还没有选择事项。先在每行前面打勾，再按这个按钮。"))
        return redirect(in_turn.back(request))
    able, refused = _sorted_out(actor, row, picked)
    if not able and not refused:
        messages.warning(request, _("勾选的事项已经不在这里了。请重新选择。"))
        return redirect(in_turn.back(request))
    if not able or "sent" not in request.POST:
        form = step_form(row, able[0][0], actor) if able else None
        return _ask(request, row, form, able, refused)
    form = step_form(row, able[0][0], actor, request.POST)
    done = perform_each(actor, row.action, picked, at=timezone.now(), facts=form.facts())
    faults = next((each.errors for each in done if each.errors), None)
    if faults and not any(each.done for each in done):
        return _ask(request, row, with_errors(form, Invalid(faults)), able, refused, status=422)
    context = {
        "step": row,
        "list_url": in_turn.back(request),
        "done": _lines(done, True),
        "refused": _lines(done, False),
    }
    return render(request, "staff/together_done.html", context)


def _picked(request: HttpRequest) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for sent in request.POST.getlist("pick")[:MOST]:
        number, _dot, version = sent.rpartition(".")
        if number and version.isdecimal() and len(version) < 10:
            found[number] = int(version)
    return list(found.items())


def _sorted_out(
    actor: Actor, row: Step, picked: list[tuple[str, int]]
) -> tuple[list[tuple[Dossier, str]], list[Outcome]]:
    """Those on which the step may be taken (with what was picked), and those on which not, each with why."""
    today, able, refused = china_today(), [], []
    for number, version in picked:
        try:
            dossier = Dossier(matter_for(actor, number, on=today), today)
        except NotFound:
            continue
        verdict = may(actor, row.action, dossier)
        if verdict:
            able.append((dossier, f"{number}.{version}"))
        else:
            changed = changed_since(actor, dossier.matter, version)
            refused.append(Outcome(number, dossier.matter, (changed or verdict.because,)))
    return able, refused


def _ask(
    request: HttpRequest, row: Step, form: StepForm | None, able: list[tuple[Dossier, str]],
    refused: list[Outcome], status: int = 200,
) -> HttpResponse:  # fmt: skip
    if form is not None:
        form.tray = None  # enclosures belong to one matter
    context = {
        "step": row,
        "list_url": in_turn.back(request),
        "form": form,
        "able": [(d.matter, sent, shown.title(d.sealed, d.matter.title)) for d, sent in able],
        "refused": _lines(refused, False),
    }
    return render(request, "staff/together.html", context, status=status)


def _lines(outcomes: list[Outcome], done: bool) -> list[tuple[Outcome, str]]:
    return [
        (each, shown.title(each.matter.sealed, each.matter.title) if each.matter else "")
        for each in outcomes
        if each.done is done
    ]
