"""Whether dates, numbers, counts and the chain of events still say what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import ExtractYear, Substr, TruncDate

from lianxin.ledger.leaf import Leaf, NotCanonical, commitment_to, follows
from lianxin.ledger.opening import told_salt
from lianxin.models import Clock, Document, Event, Link, Matter, PaperCopy, Promise, Serial, Submission
from lianxin.models.fields import Unreadable
from lianxin.queries import log
from lianxin.queries.attachments import FileLost, content
from lianxin.queries.clocks import Running, Standing, reckon, standing
from lianxin.queries.findings import Finding, finding
from lianxin.queries.numbers import without_submission
from lianxin.rules.codes import MatterLink
from lianxin.rules.identity import BadEntry, parse_number
from lianxin.rules.papers import PAPERS
from lianxin.rules.periods import PeriodError
from lianxin.rules.states import OPEN_STATES, State
from lianxin.rules.steps import STEPS, asked_after
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

CHINA = ZoneInfo("Asia/Shanghai")
CHUNK = 5000
T = TypeVar("T")
NAMED = 3  # so many missing numbers are named, the rest only counted


INPUTS = ("period", "start_on", "days", "extension", "pauses")
DATES = ("nominal_on", "lawful_on", "safe_on", "provisional")


def clock_dates(day: date) -> Iterator[Finding]:
    """Every running clock's stored dates against dates reckoned anew; equal clocks are reckoned once."""
    running = Clock.objects.filter(stopped_on=None)
    for row in running.values(*INPUTS, *DATES).distinct().order_by("start_on", "period").iterator(CHUNK):
        fresh = _reckoned(Clock(**{name: row[name] for name in INPUTS}))
        if fresh == tuple(row[name] for name in DATES):
            continue
        alike = running.filter(**row)
        for number in alike.values_list("matter__number", flat=True).order_by("matter_id"):
            if isinstance(fresh, Said):
                yield finding(number, _("期限{period}现在算不出来：{why}"), period=row["period"], why=fresh)
            else:
                yield finding(
                    number,
                    _("期限{period}存的是{stored}，重算是{fresh}；请运行 lianxin jobs run clocks"),
                    period=row["period"], stored=row["lawful_on"], fresh=fresh[1],
                )  # fmt: skip


def _reckoned(clock: Clock) -> tuple[date, date, date, bool] | Said:
    try:
        dates = reckon(clock)
    except PeriodError as fault:
        return fault.said
    return dates.nominal, dates.lawful, dates.safe, dates.provisional


