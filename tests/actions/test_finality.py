"""No longer accepted (第三十六条): the stages listed, a comparison by one person, a decision by another, a notice."""

from __future__ import annotations

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Document, Matter, Outbox
from lianxin.queries.access import NotAllowed
from tests import make
from tests.actions.lives import fresh, rereviewed, reviewed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-11-02"
DECLINE = {"ground": "FINAL", "reason": "同一事实和理由", "what_remains": "有新的事实可以另行提出"}
SAME = "两件都称2019年征地款未付，没有新的事实"


@pytest.fixture
def final(cast: Cast) -> Matter:
    """Through opinion, review and re-review."""
    return rereviewed(cast, reviewed(cast, make.served(cast)))


def again(cast: Cast) -> Matter:
    return make.file(on=DAY).submission.matter


def test_compared_by_one_and_declined_by_another(cast: Cast, final: Matter) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=final.number, comparison=SAME)
    make.decided(cast, matter, "DECLINE", "fenban2", DAY, **DECLINE)
    paper = Document.objects.get(matter=matter)
    below = Document.objects.filter(matter=final, kind__in=("D17", "D25", "D27"))
    assert (fresh(matter).state, paper.kind) == ("ANSWERED", "D12")
    assert below.count() == 3 and all(stage.number in paper.body["rereview"] for stage in below)
    assert paper.body["comparison"] == SAME
    assert any("不予受理" in notice.text for notice in Outbox.objects.filter(matter=matter))


def test_not_without_a_comparison(cast: Cast, final: Matter) -> None:
    with pytest.raises(Invalid, match="比较事实和理由") as fault:
        make.decided(cast, again(cast), "DECLINE", "fenban", DAY, **DECLINE)
    assert set(fault.value.errors) == {"ground"}


def test_not_by_one_person_alone(cast: Cast, final: Matter) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=final.number, comparison=SAME)
    with pytest.raises(Invalid, match="两个人"):
        make.decided(cast, matter, "DECLINE", "fenban", DAY, **DECLINE)
    assert fresh(matter).state == "REGISTERED"


def test_not_against_what_never_went_all_the_way(cast: Cast) -> None:
    once = reviewed(cast, make.served(cast))
    with pytest.raises(Invalid, match="没有送达的复核意见"):
        make.act(cast, again(cast), "COMPARE_FINAL", "fenban", DAY, lead=once.number, comparison=SAME)


# ---- certified as concluded (审核认定办结) ------------------------------------------------------------------
CERTIFY = {"to": "37142700", "chain": "处理意见已送达，信访人没有申请复查", "petitioner_view": "要求再提高标准",
           "requirement": "请审核", "due_on": "2026-10-30"}  # fmt: skip


def certified(cast: Cast, verdict: str = "CERTIFIED") -> Matter:
    """Concluded by the organ, and put to the organ above: `verdict` is what that says; another person clears it."""
    matter = make.served(cast)
    owner, above = matter.owner.code, "37142600"
    make.act(cast, matter, "ASK_CERTIFICATION", "zirantou", "2026-09-28", **{**CERTIFY, "to": above})
    assert owner == "37142602"
    told = {"answer": "事实清楚，政策已经落实", "certified": verdict}
    make.decided(cast, matter, "ANSWER_LETTER", "xianfu", "2026-10-12", **told)
    make.act(cast, matter, "CLEAR_TASK", "zirantou", "2026-10-13", evidence="审核表已归卷")
    return fresh(matter)


def test_certified_by_the_organ_above_it_is_no_longer_accepted(cast: Cast) -> None:
    earlier, matter = certified(cast), again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=earlier.number, comparison=SAME)
    make.decided(cast, matter, "DECLINE", "fenban2", DAY, **DECLINE | {"ground": "CERTIFIED"})
    paper = Document.objects.get(matter=matter)
    assert (fresh(matter).state, paper.kind) == ("ANSWERED", "D12")
    assert paper.body["rereview"].endswith("；审核认定办结 临水县人民政府 2026-10-12")
    form = Document.objects.get(matter=earlier, kind="D53")
    assert form.body["reviewer_view"] == "事实清楚，政策已经落实" and form.body["chain"] == CERTIFY["chain"]


