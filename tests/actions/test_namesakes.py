"""A mere namesake of the one complained of: let in again for a reason, and what went up over it may go down again."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.directory import post
from lianxin.actions.given import Invalid
from lianxin.models import Clock, ComplainedOf, Matter, Recusal
from lianxin.queries.access import NotAllowed
from lianxin.queries.dossier import Dossier
from lianxin.rules.codes import Purpose, Role
from tests import make
from tests.actions.lives import fresh, running
from tests.actions.test_sealed import DAY, classify, name_of, seers
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_namesake_is_let_in_again_with_a_reason(cast: Cast) -> None:
    matter = make.routed(cast, complained_person=name_of("ziran"))
    with pytest.raises(NotAllowed, match="应当回避"):
        make.act(cast, matter, "CLEAR_NAMESAKE", "ziran", DAY, account="ziran", reason="不是我")
    assert "ziran" not in seers(cast, matter)
    make.act(cast, matter, "CLEAR_NAMESAKE", "ziran2", DAY, account="ziran", reason="写的是另一人")
    assert "ziran" in seers(cast, matter)
    with pytest.raises(NotAllowed, match="没有因为姓名"):
        make.act(cast, matter, "CLEAR_NAMESAKE", "ziran2", DAY, account="ziran", reason="写的是另一人")


def test_behind_the_seal_two_people_let_a_namesake_and_their_organ_in_again(cast: Cast) -> None:
    matter = make.file(purpose=Purpose.ACCUSATION, complained_person=name_of("ziran")).submission.matter
    assert Dossier(matter, cast.today).accused == {cast.organ("37142602").pk}
    given = {"account": "ziran", "reason": "写的是外县的人"}
    with pytest.raises(NotAllowed, match="两人核对"):
        make.act(cast, matter, "CLEAR_NAMESAKE", "fenban", DAY, **given)
    make.act(cast, matter, "PROPOSE_NAMESAKE", "fenban", DAY, **given)
    with pytest.raises(NotAllowed, match="两人核对"):
        make.act(cast, matter, "CLEAR_NAMESAKE", "fenban", DAY, **given)
    assert Dossier(matter, cast.today).accused_accounts
    make.act(cast, matter, "CLEAR_NAMESAKE", "fenban2", DAY, **given)
    assert not Dossier(matter, cast.today).walled[1:] and not Dossier(matter, cast.today).accused


def went_up(cast: Cast, named: str) -> Matter:
    """An accusation filed at the county whose desk works under the one with this name; the city's desk has it."""
    return make.file(purpose=Purpose.ACCUSATION, complained_person=name_of(named)).submission.matter


def test_an_accusation_that_went_up_over_a_namesake_can_be_handed_back(cast: Cast) -> None:
    matter = went_up(cast, "xianzhang")
    assert fresh(matter).owner.code == "37140001"
    due = Clock.objects.get(matter=matter, period="ROUTE").lawful_on
    given = {"account": "xianzhang", "reason": "写的是外县的人"}
    with pytest.raises(NotAllowed, match="可以交回"):
        make.act(cast, matter, "HAND_BACK_SEALED", "shifenban", DAY, reason="同名已排除")
    make.act(cast, matter, "PROPOSE_NAMESAKE", "shifenban", DAY, **given)
    post("shifu", "37140001", Role.TRIAGE_OFFICER, valid_from=date(2000, 1, 1))
    make.act(cast, matter, "CLEAR_NAMESAKE", "shifu", DAY, **given)
    assert fresh(matter).owner.code == "37140001"  # nothing goes down by itself
    make.act(cast, matter, "HAND_BACK_SEALED", "shifenban", DAY, reason="同名已排除")
    matter = fresh(matter)
    assert (matter.owner.code, matter.state, running(matter)) == ("37142601", "REGISTERED", {"ROUTE"})
    assert Clock.objects.get(matter=matter, period="ROUTE").lawful_on == due
    assert {"fenban", "fenban2"} <= seers(cast, matter)
    with pytest.raises(NotAllowed, match="可以交回"):
        make.act(cast, matter, "HAND_BACK_SEALED", "fenban", DAY, reason="同名已排除")


@pytest.mark.parametrize("also", ["the organ", "the desk", "referred"])
def test_what_may_not_go_down_is_not_handed_back(cast: Cast, also: str) -> None:
    """Its government is complained of as well, all its desk stand aside, or it has been referred on."""
    matter = went_up(cast, "xianzhang")
    post("shifu", "37140001", Role.TRIAGE_OFFICER, valid_from=date(2000, 1, 1))
    given = {"account": "xianzhang", "reason": "写的是外县的人"}
    make.act(cast, matter, "PROPOSE_NAMESAKE", "shifenban", DAY, **given)
    make.act(cast, matter, "CLEAR_NAMESAKE", "shifu", DAY, **given)
    who = "shifenban"
    if also == "the organ":
        ComplainedOf.objects.create(matter=matter, organ=cast.organ("37142600"))
    elif also == "the desk":
        for one in ("fenban", "fenban2"):
            Recusal.objects.create(matter=matter, account=cast.account(one))
    else:
        classify(cast, matter, "shifenban")
        make.act(cast, matter, "REFER_DISCIPLINE", "shifenban", DAY, to="37142609", reason="职责")
        who = "xianji"
    with pytest.raises((NotAllowed, Invalid), match="交回"):
        make.act(cast, matter, "HAND_BACK_SEALED", who, DAY, reason="同名已排除")
