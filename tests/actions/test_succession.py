"""An organ ends (第二十四条): its matters, duties and walls go on with the one that takes its place, dates unmoved."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import tasks
from lianxin.actions.directory import add_organ, end_organ, post
from lianxin.actions.exports import judge
from lianxin.actions.given import Invalid
from lianxin.actions.numbers import reserve, void
from lianxin.actions.routing_tables import switch_on, try_on, write
from lianxin.actions.saved_lists import keep
from lianxin.actions.succession import HandedOver
from lianxin.models import (
    Call,
    Clock,
    Event,
    Export,
    KnowledgeItem,
    Matter,
    Organ,
    PhoneDraft,
    Posting,
    RoutingTable,
    Scan,
    SheetMapping,
    Sitting,
    Task,
)
from lianxin.queries.access import visible
from lianxin.queries.directory import actor_of, tree_on
from lianxin.queries.dossier import Dossier
from lianxin.queries.integrity import RULES
from lianxin.queries.numbers import entered_at, to_enter, unused
from lianxin.queries.phone import drafts_of
from lianxin.queries.routing import rules_of, suggest, table_in_use, try_out
from lianxin.queries.saved_lists import saved_lists
from lianxin.queries.scans import scans_of
from lianxin.rules.codes import Purpose, Role
from lianxin.rules.tasks import TASKS
from tests import make
from tests.actions.lives import FOUR, fresh, numbers, reviewed, running, serve, sign_opinion
from tests.actions.test_report import REPORT, assigned
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY, END = "2026-08-03", date(2026, 8, 24)
BUREAU, HEIR = "37142602", "37142603"  # natural resources goes to human resources


def end(cast: Cast, code: str = BUREAU, heir: str = HEIR, on: date = END) -> int:
    return ended(code, heir, on).matters


def ended(code: str = BUREAU, heir: str = HEIR, on: date = END) -> HandedOver:
    return end_organ(code, on=on, successor=heir, at=moment(on))


def man(organ: str) -> None:
    """Enough people at the organ that takes over: those who were at the bureau move there."""
    for who, role in (("ziran", Role.HANDLER), ("ziran2", Role.HANDLER), ("zirantou", Role.ORGAN_HEAD)):
        post(who, organ, role, valid_from=date(2000, 1, 1))


def findings(day: date) -> list[str]:
    rules = (rule for rule in RULES if rule.grave and rule.code not in ("PROMISES", "OUTBOX"))
    return [f"{rule.code} {one.where} {one.said}" for rule in rules for one in rule.find(day)]


def test_everything_it_had_to_do_goes_over_and_no_date_moves(cast: Cast) -> None:
    lives = [make.routed(cast), make.accepted(cast), make.signed(cast), make.served(cast), assigned(cast)]
    man(HEIR)
    before = list(Clock.objects.filter(stopped_on=None).values_list("pk", "lawful_on"))
    assert end(cast) == len(lives)
    assert {fresh(matter).owner.code for matter in lives} == {HEIR}
    assert list(Clock.objects.filter(stopped_on=None).values_list("pk", "lawful_on")) == before
    assert not Clock.objects.filter(stopped_on=None, organ__code=BUREAU).exists()
    told = Event.objects.filter(action="SUCCEED")
    assert {event.facts["shown"]["to"] for event in told} == {"临水县人力资源和社会保障局"}
    assert {event.organ.code for event in told} == {BUREAU}
    assert findings(END) == []


def test_life_goes_on_at_the_heir(cast: Cast) -> None:
    matter = make.accepted(cast)
    man(HEIR)
    end(cast)
    make.act(cast, matter, "HOLD_HEARING", "ziran", "2026-08-25", held_from="2026-08-25", held_to="2026-08-25",
             place="会议室", chair="ziran2", conclusion="属实")  # fmt: skip
    matter = serve(cast, sign_opinion(cast, matter, "2026-08-26"), "ziran", "2026-08-27")
    matter = reviewed(cast, matter)
    assert (matter.owner.code, matter.state) == ("37142600", "REVIEW_SERVED")


def test_a_review_asked_for_after_the_end_goes_above_the_heir(cast: Cast) -> None:
    matter = make.served(cast)
    town, heir = "37142610", "37142613"
    add_organ(
        code=heir, name="柳河街道办事处", word="柳街", kind=cast.organ(town).kind, duty=cast.organ(town).duty,
        level=cast.organ(town).level, region="371426101", valid_from=date(2000, 1, 1), superior="37140000",
    )  # fmt: skip
    village = make.file(office="37142612").submission.matter
    end(cast, town, heir)
    assert tree_on(date(2026, 8, 25))[cast.organ("37142612").pk] == cast.organ(heir).pk
    assert fresh(village).owner.code == "37142612"
    assert reviewed(cast, matter).owner.code == "37142600"


@pytest.mark.parametrize("kept", [True, False])
def test_an_objection_is_answered_where_the_sender_and_the_objector_live_on(cast: Cast, kept: bool) -> None:
    """The town's office forwarded to the bureau, which objects; then both end."""
    office = "37142619"
    add_organ(
        code=office, name="柳河街道信访办", word="柳街信", kind=cast.organ("37142611").kind,
        duty=cast.organ("37142611").duty, level=cast.organ("37142611").level, region="371426101",
        valid_from=date(2000, 1, 1), superior="37142610",
    )  # fmt: skip
    matter = make.file(office="37142611").submission.matter
    make.act(cast, matter, "CLASSIFY", "zhenban", DAY, **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "zhenban", DAY, to="37142610", mode="FORWARD", reason="职能")
    make.act(cast, matter, "OBJECT", "zhenfu", "2026-08-05", reason="不属职权", basis="三定规定")
    post("zhenban", office, Role.TRIAGE_OFFICER, valid_from=date(2000, 1, 1))
    day = date(2026, 8, 6)
    end(cast, "37142611", office, day)
    assert (fresh(matter).owner.code, fresh(matter).state) == (office, "OBJECTED")
    action = "KEEP_OBJECTION" if kept else "AGREE_OBJECTION"
    make.act(cast, matter, action, "zhenban", "2026-08-07", reason="核实")
    assert fresh(matter).owner.code == ("37142610" if kept else office)


