"""Figures over the API: the definitions of the pages, small cells kept back without a key, one's own reach with one."""

from __future__ import annotations

import pytest

from lianxin.queries.figures import Span, counted_by, measure
from lianxin.rules.codes import Purpose
from lianxin.rules.figure_rows import FIGURES
from lianxin.rules.figures import SMALLEST
from tests import make
from tests.api.conftest import Caller, refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AUGUST = "figures?rhythm=MONTH&day=2026-08-03"


def test_everyone_sees_what_is_public_and_no_small_cell(cast: Cast, anyone: Caller) -> None:
    for _each in range(3):
        make.file()
    told = anyone.get(AUGUST).json()
    assert (told["first"], told["last"], told["public"]) == ("2026-08-01", "2026-08-31", True)
    assert {row["code"] for row in told["figures"]} == {code for code, row in FIGURES.items() if row.public}
    received = next(row for row in told["figures"] if row["code"] == "SUBMISSIONS")
    assert (received["value"], received["hidden"]) == (None, True)
    for _each in range(3):
        make.file()
    received = next(row for row in anyone.get(AUGUST).json()["figures"] if row["code"] == "SUBMISSIONS")
    assert (received["value"], received["counts"]) == (6, FIGURES["SUBMISSIONS"].numerator) and SMALLEST <= 6


def test_a_key_counts_what_its_account_may_count(cast: Cast, keyed) -> None:
    make.routed(cast)
    make.file(office="37000001")
    make.file(purpose=Purpose.ACCUSATION, complained_organ="37142609")
    for who in ("xianzhang", "tongji", "zirantou"):
        told = keyed(who).get(AUGUST).json()
        found = measure(counted_by(cast(who), on=cast.today), Span(cast.today, cast.today, cast.today))
        values = {row["code"]: row["value"] for row in told["figures"]}
        assert (who, set(values), values["SUBMISSIONS"]) == (
            who,
            set(FIGURES),
            found["SUBMISSIONS"].numerator,
        )
    assert not told["public"]


def test_who_may_not_count_and_who_has_a_wrong_key_get_nothing(cast: Cast, keyed) -> None:
    refused(keyed("ziran").get(AUGUST), 403, "not_allowed")
    refused(Caller({"Authorization": "Bearer lx_wrong"}).get(AUGUST), 401, "unauthenticated")


@pytest.mark.parametrize("asked", ["rhythm=NEVER", "day=2026-13-01", "day=1820-01-01"])
def test_what_cannot_be_asked_is_told(anyone: Caller, asked: str) -> None:
    refused(anyone.get(f"figures?{asked}"), 422, "invalid")
