"""`lianxin due HANDLE --start 2026-08-03`: the dates of one period and the steps that lead to them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from lianxin.rules import editions, overlays, periods
from lianxin.rules.calendar import CalendarError, official


class Command(BaseCommand):
    help = str(_("计算一个期限的届满日，并逐步说明怎样得出"))
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.error = self._refuse  # type: ignore[method-assign]
        parser.add_argument("period", nargs="?", help=_("期限代码，如 HANDLE、REVIEW、OBJECTION"))
        parser.add_argument("--start", help=_("起算事件发生日，如 2026-08-03"))
        parser.add_argument("--extension", default="0", help=_("已批准的延长天数"))
        parser.add_argument("--pause", action="append", default=[], help=_("听证时间 起..止，可多次"))
        parser.add_argument("--edition", help=_("规则版本 cn-2005 或 cn-2022；不写则按起算日确定"))
        parser.add_argument("--overlay", action="append", default=[], help=_("地方规则文件，可多次"))
        parser.add_argument("--calendar", action="append", default=[], help=_("年度放假通知文件，可多次"))
        parser.add_argument("--days", help=_("文书中指定的天数"))
        parser.add_argument("--json", action="store_true", help=_("输出 JSON"))

    def _refuse(self, message: str) -> NoReturn:
        """One sentence instead of the parser's usage text."""
        sentence = str(_("命令写法不对（{message}），用法见 lianxin due --help")).format(message=message)
        if not self._called_from_command_line:
            raise CommandError(sentence, returncode=2)
        self.stderr.write(sentence)
        sys.exit(2)

    def handle(self, **options: Any) -> None:
        try:
            answer = _answer(options)
        except (periods.PeriodError, overlays.OverlayError, CalendarError) as error:
            raise CommandError(str(error), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(answer)))


def _answer(options: dict[str, Any]) -> dict[str, Any]:
    if not options["period"] or not options["start"]:
        raise CommandError(
            str(_("请写明期限代码和起算日，如：lianxin due HANDLE --start 2026-08-03")), returncode=2
        )
    start = _day(options["start"])
    edition = editions.edition(options["edition"]) if options["edition"] else editions.edition_on(start)
    local = [overlays.load(Path(path)) for path in options["overlay"]]
    period = overlays.apply(edition, local, on=start).period(options["period"].upper())
    calendar = official()
    for path in options["calendar"]:
        calendar = calendar.with_notice(Path(path))
    result = periods.due(
        period,
        start=start,
        calendar=calendar,
        pauses=[_pause(text) for text in options["pause"]],
        extension=_number(options["extension"]),
        days=None if options["days"] is None else _number(options["days"]),
    )
    return {
        "period": period.code,
        "label": period.label,
        "start": start.isoformat(),
        "nominal": result.nominal.isoformat(),
        "lawful": result.lawful.isoformat(),
        "safe": result.safe.isoformat(),
        "provisional": result.provisional,
        "article": result.article,
        "grade": period.grade.value,
        "edition": edition.code,
        "steps": [*_remarks(edition, local, start), *map(str, result.steps)],
    }


def _remarks(edition: editions.Edition, local: list[overlays.Overlay], start: date) -> Iterator[str]:
    if not edition.in_force(start):
        yield str(_("注意：{title}在{start}并不施行，这里按指定的版本推算")).format(
            title=edition.title, start=start
        )
    for overlay in local:
        if not overlay.in_force(start):
            yield str(_("注意：{name}在{start}并不施行，没有采用")).format(name=overlay.name, start=start)


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    yield f"{answer['label']}（{answer['period']}） {answer['article']}"
    for label, key in ((_("名义届满日"), "nominal"), (_("法定届满日"), "lawful"), (_("稳妥日期"), "safe")):
        yield f"  {label}  {answer[key]}"
    if answer["provisional"]:
        yield "  " + str(_("日期是暂定的"))
    for number, step in enumerate(answer["steps"], 1):
        yield f"  {number}. {step}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            str(_("日期“{text}”不对，应写作 2026-08-03 的样子")).format(text=text), returncode=2
        ) from None


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CommandError(str(_("天数“{text}”不是整数")).format(text=text), returncode=2) from None


def _pause(text: str) -> periods.Pause:
    first, dots, last = text.partition("..")
    if not dots:
        raise CommandError(
            str(_("听证时间“{text}”应写作 2026-07-10..2026-07-24")).format(text=text), returncode=2
        )
    return periods.Pause(_day(first), _day(last))
