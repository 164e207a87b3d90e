"""Standing in: for its days, at the same organ, every act on record as done for somebody, walls as they were."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lianxin.actions.directory import add_account, end_posting, post
from lianxin.actions.given import Invalid
from lianxin.actions.standing_in import arrange, end, judge
from lianxin.models import Account, Event, Matter, Posting, StandInRequest
from lianxin.ops.ledger_check import verify_ledger
from lianxin.queries.access import NotAllowed, NotFound, visible
from lianxin.queries.integrity import RULES
from lianxin.queries.matter_file import matter_file
from lianxin.queries.standing_in import Stage, arranged, asked, colleagues, others, seats, stage_of
from lianxin.queries.worklists import Narrow, Tab, page
from lianxin.rules.codes import Role
from tests import make
from tests.cast import Cast, moment
from tests.logs import log_home, run

pytestmark = pytest.mark.django_db
__all__ = ["log_home"]
MONDAY, FRIDAY = date(2026, 8, 3), date(2026, 8, 7)


def seat(cast: Cast, username: str, role: str = "") -> int:
    rows = Posting.objects.filter(account__username=username, stands_for=None)
    return (rows.get(role=role) if role else rows.first()).pk


def away(cast: Cast, absent: str, colleague: str, **how: Any) -> Posting:
    """As `asked_for`, and consented to."""
    made = asked_for(cast, absent, colleague, **how)
    return consented(cast, made) if isinstance(made, StandInRequest) else made


def asked_for(
    cast: Cast,
    absent: str,
    colleague: str,
    *,
    who: str = "",
    first: date = MONDAY,
    last: date = FRIDAY,
    role: str = "",
) -> Posting | StandInRequest:
    actor = cast(who or absent)
    return arrange(
        actor, seat(cast, absent, role), cast.account(colleague).pk, first, last, at=moment("2026-08-03", 8)
    )


def consented(cast: Cast, made: StandInRequest, who: str = "", on: str = "2026-08-03") -> Posting:
    """The head of that organ agrees, or whom the test names."""
    heads = Posting.objects.filter(organ=made.posting.organ, role="ORGAN_HEAD", stands_for=None)
    row = judge(cast(who or heads.get().account.username), made.pk, granted=True, at=moment(on))
    assert row is not None
    return row


def drafted(cast: Cast) -> Matter:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-03", **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-03")
    return Matter.objects.get(pk=matter.pk)


@pytest.mark.usefixtures("log_home")
def test_the_head_is_away_and_the_act_says_for_whom(cast: Cast) -> None:
    matter = drafted(cast)
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "SIGN_OPINION", "ziran2", "2026-08-04")
    away(cast, "zirantou", "ziran2")
    event = make.act(cast, matter, "SIGN_OPINION", "ziran2", "2026-08-04")
    head = cast.account("zirantou")
    assert event.facts["in_place_of"] == {"account": head.pk, "name": str(head)}
    told = matter_file(cast("zirantou"), matter.number, at=moment("2026-08-04"), on=date(2026, 8, 4))
    assert f"代{head}" in str(told.told[-1].who)
    run()
    assert verify_ledger(at=moment("2026-08-06")).findings == []


def test_whoever_drafted_does_not_sign_in_the_heads_place(cast: Cast) -> None:
    matter = drafted(cast)
    away(cast, "zirantou", "ziran")
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "SIGN_OPINION", "ziran", "2026-08-04")


def test_the_days_bound_it(cast: Cast) -> None:
    matter = drafted(cast)
    away(cast, "zirantou", "ziran2", first=date(2026, 8, 5), last=date(2026, 8, 6))
    for day in ("2026-08-04", "2026-08-07"):
        with pytest.raises(NotAllowed):
            make.act(cast, matter, "SIGN_OPINION", "ziran2", day)
    make.act(cast, matter, "SIGN_OPINION", "ziran2", "2026-08-06")


def test_a_handlers_work_moves_to_the_colleague_and_back(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "TAKE", "ziran", "2026-08-03", handler="ziran", no_interest=True)
    mine = lambda who: [row.matter.pk for row in page(cast(who), Tab.MINE, Narrow(), on=MONDAY).rows]  # noqa: E731
    assert (mine("ziran"), mine("ziran2")) == ([matter.pk], [])
    row = away(cast, "ziran", "ziran2")
    assert mine("ziran") == mine("ziran2") == [matter.pk]
    event = make.act(cast, matter, "ACCEPT", "ziran2", "2026-08-03", procedure="ORDINARY", method="MAIL")
    assert event.facts["in_place_of"]["account"] == cast.account("ziran").pk
    end(cast("ziran"), row.pk, at=moment("2026-08-03"))
    assert (mine("ziran"), mine("ziran2")) == ([matter.pk], [])
    event = make.act(cast, matter, "DRAFT_OPINION", "ziran2", "2026-08-04", **make.OPINION)
    assert "in_place_of" not in event.facts


def test_what_is_done_in_ones_own_post_is_nobody_elses(cast: Cast) -> None:
    matter = make.routed(cast)
    away(cast, "ziran", "ziran2")
    event = make.act(cast, matter, "ACCEPT", "ziran2", "2026-08-03", procedure="ORDINARY", method="MAIL")
    assert "in_place_of" not in event.facts  # a handler himself, of a matter that nobody has


def test_a_recused_colleague_gains_no_sight_by_standing_in(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "RECUSE", "zirantou", "2026-08-03", account="ziran2", reason="亲属")
    away(cast, "zirantou", "ziran2")
    assert not visible(cast("ziran2"), on=MONDAY).filter(pk=matter.pk).exists()
    sealed = make.file(purpose="ACCUSATION", complained_organ="37142602").submission.matter
    assert not visible(cast("ziran2"), on=MONDAY).filter(pk=sealed.pk).exists()


def test_only_within_the_organ_and_only_by_whom_it_concerns(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        away(cast, "ziran", "fenban")
    assert set(refused.value.errors) == {"colleague"}
    with pytest.raises(Invalid) as refused:
        away(cast, "ziran", "ziran")
    assert set(refused.value.errors) == {"colleague"}
    with pytest.raises(Invalid) as refused:
        away(cast, "ziran", "zirantou", who="ziran2")
    assert set(refused.value.errors) == {"seat"}
    row = away(cast, "ziran", "ziran2", who="zirantou")
    with pytest.raises(NotFound):
        end(cast("fenban"), row.pk, at=moment("2026-08-03"))
    with pytest.raises(Invalid) as refused:
        away(cast, "ziran", "zirantou")
    assert set(refused.value.errors) == {"first"}


def test_days_that_cannot_be_are_refused_together(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        away(cast, "ziran", "fenban", first=date(2026, 8, 2), last=date(2026, 8, 1))
    assert set(refused.value.errors) == {"colleague", "first", "last"}


def test_posts_kept_apart_from_content_are_never_handed_over(cast: Cast) -> None:
    apart = Posting.objects.filter(role__in=("AUDITOR", "SYSADMIN", "CUSTODIAN"))
    assert apart.exists()
    for row in apart.select_related("account"):
        actor = cast(row.account.username)
        assert row.pk not in {each.pk for each in seats(actor, on=MONDAY)}
        assert row.account not in colleagues(actor, on=MONDAY)


def test_a_stand_in_who_left_is_found(cast: Cast) -> None:
    away(cast, "zirantou", "ziran2")
    rule = next(rule for rule in RULES if rule.code == "STAND_IN")
    assert list(rule.find(MONDAY)) == []
    end_posting(Posting.objects.get(account__username="ziran2", stands_for=None), on=date(2026, 8, 2))
    assert len(list(rule.find(MONDAY))) == 1
    Account.objects.filter(username="ziran2").update(is_active=False)
    assert len(list(rule.find(MONDAY))) == 1
    assert list(rule.find(date(2026, 8, 10))) == []


def test_it_ends_before_it_began_and_stays_on_record(cast: Cast) -> None:
    row = away(cast, "zirantou", "ziran2", first=FRIDAY)
    end(cast("zirantou"), row.pk, at=moment("2026-08-03"))
    assert arranged(cast("zirantou"), on=MONDAY) == []
    assert Posting.objects.filter(pk=row.pk, stands_for__isnull=False).exists()
    away(cast, "zirantou", "ziran", first=FRIDAY)
    assert Event.objects.count() == 0


def test_it_lasts_sixty_days_at_most(cast: Cast) -> None:
    with pytest.raises(Invalid, match="最多代行60天"):
        away(cast, "zirantou", "ziran2", last=MONDAY + timedelta(days=60))
    assert away(cast, "zirantou", "ziran2", last=MONDAY + timedelta(days=59)).pk


def test_a_seat_goes_to_who_works_with_such_matters(cast: Cast) -> None:
    with pytest.raises(Invalid, match="不能代行"):
        away(cast, "fenban", "tongji")
    add_account("xianji2", name="记二")
    post("xianji2", "37142609", Role.HANDLER, valid_from=date(2026, 1, 1))
    with pytest.raises(Invalid, match="不能代行"):
        away(cast, "xianji", "xianji2")
    post("xianji2", "37142609", Role.DISCIPLINE_DESK, valid_from=date(2026, 1, 1))
    assert away(cast, "xianji", "xianji2").pk


def test_what_the_head_did_not_arrange_waits_for_the_head_and_the_post_stays_as_it_is(cast: Cast) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "TAKE", "ziran", "2026-08-03", handler="ziran", no_interest=True)
    mine = lambda who: [row.matter.pk for row in page(cast(who), Tab.MINE, Narrow(), on=MONDAY).rows]  # noqa: E731
    made = asked_for(cast, "ziran", "ziran2")
    assert isinstance(made, StandInRequest)
    assert (mine("ziran"), mine("ziran2"), arranged(cast("ziran"), on=MONDAY)) == ([matter.pk], [], [])
    with pytest.raises(Invalid, match="正等负责人同意"):
        asked_for(cast, "ziran", "zirantou")
    for who in ("ziran", "ziran2", "renshetou"):
        with pytest.raises(NotFound):
            judge(cast(who), made.pk, granted=True, at=moment("2026-08-03"))
    consented(cast, made)
    assert mine("ziran2") == [matter.pk]
    assert [row.account.username for row in others(cast("zirantou"), on=MONDAY)] == ["ziran2"]
    with pytest.raises(NotFound):
        judge(cast("zirantou"), made.pk, granted=False, at=moment("2026-08-03"))
    end(cast("zirantou"), arranged(cast("zirantou"), on=MONDAY)[0].pk, at=moment("2026-08-03"))
    assert mine("ziran2") == []


def test_what_is_refused_or_taken_back_changes_nothing(cast: Cast) -> None:
    for who in ("zirantou", "ziran"):
        made = asked_for(cast, "ziran", "ziran2")
        assert judge(cast(who), made.pk, granted=False, at=moment("2026-08-03")) is None
    assert not Posting.objects.filter(stands_for__isnull=False).exists()


def test_what_nobody_consented_to_in_time_is_told_until_it_is_put_away(cast: Cast) -> None:
    """Red once: past its last day, or with the post itself, it vanished from everybody's sight."""
    made, late = asked_for(cast, "ziran", "ziran2"), date(2026, 8, 10)
    for who in ("ziran", "ziran2", "zirantou"):
        assert [stage_of(row, on=late) for row in asked(cast(who), on=late)] == [Stage.OVER], who
    end_posting(Posting.objects.get(account__username="ziran", stands_for=None), on=date(2026, 8, 4))
    assert stage_of(asked(cast("zirantou"), on=FRIDAY)[0], on=FRIDAY) is Stage.OVER
    with pytest.raises(Invalid, match="过了时候"):
        judge(cast("zirantou"), made.pk, granted=True, at=moment(late))
    with pytest.raises(NotFound):
        judge(cast("ziran2"), made.pk, granted=False, at=moment(late))
    judge(cast("ziran"), made.pk, granted=False, at=moment(late))
    assert [asked(cast(who), on=late) for who in ("ziran", "zirantou")] == [[], []]


