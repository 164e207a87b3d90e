"""What a step is made of: seat, fields, clocks, paper and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from lianxin.rules.codes import Coded, Role
from lianxin.rules.states import State as S
from lianxin.rules.wording import gettext_noop as _


class Seat(StrEnum):
    """Where the person who acts must sit, relative to the matter."""

    OWNER = "OWNER"  # the organ that now answers for it
    SENDER = "SENDER"  # the organ that forwarded it
    OFFICE = "OFFICE"  # the organ that registered it
    CO_HANDLER = "CO_HANDLER"
    ASSIGNED = "ASSIGNED"  # an organ that still owes its report on an assignment
    ENDED = "ENDED"  # an organ with a part in the matter that is merged or abolished
    ABOVE = "ABOVE"  # an organ above the owner on the tree
    CHASED = "CHASED"  # an organ that a task still waits for, and the owner
    CHASES = (
        "CHASES"  # above the owner, or the organ that issued the task; for what is not solved, the office too
    )
    DRAFTER = "DRAFTER"  # an organ that has a paper in the making
    INVOLVED = "INVOLVED"  # any of the above
    PETITIONER = "PETITIONER"  # a party, or a clerk of an involved organ for a letter or a visit


SEATS: dict[Seat, str] = {
    Seat.OWNER: _("现在负责的机关"),
    Seat.SENDER: _("转出的机关"),
    Seat.OFFICE: _("登记的机关"),
    Seat.CO_HANDLER: _("协办机关"),
    Seat.ENDED: _("已撤销、合并的机关"),
    Seat.ASSIGNED: _("被交办、还没有报告的机关"),
    Seat.ABOVE: _("上级机关"),
    Seat.CHASED: _("被督办、交办的机关"),
    Seat.CHASES: _("下达督办、交办的机关或者上级机关"),
    Seat.DRAFTER: _("起草了稿件的机关"),
    Seat.INVOLVED: _("经办过的机关"),
    Seat.PETITIONER: _("信访人或代为登记"),
}
OWN = frozenset({Seat.OWNER, Seat.SENDER})  # what is decided there stands on the matter as what comes next


class Hand(StrEnum):
    """Which of the three hands through which a decision passes (拟稿、审核、签发), or that it is given back."""

    DRAFT = "DRAFT"
    CHECK = "CHECK"
    SIGN = "SIGN"
    RETURN = "RETURN"  # given back to whoever drafted it


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
    FILES = "FILES"  # files that were uploaded and wait to be added


@dataclass(frozen=True)
class Field:
    """One thing a step must be told; `name` is its key in facts, form and API."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    hint: str = ""
    choices: type[Coded] | None = None
    among: tuple[Coded, ...] = ()  # only these of the choices
    options: str = ""
    cites: bool = False  # articles of the library are offered while it is typed
    max_length: int = 200
    fewest: int = (
        0  # letters a member of the staff must write for it to say anything; nobody else is held to it
    )
    each: tuple[Field, ...] = ()
    clerk: bool = False  # asked only of staff who enter it for a petitioner
    least: int = 1
    most: int = 90

    @property
    def offered(self) -> list[tuple[str, str]]:
        """(code, label) of each that may be chosen."""
        return [(code.value, code.label) for code in self.among or self.choices or ()]


def long_text(name: str, label: str, *, required: bool = True, hint: str = "") -> Field:
    """A field for up to two thousand characters."""
    return Field(name, label, Kind.LONG_TEXT, required=required, max_length=2000, hint=hint)


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
    QUERY_PAGE = "QUERY_PAGE", _("姓名（名称）、住址不清，答复留在查询页"), "《信访工作条例》第二十三条"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", _("公告送达（发布后三十日视为送达）"), "参照《民事诉讼法》第九十五条"


# A public notice is a step of its own, which waits for its days: nobody serves by it at once.
AT_ONCE = tuple(each for each in Method if each is not Method.PUBLIC_NOTICE)
# Carried to somebody: only these can come back; a notice or a page is put up where one may look.
CARRIED = tuple(each for each in AT_ONCE if each is not Method.QUERY_PAGE)
# Where nobody signs, the record must say why, who saw it (or what was filmed), and which two served.
RECORDED: Mapping[Method, tuple[str, ...]] = {Method.LEFT_AT: ("refused", "witness", "second_server")}


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
    CERTIFIED = (
        "CERTIFIED",
        _("已审核认定办结，仍以同一事实和理由提出"),
        "《信访工作条例》第三十六条",
        "C",
    )


COMPARED = frozenset({DeclineReason.FINAL, DeclineReason.CERTIFIED})  # 第三十六条: on another's comparison


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
    group: str = ""  # heading under which it is folded among the things that can be done
    together: bool = False  # may be taken on several matters picked from a list, with the same facts
    quiet: bool = False  # offered only while it can be taken; its refusal is worth no line
    asks: str = ""  # the step that somebody else must now take, which comes next until it is taken
    answers: str = ""  # the step that was asked for and that this one takes the place of
    ends: tuple[str, ...] = ()  # decisions of which no draft goes on after it
    hand: Hand | None = None  # of a decision that takes three hands: which one this is
    decides: str = ""  # and which decision
    is_confidential: bool = False  # other organs must not know of it: about their matter, and not signed

    @property
    def recorded(self) -> str:
        """As what it stands in the history: a decision under its own name, in however many hands it was taken."""
        return self.decides if self.hand is Hand.SIGN else self.action

    def target(self, state: S) -> S:
        """The state after this step, taken in `state`."""
        if self.to is None:
            return state
        return self.to if isinstance(self.to, S) else self.to[state]
