"""A browser without scripts, one for each member of the cast, on a Monday at ten in China."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, moment

Enter = Callable[..., Client]


@pytest.fixture
def browser() -> Client:
    """Nobody's, in Chinese."""
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    return client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the day on which the pages are opened; they start on 3 August 2026."""

    def set_to(day: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment(day))

    set_to("2026-08-03")
    return set_to


@pytest.fixture
def enter(cast: Cast, clock: Callable[[str], None]) -> Enter:
    """The browser of one person, signed in."""

    def entered(username: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(cast.account(username))
        return client

    return entered
