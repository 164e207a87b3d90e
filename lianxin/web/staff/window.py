"""The window: register a visit, letter or call on one page, look a person up, hand out the receipt."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lianxin.actions import readings
from lianxin.actions.given import Invalid
from lianxin.actions.intake import Registered
from lianxin.actions.intake import register as take_in
from lianxin.queries.access import NotFound
from lianxin.queries.knowledge import cards
from lianxin.queries.law import law_on
from lianxin.queries.numbers import entered_at, to_enter
from lianxin.queries.paper_text import rare_in
from lianxin.queries.people import DeskLists, Earlier, asks_representatives, desk_lists
from lianxin.queries.progress import receipt as receipt_of
from lianxin.rules.codes import Channel
from lianxin.rules.facts import Actor
from lianxin.rules.identity import read_aloud
from lianxin.rules.states import STATES, State
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.citizen.draft import Slip
from lianxin.web.staff import alike
from lianxin.web.staff.door import require, staff_page
from lianxin.web.staff.window_form import WindowForm, blank, filing_of, numbers_in, refused, tidied
from lianxin.web.steps_form import with_errors
from lianxin.web.uploads import Tray
from lianxin.web.words import china_today, translate_said

ANOTHER = gettext_noop("{why}。再按一次“登记并出凭证”，就另编一个号")


@staff_page
def register(request: HttpRequest) -> HttpResponse:
    """One dense page; sending it registers and leads to the receipt."""
    lists = desk_lists_of(request)
    if request.method != "POST":
        return _show(request, WindowForm(blank(lists, china_today().isoformat()) | _on_paper(request), lists))
    form = WindowForm(tidied(request.POST), lists, more=request.POST.get("more", ""))
    tray = _tray(request, form)
    if tray.take(request) or "more" in request.POST:
        return _show(request, form, tray=tray, status=422 if tray.faults else 200)
    try:
        with transaction.atomic():  # no double click may lose the query code
            filing, unread = filing_of(form)
            filing = replace(filing, files=tuple(tray.tokens()))
            made = take_in(filing, actor=actor_for(request), at=timezone.now(), unread=unread)
            keep_slip(request, made)
    except Invalid as fault:
        if "external_id" in fault.errors:
            return _another(request, lists, fault)
        tray.faults += [said for name, said in fault.errors.items() if name == tray.name]
        shown = Invalid({name: said for name, said in fault.errors.items() if name != tray.name})
        return _show(request, refused(form, lists, shown), tray=tray, status=422)
    for said in (
        asks_representatives(made.submission, on=china_today()),
        rare_in(each.name for each in filing.people),
    ):
        if said:
            messages.warning(request, translate_said(said))
    return redirect("staff:receipt", number=made.submission.number)


def _on_paper(request: HttpRequest) -> dict[str, str]:
    """A receipt written out by hand while there was no power: its number and office stand, its day is asked."""
    if not (number := request.GET.get("reserved", "")):
        return _from_hall(request)
    row = to_enter(actor_for(request), number, on=china_today())
    office = entered_at(row, on=china_today())
    return {"reserved": row.number, "office": office.code, "received_on": ""}


def _from_hall(request: HttpRequest) -> dict[str, str]:
    """Of a number called in the hall: at which office, and how many came."""
    came = {"office": request.GET.get("office", ""), "persons_present": request.GET.get("persons", "")}
    came["persons_concerned"] = came["persons_present"]
    return {name: value for name, value in came.items() if value}


def _another(request: HttpRequest, lists: DeskLists, fault: Invalid) -> HttpResponse:
    """The next letter, typed over the page of the one before: it needs a mark, and so a number, of its own."""
    form = WindowForm(tidied(request.POST) | {"external_id": uuid4().hex, "asked": ""}, lists)
    said = Said(ANOTHER, {"why": fault.errors["external_id"]})
    return _show(request, with_errors(form, Invalid({"": said})), status=422)


def keep_slip(request: HttpRequest, made: Registered) -> None:
    """The query code is known now only: it stays with this clerk's session for the day."""
    if not made.again:
        row = made.submission
        Slip(str(row.pk), row.number, made.query_code).keep_at_desk(request.session, china_today())
        request.session.save()
        request.session.modified = False  # it is kept; the middleware need not write it again


@require_POST
@staff_page
def look_up(request: HttpRequest) -> HttpResponse:
    """Earlier submissions of the people in this entry, by exact number, beside the form; recorded with its purpose."""
    lists, context = desk_lists_of(request), earlier(request)
    if request.htmx:
        return render(request, "staff/_earlier.html", context)
    return _show(request, WindowForm(tidied(request.POST), lists), **context)


def earlier(request: HttpRequest) -> dict[str, object]:
    """What the page shows of earlier submissions of the people in an entry, or why it shows none."""
    said, found, typed = "", None, request.POST
    entry = readings.Entry(typed.get("external_id", ""), typed.get("content", ""))
    try:
        found = readings.look_up(
            actor_for(request),
            numbers_in(typed),
            entry,
            purpose=typed.get("look_purpose", ""),
            at=timezone.now(),
        )
    except Invalid as fault:
        said = translate_said(next(iter(fault.errors.values())))
    return {"earlier": _lines(found), "said": said, "purpose": typed.get("look_purpose", "")}


@require_POST
@staff_page
def look_alike(request: HttpRequest) -> HttpResponse:
    """What is on file about what is being typed, beside the form; by its words only, so no person is looked up."""
    lists = desk_lists_of(request)
    context = {"alike": alike.typed(request)}
    if request.htmx:
        return render(request, "staff/_alike.html", context)
    return _show(request, WindowForm(tidied(request.POST), lists), **context)


def _lines(found: list[Earlier] | None) -> list[tuple[Earlier, str]] | None:
    return None if found is None else [(each, STATES[State(each.state)].label) for each in found]


@staff_page
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """A receipt made today, to print and hand over; shown only in the session that registered it."""
    slips = Slip.at_desk(request.session, china_today())
    slip = next((each for each in slips if each.number == number), None)
    if slip is None:
        raise NotFound(number)
    taken = receipt_of(Actor(submissions=frozenset({int(slip.key)})), number, on=china_today())
    aloud = [read_aloud(text) for text in (number, slip.code)] if taken.channel == Channel.PHONE.label else []
    return render(request, "staff/receipt.html", {"receipt": taken, "code": slip.code, "aloud": aloud})


def _tray(request: HttpRequest, form: WindowForm) -> Tray:
    """Files that wait for this entry: the clerk's own, and this page's."""
    return Tray(f"desk:{request.user.pk}:{form['external_id'].value()}")


def desk_lists_of(request: HttpRequest) -> DeskLists:
    """What this clerk picks from at the window. Raises NotAllowed for who registers nothing."""
    require(request, "register")
    return desk_lists(actor_for(request), on=china_today())


def _show(request: HttpRequest, form: WindowForm, status: int = 200, **more: object) -> HttpResponse:
    most = law_on(china_today()).switches["max_representatives"]
    beside = cards(actor_for(request), on=china_today())
    context = {
        "form": form,
        "tray": _tray(request, form),
        "most_representatives": most,
        "receipts": [slip.number for slip in Slip.at_desk(request.session, china_today())],
        "cards": beside,
        **more,
    }
    return render(request, "staff/register.html", context, status=status)
