"""The rows of figures: what is counted over what, on which day, what is left out, and under which article.

Formulas: Regulation of 2022 where it speaks of them; the rest is practice (MEM) or our own choice (INF), so that an
office may set the thresholds in `Sizes`. A figure that is not here is not published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianxin.rules.codes import Channel, VisitSize, size_of
from lianxin.rules.figures import Figure, Group, Unit
from lianxin.rules.wording import gettext_noop as _

LETTERS = (Channel.LETTER, Channel.FAX)
CALLS = (Channel.PHONE, Channel.HOTLINE)
ONLINE = (Channel.WEB, Channel.APP, Channel.WECHAT, Channel.LEADER_MAILBOX, Channel.WEB_SUGGESTION, Channel.EMAIL)  # fmt: skip
COHORT = (*LETTERS, Channel.VISIT, *ONLINE)  # what timely rates are taken over (grade C)
OFFICE_DAYS, ORGAN_DAYS = 15, 30  # from registration until the office has passed on, the organ has told


@dataclass(frozen=True)
class Sizes:
    """From how many persons a visit is a small group or collective, a letter joint; all grade MEM, set by the office."""

    group: int = 2
    collective: int = 5
    joint_letter: int = 5
    quiet_days: int = (
        90  # without coming again after the end, until a first handling counts as having settled it
    )

    def of(self, persons: int) -> VisitSize:
        """The class of a visit of so many persons."""
        if VisitSize.INDIVIDUAL is size_of(persons, self.collective) or persons < self.group:
            return VisitSize.INDIVIDUAL
        return size_of(persons, self.collective)


_R, _R41 = "《信访工作条例》", "《信访工作条例》第四十一条"
_SEALED = _("检举控告件不计入")
_OPEN = _("还没有到期、还没有办的不计入，过了期限还没有办的计入")
_COHORT = _("只计来信、来访、网上的初次件；涉法涉诉件不计入")
_GIVEN = _("收到之日")


def _count(
    code: str, label: str, what: str, *, moment: str = _GIVEN, grade: str = "MEM", **more: bool
) -> Figure:
    return Figure(code, label, Unit.COUNT, what, "", moment, _SEALED, _R41, grade, group=Group.VOLUME, **more)


def _stock(code: str, label: str, what: str, moment: str) -> Figure:
    return Figure(code, label, Unit.COUNT, what, "", moment, _SEALED, _R41, group=Group.STOCK)


def _share(
    code: str, label: str, what: str, over: str, moment: str, article: str, group: Group = Group.TIME,
    left_out: str = _SEALED, grade: str = "INF", *, unit: Unit = Unit.SHARE, personal: bool = False, public: bool = False,
) -> Figure:  # fmt: skip
    return Figure(code, label, unit, what, over, moment, left_out, article, grade, personal, group, public)


_VOLUME = (
    _count("SUBMISSIONS", _("收到信访件"), _("登记的信访件，一封信、一次来访、一个电话、一次网上提交各算一件"), grade="INF", public=True),
    _count("ITEMS", _("信、电、网件次"), _("来信、来电和网上提交的信访件，几个人署名都算一件，重复的再算")),
    _count("BATCHES", _("来访批次"), _("为一件事来的一次访，不论几个人，算一批")),
    _count("PERSONS", _("来访人次"), _("这些来访中到场的人数之和")),
    _count("COLLECTIVE_BATCHES", _("集体访批次"), _("到场人数达到集体访人数的来访")),
    _count("COLLECTIVE_PERSONS", _("集体访人次"), _("集体访到场的人数之和")),
    _count("SMALL_GROUP_BATCHES", _("群体访批次"), _("到场不止一人、没有达到集体访人数的来访")),
    _count("SMALL_GROUP_PERSONS", _("群体访人次"), _("群体访到场的人数之和")),
    _count("INDIVIDUAL_BATCHES", _("个体访批次"), _("一个人的来访")),
    _count("CALLS", _("来电件次"), _("电话信访和热线转入的信访件")),
    _count("LETTERS", _("来信件次"), _("来信和传真")),
    _count("JOINT_LETTERS", _("联名信"), _("署名人数达到联名信人数的来信")),
    _count("NET_ITEMS", _("网上信访件次"), _("网上、手机、微信、信箱和邮件提交的信访件")),
    _count("ITEM_BATCHES", _("信访总量（件批次）"), _("件次与批次之和"), grade="INF"),
    _count("ITEM_PERSONS", _("信访总量（件人次）"), _("件次与来访人次之和"), grade="INF"),
    _count("FIRST_TIME", _("初次信访件"), _("初次提出的信访件，含提出新事实的"), grade="INF"),
    _count("FOLLOW_UPS", _("办理期限内的追问"), _("同一事项在办理期限内再次来件，单独计，不算重复"), grade="INF"),
    _share("ONLINE_SHARE", _("网上信访占比"), _("网上提交的信访件"), _("登记的信访件"), _GIVEN, _R41, Group.VOLUME, grade="C"),
    _share("REPEAT_RATE", _("重复信访率"), _("办理期限以外再次就同一事项来的"), _("登记的信访件"), _GIVEN, _R41, Group.RESULT,
           _("办理期限内的追问不算重复；检举控告件不计入"), "C"),
)  # fmt: skip

_STOCK = (
    _stock("OPEN_BEFORE", _("期初在办"), _("这段时间开始前没有办结的事项"), _("期初前一日终了时")),
    _stock("OPENED", _("新增事项"), _("新立的信访事项"), _("立项之日")),
    _stock("CLOSED", _("办结事项"), _("结案的信访事项"), _("结案之日")),
    _stock("OPEN_AFTER", _("期末在办"), _("这段时间结束时没有办结的事项：期初在办加新增减办结"), _("期末之日终了时")),
    _share("OLDEST_OPEN", _("在办最久的一件已有多少日"), _("从收到到期末的自然日，取最多的一件"), _("期末在办的事项"), _("期末之日"),
           _R41, Group.STOCK, unit=Unit.DAYS, public=True),
    _share("HANDOVERS", _("平均每件转手几次"), _("移交、转送的次数之和"), _("结案的事项"), _("结案之日"), f"{_R}第二十二条", Group.STOCK,
           unit=Unit.MEAN, public=True),
)  # fmt: skip

_TIME = (
    _share("ROUTED_ON_TIME", _("按期转出、交办"), _("在期限内转出、交办或者受理的"), _("期限在这段时间届满的"), _("转送期限届满之日"),
           f"{_R}第二十二条", left_out=_OPEN, public=True),
    _share("ACCEPTED_ON_TIME", _("按期告知是否受理"), _("在期限内书面告知是否受理的"), _("告知期限在这段时间届满的"), _("告知期限届满之日"),
           f"{_R}第二十三条", left_out=_OPEN, public=True),
    _share("HANDLED_ON_TIME", _("按期办结"), _("在期限内出具处理意见或者办结的，含依法延长的"), _("办理期限在这段时间届满的"),
           _("办理期限届满之日"), f"{_R}第三十四条", left_out=_OPEN, public=True),
    _share("HANDLED_UNEXTENDED", _("不经延长按期办结"), _("没有延长过、在期限内办结的"), _("办理期限在这段时间届满的"), _("办理期限届满之日"),
           f"{_R}第三十四条", left_out=_OPEN, public=True),
    _share("OFFICE_TIMELY", _("信访部门及时受理率"), _("登记起十五日内转出、交办或者受理的"), _("登记满十五日落在这段时间的初次件"),
           _("登记满十五日之日"), f"{_R}第二十二条", left_out=_COHORT, grade="C"),
    _share("ORGAN_TIMELY", _("责任单位及时受理率"), _("登记起三十日内告知是否受理的"), _("登记满三十日落在这段时间、已经转到责任单位的初次件"),
           _("登记满三十日之日"), f"{_R}第二十三条", left_out=_COHORT, grade="C"),
    _share("DAYS_MEDIAN", _("一半的事项在多少日内得到答复"), _("从收到到签发第一份答复的自然日，按从少到多排在正中的"),
           _("签发了第一份答复的事项"), _("签发之日"), _R41, unit=Unit.DAYS, public=True),
    _share("DAYS_P90", _("十分之九的事项在多少日内得到答复"), _("从收到到签发第一份答复的自然日，按从少到多排在第九成的"),
           _("签发了第一份答复的事项"), _("签发之日"), _R41, unit=Unit.DAYS, public=True),
)  # fmt: skip

_RESULT = (
    _share("COMPLETE", _("处理意见没有缺项的"), _("签发时该写的都写了的"), _("签发的处理意见书"), _("签发之日"), f"{_R}第三十一条、第三十二条",
           Group.RESULT, _("有缺项而写明理由签发的，不算没有缺项；检举控告件不计入")),
    _share("REVERSED", _("复查、复核中被改变的"), _("复查、复核意见变更或者撤销原意见的"), _("出具的复查、复核意见"),
           _("复查、复核意见签发之日"), f"{_R}第三十五条、第三十六条", Group.RESULT, public=True),
    _share("SETTLED_FIRST", _("一次性化解率"), _("办结以后在观察期内没有再来的"), _("办结后观察期在这段时间届满的初次事项"),
           _("观察期届满之日"), _R41, Group.RESULT, grade="C"),
    _share("EXECUTED_ON_TIME", _("支持意见按期执行"), _("支持信访请求的意见在期限内执行的"), _("执行期限在这段时间届满的"),
           _("执行期限届满之日"), f"{_R}第三十二条", Group.RESULT, _OPEN),
    _share("RATED", _("有多少人作了评价"), _("作了评价的信访件"), _("结案的信访件"), _("结案之日"), f"{_R}第二十一条", Group.VOICE,
           personal=True, public=True),
    _share("SATISFIED_ORGAN", _("评价办理机关满意、基本满意的"), _("评价办理机关满意或者基本满意的"), _("作了评价的；没有评价不算满意"),
           _("结案之日"), f"{_R}第二十一条", Group.VOICE, personal=True, public=True),
    _share("SATISFIED_OFFICE", _("评价信访部门满意、基本满意的"), _("评价信访部门满意或者基本满意的"), _("作了评价的；没有评价不算满意"),
           _("结案之日"), f"{_R}第二十一条", Group.VOICE, personal=True, public=True),
    _share("ADVICE_ADOPTED", _("三项建议采纳率"), _("书面反馈采纳、部分采纳的"), _("发出的改进工作、完善政策、追究责任建议"),
           _("发出之日"), f"{_R}第四十条", Group.ADVICE),
)  # fmt: skip

_HERE = _("收到之日；按登记机关的级别，是工作量，不用来考核下级")
_CLOSED_ON, _CLOSED = _("结案之日"), _("结案的信访事项")
_LEVELS = (
    _count("BATCHES_TOWN", _("乡镇、街道和村、社区接待"), _("由乡镇、街道和村、社区登记的来访批次"), moment=_HERE),
    _count("BATCHES_COUNTY", _("赴县（区）访批次"), _("由县（区）级机关登记的来访批次"), moment=_HERE),
    _count("BATCHES_CITY", _("赴市访批次"), _("由市级机关登记的来访批次"), moment=_HERE),
    _count("BATCHES_PROVINCE", _("赴省访批次"), _("由省级机关登记的来访批次"), moment=_HERE),
    _count("BATCHES_NATIONAL", _("进京访批次"), _("由国家级机关登记的来访批次"), moment=_HERE),
    _share("SETTLED_VILLAGE", _("在村、社区解决的"), _("由村、社区办结的"), _CLOSED, _CLOSED_ON, f"{_R}第五条", Group.RESULT),
    _share("SETTLED_TOWN", _("在乡镇、街道解决的"), _("由乡镇、街道办结的"), _CLOSED, _CLOSED_ON, f"{_R}第五条", Group.RESULT),
    _share("SETTLED_COUNTY", _("在县（区）解决的"), _("由县（区）级机关办结的"), _CLOSED, _CLOSED_ON, f"{_R}第五条", Group.RESULT),
    _share("SETTLED_ABOVE", _("在市级以上解决的"), _("由市级以上机关办结的"), _CLOSED, _CLOSED_ON, f"{_R}第五条", Group.RESULT),
)  # fmt: skip

_FIRST = (
    _share("ORIGIN_LOCAL", _("起因在县以下的"), _("由县（区）级以下机关负责的"), _("新立的信访事项"), _("立项之日"), f"{_R}第五条",
           Group.RESULT),
    _share("GRANTED", _("有道理的"), _("得到支持、部分支持、采纳或者调解和解的诉求"), _("有了结论的诉求"), _("所在事项结案之日"),
           f"{_R}第三十二条", Group.RESULT, public=True),
    _share("SOLVED_LOCALLY", _("在县以下能够解决的"), _("由县（区）级以下机关办结、没有申请复查的"), _CLOSED, _CLOSED_ON, f"{_R}第五条",
           Group.RESULT),
    _share("FIRST_HANDLER", _("首办单位办结的"), _("转出不超过一次、没有被退回就办结的"), _CLOSED, _CLOSED_ON, f"{_R}第二十二条",
           Group.RESULT),
    _share("LETTER_SETTLED", _("初信一次性办结率"), _("办结以前没有再来的"), _("初次以来信、网上提出而结案的事项"), _CLOSED_ON,
           f"{_R}第十七条", Group.RESULT),
    Figure("RECEPTIONS", _("领导接待日"), Unit.COUNT, _("如期举行的领导接待日"), "", _("接待之日"), _("改期、取消的不计入"),
           f"{_R}第十八条", "MEM", group=Group.VOLUME),
    Figure("RECEPTION_TURNS", _("领导接待批次"), Unit.COUNT, _("在领导接待日接待、有结果的来访"), "", _("接待之日"),
           _("没有来的不计入"), f"{_R}第十八条", "MEM", group=Group.VOLUME),
    _share("OPEN_PER_OFFICER", _("平均每名承办人在办"), _("期末在办的事项"), _("当日在任的承办人"), _("期末之日终了时"), f"{_R}第四条",
           Group.STOCK, unit=Unit.MEAN),
)  # fmt: skip

_WORK = _("没有登记的不计入")


def _work(code: str, label: str, what: str, moment: str, article: str) -> Figure:
    return Figure(
        code, label, Unit.COUNT, what, "", moment, _WORK, f"{_R}{article}", "INF", group=Group.ADVICE
    )


# 五大职能: information, settling, advice, publicity, supervision; how much was done of each, no mark for anybody.
FUNCTIONS = (
    _work("INFORMED", _("信息：报送的问题和紧急信息"), _("登记的排查问题和重大紧急信访信息"), _("登记之日"), "第五条、第二十五条"),
    _work("MEDIATED", _("调处：调解和评议"), _("有记录的调解会、评议会和议事会"), _("开会之日"), "第三十三条"),
    _work("ADVISED", _("参谋：发出的建议"), _("发出的改进工作、完善政策、追究责任建议"), _("发出之日"), "第四十条"),
    _work("SPREAD", _("宣传：宣传和培训"), _("登记的宣传、培训记录"), _("登记之日"), "第十八条"),
    _work("SUPERVISED", _("监督：督办和整改"), _("下达的催办、督办、约谈、通报、整改和责任倒查"), _("下达之日"), "第三十九条、第四十条"),
)  # fmt: skip

FIGURES: Mapping[str, Figure] = {
    row.code: row
    for row in (*_VOLUME, *_LEVELS[:5], *_STOCK, *_TIME, *_RESULT, *_LEVELS[5:], *_FIRST, *FUNCTIONS)
}


def _survey(code: str, label: str) -> Figure:
    return Figure(code, label, Unit.SHARE, _("回答安全、满意、公正的"), _("接受调查的"), _("公布之日"), _("由发布调查的机关决定"),
                  _R41, personal=True, group=Group.VOICE)  # fmt: skip


# Known only as published, by whoever asked people; nothing here is counted.
SURVEYS: Mapping[str, Figure] = {
    row.code: row
    for row in (
        _survey("SURVEY_SAFETY", _("群众安全感")),
        _survey("SURVEY_SATISFIED", _("群众满意度")),
        _survey("SURVEY_FAIR", _("公正执法满意度")),
    )
}

# Counts that are told over many years.
SERIES = ("ITEM_PERSONS", "ITEM_BATCHES", "BATCHES", "PERSONS", "LETTERS", "CALLS", "NET_ITEMS")

# Organs are set side by side by how they work, never by how many come (《信访工作条例》第三十九条; demands X04, X05).
EVALUATION = (
    "ACCEPTED_ON_TIME",
    "HANDLED_ON_TIME",
    "HANDLED_UNEXTENDED",
    "EXECUTED_ON_TIME",
    "COMPLETE",
    "REVERSED",
)
