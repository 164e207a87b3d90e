"""The documents that are generated are up to date, and name every table and code."""

from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import lianxin.models

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (360, 768, 1280)


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


def test_every_step_of_the_six_stories_has_its_picture_at_every_width() -> None:
    story = (ROOT / "tests" / "browser" / "test_people.py").read_text("utf-8")
    folder = ROOT / "docs" / "pictures"
    taken = {
        f"{name}-{width}.png" for name in re.findall(r'picture\(\s*"([\w-]+)"', story) for width in WIDTHS
    }
    kept = {path.name for path in folder.iterdir() if re.search(r"-(360|768|1280)\.png$", path.name)}
    shown = set(re.findall(r'src="([\w-]+\.png)"', (folder / "README.md").read_text("utf-8")))
    assert len(taken) > 100 and (taken - kept, kept - taken, taken - shown, shown - kept) == (set(),) * 4
