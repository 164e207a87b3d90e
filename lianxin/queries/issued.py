"""Papers as the petitioner reads them: which have reached them, and what each says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianxin.models import Document
from lianxin.queries.access import NotFound
from lianxin.queries.petitioner import Followed
from lianxin.rules.codes import Outcome, ReviewOutcome
from lianxin.rules.paper_parts import PARTS
from lianxin.rules.papers import PAPERS, Paper
from lianxin.rules.pathways import Pathway
from lianxin.rules.step import Field, Kind
from lianxin.rules.steps import stated_by
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

ON_SERVICE = frozenset({"D10", "D11", "D12", "D17", "D18", "D25", "D27"})  # theirs once served on them
AT_ONCE = frozenset(
    {"D06", "D24", "D28", "D29", "D46", "D09", "D13", "D14", "D16", "D19", "D20"}
)  # sent when issued
OWN = frozenset({"D23", "D26", "D34"})  # what they themselves asked for


@dataclass(frozen=True)
class Issued:
    """A paper that has reached the petitioner."""

    pk: int
    kind: str
    title: str
    number: str
    issued_on: date | None
    served_on: date | None
    served_how: str


def issued(file: Followed) -> tuple[Issued, ...]:
    """The papers that have reached this petitioner, oldest first."""
    return tuple(_issued(paper, file) for paper in reached(file))


def reached(file: Followed) -> list[Document]:
    """The rows of the papers that have reached this petitioner, oldest first."""
    return [paper for paper in file.lead.papers if paper.state == Document.ISSUED and _reached(paper, file)]


def _reached(paper: Document, file: Followed) -> bool:
    if paper.kind in ON_SERVICE:
        return any(row.submission_id == file.submission.pk for row in paper.services.all())
    event = next((e for e in file.lead.history if e.pk == paper.event_id), None)
    mine = event is not None and event.submission_id == file.submission.pk
    alone = len(file.lead.filed) == 1
    if paper.kind in OWN:
        return mine or alone
    return paper.kind in AT_ONCE and not file.joined


def _issued(paper: Document, file: Followed) -> Issued:
    service = next((s for s in paper.services.all() if s.submission_id == file.submission.pk), None)
    return Issued(
        paper.pk,
        paper.kind,
        PAPERS[paper.kind].title,
        "" if file.sealed else paper.number,
        paper.issued_on,
        service.effective_on if service else None,
        service.method if service else "",
    )


# ---- what a paper says --------------------------------------------------------------------------------------
HIDDEN = frozenset(
    {"method", "note", "override", "gaps", "shown", "recipients", "whose", "filed_on", "period", "as_issued"}
)
SPECIAL = frozenset({"requests", "remedy", "finality", "real_name"})
ALSO = {"handle_by": PARTS["due_on"], "law": PARTS["law"], "article": PARTS["article"]}
CODES = {"outcome": Outcome, "review_outcome": ReviewOutcome}


@dataclass(frozen=True)
class Line:
    """One part of a paper: what it is called and what stands there."""

    label: str
    value: object


@dataclass(frozen=True)
class Answer:
    """What a paper says to one request."""

    position: int
    request: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Reading:
    """A paper to be read: head, body, answers to each request, and what may follow it."""

    paper: Issued
    organ: str
    article: str
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]
    remedy: Said | None
    digest: str


def reading(file: Followed, pk: int) -> Reading:
    """One paper that has reached this petitioner. Raises NotFound for every other."""
    paper = next((paper for paper in reached(file) if paper.pk == pk), None)
    if paper is None:
        raise NotFound(str(pk))
    row, body = PAPERS[paper.kind], dict(paper.body)
    return Reading(
        paper=_issued(paper, file),
        organ="" if file.sealed else paper.organ.name,
        article=row.article,
        lines=tuple(_facts_of(paper, file) + _lines(paper, body, file)),
        answers=_answers(paper, file),
        remedy=_remedy(row, body, file, paper),
        digest=paper.digest,
    )


def _facts_of(paper: Document, file: Followed) -> list[Line]:
    """What the notice of acceptance owes by law and the step did not have to be told (第二十三条、第三十四条)."""
    if paper.kind != "D09":
        return []
    if said := _frozen(paper).get("facts"):
        return [Line(PARTS[name], said[name]) for name in ("received_on", "requests") if said.get(name)]
    requests = "\n".join(f"{request.position}. {request.text}" for request in file.lead.requests)
    return [Line(PARTS["received_on"], file.submission.received_on), Line(PARTS["requests"], requests)]


def _frozen(paper: Document) -> dict[str, Any]:
    """What was fixed when it was issued: the page says what the PDF says, whatever changed since."""
    frozen: dict[str, Any] = paper.body.get("as_issued") or {}
    return frozen


def _lines(paper: Document, body: Mapping[str, object], file: Followed) -> list[Line]:
    fields, shown = _fields(paper, file), body.get("shown")
    named = shown if isinstance(shown, dict) else {}  # what was picked, by its name at the time
    known = [part.key for part in PAPERS[paper.kind].required if not part.each]
    order = [*known, *(key for key in body if key not in known)]
    found = []
    for key in order:
        if key in HIDDEN | SPECIAL or body.get(key) in (None, "", []):
            continue
        label = fields[key].label if key in fields else ALSO.get(key) or PARTS.get(key)
        if label:
            field = fields.get(key)
            picked = field is not None and field.kind is Kind.PICK and key in named
            found.append(Line(label, named[key] if picked else _value(key, body[key], field)))
    return found


def _fields(paper: Document, file: Followed) -> dict[str, Field]:
    event = next((event for event in file.lead.history if event.pk == paper.event_id), None)
    return {field.name: field for field in stated_by(event.action)} if event else {}


def _value(key: str, value: object, field: Field | None) -> object:
    codes = field.choices if field and field.choices else CODES.get(key)
    if codes and str(value) in set(codes):
        return codes[str(value)]
    if field and field.options == "pathways":
        return Pathway[str(value)]
    if value is True or (field and field.kind is Kind.YES):
        return _("是")
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return value


def _answers(paper: Document, file: Followed) -> tuple[Answer, ...]:
    groups, fixed = paper.body.get("requests"), _frozen(paper).get("answers", [])
    texts = {request.position: request.text for request in file.lead.requests}
    found = []
    for place, group in enumerate(groups if isinstance(groups, list) else []):
        if place < len(fixed):  # its first line is the request as it stood
            texts[group["position"]] = fixed[place][0][1]
        lines = [
            Line(PARTS[key], _value(key, group[key], None))
            for key in ("outcome", "answer", "law", "executor", "execute_by")
            if group.get(key) not in (None, "")
        ]
        found.append(Answer(group["position"], texts.get(group["position"], ""), tuple(lines)))
    return tuple(found)


def turned_to(file: Followed, period: str) -> str:
    """The organ asked within this period of the petitioner's own, as the last paper that opened it says; else ""."""
    for paper in reversed(reached(file)):
        remedy, told = PAPERS[paper.kind].remedy, dict(paper.body).get("remedy")
        if remedy is not None and remedy.period == period and isinstance(told, dict):
            return str(told.get("organ", ""))
    return ""


def _remedy(row: Paper, body: Mapping[str, object], file: Followed, paper: Document) -> Said | None:
    """To whom, until which day: from the paper and from this petitioner's own receipt of it."""
    if row.remedy is None:
        return None
    told = body.get("remedy")
    organ = told.get("organ") if isinstance(told, dict) else ""
    if not row.remedy.period or not organ:
        return Said(row.remedy.label) if not row.remedy.period else None
    clock = next(
        (
            c
            for c in file.lead.all_clocks
            if c.period == row.remedy.period and c.submission_id == file.submission.pk
        ),
        None,
    )
    if clock is None:
        return Said(_("{remedy}：{organ}"), {"remedy": Said(row.remedy.label), "organ": organ})
    return Said(
        _("{remedy}：向{organ}提出，最后一日是{day}"),
        {"remedy": Said(row.remedy.label), "organ": organ, "day": clock.lawful_on},
    )