def test_when_the_head_has_left_it_waits_for_nobody(cast: Cast) -> None:
    """Red once: it waited for ever."""
    made = asked_for(cast, "ziran", "ziran2")
    with pytest.raises(NotFound):
        judge(cast("ziran"), made.pk, granted=True, at=moment("2026-08-03"))
    end_posting(Posting.objects.get(account__username="zirantou", stands_for=None), on=date(2026, 8, 2))
    assert stage_of(asked(cast("ziran"), on=MONDAY)[0], on=MONDAY) is Stage.ALONE
    with pytest.raises(NotFound):
        judge(cast("ziran2"), made.pk, granted=True, at=moment("2026-08-03"))
    assert judge(cast("ziran"), made.pk, granted=True, at=moment("2026-08-03")).account == cast.account(
        "ziran2"
    )


def test_who_asked_is_told_that_it_was_refused_and_nobody_else(cast: Cast) -> None:
    made = asked_for(cast, "ziran", "ziran2")
    judge(cast("zirantou"), made.pk, granted=False, at=moment("2026-08-03"))
    assert [stage_of(row, on=MONDAY) for row in asked(cast("ziran"), on=MONDAY)] == [Stage.REFUSED]
    assert asked(cast("ziran2"), on=MONDAY) == asked(cast("zirantou"), on=MONDAY) == []
    assert asked(cast("ziran"), on=date(2026, 9, 3)) == []
    with pytest.raises(NotFound):
        judge(cast("ziran"), made.pk, granted=False, at=moment("2026-08-04"))
    taken_back = asked_for(cast, "ziran", "ziran2")
    judge(cast("ziran"), taken_back.pk, granted=False, at=moment("2026-08-04"))
    assert [row.pk for row in asked(cast("ziran"), on=MONDAY)] == [made.pk]


