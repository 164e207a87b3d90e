"""The part of a dossier that tells of a finished file: on file, held, kept until when, disposed of."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from lianxin.models import Event, Matter
from lianxin.queries.office import office
from lianxin.rules.acts.archiving import ON_THE_FILE
from lianxin.rules.retention import Retention, retention_of

NO_RESULT = frozenset({"", "DECLINED", "GUIDED"})  # ended without an answer of one's own


class Kept:
    """What becomes of a file after its end, read from its history."""

    if TYPE_CHECKING:
        matter: Matter

        @property
        def history(self) -> list[Event]: ...

    @property
    def disposed(self) -> bool:
        return self.matter.disposed_on is not None

    @property
    def archived(self) -> bool:
        """On file, and nothing was done since but to the file itself."""
        since = takewhile(lambda event: event.action in ON_THE_FILE, reversed(self.history))
        return any(event.action == "ARCHIVE" for event in since)

    @property
    def held(self) -> bool:
        return self._newest("HOLD", "LIFT_HOLD")[0] == "HOLD"

    @cached_property
    def retention(self) -> Retention:
        """Which row says how long it is kept."""
        led = any(event.action == "INSTRUCT" for event in self.history)
        result = self.matter.outcome not in NO_RESULT
        return retention_of(leader=led, result=result, years=office().retention)

    @property
    def keep_until(self) -> date | None:
        closed = self.matter.closed_on
        return self.retention.last_day(closed) if closed else None

    @property
    def disposal_proposed_by(self) -> int | None:
        """Who proposed it, while that proposal stands: a hold set in between ends it."""
        action, actor = self._newest("PROPOSE_DISPOSAL", "DISPOSE", "HOLD", "LIFT_HOLD", "CLOSE")
        return actor if action == "PROPOSE_DISPOSAL" else None

    def _newest(self, *actions: str) -> tuple[str, int | None]:
        """The newest of these acts and who took it."""
        found = next((event for event in reversed(self.history) if event.action in actions), None)
        return (found.action, found.actor_id) if found else ("", None)
