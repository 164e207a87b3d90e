"""Where something happened, which petition office registers it, and which organ a person means by a name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from lianxin.models import Organ, Region
from lianxin.queries.directory import in_force
from lianxin.queries.options import Option
from lianxin.rules.codes import OrganDuty, OrganLevel
from lianxin.text.clean import TooLong, clean

COUNTY, TOWN = 6, 9  # digits of a division's code
MOST_SUGGESTED = 500


@dataclass(frozen=True)
class Area:
    """A division and the ones below it, down to the township."""

    name: str
    places: tuple[Option, ...]


def areas() -> list[Area]:
    """Every county with its townships, and the higher divisions on their own; for one list with groups."""
    rows = list(Region.objects.order_by("code"))
    towns = [row for row in rows if len(row.code) == TOWN]
    found = []
    for row in rows:
        if len(row.code) == COUNTY:
            below = [Option(t.code, t.name) for t in towns if t.parent_id == row.code]
            whole = Option(row.code, row.name)
            found.append(Area(row.name, (*below, whole)))
    return found


def office_options(region: str, on: date) -> list[Option]:
    """Petition offices that could register a submission from this region; the one to suggest comes first.

    第十九条: to the organ at this level or one level up; so the county's office before the township's.
    """
    chain = _chain(region)
    rows = Organ.objects.filter(in_force(on), duty=OrganDuty.PETITION_OFFICE).select_related("region")
    offices = [row for row in rows if not chain or row.region_id in chain]
    county = OrganLevel.COUNTY.rank
    offices.sort(key=lambda row: (abs(OrganLevel[row.level].rank - county), -len(row.region_id), row.code))
    return [Option(row.code, row.name, row.pk) for row in offices]


def _chain(region: str) -> list[str]:
    parents = dict(Region.objects.values_list("code", "parent_id")) if region else {}
    chain: list[str] = []
    while region in parents and region not in chain:
        chain.append(region)
        region = parents[region] or ""
    return chain


def region_name(code: str) -> str:
    """The full name, largest first, e.g. 东山省德安市临水县柳河镇; "" for none."""
    names = dict(Region.objects.values_list("code", "name")) if code else {}
    return "".join(names[part] for part in reversed(_chain(code)))


def region_meant(typed: str, office: str) -> str:
    """The code of the one region that a code or a name means (柳河镇, 临水县柳河镇), looked for first under the region of
    the office with this code; "" where none or several have that name.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    if Region.objects.filter(code=plain).exists():
        return plain
    last = [plain[start:] for start in range(max(len(plain) - 1, 0))]
    named = Region.objects.filter(name__in=last).values_list("code", flat=True)
    found = [code for code in named if region_name(code).endswith(plain)]
    own = Organ.objects.filter(code=office).values_list("region_id", flat=True).first()
    near = [code for code in found if own in _chain(code)]
    only = near or found
    return only[0] if len(only) == 1 else ""


def organ_names(on: date) -> list[str]:
    """Names to suggest for the organ complained of."""
    return list(Organ.objects.filter(in_force(on)).values_list("name", flat=True)[:MOST_SUGGESTED])


def organ_meant(typed: str, on: date) -> Option | None:
    """The one organ a person means: its name, its short name, or the only name that contains what was typed."""
    try:
        plain = "".join(unicodedata.normalize("NFKC", clean(typed, max_length=100, multiline=False)).split())
    except TooLong:
        return None
    if not plain:
        return None
    rows = Organ.objects.filter(in_force(on))
    found = list(rows.filter(name=plain)[:2]) or list(rows.filter(short_name=plain)[:2])
    if not found and len(plain) >= 3:
        found = list(rows.filter(name__contains=plain)[:2])
    return Option(found[0].code, found[0].name, found[0].pk) if len(found) == 1 else None
