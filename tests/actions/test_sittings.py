"""Sittings of every kind: planned, people without conflict, agenda within the wall, ballots, tasks, minutes, shifts."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import agendas, councils, duty
from lianxin.actions.given import Invalid
from lianxin.models import Attendance, Ballot, Matter, Sitting, Task, Turn
from lianxin.queries import agendas as found
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.reports import minutes
from lianxin.rules.codes import Purpose
from lianxin.rules.sittings import KINDS
from tests import make
from tests.actions.lives import clock, fresh, reviewed
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
AT = moment(DAY)
ON = date(2026, 8, 3)
PLAN = {"title": "八月份重点事项", "held_from": DAY, "opens": "9:00", "closes": "11:00", "place": "县信访局三楼",
        "host": "县长"}  # fmt: skip


def planned(cast: Cast, kind: str, who: str = "fenban", organ: str = "37142600", **more: object) -> Sitting:
    return agendas.plan(cast(who), KINDS[kind], {"organ": organ, **PLAN, **more}, at=AT)


def item(cast: Cast, row: Sitting, who: str = "fenban", **typed: str) -> Turn:
    return agendas.add_item(cast(who), row.pk, typed, at=AT)


def council(cast: Cast, n: int = 7) -> Sitting:
    """A village meeting with this many elected members seated."""
    for place in range(n):
        post = "PRESIDENT" if place == 0 else "MEMBER"
        facts = {"organ": "37142612", "name": f"代表{place + 1}", "post": post, "elected_on": "2025-05-01",
                 "term_ends": "2028-04-30", "votes": "80", "voters": "120"}  # fmt: skip
        councils.elect(cast("cunwei"), KINDS["VILLAGE_COUNCIL"], facts, at=AT)
    return planned(cast, "VILLAGE_COUNCIL", "cunwei", "37142612")


# ---- agenda, conclusions and tasks --------------------------------------------------------------------------
def test_a_conference_decides_and_the_decision_is_a_task(cast: Cast) -> None:
    matter = make.accepted(cast)
    row = planned(cast, "JOINT_CONFERENCE")
    about, topic = item(cast, row, number=matter.number), item(cast, row, topic="村务公开")
    decision = {
        "to": "37142602",
        "decision": "九月底前付清",
        "requirement": "付清并报告",
        "due_on": "2026-09-30",
    }
    with pytest.raises(Invalid, match="先写结论"):
        agendas.assign(cast("xianzhang"), row.pk, about.pk, decision, at=AT)
    with pytest.raises(Invalid, match="还有2项没有写结果"):
        agendas.conclude(cast("fenban"), row.pk, {"record": "已议"}, at=AT)
    for turn in (about, topic):
        agendas.settle(cast("fenban"), row.pk, turn.pk, {"result": "CONCLUDED", "answer": "同意付清"}, at=AT)
    agendas.conclude(cast("fenban"), row.pk, {"record": "到会八个单位"}, at=AT)
    made = agendas.assign(cast("xianzhang"), row.pk, about.pk, decision, at=AT)
    alone = agendas.assign(cast("xianzhang"), row.pk, topic.pk, decision, at=AT)
    assert (made.kind, made.matter, alone.matter) == ("CONFERENCE_DECISION", matter, None)
    assert set(Task.objects.exclude(turn=None).values_list("turn", flat=True)) == {about.pk, topic.pk}
    shown = found.page(cast("xianzhang"), row.pk, on=ON)
    text = minutes.sheet(shown).text
    assert "付清并报告" in text and "同意付清" in text and "到会八个单位" in text
    with pytest.raises(Invalid, match="已经结束"):
        item(cast, row, topic="再议")


@pytest.mark.parametrize("who", ["ziran", "xianji", "guanli"])
def test_only_its_posts_plan_it(cast: Cast, who: str) -> None:
    with pytest.raises((NotAllowed, Invalid)):
        planned(cast, "JOINT_CONFERENCE", who)
    with pytest.raises((NotAllowed, Invalid)):
        planned(cast, "JOINT_CONFERENCE", "zhenban")  # another organ's


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("held_from", "2029-01-01"),
        ("held_to", "2026-08-02"),
        ("opens", "25:00"),
        ("closes", "8:00"),
        ("title", ""),
    ],
)
def test_what_was_typed_wrong_is_said_beside_it(cast: Cast, name: str, value: str) -> None:
    with pytest.raises(Invalid) as fault:
        planned(cast, "JOINT_CONFERENCE", **{name: value})
    assert {name, "opens", "closes"} & set(fault.value.errors)
    assert not Sitting.objects.exists()


# ---- the wall ----------------------------------------------------------------------------------------------
def test_a_sealed_matter_is_on_no_agenda(cast: Cast) -> None:
    sealed = make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602").submission.matter
    row = planned(cast, "DISPATCH")
    with pytest.raises(Invalid, match="没有这个编号，或者它不能上会"):
        item(cast, row, number=sealed.number)
    with pytest.raises(Invalid, match="没有这个编号，或者它不能上会"):
        item(cast, row, number="37142601-2026-99999-9")
    assert sealed not in found.at_hand(cast("fenban"), found.page(cast("fenban"), row.pk, on=ON), on=ON)


def test_what_is_sealed_afterwards_leaves_the_page_and_the_minutes(cast: Cast) -> None:
    matter = make.file(title="村账目").submission.matter
    row = planned(cast, "DISPATCH")
    item(cast, row, number=matter.number)
    Matter.objects.filter(pk=matter.pk).update(sealed=True, state="IN_DISCIPLINE")
    shown = found.page(cast("duban"), row.pk, on=ON)
    assert shown.items == [] and "村账目" not in minutes.sheet(shown).text


def test_who_stands_aside_does_not_see_the_item_and_does_not_vote(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "RECUSE", "zirantou", DAY, account="ziran", reason="亲属")
    row = planned(cast, "DISPATCH")
    agendas.seat(cast("fenban"), row.pk, {"account": "ziran", "part": "GUEST"}, at=AT)
    turn = item(cast, row, number=matter.number)
    turn.refresh_from_db()
    assert list(turn.excused.values()) == ["依法回避"]
    assert found.page(cast("ziran"), row.pk, on=ON).items == []
    assert len(found.page(cast("fenban"), row.pk, on=ON).items) == 1


def test_nobody_with_a_conflict_sits_in_a_hearing(cast: Cast) -> None:
    matter = reviewed(cast, make.served(cast))
    make.act(cast, matter, "APPLY_REREVIEW", "fenban2", "2026-10-08", reason="仍不同意", whose=matter.number)
    at = moment("2026-10-08")
    plan = {"organ": "37140000", **PLAN, "number": matter.number, "held_from": "2026-10-19", "host": "市政府"}
    row = agendas.plan(Cast(date(2026, 10, 8))("shifu"), KINDS["HEARING"], plan, at=at)
    who = Cast(date(2026, 10, 8))("shifu")
    with pytest.raises(Invalid, match="应当回避"):
        agendas.seat(who, row.pk, {"account": "xianfu", "part": "MEMBER"}, at=at)
    agendas.seat(who, row.pk, {"name": "市政协委员 周某", "part": "MEMBER"}, at=at)
    with pytest.raises(NotFound):
        found.page(Cast(date(2026, 10, 8))("renshe"), row.pk, on=date(2026, 10, 8))


def test_the_clock_of_a_rereview_stands_still_for_exactly_the_hearing(cast: Cast) -> None:
    matter = reviewed(cast, make.served(cast))
    make.act(cast, matter, "APPLY_REREVIEW", "fenban2", "2026-10-08", reason="仍不同意", whose=matter.number)
    before, on = clock(matter, "REREVIEW"), date(2026, 10, 8)
    plan = {
        "organ": "37140000",
        **PLAN,
        "number": matter.number,
        "held_from": "2026-10-19",
        "held_to": "2026-10-21",
    }
    row = agendas.plan(Cast(on)("shifu"), KINDS["HEARING"], plan, at=moment("2026-10-08"))
    assert clock(matter, "REREVIEW").nominal_on == before.nominal_on  # planning alone stops nothing
    held = {
        "held_from": "2026-10-19",
        "held_to": "2026-10-21",
        "place": "市政府",
        "chair": "shifu",
        "conclusion": "事实清楚",
    }
    make.act(cast, fresh(matter), "HOLD_HEARING", "shifu", "2026-10-22", **held)
    after = clock(matter, "REREVIEW")
    assert after.pauses == [["2026-10-19", "2026-10-21", "HEARING"]]
    assert (after.nominal_on - before.nominal_on).days == 3
    row.refresh_from_db()
    assert Sitting.objects.filter(kind="HEARING").count() == 1
    assert row.event and row.concluded_at and row.record == "事实清楚"
    assert row.turns.get().result == "CONCLUDED"


# ---- councils ----------------------------------------------------------------------------------------------
OPTIONS = {"question": "路灯怎样修", "options": "村里出钱\n申请镇里补助\n户户分摊", "seats": "1"}


def test_a_council_votes_and_the_organ_decides_apart(cast: Cast) -> None:
    row = council(cast)
    turn = item(cast, row, "cunwei", topic="路灯")
    who = cast("cunwei")
    with pytest.raises(Invalid, match="差额投票"):
        councils.call(who, row.pk, turn.pk, {**OPTIONS, "seats": "3"}, at=AT)
    ballot = councils.call(who, row.pk, turn.pk, {**OPTIONS, "secret": "on"}, at=AT)
    assert ballot.eligible == 7
    counted = {"tally": ["5", "1", "1"], "blank": "0", "votes": {}}
    with pytest.raises(Invalid, match="不到5人"):
        councils.count(who, row.pk, ballot.pk, **{**counted, "tally": ["4", "0", "0"]}, cast="4", at=AT)
    made = councils.count(who, row.pk, ballot.pk, **counted, cast="7", at=AT)
    assert made.chosen == [0]
    with pytest.raises(NotAllowed):
        councils.decide(who, row.pk, ballot.pk, {"decided": "1", "decision": "照办"}, at=AT)
    head = cast("zhentou")
    with pytest.raises(Invalid, match="写明理由"):
        councils.decide(head, row.pk, ballot.pk, {"decided": "2", "decision": "申请补助"}, at=AT)
    councils.decide(
        head, row.pk, ballot.pk, {"decided": "2", "decision": "申请补助", "differs": "村里没有钱"}, at=AT
    )
    made.refresh_from_db()
    assert (made.chosen, made.decided, made.differs) == ([0], 1, "村里没有钱")
    assert "村里没有钱" in minutes.sheet(found.page(head, row.pk, on=ON)).text


def test_an_open_ballot_keeps_who_voted_for_what_and_who_stands_aside_has_no_vote(cast: Cast) -> None:
    row = council(cast, 4)
    turn = item(cast, row, "cunwei", topic="路灯")
    people = list(Attendance.objects.filter(sitting=row).order_by("pk"))
    agendas.excuse(
        cast("cunwei"), row.pk, turn.pk, {"who": str(people[3].pk), "reason": "灯在他家门口"}, at=AT
    )
    ballot = councils.call(cast("cunwei"), row.pk, turn.pk, OPTIONS, at=AT)
    assert ballot.eligible == 3
    votes = {
        str(people[0].pk): ["0"],
        str(people[1].pk): ["0"],
        str(people[2].pk): ["1"],
        str(people[3].pk): ["2"],
    }
    made = councils.count(cast("cunwei"), row.pk, ballot.pk, tally=[], blank="", cast="", votes=votes, at=AT)
    assert (made.tally, made.chosen, made.eligible) == ([2, 1, 0], [0], 3)
    assert str(people[3].pk) not in Ballot.objects.get().votes["votes"]


def test_who_left_or_whose_term_is_over_is_not_seated(cast: Cast) -> None:
    first = council(cast, 3)
    councils.leave(cast("cunwei"), found.members(first.organ_id, "VILLAGE_COUNCIL", on=ON)[1].pk, at=AT)
    again = planned(cast, "VILLAGE_COUNCIL", "cunwei", "37142612", held_from="2026-09-01")
    assert again.people.count() == 2
    with pytest.raises(NotAllowed):
        councils.leave(cast("renshe"), first.people.first().member_id, at=AT)


# ---- duty --------------------------------------------------------------------------------------------------
def test_the_next_shift_takes_over_what_is_open_once(cast: Cast) -> None:
    first = planned(cast, "DUTY", "dengji", opens="8:30", closes="20:00")
    done = item(cast, first, "dengji", topic="停电")
    item(cast, first, "dengji", topic="三十人在大厅，等农业局来人")
    agendas.settle(cast("dengji"), first.pk, done.pk, {"result": "DONE", "answer": "已修"}, at=AT)
    second = planned(cast, "DUTY", "fenban", opens="20:00", closes="8:30", held_to="2026-08-04")
    with pytest.raises(Invalid, match="名单"):
        duty.take_over(cast("fenban2"), second.pk, at=AT)
    agendas.seat(cast("fenban"), second.pk, {"account": "fenban2", "part": "ON_DUTY"}, at=AT)
    assert found.before(second) == first
    assert duty.take_over(cast("fenban2"), second.pk, at=AT) == 1
    with pytest.raises(Invalid, match="没有等待交接"):
        duty.take_over(cast("fenban2"), second.pk, at=AT)
    first.refresh_from_db()
    assert (str(first.taken_over_by), first.concluded_at) == ("范立新", AT)
    assert second.turns.get().topic == "三十人在大厅，等农业局来人"


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"LEADER_RECEPTION", "LAWYER_DESK", "HEARING", "HALL"}))
def test_every_kind_is_planned_seen_and_put_on_paper(cast: Cast, kind: str) -> None:
    matter = make.accepted(cast)
    row_of = KINDS[kind]
    more: dict[str, object] = {"number": matter.number} if row_of.needs_matter else {}
    for spec in row_of.asks:
        more[spec.name] = next(iter(spec.choices)).value if spec.choices else "8"
    row = planned(cast, kind, "fenban", **more)
    shown = found.page(cast("fenban"), row.pk, on=ON)
    assert minutes.written(shown, "pdf").startswith(b"%PDF")
    assert row in [each for _day, rows in found.month(cast("fenban"), ON, kind, on=ON).days for each in rows]
    with pytest.raises(NotFound):
        found.page(cast("guanli"), row.pk, on=ON)
