"""A citizen's browser without scripts, and a submission filed with it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast

KIND = {"purpose": "REQUEST"}
WHAT = {"content": "2019年征了我家三亩地，补偿款至今没有发到手。", "requests-0": "请发放拖欠的征地补偿款"}
WHERE = {"region": "371426101", "complained_organ": "临水县自然资源局"}
YOU = {
    "signing": "NAMED",
    "people-0-name": "王秀英",
    "people-0-phone": "138 1234 1234",
    "people-0-address": "前柳村12号",
}
CODE = re.compile(r'<p class="code">([^<]+)</p>')


@pytest.fixture
def browser(cast: Cast, browser: Client) -> Client:
    """Opened while the county stands."""
    return browser


def send(browser: Client, page: str, **typed: str):
    """Press "continue" on one page of the form."""
    return browser.post(f"/petition/{page}/", {"go": "next", **typed})


def fill(browser: Client, **pages: dict[str, str]) -> None:
    """All pages up to the read-back page, each with what it is given here or as usual."""
    usual = {"kind": KIND, "what": WHAT, "where": WHERE, "you": YOU}
    for name, typed in usual.items():
        send(browser, name, **pages.get(name, typed))


def slip_of(page: str) -> tuple[str, str]:
    """Number and query code as they stand on the receipt page."""
    number, code = CODE.findall(page)
    return number, code


@pytest.fixture
def filed(browser: Client) -> Callable[..., tuple[str, str]]:
    """File through the pages; number and query code."""

    def through_the_pages(**pages: dict[str, str]) -> tuple[str, str]:
        fill(browser, **pages)
        answer = browser.post("/petition/check/", {"go": "send"}, follow=True)
        return slip_of(answer.content.decode())

    return through_the_pages
