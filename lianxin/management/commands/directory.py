"""`lianxin directory FILE.toml`: bring in an office's own regions, organs and staff; run it again after additions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions.directory_file import BadDirectory, take_directory


class Command(BaseCommand):
    help = "机构名册：从 TOML 文件建立地区、机关和工作人员；已有的不改，写明 valid_to 的到期终止，可以反复运行（样例见 docs/directory.example.toml）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="TOML 文件")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            taken = take_directory(file, at=timezone.now())
        except BadDirectory as fault:
            raise CommandError(str(fault.said), returncode=2) from None
        self.stdout.write(
            _("新增地区{regions}个、机关{organs}个、任职{posts}项").format(
                regions=taken.regions, organs=taken.organs, posts=taken.posts
            )
        )
        for name, over in taken.handed.items():
            told = _("{name}已终止，{count}件交给承继机关，期限不变")
            self.stdout.write(told.format(name=name, count=over.matters))
            if over.routing or over.mappings:
                told = _("一并移交：分办规则{routing}版，导入表格的对应关系{mappings}个来源")
                self.stdout.write("  " + told.format(routing=over.routing, mappings=over.mappings))
        for name, numbers in taken.left.items():
            told = _("{name}离岗，还是下列事项的承办人，请机关负责人另行指定：{numbers}")
            self.stdout.write(told.format(name=name, numbers="、".join(numbers)))
        if taken.passwords:
            self.stdout.write(_("初始口令只显示这一次，请当面交给本人，登录后马上更改："))
        for username, password in taken.passwords.items():
            self.stdout.write(f"  {username}\t{password}")
