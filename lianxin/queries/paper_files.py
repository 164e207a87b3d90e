"""A paper as a file for one reader: PDF/A-2b with the organ's seal, or DOCX; `actions.paper_copies` keeps the PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from lianxin.documents import texts
from lianxin.documents.docx import docx
from lianxin.documents.fonts import spelled
from lianxin.documents.pdf import pdf
from lianxin.documents.sealing import BadSeal, Seal, Signed, says, seal_of, sealed, signing
from lianxin.documents.sheet import Sheet
from lianxin.models import Document, PaperCopy, Submission
from lianxin.models.fields import blind
from lianxin.queries.access import NotFound
from lianxin.queries.dossier import Dossier
from lianxin.queries.issued import reached
from lianxin.queries.paper_text import CHINA, fonts_in_use, pages_in_use, seals_in_use, sheet_of
from lianxin.queries.petitioner import Followed
from lianxin.rules.paper_parts import COMMON, PARTS
from lianxin.rules.papers import PAPERS, Addressee, Character, paper_number
from lianxin.rules.wording import Said

LABELS = {**COMMON, **PARTS}


@dataclass(frozen=True)
class PaperFile:
    """Bytes to hand out; `name` without extension, `kind` the MIME type."""

    content: bytes
    name: str
    kind: str


def _pdf(sheet: Sheet, paper: Document, on: date) -> bytes:
    seal, issued = _seal_of(paper), _issued_on(paper, sheet)
    if issued is None:
        return pdf(sheet, pages=pages_in_use(), own=fonts_in_use())
    note = says(signing(seal, issued=issued, made=on), issued=issued, made=on)
    noted = replace(sheet, note=str(note)) if note else sheet
    made = pdf(noted, pages=pages_in_use(), own=fonts_in_use(), seal=seal.picture)
    return sealed(made, seal, organ=paper.organ.name, day=on)


def _seal_of(paper: Document) -> Seal:
    return seal_of(paper.organ.code, settings.PAPERS / "seals")


def _issued_on(paper: Document, sheet: Sheet) -> date | None:
    """The day of a paper that bears its organ's seal; where no organ is named, to an accuser, its seal would name it."""
    return paper.issued_on if paper.state == Document.ISSUED and sheet.organ else None


def signed_how(paper: Document, sheet: Sheet, on: date) -> Signed:
    """How a copy made on this day is signed. Raises BadSeal."""
    issued = _issued_on(paper, sheet)
    return signing(_seal_of(paper), issued=issued, made=on) if issued else Signed.AS_ISSUED


def seal_said(paper: Document, sheet: Sheet, *, on: date) -> Said | None:
    """What to say beside the download of this reader's copy, kept or to be made, of the signature that it bears."""
    issued = _issued_on(paper, sheet)
    kept = copy_of(paper, blind("paper", sheet.reader)) if issued and sheet.reader else None
    try:
        how = Signed(kept.signed) if kept else signed_how(paper, sheet, on)
    except BadSeal:
        return None  # said where the papers of the office are looked after, and when the copy cannot be made
    made = kept.made_at.astimezone(CHINA).date() if kept else on
    return says(how, issued=issued, made=made) if issued else None


def _docx(sheet: Sheet, paper: Document, on: date) -> bytes:
    return docx(sheet, pages=pages_in_use())


