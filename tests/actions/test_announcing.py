"""Service by public notice: it stands for its days, serves when they have run, and comes down when the person comes."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.directory import post
from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.actions.rehearsal import rehearsed
from lianxin.models import Matter, Outbox
from lianxin.ops.jobs import JOBS
from lianxin.queries.access import NotAllowed
from lianxin.queries.announced import notices
from lianxin.queries.dossier import Dossier
from lianxin.queries.issued import issued
from lianxin.queries.petitioner import followed
from lianxin.queries.progress import progress
from lianxin.queries.step_help import starting_with
from lianxin.rules.codes import Role
from lianxin.rules.steps import STEPS
from tests import make
from tests.actions.lives import clock, fresh, numbers, petitioner, running, serve, sign_opinion
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY, LAST, AFTER = "2026-08-21", date(2026, 9, 20), "2026-09-21"
TRIED = "2026-08-21 邻居称举家外出，去向不明；村委会无联系方式"
LI = Person(name="李有田", phone="13912345678", address="前柳村30号")


def announce(
    cast: Cast, matter: Matter, on: str = DAY, rows: list[str] | None = None, **more: object
) -> Matter:
    facts = {"ground": "UNKNOWN", "tried": TRIED, "fetch_at": "临水县自然资源局一楼大厅", **more}
    make.act(cast, matter, "ANNOUNCE", "ziran", on, recipients=rows or numbers(matter), **facts)
    return fresh(matter)


def run_out(on: str = AFTER) -> str:
    return str(JOBS["notices"].run(moment(on)))


def pair(cast: Cast) -> Matter:
    lead = make.accepted(cast)
    other = make.file(on="2026-08-04", people=(LI,)).submission.matter
    make.act(
        cast, other, "JOIN", "fenban", "2026-08-04", lead=lead.number, relation="DUPLICATE", reason="同一"
    )
    return sign_opinion(cast, lead, "2026-08-20")


def test_a_notice_moves_nothing_until_its_days_have_run(cast: Cast) -> None:
    matter = announce(cast, make.signed(cast))
    assert (matter.state, matter.next_action, matter.due_on, matter.waits_until) == (
        "OPINION_ISSUED", "END_NOTICE", LAST, LAST
    )  # fmt: skip
    assert running(matter) == {"PUBLIC_NOTICE", "EXECUTE"} and not matter.papers.filter(kind="D50")
    for on in (DAY, "2026-09-20"):
        run_out(on)
        with pytest.raises(NotAllowed, match="公告期还没有满"):
            make.act(cast, matter, "END_NOTICE", "ziran", on)
    assert fresh(matter).state == "OPINION_ISSUED" and not matter.papers.get(kind="D17").services.exists()


def test_when_they_have_run_it_is_served_on_the_last_of_them_though_recorded_later(cast: Cast) -> None:
    matter = announce(cast, make.signed(cast), also_at="村委会公告栏")
    assert run_out("2026-09-24") == "公告期满1件" and run_out("2026-09-24") == "公告期满0件"
    matter = fresh(matter)
    assert matter.state == "OPINION_SERVED" and "PUBLIC_NOTICE" not in running(matter)
    row = matter.submissions.get().services.get()
    assert (row.method, row.sent_on, row.effective_on) == ("PUBLIC_NOTICE", date(2026, 8, 21), LAST)
    window = clock(matter, "REVIEW_APPLY")
    assert (window.start_on, window.lawful_on) == (LAST, date(2026, 10, 20))
    facts = matter.papers.get(kind="D50").body["as_issued"]["facts"]
    assert TRIED in facts["proof"] and "下落不明" in facts["proof"] and "村委会公告栏" in facts["place"]
    assert (facts["served_on"], facts["effective_on"]) == ("2026年8月21日", "2026年9月20日")
    assert "系统" in facts["server"] and "2026年9月20日视为送达" in Outbox.objects.latest("pk").text


def test_who_comes_within_the_days_is_served_that_day_and_the_notice_comes_down(cast: Cast) -> None:
    matter = announce(cast, make.signed(cast))
    assert notices(on=date(2026, 9, 2))
    matter = serve(cast, matter, "ziran", "2026-09-01")
    assert matter.state == "OPINION_SERVED" and not notices(on=date(2026, 9, 2))
    assert clock(matter, "REVIEW_APPLY").start_on == date(2026, 9, 1)
    assert run_out() == "公告期满0件" and matter.papers.filter(kind="D50").count() == 1


def test_who_signs_online_within_the_days_is_served_too_and_cannot_afterwards(cast: Cast) -> None:
    matter = announce(cast, make.signed(cast))
    late = announce(cast, make.signed(cast))
    own, other = (petitioner(each.submissions.get()) for each in (matter, late))
    page = progress(own, matter.submissions.get().number, on=date(2026, 9, 1))
    assert "公告送达" in str(page.next) and page.clock and page.clock.day == LAST
    reached = issued(followed(own, matter.submissions.get().number, on=date(2026, 9, 1)))
    assert [paper.kind for paper in reached] == ["D09"]  # the opinion is unread until it is served
    make.act(cast, matter, "CONFIRM_RECEIPT", own, "2026-09-01", agree=True)
    assert fresh(matter).state == "OPINION_SERVED" and len(notices(on=date(2026, 9, 1))) == 1
    for step, who, facts in (
        ("CONFIRM_RECEIPT", other, {"agree": True}),
        ("SERVE", "ziran", {"recipients": numbers(late), "method": "IN_PERSON", "served_on": AFTER}),
    ):
        with pytest.raises(Invalid, match="视为那一天送达"):
            make.act(cast, late, step, who, AFTER, **facts)


def test_that_other_ways_failed_must_stand_on_file(cast: Cast) -> None:
    matter = make.signed(cast)
    with pytest.raises(Invalid, match="先试其他方式"):
        announce(cast, matter, ground="FAILED")
    tried = {"recipients": numbers(matter), "method": "MAIL", "tried_on": DAY, "reason": "查无此人，退回"}
    make.act(cast, matter, "NOT_DELIVERED", "ziran", DAY, **tried)
    start = starting_with(STEPS["ANNOUNCE"], Dossier(fresh(matter), date(2026, 8, 21)), cast("ziran"))
    assert start["tried"] == "2026-08-21 挂号邮寄：查无此人，退回" and "临水县自然资源局" in str(
        start["fetch_at"]
    )
    assert announce(cast, matter, ground="FAILED").next_action == "END_NOTICE"


@pytest.mark.parametrize("where", ["前柳村12号", "找王秀英", "打13812341234"])
def test_where_it_is_fetched_does_not_say_who_fetches_it(cast: Cast, where: str) -> None:
    with pytest.raises(Invalid, match="公告人人都能看到"):
        announce(cast, make.signed(cast), fetch_at=where)


def test_who_gave_no_name_is_not_announced(cast: Cast) -> None:
    with pytest.raises(Invalid, match="没有留下姓名"):
        announce(cast, make.signed(cast, anonymous=True, people=()))


def test_each_of_several_has_their_own_notice_and_day(cast: Cast) -> None:
    lead = pair(cast)
    wang, li = numbers(lead)
    lead = announce(cast, lead, rows=[wang])
    assert lead.next_action == "SERVE" and lead.waits_until is None  # 李有田 must still be served
    lead = serve(cast, lead, "ziran", "2026-08-24", [li])
    assert (lead.state, lead.next_action, lead.due_on) == ("OPINION_SERVED", "END_NOTICE", LAST)
    assert "SERVE" not in running(lead) and [n.text[:3] for n in notices(on=LAST)] == ["王**"]
    with pytest.raises(NotAllowed, match="还有信访人没有收到文书"):
        make.act(cast, lead, "CLOSE", "ziran", "2026-09-19")
    run_out()
    assert (fresh(lead).state, fresh(lead).next_action) == ("OPINION_SERVED", "CLOSE")
    starts = lead.clocks.filter(period="REVIEW_APPLY").values_list("submission__number", "start_on")
    assert dict(starts) == {wang: LAST, li: date(2026, 8, 24)}


def test_put_up_by_mistake_it_comes_down_and_service_is_due_again(cast: Cast) -> None:
    matter = announce(cast, make.signed(cast))
    facts = {"recipients": numbers(matter), "reason": "找到了新地址"}
    make.act(cast, matter, "WITHDRAW_NOTICE", "ziran", "2026-08-24", **facts)
    matter = fresh(matter)
    assert (matter.next_action, matter.due_on) == ("SERVE", date(2026, 9, 3)) and not notices(on=LAST)
    assert announce(cast, matter, "2026-08-25").next_action == "END_NOTICE"


def test_nothing_sealed_is_announced_and_what_is_sealed_later_is_gone(cast: Cast) -> None:
    matter = announce(cast, make.signed(cast))
    assert notices(on=LAST)
    Matter.objects.filter(pk=matter.pk).update(sealed=True)
    assert not notices(on=LAST) and run_out() == "公告期满0件"
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "ANNOUNCE", "ziran", DAY, recipients=numbers(matter))


def test_a_notice_that_did_not_stand_its_days_for_the_seal_serves_nothing(cast: Cast) -> None:
    """Red once: whoever sits at both desks could record that it ran out, though from the seal on nobody could read it."""
    matter = announce(cast, make.signed(cast))
    Matter.objects.filter(pk=matter.pk).update(sealed=True)
    post("ziran", "37142602", Role.DISCIPLINE_DESK, valid_from=date(2026, 1, 1))
    with pytest.raises(NotAllowed, match="密件通道"):
        make.act(cast, fresh(matter), "END_NOTICE", "ziran", AFTER)
    facts = {"recipients": numbers(matter), "reason": "已经密封"}
    make.act(cast, fresh(matter), "WITHDRAW_NOTICE", "ziran", AFTER, **facts)


def test_it_may_begin_on_a_later_day_and_nobody_reads_it_before(cast: Cast) -> None:
    matter = announce(cast, make.signed(cast), first_on="2026-08-25")
    until = date(2026, 9, 24)
    assert (fresh(matter).due_on, running(matter)) == (until, {"PUBLIC_NOTICE", "EXECUTE"})
    assert not notices(on=date(2026, 8, 24))
    assert "2026年8月25日发布，2026年9月24日期满" in notices(on=date(2026, 8, 25))[0].text
    assert run_out("2026-09-24") == "公告期满0件" and run_out("2026-09-25") == "公告期满1件"
    row = fresh(matter).submissions.get().services.get()
    assert (row.sent_on, row.effective_on) == (date(2026, 8, 25), until)


@pytest.mark.parametrize("first", ["2026-08-20", "2026-09-01", "2027-08-21"])
def test_it_begins_within_the_days_for_service_and_never_in_the_past(cast: Cast, first: str) -> None:
    with pytest.raises(Invalid, match="之间的一天开始") as refused:
        announce(cast, make.signed(cast), first_on=first)
    assert set(refused.value.errors) == {"first_on"}


def test_it_is_read_before_it_goes_up_and_nothing_is_kept(cast: Cast) -> None:
    matter = make.signed(cast)
    facts = {"recipients": numbers(matter), "ground": "UNKNOWN", "tried": TRIED, "fetch_at": "一楼大厅"}
    [sheet] = rehearsed(matter, "ANNOUNCE", actor=cast("ziran"), at=moment(DAY), facts=facts)
    assert "王**：临水县自然资源局向您公告送达" in sheet.text and "到一楼大厅领取" in sheet.text
    assert not notices(on=date(2026, 8, 21)) and "PUBLIC_NOTICE" not in running(fresh(matter))
    with pytest.raises(Invalid, match="公告人人都能看到"):
        rehearsed(
            matter, "ANNOUNCE", actor=cast("ziran"), at=moment(DAY), facts=facts | {"fetch_at": "找王秀英"}
        )


def test_the_notice_to_who_is_no_longer_joined_is_gone_and_stops_no_other(cast: Cast) -> None:
    lead = pair(cast)
    other = Matter.objects.get(submissions__number=numbers(lead)[1])
    announce(cast, lead)
    make.act(cast, other, "UNJOIN", "fenban", "2026-08-25", reason="不是同一件")
    assert [notice.text[:3] for notice in notices(on=LAST)] == ["王**"]
    assert (run_out(), run_out("2026-09-22")) == ("公告期满1件", "公告期满0件")


def test_a_notice_that_cannot_end_holds_up_no_other(cast: Cast) -> None:
    first, second = announce(cast, make.signed(cast)), announce(cast, make.signed(cast, people=(LI,)))
    Matter.objects.filter(pk=first.pk).update(state="ANSWERED")  # where no paper is left that it could serve
    with pytest.raises(NotAllowed, match="公告期还没有满"):
        run_out()
    assert fresh(second).state == "OPINION_SERVED" and fresh(first).state == "ANSWERED"
