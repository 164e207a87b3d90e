"""The work list and the search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lianxin.queries import together, worklists
from lianxin.queries.search import has_words
from lianxin.queries.worklists import organs_to_filter
from lianxin.web.auth import actor_for
from lianxin.web.list_rows import COLUMNS, worklist_headings
from lianxin.web.staff import in_turn, saved, shown, standing_in, tasks_shown
from lianxin.web.staff.door import staff_page
from lianxin.web.staff.filters import FilterForm
from lianxin.web.words import china_today


@staff_page
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits: mine, my organ's, due soon, overdue, returned, all I may see."""
    actor, today = actor_for(request), china_today()
    if not request.may["read"]:
        own = shown.first_page(actor)
        return redirect(own) if own else render(request, "staff/no_content.html", shown.no_content(actor))
    organs = organs_to_filter(actor, on=today)
    form = FilterForm(request.GET, organs)
    page = worklists.page(actor, saved.tab_of(request.GET), form.narrow, on=today, **_cursor(request))
    carried = in_turn.of_tab(request.GET, page.tab)
    context = {
        **shown.worklist(page, form, request.GET, today, carried),
        "carried": carried,
        "saved": saved.views(actor, request.GET, organs),
        "asked_for": saved.kept_part(request.GET),
        "columns": saved.shown_columns(request),
        "all_columns": worklist_headings(COLUMNS),
        "steps": together.offered(actor, (each.matter for each in page.rows), on=today),
        **({} if form.narrow else _first(request)),
    }
    return render(request, "staff/worklist.html", context)


def _first(request: HttpRequest) -> dict[str, object]:
    """What stands above the list while nobody looks for anything: who stands in, who left, and what is owed."""
    owed = tasks_shown.owed(actor_for(request), china_today())
    return {"standing_in": standing_in.notices(request), "left": standing_in.left(request),
            "posts": standing_in.of_the_organ(request), **owed}  # fmt: skip


@staff_page
def search(request: HttpRequest) -> HttpResponse:
    """Words in everything the person may see."""
    actor, today = actor_for(request), china_today()
    if not request.may["read"]:
        return render(request, "staff/no_content.html", shown.no_content(actor))
    form = FilterForm(request.GET, organs_to_filter(actor, on=today))
    asked = bool(form.narrow)
    page = worklists.search(actor, form.narrow, on=today, **_cursor(request)) if asked else None
    carried = in_turn.of_search(request.GET)
    context = shown.found(page, form, today, carried) if page else {"form": form, "asked": False}
    context["speechless"] = bool(form.narrow.text.strip()) and not has_words(form.narrow.text)
    return render(request, "staff/search.html", context)


def _cursor(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("after", "before")}
