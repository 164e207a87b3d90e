"""What a step's form starts with, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

from lianxin.documents.sheet import Sheet, spoken_day
from lianxin.models import Document, Organ
from lianxin.queries.announced import tried
from lianxin.queries.directory import staff_with_posts
from lianxin.queries.dossier import Dossier
from lianxin.queries.knowledge import judge_on
from lianxin.queries.matter_file import names_shown
from lianxin.queries.options import MADE_BY_STEPS
from lianxin.queries.paper_files import staff_sheet
from lianxin.queries.suggestions import propose
from lianxin.rules.acts.opinions import DRAFTING, JUDGING
from lianxin.rules.answer_check import owed
from lianxin.rules.codes import Channel
from lianxin.rules.facts import Actor
from lianxin.rules.paper_parts import PARTS
from lianxin.rules.papers import PAPERS
from lianxin.rules.permissions import post_for
from lianxin.rules.steps import SIGNING, STEPS, Hand, Step, followed
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text import answer_check

NOBODY = _("{organ}没有可以“{label}”的人员（起草人不能审核自己的稿件）；请安排{roles}")
TOLD = ("answer", "law", "reason")  # of each request, or of the whole


def starting_with(step: Step, dossier: Dossier, actor: Actor) -> Mapping[str, object]:
    """Facts to begin from: the draft already written, what was classified before, a sentence made of the facts."""
    matter = dossier.matter
    if step.action in DRAFTING:
        paper = dossier.governing
        return dict(paper.body) if paper and dossier.draft else {"received": received(dossier)}
    if step.hand is Hand.DRAFT:
        paper = _decision(step, dossier, actor)
        return paper.body["given"] if paper else {}
    if step.action == "DRAFT_PAPER":
        return _drafted(dossier, actor)
    if step.action == "CLASSIFY" and matter.classified:
        lines = [{"position": r.position, "legal_class": r.legal_class} for r in dossier.requests]
        return {
            "category": matter.category,
            "region": matter.region_id,
            "requests": lines,
            "litigation": matter.litigation,
            "urgent": matter.urgent,
            "spanning": matter.spanning,
        }
    if step.action == "CLASSIFY":
        return _as_written(dossier)
    if step.action == "EXTEND":
        return _asked_for(dossier)
    if step.action in ("SERVE", "ANNOUNCE"):
        return _to_serve(step, dossier)
    return {}


def _as_written(dossier: Dossier) -> Mapping[str, object]:
    """What the petitioner said where it happened, and a category that is sure enough."""
    proposal = propose(dossier)
    found = {"region": dossier.matter.region_id, "category": proposal.filled if proposal else ""}
    return {name: value for name, value in found.items() if value}


def _to_serve(step: Step, dossier: Dossier) -> Mapping[str, object]:
    """Who is left, if it is one; for a notice also what was tried, and the organ's own counter."""
    alone = {"recipients": [dossier.to_serve[0].number]} if len(dossier.to_serve) == 1 else {}
    if step.action == "SERVE":
        return alone
    owner = dossier.matter.owner
    counter = f"{owner.name}（{'，'.join(filter(None, (owner.address, owner.phone)))}）"
    return {**alone, "tried": tried(dossier), "fetch_at": counter.removesuffix("（）")}


def paper_before(step: Step, dossier: Dossier, actor: Actor) -> Document | None:
    """The paper that this step checks, signs or serves, if there is one."""
    if step.action in JUDGING | {"SERVE"}:
        return dossier.governing
    return _decision(step, dossier, actor) if step.hand and step.hand is not Hand.DRAFT else None


def why_back(step: Step, dossier: Dossier, actor: Actor) -> str:
    """Why the draft that this step goes on with was given back; "" where it was not."""
    paper = _to_go_on_with(step, dossier, actor)
    return str(paper.body.get("returned", "")) if paper and paper.state == Document.RETURNED else ""


def _to_go_on_with(step: Step, dossier: Dossier, actor: Actor) -> Document | None:
    """The paper that a step which drafts begins from, if there is one."""
    if step.action in DRAFTING:
        return dossier.governing
    if step.action == "DRAFT_PAPER":
        return _last_draft(dossier, actor)
    return _decision(step, dossier, actor) if step.hand is Hand.DRAFT else None


def draft_sheet(paper: Document | None, dossier: Dossier) -> Sheet | None:
    """A paper that is not issued yet, as it would read, names masked."""
    if paper is None or paper.state == Document.ISSUED:
        return None
    return staff_sheet(paper, dossier, names_shown(dossier, full=False))


def _decision(step: Step, dossier: Dossier, actor: Actor) -> Document | None:
    """The draft of the decision that this step goes on with, in an organ of this person's."""
    drafts = (p for p in dossier.papers if p.is_decision_draft and p.step == step.decides)
    return next((paper for paper in drafts if paper.organ_id in actor.organs), None)


