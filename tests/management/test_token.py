"""`lianxin token`: keys for machines."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lianxin.models import ApiToken
from lianxin.queries.keys import holder_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def say(*words: str) -> str:
    said = StringIO()
    call_command("token", *words, stdout=said, stderr=StringIO())
    return said.getvalue().strip()


def test_a_key_is_told_once_kept_as_a_hash_and_ends(cast: Cast) -> None:
    key = say("create", "fenban", "--label", "对接平台", "--days", "30")
    row, today = ApiToken.objects.get(), timezone.localdate()
    assert key.startswith("lx_") and key not in str(vars(row))
    assert holder_of(key, on=today + timedelta(days=30)).username == "fenban"
    assert holder_of(key, on=today + timedelta(days=31)) is None
    assert "对接平台" in say("list") and "有效" in say("list") and key not in say("list")


def test_a_revoked_key_opens_nothing(cast: Cast) -> None:
    key = say("create", "fenban", "--label", "x")
    say("revoke", str(ApiToken.objects.get().pk))
    assert holder_of(key, on=timezone.localdate()) is None
    assert "已撤销" in say("list")


@pytest.mark.parametrize(
    "words",
    [
        ("create", "nobody", "--label", "x"),
        ("create", "fenban", "--label", " "),
        ("create", "fenban", "--label", "x", "--days", "0"),
        ("create", "fenban", "--label", "x", "--days", "9999"),
        ("revoke", "99"),
        ("create", "fenban"),
    ],
)
def test_what_cannot_be_is_said(cast: Cast, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        say(*words)
    assert ApiToken.objects.count() == 0
