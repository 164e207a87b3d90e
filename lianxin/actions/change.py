"""One step in the making: what its effect may alter before it is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import NoReturn

from django.db import connection

from lianxin.actions import search_index
from lianxin.actions.given import Given, Invalid
from lianxin.documents.fonts import BadFonts
from lianxin.documents.pdf import NoGlyph
from lianxin.documents.texts import BadText
from lianxin.ledger.leaf import canonical
from lianxin.models import (
    Attachment,
    Clock,
    Document,
    Event,
    Involvement,
    Matter,
    Organ,
    Proceeding,
    Serial,
    Submission,
    Task,
)
from lianxin.queries.clocks import reckon
from lianxin.queries.directory import standing_for
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import calendar, law_on
from lianxin.queries.paper_text import BORROWED, Frozen, freeze, unprintable
from lianxin.queries.since import as_read, own_since, versions_for
from lianxin.rules.codes import Coded
from lianxin.rules.facts import Actor, Post
from lianxin.rules.grounds import ground
from lianxin.rules.papers import PAPERS, paper_number
from lianxin.rules.periods import Due, PeriodError, answer_by, due
from lianxin.rules.states import State
from lianxin.rules.steps import Seat, Step
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

# An organ's own to keep, wherever the matter goes (第二十二条、第三十二条).
OWN_WORD = ("ASSIGN_REPORT", "EXECUTE")


class StaleMatter(Exception):
    """The matter was changed first, by somebody else or by one's `own` earlier press; nothing of this step was written.

    `matter.version` is the one that was read.
    """

    def __init__(self, matter: Matter, *, own: bool = False) -> None:
        super().__init__(matter.number)
        self.matter, self.own = matter, own


def refuse_stale(actor: Actor, matter: Matter, version: object) -> None:
    """Raise StaleMatter where a page, list or machine read another version than the matter has now, as they count it."""
    if str(version) == str(versions_for(actor, [matter])[matter.pk]):
        return
    read = as_read(copy(matter), version)
    raise StaleMatter(read, own=own_since(actor, read))


@dataclass(frozen=True)
class Start:
    """A clock to start: None for the owner's, today's, the law's own."""

    period: str
    on: date | None = None
    days: int | None = None
    submission: Submission | None = None


