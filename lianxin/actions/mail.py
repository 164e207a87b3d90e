"""One e-mail becomes a submission, or more material of an earlier one; its original is enclosed, its writer answered once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from lianxin.actions import attachments
from lianxin.actions.filing import TITLE, Filing, Person
from lianxin.actions.given import Invalid
from lianxin.actions.intake import Registered, register
from lianxin.actions.perform import perform
from lianxin.actions.petitioner import goes_apart
from lianxin.actions.throttle import count_a_day
from lianxin.documents.mail import PERSON, BadMail, Mail, gives_up, new_words, read_mail
from lianxin.ledger.receipt_file import for_paper
from lianxin.models import Attachment, Event, Outbox, Submission
from lianxin.models.fields import blind
from lianxin.queries import log
from lianxin.queries.access import NotAllowed
from lianxin.queries.attachments import FileLost, content, in_tray, with_tokens
from lianxin.queries.outbox import MOST_ATTEMPTS
from lianxin.rules import identity
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.mail import MAIL
from lianxin.rules.wording import Said, kept
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import accuses
from lianxin.text.clean import says_little
from lianxin.text.headline import listed_headline
from lianxin.text.letter_fields import LetterFields, letter_fields
from lianxin.text.redact import redact
from lianxin.text.script import IDEOGRAPHS

SOURCE = "mail"
NEW, ADDED, KNOWN, MACHINE = "NEW", "ADDED", "KNOWN", "MACHINE"
RECEIPT = _(
    "已收到您的邮件，登记为信访件{number}，查询码{code}。凭这两个号可以查办理进展。要补充材料，请直接回复这封邮件。"
)
PROVABLE = _(
    "可以自己核对的回执（口述码{spoken}）：请保存这封邮件；要核对，打开 {address} ，粘贴下面这段文字。\n\n{receipt}"
)
TOKEN = re.compile(r"([0-9-]{16,40})-([0-9]{1,15})\.([0-9a-f]{16})@")
MARKS = 20  # ids that are looked at in what a server sends back
HAN_NAME = re.compile(rf"[{IDEOGRAPHS}·]{{2,12}}")


@dataclass(frozen=True)
class TakenMail:
    """What became of a mail: NEW, ADDED to an earlier one, KNOWN already, or from a MACHINE and left alone."""

    outcome: str
    number: str = ""


def token(number: str, address: str) -> str:
    """What a notice by mail carries in its id: bound to the submission and to the address it was sent to."""
    return blind("mail", f"{number}:{address.strip().lower()}")[:16]


def take(raw: bytes, office: str, *, at: datetime) -> TakenMail:
    """Take in one mail for an office; any number of times with the same outcome. Raises BadMail, Invalid.

    What machines send (bounces, automatic answers, lists) is neither registered nor answered (RFC 3834); a notice of
    ours that a server gives back is owed again.
    """
    mail = read_mail(raw)
    if gives_up(mail, raw):
        _call_back(raw)
    if mail.kind != PERSON:
        return TakenMail(MACHINE)
    earlier = _answered(mail)
    # Words that accuse are not laid open to all who read the matter they answer: they come in as a mail of their own.
    if earlier is not None and not goes_apart(earlier.matter, _said(mail)):
        added = _add(mail, raw, earlier, at)
        if added is not None:
            return added
    return _register(mail, raw, office, at)


def _call_back(raw: bytes) -> None:
    """A notice that could not be delivered waits for a clerk, who posts it. Only who was sent it knows its token."""
    for found in islice(TOKEN.finditer(raw.decode("latin-1")), MARKS):
        sent = Outbox.objects.filter(pk=int(found[2]), channel="EMAIL", sent_at__isnull=False)
        row = sent.filter(submission__number=found[1]).first()
        if row and constant_time_compare(found[3], token(found[1], row.address)):
            sent.update(sent_at=None, attempts=MOST_ATTEMPTS, fault=_("邮件被对方的服务器退回"))


def _said(mail: Mail) -> str:
    return f"{mail.subject}\n{mail.text}"


def _answered(mail: Mail) -> Submission | None:
    """The submission whose notice this answers: the token must be of this very sender."""
    for one in mail.answers:
        found = TOKEN.match(one)
        if found and constant_time_compare(found[3], token(found[1], mail.sender)):
            return Submission.objects.filter(number=found[1]).select_related("matter").first()
    return None


def _add(mail: Mail, raw: bytes, row: Submission, at: datetime) -> TakenMail | None:
    """More material for an open matter; None where it takes none any more, so that the mail is filed anew."""
    if _lies_with(row, mail):
        return TakenMail(KNOWN, row.number)
    most = MAIL.content // 3
    files, notes = _kept(mail, raw, most, at)
    words = new_words(mail.text) or mail.text or str(Said(_("（邮件没有正文，见附件）")))
    facts = {"whose": row.number, "content": _with_notes(words[:most], notes), "files": files}
    try:
        perform(row.matter, "SUPPLEMENT", actor=Actor(submissions=frozenset({row.pk})), at=at, facts=facts)
    except (NotAllowed, Invalid):
        attachments.clear(_tray(raw))
        return None
    return TakenMail(ADDED, row.number)


def _lies_with(row: Submission, mail: Mail) -> bool:
    """Whether it was added before, by whatever way it came (each writes other lines over the same mail), wherever it lies now."""
    named = {
        each["sha256"]
        for event in Event.objects.filter(submission=row)
        for each in event.facts.get("files", ())
    }
    for file in Attachment.objects.filter(digest__in=named, kind="EML", submission__isnull=False):
        with suppress(FileLost, BadMail):
            if _mark(read_mail(content(file))) == _mark(mail):
                return True
    return False


def _register(mail: Mail, raw: bytes, office: str, at: datetime) -> TakenMail:
    known = Submission.objects.filter(source=SOURCE, external_id=_mark(mail)).first()
    if known is not None:
        return TakenMail(KNOWN, known.number)
    files, notes = _kept(mail, raw, MAIL.content, at)
    try:
        with transaction.atomic():
            answered = count_a_day(f"mail:{mail.sender}", at=at) <= MAIL.answers
            if not answered:
                notes.append(
                    Said(
                        _("这个地址一天里已经自动答复了{most}次，没有再自动答复，请人工联系"),
                        {"most": MAIL.answers},
                    )
                )
            made = register(_filing(mail, office, files, notes), actor=Actor(), at=at)
            if made.again:  # taken by two at once: the other one answers, and is counted
                transaction.set_rollback(True)
                return TakenMail(KNOWN, made.submission.number)
            if answered:
                _answer(made, mail.sender)
            else:
                _owed(made).delete()
    except Invalid:
        attachments.clear(_tray(raw))
        raise
    return TakenMail(NEW, made.submission.number)


def _mark(mail: Mail) -> str:
    """By the mail's own id and its sender: nobody can occupy another's."""
    return sha256(f"{mail.sender}\n{mail.id}".encode()).hexdigest()


def _answer(made: Registered, sender: str) -> None:
    """The receipt, with the query code that is known now only, goes back the way the mail came."""
    said = Said(RECEIPT, {"number": made.submission.number, "code": made.query_code})
    if (promise := log.promise_of(made.submission)) is not None:
        receipt = log.promised(promise)
        address = f"{settings.PUBLIC_URL.rstrip('/')}/verify/"
        told = {"spoken": receipt.code, "address": address, "receipt": for_paper(receipt)}
        said = Said("{taken}\n\n{proof}", {"taken": said, "proof": Said(PROVABLE, told)})
    _owed(made).update(channel="EMAIL", address=sender, said=kept(said))


def _owed(made: Registered) -> QuerySet[Outbox]:
    return Outbox.objects.filter(submission=made.submission, sent_at=None)


def _filing(mail: Mail, office: str, files: list[str], notes: list[Said]) -> Filing:
    words = mail.text.strip()
    enclosed = _letter(files) if says_little(words) else ""
    own = letter_fields(f"{words}\n")
    asked = letter_fields(f"{words}\n{enclosed}").requests if enclosed else own.requests
    name = _name(mail, own, enclosed)
    anonymous = not name or not _is_name(name)
    body = words[: MAIL.content] or str(Said(_("（邮件没有正文，见附件）")))
    if len(words) > MAIL.content:
        notes.append(Said(_("正文太长，这里是开头{most}字，全文见邮件原件"), {"most": MAIL.content}))
    person = Person(
        name=name if not anonymous else mail.sender_name or mail.sender.partition("@")[0],
        phone=own.phone, id_number=own.id_number, address=own.address[:200], email=mail.sender,
    )  # fmt: skip
    return Filing(
        office=office, channel=Channel.EMAIL, purpose=Purpose.REQUEST, title=mail.subject or _named(enclosed, asked),
        content=_with_notes(body, notes), requests=tuple(line[:1000] for line in asked), people=(person,),
        anonymous=anonymous, held=accuses(_said(mail)) or None, files=tuple(files), source=SOURCE, external_id=_mark(mail),
    )  # fmt: skip


def _name(mail: Mail, own: LetterFields, enclosed: str) -> str:
    """The writer's, as the mail itself tells it; what is enclosed may name anybody and only confirms what is signed."""
    inside = _told(letter_fields(enclosed))
    confirmed = inside if inside in (mail.sender_name, own.name) else ""
    return _told(own) or confirmed or (mail.sender_name if HAN_NAME.fullmatch(mail.sender_name) else "")


