"""Earlier letters beside the window and the steps; the page of hot topics."""

import pytest

from lianxin.actions.repeats_index import group_topics
from lianxin.models import Reading
from tests import make
from tests.cast import moment
from tests.queries.test_repeats import CONTENT, OTHER_WORDS, TITLE, _person

pytestmark = pytest.mark.django_db
TYPED = {"title": "酒吧太吵", "content": OTHER_WORDS}


def _noise(n=1):
    given = {"title": TITLE, "content": CONTENT, "requests": ("请管一管",), "people": (_person(n),)}
    return make.file(**given).submission.matter


def text_of(answer):
    return answer.content.decode()


def test_the_window_tells_of_the_same_matter_with_its_reasons_and_keeps_what_was_typed(cast, enter):
    matter, client = _noise(), enter("fenban")
    page = text_of(client.post("/staff/register/alike/", TYPED))
    assert matter.number in page and "噪声扰民" in page and OTHER_WORDS in page and "由您判断" in page
    part = text_of(client.post("/staff/register/alike/", TYPED, headers={"HX-Request": "true"}))
    assert matter.number in part and "<form" not in part
    assert not Reading.objects.exists()  # no person was looked up


@pytest.mark.parametrize("who", ["renshe", "zhenban"])
def test_the_window_of_another_organ_finds_nothing(cast, enter, who):
    _noise()
    assert "没有找到" in text_of(enter(who).post("/staff/register/alike/", TYPED))


@pytest.mark.parametrize("who", ["duban", "tongji", "shenji"])
def test_who_registers_nothing_has_no_window(cast, enter, who):
    assert enter(who).post("/staff/register/alike/", TYPED).status_code == 403


def test_steps_that_judge_repetition_show_earlier_letters_and_others_do_not(cast, enter):
    first, later = _noise(1), _noise(2)
    client = enter("fenban")
    page = text_of(client.get(f"/staff/matters/{later.number}/steps/classify/"))
    assert first.number in page and "文字基本相同" in page
    assert first.number not in text_of(client.get(f"/staff/matters/{later.number}/steps/forward/"))


def test_hot_topics_name_the_matter_and_no_person(cast, enter):
    for n in range(1, 5):
        _noise(n)
    group_topics(at=moment("2026-08-03"))
    page = text_of(enter("fenban").get("/staff/topics/"))
    assert "柳溪苑 · 噪声扰民" in page and "某" not in page
    assert (
        "增多" in page
        and text_of(enter("fenban").get("/staff/topics/?by=rise")).count("柳溪苑 · 噪声扰民") == 1
    )
    assert "没有多人反映" in text_of(enter("renshe").get("/staff/topics/"))
    assert "柳溪苑" not in text_of(enter("tongji").get("/staff/topics/"))
