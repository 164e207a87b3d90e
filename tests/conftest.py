"""Fixtures: the cast on Monday 3 August 2026."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import Cast, found_county

MON_AUG_3 = date(2026, 8, 3)


@pytest.fixture
def cast(db: None) -> Cast:
    return found_county(today=MON_AUG_3)