@dataclass
class Change:
    """What a step does to a matter, collected by its effect and then written by `perform` in one transaction."""

    matter: Matter
    step: Step
    actor: Actor
    post: Post | None
    at: datetime
    today: date
    given: Given
    keys: dict[str, int]
    dossier: Dossier
    event: Event
    target: State
    starts: list[Start]
    stops: set[str]
    shown: dict[str, object] = field(default_factory=dict)  # gaps of the timeline's sentence
    paper_body: dict[str, object] = field(default_factory=dict)
    submission: Submission | None = None  # the petitioner's own submission in this step
    one_window: Submission | None = None  # of the petitioners' windows, stop only this one's
    reporters: frozenset[int] | None = None  # of the reports owed, stop only these organs'
    reached: frozenset[int] | None = None  # of the public notices, stop only those to these submissions
    redated: bool = False  # a running clock got other dates
    paper: str = ""  # the paper to issue with the event; an effect may empty it
    draft: Document | None = None  # what that paper was drafted as, by others than whoever signs it
    files: Sequence[Attachment] = ()  # what was enclosed with this step
    after: list[Callable[[], object]] = field(default_factory=list)  # writes that need the event

    @property
    def organ(self) -> Organ:
        """The organ for which the step is taken."""
        matter = self.matter
        pk = self.post.organ if self.post else matter.owner_id
        near = {matter.owner_id: "owner", matter.office_id: "office", matter.sender_id: "sender"}
        known: Organ = getattr(matter, near[pk]) if pk in near else Organ.objects.get(pk=pk)
        return known

    def speaker(self) -> Submission:
        """The submission a petitioner's step speaks for; a clerk says which where there are several."""
        if self.submission is None and len(self.dossier.filed) > 1:
            self.refuse("whose", _("本件有多件信访件，请选择代哪一件提出"))
        self.submission = self.submission or self.dossier.filed[0]
        return self.submission

    def text(self, name: str) -> str:
        return str(self.given.get(name, ""))

    def day(self, name: str) -> date | None:
        value = self.given.get(name)
        return date.fromisoformat(str(value)) if value else None

    def refuse(self, name: str, template: str, **values: object) -> NoReturn:
        """Stop the step with a sentence beside the field `name`."""
        raise Invalid({name: Said(template, values)})

    def refuse_by(self, name: str, code: str, **values: object) -> NoReturn:
        """Stop the step with a row of `rules.grounds` beside the field `name`."""
        raise Invalid({name: ground(code, **values)})

    def reckon(self, name: str, period: str, *, start: date | None = None, days: int | None = None) -> Due:
        """The dates a period will have; a fault in it is said beside the field `name`."""
        on = start or self.today
        try:
            return due(law_on(on).period(period), start=on, calendar=calendar(), days=days)
        except PeriodError as fault:
            raise Invalid({name: fault.said}) from None

    def answer_by(self, name: str) -> date:
        """The last day for another organ's answer; a fault in it is said beside the field `name`."""
        try:
            return answer_by(self.day(name), self.today)
        except PeriodError as fault:
            raise Invalid({name: fault.said}) from None

    def hand_to(self, organ: Organ | int) -> Organ:
        """Give the matter and its running duties to another organ; its handler there is not yet named."""
        receiver = organ if isinstance(organ, Organ) else Organ.objects.get(pk=organ)
        if (heir := standing_for(receiver.pk, self.today)) != receiver.pk:
            receiver = Organ.objects.get(pk=heir)
        before, self.matter.owner = self.matter.owner_id, receiver
        self.matter.handler = None
        self.matter.handovers += 1
        involve(self.matter, OWNER=receiver.pk)
        # What this step ends was the old owner's duty to the last, and so is what it must report or has promised.
        running = Clock.objects.filter(matter=self.matter, stopped_on=None, organ=before)
        running.exclude(period__in={*self.stops, *OWN_WORD}).update(organ=receiver)
        return receiver

    def ends(self, clock: Clock) -> bool:
        """Whether this step ends that running clock."""
        if clock.period not in self.stops:
            return False
        if clock.period == "PUBLIC_NOTICE":
            return self.reached is None or clock.submission_id in self.reached
        if clock.period == "ASSIGN_REPORT":
            return self.reporters is None or clock.organ_id in self.reporters
        return self.one_window is None or clock.submission_id in (None, self.one_window.pk)

    def end_reports(self, organs: Iterable[int]) -> None:
        """These organs owe no report any more; what others owe stays."""
        self.stops.add("ASSIGN_REPORT")
        self.reporters = frozenset(organs)

    def reassign(self, before: Iterable[int], after: int) -> None:
        """What these organs promised is now `after`'s, and so is their report, by the earliest of their days."""
        others, own = set(before) - {after}, Clock.objects.filter(matter=self.matter, stopped_on=None)
        own.filter(period="EXECUTE", organ__in=others).update(organ=after)
        running = own.filter(period="ASSIGN_REPORT")
        owed = list(running.filter(organ__in=others).order_by("lawful_on"))
        if owed and not running.filter(organ=after).exists():
            running.filter(pk=owed.pop(0).pk).update(organ=after)
        if owed:
            self.end_reports(clock.organ_id for clock in owed if clock.organ_id)

    def start(self, period: str, **more: object) -> None:
        self.starts.append(replace(Start(period), **more))  # type: ignore[arg-type]

    def ask(
        self,
        kind: str,
        *,
        organ: int,
        text: str,
        due_on: date,
        issuer: Organ | None = None,
        facts: Given | None = None,
    ) -> Task:
        """A task on this matter that `organ` must answer, written with the event; `issuer` is the acting organ."""
        row = Task(
            matter=self.matter,
            kind=kind,
            issuer=issuer or self.organ,
            organ_id=organ,
            text=text,
            facts=facts or {},
            issued_by=self.event,
            issued_on=self.today,
            made_at=self.at,
            made_by_id=self.actor.account if self.post else None,
            due_on=due_on,
        )
        self.after.append(row.save)
        return row

    def instead(self, old: str, new: str) -> None:
        """Start `new` where the row says `old`."""
        self.starts = [replace(s, period=new) if s.period == old else s for s in self.starts]

    def show(self, **values: object) -> None:
        for name, value in values.items():
            self.shown[name] = value.label if isinstance(value, Coded) else str(value)

    def issue(self, kind: str, body: dict[str, object], proceeding: Proceeding | None = None) -> Document:
        """A paper of this kind, numbered and frozen now."""
        return issue_paper(self, kind, body, proceeding)


