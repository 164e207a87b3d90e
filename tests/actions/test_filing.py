"""A filing's codes: whatever wrote them, an accusation is sealed and an unknown word refused."""

from __future__ import annotations

import pytest

from lianxin.actions.given import Invalid
from lianxin.queries.log import content_digest
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_an_accusation_named_by_plain_text_is_sealed(cast: Cast) -> None:
    assert make.file(purpose="ACCUSATION").submission.matter.sealed


@pytest.mark.parametrize("name", ["channel", "purpose"])
def test_an_unknown_code_is_refused_beside_its_field(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        make.file(**{name: "PIGEON"})
    assert name in refused.value.errors


def test_what_was_filed_keeps_its_hash_behind_the_wall(cast: Cast) -> None:
    row = make.file(requests=("请查处",)).submission
    before = content_digest(row)
    lines = [{"legal_class": "ACCUSATION"}]
    make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **{**make.CLASSIFY, "requests": lines})
    row.refresh_from_db()
    assert row.matter.sealed and not row.content
    assert content_digest(row) == before


def test_the_receipt_covers_every_request(cast: Cast) -> None:
    row = make.file(requests=("请查处", "请公开账目")).submission
    before = content_digest(row)
    row.asked = ["请查处"]
    assert content_digest(row) != before


def test_a_filing_without_a_title_gets_one_that_names_nobody(cast: Cast) -> None:
    said = "我叫王秀英，电话13812341234，家住临水县前柳村12号。楼上漏水，物业不管。"
    row = make.file(title="", content=said, requests=()).submission
    assert (row.title, row.matter.title) == ("楼上漏水，物业不管", "楼上漏水，物业不管")
    assert row.asked == ["楼上漏水，物业不管"]
