"""Decisions in three hands: what the first writes down is tried at once, kept as a draft, and done when it is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import partial

from django.db import transaction

from lianxin.actions.change import Change, refuse_unprintable
from lianxin.actions.given import Invalid, read
from lianxin.models import Document, Matter
from lianxin.queries.directory import petition_offices, tree_on
from lianxin.queries.dossier import Dossier
from lianxin.rules import jurisdiction
from lianxin.rules.acts.deciding import in_use
from lianxin.rules.acts.opinions import begun_with
from lianxin.rules.facts import Actor, Post
from lianxin.rules.papers import PAPERS
from lianxin.rules.permissions import may
from lianxin.rules.step import OWN, Step
from lianxin.rules.steps import DECISIONS, STEPS, Hand
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

MOVED = _("事项进到了别的环节，或者归属、隶属变了，本机关不能再办这一步")
Effect = Callable[[Change], None]


def in_hands(effects: Mapping[str, Effect]) -> dict[str, Effect]:
    """The effects of the three steps of each decision, from what the decision itself does."""
    hands = {Hand.DRAFT: draft, Hand.CHECK: check, Hand.RETURN: back, Hand.SIGN: sign}
    return {
        step.action: partial(hands[step.hand], effects[step.decides])
        for step in STEPS.values()
        if step.hand is not None
    }


def draft(effect: Effect, change: Change) -> None:
    """Keep what was written, once it is known that it could be decided so."""
    decision = DECISIONS[change.step.decides]
    refuse_unprintable(change, change.given)
    tried = _tried(effect, change)
    paper = _waiting(change)
    if paper is not None and paper.body["given"].get("task") != change.given.get("task"):
        change.refuse("task", _("还有一份答复稿没有签发：先签发或者收回，再写另一份"))
    paper = paper or Document(matter=change.matter, organ=change.organ, step=decision.action)
    paper.proceeding = change.dossier.proceeding
    paper.kind = tried.paper
    paper.body = {**change.given, **tried.paper_body, "shown": tried.shown, "given": dict(change.given)}
    paper.state, paper.drafted_by_id, paper.checked_by = Document.DRAFT, change.actor.account, None
    paper.save()
    change.show(paper=PAPERS[paper.kind].title)
    if decision.seat not in OWN:
        change.given = {}  # an event is read by all that have the file, what is not signed by its own organ


def _tried(effect: Effect, change: Change) -> Change:
    """The decision taken and taken back: refuses now what signing would refuse. Raises Invalid."""
    matter = copy(change.matter)
    tried = replace(
        change, matter=matter, dossier=Dossier(matter, change.today), step=DECISIONS[change.step.decides],
        paper=DECISIONS[change.step.decides].paper, starts=[], stops=set(), shown={}, paper_body={}, after=[],
    )  # fmt: skip
    with transaction.atomic():
        effect(tried)
        transaction.set_rollback(True)
    return tried


def check(effect: Effect, change: Change) -> None:
    paper = _found(change, Document.DRAFT)
    paper.state, paper.checked_by_id = Document.CHECKED, change.actor.account
    paper.save()
    change.show(paper=PAPERS[paper.kind].title)


def back(effect: Effect, change: Change) -> None:
    give_back(change, _found(change, Document.DRAFT, Document.CHECKED))
    if DECISIONS[change.step.decides].seat not in OWN:
        change.given = {}


def give_back(change: Change, paper: Document) -> None:
    """The draft goes back to whoever wrote it, with the reason."""
    paper.state, paper.checked_by = Document.RETURNED, None
    paper.body = {**paper.body, "returned": change.text("reason")}
    paper.save()
    change.show(paper=PAPERS[paper.kind].title)


def sign(effect: Effect, change: Change) -> None:
    """Take the decision as it was drafted, on the facts of today; what no longer holds goes back to the drafter."""
    paper, note = _found(change, Document.CHECKED), change.given
    decision = DECISIONS[change.step.decides]
    try:
        given, change.keys = read(decision.fields, paper.body["given"], change.dossier, change.actor)
        change.given, change.step, change.draft = given, decision, paper
        effect(change)
    except Invalid as fault:
        why = next(iter(fault.errors.values()))
        raise Invalid({"": Said(_("稿子要改了再签发：{why}"), {"why": why})}) from None
    change.given = {**note, **change.given}


def _found(change: Change, *states: str) -> Document:
    paper = _waiting(change)
    if paper is None or paper.state not in states:
        change.refuse("", _("没有等您办的稿子"))
    return paper


def _waiting(change: Change) -> Document | None:
    """The draft of this decision that waits in the organ that takes the step."""
    rows = (p for p in change.dossier.papers if p.is_decision_draft and p.step == change.step.decides)
    return next((paper for paper in rows if paper.organ_id == change.organ.pk), None)


def drop(matter: Matter, before: Iterable[str]) -> None:
    """Throw away drafts of what stood among the steps asked for `before` and is asked for no more."""
    asked = {STEPS[action].decides for action in matter.asked.split()}
    if gone := {STEPS[action].decides for action in before} - {"", *asked}:
        Document.objects.filter(matter=matter, step__in=gone).exclude(state=Document.ISSUED).delete()


def void(dossier: Dossier) -> list[tuple[Document, str]]:
    """The drafted decisions that their organ may sign no longer as the matter stands on that day, each with why."""
    found = []
    for paper in (p for p in dossier.papers if p.is_decision_draft):
        step = STEPS[f"DRAFT_{paper.step}"]
        if not in_use(step, dossier.by_office) and not dossier.sealed:
            continue  # an office that went back to one hand passes it over
        verdict = may(whole_organ(paper.organ_id, step, dossier.today), step.action, dossier)
        if not verdict:
            found.append((paper, MOVED if verdict.because.values else verdict.because.template))
    return found


def whole_organ(organ: int, step: Step, on: date) -> Actor:
    """Everybody whom an organ could have for this step, and nobody in person."""
    above, at_office = jurisdiction.above(organ, tree_on(on)), organ in petition_offices(on)
    return Actor(posts=tuple(Post(organ, role, above, at_office) for role in sorted(step.roles)))


def end(change: Change) -> None:
    """Throw away one draft that this organ may sign no longer, and tell it why."""
    paper, why = next(each for each in void(change.dossier) if each[0].organ_id == change.organ.pk)
    change.given["begun"] = begun_with(paper.kind, paper.step)
    change.show(paper=PAPERS[paper.kind].title, why=why)
    paper.delete()


def withdraw(change: Change) -> None:
    """Take back one's own draft of whatever kind: the paper goes, and nobody is asked for it any more."""
    paper = next(paper for paper in change.dossier.papers if paper.pk == change.keys["paper"])
    # It stands in the history of the organ whose draft it was, of several in which this person has a post.
    change.post = next(post for post in change.actor.posts if post.organ == paper.organ_id)
    change.event.organ_id = paper.organ_id
    change.given["begun"] = begun_with(paper.kind, paper.step)
    change.show(paper=PAPERS[paper.kind].title)
    paper.delete()


EFFECTS = {"WITHDRAW_DRAFT": withdraw, "WITHDRAW_UNTOLD": withdraw, "END_DRAFT": end}
