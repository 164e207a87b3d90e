"""Whenever people meet it is a sitting (会): one row per kind.

A row says who may plan and record it, what is stated when it is planned, how long before it must be published, what its
agenda consists of and what each item must end with, which council sits, what a decision becomes and which paper records
it. Calendar, page, public notice and minutes all read this row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianxin.rules.codes import Coded, Role
from lianxin.rules.step import Field, Kind
from lianxin.rules.wording import gettext_noop as _


class Turns(StrEnum):
    """What the agenda of a sitting consists of."""

    VISITORS = "VISITORS"  # slots by the clock that anyone may book
    NUMBERS = "NUMBERS"  # numbers taken at the door and called to a window
    MATTERS = "MATTERS"  # matters and topics to be dealt with, in an order
    NONE = "NONE"


class ReceptionResult(Coded):
    """有接必果: what a visitor to a leader's reception leaves with."""

    ANSWERED = "ANSWERED", _("当场答复"), "INF"
    TAKEN_UP = "TAKEN_UP", _("交有关机关办理"), "INF"
    GUIDED = "GUIDED", _("告知应当走的途径"), "INF"
    ABSENT = "ABSENT", _("没有来"), "INF"


class HallResult(Coded):
    """What a call number in the hall ended with."""

    RECEIVED = "RECEIVED", _("已接待"), "INF"
    ABSENT = "ABSENT", _("叫号未到"), "INF"


class HearingDecision(Coded):
    """What the organ decides on a request for a hearing; no national rule gives a right to one."""

    HOLD = "HOLD", _("举行听证"), "INF"
    NOT_HELD = "NOT_HELD", _("不举行听证"), "INF"


class AgendaResult(Coded):
    """What an item of an agenda ends with."""

    CONCLUDED = "CONCLUDED", _("形成意见"), "INF"
    NO_AGREEMENT = "NO_AGREEMENT", _("没有形成一致意见"), "INF"
    POSTPONED = "POSTPONED", _("下次再议"), "INF"


class MediationResult(Coded):
    """What a mediation ends with (《信访工作条例》第三十三条)."""

    AGREED = "AGREED", _("达成协议"), "INF"
    NOT_AGREED = "NOT_AGREED", _("没有达成协议"), "INF"
    AGAIN = "AGAIN", _("另约时间再调"), "INF"


class DutyResult(Coded):
    """What became of something that came up on duty; without one it goes to the next shift."""

    DONE = "DONE", _("已处理"), "INF"
    HANDED_OVER = "HANDED_OVER", _("已移交下一班"), "INF"


class ReceptionStyle(Coded):
    """Who receives together on a leader's day, as the founding documents list it."""

    SINGLE = "SINGLE", _("领导接访"), "INF"
    CITY_COUNTY = "CITY_COUNTY", _("市县联合接访"), "INF"
    COUNTY_TOWN = "COUNTY_TOWN", _("县乡联合接访"), "INF"
    ANNOUNCED = "ANNOUNCED", _("公告接访"), "INF"
    THREE_CHIEFS = "THREE_CHIEFS", _("公检法三长接访"), "INF"
    DEPARTMENT = "DEPARTMENT", _("部门接访"), "INF"


class OutreachStyle(Coded):
    """How leaders go to the people."""

    WITH_CASE = "WITH_CASE", _("带案下访"), "INF"
    HOME_VISIT = "HOME_VISIT", _("上门走访"), "INF"


class MediationStyle(Coded):
    """Which of the four kinds of mediation it is."""

    PEOPLE = "PEOPLE", _("人民调解"), "INF"
    ADMINISTRATIVE = "ADMINISTRATIVE", _("行政调解"), "INF"
    JUDICIAL = "JUDICIAL", _("司法调解"), "INF"
    NEIGHBOURS = "NEIGHBOURS", _("邻里调解"), "INF"


class Part(Coded):
    """In which part somebody sits in a sitting."""

    CHAIR = "CHAIR", _("主持"), "INF"
    MEMBER = "MEMBER", _("成员"), "INF"
    CLERK = "CLERK", _("记录"), "INF"
    GUEST = "GUEST", _("列席"), "INF"
    ON_DUTY = "ON_DUTY", _("值班"), "INF"
    LEADS_DUTY = "LEADS_DUTY", _("带班领导"), "INF"


