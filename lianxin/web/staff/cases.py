"""Beside a draft: finished matters like it. And a finished matter as a case of the library, without persons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lianxin.actions import knowledge as acts
from lianxin.actions.given import Invalid
from lianxin.queries.access import matter_for
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import NoMatter
from lianxin.queries.precedents import as_case, cases_like, outcome_label, precedents
from lianxin.rules.knowledge import KINDS
from lianxin.web.auth import actor_for
from lianxin.web.staff.door import require, staff_page
from lianxin.web.staff.knowledge import kept
from lianxin.web.steps_form import fields_form, with_errors
from lianxin.web.words import china_today


@staff_page
def like(request: HttpRequest, number: str) -> HttpResponse:
    """Precedents and cases; a part of the page of the step with scripts, a page of its own without."""
    actor, today = actor_for(request), china_today()
    require(request, "read")
    dossier = Dossier(matter_for(actor, number, on=today), today)
    rows = [
        (row, [(outcome_label(each.outcome), each) for each in row.answers])
        for row in precedents(actor, dossier)
    ]
    context = {"number": number, "rows": rows, "cases": cases_like(actor, dossier)}
    part = "staff/_precedents.html" if request.htmx else "staff/precedents.html"
    return render(request, part, context)


@staff_page
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """The form of a case, begun from the matter with names taken out; another person approves what is sent."""
    actor, today, status = actor_for(request), china_today(), 200
    require(request, "read")
    dossier = Dossier(matter_for(actor, number, on=today), today)
    acts.may_propose(actor, dossier.matter)
    kind = KINDS["CASE"]
    form = fields_form(kind.fields, NoMatter(today), actor, request.POST or None, initial=as_case(dossier))
    if request.method == "POST":
        try:
            return kept(request, acts.propose_case(actor, number, form.facts(), at=timezone.now()))
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
    return render(
        request, "staff/knowledge_new.html", {"kind": kind, "form": form, "number": number}, status=status
    )
