"""The one door: the only way a matter changes.

In one transaction: may -> compare-and-swap on version -> effect -> event -> clocks -> leaf -> notices.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from lianxin.actions import (
    agency,
    announcing,
    attachments,
    closure,
    contact,
    deciding,
    disposal,
    finality,
    following,
    handling,
    joint,
    opinion,
    papers,
    petitioner,
    review,
    routing,
    sealed,
    search_index,
    service,
    tasks,
    triage,
)
from lianxin.actions.change import Change, StaleMatter, Start, set_dates
from lianxin.actions.given import given_files, read
from lianxin.actions.log import append_leaf
from lianxin.actions.notices import tell
from lianxin.models import Account, Clock, Event, Matter, Proceeding
from lianxin.queries.access import NotAllowed
from lianxin.queries.clocks import standing
from lianxin.queries.directory import one_reading
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import law_on
from lianxin.queries.since import own_since
from lianxin.rules.facts import Actor, Post
from lianxin.rules.periods import Side
from lianxin.rules.permissions import may, post_for
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Seat, Step, asked_after

CHINA = ZoneInfo("Asia/Shanghai")
EFFECTS = {
    **triage.EFFECTS,
    **routing.EFFECTS,
    **sealed.EFFECTS,
    **finality.EFFECTS,
    **handling.EFFECTS,
    **opinion.EFFECTS,
    **papers.EFFECTS,
    **deciding.EFFECTS,
    **service.EFFECTS,
    **announcing.EFFECTS,
    **review.EFFECTS,
    **petitioner.EFFECTS,
    **following.EFFECTS,
    **joint.EFFECTS,
    **agency.EFFECTS,
    **closure.EFFECTS,
    **disposal.EFFECTS,
    **tasks.EFFECTS,
    **contact.EFFECTS,
}
EFFECTS |= deciding.in_hands(EFFECTS)


def local_day(at: datetime) -> date:
    """The day in China on which a moment falls."""
    return at.astimezone(CHINA).date()


def perform(matter: Matter, action: str, *, actor: Actor, at: datetime, facts: Mapping[str, object]) -> Event:
    """Take one step of `rules.steps` on a matter as it was when `matter` was read (its `version`).

    `at` is aware; `facts` holds the step's fields as typed or as JSON values. Raises NotAllowed (why, article),
    StaleMatter, given.Invalid (sentence per field). Nothing is written unless everything is, and `matter` itself
    changes only then: after a refusal the same page can be sent again.
    """
    asked, matter = matter, copy(matter)
    with one_reading(), transaction.atomic():
        _claim(matter, actor)
        change = _prepare(matter, action, actor, at, facts)
        if change.step.seat is Seat.PETITIONER:
            change.speaker()
            petitioner.keep_apart(change)
        EFFECTS.get(action, _nothing)(change)
        _write(change)
        _move_clocks(change)
        append_leaf(change.event, matter)
        matter.save()
        if change.step.told:
            tell(change)
        stood = (asked.owner_id, asked.sealed, asked.state)
        if action != "END_DRAFT" and stood != (matter.owner_id, matter.sealed, matter.state):
            end_drafts(matter, at=at)
    vars(asked).update(vars(matter))
    return change.event


def end_drafts(matter: Matter, *, at: datetime) -> int:
    """End what organs drafted about a matter and may sign no longer, each by an event that tells its organ why; behind the
    wall without a word, where they must not know. How many. Raises StaleMatter.
    """
    ended, today = 0, local_day(at)
    while found := deciding.void(Dossier(copy(matter), today)):
        paper, _why = found[0]
        if matter.sealed:
            paper.delete()
        else:
            step = STEPS["END_DRAFT"]
            perform(
                matter, step.action, actor=deciding.whole_organ(paper.organ_id, step, today), at=at, facts={}
            )
        ended += 1
    return ended


def _nothing(change: Change) -> None:
    return None


def _claim(matter: Matter, actor: Actor) -> None:
    # Compare-and-swap, the same on every database: of eight who press, one row count is 1.
    swapped = Matter.objects.filter(pk=matter.pk, version=matter.version).update(version=F("version") + 1)
    if not swapped:
        raise StaleMatter(matter, own=own_since(actor, matter))
    matter.version += 1


def _prepare(matter: Matter, action: str, actor: Actor, at: datetime, facts: Mapping[str, object]) -> Change:
    step, today = STEPS[action], local_day(at)
    dossier = Dossier(matter, today)
    verdict = may(actor, action, dossier)
    if not verdict:
        raise NotAllowed(verdict)
    given, keys = read(step.fields, facts, dossier, actor)
    post = post_for(actor, step, dossier)
    files = attachments.waiting(given_files(step.fields, facts))
    speaks = actor.submissions or {keys[name] for name in ("whose",) if name in keys}
    own = next((row for row in dossier.filed if row.pk in speaks), None) if speaks else None
    authority = actor.authority_for(own.pk) if own else None
    return Change(
        matter=matter,
        step=step,
        actor=actor,
        post=post,
        at=at,
        today=today,
        given=given,
        keys=keys,
        dossier=dossier,
        event=_event(matter, step, actor, at, post),
        target=step.target(State(matter.state)),
        paper=step.paper,
        starts=[Start(code) for code in step.starts],
        stops=set(step.stops),
        submission=own,
        files=files,
        shown={"by_agent": authority.agent} if authority else {},
    )


def _event(matter: Matter, step: Step, actor: Actor, at: datetime, post: Post | None) -> Event:
    return Event(
        matter=matter,
        seq=matter.events + 1,
        action=step.recorded,
        article=step.article,
        at=at,
        actor_id=actor.account,
        organ_id=post.organ if post else None,
        from_state=matter.state,
        to_state=matter.state,
        from_sealed=matter.sealed,
        salt=os.urandom(32),
        previous=bytes(matter.head),
    )


def _write(change: Change) -> None:
    """The event, and the paper the row names unless the effect has made it."""
    event, matter = change.event, change.matter
    event.submission = event.submission or change.submission
    change.shown.setdefault("organ", change.organ.name)
    event.to_state, event.to_sealed = change.target, matter.sealed
    enclosed = {"files": attachments.described(change.files)} if change.files else {}
    event.facts = {**change.given, **enclosed, **_in_place_of(change), "shown": change.shown}
    event.save(force_insert=True)
    if change.files:
        attachments.attach(change.files, change.speaker(), event)
        search_index.add_files(matter, change.files)
    matter.state = change.target
    matter.events = event.seq
    matter.changed_at = change.at
    if change.paper:
        change.issue(change.paper, {**change.given, **change.paper_body, "shown": change.shown})
    else:
        search_index.add_answer(event)
    for write in change.after:
        write()


def _in_place_of(change: Change) -> dict[str, object]:
    """For whom it was done: the colleague whose post this is, or whose matter, while they are away."""
    post, handler = change.post, change.matter.handler_id
    if post is None:
        return {}
    absent = post.stands_for or (handler if change.actor.stands_for(post.organ, handler) else None)
    return {"in_place_of": {"account": absent, "name": str(Account.objects.get(pk=absent))}} if absent else {}


def _move_clocks(change: Change) -> None:
    """Stop and start what the step says, and rewrite the cached answer to "what comes next and by which day"."""
    moved = change.stops or change.starts or change.redated or change.target != change.event.from_state
    if not (_ask(change) or moved):
        return
    running: list[Clock] = []
    ended: list[Clock] = []
    for clock in Clock.objects.filter(matter=change.matter, stopped_on=None):
        (ended if change.ends(clock) else running).append(clock)
    if ended:
        stopped = Clock.objects.filter(pk__in=[clock.pk for clock in ended])
        stopped.update(stopped_on=change.today, stopped_by=change.event)
    if change.starts:
        running += start_clocks(
            change.matter, change.starts, change.event, change.today, change.dossier.proceeding
        )
    settle(change.matter, running, change.today)


def _ask(change: Change) -> bool:
    """Note what now waits for somebody else, which a new state ends; whether that is another than before."""
    matter, stays = change.matter, change.target == change.event.from_state
    before = matter.asked.split()
    matter.asked = " ".join(asked_after(change.step, before, change.text("begun"))) if stays else ""
    deciding.drop(matter, before)
    return matter.asked.split() != before


def start_clocks(
    matter: Matter, starts: Iterable[Start], event: Event, today: date, proceeding: Proceeding | None = None
) -> list[Clock]:
    """Start these periods for the matter's owner (or its petitioner), but those that the edition does not know."""
    clocks = (_clock(matter, start, event, today, proceeding) for start in starts)
    return Clock.objects.bulk_create(clock for clock in clocks if clock is not None)


def _clock(
    matter: Matter, start: Start, event: Event, today: date, proceeding: Proceeding | None
) -> Clock | None:
    on = start.on or today
    edition = law_on(on)
    if start.period not in edition.periods:
        return None
    row = edition.period(start.period)
    clock = Clock(
        matter=matter,
        proceeding=proceeding,
        submission=start.submission,
        organ=None if row.side is Side.PETITIONER else matter.owner,
        period=start.period,
        edition=edition.code,
        start_on=on,
        started_by=event,
        days=start.days,
    )
    set_dates(clock)
    return clock


def settle(matter: Matter, running: list[Clock], today: date) -> None:
    """Set next act and dates from the state's row and the running clocks; pure but for the matter it is given."""
    row = STATES[State(matter.state)]
    for name, value in vars(standing(row.state, running, matter.asked, sealed=matter.sealed)).items():
        setattr(matter, name, value)
    if not row.is_open and matter.closed_on is None:
        matter.closed_on = today
    if row.is_open:
        matter.closed_on = None
