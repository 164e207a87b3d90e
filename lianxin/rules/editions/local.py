"""Periods no national text fixes: local practice and our own defaults. Every row may be changed by an overlay."""

from __future__ import annotations

from lianxin.rules.editions.rows import Switch, Tighter
from lianxin.rules.periods import Grade, Period, Side, Unit
from lianxin.rules.wording import gettext_noop as _

CALENDAR, WORKING = Unit.CALENDAR, Unit.WORKING
DEFAULT = _("系统默认期限（没有全国统一规定，可由本地规则更改）")
HEARING = _("各地信访听证办法的通行做法")
RATING = "《信访事项办理群众满意度评价工作办法》（天数为默认值）"
STAGED = _("分级转送的内部分工（总计不超过15日）")


def _default(code: str, label: str, days: int, unit: Unit, *, starts: str, ends: str) -> Period:
    return Period(code, label, days, unit, DEFAULT, starts, ends, Grade.INF)


def _hearing(code: str, label: str, days: int, *, starts: str, ends: str, side: Side = Side.ORGAN) -> Period:
    return Period(code, label, days, CALENDAR, HEARING, starts, ends, Grade.C, side=side)


def _staged(code: str, label: str, days: int) -> Period:
    starts, ends = _("该级信访部门收到"), _("转往下一级")
    return Period(code, label, days, CALENDAR, STAGED, starts, ends, Grade.B)


PERIODS = (
    _staged("STAGED_ROUTE_NATIONAL", _("分级转送：国家"), 5),
    _staged("STAGED_ROUTE_PROVINCE", _("分级转送：省"), 3),
    _staged("STAGED_ROUTE_CITY", _("分级转送：市"), 3),
    _staged("STAGED_ROUTE_COUNTY", _("分级转送：县"), 4),
    Period(
        "URGENT",
        _("重大紧急信息报告"),
        0,
        CALENDAR,
        "《信访工作条例》第二十五条（及时报告；当日为默认值）",
        _("得知重大、紧急信访信息"),
        _("报告"),
        Grade.INF,
        rolls=False,
    ),
    Period(
        "RATING",
        _("满意度评价"),
        30,
        CALENDAR,
        RATING,
        _("答复送达"),
        _("信访人评价"),
        Grade.INF,
        side=Side.PETITIONER,
    ),
    _hearing(
        "HEARING_REQUEST",
        _("申请听证"),
        7,
        starts=_("告知听证权利"),
        ends=_("提出听证申请"),
        side=Side.PETITIONER,
    ),
    _hearing("HEARING_DECIDE", _("决定是否听证"), 15, starts=_("收到听证申请"), ends=_("作出决定")),
    _hearing("HEARING_HOLD", _("举行听证"), 30, starts=_("决定听证"), ends=_("听证举行")),
    _hearing(
        "HEARING_NOTICE",
        _("听证通知提前量"),
        7,
        starts=_("送达听证通知"),
        ends=_("最早可以举行听证"),
        side=Side.PETITIONER,
    ),
    _hearing("HEARING_CONCLUSION", _("听证结论"), 20, starts=_("听证结束"), ends=_("送达听证结论")),
    _hearing(
        "HEARING_CONCLUSION_SPOT",
        _("当场作出的听证结论"),
        10,
        starts=_("当场宣布结论"),
        ends=_("送达听证结论"),
    ),
    _default("SUGGESTION_REPLY", _("建议答复"), 60, CALENDAR, starts=_("收到建议意见"), ends=_("答复信访人")),
    _default("SERVE", _("送达"), 10, CALENDAR, starts=_("文书签发"), ends=_("送达信访人")),
    Period(
        "PUBLIC_NOTICE",
        _("公告期"),
        30,
        CALENDAR,
        "参照《民事诉讼法》第九十五条",
        _("公告发布"),
        _("公告期满，视为送达"),
        Grade.INF,
        side=Side.PETITIONER,
    ),
    _default("CLOSE", _("结案"), 15, CALENDAR, starts=_("程序终结或者申请期限届满"), ends=_("核对后结案")),
    _default(
        "RESOLVE_OBJECTION", _("异议审核"), 5, WORKING, starts=_("收到异议"), ends=_("同意或者不同意异议")
    ),
    _default("REROUTE", _("重新转送"), 5, WORKING, starts=_("同意异议"), ends=_("转送其他机关")),
    _default(
        "SETTLE_COMPETENCE",
        _("裁定管辖"),
        15,
        CALENDAR,
        starts=_("争议报共同的上级机关"),
        ends=_("决定办理机关"),
    ),
    _default("CONFERENCE", _("联席会议协调"), 30, CALENDAR, starts=_("提请联席会议"), ends=_("形成议定事项")),
    _default("DI_HANDLE", _("检举控告办理"), 90, CALENDAR, starts=_("受理检举控告"), ends=_("作出处理结论")),
    Period(
        "EXECUTE",
        _("执行处理意见"),
        None,
        CALENDAR,
        "《信访工作条例》第三十二条第二款",
        _("签发支持诉求的处理意见"),
        _("登记执行结果"),
        Grade.INF,
    ),
    _default("FOLLOW_UP_30", _("首次回访"), 30, CALENDAR, starts=_("结案"), ends=_("回访信访人")),
    _default("FOLLOW_UP_90", _("再次回访"), 90, CALENDAR, starts=_("结案"), ends=_("回访信访人")),
)

SWITCHES = (
    # How often a matter may be returned before the common superior decides who handles it.
    Switch("most_returns", 3, "《信访工作条例》第二十四条（未定次数）", Grade.INF, Tighter.FEWER),
    # The most days for which a post may be stood in at once.
    Switch("stand_in_days", 60, "《信访工作条例》第二十八条（未定天数）", Grade.INF, Tighter.FEWER),
    # Whether standing in that the head did not arrange begins only when the head consents.
    Switch("stand_in_consent", True, "《信访工作条例》第二十八条（未定由谁安排）", Grade.INF),
    # How many days ahead a public notice may begin at most: a day for pasting up, not a way to put service off.
    Switch("notice_ahead_days", 10, "参照《民事诉讼法》第九十五条（未定天数）", Grade.INF, Tighter.FEWER),
    # Of several petitioners, who may ask for re-review of the one review opinion: ALL who receive it, or who ASKED.
    Switch("rereview_open_to", "ALL", "《信访工作条例》第三十六条", Grade.INF),
    # Whom "not solved" presses: the organ whose opinion is to be carried out (HANDLER), or the OWNER of that day.
    Switch("unsolved_to", "HANDLER", "《信访工作条例》第三十二条、第四十条", Grade.INF),
)
