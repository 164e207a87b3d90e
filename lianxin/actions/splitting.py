"""The accusing part of a mixed petition becomes a sealed matter of its own (《信访工作条例》第三十条)."""

from __future__ import annotations

import os
from datetime import date

from lianxin.actions import numbers, repeats_index, search_index, suggestions
from lianxin.actions.change import Change, Start, involve
from lianxin.actions.intake import enter, filed, open_event
from lianxin.actions.triage import complain, complain_of_organs, entry_of, requests_of
from lianxin.models import Attachment, ComplainedOf, Link, Matter, Request, Submission
from lianxin.queries.dossier import Dossier
from lianxin.queries.named_staff import FIELD
from lianxin.queries.sealed import desk_for, unsifted
from lianxin.rules.codes import MatterLink, Purpose, Relation
from lianxin.rules.states import State
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.headline import listed_headline


def open_split(change: Change, lines: list[Request]) -> Matter:
    """The sealed matter that takes the accusing lines of `change.matter` (第三十条); its words stay sealed there."""
    parent = change.matter
    first = next(row for row in change.dossier.filed if row.matter_id == parent.pk)  # not one joined to it
    number = numbers.next_number(parent.office, change.today.year)
    matter = Matter.objects.create(
        number=number, title="", state=State.REGISTERED, sealed=True, owner=parent.owner, office=parent.office,
        opened_on=first.received_on, region=parent.region, purpose=Purpose.ACCUSATION, changed_at=change.at,
    )  # fmt: skip
    row = Submission.objects.create(
        number=number, query_hash=first.query_hash, matter=matter, office=parent.office, channel=first.channel,
        purpose=Purpose.ACCUSATION, relation=Relation.FIRST, received_on=first.received_on,
        registered_at=change.at, registered_by_id=change.actor.account, account=first.account, title="",
        sealed_content=_all_words(first, parent, change.today), content_salt=os.urandom(32), source="split",
        asked=[line.text for line in lines],
        external_id=number, anonymous=first.anonymous, enclosed=first.enclosed,
    )  # fmt: skip
    for party in first.parties.all():
        party.pk, party.submission = None, row
        party.save(force_insert=True)
    requests_of(matter, [(line.text, "") for line in lines], row.pk)
    _keep_the_rest(change.dossier.requests, lines)
    suggestions.keep_named(matter, change.dossier, change.keys.get(FIELD), by=change.actor)
    _redact(first, row, parent, change.text("redacted"))
    # Without what was added or issued before: it lies behind the wall.
    search_index.renew(parent, on=change.today)
    involve(matter, OFFICE=parent.office_id)
    complain(change, matter)
    _inherit_accused(parent, matter)
    periods = _settle_split(change, matter)
    repeats_index.renew(matter)
    event = open_event(
        matter, row, actor=change.actor, at=change.at,
        facts={**filed(row), "shown": {"organ": parent.office.name, "channel": first.channel}},
    )  # fmt: skip
    involve(matter, OWNER=matter.owner_id)
    starts = [Start(p, on=first.received_on if p == "ROUTE" else change.today) for p in periods]
    enter(matter, row, event, starts)
    Link.objects.create(later=matter, earlier=parent, kind=MatterLink.SPLIT_FROM)
    return matter


def _inherit_accused(parent: Matter, matter: Matter) -> None:
    """The staff the writer named count as accused, and where the desk names nobody all whom they complained of."""
    told = ComplainedOf.objects.filter(matter=matter)
    rows = ComplainedOf.objects.filter(matter=parent)
    if told.exists():
        known = told.exclude(account=None).values("account")
        rows = rows.exclude(account=None).exclude(account__in=known)
    for row in list(rows):
        row.pk, row.matter = None, matter
        row.save(force_insert=True)


def _all_words(first: Submission, parent: Matter, today: date) -> str:
    """What could be read of a submission until it is split: its words, and what was added to them since."""
    added = [str(event.facts["content"]) for event in unsifted(Dossier(parent, today))]
    return "\n".join([first.title, first.content, *added])


def _keep_the_rest(requests: list[Request], lines: list[Request]) -> None:
    """Take the accusing lines away and number the others anew: a gap would tell that one is missing."""
    for line in lines:
        line.delete()
    for place, line in enumerate((line for line in requests if line not in lines), 1):
        line.position = place
        line.save(update_fields=["position"])


def _redact(first: Submission, row: Submission, parent: Matter, text: str) -> None:
    """Leave of the first submission only what may travel; `row` holds the rest."""
    # What is in the enclosures nobody has sifted: they stay behind the wall.
    Attachment.objects.filter(submission=first).update(submission=row)
    first.content, first.sealed_content = text, first.as_filed
    first.title = parent.title = listed_headline(text)
    first.save(update_fields=["content", "sealed_content", "title"])
    suggestions.forget_words(parent)


def _settle_split(change: Change, matter: Matter) -> tuple[str, ...]:
    """Put the new sealed matter before the desk that may have it; the clocks it stands on."""
    desk = desk_for(matter.owner_id, complain_of_organs(matter, change.today), change.today)
    if desk is None:
        change.refuse(
            "complained_organ", _("上面没有不受该机关领导的受理机关，请告知信访人向上一级纪检监察机关提出")
        )
    matter.owner = desk
    matter.state, periods = entry_of(desk)
    return periods