def test_the_ground_is_the_one_that_was_compared(cast: Cast) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=certified(cast).number, comparison=SAME)
    with pytest.raises(Invalid, match="没有送达的复核意见") as fault:
        make.decided(cast, matter, "DECLINE", "fenban2", DAY, **DECLINE)
    assert set(fault.value.errors) == {"ground"}


def test_a_rereview_is_not_a_certification(cast: Cast, final: Matter) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=final.number, comparison=SAME)
    with pytest.raises(Invalid, match="没有审核认定办结"):
        make.decided(cast, matter, "DECLINE", "fenban2", DAY, **DECLINE | {"ground": "CERTIFIED"})


def test_what_was_not_certified_is_accepted_again(cast: Cast) -> None:
    earlier = certified(cast, "NOT_CERTIFIED")
    with pytest.raises(Invalid, match="没有送达的复核意见，也没有审核认定办结"):
        make.act(cast, again(cast), "COMPARE_FINAL", "fenban", DAY, lead=earlier.number, comparison=SAME)


def test_a_certification_says_yes_or_no_and_comes_from_above(cast: Cast) -> None:
    matter = make.served(cast)
    with pytest.raises(Invalid) as fault:
        make.act(cast, matter, "ASK_CERTIFICATION", "zirantou", "2026-09-28", **{**CERTIFY, "to": "37142603"})
    assert set(fault.value.errors) == {"to"}
    make.act(cast, matter, "ASK_CERTIFICATION", "zirantou", "2026-09-28", **{**CERTIFY, "to": "37142600"})
    with pytest.raises(Invalid) as fault:
        make.act(cast, matter, "DRAFT_ANSWER_LETTER", "xianfu", "2026-10-12", answer="事实清楚")
    assert set(fault.value.errors) == {"certified"}


# ---- by two different people -------------------------------------------------------------------------------
HANDS = [  # who compares, drafts, checks, signs; at which hand it is refused
    ("fenban", "fenban2", "xinfangtou", "xinfangtou", ""),
    ("fenban", "xinfangtou", "fenban2", "xinfangtou", ""),
    ("fenban", "fenban", "fenban2", "xinfangtou", "DRAFT_DECLINE"),
    ("fenban", "fenban2", "fenban", "xinfangtou", "CHECK_DECLINE"),
    ("fenban", "fenban2", "fenban2", "xinfangtou", "CHECK_DECLINE"),
    ("xinfangtou", "fenban", "fenban2", "xinfangtou", "DECLINE"),
    ("xinfangtou", "xinfangtou", "fenban", "xinfangtou", "DRAFT_DECLINE"),
]


@pytest.mark.parametrize(("compares", "drafts", "checks", "signs", "refused"), HANDS)
def test_whoever_compared_is_none_of_those_who_decide(
    cast: Cast, final: Matter, compares: str, drafts: str, checks: str, signs: str, refused: str
) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", compares, DAY, lead=final.number, comparison=SAME)
    for action, who, facts in (
        ("DRAFT_DECLINE", drafts, DECLINE), ("CHECK_DECLINE", checks, {}), ("DECLINE", signs, {})
    ):  # fmt: skip
        if action == refused:
            with pytest.raises((Invalid, NotAllowed)):
                make.act(cast, matter, action, who, DAY, **facts)
            return
        make.act(cast, matter, action, who, DAY, **facts)
    assert not refused and fresh(matter).state == "ANSWERED"


def test_another_comparison_takes_the_draft_away_that_rested_on_the_first(cast: Cast, final: Matter) -> None:
    """Else whoever drafted could put their own comparison in the place of the one they were checked against."""
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=final.number, comparison=SAME)
    make.act(cast, matter, "DRAFT_DECLINE", "fenban2", DAY, **DECLINE)
    make.act(cast, matter, "COMPARE_FINAL", "fenban2", DAY, lead=final.number, comparison=SAME)
    assert not Document.objects.filter(matter=matter, step="DECLINE").exists()
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "CHECK_DECLINE", "fenban", DAY)


def test_who_compared_may_check_what_rests_on_another_ground(cast: Cast, final: Matter) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=final.number, comparison=SAME)
    make.act(cast, matter, "DRAFT_DECLINE", "fenban2", DAY, **DECLINE | {"ground": "OTHER_POWER"})
    make.act(cast, matter, "CHECK_DECLINE", "fenban", DAY)
