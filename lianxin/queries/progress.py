"""One submission as its petitioner follows it: where it is, who has it, what comes next, by which day.

Plain data from the same rows that move the matter. Nobody else's petition shows: of a joint or joined matter each
petitioner sees their own steps and papers and the stage. A sealed matter shows stages and days, no organ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q

from lianxin.models import Clock, Event, Matter, Outbox, Request, Submission
from lianxin.queries.access import buttons
from lianxin.queries.around import Around, around
from lianxin.queries.clocks import reckon
from lianxin.queries.dossier import Dossier
from lianxin.queries.issued import Issued, issued
from lianxin.queries.law import law_on
from lianxin.queries.petitioner import Followed, followed
from lianxin.queries.since import version_for
from lianxin.rules.codes import Channel, LegalClass
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import ground
from lianxin.rules.permissions import Verdict
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Seat, Step
from lianxin.rules.walls import UNREFERRED
from lianxin.rules.wording import Said, again
from lianxin.rules.wording import gettext_noop as _

JOINS = frozenset({"JOIN", "JOIN_BY_INVITATION"})
BESIDES = frozenset({"HEARING_DECIDE", "HEARING_HOLD"})
WINDOW_OF = {"APPLY_REVIEW": "REVIEW_APPLY", "APPLY_REREVIEW": "REREVIEW_APPLY"}
SEALED_HOLDER = _("有权处理的机关（为保密不显示名称）")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Reckoned:
    """One period for the page: what must be done by when, and how the day was reached."""

    title: Said
    day: date
    article: str
    steps: tuple[Said, ...]
    provisional: bool = False
    ended: date | None = None


@dataclass(frozen=True)
class Told:
    """One thing that happened, in plain words."""

    at: datetime
    title: Said
    who: str
    article: str
    paper: int | None = None
    text: Said | None = None


@dataclass(frozen=True)
class Option:
    """Something the petitioner may do now, or why not any more; `until` is the last day, if there is one."""

    step: Step
    verdict: Verdict
    until: Reckoned | None = None


@dataclass(frozen=True)
class Notice:
    """News sent or waiting to be sent."""

    at: datetime
    text: Said
    channel: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Progress:
    """Everything the page of one submission says."""

    submission: Submission
    state: State
    sealed: bool
    version: int  # of the matter that acts are performed on
    place: str
    holder: str
    phone: str
    next: Said
    clock: Reckoned | None
    besides: tuple[Reckoned, ...]  # what else they asked for and is owed, by which day
    ahead: tuple[Said, ...]  # what may follow after that
    lead: str  # the number of the matter it is handled with, "" if none
    asked: tuple[str, ...]  # the requests as filed
    options: tuple[Option, ...]
    remains: tuple[Said, ...]
    story: tuple[Told, ...]
    papers: tuple[Issued, ...]
    notices: tuple[Notice, ...]
    around: Around
    others: tuple[str, ...]  # further submissions opened by the same query code
    left: bool = False  # they have withdrawn, and others go on

    @property
    def done(self) -> bool:
        return not STATES[self.state].is_open


def progress(actor: Actor, number: str, *, on: date) -> Progress:
    """The page of one submission on a day. Raises NotFound."""
    file = followed(actor, number, on=on)
    lead, sealed = file.lead, file.sealed
    following, clock = comes_next(file)
    owner = lead.matter.owner
    return Progress(
        submission=file.submission,
        state=lead.state,
        sealed=sealed,
        version=version_for(actor, lead),
        place="" if sealed else _place(file),
        holder=SEALED_HOLDER if sealed else owner.name,
        phone="" if sealed else owner.phone,
        next=following,
        clock=clock,
        besides=tuple(_titled(clock) for clock in lead.running if clock.period in BESIDES),
        ahead=_ahead(lead),
        lead=lead.matter.number if file.joined else "",
        asked=() if sealed else tuple(file.submission.asked),
        options=_options(file),
        remains=_remains(file),
        story=story(file),
        papers=issued(file),
        notices=told_notices(file),
        around=around(file),
        others=_others(actor, file.submission),
        left=file.submission.pk not in lead.submissions,
    )


def comes_next(file: Followed) -> tuple[Said, Reckoned | None]:
    """What comes next, and by which day."""
    window = _window(file)
    return _next(file.lead, window), window or _governing(file.lead)


# ---- where, who, next, when -------------------------------------------------------------------------------
def _place(file: Followed) -> str:
    office, owner = file.submission.office.name, file.lead.matter.owner.name
    return owner if owner == office else f"{office} → {owner}"


def _reckoned(clock: Clock) -> Reckoned:
    period = law_on(clock.start_on).period(clock.period)
    dates = reckon(clock)
    return Reckoned(
        Said(period.ends), dates.lawful, period.article, dates.steps, dates.provisional, clock.stopped_on
    )


def _titled(clock: Clock) -> Reckoned:
    return replace(_reckoned(clock), title=Said(law_on(clock.start_on).period(clock.period).label))


def _window(file: Followed) -> Reckoned | None:
    """The petitioner's own time to ask for review, while it is the next thing that can happen."""
    waits = STATES[file.lead.state].waits_for
    clock = _own_clock(file, waits) if waits else None
    return _reckoned(clock) if clock and clock.lawful_on >= file.lead.today else None


