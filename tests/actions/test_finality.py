"""No longer accepted (第三十六条): the stages listed, a comparison by one person, a decision by another, a notice."""

from __future__ import annotations

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Document, Matter, Outbox
from tests import make
from tests.actions.lives import fresh, rereviewed, reviewed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-11-02"
DECLINE = {"ground": "FINAL", "reason": "同一事实和理由", "what_remains": "有新的事实可以另行提出"}
SAME = "两件都称2019年征地款未付，没有新的事实"


@pytest.fixture
def final(cast: Cast) -> Matter:
    """Through opinion, review and re-review."""
    return rereviewed(cast, reviewed(cast, make.served(cast)))


def again(cast: Cast) -> Matter:
    return make.file(on=DAY).submission.matter


def test_compared_by_one_and_declined_by_another(cast: Cast, final: Matter) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=final.number, comparison=SAME)
    make.act(cast, matter, "DECLINE", "fenban2", DAY, **DECLINE)
    paper = Document.objects.get(matter=matter)
    below = Document.objects.filter(matter=final, kind__in=("D17", "D25", "D27"))
    assert (fresh(matter).state, paper.kind) == ("ANSWERED", "D12")
    assert below.count() == 3 and all(stage.number in paper.body["rereview"] for stage in below)
    assert paper.body["comparison"] == SAME
    assert any("不予受理" in notice.text for notice in Outbox.objects.filter(matter=matter))


def test_not_without_a_comparison(cast: Cast, final: Matter) -> None:
    with pytest.raises(Invalid, match="比较事实和理由") as fault:
        make.act(cast, again(cast), "DECLINE", "fenban", DAY, **DECLINE)
    assert set(fault.value.errors) == {"ground"}


def test_not_by_one_person_alone(cast: Cast, final: Matter) -> None:
    matter = again(cast)
    make.act(cast, matter, "COMPARE_FINAL", "fenban", DAY, lead=final.number, comparison=SAME)
    with pytest.raises(Invalid, match="两个人"):
        make.act(cast, matter, "DECLINE", "fenban", DAY, **DECLINE)
    assert fresh(matter).state == "REGISTERED"


def test_not_against_what_never_went_all_the_way(cast: Cast) -> None:
    once = reviewed(cast, make.served(cast))
    with pytest.raises(Invalid, match="没有送达的复核意见"):
        make.act(cast, again(cast), "COMPARE_FINAL", "fenban", DAY, lead=once.number, comparison=SAME)
