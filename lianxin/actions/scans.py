"""Scanned letters: taken in once, read when a reader has time, registered or set aside by a clerk and by nobody else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from lianxin.actions import attachments
from lianxin.actions.filing import Filing
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.intake import Registered
from lianxin.actions.intake import register as take_in
from lianxin.actions.perform import local_day
from lianxin.documents import ocr
from lianxin.documents.bounded import turn
from lianxin.documents.letter_pages import READ as CAN_BE_READ
from lianxin.documents.letter_pages import NoPages
from lianxin.documents.page_reader import PageRead, Reader
from lianxin.models import Organ, Scan
from lianxin.models.fields import lock
from lianxin.queries.attachments import FileLost, content
from lianxin.queries.scans import (
    OPEN,
    READ,
    REGISTERED,
    SET_ASIDE,
    WAITING,
    PageShown,
    originals,
    pages_of,
    picture_place,
    scan_for,
    text_of,
)
from lianxin.queries.sealed import desk_for
from lianxin.rules.attachments import WAITS
from lianxin.rules.facts import Actor
from lianxin.rules.scans import SCANS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import accuses
from lianxin.text.reading_order import Line, in_order

SOURCE = "scan"
NO_READER = Said(_("没有安装文字识别（lianxin[ocr]），请照图录入"))

NOTHING_READ = Said(_("没有读出文字：可能是空白页，或者字迹认不出，请照图录入"))


@dataclass(frozen=True)
class Taken:
    """A letter taken in; `again` where it had come before."""

    scan: Scan
    again: bool = False


def take(files: Sequence[tuple[str, bytes]], office: str, *, actor: Actor, at: datetime) -> Taken:
    """Take in one letter of one or several files in order. The same bytes for one office are one letter.

    Raises Invalid for a file that is not taken, or that cannot be a letter; then nothing is kept.
    """
    organ = Organ.objects.filter(code=office).first()
    if organ is None:
        raise Invalid({"office": Said(_("没有这个受理机关，请重新选择"))})
    digest = sha256(b"".join(sha256(data).digest() for _name, data in files)).hexdigest()
    mine = Scan.objects.filter(organ=organ, digest=digest)
    if known := mine.first():
        return Taken(known, again=True)
    tray = f"scan:{organ.pk}:{digest}"
    try:
        with transaction.atomic():
            row = Scan.objects.create(
                organ=organ, desk=desk_for(organ.pk, (), local_day(at)) or organ, digest=digest,
                state=WAITING, added_at=at, added_by_id=actor.account,
            )  # fmt: skip
            for name, data in files:
                _enclose(row, tray, name, data, at)
    except IntegrityError:  # dropped twice in the same instant
        return Taken(mine.get(), again=True)
    except Invalid:
        attachments.clear(tray)
        raise
    return Taken(row)


def _enclose(row: Scan, tray: str, name: str, data: bytes, at: datetime) -> None:
    file = attachments.add(tray, name, data, at=at)
    if file.kind not in CAN_BE_READ:
        template = _("“{name}”不是扫描的信：可以是 PDF、JPEG、PNG、TIFF 或者 WebP")
        raise Invalid({attachments.FIELD: Said(template, {"name": file.name})})
    file.scan = row
    if file.unread == WAITS:  # its pages are read as a letter, and a clerk writes down what they say
        file.unread = "LETTER"
    file.save(update_fields=["scan", "unread"])


# ---- reading ----------------------------------------------------------------------------------------------
def read_waiting(*, most: int = SCANS.at_once) -> Iterator[Scan]:
    """Read letters that wait, one after the other; two readers at once share them. Gives each when it is done."""
    with Reader(text=ocr.available()) as reader:
        for _turn in range(most):
            with _next() as row:
                if row is None:
                    return
                _read(row, reader)
            yield row


@contextmanager
def _next() -> Iterator[Scan | None]:
    """The next letter that nobody reads, for this reader only."""
    # One under which a reader ended comes after the others: a machine that is restarted meets another each time.
    for row in Scan.objects.filter(state=WAITING).order_by("tries", "pk")[: SCANS.at_once]:
        with _alone(row) as mine:
            if mine:
                # Counted before it is read: a page that kills its reader is not tried for ever.
                Scan.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
                try:
                    yield row
                except (KeyboardInterrupt, SystemExit):  # stopped by a person: no fault of the page
                    Scan.objects.filter(pk=row.pk, tries__gt=0).update(tries=F("tries") - 1)
                    raise
                return
    yield None


@contextmanager
def _alone(row: Scan) -> Iterator[bool]:
    """Whether this reader has the letter to itself, and it still waits. A reader that dies lets go of it at once."""
    with turn(picture_place(row, 1).parent, 1) as mine:
        yield mine and Scan.objects.filter(pk=row.pk, state=WAITING).exists()


def read(row: Scan) -> bool:
    """Read one letter now: its lines are kept with it, and a picture of each page. False while another reads it.

    One that is read or decided already is left as it is, and counts as read.
    """
    with _alone(row) as mine, Reader(text=ocr.available()) as reader:
        if mine:
            _read(row, reader)
        return mine or not Scan.objects.filter(pk=row.pk, state=WAITING).exists()


def _read(row: Scan, reader: Reader) -> None:
    """Read on after the pages that are kept, and lay every page down as it is read."""
    row.refresh_from_db(fields=("pages", "fault", "tries"))
    pages, faults = list(row.pages or []), [Said(one["template"], one["values"]) for one in row.fault or []]
    if row.tries > SCANS.tries:
        template = _("第{number}页识别了{times}次都没有完成，请照原件录入没有识别的部分")
        faults.append(Said(template, {"number": len(pages) + 1, "times": SCANS.tries}))
    elif not _read_files(row, reader, pages, faults):
        return
    if not ocr.available():
        faults.append(NO_READER)
    elif not faults and not any(page["lines"] for page in pages):
        faults.append(NOTHING_READ)
    row.state = READ
    row.pages = pages
    held, unread = _walled(pages_of(row), whole=not faults)
    _lay_down(row, pages, faults, state=READ, held=held, unread=unread)


def _read_files(row: Scan, reader: Reader, pages: list[dict[str, Any]], faults: list[Said]) -> bool:
    """Add the pages that are not read yet; false where somebody decided the letter in the meantime."""
    files = originals(row)
    begun = [file.pk for file in files].index(pages[-1]["file"]) if pages else 0
    for file in files[begun:]:
        before = sum(one.get("file") == file.pk for one in pages)
        if len(pages) >= SCANS.pages:
            break
        try:
            for page in reader.pages(content(file), file.kind, after=before):
                pages.append({"file": file.pk, **_page(row, len(pages) + 1, page)})
                if page.failed:
                    faults.append(Said(_("第{number}页没有识别成，请照图录入"), {"number": len(pages)}))
                if len(pages) >= SCANS.pages and (page.number < page.of or file != files[-1]):
                    faults.append(Said(_("信太长，只识别了前{most}页；原件完整保存"), {"most": SCANS.pages}))
                if not _lay_down(row, pages, faults, tries=1):  # the next one is begun
                    return False
                if len(pages) >= SCANS.pages:
                    break
        except NoPages as fault:
            faults.append(fault.said)
        except FileLost:
            faults.append(Said(_("原件的文件找不到了，请重新扫描")))
    return True


def _lay_down(row: Scan, pages: list[dict[str, Any]], faults: list[Said], **more: object) -> bool:
    """Keep what is read so far; false, and nothing is kept, where the letter does not wait any more."""
    said = [{"template": fault.template, "values": dict(fault.values)} for fault in faults]
    kept = {
        "pages": pages,
        "fault": [one for place, one in enumerate(said) if one not in said[:place]],
        **more,
    }
    if not Scan.objects.filter(pk=row.pk, state=WAITING).update(**kept):
        _forget_pictures(row)  # somebody registered or set it aside in the meantime
        return False
    for name, value in kept.items():
        setattr(row, name, value)
    return True


def _walled(pages: Sequence[PageShown], *, whole: bool) -> tuple[bool, bool]:
    """Whether it reads like an accusation; whether it may be one, because not all of it was read, or not surely."""
    text, lines = text_of(pages), sum(len(page.lines) + page.lost for page in pages)
    surely = sum(len(page.unsure) + page.lost for page in pages) * 2 <= lines
    return accuses(text), not (whole and surely and text.strip())


def _page(row: Scan, number: int, page: PageRead) -> dict[str, object]:
    place = picture_place(row, number)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    attachments.write_whole(place, lock(page.picture))
    return {
        "width": page.width, "height": page.height, "vertical": page.vertical, "lost": page.lost,
        "lines": [
            [line.text, round(line.sure, 3), *(round(side) for side in (line.left, line.top, line.right, line.bottom))]
            for line in in_order((Line(*one) for one in page.lines), vertical=page.vertical)
        ],
    }  # fmt: skip


def mark_of(row: Scan) -> str:
    """The mark under which the letter will be filed, and look-ups for it are recorded."""
    return f"{row.organ_id}-{row.digest[:40]}"


# ---- a clerk decides --------------------------------------------------------------------------------------
def register(
    row: Scan, filing: Filing, *, actor: Actor, at: datetime, unread: Errors | None = None
) -> Registered:  # fmt: skip
    """Register the letter as the clerk corrected it, with the originals enclosed. Raises Invalid, NotFound.

    What was read of it is wiped: from now on the submission's own walls decide who reads it.
    """
    tokens = tuple(file.token for file in originals(row))
    whole = replace(filing, source=SOURCE, external_id=mark_of(row), files=tokens + filing.files)
    with transaction.atomic():
        row = Scan.objects.select_for_update().get(pk=scan_for(actor, row.pk).pk)
        made = take_in(whole, actor=actor, at=at, unread=unread)
        _done(row, REGISTERED, actor, submission=made.submission)
    _forget_pictures(row)
    return made


def set_aside(row: Scan, reason: str, *, actor: Actor) -> None:
    """Take it off the desk without registering it: no letter, or one registered already. Raises Invalid, NotFound."""
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": Said(_("请写明为什么不登记"))})
    if len(reason) > 200:
        raise Invalid(
            {
                "reason": Said(
                    _("最多{max_length}字，现在有{length}字"), {"max_length": 200, "length": len(reason)}
                )
            }
        )
    _done(scan_for(actor, row.pk), SET_ASIDE, actor, reason=reason)
    _forget_pictures(row)


def _done(row: Scan, state: str, actor: Actor, **more: object) -> None:
    still = Scan.objects.filter(pk=row.pk, state__in=OPEN)
    still.update(state=state, done_by=actor.account, pages=[], fault=[], **more)


def _forget_pictures(row: Scan) -> None:
    with suppress(OSError):
        shutil.rmtree(picture_place(row, 1).parent)
