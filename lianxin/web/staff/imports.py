"""Bring in a table from elsewhere: upload, say which column is what, try it, register it, take back what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from lianxin.actions import sheets as actions
from lianxin.actions.given import Invalid
from lianxin.documents.tables import as_csv
from lianxin.queries import sheets as queries
from lianxin.queries.people import desk_lists
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.imports import guess, import_rules
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.staff.door import require, staff_page
from lianxin.web.staff.import_receipts import parts
from lianxin.web.steps_form import StepForm, with_errors
from lianxin.web.words import china_today, say_code, say_moment, translate_said

BUSY = ("TRYING", "RUNNING")
FIXED = ("office", "channel", "purpose")


@staff_page
def imports(request: HttpRequest) -> HttpResponse:
    """The tables this person brought, and the form that uploads another."""
    require(request, "register")
    form, status = _upload_form(request), 200
    if request.method == "POST":
        try:
            row = _brought(request)
            return redirect("staff:import", pk=row.pk)
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
    context = {
        "form": form,
        "rows": queries.imports_of(actor_for(request)),
        "limits": import_rules().limits,
    }
    return render(request, "staff/imports.html", context, status=status)


def _upload_form(request: HttpRequest) -> StepForm:
    form = StepForm(request.POST if request.method == "POST" else None, request.FILES or None)
    offices = desk_lists(actor_for(request), on=china_today()).offices
    form.ask("file", forms.FileField(label=_("表格文件"), help_text=_("XLSX 或者 CSV（UTF-8、GB18030 都可以），第一行是各列的名称；上面有标题行也可以"),
             widget=forms.FileInput({"accept": ".xlsx,.csv,.tsv,.txt"})))  # fmt: skip
    forms_ = [
        ("", _("其他表格")),
        *((one.code, say_code(one.label)) for one in import_rules().forms.values()),
    ]
    form.ask("form", forms.ChoiceField(label=_("是哪一种表格"), choices=forms_, required=False))
    form.ask("office", forms.ChoiceField(label=_("登记到哪个机关"), choices=_labelled(offices)))
    return form


def _labelled(options: Sequence[Any]) -> list[tuple[str, str]]:
    return [(option.value, option.label) for option in options]


def _brought(request: HttpRequest) -> Any:
    sent = request.FILES.get("file")
    if sent is None:
        raise Invalid({"file": Said(gettext_noop("请选择一个文件"))})
    given = {"form": request.POST.get("form", ""), "at": timezone.now()}
    with NamedTemporaryFile(suffix=Path(sent.name or "").suffix[:8]) as copy:
        for piece in sent.chunks():
            copy.write(piece)
        copy.flush()
        office = request.POST.get("office", "")
        return actions.bring(actor_for(request), office, sent.name or "", Path(copy.name), **given)


@staff_page
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: the mapping with sample rows, what a rehearsal found, how far it has come."""
    require(request, "register")
    actor, status = actor_for(request), 200
    row = queries.import_for(actor, pk)
    form = _mapping_form(request, row)
    if request.method == "POST":
        try:
            columns, fixed = _mapping(request.POST)
            source = request.POST.get("source", "")
            actions.rehearse(actor, pk, columns=columns, fixed=fixed, source=source, at=timezone.now())
            return redirect("staff:import", pk=pk)
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
    try:
        samples = queries.samples(row) if row.token else []
    except queries.RowsGone:
        samples = []
    context = {"row": row, "form": form, "samples": samples, **_shown(row)}
    context["editing"] = row.token and row.phase in ("MAPPING", "TRIED")
    return render(request, "staff/import.html", context, status=status)


def _shown(row: Any) -> dict[str, Any]:
    """What the page says of how far a table has come."""
    reasons = [
        {"said": translate_said(Said(str(one["said"][0]), one["said"][1])), "count": one["count"], "line": one["line"]}
        for one in sorted(row.reasons, key=lambda one: -one["count"])
    ]  # fmt: skip
    passed = row.new + row.known + row.refused
    busy = row.phase in BUSY and bool(row.token)
    return {"reasons": reasons, "passed": passed, "busy": busy, "receipts": parts(row)}


