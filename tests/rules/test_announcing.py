"""On what ground a paper may be served by public notice (tables/announcing.csv), and what the notice says."""

import csv
from pathlib import Path

import pytest

from lianxin.rules.announcing import NoticeGround, notice_text, refusal
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor, MatterFacts, Post
from lianxin.rules.permissions import GUARDS, may
from lianxin.rules.states import State
from tests.rules.sign_off import TODAY

with (Path(__file__).parent / "tables" / "announcing.csv").open(encoding="utf-8") as _file:
    ROWS = list(csv.DictReader(_file))
DESK = Actor(1, "", (Post(1, Role.HANDLER), Post(1, Role.DISCIPLINE_DESK)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["situation"])
def test_when_a_notice_may_be_put_up(row: dict[str, str]) -> None:
    yes = {name: row[name] == "yes" for name in ("named", "failed before", "sealed")}
    facts = MatterFacts(State.OPINION_ISSUED, 1, 1, TODAY, sealed=yes["sealed"], awaiting=frozenset({7}))
    verdict = may(DESK, "ANNOUNCE", facts)
    assert bool(verdict) is not yes["sealed"]
    if yes["sealed"]:
        assert str(verdict.because) == GUARDS[row["refused by"]].refusal
        return
    found = refusal(NoticeGround[row["ground"]], named=yes["named"], failed=yes["failed before"])
    assert found == row["refused by"]


def said(kind: str = "D17", names: tuple[str, ...] = ("王秀英",)) -> str:
    days = {"published": "2026年8月21日", "until": "2026年9月20日"}
    return notice_text(
        names,
        kind=kind,
        number="临自然信处〔2026〕1号",
        organ="临水县自然资源局",
        fetch_at="一楼大厅",
        **days,
    )


def test_it_calls_by_masked_names_and_says_what_waits_where_and_until_when() -> None:
    text = said(names=("王秀英", "李有田"))
    assert text.startswith("王**、李**：") and "秀英" not in text
    for told in (
        "临水县自然资源局",
        "《信访事项处理意见书》（临自然信处〔2026〕1号）",
        "一楼大厅",
        "2026年9月20日视为送达",
    ):
        assert told in text


def test_only_a_paper_with_a_remedy_speaks_of_one() -> None:
    assert "申请复查" in said() and "申请复核" in said("D25")
    assert not any("申请" in said(kind) for kind in ("D11", "D18", "D27"))
