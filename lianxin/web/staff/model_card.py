"""The card of what suggests categories: how good it is, what people made of it, and its switch."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions import second_opinion as questions
from lianxin.actions import suggestions as actions
from lianxin.actions.given import Invalid
from lianxin.queries import second_opinion
from lianxin.queries import suggestions as queries
from lianxin.web.auth import actor_for
from lianxin.web.staff import in_turn
from lianxin.web.staff.door import require, staff_page
from lianxin.web.steps_form import StepForm, with_errors
from lianxin.web.words import china_today, translate_said

FIGURES = ("macro_f1", "accuracy", "top2", "ece", "prefilled", "threshold")


@staff_page
def card(request: HttpRequest) -> HttpResponse:
    """Figures, what people chose, and who switched it off or on."""
    require(request, "card")
    actor, status = actor_for(request), 200
    form = StepForm(request.POST if request.method == "POST" else None)
    form.ask("reason", forms.CharField(label=_("为什么"), max_length=actions.LONGEST))
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        try:
            engine = (
                second_opinion.ENGINE
                if request.POST.get("engine") == second_opinion.ENGINE
                else queries.ENGINE
            )
            actions.switch(
                actor, on=on, reason=request.POST.get("reason", ""), at=timezone.now(), engine=engine
            )
            messages.success(request, _("已打开。") if on else _("已关闭。"))
            return redirect("staff:model_card")
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
    context = {
        "form": form, "may_switch": queries.may_switch(actor), "in_use": queries.in_use(),
        "switches": queries.switches()[:10], "words": queries.office_words().version, **_shown(queries.card()),
        "model_there": second_opinion.office().model, "model_on": second_opinion.in_use(),
        "model_switches": second_opinion.switches()[:10], "taken": queries.taken(actor, on=china_today()).items(),
    }  # fmt: skip
    return render(request, "staff/model_card.html", context, status=status)


@require_POST
@staff_page
def ask(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Put a question to the language model; it answers within minutes, and nobody waits for it."""
    try:
        questions.ask(
            actor_for(request), number, action.upper(), request.POST.get("field", ""), at=timezone.now()
        )
        messages.success(request, _("已请语言模型写，过一两分钟再看；您可以先办。"))
    except Invalid as fault:
        messages.warning(request, translate_said(next(iter(fault.errors.values()))))
    return redirect(reverse("staff:step", args=[number, action]) + in_turn.here(request))


def _shown(held: dict[str, object]) -> dict[str, object]:
    """The card with shares as per cent."""
    if not held:
        return {"model": None}
    model = {**held, **{name: _share(held.get(name)) for name in FIGURES}}
    model["learned_at"] = parse_datetime(str(held.get("learned_at", "")))
    lines = [
        (name, one["support"], _share(one["precision"]), _share(one["recall"]), _share(one["f1"]))
        for name, one in sorted(held["per_class"].items(), key=lambda pair: -pair[1]["support"])  # type: ignore[attr-defined]
    ]
    return {"model": model, "per_class": lines}


def _share(value: object) -> str:
    return f"{float(str(value)):.1%}" if value is not None else "—"
