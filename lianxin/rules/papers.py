"""The catalogue of papers (文书): what each must contain, which article orders it and how it is numbered.

`grade` is that of the paper itself. Type characters of document numbers are always our own default
(grade INF); only the form `某信受〔2026〕12号` is standard (GB/T 9704-2012).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from lianxin.rules.codes import Coded, Outcome, Role
from lianxin.rules.paper_parts import PARTS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


class Format(Enum):
    """How the page looks; the millimetres are `documents.measures`. Which paper takes which is ours (INF)."""

    OFFICIAL = "OFFICIAL"  # red heading: organ mark, number, red line
    LETTER = "LETTER"  # letter format of GB/T 9704
    PLAIN = "PLAIN"  # same margins, sizes and title, no red heading: what citizens receive
    FORM = "FORM"  # a table of labels and values


class Stage(Coded):
    """At which step of a matter's life a paper is issued."""

    REGISTRATION = "REGISTRATION", _("登记")
    ROUTING = "ROUTING", _("转送、交办")
    OBJECTION = "OBJECTION", _("异议")
    ACCEPTANCE = "ACCEPTANCE", _("受理")
    CLASSIFICATION = "CLASSIFICATION", _("依法分类")
    HANDLING = "HANDLING", _("办理")
    CONCLUSION = "CONCLUSION", _("办结")
    EXECUTION = "EXECUTION", _("执行")
    REVIEW = "REVIEW", _("复查")
    REREVIEW = "REREVIEW", _("复核")
    HEARING = "HEARING", _("听证")
    SERVICE = "SERVICE", _("送达")
    RATING = "RATING", _("评价、回访")
    SUPERVISION = "SUPERVISION", _("督办")
    CONFERENCE = "CONFERENCE", _("联席会议")
    LEADERSHIP = "LEADERSHIP", _("领导接访、批示、包案")
    URGENT = "URGENT", _("重大紧急信息")
    ASSISTANCE = "ASSISTANCE", _("帮扶救助")
    REPORTING = "REPORTING", _("统计、排查")
    CLOSING = "CLOSING", _("认定、公开、归档")
    ANY = "ANY", _("任何环节")


class Addressee(Coded):
    """Whom a paper is for; who it is in a matter is looked up when it is drafted."""

    PETITIONER = "PETITIONER", _("信访人")
    ORGAN = "ORGAN", _("机关、单位")
    PUBLIC = "PUBLIC", _("公众")
    FILE = "FILE", _("存卷")


class Character(Coded):
    """How binding a paper is, which decides who signs it (拟稿、审核、签发)."""

    RECORD = "RECORD", _("记录、表单：经办人制作")
    PROCEDURE = "PROCEDURE", _("程序性文书：经办人拟稿，部门审核签发"), "C"
    DECISION = "DECISION", _("决定性文书：承办人拟稿，他人审核，负责人签发"), "C"
    PERSONAL = "PERSONAL", _("信访人、代理人自己的文书"), "INF"


@dataclass(frozen=True)
class Remedy:
    """What may follow a paper: the next review, its application form and the period that opens on service."""

    code: str
    label: str
    application: str  # code of the paper, "" when the road has ended
    period: str  # code of the period, "" when the road has ended
    article: str


REMEDIES: Mapping[str, Remedy] = {
    row.code: row
    for row in (
        Remedy(
            "REVIEW",
            _("不服的，可以向上一级机关、单位申请复查"),
            "D23",
            "REVIEW_APPLY",
            "《信访工作条例》第三十五条",
        ),
        Remedy(
            "REREVIEW",
            _("不服的，可以向上一级机关、单位申请复核"),
            "D26",
            "REREVIEW_APPLY",
            "《信访工作条例》第三十六条",
        ),
        Remedy(
            "FINAL",
            _("以同一事实和理由再提出的，各级机关、单位不再受理"),
            "",
            "",
            "《信访工作条例》第三十六条",
        ),
    )
}


@dataclass(frozen=True)
class Part:
    """One thing a paper must say; `each`: for every request, `when`: whose outcome is one of these."""

    key: str
    each: bool = False
    when: frozenset[Outcome] = frozenset(Outcome)

    @property
    def label(self) -> str:
        return PARTS[self.key]

    @property
    def spared(self) -> frozenset[Outcome]:
        """The outcomes that need no such part."""
        return frozenset(Outcome) - self.when


