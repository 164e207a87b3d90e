"""Numbers, codes and names as people type them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianxin.rules import identity
from lianxin.rules.identity import BadEntry, Number, number, parse_number
from lianxin.rules.wording import Said

TABLE = list(
    csv.DictReader((Path(__file__).parent / "tables/identity.csv").open(encoding="utf-8", newline=""))
)
RIGHT_CREDIT = "91350100M000100Y43"
DIGITS = "0123456789"
TO_FULL_WIDTH = str.maketrans(DIGITS + "-", "０１２３４５６７８９－")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['kind']}:{row['typed']}")
def test_what_was_typed_becomes_one_form_or_a_sentence(row: dict[str, str]) -> None:
    read: Callable[[str], str] = getattr(identity, row["kind"])
    if not row["said"]:
        assert read(row["typed"]) == row["result"]
        assert read(row["result"]) == row["result"]
        return
    with pytest.raises(BadEntry) as refusal:
        read(row["typed"])
    assert isinstance(refusal.value.said, Said)
    assert str(refusal.value) == str(refusal.value.said) == row["said"]


@given(st.integers(0, 16), st.sampled_from(DIGITS))
def test_any_wrong_digit_of_a_citizen_number_is_found(place: int, digit: str) -> None:
    right = "11010519491231002X"
    assume(right[place] != digit)
    with pytest.raises(BadEntry):
        identity.citizen_id(right[:place] + digit + right[place + 1 :])


@pytest.mark.parametrize(
    "place", [place for place in range(17) if RIGHT_CREDIT[place] != RIGHT_CREDIT[place + 1]]
)
def test_any_swap_in_a_credit_code_is_found(place: int) -> None:
    right = RIGHT_CREDIT
    with pytest.raises(BadEntry):
        identity.credit_code(right[:place] + right[place + 1] + right[place] + right[place + 2 :])


def test_a_credit_code_of_figures_alone_is_taken_as_one() -> None:
    code = "510000000000000031"
    assert identity.credit_code(code) == identity.id_number(code) == code
    with pytest.raises(BadEntry):
        identity.citizen_id(code)


def test_names_of_fifty_characters_pass_and_of_fifty_one_do_not() -> None:
    assert identity.person_name("阿" * 50) == "阿" * 50
    with pytest.raises(BadEntry, match="最多50个字，现在有51个"):
        identity.person_name("阿" * 51)


def test_invisible_characters_in_a_pasted_name_fall_away() -> None:
    assert identity.person_name("\ufeff张\u200b三\u202e") == "张三"


@pytest.mark.parametrize("typed", ["张\x00三", "张\x1b三", "张\ud842三"])
def test_control_characters_are_no_name(typed: str) -> None:
    with pytest.raises(BadEntry, match="无法显示"):
        identity.person_name(typed)


@given(st.text())
def test_a_name_passes_unchanged_the_second_time_or_is_refused(typed: str) -> None:
    try:
        name = identity.person_name(typed)
    except BadEntry:
        return
    assert identity.person_name(name) == name


@given(st.text())
@pytest.mark.parametrize(
    "kind", ["citizen_id", "credit_code", "id_number", "phone", "parse_number", "normalise_query_code"]
)
def test_no_text_whatever_breaks_a_reader(kind: str, typed: str) -> None:
    try:
        getattr(identity, kind)(typed)
    except BadEntry as refusal:
        assert len(str(refusal)) < 50


# --- numbers ---

NUMBERS = st.builds(
    number,
    st.text(DIGITS, min_size=8, max_size=8),
    st.integers(1949, 2999),
    st.integers(1, 10**7),
)


def test_the_written_form_of_a_number() -> None:
    assert number("37142601", 2026, 12) == "37142601-2026-00012-" + number("37142601", 2026, 12)[-1]
    assert number("37142601", 2026, 100_000).split("-")[2] == "100000"
    assert identity._damm("572") == "4"


@given(NUMBERS)
def test_a_number_is_read_back_however_it_is_typed(written: str) -> None:
    read = parse_number(written)
    assert str(read) == written
    assert parse_number(written.replace("-", "")) == read
    assert parse_number(f"  {written.replace('-', ' — ')} 号 ") == read
    assert parse_number(written.translate(TO_FULL_WIDTH)) == read


@given(NUMBERS, st.data())
def test_any_wrong_digit_in_a_number_is_found(written: str, data: st.DataObject) -> None:
    digits = written.replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([d for d in DIGITS if d != digits[place]]))
    with pytest.raises(BadEntry):
        parse_number(digits[:place] + wrong + digits[place + 1 :])


@given(NUMBERS)
def test_any_two_neighbours_swapped_in_a_number_are_found(written: str) -> None:
    digits = written.replace("-", "")
    for place, (left, right) in enumerate(pairwise(digits)):
        if left != right:
            with pytest.raises(BadEntry):
                parse_number(digits[:place] + right + left + digits[place + 2 :])


def test_a_number_has_one_spelling_only() -> None:
    padded = "37142601" + "2026" + "000012"
    with pytest.raises(BadEntry, match="位数不对"):
        parse_number(padded + identity._damm(padded))


@pytest.mark.parametrize(
    "typed", ["", "三七一四", "37142601", "37142601-2026-00012", "<script>", "37142601-2026-12-5"]
)
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadEntry, match="37142601-2026-00012-"):
        parse_number(typed)


@pytest.mark.parametrize(
    "parts", [("3714", 2026, 1), ("3714260A", 2026, 1), ("37142601", 26, 1), ("37142601", 2026, 0)]
)
def test_impossible_parts_make_no_number(parts: tuple[str, int, int]) -> None:
    with pytest.raises(ValueError, match="no number"):
        number(*parts)


def test_numbers_are_values() -> None:
    assert parse_number(number("37142601", 2026, 12)) == Number("37142601", 2026, 12)


# --- query codes ---


@st.composite
def query_codes(draw: st.DrawFn) -> str:
    return identity.query_code(lambda below: draw(st.integers(0, below - 1)))


def test_the_alphabet_has_no_look_alikes_and_a_prime_size() -> None:
    assert len(identity.QUERY_ALPHABET) == len(set(identity.QUERY_ALPHABET)) == 23
    assert not set("01OQDILUNZSBG") & set(identity.QUERY_ALPHABET)


@given(query_codes())
def test_a_query_code_is_read_back_however_it_is_typed(code: str) -> None:
    assert [len(group) for group in code.split("-")] == [3, 3, 4]
    assert identity.normalise_query_code(code) == code
    assert identity.normalise_query_code(f" {code.lower().replace('-', ' ')} ") == code
    assert identity.normalise_query_code(code.replace("8", "B").replace("2", "z").replace("V", "u")) == code


@given(query_codes(), st.data())
def test_any_slip_or_swap_in_a_query_code_is_found(code: str, data: st.DataObject) -> None:
    bare = code.replace("-", "")
    place = data.draw(st.integers(0, 9))
    wrong = data.draw(st.sampled_from([c for c in identity.QUERY_ALPHABET if c != bare[place]]))
    with pytest.raises(BadEntry, match="校验不对"):
        identity.normalise_query_code(bare[:place] + wrong + bare[place + 1 :])
    for at, (left, right) in enumerate(pairwise(bare)):
        if left != right:
            with pytest.raises(BadEntry, match="校验不对"):
                identity.normalise_query_code(bare[:at] + right + left + bare[at + 2 :])


@pytest.mark.parametrize(("typed", "said"), [("A3F", "应为10位，现在是3位"), ("A3F-7K9-M2X0", "不会有“0”")])
def test_what_is_no_query_code_is_refused(typed: str, said: str) -> None:
    with pytest.raises(BadEntry, match=said):
        identity.normalise_query_code(typed)
