"""Figures of a classifier against sums done by hand."""

from __future__ import annotations

import pytest

from lianxin.text import figures

TRUTH = ["a", "a", "b", "c"]
RANKED: list[figures.Ranked] = [
    [("a", 0.9), ("b", 0.1)],
    [("b", 0.6), ("a", 0.4)],
    [("b", 0.8), ("a", 0.2)],
    [("a", 0.5), ("b", 0.3), ("c", 0.2)],
]


def test_per_class_and_means() -> None:
    classes = figures.per_class(TRUTH, [row[0][0] for row in RANKED])
    assert classes["a"] == figures.PerClass(0.5, 0.5, 0.5, 2)
    assert classes["b"] == figures.PerClass(0.5, 1.0, pytest.approx(2 / 3), 1)
    assert classes["c"].f1 == 0
    assert figures.macro_f1(classes) == pytest.approx((0.5 + 2 / 3) / 3)
    assert figures.weighted_f1(classes) == pytest.approx((2 * 0.5 + 2 / 3) / 4)


def test_first_and_second_answers() -> None:
    assert figures.top(TRUTH, RANKED, 1) == 0.5
    assert figures.top(TRUTH, RANKED, 2) == 0.75


def test_calibration_is_the_mean_gap_between_said_and_found() -> None:
    assert figures.calibration_error(["a", "b"], [[("a", 0.8)], [("a", 0.8)]]) == pytest.approx(0.3)


def test_the_threshold_is_where_answers_are_right_often_enough() -> None:
    assert figures.threshold_for(1.0, TRUTH, RANKED, least=2) == 0.8
    assert figures.threshold_for(0.6, TRUTH, RANKED, least=2) == 0.6
    assert figures.threshold_for(0.97, ["x"], [[("a", 0.9)]], least=1) > 1


def test_a_few_lucky_answers_set_no_threshold() -> None:
    assert figures.threshold_for(0.97, ["a"] * 29, [[("a", 0.9)]] * 29) > 1
    assert figures.threshold_for(0.97, ["a"] * 30, [[("a", 0.9)]] * 30) == 0.9


def test_rouge_counts_letters_and_digits_each_as_often_as_both_have_it() -> None:
    assert figures.rouge("路灯，路灯坏了3天", "路灯 3 盏", 1) == figures.Overlap(3 / 4, 2 * 3 / (8 + 4))
    assert figures.rouge("路灯，路灯坏了3天", "灯坏", 2) == figures.Overlap(1.0, 2 / (7 + 1))
    assert figures.rouge("", "！", 1) == figures.Overlap(0.0, 0.0)
