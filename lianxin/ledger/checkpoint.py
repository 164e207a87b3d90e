"""Checkpoints: the signed head of the log, as c2sp.org/tlog-checkpoint says, and what a witness does with it.

The note text is the origin, the number of leaves and the base64 root, a line each. Proofs are carried in the
texts of c2sp.org/tlog-proof (inclusion) and c2sp.org/tlog-witness (consistency, the add-checkpoint body).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianxin.rules.wording import Said, gettext_noop

from .note import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteRefused,
    Signer,
    Verifier,
    from_base64,
    open_note,
    sign_note,
    split_note,
    to_base64,
)
from .tree import EMPTY_ROOT, check_consistency, check_inclusion

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", flags=re.ASCII)


class NotACheckpoint(ValueError):
    """The text is not a checkpoint, or not one of this log."""


class NotAProof(ValueError):
    """The text is not a proof in one of the two layouts."""


class LogForked(ValueError):
    """Two checkpoints of one log that cannot both be true."""


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: its name, how many leaves, the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note text that is signed."""
        root = to_base64(self.root)
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a note text, strictly. Raises NotACheckpoint."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise NotACheckpoint("a checkpoint is three or more lines, none empty")
        origin, size, root, *extensions = lines
        try:
            return cls(origin, _decimal(size), _hash(root), tuple(extensions))
        except NotAProof as error:
            raise NotACheckpoint(str(error)) from error


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint whose log signature is true, and the witnesses whose cosignatures are true."""

    checkpoint: Checkpoint
    note: Note
    witnesses: tuple[tuple[str, int], ...]  # (name, unix time)


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[Signer]) -> str:
    """The note of a checkpoint; every key must bear the log's name. Raises NotACheckpoint."""
    text, signers = checkpoint.text, list(signers)
    if Checkpoint.parse(text) != checkpoint:
        raise NotACheckpoint("origin and extension lines are single lines that are not empty")
    if not signers or any((key.name, key.algorithm) != (checkpoint.origin, ED25519) for key in signers):
        raise NotACheckpoint("a checkpoint is signed by keys of its own origin")
    return sign_note(text, signers)


def open_checkpoint(note: str, verifiers: Sequence[Verifier], *, origin: str) -> SignedCheckpoint:
    """Check a checkpoint of the log `origin`: at least one key of the log must have signed it.

    `verifiers` holds the log's keys, old and new while they overlap, and any witnesses' keys.
    Raises NotANote, NoteRefused, NotACheckpoint.
    """
    opened = open_note(note, verifiers)
    checkpoint = Checkpoint.parse(opened.text)
    if checkpoint.origin != origin:
        raise NotACheckpoint(f"a checkpoint of {checkpoint.origin}, not of {origin}")
    if not any((one.verifier.name, one.verifier.algorithm) == (origin, ED25519) for one in opened.signatures):
        raise NoteRefused("no known key of the log signed this checkpoint")
    witnesses = tuple(
        (one.verifier.name, one.at)
        for one in opened.signatures
        if one.verifier.algorithm == COSIGNATURE and one.at is not None
    )
    return SignedCheckpoint(checkpoint, opened, witnesses)


def read_checkpoint(note: str) -> Checkpoint:
    """The checkpoint in a note whose signatures nobody has checked. Raises NotANote, NotACheckpoint."""
    return Checkpoint.parse(split_note(note)[0])


def cosign(note: str, witness: Signer, *, at: int) -> str:
    """The note with the witness's cosignature of unix time `at` added. Check with `check_extends` first."""
    text, _ = split_note(note)
    Checkpoint.parse(text)
    return note + witness.line(text, at=at)


def check_extends(old: Checkpoint | None, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """What a witness checks before it cosigns: `new` holds all of `old` (None: none seen yet).

    Raises LogForked if the log is another one, is shorter, or differs at the same size; ProofRefused if the
    proof does not show that the longer log begins with the shorter.
    """
    if old is None:
        old = Checkpoint(new.origin, 0, EMPTY_ROOT)
    if new.origin != old.origin:
        raise LogForked(
            Said(gettext_noop("这是 {new} 的校验点，不是 {old} 的"), {"new": new.origin, "old": old.origin})
        )
    if new.size < old.size:
        raise LogForked(
            Said(gettext_noop("上次有 {old} 条，现在只有 {new} 条"), {"new": new.size, "old": old.size})
        )
    if new.size == old.size and new.root != old.root:
        raise LogForked(Said(gettext_noop("同样是 {size} 条，前后两份内容不一样"), {"size": new.size}))
    check_consistency(old.size, new.size, proof, old_root=old.root, new_root=new.root)


def notice(checkpoint: Checkpoint) -> str:
    """The short form for a notice board: origin, size, and the whole root in groups of four hex digits."""
    digits = checkpoint.root.hex()
    groups = [digits[place : place + 4] for place in range(0, 64, 4)]
    return f"{checkpoint.origin}\n{checkpoint.size}\n{' '.join(groups[:8])}\n{' '.join(groups[8:])}\n"


@dataclass(frozen=True)
class InclusionProof:
    """Where a leaf stands and the way from it to the root of the checkpoint in `note`."""

    index: int
    hashes: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        """The text of c2sp.org/tlog-proof."""
        lines = [PROOF_HEADER, f"index {self.index}", *map(to_base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.note

    @classmethod
    def parse(cls, text: str) -> InclusionProof:
        """Read a proof text; its extra line is not authenticated and is passed over. Raises NotAProof."""
        head, blank, note = text.partition("\n\n")
        header, *lines = head.split("\n")
        if lines and lines[0].startswith("extra "):
            lines.pop(0)
        if not blank or header != PROOF_HEADER or not lines or not lines[0].startswith("index "):
            raise NotAProof(f"not a text of {PROOF_HEADER}")
        return cls(_decimal(lines[0].removeprefix("index ")), tuple(map(_hash, lines[1:])), note)

    def check(self, leaf_hash: bytes, checkpoint: Checkpoint) -> None:
        """Refuse unless the leaf is in the tree of `checkpoint`. Raises ProofRefused."""
        check_inclusion(leaf_hash, self.index, checkpoint.size, self.hashes, checkpoint.root)


@dataclass(frozen=True)
class Extension:
    """A newer checkpoint `note` and the proof that it holds all of the first `old_size` leaves."""

    old_size: int
    hashes: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        """The body a witness of c2sp.org/tlog-witness takes at add-checkpoint."""
        lines = [f"old {self.old_size}", *map(to_base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.note

    @classmethod
    def parse(cls, text: str) -> Extension:
        """Read an add-checkpoint body. Raises NotAProof."""
        head, blank, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if not blank or not first.startswith("old ") or len(lines) > 63:
            raise NotAProof("not an add-checkpoint body")
        return cls(_decimal(first.removeprefix("old ")), tuple(map(_hash, lines)), note)


def _decimal(text: str) -> int:
    if not _DECIMAL.fullmatch(text):
        raise NotAProof(f"not a plain decimal number: {text!r}")
    return int(text)


def _hash(text: str) -> bytes:
    try:
        data = from_base64(text)
    except ValueError as error:
        raise NotAProof("a hash is written in base64") from error
    if len(data) != 32:
        raise NotAProof("a hash is 32 bytes")
    return data
