"""A leaf of the public log: what it promises about an event without saying anything of it.

An entry is exactly 80 bytes:

    offset  bytes  meaning
    0       7      ASCII "lianxin"
    7       1      version, 0x01
    8       32     commitment   SHA-256("lianxin/event/v1\\n" || salt || canonical(event))
    40      32     link         SHA-256("lianxin/link/v1\\n" || link key || previous commitment)
    72      8      hour         unix seconds, unsigned, big-endian, a multiple of 3600

The link key is SHA-256("lianxin/link-key/v1\\n" || salt): whoever holds it can follow the chain but learns
nothing of the event, so a salt may be erased (or withheld) and the order still be shown.
The first leaf of a matter links to 32 zero bytes and looks like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

MAGIC = b"lianxin\x01"
ENTRY_BYTES = 80
HASH_BYTES = 32
SALT_BYTES = 32
NO_PREVIOUS = bytes(HASH_BYTES)
HOUR = 3600
COMMITMENT = slice(8, 40)  # where it stands in an entry
_written = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_EXACT = 2**53 - 1  # RFC 8785 numbers are IEEE doubles: above this an integer is no longer exact


class NotCanonical(ValueError):
    """The value has no single canonical form (a float, a lone surrogate, a key that is not text, …)."""


class NotALeaf(ValueError):
    """These bytes or numbers are not a leaf of this version."""


def canonical(value: object) -> bytes:
    """The one UTF-8 JSON form of `value` (RFC 8785 for null, booleans, integers, text, lists, mappings).

    Dates are given by the caller as ISO text. Raises NotCanonical for anything else, floats included.
    """
    try:
        return _written(_plain(value)).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("text holds a lone surrogate") from error
    except RecursionError as error:
        raise NotCanonical("nested too deeply") from error


def _plain(value: object) -> object:
    if value is None or type(value) in (str, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # the text itself, also of an enumeration member
    if isinstance(value, int):
        if abs(value) > _EXACT:
            raise NotCanonical(f"integer too large to be exact: {value}")
        return int(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("every key must be text")
        plain = {str.__str__(key): _plain(item) for key, item in value.items()}
        # RFC 8785 §3.2.3 sorts by UTF-16 code units; of ASCII that is the order it has anyway.
        order = None if "".join(plain).isascii() else _utf16
        return {key: plain[key] for key in sorted(plain, key=order)}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    raise NotCanonical(f"no canonical form for {type(value).__name__}")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def hash_of_leaf(entry: bytes) -> bytes:
    """RFC 6962 §2.1 leaf hash of any entry: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def hour_of(at: datetime) -> int:
    """The whole hour of an aware moment, as a leaf states it. Raises NotALeaf for a naive one."""
    if at.tzinfo is None:
        raise NotALeaf("the moment needs a time zone")
    seconds = int(at.timestamp())
    return seconds - seconds % HOUR


@dataclass(frozen=True)
class Leaf:
    """Three facts about one event: 32-byte commitment, 32-byte link, unix time floored to the hour."""

    commitment: bytes
    link: bytes
    hour: int

    def __post_init__(self) -> None:
        if len(self.commitment) != HASH_BYTES or len(self.link) != HASH_BYTES:
            raise NotALeaf("commitment and link are 32 bytes each")
        if not 0 <= self.hour < 2**63 or self.hour % HOUR:
            raise NotALeaf("hour is a whole hour in unix seconds")

    def entry(self) -> bytes:
        """The 80 bytes that go into the log."""
        return MAGIC + self.commitment + self.link + self.hour.to_bytes(8, "big")

    def leaf_hash(self) -> bytes:
        """RFC 6962 leaf hash of the entry."""
        return hash_of_leaf(self.entry())


def parse_entry(data: bytes) -> Leaf:
    """Read back exactly what `Leaf.entry` wrote. Raises NotALeaf."""
    if len(data) != ENTRY_BYTES:
        raise NotALeaf(f"an entry is {ENTRY_BYTES} bytes, not {len(data)}")
    if data[:8] != MAGIC:
        raise NotALeaf("not an entry of this log, or of another version")
    return Leaf(bytes(data[COMMITMENT]), bytes(data[40:72]), int.from_bytes(data[72:80], "big"))


def commitment_to(event: Mapping[str, object], salt: bytes) -> bytes:
    """The salted hash of one event. `salt`: 32 random bytes used for this event only."""
    return sha256(b"lianxin/event/v1\n" + _sized(salt, "salt") + canonical(event)).digest()


def link_key(salt: bytes) -> bytes:
    """The half of a salt that may outlive it: shows the chain, not the event."""
    return sha256(b"lianxin/link-key/v1\n" + _sized(salt, "salt")).digest()


def link_to(previous: bytes | None, key: bytes) -> bytes:
    """The blinded link to the previous commitment of the same matter (None: there is no previous one)."""
    before = NO_PREVIOUS if previous is None else _sized(previous, "previous commitment")
    return sha256(b"lianxin/link/v1\n" + _sized(key, "link key") + before).digest()


def commit(event: Mapping[str, object], *, salt: bytes, previous: bytes | None, at: datetime) -> Leaf:
    """The leaf for `event`, which happened at the aware moment `at`; `previous` is the commitment before it.

    Raises NotCanonical for an event with no canonical form, NotALeaf for a wrong length or a naive time.
    """
    return Leaf(commitment_to(event, salt), link_to(previous, link_key(salt)), hour_of(at))


def opens(leaf: Leaf, event: Mapping[str, object], salt: bytes) -> bool:
    """Is this the event the leaf committed to?"""
    return commitment_to(event, salt) == leaf.commitment


def follows(leaf: Leaf, previous: bytes | None, key: bytes) -> bool:
    """Does the leaf come straight after `previous` in its matter?"""
    return link_to(previous, key) == leaf.link


def _sized(value: bytes, what: str) -> bytes:
    if len(value) != HASH_BYTES:
        raise NotALeaf(f"{what} is {HASH_BYTES} bytes, not {len(value)}")
    return bytes(value)
