"""Notices reach those whom a step concerns, and nobody hears in their own name what happened to another."""

from __future__ import annotations

import pytest

from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.models import Event, Matter, Outbox
from lianxin.queries.progress import progress
from tests import make
from tests.actions.lives import numbers, petitioner, serve, sign_opinion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LI = Person(name="李有田", phone="13912345678", address="前柳村30号")


@pytest.fixture
def pair(cast: Cast) -> tuple[Matter, Matter]:
    """王秀英's matter, with 李有田's joined to it."""
    lead = make.accepted(cast)
    other = make.file(on="2026-08-04", people=(LI,)).submission.matter
    make.act(
        cast, other, "JOIN", "fenban", "2026-08-04", lead=lead.number, relation="DUPLICATE", reason="同一"
    )
    return lead, other


def told(matter: Matter) -> str:
    return "\n".join(row.text for row in Outbox.objects.filter(submission__matter=matter))


def test_only_who_withdrew_is_told_that_they_withdrew(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    li = petitioner(other.submissions.get())
    make.act(cast, lead, "WITHDRAW", li, "2026-08-05", voluntary=True, reason="不想参加")
    assert "撤回" in told(other) and "撤回" not in told(lead)


def test_who_has_left_hears_no_more(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    li = petitioner(other.submissions.get())
    make.act(cast, lead, "WITHDRAW", li, "2026-08-05", voluntary=True, reason="不想参加")
    make.act(cast, lead, "ASK_MATERIAL", "ziran", "2026-08-06", missing="账本", by="2026-08-19")
    assert "账本" in told(lead) and "账本" not in told(other)


def test_service_is_told_to_whom_was_served(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    sign_opinion(cast, lead, "2026-08-20")
    serve(cast, lead, "ziran", "2026-08-21", numbers(lead)[:1])
    assert "送达" in told(lead) and "送达" not in told(other)


def test_one_who_asks_for_review_asks_for_themselves(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    sign_opinion(cast, lead, "2026-08-20")
    serve(cast, lead, "ziran", "2026-08-21")
    make.act(cast, lead, "APPLY_REVIEW", petitioner(lead.submissions.get()), "2026-09-01", reason="不同意")
    assert "申请复查" in told(lead) and "申请复查" not in told(other)


def test_what_a_clerk_enters_is_one_petitioners_own(cast: Cast, pair: tuple[Matter, Matter]) -> None:
    lead, other = pair
    with pytest.raises(Invalid) as fault:
        make.act(cast, lead, "SUPPLEMENT", "dengji", "2026-08-05", content="账本")
    assert set(fault.value.errors) == {"whose"}
    wang, li = numbers(lead)
    make.act(cast, lead, "SUPPLEMENT", "dengji", "2026-08-05", content="账本", whose=li)
    assert Event.objects.get(action="SUPPLEMENT").submission.number == li
    stories = {}
    for row in (lead.submissions.get(), other.submissions.get()):
        page = progress(petitioner(row), row.number, on=cast.today)
        stories[row.number] = [str(one.title) for one in page.story]
    assert "收到补充材料" in stories[li] and "收到补充材料" not in stories[wang]
