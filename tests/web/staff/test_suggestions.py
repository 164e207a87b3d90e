"""Suggested categories on the page of classifying."""

from __future__ import annotations

import pytest

from tests import make

pytestmark = pytest.mark.django_db


def page_of(client, matter, query=""):
    return client.get(f"/staff/matters/{matter.number}/steps/CLASSIFY/{query}").content.decode()


def test_suggestions_stand_beside_the_field_with_their_reasons_and_fill_nothing_in(cast, enter):
    matter = make.file().submission.matter
    page = page_of(enter("fenban"), matter)
    assert "供参考的分类" in page and "由用语表得出" in page
    assert "?category=0202#" in page and "自然资源/土地征收" in page and "征地补偿" in page
    assert 'name="category" value=""' in page


def test_a_suggestion_is_taken_over_by_its_link(cast, enter):
    matter = make.file().submission.matter
    page = page_of(enter("fenban"), matter, "?category=0202")
    assert 'name="category" value="自然资源/土地征收"' in page
    assert 'name="category" value=""' in page_of(enter("fenban"), matter, "?category=<b>")


def test_no_suggestion_for_what_is_sealed_or_switched_off(cast, enter, settings):
    sealed = make.file(purpose="ACCUSATION").submission.matter
    assert "供参考的分类" not in page_of(enter("fenban"), sealed)
    settings.SUGGEST_CATEGORY = False
    assert "供参考的分类" not in page_of(enter("fenban"), make.file(external_id="s").submission.matter)
