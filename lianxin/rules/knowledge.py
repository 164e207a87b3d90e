"""What an office keeps to work by: law, its own rules, plans and drills, cases, and records of what it did.

One row per kind. An item is a version: a later one stands beside it, none is overwritten. What a kind lets somebody
approve counts from the approval by another person; the rest counts when it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lianxin.rules.codes import Coded, Role
from lianxin.rules.step import Field, Kind, long_text
from lianxin.rules.wording import gettext_noop as _


class Spreading(Coded):
    """How law and policy were made known."""

    TALK = "TALK", _("宣讲"), "INF"
    LEAFLET = "LEAFLET", _("发放宣传资料"), "INF"
    MEDIA = "MEDIA", _("报纸、广播、电视、网络"), "INF"
    DESK = "DESK", _("设点咨询"), "INF"


class Together(Coded):
    """What a community's activity joins petition work with (四个结合)."""

    PARTY = "PARTY", _("党建"), "INF"
    SERVICE = "SERVICE", _("服务"), "INF"
    PUBLICITY = "PUBLICITY", _("宣传"), "INF"
    SELF_RULE = "SELF_RULE", _("自治"), "INF"


class Decided(Coded):
    """What a look at the risks of a planned decision ends with."""

    GO = "GO", _("可以实施"), "INF"
    CHANGE = "CHANGE", _("修改以后实施"), "INF"
    WAIT = "WAIT", _("暂缓实施"), "INF"
    STOP = "STOP", _("不实施"), "INF"


@dataclass(frozen=True)
class KnowledgeKind:
    """One kind. `approves` empty: it counts as soon as it is written; `cited`: opinions may rest on it."""

    code: str
    label: str
    group: str
    article: str
    writes: frozenset[Role]
    approves: frozenset[Role] = frozenset()
    asks: tuple[Field, ...] = ()
    cited: bool = False
    dated: bool = False  # says when it takes effect and when it ends
    reviewed: bool = False  # has to be looked at again by a day
    public: bool = False  # may be shown to everybody
    alone: bool = True  # written on the page of knowledge; else it grows from something else
    impersonal: bool = False  # no telephone, number or address of anybody may stand in it
    grade: str = "INF"

    @property
    def fields(self) -> tuple[Field, ...]:
        """Everything to state when it is written."""
        source = (NUMBER, ISSUER, REGION) if self.cited else ()
        span = (EFFECTIVE, EXPIRED) if self.dated else ()
        again = (REVIEW,) if self.reviewed else ()
        shown = (PUBLIC,) if self.public else ()
        return (TITLE, *source, *span, *self.asks, TEXT_OF_LAW if self.cited else TEXT, *again, *shown)


def _count(name: str, label: str) -> Field:
    return Field(name, label, Kind.INTEGER, least=1, most=999_999)


MOST_TEXT = 200_000  # characters; the longest statute has about half of that
TITLE = Field("title", _("标题"))
NUMBER = Field("number", _("文号"), required=False)
ISSUER = Field("issuer", _("制定机关"))
REGION = Field(
    "region", _("适用地区"), Kind.PICK, required=False, options="regions_below", hint=_("全国适用的不填")
)
EFFECTIVE = Field("effective_on", _("施行日期"), Kind.DATE)
EXPIRED = Field(
    "expired_on", _("失效日期"), Kind.DATE, required=False, hint=_("从这一天起不再有效；还有效的不填")
)
REVIEW = Field("review_on", _("最迟哪天重新审视"), Kind.DATE)
PUBLIC = Field("public", _("可以对外公开"), Kind.YES, required=False)
TEXT = Field("text", _("正文"), Kind.LONG_TEXT, max_length=MOST_TEXT)
TEXT_OF_LAW = Field(
    "text", _("正文"), Kind.LONG_TEXT, required=False, max_length=MOST_TEXT,
    hint=_("从行首的“第……条”分条，可以按条引用；没有正文的，先登记名称和日期"),
)  # fmt: skip
YEAR = Field("year", _("年度"), Kind.INTEGER, least=2005, most=2100)
HELD_ON = Field("held_on", _("日期"), Kind.DATE)
FIRST = Field("first", _("第一天"), Kind.DATE)
LAST = Field("last", _("最后一天"), Kind.DATE)
ON_DUTY = Field("on_duty", _("每一班至少几个人值班"), Kind.INTEGER, least=1, most=99)
RECEIVES = Field("receives", _("这几天每天有领导接待"), Kind.YES, required=False)
LONGEST = 92  # days that one mark covers
HAVES = (
    ("has_body", _("有机构")), ("has_people", _("有人员")), ("has_place", _("有场所")), ("has_rules", _("有制度")),
    ("has_funds", _("有经费")),
)  # fmt: skip

