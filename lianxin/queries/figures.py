"""The measurements behind the rows of `rules.figure_rows`, for a span of days: one question per table, in SQL.

Every measurement begins with the matters a person may see or count; the public's are all ordinary ones. Sealed
matters are in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from lianxin.models import (
    Clock,
    Document,
    Matter,
    Proceeding,
    PublishedFigure,
    Submission,
)
from lianxin.queries import level_figures
from lianxin.queries.office import office
from lianxin.queries.reach import ADVICE, Found, Reach, Span, between, counted_by, ordinary
from lianxin.rules.codes import Channel, OrganLevel, Rating, Relation, ReviewOutcome
from lianxin.rules.figure_rows import (
    CALLS,
    COHORT,
    FIGURES,
    FUNCTIONS,
    LETTERS,
    OFFICE_DAYS,
    ONLINE,
    ORGAN_DAYS,
    Sizes,
)
from lianxin.rules.figures import Group, Measured, Shown, percentile, shown

__all__ = ["ADVICE", "Found", "Reach", "Span", "between", "counted_by", "measure", "ordinary"]
FIRST_ANSWERS = ("D10", "D11", "D12", "D17", "D18")  # the first paper that answers what was asked
OPINION = "D17"  # the handling opinion, which is checked for gaps before it is signed
CHANGED = (ReviewOutcome.CHANGE, ReviewOutcome.REVOKE_REDO)
TAKEN = Q(adoption__in=("ADOPTED", "PARTLY"))
TELLING, HANDLING = ("NOTICE_DIRECT", "NOTICE_FWD", "SIMPLE_ACCEPT"), ("HANDLE", "SIMPLE_HANDLE")

RECEIVED_AT = {
    "BATCHES_TOWN": (OrganLevel.VILLAGE, OrganLevel.TOWN), "BATCHES_COUNTY": (OrganLevel.COUNTY,),
    "BATCHES_CITY": (OrganLevel.CITY,), "BATCHES_PROVINCE": (OrganLevel.PROVINCE,), "BATCHES_NATIONAL": (OrganLevel.NATIONAL,),
}  # fmt: skip


def public_figures(span: Span) -> list[Shown]:
    """Every published figure of this installation, small cells kept back."""
    found = measure(ordinary(), span, only=[code for code, row in FIGURES.items() if row.public])
    return [shown(FIGURES[code], each) for code, each in found.items()]


def measure(reach: Reach, span: Span, sizes: Sizes | None = None, only: Collection[str] = FIGURES) -> Found:
    """Every figure over these matters, or `only` some; the order is that of the rows."""
    of = sizes or office().sizes
    found: Found = {}
    for codes, part in PARTS.items():
        if not codes.isdisjoint(only):
            found |= part(reach, span, of)
    return {code: found[code] for code in FIGURES if code in only}


def published(first: date, last: date) -> Found:
    """The figures that were published for exactly these days, as they were published."""
    rows = PublishedFigure.objects.filter(first_on=first, last_on=last)
    return {row.code: Measured(row.numerator, row.denominator) for row in rows}


def volume_parts(sizes: Sizes) -> Mapping[str, Any]:
    """The counts of submissions, each as one expression; a visit without a number of persons is one person's."""
    visit, here = Q(channel=Channel.VISIT), F("present")
    many = visit & Q(present__gte=sizes.collective)
    few = visit & Q(present__gte=sizes.group, present__lt=sizes.collective)
    repeat = Q(relation__in=(Relation.REPEAT, Relation.DUPLICATE))
    return {
        "SUBMISSIONS": Count("pk"),
        "BATCHES": Count("pk", visit),
        "PERSONS": Coalesce(Sum(here, filter=visit), 0),
        "COLLECTIVE_BATCHES": Count("pk", many),
        "COLLECTIVE_PERSONS": Coalesce(Sum(here, filter=many), 0),
        "SMALL_GROUP_BATCHES": Count("pk", few),
        "SMALL_GROUP_PERSONS": Coalesce(Sum(here, filter=few), 0),
        "INDIVIDUAL_BATCHES": Count("pk", visit & Q(present__lt=sizes.group)),
        "CALLS": Count("pk", Q(channel__in=CALLS)),
        "LETTERS": Count("pk", Q(channel__in=LETTERS)),
        "JOINT_LETTERS": Count("pk", Q(channel=Channel.LETTER, persons_concerned__gte=sizes.joint_letter)),
        "NET_ITEMS": Count("pk", Q(channel__in=ONLINE)),
        "FIRST_TIME": Count("pk", ~repeat),
        **{code: Count("pk", visit & Q(office__level__in=levels)) for code, levels in RECEIVED_AT.items()},
    }


