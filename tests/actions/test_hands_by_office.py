"""Procedural papers that an office has drafted, checked and signed: one hand is refused, three lead to the same event."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lianxin.actions.clocks import refresh
from lianxin.actions.together import perform_each
from lianxin.api.shapes import line
from lianxin.models import Document, Event, Matter
from lianxin.queries.access import NotAllowed, buttons
from lianxin.queries.dossier import Dossier
from lianxin.queries.exports import lines
from lianxin.queries.integrity import DEEP, RULES
from lianxin.queries.matter_file import matter_file
from lianxin.queries.together import offered
from lianxin.queries.worklists import Narrow, Tab, chosen, page
from lianxin.rules.acts.deciding import BY_OFFICE, HANDS
from lianxin.rules.papers import PAPERS, Character
from lianxin.rules.permissions import may
from lianxin.rules.steps import DECISIONS, STEPS, Seat
from tests import make
from tests.actions.lives import fresh
from tests.cast import Cast, moment

DAY, ON = "2026-08-04", date(2026, 8, 4)
SENT = {"to": "37142602", "mode": "FORWARD", "reason": "属地和职能"}
ACCEPTED = {"procedure": "ORDINARY", "method": "MAIL"}


@pytest.fixture
def three(tmp_path: Path, settings: object) -> Path:
    """The office has forwarding, accepting, agreeing to a return and reminders in three hands."""
    path = tmp_path / "office.toml"
    path.write_text('[hands]\nsteps = ["FORWARD", "ACCEPT", "AGREE_OBJECTION", "REMIND"]\n', "utf-8")
    settings.OFFICE_FILE = str(path)  # type: ignore[attr-defined]
    return path


def classified(cast: Cast) -> Matter:
    matter = make.file(on=DAY).submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    return fresh(matter)


def broken() -> list[str]:
    return [f"{rule.code} {each}" for rule in (*RULES, *DEEP) if rule.grave for each in rule.find(ON)]


def asked(cast: Cast, who: str, matter: Matter) -> bool:
    return chosen(cast(who), Tab.DECIDE, Narrow(), on=ON).filter(pk=matter.pk).exists()


def offers(cast: Cast, who: str, matter: Matter) -> set[str]:
    return {step.action for step, verdict in buttons(cast(who), Dossier(fresh(matter), ON)) if verdict}


def test_an_office_may_add_every_procedural_paper_of_a_step_and_nothing_else() -> None:
    made = {s.action for s in DECISIONS.values()} | {s.action for s in STEPS.values()}
    procedural = {
        step.action
        for step in (DECISIONS.get(action) or STEPS[action] for action in made)
        if step.paper and PAPERS[step.paper].character is Character.PROCEDURE and not step.hand
    }
    assert set(BY_OFFICE) == procedural | {"REPLY"} and not set(BY_OFFICE) & set(HANDS)


def test_forwarded_and_accepted_in_three_hands(cast: Cast, three: Path) -> None:
    matter = classified(cast)
    assert fresh(matter).next_action == "DRAFT_FORWARD"
    with pytest.raises(NotAllowed, match="先拟稿，由另一人审核"):
        make.act(cast, matter, "FORWARD", "fenban", DAY, **SENT)
    make.act(cast, matter, "DRAFT_FORWARD", "fenban", DAY, **SENT)
    assert (fresh(matter).state, fresh(matter).owner.code) == ("REGISTERED", "37142601")
    assert fresh(matter).next_action == "CHECK_FORWARD" and asked(cast, "fenban2", matter)
    make.act(cast, matter, "CHECK_FORWARD", "fenban2", DAY)
    with pytest.raises(NotAllowed, match="机关负责人"):
        make.act(cast, matter, "SIGN_FORWARD", "fenban2", DAY)
    assert asked(cast, "xinfangtou", matter) and broken() == []
    event = make.act(cast, matter, "SIGN_FORWARD", "xinfangtou", DAY)
    paper = Document.objects.get(event=event)
    hands = [account.username for account in (paper.drafted_by, paper.checked_by, paper.issued_by)]
    assert (event.action, event.facts["reason"], paper.kind) == ("FORWARD", SENT["reason"], "D04")
    assert hands == ["fenban", "fenban2", "xinfangtou"] and paper.number
    row = fresh(matter)
    assert (row.state, row.owner.code, row.asked, row.next_action) == (
        "ROUTED",
        "37142602",
        "",
        "DRAFT_ACCEPT",
    )
    make.act(cast, matter, "DRAFT_ACCEPT", "ziran", DAY, **ACCEPTED)
    make.act(cast, matter, "CHECK_ACCEPT", "ziran2", DAY)
    make.act(cast, matter, "SIGN_ACCEPT", "zirantou", DAY)
    row = fresh(matter)
    assert (row.state, row.next_action, row.procedure) == ("HANDLING", "DRAFT_OPINION", "ORDINARY")
    assert [p.kind for p in Document.objects.filter(matter=matter).exclude(number="")] == ["D04", "D09"]
    told = Event.objects.filter(matter=matter).order_by("seq").values_list("action", flat=True)
    assert [action for action in told if STEPS[action].public] == ["REGISTER", "FORWARD", "ACCEPT"]
    assert broken() == []


def test_one_hand_where_the_office_says_nothing(cast: Cast) -> None:
    matter = classified(cast)
    assert fresh(matter).next_action == "FORWARD"
    with pytest.raises(NotAllowed, match="没有规定这一步要经"):
        make.act(cast, matter, "DRAFT_FORWARD", "fenban", DAY, **SENT)
    assert "FORWARD" in offers(cast, "fenban", matter)
    assert not {action for action in offers(cast, "fenban", matter) if action.endswith("_FORWARD")}


def test_the_page_offers_the_draft_and_not_the_whole(cast: Cast, three: Path) -> None:
    matter = classified(cast)
    found = [step.action for step, verdict in buttons(cast("fenban"), Dossier(matter, ON)) if verdict]
    assert found[0] == "DRAFT_FORWARD" and "FORWARD" not in found
    assert not {"CHECK_FORWARD", "SIGN_FORWARD"} & set(found)


def test_many_are_drafted_at_once_and_none_is_forwarded_checked_or_signed_so(cast: Cast, three: Path) -> None:
    matters = [classified(cast) for _each in range(2)]
    assert "DRAFT_FORWARD" in [step.action for step in offered(cast("fenban"), matters, on=ON)]
    assert "FORWARD" not in [step.action for step in offered(cast("fenban"), matters, on=ON)]
    picked = [(row.number, row.version) for row in matters]
    done = perform_each(cast("fenban"), "FORWARD", picked, at=moment(DAY), facts=SENT)
    assert all("先拟稿" in str(each.refused[0]) for each in done)
    done = perform_each(cast("fenban"), "DRAFT_FORWARD", picked, at=moment(DAY), facts=SENT)
    assert all(each.done for each in done)
    assert not any(STEPS[f"{hand}_FORWARD"].together for hand in ("CHECK", "RETURN", "SIGN"))


def test_a_return_is_agreed_to_in_three_hands_and_the_objector_does_not_read_the_draft(
    cast: Cast, three: Path
) -> None:
    matter = classified(cast)
    three.write_text('[hands]\nsteps = ["AGREE_OBJECTION"]\n', "utf-8")
    make.act(cast, matter, "FORWARD", "fenban", DAY, **SENT)
    make.act(cast, matter, "OBJECT", "ziran", DAY, reason="不归我局管", basis="三定方案")
    assert fresh(matter).next_action == "DRAFT_AGREE_OBJECTION"

    def next_of(who: str) -> set[str]:
        row = next(r for r in page(cast(who), Tab.ALL, Narrow(), on=ON).rows if r.matter.pk == matter.pk)
        opened = matter_file(cast(who), matter.number, at=moment(DAY), on=ON)
        told = [step.label for step in (row.next, opened.next) if step]
        exported = lines(cast(who), [fresh(matter)], named=False)[0][4]
        return {*told, exported, str(line(fresh(matter), ON, cast(who))["next"])}

    before = next_of("ziran")
    make.act(cast, matter, "DRAFT_AGREE_OBJECTION", "fenban", DAY, reason="理由成立")
    assert fresh(matter).next_action == "CHECK_AGREE_OBJECTION" and asked(cast, "fenban2", matter)
    assert next_of("fenban") == {"审核同意退回"} and next_of("ziran") == before == {"拟同意退回"}
    assert STEPS["DRAFT_AGREE_OBJECTION"].is_confidential
    make.act(cast, matter, "CHECK_AGREE_OBJECTION", "fenban2", DAY)
    event = make.act(cast, matter, "SIGN_AGREE_OBJECTION", "xinfangtou", DAY)
    assert (event.action, fresh(matter).state) == ("AGREE_OBJECTION", "REGISTERED")
    assert fresh(matter).sender is None and broken() == []


def test_a_reminder_waits_for_its_head_and_the_owner_does_not_know(cast: Cast, three: Path) -> None:
    three.write_text('[hands]\nsteps = ["REMIND"]\n', "utf-8")
    matter = make.accepted(cast)
    said = {"requirement": "请抓紧", "due_on": "2026-09-01"}
    make.act(cast, matter, "DRAFT_REMIND", "duban", DAY, **said)
    assert fresh(matter).next_action == "DRAFT_OPINION"
    assert asked(cast, "fenban", matter) and not asked(cast, "ziran", matter)
    make.act(cast, matter, "CHECK_REMIND", "fenban", DAY)
    make.act(cast, matter, "SIGN_REMIND", "xinfangtou", DAY)
    assert matter.tasks.get(kind="REMINDER").text == "请抓紧"


def test_what_is_sealed_has_no_head_and_keeps_one_hand(cast: Cast, three: Path) -> None:
    matter = classified(cast)
    make.act(cast, matter, "DRAFT_FORWARD", "fenban", DAY, **SENT)
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, category="0102", region="371426101",
             requests=[{"legal_class": "ACCUSATION"}])  # fmt: skip
    row = fresh(matter)
    assert (row.sealed, row.asked) == (True, "") and row.next_action == "FORWARD"  # that is, the referral
    assert not Document.objects.filter(matter=matter).exists() and broken() == []


def test_what_was_drafted_when_the_office_went_back_to_one_hand_holds_nobody_up(
    cast: Cast, three: Path
) -> None:
    matter = classified(cast)
    make.act(cast, matter, "DRAFT_FORWARD", "fenban", DAY, **SENT)
    three.write_text("", "utf-8")
    refresh()
    assert fresh(matter).next_action == "FORWARD" and not asked(cast, "fenban2", matter)
    assert not may(cast("fenban2"), "CHECK_FORWARD", Dossier(fresh(matter), ON))
    make.act(cast, matter, "FORWARD", "fenban2", DAY, **SENT)
    assert fresh(matter).asked == "" and not Document.objects.filter(matter=matter, number="").exists()
    assert broken() == []


def test_a_draft_does_not_go_with_the_letter_to_another_petition_office(cast: Cast) -> None:
    matter = classified(cast)
    make.act(cast, matter, "DRAFT_GUIDE", "fenban", DAY, road="COURT", where="县法院", answer="请起诉")
    make.act(cast, matter, "FORWARD", "fenban2", DAY, to="37142611", mode="FORWARD", reason="属地")
    row = fresh(matter)
    assert row.state == "REGISTERED" and row.owner.code != "37142601"
    assert row.asked == "" and not Document.objects.filter(matter=matter, step="GUIDE").exists()


def test_own_decisions_come_next_and_those_from_above_do_not() -> None:
    for action in BY_OFFICE:
        own = DECISIONS[action].seat in (Seat.OWNER, Seat.SENDER)
        assert bool(STEPS[f"DRAFT_{action}"].asks) is own
        assert STEPS[f"SIGN_{action}"].stops == DECISIONS[action].stops
