"""Columns that are unreadable in the database: AES-256-GCM text, and blind indexes for exact look-up."""

from __future__ import annotations

import hmac
import json
import os
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE = 12


class Unreadable(Exception):
    """No configured key opens this column: the key was lost, or the bytes were changed."""


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    return AESGCM(bytes.fromhex(key))


def lock(data: bytes) -> bytes:
    """The bytes under the newest field key, as nonce and ciphertext."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.FIELD_KEYS[0]).encrypt(nonce, data, None)


def unlock(data: bytes) -> bytes:
    """The bytes again, with whichever configured key fits. Raises Unreadable."""
    for key in settings.FIELD_KEYS:
        try:
            return _cipher(key).decrypt(data[:_NONCE], data[_NONCE:], None)
        except (InvalidTag, ValueError):  # too short to hold anything is changed as well
            continue
    raise Unreadable


def encrypt(text: str) -> bytes:
    """The text, locked."""
    return lock(text.encode())


def decrypt(data: bytes) -> str:
    """The text again. Raises Unreadable."""
    return unlock(data).decode()


def blind(kind: str, value: str) -> str:
    """A keyed hash for exact look-up of `value`; nothing can be read from it, empty stays empty."""
    if not value:
        return ""
    return hmac.new(bytes.fromhex(settings.INDEX_KEY), f"{kind}:{value}".encode(), sha256).hexdigest()[:32]


class EncryptedText(models.BinaryField):  # type: ignore[type-arg]
    """A text kept encrypted; empty text stays empty so that "not given" can be queried."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return decrypt(bytes(value)) if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else b""

    def get_default(self) -> str:
        return ""


class EncryptedJSON(EncryptedText):
    """Facts kept encrypted, as a dictionary."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return json.loads(decrypt(bytes(value))) if value else {}

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(json.dumps(value, ensure_ascii=False, sort_keys=True)) if value else b""

    def get_default(self) -> Any:
        return {}
