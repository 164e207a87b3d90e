"""One matter: its file, its people, the steps that can be taken, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions import readings
from lianxin.actions.change import refuse_stale
from lianxin.actions.given import Invalid
from lianxin.actions.paper_copies import kept_file
from lianxin.actions.perform import perform
from lianxin.actions.rehearsal import can_rehearse, rehearsed
from lianxin.documents.sheet import Sheet
from lianxin.queries import second_opinion
from lianxin.queries.access import NotAllowed, NotFound, matter_for
from lianxin.queries.archives import may_keep
from lianxin.queries.attachments import FileLost
from lianxin.queries.dates_ahead import MOVES, TYPED, dates_ahead
from lianxin.queries.dossier import Dossier
from lianxin.queries.knowledge import may_be_case
from lianxin.queries.matter_file import PaperPage, paper_page
from lianxin.queries.named_staff import FIELD, named_staff
from lianxin.queries.options import category_tree
from lianxin.queries.routing import suggest
from lianxin.queries.sealed import reads_like
from lianxin.queries.sending_on import goes_to_the_accused, who_will_see
from lianxin.queries.since import version_for
from lianxin.queries.step_help import (
    advice,
    draft_sheet,
    gaps,
    nobody_for,
    paper_before,
    starting_with,
    why_back,
)
from lianxin.queries.suggestions import propose
from lianxin.rules.acts.opinions import DRAFTING
from lianxin.rules.permissions import may
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Step
from lianxin.rules.walls import SAYS_WHAT_IT_IS
from lianxin.web.auth import actor_for
from lianxin.web.pages import as_download
from lianxin.web.staff import alike, in_turn, shown, suggested
from lianxin.web.staff.door import staff_page
from lianxin.web.staff.letters import beside_step, files_of
from lianxin.web.steps_form import ByName, Cited, StepForm, step_form, with_errors
from lianxin.web.uploads import sent_back
from lianxin.web.words import china_today, say_code, translate_said

# What a link from another page fills in: a suggestion, a trigger, a task, a planned hearing.
CARRIED = (
    "to",
    "trigger",
    "task",
    "days",
    "procedure",
    "held_from",
    "held_to",
    "place",
    "open_reason",
    FIELD,
)


@staff_page
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """The whole file on one page; the opening is recorded."""
    file = readings.open_file(actor_for(request), number, at=timezone.now(), readers="readers" in request.GET)
    context = shown.file_page(file, china_today(), in_turn.here(request))
    context |= in_turn.beside(request, file.matter)
    waits = file.next if file.matter.asked and file.next == STEPS.get(file.matter.next_action) else None
    context["nobody"] = nobody_for(waits, file.dossier, actor_for(request), waits=True) if waits else None
    context["may_be_case"] = may_be_case(actor_for(request), file.matter)
    context["may_keep"] = not STATES[State(file.matter.state)].is_open and may_keep(
        actor_for(request), file.matter
    )
    return render(request, "staff/matter.html", context)


@require_POST
@staff_page
def reveal(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One person in full, with the purpose recorded; a card on htmx, a page without scripts."""
    actor, purpose = actor_for(request), request.POST.get("reason", "")
    context: dict[str, object] = {"number": number, "today": china_today()}
    try:
        card = readings.reveal(actor, number, pk, purpose=purpose, at=timezone.now())
    except Invalid as fault:
        messages.warning(request, translate_said(next(iter(fault.errors.values()))))
        return redirect("staff:matter", number=number)
    context["person"] = shown.person(card, number)
    part = "shared/parts/_person.html" if request.htmx else "staff/person.html"
    return render(request, part, context)


