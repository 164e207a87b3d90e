"""A filing's codes: whatever wrote them, an accusation is sealed and an unknown word refused."""

from __future__ import annotations

import pytest

from lianxin.actions.given import Invalid
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