def _mapping(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    columns = {name: typed[key] for name in import_rules().fields if typed.get(key := f"column-{name}")}
    return columns, {name: typed[key] for name in FIXED if typed.get(key := f"fixed-{name}")}


def _mapping_form(request: HttpRequest, row: Any) -> StepForm:
    form = StepForm(request.POST if request.method == "POST" else None, initial=_start(request, row))
    columns = [("", _("没有这一列")), *((name, name) for name in row.heading)]
    form.ask("source", forms.CharField(label=_("来源的名称"), help_text=_("同一来源、同一编号只登记一次；列的对应按来源记住，下次不用再选"),
             widget=forms.TextInput({"autocomplete": "off", "class": "w11"})))  # fmt: skip
    for name, label, choices in _for_all(request):
        form.ask(f"fixed-{name}", forms.ChoiceField(label=label, choices=choices))
    first = [
        field
        for field in import_rules().fields.values()
        if field.needed or field.code in form.initial["found"]
    ]
    for fields, legend in (
        (first, _("各列的对应")),
        ([field for field in import_rules().fields.values() if field not in first], _("其他可以填的")),
    ):
        for field in fields:
            if field.code != "office":
                asked = forms.ChoiceField(label=say_code(field.label), choices=columns, required=field.needed)
                form.ask(f"column-{field.code}", asked, legend)
    return form


def _for_all(request: HttpRequest) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What all rows have in common, or those whose own column is empty."""
    none = ("", _("看列里写的"))
    return [
        ("office", _("受理机关"), _labelled(desk_lists(actor_for(request), on=china_today()).offices)),
        (
            "channel",
            _("信访形式（没有这一列或者空着时）"),
            [none, *((c.value, say_code(c)) for c in Channel)],
        ),
        (
            "purpose",
            _("信访目的（没有这一列或者空着时）"),
            [none, *((p.value, say_code(p)) for p in Purpose)],
        ),
    ]


def _start(request: HttpRequest, row: Any) -> dict[str, Any]:
    """What the form starts with: this table's own mapping, else what is remembered of the source, else a guess."""
    known = import_rules().forms.get(row.form)
    source = row.source or (known.source if known else row.name.rpartition(".")[0][:23])
    kept = queries.remembered(row.organ_id, source)
    columns, fixed = guess(row.heading, row.form), {"purpose": "REQUEST", **(known.fixed if known else {})}
    if row.source:
        columns, fixed = row.columns, row.fixed
    elif kept:
        columns |= {name: column for name, column in kept.columns.items() if column in row.heading}
        fixed |= kept.fixed
    fixed = {"office": row.organ.code, **fixed}
    return {
        "source": source, "found": columns,
        **{f"column-{name}": column for name, column in columns.items()},
        **{f"fixed-{name}": value for name, value in fixed.items()},
    }  # fmt: skip


@require_POST
@staff_page
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The next batch; the page that waits asks again until all are done."""
    require(request, "register")
    try:
        row = actions.advance(actor_for(request), pk, at=timezone.now())
    except queries.RowsGone:
        messages.warning(request, _("这份表的内容已经清除，请重新上传。"))
        return redirect("staff:imports")
    if not request.htmx:
        return redirect("staff:import", pk=pk)
    if row.phase not in BUSY:
        return HttpResponseClientRefresh()
    return render(request, "staff/_import_progress.html", {"row": row, **_shown(row)})


@require_POST
@staff_page
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Register what was rehearsed."""
    require(request, "register")
    try:
        actions.start(actor_for(request), pk, at=timezone.now())
    except Invalid as fault:
        messages.warning(request, translate_said(next(iter(fault.errors.values()))))
    return redirect("staff:import", pk=pk)


@require_POST
@staff_page
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Clear the rows that were kept."""
    require(request, "register")
    actions.forget(actor_for(request), pk)
    messages.success(request, _("已清除。"))
    return redirect("staff:imports")


@staff_page
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were refused, each with its reasons; once mended the file can be brought in as it is."""
    require(request, "register")
    row = queries.import_for(actor_for(request), pk)
    try:
        lines = [
            (str(line), "；".join(map(translate_said, faults)), *map(str, cells))
            for line, faults, cells in queries.refused_rows(row)
        ]
    except queries.RowsGone:
        messages.warning(request, _("这份表的内容已经清除，请重新上传。"))
        return redirect("staff:imports")
    mark = _("%(name)s 里没有登记的行，%(when)s；改好以后可以直接再导入这个文件") % {
        "name": row.name, "when": say_moment(row.changed_at),
    }  # fmt: skip
    answer = HttpResponse(
        as_csv(mark, (*actions.OWN, *row.heading), lines), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="refused-{row.pk}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
