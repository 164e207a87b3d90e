"""Read one e-mail as it came: who, what, which thread, what is enclosed, and whether a machine sent it.

Bytes only, standard library only. Wrong charsets, broken encodings and deep nesting cost a part of the text, never
the mail: the original is kept whole by whoever calls. Sources: RFC 5322, 2045–2047, 3464 (bounces), 3834 (machines).
"""

from __future__ import annotations

import email
import re
from codecs import lookup
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header, decode_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from html import unescape

from lianxin.documents.winmail import BadWinmail, Winmail, read_winmail
from lianxin.rules.mail import MAIL
from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _

DAEMONS = ("mailer-daemon", "postmaster")
ACTION = re.compile(rb"^Action:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
PERSON, AUTOMATIC, BOUNCE, BULK = "PERSON", "AUTOMATIC", "BOUNCE", "BULK"
# What senders write, and what they mean: each is read by its largest sister.
CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs",
            "x-x-big5": "big5hkscs", "cp950": "big5hkscs", "us-ascii": "utf-8", "ascii": "utf-8"}  # fmt: skip
GUESSES = ("gb18030", "big5hkscs")
WESTERN = frozenset({"iso8859-1", "iso8859-15", "cp1252"})
HIGH, TOGETHER = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x80-\xff]{2,}")
SAMPLE = 20_000  # bytes by which a Chinese charset is told
GAP, FEW = "\ufffd", 0.1  # share of the foreign characters that may be broken before another charset is tried
IDS = re.compile(r"<([^<>\s]{1,300})>")
PARTS = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
AUTO_SUBJECT = re.compile(
    r"^\s*(?:自动回复|自動回覆|自动答复|Auto(?:matic)?[ -]?(?:Reply|Response))", re.IGNORECASE
)
AWAY_SUBJECT = re.compile(r"^\s*(?:外出|休假|Out of (?:the )?Office)", re.IGNORECASE)
QUOTED = re.compile(
    r"^(?:-{3,}\s*(?:原始邮件|原邮件|原始郵件|Original Message|回复的邮件|转发的?邮件).*|在.{4,80}写道[：:]|On .{4,120} wrote:|发件人[：:].{0,120}@.*)$",
    re.MULTILINE | re.IGNORECASE,
)
# Pages. No pattern looks past the next "<", or it takes all up to the end: html.parser is quadratic and raises.
UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title)\b[^<>]*>.*?(?:</\1\b[^<>]*>|\Z)", re.IGNORECASE | re.DOTALL
)
TAG = re.compile(r"""<[a-z/!?](?:[^<>"']|"[^"<]*"|'[^'<]*')*>|<[a-z/!?][^<>]*>""", re.IGNORECASE)
ENCODED = re.compile(r"=\?[^?\s]+\?[bq]\?[^?]*\?=", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
HEADER = 2_000  # characters of a header that are read
STAND_INS = 0xE000  # characters of nobody's, one for each encoded word of a sender's name
HUGE = re.compile(r"&#[0-9]{9,};?")  # no character, and more digits than int() reads
UNOPENED = _(
    "有 Outlook 专用的附件（winmail.dat），里面有打不开的东西：请用 Outlook 打开邮件原件，或者请来信人改用普通附件再发"
)
BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})


class BadMail(SaidError):
    """No mail at all. `said` is the sentence for the log."""


@dataclass(frozen=True)
class Mail:
    """A mail as it was read; `notes` say what of it was left in the original only."""

    id: str
    sender: str
    sender_name: str
    subject: str
    text: str
    kind: str
    answers: tuple[str, ...] = ()  # ids of the mails it answers
    enclosed: tuple[tuple[str, bytes], ...] = ()
    notes: tuple[Said, ...] = ()


def read_mail(raw: bytes, *, files: int = MAIL.files) -> Mail:
    """The mail with at most so many files. Raises BadMail where there is none: no sender, nothing but noise; and nothing else."""
    try:
        return _read(raw, files)
    except BadMail:
        raise
    except Exception as fault:  # a sender's bytes must never stop the mails behind them
        raise BadMail(_("这封邮件读不出来，请看原件")) from fault


