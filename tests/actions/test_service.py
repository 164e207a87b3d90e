"""Service (送达): each act has its record, what must be witnessed is, and what did not arrive comes back."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Task
from lianxin.rules.steps import STEPS
from tests import make
from tests.actions.lives import fresh, numbers, running, serve
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-21"


def test_every_service_leaves_its_record(cast: Cast) -> None:
    matter = make.signed(cast)
    serve(cast, matter, "ziran", DAY, place="前柳村12号", received_by="李大山（丈夫）")
    slip = matter.papers.get(kind="D50")
    opinion = matter.papers.get(kind="D17")
    assert slip.state == "ISSUED" and slip.digest
    facts = slip.body["as_issued"]["facts"]
    assert facts["document"].endswith(opinion.number) and facts["method"] == "当面送达"
    assert (facts["place"], facts["received_by"]) == ("前柳村12号", "李大山（丈夫）")
    assert facts["served_on"] == facts["effective_on"] == "2026年8月21日"
    last = fresh(matter).waits_until
    assert last == date(2026, 9, 20) and facts["last_day"] == "2026年9月20日"  # its own time, from that day
    assert "紫冉" in facts["server"] and "王秀英" not in str(slip.body)


def test_what_nobody_signed_for_needs_a_witness(cast: Cast) -> None:
    matter = make.signed(cast)
    with pytest.raises(Invalid, match="写明原因和见证"):
        serve(cast, matter, "ziran", DAY, method="LEFT_AT")
    matter = serve(cast, matter, "ziran", DAY, method="LEFT_AT", proof="拒收，村委会王主任见证，有照片")
    assert matter.papers.get(kind="D17").services.get().effective_on == date(2026, 8, 21)


def test_nobody_serves_by_public_notice_at_once(cast: Cast) -> None:
    with pytest.raises(Invalid, match="请从列出的选项中选择"):
        serve(cast, make.signed(cast), "ziran", DAY, method="PUBLIC_NOTICE", proof="下落不明")


def test_what_did_not_arrive_comes_back_to_the_desk(cast: Cast) -> None:
    matter = make.signed(cast)
    tried = {"recipients": numbers(matter), "method": "MAIL", "tried_on": DAY, "reason": "查无此人，退回"}
    make.act(cast, matter, "NOT_DELIVERED", "ziran", DAY, **tried)
    task = Task.objects.get(matter=matter)
    assert (task.kind, task.due_on, task.cleared_on) == ("REDELIVER", date(2026, 8, 28), None)
    assert task.organ == matter.owner and task.text == "查无此人，退回"
    assert fresh(matter).state == "OPINION_ISSUED" and "SERVE" in running(matter)
    make.act(cast, matter, "NOT_DELIVERED", "ziran", "2026-08-24", **{**tried, "tried_on": "2026-08-24"})
    assert Task.objects.filter(matter=matter, cleared_on=None).count() == 1
    serve(cast, matter, "ziran", "2026-08-25")
    assert not Task.objects.filter(matter=matter, cleared_on=None).exists()


@pytest.mark.parametrize("method", ["PUBLIC_NOTICE", "QUERY_PAGE"])
def test_what_is_put_up_for_all_cannot_fail_to_arrive(cast: Cast, method: str) -> None:
    offered = dict(next(each for each in STEPS["NOT_DELIVERED"].fields if each.name == "method").offered)
    assert method not in offered and offered["MAIL"] == "挂号邮寄"
    matter = make.signed(cast)
    tried = {"recipients": numbers(matter), "method": method, "tried_on": DAY, "reason": "没有人看"}
    with pytest.raises(Invalid, match="请从列出的选项中选择"):
        make.act(cast, matter, "NOT_DELIVERED", "ziran", DAY, **tried)


def test_an_attempt_is_not_in_the_future(cast: Cast) -> None:
    matter = make.signed(cast)
    tried = {"recipients": numbers(matter), "method": "MAIL", "tried_on": "2026-08-22", "reason": "退回"}
    with pytest.raises(Invalid, match="今天或今天以前"):
        make.act(cast, matter, "NOT_DELIVERED", "ziran", DAY, **tried)
