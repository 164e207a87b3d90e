"""An organ's own words for its papers: listed, written, tried on an example, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions import paper_wordings as actions
from lianxin.actions.given import Invalid
from lianxin.documents.texts import BadText
from lianxin.queries import paper_wordings as queries
from lianxin.queries.options import NoMatter
from lianxin.queries.paper_files import example_file
from lianxin.rules.paper_wordings import FIELDS
from lianxin.rules.papers import PAPERS
from lianxin.web.auth import actor_for
from lianxin.web.pages import as_download
from lianxin.web.staff.door import require, staff_page
from lianxin.web.steps_form import StepForm, fields_form, with_errors
from lianxin.web.words import china_today

WRITE = {"save": actions.write, "restore": actions.restore}


@staff_page
def wordings(request: HttpRequest) -> HttpResponse:
    """Every kind of paper, and which of them the organ says in its own words."""
    require(request, "word")
    organs = queries.organs_of(actor_for(request))
    organ = next((each for each in organs if each.code == request.GET.get("organ")), organs[0])
    rows = queries.listed(organ, china_today())
    context = {
        "organ": organ,
        "organs": organs,
        "rows": rows,
        "own": sum(bool(r.own and r.own.text) for r in rows),
    }
    return render(request, "staff/wordings.html", context)


@staff_page
def wording(request: HttpRequest, organ: str, kind: str) -> HttpResponse:
    """One kind of paper: its words, an example made of them, and all versions."""
    if kind not in PAPERS:
        raise Http404
    actor, today = actor_for(request), china_today()
    place = queries.organ_for(actor, organ)
    if request.method == "POST":
        return _take(request, place, kind)
    versions = queries.versions(place, kind)
    asked = request.GET.get("version", "")
    row = next((each for each in versions if str(each.version) == asked), versions[0] if versions else None)
    text = (row.text if row else "") or queries.shipped(kind)
    initial = {"text": text.strip(), "since": today.isoformat()}
    return _show(request, place, kind, fields_form(FIELDS, NoMatter(today), actor, initial=initial))


def _take(request: HttpRequest, place: Any, kind: str) -> HttpResponse:
    """Save, go back to the first wording, or only look, on the page or as PDF."""
    actor, what = actor_for(request), request.POST.get("do", "")
    form = fields_form(FIELDS, NoMatter(china_today()), actor, request.POST)
    if what not in WRITE:
        return _look(request, place, kind, form, what)
    try:
        row = WRITE[what](actor, place.code, kind, form.facts(), at=timezone.now())
    except Invalid as fault:
        return _show(request, place, kind, with_errors(form, fault), 422)
    messages.success(request, _("已存为第%(version)d版。") % {"version": row.version})
    return redirect("staff:wording", organ=place.code, kind=kind)


def _look(request: HttpRequest, place: Any, kind: str, form: StepForm, what: str) -> HttpResponse:
    text, today = str(form["text"].value() or ""), china_today()
    try:
        sheet = queries.example(place, kind, text, today)
        if what == "pdf":
            answer = as_download(example_file(sheet, kind))
            answer["Content-Disposition"] = "inline"
            return answer
    except queries.FAULTS as fault:
        return _show(request, place, kind, with_errors(form, Invalid({"text": fault.said})), 422)
    return _show(request, place, kind, form)


def _show(request: HttpRequest, place: Any, kind: str, form: StepForm, status: int = 200) -> HttpResponse:
    text, today = str(form["text"].value() or ""), china_today()
    try:
        sheet = queries.example(place, kind, text, today)
    except BadText:
        sheet = None  # said beside the field
    context = {
        "organ": place,
        "paper": PAPERS[kind],
        "form": form,
        "sheet": sheet,
        "versions": queries.versions(place, kind),
        "today": today,
        "needed": queries.gaps_of(kind, text),
        "others": queries.other_gaps(kind),
        "shipped": queries.shipped(kind).strip(),
    }
    return render(request, "staff/wording.html", context, status=status)
