"""What is on file of one matter, each part looked up once and only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from lianxin.models import (
    Clock,
    Document,
    Event,
    Involvement,
    Link,
    Mandate,
    Matter,
    Organ,
    Outbox,
    Proceeding,
    Request,
    Submission,
    Task,
    Turn,
)
from lianxin.queries import file_rows, joint
from lianxin.queries.directory import (
    heirs_on,
    organs_on,
    petition_offices,
    standing_for,
    tree_on,
    with_forebears,
)
from lianxin.queries.kept import Kept
from lianxin.queries.law import law_on
from lianxin.queries.office import in_three_hands
from lianxin.queries.outbox import letters
from lianxin.rules import jurisdiction
from lianxin.rules.codes import TIES, LegalClass, MatterLink
from lianxin.rules.facts import ClockFacts, DraftFacts, TaskFacts
from lianxin.rules.states import State
from lianxin.rules.step import COMPARED
from lianxin.rules.steps import Procedure

GOVERNING = {  # the paper whose service moves the matter on
    State.HANDLING: ("D17",),
    State.OPINION_ISSUED: ("D17",),
    State.OPINION_SERVED: ("D17",),
    State.IN_REVIEW: ("D25",),
    State.REVIEW_ISSUED: ("D25",),
    State.REVIEW_SERVED: ("D25",),
    State.IN_REREVIEW: ("D27",),
    State.REREVIEW_ISSUED: ("D27",),
    State.ANSWERED: ("D10", "D11", "D12", "D18"),
}


class Dossier(Kept):
    """The file of a matter on one day; satisfies `rules.permissions.Facts`."""

    def __init__(self, matter: Matter, today: date) -> None:
        self.matter = matter
        self.today = today

    # ---- rows ----------------------------------------------------------------------------------------
    @cached_property
    def filed(self) -> list[Submission]:
        """The submissions of this matter and of those joined to it, oldest first, with their people."""
        joined = Link.objects.filter(earlier=self.matter, kind=MatterLink.SAME_MATTER, undone_at=None)
        # One list of matters, not an OR: the index on the matter serves both halves.
        mine = Matter.objects.filter(pk=self.matter.pk).values("pk").union(joined.values("later"))
        return file_rows.submissions_of(mine)

    @cached_property
    def organs_now(self) -> list[Organ]:
        """Every organ in force: what several fields of one form offer."""
        return organs_on(self.today)

    @cached_property
    def requests(self) -> list[Request]:
        return file_rows.REQUESTS(self.matter.pk)

    @cached_property
    def involvements(self) -> list[Involvement]:
        return file_rows.INVOLVED(self.matter.pk)

    @cached_property
    def walled(self) -> list[tuple[int | None, int | None, bool]]:
        """(organ, account, recused?) of everybody complained of or standing aside, in one query."""
        return file_rows.WALLED(self.matter.pk)

    @cached_property
    def running(self) -> list[Clock]:
        return [clock for clock in self.all_clocks if clock.stopped_on is None]

    @cached_property
    def all_clocks(self) -> list[Clock]:
        return file_rows.CLOCKS(self.matter.pk)

    @cached_property
    def papers(self) -> list[Document]:
        return file_rows.with_services(file_rows.PAPERS_OF(self.matter.pk))

    @cached_property
    def tasks(self) -> list[Task]:
        return list(Task.objects.filter(matter=self.matter).select_related("organ", "issuer"))

    @cached_property
    def history(self) -> list[Event]:
        return file_rows.HISTORY(self.matter.pk)

    @cached_property
    def proceedings(self) -> list[Proceeding]:
        return file_rows.STAGES(self.matter.pk)

    @cached_property
    def proceeding(self) -> Proceeding | None:
        """The stage that is open now, else the last one."""
        return self.proceedings[-1] if self.proceedings else None

    # ---- facts ---------------------------------------------------------------------------------------
    @property
    def state(self) -> State:
        return State(self.matter.state)

    @property
    def owner(self) -> int:
        return self.matter.owner_id

    @property
    def office(self) -> int:
        return self.matter.office_id

    @property
    def sender(self) -> int | None:
        sender = self.matter.sender_id
        return sender and standing_for(sender, self.today)

    @property
    def sealed(self) -> bool:
        return self.matter.sealed

    @cached_property
    def only_suspected(self) -> bool:
        held = self.sealed and any(row.held for row in self.filed if row.matter_id == self.matter.pk)
        return held and all(line.legal_class != LegalClass.ACCUSATION for line in self.requests)

    @property
    def classified(self) -> bool:
        return self.matter.classified

    @property
    def simplified(self) -> bool:
        return self.matter.procedure == Procedure.SIMPLIFIED

    @property
    def co_handlers(self) -> frozenset[int]:
        return frozenset(i.organ_id for i in self.involvements if i.role == "CO_HANDLER")

    @property
    def involved(self) -> frozenset[int]:
        return frozenset(i.organ_id for i in self.involvements)

    @property
    def heirs(self) -> Mapping[int, int]:
        return heirs_on(self.today)

    @property
    def owner_and_before(self) -> frozenset[int]:
        """The owner and those whose place it took: their stage is its own."""
        return with_forebears({self.owner}, self.today)

    @cached_property
    def owner_above(self) -> tuple[int, ...]:
        return jurisdiction.above(self.owner, tree_on(self.today))

    @property
    def owner_is_petition_office(self) -> bool:
        return self.owner in petition_offices(self.today)

    @property
    def accused(self) -> frozenset[int]:
        return frozenset(organ for organ, _account, recused in self.walled if organ and not recused)

    @property
    def accused_accounts(self) -> frozenset[int]:
        return frozenset(account for _organ, account, recused in self.walled if account and not recused)

    @property
    def recused(self) -> frozenset[int]:
        return frozenset(account for _organ, account, recused in self.walled if account and recused)

    @cached_property
    def took_part(self) -> frozenset[int]:
        """Staff who acted for another organ's stage than the one that owns the matter now (第二十八条)."""
        earlier = Event.objects.filter(matter=self.matter).exclude(organ__in=self.owner_and_before)
        return frozenset(earlier.exclude(actor=None).values_list("actor_id", flat=True))

    @property
    def submissions(self) -> frozenset[int]:
        stay = [
            row for row in self.filed if not file_rows.has_left(row)
        ]  # of a petition of many; alone one stays the petitioner
        return frozenset(row.pk for row in stay or self.filed)

    @property
    def classes(self) -> frozenset[LegalClass]:
        return frozenset(LegalClass[r.legal_class] for r in self.requests if r.legal_class)

    @cached_property
    def clocks(self) -> Mapping[str, ClockFacts]:
        found: dict[str, ClockFacts] = {}
        for clock in sorted(self.running, key=lambda clock: clock.lawful_on):
            known = found[clock.period].organs if clock.period in found else frozenset()
            found[clock.period] = ClockFacts(
                clock.lawful_on,
                clock.extension,
                law_on(clock.start_on).period(clock.period).max_extension,
                known | ({clock.organ_id} if clock.organ_id else frozenset()),
            )
        return found

    @cached_property
    def governing(self) -> Document | None:
        """The newest paper whose signing or service moves this state on."""
        kinds = GOVERNING.get(self.state, ())
        return next((paper for paper in reversed(self.papers) if paper.kind in kinds), None)

    @property
    def draft(self) -> str:
        paper = self.governing
        return paper.state if paper and paper.state != Document.ISSUED else ""

    @property
    def drafted_by(self) -> int | None:
        return self.governing.drafted_by_id if self.governing else None

    @property
    def drafts(self) -> frozenset[DraftFacts]:
        """Papers in the making: drafted, perhaps checked or returned, not issued."""
        waiting = [paper for paper in self.papers if paper.state != Document.ISSUED]
        return frozenset(
            DraftFacts(p.step, p.organ_id, p.state, p.drafted_by_id, self._compared_by(p)) for p in waiting
        )

    def _compared_by(self, paper: Document) -> int | None:
        """Who made the comparison that this draft rests on; None for what rests on none."""
        if not paper.is_decision_draft or paper.body.get("ground") not in COMPARED:
            return None
        return next((e.actor_id for e in reversed(self.history) if e.action == "COMPARE_FINAL"), None)

    @cached_property
    def by_office(self) -> frozenset[str]:
        return in_three_hands(sealed=self.sealed)

    @property
    def to_serve(self) -> list[Submission]:
        """Whose people have not yet been served with the governing paper."""
        paper = self.governing
        if paper is None or paper.state != Document.ISSUED:
            return []
        served = {service.submission_id for service in paper.services.all()}
        return [row for row in self.filed if row.pk not in served and not file_rows.has_left(row)]

    @cached_property
    def notices(self) -> Mapping[int, date]:
        """To whom it is announced instead, each with the last day of the notice."""
        waiting = {row.pk for row in self.to_serve}
        running = (c for c in self.running if c.period == "PUBLIC_NOTICE" and c.submission_id in waiting)
        return {c.submission_id: c.lawful_on for c in running if c.submission_id}

    @property
    def unserved(self) -> int:
        return len(self.to_serve)

    @property
    def open_tasks(self) -> frozenset[TaskFacts]:
        open_ = (task for task in self.tasks if task.cleared_on is None)
        return frozenset(TaskFacts(t.kind, t.organ_id, t.answered_on is not None, t.issuer_id) for t in open_)

    def _last(self, *actions: str) -> tuple[str, int | None]:
        rows = Event.objects.filter(matter=self.matter, action__in=actions).order_by("-seq")
        return rows.values_list("action", "actor_id").first() or ("", None)

    @cached_property
    def objection_refused(self) -> bool:
        return self._last("FORWARD", "DECIDE_COMPETENCE", "KEEP_OBJECTION")[0] == "KEEP_OBJECTION"

    @property
    def spanning(self) -> bool:
        return self.matter.spanning

    @cached_property
    def unseal_proposed_by(self) -> int | None:
        """Who proposed to lift the seal since the matter was last classified or moved."""
        if not self.sealed:
            return None
        action, actor = self._last("PROPOSE_UNSEAL", "CLASSIFY", "REFER_DISCIPLINE", "UNSEAL")
        return actor if action == "PROPOSE_UNSEAL" else None

    @cached_property
    def namesakes(self) -> frozenset[tuple[str, int]]:
        """(sign-in name, proposer) of each proposed as a mere namesake since the matter was last classified."""
        since = max((event.seq for event in self.history if event.action == "CLASSIFY"), default=0)
        proposed = (e for e in self.history if e.action == "PROPOSE_NAMESAKE" and e.seq > since)
        return frozenset((str(e.facts["account"]), e.actor_id) for e in proposed if e.actor_id)

    @cached_property
    def desk_below(self) -> int | None:
        """Only once a namesake was let in, and while nobody has referred it on."""
        from lianxin.queries.sealed import desk_for

        done = {event.action for event in self.history} if self.sealed else set()
        if "CLEAR_NAMESAKE" not in done or "REFER_DISCIPLINE" in done:
            return None
        desk = desk_for(standing_for(self.office, self.today), self.accused, self.today)
        return desk.pk if desk and desk.pk != self.owner else None

    @cached_property
    def related(self) -> bool:
        return Link.objects.filter(later=self.matter, kind__in=TIES, undone_at=None).exists()

    @property
    def awaiting(self) -> frozenset[int]:
        return frozenset(row.pk for row in self.to_serve)

    @property
    def unlinked(self) -> frozenset[int]:
        return frozenset(row.pk for row in self.filed if row.account_id is None and not row.anonymous)

    @cached_property
    def mandates(self) -> list[Mandate]:
        """The mandates that are not revoked, with their agents."""
        rows = Mandate.objects.filter(submission__in=self.filed, revoked_on=None, until__gte=self.today)
        return list(rows.select_related("party", "submission").order_by("pk"))

    @cached_property
    def standing(self) -> frozenset[str]:
        talk = [e.action for e in self.history if e.action in ("ASK_PETITIONER", "ANSWER_QUESTION")]
        found = {"QUESTION": talk[-1:] == ["ASK_PETITIONER"], "CANDIDATE": self.stood, "AGENT": self.mandates,
                 "EXTENSION": "EXTEND" in self.matter.asked.split()}  # fmt: skip
        return frozenset(name for name, holds in found.items() if holds)

    @property
    def stood(self) -> frozenset[int]:
        return frozenset(joint.candidates(self.history))

    @property
    def registrars(self) -> frozenset[int]:
        here = {standing_for(row.office_id, self.today) for row in self.filed}
        return frozenset(here | {self.owner} if self.sealed else here)

    @property
    def rated(self) -> frozenset[int]:
        return frozenset(row.pk for row in self.filed if hasattr(row, "rating"))

    # ---- what reaches people outside the files --------------------------------------------------------
    @cached_property
    def to_post(self) -> list[Outbox]:
        """Notices on paper that nobody has posted yet."""
        return list(letters(Outbox.objects.filter(matter=self.matter)))

    @cached_property
    def to_record(self) -> list[Turn]:
        """Booked turns of this matter whose day has come and whose result nobody has entered."""
        return list(
            file_rows.turns_to_record(self.today).filter(matter=self.matter).select_related("sitting")
        )

    @cached_property
    def outward(self) -> tuple[bool, bool, str, int | None]:
        """Letters to post? turns to record? the public version's state and drafter; in one query."""
        letters_, turns, state, drafter = file_rows.OUTWARD_OF(self.matter.pk, self.today)[0]
        return letters_, turns, state or "", drafter

    @property
    def letters(self) -> bool:
        return self.outward[0]

    @property
    def turns(self) -> bool:
        return self.outward[1]

    @property
    def publication(self) -> str:
        return self.outward[2]

    @property
    def publication_by(self) -> int | None:
        return self.outward[3]

    @property
    def outcome(self) -> str:
        return self.matter.outcome

    @cached_property
    def agreed(self) -> frozenset[int]:
        said = {"AGREE_PUBLICATION": True, "REVOKE_PUBLICATION": False}
        last = {event.submission_id: said[event.action] for event in self.history if event.action in said}
        return frozenset(submission for submission, yes in last.items() if yes and submission)
