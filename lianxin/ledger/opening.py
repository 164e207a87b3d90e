"""What of an event may be opened to its petitioner, and what only to the office, under one secret.

An event has 32 secret bytes. Its leaf commits to the part that is told; that part holds the hash of the part
that is kept. The two salts cannot be had from one another, so a receipt opens the first and says nothing of
the second; erasing the secret closes both for ever.

    told salt   SHA-256("lianxin/told-salt/v1\\n" || secret)
    kept salt   SHA-256("lianxin/kept-salt/v1\\n" || secret)
    kept hash   SHA-256("lianxin/kept/v1\\n" || kept salt || canonical(kept part))
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from .leaf import SALT_BYTES, NotALeaf, canonical


def told_salt(secret: bytes) -> bytes:
    """The salt of the leaf, for whoever may read the told part. Raises NotALeaf."""
    return sha256(b"lianxin/told-salt/v1\n" + _sized(secret)).digest()


def kept_hash(kept: Mapping[str, object], secret: bytes) -> bytes:
    """The salted hash of the kept part, to stand in the told part. Raises NotALeaf, NotCanonical."""
    salt = sha256(b"lianxin/kept-salt/v1\n" + _sized(secret)).digest()
    return sha256(b"lianxin/kept/v1\n" + salt + canonical(kept)).digest()


def _sized(secret: bytes) -> bytes:
    if len(secret) != SALT_BYTES:
        raise NotALeaf(f"the secret of an event is {SALT_BYTES} bytes, not {len(secret)}")
    return bytes(secret)
