"""Tasks on a matter: one step for issuing each kind, one each for answering, returning and clearing any of them."""

from lianxin.rules.acts.shared import A_WORD, ALL, DESK, HAND, REVIEW
from lianxin.rules.codes import Role
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.tasks import BY_ACTION, CLEARING, PROGRESS, Adoption, Certified, TaskKind
from lianxin.rules.wording import gettext_noop as _

_ART = "《信访工作条例》第四十条"
_ANSWERS = HAND | DESK | REVIEW | {Role.LEADER, Role.SUPERVISOR, Role.CONFERENCE_SECRETARY, Role.REGISTRAR}
ANSWER = Field("answer", _("办理情况和结果"), Kind.LONG_TEXT, max_length=4000)
MORE = Field("responsibility", _("责任认定和整改"), Kind.LONG_TEXT, required=False, max_length=2000)
ADOPTION = Field(
    "adoption", _("建议是否采纳"), Kind.CHOICE, choices=Adoption, required=False,
    hint=_("答复建议的必填；没有全部采纳的，在上面写明理由"),
)  # fmt: skip
GRANTED = Field(
    "granted", _("批准的金额（元）"), Kind.INTEGER, required=False, least=0, most=999_999,
    hint=_("答复资金申请的必填；不批准的填 0"),
)  # fmt: skip
CERTIFIED = Field(
    "certified", _("是否认定办结"), Kind.CHOICE, choices=Certified, required=False,
    hint=_("答复审核认定的必填；不予认定的，在上面写明理由"),
)  # fmt: skip
GROUP = _("督促、建议和救助")


def _which(options: str) -> Field:
    return Field("task", _("哪一项"), Kind.PICK, required=False, options=options, hint=_("只有一项时不用选"))


def _issue(kind: TaskKind, seat: Seat) -> Step:
    return Step(
        kind.action,
        kind.label,
        kind.article,
        ALL - {S.JOINED} if kind.alone or kind.certifies else ALL - {S.CLOSED, S.JOINED},
        None,
        seat,
        kind.roles,
        _("{organ}：{kind}"),
        kind.fields,
        guards=("is_ordinary",),
        paper=kind.paper,
        public=False,
        group=GROUP,
        together=kind.action == "REMIND",
    )


def _answer(action: str, label: str, fields: tuple[Field, ...], guard: str) -> Step:
    """What is answered by word of one person, and what goes back as a letter of the organ (`acts.deciding`)."""
    return Step(
        action, label, _ART, ALL - {S.JOINED}, None, Seat.CHASED, _ANSWERS, _("{organ}答复了：{kind}"), fields,
        guards=(guard,), public=False, group=GROUP,
    )  # fmt: skip


ROWS = (
    *(_issue(kind, kind.seat) for kind in BY_ACTION.values() if kind.seat),
    _answer(
        "ANSWER_TASK",
        _("答复督办、交办"),
        (_which("tasks_to_answer"), ANSWER, MORE, ADOPTION, GRANTED),
        "has_task",
    ),
    _answer(
        "ANSWER_LETTER",
        _("签发督办、建议的答复"),
        (_which("letters_to_answer"), ANSWER, MORE, ADOPTION, CERTIFIED),
        "has_letter",
    ),
    Step(
        "ENTER_PROGRESS",
        _("记包案进展"),
        "《信访工作条例》第十八条",
        ALL - {S.JOINED},
        None,
        Seat.CHASED,
        _ANSWERS,
        _("{organ}记了包案进展"),
        PROGRESS,
        guards=("is_sponsored",),
        public=False,
        quiet=True,
        group=GROUP,
    ),
    Step(
        "RETURN_TASK",
        _("退回答复，重新办理"),
        _ART,
        ALL - {S.JOINED},
        None,
        Seat.CHASES,
        CLEARING,
        _("{organ}退回了答复：{kind}"),
        (
            _which("tasks_to_clear"),
            Field("reason", _("为什么退回"), Kind.LONG_TEXT, max_length=2000, fewest=A_WORD),
            Field("due_on", _("新的答复期限"), Kind.DATE),
        ),
        guards=("has_answered_task",),
        public=False,
        quiet=True,
        group=GROUP,
    ),
    Step(
        "CLEAR_TASK",
        _("销号"),
        _ART,
        ALL - {S.JOINED},
        None,
        Seat.CHASES,
        CLEARING,
        _("{organ}已销号：{kind}"),
        (_which("tasks_to_clear"), Field("evidence", _("销号的依据"), Kind.LONG_TEXT, max_length=2000)),
        guards=("has_answered_task",),
        public=False,
        group=GROUP,
    ),
)
