"""Coverage of screening: which organ looked where in this round, and who has not gone round yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lianxin.models import Organ, Region, Task
from lianxin.queries.directory import in_force
from lianxin.queries.office import office
from lianxin.queries.tasks import visible_tasks
from lianxin.rules.codes import OrganDuty, OrganLevel
from lianxin.rules.facts import Actor
from lianxin.rules.screening import Rhythm, rhythm_of, round_on
from lianxin.rules.tasks import GRASSROOTS

ITEM, ROUND = "SCREENING_ITEM", "SCREENING_ROUND"
TOWN = 9  # digits of a region's code down to the township
SCREENS = GRASSROOTS


@dataclass
class Cell:
    """What one organ found in one region: problems, the urgent ones among them, and whether it looked at all."""

    found: int = 0
    urgent: int = 0
    asked: bool = False
    looked: bool = False


@dataclass
class Coverage:
    """The matrix of one stretch of time: organs down, regions across."""

    first: date
    last: date
    regions: list[tuple[str, str]]
    lines: list[tuple[str, list[Cell]]]
    missing: list[tuple[str, Rhythm]] = field(default_factory=list)

    @property
    def found(self) -> int:
        return sum(cell.found for _organ, cells in self.lines for cell in cells)

    @property
    def urgent(self) -> int:
        return sum(cell.urgent for _organ, cells in self.lines for cell in cells)


def coverage(actor: Actor, rhythm: Rhythm, *, on: date) -> Coverage:
    """What this person may see of the round that `on` falls into, with the organs of that rhythm that did not look."""
    first, last = round_on(rhythm, on)
    rows = visible_tasks(actor, on=on).filter(kind__in=(ITEM, ROUND), issued_on__range=(first, last))
    cells: dict[tuple[int, str], Cell] = {}
    for row in rows:
        _count(cells, row)
    names = dict(Region.objects.filter(code__in={code for _organ, code in cells}).values_list("code", "name"))
    regions = sorted((code, names.get(code, code)) for code in {code for _organ, code in cells})
    organs = Organ.objects.in_bulk({organ for organ, _code in cells})
    lines = [
        (organs[pk].name, [cells.get((pk, code), Cell()) for code, _name in regions])
        for pk in sorted(organs, key=lambda pk: organs[pk].code)
    ]
    looked = {organ for (organ, _code), cell in cells.items() if cell.looked}
    return Coverage(first, last, regions, lines, _missing(actor, rhythm, looked, on))


def _count(cells: dict[tuple[int, str], Cell], row: Task) -> None:
    facts = row.facts or {}
    if row.kind == ITEM:
        cell = cells.setdefault((row.issuer_id, str(facts.get("region", ""))[:TOWN]), Cell())
        cell.found, cell.looked = cell.found + 1, True
        cell.urgent += bool(facts.get("urgent"))
        return
    for code in facts.get("regions", []):
        cell = cells.setdefault((row.organ_id, str(code)[:TOWN]), Cell())
        cell.asked, cell.looked = True, cell.looked or bool(row.answered_on)


def _missing(actor: Actor, rhythm: Rhythm, looked: set[int], on: date) -> list[tuple[str, Rhythm]]:
    """Organs of this rhythm at or below this person's own places that have neither answered a round nor found anything."""
    rounds = office().screening
    places = Organ.objects.filter(pk__in=actor.organs).values_list("region_id", flat=True)
    below = [
        o
        for code in places
        for o in Organ.objects.filter(in_force(on), region__code__startswith=code.rstrip("0"))
    ]
    found = {o.pk: o for o in below if o.pk not in looked}
    return [
        (o.name, rhythm)
        for o in sorted(found.values(), key=lambda o: o.code)
        if OrganLevel[o.level].rank >= OrganLevel.COUNTY.rank
        and rhythm_of(OrganLevel[o.level], OrganDuty[o.duty], rounds) is rhythm
    ]
