"""The duty roster (值班): the next shift takes over what is open by a press, and the log says who and when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.actions.agendas import kept
from lianxin.actions.change import next_in
from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.models import Sitting, Turn
from lianxin.queries.agendas import before, seats
from lianxin.queries.sittings import within
from lianxin.rules.facts import Actor
from lianxin.rules.sittings import KINDS, DutyResult
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def take_over(actor: Actor, pk: int, *, at: datetime) -> int:
    """Take over from the shift before: what was open there is open here. How many. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row = kept(actor, pk, on=today)
    earlier = before(row) if KINDS[row.kind].hands_over else None
    if earlier is None:
        raise Invalid({"": Said(_("没有等待交接的上一班"))})
    if not seats(actor, row):
        raise Invalid({"": Said(_("接班的人要在这一班的名单里"))})
    with transaction.atomic():
        # Of two who press, the second finds it taken over already.
        if not Sitting.objects.filter(pk=earlier.pk, taken_over_by=None).update(
            taken_over_by=actor.account, taken_over_at=at
        ):
            raise Invalid({"": Said(_("上一班已经接过了"))})
        left = within(
            actor, earlier.turns.filter(result="", cancelled_at=None).select_related("matter"), on=today
        )
        for place, turn in enumerate(left, row.turns.count() + 1):
            Turn.objects.create(
                sitting=row, matter=turn.matter, topic=turn.topic, position=place, booked_at=at,
                reference=f"YC{row.pk}-{next_in(f'agenda:{row.pk}')}",
            )  # fmt: skip
        Turn.objects.filter(pk__in=[turn.pk for turn in left]).update(
            result=DutyResult.HANDED_OVER, recorded_by=actor.account, recorded_at=at
        )
        Sitting.objects.filter(pk=earlier.pk, concluded_at=None).update(
            concluded_at=at, concluded_by=actor.account
        )
    return len(left)
