"""The dated letters of an evaluation, read for comparing; rarity is counted among them and nothing is learned."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lianxin.ops.evaluation.tables import Refused, Row, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.letters import Letter, Reading, read
from lianxin.text.rarity import counted

COLUMNS = ("msg_id", "user", "time", "title", "detail")
SECONDS_A_DAY = 86_400


def dated(folder: Path) -> dict[str, Reading]:
    """{message: its reading} of messages_dated.tsv, in the order of the file. Raises Refused."""
    letters = [_letter(row) for row in read_table(folder / "messages_dated.tsv", COLUMNS)]
    rarity = counted(f"{letter.title} {letter.body}" for letter in letters)
    return {letter.key: read(letter, rarity) for letter in letters}


def known(readings: dict[str, Reading], key: str) -> Reading:
    """The reading of a message that a gold file names. Raises Refused when there is none."""
    if key not in readings:
        raise Refused(_("messages_dated.tsv 中没有编号为 {key} 的信件"), key=key)
    return readings[key]


def _letter(row: Row) -> Letter:
    try:
        day = datetime.fromisoformat(row["time"]).timestamp() / SECONDS_A_DAY
    except ValueError:
        raise Refused(_("编号 {key} 的时间读不懂：{time}"), key=row["msg_id"], time=row["time"]) from None
    return Letter(row["msg_id"], row["title"], row["detail"], day, row["user"])
