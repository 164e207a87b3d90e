"""Reminders: issued from above, answered in writing, cleared by another person with evidence (第四十条)."""

from __future__ import annotations

from lianxin.actions.change import Change
from lianxin.models import Task
from lianxin.rules.permissions import CHASED
from lianxin.rules.wording import gettext_noop as _


def remind(change: Change) -> None:
    by = change.day("due_on")
    if by is None or by <= change.today:
        change.refuse("due_on", _("答复期限应在今天以后"))
    change.after.append(
        lambda: Task.objects.create(
            matter=change.matter,
            kind="REMINDER",
            issuer=change.organ,
            organ=change.matter.owner,
            text=change.text("requirement"),
            issued_by=change.event,
            issued_on=change.today,
            due_on=by,
        )
    )


def _open(change: Change, *, answered: bool) -> list[Task]:
    return [
        task
        for task in change.dossier.tasks
        if task.kind in CHASED and task.cleared_on is None and (task.answered_on is not None) is answered
    ]


def answer(change: Change) -> None:
    waiting = _open(change, answered=False)
    task = next((task for task in waiting if task.organ_id == change.organ.pk), waiting[0])
    task.answer, task.answered_on, task.answered_by_id = (
        change.text("answer"),
        change.today,
        change.actor.account,
    )
    task.save(update_fields=["answer", "answered_on", "answered_by"])


def clear(change: Change) -> None:
    task = _open(change, answered=True)[0]
    if task.answered_by_id == change.actor.account:
        change.refuse("evidence", _("答复的人不能自己销号"))
    task.cleared_on, task.cleared_by_id = change.today, change.actor.account
    task.save(update_fields=["cleared_on", "cleared_by"])


EFFECTS = {"REMIND": remind, "ANSWER_REMINDER": answer, "CLEAR_REMINDER": clear}