class _Sorted(Generic[T]):
    """Rows in the order of their matter, handed out to a reader that walks the matters in the same order."""

    def __init__(self, rows: Iterable[tuple[int, T]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, matter: int) -> list[T]:
        found: list[T] = []
        while self._next is not None and self._next[0] <= matter:
            if self._next[0] == matter:
                found.append(self._next[1])
            self._next = next(self._rows, None)
        return found


def matter_dates(day: date) -> Iterator[Finding]:
    """The matter's own copy of next act and dates against its running clocks, in one pass over both."""
    clocks = Clock.objects.filter(stopped_on=None).order_by("matter_id", "pk")
    dates = ("matter_id", "period", "lawful_on", "safe_on", "provisional")
    running = _Sorted(
        (matter, Running(*rest)) for matter, *rest in clocks.values_list(*dates).iterator(CHUNK)
    )
    names = ("next_action", "due_on", "safe_on", "waits_until", "provisional")
    rows = Matter.objects.filter(state__in=list(State)).order_by("pk")
    columns = ("pk", "number", "state", "sealed", "asked", *names)
    for pk, number, state, sealed, asked, *stored in rows.values_list(*columns).iterator(CHUNK):
        if standing(State(state), running.of(pk), asked, sealed=sealed) != Standing(*stored):
            yield finding(
                number, _("列表上的下一步或期限与正在计算的期限不一致；请运行 lianxin jobs run clocks")
            )


def waiting(day: date) -> Iterator[Finding]:
    """The matter's own note of what waits for somebody else against what its events asked for and answered."""
    steps = Event.objects.filter(action__in=STEPS).order_by("matter_id", "seq")
    taken = ("matter_id", "pk", "action", "from_state", "to_state")
    withdrawn = Event.objects.filter(action__in=("WITHDRAW_DRAFT", "WITHDRAW_UNTOLD", "END_DRAFT")).only(
        "facts"
    )
    begun = {event.pk: str(event.facts.get("begun", "")) for event in withdrawn}
    events_of = _Sorted((matter, rest) for matter, *rest in steps.values_list(*taken).iterator(CHUNK))
    rows = Matter.objects.order_by("pk").values_list("pk", "number", "asked")
    for pk, number, stored in rows.iterator(CHUNK):
        asked: tuple[str, ...] = ()
        for event, action, before, after in events_of.of(pk):
            asked = asked_after(STEPS[action], asked, begun.get(event, "")) if before == after else ()
        if " ".join(asked) != stored:
            yield finding(
                number, _("等待审批的记着“{stored}”，按经过重算是“{fresh}”；有绕过办理步骤的改动，请核对"),
                stored=stored or "—", fresh=" ".join(asked) or "—",
            )  # fmt: skip


@dataclass(frozen=True)
class _Link:
    """One event as far as the chain needs it."""

    seq: int
    previous: bytes
    commitment: bytes | None
    link: bytes | None
    key: bytes


def history(day: date) -> Iterator[Finding]:
    """Events numbered without a gap, each with its leaf, each leaf following the one before, none cut off."""
    columns = ("matter_id", "seq", "previous", "leaf__commitment", "leaf__link", "leaf__link_key")
    rows = Event.objects.order_by("matter_id", "seq").values_list(*columns).iterator(CHUNK)
    events_of = _Sorted((matter, _Link(*rest)) for matter, *rest in rows)
    matters = Matter.objects.order_by("pk").values_list("pk", "number", "events", "version", "head")
    for pk, number, events, version, head in matters.iterator(CHUNK):
        links = events_of.of(pk)
        if [link.seq for link in links] != list(range(1, events + 1)) or not events:
            yield finding(number, _("经过缺号：应有{events}步，实有{found}步；有记录被删或改过，请用备份核对"),
                          events=events, found=len(links))  # fmt: skip
        elif version != events:
            yield finding(number, _("版本号{version}与经过的步数{events}不一致；有绕过办理步骤的改动，请核对"),
                          version=version, events=events)  # fmt: skip
        elif (broken := _broken(links, bytes(head))) is not None:
            yield finding(number, _("第{seq}步的存证缺失或者与前一步接不上；有记录被改过，请用回执和备份核对"),
                          seq=broken)  # fmt: skip


def _broken(links: list[_Link], head: bytes) -> int | None:
    """The first step whose leaf is missing or does not follow; None where the chain holds."""
    before = b""
    for row in links:
        if row.commitment is None or row.link is None or bytes(row.previous) != before:
            return row.seq
        leaf = Leaf(bytes(row.commitment), bytes(row.link), 0)
        if not follows(leaf, before or None, bytes(row.key)):
            return row.seq
        before = leaf.commitment
    return None if before == head else links[-1].seq


def contents(day: date) -> Iterator[Finding]:
    """Every event still says what its leaf committed to; an erased salt closes that question."""
    rows = Event.objects.exclude(leaf=None).select_related("leaf", "matter").order_by("pk")
    for event in rows.iterator(CHUNK):
        if not event.salt:
            continue
        number = event.matter.number
        try:
            held = commitment_to(log.told(event, number), told_salt(bytes(event.salt)))
        except (NotCanonical, Unreadable):
            held = b""
        if held != bytes(event.leaf.commitment):
            yield finding(number, _("第{seq}步写的内容与当时记下的不一样；请用回执和备份核对"), seq=event.seq)


def papers_kept(day: date) -> Iterator[Finding]:
    """The PDF of every paper that was kept is there, and is what was made then."""
    rows = PaperCopy.objects.select_related("document__matter").order_by("pk")
    for row in rows.iterator(CHUNK):
        try:
            content(row)
        except FileLost:
            yield finding(str(row.document.matter), _("文书{paper}的PDF不见了，或者和制作时不一样；请从备份里找回"),
                          paper=row.document)  # fmt: skip


def promises(day: date) -> Iterator[Finding]:
    """Every filing's leaf is in the log by the moment its receipt promised."""
    late = Promise.objects.filter(leaf__index=None, include_by__lt=datetime.combine(day, time.min, CHINA))
    for number in late.values_list("submission__number", flat=True).order_by("pk").iterator():
        yield finding(number, _("回执承诺的存证期限已过，还没有收录；请运行 lianxin jobs run log"))


def number_gaps(day: date) -> Iterator[Finding]:
    """Each office's numbers of a year run from 1 to the last one given."""
    given = _series("submission:")
    rows = Submission.objects.values(series=Substr("number", 1, 13)).annotate(n=Count("pk"))
    kept = Counter({row["series"].replace("-", ":"): row["n"] for row in rows.order_by("series")})
    kept.update(number[:13].replace("-", ":") for number, _voided in without_submission())
    for series in sorted({*given, *kept}):
        if given.get(series) != kept[series]:
            yield finding(series, _("编号给出{given}个，现存{kept}个（含预留和作废的），缺{missing}；请用备份核对"),
                          given=given.get(series, 0), kept=kept[series],
                          missing=_missing(series, given.get(series, 0)))  # fmt: skip


def _series(prefix: str) -> dict[str, int]:
    rows = Serial.objects.filter(series__startswith=prefix).values_list("series", "last")
    return {series.removeprefix(prefix): last for series, last in rows}


def _missing(series: str, last: int) -> str:
    kept = set()
    rows = Submission.objects.filter(number__startswith=series.replace(":", "-"))
    unused = (number for number, _voided in without_submission(series.replace(":", "-")))
    for number in chain(rows.values_list("number", flat=True).iterator(CHUNK), unused):
        with suppress(BadEntry):  # a number that is none is missed as a number
            kept.add(parse_number(number).serial)
    absent = [str(serial) for serial in range(1, last + 1) if serial not in kept]
    return "、".join(absent[:NAMED]) + (_("等") if len(absent) > NAMED else "") or _(
        "（登记簿里没有这一组编号）"
    )


def paper_gaps(day: date) -> Iterator[Finding]:
    """Each organ's papers of a kind and year are numbered without a gap."""
    given = _series("paper:")
    kept: Counter[str] = Counter()
    rows = Document.objects.filter(state=Document.ISSUED).values(
        "organ", "kind", year=ExtractYear("issued_on")
    )
    for row in rows.annotate(n=Count("pk")).order_by("organ"):
        if char := PAPERS[row["kind"]].type_char:
            kept[f"{row['organ']}:{char}:{row['year']}"] += row["n"]
    for series in sorted({*given, *kept}):
        if given.get(series, 0) != kept[series]:
            yield finding(series, _("文书编号给出{given}个，现存{kept}份；请用备份核对"),
                          given=given.get(series, 0), kept=kept[series])  # fmt: skip


def counts(day: date) -> Iterator[Finding]:
    """Per office and day: what was registered is what is closed, joined or open."""
    registered = Event.objects.filter(action="REGISTER")
    came = registered.values("organ__name", day=TruncDate("at", tzinfo=CHINA)).annotate(n=Count("pk"))
    joined = Link.objects.filter(later=OuterRef("matter"), kind=MatterLink.SAME_MATTER, undone_at=None)
    there = Submission.objects.filter(
        Q(matter__state__in=[*OPEN_STATES, State.CLOSED]) | Q(matter__state=State.JOINED) & Exists(joined)
    )
    stay = there.values("office__name", day=TruncDate("registered_at", tzinfo=CHINA)).annotate(n=Count("pk"))
    before = {(row["organ__name"], row["day"]): row["n"] for row in came.order_by("day")}
    after = {(row["office__name"], row["day"]): row["n"] for row in stay.order_by("day")}
    for office, on in sorted({*before, *after}, key=lambda key: (key[1], key[0] or "")):
        entered, found = before.get((office, on), 0), after.get((office, on), 0)
        if entered != found:
            yield finding(f"{office} {on}", _("登记{entered}件，办结、并案和在办合计{found}件；请核对当日登记"),
                          entered=entered, found=found)  # fmt: skip
