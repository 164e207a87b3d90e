"""At the responsible organ: accept, co-handlers, settlement, extension, hearing."""

from __future__ import annotations

from datetime import date

from lianxin.actions.change import Change, Start, involve, set_dates, write_answer
from lianxin.actions.given import Invalid
from lianxin.actions.routing import check_simplified
from lianxin.models import Clock, Organ, Proceeding, Sitting, Submission
from lianxin.queries.clocks import leave_out_hearing, main_period
from lianxin.queries.law import law_on
from lianxin.rules.periods import PeriodError
from lianxin.rules.sittings import HearingDecision
from lianxin.rules.states import State
from lianxin.rules.steps import Method, Procedure
from lianxin.rules.wording import gettext_noop as _


def accept(change: Change) -> None:
    procedure = Procedure[change.text("procedure")]
    if procedure is Procedure.SIMPLIFIED:
        check_simplified(change, "procedure", assigned="ASSIGN_REPORT" in change.dossier.clocks)
    method = Method[change.text("method")]
    check_method(change, method, change.dossier.filed)
    period = main_period(change.dossier.classes, procedure, on=change.today)
    change.instead("HANDLE", period)
    change.matter.procedure = procedure
    proceeding = Proceeding.objects.create(
        matter=change.matter,
        kind=Proceeding.HANDLE,
        organ=change.matter.owner,
        edition=law_on(change.today).code,
        opened_on=change.today,
    )
    change.dossier.proceeding = proceeding
    handle_by = change.reckon("procedure", period).lawful
    change.show(handle_by=handle_by.isoformat(), method=method, procedure=procedure)
    change.paper_body = {"period": period, "handle_by": handle_by.isoformat()}


def check_method(change: Change, method: Method, rows: list[Submission]) -> None:
    """Electronic service needs the consent of each person served (参照《民事诉讼法》第九十条); a paper is left on
    the query page only where name or address is unclear (第二十三条).
    """
    people = [p for row in rows for p in row.parties.all() if p.left_on is None]
    if method is Method.QUERY_PAGE and any(p.name and (p.address or p.phone or p.email) for p in people):
        change.refuse("method", _("信访人的姓名和联系方式清楚，请选择其他送达方式"))
    if method is not Method.ELECTRONIC:
        return
    if not people or not all(person.electronic for person in people):
        change.refuse("method", _("信访人没有都同意电子送达，请选择其他方式"))


def convert(change: Change) -> None:
    simple = next(c for c in change.dossier.running if c.period == "SIMPLE_HANDLE")
    change.matter.procedure = Procedure.ORDINARY
    period = main_period(change.dossier.classes, Procedure.ORDINARY, on=change.today)
    change.starts = []
    change.start(period, on=simple.start_on)
    change.show(
        organ=change.organ.name,
        handle_by=change.reckon("reason", period, start=simple.start_on).lawful.isoformat(),
    )


def ask_co_handler(change: Change) -> None:
    by = change.answer_by("due_on")
    organ = change.keys["to"]
    involve(change.matter, CO_HANDLER=organ)
    change.ask("CO_HANDLE", organ=organ, text=change.text("ask"), due_on=by)
    change.show(to=_organ_name(change, organ), lead=change.matter.owner.name)


def _organ_name(change: Change, organ: int) -> str:
    return Organ.objects.values_list("name", flat=True).get(pk=organ)


def co_answer(change: Change) -> None:
    task = next(
        t
        for t in change.dossier.tasks
        if t.kind == "CO_HANDLE" and t.organ_id in change.actor.organs and not t.answered_on
    )
    write_answer(task, change.text("answer"), change.actor, change.today)


def ask_material(change: Change) -> None:
    if (by := change.day("by")) is None or by <= change.today:
        change.refuse("by", _("补充期限应在今天以后"))
    change.show(missing=change.text("missing"), by=change.text("by"))


def settle_dispute(change: Change) -> None:
    """The agreement answers every request that has no answer yet."""
    change.matter.outcome = "SETTLED"
    for request in change.dossier.requests:
        if not request.outcome:
            request.outcome = "SETTLED"
            request.save(update_fields=["outcome"])
    _conclude(change, "SETTLED")


def _conclude(change: Change, outcome: str) -> None:
    if proceeding := change.dossier.proceeding:
        proceeding.outcome, proceeding.concluded_on = outcome, change.today
        proceeding.save(update_fields=["outcome", "concluded_on"])


def extend(change: Change) -> None:
    clock = next(c for c in change.dossier.running if c.period == "HANDLE")
    clock.extension += int(str(change.given["days"]))
    _redate(change, clock, "days")
    change.show(
        days=change.given["days"], handle_by=clock.lawful_on.isoformat(), reason=change.text("reason")
    )


def _redate(change: Change, clock: Clock, name: str) -> None:
    change.redated = True
    try:
        set_dates(clock)
    except PeriodError as fault:
        raise Invalid({name: fault.said}) from None
    clock.save()


def decide_hearing(change: Change) -> None:
    decision = HearingDecision[change.text("decision")]
    if decision is HearingDecision.HOLD:
        change.starts.append(Start("HEARING_HOLD"))
    change.show(organ=change.organ.name, decision=decision, reason=change.text("reason"))


def hold_hearing(change: Change) -> None:
    first, last = change.day("held_from"), change.day("held_to")
    if first is None or last is None or last < first:
        change.refuse("held_to", _("听证结束日不能早于开始日"))
    if last > change.today:
        change.refuse("held_to", _("听证结束后才能记录；还没有举行的，请先发听证通知"))
    if change.dossier.state is State.IN_REREVIEW:
        _pause(change, first, last)
    change.show(held_from=first.isoformat(), held_to=last.isoformat())
    change.after.append(lambda: _keep_hearing(change, first, last))


def _keep_hearing(change: Change, first: date, last: date) -> None:
    """The hearing on the calendar: the one that was planned for this matter, else one entered now."""
    planned = Sitting.objects.filter(matter=change.matter, kind="HEARING", event=None, called_off_at=None)
    row = planned.order_by("held_from").last() or Sitting(matter=change.matter, kind="HEARING")
    row.organ, row.held_from, row.held_to, row.event = change.organ, first, last, change.event
    row.place, row.chair_id = change.text("place"), change.keys.get("chair")
    row.closed_reason, row.record = change.text("open_reason"), change.text("conclusion")
    row.concluded_at, row.concluded_by_id = change.at, change.actor.account
    row.save()
    row.turns.filter(result="").update(
        result="CONCLUDED", answer=row.record, recorded_at=change.at, recorded_by=change.actor.account
    )


def _pause(change: Change, first: date, last: date) -> None:
    clock = next(c for c in change.dossier.running if c.period == "REREVIEW")
    if first <= clock.start_on:
        change.refuse("held_from", _("听证应在收到复核申请之后举行"))
    leave_out_hearing(clock, first, last)
    _redate(change, clock, "held_from")


EFFECTS = {
    "ACCEPT": accept,
    "CONVERT": convert,
    "ASK_CO_HANDLER": ask_co_handler,
    "NAME_CO_HANDLER": ask_co_handler,
    "CO_ANSWER": co_answer,
    "ASK_MATERIAL": ask_material,
    "SETTLE": settle_dispute,
    "EXTEND": extend,
    "DECIDE_HEARING": decide_hearing,
    "HOLD_HEARING": hold_hearing,
}
