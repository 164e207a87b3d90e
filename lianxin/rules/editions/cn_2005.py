"""《信访条例》 (2005, State Council Order 431), in force 2005-05-01 to 2022-04-30."""

from __future__ import annotations

from datetime import date

from lianxin.rules.editions.rows import Switch, Tighter
from lianxin.rules.periods import Grade, Period, Side, Unit
from lianxin.rules.wording import gettext_noop as _

CODE = "cn-2005"
TITLE = "《信访条例》（2005年）"
VALID_FROM = date(2005, 5, 1)
VALID_TO: date | None = date(2022, 4, 30)

CALENDAR, WORKING = Unit.CALENDAR, Unit.WORKING
SIMPLE = "《信访事项简易办理办法（试行）》（国信发〔2016〕8号）"
# The 2020 rules are the measure for older accusations too; docs/overlays/discipline.toml makes them binding.
DISCIPLINE = "参照《纪检监察机关处理检举控告工作规则》（2020年）"
SIMPLE_FROM = date(2016, 7, 1)  # reported in July 2016; the exact day of effect is not confirmed

PERIODS = (
    Period(
        "ROUTE",
        _("转送、交办"),
        15,
        CALENDAR,
        "《信访条例》第二十一条",
        _("信访工作机构收到信访事项"),
        _("转送、交办或者报送"),
        Grade.A,
    ),
    Period(
        "NOTICE_DIRECT",
        _("告知（直接收到的）"),
        15,
        CALENDAR,
        "《信访条例》第二十二条",
        _("行政机关直接收到信访事项"),
        _("书面告知信访人是否受理；能当场答复的当场答复"),
        Grade.A,
    ),
    Period(
        "NOTICE_FWD",
        _("告知（转送、交办的）"),
        15,
        CALENDAR,
        "《信访条例》第二十一条、第二十二条",
        _("有权处理的行政机关收到转送、交办"),
        _("决定是否受理并书面告知信访人"),
        Grade.A,
    ),
    Period(
        "ASSIGN_REPORT",
        _("反馈办结报告"),
        None,
        CALENDAR,
        "《信访条例》第二十一条第一款第四项",
        _("收到交办"),
        _("提交办结报告"),
        Grade.A,
    ),
    Period(
        "HANDLE",
        _("办理"),
        60,
        CALENDAR,
        "《信访条例》第三十三条",
        _("受理信访事项"),
        _("书面答复信访人"),
        Grade.A,
        max_extension=30,
        extension_article="《信访条例》第三十三条",
    ),
    Period(
        "REVIEW_APPLY",
        _("申请复查"),
        30,
        CALENDAR,
        "《信访条例》第三十四条",
        _("收到书面答复"),
        _("请求上一级行政机关复查"),
        Grade.A,
        side=Side.PETITIONER,
    ),
    Period(
        "REVIEW",
        _("复查"),
        30,
        CALENDAR,
        "《信访条例》第三十四条",
        _("收到复查请求"),
        _("提出书面复查意见"),
        Grade.A,
    ),
    Period(
        "REREVIEW_APPLY",
        _("申请复核"),
        30,
        CALENDAR,
        "《信访条例》第三十五条",
        _("收到书面复查意见"),
        _("请求上一级行政机关复核"),
        Grade.A,
        side=Side.PETITIONER,
    ),
    Period(
        "REREVIEW",
        _("复核"),
        30,
        CALENDAR,
        "《信访条例》第三十五条",
        _("收到复核请求"),
        _("提出书面复核意见"),
        Grade.A,
        pausable=frozenset({"HEARING"}),
    ),
    Period(
        "SIMPLE_RELAY",
        _("简易办理：转交"),
        1,
        WORKING,
        SIMPLE,
        _("中间层级收到"),
        _("转往下一级"),
        Grade.B,
        since=SIMPLE_FROM,
    ),
    Period(
        "SIMPLE_ACCEPT",
        _("简易办理：受理"),
        3,
        WORKING,
        SIMPLE,
        _("有权处理的机关收到"),
        _("决定是否受理"),
        Grade.B,
        since=SIMPLE_FROM,
    ),
    Period(
        "SIMPLE_HANDLE",
        _("简易办理：答复"),
        10,
        WORKING,
        SIMPLE,
        _("受理"),
        _("作出处理意见或者答复"),
        Grade.B,
        since=SIMPLE_FROM,
    ),
    Period(
        "RECOMMEND_FEEDBACK",
        _("反馈建议采纳情况"),
        30,
        CALENDAR,
        "《信访条例》第三十六条",
        _("收到改进建议"),
        _("书面反馈情况；未采纳的说明理由"),
        Grade.A,
    ),
    Period(
        "DI_ROUTE",
        _("检举控告移送"),
        5,
        WORKING,
        DISCIPLINE,
        _("收到不属于本级受理的检举控告"),
        _("移送有权受理的机关"),
        Grade.INF,
    ),
    Period(
        "DI_NOTICE",
        _("实名检举控告受理告知"),
        15,
        WORKING,
        DISCIPLINE,
        _("收到实名检举控告"),
        _("告知检举控告人受理情况"),
        Grade.INF,
    ),
    Period(
        "DI_FEEDBACK",
        _("实名检举控告结果反馈"),
        15,
        WORKING,
        DISCIPLINE,
        _("检举控告办结"),
        _("向检举控告人反馈处理结果"),
        Grade.INF,
    ),
)

SWITCHES = (
    Switch("copy_to_lower", True, "《信访条例》第二十一条", Grade.A, Tighter.TRUE),
    Switch("periodic_forward_report", True, "《信访条例》第二十一条", Grade.A, Tighter.TRUE),
    Switch("notice_decides", "ACCEPTANCE", "《信访条例》第二十一条、第二十二条", Grade.A),
    Switch("may_object", False, "《信访条例》没有规定异议", Grade.A, Tighter.TRUE),
    Switch("statutory_route", "DECLINE", "《信访条例》第二十一条第一款第一项", Grade.A),
    Switch("other_power", "DECLINE", "《信访条例》第十五条、第二十一条", Grade.A),
    Switch("handle_clock_scope", "ALL", "《信访条例》第三十三条", Grade.A),
    Switch("hearing_public_default", True, "《信访条例》第三十一条", Grade.A, Tighter.TRUE),
    Switch("recommend_feedback_days", 30, "《信访条例》第三十六条", Grade.A, Tighter.FEWER),
    Switch("post_finality_care", False, "《信访条例》第三十五条", Grade.A, Tighter.TRUE),
    Switch("max_representatives", 5, "《信访条例》第十八条", Grade.A, Tighter.FEWER),
    Switch("max_agents", 2, "参照《民事诉讼法》第六十一条", Grade.C, Tighter.FEWER),
    Switch("roll", True, "参照《民法典》第二百零三条", Grade.INF, Tighter.FALSE),
)
