"""Two who press at once on a task without a matter: one answer, one clearing, and a plain refusal for the other."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import tasks
from lianxin.models import Task
from lianxin.queries.access import NotAllowed
from lianxin.rules.tasks import TASKS
from tests.cast import Cast, moment
from tests.concurrency.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-08-03"


def dispatched(cast: Cast) -> Task:
    asked = {"to": "37142602", "requirement": "整改", "due_on": "2026-09-02"}
    return tasks.issue(cast("duban"), TASKS["DISPATCHED"], asked, at=moment(DAY))


def test_of_eight_answers_one_counts(cast: Cast) -> None:
    row, actors = dispatched(cast), [cast("ziran"), cast("zirantou")] * 4
    outcomes = together([
        lambda n=n, who=who: tasks.answer(who, row, {"answer": f"第{n}次答复"}, at=moment(DAY))
        for n, who in enumerate(actors)
    ])  # fmt: skip
    assert sum(isinstance(o, Task) for o in outcomes) == 1, outcomes
    assert sum(isinstance(o, NotAllowed) for o in outcomes) == 7, outcomes
    kept = next(o for o in outcomes if isinstance(o, Task))
    row.refresh_from_db()
    assert (row.answer, row.answered_by_id, row.version) == (kept.answer, kept.answered_by_id, 1)


def test_cleared_and_returned_at_once_is_one_of_them(cast: Cast) -> None:
    row = dispatched(cast)
    tasks.answer(cast("ziran"), row, {"answer": "已补"}, at=moment(DAY))
    who = cast("duban")
    back = {"reason": "没有附台账", "due_on": "2026-09-10"}
    outcomes = together([
        lambda: tasks.clear(who, row, {"evidence": "核对过"}, at=moment(DAY)),
        lambda: tasks.give_back(who, row, back, at=moment(DAY)),
    ] * 3)  # fmt: skip
    assert sum(isinstance(o, Task) for o in outcomes) == 1, outcomes
    row.refresh_from_db()
    assert (row.cleared_on == date(2026, 8, 3), row.returned) in ((True, 0), (False, 1))
