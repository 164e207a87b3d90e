"""An organ that is merged or abolished: what it had to do goes on with the organ that takes its place (第二十四条)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from lianxin.actions.perform import perform
from lianxin.models import Call, Clock, KnowledgeItem, Matter, Organ, SavedList, Sitting, Task
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor, Post
from lianxin.rules.states import OPEN_STATES, State


def hand_over(organ: Organ, *, at: datetime) -> int:
    """Every matter in which an organ that has ended still has something to do, each by its own event; how many.

    What it has without a matter goes over with them: open tasks, shared lists, its library, and what it has called
    people to that is not over.
    """
    clocks = Clock.objects.filter(organ=organ, stopped_on=None).values("matter")
    asked = Task.objects.filter(organ=organ, answered_on=None, cleared_on=None).values("matter")
    owned = Q(owner=organ, state__in=OPEN_STATES | {State.JOINED})
    # The organ's last act, taken in its own name by nobody in particular.
    last = Actor(posts=(Post(organ.pk, Role.ORGAN_HEAD), Post(organ.pk, Role.DISCIPLINE_DESK)))
    matters = list(Matter.objects.filter(owned | Q(pk__in=clocks) | Q(pk__in=asked)).order_by("pk"))
    for matter in matters:
        perform(matter, "SUCCEED", actor=last, at=at, facts={})
    alone = Task.objects.filter(matter=None, cleared_on=None)
    alone.filter(organ=organ).update(organ=organ.successor)
    alone.filter(issuer=organ).update(issuer=organ.successor)
    over = organ.valid_to
    to_come = (
        Sitting.objects.filter(held_to__gt=over, concluded_at=None),
        Call.objects.filter(closes_on__gt=over),
    )
    for rows in (SavedList.objects, KnowledgeItem.objects, *to_come):
        rows.filter(organ=organ).update(organ=organ.successor)
    return len(matters)