@staff_page
def step(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """One step: its form, and taking it."""
    row = STEPS.get(action.upper())
    if row is None:
        raise Http404
    actor, today = actor_for(request), china_today()
    found = matter_for(actor, number, on=today)
    dossier = Dossier(found, today)
    if request.method == "POST":
        return _take(request, dossier, row)
    verdict = may(actor, row.action, dossier)
    if not verdict:
        raise NotAllowed(verdict)
    initial = {**starting_with(row, dossier, actor), **_taken_over(request, row)}
    form = step_form(row, dossier, actor, initial=initial)
    return _show(request, dossier, row, form)


def _taken_over(request: HttpRequest, row: Step) -> dict[str, object]:
    """A suggested category, an organ, a ground of supervision or a task that the link named; anything else is left alone."""
    code, asked = request.GET.get("category", ""), {spec.name for spec in row.fields}
    found: dict[str, object] = {
        name: request.GET[name] for name in CARRIED if name in asked and name in request.GET
    }
    if row.action == "CLASSIFY" and code in category_tree():
        found["category"] = code
    return found


def _filled(request: HttpRequest) -> QueryDict:
    """What was typed, with what a suggestion's button puts into its field."""
    name, _equals, value = request.POST.get("fill", "").partition("=")
    typed = request.POST.copy()
    if name == FIELD:
        typed[name] = value
    return typed


def _take(request: HttpRequest, dossier: Dossier, row: Step) -> HttpResponse:
    actor, found = actor_for(request), dossier.matter
    refuse_stale(actor, found, request.POST.get("version"))
    form = step_form(row, dossier, actor, _filled(request))
    if "fill" in request.POST:
        return _show(request, dossier, row, form)
    if form.tray is not None and form.tray.take(request):
        return _show(request, dossier, row, form, status=422 if form.tray.faults else 200)
    at, facts, onward = timezone.now(), form.facts(), in_turn.moved_on(request, found)
    try:
        if "preview" in request.POST and can_rehearse(row):
            sheets = rehearsed(found, row.action, actor=actor, at=at, facts=facts)
            return _show(request, dossier, row, form, sheets=sheets)
        event = perform(found, row.action, actor=actor, at=at, facts=facts)
    except Invalid as fault:
        return _show(request, Dossier(matter_for(actor, found.number, on=dossier.today), dossier.today), row,
                     with_errors(form, fault), status=422)  # fmt: skip
    if event.handed_out:  # shown in this answer once; a second look at the page cannot bring it back
        whose = event.submission.number if event.submission else found.number
        context = {"matter": found, "step": row, "code": event.handed_out, "whose": whose, "carried": onward}
        return render(request, "staff/handed_out.html", context)
    messages.success(request, _("已办：%(act)s。") % {"act": say_code(row.label)})
    try:
        matter_for(actor, found.number, on=dossier.today)
    except NotFound:
        return redirect(in_turn.back(request))  # sent on behind a wall: the file is no longer theirs to see
    return redirect(reverse("staff:matter", args=[found.number]) + onward)


def _show(
    request: HttpRequest, dossier: Dossier, row: Step, form: StepForm, status: int = 200,
    sheets: Sequence[Sheet] = (),
) -> HttpResponse:  # fmt: skip
    found, actor = dossier.matter, actor_for(request)
    before = paper_before(row, dossier, actor)
    form.spare_unasked()
    receiver = _receiver(form)
    context = {
        "opinions": suggested.opinions(second_opinion.offered(found, row.action)),
        "alike": alike.beside(request, dossier, row.action),
        "form": form,
        "sheets": sheets,
        "can_rehearse": can_rehearse(row),
        "step": row,
        "matter": found,
        "title": shown.title(found.sealed, found.title),
        **in_turn.beside(request, found),
        **beside_step(dossier, actor, readings.open_letters(dossier, actor, at=timezone.now())),
        "version": version_for(actor, dossier),
        "preview": who_will_see(row, dossier, receiver),
        "beware": goes_to_the_accused(row, dossier, receiver),
        "suggested": suggested.suggested(propose(dossier)) if row.action == "CLASSIFY" else None,
        "accusing": suggested.accusing(reads_like(dossier)) if row.action in SAYS_WHAT_IT_IS else "",
        "named": suggested.named(named_staff(dossier) if FIELD in form.fields else [], request),
        "gaps": gaps(row, dossier),
        "likes": row.action in DRAFTING and not found.sealed,
        "advice": advice(row, dossier),
        "cites": any(isinstance(each.widget, Cited) for each in form.fields.values()),
        "routed": suggest(dossier) if row.action in ("FORWARD", "DRAFT_FORWARD") else None,
        "governing": before,
        "nobody": nobody_for(row, dossier, actor),
        "ahead": dates_ahead(row, dossier, _dated(form, before)),
        "moves_a_date": [
            name for name in TYPED if name in form.fields and (row.decides or row.action) in MOVES
        ],
        "why_back": why_back(row, dossier, actor),
        "drafted": draft_sheet(before, dossier),
    }
    return render(request, "staff/step.html", context, status=status)


def _dated(form: StepForm, drafted: Any) -> dict[str, object]:
    """What the date after the step hangs on: as it is typed so far, or as it was drafted."""
    given = drafted.body.get("given", {}) if drafted else {}
    return {name: form[name].value() if name in form.fields else given.get(name) for name in TYPED}


def _receiver(form: StepForm) -> str:
    """The code of the organ that the form names, by code or by name; "" where it names none that is offered."""
    if "to" not in form.fields:
        return ""
    widget, chosen = form.fields["to"].widget, str(form["to"].value() or "")
    listed = widget.labels if isinstance(widget, ByName) else dict(widget.choices)
    code = widget.value_from_datadict({"to": chosen}, {}, "to")
    return str(code) if code in listed else ""


@staff_page
def attachment(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One enclosed file; every opening is recorded."""
    try:
        row, data = readings.open_attachment(actor_for(request), number, pk, at=timezone.now())
    except FileLost:
        return render(request, "shared/lost_file.html", {"base": "staff/base.html"}, status=410)
    return sent_back(row, data)


@staff_page
def attachment_text(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The text of one enclosed file; every opening is recorded, as of the file."""
    found, row = readings.open_text(actor_for(request), number, pk, at=timezone.now())
    title = shown.title(found.sealed, found.title)
    context = {"matter": found, "title": title, "file": files_of(number, [row])[0], "text": row.text}
    return render(request, "staff/attachment_text.html", context | {"carried": in_turn.here(request)})


@staff_page
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One paper to read and print; with names only by POST, which is recorded."""
    actor, carried = actor_for(request), in_turn.here(request)
    if request.method == "POST":
        try:
            page = readings.addressed(
                actor, number, pk, purpose=request.POST.get("reason", ""), at=timezone.now()
            )
            return render(request, "staff/paper.html", {"page": page, "named": True, "carried": carried})
        except Invalid as fault:
            messages.warning(request, translate_said(next(iter(fault.errors.values()))))
    page = paper_page(actor, number, pk, on=china_today())
    return render(request, "staff/paper.html", {"page": page, "named": False, "carried": carried})


@staff_page
def paper_file(request: HttpRequest, number: str, pk: int, form: str) -> HttpResponse:
    """One paper as a file; with names in full only by POST, which is recorded."""
    actor = actor_for(request)
    if request.method != "POST":
        return download(request, paper_page(actor, number, pk, on=china_today()), form)
    try:
        page = readings.addressed(
            actor, number, pk, purpose=request.POST.get("reason", ""), at=timezone.now()
        )
    except Invalid as fault:
        messages.warning(request, translate_said(next(iter(fault.errors.values()))))
        return redirect("staff:paper", number=number, pk=pk)
    return download(request, page, form)


def download(request: HttpRequest, page: PaperPage, form: str) -> HttpResponse:
    """The paper of this page as a file."""
    number = page.dossier.filed[0].number
    try:
        return as_download(kept_file(page.paper, page.sheet, number, form, at=timezone.now()))
    except FileLost:
        return render(request, "shared/lost_file.html", {"base": "staff/base.html"}, status=410)
