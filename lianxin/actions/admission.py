"""Who may file now: everybody, until very many come at once; then whoever's browser works a little, or who waits.

No foreign captcha, nothing kept: a ticket is bound to one draft, a draft becomes one submission, so a ticket counts
once. The answer is a number that gives SHA-256("ticket:answer") so many leading zero bits. Who cannot let a machine
work reads their own words for a minute, or goes to the window.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.utils.crypto import constant_time_compare

from lianxin.actions.given import Invalid
from lianxin.actions.throttle import TooMany, hits, spend
from lianxin.models.fields import blind
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

MOST_FILED, MOST_SLOW = 30, 5  # in a quarter of an hour, from one address
BITS = 17  # about a second on an old phone
SLOW, LIFE = 60, 3600  # seconds until waiting counts as work; until a ticket is old
EVERYBODY = "file:all"


def ticket(key: str, *, at: datetime, held: str = "") -> str:
    """What this draft must be sent with, "" in quiet times; one already `held` stays good, so that waiting counts."""
    if hits(EVERYBODY, at=at) < settings.PRESSURE:
        return ""
    if 0 <= _age(held, key, at) <= LIFE:
        return held
    issued = int(at.timestamp())
    return f"{issued}.{_seal(issued, key)}"


def admit(key: str, *, client: str, ticket: str, answer: str, at: datetime) -> None:
    """Let one filing in and count it. Raises Invalid, which says until when to wait, or where else to go."""
    try:
        spend((f"file:web:{client}",), at=at, most=MOST_FILED)
        if hits(EVERYBODY, at=at) >= settings.PRESSURE:
            _redeem(key, ticket, answer, client=client, at=at)
    except TooMany as fault:
        minutes = -(-fault.retry_after // 60)
        raise Invalid({"": Said(_("从这个网络地址提交的太多了，请过{minutes}分钟再按“提交”。您写的都在。急的请打电话或者到接待窗口"), {"minutes": minutes})}) from None  # fmt: skip
    spend((EVERYBODY,), at=at, most=1_000_000)


def _redeem(key: str, ticket: str, answer: str, *, client: str, at: datetime) -> None:
    age = _age(ticket, key, at)
    if not 0 <= age <= LIFE:
        raise Invalid({"": Said(_("现在提交的人特别多。请再按一次“提交”，您写的都在"))})
    if is_worked(ticket, answer):
        return
    if age < SLOW:
        raise Invalid({"": Said(_("现在提交的人特别多。请等{seconds}秒再按“提交”，您写的都在，不用重写"), {"seconds": SLOW - age})})  # fmt: skip
    spend((f"slow:{client}",), at=at, most=MOST_SLOW)


def _age(ticket: str, key: str, at: datetime) -> int:
    """Seconds since a ticket for this draft was given out; -1 for one that never was."""
    issued, _dot, seal = ticket.partition(".")
    genuine = issued.isdecimal() and len(issued) < 12 and constant_time_compare(seal, _seal(int(issued), key))
    return int(at.timestamp()) - int(issued) if genuine else -1


def is_worked(ticket: str, answer: str) -> bool:
    """Whether somebody's machine has worked for this answer."""
    digest = sha256(f"{ticket}:{answer[:20]}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - BITS) == 0


def _seal(issued: int, key: str) -> str:
    return blind("ticket", f"{issued}:{key}")
