"""From rows and answers of the queries to the shapes of the API."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from lianxin.api.words import say
from lianxin.ledger.receipt_file import to_json
from lianxin.queries import log
from lianxin.queries.clocks import next_for
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import law_on
from lianxin.queries.options import options
from lianxin.queries.progress import Option, Progress, told
from lianxin.queries.progress import Reckoned as Period
from lianxin.queries.sealed import history_for, papers_for
from lianxin.queries.since import version_for
from lianxin.rules import privacy
from lianxin.rules.facts import Actor
from lianxin.rules.papers import PAPERS
from lianxin.rules.permissions import Verdict
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Field, Kind, Step
from lianxin.rules.wording import Said

if TYPE_CHECKING:
    from lianxin.models import Event, Matter, Organ, Submission

Shape = dict[str, Any]
TEXTS = (Kind.TEXT, Kind.LONG_TEXT)


def next_of(matter: Matter, actor: Actor) -> str:
    """The one act that comes next, in words, as this person may know it."""
    step = next_for(actor, matter)
    return say(step.label) if step else ""


def promise(submission: Submission) -> Shape:
    """The signed receipt as it is given at filing."""
    given = log.promise_of(submission)
    return {"code": given.code if given else "", "signed": to_json(log.promised(given)) if given else None}


# ---- acts -------------------------------------------------------------------------------------------------
def act(step: Step, verdict: Verdict, dossier: Dossier, actor: Actor) -> Shape:
    """One button: allowed or why not, and where allowed what it must be told."""
    fields = step.fields if verdict else ()
    return {
        "action": step.action,
        "label": say(step.label),
        "article": verdict.article or step.article,
        "allowed": verdict.allowed,
        "because": "" if verdict else say(verdict.because),
        "primary": step.primary,
        "hint": say(step.hint),
        "fields": [field(spec, dossier, actor) for spec in fields if actor.posts or not spec.clerk],
    }


def field(spec: Field, dossier: Dossier, actor: Actor) -> Shape:
    """One thing a step must be told, with what may be chosen."""
    shape: Shape = {
        "name": spec.name,
        "label": say(spec.label),
        "kind": spec.kind.value,
        "required": spec.required,
        "hint": say(spec.hint),
    }
    if spec.kind in TEXTS:
        shape["max_length"] = spec.max_length
    if spec.kind is Kind.INTEGER:
        shape |= {"least": spec.least, "most": spec.most}
    if spec.offered:
        shape["choices"] = [{"value": code, "label": say(label)} for code, label in spec.offered]
    if spec.options:
        listed = options(spec.options, dossier, actor)
        shape["choices"] = [{"value": one.value, "label": say(one.label)} for one in listed]
    if spec.each:
        shape["each"] = [field(part, dossier, actor) for part in spec.each]
    return shape


# ---- the petitioner's side --------------------------------------------------------------------------------
def progress(found: Progress, dossier: Dossier, actor: Actor) -> Shape:
    """Where it is, who has it, what comes next and by which day."""
    return {
        "number": found.submission.number,
        "state": found.state,
        "plain": say(STATES[found.state].plain),
        "holder": say(found.holder),
        "phone": found.phone,
        "handled_with": found.lead,
        **next_step(found.next, found.clock),
        "clock": _period(found.clock) if found.clock else None,
        "acts": [_petitioner_act(option, dossier, actor) for option in found.options],
        "remains": [say(way) for way in found.remains],
        "timeline": [
            {"at": one.at, "title": say(one.title), "who": one.who, "article": one.article}
            for one in found.story
        ],
        "papers": [
            {
                "kind": paper.kind,
                "title": say(paper.title),
                "number": paper.number,
                "issued_on": paper.issued_on,
                "served_on": paper.served_on,
            }
            for paper in found.papers
        ],
    }


def next_step(following: Said, clock: Period | None) -> Shape:
    """What comes next and by which day."""
    return {"next": say(following), "due": clock.day if clock else None}


def _period(period: Period) -> Shape:
    return {
        "title": say(period.title),
        "day": period.day,
        "article": period.article,
        "steps": [say(step) for step in period.steps],
        "provisional": period.provisional,
    }


def _petitioner_act(option: Option, dossier: Dossier, actor: Actor) -> Shape:
    until = option.until.day if option.until else None
    return {**act(option.step, option.verdict, dossier, actor), "until": until}


# ---- the staff's side -------------------------------------------------------------------------------------
def line(matter: Matter, today: date, actor: Actor) -> Shape:
    """A matter as one line of a list."""
    return {
        "number": matter.number,
        "title": matter.title,
        "state": matter.state,
        "label": say(STATES[State(matter.state)].label),
        "owner": matter.owner.name,
        "handler": str(matter.handler) if matter.handler else None,
        "next": next_of(matter, actor),
        "due": matter.due_on,
        "overdue": matter.due_on is not None and matter.due_on < today,
        "provisional": matter.provisional,
        "sealed": matter.sealed,
        "urgent": matter.urgent,
        "opened_on": matter.opened_on,
    }


def organ(row: Organ) -> Shape:
    return {"code": row.code, "name": row.name}


def file(dossier: Dossier, actor: Actor) -> Shape:
    """The whole file of a matter as this person may read it. People are masked; of a sealed matter nobody is named."""
    matter = dossier.matter
    return {
        **line(matter, dossier.today, actor),
        "version": version_for(actor, dossier),
        "owner_code": matter.owner.code,
        "office": organ(matter.office),
        "sender": organ(matter.sender) if matter.sender else None,
        "region": matter.region_id,
        "category": matter.category,
        "purpose": matter.purpose,
        "procedure": matter.procedure,
        "waits_until": matter.waits_until,
        "closed_on": matter.closed_on,
        "outcome": matter.outcome,
        "requests": [
            {"position": r.position, "text": r.text, "legal_class": r.legal_class, "outcome": r.outcome}
            for r in dossier.requests
        ],
        "submissions": [_submission(row, sealed=dossier.sealed) for row in dossier.filed],
        "clocks": [_clock(clock) for clock in dossier.all_clocks],
        "papers": [_paper(paper) for paper in papers_for(actor, dossier)],
        "timeline": [event(row, aside=True) for row in history_for(actor, dossier)],
    }


def _submission(row: Submission, *, sealed: bool) -> Shape:
    return {
        "number": row.number,
        "channel": row.channel,
        "received_on": row.received_on,
        "registered_at": row.registered_at,
        "title": row.title,
        "content": row.text,
        "anonymous": row.anonymous,
        "people": [] if sealed else [_person(party) for party in row.parties.all()],
    }


def _person(party: Any) -> Shape:
    return {
        "role": party.role,
        "name": privacy.mask_name(party.name),
        "phone": privacy.mask_phone(party.phone),
        "address": privacy.mask_address(party.address),
    }


def _clock(clock: Any) -> Shape:
    return {
        "period": clock.period,
        "title": say(law_on(clock.start_on).period(clock.period).ends),
        "organ": clock.organ.name if clock.organ else None,
        "edition": clock.edition,
        "start_on": clock.start_on,
        "due": clock.lawful_on,
        "safe": clock.safe_on,
        "provisional": clock.provisional,
        "stopped_on": clock.stopped_on,
    }


def _paper(paper: Any) -> Shape:
    return {
        "kind": paper.kind,
        "title": say(PAPERS[paper.kind].title),
        "number": paper.number,
        "issued_on": paper.issued_on,
        "state": paper.state,
        "served_on": max((service.effective_on for service in paper.services.all()), default=None),
    }


def event(row: Event, *, sealed: bool = False, aside: bool = False, who: str = "") -> Shape:
    """One event; `who` did it, where known without looking. `sealed` as the petitioner of a sealed matter reads it,
    `aside` as staff do.
    """
    step = STEPS[row.action]
    return {
        "at": row.at,
        "action": row.action,
        "title": say(told(step, row.facts, sealed=sealed, aside=aside)),
        "who": "" if sealed else who or str(row.actor or row.organ or ""),
        "article": row.article,
    }