def test_what_it_owed_to_others_matters_goes_over_too(cast: Cast) -> None:
    """A report on a matter now with the reviewer, and help asked for by another bureau."""
    reported = assigned(cast)
    make.act(cast, reported, "ACCEPT", "ziran", DAY, procedure="ORDINARY", method="MAIL")
    reported = serve(cast, sign_opinion(cast, reported, "2026-08-20"), "ziran", "2026-08-21")
    make.act(cast, reported, "APPLY_REVIEW", "fenban2", "2026-08-24", reason="不同意")
    helped = make.routed(cast, to="37142604")
    make.act(cast, helped, "ACCEPT", "nongye", DAY, procedure="ORDINARY", method="MAIL")
    make.act(
        cast, helped, "ASK_CO_HANDLER", "nongye", "2026-08-05", to=BUREAU, ask="请查档", due_on="2026-08-30"
    )
    man(HEIR)
    assert end(cast) == 2
    assert (fresh(reported).owner.code, fresh(helped).owner.code) == ("37142600", "37142604")
    make.decided(cast, reported, "REPORT_BACK", "ziran", "2026-08-25", **REPORT)
    make.act(cast, helped, "CO_ANSWER", "ziran", "2026-08-25", answer="档案在案")
    assert Task.objects.get().answered_on == date(2026, 8, 25)


def test_an_accusation_against_it_accuses_the_heir(cast: Cast) -> None:
    matter = make.file(purpose=Purpose.ACCUSATION, complained_organ=BUREAU).submission.matter
    post("fenban", HEIR, Role.HANDLER, valid_from=date(2000, 1, 1))
    assert visible(cast("fenban"), on=END).filter(pk=matter.pk).exists()
    end(cast)
    after = actor_of(cast.account("fenban"), on=END)
    assert not visible(after, on=END).filter(pk=matter.pk).exists()
    assert visible(actor_of(cast.account("fenban2"), on=END), on=END).filter(pk=matter.pk).exists()


