"""People who press at the same moment: one event, clear refusals, and nothing half-done when a process dies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import connection

from lianxin.actions.given import Invalid
from lianxin.actions.perform import StaleMatter, perform
from lianxin.models import Clock, Document, Event, Leaf, Link, Matter, Outbox, Serial
from lianxin.queries.access import NotAllowed
from tests import make
from tests.actions.lives import FOUR, fresh
from tests.cast import Cast, moment
from tests.concurrency.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-08-03"
FORWARD = {"to": "37142602", "mode": "FORWARD", "reason": "属地和职能"}


@pytest.fixture
def sorted_out(cast: Cast) -> Matter:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    return fresh(matter)


def press(
    cast: Cast, matter: Matter, action: str = "FORWARD", who: str = "fenban", **facts: object
) -> Callable[[], Event]:
    """The button as it stands on this person's screen."""
    actor, seen = cast(who), fresh(matter)
    return lambda: perform(seen, action, actor=actor, at=moment(DAY), facts=facts or FORWARD)


def test_eight_press_and_one_counts(cast: Cast, sorted_out: Matter) -> None:
    outcomes = together([press(cast, sorted_out, who=who) for who in ("fenban", "fenban2") * 4])
    assert sum(isinstance(o, Event) for o in outcomes) == 1, outcomes
    assert sum(isinstance(o, StaleMatter) for o in outcomes) == 7, outcomes
    told = [o.own for o in outcomes if isinstance(o, StaleMatter)]
    assert (told.count(True), told.count(False)) == (3, 4)  # who was first presses three times more
    matter = fresh(sorted_out)
    assert (matter.state, matter.version, matter.events, matter.handovers) == ("ROUTED", 3, 3, 1)
    assert Event.objects.filter(matter=matter, action="FORWARD").count() == 1
    assert Leaf.objects.filter(event__matter=matter).count() == 3
    assert Clock.objects.filter(matter=matter, period="NOTICE_FWD").count() == 1
    assert Document.objects.filter(matter=matter, kind="D04").count() == 1


def test_different_buttons_on_one_page(cast: Cast, sorted_out: Matter) -> None:
    guide = {"road": "COURT", "where": "人民法院", "answer": "请起诉"}
    outcomes = together([press(cast, sorted_out), press(cast, sorted_out, "DRAFT_GUIDE", **guide)] * 4)
    assert sum(isinstance(o, Event) for o in outcomes) == 1, outcomes
    assert sum(isinstance(o, StaleMatter) for o in outcomes) == 7, outcomes


def test_papers_of_one_organ_are_numbered_without_gap(cast: Cast) -> None:
    matters = [make.file().submission.matter for _ in range(12)]
    for matter in matters:
        make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    outcomes = together([press(cast, matter) for matter in matters])
    assert all(isinstance(o, Event) for o in outcomes), outcomes
    numbers = sorted(Document.objects.filter(kind="D04").values_list("number", flat=True))
    assert len(set(numbers)) == 12
    series = Serial.objects.filter(series__startswith="paper:")
    assert {row.last for row in series} <= {12}


def test_joining_while_the_lead_is_closed(cast: Cast) -> None:
    """Either the letter is joined and must still be served, or the lead is closed and takes nobody."""
    lead = make.served(cast)
    other = make.file(on="2026-08-04").submission.matter
    at, seen, joiner = moment("2026-09-21"), fresh(lead), fresh(other)
    handler, clerk = cast("ziran"), cast("fenban")
    join = {"lead": lead.number, "relation": "DUPLICATE", "reason": "同一事项"}
    outcomes = together(
        [
            lambda: perform(seen, "CLOSE", actor=handler, at=at, facts=FOUR),
            lambda: perform(joiner, "JOIN", actor=clerk, at=at, facts=join),
        ]
    )
    assert sum(isinstance(o, Event) for o in outcomes) == 1, outcomes
    assert isinstance(
        next(o for o in outcomes if not isinstance(o, Event)), NotAllowed | StaleMatter | Invalid
    )
    assert Link.objects.exists() is (fresh(lead).state == "OPINION_SERVED")


SCRIPT = """
import os, sys, django
django.setup()
from datetime import date
from django.db import connection
from lianxin.actions.perform import perform
from lianxin.models import Account, Matter
from lianxin.queries.directory import actor_of
from tests.cast import moment

number, point, nth = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = 0

def die_at(execute, sql, params, many, context):
    global seen
    seen += sql.startswith(point)
    if seen == nth:
        execute(sql, params, many, context)
        os._exit(9)
    return execute(sql, params, many, context)

actor = actor_of(Account.objects.get(username="fenban"), on=date(2026, 8, 3))
with connection.execute_wrapper(die_at):
    perform(Matter.objects.get(number=number), "FORWARD", actor=actor, at=moment("2026-08-03"),
            facts={"to": "37142602", "mode": "FORWARD", "reason": "职能"})
"""


def database_url() -> str:
    """This test's database, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        ('UPDATE "lianxin_matter"', 1),
        ('INSERT INTO "lianxin_event"', 1),
        ('INSERT INTO "lianxin_document"', 1),
        ('INSERT INTO "lianxin_clock"', 1),
        ('INSERT INTO "lianxin_leaf"', 1),
        ('UPDATE "lianxin_matter"', 2),
        ('INSERT INTO "lianxin_outbox"', 1),
    ],
)
def test_a_process_killed_on_the_way_leaves_nothing(
    cast: Cast, sorted_out: Matter, point: str, nth: int
) -> None:
    before = (vars(fresh(sorted_out)) | {"_state": None}, counted())
    died = subprocess.run(
        [sys.executable, "-c", SCRIPT, sorted_out.number, point, str(nth)],
        env={**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": "."},
        capture_output=True,
        check=False,
    )
    assert died.returncode == 9, died.stderr.decode()
    assert (vars(fresh(sorted_out)) | {"_state": None}, counted()) == before
    press(cast, sorted_out)()
    assert fresh(sorted_out).state == "ROUTED"


def counted() -> list[int]:
    return [table.objects.count() for table in (Event, Leaf, Clock, Document, Outbox)]
