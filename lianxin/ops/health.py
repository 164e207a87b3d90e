"""Is all well? The record's own rules, and whether the periodic jobs still run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.ops import jobs
from lianxin.queries import integrity
from lianxin.queries.findings import Finding, Rule
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Trouble:
    """One thing found, and the rule it is against."""

    rule: Rule
    finding: Finding


def rules(at: datetime) -> tuple[Rule, ...]:
    """Every rule that is quick to look at; the last one by the clock, the others by the day."""
    return (*integrity.RULES, Rule("SILENT", _("定期任务按时运行"), lambda day: jobs.silent(at), grave=False))


def look(
    day: date, chosen: Iterable[Rule], *, step: Callable[[str], None] = lambda label: None
) -> Iterator[Trouble]:
    """Everything wrong on `day` by these rules; `step` is told each rule as it begins."""
    for rule in chosen:
        step(rule.label)
        for found in rule.find(day):
            yield Trouble(rule, found)
