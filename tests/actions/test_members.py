"""A petition of many by invitation: own number and rights for each, nobody's name but who agreed to be named."""

from __future__ import annotations

import pytest

from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.actions.joint import accept
from lianxin.models import Event, Invitation, Link, Matter, Party, Submission
from lianxin.queries.access import NotAllowed
from lianxin.queries.dossier import Dossier
from lianxin.queries.own_copy import own_copy
from lianxin.queries.petitioner import followed, petitioner
from lianxin.queries.progress import progress
from lianxin.rules.facts import Actor
from tests import make
from tests.actions.lives import fresh, numbers, running, serve, sign_opinion
from tests.actions.lives import petitioner as own
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY, NEXT = "2026-08-04", "2026-08-05"
NAMES = ("李有田", "赵满仓", "钱桂兰")


def invited(cast: Cast, matter: Matter, *, days: int = 7, on: str = DAY) -> str:
    return make.act(cast, matter, "INVITE", own(matter.submissions.get()), on, days=str(days)).handed_out


def come(token: str, name: str, *, on: str = DAY, words: str = "", key: str = "") -> Submission:
    person = Person(name=name, phone=f"1390534{NAMES.index(name):04d}", address="前柳村")
    return accept(token, person, words, key=key or name, actor=Actor(), at=moment(on)).submission


@pytest.fixture
def many(cast: Cast) -> tuple[Matter, list[Submission]]:
    """王秀英's accepted matter and three who came by her invitation."""
    lead = make.accepted(cast)
    token = invited(cast, lead)
    return fresh(lead), [come(token, name) for name in NAMES]


def page(row: Submission, cast: Cast):
    return progress(petitioner(None, "", frozenset({row.pk})), row.number, on=moment(NEXT).date())


def test_each_member_has_a_number_a_code_and_their_own_service(cast: Cast, many) -> None:
    lead, rows = many
    assert len({row.number for row in rows} | {lead.number}) == 4
    assert all(row.matter.state == "JOINED" and not running(row.matter) for row in rows)
    assert all(row.query_hash and row.promise for row in rows)
    sign_opinion(cast, lead, "2026-08-20")
    serve(cast, fresh(lead), "ziran", "2026-08-21", [rows[0].number])
    windows = lead.clocks.filter(period="REVIEW_APPLY", stopped_on=None)
    assert [clock.submission for clock in windows] == [rows[0]]
    make.act(cast, lead, "APPLY_REVIEW", own(rows[0]), "2026-08-25", reason="不同意")
    assert fresh(lead).state == "IN_REVIEW"


def test_members_see_nothing_of_each_other(cast: Cast, many) -> None:
    lead, rows = many
    for row in (lead.submissions.get(), rows[1]):
        file = followed(petitioner(None, "", frozenset({row.pk})), row.number, on=moment(NEXT).date())
        told = f"{page(row, cast)} {own_copy(file, say=str)}"
        mine = {party.name for party in row.parties.all()}
        for other in {"王秀英", *NAMES} - mine:
            assert other not in told
        for other in {r.number for r in rows} - {row.number}:
            assert other not in told


def test_the_link_is_kept_only_as_a_hash_and_dies(cast: Cast) -> None:
    lead = make.accepted(cast)
    token = invited(cast, lead, days=2)
    kept = Invitation.objects.get()
    assert token not in f"{vars(kept)}"
    assert all(token not in str(event.facts) for event in Event.objects.all())
    assert come(token, "李有田", on="2026-08-06").matter.state == "JOINED"
    before = Submission.objects.count()
    for bad, on in ((token, "2026-08-07"), (token[:-1], DAY), ("", DAY)):
        with pytest.raises(Invalid, match="invitation"):
            come(bad, "赵满仓", on=on)
    assert Submission.objects.count() == before
    assert all(token not in str(event.facts) for event in Event.objects.all())


def test_who_has_filed_already_may_join_with_it(cast: Cast) -> None:
    lead = make.accepted(cast)
    mine = make.file(on=DAY, people=(make.WANG,)).submission
    make.act(cast, mine.matter, "JOIN_BY_INVITATION", own(mine), DAY, invitation=invited(cast, lead))
    assert numbers(lead) == [lead.number, mine.number]
    make.act(cast, mine.matter, "UNJOIN", "fenban", NEXT, reason="要求不同")
    assert fresh(mine.matter).state == "REGISTERED"
    assert "ROUTE" in running(mine.matter)


