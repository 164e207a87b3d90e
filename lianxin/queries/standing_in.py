"""Who stands in for whom, from when to when, for whom this person may arrange it; and what was left behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lianxin.models import Account, Organ, Posting, StandInRequest
from lianxin.queries.access import READERS, visible
from lianxin.queries.directory import in_force, staff_of, with_forebears
from lianxin.queries.law import law_on
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import NEVER_STOOD_IN, SEALED_DESK
from lianxin.rules.states import OPEN_STATES

ARRANGES = Role.ORGAN_HEAD  # for everybody of the organ; each other person for themselves
TOLD_FOR = timedelta(days=30)  # so long a refusal is told to whoever asked
CHINA = ZoneInfo("Asia/Shanghai")


Asked = Any  # a StandInRequest that knows whether there is another head who `may_wait` on it


class Stage(Enum):
    """Where a request stands that has not come into force."""

    WAITS = "WAITS"  # for the head
    ALONE = "ALONE"  # no head is left who could consent: it is as if it were asked today
    OVER = "OVER"  # nobody consented before its last day, or the end of the post
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Seat:
    """A post somebody else may hold for a while: its posting, and what to call it."""

    pk: int
    name: str
    role: str
    organ: Organ


def seats(actor: Actor, *, on: date) -> list[Seat]:
    """The posts this person may hand over: their own, and a head's all those of the organ."""
    led = _led(actor)
    rows = Posting.objects.filter(in_force(on), Q(account=actor.account) | Q(organ__in=led), stands_for=None)
    rows = rows.exclude(role__in=NEVER_STOOD_IN).filter(account__is_active=True)
    found = rows.select_related("account", "organ").order_by("organ", "account__name", "role")
    return [Seat(row.pk, str(row.account), Role[row.role].label, row.organ) for row in found]


def colleagues(actor: Actor, *, on: date) -> list[Account]:
    """Everybody who may be asked to stand in: people of the same organs who are not kept apart from content."""
    found = {row.pk: row for organ in sorted(actor.organs) for row in staff_of(organ, on)}
    apart = Posting.objects.filter(in_force(on), role__in=NEVER_STOOD_IN, account__in=found)
    kept_apart = set(apart.values_list("account", flat=True))
    return [row for pk, row in found.items() if pk not in kept_apart]


def may_hold(role: str, own: Iterable[str]) -> bool:
    """Whether who holds these roles may stand in for that one: a seat at the sealed desk goes to people of that desk,
    a seat that reads matters to people who read them (第三十条、角色分离).
    """
    for kept in (SEALED_DESK, READERS):
        if Role[role] in kept:
            return any(Role[each] in kept for each in own)
    return True


def _led(actor: Actor) -> set[int]:
    """The organs of which this person is head in their own name."""
    return {post.organ for post in actor.posts if post.role is ARRANGES and not post.stands_for}


def leads(actor: Actor) -> bool:
    """Whether this person is head of an organ, or stands in for one."""
    return actor.has(ARRANGES)


def needs_consent(actor: Actor, row: Posting, *, on: date) -> bool:
    """Whether what this person asks for this post waits for the head: where there is another one, and not at the
    sealed desk, whose people alone stand in for each other.
    """
    if (
        not law_on(on).switches["stand_in_consent"]
        or row.organ_id in _led(actor)
        or Role[row.role] in SEALED_DESK
    ):
        return False
    return _other_heads(row.organ_id, actor.account, on).exists()


def _other_heads(organ: Any, besides: Any, on: date) -> QuerySet[Posting]:
    heads = Posting.objects.filter(in_force(on), organ=organ, role=ARRANGES, stands_for=None)
    return heads.filter(account__is_active=True).exclude(account=besides)