@dataclass(frozen=True)
class Missing:
    """A part the body lacks; `request` counts from 1, 0 where the part belongs to the whole paper."""

    part: Part
    request: int = 0

    @property
    def said(self) -> Said:
        if self.request:
            return Said(
                _("第{request}项诉求缺少：{part}"), {"request": self.request, "part": self.part.label}
            )
        return Said(_("缺少：{part}"), {"part": self.part.label})


# Papers that judge a person, or decide about one.
ABOUT_PEOPLE = frozenset({"D14", "D40"})
_CHECKED = frozenset({Character.PROCEDURE, Character.DECISION})
_HEADS = frozenset({Role.ORGAN_HEAD})
_CLERKS = frozenset({Role.HANDLER, Role.TRIAGE_OFFICER, Role.REVIEWER, Role.REGISTRAR, Role.SUPERVISOR})


@dataclass(frozen=True)
class Paper:
    """One kind of paper; `variants` are titles issued under the same code."""

    code: str
    title: str
    type_char: str
    issued_at: Stage
    article: str
    required: tuple[Part, ...]
    grade: str = "A"
    format: Format = Format.PLAIN
    addressee: Addressee = Addressee.FILE
    character: Character = Character.RECORD
    goes_up: bool = False  # 上行文: whoever signs is named beside the number (签发人)
    remedy: Remedy | None = None
    variants: tuple[str, ...] = ()

    @property
    def is_served(self) -> bool:
        """Whether its receipt is proved by a service record (D50): what decides on a petitioner's rights."""
        return self.addressee is Addressee.PETITIONER and self.character is Character.DECISION

    @property
    def drafts(self) -> frozenset[Role]:
        """Who writes it."""
        return frozenset() if self.character is Character.PERSONAL else _CLERKS | _HEADS

    @property
    def checks(self) -> frozenset[Role]:
        """Who checks it, another person than drafted it; nobody checks a record."""
        return _CLERKS | _HEADS if self.character in _CHECKED else frozenset()

    @property
    def signs(self) -> frozenset[Role]:
        """Who issues it for the organ."""
        if self.character is Character.DECISION:
            return _HEADS
        return _CLERKS | _HEADS if self.character is Character.PROCEDURE else self.drafts

    def missing(self, body: Mapping[str, object]) -> list[Missing]:
        """What the body still lacks, in the order of the paper.

        `body` maps part keys to values; parts for each request are looked up in body["requests"],
        a sequence of mappings. Blank text counts as lacking, 0 and False do not.
        """
        whole = [Missing(part) for part in self.required if not part.each and _is_blank(body.get(part.key))]
        each = [part for part in self.required if part.each]
        if not each:
            return whole
        requests = body.get("requests")
        if not isinstance(requests, Sequence) or isinstance(requests, str) or not requests:
            return [*whole, Missing(Part("requests"))]
        return whole + [
            Missing(part, number)
            for number, request in enumerate(requests, 1)
            for part in each
            if _is_blank(request.get(part.key)) and request.get("outcome") not in part.spared
        ]


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == () or value == [] or value == {}


# 第三十二条: supported requests are to be carried out, so the opinion names by whom and until when.
_SUPPORTED = frozenset(outcome for outcome in Outcome if outcome.must_be_carried_out)
_PER_REQUEST = (
    Part("outcome", each=True),
    Part("answer", each=True),
    Part("law", each=True),
    Part("executor", each=True, when=_SUPPORTED),
    Part("execute_by", each=True, when=_SUPPORTED),
)
_R = "《信访工作条例》"
_ANALOGY = "参照《民事诉讼法》第八十七条至第九十五条"


