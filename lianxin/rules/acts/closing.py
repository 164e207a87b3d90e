"""Closing, follow-up and supervision."""

from lianxin.rules.acts.shared import DESK, HAND, REVIEW
from lianxin.rules.codes import Role
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.wording import gettext_noop as _

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
        ),
        stops=("CLOSE", "SERVE"),
        starts=("FOLLOW_UP_30",),
        guards=("all_served", "window_lapsed"),
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
        HAND | DESK | REVIEW,
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
