"""Read attachments: which may be opened by whom, what waits in a tray, and the bytes behind a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from lianxin.models import Attachment, Matter, PaperCopy, Submission
from lianxin.models.fields import Unreadable, blind, unlock
from lianxin.queries.access import NotFound, matter_for
from lianxin.queries.dossier import Dossier
from lianxin.rules.attachments import DEFAULT, NO_TEXT, AttachmentRules, changed
from lianxin.rules.facts import Actor

MOST = 100  # tokens in one act
_LISTED = Attachment.objects.defer("text")  # a long text, which a list does not show


class FileLost(Exception):
    """The row is there and its bytes are not, or are not those that were given."""


def rules() -> AttachmentRules:
    """The rows with this office's file over them. Raises AttachmentRuleError."""
    path = settings.ATTACHMENTS
    return _rules(path, path.stat().st_mtime_ns) if path else DEFAULT


@lru_cache(maxsize=4)
def _rules(path: Path, stamp: int) -> AttachmentRules:
    return changed(path.read_text("utf-8-sig"))


def place_of(digest: str) -> Path:
    """Where the bytes with this SHA-256 lie, locked."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def arriving(token: str) -> Path:
    """The folder of an upload under way: one locked file per piece, named after where it begins."""
    return Path(settings.MEDIA_ROOT) / "arriving" / token


def received(token: str) -> int:
    """How many bytes of an upload are here."""
    folder = arriving(token)
    last = max(folder.iterdir(), key=lambda part: part.name, default=None) if folder.exists() else None
    if last is None:
        return 0
    start, length = last.name.split("-")
    return int(start) + int(length)


def content(row: Attachment | PaperCopy) -> bytes:
    """The bytes, checked against their hash. Raises FileLost."""
    try:
        data = unlock(place_of(row.digest).read_bytes())
    except (OSError, Unreadable):
        raise FileLost(row.digest) from None
    if sha256(data).hexdigest() != row.digest:
        raise FileLost(row.digest)
    return data


def in_tray(tray: str) -> list[Attachment]:
    """What waits in a tray, finished or not, oldest first."""
    return list(_LISTED.filter(submission=None, tray=blind("tray", tray)))


def of_submissions(rows: Collection[Submission]) -> list[Attachment]:
    """The files of these submissions, oldest first, without their texts."""
    return list(_LISTED.filter(submission__in=[row.pk for row in rows]))


def texts_of(dossier: Dossier) -> list[str]:
    """What could be read of the files enclosed with a matter's own submissions."""
    own = [row for row in dossier.filed if row.matter_id == dossier.matter.pk]
    enclosed = any(row.enclosed for row in own) or any(e.facts.get("files") for e in dossier.history)
    if not enclosed and not dossier.matter.sealed:
        return []  # most have none, and this is known already; what was split off brings some of another history
    rows = Attachment.objects.filter(submission__in=[row.pk for row in own]).exclude(unread__in=NO_TEXT)
    return [str(text) for text in rows.values_list("text", flat=True) if text]


def own(actor: Actor, number: str) -> list[Attachment]:
    """The files a petitioner gave with their own submission."""
    mine = Submission.objects.filter(number=number, pk__in=actor.submissions)
    return list(_LISTED.filter(submission__in=mine))


def attachment_for(actor: Actor, number: str, pk: int, *, on: date) -> tuple[Matter, Attachment]:
    """A file enclosed with a matter this member of staff may see. Raises NotFound."""
    matter = matter_for(actor, number, on=on)
    row = next((each for each in of_submissions(Dossier(matter, on).filed) if each.pk == pk), None)
    if row is None or not row.digest:
        raise NotFound(number)
    return matter, row


def own_attachment(actor: Actor, number: str, pk: int) -> Attachment:
    """A file the petitioner gave themselves. Raises NotFound."""
    row = next((each for each in own(actor, number) if each.pk == pk), None)
    if row is None:
        raise NotFound(number)
    return row


def with_tokens(tokens: Iterable[str]) -> list[Attachment]:
    """Finished uploads that are nobody's yet, with their texts, in the order of their coming."""
    wanted = list(tokens)[:MOST]
    if not wanted:
        return []
    return list(Attachment.objects.filter(submission=None, token__in=wanted).exclude(digest=""))
