"""Who stands beside a petitioner in their own submission: representatives, agents, and a talk behind the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lianxin.queries import joint
from lianxin.queries.law import law_on
from lianxin.queries.petitioner import Followed
from lianxin.rules.mandates import AgentScope
from lianxin.rules.privacy import mask_name


@dataclass(frozen=True)
class Spoken:
    """One question or answer of a sealed talk."""

    at: datetime
    mine: bool
    text: str


@dataclass(frozen=True)
class AgentCard:
    """An agent as the principal sees them, with what they may do and until when (that day included)."""

    name: str
    scope: tuple[AgentScope, ...]
    from_on: date
    until: date


@dataclass(frozen=True)
class Around:
    """What the progress page says of others. Of a petition of many only who agreed to represent it is named."""

    joint: bool
    representatives: tuple[str, ...]
    agents: tuple[AgentCard, ...]
    talk: tuple[Spoken, ...]
    as_agent: bool  # whoever reads this is the agent


def around(file: Followed) -> Around:
    """For this petitioner, or for the agent who follows in their name; an agent reads only of their own mandate."""
    held = {authority.mandate for authority in file.actor.authorities}
    return Around(
        joint=file.lead.matter.joint,
        representatives=_representatives(file),
        agents=tuple(
            AgentCard(
                mask_name(str(each.party.name)),
                tuple(AgentScope[code] for code in each.scope),
                each.from_on,
                each.until,
            )
            for each in file.lead.mandates
            if each.submission_id == file.submission.pk and (not held or each.pk in held)
        ),
        talk=_talk(file) if file.lead.sealed else (),
        as_agent=bool(held),
    )


def _representatives(file: Followed) -> tuple[str, ...]:
    """Names of those who agreed, online or by their signature on the sheet, to be known to the others."""
    most = int(str(law_on(file.lead.today).switches["max_representatives"]))
    rows = {row.pk: row for row in file.lead.filed}
    own = rows.get(file.submission.pk, file.submission)
    named = [p for p in own.parties.all() if p.role == "REPRESENTATIVE" and p.left_on is None]
    if len(named) > 1:  # they signed one letter together and named them there
        return tuple(str(person.name) for person in named)
    chosen = [rows[pk] for pk in joint.representatives(file.lead.history, most) if pk in rows]
    first = (next((p for p in row.parties.all() if p.left_on is None), None) for row in chosen)
    return tuple(str(person.name) for person in first if person is not None)


def _talk(file: Followed) -> tuple[Spoken, ...]:
    fields = {"ASK_PETITIONER": "question", "ANSWER_QUESTION": "answer"}
    return tuple(
        Spoken(event.at, event.action == "ANSWER_QUESTION", str(event.facts.get(fields[event.action], "")))
        for event in file.lead.history
        if event.action in fields and event.submission_id in (None, file.submission.pk)
    )
