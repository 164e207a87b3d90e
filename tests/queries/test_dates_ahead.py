"""The day that a form shows before a step is taken is the day that the step leads to."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.models import Clock, Matter
from lianxin.queries.dates_ahead import dates_ahead
from lianxin.queries.dossier import Dossier
from lianxin.rules.steps import STEPS
from tests import make
from tests.actions.lives import fresh
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY, ON = "2026-08-04", date(2026, 8, 4)


def shown(matter: Matter, action: str, **typed: object) -> tuple[str, date] | None:
    found = dates_ahead(STEPS[action], Dossier(fresh(matter), ON), typed)
    return (str(found.said), found.card.day) if found else None


def last_day(matter: Matter, period: str) -> date:
    return Clock.objects.get(matter=matter, period=period, stopped_on=None).lawful_on


def test_more_time(cast: Cast) -> None:
    matter = make.accepted(cast)
    before = last_day(matter, "HANDLE")
    most = shown(matter, "ASK_EXTENSION")
    assert most is not None and most[0].startswith("最多再延长30日") and most[1] > before
    assert shown(matter, "ASK_EXTENSION", days="30") == ("办了以后的期限", most[1])
    assert {shown(matter, "EXTEND", days=days) for days in ("31", "许多", "0")} == {None}
    ahead = shown(matter, "EXTEND", days="10")
    make.act(cast, matter, "EXTEND", "zirantou", DAY, days=10, reason="情况复杂")
    assert ahead is not None and last_day(matter, "HANDLE") == ahead[1] > before
    rest = shown(matter, "ASK_EXTENSION")
    assert rest is not None and rest[0].startswith("最多再延长20日") and rest[1] == most[1]


@pytest.mark.parametrize(("procedure", "period"), [("ORDINARY", "HANDLE"), ("SIMPLIFIED", "SIMPLE_HANDLE")])
def test_acceptance_and_conversion(cast: Cast, procedure: str, period: str) -> None:
    matter = make.routed(cast)
    assert shown(matter, "ACCEPT") is None
    ahead = shown(matter, "ACCEPT", procedure=procedure)
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure=procedure, method="MAIL")
    assert ahead is not None and last_day(matter, period) == ahead[1]
    if procedure == "SIMPLIFIED":
        longer = shown(matter, "CONVERT")
        make.act(cast, matter, "CONVERT", "ziran", DAY, reason="情况复杂，要调查")
        assert longer is not None and last_day(matter, "HANDLE") == longer[1] > ahead[1]


def test_a_step_that_moves_no_date_shows_none(cast: Cast) -> None:
    matter = make.accepted(cast)
    held = {"held_from": "2026-08-04", "held_to": "2026-08-06"}
    assert (
        shown(matter, "TAKE") is None and shown(matter, "HOLD_HEARING", **held) is None
    )  # 第三十六条: re-review only
