"""Letters between organs that belong to no matter: in three hands, and nobody else's before the third."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import drafts, tasks
from lianxin.actions.given import Invalid
from lianxin.models import Document, Posting, Task
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.drafts import answer_draft, draft_for, drafts_here, ended_here, in_the_making, waits_for
from lianxin.queries.integrity import DEEP, RULES
from lianxin.rules.acts.deciding import HANDS
from lianxin.rules.codes import Role
from lianxin.rules.tasks import BY_ACTION, BY_LETTER, TASKS
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY, ON = "2026-08-03", date(2026, 8, 3)
ADVICE = {"to": "37142602", "finding": "台账对不上", "evidence": "九份", "advice": "统一台账", "requirement": "书面反馈",
          "due_on": "2026-09-20"}  # fmt: skip
FIX = {"to": "37142602", "facts": "台账没有更新", "requirement": "整改", "due_on": "2026-09-02"}


def take(cast: Cast, who: str, paper: Document, action: str, **more: object) -> Task | None:
    paper.refresh_from_db()
    return drafts.take(cast(who), paper, action, more, seen=paper.digest, at=moment(DAY))


def waits(cast: Cast, who: str, on: date = ON) -> bool:
    """Whether the one letter there is waits for this person on that day."""
    (paper,) = in_the_making(on)
    return waits_for(cast(who), paper, on=on)


def broken() -> list[str]:
    return [f"{rule.code} {each}" for rule in (*RULES, *DEEP) if rule.grave for each in rule.find(ON)]


def test_no_letter_of_no_matter_goes_out_by_one_hand(cast: Cast) -> None:
    letters = [kind for kind in TASKS.values() if kind.alone and kind.action in HANDS]
    assert {kind.code for kind in letters} == {"IMPROVE_WORK", "IMPROVE_POLICY", "PURSUE_LIABILITY"}
    for kind in letters:
        with pytest.raises(NotAllowed, match="审核"):
            tasks.issue(cast("duban"), kind, ADVICE, at=moment(DAY))
    # What goes out alone without a paper is an order or a record of another's decision; so the catalogue has it.
    others = {
        kind.paper
        for kind in TASKS.values()
        if kind.alone and kind.action in BY_ACTION and kind not in letters
    }
    assert others == {"", "D44"}
    assert {code for code in BY_LETTER if TASKS[code].alone} == {*(k.code for k in letters), "RECTIFICATION"}


def test_a_letter_is_drafted_checked_signed_by_three(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        drafts.draft(cast("ziran"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    with pytest.raises(Invalid, match="due_on"):
        drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE | {"due_on": DAY}, at=moment(DAY))
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    assert not Task.objects.exists() and list(drafts_here(cast("fenban"), on=ON)) == [paper]
    for who in ("ziran", "zirantou", "xianzhang", "shifenban"):  # asked, above, below: no other organ
        assert not drafts_here(cast(who), on=ON).exists()
        with pytest.raises(NotFound):
            draft_for(cast(who), paper.pk, on=ON)
    assert {who for who in ("duban", "fenban", "xinfangtou") if waits(cast, who)} == {
        "fenban",
        "xinfangtou",
    }
    for who, action in (
        ("duban", "CHECK_ADVISE_WORK"),
        ("xinfangtou", "ADVISE_WORK"),
        ("ziran", "CHECK_ADVISE_WORK"),
    ):
        with pytest.raises(NotAllowed):
            take(cast, who, paper, action)
    take(cast, "fenban", paper, "CHECK_ADVISE_WORK")
    with pytest.raises(NotAllowed):
        take(cast, "fenban", paper, "ADVISE_WORK")
    row = take(cast, "xinfangtou", paper, "ADVISE_WORK")
    assert row is not None and (row.organ.code, row.issuer.code, str(row.made_by)) == (
        "37142602",
        "37142601",
        "辛方舟",
    )
    assert row.facts["hands"] == {
        "ADVISE_WORK": {"drafted": "杜边疆", "checked": str(cast.account("fenban"))}
    }
    assert not Document.objects.filter(matter=None).exists() and broken() == []


def test_it_is_given_back_written_again_and_taken_back(cast: Cast) -> None:
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    take(cast, "fenban", paper, "RETURN_ADVISE_WORK", reason="写明哪九份")
    paper.refresh_from_db()
    assert paper.body["returned"] == "写明哪九份" and waits(cast, "duban")
    assert not waits(cast, "fenban")
    seen = paper.digest
    take(cast, "duban", paper, "DRAFT_ADVISE_WORK", **ADVICE | {"evidence": "九份处理意见书"})
    with pytest.raises(NotAllowed, match="刚刚有人办过"):  # on what the page showed before
        drafts.take(cast("fenban"), paper, "CHECK_ADVISE_WORK", {}, seen=seen, at=moment(DAY))
    with pytest.raises(NotAllowed):
        take(cast, "fenban", paper, "WITHDRAW_DRAFT")
    take(cast, "duban", paper, "WITHDRAW_DRAFT")
    assert not Document.objects.exists()


def test_who_presses_on_an_older_page_is_told_whether_it_was_they_who_went_on(cast: Cast) -> None:
    """Red once: one's own second tab said that somebody had."""
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    seen = paper.digest
    take(cast, "fenban", paper, "CHECK_ADVISE_WORK")
    for who, action, said in (
        ("fenban", "RETURN_ADVISE_WORK", "您自己刚刚办过"),
        ("duban", "WITHDRAW_DRAFT", "有人办过"),
    ):
        with pytest.raises(NotAllowed, match=said):
            drafts.take(cast(who), paper, action, {"reason": "再看"}, seen=seen, at=moment(DAY))


