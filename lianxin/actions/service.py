"""Service (送达): the record of how a paper reached whom (D50), and what happens when it did not."""

from __future__ import annotations

from datetime import date

from lianxin.actions.change import Change
from lianxin.models import Document, Submission, Task
from lianxin.rules.papers import PAPERS
from lianxin.rules.step import RECORDED
from lianxin.rules.steps import Method
from lianxin.rules.tasks import FOLLOWING
from lianxin.rules.wording import gettext_noop as _

AGAIN = FOLLOWING["REDELIVER"]


def refuse_unproved(change: Change, method: Method) -> None:
    """Left behind: the record must say why, who or what bears witness, and who two served (《民事诉讼法》第八十九条)."""
    for name in RECORDED.get(method, ()):
        if not change.text(name):
            change.refuse_by(name, "WITNESS")
    if change.text("second_server") == change.actor.name:
        change.refuse_by("second_server", "TWO_SERVERS")


def picked(change: Change) -> list[Submission]:
    """Of those who still wait for the paper, the ones that the step names."""
    wanted = {str(number) for number in change.given["recipients"]}  # type: ignore[attr-defined]
    return [row for row in change.dossier.to_serve if row.number in wanted]


def refuse_too_late(change: Change, name: str, on: date, rows: list[Submission]) -> None:
    """Who comes after the last day of a public notice has already received the paper in law."""
    ended = [change.dossier.notices.get(row.pk, on) for row in rows]
    if ended and min(ended) < on:
        change.refuse_by(name, "NOTICE_RAN_OUT", day=min(ended))


def record(
    change: Change, paper: Document, method: Method, on: date, effective: date, rows: int, last: date | None
) -> None:
    """One service record for this act of service, issued with its event; names are added for each reader."""
    title = PAPERS[paper.kind].title
    body: dict[str, object] = {
        "document": f"{title}　{paper.number}".strip(),
        "copies": str(rows),
        "method": method.label,
        "place": change.text("place"),
        "served_on": on.isoformat(),
        "effective_on": effective.isoformat(),
        "last_day": last.isoformat() if last else str(_("不适用")),
        "received_by": change.text("received_by"),
        "refused": change.text("refused"),
        "witness": change.text("witness"),
        "proof": change.text("proof"),
        "server": _servers(change),
    }
    change.after.append(lambda: change.issue("D50", body))


def _servers(change: Change) -> str:
    if not change.post:
        return str(_("本人在线签收，系统记录"))
    return "、".join(filter(None, (change.actor.name, change.text("second_server"))))


def not_delivered(change: Change) -> None:
    """It came back: the desk has a task with a day, and the time for service runs on."""
    tried = change.day("tried_on")
    if tried is None or tried > change.today:
        change.refuse("tried_on", _("尝试送达的日期应在今天或今天以前"))
    method = Method[change.text("method")]
    close_tasks(change)
    change.ask(
        AGAIN.code, organ=change.matter.owner_id, text=change.text("reason"), due_on=AGAIN.due(change.today)
    )
    change.show(method=method, tried_on=tried.isoformat())


def close_tasks(change: Change) -> None:
    """A new attempt ends the task of the last one."""
    open_ = Task.objects.filter(matter=change.matter, kind=AGAIN.code, cleared_on=None)
    open_.update(answered_on=change.today, answered_by=change.actor.account, cleared_on=change.today)


EFFECTS = {"NOT_DELIVERED": not_delivered}
