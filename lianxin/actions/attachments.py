"""Take in files: piece by piece or whole, looked into, scanned, read, locked, kept by hash; and clear what was never sent.

A file waits in a tray (of a draft, a supplement, a clerk's page) until a filing or a step takes it. The tray's name
is known to that page only; the table keeps its keyed hash.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from django.conf import settings
from django.utils.crypto import constant_time_compare

from lianxin.actions.given import Invalid
from lianxin.actions.virus_scan import Infected, ScannerFailed, scan
from lianxin.documents.attachments import Unfit, enclosed, plain_name
from lianxin.documents.bounded import turn
from lianxin.documents.file_text import WITHOUT, FileText, text_of
from lianxin.documents.letter_pages import READ as CAN_BE_READ
from lianxin.models import Attachment, Event, PaperCopy, Submission
from lianxin.models.fields import blind, lock, unlock
from lianxin.queries.attachments import arriving, in_tray, place_of, received, rules, with_tokens
from lianxin.rules.attachments import MB, TEXT, WAITS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

FIELD = "files"
GRACE = timedelta(hours=1)
_known = logging.getLogger(__name__)


class OutOfStep(Exception):
    """A piece that does not begin where the last one ended; `at` is where to go on."""

    def __init__(self, at: int) -> None:
        super().__init__(str(at))
        self.at = at


class NoSuchUpload(Exception):
    """No upload of this token waits in this tray."""


def begin(tray: str, name: str, size: int, *, at: datetime, unread: str = "") -> Attachment:
    """Announce a file of so many bytes; the same name and size again goes on where it was left. Raises Invalid.

    `unread` says why its text is not to be read, "" where it is.
    """
    name, lying = plain_name(name), in_tray(tray)
    for row in lying:
        if not row.digest and (row.name, row.size) == (name, size):
            return row
    _check_room(name, size, lying)
    return Attachment.objects.create(
        tray=blind("tray", tray), token=uuid4().hex, name=name, kind="", size=size, unread=unread, added_at=at
    )


def _check_room(name: str, size: int, lying: Sequence[Attachment]) -> None:
    taken, limits = rules(), rules().limits
    if size <= 0:
        _refuse(_("“{name}”是空的，里面什么也没有"), name=name)
    if len(lying) >= limits.files:
        _refuse(_("一件最多附{most}个文件，“{name}”没有收"), most=limits.files, name=name)
    most = max(kind.most for kind in taken.taken)
    if size > most:
        _refuse(_("“{name}”有{size:.1f}MB，一个文件最多{most}MB"), name=name, size=size / MB, most=most // MB)
    if sum(row.size for row in lying) + size > limits.total_mb * MB:
        _refuse(_("加上“{name}”，所有文件超过了{most}MB"), name=name, most=limits.total_mb)


def _refuse(template: str, **values: object) -> None:
    raise Invalid({FIELD: Said(template, values)})


def add_piece(tray: str, token: str, start: int, piece: bytes) -> Attachment:
    """Take in the next bytes; with the last ones the file is looked into and kept.

    Raises NoSuchUpload, OutOfStep, and Invalid for a file that is not taken: it is then forgotten.
    """
    row = _waiting(tray, token)
    here = received(token)
    if row.digest or not piece or start != here or start + len(piece) > row.size:
        raise OutOfStep(row.size if row.digest else here)
    folder = arriving(token)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / f"{start:012d}-{len(piece):012d}", lock(piece))
    if here + len(piece) == row.size:
        _finish(row)
    return row


def add(tray: str, name: str, data: bytes, *, at: datetime, unread: str = "") -> Attachment:
    """Take in a whole file at once. Raises Invalid."""
    row = begin(tray, name, len(data), at=at, unread=unread)
    shutil.rmtree(arriving(row.token), ignore_errors=True)
    return add_piece(tray, row.token, 0, data)


def read(row: Attachment, data: bytes) -> None:
    """Read, after all, the text of a file that waits: its bytes, and a text that was not to be read before."""
    _take_text(row, data)
    row.save(update_fields=["text", "unread"])


def _take_text(row: Attachment, data: bytes) -> None:
    if row.kind in WITHOUT:
        row.text, row.unread = "", WAITS if row.kind in CAN_BE_READ else WITHOUT[row.kind]
        return
    with turn(Path(settings.MEDIA_ROOT) / "readers", TEXT.readers, wait=TEXT.wait) as mine:
        found = text_of(data, row.kind) if mine else FileText(unread=WAITS)
    row.text, row.unread = found.text, WAITS if found.unread == "SCANNED" else found.unread


def remove(tray: str, token: str) -> None:
    """Forget a file that waits. Raises NoSuchUpload."""
    _forget(_waiting(tray, token))


def clear(tray: str) -> None:
    """Forget all that waits in a tray."""
    for row in in_tray(tray):
        _forget(row)


def _waiting(tray: str, token: str) -> Attachment:
    row = Attachment.objects.filter(submission=None, token=token).exclude(token="").first()
    if row is None or not constant_time_compare(row.tray, blind("tray", tray)):
        raise NoSuchUpload(token)
    return row


def _forget(row: Attachment) -> None:
    shutil.rmtree(arriving(row.token), ignore_errors=True)
    row.delete()  # the bytes, if kept, may be another's too: the sweep decides


def _finish(row: Attachment) -> None:
    """Look into the whole file and keep it; what is not taken leaves nothing behind."""
    folder = arriving(row.token)
    data = b"".join(unlock(part.read_bytes()) for part in sorted(folder.iterdir()))
    try:
        kept = enclosed(row.name, data, rules())
        _scan(kept.name, kept.data)
    except (Unfit, Invalid) as fault:
        _forget(row)
        raise fault if isinstance(fault, Invalid) else Invalid({FIELD: fault.said}) from None
    digest = sha256(kept.data).hexdigest()
    keep(digest, kept.data)
    beside = Attachment.objects.filter(submission=None, tray=row.tray, digest=digest).exclude(pk=row.pk)
    # The same file sent twice, by a second press of the button, is one file; under another name it keeps its name.
    beside.filter(pk__in=[each.pk for each in beside if each.name == kept.name]).delete()
    row.name, row.kind, row.size, row.told_place = kept.name, kept.kind.code, len(kept.data), kept.told
    row.digest = digest
    if not row.unread:
        _take_text(row, kept.data)
    row.save(update_fields=["name", "kind", "size", "told_place", "digest", "text", "unread"])
    shutil.rmtree(folder, ignore_errors=True)


def _scan(name: str, data: bytes) -> None:
    try:
        scan(data)
    except Infected:
        _refuse(_("“{name}”里查出了病毒，没有收。请换一台设备重新保存，或者拍照、打印后再传"), name=name)
    except ScannerFailed:
        _known.exception("the virus scanner failed; an upload was refused")
        _refuse(
            _("现在查不了病毒，“{name}”先不能收。您写的都在，请过几分钟再传，或者把材料带到窗口"), name=name
        )


def keep(digest: str, data: bytes) -> None:
    """Write bytes down under their SHA-256, locked; once however many rows name them."""
    place = place_of(digest)
    if place.exists():
        os.utime(place)  # fresh again, so that no sweep takes it from under this row
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(place, lock(data))


def write_whole(place: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    with NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as new:
        new.write(data)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).replace(place)


# ---- with a filing or a step ------------------------------------------------------------------------------
def waiting(tokens: Sequence[str]) -> list[Attachment]:
    """The uploads with these tokens. Raises Invalid where one is not there, not finished, or already taken."""
    found = with_tokens(tokens)
    if len(found) != len(set(tokens)):
        raise Invalid({FIELD: Said(_("有一个文件没有传完，或者已经过期。请看一下附件，重新传这一个"))})
    return found


def described(files: Iterable[Attachment]) -> list[dict[str, object]]:
    """What a hash covers of each file: name, bytes and SHA-256."""
    return [{"name": row.name, "size": row.size, "sha256": row.digest} for row in files]


def attach(files: Sequence[Attachment], row: Submission, event: Event) -> None:
    """Give the files to a submission. Raises Invalid where another act took one in the meantime."""
    if not files:
        return
    mine = Attachment.objects.filter(pk__in=[each.pk for each in files], submission=None)
    if mine.update(submission=row, event=event, tray="", token="", added_at=event.at) != len(files):
        raise Invalid({FIELD: Said(_("有一个文件没有传完，或者已经过期。请看一下附件，重新传这一个"))})


# ---- upkeep -----------------------------------------------------------------------------------------------
def sweep(*, at: datetime) -> int:
    """Forget uploads that were never sent, and bytes that belong to no row; how many uploads."""
    old = at - timedelta(hours=rules().limits.keep_hours)
    stale = list(Attachment.objects.filter(submission=None, scan=None, added_at__lt=old))
    for row in stale:
        _forget(row)
    _sweep_disk(Path(settings.MEDIA_ROOT), (at - GRACE).timestamp())
    return len(stale)


def _sweep_disk(home: Path, before: float) -> None:
    known = set(Attachment.objects.exclude(digest="").values_list("digest", flat=True).distinct())
    known.update(PaperCopy.objects.values_list("digest", flat=True))
    coming = set(Attachment.objects.exclude(token="").values_list("token", flat=True))
    for place in [*home.glob("[0-9a-f][0-9a-f]/*"), *home.glob("arriving/*")]:
        mine = place.name in (coming if place.parent.name == "arriving" else known)
        if mine or place.stat().st_mtime >= before:
            continue
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)
