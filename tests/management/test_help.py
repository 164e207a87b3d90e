"""Every command of ours explains itself."""

from __future__ import annotations

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


@pytest.mark.parametrize("name", OURS)
def test_help_is_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command(name, "--help")
    assert ended.value.code == 0
    assert f" {name} " in capsys.readouterr().out
