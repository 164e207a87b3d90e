"""Keep the PDF of an issued paper as it was first made, with the seal of that day; every later reader gets those bytes."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from lianxin.actions.attachments import keep
from lianxin.actions.perform import local_day
from lianxin.documents.pdf import NoGlyph
from lianxin.documents.sealing import BadSeal
from lianxin.documents.sheet import Sheet
from lianxin.models import Document, PaperCopy
from lianxin.models.fields import blind
from lianxin.queries.attachments import content
from lianxin.queries.dossier import Dossier
from lianxin.queries.paper_files import (
    PaperFile,
    as_file,
    copies_of,
    copy_of,
    own_sheet,
    signed_how,
    uncopied,
)
from lianxin.queries.petitioner import Followed


def kept_file(paper: Document, sheet: Sheet, number: str, form: str, *, at: datetime) -> PaperFile:
    """A paper in one of its forms, its PDF as it was first made for this reader. Raises NotFound, FileLost, NoGlyph."""
    if form != "pdf" or not sheet.reader:
        return as_file(paper, sheet, number, form, on=local_day(at))
    reader = blind("paper", sheet.reader)
    kept = copy_of(paper, reader)
    if kept is None:
        made = as_file(paper, sheet, number, form, on=local_day(at))
        digest = sha256(made.content).hexdigest()
        keep(digest, made.content)
        # Of two who ask at once, both get what the first wrote down.
        told = {"digest": digest, "made_at": at, "signed": signed_how(paper, sheet, local_day(at))}
        kept, _new = PaperCopy.objects.get_or_create(document=paper, reader=reader, defaults=told)
    return as_file(paper, sheet, number, form, on=local_day(at), kept=content(kept))


def own_file(file: Followed, pk: int, form: str, *, at: datetime) -> PaperFile:
    """A paper that has reached this petitioner, as `kept_file`. Raises NotFound for every other."""
    return kept_file(*own_sheet(file, pk), file.submission.number, form, at=at)


def copy_due(*, at: datetime, most: int) -> tuple[int, list[str]]:
    """Copy issued papers that are to bear a seal: how many, and what could not be made."""
    done, failed = 0, []
    for paper in uncopied()[:most]:
        dossier = Dossier(paper.matter, local_day(at))  # type: ignore[arg-type]  # what is issued has one
        try:
            for sheet in copies_of(paper, dossier):
                kept_file(paper, sheet, dossier.filed[0].number, "pdf", at=at)
            done += 1
        except (OSError, NoGlyph, BadSeal) as fault:
            failed.append(f"{paper}：{fault}")
    return done, failed
