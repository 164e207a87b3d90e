"""Public notices (公告送达): those that all may read today, those whose days have run, what was tried before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lianxin.models import Clock, Event, Link, Matter, Submission
from lianxin.queries.dossier import Dossier
from lianxin.rules.acts.shared import AFTER_SERVICE
from lianxin.rules.codes import MatterLink, Role
from lianxin.rules.facts import Actor, Post
from lianxin.rules.steps import Method
from lianxin.rules.wording import gettext_noop as _

PERIOD = "PUBLIC_NOTICE"


@dataclass(frozen=True)
class PublicNotice:
    """One notice as it was put up, from the day it was published to its last day."""

    text: str
    organ: str
    published_on: date
    until: date


def notices(*, on: date) -> list[PublicNotice]:
    """The notices that stand on this day, newest first. What was taken in person meanwhile, withdrawn or sealed is gone."""
    rows = _standing().filter(start_on__lte=on, lawful_on__gte=on).order_by("-start_on", "-pk")
    shown = rows.select_related("started_by__organ", "submission")
    return [_notice(clock, clock.submission) for clock in shown if clock.submission]


def lapsed(*, on: date) -> list[Matter]:
    """Matters with a notice whose days have run on this day, and nothing recorded of it."""
    ran_out = _standing().filter(lawful_on__lt=on)
    return list(Matter.objects.filter(pk__in=ran_out.values("matter")).select_related("owner").order_by("pk"))


def _standing() -> QuerySet[Clock]:
    # Of a letter that was joined only as long as it is: the paper of the lead is then no longer theirs.
    tie = Link.objects.filter(later=OuterRef("submission__matter"), earlier=OuterRef("matter"))
    tie = tie.filter(kind=MatterLink.SAME_MATTER, undone_at=None)
    running = Clock.objects.filter(
        Q(submission__matter=F("matter")) | Exists(tie), period=PERIOD, stopped_on=None
    )
    return running.filter(
        matter__sealed=False, matter__disposed_on=None, matter__state__in=list(AFTER_SERVICE)
    )


def _notice(clock: Clock, row: Submission) -> PublicNotice:
    event = clock.started_by
    organ = event.organ.name if event.organ else ""
    return PublicNotice(event.facts["notices"][row.number], organ, clock.start_on, clock.lawful_on)


def by_the_clock(matter: Matter) -> Actor:
    """Who records that the days have run where nobody of the organ has done so: its own hand, and nobody in person."""
    return Actor(None, _("系统按公告期满自动登记"), (Post(matter.owner_id, Role.HANDLER),))


def called(row: Submission) -> list[str]:
    """The names by which a notice can call the people of a submission."""
    return [str(p.name) for p in row.parties.all() if p.name and p.left_on is None and p.role != "AGENT"]


def attempts(dossier: Dossier, row: Submission) -> list[Event]:
    """What was tried in vain to bring the governing paper to these people, as it was recorded."""
    paper = dossier.governing
    since = next((e.seq for e in dossier.history if paper and e.pk == paper.event_id), 0)
    failed = (e for e in dossier.history if e.action == "NOT_DELIVERED" and e.seq > since)
    return [e for e in failed if row.number in e.facts.get("recipients", [])]


def tried(dossier: Dossier) -> str:
    """The same in words, for the form: day, way and reason of each attempt."""
    found = {e.pk: e for row in dossier.to_serve for e in attempts(dossier, row)}
    lines = (
        f"{e.facts['tried_on']} {Method[str(e.facts['method'])].label}：{e.facts['reason']}"
        for _pk, e in sorted(found.items())
    )
    return "\n".join(lines)
