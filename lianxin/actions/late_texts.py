"""Texts of enclosed files that are read after the file has come: pictures, scanned PDFs, and what found every reader busy.

What is read is kept, searched and guarded like any text of a file that comes later (《信访工作条例》第三十条).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from lianxin.actions import search_index
from lianxin.actions.apart import of_same_writer
from lianxin.actions.archives import forget
from lianxin.actions.filing import CONTENT, TYPED
from lianxin.actions.intake import Registered, register
from lianxin.actions.perform import local_day
from lianxin.documents import ocr
from lianxin.documents.bounded import turn
from lianxin.documents.file_text import WITHOUT, FileText, text_of
from lianxin.documents.letter_pages import NoPages
from lianxin.documents.page_reader import PageRead, Reader
from lianxin.models import Attachment, Event, Matter, Outbox, Submission
from lianxin.queries.archives import packages_with
from lianxin.queries.attachments import FileLost, content
from lianxin.rules.attachments import TEXT, WAITS
from lianxin.rules.codes import Channel
from lianxin.rules.facts import Actor
from lianxin.rules.scans import ENCLOSED
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said, kept
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import accuses
from lianxin.text.reading_order import Line, as_text

SOURCE = "enclosed"
TITLE = _("信访件{number}的附件")
TOLD = _(
    "您交来的附件“{file}”另外登记为信访件{number}，查询码{code}。原来的信访件{earlier}照常办理，期限不变。"
)


def read_waiting(*, at: datetime) -> Iterator[Attachment]:
    """Read files that wait, one after the other and each at most `ENCLOSED.tries` times; gives each when it is done.

    One reader at a time on a machine: a second one gives nothing.
    """
    with turn(Path(settings.MEDIA_ROOT) / "late", 1) as mine, Reader(text=True, limits=ENCLOSED) as reader:
        for pk in list(_waiting().order_by("tries", "pk").values_list("pk", flat=True)) if mine else ():
            # Counted before it is read: a file that kills its reader is not tried for ever.
            _waiting().filter(pk=pk).update(tries=F("tries") + 1)
            row = _waiting().filter(pk=pk).select_related("event", "submission").first()
            if row is not None:
                _keep(row, _read(row, reader), at=at)
                yield row


def _waiting() -> QuerySet[Attachment]:
    """Of matters on file; once there is a reader also what was not read before, and pages left out of a PDF."""
    wanted = Q(unread=WAITS)
    if ocr.available():
        wanted |= Q(unread="NO_READER") | Q(unread="PAGES", kind="PDF", tries__lte=1, sure=None)
    filed = Attachment.objects.filter(submission__isnull=False, submission__matter__disposed_on=None)
    return filed.filter(wanted).exclude(digest="")


class _Found(NamedTuple):
    """What stands in a file; what of it nobody has looked at yet; how sure a machine was that read it from a picture."""

    text: FileText
    new: str = ""
    sure: int | None = None


def _read(row: Attachment, reader: Reader) -> _Found:
    if row.tries > ENCLOSED.tries:
        return _Found(FileText(unread="OVERRUN"))
    try:
        data = content(row)
    except FileLost:
        return _Found(FileText(unread="DAMAGED"))
    if row.unread == "PAGES":
        found = FileText(row.text, "PAGES")
    else:
        found = FileText(unread="SCANNED") if row.kind in WITHOUT else text_of(data, row.kind)
    if found.unread not in ("SCANNED", "PAGES") or (row.kind != "PDF" and row.kind not in WITHOUT):
        return _Found(found, found.text)
    if not ocr.available():
        return _Found(found if found.text else FileText(unread="NO_READER"), found.text)
    return _added(row, found, *_pages(data, row.kind, reader))


def _pages(data: bytes, kind: str, reader: Reader) -> tuple[list[PageRead], bool]:
    """The pages that could be read, and whether that was all."""
    pages: list[PageRead] = []
    try:
        for page in reader.pages(data, kind):
            pages.append(replace(page, picture=b""))
    except NoPages:
        return pages, False
    return pages, not any(page.failed for page in pages)


def _added(row: Attachment, found: FileText, pages: list[PageRead], whole: bool) -> _Found:
    """A file with what a machine read on its pages, after what stood there as text."""
    lines = [line for page in pages for line in page.lines]
    if not lines:
        unread = WITHOUT.get(row.kind, "SCANNED") if whole else "DAMAGED"
        return _Found(
            found if found.text else FileText(unread=unread), "" if row.unread == "PAGES" else found.text
        )
    read = "\n".join(as_text((Line(*line) for line in page.lines), vertical=page.vertical) for page in pages)
    text = f"{found.text}\n{read}".strip()
    over = len(pages) == ENCLOSED.pages and pages[-1].number < pages[-1].of
    cut = over or len(text) > TEXT.characters
    unread = "CUT" if cut else "" if whole and all(page.lines for page in pages) else "PAGES"
    sure = sum(line.sure * len(line.text) for line in lines) / sum(len(line.text) for line in lines)
    new = read if row.unread == "PAGES" else text
    return _Found(FileText(text[: TEXT.characters], unread), new, min(round(100 * sure), 99))


@transaction.atomic
def _keep(row: Attachment, found: _Found, *, at: datetime) -> None:
    """Lay down what was read of a file that still waits, and what follows from it."""
    said = {"text": found.text.text, "unread": found.text.unread, "sure": found.sure}
    matter = Matter.objects.select_for_update(of=("self",)).get(submissions=row.submission_id)
    if not _waiting().filter(pk=row.pk, submission__matter=matter).exists():
        return
    Attachment.objects.filter(pk=row.pk).update(**said)
    if matter.sealed or not found.new:
        return
    if accuses(found.new) and not _is_asked(row, matter):
        _file_apart(row, found.new, at)
    search_index.renew(matter, on=local_day(at))


def _is_asked(row: Attachment, matter: Matter) -> bool:
    """Whether a person who says what the matter is will be asked: about what a clerk took in, who has had it in hand."""
    event, filed = row.event, row.submission
    if event is None or filed is None:
        return False
    by_clerk = filed.source in TYPED if event.action == "REGISTER" else event.organ_id is not None
    return by_clerk and not matter.classified and matter.state in STEPS["CLASSIFY"].start


def _file_apart(row: Attachment, text: str, at: datetime) -> None:
    """The file becomes a submission of its own, behind the wall, where a person says what it is; its writer is told, and
    no archive package keeps it.
    """
    first = row.submission
    if first is None:
        raise ValueError("a file that nobody has filed")
    forget(packages_with(first.matter), at=at)  # the job packs anew, without it
    moved = _with_its_mail(row)
    for each in moved:
        each.submission, each.event, each.token = None, None, uuid4().hex
        each.save(update_fields=["submission", "event", "token"])
    title = str(Said(TITLE, {"number": first.number}))
    filing = of_same_writer(first, local_day(at), title=title, content=text[:CONTENT])
    # Nobody comes with it: who came in person hears of it on paper.
    channel = Channel.LETTER if filing.channel is Channel.VISIT else filing.channel
    mark = sha256(f"{first.pk}\n{row.digest}".encode()).hexdigest()
    tokens = tuple(each.token for each in moved)
    filing = replace(filing, channel=channel, files=tokens, source=SOURCE, external_id=mark)
    made = register(filing, actor=Actor(first.account_id), at=at)
    if made.again:  # the same file under two names
        event = Event.objects.get(submission=made.submission, action="REGISTER")
        given = Attachment.objects.filter(pk__in=[each.pk for each in moved])
        given.update(submission=made.submission, event=event, token="")
        return
    _tell("、".join(each.name for each in moved), made, first, at)


def _with_its_mail(row: Attachment) -> list[Attachment]:
    """The file, and the mail that it came in: there it is enclosed once more."""
    beside = Attachment.objects.filter(submission=row.submission_id, event=row.event_id, kind="EML")
    return [row, *beside.exclude(pk=row.pk)]


def _tell(files: str, made: Registered, first: Submission, at: datetime) -> None:
    """By the way that the writer gave, else on their page of what they had filed, which nobody else reads."""
    told = {"file": files, "number": made.submission.number, "code": made.query_code, "earlier": first.number}
    said = kept(Said(TOLD, told))
    owed = Outbox.objects.filter(submission=made.submission, sent_at=None)
    owed.update(said=said)
    if owed.filter(channel="PAGE").exists():
        Outbox.objects.create(
            matter=first.matter, submission=first, channel="PAGE", said=said, made_at=at, sent_at=at
        )
