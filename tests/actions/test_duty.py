"""Whose duty each period was: a clock stays with the organ that had to act."""

from __future__ import annotations

import pytest

from lianxin.models import Clock
from tests import make
from tests.actions.lives import rereviewed, reviewed
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def duties(matter: object) -> dict[str, str]:
    rows = Clock.objects.filter(matter=matter).exclude(organ=None)
    return dict(rows.values_list("period", "organ__code"))


def test_routing_was_the_offices_duty_and_notice_the_organs(cast: Cast) -> None:
    assert duties(make.routed(cast)) == {
        "ROUTE": "37142601",
        "NOTICE_FWD": "37142602",
        "OBJECTION": "37142602",
    }


def test_the_notice_still_owed_goes_with_an_objection_to_the_sender(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "OBJECT", "ziran", "2026-08-05", reason="不属职权", basis="三定规定")
    assert duties(matter)["NOTICE_FWD"] == "37142601"
    assert duties(matter)["OBJECTION"] == "37142602"


def test_what_an_opinion_promised_stays_with_who_promised_it_through_review_and_rereview(cast: Cast) -> None:
    matter = make.served(cast)
    assert duties(matter)["EXECUTE"] == "37142602"
    duty = reviewed(cast, matter)
    assert (duty.owner.code, duties(duty)["EXECUTE"]) == ("37142600", "37142602")
    assert duties(rereviewed(cast, duty))["EXECUTE"] == "37142602"
    make.act(cast, duty, "RECORD_EXECUTION", "ziran", "2026-10-22", result="已发放", evidence="银行回单")
