"""What calls for supervision is computed from what happened; a right that lapsed is no delay, and each line is dated by what is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianxin.models import Clock, Posting
from lianxin.queries.answerable import person_above
from lianxin.queries.integrity import RULES
from lianxin.queries.tasks import triggered
from lianxin.queries.trace import trace
from lianxin.rules.tasks import Trigger
from tests import make
from tests.actions.lives import clock, fresh
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def numbers(cast: Cast, trigger: Trigger, on: date) -> list[str]:
    return [row.number for row in triggered(cast("duban"), trigger, on=on)]


def test_a_lapsed_right_to_object_is_no_delay(cast: Cast) -> None:
    matter = make.routed(cast)
    after = clock(matter, "OBJECTION").lawful_on + timedelta(days=1)
    assert after < clock(matter, "NOTICE_FWD").lawful_on
    assert numbers(cast, Trigger.OVERDUE, after) == []
    assert [delay.days for delay in trace(cast("duban"), matter.number, on=after).delays] == [0, 0, 0]


def test_what_is_late_is_dated_by_the_clock_that_ran_out(cast: Cast) -> None:
    matter = make.accepted(cast)
    handle = clock(matter, "HANDLE")
    Clock.objects.filter(pk=handle.pk).update(lawful_on=date(2026, 8, 20))
    [row] = triggered(cast("duban"), Trigger.OVERDUE, on=date(2026, 8, 24))
    assert (row.number, row.late_since) == (matter.number, date(2026, 8, 20))
    assert fresh(matter).due_on != row.late_since


# ---- nothing is late without a named person above ---------------------------------------------------------
def unanswered(on: date) -> list[str]:
    rule = next(rule for rule in RULES if rule.code == "ABOVE")
    assert rule.grave
    return [found.where for found in rule.find(on)]


def test_the_check_fails_where_nobody_stands_above_what_is_late(cast: Cast) -> None:
    make.accepted(cast)
    late = date(2026, 12, 1)
    assert person_above(cast.organ("37142602").pk, on=late).person == "贺守正"
    assert unanswered(late) == []
    Posting.objects.exclude(organ__code="37142602").update(valid_to=date(2026, 11, 1))
    assert unanswered(late) == ["临水县自然资源局"]
    assert unanswered(date(2026, 8, 24)) == []  # nothing is late yet


def test_at_the_top_of_the_directory_its_own_head_answers(cast: Cast) -> None:
    top = cast.organ("37000000")
    found = person_above(top.pk, on=date(2026, 8, 24))
    assert found.organ in ("", top.name)
