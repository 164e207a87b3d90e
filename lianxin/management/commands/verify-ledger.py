"""`lianxin verify-ledger [--json]`: recompute everything the public log vouches for."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from lianxin.ledger.note import NotAKey
from lianxin.ops.ledger_check import Report, verify_ledger
from lianxin.queries.log_walk import how_much


class Command(BaseCommand):
    help = "从数据库重新核算公开记录：0 无误，1 有不符，2 无法核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, **options: Any) -> None:
        try:
            with tqdm(total=sum(how_much()), unit="条", disable=not sys.stderr.isatty()) as bar:
                report = verify_ledger(at=timezone.now(), progress=bar.update)
        except (NotAKey, OSError) as error:
            raise CommandError(_("无法核对：{error}").format(error=error), returncode=2) from None
        if options["json"]:
            told = {"exit": report.exit_code, **asdict(report)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._tell(report)
        if report.exit_code:
            sys.exit(report.exit_code)

    def _tell(self, report: Report) -> None:
        told = _(
            "收录 {size} 条（另有 {waiting} 条等待收录），办理记录 {events} 步，信访件 {submissions} 件，校验点 {heads} 个"
        )
        self.stdout.write(told.format(**asdict(report)))
        if report.erased:
            self.stdout.write(_("其中 {n} 步的内容已依法销毁，只核对了先后").format(n=report.erased))
        for article, count in report.disposals.items():
            self.stdout.write(_("  依据{article}销毁{n}件").format(article=article, n=count))
        if report.reserved or report.voided:
            line = _("  停电备用编号：没用的 {reserved} 个，作废的 {voided} 个")
            self.stdout.write(line.format(reserved=report.reserved, voided=report.voided))
        for office in report.offices:
            line = _("  {office}：收 {in_} = 办结 {out} + 在办 {open}")
            self.stdout.write(line.format(in_=office["in"], **office))
        for finding in report.findings:
            self.stdout.write(f"  [{_('不符')}] {finding.check} {finding.where}：{finding.message}")
        if report.count > len(report.findings):
            self.stdout.write(_("  ……共 {n} 处不符").format(n=report.count))
        if report.unknown:
            self.stdout.write(f"  [{_('未定')}] {report.unknown}")
        ends = (_("核对无误。"), _("核对不通过。"), _("还不能下结论。"))
        self.stdout.write(ends[report.exit_code])