def _asked_for(dossier: Dossier) -> Mapping[str, object]:
    """The days and the reason that the handler asked the head for, until the head has decided."""
    decided = ("ASK_EXTENSION", "EXTEND", "REFUSE_EXTENSION")
    last = next((e for e in reversed(dossier.history) if e.action in decided), None)
    if last is None or last.action != "ASK_EXTENSION":
        return {}
    return {name: last.facts[name] for name in ("days", "reason") if name in last.facts}


def gaps(step: Step, dossier: Dossier) -> list[Said]:
    """What the opinion before this person still owes; to whom one may turn next is added when it is signed."""
    paper = _draft_at(step, dossier)
    if paper is None:
        return []
    asked = [request.position for request in dossier.requests]
    judge = judge_on(dossier.matter.opened_on)
    added = {"remedy": True, "finality": True}
    return owed(paper.kind, added | paper.body, asked=asked, today=dossier.today, judge=judge)


def _draft_at(step: Step, dossier: Dossier) -> Document | None:
    """The opinion in the making, at the steps that make it."""
    return dossier.governing if step.action in DRAFTING | JUDGING and dossier.draft else None


def advice(step: Step, dossier: Dossier) -> list[Said]:
    """What an engine that reads words only would add to the opinion drafted so far; a sealed matter is never read."""
    paper = _draft_at(step, dossier)
    if paper is None or dossier.sealed:
        return []
    groups = paper.body.get("requests")
    rows = [row for row in groups if isinstance(row, Mapping)] if isinstance(groups, list) else []
    told = (row.get(name, "") for row in (paper.body, *rows) for name in TOLD)
    said = [paper.body.get("found", ""), *told]
    answer = answer_check.check(
        "。".join(str(text) for text in said if text), [r.text for r in dossier.requests]
    )
    return answer_check.advice(answer)


def _drafted(dossier: Dossier, actor: Actor) -> Mapping[str, object]:
    """The newest draft of one's own organ, each part under its heading, to be gone on with."""
    paper = _last_draft(dossier, actor)
    if paper is None:
        return {}
    labels = {part.key: part.label for part in PAPERS[paper.kind].required}
    parts = ((key, text) for key, text in paper.body.items() if key != "returned")
    said = (f"【{labels.get(key, PARTS.get(key, key))}】\n{text}" for key, text in parts)
    return {"kind": paper.kind, "text": "\n\n".join(said)}


def _last_draft(dossier: Dossier, actor: Actor) -> Document | None:
    open_ = (Document.DRAFT, Document.RETURNED)
    own = (p for p in reversed(dossier.papers) if p.state in open_ and p.organ_id in actor.organs)
    return next((paper for paper in own if paper.kind not in MADE_BY_STEPS), None)


def received(dossier: Dossier) -> str:
    """When, from where and how many requests came, as an opinion begins."""
    told = []
    for row in dossier.filed:
        gaps = {
            "day": spoken_day(row.received_on),
            "office": row.office.name,
            "channel": Channel[row.channel].label,
        }
        told.append(str(Said(_("{day}，{office}收到信访人通过{channel}提出的信访事项"), gaps)))
    asked = Said(_("，共{count}项诉求。"), {"count": len(dossier.requests)})
    return "；".join(told) + str(asked)


def nobody_for(step: Step, dossier: Dossier, actor: Actor, *, waits: bool = False) -> Said | None:
    """Which of the hands after this step (or, where it `waits`, from it on) nobody in the organ can be; None: all are there."""
    post = post_for(actor, step, dossier)
    organ = post.organ if post else dossier.owner
    left = followed(step) if waits else _hands_after(step)
    if not left:
        return None
    barred = dossier.recused | dossier.accused_accounts
    here = [a for row, a in staff_with_posts(organ, dossier.today) if row.pk not in barred]
    drafter = _drafter(step, dossier, actor)
    for each in left:
        able = {a.account for a in here if organ in a.organs_as(*each.roles)}
        if not able - ({drafter} if each.hand is Hand.CHECK or "not_drafter" in each.guards else set()):
            roles = "、".join(sorted(role.label for role in each.roles))
            name = Organ.objects.values_list("name", flat=True).get(pk=organ)
            return Said(NOBODY, {"organ": name, "label": Said(each.label), "roles": roles})
    return None


def _hands_after(step: Step) -> list[Step]:
    """Who else must have it in hand after this step, also of what is asked of nobody on the matter itself."""
    if step.hand in (Hand.DRAFT, Hand.CHECK):
        check = [STEPS[f"CHECK_{step.decides}"]] if step.hand is Hand.DRAFT else []
        return [*check, SIGNING[step.decides]]
    return followed(step)[1:] if step.action in DRAFTING | JUDGING else []


def _drafter(step: Step, dossier: Dossier, actor: Actor) -> int | None:
    paper = _to_go_on_with(step, dossier, actor) or paper_before(step, dossier, actor)
    begins = step.action in DRAFTING or step.hand is Hand.DRAFT
    return actor.account if begins or paper is None else paper.drafted_by_id
