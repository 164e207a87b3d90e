"""The telephone: one page to type on while listening; what is found in the notes is offered, never filled in unasked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions import phone as acts
from lianxin.actions.given import Invalid
from lianxin.actions.intake import register as take_in
from lianxin.queries import phone as calls
from lianxin.queries.office import office
from lianxin.queries.people import DeskLists
from lianxin.rules.codes import Channel
from lianxin.rules.scans import SCANS
from lianxin.rules.wording import Said
from lianxin.text.headline import listed_headline
from lianxin.text.letter_fields import letter_fields
from lianxin.web.auth import actor_for
from lianxin.web.staff.door import staff_page
from lianxin.web.staff.window import ANOTHER, desk_lists_of, keep_slip
from lianxin.web.staff.window_form import PhoneForm, blank, filing_of, refused, tidied
from lianxin.web.words import china_today, translate_said

TELLING = ("content", "people-0-name", "people-0-phone", "requests-0")


class Offer(NamedTuple):
    """Something found in the notes, and the field it would go to when the clerk presses its key."""

    label: str
    text: str
    fill: str
    place: str  # the part of the page that changes


@staff_page
def phone(request: HttpRequest) -> HttpResponse:
    """One call: typed, kept as it is typed, read back, registered."""
    lists = desk_lists_of(request)
    if request.method != "POST":
        return _show(request, PhoneForm(_begun(request, lists), lists), lists)
    form = PhoneForm(_filled(request), lists, more=request.POST.get("more", ""))
    if "more" in request.POST or "fill" in request.POST:
        _keep(request, form)
        return _show(request, form, lists)
    try:
        with transaction.atomic():  # no double click may lose the query code
            filing, unread = filing_of(form)
            made = take_in(filing, actor=actor_for(request), at=timezone.now(), unread=unread)
            acts.registered(filing.external_id)
            keep_slip(request, made)
    except Invalid as fault:
        if "external_id" in fault.errors:  # the next call, typed over the page of the one before
            form = PhoneForm(tidied(request.POST) | {"external_id": uuid4().hex, "asked": ""}, lists)
            said = Said(ANOTHER, {"why": fault.errors["external_id"]})
            fault = Invalid({"": said})
        form = refused(form, lists, fault)
        _keep(request, form)
        return _show(request, form, lists, status=422)
    return redirect("staff:receipt", number=made.submission.number)


def _begun(request: HttpRequest, lists: DeskLists) -> dict[str, str]:
    """A new call, which came just now, or one to go on with."""
    now = f"{timezone.localtime():%H:%M}"
    new = blank(lists, china_today().isoformat()) | {"channel": Channel.PHONE, "received_time": now}
    if not (mark := request.GET.get("draft", "")):
        return new
    row = calls.draft_for(actor_for(request), mark, at=timezone.now())
    unsaid = {"purpose": ""} if "asked" in row.typed else {}  # asked whether it accuses, and not answered yet
    return {**new, **unsaid, **row.typed, "external_id": row.mark}


def _filled(request: HttpRequest) -> dict[str, str]:
    """What was typed, and what the clerk has just asked to be filled in."""
    typed = tidied(request.POST) | {"channel": str(Channel.PHONE)}
    name, _is, text = request.POST.get("fill", "").partition("=")
    if name == "requests":
        name = next(
            free for n in range(SCANS.requests + 21) if not typed.get(free := f"requests-{n}", "").strip()
        )
    return typed | {name: text} if name else typed


def _keep(request: HttpRequest, form: PhoneForm) -> Any:
    """The draft as it is kept now; None where there is nothing yet, or it was not kept."""
    typed = form.plain()
    if not any(typed.get(name) for name in TELLING):
        return None
    return acts.keep(actor_for(request), typed.pop("external_id", ""), typed, at=timezone.now())


@require_POST
@staff_page
def notes(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, and tell what was found in it."""
    lists = desk_lists_of(request)
    form = PhoneForm(tidied(request.POST), lists)
    row = _keep(request, form)
    lost = row is None and any(form.plain().get(name) for name in TELLING)
    context = {"form": form, **_heard(form, lists), "draft": row, "part": True, "lost": lost}
    answer = render(request, "staff/_heard.html", context)
    if row is not None:
        answer["HX-Replace-Url"] = f"{reverse('staff:phone')}?draft={row.mark}"
    return answer


