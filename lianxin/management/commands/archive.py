"""`lianxin archive pack NUMBER|--due`, `export NUMBER FOLDER`, `check FILE`: finished matters as packages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions.archives import keep, pack_due
from lianxin.documents.package import check
from lianxin.queries.access import NotFound
from lianxin.queries.archives import bytes_of, numbered, package_of
from lianxin.queries.attachments import FileLost
from lianxin.rules.states import State
from lianxin.web.words import translate_said


class Command(BaseCommand):
    help = "归档包：pack 打包（写编号，或用 --due 打包所有该打的），export 取出到文件夹，check 核对一个包"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["pack", "export", "check"])
        parser.add_argument("what", nargs="?", default="", help="编号，或者包的文件名")
        parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="取出到哪里")
        parser.add_argument("--due", action="store_true", help="所有办结了还没有打包的")

    def handle(self, *, act: str, what: str, folder: Path, due: bool, **options: Any) -> None:
        if act == "check":
            self._check(Path(what))
        elif due:
            done, failed = pack_due(at=timezone.now())
            self.stdout.write(_("打包{n}件").format(n=done))
            if failed:
                raise CommandError("\n".join(failed))
        elif act == "pack":
            matter = self._matter(what)
            if matter.state != State.CLOSED or matter.disposed_on:
                raise CommandError(_("只有已经结案、没有销毁的事项可以打包"))
            made = keep(matter, at=timezone.now())
            self.stdout.write(f"{what}  {made.files}  {made.size}  {made.manifest}")
        else:
            self._export(what, folder)

    def _matter(self, number: str) -> Any:
        try:
            return numbered(number)
        except NotFound:
            raise CommandError(_("没有编号为 {number} 的事项").format(number=number)) from None

    def _export(self, number: str, folder: Path) -> None:
        package = package_of(self._matter(number))
        if package is None:
            raise CommandError(_("{number} 还没有打包").format(number=number))
        try:
            data = bytes_of(package)
        except FileLost:
            raise CommandError(_("{number} 的归档包不见了，请重新打包").format(number=number)) from None
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f"{number}.zip"
        place.write_bytes(data)
        self.stdout.write(str(place))

    def _check(self, place: Path) -> None:
        faults = check(place)
        for said in faults:
            self.stdout.write(translate_said(said))
        if faults:
            sys.exit(1)
        self.stdout.write(_("核对无误：文件没有增减，内容没有改动"))
