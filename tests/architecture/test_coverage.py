"""docs/coverage.md names every demand of the founding documents, and nothing that does not exist."""

import importlib
import re
from itertools import chain
from pathlib import Path

import pytest
from django.urls import get_resolver

from lianxin.rules import codes, knowledge, pathways, screening, sittings, step
from lianxin.rules.papers import PAPERS
from lianxin.rules.steps import STEPS
from lianxin.rules.tasks import TASKS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([A-F]\d+) \| ([^|]+) \| (.+) \|$", TEXT, re.M)
COUNTS = {"A": 18, "B": 82, "C": 120, "E": 11, "F": 23}
WHAT = re.compile(r"(\w+) `([\w:.-]+)`")


def code_exists(name: str) -> bool:
    kind, _, member = name.partition(".")
    found = [
        getattr(m, kind) for m in (codes, knowledge, pathways, screening, sittings, step) if hasattr(m, kind)
    ]
    return bool(found) and (not member or member in found[0].__members__)


def page_exists(name: str) -> bool:
    space, _, page = name.partition(":")
    _prefix, resolver = get_resolver().namespace_dict[space]
    return page in resolver.reverse_dict


EXISTS = {
    "page": page_exists,
    "step": STEPS.__contains__,
    "task": TASKS.__contains__,
    "sitting": sittings.KINDS.__contains__,
    "item": knowledge.KINDS.__contains__,
    "paper": PAPERS.__contains__,
    "code": code_exists,
    "command": lambda name: importlib.util.find_spec(f"lianxin.management.commands.{name}") is not None,
}


def test_every_demand_has_its_row_once_and_in_order():
    wanted = chain.from_iterable(
        [f"{letter}{n:02}" for n in range(1, most + 1)] for letter, most in COUNTS.items()
    )
    assert [number for number, _gist, _where in ROWS] == list(wanted)


@pytest.mark.parametrize(("number", "where"), [(number, where) for number, _gist, where in ROWS])
def test_what_a_row_names_exists(number, where):
    named = WHAT.findall(where)
    assert [(kind, name) for kind, name in named if not EXISTS[kind](name)] == []
    assert (
        named or "**not yet**" in where or "**outside**" in where or re.search(r"\*\*refused\*\* R\d", where)
    )


def test_every_reason_for_a_refusal_is_written():
    given = set(re.findall(r"\*\*refused\*\* (R\d)", TEXT))
    assert given == set(re.findall(r"^- \*\*(R\d)", TEXT, re.M))
