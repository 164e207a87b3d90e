"""Review and re-review by the next-higher organ, derived from the tree as it stands on the day of the request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lianxin.actions.change import Change
from lianxin.actions.opinion import next_reviewer
from lianxin.models import Clock, Proceeding
from lianxin.queries.law import law_on
from lianxin.rules.states import State
from lianxin.rules.wording import gettext_noop as _


def apply_review(change: Change) -> None:
    _apply(change, "REVIEW_APPLY", Proceeding.REVIEW)


def apply_rereview(change: Change) -> None:
    _apply(change, "REREVIEW_APPLY", Proceeding.REREVIEW)


def _apply(change: Change, window: str, kind: str) -> None:
    change.one_window = change.speaker()
    clock = _own_window(change, window)
    received = _in_time(change, clock)
    change.paper_body = {"opinion_received_on": clock.start_on.isoformat()}
    below = change.dossier.proceeding
    if change.dossier.state in (State.IN_REVIEW, State.IN_REREVIEW):
        change.starts = []  # another petitioner joins the stage that is already running
        change.show(to=change.matter.owner.name)
        return
    organ = next_reviewer(below.organ_id, received) if below else None
    if organ is None:
        change.refuse("reason", _("作出意见的机关之上没有可以复查、复核的机关"))
    proceeding = Proceeding.objects.create(
        matter=change.matter, kind=kind, organ=organ, edition=law_on(received).code, opened_on=received
    )
    change.starts = [replace(start, on=received) for start in change.starts]
    change.dossier.proceeding = proceeding
    change.hand_to(organ)
    change.show(to=organ.name)


def _own_window(change: Change, window: str) -> Clock:
    """The window of the petitioner who asks, running or lapsed."""
    own = change.speaker().pk
    found = [c for c in change.dossier.running if c.period == window and c.submission_id == own]
    if not found:
        change.refuse("reason", _("没有可以使用的申请期限：文书还没有送达，或者已经申请过了"))
    return found[0]


def _in_time(change: Change, clock: Clock) -> date:
    """The day of receipt, from which the review's own time runs; refuses what was filed after the window."""
    received = change.day("received_on") or change.today
    filed = change.day("filed_on") or received
    if not filed <= received <= change.today:
        change.refuse("filed_on", _("提出日期不能晚于收到日期，收到日期不能晚于今天"))
    if filed < min(clock.start_on, change.today):  # a public notice may be read before it counts as service
        change.refuse(
            "filed_on", _("文书{day}才送达，提出日期不会早于这一天"), day=clock.start_on.isoformat()
        )
    if filed > clock.lawful_on:
        change.refuse(
            "filed_on" if change.actor.posts else "reason",
            _("申请期限到{last}为止，已经过了。有新的事实和理由的，可以另行提出"),
            last=clock.lawful_on.isoformat(),
        )
    return received


EFFECTS = {
    "APPLY_REVIEW": apply_review,
    "APPLY_REREVIEW": apply_rereview,
}
