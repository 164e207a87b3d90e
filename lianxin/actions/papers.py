"""Papers drafted from the file, checked by another person, issued by whoever may sign that kind."""

from __future__ import annotations

import re

from lianxin.actions.change import Change, issue_number, refuse_unprintable
from lianxin.actions.deciding import give_back
from lianxin.models import Document
from lianxin.queries.paper_text import freeze
from lianxin.rules.paper_parts import COMMON, PARTS
from lianxin.rules.papers import PAPERS, Character
from lianxin.rules.wording import gettext_noop as _

HEADING = re.compile(r"^【([^【】]+)】[ \t]*", re.MULTILINE)


def draft(change: Change) -> None:
    kind = change.text("kind")
    row, typed = PAPERS[kind], change.text("text")
    known = (p for p in change.dossier.papers if p.kind == kind and p.organ_id == change.organ.pk)
    paper = next((p for p in known if p.state != Document.ISSUED), None)
    paper = paper or Document(
        matter=change.matter, proceeding=change.dossier.proceeding, kind=kind, organ=change.organ
    )
    paper.body = _parts(change, kind, typed) if typed else _first_draft(change, paper)
    refuse_unprintable(change, paper.body if typed else {})
    paper.state, paper.drafted_by_id, paper.checked_by = Document.DRAFT, change.actor.account, None
    paper.save()
    change.show(paper=row.title)


def _first_draft(change: Change, paper: Document) -> dict[str, object]:
    """What the file already says of each part; the rest is for the clerk."""
    paper.body = {}
    facts = freeze(paper, change.dossier)["facts"]
    return {part.key: facts.get(part.key, "") for part in PAPERS[paper.kind].required}


def _parts(change: Change, kind: str, typed: str) -> dict[str, object]:
    """The parts under their headings 【…】. Refuses a heading the paper does not have."""
    labels = {part.label: part.key for part in PAPERS[kind].required}
    labels |= {label: key for key, label in {**COMMON, **PARTS}.items() if label not in labels}
    lead, *pieces = HEADING.split(typed)
    if lead.strip() or not pieces:
        change.refuse("text", _("请把每项内容写在【】标题下面，例如【{label}】"), label=next(iter(labels)))
    body: dict[str, object] = {part.key: "" for part in PAPERS[kind].required}
    for label, text in zip(pieces[::2], pieces[1::2], strict=True):
        if label.strip() not in labels:
            change.refuse("text", _("这种文书没有【{label}】这一项"), label=label.strip())
        body[labels[label.strip()]] = text.strip()
    return body


def _chosen(change: Change) -> Document:
    key = change.keys["paper"]
    paper = next(paper for paper in change.dossier.papers if paper.pk == key)
    change.show(paper=PAPERS[paper.kind].title)
    return paper


def check(change: Change) -> None:
    paper, override = _chosen(change), change.text("override")
    gaps = [str(gap.said) for gap in PAPERS[paper.kind].missing(paper.body)]
    if gaps and not override:
        told = "；".join(gaps)
        change.refuse("override", _("还有缺项：{gaps}。请退回补齐，或写明为何可以签发"), gaps=told)
    change.show(gaps="；".join(gaps))
    paper.state, paper.checked_by_id = Document.CHECKED, change.actor.account
    paper.save()


def back(change: Change) -> None:
    give_back(change, _chosen(change))


def issue(change: Change) -> None:
    """Who may sign and whether another must have checked it follows from how binding the paper is."""
    paper = _chosen(change)
    row = PAPERS[paper.kind]
    post = change.post
    if post is None or (row.signs and post.role not in row.signs and not _has_role(change, paper)):
        change.refuse("paper", _("《{paper}》由本机关负责人签发"), paper=row.title)
    if row.checks and paper.state != Document.CHECKED:
        change.refuse("paper", _("《{paper}》要先由起草人以外的人审核"), paper=row.title)
    if row.character is Character.RECORD and (gaps := row.missing(paper.body)):
        change.refuse("paper", _("还有缺项：{gaps}"), gaps="；".join(str(gap.said) for gap in gaps))
    change.after.append(lambda: issue_number(change, paper))


def _has_role(change: Change, paper: Document) -> bool:
    signs = PAPERS[paper.kind].signs
    return any(post.organ == paper.organ_id and post.role in signs for post in change.actor.posts)


EFFECTS = {"DRAFT_PAPER": draft, "CHECK_PAPER": check, "RETURN_PAPER": back, "ISSUE_PAPER": issue}
