"""Everything that can be done to a matter: one row per step, each with its article.

A row says from which states, by whom and in which seat, what must be stated, which clocks stop and start,
which paper it makes and how the timeline tells it. Guard, permission, button, form and API all read this row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from lianxin.rules.codes import Coded, LegalClass, Outcome, Rating, ReviewOutcome, Role
from lianxin.rules.states import State as S
from lianxin.rules.wording import gettext_noop as _


class Seat(StrEnum):
    """Where the person who acts must sit, relative to the matter."""

    OWNER = "OWNER"  # the organ that now answers for it
    SENDER = "SENDER"  # the organ that forwarded it
    OFFICE = "OFFICE"  # the organ that registered it
    CO_HANDLER = "CO_HANDLER"
    ABOVE = "ABOVE"  # an organ above the owner on the tree
    INVOLVED = "INVOLVED"  # any of the above
    PETITIONER = "PETITIONER"  # a party, or a clerk of an involved organ for a letter or a visit


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "TEXT"
    LONG_TEXT = "LONG_TEXT"
    DATE = "DATE"
    INTEGER = "INTEGER"
    YES = "YES"
    CHOICE = "CHOICE"
    PICK = "PICK"  # one of the options named by `options`, looked up for this matter and actor
    PICKS = "PICKS"
    REQUESTS = "REQUESTS"  # one group of `each` per request line


@dataclass(frozen=True)
class Field:
    """One thing a step must be told; `name` is its key in facts, form and API."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    hint: str = ""
    choices: type[Coded] | None = None
    options: str = ""
    max_length: int = 200
    each: tuple[Field, ...] = ()
    least: int = 1
    most: int = 90


class Cited(Coded):
    """A code list whose members each cite an article."""

    article: str

    def __new__(cls, code: str, label: str, article: str, grade: str = "INF") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label, member.article, member.grade = label, article, grade
        return member


class Method(Cited):
    """How a paper reaches a person; the articles of 《民事诉讼法》 apply by analogy."""

    IN_PERSON = "IN_PERSON", _("当面送达"), "参照《民事诉讼法》第八十八条"
    LEFT_AT = "LEFT_AT", _("留置送达"), "参照《民事诉讼法》第八十九条"
    ELECTRONIC = "ELECTRONIC", _("电子送达（已征得同意）"), "参照《民事诉讼法》第九十条"
    MAIL = "MAIL", _("挂号邮寄"), "参照《民事诉讼法》第九十一条"
    ENTRUST = "ENTRUST", _("委托送达"), "参照《民事诉讼法》第九十一条"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", _("公告送达（发布后三十日视为送达）"), "参照《民事诉讼法》第九十五条"


class Mode(Coded):
    """How a matter is sent on."""

    FORWARD = "FORWARD", _("转送")
    ASSIGN = "ASSIGN", _("交办（须报告结果）")
    LITIGATION = "LITIGATION", _("转送政法部门（涉法涉诉）")


class Procedure(Coded):
    """Ordinary or simplified handling."""

    ORDINARY = "ORDINARY", _("普通程序")
    SIMPLIFIED = "SIMPLIFIED", _("简易办理"), "B"


class DeclineReason(Cited):
    """Why a matter is not accepted (受理状态表); each says its source."""

    PENDING_ELSEWHERE = (
        "PENDING_ELSEWHERE",
        _("同一事项已由有权机关受理、正在办理，期限未满"),
        "《信访工作条例》第十九条",
        "A",
    )
    REVIEW_OPEN = (
        "REVIEW_OPEN",
        _("已有处理（复查）意见，应当申请复查、复核而未申请"),
        "《信访工作条例》第三十五条、第三十六条",
        "B",
    )
    OTHER_POWER = (
        "OTHER_POWER",
        _("属于人大、法院、检察院职权范围"),
        "《信访工作条例》第三十一条",
        "B",
    )
    FINAL = ("FINAL", _("已有复核意见，仍以同一事实和理由提出"), "《信访工作条例》第三十六条", "A")


@dataclass(frozen=True)
class Step:
    """One row: an act, its law and its consequences."""

    action: str
    label: str
    article: str
    start: frozenset[S]
    to: S | Mapping[S, S] | None  # None: the state stays
    seat: Seat
    roles: frozenset[Role]
    said: str  # the timeline's sentence, with gaps named after facts
    fields: tuple[Field, ...] = ()
    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    paper: str = ""
    public: bool = True  # shown to the petitioner
    told: bool = False  # and sent to them as a notice
    hint: str = ""
    primary: bool = False  # the main button of its states

    def target(self, state: S) -> S:
        """The state after this step, taken in `state`."""
        if self.to is None:
            return state
        return self.to if isinstance(self.to, S) else self.to[state]


