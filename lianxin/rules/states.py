"""The states of a matter: one row each, with the one act that comes next and the clock that dates it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from lianxin.rules.wording import gettext_noop as _


class State(StrEnum):
    """Where a matter stands. "Overdue" is never a state: it follows from a clock and a day."""

    REGISTERED = "REGISTERED"
    RECEIVED = "RECEIVED"
    ROUTED = "ROUTED"
    OBJECTED = "OBJECTED"
    DISPUTED = "DISPUTED"
    HANDLING = "HANDLING"
    OPINION_ISSUED = "OPINION_ISSUED"
    OPINION_SERVED = "OPINION_SERVED"
    IN_REVIEW = "IN_REVIEW"
    REVIEW_ISSUED = "REVIEW_ISSUED"
    REVIEW_SERVED = "REVIEW_SERVED"
    IN_REREVIEW = "IN_REREVIEW"
    REREVIEW_ISSUED = "REREVIEW_ISSUED"
    FINAL = "FINAL"
    ANSWERED = "ANSWERED"
    SETTLED = "SETTLED"
    WITHDRAWN = "WITHDRAWN"
    REFERRED = "REFERRED"
    IN_DISCIPLINE = "IN_DISCIPLINE"
    DISCIPLINE_DONE = "DISCIPLINE_DONE"
    JOINED = "JOINED"
    CLOSED = "CLOSED"


class Serving(TypedDict):
    """What the states have in common in which a paper waits to be served."""

    next_action: str
    clocks: tuple[str, ...]
    waits_for: str
    instead: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StateRow:
    """What a state means to people, and what ends it."""

    state: State
    label: str
    plain: str  # for the petitioner, "您的事项……"
    coming: str  # what the petitioner may expect next; "" where the clock's own words say it
    next_action: str = (
        ""  # what is done while nothing is asked of another; empty only where the matter is over
    )
    clocks: tuple[str, ...] = ()  # first running one of these gives the date
    waits_for: str = ""  # clock of the petitioner's own window, if one runs first
    instead: tuple[tuple[str, str], ...] = ()  # (clock, act): the act that comes next while it gives the date
    is_open: bool = True


# A paper waits to be served; once only public notices are left, their days are waited for.
SERVING = (("SERVE", "SERVE"), ("PUBLIC_NOTICE", "END_NOTICE"))
TO_SERVE = Serving(
    next_action="SERVE", clocks=("SERVE", "PUBLIC_NOTICE"), waits_for="PUBLIC_NOTICE", instead=SERVING
)

_ROWS = (
    StateRow(
        State.REGISTERED,
        _("待分办"),
        _("已登记，信访部门正在确定由哪个机关办理"),
        _("转给有权处理的机关"),
        "FORWARD",
        ("SIMPLE_RELAY", "REROUTE", "ROUTE"),
    ),
    StateRow(
        State.RECEIVED,
        _("待受理"),
        _("已登记，收到的机关正在决定如何办理"),
        _("书面告诉您是否受理"),
        "ACCEPT",
        ("REROUTE", "NOTICE_DIRECT"),
    ),
    StateRow(
        State.ROUTED,
        _("已转办，待受理"),
        _("已转到有权处理的机关，等待它告知您是否受理"),
        _("书面告诉您是否受理"),
        "ACCEPT",
        ("SIMPLE_ACCEPT", "NOTICE_FWD"),
    ),
    StateRow(
        State.OBJECTED,
        _("异议待审"),
        _("收到的机关认为不归它管，正由转出的机关核实"),
        _("确定由哪个机关办理"),
        "AGREE_OBJECTION",
        ("RESOLVE_OBJECTION", "NOTICE_FWD"),
    ),
    StateRow(
        State.DISPUTED,
        _("管辖争议待裁定"),
        _("几个机关对由谁办理有不同意见，正由共同的上级决定"),
        _("由共同的上级决定谁来办理"),
        "DECIDE_COMPETENCE",
        ("SETTLE_COMPETENCE",),
    ),
    StateRow(
        State.HANDLING,
        _("办理中"),
        _("已受理，正在调查办理"),
        _("书面答复您"),
        "DRAFT_OPINION",
        ("SIMPLE_HANDLE", "HANDLE", "SUGGESTION_REPLY"),
        instead=(("SUGGESTION_REPLY", "REPLY"),),
    ),
    StateRow(
        State.OPINION_ISSUED,
        _("意见书待送达"),
        _("处理意见已经作出，正在送达给您"),
        _("把处理意见书送到您手里"),
        **TO_SERVE,
    ),
    StateRow(
        State.OPINION_SERVED,
        _("可申请复查"),
        _("处理意见已送达。您不同意的，可以申请复查"),
        "",
        "CLOSE",
        ("SERVE", "PUBLIC_NOTICE", "CLOSE"),
        "REVIEW_APPLY",
        SERVING,
    ),
    StateRow(
        State.IN_REVIEW,
        _("复查中"),
        _("上一级机关正在复查"),
        _("书面答复您复查的结果"),
        "DRAFT_REVIEW",
        ("REVIEW",),
    ),
    StateRow(
        State.REVIEW_ISSUED,
        _("复查意见待送达"),
        _("复查意见已经作出，正在送达给您"),
        _("把复查意见书送到您手里"),
        **TO_SERVE,
    ),
    StateRow(
        State.REVIEW_SERVED,
        _("可申请复核"),
        _("复查意见已送达。您不同意的，可以申请复核"),
        "",
        "CLOSE",
        ("SERVE", "PUBLIC_NOTICE", "CLOSE"),
        "REREVIEW_APPLY",
        SERVING,
    ),
    StateRow(
        State.IN_REREVIEW,
        _("复核中"),
        _("再上一级机关正在复核"),
        _("书面答复您复核的结果"),
        "DRAFT_REREVIEW",
        ("REREVIEW",),
    ),
    StateRow(
        State.REREVIEW_ISSUED,
        _("复核意见待送达"),
        _("复核意见已经作出，正在送达给您"),
        _("把复核意见书送到您手里"),
        **TO_SERVE,
    ),
    StateRow(
        State.FINAL,
        _("复核终结"),
        _("复核意见已送达，三级程序已经走完"),
        _("核对办理情况，然后结案"),
        "CLOSE",
        ("CLOSE",),
    ),
    StateRow(
        State.ANSWERED,
        _("已答复，待送达"),
        _("答复已经作出，正在送达给您"),
        _("把答复送到您手里"),
        **TO_SERVE,
    ),
    StateRow(
        State.SETTLED,
        _("已和解，待结案"),
        _("各方已达成协议"),
        _("核对办理情况，然后结案"),
        "CLOSE",
        ("CLOSE",),
    ),
    StateRow(
        State.WITHDRAWN,
        _("已撤回，待结案"),
        _("您已撤回这件事项"),
        _("核对办理情况，然后结案"),
        "CLOSE",
        ("CLOSE",),
    ),
    StateRow(
        State.REFERRED,
        _("已移送，待受理"),
        _("已移送有权处理检举控告的机关"),
        _("告诉您是否受理"),
        "DI_ACCEPT",
        ("DI_NOTICE",),
    ),
    StateRow(
        State.IN_DISCIPLINE,
        _("检举控告办理中"),
        _("有权处理检举控告的机关正在办理"),
        _("作出处理结论"),
        "DI_CONCLUDE",
        ("DI_HANDLE",),
    ),
    StateRow(
        State.DISCIPLINE_DONE,
        _("检举控告已办结，待反馈"),
        _("有权处理检举控告的机关已经办结，正在向您反馈结果"),
        _("向您反馈结果"),
        "DI_FEEDBACK",
        ("DI_FEEDBACK",),
    ),
    StateRow(
        State.JOINED, _("并案办理"), _("与另一件同一事项一并办理，您的编号和权利不变"), "", is_open=False
    ),
    StateRow(State.CLOSED, _("已结案"), _("已结案"), "", is_open=False),
)

STATES: dict[State, StateRow] = {row.state: row for row in _ROWS}
OPEN_STATES = frozenset(s for s, row in STATES.items() if row.is_open)

if set(STATES) != set(State):
    raise AssertionError("every state needs exactly one row")
if any(row.is_open and not (row.next_action and row.clocks) for row in _ROWS):
    raise AssertionError("an open matter always has a next act and a date")
