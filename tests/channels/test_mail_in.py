"""Mail from a mailbox over a real line: taken once, marked after it was taken, a broken line loses nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lianxin.channels.mail_in import NoMailbox, from_imap
from lianxin.models import Submission
from lianxin.rules.office import Inbox
from tests.actions.test_mail import OFFICE, letter
from tests.cast import Cast, moment
from tests.imapserver import ImapServer

pytestmark = pytest.mark.django_db
NOISE = b"\x00\xff not a mail"


@pytest.fixture
def box() -> Iterator[ImapServer]:
    made = ImapServer(letter(mark="a"), letter("楼道灯坏了，请求修好。", mark="b"))
    yield made
    made.close()


def take(box: ImapServer, **more: object) -> tuple[dict[str, int], list[str]]:
    told: list[str] = []
    given = {
        "host": "127.0.0.1",
        "user": "xf",
        "password": "geheim",
        "office": OFFICE,
        "port": box.port,
        "security": "none",
    }
    inbox = Inbox(**{**given, **more})  # type: ignore[arg-type]
    found = from_imap(
        inbox, now=lambda: moment("2026-08-03"), told=lambda name, said: told.append(f"{name} {said}")
    )
    return dict(found), told


def test_unseen_mails_are_registered_and_marked_and_a_second_poll_finds_none(
    cast: Cast, box: ImapServer
) -> None:
    assert take(box) == ({"NEW": 2}, [])
    assert box.flags == {11: {"\\Seen"}, 12: {"\\Seen"}}
    assert take(box) == ({}, [])
    assert Submission.objects.count() == 2


def test_a_line_that_breaks_is_told_and_the_next_poll_goes_on_without_a_second_copy(
    cast: Cast, box: ImapServer
) -> None:
    box.drop_at = 2
    with pytest.raises(NoMailbox):
        take(box)
    assert Submission.objects.count() == 1
    box.flags[11] = set()  # taken, but the mark was lost with the line
    assert take(box)[0] == {"KNOWN": 1, "NEW": 1}
    assert Submission.objects.count() == 2


def test_one_that_says_it_is_too_large_is_not_fetched_and_stays_with_a_flag(
    cast: Cast, box: ImapServer
) -> None:
    box.sizes[11] = 31 * 1024 * 1024
    found, told = take(box)
    assert (found, box.fetched) == ({"REFUSED": 1, "NEW": 1}, 1)
    assert told[0].startswith("11 ") and box.flags[11] == {"\\Seen", "\\Flagged"}


def test_noise_stays_in_the_box_and_stops_nothing(cast: Cast, box: ImapServer) -> None:
    box.mails[11] = NOISE
    found, told = take(box)
    assert found == {"REFUSED": 1, "NEW": 1} and len(told) == 1 and "\\Flagged" in box.flags[11]


def test_one_that_is_deleted_meanwhile_is_passed_over(cast: Cast, box: ImapServer) -> None:
    del box.mails[11]
    assert take(box) == ({"NEW": 1}, [])


@pytest.mark.parametrize(
    ("wrong", "said"), [({"password": "falsch"}, "wrong"), ({"folder": "Nowhere"}, "没有“Nowhere”")]
)
def test_a_box_that_does_not_open_is_told(
    cast: Cast, box: ImapServer, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(NoMailbox, match=said):
        take(box, **wrong)


def test_one_that_is_not_there_is_told(cast: Cast, box: ImapServer) -> None:
    box.close()
    with pytest.raises(NoMailbox):
        take(box)
