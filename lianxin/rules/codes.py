"""The small code lists of the house: every member is its code and carries a Chinese label.

`grade` says how sure the source is: A primary text, B mirror, C informal or reverse-read, MEM memory,
INF our inference. The code is what is stored; the label is a message id, translated by `web`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from lianxin.rules.wording import gettext_noop as _


class Coded(StrEnum):
    """One code list, e.g. Channel.LETTER == "LETTER", Channel.LETTER.label == "来信"."""

    label: str
    grade: str

    def __new__(cls, code: str, label: str, grade: str = "A") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.grade = grade
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) in the order of the list, as forms and tables want it."""
        return [(member.value, member.label) for member in cls]


class Channel(Coded):
    """信访形式: how a submission came (《信访工作条例》第十七条 and its "等")."""

    LETTER = "LETTER", _("来信")
    VISIT = "VISIT", _("来访")
    WEB = "WEB", _("网上信访")
    APP = "APP", _("手机信访"), "C"
    WECHAT = "WECHAT", _("微信信访"), "C"
    PHONE = "PHONE", _("电话信访")
    FAX = "FAX", _("传真")
    LEADER_MAILBOX = "LEADER_MAILBOX", _("领导信箱"), "C"
    WEB_SUGGESTION = "WEB_SUGGESTION", _("网上建议"), "C"
    EMAIL = "EMAIL", _("电子邮件")
    HOTLINE = "HOTLINE", _("12345热线转入"), "C"
    SUPERIOR = "SUPERIOR", _("上级转来"), "C"
    OTHER = "OTHER", _("其他形式")


class Purpose(Coded):
    """信访目的: what the petitioner wants in one word."""

    REQUEST = "REQUEST", _("求决"), "C"
    APPEAL = "APPEAL", _("申诉"), "C"
    SUGGESTION = "SUGGESTION", _("意见建议"), "C"
    ACCUSATION = "ACCUSATION", _("检举控告"), "C"
    INQUIRY = "INQUIRY", _("咨询"), "C"
    THANKS = "THANKS", _("感谢"), "C"
    OTHER = "OTHER", _("其他目的"), "C"


class Cause(Coded):
    """信访原因: what in the work or the world gave rise to the matter, never a judgement of the person."""

    DECISION = "DECISION", _("决策不当"), "INF"
    NON_PERFORMANCE = "NON_PERFORMANCE", _("不作为"), "INF"
    WRONG_ACT = "WRONG_ACT", _("乱作为"), "INF"
    LAW_ERROR = "LAW_ERROR", _("适用法律错误或违反程序"), "INF"
    DELAY = "DELAY", _("拖延"), "INF"
    POLICY_GAP = "POLICY_GAP", _("政策问题"), "INF"
    HISTORY = "HISTORY", _("历史遗留"), "INF"
    LIVELIHOOD = "LIVELIHOOD", _("生活困难"), "INF"
    CONTRACT = "CONTRACT", _("民事纠纷"), "INF"
    CADRE_STYLE = "CADRE_STYLE", _("干部作风"), "INF"
    BEYOND_POLICY = "BEYOND_POLICY", _("诉求超出现行政策"), "INF"
    OTHER = "OTHER", _("其他原因"), "INF"


class Means(Coded):
    """By which means a matter was solved (综合运用行政、经济、法律、社会手段)."""

    ADMINISTRATIVE = "ADMINISTRATIVE", _("行政手段"), "INF"
    ECONOMIC = "ECONOMIC", _("经济手段"), "INF"
    LEGAL = "LEGAL", _("法律手段"), "INF"
    SOCIAL = "SOCIAL", _("社会力量"), "INF"


class Outcome(Coded):
    """What became of one request (《信访工作条例》第二十九条、第三十一条至第三十三条)."""

    SUPPORT = "SUPPORT", _("支持")
    PARTIAL = "PARTIAL", _("部分支持"), "INF"
    EXPLAIN = "EXPLAIN", _("解释说明")
    NOT_SUPPORT = "NOT_SUPPORT", _("不予支持")
    SETTLED = "SETTLED", _("调解和解")
    GUIDED = "GUIDED", _("导入法定程序")
    WITHDRAWN = "WITHDRAWN", _("撤回"), "INF"
    ADOPTED = "ADOPTED", _("采纳")
    PARTLY_ADOPTED = "PARTLY_ADOPTED", _("部分采纳")
    NOT_ADOPTED = "NOT_ADOPTED", _("未采纳")

    @property
    def must_be_carried_out(self) -> bool:
        """第三十二条第二款: an opinion that supports a request is to be enforced."""
        return self in (Outcome.SUPPORT, Outcome.PARTIAL)


# What became of a request that got an answer of its own, from which others can learn.
ANSWERS = frozenset(Outcome) - {Outcome.WITHDRAWN, Outcome.GUIDED}


