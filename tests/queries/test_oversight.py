"""The auditor follows who looked and who acted; the accused's own auditor follows nothing of an accusation."""

from __future__ import annotations

import pytest

from lianxin.actions.directory import add_account, post
from lianxin.models import Account, Matter, Reading
from lianxin.queries import oversight
from lianxin.queries.access import NotFound
from lianxin.rules.codes import Role
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db


def look_at(matter: Matter, username: str) -> None:
    who = Account.objects.get(username=username)
    Reading.objects.create(matter=matter, account=who, at=moment("2026-08-03"), what="FILE")


@pytest.fixture
def accusation(cast: Cast) -> Matter:
    matter = make.file(purpose="ACCUSATION", complained_organ="37142602").submission.matter
    look_at(matter, "fenban")
    return matter


def test_the_auditor_sees_looks_at_ordinary_matters(cast: Cast) -> None:
    matter = make.routed(cast)
    look_at(matter, "ziran")
    assert [look.number for look in oversight.readings(cast("shenji"), on=cast.today)] == [matter.number]
    assert [look.what for look in oversight.outline(cast("shenji"), matter.number, on=cast.today)] == [
        "REGISTER",
        "CLASSIFY",
        "FORWARD",
    ]


def test_a_sealed_matter_is_followed_only_where_it_is_owned(cast: Cast, accusation: Matter) -> None:
    add_account("zaishen", name="在审")
    post("zaishen", "37142602", Role.AUDITOR, valid_from=cast.today)
    for outsider in ("zaishen",):
        assert oversight.readings(cast(outsider), on=cast.today) == []
        assert oversight.outline(cast(outsider), accusation.number, on=cast.today) == []
    assert [look.number for look in oversight.readings(cast("shenji"), on=cast.today)] == [accusation.number]


def test_an_accusation_handed_upward_leaves_the_county_auditor_nothing(cast: Cast) -> None:
    matter = make.file(purpose="ACCUSATION", complained_organ="37142600").submission.matter
    look_at(matter, "shifenban")
    assert oversight.readings(cast("shenji"), on=cast.today) == []
    assert oversight.outline(cast("shenji"), matter.number, on=cast.today) == []


def test_for_everybody_else_the_page_does_not_exist(cast: Cast) -> None:
    with pytest.raises(NotFound):
        oversight.readings(cast("fenban"), on=cast.today)
