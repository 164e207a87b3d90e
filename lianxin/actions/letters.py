"""From notices no other way would take to letters in the post: turned, printed in one run, marked one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianxin.actions.perform import local_day, perform
from lianxin.models import Outbox, Reading
from lianxin.queries.access import NotAllowed
from lianxin.queries.outbox import PAPER, letters, undeliverable
from lianxin.queries.post import addressed, postal_address, within
from lianxin.rules.facts import Actor


@dataclass(frozen=True)
class Letter:
    """One page of a print run: everything that waits for the people of one submission."""

    pks: tuple[int, ...]
    name: str
    address: str
    number: str
    texts: tuple[str, ...]
    organ: str


def turn_into_letters(actor: Actor, picked: Collection[int], *, at: datetime) -> tuple[int, int]:
    """Undeliverable notices become letters where an address is on file; the rest stay on the query page.

    (letters, left on the page). What is not on this person's list is passed over.
    """
    turned = left = 0
    with transaction.atomic():
        for row in undeliverable(within(actor, on=local_day(at)).filter(pk__in=picked)).select_for_update(
            of=("self",)
        ):
            address = postal_address(addressed(row))[1]
            way = {"channel": PAPER, "address": address} if address else {"channel": "PAGE", "sent_at": at}
            Outbox.objects.filter(pk=row.pk).update(attempts=0, tried_at=None, **way)
            turned, left = turned + bool(address), left + (not address)
    return turned, left


def print_run(actor: Actor, picked: Collection[int], *, at: datetime) -> list[Letter]:
    """The letters picked, with names and addresses in full; each matter's record says that they were read."""
    rows = list(letters(within(actor, on=local_day(at)).filter(pk__in=picked)))
    seen = {row.matter_id for row in rows if row.matter_id}
    Reading.objects.bulk_create(
        Reading(matter_id=matter, account_id=actor.account or 0, at=at, what="LETTERS")
        for matter in sorted(seen)
    )
    by_submission: dict[tuple[int | None, str], list[Outbox]] = {}
    for row in rows:
        by_submission.setdefault((row.submission_id, row.address), []).append(row)
    return [_letter(same) for same in by_submission.values()]


def _letter(rows: list[Outbox]) -> Letter:
    row = rows[0]
    name, _address = postal_address(addressed(row))
    number = row.submission.number if row.submission else row.reference
    organ = row.matter.office.name if row.matter else str(row.organ)
    texts = tuple(each.text for each in rows)
    return Letter(tuple(each.pk for each in rows), name, row.address, number, texts, organ)


def mark_posted(actor: Actor, picked: Collection[int], *, at: datetime) -> int:
    """Enter that these letters were posted: one step on each matter. How many; sent twice it counts nothing.

    Raises StaleMatter, NotAllowed.
    """
    by_matter: dict[int, list[Outbox]] = {}
    for row in letters(within(actor, on=local_day(at)).filter(pk__in=picked, matter__isnull=False)):
        by_matter.setdefault(row.matter_id or 0, []).append(row)
    done = 0
    with transaction.atomic():
        for rows in by_matter.values():
            try:
                facts = {"letters": [str(row.pk) for row in rows]}
                perform(rows[0].matter, "POST_LETTERS", actor=actor, at=at, facts=facts)  # type: ignore[arg-type]
            except NotAllowed:
                continue  # another desk's letters, seen from above: that desk posts them
            done += len(rows)
    return done
