"""Many at once: whose browser works is let in, who waits is let in, who floods is not; in quiet times nobody notices."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from lianxin.actions.admission import EVERYBODY, LIFE, MOST_FILED, MOST_SLOW, SLOW, admit, is_worked, ticket
from lianxin.actions.given import Invalid
from lianxin.actions.throttle import spend
from lianxin.models import Throttle
from tests.cast import moment

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")


@pytest.fixture
def crowd(settings) -> None:
    settings.PRESSURE = 3
    for _ in range(3):
        spend((EVERYBODY,), at=AT, most=100)


def let_in(
    key: str = "k", client: str = "10.0.0.1", given: str = "", answer: str = "", after: int = 0
) -> None:
    admit(key, client=client, ticket=given, answer=answer, at=AT + timedelta(seconds=after))


def worked(given: str) -> str:
    return next(str(n) for n in count() if is_worked(given, str(n)))


def test_in_quiet_times_nothing_is_asked():
    assert ticket("k", at=AT) == ""
    let_in()


@pytest.mark.usefixtures("crowd")
def test_work_opens_for_its_own_draft_only():
    given = ticket("k", at=AT)
    answer = worked(given)
    let_in(given=given, answer=answer)
    with pytest.raises(Invalid, match="再按一次"):
        let_in(key="another", given=given, answer=answer)
    for _ in range(3):
        spend((EVERYBODY,), at=AT + timedelta(seconds=LIFE + 1), most=100)
    with pytest.raises(Invalid, match="再按一次"):
        let_in(given=given, answer=answer, after=LIFE + 1)


@pytest.mark.usefixtures("crowd")
def test_waiting_opens_too_and_the_wait_is_not_begun_anew():
    given = ticket("k", at=AT)
    with pytest.raises(Invalid, match="请等40秒"):
        let_in(given=given, after=20)
    later = AT + timedelta(seconds=20)
    assert ticket("k", at=later, held=given) == given != ticket("k", at=later, held="1.forged")
    let_in(given=given, after=SLOW)


@pytest.mark.usefixtures("crowd")
def test_the_slow_lane_is_narrow_for_one_address():
    for n in range(MOST_SLOW):
        let_in(key=f"k{n}", given=ticket(f"k{n}", at=AT), after=SLOW)
    with pytest.raises(Invalid, match="接待窗口"):
        let_in(key="k", given=ticket("k", at=AT), after=SLOW)
    let_in(key="k", client="10.0.0.2", given=ticket("k", at=AT), after=SLOW)


@pytest.mark.usefixtures("crowd")
def test_the_crowd_gone_nothing_is_asked_again():
    """A spike sheds load while it lasts and leaves nothing behind: half an hour later all are let in as before."""
    with pytest.raises(Invalid):
        let_in()
    assert ticket("k", at=AT)
    later = 30 * 60
    assert ticket("k", at=AT + timedelta(seconds=later)) == ""
    let_in(after=later)


@pytest.mark.parametrize(
    "forged", ["", "x", "1.2", "²." + "0" * 32, "9" * 400, f"{int(AT.timestamp())}.{'0' * 32}"]
)
@pytest.mark.usefixtures("crowd")
def test_a_forged_ticket_opens_nothing(forged):
    with pytest.raises(Invalid):
        let_in(given=forged, answer="1", after=SLOW)


def test_one_address_that_floods_is_told_so_and_no_address_is_kept():
    for n in range(MOST_FILED):
        let_in(key=str(n))
    with pytest.raises(Invalid, match="从这个网络地址提交的太多了"):
        let_in()
    let_in(client="10.0.0.2")
    assert not Throttle.objects.filter(key__contains="10.0").exists()
