"""Signed notes and their keys, as c2sp.org/signed-note and c2sp.org/tlog-cosignature say.

    key ID     SHA-256(name || 0x0A || algorithm || public key)[:4]
    vkey       <name>+<key ID in hex>+base64(algorithm || public key)
    skey       PRIVATE+KEY+<name>+<key ID in hex>+base64(algorithm || seed)
    line       "— " <name> " " base64(key ID || signature) "\\n"

Algorithm 0x01 signs the text with Ed25519 (RFC 8032). Algorithm 0x04 is the cosignature of a witness: eight
bytes of unix time and an Ed25519 signature over "cosignature/v1\\ntime <unix time>\\n" and the text.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000
_DASH = "— "


class NotAKey(ValueError):
    """The text is not an encoded key of a kind this program knows."""


class NotANote(ValueError):
    """The bytes are not a signed note."""


class NoteRefused(ValueError):
    """No known key signed the note, or a known key's signature is false."""


def from_base64(text: str) -> bytes:
    """Decode standard base64, accepting one spelling only. Raises ValueError."""
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise ValueError("not base64") from error
    if b64encode(data).decode() != text:
        raise ValueError("not base64 in its plain form")
    return data


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return b64encode(data).decode()


def _check_name(name: str) -> None:
    if not name or "+" in name or any(char.isspace() or char < " " for char in name):
        raise NotAKey("a key name is not empty and has no space and no plus sign")


def _key_id(name: str, algorithm: int, public_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:4]


def _split_key(encoded: str) -> tuple[str, str, int, bytes]:
    name, *rest = encoded.split("+", 2)
    if len(rest) != 2:
        raise NotAKey("a key is name+id+data")
    _check_name(name)
    try:
        data = from_base64(rest[1])
    except ValueError as error:
        raise NotAKey("the key data is not base64") from error
    if len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
        raise NotAKey("only Ed25519 keys (0x01) and Ed25519 cosignature keys (0x04) are known")
    return name, rest[0], data[0], data[1:]


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


@dataclass(frozen=True)
class Verifier:
    """A public key under its name: `algorithm` is ED25519 for a log, COSIGNATURE for a witness."""

    name: str
    public_key: bytes
    algorithm: int = ED25519

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read a vkey. Raises NotAKey."""
        name, key_id, algorithm, data = _split_key(vkey)
        verifier = cls(name, data, algorithm)
        if key_id != verifier.key_id.hex():
            raise NotAKey("the key ID does not belong to this name and key")
        return verifier

    @property
    def key_id(self) -> bytes:
        return _key_id(self.name, self.algorithm, self.public_key)

    @property
    def vkey(self) -> str:
        """The text others are given to check with."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.algorithm]) + self.public_key)}"

    def check(self, text: str, signature: bytes) -> int | None:
        """The unix time a cosignature states, None for a plain signature. Raises NoteRefused if it is false."""
        at, message = None, text.encode()
        if self.algorithm == COSIGNATURE:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = _cosigned(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise NoteRefused(f"false signature under {self.name}+{self.key_id.hex()}") from error
        return at


@dataclass(frozen=True)
class Signer:
    """A private key under its name. Never shown by repr."""

    name: str
    seed: bytes = field(repr=False)
    algorithm: int = ED25519

    @classmethod
    def generate(cls, name: str, algorithm: int = ED25519) -> Signer:
        """A fresh key from the system's randomness. Raises NotAKey for a name no key can have."""
        _check_name(name)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), algorithm)

    @classmethod
    def parse(cls, skey: str) -> Signer:
        """Read an skey. Raises NotAKey."""
        if not skey.startswith("PRIVATE+KEY+"):
            raise NotAKey("a private key begins with PRIVATE+KEY+")
        name, key_id, algorithm, seed = _split_key(skey.removeprefix("PRIVATE+KEY+"))
        signer = cls(name, seed, algorithm)
        if key_id != signer.verifier.key_id.hex():
            raise NotAKey("the key ID does not belong to this name and key")
        return signer

    @property
    def skey(self) -> str:
        """The text to keep secret."""
        data = to_base64(bytes([self.algorithm]) + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{data}"

    @property
    def verifier(self) -> Verifier:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return Verifier(self.name, public, self.algorithm)

    def line(self, text: str, *, at: int | None = None) -> str:
        """The signature line for `text`; a witness's key also needs the unix time `at`."""
        if (at is None) is (self.algorithm == COSIGNATURE):
            raise ValueError("a cosignature states its time, a signature has none")
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        if at is None:
            signature = key.sign(text.encode())
        else:
            signature = at.to_bytes(8, "big") + key.sign(_cosigned(text, at))
        return f"{_DASH}{self.name} {to_base64(self.verifier.key_id + signature)}\n"


@dataclass(frozen=True)
class Line:
    """One signature line, not yet checked."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Signed:
    """A signature that was checked and is true; `at` is the unix time of a cosignature."""

    verifier: Verifier
    at: int | None


@dataclass(frozen=True)
class Note:
    """An opened note: its text, the true signatures, the names of keys nobody here knows."""

    text: str
    signatures: tuple[Signed, ...]
    unknown: tuple[str, ...]


def sign_note(text: str, signers: Iterable[Signer]) -> str:
    """The note `text` signed by every key (several while one is being replaced). Raises NotANote."""
    _check_text(text)
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def split_note(note: str) -> tuple[str, list[Line]]:
    """Text and signature lines of a note, nothing verified yet. Raises NotANote."""
    if len(note.encode(errors="replace")) > MOST_BYTES:
        raise NotANote("the note is too long")
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NotANote("a note is a text, an empty line, and signature lines")
    _check_text(text + "\n")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NotANote("too many signatures")
    return text + "\n", [_parse_line(line) for line in lines]


def open_note(note: str, verifiers: Sequence[Verifier]) -> Note:
    """Check a note against the known keys: unknown ones are ignored, a known one must be true.

    Raises NotANote, or NoteRefused if a known key's signature is false or no known key signed.
    """
    text, lines = split_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signatures: dict[Verifier, Signed] = {}
    unknown: dict[str, None] = {}
    for line in lines:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            unknown[f"{line.name}+{line.key_id.hex()}"] = None
        elif verifier not in signatures:
            signatures[verifier] = Signed(verifier, verifier.check(text, line.signature))
    if not signatures:
        raise NoteRefused("no known key signed this note")
    return Note(text, tuple(signatures.values()), tuple(unknown))


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NotANote("the text of a note ends with a newline")
    if any(char < " " and char != "\n" for char in text):
        raise NotANote("a note has no control characters")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotANote("a note is UTF-8") from error


def _parse_line(line: str) -> Line:
    name, space, signature = line.removeprefix(_DASH).partition(" ")
    try:
        _check_name(name)
        data = from_base64(signature)
    except ValueError as error:
        raise NotANote("a signature line is: — name base64") from error
    if not line.startswith(_DASH) or not space or len(data) < 5:
        raise NotANote("a signature line is: — name base64")
    return Line(name, data[:4], data[4:])
