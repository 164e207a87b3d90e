"""Fixtures: the cast on Monday 3 August 2026."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.queries import directory, options
from tests.cast import Cast, found_county

MON_AUG_3 = date(2026, 8, 3)


@pytest.fixture
def cast(db: None) -> Cast:
    forget()
    return found_county(today=MON_AUG_3)


def forget() -> None:
    """Empty the caches of the tree: a test that is rolled back leaves its stamp to the next one's rows."""
    for module in (directory, options):
        for part in vars(module).values():
            if hasattr(part, "cache_clear"):
                part.cache_clear()