_FORMATS: Mapping[Format, str] = {
    Format.LETTER: "D04 D05 D36",
    Format.OFFICIAL: "D07 D08 D22 D37 D38 D39 D40 D41 D42 D43",
    Format.FORM: "D01 D02 D03 D15 D19 D23 D26 D31 D34 D35 D44 D45 D46 D47 D48 D49 D50 D51 D52 D53 D54 D55 D56"
    " D57 D58 D59",
}
_ADDRESSEES: Mapping[Addressee, str] = {
    Addressee.PETITIONER: "D03 D06 D09 D10 D11 D12 D13 D14 D16 D17 D18 D19 D20 D23 D24 D25 D26 D27 D28 D29 D34 D46 D47",
    Addressee.ORGAN: "D04 D05 D07 D08 D21 D22 D35 D36 D37 D38 D39 D40 D41 D42 D54",
    Addressee.PUBLIC: "D30 D33 D45",
}
_CHARACTERS: Mapping[Character, str] = {
    Character.DECISION: "D10 D11 D12 D14 D16 D17 D18 D22 D24 D25 D27 D28 D33 D36 D37 D38 D39 D40 D41 D42 D55",
    Character.PROCEDURE: "D04 D05 D06 D07 D08 D09 D13 D21 D29 D30 D32 D35 D43 D46 D47 D53 D54 D56",
    Character.PERSONAL: "D23 D26 D34 D48 D49",
}
_GO_UP = "D22 D37 D39 D42"  # which go up is ours (INF)
_Kind = TypeVar("_Kind")


def _found(table: Mapping[_Kind, str], code: str, otherwise: _Kind) -> _Kind:
    return next((kind for kind, codes in table.items() if code in codes.split()), otherwise)


def _row(
    code: str, title: str, type_char: str, issued_at: Stage, article: str, keys: str, grade: str = "A",
    *, per_request: bool = False, remedy: str = "", variants: tuple[str, ...] = (),
) -> Paper:  # fmt: skip
    required = tuple(Part(key) for key in keys.split())
    return Paper(
        code=code,
        title=title,
        type_char=type_char,
        issued_at=issued_at,
        article=article,
        required=required + (_PER_REQUEST if per_request else ()),
        grade=grade,
        format=_found(_FORMATS, code, Format.PLAIN),
        addressee=_found(_ADDRESSEES, code, Addressee.FILE),
        character=_found(_CHARACTERS, code, Character.RECORD),
        goes_up=code in _GO_UP.split(),
        remedy=REMEDIES[remedy] if remedy else None,
        variants=variants,
    )


