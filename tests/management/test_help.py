"""Every command of ours explains itself."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from django.core.management import call_command

import lianxin.management.commands as commands
from lianxin.__main__ import main

OURS = sorted(path.stem for path in Path(commands.__path__[0]).glob("[a-z]*.py"))


def test_the_program_says_its_own_version(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["lianxin", "--version"])
    main()
    assert capsys.readouterr().out == f"lianxin {version('lianxin')}\n"


@pytest.mark.parametrize("asked", [[], ["--help"], ["-h"], ["help"]])
def test_the_program_lists_what_it_can_do(
    asked: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["lianxin", *asked])
    main()
    lines = capsys.readouterr().out.splitlines()
    told = dict(line.split(maxsplit=1) for line in lines[2:-2])
    assert sorted(told) == OURS and all(told.values())
    assert "migrate" in lines[-1]


@pytest.mark.parametrize(
    ("given", "site", "log"),
    [
        ({}, "http://127.0.0.1:8000", "127.0.0.1:8000/log"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123", "127.0.0.1:8000/log"),  # the log keeps its name
        ({"PORT": "8123", "LIANXIN_URL": "https://x.example/"}, "https://x.example/", "x.example/log"),
    ],
)
def test_what_is_printed_leads_to_the_port_that_serves(given: dict[str, str], site: str, log: str) -> None:
    left = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PORT", "LIANXIN_URL", "LIANXIN_LOG_ORIGIN")
    }
    asked = "import lianxin.settings as s; print(s.PUBLIC_URL, s.LOG_ORIGIN)"
    done = subprocess.run([sys.executable, "-c", asked], env=left | given, capture_output=True, text=True)
    assert done.stdout.split() == [site, log]


@pytest.mark.parametrize("words", [["serve", "--port", "1"], ["verify-ledger"]])
def test_an_empty_database_is_said_in_one_sentence(words: list[str], tmp_path: Path) -> None:
    env = os.environ | {"LIANXIN_HOME": str(tmp_path), "DATABASE_URL": "", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "lianxin", *words], env=env, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 2
    assert "lianxin migrate" in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", OURS)
def test_help_is_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command(name, "--help")
    assert ended.value.code == 0
    assert f" {name} " in capsys.readouterr().out
