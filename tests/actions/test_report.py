"""Reporting back on an assignment (第二十二条第三项): who was assigned owes it until it is filed, whatever became of it."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.models import Clock, Document, Matter
from lianxin.queries.access import NotAllowed, buttons
from lianxin.queries.dossier import Dossier
from lianxin.queries.integrity_duty import report_owed
from tests import make
from tests.actions.lives import FOUR, fresh, running, serve, sign_opinion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
REPORT = {
    "process": "入户核实", "found": "确有一笔未付", "opinion": "支持", "petitioner_view": "满意",
    "closing_check": "已解决到位",
}  # fmt: skip


def assigned(cast: Cast, *, by: str = "2026-10-30", **classes: object) -> Matter:
    """Assigned by the county's petition office to the bureau."""
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **{**make.CLASSIFY, **classes})
    make.act(
        cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="ASSIGN", reason="职能", report_by=by
    )
    return fresh(matter)


def answered(cast: Cast) -> Matter:
    """Assigned, accepted, opinion served, the petitioner's window over."""
    matter = assigned(cast)
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="ORDINARY", method="MAIL")
    return serve(cast, sign_opinion(cast, matter, "2026-08-20"), "ziran", "2026-08-21")


def owing(matter: Matter) -> set[str]:
    rows = Clock.objects.filter(matter=matter, period="ASSIGN_REPORT", stopped_on=None)
    return set(rows.values_list("organ__code", flat=True))


def test_the_opinion_does_not_end_it_and_the_report_does(cast: Cast) -> None:
    matter = answered(cast)
    assert owing(matter) == {"37142602"}
    make.decided(cast, matter, "REPORT_BACK", "ziran", "2026-09-21", **REPORT)
    assert owing(matter) == set() and fresh(matter).state == "OPINION_SERVED"
    paper = Document.objects.get(matter=matter, kind="D22")
    assert paper.number and paper.body["closing_check"] == "已解决到位"


def test_no_closing_while_a_report_is_owed(cast: Cast) -> None:
    matter = answered(cast)
    with pytest.raises(NotAllowed, match="办结报告") as refused:
        make.act(cast, matter, "CLOSE", "ziran", "2026-09-22", **FOUR)
    assert "第二十二条" in refused.value.article
    make.decided(cast, matter, "REPORT_BACK", "zirantou", "2026-09-22", **REPORT)
    make.act(cast, matter, "CLOSE", "ziran", "2026-09-22", **FOUR)
    assert fresh(matter).state == "CLOSED"


def test_only_who_owes_it_is_offered_it(cast: Cast) -> None:
    matter = answered(cast)
    for who, offered in (("ziran", True), ("zirantou", True), ("fenban", False), ("renshe", False)):
        file = Dossier(fresh(matter), date(2026, 9, 1))
        assert (
            "DRAFT_REPORT_BACK" in [step.action for step, yes in buttons(cast(who), file) if yes]
        ) is offered, who
    with pytest.raises(NotAllowed, match="被交办"):
        make.decided(cast, matter, "REPORT_BACK", "fenban", "2026-09-01", **REPORT)


def test_not_before_it_is_being_handled(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="待受理"):
        make.decided(cast, assigned(cast), "REPORT_BACK", "ziran", DAY, **REPORT)


def test_also_of_what_ended_without_an_opinion(cast: Cast) -> None:
    """A suggestion answered at once closes by its service; the report is still owed, and the check says so."""
    matter = assigned(cast, requests=[{"legal_class": "SUGGESTION"}])
    make.act(
        cast, matter, "REPLY", "ziran", "2026-08-05", requests=[{"outcome": "ADOPTED", "answer": "采纳"}]
    )
    assert (fresh(matter).state, running(matter)) == ("ANSWERED", {"SERVE", "ASSIGN_REPORT"})
    serve(cast, matter, "ziran", "2026-08-06")
    assert fresh(matter).state == "CLOSED"
    warned = list(report_owed(date(2026, 8, 7)))
    assert [finding.where for finding in warned] == [matter.number]
    make.decided(cast, matter, "REPORT_BACK", "ziran", "2026-08-07", **REPORT)
    assert (fresh(matter).state, fresh(matter).closed_on) == ("CLOSED", date(2026, 8, 6))
    assert not list(report_owed(date(2026, 8, 7)))


def test_each_level_reports_for_itself(cast: Cast) -> None:
    """The city assigns the county, the county assigns the bureau."""
    matter = make.file(office="37140001").submission.matter
    make.act(cast, matter, "CLASSIFY", "shifenban", DAY, **make.CLASSIFY)
    for who, to, by in (("shifenban", "37142601", "2026-10-30"), ("fenban", "37142602", "2026-10-20")):
        make.act(cast, matter, "FORWARD", who, DAY, to=to, mode="ASSIGN", reason="职能", report_by=by)
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="ORDINARY", method="MAIL")
    make.decided(cast, matter, "REPORT_BACK", "ziran", "2026-08-10", **REPORT)
    assert owing(matter) == {"37142601"}
    make.decided(cast, matter, "REPORT_BACK", "fenban", "2026-08-11", **REPORT)
    assert owing(matter) == set()


def test_what_is_sent_back_is_not_reported_and_what_others_owe_stays_owed(cast: Cast) -> None:
    matter = make.file(office="37140001").submission.matter
    make.act(cast, matter, "CLASSIFY", "shifenban", DAY, **make.CLASSIFY)
    for who, to, by in (("shifenban", "37142601", "2026-10-30"), ("fenban", "37142602", "2026-10-20")):
        make.act(cast, matter, "FORWARD", who, DAY, to=to, mode="ASSIGN", reason="职能", report_by=by)
    make.act(cast, matter, "OBJECT", "ziran", "2026-08-05", reason="不属职权", basis="三定规定")
    make.act(cast, matter, "AGREE_OBJECTION", "fenban", "2026-08-06", reason="同意")
    assert owing(matter) == {"37142601"}


def test_decided_for_another_the_report_is_the_others(cast: Cast) -> None:
    matter = assigned(cast)
    make.act(cast, matter, "OBJECT", "ziran", "2026-08-05", reason="不属职权", basis="三定规定")
    make.act(cast, matter, "DISPUTE", "fenban", "2026-08-06", reason="争议")
    make.act(
        cast, matter, "DECIDE_COMPETENCE", "xianzhang", "2026-08-12", to="37142604", reason="由农业农村局办理"
    )
    assert owing(matter) == {"37142604"}


def test_when_all_stand_aside_the_report_goes_up_with_the_matter(cast: Cast) -> None:
    matter = assigned(cast)
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="ORDINARY", method="MAIL")
    for account in ("ziran", "ziran2", "zirantou"):
        make.act(cast, matter, "RECUSE", "zirantou", DAY, account=account, reason="亲属")
    assert (fresh(matter).owner.code, owing(matter)) == ("37142600", {"37142600"})


def test_nobody_reports_what_is_behind_the_wall(cast: Cast) -> None:
    matter = assigned(cast)
    make.act(
        cast,
        matter,
        "CLASSIFY",
        "ziran",
        DAY,
        **{**make.CLASSIFY, "requests": [{"legal_class": "ACCUSATION"}]},
    )
    assert fresh(matter).sealed and owing(matter) == set()
