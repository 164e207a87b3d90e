"""Agents: own code, written scope and period, at most two; the principal stays the petitioner and reads it all."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import proof
from lianxin.actions.given import Invalid
from lianxin.actions.letters import turn_into_letters
from lianxin.models import Event, Mandate, Matter, Outbox, Submission
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.dossier import Dossier
from lianxin.queries.petitioner import Followed, followed, petitioner
from lianxin.queries.progress import progress
from lianxin.rules.permissions import may
from lianxin.rules.steps import STEPS, Seat
from lianxin.rules.wording import in_a_letter
from tests import make
from tests.actions.lives import fresh
from tests.actions.lives import petitioner as own
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-10"
MANDATE = {
    "name": "刘芳芳", "phone": "139 1234 5678", "kind": "ENTRUSTED", "scope": ["SPEAK", "APPLY"], "from_on": "2026-08-10",
    "until": "2026-09-30", "signed": True,
}  # fmt: skip


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return make.accepted(cast)


def appoint(cast: Cast, matter: Matter, who: object = None, **more: object) -> Event:
    actor = who or own(matter.submissions.get())
    return make.act(cast, matter, "APPOINT_AGENT", actor, DAY, **{**MANDATE, **more})


def agent(number: str, code: str, on: str) -> Followed:
    """The file as it opens to an agent's number and code on that day."""
    found = proof.prove(number, code, client="x", at=moment(on))
    held = frozenset({found.mandate} if found.mandate else set())
    actor = petitioner(None, "", frozenset(), held, on=date.fromisoformat(on))
    return followed(actor, number, on=date.fromisoformat(on))


def test_the_agent_acts_within_the_scope_and_the_story_says_so(cast: Cast, matter: Matter) -> None:
    file = agent(matter.number, appoint(cast, matter).handed_out, DAY)
    make.act(cast, matter, "SUPPLEMENT", file.actor, DAY, content="补充一份收据")
    with pytest.raises(NotAllowed, match="委托书没有写明这一项"):
        make.act(cast, matter, "WITHDRAW", file.actor, DAY, voluntary=True, reason="算了")
    row = matter.submissions.get()
    page = progress(petitioner(None, "", frozenset({row.pk})), row.number, on=date(2026, 8, 10))
    assert [str(told.text) for told in page.story if told.text] == ["由代理人刘**代您办理"]
    assert [(card.name, card.until) for card in page.around.agents] == [("刘**", date(2026, 9, 30))]
    assert "刘芳芳" not in str([event.facts for event in matter.history.all()])


def test_no_mandate_covers_what_is_the_petitioners_alone(cast: Cast, matter: Matter) -> None:
    scope = ["SPEAK", "APPLY", "RECEIVE", "WITHDRAW"]
    file = agent(matter.number, appoint(cast, matter, scope=scope).handed_out, DAY)
    theirs = [step.action for step in STEPS.values() if step.seat is Seat.PETITIONER]
    dossier = Dossier(fresh(matter), date(2026, 8, 10))
    allowed = {action for action in theirs if may(file.actor, action, dossier)}
    assert allowed == {"SUPPLEMENT", "WITHDRAW", "ASK_RECUSAL", "ASK_HEARING"}
    assert "APPOINT_AGENT" in {action for action in theirs if may(own(file.submission), action, dossier)}


@pytest.mark.parametrize("on", ["2026-08-09", "2026-10-01"])
def test_outside_the_period_the_code_opens_nothing(cast: Cast, matter: Matter, on: str) -> None:
    code = appoint(cast, matter, from_on="2026-08-10").handed_out
    with pytest.raises(Invalid, match="委托已经撤销，或者不在"):
        agent(matter.number, code, on)
    actor = petitioner(
        None, "", frozenset(), frozenset({Mandate.objects.get().pk}), on=date.fromisoformat(on)
    )
    with pytest.raises(NotFound):  # nor does a session that proved it while it ran
        followed(actor, matter.number, on=date.fromisoformat(on))


