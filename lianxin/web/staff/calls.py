"""Calls for suggestions at the desk: ask, read what came, tell all what became of it."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions import calls as acts
from lianxin.actions.calls import Asked as Call
from lianxin.actions.given import Errors, Invalid
from lianxin.queries.calls import RESULTS, call_for, call_page, calls_of, organs_to_call, suggestions_to
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.citizen.questions import Asked
from lianxin.web.fields import DayField
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today, say_code


@staff_page
def calls(request: HttpRequest) -> HttpResponse:
    """This desk's calls, and the form that opens another."""
    require(request, "call")
    actor, form = actor_for(request), _form(request)
    if request.method == "POST":
        try:
            made = acts.open_call(actor, _asked(request), at=timezone.now())
            return redirect("staff:call", pk=made.pk)
        except Invalid as fault:
            form.refuse(fault.errors)
    context = {"calls": calls_of(actor), "form": form, "today": china_today()}
    return render(request, "staff/calls.html", context, status=422 if request.method == "POST" else 200)


def _form(request: HttpRequest) -> Asked:
    form = Asked(request.POST if request.method == "POST" else {"opens_on": china_today().isoformat()})
    organs = [(row.code, row.name) for row in organs_to_call(actor_for(request))]
    form.fields |= {
        "organ": forms.ChoiceField(label=_("以哪个机关的名义"), choices=organs),
        "title": forms.CharField(label=_("征集什么"), widget=forms.TextInput({"autocomplete": "off"})),
        "text": forms.CharField(label=_("说明"), widget=forms.Textarea({"rows": 5})),
        "opens_on": DayField(label=_("开始")),
        "closes_on": DayField(label=_("截止")),
    }
    return form


def _asked(request: HttpRequest) -> Call:
    typed, errors, days = request.POST, Errors(), {}
    for name in ("opens_on", "closes_on"):
        try:
            days[name] = DayField().clean(typed.get(name, ""))
        except forms.ValidationError:
            errors[name] = Said(gettext_noop("请写成 2026-10-08 这样的日期"))
    if errors:
        raise Invalid(errors)
    first, last = (day if isinstance(day, date) else date.min for day in days.values())
    return Call(typed.get("organ", ""), typed.get("title", ""), typed.get("text", ""), first, last)


@staff_page
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what came, as far as the wall lets it be seen, and the outcomes told to all."""
    require(request, "call")
    actor, on = actor_for(request), china_today()
    row, form = call_for(actor, pk), _outcome(request)
    if request.method == "POST":
        typed = request.POST
        try:
            if "summary" in typed:
                acts.sum_up(actor, pk, typed["summary"])
            else:
                given = (typed.get(name, "") for name in ("suggestion", "outcome", "reason"))
                acts.tell_outcome(actor, pk, *given, at=timezone.now())  # type: ignore[misc]
            messages.success(request, _("已公布"))
            return redirect("staff:call", pk=pk)
        except Invalid as fault:
            form.refuse(fault.errors)
    came = suggestions_to(actor, row, on=on)
    outcomes = call_page(pk, on=on).outcomes if row.opens_on <= on else []
    context = {"call": row, "outcomes": outcomes, "came": came, "form": form}
    return render(request, "staff/call.html", context, status=422 if request.method == "POST" else 200)


def _outcome(request: HttpRequest) -> Asked:
    telling = request.method == "POST" and "summary" not in request.POST
    form = Asked(request.POST if telling else {})
    form.fields |= {
        "suggestion": forms.CharField(
            label=_("哪条建议"), help_text=_("用机关自己的话概括，不写提建议的人"), widget=forms.TextInput({"autocomplete": "off"})
        ),
        "outcome": forms.ChoiceField(
            label=_("结果"), choices=[(o.value, say_code(o)) for o in RESULTS], widget=forms.RadioSelect
        ),
        "reason": forms.CharField(label=_("理由"), widget=forms.Textarea({"rows": 3})),
    }  # fmt: skip
    return form
