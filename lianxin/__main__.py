"""The `lianxin` program: every command of the system, by name."""

import os
import sys
from importlib.metadata import version

CUT_SHORT = 141  # what a shell says of a program whose reader went away


def main() -> None:
    """Run one command, e.g. `lianxin due HANDLE --start 2026-08-03`."""
    asked = sys.argv[1:]
    if asked in (["--version"], ["version"]):
        sys.stdout.write(f"lianxin {version('lianxin')}\n")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
    try:
        _list_commands() if asked in ([], ["help"], ["--help"], ["-h"]) else _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read on has read enough, as `head` does; what is still to be written goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CUT_SHORT)


def _run() -> None:
    from django.core.management import CommandError, execute_from_command_line
    from django.db import DatabaseError

    from lianxin.management.tables import need_tables

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        try:
            need_tables()
        except CommandError as refusal:
            sys.stderr.write(f"{refusal}\n")
            sys.exit(refusal.returncode)
        raise


def _list_commands() -> None:
    import django
    from django.core.management import get_commands, load_command_class
    from django.utils.translation import gettext

    django.setup()
    rows = [
        (name, load_command_class(app, name).help) for name, app in get_commands().items() if app == "lianxin"
    ]
    lines = [f"  {name:<20}{told}" for name, told in sorted(rows)]
    first = gettext("用法：lianxin 命令 [选项]；lianxin 命令 --help 说明每个命令")
    last = gettext(
        "  migrate 建表和升级、changepassword 换口令等是 Django 自带的命令，全部列出：lianxin help --commands"
    )
    sys.stdout.write("\n".join([first, "", *lines, "", last, ""]))


if __name__ == "__main__":
    main()
