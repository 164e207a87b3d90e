"""`lianxin check` as people and machines read it."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lianxin.models import Clock, Matter, Outbox, Promise
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(cast: Cast) -> Matter:
    """One matter in order, its notices sent and its promise not yet due."""
    matter = make.routed(cast)
    Outbox.objects.update(sent_at=moment("2026-08-03"))
    Promise.objects.update(include_by=moment("2099-01-01"))
    return matter


def check(*options: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check", *options, stdout=out, stderr=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def test_a_clean_record_ends_well(quiet: Matter) -> None:
    said, code = check("--today", "2026-08-10")
    assert (code, "没有违反" in said) == (0, True)


def test_a_violation_is_told_with_its_number_and_ends_badly(quiet: Matter) -> None:
    Clock.objects.update(stopped_on="2026-08-04")
    said, code = check("--today", "2026-08-10")
    assert code == 1
    assert quiet.number in said


def test_machines_read_json_alone(quiet: Matter) -> None:
    Clock.objects.update(stopped_on="2026-08-04")
    said, code = check("--today", "2026-08-10", "--json")
    told = json.loads(said)
    assert code == 1
    assert {found["rule"] for found in told["findings"] if found["grave"]} == {"CLOCK", "MATTER_DATES"}
    assert told["violations"] == 2


def test_warnings_do_not_fail(quiet: Matter) -> None:
    said, code = check("--today", "2026-12-31", "--json")
    told = json.loads(said)
    assert (code, told["violations"], told["warnings"] > 0) == (0, 0, True)


def test_a_day_that_is_none_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="2026-08-32"):
        check("--today", "2026-08-32")


def test_the_checks_of_the_framework_still_run_first(db: None, settings: object) -> None:
    settings.ROOT_URLCONF = "lianxin.no_such_module"  # type: ignore[attr-defined]
    with pytest.raises(ModuleNotFoundError):
        check()
