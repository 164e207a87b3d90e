"""`lianxin check`: the installation's own checks first, then whether every matter still has all it must have."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.core import checks
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as SystemCheck
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from lianxin.management.tables import need_tables
from lianxin.ops import health
from lianxin.queries import integrity


class Command(SystemCheck):
    help = str(_("检查安装，再检查每一件在办事项是否都有负责机关、下一步、期限和完整的经过"))

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help=_("输出 JSON"))
        parser.add_argument("--deep", action="store_true", help=_("连同每一步的内容与存证逐条核对"))
        parser.add_argument("--today", help=_("按这一天检查，如 2026-08-03；不写为今天"))

    def handle(self, *app_labels: str, **options: Any) -> None:
        if app_labels or options["tags"] or options["list_tags"]:
            return super().handle(*app_labels, **options)  # Django's own, as asked for
        self.check(
            include_deployment_checks=options["deploy"],
            fail_level=getattr(checks, options["fail_level"]),
            databases=options["databases"],
        )
        need_tables()
        found = self._look(_day(options["today"]), deep=options["deep"])
        write = self._json if options["json"] else self._lines
        write(found)
        if any(troubles.rule.grave for troubles in found):
            sys.exit(1)
        return None

    def _look(self, day: date, *, deep: bool) -> list[health.Trouble]:
        chosen = (*health.rules(timezone.now()), *(integrity.DEEP if deep else ()))
        with tqdm(total=len(chosen), disable=None, leave=False, unit=str(_("项"))) as bar:
            return list(health.look(day, chosen, step=lambda label: _advance(bar, label)))

    def _json(self, found: list[health.Trouble]) -> None:
        told = [
            {
                "rule": t.rule.code,
                "grave": t.rule.grave,
                "where": t.finding.where,
                "said": str(t.finding.said),
            }
            for t in found
        ]
        violations = sum(t.rule.grave for t in found)
        self.stdout.write(
            json.dumps(
                {"violations": violations, "warnings": len(found) - violations, "findings": told},
                ensure_ascii=False, indent=2,
            )
        )  # fmt: skip

    def _lines(self, found: list[health.Trouble]) -> None:
        for grave, style in ((True, self.style.ERROR), (False, self.style.WARNING)):
            for trouble in found:
                if trouble.rule.grave is grave:
                    head = style(str(_("违反")) if grave else str(_("注意")))
                    self.stdout.write(f"{head} {trouble.finding.where}：{trouble.finding.said}")
        violations = sum(t.rule.grave for t in found)
        if violations:
            self.stdout.write(self.style.ERROR(str(_("共{count}处违反")).format(count=violations)))
        else:
            self.stdout.write(self.style.SUCCESS(str(_("没有违反：每件在办事项都有负责机关、下一步和期限"))))


def _advance(bar: tqdm[Any], label: str) -> None:
    bar.set_description(label)
    bar.update()


def _day(text: str | None) -> date:
    if text is None:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            str(_("日期“{text}”不对，应写作 2026-08-03 的样子")).format(text=text), returncode=2
        ) from None
