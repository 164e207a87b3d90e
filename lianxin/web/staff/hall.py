"""The queue of the reception hall: give out a number, call it to this window, lead it into the registration."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions import hall as acts
from lianxin.actions.given import Invalid
from lianxin.queries import hall as queries
from lianxin.rules.sittings import HallResult
from lianxin.web.auth import actor_for
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today, translate_said

WINDOW = "hall_window"


@staff_page
def hall(request: HttpRequest) -> HttpResponse:
    """Who waits, who is at which window, and today's counts."""
    return _show(request)


@require_POST
@staff_page
def act(request: HttpRequest, what: str) -> HttpResponse:
    """Take a number, call the next or one again, say that it was received or did not come."""
    organ, actor, at, typed = _office(request), actor_for(request), timezone.now(), request.POST
    pk = int(typed["turn"]) if typed.get("turn", "").isdecimal() and len(typed["turn"]) < 19 else 0
    try:
        match what:
            case "take":
                count = typed.get("persons", "").strip()
                persons = int(count) if count.isdecimal() and len(count) < 6 else 0
                row = acts.take_number(actor, organ.code, persons, at=at)
                messages.success(request, _("{n} 号，请告诉来访人").format(n=row.position))
            case "next":
                request.session[WINDOW] = typed.get("window", "").strip()[: acts.WINDOW]
                called = acts.call_next(actor, organ.code, typed.get("window", ""), at=at)
                if called is None:
                    messages.info(request, _("没有人在等"))
            case "again":
                acts.call_again(actor, pk, at=at)
            case "absent":
                acts.finish(actor, pk, HallResult.ABSENT, at=at)
            case "received":
                acts.finish(actor, pk, HallResult.RECEIVED, at=at)
            case _:
                row = acts.finish(actor, pk, HallResult.RECEIVED, at=at)
                came = {"office": organ.code, "persons": row.persons}
                return redirect(f"{reverse('staff:register')}?{urlencode(came)}")
    except Invalid as fault:
        return _show(request, fault)
    return redirect(f"{reverse('staff:hall')}?{urlencode({'office': organ.code})}")


def _office(request: HttpRequest) -> queries.Organ:
    require(request, "register")
    offices = queries.halls(actor_for(request), on=china_today())
    code = request.POST.get("office") or request.GET.get("office")
    return next((organ for organ in offices if organ.code == code), offices[0])


def _show(request: HttpRequest, fault: Invalid | None = None) -> HttpResponse:
    organ, on = _office(request), china_today()
    errors = {name: translate_said(said) for name, said in fault.errors.items()} if fault else {}
    context = {
        "organ": organ, "offices": queries.halls(actor_for(request), on=on), "errors": errors,
        "waiting": list(queries.waiting(organ, on=on)), "called": queries.at_windows(organ, on=on),
        "counts": queries.counts(organ, on=on), "before": queries.past_days(organ, before=on),
        "window": request.POST.get("window", request.session.get(WINDOW, "1")),
        "persons": request.POST.get("persons", "1"),
    }  # fmt: skip
    return render(request, "staff/hall.html", context, status=422 if fault else 200)
