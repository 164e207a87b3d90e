"""Decisions in three hands: nobody decides alone, and what is signed is what was drafted and checked."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.change import Invalid
from lianxin.models import Document, Event, Matter, Task
from lianxin.queries.access import NotAllowed
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import matter_file
from lianxin.queries.step_help import starting_with, why_back
from lianxin.queries.worklists import Narrow, Tab, chosen
from lianxin.rules.acts.deciding import BY_OFFICE, HANDS
from lianxin.rules.papers import PAPERS, Character
from lianxin.rules.permissions import may
from lianxin.rules.steps import DECISIONS, SIGNING, STEPS
from lianxin.rules.tasks import BY_LETTER, TASKS
from tests import make
from tests.actions.lives import fresh
from tests.cast import Cast, moment

DAY = "2026-08-04"
DECLINED = {
    "ground": "PENDING_ELSEWHERE",
    "reason": "同一事项正在办理，期限未满。",
    "what_remains": "请等候处理意见。",
}
SUPERVISED = {
    "trigger": "OTHER",
    "facts": "征地补偿款没有发放",
    "requirement": "请按期办结",
    "due_on": "2026-09-20",
}
# Decisions that another rule keeps from one hand: opinions and publication have their own drafter and checker, more
# time is asked for by the handler, and who must stand aside does so at once (decisions/0026).
OTHERWISE = {"SIGN_OPINION", "SIGN_REVIEW", "SIGN_REREVIEW", "EXTEND", "APPROVE_PUBLICATION", "RECUSE"}


@pytest.fixture
def matter(cast: Cast) -> Matter:
    row = make.file().submission.matter
    make.act(cast, row, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    return fresh(row)


def drafted(cast: Cast, matter: Matter, **more: object) -> Document:
    make.act(cast, matter, "DRAFT_DECLINE", "fenban", DAY, **DECLINED | more)
    return Document.objects.get(matter=matter, step="DECLINE")


def test_no_decision_is_made_by_one_person() -> None:
    deciding = {
        s.action
        for s in STEPS.values()
        if s.decides not in BY_OFFICE and s.paper and PAPERS[s.paper].character is Character.DECISION
    }
    replies = {"REPLY"}  # 第二十九条: to a suggestion; it decides on nobody's rights
    assert deciding - set(HANDS) == OTHERWISE | replies
    assert set(HANDS) - {"ANSWER_LETTER"} <= deciding  # which paper it makes the kind of task says
    assert {TASKS[kind].reply_paper for kind in BY_LETTER} == {"D37", "D41", "D53"}


def test_one_drafts_another_checks_the_head_signs(cast: Cast, matter: Matter) -> None:
    paper = drafted(cast, matter)
    assert (paper.state, paper.number, fresh(matter).state) == (Document.DRAFT, "", "REGISTERED")
    assert fresh(matter).next_action == "CHECK_DECLINE"
    with pytest.raises(NotAllowed, match="起草人不能审核"):
        make.act(cast, matter, "CHECK_DECLINE", "fenban", DAY)
    with pytest.raises(NotAllowed, match="由起草人以外的人审核"):
        make.act(cast, matter, "DECLINE", "xinfangtou", DAY)
    make.act(cast, matter, "CHECK_DECLINE", "fenban2", DAY)
    assert fresh(matter).next_action == "DECLINE"
    with pytest.raises(NotAllowed, match="本机关负责人"):
        make.act(cast, matter, "DECLINE", "fenban2", DAY)
    event = make.act(cast, matter, "DECLINE", "xinfangtou", DAY)
    paper.refresh_from_db()
    hands = [account.username for account in (paper.drafted_by, paper.checked_by, paper.issued_by)]
    assert hands == ["fenban", "fenban2", "xinfangtou"]
    assert (paper.kind, paper.state, paper.event_id) == ("D11", Document.ISSUED, event.pk)
    assert event.facts["reason"] == DECLINED["reason"] and fresh(matter).state == "ANSWERED"
    assert "期限未满" in str(paper.body["as_issued"])


def test_to_draft_again_takes_the_check_away(cast: Cast, matter: Matter) -> None:
    drafted(cast, matter)
    make.act(cast, matter, "CHECK_DECLINE", "fenban2", DAY)
    again = drafted(cast, matter, reason="另有理由，逐项写明。")
    assert (again.state, again.checked_by) == (Document.DRAFT, None)
    with pytest.raises(NotAllowed, match="由起草人以外的人审核"):
        make.act(cast, matter, "DECLINE", "xinfangtou", DAY)
    assert Document.objects.filter(matter=matter).count() == 1


def test_what_could_not_be_signed_is_not_drafted(cast: Cast, matter: Matter) -> None:
    with pytest.raises(Invalid, match="ground"):
        drafted(cast, matter, ground="FINAL")  # 第三十六条: nobody compared it with what is final
    assert not Document.objects.filter(matter=matter).exists()
    assert fresh(matter).outcome == ""


def test_what_moved_on_leaves_no_draft(cast: Cast, matter: Matter) -> None:
    drafted(cast, matter)
    make.act(cast, matter, "FORWARD", "fenban2", DAY, to="37142602", mode="FORWARD", reason="属地和职能")
    assert not Document.objects.filter(matter=matter, step="DECLINE").exists()
    assert not may(cast("xinfangtou"), "CHECK_DECLINE", Dossier(fresh(matter), date(2026, 8, 4)))


def test_a_draft_that_holds_no_longer_goes_back_to_its_drafter(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    make.act(cast, matter, "CHECK_SUPERVISE", "fenban", DAY)
    with pytest.raises(Invalid, match="稿子要改了再签发"):
        make.act(cast, matter, "SUPERVISE", "xinfangtou", "2026-09-21")  # the day it asks for is over
    assert not Task.objects.filter(matter=matter, kind="SUPERVISION").exists()
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", "2026-09-21", **SUPERVISED | {"due_on": "2026-10-20"})
    make.act(cast, matter, "CHECK_SUPERVISE", "fenban", "2026-09-21")
    make.act(cast, matter, "SUPERVISE", "xinfangtou", "2026-09-21")
    assert Task.objects.get(matter=matter, kind="SUPERVISION").due_on == date(2026, 10, 20)


def test_only_the_organ_that_decides_reads_what_is_not_signed(cast: Cast) -> None:
    matter = make.accepted(cast)
    advice = {"to": "37142602", "whom": "承办股", "finding": "台账不清", "evidence": "三件", "advice": "问责",
              "requirement": "书面反馈", "due_on": "2026-09-20"}  # fmt: skip
    make.act(cast, matter, "DRAFT_ADVISE_LIABILITY", "duban", DAY, **advice)
    shown = {
        who: [
            p.kind for p in matter_file(cast(who), matter.number, at=moment(DAY), on=date(2026, 8, 4)).papers
        ]
        for who in ("duban", "ziran")
    }
    assert "D40" in shown["duban"] and "D40" not in shown["ziran"]
    event = Event.objects.get(matter=matter, action="DRAFT_ADVISE_LIABILITY")
    assert "台账不清" not in str(event.facts) and "追究责任" not in STEPS["DRAFT_ADVISE_LIABILITY"].said


def test_who_is_asked_finds_it_among_what_to_decide(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)

    def asked(who: str) -> bool:
        return chosen(cast(who), Tab.DECIDE, Narrow(), on=date(2026, 8, 5)).filter(pk=matter.pk).exists()

    assert {who for who in ("duban", "fenban", "xinfangtou", "ziran", "zirantou") if asked(who)} == {
        "fenban",
        "xinfangtou",
    }
    make.act(cast, matter, "CHECK_SUPERVISE", "fenban", DAY)
    assert {who for who in ("duban", "fenban", "xinfangtou", "ziran") if asked(who)} == {"xinfangtou"}
    assert fresh(matter).next_action not in STEPS or STEPS[fresh(matter).next_action].decides != "SUPERVISE"


def test_each_decision_says_all_it_must_when_drafted_and_only_a_note_when_signed() -> None:
    for action, whole in DECISIONS.items():
        names = [field.name for field in whole.fields]
        assert [field.name for field in STEPS[f"DRAFT_{action}"].fields] == names
        assert [field.name for field in SIGNING[action].fields] == ["note"]
        assert SIGNING[action].stops == whole.stops and not STEPS[f"DRAFT_{action}"].stops


def test_what_is_given_back_is_its_drafters_again_with_the_reason(cast: Cast, matter: Matter) -> None:
    drafted(cast, matter)
    with pytest.raises(NotAllowed, match="没有可以退回"):
        make.act(cast, matter, "RETURN_DECLINE", "fenban", DAY, reason="自己退回自己")
    make.act(cast, matter, "CHECK_DECLINE", "fenban2", DAY)
    make.act(cast, matter, "RETURN_DECLINE", "xinfangtou", DAY, reason="没有写明原事项的编号")
    assert fresh(matter).next_action == "DRAFT_DECLINE"
    for who, action in (
        ("fenban2", "CHECK_DECLINE"),
        ("xinfangtou", "DECLINE"),
        ("fenban2", "RETURN_DECLINE"),
    ):
        with pytest.raises(NotAllowed):
            make.act(
                cast, matter, action, who, DAY, **({"reason": "再退"} if action.startswith("RETURN") else {})
            )
    step = STEPS["DRAFT_DECLINE"]
    file = Dossier(fresh(matter), date(2026, 8, 4))
    assert why_back(step, file, cast("fenban")) == "没有写明原事项的编号"
    assert starting_with(step, file, cast("fenban")) == DECLINED
    asked = {
        who: chosen(cast(who), Tab.DECIDE, Narrow(), on=date(2026, 8, 4)).exists()
        for who in ("fenban", "xinfangtou")
    }
    assert asked == {"fenban": True, "xinfangtou": False}
    drafted(cast, matter, reason="同一事项（37142601-2026-00001-2）正在办理。")
    assert why_back(step, Dossier(fresh(matter), date(2026, 8, 4)), cast("fenban")) == ""
    assert fresh(matter).next_action == "CHECK_DECLINE"


def test_an_opinion_and_a_paper_are_given_back_too(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_OPINION", "ziran", DAY, **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", DAY)
    make.act(cast, matter, "RETURN_OPINION", "zirantou", DAY, reason="请写明发放的数额")
    file = Dossier(fresh(matter), date(2026, 8, 4))
    assert (fresh(matter).next_action, file.draft) == ("DRAFT_OPINION", "RETURNED")
    assert starting_with(STEPS["DRAFT_OPINION"], file, cast("ziran"))["found"] == make.OPINION["found"]
    with pytest.raises(NotAllowed, match="须先经审核"):
        make.act(cast, matter, "SIGN_OPINION", "zirantou", DAY)
    make.act(cast, matter, "DRAFT_PAPER", "ziran", DAY, kind="D15")
    paper = Document.objects.get(matter=matter, kind="D15")
    make.act(cast, matter, "RETURN_PAPER", "ziran2", DAY, paper=str(paper.pk), reason="漏了一名调查人")
    paper.refresh_from_db()
    assert (paper.state, paper.body["returned"]) == (Document.RETURNED, "漏了一名调查人")
    text = str(
        starting_with(STEPS["DRAFT_PAPER"], Dossier(fresh(matter), date(2026, 8, 4)), cast("ziran"))["text"]
    )
    make.act(cast, matter, "DRAFT_PAPER", "ziran", DAY, kind="D15", text=text)
    paper.refresh_from_db()
    assert paper.state == Document.DRAFT and "returned" not in paper.body


def test_the_answer_to_supervision_goes_out_in_three_hands_and_is_nobody_elses_before(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.decided(cast, matter, "SUPERVISE", "duban", DAY, **SUPERVISED)
    task = Task.objects.get(matter=matter, kind="SUPERVISION")
    with pytest.raises(NotAllowed, match="本机关没有待答复的督办、交办"):
        make.act(cast, matter, "ANSWER_TASK", "ziran", DAY, answer="本周付清")
    make.act(cast, matter, "DRAFT_ANSWER_LETTER", "ziran", DAY, answer="本周付清", responsibility="已约谈")
    event = Event.objects.get(matter=matter, action="DRAFT_ANSWER_LETTER")
    assert "本周付清" not in str(event.facts) and Document.objects.get(step="ANSWER_LETTER").kind == "D37"
    make.act(cast, matter, "CHECK_ANSWER_LETTER", "ziran2", DAY)
    task.refresh_from_db()
    assert task.answered_on is None
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "ANSWER_LETTER", "ziran2", DAY)
    make.act(cast, matter, "ANSWER_LETTER", "zirantou", DAY)
    task.refresh_from_db()
    assert (task.answer, task.answered_by) == ("本周付清\n已约谈", cast.account("zirantou"))
    assert Document.objects.get(matter=matter, kind="D37").number


def test_one_answer_is_not_written_over_another(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.decided(cast, matter, "SUPERVISE", "duban", DAY, **SUPERVISED)
    make.act(cast, matter, "DRAFT_ANSWER_LETTER", "ziran", DAY, answer="本周付清")
    make.decided(cast, matter, "LIST", "duban", DAY, leader="副县长", **SUPERVISED)
    first, second = Task.objects.filter(matter=matter).order_by("pk").values_list("pk", flat=True)
    with pytest.raises(Invalid, match="还有一份答复稿"):
        make.act(cast, matter, "DRAFT_ANSWER_LETTER", "ziran", DAY, answer="另一项", task=str(second))
    make.act(cast, matter, "DRAFT_ANSWER_LETTER", "ziran", DAY, answer="本周四付清", task=str(first))
    make.act(cast, matter, "CHECK_ANSWER_LETTER", "ziran2", DAY)
    make.act(cast, matter, "ANSWER_LETTER", "zirantou", DAY)
    assert Task.objects.get(pk=first).answer == "本周四付清" and not Task.objects.get(pk=second).answer
