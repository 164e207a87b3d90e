"""Write docs/law.md from the rows of lianxin.rules. Usage: python tools/law.py [--check]"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from lianxin.rules.codes import LegalClass, Role
from lianxin.rules.editions import EDITIONS, Edition
from lianxin.rules.papers import PAPERS
from lianxin.rules.pathways import PATHWAY_OF
from lianxin.rules.periods import Period, Unit
from lianxin.rules.permissions import GUARDS, SEATS
from lianxin.rules.states import STATES
from lianxin.rules.step import DeclineReason, Method, Step
from lianxin.rules.steps import STEPS

TARGET = Path(__file__).resolve().parents[1] / "docs" / "law.md"
HEAD = """# 法律即数据 · The law as rows

由 `python tools/law.py` 从 `lianxin/rules/` 生成，请勿手改。Generated from the rows; do not edit.

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
        (p.code, p.title, p.type_char or "—", p.issued_at.label, p.article, p.grade) for p in PAPERS.values()
    )
    return (
        "\n## 依法分类\n\n"
        + table(("代码", "性质", "依据", "法定途径", "以什么结束", "等级"), classes)
        + "\n## 不予受理的情形\n\n"
        + table(("代码", "情形", "依据", "等级"), declines)
        + "\n## 送达方式\n\n"
        + table(("代码", "方式", "依据", "等级"), methods)
        + "\n## 文书目录\n\n"
        + table(("代码", "文书", "类型字", "环节", "依据", "等级"), papers)
    )


def document() -> str:
    """The whole of docs/law.md."""
    newest = EDITIONS[::-1]
    return HEAD + "".join(periods(e) + switches(e) for e in newest) + states() + steps() + lists()


def main() -> int:
    """Write the file, or with --check say whether it is up to date."""
    text = document()
    if "--check" in sys.argv:
        fresh = TARGET.exists() and TARGET.read_text("utf-8") == text
        sys.stdout.write("docs/law.md is up to date\n" if fresh else "docs/law.md is stale: run make docs\n")
        return 0 if fresh else 1
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
