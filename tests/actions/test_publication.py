"""A finished matter becomes public only with consent, without anybody in it, by two people, and can be taken back."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Document, Matter, Publication
from lianxin.queries.access import NotAllowed, NotFound, buttons
from lianxin.queries.calls import answer, answers
from lianxin.queries.dossier import Dossier
from lianxin.rules.publication import left_over
from tests import make
from tests.actions.lives import FOUR, petitioner
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AFTER = "2026-10-20"
DAY = date(2026, 10, 20)
CLEAN = {
    "title": "补偿款没有发",
    "question": "征地以后钱没有到手。",
    "published_answer": "已查清，三十日内发放。",
}
YES = {"redacted": True, "scope": "公开网站"}


@pytest.fixture
def closed(cast: Cast) -> Matter:
    matter = make.served(cast)
    make.act(cast, matter, "CLOSE", "ziran", AFTER, **FOUR)
    return Matter.objects.get(pk=matter.pk)


def agree(cast: Cast, matter: Matter) -> None:
    make.act(cast, matter, "AGREE_PUBLICATION", petitioner(matter.submissions.get()), AFTER, agreed=True)


def test_nothing_is_drafted_without_consent(cast: Cast, closed: Matter) -> None:
    with pytest.raises(NotAllowed):
        make.act(cast, closed, "DRAFT_PUBLICATION", "ziran", AFTER, **CLEAN)


def test_two_people_and_then_it_is_there(cast: Cast, closed: Matter) -> None:
    agree(cast, closed)
    make.act(cast, closed, "DRAFT_PUBLICATION", "ziran", AFTER, **CLEAN)
    assert answers() == []
    with pytest.raises(NotAllowed, match="起草公开稿的人"):
        make.act(cast, closed, "APPROVE_PUBLICATION", "ziran", AFTER, **YES)
    make.act(cast, closed, "APPROVE_PUBLICATION", "zirantou", AFTER, **YES)
    (told,) = answers(words="补偿款")
    assert (told.title, answers(words="低保")) == ("补偿款没有发", [])
    assert Document.objects.get(kind="D55").body["approver"] == "祖仁厚"


@pytest.mark.parametrize(
    "text", ["王秀英家的地", "王 秀 英", "电话138-1234-1234", "前柳村12号的王某", "{number}"]
)
def test_whoever_is_known_from_the_file_is_not_left_in_it(cast: Cast, closed: Matter, text: str) -> None:
    agree(cast, closed)
    with pytest.raises(Invalid) as fault:
        make.act(
            cast,
            closed,
            "DRAFT_PUBLICATION",
            "ziran",
            AFTER,
            **{**CLEAN, "question": text.format(number=closed.number)},
        )
    assert set(fault.value.errors) == {"question"}
    assert not Publication.objects.exists()


def test_consent_taken_back_takes_it_down(cast: Cast, closed: Matter) -> None:
    agree(cast, closed)
    make.act(cast, closed, "DRAFT_PUBLICATION", "ziran", AFTER, **CLEAN)
    make.act(cast, closed, "APPROVE_PUBLICATION", "zirantou", AFTER, **YES)
    pk = Publication.objects.get().pk
    make.act(cast, closed, "REVOKE_PUBLICATION", petitioner(closed.submissions.get()), AFTER)
    with pytest.raises(NotFound):
        answer(pk)
    with pytest.raises(NotAllowed):
        make.act(cast, closed, "DRAFT_PUBLICATION", "ziran", AFTER, **CLEAN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请拨 0534-1234567", ["0534-1234567"]),
        ("身份证37142619900101123X", ["37142619900101123X"]),
        ("2019年第1234号文件，补偿18000元", []),
        ("（某某）一三八", []),
        ("１３８１２３４１２３４", ["13812341234"]),
    ],
)
def test_numbers_that_name_a_person(text: str, found: list[str]) -> None:
    assert left_over(text, []) == found


def test_nothing_is_offered_for_publication_where_there_is_no_answer(cast: Cast, closed: Matter) -> None:
    """Red once: a matter that was withdrawn and closed asked its petitioner to agree to publish the answer."""
    withdrawn = make.accepted(cast)
    own = petitioner(withdrawn.submissions.get())
    make.act(cast, withdrawn, "WITHDRAW", own, "2026-08-10", voluntary=True, reason="问题已经解决")
    make.act(cast, withdrawn, "CLOSE", "ziran", AFTER, **FOUR)
    offered = lambda matter: {  # noqa: E731
        step.action
        for step, verdict in buttons(petitioner(matter.submissions.get()), Dossier(matter, DAY))
        if verdict
    }
    assert "AGREE_PUBLICATION" in offered(closed)
    assert "AGREE_PUBLICATION" not in offered(Matter.objects.get(pk=withdrawn.pk))
    with pytest.raises(NotAllowed, match="没有可以公开的答复"):
        agree(cast, withdrawn)
