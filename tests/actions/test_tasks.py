"""Tasks: who may clear what, and where what a step asks of another organ is written down."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import tasks
from lianxin.models import Posting, Task
from lianxin.queries.access import NotAllowed
from lianxin.rules.codes import Role
from lianxin.rules.tasks import TASKS
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
ASK = {"to": "37142602", "facts": "台账没有更新", "requirement": "整改", "due_on": "2026-09-02"}


def answered(cast: Cast, who: str = "xianzhang") -> Task:
    row = tasks.issue(cast(who), TASKS["RECTIFICATION"], ASK, at=moment(DAY))
    return tasks.answer(cast("ziran"), row, {"answer": "已补"}, at=moment(DAY))


@pytest.mark.parametrize(("who", "may"), [
    ("xianzhang", True),  # issued it
    ("duban", True),  # at the petition office, which speaks for that government
    ("shifenban", True),  # above it
    ("zirantou", False),  # the organ that answered
    ("renshetou", False),  # a head elsewhere
])  # fmt: skip
def test_only_the_issuers_line_clears(cast: Cast, who: str, may: bool) -> None:
    row = answered(cast)
    if may:
        assert tasks.clear(cast(who), row, {"evidence": "核对过"}, at=moment(DAY)).cleared_on == date(
            2026, 8, 3
        )
    else:
        with pytest.raises(NotAllowed):
            tasks.clear(cast(who), row, {"evidence": "核对过"}, at=moment(DAY))


def test_a_supervisor_below_who_sees_it_does_not_clear_it(cast: Cast) -> None:
    row = answered(cast)
    Posting.objects.create(
        account=cast.account("ziran2"), organ=cast.organ("37142602"), role=Role.SUPERVISOR, valid_from=date(2026, 1, 1)
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        tasks.clear(cast("ziran2"), row, {"evidence": "自己看过"}, at=moment(DAY))


def test_what_a_step_asks_of_an_organ_says_who_asked_and_when(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(
        cast, matter, "ASK_CO_HANDLER", "ziran", DAY, to="37142604", ask="请提供台账", due_on="2026-08-20"
    )
    make.act(cast, matter, "REMIND", "duban", DAY, requirement="请抓紧", due_on="2026-08-20")
    for row in Task.objects.filter(matter=matter):
        assert (
            row.made_by and row.made_at == moment(DAY) and row.issued_by and row.issued_on == date(2026, 8, 3)
        )
    make.act(cast, matter, "CO_ANSWER", "nongye", DAY, answer="台账附后")
    row = Task.objects.get(kind="CO_HANDLE")
    assert (row.answer, str(row.answered_by), row.answered_on) == ("台账附后", "农业春", date(2026, 8, 3))
