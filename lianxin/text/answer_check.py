"""Does a reply say anything? What is left of it without courtesy, forwarding and promises, and what it lacks.

It reads the words only. Whether what the reply says is true or lawful, a person must judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.category import plain
from lianxin.text.sentences import clauses, sentences

SUBSTANCE = 10  # characters of substance below which a reply says nothing


class Part(StrEnum):
    """What a clause of a reply does."""

    COURTESY = "courtesy"  # address, receipt, thanks, date, signature
    PASSED_ON = "passed_on"  # handed to somebody else, or reported to leaders
    ASKS_MORE = "asks_more"  # details are missing, please give them first
    POINTED = "pointed"  # ask elsewhere, here is the number, not ours
    WAIT = "wait"  # you will be told
    PLAN = "plan"  # it will be looked into, considered, improved
    TALK = "talk"  # how seriously it is taken, in stock words
    SUBSTANCE = "substance"


_WHO = r"[^，。；]{0,24}"
COURTESY = re.compile(
    r"^(?:以便|便于)|"
    r"^(?:尊敬的|敬爱的|亲爱的)?[^，。]{0,14}(?:网友|网民|市民|群众|同志|先生|女士|朋友|来信人|信访人|领导)[^，。]{0,12}$"
    r"|^[“\"‘']?[A-Za-z0-9_*]{2,14}[”\"’']?$|(?:您|你|大家)们?好|^好$|感谢|谢谢|致谢|祝[您你]|敬请(?:谅解|理解)|欢迎[您你]?(?:继续|一如既往|来电|监督|关注)|特此(?:回复|答复)|此复|专此|此致|敬礼"
    r"|(?:留言|来信|来函|函件|邮件|来邮|帖文|帖子|贵帖|信件|诉求|咨询|意见|建议|问题|反映|反应|情况|投诉|信息|事项|内容)[^，。；]{0,14}(?:已|均)?(?:收悉|知悉|获悉|收到|已阅|敬悉|悉知)|^(?:已)?(?:收悉|知悉|获悉)$"
    r"|(?:收悉|获悉)$|(?:回复|答复|说明|解答|反馈|汇报)如下|(?:有关|相关|具体)情况(?:回复|答复)?$|^(?:您|你)?(?:所)?(?:反映|咨询|提出|提问|留言)的[^，。]{0,30}(?:问题|情况|事项)$|^关于[^，。]{2,40}(?:问题|情况|事宜|事项|建议)$|^针对[^，。]{2,40}(?:问题|情况)$"
    r"|^(?:[0-9〇零一二三四五六七八九十]{2,4}[年./\-—])?[0-9一二三四五六七八九十]{1,3}[月./\-—][0-9一二三四五六七八九十]{1,3}[日号]?$"
    r"|理解(?:和|与|、)支持|支持(?:和|与|、)(?:理解|监督|关注)|生活愉快|工作顺利|关心(?:和|与|、)?支持|带来的?不便|敬请[^，。]{0,6}留意|请[您你]?(?:耐心)?(?:等待|关注)"
)
SIGNED = re.compile(
    r"^(?:(?![需到在请带找去、])[^，。]){2,24}(?:局|委|办|办公室|政府|中心|支队|大队|办事处|公司|部|院|厅|会|处|所|站)$"
)
PASSED_ON = re.compile(
    rf"(?:转|交|转交|转办|交办|分派|派发|派单|流转|移送|转至|转到|批转|移交|转呈|呈报|反馈至|反馈给|报告|提交|转送|转发|上报|交由|责成|函告|转达)(?:了|给|到|至|由|请)?{_WHO}(?:局|委|办|部门|单位|街道|政府|镇|乡|区|县|市|公司|科室|领导|相关|有关|处理|调查|核查|核实|办理|学校|院|所|队|中心|股|组|站|社区|村|学院|职院)"
    r"|(?:作出|做出|作了|作)批示|高度重视$|^[^，。]{0,16}高度重视|已转|已交|已安排(?:相关|有关)?(?:部门|单位|人员|工作人员)(?:进行)?(?:调查|核实|核查|处理)*$|转[^，。]{2,16}(?:核实|核查|调查|处理|办理|办复|核处)"
)
ASKS_MORE = re.compile(
    r"(?:未|没有|没)(?:明确)?(?:提供|留下|注明|说明|留)|(?:不详|不明确|不清楚|不具体|不够具体)|无联系方式|再具体一点"
    r"|(?:无法|不能|难以)(?:核实|查实|查询|联系|确定|明确|判断)|请[^，。；]{0,10}(?:提供|补充|完善|留下|说明|写明)|(?:完善|补充|提供)[^，。]{0,14}(?:信息|资料|材料|证据|线索|联系方式|身份证)"
)
POINTED = re.compile(
    rf"请(?:您|你|具体|详细|直接|向|到|与|拨打|致电|咨询|前往|联系|访问)?{_WHO}(?:咨询|了解|反映|反馈|提出|投诉|举报|联系|查询|拨打|致电|查看)"
    rf"|建议(?:您|你)?(?:直接)?(?:向|到|拨打|与|咨询|致电|联系){_WHO}|(?:可以?|可)(?:直接)?(?:拨打|致电|电话咨询|来电|向{_WHO}(?:咨询|反映|了解|投诉)|到{_WHO}(?:咨询|了解|反映))"
    r"|不属于?|不在[^，。]{0,16}(?:范围|职责|职权|管辖)|(?:咨询|联系|监督|服务|办公|热线)?(?:电话|热线)(?:号码)?(?:为|是)?[（(]?[0-9\-－—]{5,}|^[（(]?[0-9\-－—()（） ]{5,}[）)]?$|以[^，。]{2,20}为准|^联系(?:电话|人|方式)$|^(?:咨询|联系|监督)?电话$"
)
WAIT = re.compile(
    r"(?:处理|办理|调查|核实|有关|相关|后续|进展)?(?:情况|结果|进展|消息|答复)[^，。]{0,14}(?:反馈|回复|答复|告知|通报|沟通)|^(?:待[^，。]{1,12}|[^，。]{0,14}(?:工作日|办结|明了|清楚))[^，。]{0,10}(?:答复|回复|反馈)[您你]?$|回访电话|无人接听|敬请(?:关注|留意)|如有[^，。]{0,12}(?:情况|进展|疑问|问题|不明)"
    r"|(?:及时|尽快|第一时间|予以|再)(?:向您|给予|予以|给您)?(?:反馈|回复|答复|告知)|耐心等待|回复链接|链接|详情请点击|https?://|^(?:详见|具体详见)|(?:已|已经|已有)[^，。]{0,14}(?:回复|答复)$"
    r"|^(?:认真|抓紧|尽快|请)?(?:处理|研究|调查|核实|核查|办理|办复|核处|查处|答复|回复|反馈)+$|^(?:现|目前)?(?:正在|正)(?:积极|抓紧)?(?:处理|核查|核实|调查|办理)(?:中|之中)?$|待[^，。]{0,10}(?:清楚|结果)后?$"
)
PLAN = re.compile(
    rf"(?:将|会|正在|正|待|尽快|立即|进一步|适时|继续|认真|抓紧|积极){_WHO}(?:调查|核实|核查|核处|处理|研究|办理|查处|落实|考虑|论证|跟进|跟踪|关注|协调|督促|解决|采纳|推进|努力|重视|加强|受理|报告)(?:中|后|清楚|工作|此事|该问题|您|你)*(?:的?建议)?$"
    r"|虚心(?:接受|采纳)|充分(?:考虑|论证|研究)"
)
FACTS = re.compile(
    r"经(?:查|核|调查|核实|核查|了解|询问|咨询|现场|走访|研究|沟通)[^，。]{0,8}$|(?<![\d.])\d+(?:\.\d+)?(?:元|万元|亩|平方米|米|公里|户|人|名|%|％|个月|天|年|吨|台|次|条|处|倍)|《[^《》]{3,80}》|第[一二三四五六七八九十百\d]+条|〔\d{4}〕|\[\d{4}\]|（\d{4}）\d+号"
)
LAW = re.compile(
    r"《[^《》]{2,40}》|第[一二三四五六七八九十百\d]+条|[〔\[【（(](?:19|20)\d{2}[〕\]】）)]第?\d+号"
)
DAY = re.compile(
    r"\d{1,4}年(?:\d{1,2}月)?|\d{1,2}月(?:\d{1,2}[日号]|底|初|中旬|上旬|下旬)|(?:今|明|去)年|年底|(?:近期|日前|目前)"
)
ACTED = re.compile(
    r"(?:已|已经|予以|进行了|责令|要求|督促|组织|约谈|整改|拆除|处罚|立案|发放|补发|退还|修复|清理|安装|完成|更换|批复|批评教育)"
)
# Pairs of characters that every request has.
STOP_PAIRS = re.compile(
    "请求|要求|希望|领导|解决|问题|尽快|反映|投诉|咨询|建议|关于|给予|能否|是否|我们|可以|进行|有关|相关|情况|政府|部门"
)


_STOCK = files("lianxin.text").joinpath("data/stock_phrases.txt").read_text("utf-8")
STOCK = re.compile(
    "|".join(
        sorted(
            (word for line in _STOCK.splitlines() if line[0] != "#" for word in line.split()),
            key=len,
            reverse=True,
        )
    )
)
# What is found or decided says something, however stock its words are.
DECIDED = re.compile(
    "[不未没][^，。]{0,2}(?:支持|受理|采纳|解决|办理|认可|合理|成立|给予|予以|实施|出台)|予以支持|支持[您你]|属实|合理$|无法(?:解决|办理)"
    "|(?:已经?|决定)[^，。]{0,4}(?:解决|采纳|改正|处分)|无责任|不再(?:受理|安排|统筹)"
)
MOST_ELSE = 0.34  # of a clause, beside stock words: with more it tells something
FORMS = (
    (Part.PASSED_ON, PASSED_ON),
    (Part.ASKS_MORE, ASKS_MORE),
    (Part.WAIT, WAIT),
    (Part.POINTED, POINTED),
    (Part.PLAN, PLAN),
)


@dataclass(frozen=True)
class Answer:
    """What a reply consists of; lengths in characters."""

    length: int
    substance: int
    parts: dict[Part, int]
    cites_law: bool
    names_day: bool
    says_what_was_done: bool
    unanswered: tuple[int, ...]  # places (from 0) of requests no clause of substance speaks of

    @property
    def is_empty(self) -> bool:
        """Whether the reply says nothing: courtesy, handed on, asked for details first.

        A pointer to the right office or a plan is something, unless the reply only comes with handing on.
        """
        handed_on = self.parts[Part.PASSED_ON] or self.parts[Part.ASKS_MORE]
        weak = 0 if handed_on else self.parts[Part.POINTED] + self.parts[Part.PLAN]
        return self.substance + weak < SUBSTANCE

    @property
    def is_thin(self) -> bool:
        """Whether there is nothing but pointers and plans: no finding, no reason, nothing done."""
        return self.substance < SUBSTANCE


def check(reply: str, requests: Sequence[str] = ()) -> Answer:
    """Take a reply apart; `requests` are what was asked, one text each."""
    parts: dict[Part, int] = dict.fromkeys(Part, 0)
    said: list[str] = []
    for clause in (clause for sentence in sentences(reply) for clause in clauses(sentence)):
        part = part_of(clause)
        parts[part] += len(clause)
        if part is Part.SUBSTANCE:
            said.append(clause)
    told = "，".join(said)
    return Answer(
        len(reply), parts[Part.SUBSTANCE], parts, bool(LAW.search(told)), bool(DAY.search(told)),
        bool(ACTED.search(told)), _unanswered(told, requests),
    )  # fmt: skip


def part_of(clause: str) -> Part:
    """What one clause does; facts and figures outweigh the form they come in."""
    clause = clause.strip(" 　“”\"'（）()")
    if not clause or COURTESY.search(clause):
        return Part.COURTESY
    if FACTS.search(clause):
        return Part.SUBSTANCE
    for part, pattern in FORMS:
        if pattern.search(clause):
            return part
    if SIGNED.search(clause):
        return Part.COURTESY
    if DECIDED.search(clause):
        return Part.SUBSTANCE
    return Part.TALK if len(STOCK.sub("", clause)) <= MOST_ELSE * len(clause) else Part.SUBSTANCE


def _unanswered(told: str, requests: Sequence[str]) -> tuple[int, ...]:
    """Requests of which less than a seventh of the telling pairs of characters comes up in the substance."""
    reply = plain(told)
    missing = []
    for place, request in enumerate(requests):
        text = plain(request)
        pairs = {text[at : at + 2] for at in range(len(text) - 1)}
        pairs = {pair for pair in pairs if pair.isalnum() and not STOP_PAIRS.fullmatch(pair)}
        if pairs and sum(pair in reply for pair in pairs) * 7 < len(pairs):
            missing.append(place)
    return tuple(missing)


def advice(answer: Answer) -> list[Said]:
    """What the writer of the reply may want to add, worst first; empty if nothing is missed."""
    said = []
    if answer.is_thin:
        said.append(Said(_("除了客气话、转办和承诺，没有写查明的情况和处理意见")))
    for place in answer.unanswered:
        said.append(Said(_("没有提到第{position}项诉求"), {"position": place + 1}))
    if not answer.is_thin and not answer.cites_law:
        said.append(Said(_("没有写明依据的法律、法规或文件")))
    if not answer.is_thin and not (answer.says_what_was_done or answer.names_day):
        said.append(Said(_("没有写明做了什么、什么时候做")))
    return said
