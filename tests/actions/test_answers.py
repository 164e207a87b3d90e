"""The shorter ways a matter ends: a reply, another road, a refusal with its ground (第十九条、第二十三条、第二十九条)."""

from __future__ import annotations

import pytest

from lianxin.actions.finality import NOT
from lianxin.actions.given import Invalid
from lianxin.models import Document, Matter
from lianxin.queries.access import NotAllowed
from lianxin.rules.steps import DeclineReason
from tests import make
from tests.actions.lives import fresh, petitioner, running, serve
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"


def of_class(cast: Cast, *classes: str, office: str = "37142601") -> Matter:
    lines = tuple(f"诉求{place}" for place in range(len(classes)))
    matter = make.file(office=office, requests=lines).submission.matter
    who = "fenban" if office == "37142601" else "zhenfu"
    given = {**make.CLASSIFY, "requests": [{"legal_class": c} for c in classes]}
    make.act(cast, matter, "CLASSIFY", who, DAY, **given)
    return fresh(matter)


def ends_served(cast: Cast, matter: Matter, who: str, kind: str) -> None:
    assert (fresh(matter).state, running(matter)) == ("ANSWERED", {"SERVE"})
    matter = serve(cast, matter, who, "2026-08-04")
    assert (matter.state, matter.due_on, running(matter)) == ("CLOSED", None, set())
    assert Document.objects.get(matter=matter, kind=kind).services.count() == 1


@pytest.mark.parametrize(
    ("legal_class", "outcome"), [("INQUIRY", "EXPLAIN"), ("THANKS", "EXPLAIN"), ("SUGGESTION", "ADOPTED")]
)
def test_answered_at_the_desk(cast: Cast, legal_class: str, outcome: str) -> None:
    matter = of_class(cast, legal_class)
    make.act(cast, matter, "REPLY", "fenban", DAY, requests=[{"outcome": outcome, "answer": "谢谢"}])
    ends_served(cast, matter, "fenban", "D18")


def test_a_suggestion_says_whether_it_is_adopted(cast: Cast) -> None:
    matter = of_class(cast, "SUGGESTION")
    with pytest.raises(Invalid, match="第二十九条"):
        make.act(cast, matter, "REPLY", "fenban", DAY, requests=[{"outcome": "SUPPORT", "answer": "好"}])


def test_a_demand_is_not_just_replied_to(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="含有求决事项"):
        make.act(cast, of_class(cast, "SUGGESTION", "APPEAL_6"), "REPLY", "fenban", DAY)


def test_a_suggestion_studied_by_its_organ(cast: Cast) -> None:
    matter = of_class(cast, "SUGGESTION")
    make.act(cast, matter, "FORWARD", "fenban", DAY, to="37142604", mode="FORWARD", reason="职能")
    make.act(cast, matter, "ACCEPT", "nongye", "2026-08-05", procedure="ORDINARY", method="MAIL")
    assert running(matter) == {"SUGGESTION_REPLY"}
    assert Matter.objects.get(pk=matter.pk).next_action == "REPLY"  # an opinion is not what comes next
    with pytest.raises(NotAllowed, match="请直接答复"):
        make.act(cast, matter, "DRAFT_OPINION", "nongye", "2026-08-10", **make.OPINION)
    make.act(
        cast,
        matter,
        "REPLY",
        "nongye",
        "2026-08-10",
        requests=[{"outcome": "PARTLY_ADOPTED", "answer": "明年试点"}],
    )
    ends_served_on(cast, matter, "nongye", "2026-08-11")
    assert not matter.clocks.filter(period="REVIEW_APPLY").exists()


def ends_served_on(cast: Cast, matter: Matter, who: str, on: str) -> None:
    assert serve(cast, matter, who, on).state == "CLOSED"


@pytest.mark.parametrize(
    ("legal_class", "road"),
    [
        ("APPEAL_1", "COURT"),
        ("APPEAL_2", "ARBITRATION"),
        ("APPEAL_3", "PARTY_APPEAL"),
        ("APPEAL_4", "ADMINISTRATIVE"),
        ("APPEAL_5", "DUTY"),
    ],
)
def test_guided_to_another_road(cast: Cast, legal_class: str, road: str) -> None:
    matter = of_class(cast, legal_class)
    make.decided(cast, matter, "GUIDE", "fenban", DAY, road=road, where="有权机关", answer="请向该机关提出")
    assert fresh(matter).litigation is (road == "COURT")
    ends_served(cast, matter, "fenban", "D10")


@pytest.mark.parametrize("legal_class", ["APPEAL_1", "APPEAL_2", "APPEAL_3", "APPEAL_4", "INQUIRY", "THANKS"])
def test_what_needs_no_opinion_is_not_accepted(cast: Cast, legal_class: str) -> None:
    matter = of_class(cast, legal_class, office="37142610")
    with pytest.raises(NotAllowed, match="告知法定途径或直接答复"):
        make.act(cast, matter, "ACCEPT", "zhenfu", DAY, procedure="ORDINARY", method="MAIL")


@pytest.mark.parametrize("ground", sorted(set(DeclineReason) - set(NOT)))
def test_declined_on_its_ground(cast: Cast, ground: DeclineReason) -> None:
    matter = make.file().submission.matter
    given = {"ground": ground, "reason": "与前一事项相同", "what_remains": "可以在期限内申请复查"}
    make.decided(cast, matter, "DECLINE", "fenban", DAY, **given)
    assert Document.objects.get(matter=matter, kind="D11").body["article"] == ground.article
    ends_served(cast, matter, "fenban", "D11")


def test_declining_says_what_remains(cast: Cast) -> None:
    matter = make.file().submission.matter
    with pytest.raises(Invalid) as fault:
        make.decided(cast, matter, "DECLINE", "fenban", DAY, ground="FINAL")
    assert set(fault.value.errors) == {"reason", "what_remains"}


def test_the_petitioner_withdraws_and_it_is_closed(cast: Cast) -> None:
    matter = make.routed(cast)
    me = petitioner(matter.submissions.get())
    with pytest.raises(Invalid, match="自愿"):
        make.act(cast, matter, "WITHDRAW", me, "2026-08-04", reason="已经解决")
    make.act(cast, matter, "WITHDRAW", me, "2026-08-04", voluntary=True, reason="已经解决")
    assert (fresh(matter).state, running(matter)) == ("WITHDRAWN", {"CLOSE"})


@pytest.mark.parametrize("state", ["OBJECTED", "DISPUTED"])
def test_withdrawing_while_organs_disagree(cast: Cast, state: str) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "OBJECT", "ziran", "2026-08-04", reason="不属本局", basis="三定方案")
    if state == "DISPUTED":
        make.act(cast, matter, "DISPUTE", "fenban", "2026-08-04", reason="争议")
    make.act(
        cast,
        matter,
        "WITHDRAW",
        petitioner(matter.submissions.get()),
        "2026-08-05",
        voluntary=True,
        reason="不再要求",
    )
    assert running(matter) == {"CLOSE"}