# fmt: off
_ROWS = (
    _row("D01", _("信访事项登记表"), "", Stage.REGISTRATION, f"{_R}第十九条、第二十二条、第二十三条",
         "channel received_on petitioner persons requests facts reason region category registrar"),
    _row("D02", _("来访接谈笔录"), "", Stage.REGISTRATION, f"{_R}第十九条",
         "held_at place receiver present record requests signature", "INF"),
    _row("D03", _("收件凭证"), "", Stage.REGISTRATION, f"{_R}第二十一条",
         "matter_no query_code how_to_query contact", variants=(_("查询单"),)),
    _row("D04", _("转送函"), "转", Stage.ROUTING, f"{_R}第二十二条",
         "to basis summary reason procedure notice_by object_by"),
    _row("D05", _("交办函"), "交", Stage.ROUTING, f"{_R}第二十二条第三项",
         "to basis summary reason procedure notice_by object_by report_by report_on"),
    _row("D06", _("转送、交办去向告知书"), "去", Stage.ROUTING, f"{_R}第二十三条", "to sent_on how_to_query"),
    _row("D07", _("异议函"), "异", Stage.OBJECTION, f"{_R}第二十三条", "reason basis suggested returned",
         variants=(_("退回函"),)),
    _row("D08", _("异议审核意见"), "异审", Stage.OBJECTION, f"{_R}第二十三条", "decision reason organ"),
    _row("D09", _("受理告知书"), "受", Stage.ACCEPTANCE, f"{_R}第二十三条、第三十四条",
         "received_on requests handler procedure due_on rights"),
    _row("D10", _("程序性告知书"), "程", Stage.CLASSIFICATION, f"{_R}第二十三条、第三十一条",
         "legal_class road address", variants=(_("分类处理告知书"),)),
    _row("D11", _("不予受理告知书"), "不受", Stage.ACCEPTANCE, f"{_R}第十九条", "reason article what_now"),
    _row("D12", _("不再受理告知书"), "不再受", Stage.ACCEPTANCE, f"{_R}第三十六条", "rereview comparison reason new_facts"),
    _row("D13", _("补充材料通知书"), "补", Stage.ACCEPTANCE, "", "missing by", "C"),
    _row("D14", _("回避决定书"), "避", Stage.ANY, f"{_R}第二十八条", "ground decision replacement",
         variants=(_("回避申请书"),)),
    _row("D15", _("调查笔录"), "", Stage.HANDLING, f"{_R}第三十一条第六项", "source content officers signature", "INF",
         variants=(_("证据清单"),)),
    _row("D16", _("延长办理期限告知书"), "延", Stage.HANDLING, f"{_R}第三十四条", "reason days new_due approver",
         variants=(_("延长办理期限审批表"),)),
    _row("D17", _("信访事项处理意见书"), "处", Stage.CONCLUSION, f"{_R}第三十一条第六项、第三十二条",
         "received found remedy", per_request=True, remedy="REVIEW", variants=(_("信访事项答复意见书"),)),
    _row("D18", _("建议意见回复"), "建复", Stage.CONCLUSION, f"{_R}第二十九条", "received adopted reason next"),
    _row("D19", _("检举控告受理、反馈记录"), "", Stage.HANDLING, "《纪检监察机关处理检举控告工作规则》",
         "received_on decision", "B"),
    _row("D20", _("调解协议书"), "", Stage.CONCLUSION, f"{_R}第三十三条",
         "parties dispute consent terms perform_by signature", variants=(_("和解协议书"),)),
    _row("D21", _("执行督促通知书"), "执", Stage.EXECUTION, f"{_R}第三十二条", "opinion_no duty due_on"),
    _row("D22", _("办结报告"), "结", Stage.CONCLUSION, f"{_R}第二十二条第三项",
         "process found opinion petitioner_view closing_check"),
    _row("D23", _("信访事项复查申请书"), "", Stage.REVIEW, f"{_R}第三十五条",
         "opinion_no opinion_received_on requests reason signature"),
    _row("D24", _("复查受理告知书"), "查受", Stage.REVIEW, f"{_R}第三十五条", "received_on in_time decision", "C",
         variants=(_("复查不予受理告知书"),)),
    _row("D25", _("信访事项复查意见书"), "复查", Stage.REVIEW, f"{_R}第三十五条",
         "reviewed grounds found law review_outcome answer remedy", remedy="REREVIEW"),
    _row("D26", _("信访事项复核申请书"), "", Stage.REREVIEW, f"{_R}第三十六条",
         "opinion_no opinion_received_on requests reason signature", variants=(_("复核受理告知书"),)),
    _row("D27", _("信访事项复核意见书"), "复核", Stage.REREVIEW, f"{_R}第三十六条",
         "reviewed grounds found law review_outcome answer finality", remedy="FINAL"),
    _row("D28", _("听证决定书"), "听", Stage.HEARING, f"{_R}第三十一条第六项、第三十六条", "points decision",
         variants=(_("听证申请书"),)),
    _row("D29", _("听证通知书"), "听通", Stage.HEARING, "",
         "held_at place subject chair members open_or_closed hearing_rights absence", "C"),
    _row("D30", _("听证公告"), "听公", Stage.HEARING, "", "held_at place subject seats contact", "C"),
    _row("D31", _("听证笔录"), "", Stage.HEARING, "", "held_at place present record signature", "C"),
    _row("D32", _("听证纪要"), "", Stage.HEARING, "", "votes conclusion", "C", variants=(_("听证结论"),)),
    _row("D33", _("听证公示"), "听示", Stage.HEARING, f"{_R}第三十六条", "redacted shown_until"),
    _row("D34", _("撤回信访事项确认书"), "", Stage.ANY, "", "voluntary scope signature", "C",
         variants=(_("撤回信访事项申请书"),)),
    _row("D35", _("催办单"), "催", Stage.SUPERVISION, f"{_R}第四十条", "clock requirement reply_by"),
    _row("D36", _("督办函"), "督", Stage.SUPERVISION, f"{_R}第四十条", "trigger facts requirement reply_by",
         variants=(_("督查通知书"),)),
    _row("D37", _("督办回复"), "督复", Stage.SUPERVISION, f"{_R}第三十八条、第四十条", "measures result responsibility",
         variants=(_("督查报告"),)),
    _row("D38", _("改进工作建议书"), "改", Stage.SUPERVISION, f"{_R}第四十条", "finding evidence advice feedback_by"),
    _row("D39", _("完善政策建议书"), "策", Stage.SUPERVISION, f"{_R}第四十条", "policy matters proposal"),
    _row("D40", _("追究责任建议书"), "责", Stage.SUPERVISION, f"{_R}第四十条", "unit facts article to"),
    _row("D41", _("建议采纳情况反馈书"), "馈", Stage.SUPERVISION, f"{_R}第四十条", "adopted reason"),
    _row("D42", _("重大紧急信访信息报告"), "急", Stage.URGENT, f"{_R}第二十五条",
         "held_at place persons demand cause measures at_scene next", variants=(_("快报"), _("续报"), _("终报"))),
    _row("D43", _("联席会议纪要"), "纪", Stage.CONFERENCE, f"{_R}第十一条至第十三条",
         "summary options decision owner due_on", variants=(_("联席会议议题单"), _("议定事项督办单"))),
    _row("D44", _("领导批示登记单"), "", Stage.LEADERSHIP, f"{_R}第十八条", "leader instruction organ reply_by",
         variants=(_("领导包案责任书"),)),
    _row("D45", _("领导接访公告"), "", Stage.LEADERSHIP, f"{_R}第十八条", "held_at place leader",
         variants=(_("领导接访登记表"), _("下访记录"))),
    _row("D46", _("救助转介单"), "助", Stage.ASSISTANCE, f"{_R}第三十七条", "hardship programme organ",
         variants=(_("社会救助告知单"), _("司法救助告知单"))),
    _row("D47", _("法律援助转介单"), "", Stage.ASSISTANCE, "", "petitioner reason organ", "INF"),
    _row("D48", _("授权委托书"), "", Stage.ANY, "", "principal agent scope period signature", "C",
         variants=(_("信访代理委托书"),)),
    _row("D49", _("走访代表推选书"), "", Stage.REGISTRATION, f"{_R}第二十条", "petitioners representatives signature"),
    _row("D50", _("送达回证"), "", Stage.SERVICE, _ANALOGY,
         "document addressee method place served_on server", "INF"),
    _row("D51", _("满意度评价记录"), "", Stage.RATING, "《信访事项满意度评价办法》", "office_grade organ_grade", "B"),
    _row("D52", _("回访记录"), "", Stage.RATING, "", "held_at method executed understood hardship", "C"),
    _row("D53", _("审核认定办结审核表"), "", Stage.CLOSING, "", "chain petitioner_view reviewer_view", "C",
         variants=(_("审核认定办结申请表"),)),
    _row("D54", _("涉法涉诉终结备案登记表"), "终", Stage.CLOSING, f"{_R}第三十七条", "organ termination_no"),
    _row("D55", _("信访事项公开审查单"), "", Stage.CLOSING, "《信访事项网上办理工作规程（试行）》",
         "scope open_or_closed approver", "B"),
    _row("D56", _("信访统计报告"), "", Stage.REPORTING, f"{_R}第四十一条", "period figures", variants=(
         _("周报"), _("半月报"), _("月报"), _("季报"), _("年报"))),
    _row("D57", _("排查台账"), "", Stage.REPORTING, "", "problem place owner due_on", "INF",
         variants=(_("排查交办单"), _("销号单"))),
    _row("D58", _("归档移交清单"), "", Stage.CLOSING, "《档案法》、《档案法实施条例》",
         "items volume_note packed_by checked_by manifest handed_to signature",
         variants=(_("卷内目录"), _("卷内备考表"))),
    _row("D59", _("档案销毁证明"), "", Stage.CLOSING, "《档案法》、《档案法实施条例》", "matter_no kept_under kept_until reason signature",
         "INF", variants=(_("档案销毁清册"),)),
)
# fmt: on

PAPERS: Mapping[str, Paper] = {paper.code: paper for paper in _ROWS}


def paper_number(organ_word: str, type_char: str, year: int, serial: int) -> str:
    """A document number, e.g. paper_number("某", "受", 2026, 12) == "某信受〔2026〕12号".

    Six-cornered brackets, no leading zeros (GB/T 9704-2012). Raises ValueError for an impossible part.
    """
    if not organ_word.strip() or not type_char or not 1000 <= year <= 9999 or serial < 1:
        raise ValueError(f"no document number from {organ_word!r}, {type_char!r}, {year!r}, {serial!r}")
    return f"{organ_word.strip()}信{type_char}〔{year}〕{serial}号"
