"""Finished matters like the one in hand, within what the reader may see, without persons, each with why it is like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.models import Document, KnowledgeItem, Matter, Submission
from lianxin.queries.access import visible
from lianxin.queries.dossier import Dossier
from lianxin.queries.knowledge import cases_for
from lianxin.queries.people import known_names
from lianxin.queries.repeats import rarity_kept
from lianxin.rules.codes import Outcome
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.grievances import alike, grievances
from lianxin.text.rarity import plain
from lianxin.text.redact import redact

LOOKED_AT = 200  # the newest finished matters of the same upper category
SHOWN = 6
GROUP = 2  # digits of the upper category
LEAST = 0.35  # likeness of what is complained of that is worth showing
SHORT = 160
OPINIONS = ("D17", "D25", "D27")  # handling, review, re-review
Weights = dict[str, float]


@dataclass(frozen=True)
class Answered:
    """One request as it was answered: its outcome in words, the law cited, the answer without persons."""

    outcome: str
    law: str
    answer: str


@dataclass(frozen=True)
class Precedent:
    """A finished matter, and why it is shown."""

    number: str
    title: str
    organ: str
    closed_on: date
    answers: tuple[Answered, ...]
    reasons: tuple[Said, ...]


def precedents(actor: Actor, dossier: Dossier) -> list[Precedent]:
    """The likest finished matters first. Nothing of a sealed matter, and nothing beside one (第三十条)."""
    matter = dossier.matter
    if matter.sealed or not matter.category:
        return []
    rows = visible(actor, on=dossier.today).filter(
        sealed=False, category__startswith=matter.category[:GROUP], closed_on__isnull=False
    ).exclude(pk=matter.pk)  # fmt: skip
    near = list(rows.exclude(outcome="").select_related("owner").order_by("-closed_on", "pk")[:LOOKED_AT])
    told = _told([matter, *near])
    mine = told.get(matter.pk, {})
    judged = [(alike(mine, told.get(row.pk, {})), row) for row in near]
    same_place = {row.pk: bool(row.region_id) and row.region_id == matter.region_id for row in near}
    same_kind = {row.pk: row.category == matter.category for row in near}
    best = sorted(
        (
            pair
            for pair in judged
            if pair[0] >= LEAST or (not mine and same_kind[pair[1].pk] and same_place[pair[1].pk])
        ),
        key=lambda pair: (-pair[0] - 0.2 * same_kind[pair[1].pk] - 0.1 * same_place[pair[1].pk], pair[1].pk),
    )[:SHOWN]
    chosen = [row for _score, row in best]
    names, papers = known_names(row.pk for row in chosen), _papers(chosen)
    return [
        _precedent(row, names[row.pk], papers.get(row.pk),
                   _reasons(mine, told.get(row.pk, {}), same_kind[row.pk], same_place[row.pk]))
        for row in chosen
    ]  # fmt: skip


def cases_like(actor: Actor, dossier: Dossier) -> list[KnowledgeItem]:
    """Approved cases of the office's library about the same category."""
    rows = cases_for(actor).filter(approved_at__isnull=False, matter__category=dossier.matter.category)
    newest: dict[int, KnowledgeItem] = {}
    for row in rows.exclude(matter=dossier.matter.pk).order_by("version"):
        newest[row.series] = row
    return list(newest.values())[:SHOWN]


def as_case(dossier: Dossier) -> dict[str, str]:
    """A finished matter in words without persons, to begin a case from: what was asked, found and answered."""
    matter = dossier.matter
    names = known_names([matter.pk])[matter.pk]
    paper = next(
        (p for p in reversed(dossier.papers) if p.kind in OPINIONS and p.state == Document.ISSUED), None
    )
    body = paper.body if paper else {}
    parts = [
        ("反映的情况", "\n".join(row.text for row in dossier.filed)),
        ("查明的事实", str(body.get("found", ""))),
    ]
    for place, each in enumerate(_groups(body), 1):
        parts.append((f"第{place}项怎样答复", f"{each.get('answer', '')}\n依据：{each.get('law', '')}"))
    text = "\n\n".join(f"【{head}】\n{redact(words, names)}" for head, words in parts if words.strip())
    return {"title": redact(matter.title, names), "text": text}


def _told(matters: Iterable[Matter]) -> dict[int, Weights]:
    """{matter: what its first letter complains of}."""
    rarity = rarity_kept()
    rows = Submission.objects.filter(matter__in=[row.pk for row in matters]).order_by("-pk")
    return {row.matter_id: grievances(plain(row.title), plain(row.content), rarity) for row in rows}


def _papers(matters: Iterable[Matter]) -> dict[int, Document]:
    rows = Document.objects.filter(
        matter__in=[row.pk for row in matters], kind__in=OPINIONS, state=Document.ISSUED
    )
    return {row.matter_id: row for row in rows.order_by("pk") if row.matter_id}


def _groups(body: dict[str, object]) -> list[dict[str, str]]:
    found = body.get("requests")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _precedent(row: Matter, names: set[str], paper: Document | None, reasons: list[Said]) -> Precedent:
    answers = tuple(
        Answered(str(each.get("outcome", "")), str(each.get("law", "")), redact(str(each.get("answer", "")), names)[:SHORT])
        for each in _groups(paper.body if paper else {})
    ) or (Answered(row.outcome, "", ""),)  # fmt: skip
    closed = row.closed_on or date.min
    return Precedent(row.number, redact(row.title, names), row.owner.name, closed, answers, tuple(reasons))


def _reasons(mine: Weights, other: Weights, same_kind: bool, same_place: bool) -> list[Said]:
    found = [Said(_("内容分类相同") if same_kind else _("同一大类"))]
    both = {name: weight * other[name] for name, weight in mine.items() if other.get(name)}
    shared = tuple(
        sorted((name for name, weight in both.items() if weight > 0.05), key=lambda n: -both[n])[:4]
    )
    if shared:
        found.append(Said(_("都反映{what}"), {"what": shared}))
    if same_place:
        found.append(Said(_("同一个地方")))
    return found


def outcome_label(code: str) -> str:
    """The outcome of a precedent in words; what ended without an opinion stays as its code says."""
    return Outcome[code].label if code in Outcome.__members__ else code
