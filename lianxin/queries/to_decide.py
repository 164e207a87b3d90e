"""What colleagues ask a person to check, approve or sign, and what came back to whoever drafted it."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianxin.models import Document, Matter, Posting
from lianxin.queries.directory import in_force
from lianxin.queries.office import office
from lianxin.queries.options import MADE_BY_STEPS
from lianxin.rules.acts.deciding import heads, in_use
from lianxin.rules.acts.opinions import DRAFTING
from lianxin.rules.facts import Actor
from lianxin.rules.papers import PAPERS
from lianxin.rules.step import OWN
from lianxin.rules.steps import ASKED, STEPS, Hand

TO_DRAFT = DRAFTING | {step.action for step in STEPS.values() if step.hand is Hand.DRAFT}
OF_A_DRAFT = {"not_drafter", "draft_is_anothers"}  # guards: whose draft it is may not take the step
# In which state its draft waits for each hand.
WAITS = {Hand.CHECK: Document.DRAFT, Hand.SIGN: Document.CHECKED, Hand.DRAFT: Document.RETURNED}


def asked_of(actor: Actor, on: date) -> Q:
    """What colleagues ask this person on that day to check, approve or sign, and what they gave back; nobody is asked
    to check what they drafted, to sign it in somebody's place, or to approve what they handle.
    """
    drafts = Document.objects.filter(matter=OuterRef("pk"))
    shut = Q(state=Document.DRAFT) | Q(state=Document.CHECKED) & ~Q(organ__in=heads(actor))
    own, back = drafts.filter(shut, drafted_by=actor.account), drafts.filter(came_back(actor, on))
    asked = Q(pk__in=())
    by_office = office().hands
    for step in (STEPS[action] for action in sorted(ASKED)):
        if in_use(step, by_office) and (organs := actor.organs_as(*step.roles)):
            of_a_draft = step.hand or OF_A_DRAFT & {*step.guards}
            others = ~Q(Exists(own)) if of_a_draft else ~Q(handler=actor.account)
            whose = Q(Exists(back)) if step.action in TO_DRAFT else others
            asked |= _is_asked(step.action) & Q(owner__in=organs) & whose
    # One list of matters, not an OR, as in a dossier: each half comes from its own index, by the organs of all its steps.
    steps = Matter.objects.filter(asked, asked__gt="", owner__in=actor.organs).values("pk")
    return Q(pk__in=steps.union(papers_to_decide(actor, on).values("matter").order_by()))


def _is_asked(action: str) -> Q:
    """Whether the step is among those asked for, which stand with spaces between; some names hold others."""
    first, last = Q(asked__startswith=f"{action} "), Q(asked__endswith=f" {action}")
    return Q(asked=action) | first | last | Q(asked__contains=f" {action} ")


def came_back(actor: Actor, on: date) -> Q:
    """Drafts given back to this person, to whom they stand in for, or to somebody who is no longer there."""
    return Q(state=Document.RETURNED) & (Q(drafted_by__in=own_and_stood_for(actor)) | drafter_left(on))


def own_and_stood_for(actor: Actor) -> set[int | None]:
    """This person's account and those whom they stand in for."""
    return {actor.account, *(post.stands_for for post in actor.posts if post.stands_for)}


def drafter_left(on: date) -> Q:
    """Of papers: whether who drafted one is no longer in its organ."""
    there = Posting.objects.filter(
        in_force(on), account=OuterRef("drafted_by"), organ=OuterRef("organ"), account__is_active=True
    )
    return ~Q(Exists(there))


def drafted_about() -> QuerySet[Matter]:
    """The matters about which some organ has a decision in the making."""
    waiting = Document.objects.exclude(step="").exclude(state=Document.ISSUED)
    return Matter.objects.filter(pk__in=waiting.values("matter")).order_by("pk")


def papers_to_decide(actor: Actor, on: date) -> QuerySet[Document]:
    """Papers of this person's organs that colleagues leave to them on that day: drafts of others to check, checked ones
    to issue, and what came back.
    """
    rows = [row for code, row in PAPERS.items() if code not in MADE_BY_STEPS and row.checks]
    waits = _decisions_waiting(actor)
    for state, owed in ((Document.DRAFT, "checks"), (Document.CHECKED, "signs")):
        for roles in {getattr(row, owed) for row in rows}:
            kinds = [row.code for row in rows if getattr(row, owed) == roles]
            waits |= Q(state=state, kind__in=kinds, organ__in=actor.organs_as(*roles))
    again = actor.organs_as(*STEPS["DRAFT_PAPER"].roles)
    waits |= Q(state=Document.RETURNED, kind__in=set(PAPERS) - MADE_BY_STEPS, organ__in=again)
    others = ~Q(state=Document.DRAFT, drafted_by=actor.account)
    back = ~Q(state=Document.RETURNED) | came_back(actor, on)
    # Said once for all of them, so that either database sets out from the few that wait here.
    here = Q(organ__in=actor.organs, state__in=WAITS.values())
    return Document.objects.filter(here & waits & others & back, matter__sealed=False)


def _decisions_waiting(actor: Actor) -> Q:
    """Drafted decisions about matters that are another organ's, while they can be taken; those about one's own are
    asked for on the matter.
    """
    waits, by_office = Q(pk__in=()), office().hands
    for step in STEPS.values():
        if step.hand not in WAITS or step.seat in OWN or not in_use(step, by_office):
            continue
        if organs := actor.organs_as(*step.roles):
            draft = Q(step=step.decides, state=WAITS[step.hand], organ__in=organs)
            waits |= draft & Q(matter__state__in=step.start)
    return waits
