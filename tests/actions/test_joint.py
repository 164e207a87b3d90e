"""Many people, one matter: nobody's number, clock, notice or right is lost to another (第十九条、第三十五条)."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.models import (
    Clock,
    ComplainedOf,
    Document,
    Involvement,
    Link,
    Matter,
    Outbox,
    Party,
    Rating,
    Request,
    Service,
    Submission,
    Task,
)
from lianxin.queries.access import NotAllowed, visible
from lianxin.queries.dossier import Dossier
from lianxin.rules.permissions import may
from tests import make
from tests.actions.lives import FOUR, clock, fresh, numbers, petitioner, running, serve, sign_opinion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LI = Person(name="李有田", phone="13912345678", address="前柳村30号")
SEP_21 = "2026-09-21"


def joined(cast: Cast, lead: Matter, *, on: str = "2026-08-04", **more: object) -> Matter:
    """Another villager's letter about the same land, joined to the lead."""
    other = make.file(on=on, people=(LI,), **more).submission.matter
    make.act(cast, other, "JOIN", "fenban", on, lead=lead.number, relation="DUPLICATE", reason="同一征地项目")
    return fresh(other)


@pytest.fixture
def pair(cast: Cast) -> tuple[Matter, Matter]:
    """王秀英's matter with 李有田's joined to it, opinion signed on 20 August."""
    lead = make.accepted(cast)
    other = joined(cast, lead)
    return sign_opinion(cast, lead, "2026-08-20"), other


