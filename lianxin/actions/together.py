"""Take one step on several matters: each by its own event or with its own reason why not, never half-silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lianxin.actions.change import StaleMatter, refuse_stale
from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day, perform
from lianxin.models import Matter
from lianxin.queries.access import NotAllowed, NotFound, matter_for
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

MOST = 100  # one page of a list
CHANGED = _("您打开列表之后这一件有了变化，请看过再办")
OWN = _("您打开列表之后自己已经办过这一件，这一次没有另外记下")
ABSENT = _("没有这件，或者不在您的查看范围内")


@dataclass(frozen=True)
class Outcome:
    """What became of one matter: done, or why not (a sentence per field for what was typed)."""

    number: str
    matter: Matter | None = None
    refused: tuple[Said, ...] = ()
    errors: Mapping[str, Said] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.matter is not None and not self.refused


def perform_each(
    actor: Actor, action: str, picked: Iterable[tuple[str, int]], *, at: datetime, facts: Mapping[str, object]
) -> list[Outcome]:
    """Each (number, version as it was read) in a transaction of its own, in the order given; at most MOST."""
    return [_one(actor, action, number, version, at, facts) for number, version in list(picked)[:MOST]]


def changed_since(actor: Actor, matter: Matter, version: int) -> Said | None:
    """What to tell whoever read this version in a list and finds another; None where it is the same."""
    try:
        refuse_stale(actor, matter, version)
    except StaleMatter as fault:
        return Said(OWN if fault.own else CHANGED)
    return None


def _one(
    actor: Actor, action: str, number: str, version: int, at: datetime, facts: Mapping[str, object]
) -> Outcome:
    try:
        matter = matter_for(actor, number, on=local_day(at))
    except NotFound:
        return Outcome(number, None, (Said(ABSENT),))
    try:
        refuse_stale(actor, matter, version)
        perform(matter, action, actor=actor, at=at, facts=facts)
    except NotAllowed as fault:
        return Outcome(number, matter, (fault.because,))
    except StaleMatter as fault:
        return Outcome(number, matter, (Said(OWN if fault.own else CHANGED),))
    except Invalid as fault:
        return Outcome(number, matter, tuple(fault.errors.values()), fault.errors)
    return Outcome(number, matter)
