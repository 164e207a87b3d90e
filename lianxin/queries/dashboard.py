"""What the dashboards draw: counts over what somebody may count, each with the list that it counts.

Every count is grouped in the database over `queries.figures.Reach`; a list is named by `Behind` and read elsewhere,
through `access.visible`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left

from lianxin.models import Document, Matter, Organ, Proceeding, Region
from lianxin.queries.behind import BY_CLOCK, SETS, Behind
from lianxin.queries.figures import CHANGED, KEPT, OPINION, kept_parts, measure, ran_out
from lianxin.queries.reach import Found, Reach, Span, between
from lianxin.rules.alarms import ALARMS, stands_out
from lianxin.rules.dashboards import AGES, FIELDS, FLOWS, NUMBERS, REGIONS, Age, months
from lianxin.rules.figure_rows import EVALUATION, FUNCTIONS
from lianxin.rules.figures import Measured

COUNTY, TOWN = 6, 9  # digits of a region's code
RUNS = ("OPENED", "CLOSED", "OPEN_AFTER")
RATES = tuple(code for code in EVALUATION if code in KEPT or code == "HANDLED_UNEXTENDED")


@dataclass(frozen=True)
class Cell:
    """A number and the matters it counts; None where no list is exactly this number."""

    n: int
    list: Behind | None = None


def numbers(reach: Reach, span: Span) -> Found:
    """The figures that stand on top."""
    return measure(reach, span, only=NUMBERS)


def functions(reach: Reach, span: Span) -> Found:
    """How much was done of each of the five functions."""
    return measure(reach, span, only=[row.code for row in FUNCTIONS])


def trend(reach: Reach, today: date) -> list[tuple[date, Cell, Cell, Cell]]:
    """Per month: opened, closed, and open at its end."""
    spans = [Span(first, last, today) for first, last in months(today)]
    counted: dict[str, Any] = {}
    for place, span in enumerate(spans):
        for code in RUNS:
            counted[f"{code}_{place}"] = Count("pk", SETS[code](span, "").of)
    live = Q(closed_on=None) | Q(closed_on__gte=spans[0].first)
    n = reach.matters.filter(live).order_by().aggregate(**counted)
    found = []
    for place, span in enumerate(spans):
        opened, closed, left = (Cell(n[f"{code}_{place}"], Behind(code, span)) for code in RUNS)
        found.append((span.first, opened, closed, left))
    return found


def ages(reach: Reach, today: date) -> list[tuple[Age, Cell]]:
    """Open matters by the days since they came."""
    now = Span(today, today, today)
    counted = {f"n{place}": Count("pk", _aged(age, today)) for place, age in enumerate(AGES)}
    n = reach.matters.filter(closed_on=None).order_by().aggregate(**counted)
    found = []
    for place, age in enumerate(AGES):
        since, until = _came_between(age, today)
        found.append((age, Cell(n[f"n{place}"], Behind("OPEN_AFTER", now, since=since, until=until))))
    return found


def _came_between(age: Age, today: date) -> tuple[date | None, date]:
    """The first (None: no first) and last day on which a matter of this age was opened."""
    return (None if age.most is None else today - timedelta(days=age.most)), today - timedelta(days=age.least)


def _aged(age: Age, today: date) -> Q:
    since, until = _came_between(age, today)
    return Q(opened_on__lte=until) & (Q(opened_on__gte=since) if since else Q())


@dataclass(frozen=True)
class Matrix:
    """Fields down, regions across: matters opened in the span."""

    regions: list[tuple[str, str]]  # beginning of a code, name
    rows: list[tuple[str, list[Cell]]]  # level-1 category


def matrix(reach: Reach, span: Span) -> Matrix:
    """The fields and regions most matters come from; a region is a town, or a county where there are many."""
    place = Coalesce("region_id", "owner__region_id")
    rows = reach.matters.filter(between("opened_on", span)).exclude(category="").order_by()
    grouped = rows.values_list(Left("category", 2), Left(place, TOWN)).annotate(n=Count("pk"))
    found = {(field, region): n for field, region, n in grouped if region}
    if len({region for _field, region in found}) > REGIONS:
        found = _shorter(found)
    fields = _most(found, 0, FIELDS)
    regions = _most(found, 1, REGIONS)
    names = _names(regions)
    cells = [
        (f, [Cell(found.get((f, r), 0), Behind("OPENED", span, region=r, field=f)) for r in regions])
        for f in fields
    ]
    return Matrix([(code, names[code]) for code in regions], cells)


def _shorter(found: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for (field, region), n in found.items():
        key = (field, region[:COUNTY])
        sums[key] = sums.get(key, 0) + n
    return sums


def _most(found: Mapping[tuple[str, str], int], at: int, most: int) -> list[str]:
    sums: dict[str, int] = {}
    for key, n in found.items():
        sums[key[at]] = sums.get(key[at], 0) + n
    return sorted(sorted(sums, key=lambda code: (-sums[code], code))[:most])


def _names(prefixes: Sequence[str]) -> dict[str, str]:
    full = {prefix: [prefix, prefix.ljust(COUNTY, "0"), prefix.ljust(12, "0")] for prefix in prefixes}
    rows = dict(
        Region.objects.filter(code__in=[c for codes in full.values() for c in codes]).values_list(
            "code", "name"
        )
    )
    return {
        prefix: next((rows[code] for code in codes if code in rows), prefix) for prefix, codes in full.items()
    }


def flow(reach: Reach, span: Span) -> list[tuple[str, str, Cell]]:
    """From the organ that registered a matter to the one that answers for it now, the strongest first."""
    rows = reach.matters.filter(between("opened_on", span)).order_by()
    pairs = rows.values_list("office__code", "office__name", "owner__code", "owner__name").annotate(
        n=Count("pk")
    )
    strongest = sorted(pairs, key=lambda row: (-row[4], row[0], row[2]))[:FLOWS]
    return [
        (from_name, to_name, Cell(n, Behind("OPENED", span, office=from_, owner=to)))
        for from_, from_name, to, to_name, n in strongest
    ]


def causes(reach: Reach, span: Span) -> list[tuple[str, Cell]]:
    """Closed matters by what gave rise to them; "" where nobody said."""
    rows = (
        reach.matters.filter(between("closed_on", span))
        .order_by()
        .values_list("cause")
        .annotate(n=Count("pk"))
    )
    return [
        (cause, Cell(n, Behind("CLOSED", span, cause=cause or "NONE")))
        for cause, n in sorted(rows, key=lambda row: (not row[0], -row[1], row[0]))
    ]


# ---- organs, by how they work ----------------------------------------------------------------------------
@dataclass(frozen=True)
class OrganLine:
    """One organ: its shares, and for those kept by a clock the matters in which it was missed."""

    code: str
    name: str
    shares: dict[str, Measured]
    missed: dict[str, Cell]


def organs(reach: Reach, span: Span) -> list[OrganLine]:
    """Every organ that had something due, in the order of the directory: set side by side, never ranked."""
    found: dict[int, dict[str, Measured]] = {}
    missed: dict[int, dict[str, int]] = {}
    for row in _by_clock(reach, span):
        found[row["organ"]] = {code: Measured(row[code], row[f"{code}_of"]) for code in RATES}
        missed[row["organ"]] = {code: row[f"{code}_missed"] for code in RATES if code in KEPT}
    for code, rows in (("COMPLETE", _by_answers(reach, span)), ("REVERSED", _by_reviews(reach, span))):
        for organ, hit, of in rows:
            found.setdefault(organ, {})[code] = Measured(hit, of)
    named = Organ.objects.in_bulk(found)
    lines = [
        OrganLine(
            named[pk].code, named[pk].name, {code: shares.get(code, Measured(0)) for code in EVALUATION},
            {c: Cell(n, Behind(c, span, "MISSED", owner=named[pk].code)) for c, n in missed.get(pk, {}).items()},
        )
        for pk, shares in found.items() if pk in named
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.code)


def _by_clock(reach: Reach, span: Span) -> Iterable[Any]:
    rows = ran_out(reach.matters, span).exclude(organ=None)
    due, late = Q(stopped_on__isnull=False) | Q(lawful_on__lt=span.today), Q(stopped_on__gt=F("lawful_on"))
    missed = {
        f"{code}_missed": Count(
            "matter", due & Q(period__in=KEPT[code]) & (late | Q(stopped_on=None)), distinct=True
        )
        for code in RATES
        if code in KEPT
    }
    return rows.values("organ").annotate(**kept_parts(span), **missed)


def _by_answers(reach: Reach, span: Span) -> list[tuple[int, int, int]]:
    rows = Document.objects.filter(
        between("issued_on", span), kind=OPINION, matter__in=reach.matters
    ).order_by()
    return list(rows.values_list("organ").annotate(hit=Count("pk", Q(overridden=False)), of=Count("pk")))


def _by_reviews(reach: Reach, span: Span) -> list[tuple[int, int, int]]:
    """Reviews by the organ whose opinion was looked at, not by the one that looked."""
    handled = Proceeding.objects.filter(
        matter=OuterRef("matter"), kind=Proceeding.HANDLE, pk__lt=OuterRef("pk")
    )
    rows = Proceeding.objects.filter(
        between("concluded_on", span),
        matter__in=reach.matters,
        kind__in=(Proceeding.REVIEW, Proceeding.REREVIEW),
    ).annotate(handled_by=Subquery(handled.order_by("-pk").values("organ")[:1]))
    grouped = rows.exclude(handled_by=None).order_by().values_list("handled_by")
    return list(grouped.annotate(hit=Count("pk", Q(outcome__in=CHANGED)), of=Count("pk")))


# ---- what calls for a look -------------------------------------------------------------------------------
@dataclass(frozen=True)
class AlarmLine:
    """One alarm: the base rate of all organs together, and the organs that stand far above it."""

    code: str
    base: Measured
    organs: list[tuple[str, Measured, Cell]]


def alarms(reach: Reach, span: Span) -> list[AlarmLine]:
    """Every alarm with its base rate; all organs in one query."""
    parts = [_watched(code, reach.matters, span) for code in ALARMS]
    rows = list(parts[0].union(*parts[1:], all=True))
    named = Organ.objects.in_bulk({row["owner"] for row in rows})
    lines = []
    for code in ALARMS:
        mine = [row for row in rows if row["alarm"] == code]
        base = Measured(sum(row["hit"] for row in mine), sum(row["n"] for row in mine))
        high = [row for row in mine if stands_out(Measured(row["hit"], row["n"]), base)]
        lines.append(AlarmLine(code, base, [
            (named[row["owner"]].name, Measured(row["hit"], row["n"]),
             Cell(row["hit"], Behind(code, span, owner=named[row["owner"]].code)))
            for row in sorted(high, key=lambda row: named[row["owner"]].code)
        ]))  # fmt: skip
    return lines


def _watched(code: str, rows: QuerySet[Matter], span: Span) -> QuerySet[Matter, Any]:
    pair = SETS[code](span, "")
    grouped = rows.filter(pair.of).order_by().values("owner").annotate(alarm=Value(code))
    return grouped.annotate(hit=Count("pk", pair.hit), n=Count("pk")).values("owner", "alarm", "hit", "n")


def missed_of(code: str, span: Span) -> Behind | None:
    """The list behind a share on top: where it was missed, or for a count and for reversals what it counts."""
    if code not in SETS:
        return None
    return Behind(code, span, "MISSED" if code in BY_CLOCK else "HIT")
