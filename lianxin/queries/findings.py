"""What a check of the record says: one sentence for one matter, office or series, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from lianxin.rules.wording import Said


@dataclass(frozen=True)
class Finding:
    """`where` is a matter's number, else the organ, series or job concerned; `said` names the fault and the remedy."""

    where: str
    said: Said


@dataclass(frozen=True)
class Rule:
    """One thing that must hold on a day. A rule that is not `grave` only asks for attention."""

    code: str
    label: str
    find: Callable[[date], Iterator[Finding]]
    grave: bool = True


def finding(where: str, template: str, **values: object) -> Finding:
    """A finding from a marked sentence and what stands in its gaps."""
    return Finding(where, Said(template, values))
