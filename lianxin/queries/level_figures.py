"""Measurements of where and how matters are settled: levels, first handlers, what was granted, receptions, load of desks."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lianxin.models import KnowledgeItem, Posting, Proceeding, Request, Sitting, Submission
from lianxin.queries.reach import ADVICE, SUPERVISES, Found, Reach, Span, between
from lianxin.queries.sittings import RECEPTION
from lianxin.rules.codes import OrganLevel, Outcome, Relation, Role
from lianxin.rules.figure_rows import FUNCTIONS, LETTERS, ONLINE, Sizes
from lianxin.rules.figures import Measured
from lianxin.rules.sittings import ReceptionResult

AT = {
    "VILLAGE": (OrganLevel.VILLAGE,), "TOWN": (OrganLevel.TOWN,), "COUNTY": (OrganLevel.COUNTY,),
    "ABOVE": (OrganLevel.CITY, OrganLevel.PROVINCE, OrganLevel.NATIONAL),
}  # fmt: skip
LOCAL = (OrganLevel.VILLAGE, OrganLevel.TOWN, OrganLevel.COUNTY)
GRANTED = (Outcome.SUPPORT, Outcome.PARTIAL, Outcome.SETTLED, Outcome.ADOPTED, Outcome.PARTLY_ADOPTED)


def levels(reach: Reach, span: Span, sizes: Sizes) -> Found:
    """Closed matters by the level and the way in which they were settled."""
    review = Proceeding.objects.filter(matter=OuterRef("pk"), kind=Proceeding.REVIEW)
    first = Submission.objects.filter(
        matter=OuterRef("pk"), relation=Relation.FIRST, channel__in=(*LETTERS, *ONLINE)
    )
    again = Submission.objects.filter(
        matter=OuterRef("pk"),
        relation__in=(Relation.REPEAT, Relation.DUPLICATE),
        received_on__lte=OuterRef("closed_on"),
    )
    local = Q(owner__level__in=LOCAL)
    n: dict[str, int] = reach.matters.filter(between("closed_on", span)).order_by().aggregate(
        all=Count("pk"), **{at: Count("pk", Q(owner__level__in=levels)) for at, levels in AT.items()},
        locally=Count("pk", local & ~Q(Exists(review))), once=Count("pk", Q(handovers__lte=1, returns=0)),
        letters=Count("pk", Q(Exists(first))), settled=Count("pk", Q(Exists(first)) & ~Q(Exists(again))),
    )  # fmt: skip
    opened = reach.matters.filter(between("opened_on", span)).order_by()
    o = opened.aggregate(here=Count("pk", local), all=Count("pk"))
    return {
        **{f"SETTLED_{at}": Measured(n[at], n["all"]) for at in AT},
        "SOLVED_LOCALLY": Measured(n["locally"], n["all"]), "FIRST_HANDLER": Measured(n["once"], n["all"]),
        "LETTER_SETTLED": Measured(n["settled"], n["letters"]), "ORIGIN_LOCAL": Measured(o["here"], o["all"]),
    }  # fmt: skip


def granted(reach: Reach, span: Span, sizes: Sizes) -> Found:
    rows = Request.objects.filter(matter__in=reach.matters.filter(between("closed_on", span))).exclude(
        outcome=""
    )
    n = rows.order_by().aggregate(yes=Count("pk", Q(outcome__in=GRANTED)), all=Count("pk"))
    return {"GRANTED": Measured(n["yes"], n["all"])}


def receptions(reach: Reach, span: Span, sizes: Sizes) -> Found:
    """Days of reception that took place at the reader's organs, and the visitors who left with something."""
    days = Sitting.objects.filter(
        between("held_from", span), kind=RECEPTION, called_off_at=None, held_from__lte=span.today
    )
    days = days if reach.organs is None else days.filter(organ__in=reach.organs)
    seen = (
        Q(turns__cancelled_at=None)
        & ~Q(turns__result__in=("", ReceptionResult.ABSENT))
        & Q(turns__isnull=False)
        & (Q(turns__matter=None) | Q(turns__matter__sealed=False))
    )
    n = days.order_by().aggregate(days=Count("pk", distinct=True), turns=Count("turns", seen))
    return {"RECEPTIONS": Measured(n["days"]), "RECEPTION_TURNS": Measured(n["turns"])}


def load(reach: Reach, span: Span, sizes: Sizes) -> Found:
    """Open matters over the desks that handle: how heavy the work is, of no person in particular."""
    after = Q(opened_on__lte=span.last) & (Q(closed_on=None) | Q(closed_on__gt=span.last))
    held = Q(valid_from__lte=span.last) & (Q(valid_to=None) | Q(valid_to__gte=span.last))
    posts = Posting.objects.filter(held, role=Role.HANDLER, account__is_active=True)
    posts = posts if reach.organs is None else posts.filter(organ__in=reach.organs)
    officers = posts.order_by().aggregate(n=Count("account", distinct=True))["n"]
    return {"OPEN_PER_OFFICER": Measured(reach.matters.filter(after).count(), officers)}


MEETS = ("MEDIATION", "TOWN_COUNCIL", "VILLAGE_COUNCIL")


def functions(reach: Reach, span: Span, sizes: Sizes) -> Found:
    """The five functions of an office (五大职能), each by what was put on record within the reader's reach."""

    def here(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if reach.organs is None else rows.filter(organ__in=reach.organs)

    open_to = Q(matter=None) | Q(matter__sealed=False)
    met = Sitting.objects.filter(
        open_to, between("held_from", span), kind__in=MEETS, called_off_at=None, concluded_at__isnull=False
    )
    told = KnowledgeItem.objects.filter(
        kind__in=("PUBLICITY", "TRAINING"), version=1, written_at__date__range=(span.first, span.last)
    )
    kinds = {"INFORMED": ("SCREENING_ITEM", "URGENT_REPORT"), "ADVISED": ADVICE, "SUPERVISED": SUPERVISES}
    every = [kind for group in kinds.values() for kind in group]
    counts = {code: Count("pk", Q(kind__in=group)) for code, group in kinds.items()}
    n: dict[str, int] = reach.tasks(every, span).aggregate(**counts)
    n |= {"MEDIATED": here(met).count(), "SPREAD": here(told).count()}
    return {row.code: Measured(n[row.code]) for row in FUNCTIONS}
