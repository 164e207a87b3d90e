"""Register a submission from any channel: the one action with no state before it, and the same door for all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lianxin.actions import attachments, numbers, repeats_index, search_index, suggestions
from lianxin.actions.change import Start, involve
from lianxin.actions.filing import TYPED, Filing, Person, asked, checked
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.log import append_leaf, promise
from lianxin.actions.notices import way_to
from lianxin.actions.numbers import Numbered
from lianxin.actions.perform import local_day, settle, start_clocks
from lianxin.actions.triage import complain_of_organs, entry_of, home_with_somebody, requests_of
from lianxin.ledger.note import to_base64
from lianxin.models import (
    Attachment,
    ComplainedOf,
    Event,
    Matter,
    Organ,
    Outbox,
    Party,
    Region,
    Submission,
)
from lianxin.models.fields import blind
from lianxin.queries.directory import in_force, one_reading, organ_on, petition_offices
from lianxin.queries.log import content_digest
from lianxin.queries.prepared import Prepared
from lianxin.queries.repeats import rarity_kept
from lianxin.queries.sealed import desk_for, named_at, organs_of, staff_named
from lianxin.queries.searched import of_files
from lianxin.rules.codes import Channel, Purpose, Relation
from lianxin.rules.facts import Actor
from lianxin.rules.states import State
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said, kept
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import HELD, accuses, suspicion


@dataclass(frozen=True)
class Registered:
    """What the petitioner takes home. `query_code` is known here only: the database keeps its hash.

    `again` is True where the same filing had come before; it then has no query code.
    """

    submission: Submission
    query_code: str
    again: bool = False


def register(filing: Filing, *, actor: Actor, at: datetime, unread: Errors | None = None) -> Registered:
    """Register one filing: submission, matter, people, event, clock, leaf and notice in one transaction.

    Idempotent by (source, external_id); another's words under a known id are refused, never taken for a double
    click. `unread` is what the door could not even read. Raises Invalid with a sentence per field, all at once.
    """
    filing = _sound(filing, local_day(at), unread or {})
    try:
        with one_reading(), transaction.atomic():
            if (known := _known(filing)) is not None:
                return Registered(known, "", again=True)
            return _register(filing, actor, at)
    except IntegrityError:
        # A double click arrived in the same instant; the first one is the one that counts.
        if (known := _known(filing)) is not None:
            return Registered(known, "", again=True)
        raise


def _sound(filing: Filing, today: date, unread: Errors) -> Filing:
    """The filing, cleaned. Raises Invalid with what is wrong in itself, what is not in the lists and `unread`."""
    errors: Errors = {}
    try:
        filing = checked(filing, today=today)
    except Invalid as fault:
        errors = fault.errors
    if errors or unread:
        raise Invalid({**_unlisted(filing, today), **errors, **unread})
    return filing


def _looked_at(filing: Filing, files: list[Attachment]) -> Filing:
    """What nobody has said the nature of: a machine looks at its words and its files, a person decides (第三十条).

    Raises Invalid (held) with what reads like an accusation where there is a clerk to be asked, who has read it all.
    """
    if filing.held is not None or filing.purpose is Purpose.ACCUSATION:
        return filing
    texts = [filing.words, *(row.text for row in files)]
    if filing.source not in TYPED:
        return replace(filing, held=accuses(*texts))
    if (found := suspicion(*texts)).score >= HELD:
        raise Invalid({"held": asked(found)})
    return filing


def _known(filing: Filing) -> Submission | None:
    known = next(iter(_FILED_AS(filing.source, filing.external_id)), None)
    if known is not None and _differs(known, filing):
        template = _("这个编号登记过内容不同的另一件（{number}）；这一份还没有登记")
        raise Invalid({"external_id": Said(template, {"number": known.number})})
    return known


_FILED_AS = Prepared(
    lambda source, external_id: Submission.objects.filter(source=source, external_id=external_id), str, str
)


def _differs(known: Submission, filing: Filing) -> bool:
    """Whether these are other words or other people; what was erased under the retention law is not compared."""
    names = sorted(party.name for party in known.parties.all())
    other_people = any(names) and names != sorted(person.name for person in filing.people)
    return other_people or known.as_filed.strip() not in ("", f"{filing.title}\n{filing.content}".strip())


def _register(filing: Filing, actor: Actor, at: datetime) -> Registered:
    today, files = local_day(at), attachments.waiting(filing.files)
    filing = _looked_at(filing, files)
    office, accused = _places(filing, today)
    named = staff_named(filing.complained_person)
    desk, named = _sheltered(filing, files, office, accused, named, today)
    sealed, owner = desk is not None, desk or _unnamed(office, named, today)
    state, periods = _entry(owner, sealed, today)
    given = numbers.give(filing, office, at)
    received = filing.received_on or today
    matter = Matter.objects.create(
        number=given.number,
        title="" if sealed else filing.title,
        state=state,
        sealed=sealed,
        owner=owner,
        office=office,
        opened_on=received,
        region_id=filing.region or None,
        purpose=filing.purpose,
        joint=sum(p.role != "AGENT" for p in filing.people) > 1 or filing.persons_concerned > 1,
        changed_at=at,
    )
    row = _submission(filing, matter, files, given=given, actor=actor, at=at)
    numbers.use(given, row)
    _keep_answer(matter, filing, files)
    _blame(matter, accused, filing.complained_person, named)
    requests_of(matter, [(text, "") for text in filing.requests], row.pk)
    involve(matter, OFFICE=office.pk, OWNER=owner.pk)
    shown = {"organ": office.name, "channel": filing.channel.label}
    event = open_event(
        matter, row, actor=actor, at=at, facts={**filed(row), "shown": shown, **numbers.on_paper(filing)}
    )
    attachments.attach(files, row, event)
    # 第二十二条 counts from receipt, which for a letter may lie before the day it is entered.
    enter(matter, row, event, [Start(period, on=received) for period in periods])
    search_index.enter(matter, [filing.title, filing.content, *filing.requests], of_files(files))
    repeats_index.enter(row, rarity_kept(), sealed=sealed)
    _thank(matter, row, filing.people, at)
    return Registered(row, given.query_code)


def enter(matter: Matter, row: Submission, event: Event, starts: list[Start]) -> None:
    """The first clocks, the first leaf with its promise, and the matter as it now stands."""
    today = local_day(event.at)
    settle(matter, start_clocks(matter, starts, event, today), today)
    promise(row, event, append_leaf(event, matter))
    matter.save()


def _places(filing: Filing, today: date) -> tuple[Organ, Organ | None]:
    office = organ_on(filing.office, today)
    accused = Organ.objects.filter(code=filing.complained_organ).first() if filing.complained_organ else None
    placed = not filing.region or _there(Region.objects.all(), filing.region)
    if office is None or not placed or (filing.complained_organ and accused is None):
        raise Invalid(_unlisted(filing, today))
    return office, accused


def _unlisted(filing: Filing, today: date) -> Errors:
    """Office, organ and place that stand in no list."""
    errors: Errors = {}
    if not _there(Organ.objects.filter(in_force(today)), filing.office):
        errors["office"] = Said(_("没有这个受理机关，请重新选择"))
    if filing.complained_organ.strip() and not _there(Organ.objects.all(), filing.complained_organ):
        errors["complained_organ"] = Said(_("没有这个机关，请从列出的选项中选择或者写在正文里"))
    if filing.region.strip() and not _there(Region.objects.all(), filing.region):
        errors["region"] = Said(_("没有这个地区，请从列出的选项中选择"))
    return errors


def _there(rows: QuerySet[Any], code: str) -> bool:
    return code.isascii() and code.isalnum() and rows.filter(code=code).exists()


def _keep_answer(matter: Matter, filing: Filing, files: list[Attachment]) -> None:
    if filing.held is False and filing.source in TYPED:  # a clerk was asked whether it accuses, and said no
        suggestions.keep_answer(matter, filing.words, *(row.text for row in files))


def _blame(matter: Matter, accused: Organ | None, person: str, named: list[int]) -> None:
    """Keep whom the writer complains of: an organ, what they typed of a person, and the staff it names."""
    if accused or person:
        ComplainedOf.objects.create(matter=matter, organ=accused, name=person)
    if named:
        ComplainedOf.objects.bulk_create(ComplainedOf(matter=matter, account_id=one) for one in named)
    if matter.sealed:
        complain_of_organs(matter, local_day(matter.changed_at))


def _sheltered(
    filing: Filing,
    files: list[Attachment],
    office: Organ,
    accused: Organ | None,
    named: list[int],
    today: date,
) -> tuple[Organ | None, list[int]]:
    """The desk that takes an accusation (第三十条、第四十六条第五项), outside the organs of those who are `named` too;
    and all who are: what only reads like one goes to no desk of those whom its accusing sentences name either.

    No desk for what is ordinary, and for what only reads like one where none is left: that is never refused.
    """
    declared, texts = filing.purpose is Purpose.ACCUSATION, [filing.words, *(one.text for one in files)]
    if not declared and not filing.held:
        return None, named
    organs = {accused.pk} if accused else set()
    desk = desk_for(office.pk, {*organs_of(named, today), *organs}, today)
    if desk is None and declared:
        raise Invalid(
            {"complained_organ": Said(_("这里没有不受该机关领导的受理机关，请直接向上一级纪检监察机关提出"))}
        )
    while desk and not declared and (here := _named_in(texts, desk, today) - {*named}):
        named = [*named, *sorted(here)]
        if (above := desk_for(office.pk, {*organs_of(named, today), *organs}, today)) is None:
            break
        desk = above
    return desk, named


def _named_in(texts: list[str], desk: Organ, today: date) -> set[int]:
    return {one for text in texts for one in named_at(desk, text, today)}


def _unnamed(office: Organ, named: list[int], today: date) -> Organ:
    """Where an ordinary matter begins: at its office, unless all who would take it up there are `named` in it."""
    state, _periods = _entry(office, False, today)
    home = home_with_somebody(office.pk, state, frozenset(named), today) if named else None
    return Organ.objects.get(pk=home) if home else office


def _entry(owner: Organ, sealed: bool, today: date) -> tuple[State, tuple[str, ...]]:
    """The first state and its clocks: an office routes (第二十二条), another organ gives notice (第二十三条)."""
    if sealed:
        return entry_of(owner)
    at_office = owner.pk in petition_offices(today)
    return (State.REGISTERED, ("ROUTE",)) if at_office else (State.RECEIVED, ("NOTICE_DIRECT",))


def _submission(
    filing: Filing, matter: Matter, files: list[Attachment], *, given: Numbered, actor: Actor, at: datetime
) -> Submission:
    sealed = matter.sealed
    staff = bool(actor.posts)
    row = Submission.objects.create(
        number=given.number,
        query_hash=given.query_hash,
        matter=matter,
        office=matter.office,
        channel=filing.channel,
        purpose=filing.purpose,
        relation=Relation.FIRST,
        received_on=matter.opened_on,
        registered_at=at,
        registered_by_id=actor.account if staff else None,
        account_id=None if staff or filing.anonymous else actor.account,
        title="" if sealed else filing.title,
        content="" if sealed else filing.content,
        sealed_content=f"{filing.title}\n{filing.content}" if sealed else "",
        asked=list(filing.requests),
        enclosed=attachments.described(files),
        content_salt=os.urandom(32),
        source=filing.source,
        external_id=filing.external_id,
        postmark_date=filing.postmark_date,
        persons_present=filing.persons_present if filing.channel is Channel.VISIT else None,
        persons_concerned=max(filing.persons_concerned, 1),
        anonymous=filing.anonymous,
        held=sealed and bool(filing.held),
        read_back=filing.read_back,
        received_time=filing.received_time,
        addressee=filing.addressee,
        their_number=filing.their_number,
        their_due_on=filing.their_due_on,
    )
    Party.objects.bulk_create(_party(row, person) for person in filing.people)
    return row


def _party(row: Submission, person: Person) -> Party:
    return Party(
        submission=row,
        role=person.role,
        name=person.name,
        name_index=blind("name", person.name),
        phone=person.phone,
        phone_index=blind("phone", person.phone),
        id_number=person.id_number,
        id_index=blind("id", person.id_number),
        address=person.address,
        email=person.email,
        electronic=person.electronic,
    )


def filed(row: Submission) -> dict[str, object]:
    """What the first event says of the filing itself: its number and the salted hash of its content."""
    digest = content_digest(row)
    return {"number": row.number, "content": to_base64(digest), "digest": digest.hex()}


def open_event(
    matter: Matter, row: Submission, *, actor: Actor, at: datetime, facts: dict[str, object]
) -> Event:
    """The REGISTER event, first of its matter."""
    matter.events, matter.version = 1, 1
    return Event.objects.create(
        matter=matter,
        seq=1,
        action="REGISTER",
        article=STEPS["REGISTER"].article,
        at=at,
        actor_id=actor.account if actor.posts else None,
        organ=matter.office,
        to_state=matter.state,
        to_sealed=matter.sealed,
        facts=facts,
        submission=row,
        salt=os.urandom(32),
    )


def _thank(matter: Matter, row: Submission, people: Iterable[Person], at: datetime) -> None:
    came_by = "" if row.channel == Channel.VISIT else row.channel  # a visitor is handed the receipt
    channel, address = way_to((_party(row, person) for person in people), came_by)
    said = kept(Said(_("已收到您的信访件，编号{number}。请保存好编号和查询码。"), {"number": row.number}))
    Outbox.objects.create(
        matter=matter, submission=row, channel=channel, address=address, said=said, made_at=at
    )


def renew_query_code(row: Submission) -> str:
    """A fresh query code for a petitioner who lost theirs (identity proved at the window); the old one dies."""
    code = numbers.new_code()
    row.query_hash, row.query_expires_on = numbers.query_hash(row.number, code), None
    row.save(update_fields=["query_hash", "query_expires_on"])
    return code
