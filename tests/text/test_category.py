"""Learning a category from decided messages; the messages are invented."""

from __future__ import annotations

import random
import tracemalloc
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from lianxin.text import category
from lianxin.text.category import Decided
from lianxin.text.category_training import Recipe, TooFew, count, learn

SUBJECTS = {
    "公交": ("3路公交车晚点", "公交站台没有雨棚", "末班车取消", "司机甩站不停车"),
    "学校": ("小学食堂饭菜差", "幼儿园收赞助费", "老师有偿补课", "初中学位不足"),
    "污染": ("化工厂排污水", "烧烤油烟熏人", "工地夜里噪声大", "垃圾焚烧气味刺鼻"),
}
FILLER_SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 80)]
FILLER = ("已经反映多次", "请尽快处理", "影响居民生活", "希望给个答复", "从去年开始就这样", "附近的人都知道")


def messages(count: int, seed: int = 7) -> list[Decided]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        label = list(SUBJECTS)[number % 3]
        said = chance.sample(SUBJECTS[label], 2) + chance.sample(FILLER, 3)
        made.append(Decided(said[0], "，".join(chance.sample(said, 5)), label, f"g{number // 3 % 40}"))
    return made


@pytest.fixture(scope="module")
def model() -> category.CategoryModel:
    return learn(messages(180), Recipe(folds=3), {"version": "t1"})


def test_what_was_learned_is_suggested_with_the_words_that_say_so(model: category.CategoryModel) -> None:
    first, second = model.suggest("公交车总是晚点", "已经反映多次，请尽快处理")
    assert first.value == "公交" and first.score > 0.9 > second.score
    assert "公交" in first.reasons[0] or "晚点" in first.reasons[0]
    assert all(word in "^公交车总是晚点$ 已经反映多次，请尽快处理" for word in first.reasons)
    assert not any("反映多次" in word for word in first.reasons[:1])


def test_the_probabilities_of_all_labels_are_one(model: category.CategoryModel) -> None:
    ranked = model.rank("老师有偿补课", "")
    assert ranked[0][0] == "学校"
    assert sum(chance for _, chance in ranked) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("title, detail", [("", ""), ("x", ""), ("", "🚌" * 50_000), ("\x1f^$", "\n\t ")])
def test_any_text_gets_an_answer(model: category.CategoryModel, title: str, detail: str) -> None:
    assert len(model.suggest(title, detail)) == 2


def test_a_saved_model_says_the_same(model: category.CategoryModel, tmp_path: Path) -> None:
    model.write(tmp_path / "a" / "m.npz")
    again = category.load(tmp_path / "a" / "m.npz")
    for one in messages(12, seed=3):
        for (label, chance), (label_again, chance_again) in zip(
            model.rank(one.title, one.detail), again.rank(one.title, one.detail), strict=True
        ):
            assert label == label_again and chance == pytest.approx(chance_again, abs=0.002)
    assert again.version == "t1" and again.threshold == model.threshold


def test_what_is_no_model_is_refused(model: category.CategoryModel, tmp_path: Path) -> None:
    model.write(tmp_path / "m.npz")
    whole = (tmp_path / "m.npz").read_bytes()
    head = BytesIO()
    np.savez_compressed(head, head=np.frombuffer(b"[1]", dtype=np.uint8))
    crooked = whole[:300] + bytes(300) + whole[600:]
    for data in (b"not a model", whole[:200], whole[: len(whole) // 2], whole[:-1], crooked, head.getvalue()):
        (tmp_path / "m.npz").write_bytes(data)
        with pytest.raises(category.NotAModel):
            category.load(tmp_path / "m.npz")


def test_the_card_tells_how_good_it_was_on_what_it_had_not_seen(model: category.CategoryModel) -> None:
    figures = model.card["out_of_fold"]
    assert figures["n"] == 180 and figures["macro_f1"] > 0.95
    assert set(figures["per_class"]) == set(SUBJECTS)


def test_a_word_never_learned_tells_by_what_it_is_listed_under() -> None:
    listed = category.Listed(
        {"公交": ("bus",), "末班车": ("bus",), "渡船": ("bus",), "小学": ("school",), "私塾": ("school",)}
    )
    learned = learn(messages(180), Recipe(folds=3), listed=listed)
    for word, subject in (("渡船", "公交"), ("私塾", "学校")):
        assert not any(word in one.title + one.detail for one in messages(180))
        first = learned.suggest(word, f"说的是{word}")[0]
        assert first.value == subject and word in " ".join(first.reasons)
    assert learned.suggest("渡船私塾", "")[0].score < learned.suggest("渡船", "渡船")[0].score


def test_labels_without_pattern_are_never_filled_in_beforehand() -> None:
    chance = random.Random(1)
    confused = [Decided(m.title, m.detail, chance.choice("甲乙"), m.group) for m in messages(90)]
    assert learn(confused, Recipe(folds=3)).threshold > 0.9


def test_one_category_is_too_few() -> None:
    with pytest.raises(TooFew):
        learn([m for m in messages(60) if m.label == "公交"])


def test_a_message_of_two_matters_gets_both_each_with_its_own_words(model: category.CategoryModel) -> None:
    both = model.suggest("学校旁边公交站台没有雨棚", "小学食堂饭菜差，3路公交车晚点，请尽快处理")
    found = {one.value: " ".join(one.reasons) for one in both}
    assert set(found) == {"公交", "学校"}
    assert "公交" in found["公交"] and "公交" not in found["学校"]
    assert "食堂" in found["学校"] or "小学" in found["学校"]
    assert not any("请尽快" in words for words in found.values())


def test_two_categories_are_enough() -> None:
    model = learn([m for m in messages(120) if m.label != "污染"], Recipe(folds=3))
    assert model.rank("老师有偿补课", "")[0][0] == "学校" and model.rank("末班车取消", "")[0][0] == "公交"


def test_what_is_read_is_held_as_numbers_not_as_text() -> None:
    chance = random.Random(4)
    letters = [Decided("", "".join(chance.choices(FILLER_SIGNS, k=1200)), "", f"g{n}") for n in range(200)]
    tracemalloc.start()
    counts = count(letters, category.NOTHING, 2)
    peak, held = tracemalloc.get_traced_memory()[1], sum(part.nnz for part in counts.damped)
    tracemalloc.stop()
    assert held > 150_000 and peak < 60 * held  # a piece as text, in a dictionary, takes a hundred bytes
