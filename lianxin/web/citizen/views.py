"""Start page, one's own list, and what the law promises."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianxin.queries.knowledge import public_sources
from lianxin.queries.law import law_on
from lianxin.queries.progress import filed
from lianxin.rules.codes import LegalClass
from lianxin.rules.periods import Grade, Side
from lianxin.rules.privacy import FIELDS
from lianxin.rules.states import STATES
from lianxin.web.citizen.proof import petitioner_for
from lianxin.web.citizen.shown import filed_row
from lianxin.web.words import china_today

PUBLISHED = (Grade.A, Grade.B)  # what a national text says; the rest is local practice or this system's own


def home(request: HttpRequest) -> HttpResponse:
    """The doors: say something, follow it, know the rules."""
    return render(request, "citizen/home.html")


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The submissions of the account, with those proved in this browser."""
    rows = [filed_row(row) for row in filed(petitioner_for(request))]
    return render(request, "citizen/mine.html", {"filed": rows})


def protection(request: HttpRequest) -> HttpResponse:
    """What is and what is not protected when somebody accuses (第三十条、第四十六条)."""
    return render(request, "citizen/protection.html")


def law(request: HttpRequest) -> HttpResponse:
    """Every period and road, straight from the rows that run the clocks."""
    edition = law_on(china_today())
    rows = list(edition.periods.values())
    context = {
        "edition": edition,
        "yours": [row for row in rows if row.side is Side.PETITIONER and row.grade in PUBLISHED],
        "owed": [row for row in rows if row.side is Side.ORGAN and row.grade in PUBLISHED],
        "local": [row for row in rows if row.grade not in PUBLISHED],
        "roads": list(LegalClass),
        "states": [row for row in STATES.values() if row.is_open],
        "sources": public_sources(),
    }
    return render(request, "citizen/law.html", context)


def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal fields are asked for, why and on what basis (《个人信息保护法》第十七条、第三十五条)."""
    return render(request, "citizen/privacy.html", {"fields": list(FIELDS.values())})
