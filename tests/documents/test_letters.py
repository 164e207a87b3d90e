"""A print run of letters: a page each, in reading order, nothing printed as a blank."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.documents.letters import LetterPage, letters_pdf
from lianxin.documents.pdf import NoGlyph
from tests.documents.page import leaves

DAY = date(2026, 8, 3)


def page(name: str) -> LetterPage:
    return LetterPage(
        "柳河镇前柳村12号",
        f"{name} 收",
        "编号 37142601-2026-00001-2",
        ("已受理。", "已延长。"),
        "临水县信访局",
    )


def run(*names: str) -> bytes:
    return letters_pdf([page(name) for name in names], title="信访事项通知", how="凭编号查看。", day=DAY)


def test_each_letter_has_a_page_of_its_own_and_the_same_run_the_same_bytes() -> None:
    made = run("王秀英", "买买提·吐尔逊·阿布都热依木")
    pages = [leaf.text for leaf in leaves(made)]
    assert len(pages) == 2 and made == run("王秀英", "买买提·吐尔逊·阿布都热依木")
    assert (
        "柳河镇前柳村12号王秀英收" in pages[0]
        and "2026年8月3日" in pages[0]
        and "已受理。已延长。" in pages[0]
    )
    first = leaves(made)[0].glyphs[0]
    assert 20 < first.left < 30 and 40 < first.top < 50  # where the window of the envelope is
    assert "王秀英" not in pages[1] and "阿布都热依木收" in pages[1]


def test_a_name_no_font_can_print_is_refused_by_name() -> None:
    with pytest.raises(NoGlyph, match="U\\+1F600"):
        run("王😀英")
