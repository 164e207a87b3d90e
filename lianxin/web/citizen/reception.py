"""Days on which leaders receive visitors: the public calendar, one's own turn, giving it back."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lianxin.actions.bookings import Wish, book
from lianxin.actions.bookings import cancel as give_back
from lianxin.actions.given import Invalid
from lianxin.documents.calendar_file import Entry, calendar_file
from lianxin.queries.sittings import Day, public_day, public_days
from lianxin.rules.sittings import KINDS
from lianxin.web.citizen import draft, proof
from lianxin.web.citizen.questions import Asked
from lianxin.web.words import CHINA, china_today

BOOKED = "booked"
KIND = KINDS["LEADER_RECEPTION"]


def days(request: HttpRequest) -> HttpResponse:
    """Every published day with place, time and who receives."""
    found = public_days(at=timezone.now(), on=china_today())
    context = {
        "days": found,
        "kind": KIND,
        "feed": request.build_absolute_uri(reverse("citizen:reception_file")),
    }
    return render(request, "citizen/reception.html", context)


def feed(request: HttpRequest) -> HttpResponse:
    """The same days as a calendar file."""
    found = public_days(at=timezone.now(), on=china_today())
    return _file([_entry(day, day.opens, day.closes, f"day-{day.pk}") for day in found], "reception")


@never_cache
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """One day, and booking one of its times."""
    found, at = public_day(pk, at=timezone.now()), timezone.now()
    form = _form(request, found)
    if request.method != "POST":
        return render(request, "citizen/reception_day.html", {"day": found, "form": form, "kind": KIND})
    typed = {name: request.POST.get(name, "") for name in ("at", "name", "phone", "topic", "number", "code")}
    try:
        made = book(pk, Wish(**typed), client=proof.client_of(request), at=at)
    except Invalid as fault:
        form.refuse(fault.errors)
        context = {"day": public_day(pk, at=at), "form": form, "kind": KIND}
        return render(request, "citizen/reception_day.html", context, status=422)
    kept = {"day": pk, "at": f"{made.at:%H:%M}", "reference": made.reference, "code": made.code}
    draft.put(request.session, BOOKED, kept)
    return redirect("citizen:booked")


def _form(request: HttpRequest, found: Day) -> Asked:
    form = Asked(request.POST if request.method == "POST" else None)
    free = [(f"{slot.at:%H:%M}", f"{slot.at:%H:%M}") for slot in found.slots if slot.free]
    form.fields["at"] = forms.ChoiceField(label=_("选一个时间"), choices=free, widget=forms.RadioSelect)
    form.fields["name"] = forms.CharField(
        label=_("您的姓名"), widget=forms.TextInput({"autocomplete": "name"})
    )
    form.fields["phone"] = forms.CharField(
        label=_("电话"),
        help_text=_("有变化时告诉您。"),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    form.fields["topic"] = forms.CharField(
        label=_("想谈什么"), help_text=_("几句话就行，最多500字。检举、控告的事不要写在这里，请走密封通道。"),
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    plain = {"autocomplete": "off", "spellcheck": "false", "class": "w18"}
    form.fields["number"] = forms.CharField(
        label=_("信访件编号"), required=False, help_text=_("以前提交过的，写上编号和查询码，接待时能看到经过。没有就不填。"),
        widget=forms.TextInput(plain),
    )  # fmt: skip
    form.fields["code"] = forms.CharField(label=_("查询码"), required=False, widget=forms.TextInput(plain))
    return form


@never_cache
def booked(request: HttpRequest) -> HttpResponse:
    """The turn just booked, with the code that cancels it; shown for half an hour in this browser."""
    kept = draft.take(request.session, BOOKED, seconds=draft.RECEIPT_SECONDS)
    if not kept:
        return redirect("citizen:reception")
    context = {"day": public_day(int(kept["day"]), at=timezone.now()), "turn": kept}
    return render(request, "citizen/reception_booked.html", context)


@never_cache
def booked_file(request: HttpRequest) -> HttpResponse:
    """The turn just booked as a calendar file."""
    kept = draft.take(request.session, BOOKED, seconds=draft.RECEIPT_SECONDS)
    if not kept:
        return redirect("citizen:reception")
    found = public_day(int(kept["day"]), at=timezone.now())
    begins = datetime.strptime(kept["at"], "%H:%M").time()
    later = [slot.at for slot in found.slots if slot.at > begins]
    entry = _entry(found, begins, later[0] if later else found.closes, str(kept["reference"]))
    return _file([entry], str(kept["reference"]))


@never_cache
def cancel(request: HttpRequest) -> HttpResponse:
    """Give a turn back with its number and code."""
    form = Asked(
        request.POST if request.method == "POST" else {"reference": request.GET.get("reference", "")}
    )
    plain = {"autocomplete": "off", "spellcheck": "false", "class": "w18"}
    form.fields["reference"] = forms.CharField(
        label=_("预约号"), help_text=_("JD 开头的一串。"), widget=forms.TextInput(plain)
    )
    form.fields["code"] = forms.CharField(label=_("取消码"), widget=forms.TextInput(plain))
    if request.method == "POST":
        try:
            give_back(request.POST.get("reference", ""), request.POST.get("code", ""),
                      client=proof.client_of(request), at=timezone.now())  # fmt: skip
        except Invalid as fault:
            form.refuse(fault.errors)
            return render(request, "citizen/reception_cancel.html", {"form": form}, status=422)
        request.session.pop(BOOKED, None)
        messages.success(request, _("预约已取消，这个时间让给了别人。"))
        return redirect("citizen:reception")
    return render(request, "citizen/reception_cancel.html", {"form": form})


def _entry(found: Day, begins: object, ends: object, key: str) -> Entry:
    host = settings.PUBLIC_URL.split("://", 1)[-1]
    return Entry(
        key=f"{key}@{host}",
        title=f"{_(found.kind.label)}：{found.host}",
        begins=datetime.combine(found.on, begins, CHINA),  # type: ignore[arg-type]
        ends=datetime.combine(found.on, ends, CHINA),  # type: ignore[arg-type]
        place=found.place,
        text=found.called_off,
        called_off=bool(found.called_off),
    )


def _file(entries: list[Entry], name: str) -> HttpResponse:
    content = calendar_file(entries, name=_(KIND.label), made_at=timezone.now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer
