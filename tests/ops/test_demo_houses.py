"""Each shipped edition has a small house to try it on, in its own categories."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.models import Matter, Submission
from lianxin.ops.demo_houses import HOUSES, load
from lianxin.rules import variants

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty")]
TODAY = date(2026, 8, 3)


def test_every_shipped_edition_has_its_house() -> None:
    assert set(HOUSES) == set(variants.SHIPPED)


@pytest.mark.parametrize("code", variants.SHIPPED)
def test_the_house_is_built_once_in_the_categories_of_its_edition(code: str, settings) -> None:
    settings.VARIANT = code
    known = variants.load(code).categories
    assert all(case[1] in known for case in HOUSES[code].cases)
    assert load(code, TODAY).submissions == load(code, TODAY).submissions == Submission.objects.count() == 4
    assert sorted(Matter.objects.values_list("state", flat=True)) == ["REGISTERED", *["ROUTED"] * 3]
