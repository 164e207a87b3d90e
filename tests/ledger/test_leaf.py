from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.ledger.leaf import (
    NO_PREVIOUS,
    Leaf,
    NotALeaf,
    NotCanonical,
    canonical,
    commit,
    follows,
    link_key,
    opens,
    parse_entry,
)

SALT = bytes(range(32))
OTHER_SALT = bytes(range(1, 33))
FRI_SEP_25 = datetime(2026, 9, 25, 16, 42, 7, tzinfo=timezone(timedelta(hours=8)))
FILED = {"kind": "submission_filed", "number": "BJXF-2026-000123", "category": "拆迁补偿"}

plain_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


class Kind(StrEnum):
    FILED = "submission_filed"


def test_keys_sort_by_utf16_units_as_rfc_8785_section_3_2_3_prints_them() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    told = json.loads(canonical(dict.fromkeys(keys, 0)))
    assert list(told) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_rfc_8785_section_3_2_2_prints_it() -> None:
    value = {"string": '\u20ac$\u000f\nA\'B"\\\\"/', "literals": [None, True, False]}
    assert canonical(value) == (
        b'{"literals":[null,true,false],"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_an_enumeration_member_is_written_as_its_value() -> None:
    assert canonical({"kind": Kind.FILED}) == b'{"kind":"submission_filed"}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        {"a": float("inf")},
        {1: "a"},
        2**53,
        b"bytes",
        {"\ud800": 1},
        {"at": FRI_SEP_25},
        "\ud800",
        {1, 2},
    ],
)
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@given(plain_json)
def test_canonical_form_is_stable_and_loses_nothing(value: object) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_an_entry_is_laid_out_as_documented() -> None:
    leaf = commit(FILED, salt=SALT, previous=None, at=FRI_SEP_25)
    key = sha256(b"lianxin/link-key/v1\n" + SALT).digest()
    assert leaf.entry() == (
        b"lianxin\x01"
        + sha256(b"lianxin/event/v1\n" + SALT + canonical(FILED)).digest()
        + sha256(b"lianxin/link/v1\n" + key + NO_PREVIOUS).digest()
        + (1790323200).to_bytes(8, "big")
    )
    assert datetime.fromtimestamp(1790323200, UTC) == datetime(2026, 9, 25, 8, tzinfo=UTC)
    assert leaf.leaf_hash() == sha256(b"\x00" + leaf.entry()).digest()


def test_an_entry_reads_back() -> None:
    leaf = commit(FILED, salt=SALT, previous=OTHER_SALT, at=FRI_SEP_25)
    assert parse_entry(leaf.entry()) == leaf


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: entry[:-1],
        lambda entry: entry + b"\x00",
        lambda entry: b"",
        lambda entry: b"L" + entry[1:],
        lambda entry: entry[:7] + b"\x02" + entry[8:],
        lambda entry: entry[:-1] + bytes([entry[-1] ^ 1]),
        lambda entry: entry[:72] + b"\xff" * 8,
    ],
)
def test_a_spoilt_entry_is_refused(spoil) -> None:  # type: ignore[no-untyped-def]
    entry = commit(FILED, salt=SALT, previous=None, at=FRI_SEP_25).entry()
    with pytest.raises(NotALeaf):
        parse_entry(spoil(entry))


def test_an_entry_shows_nothing_of_the_event_and_first_leaves_look_like_any_other() -> None:
    first = commit(FILED, salt=SALT, previous=None, at=FRI_SEP_25)
    again = commit(FILED, salt=OTHER_SALT, previous=None, at=FRI_SEP_25 + timedelta(minutes=17))
    assert first.commitment != again.commitment
    assert first.link != again.link != NO_PREVIOUS
    assert first.hour == again.hour
    for value in FILED.values():
        assert value.encode() not in first.entry()


def test_the_link_key_follows_the_chain_but_does_not_open_the_event() -> None:
    first = commit(FILED, salt=SALT, previous=None, at=FRI_SEP_25)
    second = commit({"kind": "accepted"}, salt=OTHER_SALT, previous=first.commitment, at=FRI_SEP_25)
    assert follows(second, first.commitment, link_key(OTHER_SALT))
    assert not follows(second, None, link_key(OTHER_SALT))
    assert not follows(second, first.commitment, link_key(SALT))
    assert not opens(first, FILED, link_key(SALT))


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)), st.binary(min_size=32, max_size=32))
def test_only_the_same_event_with_the_same_salt_opens_a_leaf(event: dict[str, str], salt: bytes) -> None:
    leaf = commit(event, salt=salt, previous=None, at=FRI_SEP_25)
    assert opens(leaf, event, salt)
    assert not opens(leaf, {**event, "另": "一"}, salt)
    assert not opens(leaf, event, bytes(32) if any(salt) else SALT)


def test_wrong_lengths_and_a_time_without_zone_are_refused() -> None:
    for salt, previous, at in [
        (SALT[:-1], None, FRI_SEP_25),
        (SALT, b"short", FRI_SEP_25),
        (SALT, None, FRI_SEP_25.replace(tzinfo=None)),
        (SALT, None, datetime(1969, 1, 1, tzinfo=UTC)),
    ]:
        with pytest.raises(NotALeaf):
            commit(FILED, salt=salt, previous=previous, at=at)
    with pytest.raises(NotALeaf):
        Leaf(SALT, SALT, 3601)
