"""The two national editions: which is the law of a day, and that every row can be checked by a lawyer."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lianxin.rules.editions import EDITIONS, NoEdition, UnknownPeriod, edition, edition_on
from lianxin.rules.overlays import apply, load
from lianxin.rules.periods import PAUSE_REASONS, Grade, Side

R05, R22 = EDITIONS
ROWS = [
    pytest.param(rules, row, id=f"{rules.code}-{row.code}")
    for rules in EDITIONS
    for row in rules.periods.values()
]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2005, 5, 1), "cn-2005"),
        (date(2022, 4, 30), "cn-2005"),
        (date(2022, 5, 1), "cn-2022"),
        (date(2099, 1, 1), "cn-2022"),
    ],
)
def test_the_day_of_the_step_picks_the_edition(day, code):
    assert edition_on(day) is edition(code)


def test_before_2005_there_is_none():
    with pytest.raises(NoEdition, match="2005年4月30日（周六）早于《信访条例》施行日"):
        edition_on(date(2005, 4, 30))
    with pytest.raises(NoEdition, match="可用的有：cn-2005、cn-2022"):
        edition("cn-1995")


@pytest.mark.parametrize(("rules", "row"), ROWS)
def test_every_row_says_where_it_comes_from_and_what_it_measures(rules, row):
    assert rules.period(row.code) is row
    assert all([row.label, row.article, row.starts, row.ends])
    assert row.days is None or row.days > 0 or not row.rolls
    assert row.pausable <= set(PAUSE_REASONS)
    assert not row.max_extension or row.extension_article
    if row.grade is Grade.A:
        assert row.article.startswith("《信访") and "条" in row.article


@pytest.mark.parametrize("rules", EDITIONS, ids=lambda rules: rules.code)
def test_what_both_texts_fix(rules):
    days = {code: rules.period(code).days for code in ("ROUTE", "NOTICE_DIRECT", "NOTICE_FWD", "HANDLE")}
    assert days == {"ROUTE": 15, "NOTICE_DIRECT": 15, "NOTICE_FWD": 15, "HANDLE": 60}
    thirty = [rules.period(code).days for code in ("REVIEW_APPLY", "REVIEW", "REREVIEW_APPLY", "REREVIEW")]
    assert thirty == [30, 30, 30, 30]
    assert {row.code for row in rules.periods.values() if row.max_extension} == {"HANDLE"}
    assert {row.code for row in rules.periods.values() if row.pausable} == {"REREVIEW"}
    petitioners = {row.code for row in rules.periods.values() if row.side is Side.PETITIONER}
    hearing = {"HEARING_REQUEST", "HEARING_NOTICE"}
    assert petitioners == {"REVIEW_APPLY", "REREVIEW_APPLY", "RATING", "PUBLIC_NOTICE"} | hearing


def test_where_the_texts_differ():
    assert "OBJECTION" not in R05.periods
    with pytest.raises(UnknownPeriod, match="《信访条例》（2005年）没有名为“OBJECTION”的期限"):
        R05.period("OBJECTION")
    assert R22.switches["handle_clock_scope"] == "ROUTE_6" and R05.switches["handle_clock_scope"] == "ALL"
    assert R22.switches["copy_to_lower"] is False and R05.switches["copy_to_lower"] is True
    assert R22.switches["recommend_feedback_days"] is None and R05.switches["recommend_feedback_days"] == 30
    assert (R05.period("RECOMMEND_FEEDBACK").grade, R22.period("RECOMMEND_FEEDBACK").grade) == ("A", "INF")
    assert R05.switches["max_representatives"] == R22.switches["max_representatives"] == 5
    assert set(R05.switch_rows) == set(R22.switch_rows)


def test_discipline_rules_bind_older_matters_only_where_loaded():
    assert R05.period("DI_NOTICE").grade is Grade.INF and R22.period("DI_NOTICE").grade is Grade.B
    system = load(Path(__file__).parents[2] / "docs" / "overlays" / "discipline.toml")
    assert apply(R05, [system], on=date(2020, 1, 20)).period("DI_NOTICE").grade is Grade.INF
    assert apply(R05, [system], on=date(2020, 1, 21)).period("DI_NOTICE").grade is Grade.B


def test_every_switch_cites_its_article():
    assert all(
        row.article and row.code == code for rules in EDITIONS for code, row in rules.switch_rows.items()
    )


def test_an_edition_cannot_be_changed_in_place():
    with pytest.raises(TypeError):
        R22.periods["HANDLE"] = replace(R22.period("HANDLE"), days=90)
