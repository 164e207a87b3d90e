"""What colleagues ask a person to check, approve or sign, and what came back to whoever drafted it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianxin.models import Document, Matter
from lianxin.queries.options import MADE_BY_STEPS
from lianxin.rules.acts.opinions import DRAFTING
from lianxin.rules.facts import Actor
from lianxin.rules.papers import PAPERS
from lianxin.rules.steps import ASKED, STEPS, Hand, Seat

TO_DRAFT = DRAFTING | {step.action for step in STEPS.values() if step.hand is Hand.DRAFT}
OF_A_DRAFT = {"not_drafter", "draft_is_anothers"}  # guards: whose draft it is may not take the step


def asked_of(actor: Actor) -> Q:
    """What colleagues ask this person to check, approve or sign; nobody is asked for what they drafted or handle."""
    drafts = Document.objects.filter(
        matter=OuterRef("pk"), drafted_by=actor.account, state__in=(Document.DRAFT, Document.CHECKED)
    )
    asked = Q(pk__in=())
    for action in sorted(ASKED):
        step = STEPS[action]
        if step.action in TO_DRAFT:  # what came back is asked of who drafted it: `papers_to_decide`
            continue
        if organs := actor.organs_as(*step.roles):
            of_a_draft = step.hand or OF_A_DRAFT & {*step.guards}
            others = ~Q(Exists(drafts)) if of_a_draft else ~Q(handler=actor.account)
            asked |= _is_asked(action) & Q(owner__in=organs) & others
    # One list of matters, not an OR, as in a dossier: each half comes from its own index, by the organs of all its steps.
    steps = Matter.objects.filter(asked, asked__gt="", owner__in=actor.organs).values("pk")
    return Q(pk__in=steps.union(papers_to_decide(actor).values("matter").order_by()))


def _is_asked(action: str) -> Q:
    """Whether the step is among those asked for, which stand with spaces between; some names hold others."""
    first, last = Q(asked__startswith=f"{action} "), Q(asked__endswith=f" {action}")
    return Q(asked=action) | first | last | Q(asked__contains=f" {action} ")


def papers_to_decide(actor: Actor) -> QuerySet[Document]:
    """Papers of this person's organs that colleagues leave to them: drafts of others to check, checked ones to issue,
    their own that came back.
    """
    rows = [row for code, row in PAPERS.items() if code not in MADE_BY_STEPS and row.checks]
    waits = _decisions_waiting(actor)
    for state, owed in ((Document.DRAFT, "checks"), (Document.CHECKED, "signs")):
        for roles in {getattr(row, owed) for row in rows}:
            kinds = [row.code for row in rows if getattr(row, owed) == roles]
            waits |= Q(state=state, kind__in=kinds, organ__in=actor.organs_as(*roles))
    others = ~Q(state=Document.DRAFT, drafted_by=actor.account)
    back = Q(state=Document.RETURNED, drafted_by=actor.account, organ__in=actor.organs)
    # Said once for all of them, so that either database sets out from the few that wait here.
    here = Q(organ__in=actor.organs, state__in=(Document.DRAFT, Document.CHECKED, Document.RETURNED))
    return Document.objects.filter(here & ((waits & others) | back), matter__sealed=False)


def _decisions_waiting(actor: Actor) -> Q:
    """Drafted decisions about matters that are another organ's; those about one's own are asked for on the matter."""
    waits, states = Q(pk__in=()), {Hand.CHECK: Document.DRAFT, Hand.SIGN: Document.CHECKED}
    for step in STEPS.values():
        if step.hand in states and step.seat is not Seat.OWNER and (organs := actor.organs_as(*step.roles)):
            waits |= Q(step=step.decides, state=states[step.hand], organ__in=organs)
    return waits
