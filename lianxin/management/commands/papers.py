"""`lianxin papers`: which fonts print the papers, and whether the office's own wordings, page and seals can be used."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from lianxin.documents.fonts import BadFonts
from lianxin.documents.measures import BadPage
from lianxin.documents.pdf import pdf, png
from lianxin.documents.sealing import BadSeal
from lianxin.documents.texts import BadText
from lianxin.queries.paper_files import samples
from lianxin.queries.paper_text import fonts_in_use, pages_in_use, seals_in_use, wordings_in_use
from lianxin.queries.paper_wordings import worded, words_on
from lianxin.rules.papers import PAPERS
from lianxin.web.words import china_today, translate_said

FAULTS = (BadFonts, BadPage, BadSeal, BadText)


class Command(BaseCommand):
    help = str(_("文书：用哪些字体，本单位的文本、版面、印章能不能用"))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--samples", metavar="DIR", type=Path, help=_("把每种文书的样张写到这个目录"))
        parser.add_argument("--pictures", action="store_true", help=_("样张每一页另存一张 PNG 图片"))

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(self._told())
        if faults:
            raise CommandError("\n".join(faults))
        if folder := options["samples"]:
            folder.mkdir(parents=True, exist_ok=True)
            for sheet in samples():
                name, how = sheet.meta["kind"], {"pages": pages_in_use(), "own": fonts_in_use()}
                (folder / f"{name}.pdf").write_bytes(pdf(sheet, **how))
                for number, page in enumerate(png(sheet, **how) if options["pictures"] else [], 1):
                    (folder / f"{name}-{number}.png").write_bytes(page)
            self.stdout.write(f"{folder}：{len(PAPERS)}")

    def _told(self) -> Iterator[str]:
        """Say what is in use; hand back what cannot be used."""
        try:
            for face, families in fonts_in_use().families.items():
                self.stdout.write(f"{face.value}：{'、'.join(families)}")
            pages_in_use()
        except FAULTS as fault:
            yield translate_said(fault.said)
        for code in PAPERS:
            try:
                own = wordings_in_use(code)
            except FAULTS as fault:
                yield translate_said(fault.said)
            else:
                if own:
                    self.stdout.write(f"{code} {PAPERS[code].title}：{own}")
        for organ, code in worded(china_today()):
            try:
                version = words_on(organ.pk, code, china_today()).version
            except FAULTS as fault:
                yield f"{organ.name}：{translate_said(fault.said)}"
            else:
                if version:
                    self.stdout.write(f"{code} {PAPERS[code].title}：{organ.name} v{version}")
        for organ, seal in seals_in_use().items():
            try:
                self.stdout.write(f"{organ}：{seal.spoken}")
            except FAULTS as fault:
                yield f"{organ}：{translate_said(fault.said)}"
