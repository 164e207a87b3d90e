"""The receipt a petitioner keeps: a signed promise, the history so far, and the proofs that it is in the log.

A receipt is one JSON object:

    format       "lianxin-receipt/v1"
    promise      the flat object that is signed: origin, commitment, filed_at, include_by, sealed, and, unless
                 sealed, number and content (the salted hash of what was filed)
    signatures   signature lines of c2sp.org/signed-note over "lianxin-receipt/v1\\n" canonical(promise) "\\n"
    steps        the events so far, oldest first; the first is the one that was promised. Each has entry (the
                 80 bytes of the log), link_key (not for the first), and, if the holder may read it, event and
                 salt; once it is in the log, proof (c2sp.org/tlog-proof)
    later        checkpoints newer than those in the proofs, each as an add-checkpoint body

Bytes are base64. A sealed receipt has no number, no content, no event, no salt, and its time is a whole hour.
The salt of the content lies in the petitioner's own copy of it, so the receipt alone says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from lianxin.rules.wording import Said, gettext_noop

from .checkpoint import Extension, InclusionProof
from .leaf import Leaf, NotALeaf, NotCanonical, canonical, follows, hour_of, link_key, opens
from .note import NotANote, NoteRefused, Signer, Verifier, open_note, to_base64

FORMAT = "lianxin-receipt/v1"
CONTENT_FORMAT = "lianxin-content/v1"
_OPEN_KEYS = ("number", "content")


class NotAReceipt(ValueError):
    """This cannot be a receipt, or a copy of what was filed. Its text is for people."""


class HistoryBroken(ValueError):
    """The steps of a receipt do not form the history it promises. Its text is for people."""


@dataclass(frozen=True)
class Promise:
    """What the office signs at filing. Times are ISO 8601 with zone; hashes are 32 bytes."""

    origin: str
    commitment: bytes
    filed_at: str
    include_by: str
    sealed: bool = False
    number: str | None = None
    content: bytes | None = None

    def to_json(self) -> dict[str, object]:
        told: dict[str, object] = {
            "origin": self.origin,
            "commitment": to_base64(self.commitment),
            "filed_at": self.filed_at,
            "include_by": self.include_by,
            "sealed": self.sealed,
        }
        if self.number is not None:
            told["number"] = self.number
        if self.content is not None:
            told["content"] = to_base64(self.content)
        return told

    @property
    def text(self) -> str:
        """The note text that is signed; its first line keeps it apart from any checkpoint."""
        return f"{FORMAT}\n{canonical(self.to_json()).decode()}\n"


@dataclass(frozen=True)
class Step:
    """One event of the history: its leaf, and as much more as the holder may know."""

    leaf: Leaf
    link_key: bytes | None = None
    event: Mapping[str, object] | None = None
    salt: bytes | None = None
    proof: InclusionProof | None = None


@dataclass(frozen=True)
class Receipt:
    """A promise, its signature lines, and the history since."""

    promise: Promise
    signatures: tuple[str, ...]
    steps: tuple[Step, ...]
    later: tuple[Extension, ...] = ()

    @property
    def note(self) -> str:
        """The promise as a signed note."""
        return self.promise.text + "\n" + "".join(f"{line}\n" for line in self.signatures)

    @property
    def code(self) -> str:
        """The code that can be read out by telephone: it names this promise and no other."""
        return spoken_code(sha256(self.promise.text.encode()).digest())


def issue(
    step: Step,
    *,
    origin: str,
    signers: Sequence[Signer],
    filed_at: datetime,
    delay: timedelta,
    number: str | None = None,
    content: bytes | None = None,
    sealed: bool = False,
) -> Receipt:
    """The receipt given at filing: a promise to have `step` in the log within `delay` of `filed_at`.

    `content` is a `content_hash`. A sealed receipt takes neither number nor content, and its time is cut to
    the hour. Raises HistoryBroken, NoteRefused.
    """
    if filed_at.tzinfo is None:
        raise NotALeaf("the time of filing needs a time zone")
    by = filed_at + delay
    if sealed:
        filed_at = filed_at.replace(minute=0, second=0, microsecond=0)
        by = by.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    promise = Promise(
        origin=origin,
        commitment=step.leaf.commitment,
        filed_at=filed_at.isoformat(timespec="seconds"),
        include_by=by.isoformat(timespec="seconds"),
        sealed=sealed,
        number=number,
        content=content,
    )
    lines = tuple(signer.line(promise.text).rstrip("\n") for signer in signers)
    receipt = Receipt(promise, lines, (replace(step, link_key=None),))
    check_promise(receipt, [signer.verifier for signer in signers])
    check_history(receipt)
    return receipt


def extend(receipt: Receipt, steps: Iterable[Step], later: Iterable[Extension] = ()) -> Receipt:
    """The same promise with the whole history as it stands now. Raises HistoryBroken if it was rewritten."""
    told = tuple(steps)
    first = tuple(replace(step, link_key=None) for step in told[:1])
    extended = replace(receipt, steps=first + told[1:], later=tuple(later))
    check_history(extended)
    check_continues(receipt, extended)
    return extended


def check_promise(receipt: Receipt, verifiers: Sequence[Verifier]) -> None:
    """Refuse unless a key of the promise's own log signed it. Raises NoteRefused."""
    own = [verifier for verifier in verifiers if verifier.name == receipt.promise.origin]
    try:
        opened = open_note(receipt.note, own)
    except NotANote as error:
        raise NoteRefused("the promise is not signed") from error
    if opened.text != receipt.promise.text:
        raise NoteRefused("the signature is not of this promise")


