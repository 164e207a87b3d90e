"""A Sheet as DOCX, to be edited in an office's word processor: the same measures, the standard's font names.

Word sets real 仿宋_GB2312 and 小标宋 where the reader has them; the file carries no fonts of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import segno
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from lianxin.documents.fonts import Face
from lianxin.documents.measures import PAGES, POINT_MM, Page
from lianxin.documents.sheet import Block, Kind, Sheet, spoken_day
from lianxin.rules.papers import Format

RED = RGBColor(0xD7, 0x00, 0x0F)
EARLY = (1980, 1, 1, 0, 0, 0)
FACES = {Kind.HEADING: Face.HEI, Kind.SUBHEADING: Face.KAI, Kind.QUOTE: Face.KAI}


def docx(sheet: Sheet, *, pages: Mapping[Format, Page] = PAGES) -> bytes:
    """The paper as DOCX; the same sheet gives the same bytes."""
    return _Writer(sheet, pages[sheet.format]).written()


class _Writer:
    def __init__(self, sheet: Sheet, page: Page) -> None:
        self.sheet, self.page = sheet, page
        self.file = Document()

    def written(self) -> bytes:
        self._page()
        if self.sheet.is_marked:
            self._mark()
        for line in self.sheet.lines_of_title:
            self._line(line, Face.SONG, self.page.title_pt, WD_ALIGN_PARAGRAPH.CENTER)
        if self.sheet.number and not self.sheet.is_marked:
            form = self.sheet.format is Format.FORM
            self._line(
                self.sheet.number, align=WD_ALIGN_PARAGRAPH.RIGHT if form else WD_ALIGN_PARAGRAPH.CENTER
            )
        self._line("")
        self._blocks()
        self._sign()
        self._imprint()
        self._folio()
        if self.sheet.draft:
            self._draft()
        return self._saved()

    # ---- page ------------------------------------------------------------------------------------------
    def _page(self) -> None:
        section, page = self.file.sections[0], self.page
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(page.top_mm), Mm(page.bottom_mm)
        section.left_margin, section.right_margin = Mm(page.left_mm), Mm(page.right_mm)
        section.footer_distance = Mm(page.bottom_mm - page.folio_mm - 5)
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(page.pitch_pt * 20)))
        for old in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(old)
        section._sectPr.append(grid)
        style = self.file.styles["Normal"]
        style.font.size = Pt(page.body_pt)
        self._face(style.element.get_or_add_rPr(), Face.FANG)

    def _face(self, properties: object, face: Face) -> None:
        fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
        for name in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(name), face.value)

    def _line(
        self, text: str, face: Face = Face.FANG, size: float = 0, align: WD_ALIGN_PARAGRAPH | None = None
    ) -> Paragraph:
        line = self.file.add_paragraph()
        if align is not None:
            line.alignment = align
        form = line.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = (
            WD_LINE_SPACING.EXACTLY,
            Pt(max(self.page.pitch_pt, size * 1.2)),
        )
        run = line.add_run(text)
        run.font.size = Pt(size or self.page.body_pt)
        self._face(run._r.get_or_add_rPr(), face)
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(round((self.page.advance_pt - self.page.body_pt) * 20)))
        run._r.get_or_add_rPr().append(spacing)
        return line

    def _indented(self, text: str, face: Face = Face.FANG) -> Paragraph:
        line = self._line(text, face)
        line.paragraph_format.first_line_indent = Pt(2 * self.page.advance_pt)
        return line

    def _mark(self) -> None:
        mark = self._line(self.sheet.organ, Face.SONG, self.page.mark_pt, WD_ALIGN_PARAGRAPH.CENTER)
        mark.runs[0].font.color.rgb = RED
        if self.sheet.format is Format.LETTER:
            self._rule(mark)
            self._line(self.sheet.number, align=WD_ALIGN_PARAGRAPH.RIGHT)
        else:
            self._line("")
            signer = f"　　　　签发人：{self.sheet.signer}" if self.sheet.signer else ""
            self._rule(self._line(self.sheet.number + signer, align=WD_ALIGN_PARAGRAPH.CENTER))
        self._line("")

    def _rule(self, line: Paragraph) -> None:
        borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        kind = "thickThinSmallGap" if self.sheet.format is Format.LETTER else "single"
        for name, value in (("val", kind), ("sz", "12"), ("space", "11"), ("color", "D7000F")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
        line._p.get_or_add_pPr().append(borders)

    # ---- text ------------------------------------------------------------------------------------------
    def _blocks(self) -> None:
        before = None
        for block in self.sheet.said:
            if block.kind is Kind.ENCLOSED and before is not Kind.ENCLOSED:
                self._line("")
            self._block(block)
            before = block.kind
        if self.sheet.rows:
            self._table(self.sheet.rows)

    def _block(self, block: Block) -> None:
        if block.kind is Kind.GRID:
            self._grid(block)
            return
        for text in block.text.split("\n"):
            if block.kind is Kind.ADDRESSEE:
                self._line(text)
            elif block.kind is Kind.QUOTE:
                line = self._line(text, Face.KAI)
                line.paragraph_format.left_indent = Pt(2 * self.page.advance_pt)
            else:
                self._indented(text, FACES.get(block.kind, Face.FANG))

    def _grid(self, block: Block) -> None:
        table = self.file.add_table(rows=0, cols=len(block.cells[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for place, row in enumerate(block.cells):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.font.size = Pt(10.5)
                self._face(run._r.get_or_add_rPr(), Face.FANG if place else Face.HEI)

    def _table(self, rows: list[Block]) -> None:
        table = self.file.add_table(rows=0, cols=2, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        widest = max(len(block.label) for block in rows) * self.page.body_pt * POINT_MM
        labels = min(max(widest + 5.5, 30), 50)
        for block in rows:
            cells = table.add_row().cells
            for cell, text, face, width in (
                (cells[0], block.label, Face.HEI, labels),
                (cells[1], block.text, Face.FANG, self.page.width_mm - labels),
            ):
                cell.width = Mm(width)
                run = cell.paragraphs[0].add_run(text)
                run.font.size = Pt(self.page.body_pt)
                self._face(run._r.get_or_add_rPr(), face)

    def _sign(self) -> None:
        self._line("")
        for text in filter(None, (self.sheet.organ, spoken_day(self.sheet.date) or "　　　年　月　日")):
            line = self._line(text, align=WD_ALIGN_PARAGRAPH.RIGHT)
            line.paragraph_format.right_indent = Pt(4 * self.page.advance_pt)
        if self.sheet.check:
            drawn = BytesIO()
            image = segno.make(self.sheet.check, error="m")
            image.save(drawn, kind="png", scale=6, border=0)
            drawn.seek(0)
            self.file.add_paragraph().add_run().add_picture(drawn, width=Mm(self.page.qr_mm))
            for text in self.sheet.check_says.split("\n"):
                self._line(text, size=9)
            if self.sheet.digest:
                self._line(f"文书指纹 {self.sheet.digest}", Face.HEI, 6.5)
        if self.sheet.note:
            self._indented(f"（{self.sheet.note}）")

    def _imprint(self) -> None:
        """版记: 抄送, 印发机关 and 印发日期 at the two ends of a line."""
        if self.sheet.copies:
            self._line(self.sheet.copies, size=self.page.small_pt)
        if self.sheet.imprint:
            line = self._line("\t".join(self.sheet.imprint), size=self.page.small_pt)
            line.paragraph_format.tab_stops.add_tab_stop(Mm(self.page.width_mm), WD_TAB_ALIGNMENT.RIGHT)

    def _draft(self) -> None:
        """A draft says so at the head of every page."""
        section = self.file.sections[0]
        for header in (section.header, section.even_page_header, section.first_page_header):
            header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            header.paragraphs[0].add_run("草　稿")

    def _folio(self) -> None:
        """Odd pages right, even pages left, a dash on each side (GB/T 9704-2012)."""
        self.file.settings.odd_and_even_pages_header_footer = True
        section = self.file.sections[0]
        section.different_first_page_header_footer = not self.page.first_folio
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            line = footer.paragraphs[0]
            line.alignment = side
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
            for text, code in (("— ", ""), ("", "PAGE"), (" —", "")):
                run = line.add_run(text)
                run.font.size = Pt(14)
                if code:
                    for kind in ("begin", "", "end"):
                        part = OxmlElement("w:fldChar" if kind else "w:instrText")
                        if kind:
                            part.set(qn("w:fldCharType"), kind)
                        else:
                            part.text = code
                        run._r.append(part)

    def _saved(self) -> bytes:
        core, day = self.file.core_properties, self.sheet.date
        core.title, core.author = self.sheet.title, self.sheet.organ
        moment = (
            datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(*EARLY[:3], tzinfo=UTC)
        )
        core.created = core.modified = moment
        core.last_modified_by, core.revision = self.sheet.organ, 1
        core.comments = " ".join(f"{key}={value}" for key, value in self.sheet.meta.items())
        made, same = BytesIO(), BytesIO()
        self.file.save(made)
        with ZipFile(made) as old, ZipFile(same, "w", ZIP_DEFLATED) as new:  # without the hour of packing
            for entry in old.infolist():
                new.writestr(ZipInfo(entry.filename, EARLY), old.read(entry), ZIP_DEFLATED)
        return same.getvalue()
