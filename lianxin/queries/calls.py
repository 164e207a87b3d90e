"""Calls for suggestions (人民建议征集) and answers that are open to all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.models import Call, CallOutcome, Organ, Publication, Submission
from lianxin.queries.access import NotFound, visible
from lianxin.queries.sittings import desks
from lianxin.rules.codes import Outcome, Role
from lianxin.rules.facts import Actor
from lianxin.rules.figures import SMALLEST
from lianxin.text.clean import UNWANTED

CALLERS = frozenset({Role.TRIAGE_OFFICER, Role.HANDLER, Role.ORGAN_HEAD})
# What can become of a suggestion, in the order shown.
RESULTS = (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.NOT_ADOPTED)
MOST = 100


@dataclass(frozen=True)
class CallPage:
    """A call as all may see it. `received` is None where so few came that the number is kept back."""

    call: Call
    open: bool
    received: int | None
    outcomes: list[tuple[CallOutcome, Outcome]]


def source_of(call: int) -> str:
    """Where a submission to this call says it came from."""
    return f"call-{call}"


def calls(*, on: date) -> list[CallPage]:
    """All that have begun, the open ones first, then the newest."""
    rows = list(
        Call.objects.filter(opens_on__lte=on).select_related("organ").order_by("-closes_on", "-pk")[:MOST]
    )
    return sorted((_page(row, on) for row in rows), key=lambda page: not page.open)


def call_page(pk: int, *, on: date) -> CallPage:
    """One call that has begun. Raises NotFound."""
    row = Call.objects.filter(pk=pk, opens_on__lte=on).select_related("organ").first()
    if row is None:
        raise NotFound(str(pk))
    return _page(row, on)


def _page(row: Call, on: date) -> CallPage:
    count = Submission.objects.filter(source=source_of(row.pk), matter__sealed=False).count()
    kept_back = 0 < count < SMALLEST
    outcomes = [(o, Outcome[o.outcome]) for o in row.outcomes.all()]
    return CallPage(row, row.opens_on <= on <= row.closes_on, None if kept_back else count, outcomes)


def organs_to_call(actor: Actor) -> list[Organ]:
    """The organs in whose name this person may ask for suggestions."""
    reach = desks(actor, *CALLERS) if actor.has(*CALLERS) else frozenset()
    return list(Organ.objects.filter(pk__in=reach))


def call_for(actor: Actor, pk: int) -> Call:
    """A call of this person's desk. Raises NotFound."""
    row = Call.objects.filter(pk=pk, organ__in=organs_to_call(actor)).select_related("organ").first()
    if row is None:
        raise NotFound(str(pk))
    return row


def calls_of(actor: Actor) -> list[Call]:
    """The calls of this person's desk, newest first."""
    return list(
        Call.objects.filter(organ__in=organs_to_call(actor)).select_related("organ").order_by("-pk")[:MOST]
    )


def suggestions_to(actor: Actor, call: Call, *, on: date) -> list[Submission]:
    """What came in answer to it, as far as this person may know of it."""
    rows = Submission.objects.filter(source=source_of(call.pk), matter__in=visible(actor, on=on))
    return list(rows.select_related("matter").order_by("-pk")[:MOST])


# ---- answers that are open to all --------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    """A finished matter, told without anybody in it."""

    pk: int
    title: str
    question: str
    answer: str
    organ: str
    published_on: date


def answers(*, words: str = "") -> list[Answer]:
    """Published answers, newest first; with `words`, those whose text contains them."""
    rows = Publication.objects.filter(state=Publication.PUBLIC).select_related("matter__owner")
    for word in UNWANTED.sub("", words).split()[:5]:
        rows = rows.filter(title__icontains=word) | rows.filter(question__icontains=word)
    return [_answer(row) for row in rows.order_by("-published_on", "-pk")[:MOST]]


def answer(pk: int) -> Answer:
    """One published answer. Raises NotFound, also for what has been taken down."""
    row = Publication.objects.filter(state=Publication.PUBLIC, pk=pk).select_related("matter__owner").first()
    if row is None:
        raise NotFound(str(pk))
    return _answer(row)


def _answer(row: Publication) -> Answer:
    on = row.published_on or date.min
    return Answer(row.pk, row.title, row.question, row.answer, row.matter.owner.name, on)