KEEPERS = frozenset({Role.TRIAGE_OFFICER, Role.SUPERVISOR, Role.ORGAN_HEAD, Role.ARCHIVIST, Role.SYSADMIN})
DESKS = KEEPERS | {Role.REGISTRAR, Role.HANDLER, Role.CONFERENCE_SECRETARY, Role.INFO_OFFICER}
HEADS = frozenset({Role.ORGAN_HEAD, Role.LEADER, Role.TRIAGE_OFFICER})
CASE_WRITERS = frozenset({Role.HANDLER, Role.ORGAN_HEAD, Role.TRIAGE_OFFICER, Role.SUPERVISOR, Role.REVIEWER})
LAW, EMERGENCY, CASES, RECORDS = _("法规制度"), _("预案演练"), _("案例"), _("工作记录")
_R = "《信访工作条例》"

# fmt: off
_ROWS = (
    KnowledgeKind("STATUTE", _("法律法规"), LAW, f"{_R}第三十二条", KEEPERS, HEADS, cited=True, dated=True, public=True),
    KnowledgeKind("POLICY", _("政策文件"), LAW, f"{_R}第三十二条", KEEPERS, HEADS, cited=True, dated=True, public=True),
    KnowledgeKind("RULE", _("本单位制度"), LAW, f"{_R}第十八条", KEEPERS, HEADS, cited=True, dated=True, public=True,
                  reviewed=True),
    KnowledgeKind("PLAN", _("应急预案"), EMERGENCY, f"{_R}第二十五条", DESKS, HEADS, dated=True, reviewed=True,
                  asks=(Field("occasion", _("针对什么情况")), Field("leads", _("谁来指挥（职务）")),
                        long_text("informs", _("报告给谁、怎样报告")))),
    KnowledgeKind("DRILL", _("演练记录"), EMERGENCY, f"{_R}第二十五条", DESKS,
                  asks=(Field("plan", _("演练的是哪个预案")), HELD_ON, _count("attended", _("参加人数")),
                        long_text("found", _("发现的问题")), long_text("improved", _("怎样改进")))),
    KnowledgeKind("MARKED_DATES", _("节日、会期值班"), EMERGENCY, f"{_R}第二十五条", KEEPERS, impersonal=True,
                  asks=(FIRST, LAST, ON_DUTY, RECEIVES)),
    KnowledgeKind("CARD", _("接待提示卡"), EMERGENCY, f"{_R}第二十八条、第四十六条", KEEPERS, HEADS, reviewed=True, impersonal=True,
                  asks=(Field("occasion", _("什么时候看")),)),
    KnowledgeKind("CASE", _("典型案例"), CASES, f"{_R}第十八条", CASE_WRITERS, HEADS, alone=False,
                  asks=(long_text("lesson", _("为什么值得参考")),)),
    KnowledgeKind("PUBLICITY", _("宣传记录"), RECORDS, f"{_R}第十八条", DESKS, public=True,
                  asks=(Field("way", _("形式"), Kind.CHOICE, choices=Spreading), HELD_ON, Field("place", _("地点")),
                        Field("audience", _("对象")), Field("copies", _("发放份数"), Kind.INTEGER, required=False, most=999_999))),
    KnowledgeKind("RESEARCH", _("调查研究"), RECORDS, f"{_R}第十四条", DESKS, asks=(HELD_ON, Field("question", _("研究的问题")))),
    KnowledgeKind("TRAINING", _("培训记录"), RECORDS, f"{_R}第十六条", DESKS,
                  asks=(HELD_ON, Field("teacher", _("谁来讲")), Field("audience", _("对象")), _count("attended", _("参加人数")))),
    KnowledgeKind("TRAINING_PLAN", _("能力和培训计划"), RECORDS, f"{_R}第十六条", DESKS, HEADS, reviewed=True,
                  asks=(YEAR, long_text("abilities", _("要练哪几种能力、练到什么程度")), _count("hours", _("每人全年几个学时")))),
    KnowledgeKind("RESOURCES", _("人员、场所和经费"), RECORDS, f"{_R}第十六条", DESKS, reviewed=True,
                  asks=(YEAR, _count("staff", _("在岗人数")), long_text("rooms", _("接访、候访、调解的场所和设施")),
                        Field("budget", _("工作经费（元）"), Kind.INTEGER, least=0, most=999_999_999))),
    KnowledgeKind("ACTIVITY", _("社区活动"), RECORDS, f"{_R}第五条", DESKS, impersonal=True,
                  asks=(Field("way", _("和什么结合"), Kind.CHOICE, choices=Together), HELD_ON, Field("place", _("地点")),
                        _count("attended", _("参加人数")))),
    KnowledgeKind("RISK_NOTE", _("决策前征求意见和风险评估"), RECORDS, f"{_R}第四十条", DESKS | {Role.LEADER}, HEADS,
                  impersonal=True,
                  asks=(Field("decision", _("准备作什么决定")), long_text("asked", _("怎样征求意见、问了哪些方面")),
                        long_text("topics", _("近来这方面的信访反映了什么"), hint=_("看热点问题，写事不写人")),
                        long_text("risks", _("可能引起什么矛盾")), long_text("measures", _("怎样避免")),
                        Field("ended", _("评估的结果"), Kind.CHOICE, choices=Decided))),
    KnowledgeKind("EVALUATION", _("年度考核"), RECORDS, f"{_R}第三十九条", DESKS | {Role.LEADER}, HEADS,
                  asks=(YEAR, Field("whom", _("考核哪个单位")),
                        long_text("standard", _("按什么标准"), hint=_("看及时、完整、被改变、执行；不按来信来访的多少，不排名次")),
                        long_text("found", _("做得怎样，凭什么数字")), long_text("improve", _("要改进什么")))),
    KnowledgeKind("COMMENDATION", _("表彰"), RECORDS, f"{_R}第三十九条", DESKS, HEADS,
                  asks=(Field("whom", _("单位或者工作人员")), Field("decision", _("表彰决定的文号"), required=False), HELD_ON)),
    KnowledgeKind("FIVE_HAVES", _("乡镇五有检查"), RECORDS, f"{_R}第十五条", DESKS,
                  asks=(Field("checked", _("哪个乡镇、街道"), Kind.PICK, options="regions_below"), HELD_ON,
                        *(Field(name, label, Kind.YES, required=False) for name, label in HAVES))),
)
# fmt: on
KINDS: dict[str, KnowledgeKind] = {row.code: row for row in _ROWS}
CITED = frozenset(row.code for row in _ROWS if row.cited)


