"""Closing, follow-up, reminders, and the petitioner's word that it is not solved (第二十七条、第四十条)."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Matter, Task
from lianxin.queries.access import NotAllowed
from tests import make
from tests.actions.lives import FOUR, fresh, petitioner, rereviewed, reviewed, running
from tests.cast import Cast

pytestmark = pytest.mark.django_db
VISIT = {"executed": "已发放", "understood": "清楚", "hardship": "无"}


def closed(cast: Cast) -> Matter:
    matter = make.served(cast)
    make.act(cast, matter, "CLOSE", "ziran", "2026-09-21", **FOUR)
    return fresh(matter)


@pytest.mark.parametrize("missing", list(FOUR))
def test_all_four_items_are_asked(cast: Cast, missing: str) -> None:
    given = {name: text for name, text in FOUR.items() if name != missing}
    with pytest.raises(Invalid) as fault:
        make.act(cast, make.served(cast), "CLOSE", "ziran", "2026-09-21", **given)
    assert set(fault.value.errors) == {missing}


def test_followed_up_after_thirty_and_ninety_days(cast: Cast) -> None:
    matter = closed(cast)
    assert running(matter) - {"REVIEW_APPLY", "EXECUTE"} == {"FOLLOW_UP_30"}
    make.act(cast, matter, "FOLLOW_UP", "duban", "2026-10-20", **VISIT)
    assert running(matter) - {"REVIEW_APPLY", "EXECUTE"} == {"FOLLOW_UP_90"}
    assert matter.clocks.get(period="FOLLOW_UP_90").nominal_on == date(
        2026, 12, 20
    )  # ninety days from closing
    make.act(cast, matter, "FOLLOW_UP", "duban", "2026-12-18", **VISIT)
    assert running(matter) - {"REVIEW_APPLY"} == {"EXECUTE"}


def test_a_reminder_is_answered_by_the_organ_and_cleared_by_another(cast: Cast) -> None:
    matter = make.accepted(cast)
    with pytest.raises(Invalid, match="答复期限"):
        make.act(cast, matter, "REMIND", "duban", "2026-09-01", requirement="请说明进度", due_on="2026-09-01")
    make.act(cast, matter, "REMIND", "duban", "2026-09-01", requirement="请说明进度", due_on="2026-09-08")
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "CLEAR_TASK", "duban", "2026-09-02", evidence="电话核实")
    make.act(cast, matter, "ANSWER_TASK", "ziran", "2026-09-05", answer="已完成测绘")
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "CLEAR_TASK", "ziran", "2026-09-06", evidence="自己说的")
    make.act(cast, matter, "CLEAR_TASK", "duban", "2026-09-06", evidence="查看测绘报告")
    assert Task.objects.get().cleared_by == cast.account("duban")
    assert fresh(matter).due_on == date(2026, 10, 8)


def test_whoever_answered_does_not_clear(cast: Cast) -> None:
    from lianxin.actions.directory import post
    from lianxin.rules.codes import Role

    post("ziran", "37142601", Role.SUPERVISOR, valid_from=date(2026, 1, 1))
    matter = make.accepted(cast)
    make.act(cast, matter, "REMIND", "duban", "2026-09-01", requirement="请说明进度", due_on="2026-09-08")
    make.act(cast, matter, "ANSWER_TASK", "ziran", "2026-09-05", answer="已完成")
    with pytest.raises(Invalid, match="不能自己销号"):
        make.act(cast, matter, "CLEAR_TASK", "ziran", "2026-09-06", evidence="自己说的")


@pytest.mark.parametrize("who", ["renshetou", "zhenban"])
def test_a_sister_organ_does_not_remind(cast: Cast, who: str) -> None:
    from lianxin.actions.directory import post
    from lianxin.rules.codes import Role

    post("renshetou", "37142603", Role.LEADER, valid_from=date(2026, 1, 1))
    with pytest.raises(NotAllowed, match="上级机关"):
        make.act(
            cast, make.accepted(cast), "REMIND", who, "2026-09-01", requirement="请快办", due_on="2026-09-08"
        )


def test_unsolved_is_a_task_that_can_be_answered_and_cleared(cast: Cast) -> None:
    matter = closed(cast)
    me = petitioner(matter.submissions.get())
    make.act(cast, matter, "SAY_UNSOLVED", me, "2026-10-01", reason="钱没有到账")
    task = Task.objects.get(kind="UNSOLVED")
    assert (task.organ.code, task.issuer.code, task.due_on) == ("37142602", "37142601", date(2026, 11, 2))
    make.act(cast, matter, "ANSWER_TASK", "ziran", "2026-10-10", answer="已补发")
    make.act(cast, matter, "CLEAR_TASK", "duban", "2026-10-12", evidence="回执")
    assert not Task.objects.filter(cleared_on=None).exists()


def test_after_a_review_the_organ_that_has_to_act_is_pressed_answers_and_is_cleared(cast: Cast) -> None:
    """The opinion is the bureau's to carry out, though the reviewing government now owns the closed matter."""
    matter = rereviewed(cast, reviewed(cast, make.served(cast)))
    make.act(cast, matter, "CLOSE", "shifu", "2026-11-30", **FOUR)
    make.act(
        cast, matter, "SAY_UNSOLVED", petitioner(matter.submissions.get()), "2026-12-01", reason="没有到账"
    )
    task = Task.objects.get(kind="UNSOLVED")
    assert (task.organ.code, fresh(matter).owner.code) == ("37142602", "37140000")
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "CLEAR_TASK", "duban", "2026-12-02", evidence="x")  # nothing is answered yet
    make.act(cast, matter, "ANSWER_TASK", "ziran", "2026-12-10", answer="12月9日已转账")
    make.act(cast, matter, "CLEAR_TASK", "fenban", "2026-12-11", evidence="信访人确认收到")
    assert Task.objects.get(pk=task.pk).cleared_on
