"""An office's own rules of routing: place × level × subject → organ, each for a time (属地、分级、归口).

They only suggest; a person sends (《信访工作条例》第二十二条、第二十三条). Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from lianxin.rules.codes import OrganLevel
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

LEVELS = {6: OrganLevel.COUNTY, 9: OrganLevel.TOWN, 12: OrganLevel.VILLAGE}
MOST = 500


@dataclass(frozen=True)
class Rule:
    """One line. Empty means any; `place` and `subject` take in all below; the highest `priority` wins.

    `id` stays with the line through all versions. Days are ISO texts, both inclusive, "" for open.
    """

    id: str
    organ: str
    place: str = ""
    level: str = ""
    subject: str = ""
    priority: int = 0
    valid_from: str = ""
    valid_to: str = ""

    def holds(self, case: Case, on: date) -> bool:
        """Whether the line speaks of this case on that day."""
        day = on.isoformat()
        return (
            case.place.startswith(_stem(self.place))
            and self.level in ("", case.level)
            and case.subject.startswith(self.subject)
            and self.valid_from <= day
            and (not self.valid_to or day <= self.valid_to)
        )

    @property
    def weight(self) -> tuple[int, int, int, bool, str]:
        """What decides between lines that hold: priority, then the nearer place, the narrower subject, the level."""
        return (self.priority, len(_stem(self.place)), len(self.subject), bool(self.level), self.id)


@dataclass(frozen=True)
class Case:
    """What of a matter the rules look at: code of the place, code of the content category."""

    place: str
    subject: str

    @property
    def level(self) -> str:
        """The level of the place: a county, a township or a village; "" above."""
        return LEVELS.get(len(self.place), "") if not self.place.endswith("00") else ""


def _stem(place: str) -> str:
    """What the codes of a region and of all below it begin with."""
    while place.endswith("00") and len(place) <= 6:
        place = place[:-2]
    return place


def choose(rules: Iterable[Rule], case: Case, on: date) -> Rule | None:
    """The line that decides, or None where none holds."""
    return max((rule for rule in rules if rule.holds(case, on)), key=lambda rule: rule.weight, default=None)


def read(rows: Sequence[Mapping[str, str]], known: Known) -> tuple[tuple[Rule, ...], dict[str, Said]]:
    """The rules in rows as typed, and a sentence for each wrong cell under "row number-column"; blank rows are left out."""
    rules: list[Rule] = []
    errors: dict[str, Said] = {}
    taken = {row.get("id", "") for row in rows}
    for place, row in enumerate(rows[:MOST]):
        typed = {name: str(row.get(name, "")).strip() for name in COLUMNS}
        if not any(typed[name] for name in COLUMNS if name != "id"):
            continue
        if not typed["id"]:
            typed["id"] = _next(taken)
            taken.add(typed["id"])
        faults = _faults(typed, known)
        errors |= {f"{place}-{name}": said for name, said in faults.items()}
        if not faults:
            rules.append(Rule(**{**typed, "priority": int(typed["priority"] or 0)}))  # type: ignore[arg-type]
            if twin := next((r for r in rules[:-1] if _ambiguous(r, rules[-1])), None):
                errors[f"{place}-priority"] = Said(
                    _("和{twin}的条件、顺位都一样，时间重叠：请写不同的顺位"), {"twin": twin.id}
                )
    return tuple(rules), errors


COLUMNS = ("id", "place", "level", "subject", "organ", "priority", "valid_from", "valid_to")


@dataclass(frozen=True)
class Known:
    """The codes that may stand in a line: places, categories, organs to which the office forwards."""

    places: frozenset[str]
    subjects: frozenset[str]
    organs: frozenset[str]


def _next(taken: set[str]) -> str:
    numbers = [int(each[1:]) for each in taken if each[:1] == "R" and each[1:].isdecimal()]
    return f"R{max(numbers, default=0) + 1:03d}"


def _faults(typed: Mapping[str, str], known: Known) -> dict[str, Said]:
    faults: dict[str, Said] = {}
    if typed["organ"] not in known.organs:
        faults["organ"] = Said(_("请填写一个本机关可以转送的现有机关"))
    if typed["place"] and typed["place"] not in known.places:
        faults["place"] = Said(_("没有这个地区"))
    if typed["subject"] and typed["subject"] not in known.subjects:
        faults["subject"] = Said(_("没有这个内容分类"))
    if typed["level"] and typed["level"] not in OrganLevel.__members__:
        faults["level"] = Said(_("没有这个层级"))
    if typed["priority"] and not re.fullmatch(r"\d{1,4}", typed["priority"]):
        faults["priority"] = Said(_("顺位请写 0 至 9999 的整数，大的优先"))
    for name in ("valid_from", "valid_to"):
        if typed[name] and not _is_day(typed[name]):
            faults[name] = Said(_("没有这一天，请写成 2026-10-08"))
    if not faults and typed["valid_to"] and typed["valid_to"] < typed["valid_from"]:
        faults["valid_to"] = Said(_("截止的日子在开始以前"))
    return faults


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _ambiguous(one: Rule, other: Rule) -> bool:
    same = (one.place, one.level, one.subject, one.priority) == (
        other.place, other.level, other.subject, other.priority
    )  # fmt: skip
    apart = (one.valid_to and one.valid_to < other.valid_from) or (
        other.valid_to and other.valid_to < one.valid_from
    )
    return same and not apart


def stored(rules: Iterable[Rule]) -> list[dict[str, object]]:
    """The rules as JSON values; `Rule(**row)` reads one back."""
    return [asdict(rule) for rule in rules]
