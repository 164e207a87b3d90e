"""Send the notices that are owed: each once, a failure written down and tried again later."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from lianxin.models import Outbox
from lianxin.queries.outbox import MOST_ATTEMPTS, owed


class NotSent(Exception):
    """The way to a person failed; the sentence is kept with the notice. `final`: it would fail every time."""

    def __init__(self, said: str, *, detail: str = "", final: bool = False) -> None:
        super().__init__(f"{said}（{detail}）" if detail else said)
        self.final = final


@dataclass(frozen=True)
class Notice:
    """What a way of sending needs. `key` is the same at every attempt: a sender that knows it must not repeat it."""

    key: str
    channel: str
    address: str
    text: str
    number: str


Send = Callable[[Notice], None]


@dataclass(frozen=True)
class Delivered:
    """How many went out and how many failed this time."""

    sent: int
    failed: int


def deliver(send: Send, *, at: datetime, waiting: Collection[str] = (), most: int = 1000) -> Delivered:
    """Send up to `most` owed notices through `send`, which raises NotSent. Two runs at once share, never repeat.

    `waiting` are channels whose quiet hours it is.
    """
    sent = failed = 0
    for notice in owed(at, waiting).select_related("submission")[:most]:
        if not _claim(notice, at):
            continue
        fault, final = _try(send, notice)
        row = Outbox.objects.filter(pk=notice.pk)
        row.update(fault=fault[:200], sent_at=None if fault else at)
        if final:
            row.update(attempts=MOST_ATTEMPTS)
        sent, failed = sent + (not fault), failed + bool(fault)
    return Delivered(sent, failed)


def _claim(notice: Outbox, at: datetime) -> bool:
    """Count the attempt before it is made: of two runs only one finds the number as it read it."""
    mine = Outbox.objects.filter(pk=notice.pk, sent_at=None, attempts=notice.attempts)
    return bool(mine.update(attempts=F("attempts") + 1, tried_at=at))


def _try(send: Send, notice: Outbox) -> tuple[str, bool]:
    """The fault, or nothing, and whether it is final. What only waits on the query page is there already."""
    if notice.channel == "PAGE":
        return "", False
    number = notice.submission.number if notice.submission else notice.reference
    try:
        send(
            Notice(
                key=f"{number}-{notice.pk}",
                channel=notice.channel,
                address=notice.address,
                text=notice.text,
                number=number,
            )
        )
    except NotSent as fault:
        return str(fault), fault.final
    except OSError as fault:
        return str(fault) or type(fault).__name__, False
    return "", False
