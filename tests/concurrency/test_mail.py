"""One mail that is taken by several at the same moment."""

from __future__ import annotations

from collections import Counter

import pytest

from lianxin.actions import mail
from lianxin.models import Outbox, Submission, Throttle
from tests.actions.test_mail import AT, OFFICE, letter
from tests.cast import Cast
from tests.concurrency.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mail_that_comes_twice_at_once_is_answered_and_counted_once(cast: Cast) -> None:
    raws = [letter(more=f"X-Copy: {n}\n") for n in range(6)]
    outcomes = together([lambda raw=raw: mail.take(raw, OFFICE, at=AT).outcome for raw in raws])
    assert Counter(map(str, outcomes)) == {"NEW": 1, "KNOWN": 5}
    assert (Submission.objects.count(), Outbox.objects.count()) == (1, 1)
    assert Throttle.objects.get().hits == 1
