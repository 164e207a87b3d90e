"""The nightly lesson: when it is taken, when it is not, and what is then suggested."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from lianxin.ops import learning
from lianxin.queries import suggestions
from lianxin.text.category import Decided
from tests.cast import moment
from tests.text.test_category import messages

CODES = {"公交": "0902", "学校": "0603", "污染": "1401"}
NIGHT = moment("2026-08-04", 3)


@pytest.fixture
def home(settings, tmp_path):
    settings.TEXT_DIR = tmp_path / "text"
    return settings.TEXT_DIR


def decided(count, codes=CODES):
    return [Decided(m.title, m.detail, codes[m.label], f"g{n}") for n, m in enumerate(messages(count))]


def test_too_few_decisions_leave_the_list_of_words_in_force(home):
    assert "还不够：150件" in str(learning.lesson(decided(150), NIGHT))
    assert suggestions.learned_model() is None and suggestions.card() == {}
    assert not suggestions.of_words("公交车晚点", "").learned


def test_a_better_model_is_put_in_force_with_its_card(home):
    # This office files what the list would call otherwise: only its own decisions can tell.
    own = {"公交": "0303", "学校": "1608", "污染": "1110"}
    assert "已启用" in str(learning.lesson(decided(330, own), NIGHT))
    proposal = suggestions.of_words("公交车晚点", "末班车取消，请尽快处理")
    assert proposal.learned and proposal.engine == "category-20260804-030000"
    assert proposal.rows[0].value == "0303" == proposal.filled and proposal.rows[0].reasons
    card = suggestions.card()
    assert card["n"] == 330 and card["per_class"]["城乡建设/城市建设和管理"]["f1"] > 0.9
    assert str(learning.lesson(decided(330, own), NIGHT + timedelta(days=1))) == "没有新的分类可学"


@pytest.mark.parametrize("text", ["", "（邮件没有正文，见附件）", "？！"])
def test_of_no_words_a_model_suggests_nothing(home, text):
    learning.lesson(decided(330), NIGHT)
    assert suggestions.learned_model() and suggestions.of_words(text, text).rows == ()


def test_the_same_decisions_are_learned_anew_once_the_list_of_words_is_another(home, settings, tmp_path):
    learning.lesson(decided(330), NIGHT)
    settings.CATEGORY_WORDS = tmp_path / "words.csv"
    settings.CATEGORY_WORDS.write_text("code,words\n0902,公交 末班车\n", "utf-8")
    assert "已启用" in str(learning.lesson(decided(330), NIGHT + timedelta(days=1)))


def test_a_model_that_cannot_be_read_gives_way_to_the_one_before_and_to_the_list(home, caplog):
    learning.lesson(decided(330), NIGHT)
    whole = (home / "category-20260804-030000.npz").read_bytes()
    (home / "category-20260805-030000.npz").write_bytes(whole[: len(whole) // 2])
    assert suggestions.of_words("公交车晚点", "").engine == "category-20260804-030000"
    assert "20260805" in caplog.text
    (home / "category-20260804-030000.npz").write_bytes(b"")
    assert suggestions.learned_model() is None and not suggestions.of_words("公交车晚点", "").learned


def test_as_many_decisions_as_before_are_learned_when_they_are_others(home):
    """An office of more decisions than are learned from has as many every night; a decision may be corrected."""
    learning.lesson(decided(330), NIGHT)
    corrected = [*decided(330)[1:], *decided(331)[-1:]]
    assert "已启用" in str(learning.lesson(corrected, NIGHT + timedelta(days=1)))
    assert str(learning.lesson(corrected, NIGHT + timedelta(days=2))) == "没有新的分类可学"


def test_a_model_no_better_than_the_list_is_not_put_in_force(home):
    words = suggestions.office_words()
    listed = [Decided(d.title, d.detail, words.rank(d.title, d.detail)[0][0], d.group) for d in decided(400)]
    assert "用语表的100.0%，没有启用" in str(learning.lesson(listed, NIGHT))
    assert suggestions.learned_model() is None and not suggestions.of_words("公交车晚点", "").learned


def test_of_decisions_that_nobody_can_learn_none_is_filled_in_beforehand(home):
    chance = random.Random(2)
    confused = [Decided(d.title, d.detail, chance.choice(["0101", "1801"]), d.group) for d in decided(330)]
    assert "已启用" in str(learning.lesson(confused + decided(30), NIGHT))  # it beats the list, and no more
    assert suggestions.of_words("公交车晚点", "").filled == ""


def test_a_rare_category_is_still_suggested_from_the_list(home):
    learning.lesson(decided(330, {"公交": "0303", "学校": "1608", "污染": "1110"}), NIGHT)
    proposal = suggestions.of_words("水库移民补助", "库区移民直补资金没有发")
    assert proposal.filled == "" and proposal.rows[1].value == "0111"


def test_switched_off_nothing_is_learned(home, settings):
    settings.SUGGEST_CATEGORY = False
    assert str(learning.learn_categories(NIGHT)) == "分类建议已关闭"