def _read(raw: bytes, files: int) -> Mail:
    found, notes = _parsed(raw)
    name, sender = _from(found)
    sender = sender.strip().lower()
    if "@" not in sender:
        raise BadMail(_("这不是一封邮件：没有发件人"))
    reading = _Reading(notes, files)
    reading.walk(found, 0)
    ids = IDS.findall(str(found.get("Message-ID", "")))
    return Mail(
        id=ids[0] if ids else sha256(raw).hexdigest(),
        sender=sender[: MAIL.line],
        sender_name=_one_line(name),
        subject=_one_line(_decoded(found, "Subject")),
        text=reading.text(),
        kind=_kind(found, sender),
        answers=tuple(
            dict.fromkeys(IDS.findall(f"{found.get('In-Reply-To', '')} {found.get('References', '')}"))
        )[: MAIL.references],
        enclosed=tuple(reading.enclosed),
        notes=tuple(reading.notes),
    )


def gives_up(mail: Mail, raw: bytes) -> bool:
    """Whether it says that a mail could not be delivered; one that is only late, or was read, is none (RFC 3464, 8098)."""
    said = {action.lower() for action in ACTION.findall(raw)}
    from_server = mail.sender.partition("@")[0] in DAEMONS
    return mail.kind == BOUNCE and (b"failed" in said or (from_server and not said))


def new_words(text: str) -> str:
    """What an answer adds: without the mail it quotes below."""
    cut = QUOTED.search(text)
    lines = (text[: cut.start()] if cut else text).split("\n")
    return "\n".join(line for line in lines if not line.startswith(">")).strip()


def _parsed(raw: bytes) -> tuple[Message, list[Said]]:
    """The mail's structure; one that is nested beyond all measure is not taken apart."""
    if len(PARTS.findall(raw)) <= MAIL.parts:
        try:
            return email.message_from_bytes(raw), []
        except RecursionError:
            pass
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    kept = b"\n".join(
        line
        for line in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n")
        if not line.lower().startswith(b"content-")
    )
    return email.message_from_bytes(kept + b"\n\n"), [Said(_("邮件套了太多层，没有拆开，请看原件"))]


def _kind(found: Message, sender: str) -> str:
    """Whether a person wrote it (RFC 3834: what a machine sent is never answered)."""
    said = {
        name: str(found.get(name, "")).strip().lower()
        for name in ("Auto-Submitted", "Precedence", "Return-Path")
    }
    local = sender.partition("@")[0]
    if found.get_content_type() == "multipart/report" or said["Return-Path"] == "<>" or local in DAEMONS:
        return BOUNCE
    if said["Auto-Submitted"] not in ("", "no") or found.get("X-Autoreply") or found.get("X-Autorespond"):
        return AUTOMATIC
    subject, is_answer = _decoded(found, "Subject"), found.get("In-Reply-To") or found.get("References")
    if AUTO_SUBJECT.match(subject) or (is_answer and AWAY_SUBJECT.match(subject)):
        return AUTOMATIC
    if (
        said["Precedence"] in ("bulk", "junk", "list", "auto_reply")
        or found.get("List-Id")
        or found.get("List-Unsubscribe")
    ):
        return BULK
    return PERSON


def _from(found: Message) -> tuple[str, str]:
    """Name and address of the sender. What is encoded is only a name, whatever it says (RFC 2047 §6.2, §7)."""
    raw = next((str(value) for key, value in found.raw_items() if key.lower() == "from"), "")
    words: list[str] = []

    def stand_in(word: re.Match[str]) -> str:
        words.append(word[0])
        return chr(STAND_INS + len(words) - 1)

    # What has no address stands before a comma of a name; some programs encode the address with the name.
    plain = getaddresses([ENCODED.sub(stand_in, _unescaped(raw[:HEADER]))])
    both = (
        pair
        for pair in (*plain, *getaddresses([_decoded(found, "From")]))
        if ADDRESS.fullmatch(pair[1].strip())
    )
    name, sender = next(both, ("", ""))
    shown = "".join(words[ord(c) - STAND_INS] if 0 <= ord(c) - STAND_INS < len(words) else c for c in name)
    return _meant(shown), sender


