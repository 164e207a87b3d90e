"""The file of one matter on one page: everything on it that this person may read, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lianxin.documents.sheet import Sheet
from lianxin.models import (
    Attachment,
    Clock,
    Document,
    Event,
    Matter,
    Reading,
    Submission,
)
from lianxin.queries.access import NotFound, buttons, has_unsealed, last_read, matter_for, opened, visible
from lianxin.queries.attachments import of_submissions
from lianxin.queries.clocks import next_for, reckon
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import law_on
from lianxin.queries.paper_files import people_of, seal_said, staff_sheet
from lianxin.queries.people import SEALED_NAME, PersonCard, card, revealable
from lianxin.queries.progress import told
from lianxin.queries.sealed import history_for, papers_for
from lianxin.queries.whole_file import WholeFile
from lianxin.rules.acts import review
from lianxin.rules.codes import MatterLink, Role
from lianxin.rules.facts import Actor
from lianxin.rules.papers import PAPERS
from lianxin.rules.periods import RIGHTS, Side
from lianxin.rules.permissions import Verdict
from lianxin.rules.privacy import mask_name
from lianxin.rules.states import STATES
from lianxin.rules.step import Kind
from lianxin.rules.steps import STEPS, Seat, Step, stated_by
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

CHINA = ZoneInfo("Asia/Shanghai")
AN_HOUR = timedelta(hours=1)
ASKED_FOR = {row.to: row.action for row in review.ROWS if row.to}  # what put a matter into its review
MOST_PEOPLE = 50  # cards on the page; a joint petition says how many there are in all
SEES_READERS = frozenset(
    {Role.ORGAN_HEAD, Role.SUPERVISOR, Role.INSPECTION_COMMISSIONER, Role.LEADER, Role.AUDITOR}
)


@dataclass(frozen=True)
class ClockCard:
    """One period as the page says it; `steps` tell how the day was reached."""

    title: Said
    day: date
    ended: date | None
    provisional: bool
    article: str
    steps: tuple[Said, ...]
    label: str
    holder: str
    right: bool = False  # time to use a right: that it has passed is nobody's delay


@dataclass(frozen=True)
class Told:
    """One event of the timeline, with the words that were written for it."""

    at: datetime
    title: Said
    text: str
    who: str | Said
    article: str
    paper: int | None


@dataclass(frozen=True)
class Desk:
    """How long the matter lay with one organ; `until` is None where it lies now."""

    organ: str
    since: date
    until: date | None
    days: int


@dataclass(frozen=True)
class Linked:
    """A tie to another matter this person may see."""

    kind: MatterLink
    number: str
    title: str
    is_later: bool


@dataclass(frozen=True)
class Applied:
    """What one petitioner asked a review for: when it came, in which submission, and why ("" where they did not write)."""

    on: date
    number: str
    reason: str


@dataclass(frozen=True)
class Filed:
    """One submission with its people; `sealed` says that its names are."""

    row: Submission
    people: list[PersonCard]
    in_all: int
    files: list[Attachment]


@dataclass(frozen=True)
class MatterFile:
    """What the page of a matter shows."""

    dossier: WholeFile
    clock: ClockCard | None
    next: Step | None  # what comes next, as this person may know it
    waits: bool  # the date is the petitioner's own window
    filed: list[Filed]
    told: list[Told]
    papers: list[Document]
    clocks: list[ClockCard]
    linked: list[Linked]
    desks: list[Desk]
    buttons: list[tuple[Step, Verdict]]
    may_see_readers: bool
    readers: list[Reading]
    read_lately: bool

    @property
    def matter(self) -> Matter:
        return self.dossier.matter


def matter_file(actor: Actor, number: str, *, at: datetime, on: date, readers: bool = False) -> MatterFile:
    """The whole file for this person, with its latest readers if asked for and allowed. Raises NotFound."""
    matter = opened(actor, number, on=on)
    if matter is None:
        raise NotFound(number)
    file = WholeFile(matter, on)
    window = _window(file)
    clocks = [clock_card(clock) for clock in file.all_clocks]
    files = of_submissions(file.filed) if _may_hold_files(file) else []
    papers = papers_for(actor, file)
    return MatterFile(
        dossier=file,
        clock=clock_card(window) if window else _governing(file),
        next=next_for(actor, matter),
        waits=window is not None,
        filed=[_filed(row, file, actor, files, unsealed=has_unsealed(matter)) for row in file.filed],
        told=_told(file, actor, papers),
        papers=papers,
        clocks=clocks,
        linked=_linked(actor, file),
        desks=desks(file.history, matter, on),
        buttons=[pair for pair in buttons(actor, file) if pair[0].action != "REGISTER"],
        may_see_readers=actor.has(*SEES_READERS),
        readers=_readers(matter) if readers and actor.has(*SEES_READERS) else [],
        read_lately=read_lately(matter, at),
    )


def read_lately(matter: Matter, at: datetime) -> bool:
    """Whether the person for whom the matter was looked up has read its file within the hour."""
    read = last_read(matter)
    return read is not None and read > at - AN_HOUR


def letters(file: Dossier) -> list[tuple[Submission, list[Attachment]]]:
    """What was filed, oldest first, each with what was enclosed: what a step is taken on."""
    files = of_submissions(file.filed)
    return [(row, [each for each in files if each.submission_id == row.pk]) for row in file.filed]


def applied(actor: Actor, file: Dossier) -> list[Applied]:
    """What asks for the review or re-review that runs, oldest first; empty where none does."""
    asks, found = ASKED_FOR.get(file.state), list[Applied]()
    numbers = {row.pk: row.number for row in file.filed} if asks else {}
    for event in history_for(actor, file) if asks else ():
        if event.action != asks:
            continue
        if event.from_state != file.state:
            found = []  # an earlier review has been decided
        on = str(event.facts.get("received_on") or event.at.astimezone(CHINA).date().isoformat())
        number = numbers.get(event.submission_id or 0, "")
        found.append(Applied(date.fromisoformat(on), number, str(event.facts.get("reason") or "")))
    return found


def _may_hold_files(file: WholeFile) -> bool:
    """Whether it is worth a look: most matters have none, and what was read already tells so."""
    split = any(part == "EARLIER" and kind == MatterLink.SPLIT_FROM for part, _key, kind in file.ties)
    given = (row.enclosed for row in file.filed)
    added = (event.facts.get("files") for event in file.history)
    return split or len(file.filed) > 1 or any(given) or any(added)


def _window(file: Dossier) -> Clock | None:
    """The petitioner's own time that runs first, if it does."""
    waits = STATES[file.state].waits_for
    open_ = [c for c in file.running if c.period == waits and c.lawful_on >= file.today]
    return max(open_, key=lambda clock: clock.lawful_on, default=None)


