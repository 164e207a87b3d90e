"""Stretches of a life that several tests walk through, on top of `tests.make`."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.models import Clock, Matter, Submission
from lianxin.rules.facts import Actor
from tests import make
from tests.cast import Cast

REVIEWED = {"found": "属实", "law": "《土地管理法》第四十八条", "answer": "答复正确"}
FOUR = {"solved": "已发放", "explained": "已说明", "assisted": "无此情形", "conduct": "无此情形"}


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def running(matter: Matter) -> set[str]:
    """Codes of the periods that run."""
    return set(Clock.objects.filter(matter=matter, stopped_on=None).values_list("period", flat=True))


def clock(matter: Matter, period: str) -> Clock:
    """The newest clock of a period."""
    return Clock.objects.filter(matter=matter, period=period).latest("pk")


def numbers(matter: Matter) -> list[str]:
    """The submissions that stand in one matter, joined ones included, by number."""
    joined = matter.links_on.filter(kind="SAME_MATTER", undone_at=None).values_list("later_id", flat=True)
    return list(
        Submission.objects.filter(matter__in=[matter.pk, *joined])
        .order_by("pk")
        .values_list("number", flat=True)
    )


def petitioner(row: Submission) -> Actor:
    """The person who holds this submission's query code."""
    return Actor(submissions=frozenset({row.pk}))


def serve(cast: Cast, matter: Matter, who: str, on: str, rows: Iterable[str] = (), **more: object) -> Matter:
    facts = {"method": "IN_PERSON", "served_on": on, **more}
    make.act(cast, matter, "SERVE", who, on, recipients=list(rows) or numbers(matter), **facts)
    return fresh(matter)


def reviewed(cast: Cast, matter: Matter, outcome: str = "UPHOLD", *, on: str = "2026-09-10") -> Matter:
    """Asked for on this day at the county, signed and served on the next days."""
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", on, reason="事实没有查清", whose=numbers(matter)[0])
    make.judged(cast, matter, "REVIEW", "2026-09-20", review_outcome=outcome, **REVIEWED)
    return serve(cast, matter, "xianfu", "2026-09-21")


def rereviewed(cast: Cast, matter: Matter, outcome: str = "UPHOLD") -> Matter:
    make.act(
        cast, matter, "APPLY_REREVIEW", "fenban2", "2026-10-08", reason="仍不同意", whose=numbers(matter)[0]
    )
    make.judged(cast, matter, "REREVIEW", "2026-10-20", review_outcome=outcome, **REVIEWED)
    return serve(cast, matter, "shifu", "2026-10-21")


def sign_opinion(cast: Cast, matter: Matter, on: str, requests: list[dict[str, str]] | None = None) -> Matter:
    opinion = make.OPINION if requests is None else {**make.OPINION, "requests": requests}
    make.act(cast, matter, "DRAFT_OPINION", "ziran", on, **opinion)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", on)
    make.act(cast, matter, "SIGN_OPINION", "zirantou", on)
    return fresh(matter)
