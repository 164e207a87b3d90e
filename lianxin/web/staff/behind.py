"""The address of the list behind a number, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from lianxin.queries.behind import SETS, Behind
from lianxin.queries.figures import Span
from lianxin.rules.alarms import ALARMS
from lianxin.rules.figure_rows import FIGURES
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.words import china_today, say_day, translate_said

PLAIN = ("part", "region", "field", "cause", "office", "owner")
DAYS = ("since", "until")
GIVEN = ("figure", "from", "to", *(f"of_{name}" for name in (*PLAIN, *DAYS)))


def address(wanted: Behind | None) -> str:
    """Where the list is; "" for none."""
    if wanted is None:
        return ""
    given = {"tab": "ALL", "figure": wanted.code, "from": wanted.span.first, "to": wanted.span.last}
    given |= {
        f"of_{name}": value
        for name in (*PLAIN, *DAYS)
        if (value := getattr(wanted, name)) not in ("", None, "HIT")
    }
    return f"{reverse('staff:worklist')}?{urlencode(given)}"


def asked(data: Mapping[str, str]) -> Behind | None:
    """What an address asks for; None where it names no number or no days."""
    if data.get("figure") not in SETS:
        return None
    first, last = _day(data, "from"), _day(data, "to")
    if first is None or last is None:
        return None
    more: dict[str, Any] = {name: str(data.get(f"of_{name}", ""))[:40] for name in PLAIN}
    more |= {name: _day(data, f"of_{name}") for name in DAYS}
    return Behind(str(data["figure"]), Span(first, last, china_today()), **more)


def _day(data: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(str(data.get(name, "")))
    except ValueError:
        return None


def said(wanted: Behind) -> str:
    """What the list holds, in one line."""
    label = FIGURES[wanted.code].label if wanted.code in FIGURES else ALARMS[wanted.code].label
    template = (
        gettext_noop("“{figure}”里没有做到的")
        if wanted.part == "MISSED"
        else gettext_noop("“{figure}”所数的")
    )
    gaps = {"figure": Said(label), "first": say_day(wanted.span.first), "last": say_day(wanted.span.last)}
    what = translate_said(Said(template, gaps))
    return translate_said(Said(gettext_noop("{what}，{first}至{last}"), {**gaps, "what": what}))
