"""Forward, object, return, dispute: how a matter finds the organ with the power to solve it."""

from __future__ import annotations

from lianxin.actions import suggestions
from lianxin.actions.change import Change, Start
from lianxin.models import Event, Organ
from lianxin.queries.directory import petition_offices, standing_for, tree_on
from lianxin.queries.law import law_on
from lianxin.rules import jurisdiction
from lianxin.rules.pathways import SimplifiedFacts, not_simplified
from lianxin.rules.states import State
from lianxin.rules.steps import Mode, Procedure
from lianxin.rules.wording import gettext_noop as _

# What follows a return that is agreed to, for the petitioner and for the organ that objected.
RETURNED = _("重新确定办理机关")
RETURNED_OFTEN = _("退回已满规定的次数，由共同的上级机关决定由谁办理")
SENT_BACK = _("同意退回，另行确定办理机关")
LIFTED = _("同意退回。退回已满规定的次数，提请共同的上级机关决定办理机关")


def forward(change: Change) -> None:
    mode = Mode[change.text("mode")]
    sender, receiver = change.matter.owner, Organ.objects.get(pk=change.keys["to"])
    if mode is Mode.LITIGATION:
        if receiver.line != "JUSTICE":
            change.refuse_by("to", "LITIGATION")
        change.matter.litigation = True
    if mode is Mode.ASSIGN:
        _assign(change, receiver)
    suggestions.keep_route(change.dossier, receiver.code)
    change.matter.sender = sender
    change.hand_to(receiver)
    _receive(change, receiver)
    change.show(to=receiver.name, mode=mode)
    change.paper_body |= _days_of_the_letter(change)


def _days_of_the_letter(change: Change) -> dict[str, object]:
    """By when the receiver gives notice and may object, as the letter tells it."""
    known, told = law_on(change.today).periods, {"notice_by": "NOTICE_FWD", "object_by": "OBJECTION"}
    dates = {name: change.reckon("to", code).lawful for name, code in told.items() if code in known}
    return {name: day.isoformat() for name, day in dates.items()}


def _assign(change: Change, receiver: Organ) -> None:
    by = change.answer_by("report_by")
    owed = [clock.lawful_on for clock in change.dossier.running if clock.period == "ASSIGN_REPORT"]
    if owed and by > min(owed):
        change.refuse("report_by", _("上级交办的报告期限到{last}，不能定得更晚"), last=min(owed).isoformat())
    days = (by - change.today).days
    change.reckon("report_by", "ASSIGN_REPORT", days=days)  # refuses what is too far away
    change.end_reports([receiver.pk])  # a new letter takes the place of an older one
    change.start("ASSIGN_REPORT", days=days)
    change.paper = "D05"


def _receive(change: Change, receiver: Organ) -> None:
    """What the receiver owes: a petition office routes on, another organ gives notice or objects."""
    at_office = receiver.pk in petition_offices(change.today)
    if at_office:
        change.target = State.REGISTERED
        change.starts = [s for s in change.starts if s.period in ("ASSIGN_REPORT", "OBJECTION")]
        change.start("ROUTE")
    procedure = change.text("procedure")
    change.matter.procedure = procedure
    if procedure == Procedure.SIMPLIFIED:
        check_simplified(change, "procedure", assigned=change.text("mode") == Mode.ASSIGN)
        change.start("SIMPLE_RELAY" if at_office else "SIMPLE_ACCEPT")


def check_simplified(change: Change, name: str, *, assigned: bool) -> None:
    """Refuse the simplified procedure beside the field `name` where its conditions fail."""
    persons = max(row.persons_concerned for row in change.dossier.filed)
    facts = SimplifiedFacts(
        classes=change.dossier.classes,
        first_time=all(row.relation == "FIRST" for row in change.dossier.filed),
        assigned=assigned,
        persons=persons,
        urgent=change.matter.urgent,
    )
    if (why := not_simplified(facts)) is not None:
        change.refuse(name, why.template, **why.values)


def object_to(change: Change) -> None:
    change.hand_to(change.matter.sender_id or change.matter.office_id)


def agree(change: Change) -> None:
    matter = change.matter
    matter.returns += 1
    change.end_reports(_objectors(change)[-1:])
    often = matter.returns >= int(str(law_on(change.today).switches["most_returns"]))
    change.show(then=RETURNED_OFTEN if often else RETURNED)
    change.paper_body = {
        "decision": LIFTED if often else SENT_BACK, "organ_to": _objector(change),
        "organ": _("共同的上级机关决定的机关") if often else _("我单位另行确定的机关"),
    }  # fmt: skip
    if often:
        change.target = State.DISPUTED
        change.starts = [Start("SETTLE_COMPETENCE")]
        _lift(change)
        return
    if matter.owner_id not in petition_offices(change.today):
        change.target = State.RECEIVED
    matter.sender = None


def keep(change: Change) -> None:
    objector = change.hand_to(_objectors(change)[-1])
    change.paper_body = {
        "decision": _("不同意退回"), "organ": _("你单位"), "organ_to": objector.name
    }  # fmt: skip
    if objector.pk in petition_offices(change.today):
        change.target = State.REGISTERED
    change.show(to=objector.name)


def dispute(change: Change) -> None:
    _lift(change)


def _objectors(change: Change) -> list[int]:
    rows = Event.objects.filter(matter=change.matter, action="OBJECT").order_by("seq")
    return [standing_for(organ, change.today) for organ in rows.values_list("organ_id", flat=True) if organ]


def _objector(change: Change) -> str:
    return Organ.objects.get(pk=_objectors(change)[-1]).name


def _lift(change: Change) -> None:
    """Give the dispute to the common superior of all who are in it (第二十四条)."""
    sender = standing_for(change.matter.sender_id or change.matter.office_id, change.today)
    parties = {*_objectors(change), sender}
    superior = jurisdiction.common_superior(sorted(parties), tree_on(change.today))
    if superior is None:
        change.refuse("reason", _("这些机关没有共同的上级，请提请联席会议协调"))
    change.hand_to(superior)


def decide(change: Change) -> None:
    change.matter.sender = change.matter.owner
    receiver = change.hand_to(change.keys["to"])
    change.reassign(_objectors(change), receiver.pk)
    if receiver.pk in petition_offices(change.today):
        change.target, change.starts = State.REGISTERED, [Start("ROUTE")]
    change.show(to=receiver.name)


EFFECTS = {
    "FORWARD": forward,
    "OBJECT": object_to,
    "AGREE_OBJECTION": agree,
    "KEEP_OBJECTION": keep,
    "DISPUTE": dispute,
    "DECIDE_COMPETENCE": decide,
}