def check_history(receipt: Receipt) -> None:
    """Refuse unless the steps begin with the promised leaf and each follows the last. Raises HistoryBroken.

    Only the first step may be without its proof, since only that one is promised.
    """
    promise, steps = receipt.promise, receipt.steps
    if not steps or steps[0].leaf.commitment != promise.commitment or steps[0].link_key is not None:
        raise HistoryBroken(gettext_noop("回执的第一步不是单位承诺收录的那一步"))
    previous: bytes | None = None
    for place, step in enumerate(steps, start=1):
        if previous is not None:
            _check_follows(step, previous, place)
        _check_event(step, place)
        previous = step.leaf.commitment
    _check_first(promise, steps[0])
    if promise.sealed and (promise.number or promise.content or any(step.event for step in steps)):
        raise HistoryBroken(gettext_noop("保密回执里不应有编号、内容或办理记录"))


def _check_follows(step: Step, previous: bytes, place: int) -> None:
    if step.proof is None:
        raise HistoryBroken(Said(gettext_noop("第 {place} 步没有收录证明"), {"place": place}))
    if step.link_key is None or not follows(step.leaf, previous, step.link_key):
        raise HistoryBroken(Said(gettext_noop("第 {place} 步与前一步接不上"), {"place": place}))


def _check_event(step: Step, place: int) -> None:
    if step.event is None and step.salt is None:
        return
    try:
        if step.event is not None and step.salt is not None and opens(step.leaf, step.event, step.salt):
            return
    except NotCanonical:
        pass  # what has no single form cannot have been committed to
    raise HistoryBroken(Said(gettext_noop("第 {place} 步写的内容与当时记下的不一样"), {"place": place}))


def _check_first(promise: Promise, first: Step) -> None:
    """What the promise does not sign of the first step agrees with it: hour, link to nothing before, number, content."""
    if first.leaf.hour != _hour(promise.filed_at) or (
        first.salt is not None and not follows(first.leaf, None, link_key(first.salt))
    ):
        raise HistoryBroken(gettext_noop("第一步的条目与承诺的不一样"))
    event, told = first.event or {}, promise.to_json()
    if any(key in event and event[key] != told.get(key) for key in _OPEN_KEYS):
        raise HistoryBroken(gettext_noop("第一步写的编号或内容与承诺的不一样"))


def _hour(moment: str) -> int | None:
    try:
        return hour_of(datetime.fromisoformat(moment))
    except ValueError:
        return None


def content_in_log(receipt: Receipt) -> bool:
    """Does the first leaf itself, and not the promise alone, commit to the content?"""
    return "content" in (receipt.steps[0].event or {})


def check_continues(earlier: Receipt, later: Receipt) -> None:
    """Refuse unless `later` tells the same history as `earlier`, or more of it. Raises HistoryBroken."""
    if earlier.promise != later.promise:
        raise HistoryBroken(gettext_noop("两份回执不是同一件信访的"))
    told = [step.leaf for step in earlier.steps]
    if [step.leaf for step in later.steps[: len(told)]] != told:
        raise HistoryBroken(gettext_noop("早先回执里的办理经过被改动过"))


def content_hash(content: Mapping[str, object], salt: bytes) -> bytes:
    """The salted hash of what was filed: SHA-256("lianxin-content/v1\\n" || salt || canonical(content))."""
    if len(salt) != 32:
        raise NotALeaf("salt is 32 bytes")
    return sha256(f"{CONTENT_FORMAT}\n".encode() + salt + canonical(content)).digest()


def spoken_code(digest: bytes) -> str:
    """Sixteen digits in groups of four; the last two are the check digits of ISO/IEC 7064 MOD 97-10."""
    number = int.from_bytes(digest, "big") % 10**14
    digits = f"{number:014d}{98 - number * 100 % 97:02d}"
    return "-".join(digits[place : place + 4] for place in range(0, 16, 4))


def is_spoken_code(text: str) -> bool:
    """Could this have been read out and heard without a mistake? Any spacing and dashes are allowed."""
    digits = "".join(text.split()).replace("-", "")
    return len(digits) == 16 and digits.isascii() and digits.isdigit() and int(digits) % 97 == 1
