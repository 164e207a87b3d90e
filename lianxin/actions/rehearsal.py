"""The papers a step would make, taken from the step itself and then taken back: no number, event, notice or leaf stays."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from lianxin.actions import disposal
from lianxin.actions.perform import local_day, perform
from lianxin.documents.sheet import Block, Kind, Sheet
from lianxin.models import Matter
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import names_shown
from lianxin.queries.paper_files import staff_sheet
from lianxin.rules.facts import Actor
from lianxin.rules.papers import Format
from lianxin.rules.steps import STEPS, Hand, Step
from lianxin.rules.wording import gettext_noop as _

ANNOUNCE = "ANNOUNCE"  # makes no paper: what it puts up is read as one
UNNUMBERED = _("（待编号）")


def can_rehearse(step: Step) -> bool:
    """Whether the step makes a paper or a notice that may be tried out first: of a decision its draft, which is read
    before it is signed; never a disposal, which erases what it proves.
    """
    makes = step.hand is Hand.DRAFT if step.hand else bool(step.paper) or step.action == ANNOUNCE
    return makes and step.action not in disposal.EFFECTS


def rehearsed(
    matter: Matter, action: str, *, actor: Actor, at: datetime, facts: Mapping[str, object]
) -> list[Sheet]:
    """What this step would issue, word for word but for the number, names masked; nothing is kept. Raises as `perform`."""
    with transaction.atomic():
        event = perform(copy(matter), action, actor=actor, at=at, facts=facts)
        file = Dossier(Matter.objects.get(pk=matter.pk), local_day(at))
        names = names_shown(file, full=False)
        made = [
            staff_sheet(paper, file, names)
            for paper in file.papers
            if paper.event_id == event.pk or (paper.is_decision_draft and paper.step == STEPS[action].decides)
        ]
        transaction.set_rollback(True)
    notices = event.facts["notices"].values() if action == ANNOUNCE else ()
    return [*map(_unissued, made), *(_as_sheet(text, file.matter.owner.name) for text in notices)]


def _as_sheet(notice: str, organ: str) -> Sheet:
    return Sheet(_("送达公告"), Format.PLAIN, organ, [Block(Kind.PARAGRAPH, notice)], draft=True)


def _unissued(sheet: Sheet) -> Sheet:
    number = UNNUMBERED if sheet.number else ""
    return replace(sheet, number=number, digest="", check="", reader="", draft=True)