def asked(actor: Actor, *, on: date) -> list[Asked]:
    """What was asked for and is not in force: to the head all of the organ, to others what concerns them. What was
    refused is told to whoever asked, for a while; the rest stays until somebody has answered it.
    """
    mine = Q(asked_by=actor.account) | Q(colleague=actor.account) | Q(posting__account=actor.account)
    waits = Q(judged_at=None) & (mine | Q(posting__organ__in=actor.organs_as(ARRANGES)))
    lately = datetime.combine(on - TOLD_FOR, time.min, CHINA)
    refused = Q(asked_by=actor.account, granted=False, judged_at__gte=lately) & ~Q(judged_by=F("asked_by"))
    heads = Exists(_other_heads(OuterRef("posting__organ"), OuterRef("asked_by"), on))
    rows = StandInRequest.objects.filter(waits | refused).annotate(may_wait=heads).order_by("first", "pk")
    return list(
        rows.select_related("posting__account", "posting__organ", "colleague", "asked_by", "judged_by")
    )


def stage_of(row: Asked, *, on: date) -> Stage:
    """Where a request of `asked` stands on this day."""
    if row.judged_at is not None:
        return Stage.REFUSED
    ends = row.posting.valid_to
    if row.last < on or (ends is not None and ends < on):
        return Stage.OVER
    return Stage.WAITS if row.may_wait else Stage.ALONE


def may_consent(actor: Actor, row: Asked, *, on: date) -> bool:
    """The head, or who stands in for the head; nobody to what they asked for, unless no head is left, nor in a head's
    place to what they get.
    """
    if actor.account == row.asked_by_id:
        return stage_of(row, on=on) is Stage.ALONE
    organ = row.posting.organ_id
    return organ in _led(actor) or (organ in actor.organs_as(ARRANGES) and actor.account != row.colleague_id)


def arranged(actor: Actor, *, on: date) -> list[Posting]:
    """What is arranged at this person's organs, running and to come, the next to begin first."""
    return list(_not_over(on).filter(organ__in=actor.organs).select_related("account", "organ", "stands_for"))


def may_end(actor: Actor, row: Posting) -> bool:
    """Whoever is away, whoever stands in, and the head of the organ."""
    led = actor.organs_as(ARRANGES)
    return actor.account in (row.account_id, row.stands_for_id) or row.organ_id in led


def others(actor: Actor, *, on: date) -> list[Posting]:
    """Of what is arranged, what a head learns of: at the organs they lead, between other people."""
    led = actor.organs_as(ARRANGES)
    rows = _not_over(on).filter(organ__in=led).exclude(Q(account=actor.account) | Q(stands_for=actor.account))
    return list(rows.select_related("account", "organ", "stands_for"))


def concerning(actor: Actor, *, on: date) -> list[Posting]:
    """What runs today and concerns this person: who stands in for them, and for whom they do."""
    rows = _not_over(on).filter(in_force(on)).filter(Q(account=actor.account) | Q(stands_for=actor.account))
    return list(rows.select_related("account", "organ", "stands_for"))


def standing_in_for(account: int, organ: int, *, on: date) -> list[Posting]:
    """Who holds a post of this person at this organ today."""
    rows = _not_over(on).filter(in_force(on), stands_for=account, organ=organ, account__is_active=True)
    return list(rows.select_related("account"))


def left_behind(actor: Actor, *, on: date) -> list[tuple[str, int]]:
    """(name, open matters that still name them as handler) of those who hold no post any more; told to a head."""
    if not leads(actor):
        return []
    once = Posting.objects.filter(organ__in=with_forebears(actor.organs, on), stands_for=None)
    here = once.filter(in_force(on), organ__in=actor.organs, account__is_active=True)
    gone = once.exclude(account__in=here.values("account")).values("account")
    rows = visible(actor, on=on).filter(owner__in=actor.organs, state__in=OPEN_STATES, handler__in=gone)
    return list(rows.order_by("handler__name").values_list("handler__name").annotate(Count("pk")))


def _not_over(on: date) -> QuerySet[Posting]:
    rows = Posting.objects.filter(stands_for__isnull=False, valid_to__gte=on)
    return rows.order_by("valid_from", "pk")
