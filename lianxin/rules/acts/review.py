"""Review and re-review: asked for and heard; their opinions are rows of `opinions`."""

from lianxin.rules.acts.shared import FILED, HAND, HEAD, LATER, REASON
from lianxin.rules.codes import Role
from lianxin.rules.sittings import HearingDecision
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.wording import gettext_noop as _

ROWS = (
    Step(
        "APPLY_REVIEW",
        _("申请复查"),
        "《信访工作条例》第三十五条",
        frozenset({S.OPINION_SERVED, S.IN_REVIEW, S.CLOSED}),
        S.IN_REVIEW,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.REVIEWER}),
        _("已向{to}申请复查"),
        (
            Field(
                "reason",
                _("不同意处理意见的哪些地方，理由是什么"),
                Kind.LONG_TEXT,
                required=False,
                hint=LATER,
                max_length=8000,
            ),
            *FILED,
        ),
        stops=("REVIEW_APPLY", "CLOSE", "SERVE", "PUBLIC_NOTICE", "FOLLOW_UP_30", "FOLLOW_UP_90"),
        starts=("REVIEW",),
        guards=("not_asked", "window_open"),
        paper="D23",
        told=True,
        primary=True,
    ),
    Step(
        "APPLY_REREVIEW",
        _("申请复核"),
        "《信访工作条例》第三十六条",
        frozenset({S.REVIEW_SERVED, S.IN_REREVIEW, S.CLOSED}),
        S.IN_REREVIEW,
        Seat.PETITIONER,
        frozenset({Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.REVIEWER, Role.REREVIEWER}),
        _("已向{to}申请复核"),
        (
            Field(
                "reason",
                _("不同意复查意见的哪些地方，理由是什么"),
                Kind.LONG_TEXT,
                required=False,
                hint=LATER,
                max_length=8000,
            ),
            *FILED,
        ),
        stops=("REREVIEW_APPLY", "CLOSE", "SERVE", "PUBLIC_NOTICE", "FOLLOW_UP_30", "FOLLOW_UP_90"),
        starts=("REREVIEW",),
        guards=("not_asked", "window_open"),
        paper="D26",
        told=True,
        primary=True,
    ),
    Step(
        "DECIDE_HEARING",
        _("决定是否听证"),
        "《信访工作条例》第三十一条、第三十六条",
        frozenset({S.HANDLING, S.IN_REREVIEW}),
        None,
        Seat.OWNER,
        HAND | {Role.REREVIEWER},
        _("对听证申请，{organ}决定{decision}。理由：{reason}"),
        (
            Field("points", _("争议焦点"), Kind.LONG_TEXT, max_length=2000),
            Field("decision", _("决定"), Kind.CHOICE, choices=HearingDecision),
            REASON,
        ),
        stops=("HEARING_DECIDE",),
        guards=("hearing_asked", "no_part_below"),
        paper="D28",
        told=True,
        quiet=True,
    ),
    Step(
        "HOLD_HEARING",
        _("举行听证"),
        "《信访工作条例》第三十六条",
        frozenset({S.HANDLING, S.IN_REREVIEW}),
        None,
        Seat.OWNER,
        HEAD | {Role.REREVIEWER, Role.HEARING_CHAIR, Role.HANDLER},
        _("{held_from}至{held_to}举行听证"),
        (
            Field("held_from", _("听证开始日"), Kind.DATE),
            Field("held_to", _("听证结束日"), Kind.DATE),
            Field("place", _("地点"), max_length=200),
            Field("chair", _("主持人"), Kind.PICK, options="staff_here"),
            Field(
                "open_reason", _("不公开的理由（公开举行的不填）"), Kind.TEXT, required=False, max_length=500
            ),
            Field(
                "votes",
                _("评议情况"),
                Kind.LONG_TEXT,
                required=False,
                max_length=4000,
                hint=_("各听证员的意见和表决，不同意见也写上"),
            ),
            Field("conclusion", _("听证结论"), Kind.LONG_TEXT, max_length=4000),
        ),
        stops=("HEARING_DECIDE", "HEARING_HOLD"),
        guards=("no_part_below",),
        ends=("DECIDE_HEARING",),
        paper="D32",
        told=True,
        hint=_("只有复核中的听证时间不计入期限（第三十六条）"),
    ),
)
