"""A database nobody has set up yet: one sentence instead of a trace."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _


def need_tables() -> None:
    """Raises CommandError when the database holds no table at all."""
    if not connection.introspection.table_names():
        raise CommandError(_("数据库里还没有表，请先运行 lianxin migrate"), returncode=2)
