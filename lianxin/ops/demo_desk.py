"""Whoever acts in the demo: files and takes steps through the same doors as everyone, on days gone by."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from lianxin.actions.filing import Filing, Person
from lianxin.actions.intake import Registered, register
from lianxin.actions.perform import perform
from lianxin.ops.demo_county import County
from lianxin.ops.demo_texts import Theme
from lianxin.queries.access import matter_for
from lianxin.queries.directory import actor_of
from lianxin.queries.holdings import account_of
from lianxin.queries.law import calendar
from lianxin.rules.codes import Channel, Purpose, Role
from lianxin.rules.facts import Actor

CHINA = ZoneInfo("Asia/Shanghai")
SOURCE = "demo"
BEFORE = datetime(1, 1, 1, tzinfo=CHINA)
Life = Iterator[int]  # the day after filing on which it goes on


@dataclass
class Case:
    """One petition of the demo: its words, its people, and how many days ago it came."""

    theme: Theme
    age: int
    title: str
    content: str
    requests: tuple[str, ...]
    people: tuple[Person, ...]
    channel: Channel
    region: str
    organ: str
    filing: dict[str, object] = field(default_factory=dict)
    account: str = ""  # username of the citizen who filed it
    number: str = ""
    query_code: str = ""
    submission: int = 0

    @property
    def petitioner(self) -> Actor:
        return Actor(submissions=frozenset({self.submission}))


@dataclass
class Desk:
    """The county at work. `at` is the moment that has been reached; `who` finds the person for a role."""

    county: County
    today: date
    at: datetime = BEFORE
    filed: int = 0
    slips: list[tuple[str, str, str]] = field(default_factory=list)  # numbers and codes to try, with a word

    def moment(self, case: Case, day: int, step: int) -> datetime:
        """The working hour for the step `day` days after filing; never a rest day, never after yesterday."""
        on = min(self.today - timedelta(days=case.age - day), self.today - timedelta(days=1))
        on = calendar().last_workday_on_or_before(on)
        return datetime.combine(on, time(9, 5), CHINA) + timedelta(minutes=29 * min(step, 16))

    def moment_of(self, on: date, hour: int) -> datetime:
        """That hour in China, on the last working day up to `on`."""
        return datetime.combine(calendar().last_workday_on_or_before(on), time(hour), CHINA)

    def day(self, shift: int = 0) -> str:
        return (self.at.date() + timedelta(days=shift)).isoformat()

    def day_after(self, span: timedelta) -> str:
        """A day that far from today, not from the moment reached."""
        return (self.today + span).isoformat()

    def who(self, organ: str, *roles: Role, after: str = "") -> Actor:
        """Someone who holds one of the roles there; `after` names a person it must not be."""
        for row in self.county.staff:
            if row.organ == organ and row.username != after and set(roles) & set(row.roles):
                return self.person(row.username)
        raise LookupError(f"nobody at {organ} is {roles}")

    def person(self, username: str) -> Actor:
        return actor_of(account_of(username), on=self.at.date())

    def file(self, case: Case, office: str = "37142601") -> Registered:
        clerk = case.channel not in (Channel.WEB, Channel.APP, Channel.WECHAT)
        actor = self.who(office, Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.HANDLER) if clerk else Actor()
        if case.account and not clerk:
            actor = self.person(case.account)
        given = {
            "office": office, "channel": case.channel, "purpose": Purpose.REQUEST, "title": case.title,
            "content": case.content, "requests": case.requests, "people": case.people, "region": case.region,
            "source": SOURCE, "read_back": case.channel in (Channel.VISIT, Channel.PHONE), **case.filing,
        }  # fmt: skip
        self.filed += 1  # of two cases in one minute with one title, each keeps a mark of its own
        given.setdefault("external_id", f"{self.at:%Y%m%d}-{self.filed:03}")
        done = register(Filing(**given), actor=actor, at=self.at)  # type: ignore[arg-type]
        case.number, case.query_code = done.submission.number, done.query_code
        case.submission = done.submission.pk
        return done

    def act(self, case: Case, action: str, who: Actor, **facts: object) -> str:
        """One step on the newest version of the case's matter; the code or link it hands out, if any."""
        matter = matter_for(who, case.number, on=self.at.date())
        return perform(matter, action, actor=who, at=self.at, facts=facts).handed_out

    def decide(self, case: Case, action: str, organ: str, *roles: Role, **facts: object) -> None:
        """A decision in three hands: drafted by whoever has one of the roles there, checked and signed by the head."""
        self.act(case, f"DRAFT_{action}", self.who(organ, *roles), **facts)
        head = self.who(organ, Role.ORGAN_HEAD)
        self.act(case, f"CHECK_{action}", head)
        self.act(case, action, head)

    def run(
        self, lives: list[tuple[Case, Life]], step: Callable[[], None], weekly: Callable[[Desk], None]
    ) -> None:
        """Let all cases live at once, day after day, so that numbers and events stand in the order of time; `weekly`
        is what the office does every few days, the last time six days before today.
        """
        tie = count()
        posted = self.today - timedelta(days=6)
        queue = [(self.moment(case, 0, 0), next(tie), 0, case, life) for case, life in lives]
        heapq.heapify(queue)
        while queue:
            at, _, done, case, life = heapq.heappop(queue)
            if (self.at is not BEFORE and self.at.date() <= posted < at.date()) or (
                self.at is not BEFORE and at.date().isocalendar()[:2] != self.at.date().isocalendar()[:2]
            ):
                weekly(self)
            self.at = at
            day = next(life, None)
            if day is None:
                step()
            else:
                heapq.heappush(
                    queue, (max(self.at, self.moment(case, day, done + 1)), next(tie), done + 1, case, life)
                )