def received(base: QuerySet[Matter], span: Span) -> QuerySet[Submission]:
    """The submissions of these matters received in the span, each with the number of persons `present`."""
    rows = Submission.objects.filter(between("received_on", span), matter__in=base)
    return rows.annotate(present=Coalesce(F("persons_present"), Value(1)))


def _volume(reach: Reach, span: Span, sizes: Sizes) -> Found:
    rows = received(reach.matters, span)
    n: dict[str, int] = rows.aggregate(**volume_parts(sizes))
    again = rows.filter(relation__in=(Relation.REPEAT, Relation.DUPLICATE))
    running = Clock.objects.filter(
        Q(stopped_on=None) | Q(stopped_on__gte=OuterRef("received_on")), matter=OuterRef("matter"),
        period__in=HANDLING, start_on__lte=OuterRef("received_on"), lawful_on__gte=OuterRef("received_on"),
    )  # fmt: skip
    n["FOLLOW_UPS"] = again.filter(Exists(running)).count()
    n["ITEMS"] = n["SUBMISSIONS"] - n["BATCHES"]
    n["ITEM_BATCHES"] = n["SUBMISSIONS"]
    n["ITEM_PERSONS"] = n["ITEMS"] + n["PERSONS"]
    repeats = n["SUBMISSIONS"] - n["FIRST_TIME"] - n["FOLLOW_UPS"]
    return {
        **{code: Measured(number) for code, number in n.items()},
        "ONLINE_SHARE": Measured(n["NET_ITEMS"], n["SUBMISSIONS"]),
        "REPEAT_RATE": Measured(repeats, n["SUBMISSIONS"]),
    }


def _stock(reach: Reach, span: Span, sizes: Sizes) -> Found:
    before = Q(opened_on__lt=span.first) & (Q(closed_on=None) | Q(closed_on__gte=span.first))
    after = Q(opened_on__lte=span.last) & (Q(closed_on=None) | Q(closed_on__gt=span.last))
    ended = between("closed_on", span) & Q(opened_on__lte=span.last)
    # What was over before the span is in none of these counts: ten years of it need not be read.
    live = Q(closed_on=None) | Q(closed_on__gte=span.first)
    n: dict[str, Any] = reach.matters.filter(live, opened_on__lte=span.last).order_by().aggregate(
        before=Count("pk", before), opened=Count("pk", between("opened_on", span)), closed=Count("pk", ended),
        after=Count("pk", after), oldest=Min("opened_on", filter=after),
        handed=Coalesce(Sum("handovers", filter=ended), 0),
    )  # fmt: skip
    age = (min(span.last, span.today) - n["oldest"]).days if n["oldest"] else 0
    return {
        "OPEN_BEFORE": Measured(n["before"]), "OPENED": Measured(n["opened"]), "CLOSED": Measured(n["closed"]),
        "OPEN_AFTER": Measured(n["after"]), "OLDEST_OPEN": Measured(age, n["after"]),
        "HANDOVERS": Measured(n["handed"], n["closed"]),
    }  # fmt: skip


KEPT: Mapping[str, tuple[str, ...]] = {
    "ROUTED_ON_TIME": ("ROUTE",),
    "ACCEPTED_ON_TIME": TELLING,
    "HANDLED_ON_TIME": HANDLING,
    "EXECUTED_ON_TIME": ("EXECUTE",),
}


