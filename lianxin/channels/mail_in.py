"""Where e-mails come from: an IMAP mailbox that is polled, or a maildir that a mail server fills.

A mail is marked as seen after it was taken, so a run that stops takes it again and finds it known.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from lianxin.actions import mail
from lianxin.actions.given import Invalid
from lianxin.documents.mail import BadMail
from lianxin.rules.attachments import MB
from lianxin.rules.mail import MAIL
from lianxin.rules.office import Inbox
from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _

SECONDS = 30
REFUSED = "REFUSED"
SIZE = re.compile(rb"RFC822\.SIZE ([0-9]+)", re.IGNORECASE)
Told = Callable[[str, Said], None]  # which mail was refused, and why


class NoMailbox(SaidError):
    """The mailbox cannot be reached. `said` tells the administrator."""


def from_maildir(folder: Path, office: str, *, now: Callable[[], datetime], told: Told) -> Counter[str]:
    """Take every new mail of a maildir: seen ones move to cur, refused ones stay there with a flag. Raises NoMailbox."""
    if not (folder / "new").is_dir():
        raise NoMailbox(_("{path} 不是 maildir：里面没有 new 文件夹"), path=folder)
    (folder / "cur").mkdir(exist_ok=True)
    found: Counter[str] = Counter()
    for place in sorted(
        [*(folder / "new").iterdir(), *(folder / "cur").iterdir()], key=lambda path: path.name
    ):
        name, _mark, flags = place.name.partition(":2,")
        if "S" in flags or name.startswith("."):
            continue
        try:
            raw = _bytes(place)
        except (FileNotFoundError, IsADirectoryError):  # somebody else moved it meanwhile; no mail at all
            continue
        outcome = _take(name, raw, office, now, told)
        found[outcome] += 1
        kept = "".join(sorted({*flags, "S", *("F" if outcome == REFUSED else "")}))
        with suppress(FileNotFoundError):  # moved meanwhile
            place.replace(folder / "cur" / f"{name}:2,{kept}")
    return found


def _bytes(place: Path) -> bytes | None:
    """The bytes of one mail; none of one that is too large to be read."""
    return place.read_bytes() if place.stat().st_size <= MAIL.most_mb * MB else None


def from_imap(inbox: Inbox, *, now: Callable[[], datetime], told: Told) -> Counter[str]:
    """Take every unseen mail of the mailbox. Raises NoMailbox."""
    found: Counter[str] = Counter()
    with _opened(inbox) as box:
        for uid, raw in _unseen(box):
            outcome = _take(uid, raw, inbox.office, now, told)
            found[outcome] += 1
            flags = r"(\Seen \Flagged)" if outcome == REFUSED else r"(\Seen)"
            box.uid("STORE", uid, "+FLAGS", flags)
    return found


@contextmanager
def _opened(inbox: Inbox) -> Iterator[imaplib.IMAP4]:
    try:
        if inbox.security == "tls":
            context = ssl.create_default_context()
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                inbox.host, inbox.port, ssl_context=context, timeout=SECONDS
            )
        else:
            box = imaplib.IMAP4(inbox.host, inbox.port, timeout=SECONDS)
        box.login(inbox.user, inbox.password)
        answer, _data = box.select(inbox.folder)
        if answer != "OK":
            raise NoMailbox(_("邮箱里没有“{folder}”这个文件夹"), folder=inbox.folder)
    except (imaplib.IMAP4.error, OSError) as fault:
        raise NoMailbox(_("连不上收件邮箱：{why}"), why=str(fault)[:120]) from None
    try:
        yield box
    except (imaplib.IMAP4.error, OSError) as fault:
        raise NoMailbox(_("收件邮箱中途断开：{why}"), why=str(fault)[:120]) from None
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            box.logout()


def _unseen(box: imaplib.IMAP4) -> Iterator[tuple[str, bytes | None]]:
    """Each unseen mail, left unseen until it is taken: no bytes of one too large; what is gone meanwhile is passed over."""
    _answer, found = box.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").decode().split()[: MAIL.at_once]:
        _answer, told = box.uid("FETCH", uid, "(RFC822.SIZE)")
        size = SIZE.search(b"".join(part if isinstance(part, bytes) else part[0] for part in told if part))
        if size is not None and int(size[1]) > MAIL.most_mb * MB:
            yield uid, None
        elif size is not None:
            _answer, data = box.uid("FETCH", uid, "(BODY.PEEK[])")
            yield from [(uid, part[1]) for part in data if isinstance(part, tuple)][:1]


def _take(name: str, raw: bytes | None, office: str, now: Callable[[], datetime], told: Told) -> str:
    if raw is None:
        told(name, Said(_("邮件超过{most}MB，没有收，留在邮箱里"), {"most": MAIL.most_mb}))
        return REFUSED
    try:
        return mail.take(raw, office, at=now()).outcome
    except BadMail as fault:
        told(name, fault.said)
    except Invalid as fault:
        for said in fault.errors.values():
            told(name, said)
    return REFUSED
