"""Write docs/law.md and docs/glossary.md from the rows of lianxin.rules. Usage: python tools/docs.py [--check]"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from lianxin.rules import codes
from lianxin.rules.codes import Coded, LegalClass, Role
from lianxin.rules.editions import EDITIONS, Edition
from lianxin.rules.papers import PAPERS
from lianxin.rules.pathways import PATHWAY_OF, Pathway
from lianxin.rules.periods import Period, Unit
from lianxin.rules.permissions import GUARDS
from lianxin.rules.states import STATES
from lianxin.rules.step import SEATS, DeclineReason, Method, Mode, Procedure, Step
from lianxin.rules.steps import STEPS

DOCS = Path(__file__).resolve().parents[1] / "docs"
HEAD = """# 法律即数据 · The law as rows

由 `python tools/docs.py` 从 `lianxin/rules/` 生成，请勿手改。Generated from the rows; do not edit.

等级 grade：A 法规原文 primary text · B 一致的转载 consistent mirrors · C 单一非正式来源 one informal source ·
MEM 凭记忆，待核 from memory, to be checked · INF 本系统的推断或默认 our inference or default.
B、C、MEM、INF 都可以由地方规则（overlay）更改。
"""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return (
        "\n".join("| " + " | ".join(str(c).replace("|", "\\|") for c in line) + " |" for line in lines) + "\n"
    )


def _length(row: Period) -> str:
    if row.days is None:
        return "文书确定"
    unit = "个工作日" if row.unit is Unit.WORKING else "日"
    extra = f"，可延长累计≤{row.max_extension}日" if row.max_extension else ""
    return f"{row.days}{unit}{extra}{'，听证时间不计入' if row.pausable else ''}"


def periods(edition: Edition) -> str:
    rows = (
        (row.code, row.label, _length(row), f"{row.starts} → {row.ends}", row.article, row.grade)
        for row in edition.periods.values()
    )
    until = edition.valid_to.isoformat() if edition.valid_to else "…"
    title = f"\n## 期限 · {edition.title} `{edition.code}`（{edition.valid_from} – {until}）\n\n"
    return title + table(("代码", "名称", "长度", "起止", "依据", "等级"), rows)


def switches(edition: Edition) -> str:
    rows = ((row.code, str(row.value), row.article, row.grade) for row in edition.switch_rows.values())
    return f"\n### 规则开关 · `{edition.code}`\n\n" + table(("代码", "值", "依据", "等级"), rows)


def states() -> str:
    rows = (
        (row.state, row.label, row.next_action or "—", "、".join(row.clocks) or "—", row.waits_for or "—")
        for row in STATES.values()
    )
    heads = ("代码", "状态", "下一步", "决定日期的期限", "先等信访人")
    return "\n## 状态\n\n" + table(heads, rows)


def _target(step: Step) -> str:
    if step.to is None:
        return "不变"
    if isinstance(step.to, str):
        return STATES[step.to].label
    return "；".join(f"{STATES[a].label}→{STATES[b].label}" for a, b in step.to.items()) or "—"


def steps() -> str:
    rows = (
        (
            step.action,
            step.label,
            "、".join(sorted(STATES[s].label for s in step.start)) if len(step.start) < 12 else "多数状态",
            _target(step),
            f"{SEATS[step.seat]}：{'、'.join(sorted(Role[r].label for r in step.roles))}",
            "；".join(GUARDS[g].refusal for g in step.guards) or "—",
            f"停 {'、'.join(step.stops) or '—'}；起 {'、'.join(step.starts) or '—'}",
            PAPERS[step.paper].title if step.paper else "—",
            step.article,
        )
        for step in STEPS.values()
    )
    heads = ("代码", "步骤", "从", "到", "谁", "不满足时的理由", "期限", "文书", "依据")
    return "\n## 步骤\n\n" + table(heads, rows)


def lists() -> str:
    classes = (
        (c, c.label, c.article, PATHWAY_OF[c].label if c in PATHWAY_OF else "—", c.ends_with, c.grade)
        for c in LegalClass
    )
    declines = ((d, d.label, d.article, d.grade) for d in DeclineReason)
    methods = ((m, m.label, m.article, m.grade) for m in Method)
    papers = (
        (
            p.code,
            p.title,
            p.type_char or "—",
            p.issued_at.label,
            p.article,
            p.grade,
            f"{p.format.value} → {p.addressee.label}",
            p.character.label.partition("：")[0],
            "、".join(sorted(role.label for role in p.signs)) or "—",
            "是" if p.is_served else "—",
            "、".join(part.label for part in p.required),
        )
        for p in PAPERS.values()
    )
    return (
        "\n## 依法分类\n\n"
        + table(("代码", "性质", "依据", "法定途径", "以什么结束", "等级"), classes)
        + "\n## 不予受理的情形\n\n"
        + table(("代码", "情形", "依据", "等级"), declines)
        + "\n## 送达方式\n\n"
        + table(("代码", "方式", "依据", "等级"), methods)
        + "\n## 文书目录\n\n"
        + table(
            (
                "代码",
                "文书",
                "类型字",
                "环节",
                "依据",
                "等级",
                "版式、给谁",
                "性质",
                "签发",
                "须送达",
                "必备内容",
            ),
            papers,
        )
    )


def law() -> str:
    """The whole of docs/law.md."""
    newest = EDITIONS[::-1]
    return HEAD + "".join(periods(e) + switches(e) for e in newest) + states() + steps() + lists()


NOUNS = (
    ("历年数据", "PublishedFigure", "a yearly figure published before the system began, kept as it was published"),
    ("已记数据", "CountedTime", "the figures of a time that is over, as first counted: later reports are compared with them"),
    ("信访事项", "Matter", "the problem that is handled"),
    ("信访件", "Submission", "one letter, visit, call or web entry"),
    ("诉求", "Request", "one thing asked for, with its own class and outcome"),
    ("信访人、代表、代理人", "Party", "a person in one submission; at most five representatives"),
    ("被反映人、被反映的机关", "ComplainedOf", "who is complained of; walled off in a sealed matter"),
    ("经办过的机关", "Involvement", "an organ that has or had a part: the base of the right to see"),
    ("办理、复查、复核", "Proceeding", "one stage before one organ under one edition of the law"),
    ("期限", "Period, Clock", "the rule, and one running instance of it"),
    ("办理记录", "Event", "what happened, by whom, under which article; append-only"),
    ("查阅记录", "Reading", "who opened which file, when and what for"),
    ("文书", "Document", "a paper of the catalogue"),
    ("送达", "Service", "how and when a paper reached one submission's people"),
    ("附件", "Attachment", "a file of a submission"),
    ("交办、催办、协办、回访", "Task", "what an organ must do by a date and answer in writing; 销号 by another person"),
    ("听证、接访、会议", "Sitting", "people meet: time, place, record"),
    ("联名邀请", "Invitation", "a link by which others join a petition, each with a number of their own"),
    ("授权委托", "Mandate", "scope and period within which an agent acts; the principal stays the petitioner"),
    ("接访的一位、议程的一项", "Turn", "one turn in a sitting: a visitor's slot, or a matter on the agenda, and its result"),
    ("知会的机关", "Told", "an organ that hears of an urgent report, and when it read it"),
    ("与会人员", "Attendance", "who sits in a sitting and in which part"),
    ("理事会成员", "Member", "a seat on an organ's council, held from an election to the end of its term"),
    ("差额投票", "Ballot", "options put to a council's vote, the tally, and apart from it what the organ decided"),
    ("建议征集", "Call", "an organ asks the public for suggestions for a time"),
    ("建议的采纳情况", "CallOutcome", "what became of one suggestion, for all to read"),
    ("公开的答复", "Publication", "a finished matter told to all with consent, by two people"),
    ("指标", "Figure", "one published figure: what over what, when, what is left out, under which article"),
    ("接待日的规律", "Rhythm", "how days of reception return"),
    ("回避", "Recusal", "a person who stands aside, and why"),
    ("关联、并案", "Link", "why two matters are tied; undone, never deleted"),
    ("机关、单位", "Organ", "a body that can own a matter"),
    ("隶属关系", "Tie", "who stands above whom, from when to when; kind REVIEW names a reviewing organ"),
    ("行政区划", "Region", "6 digits to the county, 9 to the township, 12 to the village"),
    ("账号", "Account", "one person's way in"),
    ("任职", "Posting", "a role held at an organ from one day to another"),
    ("代行申请", "StandInRequest", "a colleague is to hold a post for some days, once the head consents"),
    ("接口密钥", "ApiToken", "a key for machines, acting as one account"),
    ("通知", "Outbox", "a notice owed to somebody, written with the event, sent later"),
    ("满意度评价", "Rating", "office and organ apart; silence is never satisfaction"),
    ("编号", "Serial", "the last number of a series, without gaps"),
    ("停电备用编号", "ReservedNumber", "a number printed on a blank receipt for a power cut; unused, used once, or voided with a reason"),
    ("限流", "Throttle", "how often something was tried; no address is kept"),
    ("机器建议", "Suggestion", "what a machine proposed, beside what the person chose"),
    ("公开日志的叶子、检查点", "Leaf, Checkpoint", "a salted commitment to an event; a signed tree head"),
    ("收录承诺（回执）", "Promise", "what was signed at filing: this leaf will be in the log by then"),
    ("地方规则", "overlay", "a TOML file that may only tighten the national edition"),
    ("定时工作的记录", "JobRun", "when a periodic job last ran and how it went"),
    ("检索用的文字", "SearchText", "what can be searched of an ordinary matter; a sealed one has none"),
    ("扫描来信", "Scan", "a letter that came as pictures and waits for a clerk; read by a machine, registered by a person"),
    ("没登记完的来电", "PhoneDraft", "a call as far as it was written down; its clerk's alone while it lasts, the desk's once it is left lying"),
    ("少见字句", "RarePhrase", "a keyed hash of a piece of a letter by which letters on the same matter find each other"),
    ("用词统计", "LetterCounts", "how often pieces of text occur among an office's letters; no text"),
    ("热点来件", "TopicMember", "which letters tell of one matter, formed anew every night"),
    ("建议的开关", "EngineSwitch", "who switched the machine's suggestions off or on, when and why"),
    ("表格导入", "SheetImport", "a table from elsewhere on its way in: rehearsed, registered batch by batch, its refused rows handed back"),
    ("列的对应", "SheetMapping", "which field stands in which column of the tables of one source"),
    ("保存的筛选", "SavedList", "a filter of the work list kept under a name, by one person or for an organ"),
    ("导出", "Export", "a list taken out as a file: what for, which matters, and who agreed to names in it"),
    ("归档包", "ArchivePackage", "one packing of a finished matter, kept locked; opens and is checked without this program"),
    ("知识库的一版", "KnowledgeItem", "one version of a law, rule, plan, case or record that an office keeps to work by"),
    ("条文", "Passage", "one article of such an item, found by its words and cited by its number"),
    ("分办规则", "RoutingTable", "one version of an office's rules of place, level and subject; suggests, never sends"),
    ("文书文本", "PaperWording", "one version of an organ's own words for a kind of paper; never without a required part"),
    ("文书存本", "PaperCopy", "the PDF of an issued paper as it was first made for one reader; kept by its hash"),
    ("密件", "sealed", "an accusation's separate road"),
)  # fmt: skip
GLOSSARY = """# 术语表 · Glossary

