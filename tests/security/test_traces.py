"""What is hidden leaves no trace: every page reads the same, letter for letter, whether the accusation is there or not."""

from __future__ import annotations

import re
from itertools import zip_longest

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from lianxin.actions.repeats_index import group_topics
from lianxin.rules.codes import Purpose
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
# The accused's chief, who reviews them, the accused's neighbour, administrator, auditor, clerk; and anybody.
WHO = ("zirantou", "xianfu", "renshe", "guanli", "shenji", "tongji", "dengji", None)
# Hours, marks of forms and the token of a session, which differ by themselves.
ITSELF = re.compile(r"csrf|data-tray|received_time|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}", re.IGNORECASE)
Read = dict[tuple[str | None, str], tuple[int, str, list[str]]]


def addresses(patterns: list[object], prefix: str = "/") -> list[str]:
    """Every address of the site."""
    found: list[str] = []
    for each in patterns:
        below = getattr(each, "url_patterns", None)
        own = prefix + str(each.pattern)  # type: ignore[attr-defined]
        found += [own] if below is None else addresses(below, own)
    return found


def pages(number: str, hidden: str) -> list[str]:
    """All pages that need no other key than a number, asked about an open matter and about the hidden one. Not the
    outline that an auditor of the office which has it may follow by its number (`access.auditable`).
    """
    named = [
        re.sub(r"<(str|slug):number>", of, each).replace("<slug:form>", "csv")
        for of in (number, hidden)
        for each in addresses(get_resolver().url_patterns)
    ]
    plain = sorted(
        {each for each in named if "<" not in each and not each.startswith(("/_", "/accounts/logout"))}
    )
    looked_for = ("侵吞", "补偿款", "王秀英", hidden, hidden[:-4])
    steps = ("JOIN", "RELATE", "FORWARD", "CLASSIFY", "SUPPLEMENT")
    return [
        *plain,
        *(f"/staff/search/?q={words}" for words in looked_for),
        *(f"/staff/?tab={tab}" for tab in ("ALL", "MINE", "OPEN", "SEALED")),
        *(f"/staff/matters/{of}/steps/{step}/" for of in (number, hidden) for step in steps),
        "/staff/register/alike/?title=征地补偿款没有发放&content=2019年征了我家三亩地，补偿款至今没有发到手。",
        f"/staff/register/?reserved={hidden}",
    ]


def read(cast: Cast, number: str, hidden: str) -> Read:
    found: Read = {}
    for who in WHO:
        browser = Client(raise_request_exception=False)
        if who:
            browser.force_login(cast.account(who))
        for page in pages(number, hidden):
            answer = browser.get(page)
            body = answer.getvalue().decode("utf-8", "replace")
            lines = [line for line in body.split("\n") if not ITSELF.search(line)]
            found[who, page] = (answer.status_code, answer.headers.get("Location", ""), lines)
    return found


KINDS: dict[str, dict[str, object]] = {
    "declared": {"purpose": Purpose.ACCUSATION, "content": make.ACCUSING, "complained_organ": "37142602"},
    "held": {"content": make.ACCUSING, "complained_organ": "37142602"},
}


def test_no_page_reads_otherwise_because_of_what_is_hidden(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    number, hidden = make.accepted(cast).number, ""
    with transaction.atomic():
        hidden = make.file().submission.number
        transaction.set_rollback(True)
    group_topics(at=moment("2026-08-03"))
    before = read(cast, number, hidden)
    assert sum(status == 200 for status, _where, _lines in before.values()) > 150
    for kind, facts in KINDS.items():
        with transaction.atomic():
            row = make.file(**facts).submission
            assert (row.number, row.matter.sealed) == (hidden, True)
            group_topics(at=moment("2026-08-03"))
            after = read(cast, number, hidden)
            transaction.set_rollback(True)
        told = [
            (
                kind,
                key,
                after[key][0],
                [pair for pair in zip_longest(before[key][2], after[key][2]) if pair[0] != pair[1]][:2],
            )
            for key in before
            if before[key] != after[key]
        ]
        assert told == []