# ruff: noqa: E501 - the table reads best with one fact per line
_REASON = Field("reason", _("理由"), Kind.LONG_TEXT, max_length=2000)
_NOTE = Field("note", _("说明"), Kind.LONG_TEXT, required=False, max_length=2000)
_FILED = Field("filed_on", _("提出日期"), Kind.DATE, required=False, hint=_("来信以邮戳日为准；不填为今天"))
_TRIAGE = frozenset({Role.TRIAGE_OFFICER, Role.REGISTRAR})
_DESK = frozenset({Role.TRIAGE_OFFICER})
_HAND = frozenset({Role.HANDLER, Role.ORGAN_HEAD})
_HEAD = frozenset({Role.ORGAN_HEAD})
_REVIEW = frozenset({Role.REVIEWER, Role.REREVIEWER})
_BEFORE_ACCEPTANCE = frozenset({S.REGISTERED, S.RECEIVED, S.ROUTED})
_WITH_PETITIONER = frozenset({S.OPINION_SERVED, S.REVIEW_SERVED})
_OPEN_TO_PETITIONER = frozenset(S) - {S.CLOSED, S.JOINED, S.FINAL, S.WITHDRAWN, S.SETTLED}
_AT_WORK = frozenset({S.RECEIVED, S.ROUTED, S.HANDLING, S.IN_REVIEW, S.IN_REREVIEW})
_ALL = frozenset(S)

_OPINION_FIELDS = (
    Field(
        "received", _("收到情况"), Kind.LONG_TEXT, hint=_("何时从何处收到，提出了哪些诉求"), max_length=2000
    ),
    Field("found", _("查明的事实和证据"), Kind.LONG_TEXT, max_length=8000),
    Field(
        "requests",
        _("逐项答复诉求"),
        Kind.REQUESTS,
        each=(
            Field("outcome", _("处理结果"), Kind.CHOICE, choices=Outcome),
            Field("answer", _("答复"), Kind.LONG_TEXT, max_length=4000),
            Field("law", _("依据的法律、法规、政策"), Kind.TEXT, max_length=1000),
            Field(
                "executor",
                _("执行单位"),
                Kind.TEXT,
                required=False,
                hint=_("支持或部分支持的，写明由谁执行"),
            ),
            Field("execute_by", _("执行期限"), Kind.DATE, required=False),
        ),
    ),
)
_REVIEW_FIELDS = (
    Field("found", _("复查（复核）查明的事实"), Kind.LONG_TEXT, max_length=8000),
    Field("law", _("依据的法律、法规、政策"), Kind.LONG_TEXT, max_length=2000),
    Field("review_outcome", _("结论"), Kind.CHOICE, choices=ReviewOutcome),
    Field("answer", _("对诉求的答复"), Kind.LONG_TEXT, max_length=8000),
)