def test_consent_begins_no_earlier_than_it_is_given_and_looks_again(cast: Cast) -> None:
    made = asked_for(cast, "ziran", "ziran2")
    assert consented(cast, made, on="2026-08-05").valid_from == date(2026, 8, 5)
    other = asked_for(cast, "ziran2", "ziran")
    Account.objects.filter(username="ziran").update(is_active=False)
    with pytest.raises(Invalid, match="在岗的同事"):
        consented(cast, other)
    other.refresh_from_db()
    assert other.judged_at is None


def test_who_stands_in_for_the_head_consents_but_not_to_what_they_ask_or_get(cast: Cast) -> None:
    away(cast, "zirantou", "ziran2")
    own = asked_for(cast, "ziran2", "ziran")
    assert isinstance(own, StandInRequest)
    given = asked_for(cast, "ziran", "ziran2")
    for row in (own, given):
        with pytest.raises(NotFound):
            consented(cast, row, who="ziran2")
        assert consented(cast, row, who="zirantou")


def test_without_another_head_and_at_the_sealed_desk_it_begins_at_once(cast: Cast) -> None:
    assert isinstance(asked_for(cast, "zirantou", "ziran2"), Posting)
    add_account("xianji2", name="记二")
    for who, role in (("xianji2", Role.DISCIPLINE_DESK), ("xianji2", Role.ORGAN_HEAD)):
        post(who, "37142609", role, valid_from=date(2026, 1, 1))
    assert isinstance(asked_for(cast, "xianji", "xianji2"), Posting)
    Posting.objects.filter(account__username="renshetou").update(valid_to=date(2026, 8, 1))
    add_account("renshe2", name="任二")
    post("renshe2", "37142603", Role.HANDLER, valid_from=date(2026, 1, 1))
    assert isinstance(asked_for(cast, "renshe", "renshe2"), Posting)