def test_each_window_runs_from_its_own_service(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, _ = pair
    wang, li = numbers(lead)
    serve(cast, lead, "ziran", "2026-08-21", [wang])
    assert (fresh(lead).state, fresh(lead).next_action) == ("OPINION_SERVED", "SERVE")
    serve(cast, lead, "ziran", "2026-08-28", [li])
    windows = {c.submission.number: c.lawful_on for c in Clock.objects.filter(period="REVIEW_APPLY")}
    assert windows == {wang: date(2026, 9, 20), li: date(2026, 9, 28)}
    assert fresh(lead).next_action == "CLOSE"


def test_the_first_served_may_ask_before_the_last_is_served(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, _ = pair
    serve(cast, lead, "ziran", "2026-08-21", numbers(lead)[:1])
    make.act(cast, lead, "APPLY_REVIEW", petitioner(lead.submissions.get()), "2026-09-01", reason="不同意")
    assert fresh(lead).state == "IN_REVIEW"


def test_no_closing_while_somebody_is_unserved(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, _ = pair
    serve(cast, lead, "ziran", "2026-08-21", numbers(lead)[:1])
    with pytest.raises(NotAllowed, match="还有信访人没有收到文书"):
        make.act(cast, lead, "CLOSE", "ziran", SEP_21, **FOUR)


def test_one_asks_for_review_and_the_others_right_stays(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    serve(cast, lead, "ziran", "2026-08-21")
    li = other.submissions.get()
    make.act(cast, lead, "APPLY_REVIEW", petitioner(lead.submissions.get()), "2026-09-01", reason="不同意")
    left = Clock.objects.get(period="REVIEW_APPLY", stopped_on=None)
    assert left.submission == li
    make.act(cast, lead, "APPLY_REVIEW", petitioner(li), "2026-09-10", reason="我也不同意")
    assert Clock.objects.filter(period="REVIEW").count() == 1
    with pytest.raises(NotAllowed, match="已经申请过了"):
        make.act(cast, lead, "APPLY_REVIEW", petitioner(li), "2026-09-11", reason="再申请")
    with pytest.raises(NotAllowed, match="已经申请过了"):
        make.act(cast, lead, "APPLY_REVIEW", "fenban2", "2026-09-11", reason="再申请", whose=li.number)


def test_a_clerk_says_whose_letter_it_is(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, _ = pair
    serve(cast, lead, "ziran", "2026-08-21")
    wang, li = numbers(lead)
    with pytest.raises(Invalid) as fault:
        make.act(cast, lead, "APPLY_REVIEW", "fenban2", "2026-09-01", reason="不同意")
    assert set(fault.value.errors) == {"whose"}
    make.act(cast, lead, "APPLY_REVIEW", "fenban2", "2026-09-01", reason="不同意", whose=li)
    assert Clock.objects.get(period="REVIEW_APPLY", stopped_on=None).submission.number == wang


def test_who_did_not_ask_gets_the_review_opinion_and_the_next_window(
    cast: Cast, pair: tuple[Matter, Matter]
) -> None:
    lead, other = pair
    serve(cast, lead, "ziran", "2026-08-21")
    make.act(cast, lead, "APPLY_REVIEW", petitioner(lead.submissions.get()), "2026-09-01", reason="不同意")
    make.judged(cast, lead, "REVIEW", "2026-09-04", review_outcome="UPHOLD", found="属实", law="《土地管理法》",
             answer="维持")  # fmt: skip
    serve(cast, lead, "xianfu", "2026-09-05")
    assert "REVIEW_APPLY" not in running(lead)
    assert Clock.objects.filter(period="REREVIEW_APPLY", stopped_on=None).count() == 2
    li = petitioner(other.submissions.get())
    make.act(cast, lead, "APPLY_REREVIEW", li, "2026-09-20", reason="不同意")
    assert fresh(lead).state == "IN_REREVIEW"


def test_one_withdraws_and_the_matter_goes_on_for_the_other(cast: Cast) -> None:
    second = make.accepted(cast)
    third = joined(cast, second)
    make.act(
        cast,
        second,
        "WITHDRAW",
        petitioner(third.submissions.get()),
        "2026-08-05",
        voluntary=True,
        reason="不想参加",
    )
    assert (fresh(second).state, "HANDLE" in running(second)) == ("HANDLING", True)
    second = sign_opinion(cast, second, "2026-08-20")
    serve(cast, second, "ziran", "2026-08-21", numbers(second)[:1])
    assert fresh(second).next_action == "CLOSE"


def test_the_last_to_withdraw_ends_the_matter(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(
        cast,
        matter,
        "WITHDRAW",
        petitioner(matter.submissions.get()),
        "2026-08-05",
        voluntary=True,
        reason="已解决",
    )
    assert (fresh(matter).state, running(matter)) == ("WITHDRAWN", {"CLOSE"})


def test_each_rates_for_themselves_and_once(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    serve(cast, lead, "ziran", "2026-08-21")
    wang, li = numbers(lead)
    grade = {"office_grade": "SATISFIED", "organ_grade": "NOT_SATISFIED"}
    make.act(cast, lead, "RATE", petitioner(other.submissions.get()), "2026-08-22", **grade)
    with pytest.raises(NotAllowed, match="已经评价过了"):
        make.act(cast, lead, "RATE", petitioner(other.submissions.get()), "2026-08-22", **grade)
    with pytest.raises(Invalid, match="已经评价过了"):
        make.act(cast, lead, "RATE", "dengji", "2026-08-22", whose=li, **grade)
    make.act(cast, lead, "RATE", "dengji", "2026-08-22", whose=wang, **grade)
    assert Rating.objects.count() == 2
    with pytest.raises(NotAllowed, match="已经评价过了"):
        make.act(cast, lead, "RATE", "dengji", "2026-08-23", whose=wang, **grade)


def test_silence_is_no_rating(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    serve(cast, pair[0], "ziran", "2026-08-21")
    assert not Rating.objects.exists()


def test_the_joined_petitioner_reaches_the_lead(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    li = petitioner(other.submissions.get())
    assert [matter.number for matter in visible(li, on=cast.today)] == [other.number]
    serve(cast, lead, "ziran", "2026-08-21")
    assert may(li, "APPLY_REVIEW", Dossier(fresh(lead), date(2026, 9, 1)))


def rows_of(matter: Matter) -> dict[str, list[dict[str, object]]]:
    """Every row of a matter but its append-only record, in full."""
    tables = (Submission, Request, ComplainedOf, Involvement, Clock, Document, Task)
    found = {t.__name__: list(t.objects.filter(matter=matter).order_by("pk").values()) for t in tables}
    filed = Submission.objects.filter(matter=matter)
    for table in (Party, Service):
        found[table.__name__] = list(table.objects.filter(submission__in=filed).order_by("pk").values())
    skip = {"version", "events", "head", "changed_at"}
    whole = Matter.objects.values().get(pk=matter.pk)
    found["Matter"] = [{name: value for name, value in whole.items() if name not in skip}]
    return found


@pytest.mark.parametrize("state", ["REGISTERED", "ROUTED", "ASSIGNED"])
def test_joining_and_unjoining_restores_every_row(cast: Cast, state: str) -> None:
    lead = make.accepted(cast)
    other = make.file(on="2026-08-04", people=(LI,)).submission.matter
    if state != "REGISTERED":
        make.act(cast, other, "CLASSIFY", "fenban", "2026-08-04", **make.CLASSIFY)
        mode = {"mode": "FORWARD"} if state == "ROUTED" else {"mode": "ASSIGN", "report_by": "2026-10-30"}
        make.act(cast, other, "FORWARD", "fenban", "2026-08-04", to="37142602", reason="职能", **mode)
    who = "fenban" if state == "REGISTERED" else "ziran"
    before = rows_of(other)
    make.act(
        cast, other, "JOIN", who, "2026-08-05", lead=lead.number, relation="DUPLICATE", reason="同一事项"
    )
    still = (
        {"ASSIGN_REPORT"} if state == "ASSIGNED" else set()
    )  # what is owed to the assigning organ stays owed
    assert (fresh(other).state, running(other)) == ("JOINED", still)
    make.act(cast, other, "UNJOIN", who, "2026-08-10", reason="并错了")
    assert rows_of(other) == before
    assert numbers(lead) == [lead.number]


def test_joining_again_after_unjoining_restores_again(cast: Cast) -> None:
    lead = make.accepted(cast)
    other = joined(cast, lead)
    make.act(cast, other, "UNJOIN", "fenban", "2026-08-05", reason="并错了")
    before = rows_of(other)
    make.act(
        cast, other, "JOIN", "fenban", "2026-08-06", lead=lead.number, relation="REPEAT", reason="同一事项"
    )
    make.act(cast, other, "UNJOIN", "fenban", "2026-08-07", reason="又错了")
    assert rows_of(other) == before


def test_everybody_is_told_of_every_step(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    serve(cast, lead, "ziran", "2026-08-21")
    told = [row.text for row in Outbox.objects.filter(matter=lead, submission=other.submissions.get())]
    assert any("送达" in text for text in told)


def test_only_the_earlier_leads(cast: Cast) -> None:
    early, late = make.file(on="2026-08-03").submission.matter, make.file(on="2026-08-05").submission.matter
    with pytest.raises(Invalid, match="先收到"):
        make.act(
            cast,
            early,
            "JOIN",
            "fenban",
            "2026-08-05",
            lead=late.number,
            relation="REPEAT",
            reason="同一事项",
        )


def test_no_chain_of_joins(cast: Cast) -> None:
    first = make.file(on="2026-08-03").submission.matter
    second = make.file(on="2026-08-04").submission.matter
    joined(cast, second, on="2026-08-05")
    with pytest.raises(Invalid, match="已有"):
        make.act(
            cast,
            second,
            "JOIN",
            "fenban",
            "2026-08-05",
            lead=first.number,
            relation="REPEAT",
            reason="同一事项",
        )


@pytest.mark.parametrize("later", ["IN_REVIEW", "REVIEW_SERVED", "CLOSED"])
def test_no_joining_after_a_stage_has_passed(cast: Cast, later: str) -> None:
    lead = make.served(cast)
    make.act(cast, lead, "APPLY_REVIEW", "fenban2", "2026-09-01", reason="不同意")
    Matter.objects.filter(pk=lead.pk).update(state=later)
    with pytest.raises(Invalid, match="不能并案"):
        joined(cast, lead, on="2026-09-02")


def test_a_relation_is_made_and_undone(cast: Cast) -> None:
    one, two = make.file().submission.matter, make.file().submission.matter
    relation = {"lead": one.number, "relation": "RELATED", "reason": "同一村"}
    make.act(cast, two, "RELATE", "fenban", "2026-08-04", **relation)
    with pytest.raises(Invalid, match="已经这样关联过了"):
        make.act(cast, two, "RELATE", "fenban", "2026-08-04", **relation)
    make.act(cast, two, "UNRELATE", "fenban", "2026-08-05", lead=one.number, reason="无关")
    assert not Link.objects.filter(undone_at=None).exists()
    make.act(cast, two, "RELATE", "fenban", "2026-08-06", **relation)
    assert fresh(two).due_on == clock(two, "ROUTE").lawful_on


def test_paper_on_paper_only_for_whom_is_chosen(cast: Cast) -> None:
    """王秀英 agreed to electronic service, 李有田 did not: hers may go, his may not."""
    lead = make.accepted(cast, people=(Person(name="王秀英", phone="13812341234", electronic=True),))
    joined(cast, lead)
    sign_opinion(cast, lead, "2026-08-20")
    wang, li = numbers(lead)
    serve(cast, lead, "ziran", "2026-08-21", [wang], method="ELECTRONIC")
    with pytest.raises(Invalid, match="没有都同意电子送达"):
        serve(cast, lead, "ziran", "2026-08-21", [li], method="ELECTRONIC")


def test_new_facts_are_tied_to_what_has_been_answered_and_untied_again(cast: Cast) -> None:
    """第三十六条: after the end new facts open a matter of their own; before it, it is the same matter still."""
    earlier, later = make.accepted(cast), make.routed(cast)
    tie = {"lead": earlier.number, "relation": "NEW_FACTS_AFTER", "reason": "找到了协议原件"}
    with pytest.raises(Invalid) as fault:
        make.act(cast, later, "RELATE", "fenban", "2026-08-04", **tie)
    assert set(fault.value.errors) == {"relation"}
    serve(cast, sign_opinion(cast, earlier, "2026-08-20"), "ziran", "2026-08-21")
    before = (fresh(later).state, running(later), fresh(later).due_on)
    make.act(cast, later, "RELATE", "fenban", "2026-08-22", **tie)
    assert Link.objects.get().kind == "NEW_FACTS_AFTER"
    assert (fresh(later).state, running(later), fresh(later).due_on) == before
    make.act(cast, later, "UNRELATE", "fenban", "2026-08-23", lead=earlier.number, reason="弄错了")
    assert (Link.objects.get().undone_at is not None, fresh(later).state) == (True, before[0])
