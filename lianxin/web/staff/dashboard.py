"""The dashboards: numbers with their definition and list, and charts that are drawn from their own tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianxin.queries import dashboard as read
from lianxin.queries.dashboard import Cell
from lianxin.queries.figures import Reach, Span, counted_by
from lianxin.queries.options import category_tree
from lianxin.queries.oversight import LEADS
from lianxin.queries.paper_files import PaperFile
from lianxin.queries.variant import office_name
from lianxin.queries.worklists import Narrow, Tab, count_each
from lianxin.reports.briefing import said_amount
from lianxin.reports.tables import MEDIA, Table, written
from lianxin.rules.alarms import ALARMS
from lianxin.rules.codes import Cause, Role
from lianxin.rules.dashboards import BOARDS, Board, Panel, Window, board_for, days_of
from lianxin.rules.facts import Actor
from lianxin.rules.figure_rows import EVALUATION, FIGURES
from lianxin.rules.figures import SMALLEST, Figure, Measured, Unit
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.pages import as_download
from lianxin.web.staff import behind
from lianxin.web.staff.door import require, staff_page
from lianxin.web.staff.shown import count
from lianxin.web.words import china_today, say_code, translate_said

CodeT = TypeVar("CodeT", Board, Window)


@dataclass(frozen=True)
class Shown:
    """One cell of a table: its text, its number for the chart, and the address of its list."""

    text: str
    value: float | None = None
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """A table that may be drawn. `kind`: line, bar, heat, flow, or "" for a table alone; `finding` stands above it."""

    panel: Panel
    kind: str
    finding: str
    heads: list[tuple[str, str]]  # text, and the figure it is defined by
    rows: list[list[Shown]] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """Who looks, at what, over which days; `lists` where they may open the matters behind a number."""

    actor: Actor
    reach: Reach
    span: Span
    lists: bool
    leaves: bool = False  # the house, as a file

    def cell(self, cell: Cell) -> Shown:
        url = behind.address(cell.list) if self.lists and cell.n else ""
        return Shown(f"{cell.n:,}", cell.n, url)

    def crossed(self, cell: Cell) -> Shown:
        """A cell of two things crossed, kept back where it is small and not to be opened anyway."""
        return Shown(_("不足 {n}").format(n=SMALLEST)) if self.hides(cell.n) else self.cell(cell)

    def hides(self, n: int) -> bool:
        return 0 < n < SMALLEST and (self.leaves or not self.lists)


@staff_page
def dashboard(request: HttpRequest) -> HttpResponse:
    """One dashboard over one stretch of days."""
    board, window, asked = _asked(request)
    context = {
        "board": board,
        "boards": [_view(each, window, board) for each in Board],
        "windows": Window.choices(),
        "window": window,
        "span": asked.span,
        "numbers": _numbers(asked),
        "charts": [DRAWN[panel](asked, asked.span.today) for panel in BOARDS[board]],
        "lists": asked.lists,
        "forms": list(MEDIA),
    }
    return render(request, "staff/dashboard.html", context)


@staff_page
def dashboard_file(request: HttpRequest, form: str) -> HttpResponse:
    """What the dashboard shows as XLSX, DOCX or PDF, small crossings kept back for everybody."""
    board, _window, asked = _asked(request, leaves=True)
    if form not in MEDIA:
        raise Http404
    span = {"first": asked.span.first.isoformat(), "last": asked.span.last.isoformat()}
    charts = [DRAWN[panel](asked, asked.span.today) for panel in BOARDS[board]]
    counted = [
        (say_code(FIGURES[code].label), _amount(FIGURES[code], each), _of(each))
        for code, each in read.numbers(asked.reach, asked.span).items()
    ]
    heads = (_("指标"), _("数"), _("分子、分母"))
    tables = [Table(_("主要数据"), heads, counted), *map(_table, charts)]
    title = Said(gettext_noop("{board}（{first}至{last}）"), {"board": Said(board.label), **span})
    note = gettext_noop(
        "每个指标的分子、分母和时点见系统“数据”页；检举控告件不计入；交叉的格子不足五件的不列。"
    )
    content = written(
        title, tables, form, office_name(), today=asked.span.today, note=note, say=translate_said
    )
    return as_download(PaperFile(content, f"{say_code(board.label)}-{asked.span.last}.{form}", MEDIA[form]))


def _table(chart: Chart) -> Table:
    rows = [tuple(_plain(cell) for cell in row) for row in chart.rows]
    return Table(say_code(chart.panel.label), tuple(text for text, _code in chart.heads), rows, chart.finding)


def _amount(figure: Figure, found: Measured) -> str | int:
    return found.numerator if figure.unit is Unit.COUNT else said_amount(figure, found)


def _plain(cell: Shown) -> str | int | float:
    """A number where the text says no more than the number."""
    counted = cell.value is not None and cell.text == f"{cell.value:,}"
    return cell.value if counted and cell.value is not None else cell.text


def _asked(request: HttpRequest, *, leaves: bool = False) -> tuple[Board, Window, Asked]:
    require(request, "count")
    actor, today = actor_for(request), china_today()
    first_board = board_for(actor.has(Role.LEADER, Role.ORGAN_HEAD), actor.has(Role.SUPERVISOR))
    board = _chosen(Board, request.GET.get("board"), first_board)
    window = _chosen(Window, request.GET.get("window"), Window.TWELVE)
    span = Span(*days_of(window, today), today)
    return board, window, Asked(actor, counted_by(actor, on=today), span, actor.has(*LEADS), leaves)


def _chosen(codes: type[CodeT], given: str | None, usual: CodeT) -> CodeT:
    return codes[given] if given and given in codes.__members__ else usual


def _view(board: Board, window: Window, here: Board) -> dict[str, object]:
    return {
        "text": say_code(board),
        "url": f"?board={board}&window={window}",
        "here": board is here,
        "count": None,
    }


def _numbers(asked: Asked) -> list[dict[str, object]]:
    """What stands on top: each figure, its definition, and how many matters its list holds."""
    today = asked.span.today
    found = read.numbers(asked.reach, asked.span)
    wanted = [(code, each) for code in found if asked.lists and (each := read.missed_of(code, asked.span))]
    counts = count_each(asked.actor, [(Tab.ALL, Narrow(behind=each)) for _code, each in wanted], on=today)
    listed = {code: (each, count(n)) for (code, each), n in zip(wanted, counts, strict=True)}
    return [
        {
            "figure": FIGURES[code],
            "text": said_amount(FIGURES[code], each),
            "of": _of(each),
            "list": behind.address(listed[code][0]) if code in listed else "",
            "n": listed[code][1] if code in listed else "",
            "missed": code in listed and listed[code][0].part == "MISSED",
        }
        for code, each in found.items()
    ]


def _of(found: Measured) -> str:
    return f"{found.numerator:,}/{found.denominator:,}" if found.denominator else ""


def _head(code: str) -> tuple[str, str]:
    return say_code(FIGURES[code].label), code


def _trend(asked: Asked, today: date) -> Chart:
    rows = read.trend(asked.reach, today)
    opened, closed = sum(row[1].n for row in rows), sum(row[2].n for row in rows)
    finding = Said(gettext_noop("十二个月新增{opened}件，办结{closed}件，现在在办{open}件"),
                   {"opened": opened, "closed": closed, "open": rows[-1][3].n})  # fmt: skip
    heads = [(_("月份"), ""), _head("OPENED"), _head("CLOSED"), _head("OPEN_AFTER")]
    cells = [[Shown(f"{month:%Y-%m}"), *(asked.cell(each) for each in each_row)] for month, *each_row in rows]
    return Chart(Panel.TREND, "line", translate_said(finding), heads, cells)


def _ages(asked: Asked, today: date) -> Chart:
    rows = read.ages(asked.reach, today)
    total, old = sum(cell.n for _age, cell in rows), rows[-1][1].n
    finding = Said(gettext_noop("在办{total}件，其中一年以上的{old}件"), {"total": total, "old": old})
    cells = []
    for age, cell in rows:
        gaps = {"least": age.least, "most": age.most}
        text = gettext_noop("{least}日以上") if age.most is None else gettext_noop("{least}至{most}日")
        cells.append([Shown(translate_said(Said(text, gaps))), asked.cell(cell)])
    return Chart(
        Panel.AGES, "bar", translate_said(finding), [(_("从收到起"), ""), _head("OPEN_AFTER")], cells
    )


def _matrix(asked: Asked, today: date) -> Chart:
    found, tree = read.matrix(asked.reach, asked.span), category_tree()
    rows = [
        [Shown(tree.full_name(code) if code in tree else code), *(asked.crossed(cell) for cell in cells)]
        for code, cells in found.rows
    ]
    top = max(((cell.n, row[0].text, name) for row, (_code, cells) in zip(rows, found.rows, strict=True)
               for cell, (_region, name) in zip(cells, found.regions, strict=True)), default=(0, "", ""))  # fmt: skip
    gaps = dict(zip(("n", "field", "region"), top, strict=True))
    if asked.hides(top[0]):
        finding, gaps = gettext_noop("每一格都不足 {n} 件"), {"n": SMALLEST}
    elif top[0]:
        finding = gettext_noop("最多的是{region}的{field}，{n}件")
    else:
        finding = gettext_noop("这段时间没有分了类的事项")
    heads = [(_("领域"), ""), *((name, "OPENED") for _code, name in found.regions)]
    return Chart(Panel.MATRIX, "heat", translate_said(Said(finding, gaps)), heads, rows)


def _flow(asked: Asked, today: date) -> Chart:
    rows = read.flow(asked.reach, asked.span)
    moved, total = sum(c.n for a, b, c in rows if a != b), sum(c.n for _a, _b, c in rows)
    finding = Said(gettext_noop("{total}件里，登记机关自己办的{own}件，转到别的机关的{moved}件"),
                   {"total": total, "own": total - moved, "moved": moved})  # fmt: skip
    heads = [(_("登记的机关"), ""), (_("现在办理的机关"), ""), _head("OPENED")]
    cells = [[Shown(a), Shown(b), asked.crossed(cell)] for a, b, cell in rows]
    return Chart(Panel.FLOW, "flow", translate_said(finding), heads, cells)


def _causes(asked: Asked, today: date) -> Chart:
    rows = read.causes(asked.reach, asked.span)
    told = sum(cell.n for cause, cell in rows if cause)
    total = sum(cell.n for _cause, cell in rows)
    finding = Said(gettext_noop("办结{total}件，写明原因的{told}件"), {"total": total, "told": told})
    cells = [[Shown(say_code(Cause[c]) if c else _("没有写明")), asked.cell(cell)] for c, cell in rows]
    return Chart(Panel.CAUSES, "bar", translate_said(finding), [(_("原因"), ""), _head("CLOSED")], cells)


def _organs(asked: Asked, today: date) -> Chart:
    rows = []
    for line in read.organs(asked.reach, asked.span):
        cells = [Shown(line.name)]
        for code, found in line.shares.items():
            missed = line.missed.get(code)
            url = behind.address(missed.list) if missed and missed.n and asked.lists else ""
            text = said_amount(FIGURES[code], found)
            more = _("（没有做到 {n} 件）").format(n=missed.n) if missed and missed.n else ""
            share = None if found.share is None else round(100 * found.share, 1)
            cells.append(Shown(f"{text} {_of(found)}{more}".strip(), share, url))
        rows.append(cells)
    note = _("只比办得怎样，不比来了多少；按名录的顺序排，不排名次。分母小的，差一件就差很多。")
    heads = [(_("机关"), ""), *(_head(code) for code in EVALUATION)]
    return Chart(Panel.ORGANS, "", _("及时、完整、执行、被改变，各看各的"), heads, rows, note)


def _alarms(asked: Asked, today: date) -> Chart:
    rows = []
    for line in read.alarms(asked.reach, asked.span):
        row = ALARMS[line.code]
        base = f"{_share(line.base)} {_of(line.base)}".strip()
        label, harmless = Shown(say_code(row.label)), Shown(say_code(row.harmless))
        for name, found, cell in line.organs:
            share = Shown(f"{_share(found)} {_of(found)}")
            rows.append([label, Shown(base), Shown(name), share, asked.cell(cell), harmless])
        if not line.organs:
            rows.append([label, Shown(base), Shown(_("没有特别高的")), Shown("—"), Shown("—"), harmless])
    raised = sum(1 for row in rows if row[4].value)
    finding = Said(gettext_noop("{n}处明显高于总体，要人核一核"), {"n": raised})
    heads = [
        (each, "")
        for each in (_("看什么"), _("总体"), _("哪个机关"), _("该机关"), _("事项"), _("也可能是因为"))
    ]
    note = _("这是提问，不是结论：不低于五件、并且达到总体的两倍才列出。核实以后怎样处理，由督查的人决定。")
    return Chart(Panel.ALARMS, "", translate_said(finding), heads, rows, note)


def _functions(asked: Asked, today: date) -> Chart:
    rows = read.functions(asked.reach, asked.span)
    none = [say_code(FIGURES[code].label) for code, each in rows.items() if not each.numerator]
    finding = (
        Said(gettext_noop("这段时间没有记录的：{what}"), {"what": "、".join(none)}) if none
        else gettext_noop("五项都有记录")
    )  # fmt: skip
    cells = [
        [Shown(say_code(FIGURES[code].label)), Shown(f"{each.numerator:,}", each.numerator)]
        for code, each in rows.items()
    ]
    heads = [(_("职能"), ""), (_("件数"), "INFORMED")]
    return Chart(Panel.FUNCTIONS, "bar", translate_said(finding), heads, cells)


def _share(found: Measured) -> str:
    return "—" if found.share is None else f"{100 * found.share:.1f}%"


DRAWN: dict[Panel, Callable[[Asked, date], Chart]] = {
    Panel.TREND: _trend,
    Panel.AGES: _ages,
    Panel.MATRIX: _matrix,
    Panel.FLOW: _flow,
    Panel.CAUSES: _causes,
    Panel.ORGANS: _organs,
    Panel.ALARMS: _alarms,
    Panel.FUNCTIONS: _functions,
}