_ROWS = (
    Step(
        "REGISTER",
        _("登记"),
        "《信访工作条例》第二十二条、第二十三条",
        frozenset(),
        {},
        Seat.OFFICE,
        frozenset({Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.HANDLER}),
        _("{organ}收到并登记了您的信访件（{channel}）"),
    ),
    # ---- triage -------------------------------------------------------------------------------------
    Step(
        "CLASSIFY",
        _("分类登记"),
        "《信访工作条例》第二十二条、第三十一条",
        _BEFORE_ACCEPTANCE | {S.HANDLING},
        None,
        Seat.OWNER,
        _DESK | {Role.REGISTRAR, Role.HANDLER, Role.DISCIPLINE_DESK},
        _("{organ}对诉求作了分类"),
        (
            Field("category", _("内容分类"), Kind.PICK, options="categories"),
            Field("region", _("问题属地"), Kind.PICK, options="regions"),
            Field(
                "requests",
                _("每项诉求的性质"),
                Kind.REQUESTS,
                each=(Field("legal_class", _("性质"), Kind.CHOICE, choices=LegalClass),),
            ),
            Field(
                "complained_organ",
                _("被反映的机关"),
                Kind.PICK,
                required=False,
                options="all_organs",
                hint=_("检举控告的，该机关及其下级和工作人员都看不到本件"),
            ),
            Field(
                "complained_account",
                _("被反映的工作人员"),
                Kind.PICK,
                required=False,
                options="all_staff",
                hint=_("该人员应当回避，看不到本件"),
            ),
            Field("litigation", _("涉法涉诉"), Kind.YES, required=False),
            Field("urgent", _("重大、紧急"), Kind.YES, required=False),
        ),
        public=False,
    ),
    Step(
        "SPLIT",
        _("分出检举控告部分"),
        "《信访工作条例》第三十条",
        _BEFORE_ACCEPTANCE,
        None,
        Seat.OWNER,
        _DESK | {Role.HANDLER},
        _("其中的检举控告部分已另行密件办理"),
        (
            Field("lines", _("属于检举控告的诉求"), Kind.PICKS, options="requests"),
            Field(
                "redacted",
                _("其余部分的正文（去掉检举控告内容）"),
                Kind.LONG_TEXT,
                max_length=20000,
                hint=_("转送时只附这一份；原文封存在密件中"),
            ),
            Field("complained_organ", _("被反映的机关"), Kind.PICK, required=False, options="all_organs"),
            Field(
                "complained_account", _("被反映的工作人员"), Kind.PICK, required=False, options="all_staff"
            ),
        ),
        guards=("is_ordinary",),
    ),
    Step(
        "FORWARD",
        _("转送、交办"),
        "《信访工作条例》第二十二条、第二十三条",
        frozenset({S.REGISTERED, S.RECEIVED, S.ROUTED}),
        S.ROUTED,
        Seat.OWNER,
        _DESK | {Role.ORGAN_HEAD},
        _("{organ}已将您的事项{mode}到{to}"),
        (
            Field("to", _("有权处理的机关"), Kind.PICK, options="forwardable"),
            Field("mode", _("方式"), Kind.CHOICE, choices=Mode),
            Field("procedure", _("建议程序"), Kind.CHOICE, choices=Procedure, required=False),
            Field("report_by", _("报告结果的期限"), Kind.DATE, required=False, hint=_("交办的必填")),
            Field(
                "reason",
                _("确定由该机关办理的理由"),
                Kind.LONG_TEXT,
                max_length=2000,
                hint=_("属地、层级、职能三方面"),
            ),
        ),
        stops=(
            "ROUTE",
            "REROUTE",
            "NOTICE_DIRECT",
            "NOTICE_FWD",
            "OBJECTION",
            "SIMPLE_ACCEPT",
            "SIMPLE_RELAY",
        ),
        starts=("NOTICE_FWD", "OBJECTION"),
        guards=("is_classified", "is_ordinary"),
        paper="D04",
        told=True,
        primary=True,
    ),
    Step(
        "REFER_DISCIPLINE",
        _("移送有权处理检举控告的机关"),
        "《信访工作条例》第二十二条、第三十条",
        frozenset({S.REGISTERED, S.RECEIVED}),
        S.REFERRED,
        Seat.OWNER,
        _DESK | {Role.DISCIPLINE_DESK},
        _("已移送有权处理检举控告的机关"),
        (
            Field("to", _("受理机关"), Kind.PICK, options="discipline_organs"),
            Field("reason", _("移送理由"), Kind.LONG_TEXT, max_length=2000),
        ),
        stops=("ROUTE", "NOTICE_DIRECT"),
        starts=("DI_NOTICE",),
        guards=("is_classified", "is_sealed"),
        told=True,
        primary=True,
    ),
    Step(
        "DI_ACCEPT",
        _("受理检举控告"),
        "《纪检监察机关处理检举控告工作规则》",
        frozenset({S.REFERRED}),
        S.IN_DISCIPLINE,
        Seat.OWNER,
        frozenset({Role.DISCIPLINE_DESK}),
        _("已受理"),
        (_NOTE,),
        stops=("DI_NOTICE",),
        starts=("DI_HANDLE",),
        paper="D19",
        told=True,
        primary=True,
    ),
    Step(
        "DI_CONCLUDE",
        _("反馈办理结果"),
        "《纪检监察机关处理检举控告工作规则》",
        frozenset({S.IN_DISCIPLINE}),
        S.CLOSED,
        Seat.OWNER,
        frozenset({Role.DISCIPLINE_DESK}),
        _("已反馈办理结果"),
        (Field("answer", _("反馈内容"), Kind.LONG_TEXT, max_length=4000),),
        stops=("DI_HANDLE",),
        paper="D19",
        told=True,
        primary=True,
    ),
    Step(
        "ASK_ACCUSER",
        _("向检举人提问"),
        "《信访工作条例》第三十条",
        frozenset({S.REGISTERED, S.REFERRED, S.IN_DISCIPLINE}),
        None,
        Seat.OWNER,
        frozenset({Role.DISCIPLINE_DESK, Role.TRIAGE_OFFICER}),
        _("请您补充：{question}"),
        (Field("question", _("问题"), Kind.LONG_TEXT, max_length=2000),),
        guards=("is_sealed",),
        told=True,
    ),
    Step(
        "OPEN_IDENTITY",
        _("启封检举人身份"),
        "《信访工作条例》第三十条、第四十六条",
        frozenset({S.REGISTERED, S.REFERRED, S.IN_DISCIPLINE}),
        None,
        Seat.OWNER,
        frozenset({Role.CUSTODIAN}),
        _("经批准启封检举人身份"),
        (
            Field("reason", _("书面理由"), Kind.LONG_TEXT, max_length=2000),
            Field("for_account", _("允许查看的人"), Kind.PICK, options="staff_here"),
        ),
        guards=("is_sealed",),
        public=False,
    ),
    Step(
        "GUIDE",
        _("告知其他法定途径"),
        "《信访工作条例》第二十三条、第三十一条",
        _BEFORE_ACCEPTANCE,
        S.ANSWERED,
        Seat.OWNER,
        _DESK | _HAND,
        _("您的诉求应当通过{road}解决，已告知向{where}提出"),
        (
            Field("road", _("法定途径"), Kind.PICK, options="pathways"),
            Field("where", _("向哪个机关提出"), Kind.TEXT, max_length=200),
            Field("answer", _("向信访人的说明"), Kind.LONG_TEXT, max_length=4000),
        ),
        stops=("ROUTE", "REROUTE", "NOTICE_DIRECT", "NOTICE_FWD", "OBJECTION", "SIMPLE_ACCEPT"),
        starts=("SERVE",),
        paper="D10",
        told=True,
    ),
    Step(
        "DECLINE",
        _("不予受理"),
        "《信访工作条例》第十九条、第三十六条",
        _BEFORE_ACCEPTANCE,
        S.ANSWERED,
        Seat.OWNER,
        _DESK | _HAND,
        _("{organ}决定不予受理：{ground}"),
        (
            Field("ground", _("不予受理的情形"), Kind.CHOICE, choices=DeclineReason),
            Field(
                "reason", _("事实和理由"), Kind.LONG_TEXT, max_length=2000, hint=_("逐项写明；与原事项比较")
            ),
            Field(
                "what_remains",
                _("信访人现在可以做什么"),
                Kind.LONG_TEXT,
                max_length=2000,
                hint=_("写明途径、机关和期限"),
            ),
        ),
        stops=("ROUTE", "REROUTE", "NOTICE_DIRECT", "NOTICE_FWD", "OBJECTION", "SIMPLE_ACCEPT"),
        starts=("SERVE",),
        guards=("is_ordinary",),
        paper="D11",
        told=True,
    ),
    Step(
        "REPLY",
        _("答复建议、咨询"),
        "《信访工作条例》第二十九条",
        _BEFORE_ACCEPTANCE | {S.HANDLING},
        S.ANSWERED,
        Seat.OWNER,
        _DESK | _HAND,
        _("{organ}已答复"),
        (
            Field(
                "requests",
                _("逐项答复"),
                Kind.REQUESTS,
                each=(
                    Field("outcome", _("采纳情况"), Kind.CHOICE, choices=Outcome),
                    Field("answer", _("答复"), Kind.LONG_TEXT, max_length=4000),
                ),
            ),
        ),
        stops=(
            "ROUTE",
            "REROUTE",
            "NOTICE_DIRECT",
            "NOTICE_FWD",
            "OBJECTION",
            "SIMPLE_ACCEPT",
            "HANDLE",
            "SIMPLE_HANDLE",
            "SUGGESTION_REPLY",
        ),
        starts=("SERVE",),
        guards=("may_be_replied",),
        paper="D18",
        told=True,
    ),
    Step(
        "JOIN",
        _("并入同一事项"),
        "《信访工作条例》第十九条",
        _BEFORE_ACCEPTANCE,
        S.JOINED,
        Seat.OWNER,
        _DESK | {Role.REGISTRAR, Role.HANDLER},
        _("与{lead}同一事项，一并办理；您的编号、期限和权利不变"),
        (
            Field("lead", _("先收到的事项编号"), Kind.TEXT, max_length=40),
            Field("relation", _("关系"), Kind.PICK, options="join_relations"),
            _REASON,
        ),
        stops=("ROUTE", "REROUTE", "NOTICE_DIRECT", "NOTICE_FWD", "OBJECTION", "SIMPLE_ACCEPT"),
        guards=("is_ordinary",),
        told=True,
    ),
    Step(
        "UNJOIN",
        _("撤销并案"),
        "《信访工作条例》第十九条",
        frozenset({S.JOINED}),
        S.REGISTERED,
        Seat.INVOLVED,
        _DESK | {Role.REGISTRAR, Role.HANDLER},
        _("撤销并案，恢复单独办理"),
        (_REASON,),
        told=True,
    ),
    Step(
        "RELATE",
        _("关联其他事项"),
        "《信访工作条例》第三十六条",
        _ALL - {S.CLOSED},
        None,
        Seat.INVOLVED,
        _DESK | _HAND | {Role.REGISTRAR},
        _("与{lead}关联：{relation}"),
        (
            Field("lead", _("另一事项编号"), Kind.TEXT, max_length=40),
            Field("relation", _("关系"), Kind.PICK, options="link_relations"),
            _REASON,
        ),
        public=False,
    ),
    Step(
        "UNRELATE",
        _("撤销关联"),
        "《信访工作条例》第三十六条",
        _ALL - {S.CLOSED},
        None,
        Seat.INVOLVED,
        _DESK | _HAND | {Role.REGISTRAR},
        _("撤销与{lead}的关联"),
        (Field("lead", _("另一事项编号"), Kind.TEXT, max_length=40), _REASON),
        public=False,
    ),
    # ---- at the responsible organ --------------------------------------------------------------------
    Step(
        "TAKE",
        _("指定承办人"),
        "《信访工作条例》第二十八条",
        _ALL - {S.CLOSED, S.JOINED},
        None,
        Seat.OWNER,
        _HAND | _DESK | _REVIEW | {Role.DISCIPLINE_DESK},
        _("承办人已确定"),
        (
            Field("handler", _("承办人"), Kind.PICK, options="staff_here"),
            Field(
                "no_interest",
                _("承办人与本事项、信访人没有直接利害关系"),
                Kind.YES,
                hint=_("有直接利害关系的应当回避"),
            ),
        ),
        public=False,
    ),
    Step(
        "ACCEPT",
        _("受理并告知"),
        "《信访工作条例》第二十三条、第三十四条",
        frozenset({S.RECEIVED, S.ROUTED}),
        S.HANDLING,
        Seat.OWNER,
        _HAND,
        _("{organ}已受理，将在{handle_by}前书面答复您"),
        (
            Field("procedure", _("办理程序"), Kind.CHOICE, choices=Procedure),
            Field("method", _("告知书送达方式"), Kind.CHOICE, choices=Method),
            _NOTE,
        ),
        stops=("NOTICE_DIRECT", "NOTICE_FWD", "OBJECTION", "SIMPLE_ACCEPT", "SIMPLE_RELAY"),
        starts=("HANDLE",),
        guards=("is_classified", "is_ordinary", "not_petition_office", "needs_handling"),
        paper="D09",
        told=True,
        primary=True,
    ),
    Step(
        "OBJECT",
        _("提出异议、申请退回"),
        "《信访工作条例》第二十三条",
        frozenset({S.ROUTED}),
        S.OBJECTED,
        Seat.OWNER,
        _HAND | _DESK,
        _("{organ}认为不属于其职权范围，已提出异议"),
        (
            Field("reason", _("详细理由"), Kind.LONG_TEXT, max_length=4000),
            Field("basis", _("职权依据"), Kind.TEXT, max_length=1000),
            Field("suggested", _("建议由哪个机关办理"), Kind.PICK, required=False, options="all_organs"),
        ),
        stops=("OBJECTION",),
        starts=("RESOLVE_OBJECTION",),
        guards=("within_objection",),
        paper="D07",
    ),
    Step(
        "AGREE_OBJECTION",
        _("同意退回"),
        "《信访工作条例》第二十三条",
        frozenset({S.OBJECTED}),
        S.REGISTERED,
        Seat.SENDER,
        _DESK | _HEAD,
        _("{organ}同意退回，重新确定办理机关"),
        (_REASON,),
        stops=("RESOLVE_OBJECTION", "NOTICE_FWD", "SIMPLE_ACCEPT", "ASSIGN_REPORT"),
        starts=("REROUTE",),
        paper="D08",
        told=True,
        primary=True,
        hint=_("第三次退回时，自动提请共同的上级机关决定（第二十四条）"),
    ),
    Step(
        "KEEP_OBJECTION",
        _("不同意退回"),
        "《信访工作条例》第二十三条",
        frozenset({S.OBJECTED}),
        S.ROUTED,
        Seat.SENDER,
        _DESK | _HEAD,
        _("{organ}核实后认为仍应由{to}办理"),
        (_REASON,),
        stops=("RESOLVE_OBJECTION",),
        paper="D08",
    ),
    Step(
        "DISPUTE",
        _("提请共同的上级机关决定"),
        "《信访工作条例》第二十四条",
        frozenset({S.ROUTED, S.OBJECTED}),
        S.DISPUTED,
        Seat.INVOLVED,
        _DESK | _HEAD,
        _("办理机关有争议，已提请共同的上级机关决定"),
        (_REASON,),
        stops=("RESOLVE_OBJECTION", "OBJECTION"),
        starts=("SETTLE_COMPETENCE",),
        guards=("objection_refused",),
    ),
    Step(
        "DECIDE_COMPETENCE",
        _("决定办理机关"),
        "《信访工作条例》第二十四条",
        frozenset({S.DISPUTED}),
        S.ROUTED,
        Seat.OWNER,
        _DESK | _HEAD,
        _("共同的上级机关决定由{to}办理"),
        (Field("to", _("由哪个机关办理"), Kind.PICK, options="forwardable"), _REASON),
        stops=("SETTLE_COMPETENCE", "NOTICE_FWD", "SIMPLE_ACCEPT"),
        starts=("NOTICE_FWD",),
        told=True,
        primary=True,
    ),
    Step(
        "CONVERT",
        _("转为普通程序"),
        "《信访事项简易办理办法》",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        _HAND,
        _("不宜简易办理，转为普通程序；期限自首次受理之日起算"),
        (_REASON,),
        stops=("SIMPLE_HANDLE",),
        starts=("HANDLE",),
        guards=("is_simplified",),
        told=True,
    ),
    Step(
        "EVIDENCE",
        _("登记调查和证据"),
        "《信访工作条例》第三十一条",
        frozenset({S.HANDLING, S.IN_REVIEW, S.IN_REREVIEW}),
        None,
        Seat.OWNER,
        _HAND | _REVIEW,
        _("已开展调查核实"),
        (
            Field("title", _("名称"), max_length=200),
            Field("source", _("来源"), max_length=200),
            Field("content", _("内容"), Kind.LONG_TEXT, max_length=8000),
        ),
    ),
    Step(
        "ASK_CO_HANDLER",
        _("商请协办"),
        "《信访工作条例》第二十四条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        _HAND,
        _("已商请{to}协助办理"),
        (
            Field("to", _("协办机关"), Kind.PICK, options="co_handlers"),
            Field("ask", _("需要协办的事"), Kind.LONG_TEXT, max_length=2000),
            Field("due_on", _("答复期限"), Kind.DATE),
        ),
        guards=("is_ordinary",),
    ),
    Step(
        "CO_ANSWER",
        _("协办答复"),
        "《信访工作条例》第二十四条",
        frozenset({S.HANDLING, S.OPINION_ISSUED, S.OPINION_SERVED}),
        None,
        Seat.CO_HANDLER,
        _HAND | _DESK,
        _("{organ}已提供协办意见"),
        (Field("answer", _("协办意见"), Kind.LONG_TEXT, max_length=4000),),
        guards=("has_co_task",),
        public=False,
    ),
    Step(
        "ASK_MATERIAL",
        _("请信访人补充材料"),
        "《信访工作条例》第十九条",
        _AT_WORK,
        None,
        Seat.OWNER,
        _HAND | _DESK | _REVIEW,
        _("请您在{by}前补充：{missing}（不补充不影响期限）"),
        (
            Field("missing", _("缺少的材料"), Kind.LONG_TEXT, max_length=2000),
            Field("by", _("请在何日前补充"), Kind.DATE),
        ),
        paper="D13",
        told=True,
    ),
    Step(
        "MEDIATE",
        _("记录调解"),
        "《信访工作条例》第三十三条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        _HAND | {Role.MEDIATOR},
        _("进行了调解"),
        (
            Field("consent", _("双方同意调解"), Kind.YES),
            Field("record", _("调解经过"), Kind.LONG_TEXT, max_length=4000),
        ),
    ),
    Step(
        "SETTLE",
        _("达成和解、调解协议"),
        "《信访工作条例》第三十三条",
        frozenset({S.HANDLING}),
        S.SETTLED,
        Seat.OWNER,
        _HAND,
        _("各方达成协议"),
        (
            Field("consent", _("双方自愿，已书面签字"), Kind.YES),
            Field("terms", _("协议内容"), Kind.LONG_TEXT, max_length=8000),
            Field("perform_by", _("履行期限"), Kind.DATE),
        ),
        stops=("HANDLE", "SIMPLE_HANDLE"),
        starts=("CLOSE",),
        paper="D20",
        told=True,
    ),
    Step(
        "ASK_EXTENSION",
        _("申请延长期限"),
        "《信访工作条例》第三十四条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        frozenset({Role.HANDLER}),
        _("承办人申请延长期限"),
        (Field("days", _("延长日数"), Kind.INTEGER, most=30), _REASON),
        guards=("is_ordinary_procedure", "extension_left"),
        public=False,
    ),
    Step(
        "EXTEND",
        _("批准延长期限"),
        "《信访工作条例》第三十四条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        _HEAD,
        _("情况复杂，经本机关负责人批准延长{days}日，至{handle_by}。理由：{reason}"),
        (Field("days", _("延长日数"), Kind.INTEGER, most=30, hint=_("累计不超过三十日")), _REASON),
        guards=("is_ordinary_procedure", "extension_left", "handle_not_lapsed"),
        paper="D16",
        told=True,
    ),
    Step(
        "DRAFT_OPINION",
        _("起草处理意见书"),
        "《信访工作条例》第三十二条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        _HAND,
        _("处理意见已起草"),
        _OPINION_FIELDS,
        public=False,
        primary=True,
    ),
    Step(
        "CHECK_OPINION",
        _("审核处理意见书"),
        "《信访工作条例》第三十二条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        _HAND,
        _("处理意见已审核"),
        (
            Field(
                "override", _("仍有缺项时，说明为何可以签发"), Kind.LONG_TEXT, required=False, max_length=1000
            ),
            _NOTE,
        ),
        guards=("opinion_drafted", "not_drafter"),
        public=False,
    ),
    Step(
        "SIGN_OPINION",
        _("签发处理意见书"),
        "《信访工作条例》第三十二条、第三十四条",
        frozenset({S.HANDLING}),
        S.OPINION_ISSUED,
        Seat.OWNER,
        _HEAD,
        _("{organ}已作出处理意见"),
        (_NOTE,),
        stops=("HANDLE", "SIMPLE_HANDLE", "ASSIGN_REPORT"),
        starts=("SERVE",),
        guards=("opinion_checked",),
        paper="D17",
        primary=True,
    ),
    Step(
        "SERVE",
        _("送达"),
        "《信访工作条例》第三十五条、第三十六条",
        frozenset({S.OPINION_ISSUED, S.REVIEW_ISSUED, S.REREVIEW_ISSUED, S.ANSWERED}),
        {
            S.OPINION_ISSUED: S.OPINION_SERVED,
            S.REVIEW_ISSUED: S.REVIEW_SERVED,
            S.REREVIEW_ISSUED: S.FINAL,
            S.ANSWERED: S.CLOSED,
        },
        Seat.OWNER,
        _HAND | _DESK | _REVIEW | {Role.REGISTRAR},
        _("{paper}已送达（{method}），送达日期{served_on}"),
        (
            Field(
                "recipients",
                _("送达哪几位"),
                Kind.PICKS,
                options="unserved",
                hint=_("联名、并案的每一位各自送达，期限各自起算"),
            ),
            Field("method", _("送达方式"), Kind.CHOICE, choices=Method),
            Field(
                "served_on",
                _("送达日期"),
                Kind.DATE,
                hint=_("以送达回证上的日期为准；公告送达填发布日期"),
            ),
            Field("proof", _("回证、回执说明"), Kind.LONG_TEXT, required=False, max_length=1000),
        ),
        stops=("SERVE",),
        guards=("has_unserved",),
        told=True,
        primary=True,
    ),
    # ---- review and re-review ------------------------------------------------------------------------
    Step(
        "APPLY_REVIEW",
        _("申请复查"),
        "《信访工作条例》第三十五条",
        frozenset({S.OPINION_SERVED, S.IN_REVIEW}),
        S.IN_REVIEW,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.REVIEWER}),
        _("已向{to}申请复查"),
        (
            Field("reason", _("不同意处理意见的哪些地方，理由是什么"), Kind.LONG_TEXT, max_length=8000),
            _FILED,
        ),
        stops=("REVIEW_APPLY", "CLOSE"),
        starts=("REVIEW",),
        guards=("window_open",),
        paper="D23",
        told=True,
        primary=True,
    ),
    Step(
        "SIGN_REVIEW",
        _("作出复查意见"),
        "《信访工作条例》第三十五条",
        frozenset({S.IN_REVIEW}),
        S.REVIEW_ISSUED,
        Seat.OWNER,
        frozenset({Role.REVIEWER}),
        _("{organ}作出复查意见：{review_outcome}"),
        _REVIEW_FIELDS,
        stops=("REVIEW",),
        starts=("SERVE",),
        guards=("no_part_below",),
        paper="D25",
        primary=True,
    ),
    Step(
        "APPLY_REREVIEW",
        _("申请复核"),
        "《信访工作条例》第三十六条",
        frozenset({S.REVIEW_SERVED, S.IN_REREVIEW}),
        S.IN_REREVIEW,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.REVIEWER, Role.REREVIEWER}),
        _("已向{to}申请复核"),
        (
            Field("reason", _("不同意复查意见的哪些地方，理由是什么"), Kind.LONG_TEXT, max_length=8000),
            _FILED,
        ),
        stops=("REREVIEW_APPLY", "CLOSE"),
        starts=("REREVIEW",),
        guards=("window_open",),
        paper="D26",
        told=True,
        primary=True,
    ),
    Step(
        "HOLD_HEARING",
        _("举行听证"),
        "《信访工作条例》第三十六条",
        frozenset({S.HANDLING, S.IN_REREVIEW}),
        None,
        Seat.OWNER,
        _HEAD | {Role.REREVIEWER, Role.HEARING_CHAIR, Role.HANDLER},
        _("{held_from}至{held_to}举行听证"),
        (
            Field("held_from", _("听证开始日"), Kind.DATE),
            Field("held_to", _("听证结束日"), Kind.DATE),
            Field("place", _("地点"), max_length=200),
            Field("chair", _("主持人"), Kind.PICK, options="staff_here"),
            Field(
                "open_reason", _("不公开的理由（公开举行的不填）"), Kind.TEXT, required=False, max_length=500
            ),
            Field("conclusion", _("听证结论"), Kind.LONG_TEXT, max_length=4000),
        ),
        guards=("no_part_below",),
        paper="D32",
        told=True,
        hint=_("只有复核中的听证时间不计入期限（第三十六条）"),
    ),
    Step(
        "SIGN_REREVIEW",
        _("作出复核意见"),
        "《信访工作条例》第三十六条",
        frozenset({S.IN_REREVIEW}),
        S.REREVIEW_ISSUED,
        Seat.OWNER,
        frozenset({Role.REREVIEWER}),
        _("{organ}作出复核意见：{review_outcome}"),
        _REVIEW_FIELDS,
        stops=("REREVIEW",),
        starts=("SERVE",),
        guards=("no_part_below",),
        paper="D27",
        primary=True,
    ),
    # ---- petitioner's other acts ---------------------------------------------------------------------
    Step(
        "SUPPLEMENT",
        _("补充材料"),
        "《信访工作条例》第十九条",
        _OPEN_TO_PETITIONER,
        None,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.HANDLER}),
        _("收到补充材料"),
        (Field("content", _("补充内容"), Kind.LONG_TEXT, max_length=8000),),
    ),
    Step(
        "WITHDRAW",
        _("撤回"),
        "《信访工作条例》第十九条",
        frozenset({S.REGISTERED, S.RECEIVED, S.ROUTED, S.HANDLING, S.IN_REVIEW, S.IN_REREVIEW}),
        S.WITHDRAWN,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR, Role.HANDLER}),
        _("您已自愿撤回"),
        (
            Field("voluntary", _("我自愿撤回，知道撤回后这件事不再办理"), Kind.YES),
            _REASON,
        ),
        stops=(
            "ROUTE",
            "REROUTE",
            "NOTICE_DIRECT",
            "NOTICE_FWD",
            "OBJECTION",
            "SIMPLE_ACCEPT",
            "SIMPLE_RELAY",
            "SIMPLE_HANDLE",
            "HANDLE",
            "ASSIGN_REPORT",
            "REVIEW",
            "REREVIEW",
            "SUGGESTION_REPLY",
        ),
        starts=("CLOSE",),
        guards=("is_ordinary",),
        paper="D34",
        told=True,
    ),
    Step(
        "ASK_RECUSAL",
        _("申请回避"),
        "《信访工作条例》第二十八条",
        _OPEN_TO_PETITIONER,
        None,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR}),
        _("申请有关人员回避"),
        (
            Field("who", _("请哪位工作人员回避"), max_length=100),
            Field("reason", _("为什么"), Kind.LONG_TEXT, max_length=2000),
        ),
    ),
    Step(
        "RECUSE",
        _("决定回避"),
        "《信访工作条例》第二十八条",
        _ALL - {S.CLOSED},
        None,
        Seat.OWNER,
        _HEAD | _DESK,
        _("决定由其他人员办理"),
        (Field("account", _("回避的人"), Kind.PICK, options="staff_here"), _REASON),
        paper="D14",
        public=True,
        told=True,
    ),
    Step(
        "RATE",
        _("评价"),
        "《信访工作条例》第二十一条",
        frozenset({S.OPINION_SERVED, S.REVIEW_SERVED, S.FINAL, S.SETTLED, S.CLOSED}),
        None,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR}),
        _("收到评价"),
        (
            Field("office_grade", _("对信访部门的工作"), Kind.CHOICE, choices=Rating),
            Field("organ_grade", _("对办理机关的工作"), Kind.CHOICE, choices=Rating),
            Field("text", _("想说的话"), Kind.LONG_TEXT, required=False, max_length=1000),
        ),
        guards=("not_rated",),
        public=True,
    ),
    Step(
        "SAY_UNSOLVED",
        _("问题没有解决"),
        "《信访工作条例》第三十二条、第四十条",
        frozenset({S.OPINION_SERVED, S.REVIEW_SERVED, S.FINAL, S.SETTLED, S.CLOSED}),
        None,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR}),
        _("您反映问题没有解决，已转给{to}督促"),
        (Field("reason", _("哪些没有落实"), Kind.LONG_TEXT, max_length=2000),),
        told=True,
    ),
    # ---- closing -------------------------------------------------------------------------------------
    Step(
        "CLOSE",
        _("结案"),
        "《信访工作条例》第二十七条",
        frozenset({S.OPINION_SERVED, S.REVIEW_SERVED, S.FINAL, S.SETTLED, S.WITHDRAWN}),
        S.CLOSED,
        Seat.OWNER,
        _HAND | _REVIEW | _DESK,
        _("已结案"),
        (
            Field(
                "solved",
                _("诉求合理的解决到位"),
                Kind.TEXT,
                max_length=500,
                hint=_("写明结果；没有的写“无此情形”"),
            ),
            Field(
                "explained", _("诉求无理的思想教育到位"), Kind.TEXT, max_length=500, hint=_("以书面解释为准")
            ),
            Field("assisted", _("生活困难的帮扶救助到位"), Kind.TEXT, max_length=500),
            Field("conduct", _("行为违法的依法处理"), Kind.TEXT, max_length=500),
        ),
        stops=("CLOSE", "REVIEW_APPLY", "REREVIEW_APPLY", "SERVE"),
        starts=("FOLLOW_UP_30",),
        guards=("window_lapsed",),
        told=True,
        primary=True,
    ),
    Step(
        "FOLLOW_UP",
        _("回访"),
        "《信访工作条例》第二十七条、第三十二条",
        frozenset({S.CLOSED}),
        None,
        Seat.INVOLVED,
        _HAND | _DESK | {Role.SUPERVISOR, Role.REGISTRAR},
        _("进行了回访"),
        (
            Field("executed", _("支持的诉求是否已执行"), Kind.TEXT, max_length=500),
            Field("understood", _("信访人是否清楚结果和理由"), Kind.TEXT, max_length=500),
            Field("hardship", _("是否有生活困难"), Kind.TEXT, max_length=500),
            Field("new_problem", _("有没有新的问题"), Kind.TEXT, required=False, max_length=500),
        ),
        stops=("FOLLOW_UP_30", "FOLLOW_UP_90"),
        public=True,
    ),
    # ---- supervision ---------------------------------------------------------------------------------
    Step(
        "REMIND",
        _("催办"),
        "《信访工作条例》第四十条",
        frozenset(S) - {S.CLOSED, S.JOINED},
        None,
        Seat.ABOVE,
        frozenset({Role.SUPERVISOR, Role.LEADER, Role.TRIAGE_OFFICER}),
        _("{organ}已催办"),
        (
            Field("requirement", _("要求"), Kind.LONG_TEXT, max_length=2000),
            Field("due_on", _("答复期限"), Kind.DATE),
        ),
        paper="D35",
        guards=("is_ordinary",),
    ),
    Step(
        "ANSWER_REMINDER",
        _("答复催办"),
        "《信访工作条例》第四十条",
        frozenset(S) - {S.JOINED},
        None,
        Seat.OWNER,
        _HAND | _DESK | _REVIEW,
        _("{organ}已答复催办"),
        (Field("answer", _("办理情况"), Kind.LONG_TEXT, max_length=4000),),
        guards=("has_reminder",),
        paper="D37",
        public=False,
    ),
    Step(
        "CLEAR_REMINDER",
        _("催办销号"),
        "《信访工作条例》第四十条",
        frozenset(S) - {S.JOINED},
        None,
        Seat.ABOVE,
        frozenset({Role.SUPERVISOR, Role.LEADER, Role.TRIAGE_OFFICER}),
        _("催办已销号"),
        (Field("evidence", _("依据"), Kind.LONG_TEXT, max_length=2000),),
        guards=("has_answered_reminder",),
        public=False,
    ),
)

STEPS: dict[str, Step] = {row.action: row for row in _ROWS}
if len(STEPS) != len(_ROWS):
    raise AssertionError("every action needs exactly one row")