def _governing(file: Dossier) -> ClockCard | None:
    wanted = (clock for code in STATES[file.state].clocks for clock in file.running if clock.period == code)
    clock = next(wanted, None)
    return clock_card(clock) if clock else None


def clock_card(clock: Clock) -> ClockCard:
    """A period of the file, reckoned anew. Raises PeriodError."""
    period, dates = law_on(clock.start_on).period(clock.period), reckon(clock)
    holder = clock.organ.name if clock.organ else ""
    return ClockCard(
        Said(period.ends), dates.lawful, clock.stopped_on, dates.provisional, period.article, dates.steps,
        period.label, holder, period.side is Side.PETITIONER or period.code in RIGHTS,
    )  # fmt: skip


def _filed(row: Submission, file: Dossier, actor: Actor, files: list[Attachment], *, unsealed: bool) -> Filed:
    people = list(row.parties.all())
    sealed = file.sealed
    cards = [card(p, actor, file, sealed=sealed, unsealed=unsealed) for p in people[:MOST_PEOPLE]]
    return Filed(row, cards, len(people), [each for each in files if each.submission_id == row.pk])


def _told(file: WholeFile, actor: Actor, papers: list[Document]) -> list[Told]:
    of_event = {paper.event_id: paper.pk for paper in papers if paper.event_id}
    return [_one(event, of_event.get(event.pk)) for event in history_for(actor, file)]


