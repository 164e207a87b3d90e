"""Days of reception at the desk: planned by rhythm or one by one, published, and a result for every visitor."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions import sittings
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.sittings import Plan
from lianxin.queries.office import office
from lianxin.queries.sittings import BOOKED, RECEPTION, organs_to_plan, planned, sitting_for, visitors
from lianxin.rules.rhythms import clock_time
from lianxin.rules.sittings import KINDS, ReceptionResult, ReceptionStyle
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.citizen.questions import Asked
from lianxin.web.fields import DayField
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today, say_code, translate_said


@staff_page
def days(request: HttpRequest) -> HttpResponse:
    """The days of this desk, and the form that plans more."""
    require(request, "sit")
    form = _form(request)
    if request.method == "POST":
        try:
            made = sittings.plan(actor_for(request), _plan(request), at=timezone.now())
        except Invalid as fault:
            return _list(request, form.refuse(fault.errors), status=422)
        messages.success(request, _("排好了 %(count)d 天；公布以后，大家才看得到") % {"count": made})
        return redirect("staff:calendar")
    return _list(request, form)


def _list(request: HttpRequest, form: Asked, status: int = 200) -> HttpResponse:
    coming, over = planned(actor_for(request), on=china_today())
    context = {"coming": coming, "over": over, "form": form, "kind": KINDS[RECEPTION]}
    return render(request, "staff/reception.html", context, status=status)


def _form(request: HttpRequest) -> Asked:
    today = china_today().isoformat()
    blank = {"opens": "9:00", "closes": "11:00", "minutes": "20", "first": today, "last": today}
    form = Asked(request.POST if request.method == "POST" else blank)
    rhythms = [(code, say_code(row.label)) for code, row in office().rhythms.items()]
    organs = [(row.code, row.name) for row in organs_to_plan(actor_for(request))]
    line: dict[str, Any] = {"autocomplete": "off"}
    form.fields |= {
        "kind": forms.ChoiceField(label=_("哪一种接待"), choices=[(code, say_code(KINDS[code].label)) for code in BOOKED]),
        "style": forms.ChoiceField(
            label=_("谁一起接待"), choices=[(code, say_code(text)) for code, text in ReceptionStyle.choices()]
        ),
        "organ": forms.ChoiceField(label=_("哪个机关"), choices=organs),
        "rhythm": forms.ChoiceField(
            label=_("怎样安排"), required=False, choices=[("", _("只排开始那一天")), *rhythms]
        ),
        "first": DayField(label=_("开始")),
        "last": DayField(label=_("结束")),
        "opens": forms.CharField(label=_("几点开始"), widget=forms.TextInput({**line, "class": "w4"})),
        "closes": forms.CharField(label=_("几点结束"), widget=forms.TextInput({**line, "class": "w4"})),
        "minutes": forms.CharField(label=_("每人多少分钟"), widget=forms.TextInput({**line, "class": "w4"})),
        "place": forms.CharField(label=_("地点"), widget=forms.TextInput(line)),
        "hosts": forms.CharField(
            label=_("谁接待"), help_text=_("一行一位，写职务和姓名；几位轮流"), widget=forms.Textarea({"rows": 3})
        ),
    }  # fmt: skip
    return form


def _plan(request: HttpRequest) -> Plan:
    """What was typed as a plan. Raises Invalid with a sentence beside each field that cannot be read."""
    typed, errors = request.POST, Errors()
    kind, style = typed.get("kind", "") or RECEPTION, typed.get("style", "") or ReceptionStyle.SINGLE
    if kind not in BOOKED or style not in ReceptionStyle.__members__:
        errors["kind"] = Said(gettext_noop("请从列出的选项里选"))
    rhythm = office().rhythms.get(typed.get("rhythm", ""))
    first = _day(typed.get("first", ""), "first", errors)
    last = _day(typed.get("last", ""), "last", errors) if rhythm else first
    opens, closes = (_clock(typed.get(name, ""), name, errors) for name in ("opens", "closes"))
    minutes = typed.get("minutes", "").strip()
    if not minutes.isdecimal() or not 5 <= int(minutes[:4]) <= 240:
        errors["minutes"] = Said(gettext_noop("请写 5 到 240 的整数"))
    if errors:
        raise Invalid(errors)
    hosts = tuple(line.strip() for line in typed.get("hosts", "").splitlines() if line.strip())
    return Plan(
        typed.get("organ", ""), first, last, opens, closes, int(minutes), typed.get("place", "").strip(), hosts, rhythm,
        kind=kind, style=style,
    )  # fmt: skip


def _day(text: str, name: str, errors: Errors) -> date:
    try:
        found = DayField().clean(text)
    except forms.ValidationError:
        errors[name] = Said(gettext_noop("请写成 2026-10-08 这样的日期"))
        return date.min
    return found if isinstance(found, date) else date.min


def _clock(text: str, name: str, errors: Errors) -> time:
    found = clock_time(text)
    if found is None:
        errors[name] = Said(gettext_noop("请写成 9:00 这样的时间"))
    return found or time()


@require_POST
@staff_page
def publish(request: HttpRequest) -> HttpResponse:
    """Make the days picked public."""
    require(request, "sit")
    picked = [int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal() and len(pk) < 19]
    done = sittings.publish(actor_for(request), picked, at=timezone.now())
    messages.success(request, _("公布了 %(count)d 天") % {"count": done})
    return redirect("staff:calendar")


@staff_page
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """One day with its visitors, masked; results are entered here."""
    require(request, "sit")
    return _day_page(request, pk)


def _day_page(
    request: HttpRequest, pk: int, *, named: bool = False, fault: Invalid | None = None
) -> HttpResponse:
    actor, on = actor_for(request), china_today()
    row = sitting_for(actor, pk)
    at = timezone.now()
    found = sittings.roll(actor, pk, at=at) if named else visitors(actor, row, on=on)
    errors = {name: translate_said(said) for name, said in fault.errors.items()} if fault else {}
    context = {
        "sitting": row, "visitors": found, "named": named, "errors": errors, "results": list(ReceptionResult),
        "begun": row.held_from <= on, "typed": request.POST if fault else {}, "at_turn": request.POST.get("turn", ""),
        "waiting": sum(not each.result and not each.cancelled for each in found), "kind": KINDS[row.kind],
    }  # fmt: skip
    return render(request, "staff/reception_day.html", context, status=422 if fault else 200)


@require_POST
@staff_page
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Names in full, a visitor who just came, one result, calling off, the record of the day."""
    require(request, "sit")
    actor, typed, at = actor_for(request), request.POST, timezone.now()
    if what == "roll":
        return _day_page(request, pk, named=True)
    try:
        match what:
            case "walk-in":
                sittings.walk_in(actor, pk, typed.get("name", ""), typed.get("topic", ""), at=at)
            case "record":
                turn = typed.get("turn", "")
                turn_pk = int(turn) if turn.isdecimal() and len(turn) < 19 else 0
                sittings.record(actor, pk, turn_pk, typed.get("result", ""), typed.get("answer", ""), at=at)
            case "call-off":
                sittings.call_off(actor, pk, typed.get("reason", ""), at=at)
            case "conclude":
                sittings.conclude(actor, pk, typed.get("record", ""), at=at)
    except Invalid as fault:
        return _day_page(request, pk, fault=fault)
    messages.success(request, _("已记下"))
    return redirect("staff:reception_day", pk=pk)
