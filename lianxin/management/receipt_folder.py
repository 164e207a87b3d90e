"""The receipts of what a command registered, as a folder: JSON files, A5 pages to print, and a list of whose is whose."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from lianxin.actions.imports import Taken
from lianxin.documents.pdf import NoGlyph
from lianxin.web.log import handouts
from lianxin.web.words import translate_said

LIST = "receipts.tsv"


class ReceiptFolder:
    """Where the receipts of a run go. They hold query codes: nobody else on the machine may read them.

    What stands in the folder is never written over, so a run may be stopped and started again.
    """

    def __init__(self, place: Path) -> None:
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise _unusable(place) from None
        if not os.access(place, os.W_OK | os.X_OK):
            raise _unusable(place)
        self.place = place
        self.listed = self._listed()
        self.written = 0

    def _listed(self) -> set[str]:
        path = self.place / LIST
        if not path.exists():
            self._append(path, "\t".join(_(heading) for heading in handouts.HEADINGS) + "\n")
        return {
            cells[2] for line in path.read_text("utf-8").splitlines() if len(cells := line.split("\t")) > 2
        }

    def write(self, taken: Iterable[Taken]) -> None:
        """The receipts of one batch, in its order; of rows that came before, only those the folder lacks."""
        new: dict[str, Taken] = {}
        for each in taken:
            if each.number not in self.listed:
                new.setdefault(each.number, each)  # a row that stands twice has its code the first time
        if not new:
            return
        try:
            printed = handouts.pages({number: each.query_code for number, each in new.items()})
        except NoGlyph as fault:
            raise CommandError(translate_said(fault.said), returncode=2) from None
        if printed is None:
            return
        self._create(self.place / f"receipts-{self._next():04d}.pdf", printed)
        for number, name, text in handouts.files(new):
            self._create(self.place / name, text.encode())
            each = new[number]
            cells = (str(each.line), " ".join(each.external_id.split()), number, each.query_code, name)
            self._append(self.place / LIST, "\t".join(cells) + "\n")
            self.listed.add(number)
            self.written += 1

    def _next(self) -> int:
        return 1 + max((int(found.stem[9:]) for found in self.place.glob("receipts-[0-9]*.pdf")), default=0)

    def _create(self, path: Path, data: bytes) -> None:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)

    def _append(self, path: Path, line: str) -> None:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
        ) as file:
            file.write(line)


def _unusable(place: Path) -> CommandError:
    return CommandError(
        str(_("写不了{place}，请用 --receipts 指定另一个位置")).format(place=place), returncode=2
    )
