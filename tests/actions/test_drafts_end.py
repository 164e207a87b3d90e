"""What becomes of a drafted decision when the matter or its people change under it, and who learns that there is one."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.directory import end_organ, post, tie
from lianxin.actions.perform import end_drafts
from lianxin.api.shapes import file as api_file
from lianxin.models import Document, Event, Matter, Posting
from lianxin.queries.access import NotAllowed
from lianxin.queries.archives import record_of
from lianxin.queries.dossier import Dossier
from lianxin.queries.integrity import DEEP, RULES
from lianxin.queries.matter_file import matter_file
from lianxin.queries.sealed import history_for
from lianxin.queries.since import version_for
from lianxin.queries.step_help import nobody_for, starting_with
from lianxin.queries.to_decide import drafted_about
from lianxin.queries.trace import trace
from lianxin.queries.whole_file import WholeFile
from lianxin.queries.worklists import Narrow, Tab, chosen
from lianxin.rules.acts.deciding import HANDS
from lianxin.rules.acts.opinions import DRAFTING
from lianxin.rules.codes import Role
from lianxin.rules.permissions import may
from lianxin.rules.steps import STEPS, Hand
from tests import make
from tests.actions.lives import fresh, petitioner
from tests.actions.test_deciding import DECLINED, SUPERVISED
from tests.cast import Cast, moment

DAY, ON = "2026-08-04", date(2026, 8, 4)
ADVICE = {"to": "37142602", "finding": "台账不清", "evidence": "三件", "advice": "改进",
          "requirement": "书面反馈", "due_on": "2026-09-20"}  # fmt: skip
HEARING = {"points": "面积", "decision": "NOT_HELD", "reason": "事实清楚，不需要听证"}


def asked(cast: Cast, who: str, matter: Matter, on: str = DAY) -> bool:
    day = date.fromisoformat(on)
    return chosen(Cast(day)(who), Tab.DECIDE, Narrow(), on=day).filter(pk=matter.pk).exists()


def broken(on: date = ON) -> list[str]:
    return [f"{rule.code} {each}" for rule in (*RULES, *DEEP) if rule.grave for each in rule.find(on)]


def waiting(matter: Matter) -> list[str]:
    rows = Document.objects.filter(matter=matter).exclude(step="").exclude(state=Document.ISSUED)
    return list(rows.values_list("step", flat=True))


def test_no_other_organ_learns_that_an_advice_is_being_drafted(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_ADVISE_LIABILITY", "duban", DAY, whom="承办股", **ADVICE)
    make.act(cast, matter, "CHECK_ADVISE_LIABILITY", "fenban", DAY)
    make.act(cast, matter, "RETURN_ADVISE_LIABILITY", "xinfangtou", DAY, reason="先约谈")

    def read(who: str) -> str:
        actor, file = cast(who), WholeFile(fresh(matter), ON)
        page = matter_file(actor, matter.number, at=moment(DAY), on=ON)
        return f"{api_file(file, actor)} {trace(actor, matter.number, on=ON)} {page.told} {page.papers}"

    assert "追究责任" in read("duban")
    for who in ("zirantou", "ziran", "xianzhang"):
        said = read(who)
        assert "ADVISE" not in said and "追究责任" not in said and "第四十" not in said, who
    packed = str(record_of(Dossier(fresh(matter), ON)))
    assert "ADVISE" not in packed and "追究责任" not in packed
    assert broken() == []


def test_what_is_sealed_leaves_no_draft_and_nothing_asked(cast: Cast) -> None:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    make.act(cast, matter, "DRAFT_DECLINE", "fenban", DAY, **DECLINED)
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, category="0102", region="371426101",
             requests=[{"legal_class": "ACCUSATION"}])  # fmt: skip
    assert (fresh(matter).sealed, fresh(matter).asked, waiting(matter)) == (True, "", [])
    assert broken() == []


def test_a_draft_goes_with_the_matter_when_all_must_stand_aside(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "DRAFT_DECLINE", "ziran", DAY, **DECLINED)
    for account in ("ziran", "ziran2", "zirantou"):
        make.act(cast, matter, "RECUSE", "zirantou", DAY, account=account, reason="近亲属")
    row = fresh(matter)
    paper = Document.objects.get(matter=matter, step="DECLINE")
    assert row.owner.code != "37142602" and paper.organ_id == row.owner_id
    assert any(
        may(cast(who), row.next_action, Dossier(row, ON)) for who in ("xianzhang", "fenban2", "xinfangtou")
    )
    assert broken() == []


def test_a_hearing_that_was_held_ends_the_draft_whether_to_hold_it(cast: Cast) -> None:
    matter = make.accepted(cast)
    own = petitioner(matter.submissions.get())
    make.act(cast, matter, "ASK_HEARING", own, DAY, reason="请当面说清")
    make.act(cast, matter, "DRAFT_DECIDE_HEARING", "ziran", DAY, **HEARING)
    make.act(cast, matter, "CHECK_DECIDE_HEARING", "ziran2", DAY)
    make.act(cast, matter, "HOLD_HEARING", "zirantou", DAY, held_from=DAY, held_to=DAY, place="三楼",
             chair="zirantou", conclusion="查清")  # fmt: skip
    assert (fresh(matter).asked, waiting(matter)) == ("", [])
    assert broken() == []


def test_no_draft_about_a_hearing_outlives_its_stage(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "ASK_HEARING", petitioner(matter.submissions.get()), DAY, reason="请当面说清")
    make.act(cast, matter, "DRAFT_DECIDE_HEARING", "ziran", DAY, **HEARING)
    make.act(cast, matter, "DRAFT_OPINION", "ziran", DAY, **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", DAY)
    assert fresh(matter).asked == "SIGN_OPINION CHECK_DECIDE_HEARING"
    make.act(cast, matter, "SIGN_OPINION", "zirantou", DAY)
    assert waiting(matter) == []


def test_what_is_drafted_about_a_finished_matter_is_among_what_to_decide(cast: Cast) -> None:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    make.act(
        cast,
        matter,
        "FORWARD",
        "fenban",
        DAY,
        to="37142602",
        mode="ASSIGN",
        reason="属地和职能",
        report_by="2026-10-20",
    )
    make.act(
        cast, matter, "WITHDRAW", petitioner(matter.submissions.get()), DAY, reason="已协商", voluntary="yes"
    )
    make.act(cast, matter, "DRAFT_REPORT_BACK", "ziran", DAY, process="受理", found="属实", opinion="撤回",
             petitioner_view="满意", closing_check="没有遗留")  # fmt: skip
    assert fresh(matter).due_on is None or True
    assert asked(cast, "zirantou", matter)


def test_a_head_who_drafts_is_asked_to_sign_what_a_colleague_checked(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "DRAFT_DECLINE", "zirantou", DAY, **DECLINED)
    assert not asked(cast, "zirantou", matter) and asked(cast, "ziran", matter)
    make.act(cast, matter, "CHECK_DECLINE", "ziran", DAY)
    assert asked(cast, "zirantou", matter)


def test_what_came_back_to_somebody_who_left_is_asked_of_the_colleagues(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    make.act(cast, matter, "RETURN_SUPERVISE", "xinfangtou", DAY, reason="写明期限")
    assert asked(cast, "duban", matter) and not asked(cast, "fenban", matter)
    Posting.objects.filter(account__username="duban").update(valid_to=date(2026, 8, 5))
    assert asked(cast, "fenban", matter, "2026-08-06")


def test_who_holds_posts_in_two_organs_above_signs_for_the_one_that_drafted(cast: Cast) -> None:
    Posting.objects.filter(account__username="xinfangtou").delete()
    for organ, role in (("37142600", Role.LEADER), ("37142601", Role.ORGAN_HEAD)):
        post("xinfangtou", organ, role, valid_from=date(2026, 1, 1))
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    make.act(cast, matter, "CHECK_SUPERVISE", "fenban", DAY)
    event = make.act(cast, matter, "SUPERVISE", "xinfangtou", DAY)
    assert event.organ is not None and event.organ.code == "37142601"


def test_a_draft_that_nobody_may_sign_or_check_is_found(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    assert broken() == []
    Posting.objects.filter(organ__code="37142601", role=Role.ORGAN_HEAD).delete()
    assert any(each.startswith("ORPHAN") and "督办" in each for each in broken())


def test_a_draft_of_the_only_clerk_is_found(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "DRAFT_DECLINE", "zirantou", DAY, **DECLINED)
    Posting.objects.filter(organ__code="37142602", account__username__in=("ziran", "ziran2")).delete()
    assert any("审核不予受理" in each for each in broken())


def test_a_paper_goes_on_from_ones_own_draft(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_PAPER", "ziran", DAY, kind="D15")
    assert not starting_with(STEPS["DRAFT_PAPER"], Dossier(fresh(matter), ON), cast("fenban"))


def test_a_draft_goes_to_the_successor(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "DRAFT_DECLINE", "ziran", DAY, **DECLINED)
    end_organ("37142602", on=date(2026, 8, 5), successor="37142604", at=moment("2026-08-05"))
    make.act(cast, matter, "CHECK_DECLINE", "nongye", "2026-08-06")
    event = make.act(cast, matter, "DECLINE", "nongyetou", "2026-08-06")
    paper = Document.objects.get(event=event)
    assert paper.organ.code == "37142604"
    assert [each for each in broken(date(2026, 8, 6)) if not each.startswith(("PROMISES", "OUTBOX"))] == []


def test_draft_given_back_twice_and_both_chains_hold(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "ASK_HEARING", petitioner(matter.submissions.get()), DAY, reason="请当面说清")
    make.act(cast, matter, "DRAFT_DECIDE_HEARING", "ziran", DAY, **HEARING)
    make.act(cast, matter, "DRAFT_OPINION", "ziran", DAY, **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", DAY)
    make.act(cast, matter, "RETURN_DECIDE_HEARING", "zirantou", DAY, reason="再想")
    assert fresh(matter).asked == "SIGN_OPINION DRAFT_DECIDE_HEARING"
    assert fresh(matter).next_action == "SIGN_OPINION"
    assert asked(cast, "zirantou", matter) and asked(cast, "ziran", matter)
    assert broken() == []


def withdrawn(cast: Cast, matter: Matter, who: str, kind: str) -> Event:
    paper = Document.objects.get(matter=matter, kind=kind, number="")
    untold = paper.step and STEPS[f"DRAFT_{paper.step}"].is_confidential
    act = "WITHDRAW_UNTOLD" if untold else "WITHDRAW_DRAFT"
    return make.act(cast, matter, act, who, DAY, paper=str(paper.pk))


def test_whoever_drafts_anything_may_take_their_draft_back() -> None:
    begins = [step for step in STEPS.values() if step.hand is Hand.DRAFT or step.action in DRAFTING]
    assert len(begins) > len(HANDS) and STEPS["WITHDRAW_UNTOLD"].is_confidential
    for step in (*begins, STEPS["DRAFT_PAPER"]):
        assert step.roles <= STEPS["WITHDRAW_DRAFT"].roles, step.action


def test_ones_own_draft_of_every_kind_is_taken_back_and_nobody_is_asked_for_it(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "ASK_HEARING", petitioner(matter.submissions.get()), DAY, reason="请当面说清")
    make.act(cast, matter, "DRAFT_DECIDE_HEARING", "ziran", DAY, **HEARING)
    make.act(cast, matter, "DRAFT_OPINION", "ziran", DAY, **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", DAY)
    make.act(cast, matter, "DRAFT_PAPER", "ziran", DAY, kind="D15")
    with pytest.raises(NotAllowed, match="没有您自己起草"):
        withdrawn(cast, matter, "ziran2", "D15")
    with pytest.raises(NotAllowed):
        withdrawn(cast, matter, "duban", "D15")
    withdrawn(cast, matter, "ziran", "D17")
    assert (fresh(matter).asked, fresh(matter).next_action) == ("CHECK_DECIDE_HEARING",) * 2
    event = withdrawn(cast, matter, "ziran", "D28")
    assert (fresh(matter).asked, fresh(matter).next_action) == ("", "DRAFT_OPINION")
    withdrawn(cast, matter, "ziran", "D15")
    assert not Document.objects.filter(matter=matter, number="").exclude(kind__in=("D04", "D09")).exists()
    told = lambda who: str(matter_file(cast(who), matter.number, at=moment(DAY), on=ON).told)  # noqa: E731
    for who in ("zirantou", "duban"):  # who was told that they are drafted is told that they are not
        assert [told(who).count(word) for word in ("处理意见已起草", "拟制了", "收回了")] == [1, 2, 3], told(
            who
        )
    assert event.organ is not None and event.organ.code == "37142602" and broken() == []


def test_a_draft_about_another_organs_matter_is_taken_back_unseen(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    before = version_for(cast("ziran"), Dossier(fresh(matter), ON))
    with pytest.raises(NotAllowed, match="没有您自己起草"):  # under the name by which it would be told
        make.act(cast, matter, "WITHDRAW_DRAFT", "duban", DAY, paper=str(Document.objects.get(kind="D36").pk))
    withdrawn(cast, matter, "duban", "D36")
    history = matter_file(cast("ziran"), matter.number, at=moment(DAY), on=ON).told
    assert not [line for line in history if "督办" in str(line) or "收回" in str(line) or "拟了" in str(line)]
    assert version_for(cast("ziran"), Dossier(fresh(matter), ON)) == before
    assert waiting(matter) == [] and broken() == []


def test_a_draft_from_above_ends_when_its_organ_stands_above_no_longer(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    for account in ("ziran", "ziran2"):
        make.act(cast, matter, "RECUSE", "zirantou", DAY, account=account, reason="近亲属")
    assert waiting(matter) == ["SUPERVISE"]
    make.act(cast, matter, "RECUSE", "zirantou", DAY, account="zirantou", reason="近亲属")
    above = Dossier(fresh(matter), ON)
    assert above.matter.owner.code != "37142602" and not may(cast("duban"), "CHECK_SUPERVISE", above)
    assert waiting(matter) == [] and broken() == []


def test_who_drafts_is_told_that_nobody_can_sign(cast: Cast) -> None:
    matter = make.routed(cast)
    step = STEPS["DRAFT_DECLINE"]
    assert nobody_for(step, Dossier(fresh(matter), ON), cast("ziran")) is None
    Posting.objects.filter(organ__code="37142602", role=Role.ORGAN_HEAD).delete()
    assert "不予受理" in str(nobody_for(step, Dossier(fresh(matter), ON), cast("ziran")))
    make.act(cast, matter, "DRAFT_DECLINE", "ziran", DAY, **DECLINED)
    make.act(cast, matter, "CHECK_DECLINE", "ziran2", DAY)
    waits = STEPS[fresh(matter).next_action]
    assert "机关负责人" in str(nobody_for(waits, Dossier(fresh(matter), ON), cast("ziran"), waits=True))


def test_who_drafts_alone_is_told_that_nobody_can_check(cast: Cast) -> None:
    matter = make.accepted(cast)
    Posting.objects.filter(organ__code="37142602").exclude(account__username="zirantou").delete()
    said = str(nobody_for(STEPS["DRAFT_OPINION"], Dossier(fresh(matter), ON), cast("zirantou")))
    assert "审核处理意见书" in said


def ended(matter: Matter) -> list[str]:
    events = Event.objects.filter(matter=matter, action="END_DRAFT").order_by("seq")
    return [str(event.facts["shown"]["why"]) for event in events]


def test_who_drafted_from_above_is_told_that_it_ended_and_nobody_else(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    for account in ("ziran", "ziran2", "zirantou"):
        make.act(cast, matter, "RECUSE", "zirantou", DAY, account=account, reason="近亲属")
    assert waiting(matter) == [] and len(ended(matter)) == 1 and broken() == []
    told = [
        str(e.facts)
        for e in history_for(cast("duban"), Dossier(fresh(matter), ON))
        if e.action == "END_DRAFT"
    ]
    assert len(told) == 1 and "督办函" in told[0] and "本机关不能再办这一步" in told[0]
    for who in ("xianzhang", "zirantou"):
        assert "END_DRAFT" not in {e.action for e in history_for(cast(who), Dossier(fresh(matter), ON))}


def test_a_draft_ends_when_the_tree_no_longer_puts_its_organ_above(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    assert end_drafts(fresh(matter), at=moment(DAY)) == 0
    tie("37142602", "37140000", valid_from=ON)
    assert [row.pk for row in drafted_about()] == [matter.pk]
    assert end_drafts(fresh(matter), at=moment(DAY)) == 1
    assert waiting(matter) == [] and len(ended(matter)) == 1 and broken() == []
    assert not may(cast("ziran"), "END_DRAFT", Dossier(fresh(matter), ON))


def test_nothing_drafted_outlives_the_wall_and_no_word_of_it_is_left(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "ASK_HEARING", petitioner(matter.submissions.get()), DAY, reason="请当面说清")
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    make.act(cast, matter, "DRAFT_DECIDE_HEARING", "ziran", DAY, **HEARING)
    make.act(cast, matter, "CLASSIFY", "ziran", DAY, category="0102", region="371426101",
             requests=[{"legal_class": "ACCUSATION"}], complained_organ="37142602")  # fmt: skip
    assert fresh(matter).sealed and waiting(matter) == [] and ended(matter) == [] and broken() == []
