"""What the petitioner does after filing: supplement, withdraw, ask for recusal, rate, say it is not solved."""

from __future__ import annotations

from lianxin.actions.change import Change
from lianxin.models import Organ, Rating, Submission, Task


def speaking(change: Change) -> Submission:
    """The submission a petitioner's step speaks for: their own, else the matter's first."""
    return change.submission or change.dossier.filed[0]


def withdraw(change: Change) -> None:
    change.matter.outcome = "WITHDRAWN"


def rate(change: Change) -> None:
    change.after.append(
        lambda: Rating.objects.create(
            submission=speaking(change),
            office_grade=change.text("office_grade"),
            organ_grade=change.text("organ_grade"),
            text=change.text("text"),
            at=change.at,
        )
    )


def say_unsolved(change: Change) -> None:
    """An opinion that supports is to be enforced (第三十二条): the registering office presses the handling organ."""
    due = change.reckon("reason", "FOLLOW_UP_30")
    office = Organ.objects.get(pk=change.matter.office_id)
    change.show(to=office.name)
    change.after.append(
        lambda: Task.objects.create(
            matter=change.matter,
            kind="UNSOLVED",
            issuer=office,
            organ=change.matter.owner,
            text=change.text("reason"),
            issued_by=change.event,
            issued_on=change.today,
            due_on=due.lawful,
        )
    )


EFFECTS = {"WITHDRAW": withdraw, "RATE": rate, "SAY_UNSOLVED": say_unsolved}
