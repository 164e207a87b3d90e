"""More time for a complex matter: the handler asks, the head of the organ decides."""

from lianxin.rules.acts.shared import HEAD, REASON
from lianxin.rules.codes import Role
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.wording import gettext_noop as _

EXTENSION = (
    Step(
        "ASK_EXTENSION",
        _("申请延长期限"),
        "《信访工作条例》第三十四条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        frozenset({Role.HANDLER}),
        _("承办人申请延长期限"),
        (Field("days", _("延长日数"), Kind.INTEGER, most=30), REASON),
        guards=("is_ordinary_procedure", "extension_left"),
        public=False,
        asks="EXTEND",
    ),
    Step(
        "EXTEND",
        _("批准延长期限"),
        "《信访工作条例》第三十四条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        HEAD,
        _("情况复杂，经本机关负责人批准延长{days}日，至{handle_by}。理由：{reason}"),
        (Field("days", _("延长日数"), Kind.INTEGER, most=30, hint=_("累计不超过三十日")), REASON),
        guards=("is_ordinary_procedure", "extension_left", "handle_not_lapsed"),
        paper="D16",
        told=True,
    ),
    Step(
        "REFUSE_EXTENSION",
        _("不同意延长期限"),
        "《信访工作条例》第三十四条",
        frozenset({S.HANDLING}),
        None,
        Seat.OWNER,
        HEAD,
        _("本机关负责人不同意延长期限"),
        (REASON,),
        guards=("extension_asked",),
        public=False,
        quiet=True,
        answers="EXTEND",
    ),
)
