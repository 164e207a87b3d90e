"""The `lianxin` program: every command of the system, by name."""

import os
import sys
from importlib.metadata import version


def main() -> None:
    """Run one command, e.g. `lianxin due HANDLE --start 2026-08-03`."""
    if sys.argv[1:] in (["--version"], ["version"]):
        sys.stdout.write(f"lianxin {version('lianxin')}\n")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