def test_agents_in_force_get_the_same_news_and_each_reads_their_own(cast: Cast, matter: Matter) -> None:
    code, row = appoint(cast, matter).handed_out, matter.submissions.get()
    appoint(cast, matter, name="村代理员", phone="139 1234 9999", from_on="2026-08-20", kind="PETITION_AGENT")
    make.act(cast, matter, "EXTEND", "zirantou", "2026-08-11", days="20", reason="需要重新测量")
    news = [n for n in Outbox.objects.order_by("pk") if "延长20日" in n.text]
    assert [(n.address, n.mandate is not None) for n in news] == [
        ("13812341234", False),
        ("13912345678", True),
    ]
    assert news[1].text == f"您代理的信访件{row.number}有进展，给信访人的通知是：{news[0].text}"
    mine = progress(petitioner(None, "", frozenset({row.pk})), row.number, on=date(2026, 8, 11))
    assert not any("您代理的" in str(notice.text) for notice in mine.notices)
    theirs = progress(agent(row.number, code, "2026-08-11").asker, row.number, on=date(2026, 8, 11))
    assert [in_a_letter(notice.text) for notice in theirs.notices] == [news[1].text]
    make.act(cast, matter, "END_MANDATE", own(row), "2026-08-12", agent=str(news[1].mandate_id))
    make.act(cast, matter, "EXTEND", "zirantou", "2026-08-13", days="10", reason="还差一份")
    assert [n.mandate for n in Outbox.objects.all() if "延长10日" in n.text] == [None]


def test_a_letter_that_replaces_an_agents_message_goes_to_nobody_else(cast: Cast, matter: Matter) -> None:
    appoint(cast, matter)
    make.act(cast, matter, "EXTEND", "zirantou", "2026-08-11", days="20", reason="需要重新测量")
    Outbox.objects.exclude(mandate=None).update(attempts=10)
    pks = list(Outbox.objects.exclude(mandate=None).values_list("pk", flat=True))
    assert turn_into_letters(cast("dengji"), pks, at=moment("2026-08-14")) == (0, 1)


def test_revoked_it_ends_at_once(cast: Cast, matter: Matter) -> None:
    code, row = appoint(cast, matter).handed_out, matter.submissions.get()
    mandate = Mandate.objects.get()
    make.act(cast, matter, "END_MANDATE", own(row), DAY, agent=str(mandate.pk))
    with pytest.raises(Invalid, match="委托已经撤销"):
        agent(matter.number, code, DAY)
    held = petitioner(None, "", frozenset(), frozenset({mandate.pk}), on=date(2026, 8, 10))
    assert not held.submissions


def test_at_most_two_and_the_window_clerk_may_enter_one(cast: Cast, matter: Matter) -> None:
    appoint(cast, matter)
    appoint(cast, matter, "dengji", name="村代理员", kind="PETITION_AGENT")
    with pytest.raises(Invalid, match="代理人最多2人"):
        appoint(cast, matter)
    assert Mandate.objects.count() == 2
    assert not any(m.code_hash in str(e.facts) for m in Mandate.objects.all() for e in matter.history.all())


@pytest.mark.parametrize(
    ("name", "value"),
    [("until", "2026-08-09"), ("name", "123"), ("phone", "12"), ("scope", ["ALL"]), ("signed", "")],
)
def test_a_slip_is_said_beside_its_field(cast: Cast, matter: Matter, name: str, value: object) -> None:
    with pytest.raises(Invalid) as fault:
        appoint(cast, matter, **{name: value})
    assert set(fault.value.errors) == {name}
    assert not Mandate.objects.exists()


def test_an_agent_of_one_member_is_nothing_to_the_other(cast: Cast, matter: Matter) -> None:
    other = make.file(on=DAY).submission
    make.act(
        cast, other.matter, "JOIN", "fenban", DAY, lead=matter.number, relation="DUPLICATE", reason="同一事项"
    )
    file = agent(matter.number, appoint(cast, matter).handed_out, DAY)
    with pytest.raises(NotFound):
        followed(file.asker, other.number, on=date(2026, 8, 10))
    with pytest.raises(Invalid, match="请从列出的选项中选择"):
        make.act(cast, matter, "END_MANDATE", own(other), DAY, agent=str(Mandate.objects.get().pk))
    assert Submission.objects.get(pk=other.pk).mandates.count() == 0