def _own_clock(file: Followed, period: str) -> Clock | None:
    own = (c for c in file.lead.running if c.period == period and c.submission_id == file.submission.pk)
    return max(own, key=lambda clock: clock.lawful_on, default=None)


def _governing(dossier: Dossier) -> Reckoned | None:
    codes = STATES[dossier.state].clocks
    running = [clock for code in codes for clock in dossier.running if clock.period == code]
    return _reckoned(running[0]) if running else None


def _next(dossier: Dossier, window: Reckoned | None) -> Said:
    if window and STATES[dossier.state].waits_for == "PUBLIC_NOTICE":
        return Said(_("文书正在公告送达：请来领取，或者在网上签收"))
    if window:
        return Said(_("您不同意的，可以{what}"), {"what": window.title})
    if governing := _governing(dossier):
        return Said(plain) if (plain := STATES[dossier.state].coming) else governing.title
    step = STEPS.get(STATES[dossier.state].next_action)
    return Said(step.label) if step else Said(STATES[dossier.state].plain)


def _ahead(dossier: Dossier) -> tuple[Said, ...]:
    """The right that opens when the paper now being made is received, in the days of today's law."""
    kind = {State.HANDLING: "REVIEW_APPLY", State.IN_REVIEW: "REREVIEW_APPLY"}.get(dossier.state)
    if kind is None or not any(legal_class.review_chain for legal_class in dossier.classes):
        return ()
    period = law_on(dossier.today).period(kind)
    template = _("{starts}后不同意的，{days}日内可以{ends}")
    return (Said(template, {"starts": Said(period.starts), "days": period.days, "ends": Said(period.ends)}),)


# ---- what may be done -------------------------------------------------------------------------------------
def _options(file: Followed) -> tuple[Option, ...]:
    found = []
    for step, verdict in buttons(file.actor, file.lead):
        if step.seat is not Seat.PETITIONER:
            continue
        window = WINDOW_OF.get(step.action)
        clock = _own_clock(file, window) if window else None
        if window and clock is None:
            continue  # not served on this petitioner, or already asked: the story says which
        until = _reckoned(clock) if clock else None
        if clock and clock.lawful_on < file.lead.today:
            verdict = Verdict(False, Said(_("申请期限已于{day}届满"), {"day": clock.lawful_on}), step.article)
        found.append(Option(step, verdict, until))
    return tuple(found)


def until(file: Followed, action: str) -> Reckoned | None:
    """The petitioner's own last day for a step that has one."""
    clock = _own_clock(file, WINDOW_OF[action]) if action in WINDOW_OF else None
    return _reckoned(clock) if clock else None


def _remains(file: Followed) -> tuple[Said, ...]:
    """Honestly what is left when a window has closed or the road has ended."""
    state, lead = file.lead.state, file.lead
    mine = (c for c in lead.all_clocks if c.submission_id == file.submission.pk)
    windows = [c for c in mine if c.period in WINDOW_OF.values() and c.lawful_on < lead.today]
    lapsed = [c for c in windows if c.stopped_on is None or state is State.CLOSED]
    if not lapsed and state not in (State.FINAL, State.CLOSED, State.WITHDRAWN):
        return ()
    ways = [ground("MISSED_WINDOW")] if lapsed else []
    ways.append(ground("NEW_FACTS"))
    if state in (State.FINAL, State.CLOSED) and not file.sealed:
        ways.append(Said(_("对处理有疑问的，可以请登记机关当面说明理由；生活确有困难的，可以申请帮扶救助")))
    if state is State.FINAL and law_on(lead.today).switches["post_finality_care"]:
        ways.append(Said(_("复核终结以后，机关仍然要做好解释和帮扶，不会因为您来过就区别对待")))
    if state in (State.FINAL, State.CLOSED) and not file.sealed:
        ways.append(Said(_("意见书写明支持的事没有落实的，可以点“问题没有解决”，由登记机关督促")))
    ways.append(Said(_("能够通过诉讼、仲裁、行政复议解决的，不受本件影响，请留意那些程序自己的期限")))
    return tuple(ways)


# ---- what happened ----------------------------------------------------------------------------------------
def story(file: Followed) -> tuple[Told, ...]:
    """What happened, as far as it is theirs to know, oldest first."""
    papers = {paper.pk for paper in issued(file)}
    events = [event for event in file.own.history if _is_theirs(event, file)]
    if file.joined:
        since = max((event.at for event in events if event.action in JOINS), default=None)
        events += [e for e in file.lead.history if (since is None or e.at > since) and _is_theirs(e, file)]
    of_event = {paper.event_id: paper.pk for paper in file.lead.papers if paper.pk in papers}
    return tuple(_told(event, file.sealed, of_event.get(event.pk)) for event in events)