def _one(event: Event, paper: int | None) -> Told:
    step, facts = STEPS[event.action], dict(event.facts)
    long = (
        str(facts.get(field.name, "")) for field in stated_by(event.action) if field.kind is Kind.LONG_TEXT
    )
    who = _acted(event)
    text = next((words for words in long if words), "")
    return Told(event.at, told(step, facts, aside=True), text, who, event.article, paper)


def _acted(event: Event) -> str | Said:
    """Organ and person, and in whose place."""
    absent = event.facts.get("in_place_of")
    who = " · ".join(filter(None, (event.organ.name if event.organ else "", str(event.actor or ""))))
    return Said(_("{who}（代{absent}）"), {"who": who, "absent": absent["name"]}) if absent else who


def _linked(actor: Actor, file: WholeFile) -> list[Linked]:
    others = {key for _part, key, _kind in file.ties}
    seen = visible(actor, on=file.today).only("number", "title").in_bulk(others) if others else {}
    return [
        Linked(MatterLink[kind], seen[key].number, seen[key].title, part == "LATER")
        for part, key, kind in file.ties
        if key in seen
    ]


def desks(history: list[Event], matter: Matter, on: date) -> list[Desk]:
    """With which organs the matter lay, and how many days, from who acted on it for its owner."""
    stays: list[tuple[str, date]] = []
    last: date = matter.opened_on
    for event in history:
        seat = STEPS[event.action].seat
        name = event.organ.name if event.organ else ""
        if name and seat in (Seat.OWNER, Seat.SENDER, Seat.OFFICE) and (not stays or stays[-1][0] != name):
            stays.append((name, last if stays else matter.opened_on))
        last = event.at.astimezone(CHINA).date()
    if not stays or stays[-1][0] != matter.owner.name:
        stays.append((matter.owner.name, last))
    ends = [since for _name, since in stays[1:]] + [matter.closed_on]
    return [
        Desk(name, since, until, ((until or on) - since).days)
        for (name, since), until in zip(stays, ends, strict=True)
    ]


def _readers(matter: Matter) -> list[Reading]:
    return list(Reading.objects.filter(matter=matter).select_related("account").order_by("-at")[:30])


@dataclass(frozen=True)
class PaperPage:
    """A paper to read and print, with those it is addressed to as this reader may see them."""

    matter: Matter
    paper: Document
    sheet: Sheet
    may_reveal: bool
    dossier: Dossier
    seal: Said | None = None  # of a copy signed otherwise than on the day of issue

    @property
    def article(self) -> str:
        """What orders such a paper."""
        return PAPERS[self.paper.kind].article


def paper_page(actor: Actor, number: str, pk: int, *, on: date, names: bool = False) -> PaperPage:
    """A paper on the file of a matter this person may see, if no wall stands before it; `names` in full where that may
    be. Raises NotFound.
    """
    matter = matter_for(actor, number, on=on)
    file = Dossier(matter, on)
    paper = next((paper for paper in papers_for(actor, file) if paper.pk == pk), None)
    if paper is None or not file.filed:
        raise NotFound(number)
    may_reveal = bool(revealable(actor, file, sealed=matter.sealed, unsealed=has_unsealed(matter)))
    sheet = staff_sheet(paper, file, names_shown(file, full=names and may_reveal))
    named = sheet.names_people and bool(people_of(file.filed))
    return PaperPage(matter, paper, sheet, may_reveal and named, file, seal_said(paper, sheet, on=on))


def names_shown(file: Dossier, *, full: bool) -> tuple[str, ...]:
    """Whom its papers are about, masked unless `full`; behind the seal then nobody."""
    if file.matter.sealed and not full:
        return (SEALED_NAME,)
    return tuple(name if full else mask_name(name) for name in people_of(file.filed))


def served_how(paper: Document) -> Mapping[str, object]:
    """When and how a paper reached the first of those it was for; empty while it has not."""
    service = next(iter(paper.services.all()), None)
    return {"served_on": service.effective_on, "served_how": service.method} if service else {}
