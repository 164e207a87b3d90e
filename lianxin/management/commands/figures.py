"""`lianxin figures FILE.csv`: take in figures as they were published; run it again after additions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lianxin.actions.published import COLUMNS, BadFigures, take_published
from lianxin.documents.spreadsheet import Unusable, by_heading, open_table
from lianxin.web.words import translate_said


class Command(BaseCommand):
    help = "已公布的数据：从 CSV 读入往年的、别的系统的和调查的数字；报告和长序列照当时公布的比，不重算（样例见 docs/figures.example.csv）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="第一行是列名：" + " ".join(COLUMNS))

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            table = open_table(file)
            if missing := [name for name in COLUMNS if name not in table.heading]:
                raise CommandError(
                    _("第一行缺少这些列：{names}").format(names=" ".join(missing)), returncode=2
                )
            broken = [row for row in table if row.fault]
            if broken:
                line, fault = broken[0].line, broken[0].fault
                raise CommandError(_("第{line}行：{why}").format(line=line, why=fault), returncode=2)
            taken = take_published(by_heading(table.heading, row) for row in table)
        except Unusable as fault:
            raise CommandError(translate_said(fault.said), returncode=2) from None
        except BadFigures as fault:
            raise CommandError("\n".join(translate_said(each) for each in fault.said), returncode=2) from None
        self.stdout.write(
            _("新增{new}个，改正{changed}个，{same}个原来就有").format(
                new=taken.new, changed=taken.changed, same=taken.same
            )
        )
