"""What a person has typed so far, kept encrypted in their session: a draft may accuse somebody or name a name."""

from __future__ import annotations

import json
import uuid
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

DRAFT, RECEIPT, DESK = "draft", "receipt", "desk_receipts"
MOST_AT_A_DESK = 20
RECEIPT_SECONDS = 30 * 60  # the query code can be read again for so long in this browser, then nowhere


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"draft:{settings.SECRET_KEY}".encode()).digest()))


def put(session: SessionBase, name: str, value: dict[str, Any]) -> None:
    """Keep a dictionary under this name; nothing of it is readable in the store."""
    session[name] = _box().encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()


def take(session: SessionBase, name: str, *, seconds: int | None = None) -> dict[str, Any]:
    """What was put; empty if it is older than `seconds`, or if the key has changed."""
    try:
        return json.loads(_box().decrypt(session.get(name, "").encode(), ttl=seconds))
    except InvalidToken:
        return {}


@dataclass
class Draft:
    """One submission in the making. `key` makes a double click one submission; `values` are as typed."""

    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    values: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)  # pages that have been sent in once

    @classmethod
    def of(cls, session: SessionBase) -> Draft:
        return cls(**take(session, DRAFT))

    def keep(self, session: SessionBase) -> None:
        put(session, DRAFT, {"key": self.key, "values": self.values, "seen": self.seen})


@dataclass(frozen=True)
class Slip:
    """What the receipt page may still show: number and query code of the submission just filed."""

    key: str
    number: str
    code: str
    beside: str = ""  # of the submission it was sent to as a supplement
    invited: bool = False  # they came by an invitation

    @classmethod
    def of(cls, session: SessionBase) -> Slip | None:
        kept = take(session, RECEIPT, seconds=RECEIPT_SECONDS)
        return cls(**kept) if kept else None

    def keep(self, session: SessionBase) -> None:
        put(session, RECEIPT, asdict(self))

    @classmethod
    def at_desk(cls, session: SessionBase, day: date) -> list[Slip]:
        """What a clerk registered that day in this session, the newest first: to find again and print again."""
        kept = take(session, DESK)
        return [cls(**each) for each in kept["slips"]] if kept.get("day") == day.isoformat() else []

    def keep_at_desk(self, session: SessionBase, day: date) -> None:
        slips = [self, *self.at_desk(session, day)][:MOST_AT_A_DESK]
        put(session, DESK, {"day": day.isoformat(), "slips": [asdict(each) for each in slips]})
