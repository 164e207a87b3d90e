"""Keep and forget filters of the work list, and which columns it shows."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions import saved_lists as actions
from lianxin.actions.given import Invalid
from lianxin.queries import saved_lists as queries
from lianxin.queries.options import Option
from lianxin.queries.worklists import Narrow, Tab, count_each
from lianxin.rules.facts import Actor
from lianxin.web.auth import actor_for
from lianxin.web.list_rows import COLUMNS
from lianxin.web.staff import shown
from lianxin.web.staff.door import staff_page
from lianxin.web.staff.filters import FilterForm
from lianxin.web.words import china_today, translate_said

USUAL = ("next", "holder", "state")
TYPED = ("named", "shared")  # of a filter that could not be kept
KEPT_IN, A_YEAR = "columns", 366 * 24 * 3600


def tab_of(asked: QueryDict) -> Tab | None:
    """The list that an address names."""
    return Tab[asked["tab"]] if asked.get("tab") in Tab.__members__ else None


def kept_part(asked: QueryDict) -> str:
    """An address without where in the list one is."""
    kept = asked.copy()
    for name in ("after", "before", "csrfmiddlewaretoken", *TYPED):
        kept.pop(name, None)
    for name in [name for name in kept if not kept[name]]:
        del kept[name]
    return str(kept.urlencode())


def views(actor: Actor, asked: QueryDict, organs: list[Option]) -> list[dict[str, object]]:
    """The saved filters with how many each holds today."""
    rows, here = queries.saved_lists(actor), kept_part(asked)
    lists: list[tuple[Tab, Narrow]] = []
    for row in rows:
        given = QueryDict(row.asked)
        lists.append((tab_of(given) or Tab.ALL, FilterForm(given, organs).narrow))
    numbers = count_each(actor, lists, on=china_today())
    return [
        {
            "row": row,
            "url": f"{reverse('staff:worklist')}?{row.asked}",
            "count": shown.count(number),
            "here": row.asked == here,
            "own": row.account_id == actor.account,
            "may_withdraw": queries.may_withdraw(actor, row),
        }
        for row, number in zip(rows, numbers, strict=True)
    ]


@require_POST
@staff_page
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the page it was sent from."""
    asked = kept_part(QueryDict(request.POST.get("asked", "")[:2000]))
    name, shared = request.POST.get("name", ""), "shared" in request.POST
    typed = ""
    try:
        actions.keep(actor_for(request), name, asked, shared=shared)
        messages.success(request, _("已保存这个筛选。"))
    except Invalid as fault:
        messages.warning(request, translate_said(next(iter(fault.errors.values()))))
        typed = "&" + urlencode({"named": name[:200], **({"shared": "on"} if shared else {})})
    return redirect(f"{reverse('staff:worklist')}?{asked}{typed}")


@require_POST
@staff_page
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own filters."""
    actions.drop(actor_for(request), pk)
    return redirect("staff:worklist")


@require_POST
@staff_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End the sharing of a colleague's filter."""
    actions.withdraw(actor_for(request), pk, at=timezone.now())
    messages.success(request, _("已取消共用，这个筛选只留给保存它的人。"))
    return redirect("staff:worklist")


def shown_columns(request: HttpRequest) -> tuple[str, ...]:
    """The columns this person wants to see; the usual ones until they choose."""
    if KEPT_IN not in request.COOKIES:
        return USUAL
    chosen = request.COOKIES[KEPT_IN].split(".")
    return tuple(name for name in COLUMNS if name in chosen)


@require_POST
@staff_page
def columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns to show, for a year in this browser."""
    asked = kept_part(QueryDict(request.POST.get("asked", "")[:2000]))
    answer = redirect(f"{reverse('staff:worklist')}?{asked}")
    chosen = ".".join(name for name in COLUMNS if name in request.POST.getlist("column"))
    answer.set_cookie(
        KEPT_IN, chosen, max_age=A_YEAR, path=reverse("staff:worklist"), httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
    return answer
