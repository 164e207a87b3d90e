"""No dead end on the sealed road: whoever has an accusation can pass it on, conclude it or stand aside (第三十条)."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.directory import add_account, post
from lianxin.models import Matter
from lianxin.queries.access import NotAllowed
from lianxin.queries.progress import progress
from lianxin.rules.codes import Purpose, Role
from tests import make
from tests.actions.lives import fresh, petitioner, running
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
ACCUSING = {**make.CLASSIFY, "requests": [{"legal_class": "ACCUSATION"}]}


def filed_at_discipline(cast: Cast) -> Matter:
    return make.file(purpose=Purpose.ACCUSATION, office="37142609").submission.matter


def test_filed_at_the_wrong_discipline_organ_it_is_classified_and_passed_on(cast: Cast) -> None:
    matter = filed_at_discipline(cast)
    make.act(cast, matter, "CLASSIFY", "xianji", DAY, **ACCUSING)
    assert (fresh(matter).state, running(matter)) == ("REFERRED", {"DI_NOTICE", "DI_ROUTE"})
    make.act(cast, matter, "REFER_DISCIPLINE", "xianji", "2026-08-05", to="37140009", reason="市管干部")
    assert fresh(matter).owner.code == "37140009"


def test_when_the_discipline_organ_itself_is_accused_it_goes_to_another_desk(cast: Cast) -> None:
    matter = filed_at_discipline(cast)
    make.act(cast, matter, "CLASSIFY", "xianji", DAY, complained_organ="37142609", **ACCUSING)
    matter = fresh(matter)
    assert matter.owner.code != "37142609"
    by_desk = {"REGISTERED": {"REROUTE"}, "REFERRED": {"DI_NOTICE", "DI_ROUTE"}}
    assert matter.next_action and running(matter) == by_desk[matter.state]


@pytest.mark.parametrize("accepted", [False, True])
def test_found_at_a_discipline_organ_it_takes_the_sealed_road_there(cast: Cast, accepted: bool) -> None:
    """An ordinary demand was forwarded to it; only its handler saw that it accuses."""
    add_account("jiban", name="纪办")
    post("jiban", "37142609", Role.HANDLER, valid_from=date(2000, 1, 1))
    matter = make.routed(cast, to="37142609")
    if accepted:
        make.act(cast, matter, "ACCEPT", "jiban", DAY, procedure="ORDINARY", method="MAIL")
    make.act(cast, matter, "CLASSIFY", "jiban", DAY, **ACCUSING)
    assert (fresh(matter).state, running(matter)) == ("REFERRED", {"DI_NOTICE", "DI_ROUTE"})
    make.act(cast, matter, "DI_ACCEPT", "xianji", DAY)
    assert fresh(matter).state == "IN_DISCIPLINE"


def test_the_desk_of_discipline_stands_aside_too(cast: Cast) -> None:
    matter = filed_at_discipline(cast)
    make.act(cast, matter, "RECUSE", "xianji", DAY, account="xianji", reason="亲属")
    assert (fresh(matter).owner.code, fresh(matter).state) == ("37140009", "REFERRED")


def test_nobody_is_promised_a_reminder_that_nobody_can_answer(cast: Cast) -> None:
    matter = filed_at_discipline(cast)
    make.act(cast, matter, "DI_ACCEPT", "xianji", DAY)
    make.act(cast, matter, "DI_CONCLUDE", "xianji", "2026-09-10", conclusion="已查处")
    make.act(cast, matter, "DI_FEEDBACK", "xianji", "2026-09-10", answer="已查处")
    with pytest.raises(NotAllowed, match="密件通道"):
        make.act(
            cast, matter, "SAY_UNSOLVED", petitioner(matter.submissions.get()), "2026-09-11", reason="没有"
        )
    row = matter.submissions.get()
    page = progress(petitioner(row), row.number, on=date(2026, 9, 11))
    assert not any("问题没有解决" in str(way) for way in page.remains)


def test_from_a_joined_matter_nobody_need_stand_aside(cast: Cast) -> None:
    lead, other = make.file().submission.matter, make.file(on="2026-08-04").submission.matter
    make.act(
        cast, other, "JOIN", "fenban", "2026-08-04", lead=lead.number, relation="DUPLICATE", reason="同一"
    )
    with pytest.raises(NotAllowed, match="并案办理"):
        make.act(cast, other, "RECUSE", "fenban", "2026-08-04", account="fenban2", reason="亲属")