@require_POST
@staff_page
def drop(request: HttpRequest) -> HttpResponse:
    """End a call without registering it, and say why."""
    desk_lists_of(request)
    mark, reason = request.POST.get("draft", ""), request.POST.get("reason", "")
    try:
        acts.drop(actor_for(request), mark, reason, at=timezone.now())
    except Invalid as fault:
        messages.warning(request, translate_said(fault.errors["reason"]))
        return redirect(f"{reverse('staff:phone')}?{urlencode({'draft': mark})}#drop")
    messages.success(request, _("没有登记，记下的话已经清除，理由留着。"))
    return redirect("staff:phone")


def _show(request: HttpRequest, form: PhoneForm, lists: DeskLists, status: int = 200) -> HttpResponse:
    mark, actor, at = form["external_id"].value(), actor_for(request), timezone.now()
    rows, over = calls.listed(actor, at=at), calls.over_days(actor, at=at)
    context = {
        "form": form, "left": _told(rows, mark), "over": _told(over, mark), "days": office().call_days,
        "draft": next((row for row in (*rows, *over) if row.mark == mark), None), **_heard(form, lists),
    }  # fmt: skip
    return render(request, "staff/phone.html", context, status=status)


def _told(rows: Sequence[Any], mark: str) -> list[tuple[Any, str, str]]:
    """The other calls, each with who called and how it begins."""
    others = (row for row in rows if row.mark != mark)
    return [
        (row, row.typed.get("people-0-name", ""), listed_headline(row.typed.get("content", "")))
        for row in others
    ]


def _heard(form: PhoneForm, lists: DeskLists) -> dict[str, Any]:
    """What the notes tell, beside what is filled in already; and the record to be read to the caller."""
    names = ([option.label for option in rows] for rows in (lists.organs, lists.regions))
    organs, places = names
    found = letter_fields(form["content"].value() or "", organs=organs, called=lists.called, places=places)
    there = form.facts()
    offers = [
        one for one in _offers(form, found, lists) if one.fill not in (f"{k}={v}" for k, v in there.items())
    ]
    asked = {str(text).strip() for name, text in there.items() if name.startswith("requests-")}
    told = [
        f"{form[f'people-0-{doubt.field}'].label} {doubt.read}：{translate_said(doubt.why)}"
        for doubt in found.doubts
    ]
    offers += [
        Offer(_("诉求"), text, f"requests={text}", "phone-requests")
        for text in found.requests
        if text not in asked
    ]
    return {
        "offers": offers[:9],
        "doubts": told,
        "mentioned": found.dates + found.amounts,
        "aloud": read_back(form),
    }


def _offers(form: PhoneForm, found: Any, lists: DeskLists) -> Iterator[Offer]:
    for part in ("name", "phone", "id_number", "address", "email"):
        if text := getattr(found, part):
            name = f"people-0-{part}"
            yield Offer(str(form[name].label), text, f"{name}={text}", f"{form[name].auto_id}_field")
    for name, rows, labels in (
        ("region", lists.regions, found.places[-1:]), ("complained_organ", lists.organs, found.organs[:1]),
    ):  # fmt: skip
        for option in (each for each in rows if each.label in labels):
            yield Offer(
                str(form[name].label), option.label, f"{name}={option.value}", f"{form[name].auto_id}_field"
            )


def read_back(form: PhoneForm) -> list[str]:
    """The record in the words in which it is read to the caller, one sentence a line."""
    there, said = form.plain(), []
    phone = there.get("people-0-phone", "").replace(" ", "")
    if there.get("anonymous"):
        said.append(_("您不愿留姓名，我们按匿名登记。"))
    elif name := there.get("people-0-name"):
        said.append(_("您是{name}。").format(name=name))
    if phone:
        grouped = " ".join((phone[:3], phone[3:7], phone[7:])) if len(phone) == 11 else phone
        said.append(_("您的电话是 {phone}。").format(phone=grouped))
    if address := there.get("people-0-address"):
        said.append(_("您住在{address}。").format(address=address))
    if content := there.get("content"):
        said.append(_("您反映的是：{content}").format(content=content))
    for n, text in enumerate((each for name, each in there.items() if name.startswith("requests-")), 1):
        said.append(_("您的第{n}项诉求：{text}。").format(n=n, text=text.rstrip("。")))
    return [*said, _("这样记对不对？不对的请您说，我现在改。")] if said else []
