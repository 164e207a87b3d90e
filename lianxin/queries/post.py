"""The clerk's lists of what did not reach people by itself: letters to post, notices no way would take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianxin.models import Outbox, Party
from lianxin.queries.access import visible
from lianxin.queries.outbox import PAPER, letters, undeliverable
from lianxin.queries.sittings import desks
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.privacy import mask_address, mask_email, mask_phone

MOST = 200
# Who brings letters to the post; what they may see of each is decided by the wall.
CLERKS = frozenset(
    {Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.HANDLER, Role.REVIEWER, Role.REREVIEWER, Role.DISCIPLINE_DESK}
)


@dataclass(frozen=True)
class Owed:
    """One line: to whom in a mask, about what, since when, and why it did not leave."""

    pk: int
    number: str
    text: str
    channel: str
    address: str
    made_at: datetime
    fault: str
    postal: bool  # an address to post it to is on file


@dataclass(frozen=True)
class Post:
    """What a clerk has to do: letters to post, and notices that no way would take. `more`: beyond what is listed."""

    to_print: list[Owed]
    undeliverable: list[Owed]
    more: bool


def post(actor: Actor, *, on: date) -> Post:
    """The lists of this person, through the wall."""
    rows = within(actor, on=on)
    printed = list(letters(rows)[: MOST + 1])
    failed = list(undeliverable(rows)[: MOST + 1])
    return Post(_lines(printed[:MOST]), _lines(failed[:MOST]), max(len(printed), len(failed)) > MOST)


def within(actor: Actor, *, on: date) -> QuerySet[Outbox]:
    """Notices about matters this person may know of, and those of their own desk's days of reception."""
    if not actor.has(*CLERKS):
        return Outbox.objects.none()
    seen = Q(matter__in=visible(actor, on=on)) | Q(matter=None, organ__in=desks(actor))
    return (
        Outbox.objects.filter(seen)
        .select_related("matter", "submission", "mandate__party")
        .prefetch_related("submission__parties")
    )


def _lines(rows: list[Outbox]) -> list[Owed]:
    mask = {"SMS": mask_phone, "EMAIL": mask_email, PAPER: mask_address}
    return [
        Owed(
            pk=row.pk,
            number=row.submission.number if row.submission else row.reference,
            text=row.text,
            channel=row.channel,
            address=mask[row.channel](row.address) if row.channel in mask else "",
            made_at=row.made_at,
            fault=row.fault,
            postal=bool(postal_address(addressed(row))[1]),
        )
        for row in rows
    ]


def addressed(row: Outbox) -> list[Party]:
    """Whom a notice is for: the people of its submission, or the one agent."""
    if row.mandate:
        return [row.mandate.party]
    own = [party for party in row.submission.parties.all() if party.role != "AGENT"] if row.submission else []
    return own or (list(row.submission.parties.all()) if row.submission else [])


def postal_address(parties: Iterable[Party]) -> tuple[str, str]:
    """(name, address) of the first who is still a party and gave an address; ("", "") for none."""
    for party in parties:
        if party.left_on is None and party.address:
            return party.name, party.address
    return "", ""
