"""What the yearly report must tell beside its figures (《信访工作条例》第四十一条): fields, organs, passing on, advice."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lianxin.models import ComplainedOf, Event, Matter, Region
from lianxin.queries.figures import TAKEN, Reach, Span, received
from lianxin.queries.reach import SUPERVISES
from lianxin.rules.figures import SMALLEST

MOST = 10
REST = "REST"  # stands for the small groups together, and for what is beyond the longest list
PASSING = ("FORWARD", "GUIDE", "SUCCEED", "REPORT_BACK")


@dataclass(frozen=True)
class Parts:
    """Each a list of (code or name, numbers). Groups below `SMALLEST` that could show a person are put together."""

    fields: list[tuple[str, int]]  # level-1 category code, submissions
    organs: list[
        tuple[str, int]
    ]  # organs complained of in ordinary matters: amounts as the article asks, no mark
    regions: list[tuple[str, int]]  # final responsible region, submissions
    passed_on: list[tuple[str, int]]  # step, times
    supervised: list[tuple[str, int]]  # kind of task, issued
    advice: list[tuple[str, int, int]]  # kind, issued, taken in whole or part


def parts(reach: Reach, span: Span) -> Parts:
    """The four parts of the article for the span, over what the reader may count."""
    base = reach.matters
    rows = received(base, span).order_by()
    by_field = _sums(
        (code[:2], n) for code, n in rows.values_list("matter__category").annotate(n=Count("pk"))
    )
    accused = ComplainedOf.objects.filter(matter__in=base, matter__opened_on__range=(span.first, span.last))
    counted = Count("matter", distinct=True)  # two people of one organ are one matter
    organs = accused.exclude(organ=None).order_by().values_list("organ__name").annotate(n=counted)
    return Parts(
        fields=_whole(by_field),
        organs=_most([(name, n) for name, n in organs]),
        regions=_whole(by_region(base, span)),
        passed_on=_passed_on(base, span),
        supervised=_supervised(reach, span),
        advice=_advice(reach, span),
    )


def by_region(base: QuerySet[Matter], span: Span) -> list[tuple[str, int]]:
    """Submissions by final responsible region: the matter's own, else that of the organ that answers for it."""
    rows = received(base, span).order_by().values_list("matter__region", "matter__owner__region")
    found = _sums((own or owner, n) for own, owner, n in rows.annotate(n=Count("pk")))
    names = Region.objects.in_bulk([code for code, _n in found])
    return [(names[code].name if code in names else code, n) for code, n in found]


def _passed_on(base: QuerySet[Matter], span: Span) -> list[tuple[str, int]]:
    events = Event.objects.filter(
        matter__in=base, action__in=PASSING, at__date__gte=span.first, at__date__lte=span.last
    )
    return [(step, n) for step, n in events.order_by().values_list("action").annotate(n=Count("pk"))]


def _supervised(reach: Reach, span: Span) -> list[tuple[str, int]]:
    rows = reach.tasks(SUPERVISES, span).values_list("kind").annotate(n=Count("pk"))
    return _most([(kind, n) for kind, n in rows], 1)


def _advice(reach: Reach, span: Span) -> list[tuple[str, int, int]]:
    rows = reach.advice(span).values_list("kind").annotate(n=Count("pk"), yes=Count("pk", TAKEN))
    return [(kind, n, yes) for kind, n, yes in rows]


def _sums(pairs: object) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for code, number in pairs:  # type: ignore[attr-defined]
        found[code] = found.get(code, 0) + number
    return list(found.items())


def _whole(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The groups to be named, and what is left of the sum in one line."""
    named = _most(rows)
    rest = sum(n for _code, n in rows) - sum(n for _code, n in named)
    return [*named, (REST, rest)] if rest else named


def _most(rows: list[tuple[str, int]], least: int = SMALLEST) -> list[tuple[str, int]]:
    return sorted((row for row in rows if row[1] >= least), key=lambda row: (-row[1], row[0]))[:MOST]
