"""The file of one matter on one page: everything on it that this person may read, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Value

from lianxin.models import (
    Account,
    Attachment,
    Clock,
    ComplainedOf,
    Document,
    Event,
    Involvement,
    Link,
    Matter,
    Organ,
    Reading,
    Recusal,
    Submission,
    Task,
)
from lianxin.models.fields import EncryptedText
from lianxin.queries.access import NotFound, buttons, matter_for, visible
from lianxin.queries.attachments import of_submissions
from lianxin.queries.clocks import reckon
from lianxin.queries.dossier import Dossier, submissions_of, with_services
from lianxin.queries.issued import Reading as Laid
from lianxin.queries.issued import laid_out
from lianxin.queries.law import law_on
from lianxin.queries.people import SEALED_NAME, PersonCard, card, revealable
from lianxin.queries.petitioner import Followed
from lianxin.queries.progress import told
from lianxin.queries.sealed import history_for
from lianxin.rules.codes import TIES, MatterLink, Role
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import Verdict
from lianxin.rules.privacy import mask_name
from lianxin.rules.states import STATES
from lianxin.rules.step import Kind
from lianxin.rules.steps import STEPS, Seat, Step
from lianxin.rules.tasks import BY_ACTION
from lianxin.rules.wording import Said

CHINA = ZoneInfo("Asia/Shanghai")
AN_HOUR = timedelta(hours=1)
MOST_PEOPLE = 50  # cards on the page; a joint petition says how many there are in all
SEES_READERS = frozenset(
    {Role.ORGAN_HEAD, Role.SUPERVISOR, Role.INSPECTION_COMMISSIONER, Role.LEADER, Role.AUDITOR}
)
MAKES_TASKS = frozenset({"ASK_CO_HANDLER", "SAY_UNSOLVED", *BY_ACTION})
_TEXT = CharField()


class WholeFile(Dossier):
    """A dossier read for its page: what lies in small tables comes in one query, what the history tells in none."""

    @cached_property
    def _sides(self) -> list[tuple[str, int | None, str, int | None, str, str]]:
        """(part, organ, its name, account, its name, name as written) of everybody with a part in the matter;
        a tie to another matter as ("EARLIER" or "LATER", its key, the kind of tie, …).
        """
        own: dict[str, Any] = {"matter": self.matter}
        nobody, none = Value("", EncryptedText()), Value(None, IntegerField())
        accused = ComplainedOf.objects.filter(**own).values_list(
            Value("ACCUSED", _TEXT), "organ_id", "organ__name", "account_id", "account__name", "name"
        )
        involved = Involvement.objects.filter(**own).values_list(
            F("role"), "organ_id", "organ__name", none, Value("", _TEXT), nobody
        )
        recused = Recusal.objects.filter(**own).values_list(
            Value("RECUSED", _TEXT), none, Value("", _TEXT), "account_id", "account__name", nobody
        )
        rest = (none, Value("", _TEXT), nobody)
        ties = Link.objects.filter(undone_at=None)
        back = ties.filter(later=self.matter).values_list(
            Value("EARLIER", _TEXT), "earlier_id", "kind", *rest
        )
        on = ties.filter(earlier=self.matter).values_list(Value("LATER", _TEXT), "later_id", "kind", *rest)
        return list(accused.union(involved, recused, back, on, all=True))

    @cached_property
    def filed(self) -> list[Submission]:
        joined = [key for part, key, kind in self.ties if part == "LATER" and kind == MatterLink.SAME_MATTER]
        return submissions_of([self.matter.pk, *joined])

    @cached_property
    def involvements(self) -> list[Involvement]:
        rows = [row for row in self._sides if row[0] not in ("ACCUSED", "RECUSED", "EARLIER", "LATER")]
        return [Involvement(matter=self.matter, organ=Organ(pk=r[1], name=r[2]), role=r[0]) for r in rows]

    @cached_property
    def complained_of(self) -> list[ComplainedOf]:
        return [
            ComplainedOf(
                matter=self.matter,
                organ=Organ(pk=organ, name=organ_name) if organ else None,
                account=Account(pk=account, name=account_name) if account else None,
                name=name,
            )
            for part, organ, organ_name, account, account_name, name in self._sides
            if part == "ACCUSED"
        ]

    @cached_property
    def walled(self) -> list[tuple[int | None, int | None, bool]]:
        parts = ("ACCUSED", "RECUSED")
        return [(row[1], row[3], row[0] == "RECUSED") for row in self._sides if row[0] in parts]

    @property
    def ties(self) -> list[tuple[str, int, str]]:
        """("EARLIER" or "LATER", key, kind) of the matters this one is tied to, seen or not."""
        return [(row[0], row[1] or 0, row[2]) for row in self._sides if row[0] in ("EARLIER", "LATER")]

    @cached_property
    def related(self) -> bool:
        return any(part == "EARLIER" and kind in TIES for part, _key, kind in self.ties)

    @property
    def standing_aside(self) -> list[str]:
        """Names of the people recused."""
        return [row[4] for row in self._sides if row[0] == "RECUSED"]

    @cached_property
    def papers(self) -> list[Document]:
        return with_services(Document.objects.filter(matter=self.matter).defer("body"))

    @cached_property
    def tasks(self) -> list[Task]:
        return super().tasks if any(e.action in MAKES_TASKS for e in self.history) else []

    @cached_property
    def took_part(self) -> frozenset[int]:
        earlier = (e for e in self.history if e.organ_id not in self.owner_and_before)
        return frozenset(e.actor_id for e in earlier if e.actor_id and e.organ_id)

    @cached_property
    def objection_refused(self) -> bool:
        sent = ("FORWARD", "DECIDE_COMPETENCE", "KEEP_OBJECTION")
        return next((e.action for e in reversed(self.history) if e.action in sent), "") == "KEEP_OBJECTION"


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


@dataclass(frozen=True)
class Told:
    """One event of the timeline, with the words that were written for it."""

    at: datetime
    title: Said
    text: str
    who: str
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
    waits: bool  # the date is the petitioner's own window
    filed: list[Filed]
    told: list[Told]
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
    mine = Reading.objects.filter(matter=OuterRef("pk"), account=actor.account)
    matter = (
        visible(actor, on=on)
        .filter(number=number)
        .select_related("owner", "office", "sender", "handler", "region")
        .annotate(
            read_lately=Exists(mine.filter(what="FILE", at__gt=at - AN_HOUR)),
            unsealed=Exists(mine.filter(what="UNSEALED")),
        )
        .first()
    )
    if matter is None:
        raise NotFound(number)
    file = WholeFile(matter, on)
    window = _window(file)
    clocks = [_clock_card(clock) for clock in file.all_clocks]
    files = of_submissions(file.filed) if _may_hold_files(file) else []
    return MatterFile(
        dossier=file,
        clock=_clock_card(window) if window else _governing(file),
        waits=window is not None,
        filed=[_filed(row, file, actor, files, unsealed=matter.unsealed) for row in file.filed],
        told=_told(file, actor),
        clocks=clocks,
        linked=_linked(actor, file),
        desks=desks(file.history, matter, on),
        buttons=[pair for pair in buttons(actor, file) if pair[0].action != "REGISTER"],
        may_see_readers=actor.has(*SEES_READERS),
        readers=_readers(matter) if readers and actor.has(*SEES_READERS) else [],
        read_lately=matter.read_lately,
    )


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
    return _clock_card(clock) if clock else None


def _clock_card(clock: Clock) -> ClockCard:
    period, dates = law_on(clock.start_on).period(clock.period), reckon(clock)
    holder = clock.organ.name if clock.organ else ""
    return ClockCard(
        Said(period.ends), dates.lawful, clock.stopped_on, dates.provisional, period.article, dates.steps,
        period.label, holder,
    )  # fmt: skip


def _filed(row: Submission, file: Dossier, actor: Actor, files: list[Attachment], *, unsealed: bool) -> Filed:
    people = list(row.parties.all())
    sealed = file.sealed
    cards = [card(p, actor, file, sealed=sealed, unsealed=unsealed) for p in people[:MOST_PEOPLE]]
    return Filed(row, cards, len(people), [each for each in files if each.submission_id == row.pk])


def _told(file: WholeFile, actor: Actor) -> list[Told]:
    of_event = {paper.event_id: paper.pk for paper in file.papers if paper.event_id}
    return [_one(event, of_event.get(event.pk)) for event in history_for(actor, file)]


def _one(event: Event, paper: int | None) -> Told:
    step, facts = STEPS[event.action], dict(event.facts)
    long = (str(facts.get(field.name, "")) for field in step.fields if field.kind is Kind.LONG_TEXT)
    who = " · ".join(
        part for part in (event.organ.name if event.organ else "", str(event.actor or "")) if part
    )
    text = next((words for words in long if words), "")
    return Told(event.at, told(step, facts, sealed=False), text, who, event.article, paper)


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
    """A paper to read and print: laid out by its parts, with those it is addressed to as this reader may see them."""

    matter: Matter
    paper: Document
    laid_out: Laid
    addressees: tuple[str, ...]
    may_reveal: bool
    dossier: Dossier


def paper_page(actor: Actor, number: str, pk: int, *, on: date, names: bool = False) -> PaperPage:
    """Any paper on the file of a matter this person may see; `names` in full where that may be. Raises NotFound."""
    matter = matter_for(actor, number, on=on)
    file = Dossier(matter, on)
    paper = next((paper for paper in file.papers if paper.pk == pk), None)
    if paper is None or not file.filed:
        raise NotFound(number)
    unsealed = (
        matter.sealed
        and Reading.objects.filter(matter=matter, account=actor.account, what="UNSEALED").exists()
    )
    may_reveal = bool(revealable(actor, file, sealed=matter.sealed, unsealed=unsealed))
    people = [p for row in file.filed for p in row.parties.all() if p.left_on is None and p.role != "AGENT"]
    if matter.sealed and not (names and may_reveal):
        shown: tuple[str, ...] = (SEALED_NAME,)
    else:
        shown = tuple(str(p.name) if names and may_reveal else mask_name(str(p.name)) for p in people)
    first = Followed(actor, file.filed[0], file, file)
    return PaperPage(
        matter, paper, laid_out(paper, first), tuple(filter(None, shown)), may_reveal and bool(people), file
    )


def served_how(paper: Document) -> Mapping[str, object]:
    """When and how a paper reached the first of those it was for; empty while it has not."""
    service = next(iter(paper.services.all()), None)
    return {"served_on": service.effective_on, "served_how": service.method} if service else {}
