"""Fixtures: the cast on Monday 3 August 2026."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import Cast, found_county

MON_AUG_3 = date(2026, 8, 3)
# A busy machine is no fault of the code: no example is judged by how long it took to make or to run.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The county stands in the test database once; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        found_county(today=MON_AUG_3)


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    """A page asked for in another language leaves it to the thread; each test begins in the source language."""
    translation.activate("zh-hans")


@pytest.fixture
def cast(db: None) -> Cast:
    return found_county(today=MON_AUG_3)


@pytest.fixture
def empty(db: None) -> None:
    """A database with no county in it."""
    from lianxin.models import Account, Organ, Posting, Region, Serial, Tie

    for model in (Posting, Tie, Account, Organ, Serial):
        model.objects.all().delete()
    Region.objects.update(parent=None)
    Region.objects.all().delete()
