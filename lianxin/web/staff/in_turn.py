"""One matter of a list after the other: the list that a matter was opened from goes along in the address, with its page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.queries import worklists
from lianxin.queries.worklists import Narrow, Tab, organs_to_filter
from lianxin.web.auth import actor_for
from lianxin.web.staff import behind, saved, shown
from lianxin.web.staff.filters import FilterForm
from lianxin.web.words import china_today, say_code

LIST = "list"  # in the address
AT = "stood"  # within it: where the matter stood before a step moved it
SEARCH = "search"  # within it: that it is no work list but what was searched for
SAID = {"tab", SEARCH, AT, "after", "before", *behind.GIVEN, *FilterForm.base_fields}


def carried(asked: QueryDict) -> str:
    """What a link from this list adds to an address."""
    known = {name: asked[name] for name in asked if name in SAID and asked[name]}
    return f"?{urlencode({LIST: urlencode(known)})}" if known else ""


def of_tab(asked: QueryDict, tab: Tab) -> str:
    """What the links of a list's rows add: the list and its page, wherever in it a matter stood."""
    kept = asked.copy()
    kept["tab"], kept[AT] = tab.value, ""
    return carried(kept)


def of_search(asked: QueryDict) -> str:
    """What the links of the rows of a search add."""
    kept = asked.copy()
    kept[SEARCH] = "yes"
    return of_tab(kept, Tab.ALL)


def came_from(request: HttpRequest) -> QueryDict:
    """The list that an address carries; empty for none."""
    return QueryDict(request.GET.get(LIST, "")[:2000])


def here(request: HttpRequest) -> str:
    """What this address carries, for another link of the same matter."""
    return carried(came_from(request))


def back(request: HttpRequest) -> str:
    """The address of the list or search one came from, at its page; of the work list where one came from none."""
    asked = came_from(request)
    page = reverse("staff:search" if SEARCH in asked else "staff:worklist")
    kept = {name: asked[name] for name in asked if name not in (SEARCH, AT) and asked[name]}
    if SEARCH in asked:
        kept.pop("tab", None)
    return page + (f"?{urlencode(kept)}" if kept else "")


def moved_on(request: HttpRequest, matter: Any) -> str:
    """What the address carries after a step on this matter, asked before it is taken: where in the list it stood."""
    asked = came_from(request).copy()
    if asked and not asked.get(AT):
        asked[AT] = worklists.place(*_list(request, asked), matter)
    return carried(asked)


def beside(request: HttpRequest, matter: Any) -> dict[str, object]:
    """What `staff/_in_turn.html` shows: the list one came from, and what comes before and after this matter in it."""
    asked = came_from(request)
    if not asked:
        return {"carried": "", "list_url": reverse("staff:worklist"), "list_name": _("待办")}
    tab, narrow = _list(request, asked)
    before, after = worklists.beside(
        actor_for(request), tab, narrow, matter, on=china_today(), at=asked.get(AT, "")
    )
    on = of_tab(asked, tab)
    return {
        "carried": here(request),
        "list_url": back(request),
        "list_name": _("查询") if SEARCH in asked else _("待办：{list}").format(list=say_code(tab)),
        "before": _link(before, on),
        "after": _link(after, on),
        "taken": bool(asked.get(AT)),
    }


def _list(request: HttpRequest, asked: QueryDict) -> tuple[Tab, Narrow]:
    actor = actor_for(request)
    organs = organs_to_filter(actor, on=china_today()) if asked.get("organ") else []
    return saved.tab_of(asked) or Tab.ALL, FilterForm(asked, organs).narrow


def _link(matter: Any, on: str) -> dict[str, str] | None:
    if matter is None:
        return None
    url = reverse("staff:matter", args=[matter.number]) + on
    return {"url": url, "number": matter.number, "title": shown.title(matter.sealed, matter.title)}