MADE: Mapping[str, tuple[str, Callable[[Sheet, Document, date], bytes]]] = {
    "pdf": ("application/pdf", _pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
}


def own_sheet(file: Followed, pk: int) -> tuple[Document, Sheet]:
    """A paper that has reached this petitioner, with their own name on it. Raises NotFound for every other."""
    paper = next((paper for paper in reached(file) if paper.pk == pk), None)
    if paper is None:
        raise NotFound(str(pk))
    return paper, _sheet_for(paper, file.lead, file.submission, sealed=file.sealed)


def _sheet_for(paper: Document, dossier: Dossier, row: Submission, *, sealed: bool) -> Sheet:
    check = _check(paper, row.number)
    return sheet_of(paper, dossier, names=people_of([row]), check=check, sealed=sealed)


def people_of(filed: Iterable[Submission]) -> list[str]:
    """The names in full of whom a paper of these submissions is about."""
    people = (p for row in filed for p in row.parties.all() if p.left_on is None and p.role != "AGENT")
    return list(dict.fromkeys(str(p.name) for p in people if p.name))


def staff_sheet(paper: Document, dossier: Dossier, names: Sequence[str]) -> Sheet:
    """A paper of a file already opened for this person, with names as they may see them."""
    return sheet_of(paper, dossier, names=names, check=_check(paper, dossier.filed[0].number))


def _check(paper: Document, number: str) -> str:
    to_people = PAPERS[paper.kind].addressee is Addressee.PETITIONER
    where = f"follow/{number}" if to_people else "verify"
    return f"{settings.PUBLIC_URL.rstrip('/')}/{where}/"


def copies_of(paper: Document, dossier: Dossier) -> Iterator[Sheet]:
    """What is kept of an issued paper at once: the copy for the file, and each petitioner's own."""
    yield staff_sheet(paper, dossier, [] if dossier.sealed else people_of(dossier.filed))
    if PAPERS[paper.kind].addressee is Addressee.PETITIONER:
        yield from (_sheet_for(paper, dossier, row, sealed=dossier.sealed) for row in dossier.filed)


def uncopied() -> QuerySet[Document]:
    """Issued papers of organs that have a seal, not copied yet: the seal that holds now is the one they bear."""
    sealing = [code for code, seal in seals_in_use().items() if seal.certificate or seal.picture]
    rows = Document.objects.filter(state=Document.ISSUED, organ__code__in=sealing, copies=None)
    return (
        rows.filter(matter__disposed_on=None).select_related("matter__owner", "matter__office").order_by("pk")
    )


def copy_of(paper: Document, reader: str) -> PaperCopy | None:
    """The copy kept for this reader."""
    return PaperCopy.objects.filter(document=paper, reader=reader).first()


def as_file(
    paper: Document, sheet: Sheet, number: str, form: str, *, on: date, kept: bytes | None = None
) -> PaperFile:
    """A sheet in one of the forms of `MADE` as of a day, or as `kept`; `number` names it where it has none. Raises
    NotFound.
    """
    if form not in MADE:
        raise NotFound(form)
    kind, make = MADE[form]
    name = "-".join(filter(None, (paper.kind, sheet.number or number)))
    return PaperFile(make(sheet, paper, on) if kept is None else kept, f"{name}.{form}", kind)


def printed(sheet: Sheet) -> bytes:
    """A sheet that is no paper of an organ as PDF; what no font has is spelled in its blocks. Raises NoGlyph."""
    own = fonts_in_use()
    blocks = [
        replace(
            block,
            text=spelled(block.text, own),
            cells=tuple(tuple(spelled(cell, own) for cell in row) for row in block.cells),
        )
        for block in sheet.blocks
    ]
    return pdf(replace(sheet, blocks=blocks), pages=pages_in_use(), own=own)


def example_file(sheet: Sheet, kind: str) -> PaperFile:
    """An example of a kind of paper as PDF. Raises NoGlyph."""
    return PaperFile(printed(sheet), f"{kind}.pdf", MADE["pdf"][0])


def samples() -> Iterator[Sheet]:
    """Every kind of paper in the wording in force, its gaps filled with the names of its parts."""
    for code, row in PAPERS.items():
        wording = texts.wording(code, settings.PAPERS / "texts")
        values = {key: f"（{LABELS.get(key, key)}）" for key in texts.GAP.findall(wording)}
        title, blocks = texts.filled(wording, values, [[("", "（诉求）"), (PARTS["outcome"], "（结果）")]])
        number = paper_number("某", row.type_char, 2026, 12) if row.type_char else ""
        organ = "" if row.character is Character.PERSONAL else "某县信访局"
        yield Sheet(title or row.title, row.format, organ, blocks, number, draft=True, meta={"kind": code})
