"""`lianxin scan FOLDER --office 37142601`: scanned letters of a folder are taken in and read; a clerk registers them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from lianxin.actions.given import Invalid
from lianxin.actions.scans import read_waiting, take
from lianxin.documents import ocr
from lianxin.documents.letter_pages import page_order
from lianxin.management.acting import acting
from lianxin.queries.attachments import rules
from lianxin.queries.options import office_options
from lianxin.queries.scans import WAITING, count_unread
from lianxin.rules.attachments import MB
from lianxin.rules.codes import OrganDuty
from lianxin.rules.notice import file_fault
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.words import translate_said

LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
Letter = list[Path]


class Command(BaseCommand):
    help = str(_("收下一个文件夹里扫描的信并识别文字，等登记人员核对登记：可以中断后重来，同一封信只收一次"))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?",
            help=_("每个文件是一封信；每个子文件夹是一封信，里面的文件按名字排列（1、2、10）是各页。不写则只识别已收下的"),
        )  # fmt: skip
        parser.add_argument("--office", default="", help=_("收信的机关的编号"))
        parser.add_argument("--as", dest="username", default="", help=_("以哪位登记人员的账号收下"))
        parser.add_argument("--only-take", action="store_true", help=_("只收下，不识别"))

    def handle(self, **options: Any) -> None:
        refused, read = self._take(options) if options["folder"] else (0, 0)
        if not options["only_take"]:
            self._read(before=read)
        if refused:
            raise CommandError(
                str(_("有 {n} 封没有收下，文件原样留在文件夹里")).format(n=refused), returncode=1
            )

    def _take(self, options: dict[str, Any]) -> tuple[int, int]:
        """How many letters were refused, and how many of the others had been read before."""
        folder, office = options["folder"], options["office"]
        if not folder.is_dir():
            raise CommandError(str(_("没有这个文件夹：{path}")).format(path=folder), returncode=2)
        offices = {option.value: option.label for option in office_options(duty=OrganDuty.PETITION_OFFICE)}
        if office not in {option.value for option in office_options()}:
            named = "；".join(f"{code} {name}" for code, name in offices.items())
            raise CommandError(
                str(_("请用 --office 写明收信的机关，可选的有：{named}")).format(named=named), returncode=2
            )
        actor, letters = acting(options["username"]), list(_letters(folder))
        new = known = read = 0
        refused: list[str] = []
        for letter in tqdm(letters, unit="封", disable=None, file=sys.stderr, desc=str(_("收下"))):
            try:
                files = [_page(page) for page in letter]
                taken = take(files, office, actor=actor, at=timezone.now())
            except Invalid as fault:
                why = "；".join(translate_said(said) for said in fault.errors.values())
                refused.append(f"{letter[0].relative_to(folder)}：{why}")
                continue
            new, known = new + (not taken.again), known + taken.again
            read += taken.scan.state != WAITING
        for line in refused:
            self.stderr.write(line)
        said = str(_("{all} 封 = 新收下 {new} + 以前收过 {known} + 没有收下 {refused}"))
        self.stdout.write(said.format(all=len(letters), new=new, known=known, refused=len(refused)))
        return len(refused), read

    def _read(self, before: int) -> None:
        if not ocr.available():
            self.stderr.write(
                str(_("没有安装文字识别（pip install lianxin[ocr]）：信都收下了，在“扫描来信”里照图登记"))
            )
        waiting = count_unread()
        done = lines = 0
        bar = {"unit": "封", "disable": None, "file": sys.stderr, "desc": str(_("识别"))}
        for row in tqdm(read_waiting(most=waiting), initial=before, total=before + waiting, **bar):
            done += 1
            lines += sum(len(page["lines"]) for page in row.pages)
        self.stdout.write(
            str(_("识别 {done} 封，{lines} 行；请在“扫描来信”里核对登记")).format(done=done, lines=lines)
        )


def _letters(folder: Path) -> Iterator[Letter]:
    for path in _put_into(folder):
        pages = _put_into(path) if path.is_dir() else [path]
        if pages:
            yield pages


def _put_into(folder: Path) -> list[Path]:
    """All that people put there, whatever its ending: what is no page is refused by its name, never passed over."""
    there = (path for path in folder.iterdir() if path.name.lower() not in LEFT_BY_SYSTEMS)
    return sorted(
        (path for path in there if not path.name.startswith(".")), key=lambda path: page_order(path.name)
    )


def _page(path: Path) -> tuple[str, bytes]:
    """Name and bytes of a page; of a file that is too large anyway only enough to be refused for it. Raises Invalid."""
    if path.is_dir():
        raise _refused(
            gettext_noop("“{name}”是文件夹里的文件夹：请把每封信的各页直接放在这封信的文件夹里"),
            name=path.name,
        )
    most = max(kind.most_mb for kind in rules().taken) * MB
    try:
        with path.open("rb") as file:
            return path.name, file.read(most + 1)
    except OSError as fault:
        raise _refused(
            gettext_noop("打不开文件{path}：{why}"), path=path.name, why=file_fault(fault)
        ) from None


def _refused(why: str, **told: object) -> Invalid:
    return Invalid({"file": Said(why, told)})
