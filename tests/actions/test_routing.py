"""How a matter finds the organ with the power to solve it (第二十二条至第二十四条), and who owes what meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Event, Matter, Outbox
from lianxin.queries.access import NotAllowed
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.rules.facts import Actor
from tests import make
from tests.actions.lives import clock, fresh, running
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
OBJECTION = {"reason": "不属本局职权", "basis": "三定方案"}


def forward(cast: Cast, matter: Matter, who: str, to: str, on: str = DAY, **more: object) -> Matter:
    given = {"mode": "FORWARD", "reason": "属地、层级、职能", **more}
    make.act(cast, matter, "FORWARD", who, on, to=to, **given)
    return fresh(matter)


def at_city(cast: Cast, **more: object) -> Matter:
    matter = make.file(office="37140001", **more).submission.matter
    make.act(cast, matter, "CLASSIFY", "shifenban", DAY, **make.CLASSIFY)
    return fresh(matter)


def test_the_receiver_owes_notice_and_may_object(cast: Cast) -> None:
    matter = make.routed(cast)
    assert running(matter) == {"NOTICE_FWD", "OBJECTION"}
    assert (clock(matter, "OBJECTION").lawful_on, matter.due_on) == (date(2026, 8, 10), date(2026, 8, 18))


def test_each_intermediate_office_gets_its_own_time(cast: Cast) -> None:
    matter = forward(cast, at_city(cast), "shifenban", "37142601", "2026-08-10")
    assert (matter.state, matter.next_action, matter.due_on) == ("REGISTERED", "FORWARD", date(2026, 8, 25))
    matter = forward(cast, matter, "fenban", "37142611", "2026-08-20")
    assert (matter.owner.code, matter.due_on) == ("37142611", date(2026, 9, 4))
    matter = forward(cast, matter, "zhenban", "37142610", "2026-09-01")
    assert (matter.state, matter.due_on, matter.sender.code) == ("ROUTED", date(2026, 9, 16), "37142611")


def test_an_office_reaches_only_below_its_government(cast: Cast) -> None:
    matter = make.file(office="37142611").submission.matter
    reach = {o.value for o in options("forwardable", Dossier(matter, cast.today), Actor())}
    assert reach == {"37142610", "37142612"}


def test_a_direct_receiver_gives_notice_or_sends_it_down(cast: Cast) -> None:
    matter = make.file(office="37142610").submission.matter
    assert (matter.state, running(matter)) == ("RECEIVED", {"NOTICE_DIRECT"})
    make.act(cast, matter, "CLASSIFY", "zhenfu", DAY, **make.CLASSIFY)
    assert forward(cast, matter, "zhentou", "37142612").state == "ROUTED"


def test_litigation_goes_to_the_justice_line(cast: Cast) -> None:
    matter = make.file().submission.matter
    make.act(
        cast,
        matter,
        "CLASSIFY",
        "fenban",
        DAY,
        **{**make.CLASSIFY, "requests": [{"legal_class": "APPEAL_1"}]},
    )
    with pytest.raises(Invalid, match="政法部门"):
        forward(cast, matter, "fenban", "37142602", mode="LITIGATION")
    assert forward(cast, matter, "fenban", "37142608", mode="LITIGATION").litigation


# ---- assignment with report back --------------------------------------------------------------------------
def test_an_assignment_names_its_day_and_goes_by_its_own_letter(cast: Cast) -> None:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    for by in ({}, {"report_by": DAY}):
        with pytest.raises(Invalid, match="应在今天以后"):
            forward(cast, matter, "fenban", "37142602", mode="ASSIGN", **by)
    matter = forward(cast, matter, "fenban", "37142602", mode="ASSIGN", report_by="2026-10-30")
    assert clock(matter, "ASSIGN_REPORT").lawful_on == date(2026, 10, 30)
    assert clock(matter, "ASSIGN_REPORT").organ.code == "37142602"
    assert matter.papers.get().kind == "D05"


def test_assigned_on_it_may_only_be_due_earlier(cast: Cast) -> None:
    matter = forward(cast, at_city(cast), "shifenban", "37142601", mode="ASSIGN", report_by="2026-10-30")
    with pytest.raises(Invalid, match="不能定得更晚"):
        forward(cast, matter, "fenban", "37142602", mode="ASSIGN", report_by="2026-11-02")
    matter = forward(cast, matter, "fenban", "37142602", mode="ASSIGN", report_by="2026-10-20")
    assert clock(matter, "ASSIGN_REPORT").lawful_on == date(2026, 10, 20)
    owed = matter.clocks.filter(period="ASSIGN_REPORT", stopped_on=None).values_list("organ__code", flat=True)
    assert set(owed) == {"37142601", "37142602"}  # each reports to the one that assigned it


# ---- objection --------------------------------------------------------------------------------------------
def objected(cast: Cast, on: str = "2026-08-05", **more: object) -> Matter:
    matter = make.routed(cast, **more)
    make.act(cast, matter, "OBJECT", "ziran", on, **OBJECTION)
    return fresh(matter)


def test_the_notice_keeps_running_during_an_objection(cast: Cast) -> None:
    matter = objected(cast)
    assert (matter.state, matter.owner.code) == ("OBJECTED", "37142601")
    assert running(matter) == {"NOTICE_FWD", "RESOLVE_OBJECTION"}
    make.act(cast, matter, "KEEP_OBJECTION", "fenban", "2026-08-07", reason="属于该局职权")
    matter = fresh(matter)
    assert (matter.state, matter.owner.code, matter.due_on) == ("ROUTED", "37142602", date(2026, 8, 18))
    assert clock(matter, "NOTICE_FWD").organ.code == "37142602"


def test_five_working_days_and_not_one_more(cast: Cast) -> None:
    assert objected(cast, "2026-08-10").state == "OBJECTED"
    with pytest.raises(NotAllowed, match="五个工作日已过"):
        objected(cast, "2026-08-11")


def test_refused_once_only_the_superior_is_left(cast: Cast) -> None:
    matter = objected(cast)
    make.act(cast, matter, "KEEP_OBJECTION", "fenban", "2026-08-06", reason="属于该局职权")
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "OBJECT", "ziran", "2026-08-07", **OBJECTION)
    make.act(cast, matter, "DISPUTE", "zirantou", "2026-08-07", reason="争议")
    matter = fresh(matter)
    assert (matter.state, matter.owner.code, matter.next_action) == (
        "DISPUTED",
        "37142600",
        "DECIDE_COMPETENCE",
    )
    make.act(
        cast, matter, "DECIDE_COMPETENCE", "xianzhang", "2026-08-12", to="37142604", reason="由农业农村局办理"
    )
    matter = fresh(matter)
    assert (matter.state, matter.owner.code, running(matter)) == ("ROUTED", "37142604", {"NOTICE_FWD"})
    assert matter.due_on == date(2026, 8, 27)


def test_decided_for_an_office_it_routes_on(cast: Cast) -> None:
    matter = objected(cast)
    make.act(cast, matter, "DISPUTE", "fenban", "2026-08-06", reason="争议")
    make.act(cast, matter, "DECIDE_COMPETENCE", "xianzhang", "2026-08-12", to="37142611", reason="柳河镇")
    assert (fresh(matter).state, running(matter), fresh(matter).due_on) == (
        "REGISTERED",
        {"ROUTE"},
        date(2026, 8, 27),
    )


def test_no_dispute_before_an_objection(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="先提出异议"):
        make.act(cast, make.routed(cast), "DISPUTE", "zirantou", "2026-08-04", reason="争议")


def test_the_third_return_goes_to_the_common_superior(cast: Cast) -> None:
    matter = make.routed(cast)
    for place, (who, head) in enumerate(
        (("ziran", "37142603"), ("renshe", "37142604"), ("nongye", "37142602"))
    ):
        make.act(cast, matter, "OBJECT", who, "2026-08-04", **OBJECTION)
        make.act(cast, matter, "AGREE_OBJECTION", "fenban", "2026-08-04", reason="同意")
        matter = fresh(matter)
        if place < 2:
            assert (matter.state, running(matter)) == ("REGISTERED", {"REROUTE"})
            matter = forward(cast, matter, "fenban", head, "2026-08-04")
    assert (matter.state, matter.owner.code, matter.returns) == ("DISPUTED", "37142600", 3)
    assert running(matter) == {"SETTLE_COMPETENCE"}
    told = Outbox.objects.filter(matter=matter).order_by("pk")
    assert [row.text.split("，", 1)[1] for row in told if "同意退回" in row.text] == [
        *["重新确定办理机关"] * 2,
        "退回已满规定的次数，由共同的上级机关决定由谁办理",
    ]
    letters = matter.papers.filter(kind="D08").order_by("pk")
    assert ["共同的上级机关" in row.body["decision"] for row in letters] == [False, False, True]


def test_an_office_may_object_to_the_office_above(cast: Cast) -> None:
    matter = forward(cast, at_city(cast), "shifenban", "37142601")
    make.act(cast, matter, "OBJECT", "fenban", "2026-08-05", **OBJECTION)
    assert (fresh(matter).owner.code, fresh(matter).state) == ("37140001", "OBJECTED")
    make.act(cast, matter, "KEEP_OBJECTION", "shifenban", "2026-08-06", reason="属于临水县")
    assert (fresh(matter).owner.code, fresh(matter).state) == ("37142601", "REGISTERED")
    assert fresh(matter).due_on == date(2026, 8, 18)


def test_what_was_sent_by_nobody_cannot_be_sent_back(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="不是其他机关转来的"):
        make.act(cast, make.file().submission.matter, "OBJECT", "fenban", DAY, **OBJECTION)


# ---- the simplified procedure -----------------------------------------------------------------------------
def test_one_working_day_to_relay_and_three_to_accept(cast: Cast) -> None:
    matter = forward(cast, at_city(cast), "shifenban", "37142601", procedure="SIMPLIFIED")
    assert (matter.due_on, matter.next_action) == (date(2026, 8, 4), "FORWARD")
    matter = forward(cast, matter, "fenban", "37142602", "2026-08-04", procedure="SIMPLIFIED")
    assert (matter.due_on, "SIMPLE_RELAY" in running(matter)) == (date(2026, 8, 7), False)
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-05", procedure="SIMPLIFIED", method="MAIL")
    assert (fresh(matter).due_on, running(matter)) == (date(2026, 8, 19), {"SIMPLE_HANDLE"})


def test_converted_it_runs_from_the_first_acceptance(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="SIMPLIFIED", method="MAIL")
    with pytest.raises(NotAllowed, match="简易办理不能延长"):
        make.act(cast, matter, "EXTEND", "zirantou", "2026-08-10", days=10, reason="复杂")
    make.act(cast, matter, "CONVERT", "ziran", "2026-08-12", reason="需要鉴定")
    matter = fresh(matter)
    assert (running(matter), matter.due_on, matter.procedure) == ({"HANDLE"}, date(2026, 10, 8), "ORDINARY")
    assert (
        "2026年10月8日前书面答复您" in Outbox.objects.latest("pk").text
    )  # the old day was told; so is the new one


@pytest.mark.parametrize(
    ("why", "filed", "sent"),
    [
        ("群体性", {"persons_concerned": 5}, {}),
        ("上级交办", {}, {"mode": "ASSIGN", "report_by": "2026-10-30"}),
    ],
)
def test_the_simplified_procedure_is_closed_to(
    cast: Cast, why: str, filed: dict[str, object], sent: dict[str, object]
) -> None:
    matter = make.file(**filed).submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    with pytest.raises(Invalid, match=why):
        forward(cast, matter, "fenban", "37142602", procedure="SIMPLIFIED", **sent)


def test_a_chain_of_offices_is_told_level_by_level(cast: Cast) -> None:
    matter = forward(cast, at_city(cast), "shifenban", "37142601")
    forward(cast, matter, "fenban", "37142602")
    told = [
        (e.facts["shown"]["organ"], e.facts["shown"]["to"])
        for e in Event.objects.filter(matter=matter, action="FORWARD")
    ]
    assert told == [("德安市信访局", "临水县信访局"), ("临水县信访局", "临水县自然资源局")]
