"""An organ that is merged or abolished: what it had to do goes on with the organ that takes its place (第二十四条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianxin.actions.perform import perform
from lianxin.models import (
    Call,
    Clock,
    Document,
    Export,
    KnowledgeItem,
    Matter,
    Organ,
    PhoneDraft,
    RoutingTable,
    SavedList,
    Scan,
    SheetMapping,
    Sitting,
    Task,
)
from lianxin.queries import scans
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor, Post
from lianxin.rules.states import OPEN_STATES, State


@dataclass(frozen=True)
class HandedOver:
    """How many matters went over, versions of the rules of routing, and sources whose tables are read as before."""

    matters: int
    routing: int
    mappings: int


def hand_over(organ: Organ, *, at: datetime) -> HandedOver:
    """Every matter in which an organ that has ended still has something to do, each by its own event.

    What else it has in hand goes over with them: tasks, papers not issued, letters and calls not registered, lists and
    exports, its library, what it has called people to that is not over, and how it routes and reads tables.
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
    letters = Scan.objects.filter(state__in=scans.OPEN)
    alone.filter(issuer=organ).update(issuer=organ.successor)
    letters.filter(desk=organ).update(desk=organ.successor)
    for rows in (alone, letters.exclude(digest__in=_known(organ)), *_in_hand(organ)):
        rows.filter(organ=organ).update(organ=organ.successor)
    return HandedOver(len(matters), *_ways(organ))


def _ways(organ: Organ) -> tuple[int, int]:
    """How it routes and reads tables, but where its successor has a way of its own; how many of each."""
    heir = organ.successor
    rules, read = RoutingTable.objects.filter(organ=organ), SheetMapping.objects.filter(organ=organ)
    known = list(SheetMapping.objects.filter(organ=heir).values_list("source", flat=True))
    routes = RoutingTable.objects.filter(organ=heir).exists()
    return 0 if routes else rules.update(organ=heir), read.exclude(source__in=known).update(organ=heir)


def _known(organ: Organ) -> list[str]:
    """Letters that the successor has had itself: there they are one letter."""
    return list(Scan.objects.filter(organ=organ.successor).values_list("digest", flat=True))


def _in_hand(organ: Organ) -> tuple[QuerySet[Any], ...]:
    over = organ.valid_to
    # What counted before keeps the name of who wrote it.
    later = KnowledgeItem.objects.filter(series=OuterRef("series"), version__gt=OuterRef("version"))
    return (
        Document.objects.exclude(state=Document.ISSUED),
        KnowledgeItem.objects.exclude(Exists(later.filter(approved_at__isnull=False))),
        SavedList.objects.all(),
        Export.objects.filter(judged_at=None),
        PhoneDraft.objects.filter(dropped_at=None),
        Sitting.objects.filter(held_to__gt=over, concluded_at=None),
        Call.objects.filter(closes_on__gt=over),
    )
