"""A matter sealed by mistake comes back by two people and a reason; until then, and for those it names, the wall stands."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.ledger.note import to_base64
from lianxin.models import Event, Matter, SearchText
from lianxin.queries import integrity
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.dossier import Dossier
from lianxin.queries.log import content_digest
from lianxin.queries.log_days import balances
from lianxin.queries.sealed import history_for
from lianxin.rules.codes import Purpose
from tests import make
from tests.actions.lives import fresh, petitioner, running
from tests.actions.test_sealed import accuse, classify, seers
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MON, TUE = "2026-08-03", "2026-08-04"
WHY = "只要求发放补偿款，没有反映任何人违纪违法"


def sealed_by_mistake(cast: Cast, **more: object) -> Matter:
    """An ordinary demand that the triage officer took for an accusation."""
    matter = make.file(**more).submission.matter
    return classify(cast, matter, "fenban", complained_organ="37142602")


def lift(
    cast: Cast, matter: Matter, first: str = "fenban", second: str = "fenban2", **more: object
) -> Matter:
    make.act(cast, matter, "PROPOSE_UNSEAL", first, TUE, reason=WHY)
    make.act(cast, matter, "UNSEAL", second, TUE, reason="同意", **more)
    return fresh(matter)


def test_two_people_lift_it_and_the_time_to_route_runs_on(cast: Cast) -> None:
    matter = sealed_by_mistake(cast)
    due, words = matter.due_on, matter.submissions.get().as_filed
    assert (matter.sealed, matter.title, seers(cast, matter)) == (True, "", {"fenban", "fenban2"})
    matter = lift(cast, matter)
    row = matter.submissions.get()
    assert (matter.sealed, matter.state, matter.due_on, running(matter)) == (
        False,
        "REGISTERED",
        due,
        {"ROUTE"},
    )
    assert (matter.title, row.as_filed, row.sealed_content) == ("征地补偿款没有发放", words, "")
    assert matter.requests.get().legal_class == "" and not matter.classified
    first = Event.objects.get(matter=matter, action="REGISTER")
    assert first.facts["content"] == to_base64(content_digest(row))  # the receipt still fits the words
    assert {"fenban", "fenban2"} <= seers(cast, matter)


@pytest.mark.parametrize("second", ["fenban", "ziran", "zirantou", "xianji"])
def test_nobody_lifts_it_alone_and_nobody_outside_the_desk_at_all(cast: Cast, second: str) -> None:
    matter = sealed_by_mistake(cast)
    make.act(cast, matter, "PROPOSE_UNSEAL", "fenban", TUE, reason=WHY)
    assert seers(cast, matter) == {"fenban", "fenban2"}  # a proposal opens nothing
    with pytest.raises((NotAllowed, NotFound)):
        make.act(cast, matter, "UNSEAL", second, TUE, reason="同意")
    assert fresh(matter).sealed


def test_without_a_standing_proposal_it_is_not_lifted(cast: Cast) -> None:
    matter = sealed_by_mistake(cast)
    with pytest.raises(NotAllowed, match="先由一人"):
        make.act(cast, matter, "UNSEAL", "fenban2", TUE, reason="同意")
    make.act(cast, matter, "PROPOSE_UNSEAL", "fenban", TUE, reason=WHY)
    classify(cast, matter, "fenban", on=TUE)  # looked at again: it does accuse
    with pytest.raises(NotAllowed, match="先由一人"):
        make.act(cast, matter, "UNSEAL", "fenban2", TUE, reason="同意")


def test_whoever_filed_it_as_an_accusation_is_asked_first(cast: Cast) -> None:
    matter = accuse(cast, "37142602")
    make.act(cast, matter, "PROPOSE_UNSEAL", "fenban", TUE, reason=WHY)
    with pytest.raises(Invalid, match="征得本人同意"):
        make.act(cast, matter, "UNSEAL", "fenban2", TUE, reason="同意")
    assert fresh(matter).sealed and fresh(matter).title == ""
    make.act(cast, matter, "UNSEAL", "fenban2", TUE, reason="同意", consent="8月4日电话征得本人同意")
    assert fresh(matter).title and fresh(matter).purpose == Purpose.ACCUSATION


def test_a_person_it_names_still_sees_nothing(cast: Cast) -> None:
    matter = classify(cast, make.file().submission.matter, "fenban", complained_account="ziran")
    matter = lift(cast, matter)
    make.act(cast, matter, "CLASSIFY", "fenban", TUE, **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", TUE, to="37142602", mode="FORWARD", reason="属地")
    who = seers(cast, fresh(matter))
    assert "zirantou" in who and "ziran" not in who


def test_what_was_done_behind_the_wall_stays_with_the_desk(cast: Cast) -> None:
    matter = sealed_by_mistake(cast)
    make.act(cast, matter, "ASK_ACCUSER", "fenban", MON, question="有没有转账记录")
    matter = lift(cast, matter)
    make.act(cast, matter, "CLASSIFY", "fenban", TUE, **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", TUE, to="37142602", mode="FORWARD", reason="属地")
    file = Dossier(fresh(matter), cast.today)
    acts = [event.action for event in history_for(cast("zirantou"), file)]
    assert acts == ["REGISTER", "UNSEAL", "CLASSIFY", "FORWARD"]
    assert "ASK_ACCUSER" in [event.action for event in history_for(cast("fenban"), file)]


def test_from_a_discipline_organ_it_goes_home_outside_what_it_complains_of(cast: Cast) -> None:
    matter = make.file(
        office="37140009", purpose=Purpose.ACCUSATION, complained_organ="37142600"
    ).submission.matter
    assert matter.owner.code == "37140009"
    make.act(cast, matter, "PROPOSE_UNSEAL", "shiji", TUE, reason=WHY)
    make.act(cast, matter, "UNSEAL", "baoguan", TUE, reason="同意", consent="本人书面同意")
    matter = fresh(matter)
    assert (matter.owner.code, matter.state, running(matter)) == ("37140001", "REGISTERED", {"REROUTE"})


def test_public_counts_stay_even_and_nothing_is_amiss(cast: Cast) -> None:
    """One filed as an accusation was never counted: it is not counted out either when it ends as an ordinary one."""
    matter = lift(cast, accuse(cast, "37142602"), consent="本人同意")
    lift(cast, sealed_by_mistake(cast))
    make.decided(
        cast, matter, "DECLINE", "fenban", TUE, ground="OTHER_POWER", reason="属法院", what_remains="起诉"
    )
    number = matter.submissions.get().number
    make.act(cast, matter, "SERVE", "fenban", TUE, recipients=[number], method="IN_PERSON", served_on=TUE)
    assert fresh(matter).state == "CLOSED"
    day = date.fromisoformat(TUE)
    assert [row for row in balances(day) if not row.even] == []
    rules = (*integrity.RULES, *integrity.DEEP)
    assert [str(f.said) for rule in rules if rule.grave for f in rule.find(day)] == []


def test_what_was_added_to_it_is_found_again_and_what_a_split_left_behind_is_not(cast: Cast) -> None:
    matter = make.file().submission.matter
    make.act(
        cast, matter, "SUPPLEMENT", petitioner(matter.submissions.get()), MON, content="补充一句甲乙丙丁的话"
    )
    classify(cast, matter, "fenban", complained_organ="37142602")
    make.act(
        cast,
        fresh(matter),
        "SUPPLEMENT",
        petitioner(matter.submissions.get()),
        MON,
        content="密封以后又补充戊己庚辛",
    )
    assert not SearchText.objects.filter(matter=matter).exists()
    lift(cast, matter)
    words = SearchText.objects.get(matter=matter).text
    assert "甲乙丙丁" in words and "戊己庚辛" in words