def _is_theirs(event: Event, file: Followed) -> bool:
    """Public, and not another petitioner's own step."""
    step = STEPS.get(event.action)
    if step is None or not step.public:
        return False
    mine = event.submission_id in (None, file.submission.pk)
    if step.seat is Seat.PETITIONER and not mine:
        return False
    recipients = event.facts.get("recipients")
    return not recipients or file.submission.number in recipients


def _told(event: Event, sealed: bool, paper: int | None) -> Told:
    step = STEPS[event.action]
    organ = "" if sealed or event.organ is None else event.organ.name
    shown = event.facts.get("shown")
    agent = shown.get("by_agent") if isinstance(shown, dict) else ""
    by = Said(_("由代理人{agent}代您办理"), {"agent": agent}) if agent else None
    return Told(event.at, told(step, event.facts, sealed=sealed), organ, event.article, paper, by)


def told(step: Step, facts: dict[str, object], *, sealed: bool = False, aside: bool = False) -> Said:
    """The step's sentence with its gaps filled: to the petitioner, on the sealed road without any organ; or `aside`,
    to others, of the petitioner.
    """
    shown = facts.get("shown")
    known = {**facts, **(shown if isinstance(shown, dict) else {})}
    gaps = re.findall(r"\{(\w+)\}", step.said)
    if any(gap not in known for gap in gaps) or (sealed and {"organ", "to"} & set(gaps)):
        return _late(Said(step.label, aside=aside), facts)
    return _late(Said(step.said, {gap: _worded(known[gap]) for gap in gaps}, aside), facts)


def _late(what: Said, facts: dict[str, object]) -> Said:
    """A filing taken on paper during a power cut says so, and from which day."""
    slip = facts.get("paper_receipt")
    if not isinstance(slip, dict):
        return what
    return Said(
        _("{what}；停电时开出的纸质凭证，{day}收到，后来补录"), {"what": what, "day": _worded(slip["on"])}
    )


def _worded(value: object) -> object:
    text = str(value)
    return date.fromisoformat(text) if _DAY.fullmatch(text) else Said(text)


def told_notices(file: Followed) -> tuple[Notice, ...]:
    """The latest news of one submission, newest first: what was sent to who reads this, the petitioner or their agent."""
    held = [authority.mandate for authority in file.actor.authorities]
    mine = Q(mandate__in=held) if held else Q(mandate=None)
    rows = Outbox.objects.filter(mine, submission=file.submission).order_by("-made_at", "-pk")[:20]
    return tuple(Notice(row.made_at, again(row.said), row.channel, row.sent_at) for row in rows)


def _others(actor: Actor, submission: Submission) -> tuple[str, ...]:
    others = actor.submissions - {submission.pk}
    if not others:
        return ()
    same = Submission.objects.filter(query_hash=submission.query_hash, pk__in=others)
    return tuple(same.values_list("number", flat=True))


# ---- the list of an account, and the receipt ----------------------------------------------------------------
@dataclass(frozen=True)
class Filed:
    """One line of "my submissions"."""

    number: str
    title: str
    received_on: date
    state: State
    due_on: date | None
    waits_until: date | None
    sealed: bool


def filed(actor: Actor) -> list[Filed]:
    """All submissions of this petitioner, newest first."""
    accuses = Request.objects.filter(matter=OuterRef("matter"), legal_class=LegalClass.ACCUSATION)
    rows = Submission.objects.filter(pk__in=actor.submissions).annotate(accuses=Exists(accuses))
    rows = rows.select_related("matter").order_by("-registered_at", "-pk")
    return [
        _line(row, row.matter, sealed=row.matter.sealed and (row.accuses or not row.held)) for row in rows
    ]


def _line(row: Submission, matter: Matter, *, sealed: bool) -> Filed:
    title = "" if sealed else row.as_filed.partition("\n")[0]
    state = State(matter.state)
    return Filed(row.number, title, row.received_on, state, matter.due_on, matter.waits_until, sealed)


@dataclass(frozen=True)
class Receipt:
    """What the petitioner takes home besides the query code."""

    number: str
    received_on: date
    received_time: time | None
    registered_at: datetime
    office: str
    requests: int
    channel: str
    digest: str
    clock: Reckoned | None
    sealed: bool
    passed_over: bool = False  # the office of the number stands under the accused and never saw it


def receipt(actor: Actor, number: str, *, on: date) -> Receipt:
    """The receipt of a petitioner's own number. Raises NotFound."""
    return receipt_of(followed(actor, number, on=on))


def receipt_of(file: Followed) -> Receipt:
    """The receipt of the submission that is followed."""
    first = next(event for event in file.own.history if event.action == "REGISTER")
    clock = _governing(file.lead)
    return Receipt(
        file.submission.number,
        file.submission.received_on,
        file.submission.received_time,
        file.submission.registered_at,
        file.submission.office.name,
        len(file.own.requests),
        Channel[file.submission.channel].label,
        str(first.facts.get("digest", "")),
        clock and replace(clock, title=_next(file.lead, None)),
        file.sealed,
        file.sealed and file.own.state in UNREFERRED and file.own.owner != file.own.office,
    )
