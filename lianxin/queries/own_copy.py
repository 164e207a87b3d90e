"""All that is on file of one's own submission, in plain values (《个人信息保护法》第四十五条): nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from lianxin.ledger.receipt import HistoryBroken, Receipt
from lianxin.models import Submission
from lianxin.queries import log
from lianxin.queries.around import around
from lianxin.queries.issued import issued, reading
from lianxin.queries.petitioner import Followed
from lianxin.queries.progress import story, told_notices
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.states import STATES

CHINA = ZoneInfo("Asia/Shanghai")
Copy = dict[str, object]


def own_copy(file: Followed, *, say: Callable[[object], str]) -> Copy:
    """The copy as JSON values; `say` puts sentences, days and codes into the reader's language."""
    row = file.submission
    return {
        "number": row.number,
        "registered_at": row.registered_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "office": row.office.name,
        "channel": say(Channel[row.channel]),
        "purpose": say(Purpose[row.purpose]),
        "state": say(STATES[file.lead.state].label),
        "words": row.as_filed,
        "requests": list(row.asked),
        "people": _people(file),
        "attachments": [
            {"name": a.name, "kind": a.kind, "size": a.size, "sha256": a.digest}
            for a in row.attachments.all()
        ],
        "history": _history(file, say),
        "papers": _papers(file, say),
        "notices": [
            {"at": n.at.astimezone(CHINA).isoformat(timespec="seconds"), "text": say(n.text)}
            for n in told_notices(file)
        ],
        "talk": [
            {
                "at": each.at.astimezone(CHINA).isoformat(timespec="seconds"),
                "mine": each.mine,
                "text": each.text,
            }
            for each in around(file).talk
        ],
    }


def _people(file: Followed) -> list[Copy]:
    names = ("role", "name", "phone", "id_number", "address", "email", "electronic")
    return [
        {name: getattr(party, name) for name in names}
        | {"left_on": party.left_on and party.left_on.isoformat()}
        for party in file.submission.parties.all()
    ]


def _history(file: Followed, say: Callable[[object], str]) -> list[Copy]:
    return [
        {
            "at": each.at.astimezone(CHINA).isoformat(timespec="seconds"), "what": say(each.title),
            "who": each.who, "article": each.article, "note": say(each.text) if each.text else "",
        }
        for each in story(file)
    ]  # fmt: skip


def _papers(file: Followed, say: Callable[[object], str]) -> list[Copy]:
    found: list[Copy] = []
    for each in issued(file):
        read = reading(file, each.pk)
        found.append(
            {
                "title": say(read.paper.title), "number": read.paper.number, "organ": read.organ,
                "issued_on": each.issued_on.isoformat() if each.issued_on else "",
                "served_on": each.served_on.isoformat() if each.served_on else "",
                "parts": [[say(line.label), say(line.value)] for line in read.lines],
                "answers": [
                    {"position": a.position, "request": a.request, "parts": [[say(p.label), say(p.value)] for p in a.lines]}
                    for a in read.answers
                ],
                "remedy": say(read.remedy) if read.remedy else "",
                "sha256": read.digest,
            }
        )  # fmt: skip
    return found


def receipts(file: Followed) -> dict[str, Receipt]:
    """Proofs by name of file: of one's own submission, and of the matter it is handled in, where nothing of who else
    filed is open. Left out where the rows no longer tell the history that was promised.
    """
    wanted: dict[str, tuple[Submission, Submission | None]] = {"receipt.json": (file.submission, None)}
    if file.joined and not file.sealed:
        lead = next(row for row in file.lead.filed if row.matter_id == file.lead.matter.pk)
        wanted["handled-together.json"] = (lead, file.submission)
    found = {}
    for name, (row, reader) in wanted.items():
        try:
            receipt = log.receipt_for(row, reader=reader)
        except HistoryBroken:
            continue
        if receipt:
            found[name] = receipt
    return found
