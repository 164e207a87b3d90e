"""Hints at another road: shown for the right words, never decided."""

from __future__ import annotations

import pytest

from lianxin.rules.codes import Purpose
from lianxin.rules.doors import DOORS, hints


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("老板拖欠工资半年", ["ARBITRATION"]),
        ("我不服法院判决", ["COURT"]),
        ("他现在正在打我，救命", ["EMERGENCY"]),
        ("村长贪污公款，法院不管", ["COURT", "DISCIPLINE"]),
        ("路灯坏了", []),
        ("", []),
    ],
)
def test_words_point_at_their_road(text, codes):
    assert [door.code for door in hints([text], Purpose.REQUEST)] == codes


def test_the_sealed_road_is_not_pointed_at_from_itself():
    assert hints(["局长受贿"], Purpose.ACCUSATION) == ()


def test_every_door_cites_its_article_and_asks_a_question():
    assert len({door.code for door in DOORS}) == len(DOORS)
    for door in DOORS:
        assert "第" in door.article
        assert door.question.endswith("？")
        assert door.words
