"""`lianxin papers`: what is in use, and what is wrong before anybody needs it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lianxin.actions.paper_wordings import write
from lianxin.documents import texts
from lianxin.models import PaperWording
from lianxin.rules.papers import PAPERS
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db


def test_it_says_which_fonts_print_and_writes_every_sample(settings: Any, tmp_path: Path) -> None:
    settings.PAPERS = tmp_path / "none"
    said = StringIO()
    call_command("papers", samples=tmp_path / "out", stdout=said)
    assert "仿宋_GB2312：Lianxin Kai" in said.getvalue()
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(PAPERS)
    call_command("papers", samples=tmp_path / "seen", pictures=True, stdout=said)
    assert {path.stem for path in (tmp_path / "seen").glob("*-1.png")} == {f"{code}-1" for code in PAPERS}


def test_every_fault_is_told_at_once(settings: Any, tmp_path: Path) -> None:
    settings.PAPERS = tmp_path
    for folder in ("texts", "seals", "fonts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "texts" / "D09.txt").write_text("少了一切", "utf-8")
    (tmp_path / "texts" / "D13.txt").write_text(texts.standard("D13"), "utf-8")
    (tmp_path / "seals" / "37142601.p12").write_bytes(b"no certificate")
    (tmp_path / "pages.toml").write_text("[PLAIN]\ntop_mm = 1\n")
    said = StringIO()
    with pytest.raises(CommandError) as fault:
        call_command("papers", stdout=said)
    assert all(word in str(fault.value) for word in ("D09.txt", "GB/T 9704", "37142601"))
    assert "D13 补充材料通知书：D13.txt" in said.getvalue()


def test_an_unreadable_font_is_named(settings: Any, tmp_path: Path) -> None:
    settings.PAPERS = tmp_path
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "坏.ttf").write_bytes(b"no font")
    with pytest.raises(CommandError, match=r"坏\.ttf"):
        call_command("papers", stdout=StringIO())


def test_an_organs_own_words_are_told_and_named_once_they_lack_something(cast: Cast) -> None:
    typed = {
        "text": "# 请补充材料\n请于{by}前交来：\n{missing}",
        "since": "2026-08-03",
        "reason": "说得更明白",
    }
    write(cast("zirantou"), "37142602", "D13", typed, at=moment("2026-08-03"))
    said = StringIO()
    call_command("papers", stdout=said)
    assert "D13 补充材料通知书：临水县自然资源局 v1" in said.getvalue()
    PaperWording.objects.update(text="请补充{missing}")  # as if the law asked for more since
    with pytest.raises(CommandError, match=r"临水县自然资源局.*补充期限 \{by\}"):
        call_command("papers", stdout=StringIO())
