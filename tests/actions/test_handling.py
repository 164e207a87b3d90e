"""At the responsible organ: acceptance, its time, co-handlers, settlement, service (第三十一条至第三十四条)."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.models import Document, Matter, Outbox, Sitting, Task
from lianxin.queries.access import NotAllowed, buttons
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.queries.progress import progress
from tests import make
from tests.actions.lives import FOUR, clock, fresh, numbers, petitioner, running, serve, sign_opinion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"


def extend(
    cast: Cast, matter: Matter, who: str = "zirantou", on: str = "2026-09-01", days: int = 30
) -> Matter:
    make.act(cast, matter, "EXTEND", who, on, days=days, reason="需要测绘鉴定")
    return fresh(matter)


def test_extension_adds_to_the_unrolled_day(cast: Cast) -> None:
    matter = make.accepted(cast)
    assert matter.due_on == date(2026, 10, 8)  # 2 October rolled
    assert extend(cast, matter).due_on == date(2026, 11, 2)  # 1 November, a Sunday, rolled


def test_extensions_total_thirty_days(cast: Cast) -> None:
    matter = extend(cast, make.accepted(cast), days=10)
    with pytest.raises(Invalid, match="累计最多延长30日"):
        extend(cast, matter, days=21)
    matter = extend(cast, matter, days=20)
    with pytest.raises(NotAllowed, match="延长期限已用完"):
        extend(cast, matter, days=1)


def test_only_the_head_extends(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "ASK_EXTENSION", "ziran", "2026-09-01", days=30, reason="需要测绘")
    with pytest.raises(NotAllowed, match="本机关负责人"):
        extend(cast, matter, "ziran")
    with pytest.raises(NotAllowed):
        extend(cast, matter, "renshetou")


def test_no_extension_after_the_lapse(cast: Cast) -> None:
    matter = make.accepted(cast)
    assert extend(cast, matter, on="2026-10-08", days=5).due_on == date(2026, 10, 8)
    late = make.accepted(cast)
    with pytest.raises(NotAllowed, match="办理期限已过"):
        extend(cast, late, on="2026-10-09")


def test_a_period_into_an_unannounced_year_is_provisional(cast: Cast) -> None:
    matter = make.accepted(cast, on="2026-11-20")
    assert matter.due_on == date(2027, 1, 19) and matter.provisional


def test_a_hearing_in_first_handling_does_not_pause(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "HOLD_HEARING", "ziran", "2026-08-20", held_from="2026-08-18", held_to="2026-08-20",
             place="县局", chair="zirantou", conclusion="事实清楚")  # fmt: skip
    assert fresh(matter).due_on == date(2026, 10, 8)
    assert Sitting.objects.get().held_to == date(2026, 8, 20)


def test_co_handlers_answer_and_only_they(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(
        cast,
        matter,
        "ASK_CO_HANDLER",
        "ziran",
        "2026-08-05",
        to="37142604",
        ask="核对面积",
        due_on="2026-08-20",
    )
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "CO_ANSWER", "renshe", "2026-08-10", answer="无")
    make.act(cast, matter, "CO_ANSWER", "nongye", "2026-08-10", answer="三亩")
    assert Task.objects.get().answered_on == date(2026, 8, 10)
    with pytest.raises(NotAllowed, match="没有待答复的协办事项"):
        make.act(cast, matter, "CO_ANSWER", "nongye", "2026-08-11", answer="三亩")
    assert fresh(matter).owner.code == "37142602"


def test_asking_for_material_moves_no_date(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "ASK_MATERIAL", "ziran", "2026-08-05", missing="土地证", by="2026-08-15")
    make.act(
        cast, matter, "SUPPLEMENT", petitioner(matter.submissions.get()), "2026-08-14", content="土地证复印件"
    )
    assert (fresh(matter).due_on, running(matter)) == (date(2026, 10, 8), {"HANDLE"})


def test_mediation_then_settlement_then_closing(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "MEDIATE", "ziran", "2026-08-10", consent=True, record="双方到场")
    make.act(
        cast,
        matter,
        "SETTLE",
        "ziran",
        "2026-08-12",
        consent=True,
        terms="分两期支付",
        perform_by="2026-12-31",
    )
    assert (fresh(matter).state, running(matter)) == ("SETTLED", {"CLOSE"})
    assert [request.outcome for request in matter.requests.all()] == ["SETTLED"]
    make.act(cast, matter, "CLOSE", "ziran", "2026-08-13", **FOUR)
    assert (fresh(matter).state, fresh(matter).outcome) == ("CLOSED", "SETTLED")


def test_reclassifying_at_work_moves_to_the_right_period(cast: Cast) -> None:
    matter = make.accepted(cast)
    suggestion = {**make.CLASSIFY, "requests": [{"legal_class": "SUGGESTION"}]}
    make.act(cast, matter, "CLASSIFY", "ziran", "2026-08-20", **suggestion)
    assert (running(matter), clock(matter, "SUGGESTION_REPLY").start_on) == (
        {"SUGGESTION_REPLY"},
        date(2026, 8, 3),
    )
    make.act(cast, matter, "CLASSIFY", "ziran", "2026-08-25", **make.CLASSIFY)
    assert (running(matter), fresh(matter).due_on) == ({"HANDLE"}, date(2026, 10, 8))


def test_drafter_checker_and_head(cast: Cast) -> None:
    matter = make.accepted(cast)
    with pytest.raises(NotAllowed, match="还没有待审核"):
        make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-10")
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-10", **make.OPINION)
    with pytest.raises(NotAllowed, match="不能审核自己"):
        make.act(cast, matter, "CHECK_OPINION", "ziran", "2026-08-10")
    with pytest.raises(NotAllowed, match="须先经审核"):
        make.act(cast, matter, "SIGN_OPINION", "zirantou", "2026-08-10")
    make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-10")
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-11", **make.OPINION)  # changed: checked anew
    with pytest.raises(NotAllowed, match="须先经审核"):
        make.act(cast, matter, "SIGN_OPINION", "zirantou", "2026-08-11")


def test_the_opinion_names_the_next_organ_and_its_days(cast: Cast) -> None:
    paper = Document.objects.get(matter=make.signed(cast), kind="D17")
    assert paper.body["remedy"] == {"organ": "临水县人民政府", "days": 30}


@pytest.mark.parametrize("day", ["2026-08-19", "2026-08-22"])
def test_service_lies_between_signing_and_today(cast: Cast, day: str) -> None:
    with pytest.raises(Invalid, match="送达日期"):
        serve(cast, make.signed(cast), "ziran", "2026-08-21", served_on=day)


def test_electronic_service_needs_consent(cast: Cast) -> None:
    with pytest.raises(Invalid, match="没有都同意电子送达"):
        serve(cast, make.signed(cast), "ziran", "2026-08-21", method="ELECTRONIC")
    agreed = make.signed(cast, people=(Person(name="王秀英", phone="13812341234", electronic=True),))
    assert serve(cast, agreed, "ziran", "2026-08-21", method="ELECTRONIC").state == "OPINION_SERVED"


def test_only_the_unknown_find_their_paper_on_the_query_page(cast: Cast) -> None:
    with pytest.raises(Invalid, match="姓名和联系方式清楚"):
        serve(cast, make.signed(cast), "ziran", "2026-08-21", method="QUERY_PAGE")
    unknown = make.signed(cast, anonymous=True, people=())
    assert serve(cast, unknown, "ziran", "2026-08-21", method="QUERY_PAGE").state == "OPINION_SERVED"


def test_the_organ_answers_though_the_handler_left(cast: Cast) -> None:
    from lianxin.actions.directory import end_posting
    from lianxin.models import Posting

    matter = make.accepted(cast)
    make.act(cast, matter, "TAKE", "zirantou", DAY, handler="ziran", no_interest=True)
    end_posting(Posting.objects.get(account__username="ziran"), on=date(2026, 8, 10))
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-11", **make.OPINION)
    make.act(cast, matter, "TAKE", "zirantou", "2026-08-11", handler="ziran2", no_interest=True)
    assert fresh(matter).handler.username == "ziran2"
    assert numbers(sign_opinion_by(cast, matter)) == [matter.number]


def sign_opinion_by(cast: Cast, matter: Matter) -> Matter:
    make.act(cast, matter, "DRAFT_OPINION", "ziran2", "2026-08-12", **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "zirantou", "2026-08-12")
    make.act(cast, matter, "SIGN_OPINION", "zirantou", "2026-08-12")
    return fresh(matter)


def test_several_requests_are_answered_one_by_one(cast: Cast) -> None:
    matter = make.file(requests=("发放补偿款", "公开补偿标准")).submission.matter
    two = {**make.CLASSIFY, "requests": [{"legal_class": "APPEAL_6"}, {"legal_class": "SUGGESTION"}]}
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **two)
    make.act(cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="职能")
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="ORDINARY", method="MAIL")
    answers = [make.OPINION["requests"][0], {"outcome": "ADOPTED", "answer": "将公开", "law": "《条例》"}]
    with pytest.raises(Invalid, match="第2项诉求"):
        sign_opinion(cast, matter, "2026-08-20", [answers[0], {}])
    matter = sign_opinion(cast, matter, "2026-08-20", answers)
    assert [r.outcome for r in matter.requests.all()] == ["SUPPORT", "ADOPTED"]
    assert matter.outcome == "PARTIAL"


def test_a_request_for_a_hearing_is_decided_by_a_day_with_a_reason(cast: Cast) -> None:
    matter = make.accepted(cast)
    row = matter.submissions.get()
    make.act(cast, matter, "ASK_HEARING", petitioner(row), "2026-08-10", reason="请当面说清")
    page = progress(petitioner(row), row.number, on=date(2026, 8, 10))
    assert [(str(each.title), each.day) for each in page.besides] == [("决定是否听证", date(2026, 8, 25))]
    assert "ASK_HEARING" not in {each.step.action for each in page.options}
    with pytest.raises(NotAllowed, match="已经申请过听证"):
        make.act(cast, matter, "ASK_HEARING", petitioner(row), "2026-08-11", reason="再申请")
    refused = {"points": "丈量", "decision": "NOT_HELD", "reason": "事实清楚，没有争议"}
    make.decided(cast, matter, "DECIDE_HEARING", "ziran", "2026-08-12", **refused)
    assert not {"HEARING_DECIDE", "HEARING_HOLD"} & running(matter)
    assert "决定不举行听证。理由：事实清楚，没有争议" in Outbox.objects.latest("pk").text
    assert matter.papers.get(kind="D28").number
    make.act(cast, matter, "ASK_HEARING", petitioner(row), "2026-08-13", reason="有新的证人")
    make.decided(
        cast,
        matter,
        "DECIDE_HEARING",
        "ziran",
        "2026-08-14",
        points="丈量",
        decision="HOLD",
        reason="争议较大",
    )
    assert clock(matter, "HEARING_HOLD").nominal_on == date(2026, 9, 13)
    make.act(cast, matter, "HOLD_HEARING", "ziran", "2026-08-20", held_from="2026-08-20", held_to="2026-08-20",
             place="局二楼", chair="zirantou", conclusion="重新丈量")  # fmt: skip
    assert "HEARING_HOLD" not in running(matter)


def test_what_ends_the_work_ends_the_wait_for_a_hearing(cast: Cast) -> None:
    matter = make.accepted(cast)
    with pytest.raises(NotAllowed, match="没有等待决定的听证申请"):
        make.decided(
            cast,
            matter,
            "DECIDE_HEARING",
            "ziran",
            "2026-08-10",
            points="无",
            decision="HOLD",
            reason="依法举行",
        )
    make.act(
        cast, matter, "ASK_HEARING", petitioner(matter.submissions.get()), "2026-08-10", reason="请当面说清"
    )
    sign_opinion(cast, matter, "2026-08-20")
    assert "HEARING_DECIDE" not in running(matter)


def test_only_who_sees_the_matter_and_may_work_on_it_becomes_its_handler(cast: Cast) -> None:
    matter = make.file().submission.matter
    offered = {option.value for option in options("handlers", Dossier(matter, cast.today), cast("fenban"))}
    assert offered == {"fenban", "fenban2", "xinfangtou"}
    for other in ("guanli", "shenji", "tongji", "dengji"):
        with pytest.raises(Invalid, match="承办人"):
            make.act(cast, matter, "TAKE", "fenban", DAY, handler=other, no_interest=True)


@pytest.mark.parametrize("reason", ["a", "。。。。", "1234", "难"])
def test_a_reason_says_something(cast: Cast, reason: str) -> None:
    with pytest.raises(Invalid, match="写清楚"):
        make.act(cast, make.accepted(cast), "EXTEND", "zirantou", "2026-09-01", days=10, reason=reason)


def test_what_another_organ_is_asked_ends_within_a_year(cast: Cast) -> None:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    facts = {"to": "37142602", "mode": "ASSIGN", "reason": "职能"}
    for day, said in (("2036-08-03", "最晚到2027-08-04"), ("2026-08-03", "今天以后")):
        with pytest.raises(Invalid, match=said) as refused:
            make.act(cast, fresh(matter), "FORWARD", "fenban", DAY, report_by=day, **facts)
        assert set(refused.value.errors) == {"report_by"}
    make.act(cast, fresh(matter), "FORWARD", "fenban", DAY, report_by="2026-09-03", **facts)


def test_to_refuse_an_extension_stands_beside_granting_it(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "ASK_EXTENSION", "ziran", "2026-08-20", days=10, reason="需要测绘")
    offered = [
        step.action for step, _may in buttons(cast("zirantou"), Dossier(fresh(matter), date(2026, 8, 21)))
    ]
    assert offered.index("REFUSE_EXTENSION") == offered.index("EXTEND") + 1
