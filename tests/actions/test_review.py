"""Review and re-review (第三十五条、第三十六条): by whom, in whose time, and what each outcome leads to."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.directory import post, tie
from lianxin.actions.given import Invalid
from lianxin.models import Document, Proceeding
from lianxin.queries.access import NotAllowed
from lianxin.rules.codes import Role
from tests import make
from tests.actions.lives import (
    FOUR,
    REVIEWED,
    clock,
    fresh,
    numbers,
    petitioner,
    rereviewed,
    reviewed,
    running,
    serve,
    sign_opinion,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_window_is_thirty_days_from_receipt(cast: Cast) -> None:
    matter = make.served(cast)
    me = petitioner(matter.submissions.get())
    assert matter.waits_until == date(2026, 9, 20)  # a Sunday that is worked
    make.act(cast, matter, "APPLY_REVIEW", me, "2026-09-20", reason="不同意")
    late = make.served(cast)
    with pytest.raises(NotAllowed, match="申请期限已过"):
        make.act(
            cast, late, "APPLY_REVIEW", petitioner(late.submissions.get()), "2026-09-21", reason="不同意"
        )


def test_review_runs_from_receipt_not_from_entry(cast: Cast) -> None:
    matter = make.served(cast)
    make.act(
        cast,
        matter,
        "APPLY_REVIEW",
        "fenban2",
        "2026-09-18",
        reason="不同意",
        filed_on="2026-09-10",
        received_on="2026-09-14",
    )
    assert (clock(matter, "REVIEW").start_on, fresh(matter).due_on) == (date(2026, 9, 14), date(2026, 10, 14))


def test_posted_in_time_and_entered_late(cast: Cast) -> None:
    matter = make.served(cast)
    given = {"reason": "不同意", "received_on": "2026-09-23"}
    with pytest.raises(Invalid, match="已经过了"):
        make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-24", filed_on="2026-09-21", **given)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-24", filed_on="2026-09-20", **given)
    assert fresh(matter).state == "IN_REVIEW"


def test_posted_in_time_though_closed_meanwhile(cast: Cast) -> None:
    matter = make.served(cast)
    make.act(cast, matter, "CLOSE", "ziran", "2026-09-21", **FOUR)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-24", reason="不同意", filed_on="2026-09-19")
    assert (fresh(matter).state, fresh(matter).closed_on, running(matter)) == (
        "IN_REVIEW",
        None,
        {"REVIEW", "EXECUTE"},
    )


def test_a_petitioner_does_not_date_their_own_request(cast: Cast) -> None:
    matter = make.served(cast)
    me = petitioner(matter.submissions.get())
    make.act(
        cast,
        matter,
        "APPLY_REVIEW",
        me,
        "2026-09-10",
        reason="不同意",
        filed_on="2026-09-01",
        received_on="2026-09-01",
    )
    assert clock(matter, "REVIEW").start_on == date(2026, 9, 10)


@pytest.mark.parametrize(("filed", "received"), [("2026-09-12", "2026-09-11"), ("2026-09-01", "2026-09-13")])
def test_days_in_the_wrong_order(cast: Cast, filed: str, received: str) -> None:
    with pytest.raises(Invalid) as fault:
        make.act(
            cast,
            make.served(cast),
            "APPLY_REVIEW",
            "fenban2",
            "2026-09-12",
            reason="不同意",
            filed_on=filed,
            received_on=received,
        )
    assert set(fault.value.errors) == {"filed_on"}


def test_the_next_higher_organ_of_that_day(cast: Cast) -> None:
    """The bureau comes under the city on 1 September; the request of the 10th goes there, that of August did not."""
    early, late = make.served(cast), make.served(cast)
    make.act(cast, early, "APPLY_REVIEW", "fenban2", "2026-08-31", reason="不同意")
    tie("37142602", "37140000", valid_from=date(2026, 9, 1))
    make.act(cast, late, "APPLY_REVIEW", "fenban2", "2026-09-10", reason="不同意")
    assert (fresh(early).owner.code, fresh(late).owner.code) == ("37142600", "37140000")
    assert (
        Document.objects.get(matter=late, kind="D17").body["remedy"]["organ"] == "临水县人民政府"
    )  # as it stood then


def test_a_named_reviewing_organ_goes_first(cast: Cast) -> None:
    tie("37142602", "37140000", valid_from=date(2026, 1, 1), kind="REVIEW")
    matter = make.served(cast)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-10", reason="不同意")
    assert fresh(matter).owner.code == "37140000"


def test_an_opinion_of_the_top_organ_says_there_is_no_further_stage(cast: Cast) -> None:
    for who, role in (("ziran", Role.HANDLER), ("ziran2", Role.HANDLER), ("zirantou", Role.ORGAN_HEAD)):
        post(who, "37000000", role, valid_from=date(2026, 1, 1))
    matter = make.file(office="37000000").submission.matter
    make.act(cast, matter, "CLASSIFY", "ziran", "2026-08-03", **{**make.CLASSIFY, "region": "371426"})
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    matter = serve(cast, sign_opinion(cast, matter, "2026-08-20"), "ziran", "2026-08-21")
    assert Document.objects.get(matter=matter, kind="D17").body["remedy"] == {"organ": "", "days": 0}
    assert (running(matter), matter.waits_until) == ({"CLOSE", "EXECUTE"}, None)
    make.act(cast, matter, "CLOSE", "ziran", "2026-08-22", **FOUR)


def test_who_took_part_below_does_not_sign(cast: Cast) -> None:
    matter = make.served(cast)
    post("ziran", "37142600", Role.REVIEWER, valid_from=date(2026, 9, 1))
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-10", reason="不同意")
    with pytest.raises(NotAllowed, match="参与过前一阶段"):
        make.act(cast, matter, "DRAFT_REVIEW", "ziran", "2026-09-20", review_outcome="UPHOLD", **REVIEWED)
    with pytest.raises(Invalid, match="参与过前一阶段"):
        make.act(cast, matter, "TAKE", "xianfu", "2026-09-11", handler="ziran", no_interest=True)


def test_only_hearing_days_in_re_review_are_not_counted(cast: Cast) -> None:
    matter = reviewed(cast, make.served(cast))
    make.act(cast, matter, "APPLY_REREVIEW", "fenban2", "2026-10-08", reason="不同意")
    assert fresh(matter).due_on == date(2026, 11, 9)  # 7 November, a Saturday
    held = {"place": "市信访局", "chair": "shifu", "conclusion": "事实清楚"}
    make.act(
        cast,
        matter,
        "HOLD_HEARING",
        "shifu",
        "2026-10-20",
        held_from="2026-10-16",
        held_to="2026-10-20",
        **held,
    )
    assert fresh(matter).due_on == date(2026, 11, 12)
    make.act(
        cast,
        matter,
        "HOLD_HEARING",
        "shifu",
        "2026-10-21",
        held_from="2026-10-20",
        held_to="2026-10-21",
        **held,
    )
    assert fresh(matter).due_on == date(2026, 11, 13)  # the shared day is left out once
    for first, last in (
        ("2026-10-08", "2026-10-09"),
        ("2026-10-25", "2026-10-24"),
        ("2026-10-22", "2026-10-23"),
    ):
        with pytest.raises(Invalid):
            make.act(
                cast, matter, "HOLD_HEARING", "shifu", "2026-10-22", held_from=first, held_to=last, **held
            )


def test_no_hearing_pauses_a_review(cast: Cast) -> None:
    matter = make.served(cast)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-10", reason="不同意")
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "HOLD_HEARING", "xianfu", "2026-09-20")


def test_revoked_the_organ_below_decides_anew_and_may_be_reviewed_again(cast: Cast) -> None:
    matter = reviewed(cast, make.served(cast), "REVOKE_REDO")
    assert (matter.state, matter.owner.code, running(matter)) == ("HANDLING", "37142602", {"HANDLE"})
    assert matter.due_on == date(2026, 11, 20)  # sixty days from the day it had the review opinion
    matter = serve(cast, sign_opinion(cast, matter, "2026-10-10"), "ziran", "2026-10-10")
    assert clock(matter, "REVIEW_APPLY").lawful_on == date(2026, 11, 9)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-10-20", reason="仍不同意")
    assert [p.kind for p in matter.proceedings.all()] == ["HANDLE", "REVIEW", "HANDLE", "REVIEW"]


def test_revoked_at_re_review_too(cast: Cast) -> None:
    matter = rereviewed(cast, reviewed(cast, make.served(cast)), "REVOKE_REDO")
    assert (matter.state, matter.owner.code, running(matter)) == ("HANDLING", "37142602", {"HANDLE"})


def test_after_re_review_nothing_more_opens(cast: Cast) -> None:
    matter = rereviewed(cast, reviewed(cast, make.served(cast)))
    assert (matter.state, running(matter)) == ("FINAL", {"CLOSE", "EXECUTE"})
    for action in ("APPLY_REVIEW", "APPLY_REREVIEW"):
        with pytest.raises(NotAllowed):
            make.act(cast, matter, action, "fenban2", "2026-10-25", reason="不同意")


def test_a_request_withdrawn_ends_the_stage(cast: Cast) -> None:
    matter = make.served(cast)
    me = petitioner(matter.submissions.get())
    make.act(cast, matter, "APPLY_REVIEW", me, "2026-09-10", reason="不同意")
    make.act(cast, matter, "WITHDRAW", me, "2026-09-12", voluntary=True, reason="接受")
    assert (fresh(matter).state, running(matter)) == ("WITHDRAWN", {"CLOSE", "EXECUTE"})


def test_not_asked_in_time_it_may_be_closed(cast: Cast) -> None:
    matter = make.served(cast)
    with pytest.raises(NotAllowed, match="期限还没有过"):
        make.act(cast, matter, "CLOSE", "ziran", "2026-09-20", **FOUR)
    make.act(cast, matter, "CLOSE", "ziran", "2026-09-21", **FOUR)
    assert fresh(matter).state == "CLOSED"


def test_each_stage_has_its_organ_and_outcome(cast: Cast) -> None:
    matter = rereviewed(cast, reviewed(cast, make.served(cast), "CHANGE"))
    rows = [(p.kind, p.organ.code, p.outcome) for p in Proceeding.objects.filter(matter=matter)]
    assert rows == [
        ("HANDLE", "37142602", "SUPPORT"),
        ("REVIEW", "37142600", "CHANGE"),
        ("REREVIEW", "37140000", "UPHOLD"),
    ]
    assert numbers(matter) == [matter.number]


def test_who_has_asked_is_told_so_and_not_that_it_is_too_late(cast: Cast) -> None:
    matter = make.served(cast)
    who = petitioner(matter.submissions.get())
    make.act(cast, matter, "APPLY_REVIEW", who, "2026-08-24", reason="不服")
    with pytest.raises(NotAllowed, match="已经申请过了"):
        make.act(cast, matter, "APPLY_REVIEW", who, "2026-08-24", reason="再来")


def test_what_was_promised_stays_with_who_promised_it_and_can_be_done_during_a_review(cast: Cast) -> None:
    """第三十二条第二款: whoever reviews an opinion does not carry it out."""
    matter = reviewed(cast, make.served(cast))
    assert clock(matter, "EXECUTE").organ.code == "37142602"
    make.act(cast, matter, "APPLY_REREVIEW", "fenban2", "2026-10-08", reason="仍不同意")
    assert clock(matter, "EXECUTE").organ.code == "37142602"
    with pytest.raises(NotAllowed):
        make.act(
            cast, matter, "RECORD_EXECUTION", "shifu", "2026-10-09", result="已发放", evidence="银行回单"
        )
    make.act(cast, matter, "RECORD_EXECUTION", "ziran", "2026-10-09", result="已发放", evidence="银行回单")
    assert running(matter) == {"REREVIEW"}


@pytest.mark.parametrize(("what", "day"), [("REVIEW", "2026-09-10"), ("REREVIEW", "2026-10-08")])
def test_a_review_opinion_goes_through_three_hands(cast: Cast, what: str, day: str) -> None:
    matter, (drafter, head) = make.served(cast), make.HANDS[what]
    matter = reviewed(cast, matter) if what == "REREVIEW" else matter
    make.act(cast, matter, f"APPLY_{what}", "fenban2", day, reason="不同意")
    written = {**REVIEWED, "review_outcome": "UPHOLD", "law": "有关政策"}
    with pytest.raises(NotAllowed, match="先经审核"):
        make.act(cast, matter, f"SIGN_{what}", head, day)
    make.act(cast, matter, f"DRAFT_{what}", drafter, day, **written)
    with pytest.raises(NotAllowed, match="起草人不能审核"):
        make.act(cast, matter, f"CHECK_{what}", drafter, day)
    with pytest.raises(Invalid, match="意见书的依据没有写明出处"):
        make.act(cast, matter, f"CHECK_{what}", head, day)
    make.act(cast, matter, f"CHECK_{what}", head, day, override="县里没有成文规定")
    with pytest.raises(NotAllowed, match="只有现在负责的机关的本机关负责人"):
        make.act(cast, matter, f"SIGN_{what}", drafter, day)
    assert fresh(matter).next_action == f"SIGN_{what}"
    event = make.act(cast, matter, f"SIGN_{what}", head, day)
    paper = Document.objects.get(event=event)
    assert (fresh(matter).state, paper.state, paper.overridden) == (f"{what}_ISSUED", "ISSUED", True)
    people = (paper.drafted_by.username, paper.checked_by.username, paper.issued_by.username)
    assert people == (drafter, head, head)
    assert "维持" in str(paper.body["as_issued"]["facts"]["review_outcome"])