def involve(matter: Matter, **organs: int) -> None:
    """Record the part of each organ, {role: key}, once."""
    rows = [Involvement(matter=matter, organ_id=organ, role=role) for role, organ in organs.items()]
    Involvement.objects.bulk_create(rows, ignore_conflicts=True)


def write_answer(row: Task, text: str, actor: Actor, on: date, adoption: str = "") -> None:
    """The written answer of the organ that owes it."""
    row.answer, row.adoption, row.answered_on, row.answered_by_id = text, adoption, on, actor.account
    row.save(update_fields=["answer", "adoption", "answered_on", "answered_by"])


def next_in(series: str) -> int:
    """The next number of a series, without gaps: rolled back with the transaction that took it."""
    table = connection.ops.quote_name(Serial._meta.db_table)
    with connection.cursor() as cursor:
        # One statement on both databases, so that no number is read twice; the row waits for its holder to end.
        cursor.execute(
            f"INSERT INTO {table} (series, last) VALUES (%s, 1) "  # noqa: S608 - the table's own name
            f"ON CONFLICT (series) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [series],
        )
        return int(cursor.fetchone()[0])


def issue_paper(
    change: Change, kind: str, body: dict[str, object], proceeding: Proceeding | None = None
) -> Document:
    """A paper made by the step itself or drafted before it, numbered and frozen at once."""
    drafted, change.draft = change.draft, None
    paper = drafted or Document(matter=change.matter, drafted_by_id=change.actor.account)
    paper.proceeding = proceeding or change.dossier.proceeding
    paper.kind, paper.organ, paper.body = kind, change.organ, body
    return issue_number(change, paper)


def issue_number(change: Change, paper: Document) -> Document:
    """Number and freeze a paper; its digest covers number, kind and body, and in the body every word it says."""
    paper.issued_by_id = change.actor.account
    paper.body = {**paper.body, "as_issued": _as_issued(change, paper)}
    row, organ = PAPERS[paper.kind], paper.organ
    if row.type_char:
        serial = next_in(f"paper:{organ.pk}:{row.type_char}:{change.today.year}")
        paper.number = paper_number(organ.word, row.type_char, change.today.year, serial)
    frozen = canonical({"kind": paper.kind, "number": paper.number, "body": paper.body})
    paper.digest = sha256(frozen).hexdigest()
    paper.state, paper.issued_on = Document.ISSUED, change.today
    paper.event = change.event
    paper.save()
    search_index.add_paper(change.matter, paper)
    return paper


def _as_issued(change: Change, paper: Document) -> Frozen:
    """The words of the paper as of now; refuses a wording that lost a part and characters no font can print."""
    refuse_unprintable(change, paper.body)
    try:
        return freeze(paper, change.dossier, change.step.fields)
    except BadText as fault:
        raise Invalid({"": fault.said}) from None


def refuse_unprintable(change: Change, written: object) -> None:
    """Refuse what staff wrote with characters no font has; what petitioners write is spelled, never refused."""
    if change.step.seat is Seat.PETITIONER:
        return
    try:
        found = {where: missing for where, text in _placed(written) if (missing := unprintable(text))}
    except BadFonts as fault:
        raise Invalid({"": fault.said}) from None
    if found:
        raise Invalid({where: NoGlyph(missing).said for where, missing in found.items()})


def _placed(written: object) -> Iterator[tuple[str, object]]:
    """What was written by the field it stands in; the answer to a request by its line of the form."""
    for key, value in written.items() if isinstance(written, Mapping) else [("", written)]:
        lines = value if key == "requests" and isinstance(value, list) else []
        if key in BORROWED:
            continue
        if not lines:
            yield key, value
        for line in lines:
            yield from ((f"{key}-{line.get('position')}-{part}", text) for part, text in line.items())


def start_of_window(change: Change, effective: date) -> date:
    """The day from which the time to close runs: the end of the longest window opened, else service itself."""
    windows = [s for s in change.starts if s.submission is not None]
    ends = [change.reckon("served_on", s.period, start=s.on).lawful for s in windows]
    return max([effective, *ends, *_other_windows(change)])


def _other_windows(change: Change) -> list[date]:
    return [c.lawful_on for c in change.dossier.running if c.period in ("REVIEW_APPLY", "REREVIEW_APPLY")]


def set_dates(clock: Clock) -> Due:
    """Write the reckoned dates onto the clock (not yet saved)."""
    dates = reckon(clock)
    clock.nominal_on, clock.lawful_on, clock.safe_on = dates.nominal, dates.lawful, dates.safe
    clock.provisional = dates.provisional
    return dates