def test_an_accusation_goes_to_the_desk_that_takes_over(cast: Cast) -> None:
    matter = make.file(purpose=Purpose.ACCUSATION, office="37142611").submission.matter
    end(cast, "37142611", "37142601")
    matter = fresh(matter)
    assert (matter.owner.code, matter.state, running(matter)) == ("37142601", "REGISTERED", {"ROUTE"})
    assert visible(cast("fenban"), on=END).filter(pk=matter.pk).exists()


def test_its_people_and_its_past(cast: Cast) -> None:
    """Posts end with the organ; whoever takes over reads what it had closed."""
    matter = make.served(cast)
    make.act(cast, matter, "CLOSE", "ziran", "2026-09-21", **FOUR)
    Clock.objects.filter(matter=matter).update(stopped_on=date(2026, 9, 21))
    end(cast, on=date(2026, 9, 22))
    assert not Posting.objects.filter(organ__code=BUREAU, valid_to=None).exists()
    day = date(2026, 9, 23)
    assert fresh(matter).owner.code == BUREAU
    assert visible(actor_of(cast.account("renshe"), on=day), on=day).filter(pk=matter.pk).exists()
    assert numbers(matter)


@pytest.mark.parametrize(
    ("code", "heir", "on", "field"),
    [
        (BUREAU, BUREAU, END, "successor"),
        (BUREAU, "37142601", END, "successor"),
        (BUREAU, "37142609", END, "successor"),
        (BUREAU, HEIR, date(1999, 1, 1), "on"),
    ],
)
def test_no_succession_that_makes_no_sense(cast: Cast, code: str, heir: str, on: date, field: str) -> None:
    with pytest.raises(Invalid) as fault:
        end_organ(code, on=on, successor=heir, at=moment(END))
    assert set(fault.value.errors) == {field}


def test_not_twice_and_not_in_advance(cast: Cast) -> None:
    with pytest.raises(Invalid, match="最后一天"):
        end_organ(BUREAU, on=date(2026, 8, 25), successor=HEIR, at=moment(END))
    end(cast)
    with pytest.raises(Invalid, match="已经撤销"):
        end(cast)


def test_nobody_registers_at_an_organ_that_has_ended(cast: Cast) -> None:
    end(cast, "37142611", "37142601")
    with pytest.raises(Invalid) as fault:
        make.file(office="37142611", on="2026-08-25")
    assert set(fault.value.errors) == {"office"}
    assert Matter.objects.count() == 0


def test_what_it_had_promised_is_the_heirs_to_carry_out(cast: Cast) -> None:
    """The matter lies with the reviewer; the promise does not."""
    matter = make.served(cast)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-08-23", reason="不同意")
    end(cast)
    owed = Clock.objects.get(matter=matter, period="EXECUTE")
    assert (fresh(matter).owner.code, owed.organ.code, owed.stopped_on) == ("37142600", HEIR, None)


def test_tasks_without_a_matter_and_shared_lists_go_over(cast: Cast) -> None:
    ask = {"to": BUREAU, "requirement": "整改", "due_on": "2026-09-02"}
    asked, own, done = (
        tasks.issue(cast("xianzhang"), TASKS["DISPATCHED"], ask, at=moment(DAY)) for _ in "123"
    )
    Task.objects.filter(pk=own.pk).update(issuer=asked.organ)
    Task.objects.filter(pk=done.pk).update(cleared_on=END)
    keep(cast("ziran"), "快到期", "tab=SOON", shared=True)
    man(HEIR)
    end(cast)
    moved = {task.pk: (task.issuer.code, task.organ.code) for task in Task.objects.all()}
    assert moved == {asked.pk: ("37142600", HEIR), own.pk: (HEIR, HEIR), done.pk: ("37142600", BUREAU)}
    tasks.answer(cast("ziran"), Task.objects.get(pk=asked.pk), {"answer": "已补"}, at=moment("2026-08-25"))
    assert [row.name for row in saved_lists(cast("renshe"))] == ["快到期"]


