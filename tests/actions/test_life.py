"""Whole lives of matters through the one door."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.models import Event, Leaf, Matter
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_matter_runs_from_registration_to_the_end_of_re_review(cast: Cast) -> None:
    matter = make.served(cast)
    assert (matter.state, matter.waits_until) == ("OPINION_SERVED", date(2026, 9, 20))
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-10", reason="事实没有查清")
    matter.refresh_from_db()
    assert (matter.state, matter.owner.code, matter.due_on) == ("IN_REVIEW", "37142600", date(2026, 10, 10))
    make.judged(cast, matter, "REVIEW", "2026-09-28", found="属实", law="《土地管理法》",
             review_outcome="UPHOLD", answer="维持")  # fmt: skip
    number = matter.submissions.get().number
    make.act(
        cast,
        matter,
        "SERVE",
        "xianfu",
        "2026-09-29",
        recipients=[number],
        method="MAIL",
        served_on="2026-09-29",
    )
    make.act(cast, matter, "APPLY_REREVIEW", "fenban2", "2026-10-15", reason="仍不同意")
    matter.refresh_from_db()
    assert (matter.owner.code, matter.due_on) == ("37140000", date(2026, 11, 16))
    make.act(cast, matter, "HOLD_HEARING", "shifu", "2026-11-03", held_from="2026-11-02", held_to="2026-11-03",
             place="市信访局三楼", chair="shifu", conclusion="事实清楚")  # fmt: skip
    matter.refresh_from_db()
    assert matter.due_on == date(2026, 11, 16)  # 11-14 + 2 days = 11-16, a Monday
    make.judged(cast, matter, "REREVIEW", "2026-11-10", found="属实", law="《土地管理法》",
             review_outcome="UPHOLD", answer="维持")  # fmt: skip
    make.act(
        cast,
        matter,
        "SERVE",
        "shifu",
        "2026-11-10",
        recipients=[number],
        method="MAIL",
        served_on="2026-11-10",
    )
    matter.refresh_from_db()
    assert matter.state == "FINAL"
    make.act(cast, matter, "CLOSE", "shifu", "2026-11-11", solved="已兑现", explained="已说明", assisted="无此情形",
             conduct="无此情形")  # fmt: skip
    matter.refresh_from_db()
    assert (matter.state, matter.due_on) == ("CLOSED", None)
    assert (
        Leaf.objects.filter(event__matter=matter).count()
        == Event.objects.filter(matter=matter).count()
        == matter.events
    )
    assert Matter.objects.get(pk=matter.pk).version == matter.events
