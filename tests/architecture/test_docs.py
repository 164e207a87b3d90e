"""The documents that are generated are up to date, and name every table and code."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path
from types import ModuleType

import pytest

import lianxin.models

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "made_by"), [("law.md", "law"), ("glossary.md", "glossary")])
def test_the_file_is_what_the_rows_say(docs: ModuleType, name: str, made_by: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == getattr(docs, made_by)()


def test_every_table_has_its_word_in_the_glossary(docs: ModuleType) -> None:
    tables = {name for name in lianxin.models.__all__ if inspect.isclass(getattr(lianxin.models, name))}
    words = {word.strip() for _chinese, code, _meaning in docs.NOUNS for word in code.split(",")}
    assert tables - words == set()