def test_its_library_and_what_it_has_called_people_to_go_over_but_not_what_is_over(cast: Cast) -> None:
    bureau, at = cast.organ(BUREAU), moment(DAY)
    KnowledgeItem.objects.create(series=900, version=1, kind="POLICY", organ=bureau, title="征地补偿标准",
                                 plain="征地补偿标准", written_at=at)  # fmt: skip
    for day in (END, date(2026, 8, 25)):
        Sitting.objects.create(kind="RECEPTION", organ=bureau, held_from=day, held_to=day, place="一楼")
        Call.objects.create(organ=bureau, title="征求建议", text="说说看", opens_on=date(2026, 8, 1), closes_on=day,
                            made_by=cast.account("ziran"), made_at=at)  # fmt: skip
    for version, approved in ((1, at), (2, at), (3, None)):
        KnowledgeItem.objects.create(series=901, version=version, kind="POLICY", organ=bureau, title="办法",
                                     plain="办法", written_at=at, approved_at=approved)  # fmt: skip
    man(HEIR)
    end(cast)
    assert KnowledgeItem.objects.get(series=900).organ.code == HEIR
    versions = KnowledgeItem.objects.filter(series=901).order_by("version")
    assert [row.organ.code for row in versions] == [BUREAU, HEIR, HEIR]  # who wrote the past one stays
    days = [(row.held_to, row.organ.code) for row in Sitting.objects.all()]
    days += [(row.closes_on, row.organ.code) for row in Call.objects.all()]
    assert sorted(days) == [(END, BUREAU)] * 2 + [(date(2026, 8, 25), HEIR)] * 2


def test_a_rule_that_names_it_sends_to_the_heir(cast: Cast) -> None:
    rule = {"subject": "0102", "organ": BUREAU, "place": "371426"}
    make.routed(cast)
    write(cast("fenban"), [rule], at=moment(DAY))
    try_on(cast("fenban2"), 1, at=moment(DAY))
    switch_on(cast("fenban2"), 1, at=moment(DAY))
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    man(HEIR)
    end(cast)
    office = Organ.objects.get(code="37142601")
    trial = try_out(cast("fenban"), office, rules_of(table_in_use(office.pk), END), on=END)
    assert (trial.total, trial.same, trial.differences) == (1, 1, [])
    for day, code in ((date.fromisoformat(DAY), BUREAU), (date(2026, 8, 25), HEIR)):
        routed = suggest(Dossier(fresh(matter), day))
        assert routed and routed.organ.code == code


OFFICE, NEXT = "37142601", "37142619"


def other_office(cast: Cast) -> None:
    old = cast.organ(OFFICE)
    add_organ(code=NEXT, name="临水县社会工作部", word="临社", kind=old.kind, duty=old.duty, level=old.level,
              region=old.region_id, valid_from=date(2000, 1, 1), superior="37142600")  # fmt: skip
    for who, role in (("dengji", Role.REGISTRAR), ("fenban", Role.TRIAGE_OFFICER)):
        post(who, NEXT, role, valid_from=date(2000, 1, 1))


def test_letters_and_calls_not_registered_wait_at_the_heir(cast: Cast) -> None:
    other_office(cast)
    old, at = cast.organ(OFFICE), moment(DAY)
    ours = {"organ": old, "desk": old, "added_at": at}
    rows = [Scan.objects.create(digest=str(n), state=state, **ours, unread=unread)
            for n, state, unread in ((1, "READ", False), (2, "WAITING", True), (3, "SET_ASIDE", False))]  # fmt: skip
    again = Scan.objects.create(digest="4", state="WAITING", **ours)
    Scan.objects.create(digest="4", state="READ", **{**ours, "organ": cast.organ(NEXT)}, unread=False)
    call = PhoneDraft.objects.create(
        organ=old, account=cast.account("dengji"), mark="1" * 32, begun_at=at, saved_at=at
    )
    end(cast, OFFICE, NEXT)
    heir = actor_of(cast.account("dengji"), on=date(2026, 8, 25))
    desk = actor_of(cast.account("fenban"), on=date(2026, 8, 25))
    assert {row.pk for row in scans_of(heir)} >= {rows[0].pk}
    assert {row.pk for row in scans_of(desk)} >= {rows[0].pk, rows[1].pk, again.pk}
    assert Scan.objects.get(pk=rows[2].pk).organ.code == OFFICE
    assert list(drafts_of(heir, at=at)) == [call]


