"""Earlier letters about the same matter beside the forms, and the topics that many write about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianxin.queries import repeats
from lianxin.queries.dossier import Dossier
from lianxin.queries.knowledge import post_to_write
from lianxin.queries.repeats import Draft, Match
from lianxin.queries.topics import hot_topics
from lianxin.rules.knowledge import KINDS
from lianxin.rules.states import STATES, State
from lianxin.web.auth import actor_for
from lianxin.web.staff import shown
from lianxin.web.staff.door import staff_page
from lianxin.web.words import china_today

JUDGED_AT = frozenset({"CLASSIFY", "JOIN", "RELATE"})  # steps that need to know of earlier letters


def typed(request: HttpRequest) -> list[tuple[Match, object, str]]:
    """Earlier submissions like the title and content just sent."""
    today = china_today()
    draft = Draft(request.POST.get("title", ""), request.POST.get("content", ""), today)
    return _lines(repeats.alike(actor_for(request), draft, on=today))


def beside(request: HttpRequest, dossier: Dossier, action: str) -> list[tuple[Match, object, str]] | None:
    """Earlier submissions like those of the matter, for a step that judges this; None for other steps."""
    if action not in JUDGED_AT:
        return None
    return _lines(repeats.alike_filed(actor_for(request), dossier.matter, on=dossier.today))


def _lines(matches: list[Match]) -> list[tuple[Match, object, str]]:
    return [
        (each, STATES[State(each.state)].label, shown.title(not each.title, each.title)) for each in matches
    ]


@staff_page
def topics(request: HttpRequest) -> HttpResponse:
    """What many different people write about, within what this person may see."""
    actor, today = actor_for(request), china_today()
    if not request.may["read"]:
        return render(request, "staff/no_content.html", shown.no_content(actor))
    by_rise = request.GET.get("by") == "rise"
    lines = [
        (topic, [(each, STATES[State(each.state)].label) for each in topic.matters])
        for topic in hot_topics(actor, on=today, by_rise=by_rise)
    ]
    weighs = post_to_write(actor, KINDS["RISK_NOTE"]) is not None
    return render(request, "staff/topics.html", {"topics": lines, "weighs": weighs, "by_rise": by_rise})
