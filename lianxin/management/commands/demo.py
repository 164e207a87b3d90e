"""`lianxin demo`: load the county of 临水 with its people and petitions into an empty database."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from lianxin.ops import demo, demo_houses


class Command(BaseCommand):
    help = str(_("载入演示用的县：机构、人员和一百多件处在各种阶段的信访事项"))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help=_("以这一天为“今天”，如 2026-08-03"))

    def handle(self, **options: Any) -> None:
        if settings.VARIANT:
            self._other_house(options["today"] or timezone.localdate())
            return
        try:
            with tqdm(disable=None, leave=False, unit=str(_("件")), desc=str(_("载入演示数据"))) as bar:
                loaded = demo.load(
                    options["today"] or timezone.localdate(), step=lambda total: _tick(bar, total)
                )
        except demo.NotEmpty as refusal:
            raise CommandError(str(refusal.said)) from None
        demo.set_office()
        self.stdout.write(demo.sheet(loaded))
        for trouble in loaded.troubles:
            self.stderr.write(str(_("定期任务没有做完：{trouble}")).format(trouble=trouble))
        self.stdout.write(str(_("共有演示信访件{count}件")).format(count=loaded.submissions))

    def _other_house(self, today: date) -> None:
        """Another house than the county: a small one for each shipped edition; an office's own has none."""
        if settings.VARIANT not in demo_houses.HOUSES:
            said = str(_("这个版本没有演示数据，有的是：县和 {known}"))
            raise CommandError(said.format(known="、".join(demo_houses.HOUSES)), returncode=2)
        try:
            loaded = demo_houses.load(settings.VARIANT, today)
        except demo.NotEmpty as refusal:
            raise CommandError(str(refusal.said)) from None
        names = "、".join(row.username for row in demo_houses.STAFF)
        self.stdout.write(
            str(_("登录名：{names}（口令都是 {password}）")).format(names=names, password=demo.PASSWORD)
        )
        self.stdout.write(str(_("共有演示信访件{count}件")).format(count=loaded.submissions))


def _tick(bar: tqdm[Any], total: int) -> None:
    bar.total = total
    bar.update()
