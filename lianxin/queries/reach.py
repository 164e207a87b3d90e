"""What somebody's figures are taken from, and over which days: the base of every measurement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianxin.models import Matter, Task
from lianxin.queries.access import closed_to, countable, reading_scope, under_government, visible
from lianxin.queries.oversight import LEADS, may_count
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.figures import Measured

Found = dict[str, Measured]
SUPERVISES = ("REMINDER", "SUPERVISION", "EXECUTION", "LISTED_SUPERVISION", "INTERVIEW", "CIRCULAR", "RECTIFICATION",
              "ACCOUNTABILITY")  # fmt: skip
ADVICE = ("IMPROVE_WORK", "IMPROVE_POLICY", "PURSUE_LIABILITY")


@dataclass(frozen=True)
class Span:
    """Days that are counted, both ends included, as known on `today`."""

    first: date
    last: date
    today: date

    def moved(self, days: int) -> Span:
        """The same number of days, so many earlier."""
        back = timedelta(days=days)
        return Span(self.first - back, self.last - back, self.today)


@dataclass(frozen=True)
class Reach:
    """What somebody's figures are taken from: matters, and the organs whose tasks without a matter count; None: all.

    `key` is the same for everybody who counts the same matters; without one nothing counted is kept.
    """

    matters: QuerySet[Matter]
    organs: frozenset[int] | None = None
    key: str = ""

    def advice(self, span: Span) -> QuerySet[Task]:
        """The recommendations issued in the span."""
        return self.tasks(ADVICE, span)

    def tasks(self, kinds: Collection[str], span: Span) -> QuerySet[Task]:
        """The tasks of these kinds issued in the span that belong to these matters or, without one, to these organs."""
        alone = Q(matter=None)
        if self.organs is not None:
            alone &= Q(organ__in=self.organs) | Q(issuer__in=self.organs)
        rows = Task.objects.filter(between("issued_on", span), kind__in=kinds)
        # Asked for each of the few tasks; as a list it would be every matter there is.
        mine = Exists(self.matters.filter(pk=OuterRef("matter")))
        return rows.filter(alone | Q(mine)).order_by()


def ordinary() -> Reach:
    """What the public's figures are taken from."""
    return Reach(Matter.objects.filter(sealed=False), key=digest("ordinary"))


def counted_by(actor: Actor, *, on: date) -> Reach:
    """The ordinary matters and the organs whose figures this person may see; nothing without a post that counts."""
    if not may_count(actor):
        return Reach(Matter.objects.none(), frozenset())
    if actor.has(*LEADS):
        organs = reading_scope(actor, on)
        key = digest("seen", sorted(organs), closed_to(actor))
        return Reach(visible(actor, on=on).filter(sealed=False), organs, key)
    organs = under_government(actor, Role.STATISTICIAN, on)
    return Reach(countable(actor, on=on).filter(sealed=False), organs, digest("counted", sorted(organs)))


def digest(*parts: object) -> str:
    """A short name for these values."""
    return sha256(repr(parts).encode()).hexdigest()[:32]


def between(name: str, span: Span) -> Q:
    return Q(**{f"{name}__gte": span.first, f"{name}__lte": span.last})
