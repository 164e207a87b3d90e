"""What the public page tells of each day: submissions in, events, the root, and in = out + open per office.

Accusations (检举控告) are in none of these counts, neither filed nor made out of an ordinary matter, nor what waits
behind the wall because it reads like one: who sees every
ordinary matter of an office could otherwise count the sealed ones by subtraction. One that is sealed later was
seen before, and leaves the count on that day as any matter that is finished; one that comes out from behind the wall
comes in on that day. So a day once published stays as it was, whatever is sealed or laid open afterwards. No small
cell is therefore hidden: what is left says how much work an office has, and a check with holes in it checks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate

from lianxin.models import Checkpoint, Event, Matter, Organ, Submission
from lianxin.queries.log import CHINA, signed_by
from lianxin.queries.numbers import per_office
from lianxin.rules.codes import Purpose
from lianxin.rules.states import OPEN_STATES


@dataclass(frozen=True)
class LogDay:
    """One day of the log, in China: what came, how many steps were taken, and the head at its end."""

    day: date
    filed: int
    events: int
    head: Checkpoint | None


@dataclass(frozen=True)
class Balance:
    """One office at the end of a day; `filed`, `ended` and `standing` are counted apart from one another."""

    office: str
    today: int
    filed: int
    ended: int
    standing: int
    reserved: int = 0  # numbers printed on blank receipts for power cuts, used or not
    voided: int = 0

    @property
    def even(self) -> bool:
        return self.filed == self.ended + self.standing


def start_of(day: date) -> datetime:
    """Midnight in China at the beginning of a day."""
    return datetime.combine(day, time(), CHINA)


def days_until(last: date, count: int) -> list[LogDay]:
    """The days up to `last`, newest first."""
    begin, end = start_of(last - timedelta(days=count - 1)), start_of(last + timedelta(days=1))
    filed = _per_day(_ordinary(begin, end), "came")
    events = _per_day(Event.objects.filter(at__gte=begin, at__lt=end), "at")
    heads = _heads(begin, end)
    days = [last - timedelta(days=back) for back in range(count)]
    return [LogDay(day, filed.get(day, 0), events.get(day, 0), _head_on(day, heads)) for day in days]


def first_day() -> date | None:
    """The day of the first event."""
    event = Event.objects.order_by("at").values_list("at", flat=True).first()
    return event.astimezone(CHINA).date() if event else None


def log_day(day: date) -> LogDay:
    """One day."""
    return days_until(day, 1)[0]


def balances(day: date) -> list[Balance]:
    """Every office with a submission, or with numbers on paper receipts, up to the end of that day."""
    begin, end = start_of(day), start_of(day + timedelta(days=1))
    filed, today = _per_office(_ordinary(None, end)), _per_office(_ordinary(begin, end))
    ended, standing = _ended(end), _standing(end)
    paper = per_office(end)
    names = Organ.objects.filter(pk__in={*filed, *paper}).order_by("code").values_list("pk", "name")
    return [
        Balance(
            name,
            today.get(pk, 0),
            filed.get(pk, 0),
            ended.get(pk, 0),
            standing.get(pk, 0),
            *paper.get(pk, (0, 0)),
        )
        for pk, name in names
    ]


def _ordinary(begin: datetime | None, end: datetime) -> QuerySet[Submission]:
    """What came in for all to see between these moments; `came` says when: what was held, once it was laid open."""
    opened = Event.objects.filter(matter=OuterRef("matter"), to_sealed=False).order_by("seq")
    rows = Submission.objects.exclude(purpose=Purpose.ACCUSATION).annotate(
        came=Case(When(held=True, then=Subquery(opened.values("at")[:1])), default=F("registered_at"))
    )
    # The moment of registration by its index; the few that were held beside it.
    late, held = Q(held=False, registered_at__lt=end), Q(held=True, came__lt=end)
    if begin:
        late, held = late & Q(registered_at__gte=begin), held & Q(came__gte=begin)
    return rows.filter(late | held)


def _per_day(rows: QuerySet[Submission] | QuerySet[Event], name: str) -> dict[date, int]:
    days = rows.annotate(on=TruncDate(name, tzinfo=CHINA)).order_by().values_list("on")
    return dict(days.annotate(Count("pk")))


def _per_office(rows: QuerySet[Submission]) -> dict[int, int]:
    return dict(rows.order_by().values_list("office").annotate(Count("pk")))


def _heads(begin: datetime, end: datetime) -> list[Checkpoint]:
    """The last head of each day, and the last before them all, newest first."""
    days = Checkpoint.objects.filter(signed_at__gte=begin, signed_at__lt=end)
    last = days.annotate(on=TruncDate("signed_at", tzinfo=CHINA)).order_by("on", "-size")
    newest: dict[date, Checkpoint] = {}
    for head in last.defer("note").iterator():
        newest.setdefault(head.signed_at.astimezone(CHINA).date(), head)
    before = signed_by(begin)
    return [*sorted(newest.values(), key=lambda head: -head.size), *([before] if before else [])]


def _head_on(day: date, heads: list[Checkpoint]) -> Checkpoint | None:
    return next((head for head in heads if head.signed_at.astimezone(CHINA).date() <= day), None)


def _counted() -> QuerySet[Matter]:
    return Matter.objects.exclude(submissions__purpose=Purpose.ACCUSATION)


def _ended(end: datetime) -> dict[int, int]:
    """{office: what went out}: steps that ended a matter or sealed it, less those that brought one back."""
    rows = Event.objects.filter(at__lt=end, matter__in=_counted()).order_by().values_list("matter__office")
    seen = Event.objects.filter(matter=OuterRef("matter"), seq__lt=OuterRef("seq"), to_sealed=False)
    # Its first step for all to see brings it in, and is counted as filed.
    came = Q(seq=1, to_sealed=False) | (Q(from_sealed=True, to_sealed=False) & ~Exists(seen))
    is_in = Q(to_state__in=OPEN_STATES, to_sealed=False)
    was_in = Q(from_state__in=OPEN_STATES, from_sealed=False) | came
    out = dict(rows.filter(was_in & ~is_in).annotate(Count("pk")))
    back = dict(rows.filter(is_in & ~was_in).annotate(Count("pk")))
    return {pk: out.get(pk, 0) - back.get(pk, 0) for pk in {*out, *back}}


def _standing(end: datetime) -> dict[int, int]:
    """{office: matters whose newest step before that moment left them open, for all to see}."""
    newest = Event.objects.filter(matter=OuterRef("pk"), at__lt=end).order_by("-seq")
    rows = _counted().annotate(
        stood=Subquery(newest.values("to_state")[:1]), shut=Subquery(newest.values("to_sealed")[:1])
    )
    rows = rows.filter(stood__in=OPEN_STATES, shut=False).order_by()
    return dict(rows.values_list("office").annotate(Count("pk")))
