"""Who asks, and what the rules need to know of a matter: nothing is looked up here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from lianxin.rules.codes import LegalClass, Role
from lianxin.rules.states import State


@dataclass(frozen=True)
class Post:
    """A role held at an organ today; `above` are the organs over it, nearest first."""

    organ: int
    role: Role
    above: tuple[int, ...] = ()
    at_office: bool = False  # a petition office, which speaks for its government
    stands_for: int | None = None  # the colleague's account in whose place the role is held


@dataclass(frozen=True)
class Authority:
    """A written mandate: of this submission its agent may take these steps, and follow it."""

    mandate: int
    submission: int
    acts: frozenset[str]
    agent: str = ""  # the agent's name as others may read it


@dataclass(frozen=True)
class Actor:
    """Who asks. Staff have posts; a petitioner has the submissions proved by sign-in or query code."""

    account: int | None = None
    name: str = ""
    posts: tuple[Post, ...] = ()
    submissions: frozenset[int] = frozenset()
    authorities: tuple[Authority, ...] = ()  # of the submissions, those held only as somebody's agent
    once_above: frozenset[int] = frozenset()  # organs that ever stood over one of the posts or before it

    @property
    def organs(self) -> frozenset[int]:
        return frozenset(post.organ for post in self.posts)

    def organs_as(self, *roles: Role) -> frozenset[int]:
        """The organs at which this person holds one of these roles."""
        return frozenset(post.organ for post in self.posts if post.role in roles)

    @property
    def lineage(self) -> frozenset[int]:
        """Own organs and all that stand or stood above them: an accusation against these stays unseen."""
        return self.organs | self.once_above | {organ for post in self.posts for organ in post.above}

    def authority_for(self, submission: int) -> Authority | None:
        """The mandate under which this person speaks for a submission; None for one of their own."""
        return next((each for each in self.authorities if each.submission == submission), None)

    def speaks_for(self, submissions: frozenset[int], action: str) -> bool:
        """Whether one of these is their own, or one whose mandate covers the step."""
        held = ((pk, self.authority_for(pk)) for pk in self.submissions & submissions)
        return any(authority is None or action in authority.acts for _pk, authority in held)

    def stands_for(self, organ: int, account: int | None) -> bool:
        """Whether this person is posted in the place of that one at that organ."""
        return any(post.organ == organ and post.stands_for == account for post in self.posts if account)

    def has(self, *roles: Role) -> bool:
        return any(post.role in roles for post in self.posts)


@dataclass(frozen=True)
class ClockFacts:
    """The running clocks of one period: the last lawful day, what may still be added, and the organs that owe it."""

    lawful: date
    extension: int = 0
    max_extension: int = 0
    organs: frozenset[int] = frozenset()


class TaskFacts(NamedTuple):
    """An open task: its kind, the organ that owes the answer, whether it has answered, the organ that asked."""

    kind: str
    organ: int
    answered: bool
    issuer: int = 0


class DraftFacts(NamedTuple):
    """A paper drafted and not yet issued: which decision in three hands, else "", for which organ, DRAFT, CHECKED or
    RETURNED, who drafted it, and who made the comparison it rests on, if it rests on one (第三十六条).
    """

    decision: str
    organ: int
    state: str
    by: int | None
    compared_by: int | None = None


class Facts(Protocol):
    """What the rules need to know of a matter on one day. Read as needed, so a reader may look up lazily."""

    @property
    def state(self) -> State: ...
    @property
    def owner(self) -> int: ...
    @property
    def office(self) -> int: ...
    @property
    def sender(self) -> int | None: ...
    @property
    def today(self) -> date: ...
    @property
    def sealed(self) -> bool: ...
    @property
    def only_suspected(self) -> bool:
        """Whether it is sealed only because it read like an accusation, and no person has said that it is one."""

    @property
    def classified(self) -> bool: ...
    @property
    def simplified(self) -> bool: ...
    @property
    def co_handlers(self) -> frozenset[int]: ...
    @property
    def involved(self) -> frozenset[int]:
        """Organs that have or had a part."""

    @property
    def owner_above(self) -> tuple[int, ...]: ...
    @property
    def owner_is_petition_office(self) -> bool: ...
    @property
    def heirs(self) -> Mapping[int, int]:
        """Organs that have ended, and which stands in the place of each."""

    @property
    def accused(self) -> frozenset[int]:
        """Organs complained of."""

    @property
    def accused_accounts(self) -> frozenset[int]: ...
    @property
    def recused(self) -> frozenset[int]: ...
    @property
    def took_part(self) -> frozenset[int]:
        """Accounts that acted at a lower stage."""

    @property
    def submissions(self) -> frozenset[int]: ...
    @property
    def classes(self) -> frozenset[LegalClass]: ...
    @property
    def clocks(self) -> Mapping[str, ClockFacts]:
        """Running clocks by period; of several of one period the days of the one that ends last."""

    @property
    def draft(self) -> str:
        """The governing opinion: "", DRAFT, CHECKED or RETURNED."""

    @property
    def drafted_by(self) -> int | None: ...
    @property
    def drafts(self) -> frozenset[DraftFacts]: ...
    @property
    def by_office(self) -> Collection[str]:
        """Steps of `acts.deciding.BY_OFFICE` that this office takes in three hands."""

    @property
    def unserved(self) -> int: ...
    @property
    def open_tasks(self) -> frozenset[TaskFacts]: ...

    @property
    def objection_refused(self) -> bool: ...
    @property
    def spanning(self) -> bool: ...
    @property
    def unseal_proposed_by(self) -> int | None:
        """Who proposed to lift the seal, while that proposal stands."""

    @property
    def namesakes(self) -> frozenset[tuple[str, int]]:
        """(sign-in name, proposer) of each of the accused staff proposed as a mere namesake."""

    @property
    def desk_below(self) -> int | None:
        """Where an accusation that went up over a mere namesake would lie had it come today, if that is elsewhere."""

    @property
    def related(self) -> bool:
        """Whether a person has tied it to another matter, and not undone it."""

    @property
    def rated(self) -> frozenset[int]: ...
    @property
    def awaiting(self) -> frozenset[int]:
        """Submissions whose people have not received the governing paper."""

    @property
    def notices(self) -> Mapping[int, date]:
        """Submissions to whose people the governing paper is announced, and the last day of each notice."""

    @property
    def unlinked(self) -> frozenset[int]:
        """Submissions that belong to no account."""

    @property
    def standing(self) -> frozenset[str]:
        """What is open between people: QUESTION put and unanswered, CANDIDATE for representative, AGENT appointed, EXTENSION
        asked for and not decided.
        """

    @property
    def stood(self) -> frozenset[int]:
        """Submissions whose people are willing to represent the others."""

    @property
    def registrars(self) -> frozenset[int]:
        """Organs that registered its submissions; of a sealed one also the organ that has it."""

    @property
    def letters(self) -> bool:
        """Whether a notice waits to be printed and posted."""

    @property
    def turns(self) -> bool:
        """Whether a booked turn in a reception waits for its result."""

    @property
    def outcome(self) -> str:
        """What became of it; empty before that."""

    @property
    def agreed(self) -> frozenset[int]:
        """Submissions whose people agree to the answer being public."""

    @property
    def publication(self) -> str:
        """The public version: "", DRAFT or PUBLIC."""

    @property
    def publication_by(self) -> int | None: ...
    @property
    def disposed(self) -> bool:
        """Whether its content has been destroyed after its time."""

    @property
    def archived(self) -> bool:
        """Whether it has been put on file since it was last closed."""

    @property
    def held(self) -> bool:
        """Whether somebody has stopped its disposal, for a lawsuit or an inquiry."""

    @property
    def keep_until(self) -> date | None:
        """The last day on which it must be kept; None for ever, or while it is open."""

    @property
    def disposal_proposed_by(self) -> int | None: ...


@dataclass(frozen=True)
class MatterFacts:
    """Facts stated outright, for tables and trials."""

    state: State
    owner: int
    office: int
    today: date
    sender: int | None = None
    co_handlers: frozenset[int] = frozenset()
    involved: frozenset[int] = frozenset()
    owner_above: tuple[int, ...] = ()
    owner_is_petition_office: bool = False
    heirs: Mapping[int, int] = field(default_factory=dict)
    sealed: bool = False
    only_suspected: bool = False
    accused: frozenset[int] = frozenset()
    accused_accounts: frozenset[int] = frozenset()
    recused: frozenset[int] = frozenset()
    took_part: frozenset[int] = frozenset()
    submissions: frozenset[int] = frozenset()
    classified: bool = False
    classes: frozenset[LegalClass] = frozenset()
    simplified: bool = False
    clocks: Mapping[str, ClockFacts] = field(default_factory=dict)
    draft: str = ""
    drafted_by: int | None = None
    drafts: frozenset[DraftFacts] = frozenset()
    by_office: Collection[str] = frozenset()
    unserved: int = 0
    open_tasks: frozenset[TaskFacts] = frozenset()
    objection_refused: bool = False
    spanning: bool = False
    unseal_proposed_by: int | None = None
    namesakes: frozenset[tuple[str, int]] = frozenset()
    desk_below: int | None = None
    related: bool = False
    rated: frozenset[int] = frozenset()
    awaiting: frozenset[int] = frozenset()
    notices: Mapping[int, date] = field(default_factory=dict)
    unlinked: frozenset[int] = frozenset()
    standing: frozenset[str] = frozenset()
    stood: frozenset[int] = frozenset()
    registrars: frozenset[int] = frozenset()
    letters: bool = False
    turns: bool = False
    outcome: str = ""
    agreed: frozenset[int] = frozenset()
    publication: str = ""
    publication_by: int | None = None
    disposed: bool = False
    archived: bool = False
    held: bool = False
    keep_until: date | None = None
    disposal_proposed_by: int | None = None
