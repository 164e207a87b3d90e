"""Service (送达): each act has its record, what must be witnessed is, and what did not arrive comes back."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Task
from lianxin.queries.dossier import Dossier
from lianxin.queries.paper_files import staff_sheet
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


LEFT = {"refused": "不同意处理意见", "witness": "孙建国（前柳村村委会主任）", "second_server": "陈立"}


@pytest.mark.parametrize("missing", LEFT)
def test_what_nobody_signed_for_needs_reason_witness_and_two_servers(cast: Cast, missing: str) -> None:
    facts = {**LEFT, missing: ""}
    with pytest.raises(Invalid, match="两名送达人") as fault:
        serve(cast, make.signed(cast), "ziran", DAY, method="LEFT_AT", **facts)
    assert set(fault.value.errors) == {missing}


def test_the_record_of_a_paper_left_behind_names_all_of_them(cast: Cast) -> None:
    matter = serve(cast, make.signed(cast), "ziran", DAY, method="LEFT_AT", proof="照片3张", **LEFT)
    assert matter.papers.get(kind="D17").services.get().effective_on == date(2026, 8, 21)
    paper = matter.papers.get(kind="D50")
    printed = staff_sheet(paper, Dossier(matter, date(2026, 8, 21)), [])
    rows = {block.label: block.text for block in printed.blocks}
    assert (rows["拒收事由"], rows["见证人"], rows["回证、回执说明"]) == (
        LEFT["refused"],
        LEFT["witness"],
        "照片3张",
    )
    assert rows["送达人"] == f"{cast('ziran').name}、陈立"


def test_nobody_is_both_servers(cast: Cast) -> None:
    facts = {**LEFT, "second_server": cast("ziran").name}
    with pytest.raises(Invalid, match="不能是您自己"):
        serve(cast, make.signed(cast), "ziran", DAY, method="LEFT_AT", **facts)


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
