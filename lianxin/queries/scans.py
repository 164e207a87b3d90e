"""Read scanned letters that wait: those of one's own desk, with what was read of them and the pictures of their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from lianxin.documents import ocr
from lianxin.models import Attachment, Scan
from lianxin.models.fields import Unreadable, unlock
from lianxin.queries.access import NotFound
from lianxin.queries.attachments import FileLost, content
from lianxin.queries.findings import Finding, finding
from lianxin.queries.law import calendar, law_on
from lianxin.queries.people import DeskLists, desk_lists
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.periods import lawful_day
from lianxin.rules.scans import SCANS
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.letter_fields import LetterFields, letter_fields
from lianxin.text.reading_order import Line, as_text

WAITING, READ, REGISTERED, SET_ASIDE = "WAITING", "READ", "REGISTERED", "SET_ASIDE"
OPEN = (WAITING, READ)
CHINA = ZoneInfo("Asia/Shanghai")
MAIL_ROOM = frozenset({Role.REGISTRAR, Role.TRIAGE_OFFICER})


@dataclass(frozen=True)
class PageShown:
    """One page beside its text: the size of its picture, its lines in reading order, those to look at."""

    number: int
    width: int
    height: int
    lines: tuple[Line, ...]
    vertical: bool = False
    lost: int = 0  # further lines, which could not be read

    @property
    def text(self) -> str:
        return as_text(self.lines, vertical=self.vertical)

    @property
    def unsure(self) -> list[Line]:
        return [line for line in self.lines if line.sure < SCANS.unsure]


def scans_of(actor: Actor) -> QuerySet[Scan]:
    """The letters of the desks where this person registers.

    What accuses is for the mail room of the desk that takes accusations; so is what may accuse, because nobody has
    read it, and for who brought it.
    """
    mine = Q(organ__in=actor.organs_as(*STEPS["REGISTER"].roles), held=False)
    known = Q(unread=False) | Q(added_by__isnull=False, added_by=actor.account)
    walled = Q(desk__in=actor.organs_as(*MAIL_ROOM)) & (Q(held=True) | Q(unread=True))
    return Scan.objects.filter(mine & known | walled)


def waiting(actor: Actor) -> list[Scan]:
    """Letters that nobody has registered or set aside, oldest first."""
    return list(
        scans_of(actor)
        .filter(state__in=OPEN)
        .select_related("organ")
        .prefetch_related("files")
        .order_by("pk")[: SCANS.listed]
    )


def aside(actor: Actor) -> list[Scan]:
    """Letters that were set aside, newest first: whoever might see them before still may."""
    rows = scans_of(actor).filter(state=SET_ASIDE).select_related("organ").prefetch_related("files")
    return list(rows.order_by("-pk")[: SCANS.listed])


def register_by(row: Scan) -> date:
    """The last day for a letter that was taken in: what follows registering is due in the period of ROUTE (第二十二条)."""
    start = row.added_at.astimezone(CHINA).date()
    return lawful_day(law_on(start).period("ROUTE"), start=start, calendar=calendar())


def lying(day: date) -> Iterator[Finding]:
    """Letters that nobody has registered or set aside in that time; one line per organ."""
    late: dict[str, list[Scan]] = {}
    for row in (
        Scan.objects.filter(state__in=OPEN).select_related("organ").order_by("added_at", "pk").iterator()
    ):
        if register_by(row) < day:
            late.setdefault(row.organ.name, []).append(row)
    for organ, rows in late.items():
        yield finding(
            organ,
            _("有{count}封扫描来信过了期限没有登记，最早的在{day}收下、应在{until}前转送；请到“扫描来信”页登记，或者写明理由不登记"),
            count=len(rows), day=rows[0].added_at.astimezone(CHINA).date(), until=register_by(rows[0]),
        )  # fmt: skip


def count_waiting(actor: Actor, states: Sequence[str] = OPEN) -> int:
    """How many letters wait; in one of these states."""
    return scans_of(actor).filter(state__in=states).count()


def count_unread() -> int:
    """How many letters no reader has read yet, of all offices."""
    return Scan.objects.filter(state=WAITING).count()


def scan_for(actor: Actor, pk: int) -> Scan:
    """One letter that waits. Raises NotFound, also for one that is done: it is a submission now, with its own wall."""
    row = scans_of(actor).filter(pk=pk, state__in=OPEN).select_related("organ").first()
    if row is None:
        raise NotFound(str(pk))
    return row


def kept_for(actor: Actor, pk: int) -> Scan:
    """One letter that waits or was set aside: its originals stay readable. Raises NotFound."""
    row = scans_of(actor).filter(pk=pk, state__in=(*OPEN, SET_ASIDE)).first()
    if row is None:
        raise NotFound(str(pk))
    return row


def reader_is_there() -> bool:
    """Whether letters can be read here, or only shown."""
    return ocr.available()


def pages_of(row: Scan) -> list[PageShown]:
    """The pages as they were read; none before the reading has ended."""
    if row.state == WAITING:
        return []
    return [
        PageShown(
            number, page["width"], page["height"],
            tuple(Line(*line) for line in page["lines"]), bool(page.get("vertical")),
            page.get("lost", 0),
        )
        for number, page in enumerate(row.pages or [], 1)
    ]  # fmt: skip


def text_of(pages: Sequence[PageShown]) -> str:
    """The whole letter."""
    return "\n".join(page.text for page in pages if page.lines)


def fields_of(text: str, actor: Actor, *, on: date) -> tuple[LetterFields, DeskLists]:
    """What the letter tells for its registration, among the organs and places this desk knows."""
    lists = desk_lists(actor, on=on)
    names = ([option.label for option in rows] for rows in (lists.organs, lists.regions))
    organs, places = names
    return letter_fields(text, organs=organs, called=lists.called, places=places), lists


def picture_place(row: Scan, number: int) -> Path:
    """Where the picture of a page lies, locked, while the letter waits."""
    return Path(settings.MEDIA_ROOT) / "scans" / str(row.pk) / f"{number}.jpg"


def picture(row: Scan, number: int) -> bytes:
    """The picture of one page. Raises FileLost."""
    try:
        return unlock(picture_place(row, number).read_bytes())
    except (OSError, Unreadable):
        raise FileLost(f"{row.pk}/{number}") from None


def originals(row: Scan) -> list[Attachment]:
    """The files as they came, in order."""
    return list(row.files.all())


def original(row: Scan, pk: int) -> tuple[Attachment, bytes]:
    """One file as it came. Raises NotFound, FileLost."""
    found = next((file for file in originals(row) if file.pk == pk), None)
    if found is None:
        raise NotFound(str(pk))
    return found, content(found)