def _decoded(found: Message, name: str) -> str:
    """A header as its writer meant it, whether encoded, mis-encoded or raw."""
    raw = found.get(name)
    return "" if raw is None else _meant(raw)


def _meant(raw: str | Header) -> str:
    parts = []
    try:
        # Encoded words that never end are looked for to the end from each beginning.
        for part, charset in decode_header(raw[:HEADER] if isinstance(raw, str) else raw):
            parts.append(decoded(part, charset or "") if isinstance(part, bytes) else _unescaped(part))
    except (ValueError, LookupError, MessageError):  # an encoded word that is none
        return _unescaped(str(raw))
    return "".join(parts)


def _unescaped(text: str) -> str:
    """Raw eight-bit bytes of a header, which the parser hides as surrogates."""
    return (
        decoded(text.encode("ascii", "surrogateescape"), "") if not text.isascii() and _hides(text) else text
    )


def _hides(text: str) -> bool:
    return all(ord(c) < 128 or 0xDC80 <= ord(c) <= 0xDCFF for c in text)


def decoded(data: bytes, charset: str = "") -> str:
    """Bytes as text: by the charset they claim, else by the first that fits, else with gaps shown."""
    claimed = _claimed(data, charset)
    for one, gaps in (
        (claimed, 0),
        ("utf-8", 0),
        (claimed, FEW),
        ("utf-8", FEW),
        *((each, 0) for each in GUESSES),
    ):
        with suppress(LookupError, ValueError):
            text = data.decode(one, "replace")
            if text.count(GAP) <= gaps * sum(not character.isascii() for character in text):
                meant = _least_odd(data, one) if one in GUESSES else one
                return text if meant == one else data.decode(meant, "replace")
    return data.decode("gb18030", "replace")


def _claimed(data: bytes, charset: str) -> str:
    """The charset a sender names; none where it is a Western one that old programs set on whatever is written.

    What stands alone between plain letters is an accent; the bytes of a Chinese text stand together.
    """
    named = charset.strip().strip("'\"").lower()
    with suppress(LookupError, ValueError):
        if lookup(named).name in WESTERN:
            high = len(HIGH.findall(data))
            return "" if 2 * sum(map(len, TOGETHER.findall(data))) > high else named
    return CHARSETS.get(named, named)


def _least_odd(data: bytes, claimed: str) -> str:
    """The two Chinese charsets each take the bytes of the other: what reads least oddly, where it begins, is meant."""
    first = HIGH.search(data)
    sample = data[first.start() : first.start() + SAMPLE] if first else b""
    return min((claimed, *GUESSES), key=lambda each: _oddities(sample.decode(each, "replace")))


def _oddities(text: str) -> int:
    """How many characters are neither punctuation nor in the everyday levels of GB 2312 and Big5."""
    return sum(
        not (c.isascii() or "\u3000" <= c <= "\u3029" or "\uff00" <= c <= "\uffef" or everyday(c))
        for c in text
    )


def everyday(character: str) -> bool:
    gb, big5 = (character.encode(charset, "ignore")[:1] for charset in ("gb2312", "big5"))
    return b"\xb0" <= gb <= b"\xd7" or b"\xa4" <= big5 <= b"\xc6"


def _one_line(text: str) -> str:
    return " ".join(_storable(text).split())[: MAIL.line]


