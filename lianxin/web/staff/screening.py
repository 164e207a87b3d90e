"""Screening: the ledger of organ and region, and the small page for a phone in a village without a network."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions.given import Invalid
from lianxin.actions.screening import report
from lianxin.actions.tasks import may_issue
from lianxin.queries.options import NoMatter
from lianxin.queries.screening import coverage
from lianxin.queries.variant import variant
from lianxin.rules.screening import Rhythm
from lianxin.rules.tasks import TASKS
from lianxin.web.auth import actor_for
from lianxin.web.staff.door import require, staff_page
from lianxin.web.steps_form import fields_form, with_errors
from lianxin.web.words import china_today, say_code, translate_said

ITEM = TASKS["SCREENING_ITEM"]
WORKER = Path(__file__).parents[1] / "static" / "built" / "worker.js"


@staff_page
def ledger(request: HttpRequest) -> HttpResponse:
    """Which organ found what where in the running round, and who has not gone round."""
    actor, today = actor_for(request), china_today()
    require(request, "screen")
    asked = request.GET.get("rhythm", "")
    rhythm = Rhythm(asked) if asked in set(Rhythm) else Rhythm.MONTH
    context = {
        "coverage": coverage(actor, rhythm, on=today),
        "views": [
            {"text": say_code(r), "url": f"?rhythm={r.value}", "count": None, "here": r is rhythm}
            for r in Rhythm
        ],
        "may_report": may_issue(actor, ITEM) is not None,
        "may_ask": may_issue(actor, TASKS["SCREENING_ROUND"]) is not None,
    }
    return render(request, "staff/screening.html", context)


@staff_page
def entry(request: HttpRequest) -> HttpResponse:
    """Report one problem; scripts send what waited on the phone to the same address and read JSON."""
    actor, today = actor_for(request), china_today()
    require(request, "screen")
    by_script = request.headers.get("accept", "") == "application/json"
    form = fields_form(ITEM.asks, NoMatter(today), actor, request.POST or None)
    status = 200
    if request.method == "POST":
        try:
            row = report(actor, form.facts(), mark=request.POST.get("mark", ""), at=timezone.now())
        except Invalid as fault:
            if by_script:
                said = [translate_said(each) for each in fault.errors.values()]
                return JsonResponse({"faults": said}, status=422)
            form, status = with_errors(form, fault), 422
        else:
            if by_script:
                return JsonResponse({"task": row.pk})
            messages.success(request, _("已报告。"))
            return redirect("staff:screening_entry")
    lists = [(business, items) for business, items in variant().checklists.items()]
    context = {"form": form, "mark": request.POST.get("mark") or uuid4(), "lists": lists}
    return render(request, "staff/screening_entry.html", context, status=status)


def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page of entries on the phone; it stands here so that it reaches no further."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
