"""The house stands as drawn: imports go down, only actions write, the law stays in rules, no part grows too big."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lianxin"
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
WRITES = {
    "save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "add_to_class",
}  # fmt: skip
# `.update(` and `.add(`-like names also belong to dicts, sets and hashes: only these belong to rows alone.
ROW_WRITES = WRITES - {"update", "delete", "create", "save"}
MANAGERS = re.compile(r"\.objects\b|\.all\(|\.filter\(|\.exclude\(")
LAW = re.compile(
    r"第[〇零一二三四五六七八九十百0-9]+条|《[^》]*(?:条例|法|办法|规定|规则|规程|意见)(?:（[^）]*）)?》"
)
TEMPLATE_COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
MOST_LINES, MOST_IN_FUNCTION = 400, 40


def test_imports_go_down_only() -> None:
    """The contracts of pyproject.toml, with no ignore list."""
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text("utf-8")


# ---- only actions write -----------------------------------------------------------------------------------
def writes_of(path: Path) -> Iterator[str]:
    """Calls that write rows: bulk_create and its like anywhere, save/create/update/delete on a row or a query."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, on = node.func.attr, ast.unparse(node.func.value)
        if name in ROW_WRITES or (name in WRITES and (MANAGERS.search(on) or name == "save")):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {on}.{name}"


def outside(*folders: str) -> list[Path]:
    return [p for p in SOURCES if p.relative_to(PACKAGE).parts[0] not in folders]


def test_only_actions_write() -> None:
    found = [line for path in outside("actions") for line in writes_of(path)]
    # What is no row: a form, a file, a session key, a PDF, a workbook or a learned model may well be saved.
    assert [
        line
        for line in found
        if not re.search(r"[ .](form|image|file|canvas|session|model|book)\.save$", line)
    ] == []


def test_the_writers_test_can_fail() -> None:
    found = [line for path in (PACKAGE / "actions").glob("*.py") for line in writes_of(path)]
    for name in WRITES - {"add_to_class", "bulk_update"}:
        assert any(line.endswith(f".{name}") for line in found), name


def test_no_raw_writing_sql() -> None:
    wanted = re.compile(r"\b(INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")
    assert [str(p) for p in outside("actions", "models") if wanted.search(p.read_text("utf-8"))] == []


# ---- law as rows ------------------------------------------------------------------------------------------
def code_of(path: Path) -> str:
    """A file without comments and docstrings: what it says to people or compares."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Pass()
    return ast.unparse(tree)


def above_the_rules() -> Iterator[tuple[str, str]]:
    """(file, what it says) of all code and templates above the rules; the demo's invented papers may cite."""
    for path in outside("rules"):
        if not path.name.startswith("demo"):
            yield str(path.relative_to(PACKAGE)), code_of(path)
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.*")):
        yield str(path.relative_to(PACKAGE)), TEMPLATE_COMMENT.sub("", path.read_text("utf-8"))


def test_no_law_is_named_above_the_rules() -> None:
    assert {name: LAW.findall(text) for name, text in above_the_rules() if LAW.search(text)} == {}


@pytest.mark.parametrize(
    "said", ["（第二十四条）", "依照《信访工作条例》受理", "见第24条", "《信访事项简易办理办法（试行）》"]
)
def test_a_citation_in_a_page_would_be_found(said: str) -> None:
    page = f'{{# 第三十条 #}}<p>{{% translate "{said}" %}}</p>'
    assert LAW.search(TEMPLATE_COMMENT.sub("", page))
    assert not LAW.search(
        TEMPLATE_COMMENT.sub("", "{# 第三十条 #}{% comment %}《民法典》 第三十条{% endcomment %}")
    )


def test_no_number_of_days_is_written_above_the_rules() -> None:
    """Lengths of the law's periods come from their rows: an action that says 30 days has copied one."""
    counted = re.compile(r"timedelta\((?:days=)?(?:15|30|60|90)\)|['\"]days['\"]: (?:15|30|60|90)\b")
    found = [
        name
        for name, text in above_the_rules()
        if name.startswith(("actions", "api")) and counted.search(text)
    ]
    assert found == []


# ---- size -------------------------------------------------------------------------------------------------
def test_no_file_is_too_long() -> None:
    sizes = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in SOURCES}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}


def test_no_function_is_too_long() -> None:
    found = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > MOST_IN_FUNCTION:
                    found[f"{path.relative_to(ROOT)}:{node.name}"] = size
    assert found == {}


# ---- names and clocks -------------------------------------------------------------------------------------
def test_no_folder_or_file_named_for_anything() -> None:
    empty = {"utils", "helpers", "helper", "common", "manager", "misc", "base"}
    assert [str(p) for p in SOURCES if {p.stem, *p.relative_to(PACKAGE).parts[:-1]} & empty] == []


@pytest.mark.parametrize("folder", ["rules", "text", "documents", "ledger", "models", "queries", "actions"])
def test_the_clock_is_read_at_the_doors_only(folder: str) -> None:
    asks = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|localdate|time\.time)\(")
    paths = [p for p in SOURCES if p.relative_to(PACKAGE).parts[0] == folder]
    assert [str(p.relative_to(PACKAGE)) for p in paths if asks.search(code_of(p))] == []
