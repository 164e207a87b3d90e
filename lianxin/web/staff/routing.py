"""The office's own rules of routing: written by one person, tried on recorded matters, switched on by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianxin.actions import routing_tables as actions
from lianxin.actions.given import Invalid
from lianxin.queries import routing as queries
from lianxin.rules.codes import OrganLevel
from lianxin.rules.routing import COLUMNS, LEVELS, Rule
from lianxin.rules.wording import Said
from lianxin.web.auth import actor_for
from lianxin.web.staff.door import require, staff_page
from lianxin.web.steps_form import ByName
from lianxin.web.words import china_today, say_code, translate_said

EMPTY_ROWS = 3
HEADINGS = {
    "id": gettext_lazy("规则"),
    "place": gettext_lazy("属地"),
    "level": gettext_lazy("层级"),
    "subject": gettext_lazy("内容分类"),
    "organ": gettext_lazy("转到"),
    "priority": gettext_lazy("顺位"),
    "valid_from": gettext_lazy("有效从"),
    "valid_to": gettext_lazy("有效到"),
}
Typed = list[dict[str, str]]


@staff_page
def rules(request: HttpRequest) -> HttpResponse:
    """All versions and the table to edit, which starts from the newest."""
    require(request, "route")
    actor, today = actor_for(request), china_today()
    office = queries.office_for(actor, today)
    versions, errors, status = queries.tables(office), {}, 200
    names = _names(office)
    rows = _typed_of(queries.rules_of(versions[0] if versions else None, today))
    if request.method == "POST":
        rows = _read(request.POST, names)
        if "more" not in request.POST:
            try:
                made = actions.write(actor, rows, at=timezone.now())
                messages.success(
                    request, _("已存为第%(version)d版，还没有启用。") % {"version": made.version}
                )
                return redirect("staff:routing_version", version=made.version)
            except Invalid as fault:
                errors, status = fault.errors, 422
    context = {
        "versions": versions,
        "in_use": queries.table_in_use(office.pk),
        "headings": HEADINGS.items(),
        "lines": _lines(rows, errors, names),
        "lists": names,
        "levels": [("", _("不限")), *((level.value, say_code(level)) for level in LEVELS.values())],
        "errors": [translate_said(said) for said in errors.values()],
        "count": len(rows) + EMPTY_ROWS,
    }
    return render(request, "staff/routing.html", context, status=status)


@staff_page
def version(request: HttpRequest, version: int) -> HttpResponse:
    """One version, and what its trial on what was already sent came to."""
    require(request, "route")
    actor, today = actor_for(request), china_today()
    office = queries.office_for(actor, today)
    row = queries.table_for(office, version)
    listed, names = queries.rules_of(row, today), _names(office)
    context = {
        "row": row,
        "rules": [_said(rule, names) for rule in listed],
        "headings": HEADINGS.items(),
        "trial": queries.outcome(actor, row, on=today),
        "own": row.written_by_id == actor.account,
        "in_use": queries.table_in_use(office.pk),
    }
    return render(request, "staff/routing_version.html", context)


@require_POST
@staff_page
def try_on(request: HttpRequest, version: int) -> HttpResponse:
    """This version on what was already sent: tried and kept, then shown."""
    require(request, "route")
    actions.try_on(actor_for(request), version, at=timezone.now())
    return redirect("staff:routing_version", version=version)


@require_POST
@staff_page
def switch_on(request: HttpRequest, version: int) -> HttpResponse:
    """From now on this version suggests."""
    require(request, "route")
    actions.switch_on(actor_for(request), version, at=timezone.now())
    messages.success(request, _("第%(version)d版已启用。") % {"version": version})
    return redirect("staff:routing")


def _names(office: queries.Organ) -> dict[str, ByName]:
    return {column: ByName(listed) for column, listed in queries.choices(office, china_today()).items()}


def _typed_of(listed: Sequence[Rule]) -> Typed:
    return [{name: str(getattr(rule, name)) for name in COLUMNS} for rule in listed]


def _read(sent: QueryDict, named: Mapping[str, ByName]) -> Typed:
    count = int(sent["count"]) if sent.get("count", "").isdecimal() and len(sent["count"]) < 4 else 0

    def cell(place: int, column: str) -> str:
        name = f"{place}-{column}"
        if column in named:
            return str(named[column].value_from_datadict(sent, {}, name) or "")
        return sent.get(name, "").strip()

    return [{column: cell(place, column) for column in COLUMNS} for place in range(count)]


def _lines(
    rows: Typed, errors: dict[str, Said], named: Mapping[str, ByName]
) -> list[tuple[int, str, list[dict[str, object]]]]:
    """(place, rule id, cells) of each row and of the empty ones after them."""
    blank = dict.fromkeys(COLUMNS, "")
    return [
        (place, row["id"], [
            {
                "name": f"{place}-{column}", "column": column, "heading": HEADINGS[column],
                "value": named[column].format_value(row[column]) if column in named else row[column],
                "error": translate_said(errors[f"{place}-{column}"]) if f"{place}-{column}" in errors else "",
            }
            for column in COLUMNS if column != "id"
        ])
        for place, row in enumerate([*rows, *[blank] * EMPTY_ROWS])
    ]  # fmt: skip


def _said(rule: Rule, named: Mapping[str, ByName]) -> list[tuple[str, str]]:
    """A rule in words: heading and cell of each column."""
    names = {name: each.labels for name, each in named.items()}
    row = {name: str(getattr(rule, name)) for name in COLUMNS}
    level = say_code(OrganLevel[rule.level]) if rule.level else _("不限")
    said = {name: names[name].get(row[name], row[name]) or _("不限") for name in names}
    cells = {**row, **said, "level": level}
    return [(str(HEADINGS[name]), cells[name] or "—") for name in COLUMNS]
