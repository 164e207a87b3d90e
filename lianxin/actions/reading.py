"""Note who opened a file: the auditor sees who looked, when and why, and none of what they saw."""

from __future__ import annotations

from datetime import datetime

from lianxin.models import Matter, Reading
from lianxin.rules.facts import Actor

FILE = "FILE"


def note_reading(matter: Matter, *, actor: Actor, at: datetime, what: str = FILE, purpose: str = "") -> None:
    """One line for a member of staff; petitioners read what is their own, which is nobody's business."""
    if actor.posts and actor.account is not None:
        Reading.objects.create(
            matter=matter, account_id=actor.account, at=at, what=what, purpose=purpose[:200]
        )