def _storable(text: str) -> str:
    """Without what no database keeps: NULs, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


class _Reading:
    """Walks the parts of a mail; texts are gathered, files kept, what is too deep or too much is noted."""

    def __init__(self, notes: list[Said], files: int) -> None:
        self.notes, self.files = notes, files
        self.enclosed: list[tuple[str, bytes]] = []
        self.plain: list[str] = []
        self.html: list[str] = []
        self.wrapped: list[str] = []
        self.rich = False

    def text(self) -> str:
        pages = (plain_of(page)[: MAIL.characters] for page in self.html)
        found = next(
            filter(None, ("\n".join(words).strip() for words in (self.plain, pages, self.wrapped))), ""
        )
        if self.rich and not found:
            self._note(UNOPENED)
        return _storable(found).replace("\r\n", "\n").replace("\r", "\n")

    def walk(self, part: Message, depth: int) -> None:
        if depth > MAIL.depth:
            self._note(_("邮件里的附件套得太深，没有拆开，请看原件"))
        elif part.get_content_type() == "message/rfc822" and depth:
            self._forwarded(part, depth)
        elif part.is_multipart():
            for inner in self._inner(part):
                self.walk(inner, depth + 1)
        else:
            self._leaf(part)

    def _inner(self, part: Message) -> Iterator[Message]:
        payload = part.get_payload()
        return (
            (inner for inner in payload if isinstance(inner, Message))
            if isinstance(payload, list)
            else iter(())
        )

    def _forwarded(self, part: Message, depth: int) -> None:
        """A mail in a mail: its words are part of what is said, below a line that names it."""
        for inner in self._inner(part):
            self.plain.append(f"—— {_one_line(_decoded(inner, 'Subject'))} ——")
            self.walk(inner, depth + 1)

    def _leaf(self, part: Message) -> None:
        kind, name = part.get_content_type(), _one_line(_file_name(part))
        data = part.get_payload(decode=True)
        data = data if isinstance(data, bytes) else b""
        if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
            self._unwrap(data)
        elif name or part.get_content_disposition() == "attachment":
            self._keep(name or "attachment", data)
        elif kind in ("text/plain", "text/html"):
            words = decoded(data, str(part.get_param("charset", "") or ""))
            if kind == "text/plain":
                self.plain.append(words[: MAIL.characters])
            else:
                self._page(words)
        elif data.strip():
            self._keep(f"attachment.{part.get_content_subtype()[:5]}", data)

    def _page(self, page: str) -> None:
        if len(page) > MAIL.page:
            self._note(_("邮件正文太长，只读了开头，请看原件"))
            page = page[: MAIL.page]
            page = page[: page.rfind("<")] if page.rfind("<") > page.rfind(">") else page  # half a tag
        self.html.append(page)

    def _keep(self, name: str, data: bytes) -> None:
        if len(self.enclosed) < self.files:
            self.enclosed.append((name, data))
        else:
            self._note(_("附件太多，多出的没有单独存，请看原件"))

    def _unwrap(self, data: bytes) -> None:
        """Outlook's own envelope: its files as any others, its words where the mail says none outside."""
        try:
            inside = read_winmail(data, decoded)
        except BadWinmail:
            inside = Winmail(lost=True)
        for name, content in inside.files:
            self._keep(_one_line(name), content)
        self.wrapped += [inside.text[: MAIL.characters]] * bool(inside.text)
        if inside.page:
            self._page(inside.page)
        self.rich |= inside.rich
        if inside.lost:
            self._note(UNOPENED)

    def _note(self, template: str) -> None:
        if Said(template).template not in {said.template for said in self.notes}:
            self.notes.append(Said(template))


def _file_name(part: Message) -> str:
    told = Message()  # its headers anew, with bare bytes read: the parser itself loses them
    for key, value in part.raw_items():
        if key.lower() in ("content-disposition", "content-type"):
            told[key] = _unescaped(str(value))
    try:
        name = told.get_filename("")
    except (ValueError, LookupError, TypeError):
        return "attachment"
    if name and "=?" in name:
        holder = Message()
        holder["Subject"] = name
        return _decoded(holder, "Subject")
    return _unescaped(name or "")


def plain_of(page: str) -> str:
    """An HTML page as plain text: a break where a reader sees one; no scripts, no styles. Linear in what is sent."""
    words = " ".join(UNSEEN.sub("", page).split())
    words = unescape(HUGE.sub(GAP, TAG.sub(_shown, words)))
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _shown(tag: re.Match[str]) -> str:
    return "\n" if tag[0].strip("</>").partition(" ")[0].rstrip("/").lower() in BREAKS else ""
