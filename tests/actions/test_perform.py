"""The one door: all of a step is written, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.actions.perform import StaleMatter, perform
from lianxin.ledger.leaf import Leaf as Entry
from lianxin.ledger.leaf import follows, link_key, opens
from lianxin.ledger.opening import told_salt
from lianxin.models import Document, Event, Leaf, Matter, Outbox
from lianxin.queries import log
from lianxin.queries.access import NotAllowed
from tests import make
from tests.actions.lives import fresh
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db


def press(cast: Cast, matter: Matter, **facts: object) -> Event:
    given = {"to": "37142602", "mode": "FORWARD", "reason": "属地和职能", **facts}
    return perform(matter, "FORWARD", actor=cast("fenban"), at=moment("2026-08-03"), facts=given)


@pytest.fixture
def sorted_out(cast: Cast) -> Matter:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    return fresh(matter)


def test_a_refused_page_can_be_sent_again(cast: Cast, sorted_out: Matter) -> None:
    before = dict(vars(sorted_out))
    with pytest.raises(Invalid):
        press(cast, sorted_out, to="99999999")
    with pytest.raises(Invalid):
        press(cast, sorted_out, mode="ASSIGN")
    assert vars(sorted_out) == before
    press(cast, sorted_out)
    assert (sorted_out.state, sorted_out.version) == ("ROUTED", 3)


def test_a_refused_step_writes_nothing(cast: Cast, sorted_out: Matter) -> None:
    rows = (Event, Leaf, Document, Outbox)
    before = [table.objects.count() for table in rows]
    with pytest.raises(Invalid):
        press(cast, sorted_out, mode="ASSIGN", report_by="2026-08-01")
    with pytest.raises(NotAllowed):
        perform(sorted_out, "FORWARD", actor=cast("dengji"), at=moment("2026-08-03"), facts={})
    assert [table.objects.count() for table in rows] == before
    assert fresh(sorted_out).version == sorted_out.version


def test_a_stale_page_changes_nothing(cast: Cast, sorted_out: Matter) -> None:
    stale = fresh(sorted_out)
    press(cast, sorted_out)
    with pytest.raises(StaleMatter):
        press(cast, stale, to="37142603")
    assert fresh(stale).owner.code == "37142602"


def test_the_chain_of_leaves_follows_and_opens(cast: Cast) -> None:
    matter = make.served(cast)
    before: bytes | None = None
    for event in Event.objects.filter(matter=matter).order_by("seq").select_related("leaf"):
        entry = Entry(bytes(event.leaf.commitment), bytes(event.leaf.link), event.leaf.hour)
        salt = told_salt(bytes(event.salt))
        assert follows(entry, before, link_key(salt))
        told = log.told(event, matter.number)
        assert opens(entry, told, salt)
        assert not opens(entry, {**told, "organ": 0}, salt)
        before = entry.commitment
    assert before == bytes(matter.head)


def test_the_day_is_the_day_in_china(cast: Cast, sorted_out: Matter) -> None:
    late = replace(cast, today=date(2026, 8, 4))
    event = perform(
        sorted_out,
        "FORWARD",
        actor=late("fenban"),
        at=moment("2026-08-04", hour=1),  # still 3 August in Greenwich
        facts={"to": "37142602", "mode": "FORWARD", "reason": "职能"},
    )
    assert event.matter.clocks.get(period="NOTICE_FWD").start_on == date(2026, 8, 4)
