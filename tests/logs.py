"""A log of its own for a test: keys and tiles in the test's folder, and a few words to work it with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lianxin.actions.log import Sequenced, sequence
from lianxin.ledger.receipt import Receipt
from lianxin.models import Matter, Submission
from lianxin.ops.ledger_check import Report, verify_ledger
from lianxin.queries import log
from tests.cast import moment

ORIGIN = "linshui.example/log"


@pytest.fixture
def log_home(tmp_path: Path, settings: Any) -> Path:
    """Keys and files of a fresh log; its folder."""
    settings.LOG_ORIGIN = ORIGIN
    settings.LOG_DIR = tmp_path / "log"
    settings.LOG_KEYS = tmp_path / "keys"
    return tmp_path


def run(on: str = "2026-08-04") -> Sequenced:
    """The job, at ten o'clock on that day."""
    return sequence(at=moment(on))


def checked(on: str = "2026-08-10") -> Report:
    return verify_ledger(at=moment(on))


def kinds(report: Report) -> set[str]:
    """Which checks found something."""
    return {finding.check for finding in report.findings}


def receipt_of(matter: Matter) -> Receipt:
    receipt = log.receipt_for(Submission.objects.select_related("matter").get(matter=matter))
    assert receipt is not None
    return receipt
