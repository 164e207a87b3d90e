"""A periodic report: its words and tables once, given out as page, DOCX, PDF or XLSX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from lianxin.documents.docx import docx
from lianxin.documents.pdf import pdf
from lianxin.documents.sheet import Block, Kind, Sheet
from lianxin.queries.briefing import Line, lines
from lianxin.queries.figures import Reach, Span
from lianxin.queries.report_parts import REST, Parts, parts
from lianxin.reports.briefing import amount, paragraphs
from lianxin.reports.tables import Speak, Table, Words, add_sheets, saved
from lianxin.reports.tables import blocks as table_blocks
from lianxin.rules.categories import Categories
from lianxin.rules.figures import Unit
from lianxin.rules.papers import Format
from lianxin.rules.spans import Interval, Rhythm
from lianxin.rules.steps import STEPS
from lianxin.rules.tasks import TASKS, kind_of
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

_REST = _("不足五件的和其余的")
HEADS = (_("指标"), _("本期"), _("同比"), _("环比"))


@dataclass(frozen=True)
class Report:
    """One report of one interval, made on `today`."""

    span: Interval
    today: date
    paragraphs: list[Said]
    lines: list[Line]
    tables: list[Table] = field(default_factory=list)

    @property
    def title(self) -> Said:
        """E.g. 2026年10月信访工作月报."""
        return Said(_("{span}信访工作{kind}"), {"span": self.span.name, "kind": Said(self.span.rhythm.label)})


def report(reach: Reach, span: Interval, *, today: date, categories: Categories) -> Report:
    """The report over what the reader may count; the yearly one has the four parts of 第四十一条."""
    found = lines(reach, span, today=today)
    told = parts(reach, Span(span.first, span.last, today))
    tables = _year(told, categories) if span.rhythm is Rhythm.YEAR else _fields(told, categories)
    return Report(span, today, paragraphs(span, found), found, tables)


def _fields(told: Parts, categories: Categories) -> list[Table]:
    named: list[tuple[Words | int, ...]] = [
        (_REST if code == REST else categories.full_name(code) if code else _("还没有分类"), n)
        for code, n in told.fields
    ]
    regions = [(_REST if name == REST else name, n) for name, n in told.regions]
    return [
        Table(_("反映的领域"), (_("领域"), _("件次")), named),
        Table(_("最终责任所在地区"), (_("地区"), _("件次")), regions),
    ]


def _year(told: Parts, categories: Categories) -> list[Table]:
    steps = [(STEPS[code].label if code in STEPS else code, n) for code, n in told.passed_on]
    advice = [(TASKS[code].label, issued, taken) for code, issued, taken in told.advice]
    return [
        *_fields(told, categories),
        Table(_("被投诉较多的机关、单位"), (_("机关、单位"), _("事项")), list(told.organs)),
        Table(_("转送、交办"), (_("方式"), _("次数")), list(steps)),
        Table(_("督办"), (_("种类"), _("件数")), [(kind_of(code).label, n) for code, n in told.supervised]),
        Table(_("三项建议及采纳"), (_("建议"), _("发出"), _("采纳、部分采纳")), list(advice)),
    ]  # fmt: skip


def _figures(of: Report, say: Speak) -> tuple[tuple[str, ...], ...]:
    rows = [
        (say(line.figure.label), amount(line), say(line.year.said), say(line.step.said)) for line in of.lines
    ]
    return (tuple(say(head) for head in HEADS), *rows)


def sheet(of: Report, organ: str, say: Speak = str) -> Sheet:
    """The report as a paper: text first, the figures, then the tables of its parts."""
    blocks = [Block(Kind.HEADING, f"一、{say(_('基本情况'))}")]
    blocks += [Block(Kind.PARAGRAPH, say(each)) for each in of.paragraphs]
    blocks += [
        Block(Kind.HEADING, f"二、{say(_('主要数据'))}"),
        Block(Kind.GRID, "", cells=_figures(of, say)),
    ]
    blocks += table_blocks(of.tables, say, after=2)
    note = say(_("每个指标的分子、分母和时点见系统“数据”页；检举控告件不计入；不足五件的分组合成一行。"))
    return Sheet(say(of.title), Format.PLAIN, organ, blocks, date=of.today, note=note)


def workbook(of: Report, say: Speak = str) -> bytes:
    """The report as XLSX: figures as numbers with their definitions, text, and one sheet per table."""
    book = Workbook()
    _figures_sheet(book, of, say)
    text = book.create_sheet(say(_("文字")))
    for each in of.paragraphs:
        text.append([say(each)])
        text.cell(text.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    text.column_dimensions["A"].width = 110
    for each in book.worksheets:
        for cell in each[1]:
            cell.font = Font(bold=True)
    add_sheets(book, of.tables, say)
    return saved(book)


def _figures_sheet(book: Workbook, of: Report, say: Speak) -> None:
    page = book.active
    page.title = say(_("主要数据"))
    defined = (_("分子"), _("分母"), _("数什么"), _("占谁的"), _("按哪一天算"), _("不算哪些"), _("依据"))
    page.append([say(head) for head in (*HEADS, *defined)])
    for line in of.lines:
        row, now = line.figure, line.now
        shown = now.numerator if row.unit in (Unit.COUNT, Unit.DAYS) else now.share
        told = (row.numerator, row.denominator, row.moment, row.exclusions, row.article)
        page.append([say(row.label), shown, say(line.year.said), say(line.step.said), now.numerator,
                     now.denominator or None, *(say(each) for each in told)])  # fmt: skip
        if row.unit is Unit.SHARE:
            page.cell(page.max_row, 2).number_format = "0.0%"
    page.column_dimensions["A"].width = 34
    page.freeze_panes = "B2"


def written(of: Report, form: str, organ: str, say: Speak = str) -> bytes:
    """The report as a file of this form (docx, pdf, xlsx). Raises KeyError for another."""
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: docx(sheet(of, organ, say)),
        "pdf": lambda: pdf(sheet(of, organ, say)),
        "xlsx": lambda: workbook(of, say),
    }
    return makers[form]()