由 `python tools/docs.py` 生成：名词写在该文件里，代码表取自 `lianxin/rules/`。Generated; nouns live in that file, code lists in the rows.
"""


def code_lists() -> list[type[Coded]]:
    """Every code list of the rules, in the order of their names."""
    lists = {
        v for v in vars(codes).values() if isinstance(v, type) and issubclass(v, Coded) and v is not Coded
    }
    return sorted(lists | {DeclineReason, Method, Mode, Procedure, Pathway}, key=lambda c: c.__name__)


def glossary() -> str:
    """The whole of docs/glossary.md."""
    parts = [GLOSSARY, "\n## 名词\n\n", table(("中文", "Code", "Meaning"), NOUNS)]
    parts += ["\n## 状态 `State`\n\n", table(("中文", "Code"), ((r.label, r.state) for r in STATES.values()))]
    acts = ((r.label, r.action, r.article) for r in STEPS.values())
    parts += ["\n## 步骤 `Step.action`\n\n", table(("中文", "Code", "依据"), acts)]
    rows = {code: row for edition in EDITIONS for code, row in edition.periods.items()}
    parts += [
        "\n## 期限 `Period.code`\n\n",
        table(("中文", "Code"), ((r.label, c) for c, r in sorted(rows.items()))),
    ]
    papers = ((p.title, p.code) for p in PAPERS.values())
    parts += ["\n## 文书 `Paper.code`\n\n", table(("中文", "Code"), papers)]
    for cls in code_lists():
        title = (cls.__doc__ or "").split("\n")[0]
        parts += [
            f"\n## `{cls.__name__}`\n\n{title}\n\n",
            table(("中文", "Code"), ((m.label, m) for m in cls)),
        ]
    return "".join(parts)


def main() -> int:
    """Write the files, or with --check say whether they are up to date."""
    stale = []
    for name, text in (("law.md", law()), ("glossary.md", glossary())):
        target = DOCS / name
        if "--check" not in sys.argv:
            target.write_text(text, "utf-8")
        elif not target.exists() or target.read_text("utf-8") != text:
            stale.append(name)
    sys.stdout.write(f"stale: {', '.join(stale)}: run make docs\n" if stale else "docs are up to date\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