def kept_parts(span: Span) -> Mapping[str, Any]:
    """How many clocks that ran out in the span were kept: two counts per figure (`X` of `X_of`)."""
    due = Q(stopped_on__isnull=False) | Q(lawful_on__lt=span.today)
    kept = Q(stopped_on__lte=F("lawful_on"))
    parts: dict[str, Any] = {}
    for code, periods in KEPT.items():
        parts[code] = Count("pk", kept & Q(period__in=periods))
        parts[f"{code}_of"] = Count("pk", due & Q(period__in=periods))
    parts["HANDLED_UNEXTENDED"] = Count("pk", kept & Q(period__in=HANDLING, extension=0))
    parts["HANDLED_UNEXTENDED_of"] = parts["HANDLED_ON_TIME_of"]
    return parts


def pairs(found: Mapping[str, int]) -> Found:
    """`X` and `X_of` of one row as measured shares."""
    return {
        code: Measured(found[code], found[f"{code}_of"]) for code in (*KEPT, "HANDLED_UNEXTENDED")
    }  # fmt: skip


def ran_out(base: QuerySet[Matter], span: Span) -> QuerySet[Clock]:
    """The clocks of these matters whose lawful day lies in the span."""
    periods = {period for row in KEPT.values() for period in row}
    return Clock.objects.filter(between("lawful_on", span), period__in=periods, matter__in=base).order_by()


def _clocks(reach: Reach, span: Span, sizes: Sizes) -> Found:
    return pairs(ran_out(reach.matters, span).aggregate(**kept_parts(span)))


def _timely(reach: Reach, span: Span, sizes: Sizes) -> Found:
    return {
        "OFFICE_TIMELY": _within(reach.matters, span, OFFICE_DAYS, "ROUTE"),
        "ORGAN_TIMELY": _within(reach.matters, span, ORGAN_DAYS, *TELLING),
    }


def _within(base: QuerySet[Matter], span: Span, days: int, *periods: str) -> Measured:
    """Of the first-time matters registered so many days before the span: those whose duty ended within the days."""
    then = span.moved(days)
    if then.last >= span.today - timedelta(days=days):
        then = Span(then.first, span.today - timedelta(days=days + 1), span.today)
    clock = Clock.objects.filter(matter=OuterRef("pk"), period__in=periods)
    cohort = Submission.objects.filter(matter=OuterRef("pk"), relation=Relation.FIRST, channel__in=COHORT)
    kept = clock.filter(stopped_on__lte=OuterRef("opened_on") + timedelta(days=days))
    rows = base.filter(between("opened_on", then), Exists(cohort), Exists(clock), litigation=False)
    n = rows.order_by().aggregate(kept=Count("pk", Exists(kept)), all=Count("pk"))
    return Measured(n["kept"], n["all"])


def _days(reach: Reach, span: Span, sizes: Sizes) -> Found:
    answers = Document.objects.filter(kind__in=FIRST_ANSWERS, state=Document.ISSUED)
    earlier = answers.filter(matter=OuterRef("matter"), pk__lt=OuterRef("pk"))
    first = answers.filter(between("issued_on", span), ~Exists(earlier), matter__in=reach.matters)
    rows = first.order_by().values_list("matter__opened_on", "issued_on").annotate(often=Count("pk"))
    taken = [((answered - opened).days, often) for opened, answered, often in rows]
    total = sum(often for _days, often in taken)
    return {
        "DAYS_MEDIAN": Measured(percentile(taken, 0.5), total),
        "DAYS_P90": Measured(percentile(taken, 0.9), total),
    }


def _reviews(reach: Reach, span: Span, sizes: Sizes) -> Found:
    rows = Proceeding.objects.filter(
        between("concluded_on", span),
        matter__in=reach.matters,
        kind__in=(Proceeding.REVIEW, Proceeding.REREVIEW),
    )
    n = rows.order_by().aggregate(changed=Count("pk", Q(outcome__in=CHANGED)), all=Count("pk"))
    return {"REVERSED": Measured(n["changed"], n["all"])}


