"""The kinds of task: what an organ must do by a date, answer in writing and have cleared (销号) by somebody else.

One row per kind. On a matter each row becomes a step of its own (`rules.acts.tasks`); a kind with `alone` is also
issued without one. Days are our default for the answer where no law gives any (grade INF).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lianxin.rules.codes import Coded, Role
from lianxin.rules.step import Field, Kind, Seat, long_text
from lianxin.rules.wording import gettext_noop as _


class Adoption(Coded):
    """What became of a recommendation (《信访工作条例》第四十条: 书面反馈采纳情况)."""

    ADOPTED = "ADOPTED", _("采纳")
    PARTLY = "PARTLY", _("部分采纳"), "INF"
    NOT_ADOPTED = "NOT_ADOPTED", _("未采纳"), "INF"


class Certified(Coded):
    """What the organ above says of a matter put to it as concluded (审核认定办结)."""

    CERTIFIED = "CERTIFIED", _("认定办结"), "C"
    NOT_CERTIFIED = "NOT_CERTIFIED", _("不予认定"), "C"


class Trigger(Coded):
    """Why a matter is supervised (《信访工作条例》第四十条)."""

    OVERDUE = "OVERDUE", _("超过期限没有办结")
    NO_NOTICE = "NO_NOTICE", _("没有按期书面告知")
    PASSED_AROUND = "PASSED_AROUND", _("推诿：两次以上被退回")
    NO_LAW = "NO_LAW", _("处理意见没有写明依据"), "INF"
    NOT_EXECUTED = "NOT_EXECUTED", _("支持的处理意见没有执行")
    REPEATED = "REPEATED", _("结案以后又提出"), "INF"
    OTHER = "OTHER", _("其他应当督办的情形"), "INF"


class Reporting(Coded):
    """Which report of one urgent event this is."""

    FIRST = "FIRST", _("快报（首报）"), "INF"
    FOLLOW_UP = "FOLLOW_UP", _("续报"), "INF"
    FINAL = "FINAL", _("终报"), "INF"


class Informed(Coded):
    """Who must hear of an urgent matter at once (《信访工作条例》第二十五条)."""

    OWN_COMMITTEE = "OWN_COMMITTEE", _("本级党委")
    OWN_GOVERNMENT = "OWN_GOVERNMENT", _("本级政府")
    DEPARTMENT = "DEPARTMENT", _("有关主管部门")
    CONFERENCE_OFFICE = "CONFERENCE_OFFICE", _("本级信访工作联席会议办公室")
    OFFICE_ABOVE = "OFFICE_ABOVE", _("上一级信访部门")
    NATIONAL_OFFICE = "NATIONAL_OFFICE", _("国家信访局")


NOTICES = (
    "NOTICE_DIRECT",
    "NOTICE_FWD",
    "SIMPLE_ACCEPT",
)  # clocks of the notices a petitioner is owed (第二十二条至第二十四条)
EXECUTION = "EXECUTE"  # the clock of what a supported request promises (第三十二条)
SPONSOR_ENTRY_DAYS = 28  # a sponsored case is entered every month (grade INF)
RETURNS_TOO_OFTEN = 2  # 推诿: the law sets no number (grade INF)

SUPERVISING = frozenset({Role.SUPERVISOR, Role.INSPECTION_COMMISSIONER, Role.LEADER, Role.TRIAGE_OFFICER})
CONFERENCE = frozenset({Role.CONFERENCE_SECRETARY, Role.LEADER})
LEADING = frozenset({Role.LEADER})
HANDLING = frozenset({Role.HANDLER, Role.ORGAN_HEAD, Role.TRIAGE_OFFICER, Role.REGISTRAR})
CLEARING = frozenset(
    {*SUPERVISING, Role.CONFERENCE_SECRETARY, Role.ORGAN_HEAD}
)  # of the issuing organ or above it
GRASSROOTS = frozenset({Role.INFO_OFFICER, Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.SUPERVISOR})


@dataclass(frozen=True)
class TaskKind:
    """One kind. `to` is who must answer: the matter's owner ("owner"), or what is picked of all ("chosen") or of those above."""

    code: str
    action: str  # the step that issues it on a matter
    label: str
    article: str
    roles: frozenset[Role]
    seat: Seat | None = Seat.ABOVE  # on a matter; None: only without one
    alone: bool = False
    to: str = "owner"
    asks: tuple[Field, ...] = ()
    days: int = 15
    paper: str = ""
    reply_paper: str = ""
    grade: str = "A"
    adoption: bool = False  # the answer says whether it was adopted
    certifies: bool = False  # the organ above answers whether the matter is concluded
    money: bool = False  # counted against a budget
    to_the_end: bool = False  # cleared only when its matter is closed (一抓到底), with an entry every month
    passed_on: bool = False  # whoever owes it may hand it to an organ, with a leader and a day
    told: bool = False  # other organs hear of it, and when each has read it is kept

    def due(self, on: date) -> date:
        """The day by which it is to be answered where nobody sets another."""
        return on + timedelta(days=self.days)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Everything to state when it is issued."""
        options = {"chosen": "task_organs", "above": "organs_above"}
        picked = (Field("to", _("由哪个机关办理、答复"), Kind.PICK, options=options.get(self.to, "")),)
        return (*(picked if self.to in options else ()), *self.asks, REQUIREMENT, DUE_ON)


REQUIREMENT = long_text("requirement", _("要求"))
DUE_ON = Field("due_on", _("答复期限"), Kind.DATE)
TRIGGER = Field("trigger", _("督办的理由"), Kind.CHOICE, choices=Trigger)
FINDING, EVIDENCE, ADVICE = (
    long_text("finding", _("发现的问题")),
    long_text("evidence", _("依据和材料")),
    long_text("advice", _("建议")),
)
BUSINESS = Field("business", _("哪一方面"), Kind.PICK, options="businesses")
REGION = Field("region", _("哪个村、社区"), Kind.PICK, options="regions_below")
REGIONS = Field("regions", _("查哪些地方"), Kind.PICKS, options="regions_below")
HARDSHIP = long_text("hardship", _("生活困难的情况"), hint=_("本人愿意并且要求的，才转介"))
_R = "《信访工作条例》"
_MONEY = Field(
    "amount",
    _("金额（元）"),
    Kind.INTEGER,
    least=1,
    most=999_999,
    hint=_("专款专用，写明用途；不得用来换取息访"),
)

# fmt: off
_ROWS = (
    TaskKind("REMINDER", "REMIND", _("催办"), f"{_R}第四十条", SUPERVISING, paper="D35", days=7),
    TaskKind("SUPERVISION", "SUPERVISE", _("督办"), f"{_R}第三十八条、第四十条", SUPERVISING,
             asks=(TRIGGER, long_text("facts", _("基本情况"))), paper="D36", reply_paper="D37"),
    TaskKind("EXECUTION", "URGE_EXECUTION", _("执行督促"), f"{_R}第三十二条", SUPERVISING,
             asks=(Field("opinion_no", _("处理意见书的文号")), long_text("duty", _("应当执行的内容"))), paper="D21"),
    TaskKind("LISTED_SUPERVISION", "LIST", _("挂牌督办"), f"{_R}第三十九条", CONFERENCE | SUPERVISING,
             asks=(TRIGGER, long_text("facts", _("基本情况")), Field("leader", _("挂牌领导"))),
             paper="D36", reply_paper="D37", days=30),
    TaskKind("INTERVIEW", "INTERVIEW", _("约谈"), f"{_R}第三十九条", CONFERENCE, alone=True, to="chosen",
             asks=(Field("whom", _("约谈的单位负责人（职务）")), long_text("facts", _("约谈的事由")))),
    TaskKind("CIRCULAR", "CIRCULATE", _("通报"), f"{_R}第三十九条", CONFERENCE, alone=True, to="chosen",
             asks=(long_text("facts", _("通报的事实")),)),
    TaskKind("RECTIFICATION", "RECTIFY", _("限期整改"), f"{_R}第三十九条", CONFERENCE | SUPERVISING, alone=True,
             to="chosen", asks=(long_text("facts", _("存在的问题")),), days=30, reply_paper="D37"),
    TaskKind("IMPROVE_WORK", "ADVISE_WORK", _("改进工作建议"), f"{_R}第四十条", SUPERVISING, alone=True, to="chosen",
             asks=(FINDING, EVIDENCE, ADVICE), paper="D38", reply_paper="D41", days=30, adoption=True),
    TaskKind("IMPROVE_POLICY", "ADVISE_POLICY", _("完善政策建议"), f"{_R}第四十条", SUPERVISING, alone=True,
             to="chosen", asks=(Field("policy", _("哪一项政策")), FINDING, EVIDENCE, ADVICE),
             paper="D39", reply_paper="D41", days=30, adoption=True),
    TaskKind("PURSUE_LIABILITY", "ADVISE_LIABILITY", _("追究责任建议"), f"{_R}第四十条", SUPERVISING, alone=True,
             to="chosen", asks=(Field("whom", _("单位或者工作人员")), FINDING, EVIDENCE, ADVICE),
             paper="D40", reply_paper="D41", days=30, adoption=True),
    TaskKind("LEADER_INSTRUCTION", "INSTRUCT", _("领导批示"), f"{_R}第十八条",
             LEADING | {Role.TRIAGE_OFFICER, Role.SUPERVISOR}, alone=True, to="chosen",
             asks=(Field("leader", _("批示领导")), long_text("instruction", _("批示内容"))), paper="D44"),
    TaskKind("SPONSORSHIP", "SPONSOR", _("领导包案"), f"{_R}第十八条", LEADING | SUPERVISING,
             asks=(Field("leader", _("包案领导")), Field("team", _("工作专班")), long_text("plan", _("化解方案（一案一策）"))),
             days=30, to_the_end=True),
    TaskKind("TASK_FORCE", "FORM_TASK_FORCE", _("成立专班"), f"{_R}第二十四条", CONFERENCE | SUPERVISING, alone=True,
             to="chosen", asks=(Field("leader", _("负责人")), Field("team", _("组成单位"))), days=30, grade="INF"),
    TaskKind("CONFERENCE_DECISION", "DECIDE_TOGETHER", _("联席会议议定事项"), f"{_R}第十一条至第十三条", CONFERENCE,
             alone=True, to="chosen", asks=(long_text("decision", _("议定的内容")),), days=30),
    TaskKind("DISPATCHED", "DISPATCH", _("调度会交办"), f"{_R}第三十九条", CONFERENCE | SUPERVISING, alone=True,
             to="chosen", days=15, grade="INF"),
    TaskKind("COUNCIL_ADVICE", "PASS_ADVICE", _("评议意见交办"), f"{_R}第三十一条", HANDLING,
             Seat.INVOLVED, alone=True, to="chosen", asks=(long_text("advice", _("评议的意见")),), days=15, grade="INF"),
    TaskKind("URGENT_REPORT", "REPORT_URGENT", _("重大紧急信访信息"), f"{_R}第二十五条",
             HANDLING | SUPERVISING, Seat.INVOLVED, alone=True, to="chosen", days=1, told=True,
             asks=(Field("stage", _("哪一次报告"), Kind.CHOICE, choices=Reporting),
                   Field("recipients", _("同时发给"), Kind.PICKS, required=False, options="told_organs",
                         hint=_("系统内的机关；谁在什么时候看的会记下来")),
                   Field("follows", _("接着哪一次报告"), Kind.PICK, required=False, options="urgent_reports",
                         hint=_("续报、终报选前一次")),
                   Field("informed", _("报告给谁"), Kind.PICKS, options="informed",
                         hint=_("地方信访部门要同时报告上一级信访部门和国家信访局；不得迟报、漏报、瞒报")),
                   Field("held_at", _("发生的时间")), Field("place", _("地点")),
                   Field("persons", _("大约多少人"), Kind.INTEGER, least=1, most=99_999),
                   long_text("demand", _("诉求")), long_text("cause", _("起因")), long_text("measures", _("已经采取的措施")),
                   Field("at_scene", _("到场的负责人"), required=False), long_text("next", _("下一步")))),
    TaskKind("ASSISTANCE", "REFER_ASSISTANCE", _("社会救助、司法救助转介"), f"{_R}第三十七条", HANDLING,
             Seat.INVOLVED, to="chosen", asks=(HARDSHIP, Field("programme", _("哪一类救助")))),
    TaskKind("LEGAL_AID", "REFER_LEGAL_AID", _("法律援助转介"), f"{_R}第三十七条", HANDLING, Seat.INVOLVED,
             to="chosen", asks=(HARDSHIP,), grade="INF"),
    TaskKind("SPECIAL_FUND", "ASK_FUND", _("信访专项资金"), f"{_R}第十六条", HANDLING, Seat.INVOLVED, to="chosen",
             asks=(_MONEY, long_text("purpose", _("用途"))), grade="INF", money=True),
    TaskKind("ACCOUNTABILITY", "PURSUE", _("责任倒查"), f"{_R}第四十二条至第四十六条", SUPERVISING, alone=True,
             to="chosen", asks=(FINDING, EVIDENCE), days=30),
    TaskKind("CERTIFICATION", "ASK_CERTIFICATION", _("审核认定办结"), f"{_R}第三十六条", HANDLING, Seat.OWNER, to="above",
             asks=(long_text("chain", _("处理、复查、复核的经过")), long_text("petitioner_view", _("信访人现在的意见"))), days=30,
             reply_paper="D53", grade="C", certifies=True),
    TaskKind("SCREENING_ITEM", "", _("排查出的问题"), f"{_R}第五条、第十五条", GRASSROOTS, None, alone=True, to="chosen",
             asks=(long_text("problem", _("什么问题"), hint=_("只写问题，不写人")), BUSINESS, REGION, Field("place", _("在哪里")),
                   Field("urgent", _("紧急"), Kind.YES, required=False)), days=30, grade="INF", passed_on=True),
    TaskKind("SCREENING_ROUND", "", _("布置排查"), f"{_R}第五条、第十五条", SUPERVISING, None, alone=True, to="chosen",
             asks=(BUSINESS, REGIONS), days=15, grade="INF"),
    TaskKind("RESPONSIBILITY", "", _("责任书"), f"{_R}第五条", LEADING | CONFERENCE, None, alone=True, to="chosen",
             asks=(Field("year", _("年度"), Kind.INTEGER, least=2005, most=2100),), days=30, grade="INF"),
)
# fmt: on
TASKS: dict[str, TaskKind] = {row.code: row for row in _ROWS}
# What other steps leave behind: nobody issues these for themselves.
FOLLOWING: dict[str, TaskKind] = {
    row.code: row
    for row in (
        TaskKind("CO_HANDLE", "", _("协同办理"), f"{_R}第二十四条", frozenset(), None),
        TaskKind("UNSOLVED", "", _("信访人反映没有解决"), f"{_R}第三十二条", frozenset(), None, grade="INF"),
        TaskKind(
            "REDELIVER",
            "",
            _("再次送达"),
            "参照《民事诉讼法》第八十八条",
            frozenset(),
            None,
            days=7,
            grade="INF",
        ),
    )
}
BY_ACTION: dict[str, TaskKind] = {row.action: row for row in _ROWS if row.action}


HAND_OVER = (
    Field("to", _("交给哪个机关"), Kind.PICK, options="task_organs"),
    Field("leader", _("哪位领导负责")),
    Field("due_on", _("办结期限"), Kind.DATE),
)
PROGRESS = (
    Field("progress", _("这个月的进展"), Kind.LONG_TEXT, max_length=2000),
    Field("next", _("下一步"), Kind.LONG_TEXT, max_length=1000, required=False),
)


# Of an answer's fields: which are asked only by kinds of this mark.
_MARKS = {"adoption": "adoption", "granted": "money", "certified": "certifies"}


def unasked(kinds: Iterable[TaskKind]) -> frozenset[str]:
    """The fields of an answer that none of these kinds asks for."""
    marks = {mark for kind in kinds for mark in _MARKS.values() if getattr(kind, mark)}
    return frozenset(name for name, mark in _MARKS.items() if mark not in marks)


def kind_of(code: str) -> TaskKind:
    """The row of a kind, issued or left behind by a step. Raises KeyError."""
    return TASKS.get(code) or FOLLOWING[code]


# What a petitioner's "not solved" makes is answered and cleared like any other.
CHASED = frozenset(TASKS) | {"UNSOLVED"}
BY_LETTER = frozenset(
    code for code, row in TASKS.items() if row.reply_paper
)  # answered by a paper of the organ