def test_what_holds_no_longer_is_not_signed(cast: Cast) -> None:
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    take(cast, "fenban", paper, "CHECK_ADVISE_WORK")
    paper.refresh_from_db()
    with pytest.raises(Invalid, match="稿子要改了再签发"):
        drafts.take(cast("xinfangtou"), paper, "ADVISE_WORK", {}, seen=paper.digest, at=moment("2026-09-21"))
    paper.refresh_from_db()
    assert paper.state == Document.CHECKED and paper.digest and not Task.objects.exists()


def test_who_stands_in_for_the_head_does_not_sign_their_own_words(cast: Cast) -> None:
    Posting.objects.create(account=cast.account("duban"), organ=cast.organ("37142601"), role=Role.ORGAN_HEAD,
                           stands_for=cast.account("xinfangtou"), valid_from=ON, valid_to=date(2026, 9, 1))  # fmt: skip
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    take(cast, "fenban", paper, "CHECK_ADVISE_WORK")
    with pytest.raises(NotAllowed):
        take(cast, "duban", paper, "ADVISE_WORK")


def test_the_answer_goes_back_in_three_hands_and_once(cast: Cast) -> None:
    row = tasks.issue(cast("duban"), TASKS["RECTIFICATION"], FIX, at=moment(DAY))
    with pytest.raises(NotAllowed):
        tasks.answer(cast("ziran"), row, {"answer": "已补"}, at=moment(DAY))
    with pytest.raises(NotAllowed):
        drafts.draft_answer(cast("nongye"), row, {"answer": "已补"}, at=moment(DAY))
    paper = drafts.draft_answer(cast("ziran"), row, {"answer": "已补"}, at=moment(DAY))
    with pytest.raises(NotAllowed):  # one answer is not written over another
        drafts.draft_answer(cast("ziran2"), row, {"answer": "另一份"}, at=moment(DAY))
    take(cast, "ziran2", paper, "CHECK_ANSWER_LETTER")
    row.refresh_from_db()
    assert (paper.kind, row.answered_on, answer_draft(row, on=ON)) == ("D37", None, paper)
    take(cast, "zirantou", paper, "ANSWER_LETTER")
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("已补", cast.account("zirantou")) and answer_draft(
        row, on=ON
    ) is None
    tasks.clear(cast("duban"), row, {"evidence": "核对过"}, at=moment(DAY))
    assert broken() == []


