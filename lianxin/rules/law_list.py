"""The laws that this program itself rests on, as an office's library begins: titles, dates, and the articles that rows cite."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.rules.editions import EDITIONS
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.knowledge import citations, plain_title
from lianxin.rules.steps import STEPS
from lianxin.rules.tasks import TASKS

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


def rests_on() -> dict[str, dict[str, list[str]]]:
    """{plain title: {article: what this program does under it}}, the articles in their order."""
    found: dict[str, dict[str, list[str]]] = {}
    for article, label in _rows():
        for title, labels in citations(article):
            for each in labels:
                said = found.setdefault(plain_title(title), {}).setdefault(each, [])
                if label and label not in said:
                    said.append(label)
    return {
        title: dict(sorted(rows.items(), key=lambda row: _value(row[0]))) for title, rows in found.items()
    }


def text_of(title: str) -> str:
    """What stands for the text of a law until an office brings in the whole: its articles and what rests on each."""
    rows = rests_on().get(plain_title(title), {})
    return "\n".join(
        f"{label}　本系统依据本条：{'、'.join(said) or '界定岗位和程序'}。" for label, said in rows.items()
    )


def _rows() -> Iterator[tuple[str, str]]:
    yield from ((row.article, row.label) for row in STEPS.values())
    yield from ((row.article, row.label) for row in TASKS.values())
    yield from ((row.article, row.label) for each in EDITIONS for row in each.periods.values())
    yield from ((row.article, "") for row in GROUNDS.values())


def _value(label: str) -> int:
    """第一百七十一条 -> 171."""
    total = digit = 0
    for character in label:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in "十百":
            total, digit = total + (digit or 1) * (100 if character == "百" else 10), 0
    return total + digit
