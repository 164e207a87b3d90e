"""What a petitioner writes in an ordinary matter and reads like an accusation is filed apart (《信访工作条例》第三十条)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from lianxin.actions.filing import Filing, Person
from lianxin.actions.given import given_files
from lianxin.actions.intake import Registered, register
from lianxin.actions.perform import local_day, perform
from lianxin.actions.petitioner import BelongsApart
from lianxin.models import Event, Matter, Organ, Party, Submission
from lianxin.queries.directory import standing_for
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS

SOURCE = "supplement"


def take(
    matter: Matter, action: str, *, actor: Actor, at: datetime, facts: Mapping[str, object]
) -> Event | Registered:
    """A petitioner's step on the web or over the API, as `perform` takes it and with what it raises.

    Words that belong apart become a submission of their own, behind the wall. A supplement is nothing else, and `matter`
    stays as it is; any other step is taken all the same, so that it counts on its day, as if they had written nothing.
    The same supplement sent again is the same submission (`again`).
    """
    if action == "SUPPLEMENT" and (known := _known(actor, facts)) is not None:
        return Registered(known, "", again=True)
    try:
        return perform(matter, action, actor=actor, at=at, facts=facts)
    except BelongsApart as fault:
        with transaction.atomic():
            if action != "SUPPLEMENT":
                bare = {name: value for name, value in facts.items() if name not in fault.said}
                perform(matter, action, actor=actor, at=at, facts=bare)
            return _file(fault, action, facts, actor, at)


def is_same(row: Submission, action: str, typed: object, kept: object) -> bool:
    """Whether what an event `kept` of a field stands for these words, filed apart."""
    mark = _mark(row.pk, action, str(typed), [])
    return kept is None and Submission.objects.filter(source=SOURCE, external_id=mark).exists()


def _known(actor: Actor, facts: Mapping[str, object]) -> Submission | None:
    """What these words, and these files, became before; a second press finds no files any more: they were taken."""
    files, earlier = _files(facts), Submission.objects.filter(source=SOURCE)
    for pk in sorted(actor.submissions):
        mark = _mark(pk, "SUPPLEMENT", str(facts.get("content", "")), files)
        found = earlier.filter(external_id=mark) if files else earlier.filter(external_id__startswith=mark)
        if (row := found.first()) is not None:
            return row
    return None


def _files(facts: Mapping[str, object]) -> list[str]:
    return given_files(STEPS["SUPPLEMENT"].fields, facts)


def _mark(row: int, action: str, words: str, files: list[str]) -> str:
    """By whose words they are, in which step: nobody can occupy another's, and none with the same words is lost."""
    said = _digest(f"{row}\n{action}\n{''.join(words.split())}")[:40]
    return f"{said}-{_digest(chr(10).join(sorted(files)))[:32] if files else ''}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _file(
    fault: BelongsApart, action: str, facts: Mapping[str, object], actor: Actor, at: datetime
) -> Registered:
    row, words = fault.row, "\n".join(fault.said.values())
    alone = action == "SUPPLEMENT"
    said, files = (str(facts.get("content", "")), _files(facts)) if alone else (words, [])
    mark = _mark(row.pk, action, said, files)
    # An agent's account gains no file by it.
    writer = Actor() if actor.authority_for(row.pk) else Actor(actor.account, actor.name)
    filing = of_same_writer(row, local_day(at), title=f"{STEPS[action].label} {row.number}", content=words)
    return register(
        replace(filing, channel=Channel.WEB, files=tuple(files), source=SOURCE, external_id=mark),
        actor=writer, at=at,
    )  # fmt: skip


def of_same_writer(row: Submission, today: date, *, title: str, content: str) -> Filing:
    """What is filed as the writer of `row` would at the same office today, behind the wall from the first moment."""
    office = Organ.objects.get(pk=standing_for(row.office_id, today))
    people = row.parties.filter(left_on=None) or row.parties.all()  # who has withdrawn wrote it all the same
    return Filing(
        office=office.code, channel=Channel[row.channel], purpose=Purpose.REQUEST, title=title, content=content,
        people=tuple(_person(party) for party in people), anonymous=row.anonymous, held=True,
    )  # fmt: skip


def _person(party: Party) -> Person:
    return Person(
        name=party.name, phone=party.phone, id_number=party.id_number, address=party.address,
        email=party.email, role=party.role, electronic=party.electronic,
    )  # fmt: skip
