"""Ask the language model about a matter, keep its answer, and keep beside it what the person chose."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.models import Matter, Suggestion
from lianxin.queries.access import NotFound, matter_for
from lianxin.queries.second_opinion import AT_STEPS, ENGINE, asked_of, in_use
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def ask(actor: Actor, number: str, action: str, field: str, *, at: datetime) -> Suggestion:
    """Put a question for whoever may take this step; one at a time. Raises NotFound, NotAllowed, Invalid."""
    if field not in AT_STEPS.get(action, ()):
        raise NotFound(field)
    matter = matter_for(actor, number, on=local_day(at), to=action)
    model = in_use()
    if matter.sealed or model is None or field not in model.uses:
        raise Invalid({"": Said(_("语言模型没有开，或者这一件不能给它看"))})
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        under_way = asked_of(matter).filter(field=field, answered_at=None).first()
        return under_way or Suggestion.objects.create(
            matter=matter, field=field, value="", score=0.0, engine=f"{ENGINE}:{model.name}"[:40], asked_at=at,
            asked_by_id=actor.account,
        )  # fmt: skip


def answer(row: Suggestion, *, at: datetime, value: str = "", text: str = "", fault: str = "") -> None:
    """Keep what it answered, or why it did not. What was sealed meanwhile keeps nothing."""
    with transaction.atomic():
        if Matter.objects.select_for_update().get(pk=row.matter_id).sealed:
            value, text, fault = "", "", ""
        rows = Suggestion.objects.filter(pk=row.pk, answered_at=None)
        rows.update(answered_at=at, value=value, text=text, fault=fault[:200])
