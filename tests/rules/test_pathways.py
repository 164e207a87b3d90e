"""Which clock a matter runs on, and when the simplified procedure is open (第三十一条、第三十四条)."""

from __future__ import annotations

import pytest

from lianxin.rules.codes import LegalClass
from lianxin.rules.pathways import PATHWAY_OF, Pathway, SimplifiedFacts, main_clock, not_simplified
from lianxin.rules.steps import Procedure

C = LegalClass


@pytest.mark.parametrize(
    ("classes", "procedure", "scope", "period"),
    [
        ({C.APPEAL_6}, Procedure.ORDINARY, "ROUTE_6", "HANDLE"),
        ({C.APPEAL_6, C.SUGGESTION}, Procedure.ORDINARY, "ROUTE_6", "HANDLE"),
        ({C.SUGGESTION}, Procedure.ORDINARY, "ROUTE_6", "SUGGESTION_REPLY"),
        ({C.SUGGESTION}, Procedure.ORDINARY, "ALL", "HANDLE"),  # 2005 bound every accepted matter
        ({C.APPEAL_6}, Procedure.SIMPLIFIED, "ROUTE_6", "SIMPLE_HANDLE"),
    ],
)
def test_the_main_clock(classes: set[C], procedure: Procedure, scope: str, period: str) -> None:
    assert main_clock(classes, procedure, scope=scope) == period


def test_five_roads_and_the_sealed_one_lead_away() -> None:
    away = {C.APPEAL_1, C.APPEAL_2, C.APPEAL_3, C.APPEAL_4, C.APPEAL_5, C.ACCUSATION}
    assert set(PATHWAY_OF) == away
    assert len(set(PATHWAY_OF.values())) == len(away)
    assert PATHWAY_OF[C.APPEAL_2] is Pathway.ARBITRATION


EASY = SimplifiedFacts(classes={C.APPEAL_6}, first_time=True, assigned=False, persons=1, urgent=False)


def test_open_to_the_easy_and_first() -> None:
    assert not_simplified(EASY) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"first_time": False}, "初次"),
        ({"classes": {C.APPEAL_6, C.APPEAL_4}}, "其他法定程序"),
        ({"assigned": True}, "上级交办"),
        ({"persons": 5}, "群体性"),
        ({"urgent": True}, "重大"),
    ],
)
def test_closed_to(change: dict[str, object], why: str) -> None:
    said = not_simplified(SimplifiedFacts(**{**vars(EASY), **change}))  # type: ignore[arg-type]
    assert said is not None and why in str(said)


def test_four_people_are_no_crowd() -> None:
    assert not_simplified(SimplifiedFacts(**{**vars(EASY), "persons": 4})) is None  # type: ignore[arg-type]
