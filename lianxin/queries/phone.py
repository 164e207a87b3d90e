"""Calls that are half written down: one's own, and those that somebody at the same desk has left lying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from lianxin.models import PhoneDraft, Submission
from lianxin.queries.access import NotFound
from lianxin.queries.findings import Finding, finding
from lianxin.queries.office import office
from lianxin.queries.scans import MAIL_ROOM
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import gettext_noop as _

LEFT_LYING = timedelta(minutes=30)  # until then a call may still be going on, and is its clerk's alone
LISTED, MOST_OVER = 20, 200
CHINA = ZoneInfo("Asia/Shanghai")


def is_registered(mark: str) -> bool:
    """Whether a submission has come of this call."""
    return Submission.objects.filter(source="window", external_id=mark).exists()


def is_over_and_done(mark: str) -> bool:
    """Whether a submission has come of this call, or somebody has dropped it for a reason."""
    return is_registered(mark) or PhoneDraft.objects.filter(mark=mark).exclude(dropped_at=None).exists()


def _unfinished() -> QuerySet[PhoneDraft]:
    made = Submission.objects.filter(source="window", external_id=OuterRef("mark"))
    return PhoneDraft.objects.filter(~Exists(made), dropped_at=None)


def drafts_of(actor: Actor, *, at: datetime) -> QuerySet[PhoneDraft]:
    """The calls this person may go on with; one that accuses is its clerk's and the mail room's."""
    desks = actor.organs_as(*STEPS["REGISTER"].roles)
    lying = Q(saved_at__lt=at - LEFT_LYING) & (Q(held=False) | Q(organ__in=actor.organs_as(*MAIL_ROOM)))
    return _unfinished().filter(Q(account=actor.account) | lying, organ__in=desks)


def listed(actor: Actor, *, at: datetime) -> list[PhoneDraft]:
    """The calls to go on with, the latest first."""
    rows = drafts_of(actor, at=at).filter(saved_at__gte=_over(at))
    return list(rows.select_related("account").order_by("-saved_at")[:LISTED])


def over_days(actor: Actor, *, at: datetime) -> list[PhoneDraft]:
    """The calls that have waited longer than the office lets them, the oldest first: to be registered or dropped."""
    rows = drafts_of(actor, at=at).filter(saved_at__lt=_over(at))
    return list(rows.select_related("account").order_by("saved_at")[:MOST_OVER])


def _over(at: datetime) -> datetime:
    return at - timedelta(days=office().call_days)


def lying(day: date) -> Iterator[Finding]:
    """Calls that nobody has registered or dropped in the days the office gives; one line per organ."""
    late = _unfinished().filter(saved_at__lt=_over(datetime.combine(day, time.max, CHINA)))
    groups = late.values("organ__name").annotate(n=Count("pk"), first=Min("begun_at"))
    for row in groups.order_by("first"):
        yield finding(
            row["organ__name"],
            _("有{count}个来电超过{days}天没有登记完，最早的在{day}；请到“接电话”页登记，或者写明理由不登记"),
            count=row["n"], days=office().call_days, day=row["first"].astimezone(CHINA).date(),
        )  # fmt: skip


def draft_for(actor: Actor, mark: str, *, at: datetime) -> PhoneDraft:
    """One call to go on with. Raises NotFound."""
    row = drafts_of(actor, at=at).filter(mark=mark).first()
    if row is None:
        raise NotFound(mark)
    return row
