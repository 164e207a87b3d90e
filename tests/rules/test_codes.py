"""The code lists: codes are stored, labels are read, and no list grows a mark on a person."""

from __future__ import annotations

import inspect
import re
from collections import Counter

import pytest

from lianxin.rules import codes
from lianxin.rules.codes import Channel, Coded, LegalClass, OrganLevel, OrganType, Outcome, Role, VisitSize

LISTS = [
    value
    for _, value in inspect.getmembers(codes, inspect.isclass)
    if issubclass(value, Coded) and list(value)
]


@pytest.mark.parametrize("code_list", LISTS, ids=lambda item: item.__name__)
def test_every_member_is_its_code_and_has_its_own_chinese_label(code_list: type[Coded]) -> None:
    for member in code_list:
        assert member == member.name == member.value == str(member)
        assert re.search(r"[\u4e00-\u9fff]", member.label)
        assert member.grade in {"A", "B", "C", "MEM", "INF"}
        assert code_list(member.value) is member
    repeated = [label for label, count in Counter(m.label for m in code_list).items() if count > 1]
    assert repeated == []


def test_choices_keep_the_order_of_the_list() -> None:
    assert Channel.choices()[:2] == [("LETTER", "来信"), ("VISIT", "来访")]


def test_only_article_31_item_6_opens_the_review_chain() -> None:
    assert [c.value for c in LegalClass if c.review_chain] == ["APPEAL_6"]
    assert LegalClass.APPEAL_6.article == "《信访工作条例》第三十一条第六项"
    assert LegalClass.APPEAL_6.ends_with == "信访处理意见书"
    for legal_class in LegalClass:
        assert legal_class.article and legal_class.plain_label and legal_class.ends_with


@pytest.mark.parametrize(
    ("persons", "size"), [(1, "INDIVIDUAL"), (2, "SMALL_GROUP"), (4, "SMALL_GROUP"), (5, "COLLECTIVE")]
)
def test_size_of_a_visit(persons: int, size: str) -> None:
    assert codes.size_of(persons) == VisitSize(size)


def test_the_collective_threshold_is_the_callers() -> None:
    assert codes.size_of(5, threshold=6) is VisitSize.SMALL_GROUP


def test_a_visit_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        codes.size_of(0)


def test_the_ten_kinds_of_organ_of_article_2() -> None:
    assert len(OrganType) == 10


def test_levels_run_from_the_top_down() -> None:
    assert OrganLevel.NATIONAL.rank == 0
    assert OrganLevel.VILLAGE.rank > OrganLevel.TOWN.rank > OrganLevel.COUNTY.rank


def test_supported_requests_must_be_carried_out() -> None:
    assert {o for o in Outcome if o.must_be_carried_out} == {Outcome.SUPPORT, Outcome.PARTIAL}


def test_people_outside_the_organs_are_not_staff() -> None:
    assert not Role.PETITIONER.staff
    assert not Role.LAWYER.staff
    assert Role.HANDLER.staff
