"""Blank receipts for hours without power: reserve and print a block, find one to enter, void a spoilt one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions.given import Invalid
from lianxin.actions.numbers import reserve as reserve_block
from lianxin.actions.numbers import void as void_number
from lianxin.documents.blank_receipts import blank_receipts
from lianxin.queries.access import NotFound
from lianxin.queries.numbers import ReservedNumber, offices_of, unused, voided
from lianxin.queries.paper_text import fonts_in_use
from lianxin.web.auth import actor_for
from lianxin.web.citizen.draft import put, take
from lianxin.web.citizen.questions import Asked
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today

BLANKS, SECONDS = (
    "blank_receipts",
    30 * 60,
)  # the codes can be printed for so long in this browser, then nowhere


@staff_page
def receipts(request: HttpRequest) -> HttpResponse:
    """What lies ready and what was voided; sending the form reserves a block."""
    require(request, "register")
    if request.method != "POST":
        return _show(request)
    typed = request.POST.get("count", "").strip()
    count = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    try:
        made = reserve_block(actor_for(request), request.POST.get("office", ""), count, at=timezone.now())
    except Invalid as fault:
        return _show(request, fault, typed=request.POST)
    rows = [[blank.number, blank.query_code] for blank in made]
    put(request.session, BLANKS, {"office": request.POST["office"], "rows": rows})
    messages.success(request, _("已预留 {n} 个编号，请马上打印").format(n=len(rows)))
    return redirect("staff:paper_receipts")


@staff_page
def printed(request: HttpRequest) -> HttpResponse:
    """The block reserved last, as PDF; only in the session that reserved it, and only for a while."""
    require(request, "register")
    kept = take(request.session, BLANKS, seconds=SECONDS)
    organ = offices_of(actor_for(request), on=china_today()).filter(code=kept.get("office", "")).first()
    if organ is None:
        raise NotFound(BLANKS)
    follow = f"{settings.PUBLIC_URL.rstrip('/')}/follow/"
    made = blank_receipts(organ.name, kept["rows"], follow=follow, own=fonts_in_use())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="receipts-{kept["rows"][0][0]}.pdf"'
    return answer


@require_POST
@staff_page
def void(request: HttpRequest) -> HttpResponse:
    """A spoilt or lost receipt: its number is voided, with a reason."""
    require(request, "register")
    number = request.POST.get("number", "")
    try:
        void_number(actor_for(request), number, request.POST.get("reason", ""), at=timezone.now())
    except Invalid as fault:
        return _show(request, fault, typed=request.POST)
    messages.success(request, _("编号 {number} 已作废").format(number=number))
    return redirect("staff:paper_receipts")


def _block(request: HttpRequest, typed: Mapping[str, str]) -> Asked:
    offices = [(row.code, row.name) for row in offices_of(actor_for(request), on=china_today())]
    form = Asked(typed or {"count": "30", "office": offices[0][0]})
    line = forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "class": "w4"})
    form.fields |= {
        "office": forms.ChoiceField(label=_("登记机关"), choices=offices),
        "count": forms.CharField(label=_("印几张"), widget=line),
    }
    return form


def _spoilt(rows: Sequence[ReservedNumber], typed: Mapping[str, str]) -> Asked:
    form = Asked(typed)
    line = forms.TextInput({"autocomplete": "off", "maxlength": 200})
    form.fields |= {
        "number": forms.ChoiceField(label=_("哪个编号"), choices=[(row.number, row.number) for row in rows]),
        "reason": forms.CharField(
            label=_("为什么作废"), help_text=_("例如写坏、遗失；公开记录里会有作废的个数"), widget=line
        ),
    }
    return form


def _show(
    request: HttpRequest, faults: Invalid | None = None, *, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page; after a refusal what was typed stands in the form it was typed into."""
    actor, on, typed = actor_for(request), china_today(), typed or {}
    rows = unused(actor, on=on)
    block, spoilt = _block(request, typed if "count" in typed else {}), _spoilt(rows, typed)
    form = block if "count" in typed else spoilt
    if faults:
        form.refuse(faults.errors)
    fresh = take(request.session, BLANKS, seconds=SECONDS)
    context = {
        "ahead": block, "spoilt": spoilt, "form": form, "unused": rows, "voided": voided(actor, on=on),
        "fresh": len(fresh.get("rows", [])),
    }  # fmt: skip
    return render(request, "staff/paper_receipts.html", context, status=422 if faults else 200)