class CouncilPost(Coded):
    """A post to which a council elects."""

    PRESIDENT = "PRESIDENT", _("会长"), "INF"
    VICE_PRESIDENT = "VICE_PRESIDENT", _("副会长"), "INF"
    EXECUTIVE = "EXECUTIVE", _("常务理事"), "INF"
    MEMBER = "MEMBER", _("理事"), "INF"


@dataclass(frozen=True)
class SittingKind:
    """One kind. `notice_days` is how long before the day time and place must be public; 0 where nobody need be told."""

    code: str
    label: str
    article: str
    grade: str
    plans: frozenset[Role]
    records: frozenset[Role]
    turns: Turns = Turns.NONE
    results: type[Coded] | None = None
    every_turn_ends: bool = False
    public: bool = False
    notice_days: int = 0
    needs_matter: bool = False
    paper: str = ""
    asks: tuple[Field, ...] = ()  # what only this kind states when it is planned
    council: bool = False  # elected members sit, and put options to the vote
    task: str = ""  # the kind of task that a decision becomes
    hands_over: bool = False  # what is open goes to the next one by a press
    step: str = ""  # on its matter the conclusion is this step, not a text of its own
    hint: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """In which parts people sit in it."""
        if self.hands_over:
            return (Part.LEADS_DUTY, Part.ON_DUTY)
        return (Part.CHAIR, Part.MEMBER, Part.CLERK, Part.GUEST)


_DESK = frozenset({Role.TRIAGE_OFFICER, Role.REGISTRAR})
_HAND = _DESK | {Role.HANDLER}
_OFFICE = _DESK | {Role.SUPERVISOR, Role.CONFERENCE_SECRETARY, Role.LEADER}
_HEARS = frozenset({Role.HEARING_CHAIR, Role.REVIEWER, Role.REREVIEWER, Role.HANDLER, Role.ORGAN_HEAD})
_VILLAGE = _DESK | {Role.INFO_OFFICER}
_R = "《信访工作条例》"
_R18 = f"{_R}第十八条"


def _choice(name: str, label: str, choices: type[Coded]) -> Field:
    return Field(name, label, Kind.CHOICE, choices=choices)