def _told(found: LetterFields) -> str:
    """A name without doubt: no person sees it before it is filed."""
    return "" if any(one.field == "name" for one in found.doubts) else found.name


def _letter(files: Sequence[str]) -> str:
    """What a mail that says little more than “see attached” encloses: the first file that has a text, bar the original."""
    return next((str(row.text) for row in with_tokens(files[1:]) if row.text), "")[: MAIL.content]


def _named(enclosed: str, requests: Sequence[str]) -> str:
    """By what the enclosed letter asks for: letters begin with who writes, and a title is read in every list."""
    return redact(requests[0])[:TITLE] if enclosed and requests else listed_headline(enclosed)


def _is_name(text: str) -> bool:
    try:
        identity.person_name(text)
    except identity.BadEntry:
        return False
    return True


def _with_notes(text: str, notes: list[Said]) -> str:
    return "\n".join([text, *(f"（{note}）" for note in notes)])


def _tray(raw: bytes) -> str:
    return f"mail:{sha256(raw).hexdigest()}"


def _kept(mail: Mail, raw: bytes, most: int, at: datetime) -> tuple[list[str], list[Said]]:
    """The original and what it encloses, as files that wait; a part that is not taken alone stays in the original.

    The original comes first. Its text is read only where something of it stands nowhere else: its words are more than
    the `most` that are filed, or a part was left in it.
    """
    tray, notes = _tray(raw), list(mail.notes)
    attachments.clear(tray)
    # Beside the file a clerk sees whether anything is in it that stands nowhere else.
    name = "邮件原件（里面有没拆开的内容）.eml" if mail.notes else "邮件原件.eml"
    known = "LETTER" if len(mail.text) <= most else ""
    original = attachments.add(tray, name, raw, at=at, unread=known)
    for name, data in mail.enclosed:
        try:
            attachments.add(tray, name, data, at=at)
        except Invalid as fault:
            why = next(iter(fault.errors.values()))
            notes.append(Said(_("附件没有单独存，在邮件原件里：{why}"), {"why": why}))
    if notes and known:
        attachments.read(original, raw)
    return [row.token for row in in_tray(tray)], notes