def test_a_receipt_printed_by_the_ended_office_is_entered_or_voided_by_the_heir(cast: Cast) -> None:
    other_office(cast)
    first, second = reserve(cast("dengji"), OFFICE, 2, at=moment(DAY, 8))
    end(cast, OFFICE, NEXT)
    day = date(2026, 8, 25)
    heir = actor_of(cast.account("dengji"), on=day)
    assert [row.number for row in unused(heir, on=day)] == [first.number, second.number]
    assert entered_at(to_enter(heir, first.number, on=day), on=day).code == NEXT
    made = make.file(heir, office=NEXT, on="2026-08-25", reserved=first.number,
                     received_on=date.fromisoformat(DAY), source="window").submission  # fmt: skip
    assert (made.number, made.matter.owner.code) == (first.number, NEXT)
    void(heir, second.number, "写坏", at=moment(day))
    assert unused(heir, on=day) == [] and findings(day) == []


def test_a_paper_not_issued_is_checked_and_issued_by_the_heir_under_its_own_number(cast: Cast) -> None:
    matter = make.accepted(cast)
    text = "【收到日期】\n2026年8月3日\n【是否在期限内】\n在期限内\n【决定】\n予以受理"
    make.act(cast, matter, "DRAFT_PAPER", "ziran", "2026-08-10", kind="D24", text=text)
    paper = matter.papers.get(kind="D24")
    man(HEIR)
    end(cast)
    make.act(cast, matter, "CHECK_PAPER", "ziran2", "2026-08-25", paper=str(paper.pk))
    make.act(cast, matter, "ISSUE_PAPER", "zirantou", "2026-08-25", paper=str(paper.pk))
    paper.refresh_from_db()
    assert paper.number.startswith(cast.organ(HEIR).word) and findings(date(2026, 8, 25)) == []


def test_an_export_that_waits_for_consent_is_judged_at_the_heir(cast: Cast) -> None:
    row = Export.objects.create(account=cast.account("ziran"), organ=cast.organ(BUREAU), purpose="核对", form="csv",
                                named=True, asked_at=moment(DAY))  # fmt: skip
    man(HEIR)
    end(cast)
    head = actor_of(cast.account("zirantou"), on=date(2026, 8, 25))
    assert judge(head, row.pk, granted=True, at=moment("2026-08-25")).granted


LINE = {"id": "R001", "place": "", "level": "", "subject": "", "organ": BUREAU, "priority": "", "valid_from": "", "valid_to": ""}  # fmt: skip


def ways(cast: Cast) -> None:
    """The office has one rule of routing in use, and knows how to read the tables of two sources."""
    made = write(cast("fenban"), [LINE], at=moment(DAY))
    RoutingTable.objects.filter(pk=made.pk).update(tried_by=cast.account("fenban2"), tried_at=moment(DAY))
    switch_on(cast("fenban2"), made.version, at=moment(DAY))
    for source in ("hotline", "mayor"):
        SheetMapping.objects.create(organ=cast.organ(OFFICE), source=source, changed_at=moment(DAY))


def test_the_rules_of_routing_and_the_known_tables_of_an_ended_office_work_on_at_its_heir(cast: Cast) -> None:
    ways(cast)
    other_office(cast)
    over = ended(OFFICE, NEXT)
    assert (over.routing, over.mappings) == (1, 2)
    heir, table = cast.organ(NEXT), table_in_use(cast.organ(NEXT).pk)
    assert table is not None and [rule.organ for rule in rules_of(table, END)] == [BUREAU]
    assert set(SheetMapping.objects.values_list("organ", "source")) == {
        (heir.pk, "hotline"),
        (heir.pk, "mayor"),
    }


def test_an_heir_with_ways_of_its_own_keeps_them(cast: Cast) -> None:
    ways(cast)
    other_office(cast)
    heir, writer = cast.organ(NEXT), cast.account("dengji")
    own = RoutingTable.objects.create(
        organ=heir, version=1, rules=[], written_by=writer, written_at=moment(DAY)
    )
    SheetMapping.objects.create(
        organ=heir, source="mayor", fixed={"channel": "LETTER"}, changed_at=moment(DAY)
    )
    over = ended(OFFICE, NEXT)
    assert (over.routing, over.mappings) == (0, 1)
    assert list(RoutingTable.objects.filter(organ=heir)) == [own]
    assert SheetMapping.objects.get(organ=heir, source="mayor").fixed == {"channel": "LETTER"}