STYLE = _choice("style", _("哪一种接访"), ReceptionStyle)
CLOSED = Field(
    "closed_reason", _("不公开的理由（公开举行的不填）"), required=False, max_length=500,
    hint=_("涉及国家秘密、商业秘密、个人隐私的不公开举行"),
)  # fmt: skip
# fmt: off
_ROWS = (
    SittingKind("LEADER_RECEPTION", _("领导接待日"), _R18, "A", _HAND, _HAND | {Role.LEADER},
                turns=Turns.VISITORS, results=ReceptionResult, every_turn_ends=True, public=True, notice_days=5,
                paper="D45", asks=(STYLE,)),
    SittingKind("LAWYER_DESK", _("律师值班接待"), f"{_R}第三十七条", "INF", _HAND, _HAND,
                turns=Turns.VISITORS, results=ReceptionResult, every_turn_ends=True, public=True, notice_days=5),
    SittingKind("HALL", _("大厅接待"), _R18, "INF", _HAND, _HAND, turns=Turns.NUMBERS, results=HallResult),
    SittingKind("HEARING", _("听证"), f"{_R}第三十一条、第三十六条", "A", _HEARS, _HEARS,
                turns=Turns.MATTERS, needs_matter=True, public=True, notice_days=7, paper="D31", asks=(CLOSED,),
                step="HOLD_HEARING", hint=_("开会七日前送达听证通知；公开举行的，时间、地点要公布（各地规定不一，有的是十日）")),
    SittingKind("TOWN_COUNCIL", _("信访评议会"), f"{_R}第三十一条、第三十三条", "INF", _HAND, _HAND,
                turns=Turns.MATTERS, results=AgendaResult, every_turn_ends=True, council=True, task="COUNCIL_ADVICE",
                hint=_("理事会只提出意见，由有权处理的机关决定")),
    SittingKind("VILLAGE_COUNCIL", _("群众议事会"), f"{_R}第五条、第十五条", "INF", _VILLAGE, _VILLAGE,
                turns=Turns.MATTERS, results=AgendaResult, every_turn_ends=True, council=True, task="COUNCIL_ADVICE",
                hint=_("议事会只提出意见，由有权处理的机关决定")),
    SittingKind("JOINT_CONFERENCE", _("信访工作联席会议"), f"{_R}第十一条至第十三条", "A", _OFFICE, _OFFICE,
                turns=Turns.MATTERS, results=AgendaResult, every_turn_ends=True, paper="D43",
                task="CONFERENCE_DECISION"),
    SittingKind("DISPATCH", _("信访调度会"), f"{_R}第三十九条", "INF", _OFFICE, _OFFICE,
                turns=Turns.MATTERS, results=AgendaResult, every_turn_ends=True, task="DISPATCHED",
                hint=_("每周一次：超期的、临期的、没有销号的逐件过")),
    SittingKind("OUTREACH", _("领导下访"), _R18, "A", _HAND | {Role.LEADER}, _HAND | {Role.LEADER},
                turns=Turns.MATTERS, results=ReceptionResult, every_turn_ends=True, paper="D45", task="LEADER_INSTRUCTION",
                asks=(_choice("style", _("怎样下访"), OutreachStyle),)),
    SittingKind("MEDIATION", _("调解会"), f"{_R}第三十三条", "A", _HAND, _HAND, turns=Turns.MATTERS,
                results=MediationResult, every_turn_ends=True, needs_matter=True, paper="D20",
                asks=(_choice("style", _("哪一种调解"), MediationStyle),),
                hint=_("双方自愿；协议由各方签字后，在信访件上用“达成和解、调解协议”办结")),
    SittingKind("DUTY", _("值班"), f"{_R}第二十五条", "INF", _HAND | {Role.SUPERVISOR, Role.LEADER},
                _HAND | {Role.SUPERVISOR, Role.LEADER}, turns=Turns.MATTERS, results=DutyResult, hands_over=True),
    SittingKind("TRAINING", _("培训"), f"{_R}第十六条", "INF", _OFFICE, _OFFICE,
                asks=(Field("speaker", _("谁来讲")), Field("hours", _("几个学时"), Kind.INTEGER, least=1, most=80))),
)
# fmt: on
KINDS: Mapping[str, SittingKind] = {row.code: row for row in _ROWS}
PLAN = (
    Field("organ", _("哪个机关"), Kind.PICK, options="own_organs"),
    Field("title", _("题目"), max_length=100, hint=_("只写事由，不写信访人的姓名")),
    Field("held_from", _("哪一天"), Kind.DATE),
    Field("held_to", _("到哪一天（只有一天的不填）"), Kind.DATE, required=False),
    Field("opens", _("几点开始"), hint=_("如 9:00")),
    Field("closes", _("几点结束"), hint=_("如 11:30")),
    Field("place", _("地点")),
    Field("host", _("谁主持、谁带队（写职务）"), max_length=100),
)
MATTER = Field("number", _("信访件编号"), max_length=40, hint=_("只能写您看得到的事项；检举控告件不上会"))
TOPIC = Field(
    "topic",
    _("议题"),
    Kind.LONG_TEXT,
    max_length=500,
    required=False,
    hint=_("没有编号的写议题，不写个人信息"),
)
ITEM = (Field("number", MATTER.label, max_length=40, required=False, hint=MATTER.hint), TOPIC)
OUTSIDER = Field(
    "name",
    _("或者写姓名、职务"),
    max_length=100,
    required=False,
    hint=_("没有账号的人，例如律师、村民代表、听证员"),
)
EXCUSE = (
    Field("who", _("谁回避"), Kind.TEXT, max_length=20),
    Field("reason", _("为什么回避"), max_length=200),
)
CALLED_OFF = Field("reason", _("为什么取消"), max_length=200)
RECORD = Field("record", _("会议情况"), Kind.LONG_TEXT, max_length=4000)
ELECTION = (
    Field("organ", _("哪个机关"), Kind.PICK, options="own_organs"),
    Field("name", _("姓名"), max_length=60),
    _choice("post", _("职务"), CouncilPost),
    Field("elected_on", _("哪一天选出"), Kind.DATE),
    Field("term_ends", _("任期到哪一天"), Kind.DATE),
    Field("votes", _("得了多少票"), Kind.INTEGER, least=1, most=9999),
    Field("voters", _("多少人投票"), Kind.INTEGER, least=1, most=9999),
)


def fields_of(kind: SittingKind) -> tuple[Field, ...]:
    """Everything to state when a sitting of this kind is planned."""
    return (*((MATTER,) if kind.needs_matter else ()), *PLAN, *kind.asks)
