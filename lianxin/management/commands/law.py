"""`lianxin law load [FILE]`, `lianxin law list`: the office's library of law, policies and rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions.law_file import BadLawFile, take_laws
from lianxin.queries.knowledge import newest, sources


class Command(BaseCommand):
    help = "法规库：load 从 TOML 或 CSV 文件载入（不写文件则载入本系统自身依据的法规），list 列出"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["load", "list"])
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *, act: str, file: Path | None, **options: Any) -> None:
        if act == "list":
            self._list()
            return
        try:
            taken = take_laws(file, at=timezone.now())
        except BadLawFile as fault:
            raise CommandError(str(fault.said), returncode=2) from None
        self.stdout.write(_("新载入{new}部，更新{changed}部，没有变化的{same}部").format(**vars(taken)))

    def _list(self) -> None:
        rows = list(newest(sources()).order_by("kind", "title"))
        for row in rows:
            ended = _("，{day}失效").format(day=row.expired_on) if row.expired_on else ""
            whole = _("有全文") if row.whole else _("没有全文")
            self.stdout.write(
                f"{row.kind}\t《{row.title}》\t{row.number}\t{row.effective_on or '—'}{ended}\t{whole}"
            )
        if bare := sum(not row.whole for row in rows):
            told = _("{count}部没有全文：请由本机关从 TOML 或 CSV 文件载入，lianxin law load 文件")
            self.stdout.write(told.format(count=bare))
