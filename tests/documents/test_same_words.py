"""Every paper says the same in PDF and in DOCX, word for word, on pages of the same measures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.table import Table

from lianxin.documents import texts
from lianxin.documents.docx import docx
from lianxin.documents.measures import PAGES
from lianxin.documents.pdf import pdf
from lianxin.documents.sheet import Sheet
from lianxin.rules.paper_parts import PARTS
from lianxin.rules.papers import PAPERS, Format, paper_number
from tests.documents.page import leaves

FOLIO = re.compile(r"—\d+—")


def example(code: str) -> Sheet:
    """An issued paper about the matter that never was, with everything a paper can carry."""
    row, wording = PAPERS[code], texts.standard(code)
    said = [
        ("", "请发放拖欠的补偿款"),
        *((PARTS[k], texts.examples()[k]) for k in ("outcome", "answer", "law")),
    ]
    title, blocks = texts.filled(wording, texts.examples(), [said, said], people=1)
    number = paper_number("临自", row.type_char, 2026, 12) if row.type_char else ""
    return Sheet(
        title or row.title, row.format, "临水县自然资源局", blocks, number, date(2026, 9, 20),
        signer="林建国" if row.goes_up else "", check="http://127.0.0.1/verify/", digest="0123456789abcdef" * 4,
        note="联系人：陈立", copies="抄送：县司法局。",
    )  # fmt: skip


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u3000", "")


def of_word(made: bytes) -> Iterator[str]:
    """Its paragraphs and cells in order."""
    for thing in Document(BytesIO(made)).iter_inner_content():
        if isinstance(thing, Table):
            yield from (squeezed(cell.text) for row in thing.rows for cell in row.cells)
        else:
            yield squeezed(thing.text)


@pytest.mark.parametrize("code", PAPERS)
def test_word_says_what_the_page_says(code: str) -> None:
    sheet = example(code)
    page = FOLIO.sub("", "".join(leaf.text for leaf in leaves(pdf(sheet))))
    written = [text for text in of_word(docx(sheet)) if text]
    assert Counter(page) == Counter("".join(written))
    assert [text for text in written if len(text) < 20 and text not in page and "签发人" not in text] in (
        [], ["".join(sheet.imprint or ())],
    )  # fmt: skip
    body = [squeezed(block.label + block.text) for block in sheet.blocks]
    assert squeezed("".join(body)) in "".join(written) and squeezed("".join(body)) in page


@pytest.mark.parametrize("form", Format)
def test_a_draft_says_so_in_both(form: Format) -> None:
    sheet = replace(example("D17"), format=form, draft=True, date=None, check="", number="")
    assert "草稿" in leaves(pdf(sheet))[0].text
    section = Document(BytesIO(docx(sheet))).sections[0]
    heads = (section.header, section.even_page_header, section.first_page_header)
    assert {squeezed(head.paragraphs[0].text) for head in heads} == {"草稿"}


@pytest.mark.parametrize("form", Format)
def test_word_has_the_page_of_the_pdf(form: Format) -> None:
    sheet = replace(example("D17"), format=form)
    section, leaf = Document(BytesIO(docx(sheet))).sections[0], leaves(pdf(sheet))[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx(
        (leaf.width, leaf.height), abs=0.2
    )
    first = leaf.find("王秀英：")[0]
    assert section.left_margin.mm == pytest.approx(first.left, abs=0.3)
    assert section.right_margin.mm == pytest.approx(PAGES[form].right_mm, abs=0.1)
