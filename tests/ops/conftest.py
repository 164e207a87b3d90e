"""The log and the mail of each test are its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: LazySettings) -> None:
    settings.LOG_DIR, settings.EMAIL_FILE_PATH = tmp_path / "log", tmp_path / "mail"
