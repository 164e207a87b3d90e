"""Letters between organs that belong to no matter, while they are drafted, checked and not signed: their organ's alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from lianxin.models import Document, Organ, Task
from lianxin.queries.access import READERS, NotFound
from lianxin.queries.options import NoMatter
from lianxin.queries.to_decide import drafter_left, own_and_stood_for
from lianxin.rules.acts.deciding import out_of_hand
from lianxin.rules.facts import Actor, Post
from lianxin.rules.steps import SIGNING, STEPS
from lianxin.rules.tasks import BY_ACTION

ANSWER, END = "ANSWER_LETTER", "END_DRAFT"


class OneDraft(NoMatter):
    """What the rules of the three hands need to know of one such letter, or of none."""

    def __init__(self, paper: Document | None, today: date) -> None:
        super().__init__(today)
        self.papers = [paper] if paper else []


def in_the_making(on: date) -> QuerySet[Document, Any]:
    """All such letters with their hands, each with whether its drafter has `left`; the oldest first."""
    rows = Document.objects.filter(matter=None).exclude(state=Document.ENDED).annotate(left=drafter_left(on))
    return rows.select_related("organ", "drafted_by", "checked_by").order_by("pk")


def ended_here(actor: Actor) -> QuerySet[Document]:
    """The letters of this person's organs that a colleague ended, the newest first."""
    rows = Document.objects.filter(state=Document.ENDED, organ__in=actor.organs_as(*READERS))
    return rows.select_related("drafted_by").order_by("-pk")


def drafts_here(actor: Actor, *, on: date) -> QuerySet[Document, Any]:
    """Those of this person's organs."""
    return in_the_making(on).filter(organ__in=actor.organs_as(*READERS))


def draft_for(actor: Actor, pk: int, *, on: date) -> Any:
    """One of them. Raises NotFound where it is another organ's, signed or taken back."""
    paper = drafts_here(actor, on=on).filter(pk=pk).first()
    if paper is None:
        raise NotFound(str(pk))
    return paper


def answer_draft(row: Task, *, on: date) -> Document | None:
    """The draft of the answer to a task without a matter."""
    rows = in_the_making(on).filter(step=ANSWER, organ=row.organ_id)
    return next((paper for paper in rows if paper.body["given"]["task"] == str(row.pk)), None)


def as_task(paper: Document) -> Task:
    """What a letter would ask once it is signed; not saved."""
    given = dict(paper.body["given"])
    organ = Organ.objects.filter(code=given.pop("to", paper.organ.code)).first()
    return Task(
        kind=BY_ACTION[paper.step].code, issuer=paper.organ, organ=organ, text=given.pop("requirement"),
        due_on=date.fromisoformat(given.pop("due_on")), facts=given,
    )  # fmt: skip


def post_in(actor: Actor, action: str, paper: Any, organ: int | None, *, on: date) -> Post | None:
    """The post in which this person takes this hand in a letter (of that organ, once it is known), if it is theirs.

    Its drafter takes it back; once they have left, whoever could check it ends it.
    """
    if action == "WITHDRAW_DRAFT" and (paper is None or paper.drafted_by_id != actor.account):
        return None
    if action == END and not (paper and paper.left):
        return None
    if out_of_hand(actor, STEPS[action], OneDraft(paper, on)):
        return None
    roles = STEPS[f"CHECK_{paper.step}" if action == END else action].roles
    posts = (post for post in actor.posts if post.role in roles)
    return next((post for post in posts if organ in (None, post.organ)), None)


def hands_in(actor: Actor, paper: Document, *, on: date) -> list[str]:
    """The steps that this person may take on a letter in the making, the next hand first."""
    decision = paper.step
    steps = (
        f"CHECK_{decision}",
        SIGNING[decision].action,
        f"RETURN_{decision}",
        f"DRAFT_{decision}",
        "WITHDRAW_DRAFT",
        END,
    )
    return [action for action in steps if post_in(actor, action, paper, paper.organ_id, on=on)]


def waits_for(actor: Actor, paper: Any, *, on: date) -> bool:
    """Whether it is this person's turn: to check, to sign, or to write again what came back to them,
    to whom they stand in for, or to somebody who is no longer there.
    """
    hands = hands_in(actor, paper, on=on)
    if paper.state == Document.RETURNED:
        back = paper.left or paper.drafted_by_id in own_and_stood_for(actor)
        return back and f"DRAFT_{paper.step}" in hands
    return hands[:1] in ([f"CHECK_{paper.step}"], [SIGNING[paper.step].action])
