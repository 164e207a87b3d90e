"""The `lianxin` program: every command of the system, by name."""

import os
import sys


def main() -> None:
    """Run one command, e.g. `lianxin due HANDLE --start 2026-08-03`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