def _advice(reach: Reach, span: Span, sizes: Sizes) -> Found:
    n = reach.advice(span).aggregate(taken=Count("pk", TAKEN), all=Count("pk"))
    return {"ADVICE_ADOPTED": Measured(n["taken"], n["all"])}


def _settled(reach: Reach, span: Span, sizes: Sizes) -> Found:
    quiet = timedelta(days=sizes.quiet_days)
    again = Submission.objects.filter(
        matter=OuterRef("pk"), relation__in=(Relation.REPEAT, Relation.DUPLICATE),
        received_on__gt=OuterRef("closed_on"), received_on__lte=OuterRef("closed_on") + quiet,
    )  # fmt: skip
    ended = reach.matters.filter(
        between("closed_on", span.moved(sizes.quiet_days)), closed_on__lt=span.today - quiet
    )
    n = ended.order_by().aggregate(settled=Count("pk", ~Exists(again)), all=Count("pk"))
    return {"SETTLED_FIRST": Measured(n["settled"], n["all"])}


def _answers(reach: Reach, span: Span, sizes: Sizes) -> Found:
    rows = Document.objects.filter(between("issued_on", span), kind=OPINION, matter__in=reach.matters)
    n = rows.order_by().aggregate(whole=Count("pk", Q(overridden=False)), all=Count("pk"))
    return {"COMPLETE": Measured(n["whole"], n["all"])}


def _voices(reach: Reach, span: Span, sizes: Sizes) -> Found:
    good = (Rating.SATISFIED, Rating.BASICALLY)
    rows = Submission.objects.filter(matter__in=reach.matters.filter(between("closed_on", span))).order_by()
    n = rows.aggregate(
        asked=Count("pk"), rated=Count("rating"), organ=Count("pk", Q(rating__organ_grade__in=good)),
        office=Count("pk", Q(rating__office_grade__in=good)),
    )  # fmt: skip
    return {
        "RATED": Measured(n["rated"], n["asked"]),
        "SATISFIED_ORGAN": Measured(n["organ"], n["rated"]),
        "SATISFIED_OFFICE": Measured(n["office"], n["rated"]),
    }


PARTS: Mapping[frozenset[str], Callable[[Reach, Span, Sizes], Found]] = {
    frozenset(
        row.code
        for row in FIGURES.values()
        if row.group is Group.VOLUME and not row.code.startswith("RECEPTION")
    )
    | {"REPEAT_RATE"}: _volume,
    frozenset({"OPEN_BEFORE", "OPENED", "CLOSED", "OPEN_AFTER", "OLDEST_OPEN", "HANDOVERS"}): _stock,
    frozenset({*KEPT, "HANDLED_UNEXTENDED"}): _clocks,
    frozenset({"OFFICE_TIMELY", "ORGAN_TIMELY"}): _timely,
    frozenset({"DAYS_MEDIAN", "DAYS_P90"}): _days,
    frozenset(
        {f"SETTLED_{at}" for at in level_figures.AT}
        | {"SOLVED_LOCALLY", "FIRST_HANDLER", "LETTER_SETTLED", "ORIGIN_LOCAL"}
    ): level_figures.levels,
    frozenset({"GRANTED"}): level_figures.granted,
    frozenset({"RECEPTIONS", "RECEPTION_TURNS"}): level_figures.receptions,
    frozenset({"OPEN_PER_OFFICER"}): level_figures.load,
    frozenset(row.code for row in FUNCTIONS): level_figures.functions,
    frozenset({"COMPLETE"}): _answers,
    frozenset({"REVERSED"}): _reviews,
    frozenset({"SETTLED_FIRST"}): _settled,
    frozenset({"ADVICE_ADOPTED"}): _advice,
    frozenset({"RATED", "SATISFIED_ORGAN", "SATISFIED_OFFICE"}): _voices,
}
