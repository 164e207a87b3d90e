"""Periodic reports as page and file, and the definition of every figure."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.actions import counted
from lianxin.queries.briefing import known_spans, surveys
from lianxin.queries.briefing import series as long_series
from lianxin.queries.counted import found_in, moved
from lianxin.queries.figures import Reach, counted_by
from lianxin.queries.options import category_tree
from lianxin.queries.paper_files import PaperFile
from lianxin.queries.variant import office_name
from lianxin.reports import periodic
from lianxin.reports.briefing import amount, said_amount
from lianxin.reports.tables import MEDIA
from lianxin.rules.dashboards import Panel
from lianxin.rules.figure_rows import FIGURES, SERIES, SURVEYS
from lianxin.rules.figures import Measured
from lianxin.rules.spans import Interval, Rhythm, interval
from lianxin.web.auth import actor_for
from lianxin.web.pages import as_download
from lianxin.web.staff.dashboard import Chart
from lianxin.web.staff.dashboard import Shown as Cell
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today, say_code, translate_said


@staff_page
def report(request: HttpRequest) -> HttpResponse:
    """One report: its text, its table with definitions, its parts."""
    require(request, "count")
    span, fault = asked(request)
    made = _made(request, span)
    if request.method == "POST":
        _keep(request, made, anew=True)
        messages.success(request, _("已经记下，以后的报告照这次的数比较。"))
        return redirect(f"{reverse('staff:report')}?rhythm={span.rhythm.name}&day={span.last.isoformat()}")
    _keep(request, made)
    then, codes = moved(_reach(request), span, {line.figure.code: line.now for line in made.lines})
    context = {
        "report": made,
        "then": then,
        "moved": [
            (FIGURES[code], said_amount(FIGURES[code], found_in(then)[code]))
            for code in codes
            if then and code in found_in(then)
        ],
        "rows": [(line, amount(line)) for line in made.lines],
        "rhythms": Rhythm.choices(),
        "forms": list(MEDIA),
        "span": span,
        "day": request.GET.get("day", "") or span.last.isoformat(),
        "fault": fault,
    }
    return render(request, "staff/report.html", context, status=422 if fault else 200)


@staff_page
def report_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same report as DOCX, PDF or XLSX."""
    require(request, "count")
    if form not in MEDIA:
        raise Http404
    span, _fault = asked(request)
    made = _made(request, span)
    content = periodic.written(made, form, office_name(), translate_said)
    name = translate_said(made.title).replace("/", "-")
    return as_download(PaperFile(content, f"{name}.{form}", MEDIA[form]))


@staff_page
def definitions(request: HttpRequest) -> HttpResponse:
    """What every figure counts over what, on which day, what it leaves out, and by which article."""
    require(request, "count")
    return render(request, "staff/definitions.html", {"figures": FIGURES.values()})


@staff_page
def series(request: HttpRequest) -> HttpResponse:
    """One count over the years: as published where it was, else counted; and what surveys said."""
    require(request, "count")
    code = request.GET.get("code", "")
    code = code if code in SERIES else SERIES[0]
    today = china_today()
    found = long_series(counted_by(actor_for(request), on=today), code, known_spans(code, today), today=today)
    heads = [(_("时间"), ""), (say_code(FIGURES[code].label), code), (_("同比"), ""), (_("来源"), "")]
    rows = [
        [
            Cell(translate_said(each.span.name)),
            Cell(f"{each.found.numerator:,}", each.found.numerator),
            Cell(translate_said(each.change.said)),
            Cell(each.source or _("本系统的记录")),
        ]
        for each in found
    ]
    context = {
        "chart": Chart(Panel.TREND, "column", say_code(FIGURES[code].label), heads, rows),
        "code": code,
        "codes": [(each, FIGURES[each].label) for each in SERIES],
        "surveys": [
            (SURVEYS[row.code], row, said_amount(SURVEYS[row.code], Measured(row.numerator, row.denominator)))
            for row in surveys()
        ],
    }
    return render(request, "staff/series.html", context)


def asked(request: HttpRequest) -> tuple[Interval, str]:
    """The interval that was asked for, the last whole month without a wish; and what was wrong with the day."""
    today = china_today()
    rhythm = (
        Rhythm[request.GET["rhythm"]] if request.GET.get("rhythm") in Rhythm.__members__ else Rhythm.MONTH
    )
    given, fault = request.GET.get("day", "").strip(), ""
    day = date(today.year, today.month, 1)
    try:
        day = date.fromisoformat(given) if given else date.fromordinal(day.toordinal() - 1)
    except ValueError:
        fault = _("日期请写成 2026-10-31 的样子")
    if not 1950 <= day.year <= today.year + 1:
        day, fault = today, _("日期请在今年以前")
    return interval(rhythm, day), fault


def _made(request: HttpRequest, span: Interval) -> periodic.Report:
    today, reach = china_today(), _reach(request)
    counted.keep_earlier(reach, span, today=today)
    return periodic.report(reach, span, today=today, categories=category_tree())


def _reach(request: HttpRequest) -> Reach:
    return counted_by(actor_for(request), on=china_today())


def _keep(request: HttpRequest, made: periodic.Report, *, anew: bool = False) -> None:
    """What was counted for this report is what later ones are compared with."""
    found = {line.figure.code: line.now for line in made.lines}
    counted.keep(_reach(request), made.span, found, today=made.today, anew=anew)