def test_an_older_or_a_sealed_one_is_not_drawn_in(cast: Cast) -> None:
    older = make.file(on="2026-08-03").submission
    lead = make.file(on=DAY).submission.matter
    token = invited(cast, lead)
    with pytest.raises(Invalid, match="收到得更早"):
        make.act(cast, older.matter, "JOIN_BY_INVITATION", own(older), DAY, invitation=token)
    sealed = make.file(on=DAY, purpose="ACCUSATION", complained_organ="37142602").submission
    for action, facts in (("JOIN_BY_INVITATION", {"invitation": token}), ("INVITE", {"days": "3"})):
        with pytest.raises(NotAllowed, match="密件通道"):
            make.act(cast, sealed.matter, action, own(sealed), DAY, **facts)
    assert not Link.objects.exists()


def test_a_double_click_joins_once(cast: Cast) -> None:
    token = invited(cast, make.accepted(cast))
    assert come(token, "李有田", key="k") == come(token, "李有田", key="k")
    assert Link.objects.count() == 1


def offered(row: Submission, cast: Cast) -> set[str]:
    return {option.step.action for option in page(row, cast).options}


def choose(cast: Cast, lead: Matter, row: Submission, *wanted: Submission) -> None:
    make.act(
        cast, lead, "CHOOSE_REPRESENTATIVES", own(row), NEXT, representatives=[str(w.pk) for w in wanted]
    )


def test_members_choose_and_change_their_representatives(cast: Cast, many) -> None:
    lead, (li, zhao, qian) = many
    with pytest.raises(NotAllowed, match="还没有人愿意当代表"):
        choose(cast, lead, li, zhao)
    for row in (li, zhao):
        make.act(cast, lead, "STAND", own(row), NEXT, agree=True)
    with pytest.raises(Invalid, match="请从列出的选项中选择"):
        choose(cast, lead, li, qian)  # who does not stand is not even to be named
    assert "STAND" not in offered(li, cast) and "STAND" in offered(qian, cast)
    with pytest.raises(NotAllowed, match="已经说过"):
        make.act(cast, lead, "STAND", own(li), NEXT, agree=True)
    choose(cast, lead, qian, li)
    assert page(zhao, cast).around.representatives == ("李有田",)
    assert list(Party.objects.filter(role="REPRESENTATIVE").values_list("submission", flat=True)) == [li.pk]
    choose(cast, lead, qian, zhao)
    assert page(li, cast).around.representatives == ("赵满仓",)
    make.act(cast, lead, "WITHDRAW", own(zhao), NEXT, voluntary=True, reason="不参加了")
    assert page(li, cast).around.representatives == ()


def test_the_signed_sheet_counts_and_has_at_most_five(cast: Cast, many) -> None:
    lead, rows = many
    sheet = {"signed": True, "representatives": [rows[0].number, rows[2].number]}
    make.act(cast, lead, "NAME_REPRESENTATIVES", "dengji", NEXT, **sheet)
    assert page(rows[1], cast).around.representatives == ("李有田", "钱桂兰")
    token = invited(cast, make.file(on=DAY).submission.matter)
    assert token  # another petition does not disturb this one
    link = Link.objects.filter(earlier=lead).first()
    assert link is not None
    six = [make.file(on=NEXT, people=(Person(name=f"村民{'甲乙丙丁戊己'[n]}"),)).submission for n in range(6)]
    for row in six:
        make.act(
            cast,
            row.matter,
            "JOIN",
            "fenban",
            NEXT,
            lead=lead.number,
            relation="DUPLICATE",
            reason="同一件事",
        )
    with pytest.raises(Invalid, match="代表最多5人"):
        make.act(
            cast,
            lead,
            "NAME_REPRESENTATIVES",
            "dengji",
            NEXT,
            signed=True,
            representatives=[r.number for r in six],
        )


def test_a_member_leaves_and_the_rest_go_on(cast: Cast, many) -> None:
    lead, rows = many
    make.act(cast, lead, "WITHDRAW", own(rows[1]), NEXT, voluntary=True, reason="不参加了")
    assert fresh(lead).state == "HANDLING"
    sign_opinion(cast, lead, "2026-08-20")
    assert rows[1] not in Dossier(fresh(lead), moment("2026-08-20").date()).to_serve
