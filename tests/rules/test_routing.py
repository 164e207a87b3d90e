"""An office's rules of routing: the whole table of the demo county signed off, and what decides between lines."""

import csv
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lianxin.ops.demo_rules import COLUMNS, ROWS
from lianxin.rules import categories
from lianxin.rules.routing import LEVELS, Case, Known, Rule, choose, read
from tests.rules import sign_off

TABLE = sign_off.TABLES / "routes.csv"
PLACES = sign_off.ROUTE_PLACES
DAY = date(2026, 8, 3)
KNOWN = Known(
    frozenset(PLACES), frozenset(row.code for row in categories.load()), frozenset(row[4] for row in ROWS)
)


def typed(*rows):
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


RULES, FAULTS = read(typed(*ROWS), KNOWN)


def test_every_category_in_every_place_goes_where_the_signed_table_says():
    assert TABLE.read_text("utf-8") == sign_off.written(sign_off.routes())


def test_the_signed_table_has_every_category_every_level_and_every_rule_in_force():
    head, *lines = list(csv.reader(TABLE.open(encoding="utf-8", newline="")))
    assert {line[0] for line in lines} == {row.code for row in categories.load()}
    assert {Case(place, "").level for place in head[2:]} == {"", *LEVELS.values()}
    decided = {cell.split()[1] for line in lines for cell in line[2:] if cell}
    assert decided == {rule.id for rule in RULES if not rule.valid_to or rule.valid_to >= DAY.isoformat()}


def test_priority_then_the_nearer_place_then_the_narrower_subject_decide():
    wide, near, narrow = Rule("R1", "A"), Rule("R2", "B", place="371426101"), Rule("R3", "C", subject="0101")
    first = Rule("R4", "D", priority=1)
    case = Case("371426101201", "0101")
    assert choose([wide, narrow], case, DAY) is narrow
    assert choose([wide, narrow, near], case, DAY) is near
    assert choose([wide, narrow, near, first], case, DAY) is first
    assert choose([near], Case("371426", "0101"), DAY) is None


def test_a_rule_holds_from_its_first_to_its_last_day():
    rule = Rule("R1", "A", valid_from="2026-08-01", valid_to="2026-08-31")
    days = {
        date(2026, 7, 31): False,
        date(2026, 8, 1): True,
        date(2026, 8, 31): True,
        date(2026, 9, 1): False,
    }
    assert {day: rule.holds(Case("371426", "0101"), day) for day in days} == days


@given(st.lists(st.sampled_from(RULES), unique=True), st.sampled_from(PLACES), st.randoms())
def test_the_order_of_the_lines_never_decides(rules, place, random):
    case, shuffled = Case(place, "0103"), list(rules)
    random.shuffle(shuffled)
    assert choose(rules, case, DAY) == choose(shuffled, case, DAY)


def test_wrong_cells_are_named_and_lines_that_tie_are_refused():
    good = ("R001", "371426", "", "02", "37142602", "", "", "")
    rows = typed(good, ("", "9", "HIGH", "x", "", "-1", "2026-02-30", ""), ("",) * 8, ("", *good[1:]))
    rules, errors = read(rows, KNOWN)
    assert set(errors) == {
        "1-place",
        "1-level",
        "1-subject",
        "1-organ",
        "1-priority",
        "1-valid_from",
        "3-priority",
    }
    assert [rule.id for rule in rules] == ["R001", "R003"]
    for priority, wrong in (("9999", set()), ("10000", {"0-priority"}), ("9" * 5000, {"0-priority"})):
        assert set(read(typed((*good[:5], priority, "", "")), KNOWN)[1]) == wrong
    apart = typed((*good[:6], "", "2026-06-30"), ("", *good[1:6], "2026-07-01", ""))
    assert read(apart, KNOWN)[1] == {}
