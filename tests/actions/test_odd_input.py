"""Odd days and odd orders of steps are refused beside their field or simply work; nothing breaks."""

from __future__ import annotations

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Matter
from lianxin.queries.access import NotAllowed
from tests import make
from tests.actions.lives import fresh, numbers, reviewed, running, serve, sign_opinion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"


@pytest.mark.parametrize("day", ["2099-01-01", "9999-12-31"])
def test_a_report_due_in_another_age_is_refused_beside_its_field(cast: Cast, day: str) -> None:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    with pytest.raises(Invalid) as fault:
        make.act(
            cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="ASSIGN", reason="职能", report_by=day
        )
    assert set(fault.value.errors) == {"report_by"}


@pytest.mark.parametrize(("filed", "received"), [("2026-08-20", "2026-08-25"), ("1990-01-01", "1990-01-02")])
def test_nobody_asks_for_review_before_the_opinion_reached_them(
    cast: Cast, filed: str, received: str
) -> None:
    matter = make.served(cast)  # on 21 August
    with pytest.raises(Invalid) as fault:
        make.act(
            cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-01", reason="不同意",
            filed_on=filed, received_on=received,
        )  # fmt: skip
    assert set(fault.value.errors) == {"filed_on"}


def redone(cast: Cast) -> Matter:
    """Handled simply, reviewed, revoked: the bureau handles it anew."""
    matter = make.routed(cast)
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="SIMPLIFIED", method="MAIL")
    sign_opinion(cast, matter, "2026-08-07")
    return reviewed(cast, serve(cast, matter, "ziran", "2026-08-21"), "REVOKE_REDO")


def test_what_is_handled_anew_is_handled_in_the_ordinary_way(cast: Cast) -> None:
    matter = redone(cast)
    assert (matter.state, running(matter), matter.procedure) == ("HANDLING", {"HANDLE"}, "ORDINARY")
    with pytest.raises(NotAllowed, match="不是简易办理"):
        make.act(cast, matter, "CONVERT", "ziran", "2026-09-22", reason="复杂")
    make.act(cast, matter, "EXTEND", "zirantou", "2026-09-22", days=10, reason="复杂")
    assert numbers(matter) and fresh(matter).state == "HANDLING"