class ReviewOutcome(Coded):
    """What a review or re-review says of the opinion below it: provincial practice, not in the Regulation."""

    UPHOLD = "UPHOLD", _("维持"), "MEM"
    CHANGE = "CHANGE", _("变更"), "MEM"
    REVOKE_REDO = "REVOKE_REDO", _("撤销并责令重新办理"), "MEM"
    TERMINATE = "TERMINATE", _("终止"), "MEM"


class LegalClass(Coded):
    """依法分类: the road one request takes, the article that opens it and the paper it ends with."""

    article: str
    plain_label: str
    ends_with: str
    review_chain: bool

    def __new__(
        cls, code: str, label: str, article: str, plain_label: str, ends_with: str, grade: str = "A"
    ) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label, member.plain_label = label, plain_label
        member.article, member.ends_with = article, ends_with
        member.grade = grade
        # 第三十四条、第三十五条: only matters under 第三十一条第六项 end in an opinion open to review.
        member.review_chain = code == "APPEAL_6"
        return member

    SUGGESTION = (
        "SUGGESTION",
        _("建议意见类"),
        _("《信访工作条例》第二十九条"),
        _("您提出建议，机关研究后答复是否采纳"),
        _("回复"),
    )
    ACCUSATION = (
        "ACCUSATION",
        _("检举控告类"),
        _("《信访工作条例》第三十条"),
        _("您反映违纪违法问题，由纪检监察或有权机关保密办理"),
        _("纪检监察机关或有权机关的反馈"),
    )
    APPEAL_1 = (
        "APPEAL_1",
        _("申诉求决类：诉讼及检察、公安法律程序"),
        _("《信访工作条例》第三十一条第一项"),
        _("您的事情由法院、检察院或公安机关按法律程序办理"),
        _("该法律程序的文书"),
    )
    APPEAL_2 = (
        "APPEAL_2",
        _("申诉求决类：仲裁"),
        _("《信访工作条例》第三十一条第二项"),
        _("您的事情应当先申请仲裁"),
        _("仲裁裁决"),
    )
    APPEAL_3 = (
        "APPEAL_3",
        _("申诉求决类：党员申诉、申请复审"),
        _("《信访工作条例》第三十一条第三项"),
        _("您的事情按党员申诉或复审的规定办理"),
        _("申诉、复审决定"),
    )
    APPEAL_4 = (
        "APPEAL_4",
        _("申诉求决类：行政复议、裁决、确认、许可、处罚等"),
        _("《信访工作条例》第三十一条第四项"),
        _("您的事情由行政机关按行政程序办理"),
        _("行政决定"),
    )
    APPEAL_5 = (
        "APPEAL_5",
        _("申诉求决类：要求查处违法行为、履行保护职责"),
        _("《信访工作条例》第三十一条第五项"),
        _("您要求机关查处违法行为或者保护人身、财产权，由该机关履行职责或者答复"),
        _("履行职责或者答复"),
    )
    APPEAL_6 = (
        "APPEAL_6",
        _("申诉求决类：其他"),
        _("《信访工作条例》第三十一条第六项"),
        _("机关调查核实后出具书面意见，不服可以申请复查、复核"),
        _("信访处理意见书"),
    )
    INQUIRY = (
        "INQUIRY",
        _("咨询"),
        _("《信访事项简易办理办法》第四条"),
        _("您有疑问，机关当场或者很快答复"),
        _("答复"),
        "B",
    )
    THANKS = (
        "THANKS",
        _("感谢"),
        _("《信访事项简易办理办法》第四条"),
        _("您表示感谢，机关记录并转达"),
        _("答复"),
        "B",
    )


class Rating(Coded):
    """满意度评价: the petitioner's own grade; silence is never one of them."""

    SATISFIED = "SATISFIED", _("满意"), "B"
    BASICALLY = "BASICALLY", _("基本满意"), "B"
    NOT_SATISFIED = "NOT_SATISFIED", _("不满意"), "B"


class VisitSize(Coded):
    """个体访、群体访、集体访."""

    INDIVIDUAL = "INDIVIDUAL", _("个体访"), "MEM"
    SMALL_GROUP = "SMALL_GROUP", _("群体访"), "MEM"
    COLLECTIVE = "COLLECTIVE", _("集体访"), "MEM"


def size_of(persons: int, threshold: int = 5) -> VisitSize:
    """The size of a visit of so many persons; `threshold` is the first collective number (grade MEM)."""
    if persons < 1:
        raise ValueError(f"a visit has at least one person, not {persons}")
    if persons >= threshold:
        return VisitSize.COLLECTIVE
    return VisitSize.INDIVIDUAL if persons == 1 else VisitSize.SMALL_GROUP


