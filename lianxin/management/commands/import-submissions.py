"""`lianxin import-submissions FILE --map title=标题,content=内容,… --set office=…`: letters kept elsewhere come in."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from lianxin.actions.imports import FIELDS, Count, Import, Refused, plan
from lianxin.documents.spreadsheet import Table, Unusable
from lianxin.documents.workbook import open_any
from lianxin.management.acting import acting
from lianxin.management.receipt_folder import ReceiptFolder
from lianxin.web.words import translate_said

SHOWN = 20  # refusals told on screen in a rehearsal


class Command(BaseCommand):
    help = str(_("把别处存着的信访件（XLSX、TSV 或 CSV）登记进来：可以中断后重来，同一编号只登记一次"))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("有一行列名；XLSX，或者 UTF-8、GB18030 的文字"))
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="字段=列名,…",
            help=str(_("哪个字段取自哪一列（#为行号）。字段：{names}")).format(names=" ".join(FIELDS)),
        )
        parser.add_argument("--set", action="append", default=[], metavar="字段=值,…", help=_("各行相同的值"))
        parser.add_argument("--source", help=_("来源名称，重来时凭它和编号认出已登记的；不写则用文件名"))
        parser.add_argument("--as", dest="username", help=_("以哪位登记人员的账号登记"))
        parser.add_argument("--refused", type=Path, help=_("未登记的行写到哪里；不写则为 文件名.refused.tsv"))
        parser.add_argument(
            "--receipts",
            type=Path,
            help=_("回执写到哪个目录：每件一个 JSON 文件，另有可以打印的 A5 页（PDF）和清单；里面有查询码"),
        )
        parser.add_argument("--batch", type=int, default=100, help=_("每多少行保存一次"))
        parser.add_argument("--dry-run", action="store_true", help=_("只检查，什么都不写"))

    def handle(self, **options: Any) -> None:
        path: Path = options["file"]
        try:
            table = open_any(path)
            name = options["source"] or path.name.split(".")[0]
            job = Import(
                table.heading,
                plan(table.heading, _pairs(options["map"]), _pairs(options["set"]), name),
                actor=acting(options["username"]),
                at=timezone.now(),
                keep=not options["dry_run"],
            )
        except Unusable as fault:
            raise CommandError(translate_said(fault.said), returncode=2) from None
        side = options["refused"] or path.with_name(f"{path.stem}.refused.tsv")
        receipts = ReceiptFolder(options["receipts"]) if options["receipts"] and job.keep else None
        with _Refusals(table, None if options["dry_run"] else side, self.stdout) as refusals:
            _watch(job, table, refusals, receipts, max(options["batch"], 1))
        self._tell_receipts(job, receipts)
        self._sum_up(job.count, side, options["dry_run"])

    def _tell_receipts(self, job: Import, receipts: ReceiptFolder | None) -> None:
        if receipts is not None:
            text = str(_("写出回执 {n} 份，在 {place}；里面有查询码，交给本人以后请删除"))
            self.stdout.write(text.format(n=receipts.written, place=receipts.place))
        elif job.keep and job.count.new:
            self.stdout.write(
                str(_("没有写出回执。用 --receipts 目录 再运行一次可以补出，但查询码只有登记时才有"))
            )

    def _sum_up(self, count: Count, side: Path, rehearsal: bool) -> None:
        if rehearsal:
            self.stdout.write(str(_("这是试运行，什么都没有写入。")))
        self.stdout.write(
            str(_("读到 {read} 行 = 新登记 {new} + 以前已登记 {known} + 未登记 {refused}")).format(
                **vars(count)
            )
        )
        if count.unnamed:
            text = _("新登记中有 {unnamed} 件没有写真实姓名（空着、匿名或者网名），按匿名登记，网名留存")
            self.stdout.write(str(text).format(**vars(count)))
        if count.held:
            text = _("新登记中有 {held} 件读起来像检举控告，在密件一侧，由分办员看；不是的由两人解除")
            self.stdout.write(str(text).format(**vars(count)))
        if not count.agrees:
            raise CommandError(str(_("进出数目不符，请保留现场并报告")), returncode=3)
        if count.refused:
            where = "" if rehearsal else str(_("，原因见 {side}，改好后可以直接再导入它")).format(side=side)
            raise CommandError(
                str(_("有 {n} 行未登记{where}")).format(n=count.refused, where=where), returncode=1
            )


# Between two batches: SQLite asks for its lock every tenth of a second, and the windows must get a turn too.
BREATH = 0.15


def _watch(
    job: Import, table: Table, refusals: _Refusals, receipts: ReceiptFolder | None, batch: int
) -> None:
    before = 0
    with tqdm(total=max(table.lines - 1, 0) or None, unit="行", disable=None, file=sys.stderr) as bar:
        for refused in job.batches(table, batch):
            refusals.write(refused)
            if receipts is not None:
                receipts.write(job.taken)
            bar.update(job.count.read - before)
            before = job.count.read
            time.sleep(BREATH)


class _Refusals:
    """Where refused rows go: a table beside the file, made at the first of them; in a rehearsal the screen."""

    def __init__(self, table: Table, path: Path | None, screen: Any) -> None:
        self.table, self.path, self.screen = table, path, screen
        self.file: IO[str] | None = None
        self.told = 0

    def __enter__(self) -> _Refusals:
        if self.path is not None:
            _check_writable(self.path, self.table.path)
            self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.file.close()

    def write(self, refused: list[Refused]) -> None:
        for no in refused:
            why = "；".join(translate_said(fault) for fault in no.faults)
            if self.path is None:
                self._tell(no.row.line, why)
            else:
                self._keep(no, why)
        if self.file is not None:
            self.file.flush()

    def _keep(self, no: Refused, why: str) -> None:
        if self.file is None and self.path is not None:
            # It holds people's letters: nobody else on the machine may read it.
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self.file = os.fdopen(handle, "w", encoding="utf-8", newline="")
            self._line(("line", "reason", *self.table.heading))
        self._line((str(no.row.line), why, *no.row.cells))

    def _line(self, cells: tuple[str, ...]) -> None:
        if self.file is not None:
            self.file.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")

    def _tell(self, line: int, why: str) -> None:
        self.told += 1
        if self.told <= SHOWN:
            self.screen.write(str(_("第 {line} 行：{why}")).format(line=line, why=why))
        elif self.told == SHOWN + 1:
            self.screen.write(str(_("……其余不再列出")))


def _check_writable(side: Path, source: Path) -> None:
    if side.resolve() == source.resolve():
        raise CommandError(str(_("--refused 不能就是要导入的文件")), returncode=2)
    if not os.access(side if side.exists() else side.parent, os.W_OK):
        text = str(_("写不了{side}，请用 --refused 指定另一个位置")).format(side=side)
        raise CommandError(text, returncode=2)


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in ",".join(texts).split(","):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise CommandError(str(_("“{part}”应写作 字段=值")).format(part=part), returncode=2)
        if name.strip() in pairs:
            raise CommandError(str(_("字段“{name}”写了两次")).format(name=name.strip()), returncode=2)
        pairs[name.strip()] = value.strip()
    return pairs
