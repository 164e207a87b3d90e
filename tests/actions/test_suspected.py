"""What reads like an accusation though nobody filed it as one waits behind the wall for a person's word (第三十条)."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import pytest
from django.test import Client

from lianxin.actions.given import Invalid
from lianxin.actions.joint import accept
from lianxin.models import Account, Clock, Invitation, Matter, Organ, Outbox, Posting, SearchText, Submission
from lianxin.queries.access import NotAllowed, buttons, visible
from lianxin.queries.dossier import Dossier
from lianxin.queries.log import own_copy, promise_of, promised
from lianxin.queries.petitioner import followed
from lianxin.queries.progress import filed, progress, receipt
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.facts import Actor
from tests import make
from tests.actions.lives import petitioner
from tests.actions.test_sealed import seers
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
MIXED = {
    "title": "补偿款",
    "content": f"补偿款没有发到手。{make.ACCUSING}",
    "requests": ("请发放补偿款", "请查处支书侵吞征地补偿款"),
}


def told(row: Submission, day: date) -> tuple[object, ...]:
    """What a petitioner reads of their own filing, without what is its own: number, digest, words."""
    actor = petitioner(row)
    page, slip = progress(actor, row.number, on=day), asdict(receipt(actor, row.number, on=day))
    own = {"number", "digest"}
    story = [replace(each, paper=each.paper is not None) for each in page.story]
    return (
        {name: value for name, value in slip.items() if name not in own},
        (page.state, page.sealed, page.place, page.holder, page.next, page.clock, page.ahead, story),
        [(notice.channel, str(notice.text).replace(row.number, "")) for notice in page.notices],
        promised(promise_of(row)).promise.sealed,
        [(line.state, line.sealed, line.due_on, bool(line.title)) for line in filed(actor)],
    )


def clocks(matter: Matter) -> list[tuple[object, ...]]:
    return list(Clock.objects.filter(matter=matter).values_list("period", "start_on", "lawful_on"))


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.SUPERIOR, Channel.HOTLINE])
def test_it_is_walled_from_the_first_moment_and_its_petitioner_hears_what_everybody_does(
    cast: Cast, channel: Channel
) -> None:
    plain, row = (make.file(channel=channel, **more).submission for more in ({}, {"content": make.ACCUSING}))
    matter = row.matter
    assert (row.held, matter.sealed, row.content, row.title, matter.title) == (True, True, "", "", "")
    assert not SearchText.objects.filter(matter=matter).exists()
    readers = {name for name in ("fenban", "dengji", "duban", "xianzhang", "ziran") if matter in visible(cast(name), on=cast.today)}  # fmt: skip
    assert readers == {"fenban"}
    assert clocks(matter) == clocks(plain.matter) and clocks(matter)
    assert told(row, cast.today) == told(plain, cast.today)
    assert own_copy(row)
    assert Outbox.objects.filter(matter=matter).count() == 1


def test_no_step_tells_its_writer_what_it_reads_like(cast: Cast) -> None:
    row = make.file(content=make.ACCUSING).submission
    offered = buttons(petitioner(row), Dossier(row.matter, cast.today))
    refused = {step.action: str(verdict.because) for step, verdict in offered if not verdict}
    assert not any("密件通道" in why for why in refused.values())
    with pytest.raises(NotAllowed, match="分类以后"):
        make.act(cast, row.matter, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="职能")


VOLUNTARY = {"voluntary": True, "reason": "已经解决"}
CLOSED = {"solved": "已撤回", "explained": "无此情形", "assisted": "无此情形", "conduct": "无此情形"}


def test_its_writer_can_do_what_everybody_can_and_withdraws_it_unawares(cast: Cast) -> None:
    plain, row = make.file().submission, make.file(content=make.ACCUSING).submission
    me = Actor(cast.account("ziran").pk, "王秀英")  # signed in: so that it can be put into an account
    can = [
        {step.action for step, verdict in buttons(replace(me, submissions=frozenset({each.pk})), Dossier(each.matter, cast.today)) if verdict}
        for each in (plain, row)
    ]  # fmt: skip
    assert can[0] == can[1] and {"WITHDRAW", "INVITE", "JOIN_BY_INVITATION"} <= can[1]
    for each in (plain, row):
        make.act(cast, each.matter, "WITHDRAW", petitioner(each), DAY, **VOLUNTARY)
        each.refresh_from_db()
    assert told(row, cast.today) == told(plain, cast.today)
    assert (row.matter.state, row.matter.sealed, seers(cast, row.matter)) == ("WITHDRAWN", True, {"fenban", "fenban2"})  # fmt: skip
    assert not SearchText.objects.filter(matter=row.matter).exists()
    make.act(cast, row.matter, "CLOSE", "fenban", "2026-08-04", **CLOSED)
    assert seers(cast, row.matter) == {"fenban", "fenban2"}  # who has to call on them afterwards


def test_an_accusation_is_withdrawn_by_nobody(cast: Cast) -> None:
    row = make.file(content=make.ACCUSING).submission
    lines = {"requests": [{"legal_class": "ACCUSATION"}]}
    make.act(cast, row.matter, "CLASSIFY", "fenban", DAY, **{**make.CLASSIFY, **lines})
    for each in (row, make.file(purpose=Purpose.ACCUSATION).submission):
        with pytest.raises(NotAllowed, match="密件通道"):
            make.act(cast, each.matter, "WITHDRAW", petitioner(each), DAY, **VOLUNTARY)


def test_what_a_person_calls_ordinary_goes_to_no_discipline_organ(cast: Cast) -> None:
    row = make.file(content=make.ACCUSING).submission
    make.act(cast, row.matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    with pytest.raises(NotAllowed, match="拟解除密封"):
        make.act(cast, row.matter, "REFER_DISCIPLINE", "fenban", DAY, to="37142609", reason="干部管理权限")
    there = make.file(content=make.ACCUSING, office="37142609").submission
    for classified in (False, True):
        if classified:
            make.act(cast, there.matter, "CLASSIFY", "xianji", DAY, **make.CLASSIFY)
        with pytest.raises(NotAllowed, match="拟解除密封"):
            make.act(cast, there.matter, "DI_ACCEPT", "xianji", DAY)


def test_once_a_person_says_that_it_accuses_it_is_told_of_as_any_other(cast: Cast) -> None:
    row = make.file(content=make.ACCUSING).submission
    lines = {"requests": [{"legal_class": "ACCUSATION"}]}
    make.act(cast, row.matter, "CLASSIFY", "fenban", DAY, **{**make.CLASSIFY, **lines})
    assert followed(petitioner(row), row.number, on=cast.today).sealed
    [line] = filed(petitioner(row))
    assert (line.sealed, line.title) == (True, "")


def test_what_accuses_is_split_off_from_behind_the_wall(cast: Cast) -> None:
    """None of its words is read by anybody else in between, and the time of the rest runs on."""
    row = make.file(**MIXED).submission
    before, matter = clocks(row.matter), row.matter
    make.act(
        cast,
        matter,
        "SPLIT",
        "fenban",
        DAY,
        lines=["2"],
        redacted="补偿款没有发到手。",
        complained_organ="37142602",
    )
    matter.refresh_from_db()
    row.refresh_from_db()
    assert (matter.sealed, matter.title, row.content) == (False, "补偿款没有发到手", "补偿款没有发到手。")
    assert matter in visible(cast("duban"), on=cast.today) and clocks(matter) == before
    assert [line.text for line in matter.requests.all()] == ["请发放补偿款"]
    accusation = Matter.objects.get(sealed=True).submissions.get()
    assert "支书侵吞征地补偿款" in accusation.text and accusation.purpose == Purpose.ACCUSATION
    assert "侵吞" not in " ".join(SearchText.objects.values_list("text", flat=True))
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="职能")


def test_two_classes_are_split_before_they_are_classified_and_a_declared_accusation_is_not(
    cast: Cast,
) -> None:
    mixed = {**make.CLASSIFY, "requests": [{"legal_class": "APPEAL_6"}, {"legal_class": "ACCUSATION"}]}
    with pytest.raises(Invalid) as refused:
        make.act(cast, make.file(**MIXED).submission.matter, "CLASSIFY", "fenban", DAY, **mixed)
    assert "分出检举控告部分" in str(refused.value.errors["requests"])
    declared = make.file(**MIXED, purpose=Purpose.ACCUSATION).submission.matter
    with pytest.raises(NotAllowed):
        make.act(cast, declared, "SPLIT", "fenban", DAY, lines=["2"], redacted="补偿款没有发。")


def test_where_no_desk_is_left_it_is_never_refused(cast: Cast) -> None:
    """Declared, its writer is told where to go; what only reads like one is taken like any other."""
    Organ.objects.filter(line="DISCIPLINE").update(line="")
    everybody = {"complained_organ": "37000000", "content": make.ACCUSING}
    with pytest.raises(Invalid):
        make.file(purpose=Purpose.ACCUSATION, **everybody)
    row = make.file(**everybody).submission
    assert (row.held, row.matter.sealed) == (False, False)


@pytest.mark.parametrize("source", ["window", "scan"])
def test_a_clerk_who_has_read_it_is_asked_and_their_word_stands(cast: Cast, source: str) -> None:
    typed = {"source": source, "content": make.ACCUSING, "read_back": True, "channel": Channel.LETTER}
    with pytest.raises(Invalid) as asked:
        make.file(cast("dengji"), **typed)
    assert set(asked.value.errors) == {"held"} and "支书侵吞征地补偿款" in str(asked.value.errors["held"])
    entered = make.file(cast("dengji"), **typed, held=False).submission.matter
    assert not entered.sealed
    kept = entered.suggestions.get(field="accusation_entered")
    assert (kept.value, kept.chosen) == ("HELD", "ORDINARY") and "支书侵吞征地补偿款" in kept.text
    assert not make.file(cast("dengji"), source=source, read_back=True).submission.matter.suggestions.exists()
    declared = make.file(cast("dengji"), **typed, purpose=Purpose.ACCUSATION).submission
    assert (declared.matter.sealed, declared.held) == (True, False)


def test_whoever_joins_with_words_that_accuse_keeps_them_behind_the_wall(cast: Cast) -> None:
    lead = make.file().submission
    invited = make.act(cast, lead.matter, "INVITE", petitioner(lead), DAY, days="7").handed_out
    li = make.WANG.__class__(name="李有田", phone="13912345678")
    joined, apart = (
        accept(invited, li, words, key=words, actor=Actor(), at=moment(DAY)).submission
        for words in ("", make.ACCUSING)
    )
    assert (joined.matter.state, joined.matter.sealed) == ("JOINED", False)
    assert (apart.matter.state, apart.matter.sealed) == ("REGISTERED", True)
    others = [row.submission_id for row in Outbox.objects.exclude(submission=apart)]
    assert others == [
        lead.pk,
        joined.pk,
        joined.pk,
    ]  # their receipts, and that one has joined; nobody hears of the rest
    assert apart.number not in str(progress(petitioner(lead), lead.number, on=cast.today))
    assert progress(petitioner(apart), apart.number, on=cast.today).lead == ""


BOSS = "信访局干部方正平收受贿赂，请查处。"  # the desk itself: the one above takes it


@pytest.mark.parametrize("words", [make.ACCUSING, BOSS])
def test_its_writer_may_invite_and_who_comes_waits_beside_it_in_the_same_hands(
    cast: Cast, words: str
) -> None:
    """Red once: it could not be invited to, which an ordinary one can."""
    lead = make.file(content=words, title="补偿款").submission
    invited = make.act(cast, lead.matter, "INVITE", petitioner(lead), DAY, days="7").handed_out
    li = make.WANG.__class__(name="李有田", phone="13912345678")
    came = accept(invited, li, "", key="k", actor=Actor(), at=moment(DAY)).submission
    assert (came.held, came.content, came.matter.state) == (True, "", "REGISTERED")
    assert came.as_filed.startswith("补偿款\n") and came.asked == lead.asked
    assert seers(cast, came.matter) == seers(cast, lead.matter)
    assert not SearchText.objects.exists()
    assert came.number not in str(progress(petitioner(lead), lead.number, on=cast.today))
    lines = {"requests": [{"legal_class": "ACCUSATION"}]}
    desk = sorted(seers(cast, lead.matter))[0]
    make.act(cast, lead.matter, "CLASSIFY", desk, DAY, **{**make.CLASSIFY, **lines})
    with pytest.raises(Invalid, match="invitation"):
        accept(invited, li, "", key="l", actor=Actor(), at=moment(DAY))


@pytest.mark.parametrize("held", ["lead", "own"])
def test_two_of_which_one_is_not_read_yet_are_not_put_together_by_their_writers(
    cast: Cast, held: str
) -> None:
    lead, own = (
        make.file(on="2026-08-03", **({"content": make.ACCUSING} if held == which else {})).submission
        for which in ("lead", "own")
    )
    invited = make.act(cast, lead.matter, "INVITE", petitioner(lead), DAY, days="7").handed_out
    with pytest.raises(Invalid, match="看过以后") as refused:
        make.act(cast, own.matter, "JOIN_BY_INVITATION", petitioner(own), DAY, invitation=invited)
    assert "检举" not in str(refused.value)
    assert {row.state for row in Matter.objects.all()} == {"REGISTERED"}


def test_the_page_of_its_invitation_reads_like_any(cast: Cast) -> None:
    pages = []
    for content in ({}, {"content": make.ACCUSING}):
        lead = make.file(**content).submission
        invited = make.act(cast, lead.matter, "INVITE", petitioner(lead), DAY, days="7").handed_out
        Invitation.objects.update(expires_on=date(2999, 1, 1))
        shown = Client().get(f"/join/{invited}/").content.decode()
        pages.append(shown[shown.index("<h1>") : shown.index("<form")])
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("words", "desk", "sees"),
    [
        ("信访局干部方正平收受贿赂，请查处。", "37140001", {"shifenban"}),
        ("方正平接待了我。前柳村支书侵吞征地补偿款。", "37142601", {"fenban", "fenban2"}),  # only mentioned
        ("自然资源局干部紫冉收受贿赂。", "37142601", {"fenban", "fenban2"}),  # cannot see it where it lies
    ],
)
def test_whom_what_it_reads_like_is_about_does_not_say_what_it_is(
    cast: Cast, words: str, desk: str, sees: set[str]
) -> None:
    """Nor their colleagues: the desk above does, and hands it back once it is another of that name."""
    matter = make.file(content=words).submission.matter
    assert (matter.sealed, matter.owner.code, seers(cast, matter)) == (True, desk, sees)


def test_a_mere_namesake_at_the_desk_is_cleared_and_the_desk_has_it_again(cast: Cast) -> None:
    matter = make.file(content="信访局干部方正平收受贿赂，请查处。").submission.matter
    post = cast.account("shifenban").postings.get(role="TRIAGE_OFFICER")
    other = Account.objects.create(username="shifenban2", name="另一人")
    Posting.objects.create(account=other, organ=post.organ, role=post.role, valid_from=post.valid_from)
    make.act(cast, matter, "PROPOSE_NAMESAKE", "shifenban", DAY, account="fenban", reason="另一位同名的人")
    make.act(cast, matter, "CLEAR_NAMESAKE", "shifenban2", DAY, account="fenban", reason="已经核对")
    make.act(cast, matter, "HAND_BACK_SEALED", "shifenban", DAY, reason="已经排除")
    assert seers(cast, matter) == {"fenban", "fenban2"}