class OrganType(Coded):
    """The ten kinds of organ the Regulation reaches (《信访工作条例》第二条)."""

    PARTY = "PARTY", _("党的机关")
    CONGRESS = "CONGRESS", _("人大机关")
    ADMINISTRATIVE = "ADMINISTRATIVE", _("行政机关")
    SUPERVISION = "SUPERVISION", _("监察机关")
    CONSULTATIVE = "CONSULTATIVE", _("政协机关")
    COURT = "COURT", _("审判机关")
    PROCURATORATE = "PROCURATORATE", _("检察机关")
    MASS_ORGANISATION = "MASS_ORGANISATION", _("群团组织")
    STATE_ENTERPRISE = "STATE_ENTERPRISE", _("国有企业")
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION", _("事业单位")


class OrganDuty(Coded):
    """What an organ is in petition work: an organ of any of the ten kinds has exactly one of these."""

    PETITION_OFFICE = "PETITION_OFFICE", _("信访部门")
    RESPONSIBLE = "RESPONSIBLE", _("有权处理的机关、单位")


class OrganLevel(Coded):
    """From the top down; `rank` 0 is national."""

    NATIONAL = "NATIONAL", _("国家级")
    PROVINCE = "PROVINCE", _("省级")
    CITY = "CITY", _("市级")
    COUNTY = "COUNTY", _("县级")
    TOWN = "TOWN", _("乡镇、街道")
    VILLAGE = "VILLAGE", _("村、社区")

    @property
    def rank(self) -> int:
        return list(OrganLevel).index(self)


class Relation(Coded):
    """How a new submission stands to what is already on file: three different things in law."""

    FIRST = "FIRST", _("初次")
    REPEAT = "REPEAT", _("重复"), "INF"
    DUPLICATE = "DUPLICATE", _("同一事项"), "INF"
    NEW_FACTS = "NEW_FACTS", _("新事实"), "INF"


class MatterLink(Coded):
    """Why two matters are tied; a tie takes nobody's number, clock, notice or right away."""

    SAME_MATTER = "SAME_MATTER", _("同一事项"), "INF"
    NEW_FACTS_AFTER = "NEW_FACTS_AFTER", _("终结后提出新的事实、理由"), "INF"
    SPLIT_FROM = "SPLIT_FROM", _("由该事项拆分"), "INF"
    RETALIATION_OVER = "RETALIATION_OVER", _("反映因该事项受到打击报复"), "INF"
    RELATED = "RELATED", _("相关事项"), "INF"


# What a person ties and unties; the other two come of a join and of a split.
TIES = (MatterLink.NEW_FACTS_AFTER, MatterLink.RETALIATION_OVER, MatterLink.RELATED)


class Role(Coded):
    """Who acts. `staff` is False for people who stand outside the organs."""

    staff: bool

    def __new__(cls, code: str, label: str, staff: bool = True, grade: str = "INF") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label, member.staff, member.grade = label, staff, grade
        return member

    PETITIONER = "PETITIONER", _("信访人"), False
    REPRESENTATIVE = "REPRESENTATIVE", _("走访代表"), False
    AGENT = "AGENT", _("信访代理人"), False
    REGISTRAR = "REGISTRAR", _("登记接待员")
    TRIAGE_OFFICER = "TRIAGE_OFFICER", _("分办员")
    HANDLER = "HANDLER", _("承办人")
    ORGAN_HEAD = "ORGAN_HEAD", _("本机关负责人")
    REVIEWER = "REVIEWER", _("复查承办人")
    REREVIEWER = "REREVIEWER", _("复核承办人")
    SUPERVISOR = "SUPERVISOR", _("督办员")
    INSPECTION_COMMISSIONER = "INSPECTION_COMMISSIONER", _("信访督查专员")
    LEADER = "LEADER", _("党政领导")
    CONFERENCE_SECRETARY = "CONFERENCE_SECRETARY", _("联席会议办公室")
    HEARING_CHAIR = "HEARING_CHAIR", _("听证主持人")
    HEARING_MEMBER = "HEARING_MEMBER", _("听证员")
    MEDIATOR = "MEDIATOR", _("调解员"), False
    LAWYER = "LAWYER", _("律师"), False
    PANEL_MEMBER = "PANEL_MEMBER", _("评议员"), False
    INFO_OFFICER = "INFO_OFFICER", _("信息员")
    DISCIPLINE_DESK = "DISCIPLINE_DESK", _("纪检监察受理员")
    CUSTODIAN = "CUSTODIAN", _("检举人身份保管员")
    ARCHIVIST = "ARCHIVIST", _("档案员")
    STATISTICIAN = "STATISTICIAN", _("统计员")
    AUDITOR = "AUDITOR", _("审计员")
    SYSADMIN = "SYSADMIN", _("系统管理员")
