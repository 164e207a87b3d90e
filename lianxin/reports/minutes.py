"""The minutes of a sitting as a paper: time, people, each item with its result, ballots, decisions and tasks.

Made from what its reader may see: an item behind a wall is in nobody else's minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianxin.documents.docx import docx
from lianxin.documents.pdf import pdf
from lianxin.documents.sheet import Block, Kind, Sheet, spoken_day
from lianxin.queries.agendas import Item, Page
from lianxin.rules.papers import PAPERS, Format
from lianxin.rules.sittings import Part
from lianxin.rules.tasks import kind_of
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

Speak = Callable[[Said | str], str]
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
NUMBERS = "一二三四五六七八九十"


def title(of: Page) -> Said | str:
    """The paper of the catalogue where the row names one, else the kind's own minutes."""
    if of.kind.paper:
        return PAPERS[of.kind.paper].title
    return Said(_("{kind}记录"), {"kind": Said(of.kind.label)})


def sheet(of: Page, say: Speak = str) -> Sheet:
    """The minutes laid out."""
    row = of.sitting
    days = spoken_day(row.held_from)
    if row.held_to != row.held_from:
        days += f"—{spoken_day(row.held_to)}"
    times = f"{row.opens:%H:%M}—{row.closes:%H:%M}" if row.opens and row.closes else ""
    blocks = [
        Block(Kind.PARAGRAPH, f"{say(_('题目'))}：{row.title}"),
        Block(Kind.PARAGRAPH, f"{say(_('时间'))}：{days} {times}".rstrip()),
        Block(Kind.PARAGRAPH, f"{say(_('地点'))}：{row.place}"),
        Block(Kind.PARAGRAPH, f"{say(_('主持'))}：{row.host}"),
        *_people(of, say),
    ]
    for place, item in enumerate(of.items):
        head = NUMBERS[place] if place < len(NUMBERS) else str(place + 1)
        blocks.append(Block(Kind.HEADING, f"{head}、{item.about}"))
        blocks += _item(item, say)
    if row.record:
        blocks.append(Block(Kind.HEADING, say(_("会议情况"))))
        blocks += [Block(Kind.PARAGRAPH, line) for line in row.record.splitlines() if line.strip()]
    return Sheet(say(title(of)), Format.PLAIN, row.organ.name, blocks, date=row.held_to, draft=not of.over)


def _people(of: Page, say: Speak) -> list[Block]:
    lines = []
    for part in of.kind.parts:
        names = [each.name for each in of.people if each.part == part]
        if names:
            lines.append(Block(Kind.PARAGRAPH, f"{say(Part[part].label)}：{'、'.join(names)}"))
    return lines


def _item(item: Item, say: Speak) -> list[Block]:
    lines = [item.turn.matter.number] if item.turn.matter else []
    lines += [
        say(Said(_("{name}回避：{reason}"), {"name": name, "reason": reason}))
        for name, reason in item.excused
    ]
    for ballot in item.ballots:
        lines += _ballot(ballot, say)
    if item.said:
        lines.append(f"{say(item.said.label)}：{item.turn.answer}")
    for task in item.tasks:
        values = {"kind": Said(kind_of(task.kind).label), "organ": task.organ.name, "text": task.text,
                  "day": spoken_day(task.due_on)}  # fmt: skip
        lines.append(say(Said(_("{kind}：{organ}，{text}，{day}以前答复"), values)))
    return [Block(Kind.PARAGRAPH, line) for line in lines]


def _ballot(ballot: Any, say: Speak) -> list[str]:
    way = Said(_("无记名投票")) if ballot.secret else Said(_("记名投票"))
    lines = [say(Said(_("表决：{question}（{way}，{options}项选{seats}项）"), {
        "question": ballot.question, "way": way, "options": len(ballot.named), "seats": ballot.seats}))]  # fmt: skip
    if ballot.closed_at is None:
        return lines
    lines.append(say(Said(_("有表决权{eligible}人，投票{cast}人，空白、无效{blank}票"), {
        "eligible": ballot.eligible, "cast": ballot.cast, "blank": ballot.blank})))  # fmt: skip
    for place, (option, n) in enumerate(zip(ballot.named, ballot.tally, strict=False)):
        mark = say(_("（表决选出）")) if place in ballot.chosen else ""
        lines.append(
            say(Said(_("{n}．{option}：{votes}票"), {"n": place + 1, "option": option, "votes": n})) + mark
        )
    if not ballot.chosen:
        lines.append(say(_("没有选项得到过半数，或者票数相同，应当再次表决")))
    if ballot.decided is not None:
        lines.append(
            say(Said(_("机关决定采用第{n}项：{text}"), {"n": ballot.decided + 1, "text": ballot.decision}))
        )
        if ballot.differs:
            lines.append(say(Said(_("和表决不同的理由：{why}"), {"why": ballot.differs})))
    return lines


def written(of: Page, form: str, say: Speak = str) -> bytes:
    """The minutes as a file of this form (docx, pdf). Raises KeyError for another."""
    return {"docx": docx, "pdf": pdf}[form](sheet(of, say))