def test_nor_does_who_is_a_head_elsewhere_only(cast: Cast) -> None:
    post = {
        "account": cast.account("duban"),
        "role": Role.ORGAN_HEAD,
        "valid_from": ON,
        "valid_to": date(2026, 9, 1),
    }
    Posting.objects.create(organ=cast.organ("37142602"), **post)
    Posting.objects.create(organ=cast.organ("37142601"), stands_for=cast.account("xinfangtou"), **post)
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    assert paper.organ.code == "37142601"
    take(cast, "fenban", paper, "CHECK_ADVISE_WORK")
    with pytest.raises(NotAllowed):
        take(cast, "duban", paper, "ADVISE_WORK")


def test_what_came_back_waits_for_a_colleague_where_its_drafter_has_left(cast: Cast) -> None:
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    take(cast, "fenban", paper, "RETURN_ADVISE_WORK", reason="写明哪九份")
    paper.refresh_from_db()
    colleague = {"account": cast.account("fenban2"), "role": Role.SUPERVISOR, "valid_from": ON}
    Posting.objects.create(organ=cast.organ("37142601"), **colleague)
    assert not waits(cast, "fenban2")
    Posting.objects.filter(account=cast.account("duban")).update(valid_to=ON)
    assert waits(cast, "fenban2", on=date(2026, 8, 4))
    assert not waits(cast, "ziran", on=date(2026, 8, 4))


def test_a_colleague_ends_with_a_reason_what_who_has_left_drafted(cast: Cast) -> None:
    """Red once: it could be signed or written again, but stayed for ever where nobody wanted it."""
    paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
    with pytest.raises(NotAllowed):
        take(cast, "fenban", paper, "END_DRAFT", reason="不再需要")  # its drafter is there
    Posting.objects.filter(account=cast.account("duban")).update(valid_to=date(2026, 8, 2))
    for who in ("ziran", "dengji"):
        with pytest.raises(NotAllowed):
            take(cast, who, paper, "END_DRAFT", reason="不再需要")
    with pytest.raises(Invalid):
        take(cast, "xinfangtou", paper, "END_DRAFT", reason="")
    take(cast, "fenban", paper, "END_DRAFT", reason="单位已经自己改了")
    (kept,) = ended_here(cast("xinfangtou"))
    assert kept.body["ended"] == {
        "by": str(cast.account("fenban")),
        "on": DAY,
        "reason": "单位已经自己改了",
    }
    assert not drafts_here(cast("fenban"), on=ON).exists() and not ended_here(cast("ziran")).exists()
    with pytest.raises(NotAllowed):
        take(cast, "fenban", paper, "CHECK_ADVISE_WORK")
    assert broken() == []


def test_an_answer_that_was_ended_is_drafted_anew(cast: Cast) -> None:
    row = tasks.issue(cast("duban"), TASKS["RECTIFICATION"], FIX, at=moment(DAY))
    paper = drafts.draft_answer(cast("ziran"), row, {"answer": "已补"}, at=moment(DAY))
    Posting.objects.filter(account=cast.account("ziran")).update(valid_to=date(2026, 8, 2))
    take(cast, "zirantou", paper, "END_DRAFT", reason="数字不对")
    again = drafts.draft_answer(cast("ziran2"), row, {"answer": "补了三本"}, at=moment(DAY))
    assert answer_draft(row, on=ON) == again


def test_who_drafts_what_came_back_is_asked_once_for_all_letters(
    cast: Cast, django_assert_num_queries
) -> None:
    for _each in range(3):
        paper = drafts.draft(cast("duban"), TASKS["IMPROVE_WORK"], ADVICE, at=moment(DAY))
        take(cast, "fenban", paper, "RETURN_ADVISE_WORK", reason="写明哪九份")
    actor = cast("duban")
    with django_assert_num_queries(1):
        assert [waits_for(actor, each, on=ON) for each in drafts_here(actor, on=ON)] == [True] * 3
