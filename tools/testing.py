"""What this machine has to test with: `python tools/testing.py postgres` prints a database address or nothing,
`python tools/testing.py browser` says loudly when the browser tests will be left out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psycopg

CHROMIUM = Path("/usr/bin/chromium")
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


def postgres() -> str:
    """The PostgreSQL to test on: LIANXIN_TEST_PG, else DATABASE_URL, else the local one if it answers."""
    given = os.environ.get("LIANXIN_TEST_PG") or os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    if os.environ.get("LIANXIN_TEST_PG") == "":
        return ""
    try:
        psycopg.connect(LOCAL, connect_timeout=2).close()
    except psycopg.OperationalError:
        return ""
    return LOCAL


def browser() -> str:
    """A notice where there is no Chromium."""
    if CHROMIUM.exists():
        return ""
    line = "浏览器测试被跳过：没有 Chromium"
    return "\n".join(("!" * 60, line, "!" * 60))


if __name__ == "__main__":
    told = {"postgres": postgres, "browser": browser}[sys.argv[1]]()
    if told:
        sys.stdout.write(told + "\n")
