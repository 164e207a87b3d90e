"""Figures for those who lead, and the record of readings for the auditor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxin.queries import oversight
from lianxin.rules.states import STATES
from lianxin.rules.steps import STEPS
from lianxin.web.auth import actor_for
from lianxin.web.staff import shown
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today

WHAT = {
    "FILE": _("打开案卷"),
    "ATTACHMENT": _("打开附件"),
    "REVEAL": _("查看信访人完整信息"),
    "LOOKUP": _("按电话或证件查找"),
    "UNSEALED": _("获准查看检举人身份"),
    "EXPORT": _("导出"),
    "LETTERS": _("打印寄出的信"),
    "RECEPTION": _("打印接待日名册"),
}


@staff_page
def overview(request: HttpRequest) -> HttpResponse:
    """Open work by state and organ, overdue, returned, oldest."""
    actor, today = actor_for(request), china_today()
    require(request, "count")
    found = oversight.overview(actor, on=today)
    lists = reverse("staff:worklist")
    context = {
        "overview": found,
        "opens": request.may["read"],
        "states": [(STATES[state], number) for state, number in found.by_state.items()],
        "oldest": [(each, shown.title(each.sealed, each.title), STATES[each.state]) for each in found.oldest],
        "list_url": lists,
        "today": today,
    }
    return render(request, "staff/overview.html", context)


@staff_page
def readings(request: HttpRequest) -> HttpResponse:
    """Who opened what, when and what for; with a number, the outline of that matter as well. No content."""
    actor, today = actor_for(request), china_today()
    require(request, "audit")
    number, who = request.GET.get("number", "").strip(), request.GET.get("who", "").strip()
    looks = oversight.readings(actor, on=today, number=number, who=who)
    acts = oversight.outline(actor, number, on=today) if number else []
    context = {
        "number": number,
        "who": who,
        "looks": [(look, WHAT.get(look.what, look.what)) for look in looks],
        "acts": [(act, STEPS[act.what]) for act in acts],
        "most": oversight.MOST,
    }
    return render(request, "staff/readings.html", context)
