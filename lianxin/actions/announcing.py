"""Service by public notice: the notice goes up, the paper counts as served when its days have run, or it comes down."""

from __future__ import annotations

from datetime import date

from lianxin.actions.change import Change
from lianxin.actions.given import Invalid
from lianxin.actions.opinion import deliver
from lianxin.actions.service import close_tasks, picked
from lianxin.documents.sheet import spoken_day
from lianxin.models import Clock, Submission
from lianxin.queries.announced import PERIOD, attempts, called
from lianxin.queries.law import law_on
from lianxin.rules.announcing import NoticeGround, notice_text, refusal, refused_first_day
from lianxin.rules.papers import PAPERS
from lianxin.rules.publication import left_over
from lianxin.rules.steps import Method
from lianxin.rules.wording import gettext_noop as _


def announce(change: Change) -> None:
    """Put up one notice for each; the words stay in the event, so that the log vouches for what all could read."""
    paper = change.dossier.governing
    rows, ground = picked(change), NoticeGround[change.text("ground")]
    if paper is None:
        change.refuse("", _("没有要公告送达的文书"))
    for row in rows:
        failed = bool(attempts(change.dossier, row))
        if fault := refusal(ground, named=bool(called(row)), failed=failed):
            change.refuse_by("ground" if fault == "NOT_TRIED" else "recipients", fault, number=row.number)
        _refuse_telling(change, row)
    first = _first_day(change)
    until = change.reckon("recipients", PERIOD, start=first).lawful
    change.given["notices"] = {
        row.number: notice_text(
            called(row), kind=paper.kind, number=paper.number, organ=paper.organ.name, fetch_at=change.text("fetch_at"),
            published=spoken_day(first), until=spoken_day(until),
        )
        for row in rows
    }  # fmt: skip
    for row in rows:
        change.start(PERIOD, on=first, submission=row)
    change.show(
        paper=PAPERS[paper.kind].title, first=first.isoformat(), until=until.isoformat(), ground=ground
    )
    close_tasks(change)
    if not change.dossier.awaiting - set(change.dossier.notices) - {row.pk for row in rows}:
        change.stops.add("SERVE")


def _first_day(change: Change) -> date:
    first, clock = change.day("first_on") or change.today, change.dossier.clocks.get("SERVE")
    ahead = int(str(law_on(change.today).switches["notice_ahead_days"]))
    by = clock.lawful if clock else None
    if fault := refused_first_day(first, today=change.today, ahead=ahead, serve_by=by):
        raise Invalid({"first_on": fault})
    return first


def _refuse_telling(change: Change, row: Submission) -> None:
    """Where the paper is fetched must not say who fetches it."""
    people = row.parties.all()
    known = [value for p in people for value in (p.name, p.phone, p.id_number, p.email, p.address) if value]
    known += [each.number for each in change.dossier.filed]
    for value in known:
        if left_over(change.text("fetch_at"), [value]).count(str(value)):
            change.refuse("fetch_at", _("公告人人都能看到，这里不能写信访人的姓名、住址、电话或者编号"))


def end_notice(change: Change) -> None:
    """The days have run: the paper counts as served on the last of them, and what follows is dated from there."""
    clock = _ran_out(change)
    paper, event = change.dossier.governing, clock.started_by
    if paper is None:
        change.refuse("", _("没有正在公告的文书"))
    rows = [
        row
        for row in change.dossier.to_serve
        if change.dossier.notices.get(row.pk) == clock.lawful_on and row.number in event.facts["notices"]
    ]
    change.given |= {
        "recipients": [row.number for row in rows],
        "method": Method.PUBLIC_NOTICE,
        "place": "；".join(filter(None, (str(_("本系统“送达公告”页")), str(event.facts.get("also_at", ""))))),
        "proof": f"{event.facts['shown']['ground']}：{event.facts['tried']}",
    }
    deliver(change, paper, Method.PUBLIC_NOTICE, clock.start_on, rows, effective=clock.lawful_on)


def _ran_out(change: Change) -> Clock:
    """The first notice whose days have run, with those put up by the same step."""
    over = [c for c in change.dossier.running if c.period == PERIOD and c.lawful_on < change.today]
    return min(over, key=lambda clock: (clock.lawful_on, clock.pk))


def withdraw(change: Change) -> None:
    """Put up for the wrong person or paper: it comes down, and the time for service runs anew."""
    change.reached = frozenset(row.pk for row in picked(change))
    if "SERVE" not in change.dossier.clocks:
        change.start("SERVE")


EFFECTS = {"ANNOUNCE": announce, "END_NOTICE": end_notice, "WITHDRAW_NOTICE": withdraw}
