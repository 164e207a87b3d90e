"""Published figures: one measurement per row, small cells kept back, percentiles by rank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.rules.figure_rows import FIGURES
from lianxin.rules.figures import SMALLEST, Measured, Unit, percentile, shown


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.code)
def test_each_row_says_what_it_counts(figure) -> None:
    assert figure.numerator and figure.moment and figure.exclusions and figure.article.startswith("《")
    assert bool(figure.denominator) is (figure.unit is not Unit.COUNT)


@pytest.mark.parametrize(
    ("code", "found", "value", "hidden"),
    [
        ("SUBMISSIONS", Measured(4), None, True),
        ("SUBMISSIONS", Measured(5), 5, False),
        ("SUBMISSIONS", Measured(0), 0, False),
        ("ROUTED_ON_TIME", Measured(4, 4), None, True),
        ("ROUTED_ON_TIME", Measured(7, 8), 87.5, False),
        ("ROUTED_ON_TIME", Measured(0, 0), None, False),
        ("RATED", Measured(7, 8), None, True),  # one who did not rate would be known
        ("RATED", Measured(3, 100), None, True),
        ("RATED", Measured(8, 8), 100.0, False),
        ("DAYS_MEDIAN", Measured(30, 4), None, True),
        ("DAYS_MEDIAN", Measured(30, 5), 30, False),
    ],
)
def test_small_cells_are_kept_back(code: str, found: Measured, value: object, hidden: bool) -> None:
    row = shown(FIGURES[code], found)
    assert (row.value, row.hidden) == (value, hidden)


@given(st.integers(0, 60), st.integers(0, 60))
def test_no_small_number_of_people_can_be_read_off(numerator: int, more: int) -> None:
    row = shown(FIGURES["SATISFIED_ORGAN"], Measured(numerator, numerator + more))
    for number in (row.numerator, row.denominator, row.numerator and (row.denominator or 0) - row.numerator):
        assert number is None or number == 0 or number >= SMALLEST


@given(st.lists(st.integers(0, 90), min_size=1, max_size=40), st.sampled_from([0.5, 0.9]))
def test_a_percentile_is_the_value_at_its_rank(days: list[int], share: float) -> None:
    found = percentile([(day, 1) for day in days], share)
    assert sum(day <= found for day in days) >= share * len(days)
    assert sum(day < found for day in days) < share * len(days)