class Standing(StrEnum):
    """What a library knows of a cited source on a day."""

    KNOWN = "KNOWN"
    UNKNOWN = "UNKNOWN"
    NO_ARTICLE = "NO_ARTICLE"
    NOT_IN_FORCE = "NOT_IN_FORCE"


# ---- articles ----------------------------------------------------------------------------------------------
NUMERAL = "[〇零一二三四五六七八九十百千0-9]+"
ARTICLE = re.compile(rf"^[\s　]*(第{NUMERAL}条(?:之{NUMERAL})?)[\s　]*", re.M)
CITATION = re.compile(rf"《([^《》]+)》(?:（[^）]*）)?((?:[、和]?第{NUMERAL}(?:条(?:之{NUMERAL})?|款|项))*)")
PART = re.compile(rf"第{NUMERAL}条(?:之{NUMERAL})?")


def articles(text: str) -> list[tuple[str, str]]:
    """The text cut where a line begins with 第…条: (label, words); what stands before the first has no label."""
    cuts = list(ARTICLE.finditer(text))
    starts = [cut.start() for cut in cuts] + [len(text)]
    found = [("", text[: starts[0]])]
    found += [(cut[1], text[cut.end() : end]) for cut, end in zip(cuts, starts[1:], strict=True)]
    return [(label, words.strip()) for label, words in found if label or words.strip()]


def citations(text: str) -> list[tuple[str, list[str]]]:
    """Every 《title》 of a text with the articles named right after it: [("信访工作条例", ["第三十二条"])]."""
    return [(found[1], PART.findall(found[2])) for found in CITATION.finditer(text)]


def plain_title(title: str) -> str:
    """A title as it is compared: without 《》, white space, 中华人民共和国 before and notes of year and state behind it."""
    bare = re.sub(r"[《》\s　]", "", title).removeprefix("中华人民共和国")
    return re.sub(r"(?:（[^（）]*）|\([^()]*\))+$", "", bare) or bare


@dataclass(frozen=True)
class Version:
    """What decides which version of a source counts on a day: its number, its span, the labels of its articles."""

    number: int
    effective_on: date | None = None
    expired_on: date | None = None
    labels: frozenset[str] = frozenset()
    whole: bool = False  # whether the labels are all there are

    def in_force(self, day: date) -> bool:
        """From the day it takes effect to the day before it ends."""
        began = self.effective_on is None or self.effective_on <= day
        return began and (self.expired_on is None or day < self.expired_on)


def version_on(versions: Iterable[Version], day: date) -> Version | None:
    """The newest version that had taken effect by that day, whether or not it has ended since."""
    begun = [row for row in versions if row.effective_on is None or row.effective_on <= day]
    return max(begun, key=lambda row: (row.effective_on or date.min, row.number), default=None)


def standing(
    title: str, labels: Iterable[str], library: Mapping[str, Iterable[Version]], day: date
) -> Standing:
    """What a library ({plain title: versions}) says of these articles of a source on that day."""
    versions = list(library.get(plain_title(title), ()))
    if not versions:
        return Standing.UNKNOWN
    row = version_on(versions, day)
    if row is None or not row.in_force(day):
        return Standing.NOT_IN_FORCE
    if row.whole and not set(labels) <= row.labels:
        return Standing.NO_ARTICLE
    return Standing.KNOWN
