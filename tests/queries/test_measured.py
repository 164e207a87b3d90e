"""What the measuring programs ask is what the product asks, so that their figures are of it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests import make
from tests.cast import Cast

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.mark.django_db
def test_each_way_of_searching_finds_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red once: LIKE was asked in the old way of the list, and the measurement stopped at it."""
    monkeypatch.syspath_prepend(str(BENCH))
    search = import_module("search")
    monkeypatch.setattr(search, "TODAY", cast.today)
    make.file(title="村口的鹦鹉", content="楼下养了六只鹦鹉，清早叫个不停。")
    make.file()
    fenban = cast("fenban")
    assert search.ours(fenban, "鹦鹉") == search.like(fenban, "鹦鹉") == 1
    assert {name for name, ask in search.lists(fenban) if ask() >= 0} >= {"list ALL", "all, by days"}
