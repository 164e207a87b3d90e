"""Masks hide what they should, are known again as masks, and every personal field has its reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.rules.codes import Role
from lianxin.rules.privacy import FIELDS, PersonalField, is_masked, mask_name

TABLE = list(csv.DictReader((Path(__file__).parent / "tables/masks.csv").open(encoding="utf-8", newline="")))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['field']}:{row['value']}")
def test_mask(row: dict[str, str]) -> None:
    assert FIELDS[row["field"]].mask(row["value"]) == row["masked"]


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
@given(st.text(min_size=1).filter(str.strip))
def test_every_mask_is_known_as_a_mask(field: PersonalField, value: str) -> None:
    masked = field.mask(value)
    assert is_masked(masked)
    assert masked != value.strip() or is_masked(value)


@given(st.dates().map(lambda day: day.strftime("%Y%m%d")))
def test_no_mask_shows_the_birth_date(birth: str) -> None:
    assert birth[2:] not in FIELDS["id_number"].mask(f"110105{birth:0>8}002X")


def test_a_mask_says_no_more_of_a_long_name_than_of_a_short_one() -> None:
    assert len(mask_name("阿" * 50)) == len(mask_name("欧阳锋"))


@pytest.mark.parametrize("typed", ["138****1234", "张＊", "z***@example.com", "山东省乐陵市****"])
def test_what_comes_back_masked_is_recognised(typed: str) -> None:
    assert is_masked(typed)


@pytest.mark.parametrize("typed", ["13812341234", "买买提·吐尔逊", "zhang.san@example.com", ""])
def test_real_data_is_no_mask(typed: str) -> None:
    assert not is_masked(typed)


def test_the_default_form_asks_only_for_name_phone_and_address() -> None:
    assert [code for code, field in FIELDS.items() if field.asked_by_default] == ["name", "phone", "address"]


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_field_has_purpose_basis_and_narrow_readers(field: PersonalField) -> None:
    assert field.purpose and "《个人信息保护法》" in field.basis
    readers = field.revealed_by
    assert readers and not readers & {Role.SYSADMIN, Role.AUDITOR, Role.STATISTICIAN, Role.LEADER}
    assert field.sealed_revealed_by == {Role.CUSTODIAN}


def test_only_the_registrar_uncovers_an_id_number() -> None:
    assert FIELDS["id_number"].may_be_revealed_by(Role.REGISTRAR)
    assert not FIELDS["id_number"].may_be_revealed_by(Role.HANDLER)
