"""Closing, follow-up and supervision."""

from lianxin.rules.acts.shared import AFTER_SERVICE, ALL, BEFORE_ACCEPTANCE, DESK, HAND, REVIEW, SEALED_ROAD
from lianxin.rules.codes import Cause, Role
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.wording import gettext_noop as _

# A promise is kept while it is reviewed as well: a petitioner waits for it either way.
AFTER_OPINION = frozenset(AFTER_SERVICE) - {S.ANSWERED} | {
    S.IN_REVIEW,
    S.IN_REREVIEW,
    S.FINAL,
    S.WITHDRAWN,
    S.CLOSED,
}

ROWS = (
    Step(
        "CLOSE",
        _("结案"),
        "《信访工作条例》第二十七条",
        frozenset({S.OPINION_SERVED, S.REVIEW_SERVED, S.FINAL, S.SETTLED, S.WITHDRAWN}),
        S.CLOSED,
        Seat.OWNER,
        HAND | REVIEW | DESK,
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
            Field(
                "cause",
                _("因什么引起"),
                Kind.CHOICE,
                choices=Cause,
                required=False,
                hint=_("说的是工作上的原因，不是对信访人的评价"),
            ),
            Field("means", _("用了哪些办法"), Kind.PICKS, required=False, options="means"),
        ),
        stops=("CLOSE", "SERVE"),
        starts=("FOLLOW_UP_30",),
        guards=("all_served", "window_lapsed", "reported"),
        told=True,
        primary=True,
    ),
    Step(
        "REPORT_BACK",
        _("提交办结报告"),
        "《信访工作条例》第二十二条",
        ALL - BEFORE_ACCEPTANCE - SEALED_ROAD - {S.OBJECTED, S.DISPUTED},
        None,
        Seat.ASSIGNED,
        HAND | DESK,
        _("{organ}已向交办机关提交办结报告"),
        (
            Field("process", _("办理经过"), Kind.LONG_TEXT, max_length=4000),
            Field("found", _("查明的事实和证据"), Kind.LONG_TEXT, max_length=8000),
            Field("opinion", _("处理意见"), Kind.LONG_TEXT, max_length=4000),
            Field("petitioner_view", _("信访人的意见"), Kind.LONG_TEXT, max_length=2000),
            Field("closing_check", _("三到位一处理情况"), Kind.LONG_TEXT, max_length=2000),
        ),
        stops=("ASSIGN_REPORT",),
        paper="D22",
        public=False,
    ),
    Step(
        "RECORD_EXECUTION",
        _("登记执行结果"),
        "《信访工作条例》第三十二条第二款",
        AFTER_OPINION,
        None,
        Seat.INVOLVED,
        HAND | DESK,
        _("支持的诉求已经执行：{result}"),
        (
            Field("result", _("怎样执行的，结果如何"), Kind.LONG_TEXT, max_length=2000),
            Field("evidence", _("凭据（收据、照片、本人确认）"), Kind.TEXT, max_length=500),
        ),
        stops=("EXECUTE",),
        guards=("must_execute",),
        told=True,
    ),
    Step(
        "FOLLOW_UP",
        _("回访"),
        "《信访工作条例》第二十七条、第三十二条",
        frozenset({S.CLOSED}),
        None,
        Seat.INVOLVED,
        HAND | DESK | {Role.SUPERVISOR, Role.REGISTRAR},
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
)
