"""Figures of other years come in as published: all lines or none, again without harm, each fault with its line."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lianxin.models import PublishedFigure
from lianxin.queries.briefing import known_spans, series, surveys
from lianxin.queries.figures import ordinary
from tests.cast import Cast

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "figures.example.csv"
pytestmark = pytest.mark.django_db
HEAD = "code,first,last,numerator,denominator,source\n"


def take(path: Path) -> str:
    out = StringIO()
    call_command("figures", str(path), stdout=out)
    return out.getvalue()


def written(tmp_path: Path, lines: str, head: str = HEAD) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(head + lines, "utf-8")
    return path


def test_the_long_series_of_the_example(cast: Cast) -> None:
    assert "新增8个" in take(EXAMPLE)
    assert "8个原来就有" in take(EXAMPLE)
    spans = known_spans("ITEM_PERSONS", date(2026, 8, 3))
    found = series(ordinary(), "ITEM_PERSONS", spans, today=date(2026, 8, 3))
    told = [
        (each.span.name.values["year"], each.found.numerator, each.change.amount)
        for each in found
        if each.source
    ]
    assert told == [(1998, 28_000, None), (2001, 84_000, None), (2003, 321_619, None), (2004, 129_754, 94)]
    assert [(row.code, row.numerator) for row in surveys()] == [
        ("SURVEY_FAIR", 940), ("SURVEY_SAFETY", 976), ("SURVEY_SATISFIED", 972),
    ]  # fmt: skip


def test_the_page_shows_series_and_surveys(cast: Cast, client: Client) -> None:
    take(EXAMPLE)
    client.force_login(cast.account("xianzhang"))
    page = client.get("/staff/report/series/?code=ITEM_PERSONS").content.decode()
    assert "321,619" in page and "上升94%" in page and "97.6%" in page and "2003年信访统计" in page
    assert client.get("/staff/report/series/?code=nonsense").status_code == 200
    client.force_login(cast.account("ziran"))
    assert client.get("/staff/report/series/").status_code == 403


def test_a_correction_replaces_and_is_told(tmp_path: Path) -> None:
    take(written(tmp_path, "BATCHES,1998-01-01,1998-12-31,500,,年鉴\n"))
    assert "改正1个" in take(written(tmp_path, "BATCHES,1998-01-01,1998-12-31,501,,年鉴更正\n"))
    assert PublishedFigure.objects.get().numerator == 501


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("VISITORS,1998-01-01,1998-12-31,5,,年鉴", "VISITORS"),
        ("BATCHES,1998,1998-12-31,5,,年鉴", "2026-10-31 的样子"),
        ("BATCHES,1998-12-31,1998-01-01,5,,年鉴", "以后"),
        ("BATCHES,1998-01-01,1998-12-31,-5,,年鉴", "整数"),
        ("BATCHES,1998-01-01,1998-12-31,,,年鉴", "整数"),
        ("HANDLED_ON_TIME,1998-01-01,1998-12-31,5,,年鉴", "分母"),
        ("BATCHES,1998-01-01,1998-12-31,5,,", "出处"),
        ("BATCHES,1998-01-01", "6列"),
    ],
)
def test_one_bad_line_keeps_nothing(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path, f"LETTERS,1998-01-01,1998-12-31,7,,年鉴\n{line}\n")
    with pytest.raises(CommandError) as fault:
        take(path)
    assert "第3行" in str(fault.value) and said in str(fault.value)
    assert not PublishedFigure.objects.exists()


def test_a_file_without_the_columns(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="source"):
        take(written(tmp_path, "BATCHES,1\n", "code,first\n"))
