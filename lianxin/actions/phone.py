"""Keep what a clerk types during a call as it is typed, so that nothing is lost with the line, the page or the power."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from lianxin.actions.given import Invalid
from lianxin.models import Organ, PhoneDraft
from lianxin.queries.access import NotFound
from lianxin.queries.phone import draft_for, is_over_and_done
from lianxin.rules.codes import Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import accuses

MARK = re.compile(r"[0-9a-f]{32}")
LONGEST = 60_000  # characters of one call; three times what can be registered
REASON = 200


def keep(actor: Actor, mark: str, typed: Mapping[str, str], *, at: datetime) -> PhoneDraft | None:
    """Keep what is typed so far; None where nothing is kept: too long, at no desk of theirs, or registered already."""
    desks = Organ.objects.filter(pk__in=actor.organs_as(*STEPS["REGISTER"].roles))
    organ = desks.filter(code=typed.get("office", "")).first()
    if organ is None or not MARK.fullmatch(mark) or sum(map(len, typed.values())) > LONGEST:
        return None
    try:
        row = draft_for(actor, mark, at=at)
    except NotFound:
        # What arrives late, after the call was registered or dropped, must not come back as a new one.
        return None if is_over_and_done(mark) else _begun(organ, actor, mark, typed, at)
    row.organ, row.typed, row.saved_at, row.account_id = organ, dict(typed), at, actor.account or 0
    row.held = _accuses(typed)
    row.save(update_fields=["organ", "typed", "held", "saved_at", "account"])
    return row


def _accuses(typed: Mapping[str, str]) -> bool:
    return typed.get("purpose") == Purpose.ACCUSATION or accuses("\n".join(typed.values()))


def _begun(
    organ: Organ, actor: Actor, mark: str, typed: Mapping[str, str], at: datetime
) -> PhoneDraft | None:
    try:
        with transaction.atomic():
            return PhoneDraft.objects.create(
                organ=organ,
                account_id=actor.account or 0,
                mark=mark,
                typed=dict(typed),
                held=_accuses(typed),
                begun_at=at,
                saved_at=at,
            )
    except IntegrityError:  # somebody else's call is going on under this mark
        return None


def drop(actor: Actor, mark: str, reason: str, *, at: datetime) -> None:
    """End a call without registering it: its words go, who dropped it and why stays. Raises NotFound, Invalid."""
    reason = reason.strip()
    if not reason or len(reason) > REASON:
        said = _("请写明为什么不登记，最多{most}字") if not reason else _("理由最多{most}字")
        raise Invalid({"reason": Said(said, {"most": REASON})})
    row = draft_for(actor, mark, at=at)
    row.typed, row.reason, row.dropped_at, row.dropped_by_id = {}, reason, at, actor.account
    row.save(update_fields=["typed", "reason", "dropped_at", "dropped_by"])


def registered(mark: str) -> None:
    """The call has become a submission; what was kept of it goes."""
    PhoneDraft.objects.filter(mark=mark).delete()
