"""Screening: a problem is told once, never a person; the ledger shows who looked where."""

from datetime import date
from uuid import uuid4

import pytest

from lianxin.models import Task
from lianxin.rules.screening import Rhythm, round_on

pytestmark = pytest.mark.django_db
NEW = "/staff/screening/new/"
WORDS = {"problem": "灌渠漏水，两个组争水", "business": "GENERAL", "region": "371426101", "place": "二组渠口"}


def told(client, mark, **more):
    return client.post(NEW, {**WORDS, "mark": mark, **more}, headers={"accept": "application/json"})


def test_an_entry_sent_twice_is_one_task_for_the_organ_above(cast, enter):
    client, mark = enter("zhenban"), str(uuid4())
    first, second = told(client, mark), told(client, mark, problem="改过的话")
    assert first.status_code == second.status_code == 200, first.content.decode()
    assert first.json() == second.json()
    row = Task.objects.get(kind="SCREENING_ITEM")
    assert row.text == WORDS["problem"] and row.organ_id == cast("zhenban").posts[0].above[0]


@pytest.mark.parametrize("person", ["电话13812341234", "身份证371426198001011234", "请打 0534-7654321"])
def test_a_person_is_not_told(enter, person):
    answer = told(enter("zhenban"), str(uuid4()), problem=f"有人闹事，{person}")
    assert answer.status_code == 422 and "只写问题，不写人" in answer.json()["faults"][0]
    page = enter("zhenban").post(NEW, {**WORDS, "mark": str(uuid4()), "place": person})
    assert page.status_code == 422 and person in page.content.decode()
    assert not Task.objects.exists()


def test_the_ledger_counts_within_the_walls(enter):
    told(enter("zhenban"), str(uuid4()), urgent="on")
    page = enter("duban").get("/staff/screening/").content.decode()
    assert "发现 1 个问题，其中紧急 1 个" in page
    for who in ("ziran", "shenji", "guanli", "tongji"):
        assert enter(who).get("/staff/screening/").status_code == 403
        assert told(enter(who), str(uuid4())).status_code == 403


@pytest.mark.parametrize(("rhythm", "on", "first", "last"), [
    ("WEEK", "2026-08-05", "2026-08-03", "2026-08-09"),
    ("HALF_MONTH", "2026-08-15", "2026-08-01", "2026-08-15"),
    ("HALF_MONTH", "2026-02-16", "2026-02-16", "2026-02-28"),
    ("MONTH", "2028-02-29", "2028-02-01", "2028-02-29"),
])  # fmt: skip
def test_a_round_has_its_days(rhythm, on, first, last):
    day = date.fromisoformat
    assert round_on(Rhythm(rhythm), day(on)) == (day(first), day(last))
