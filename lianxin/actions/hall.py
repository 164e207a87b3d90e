"""The reception hall: take a number, call the next to a window, say what became of it. No names are asked."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from lianxin.actions.change import next_in
from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.models import Organ, Sitting, Turn
from lianxin.queries.hall import KIND, halls, turn_for, waiting
from lianxin.rules.facts import Actor
from lianxin.rules.sittings import HallResult
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

WINDOW, MOST_PERSONS = 10, 9999
STILL_THERE = _("{window} 号窗口叫到的还没有办完：先写接待完了，或者没有来，再叫下一位")


def take_number(actor: Actor, office: str, persons: int, *, at: datetime) -> Turn:
    """The next number of the day for people who came together. Raises Invalid."""
    organ, day = _hall(actor, office, at), local_day(at)
    if not 1 <= persons <= MOST_PERSONS:
        raise Invalid({"persons": Said(_("来访人数应在1至9999之间"))})
    with transaction.atomic():
        # The serial is taken first: whoever comes second waits here, and the day is made once.
        number = next_in(f"hall:{organ.pk}:{day:%Y%m%d}")
        sitting, _new = Sitting.objects.get_or_create(
            kind=KIND.code, organ=organ, held_from=day, defaults={"held_to": day, "place": organ.address}
        )
        return Turn.objects.create(
            sitting=sitting, position=number, persons=persons, booked_at=at,
            reference=f"DT{day:%Y%m%d}-{organ.pk}-{number}",
        )  # fmt: skip


def call_next(actor: Actor, office: str, window: str, *, at: datetime) -> Turn | None:
    """Call the lowest number that waits to this window; None where nobody waits.

    Raises Invalid, also while whoever was called there before is neither received nor missed.
    """
    organ, place = _hall(actor, office, at), " ".join(window.split())
    if not place or len(place) > WINDOW:
        raise Invalid({"window": Said(_("请写窗口号，例如 2，最多{most}个字"), {"most": WINDOW})})
    while (row := waiting(organ, on=local_day(at)).first()) is not None:
        # Another window may have called it in the same instant: then the one after it.
        mine = Turn.objects.filter(pk=row.pk, called_at=None)
        try:
            with transaction.atomic():
                called = mine.update(called_at=at, window=place, recorded_by=actor.account)
        except IntegrityError:
            raise Invalid({"window": Said(STILL_THERE, {"window": place})}) from None
        if called:
            row.refresh_from_db()
            return row
    return None


def call_again(actor: Actor, pk: int, *, at: datetime) -> Turn:
    """Call a number once more: it goes to the top of the screen. Raises NotFound, Invalid."""
    row = _called(actor, pk, at)
    row.called_at = at
    row.save(update_fields=["called_at"])
    return row


def finish(actor: Actor, pk: int, result: str, *, at: datetime) -> Turn:
    """What became of a number that was called. Raises NotFound, Invalid."""
    row = _called(actor, pk, at)
    if result not in HallResult.__members__:
        raise Invalid({"result": Said(_("请从列出的选项中选择"))})
    row.result, row.recorded_by_id, row.recorded_at = result, actor.account, at
    row.save(update_fields=["result", "recorded_by", "recorded_at"])
    return row


def _called(actor: Actor, pk: int, at: datetime) -> Turn:
    row = turn_for(actor, pk, on=local_day(at))
    if row.called_at is None:
        raise Invalid({"": Said(_("{number} 号还没有叫到"), {"number": row.position})})
    if row.result:
        raise Invalid({"": Said(_("{number} 号已经办完"), {"number": row.position})})
    return row


def _hall(actor: Actor, office: str, at: datetime) -> Organ:
    for organ in halls(actor, on=local_day(at)):
        if organ.code == office:
            return organ
    raise Invalid({"office": Said(_("请从列出的选项中选择"))})
