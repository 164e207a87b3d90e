"""The only way to a matter. What a person may not see is not found: refusal looks like absence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lianxin.models import ComplainedOf, Involvement, Matter, Reading, Recusal
from lianxin.queries.directory import petition_offices, tree_on, with_forebears
from lianxin.queries.dossier import Dossier
from lianxin.queries.prepared import Prepared
from lianxin.rules import jurisdiction
from lianxin.rules.acts.deciding import in_use
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor, Facts
from lianxin.rules.permissions import SEALED_DESK, Verdict, is_seated, is_walled_off, may
from lianxin.rules.states import STATES
from lianxin.rules.steps import STEPS, Step
from lianxin.rules.walls import UNREFERRED
from lianxin.rules.wording import Said

# Who reads content at all: auditors, statisticians and administrators do not (角色分离).
READERS = frozenset(
    {
        Role.REGISTRAR,
        Role.TRIAGE_OFFICER,
        Role.HANDLER,
        Role.ORGAN_HEAD,
        Role.REVIEWER,
        Role.REREVIEWER,
        Role.SUPERVISOR,
        Role.INSPECTION_COMMISSIONER,
        Role.LEADER,
        Role.CONFERENCE_SECRETARY,
        Role.HEARING_CHAIR,
        Role.ARCHIVIST,
    }
)
OVERSEERS = frozenset({Role.SUPERVISOR, Role.INSPECTION_COMMISSIONER, Role.LEADER, Role.TRIAGE_OFFICER})


class NotFound(Exception):
    """No such matter for this person: it does not exist, or they may not know that it does."""


class NotAllowed(Exception):
    """The person sees the matter but may not take this step. `because` says why, `article` under what law."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict.because))
        self.because: Said = verdict.because
        self.article: str = verdict.article


def visible(actor: Actor, *, on: date) -> QuerySet[Matter]:
    """Every matter this person may know of: the base of each list, count, search, export and figure."""
    if not actor.posts:
        return Matter.objects.filter(submissions__in=actor.submissions).distinct()
    return _within(reach(actor, on)).all()


def reads(actor: Actor, file: Facts) -> bool:
    """Whether a matter that one of this person's own organs has is `visible` to them, told from its facts alone."""
    readers = SEALED_DESK | {Role.TRIAGE_OFFICER} if file.sealed else READERS
    return file.owner in actor.organs_as(*readers) and not is_walled_off(actor, file)


def sees_sealed(actor: Actor) -> bool:
    """Whether any sealed matter at all can be `visible` to this person."""
    return not actor.posts or bool(actor.organs_as(*SEALED_DESK, Role.TRIAGE_OFFICER))


def opened(actor: Actor, number: str, *, on: date) -> Matter | None:
    """The visible matter of this number with its organs and its reader's own last reading, or None."""
    if not actor.posts:
        return visible(actor, on=on).filter(number=number).select_related("owner", "office", "sender").first()
    return next(iter(_by_number(reach(actor, on))(number)), None)


def filed_by(actor: Actor, submission: int) -> Matter | None:
    """The matter of one of a petitioner's own submissions with its organs; None for anything else."""
    own = not actor.posts and submission in actor.submissions
    return next(iter(_OF_SUBMISSION(submission)), None) if own else None


_OF_SUBMISSION = Prepared(
    lambda pk: Matter.objects.filter(submissions=pk).select_related("owner", "office", "sender")
)


@lru_cache(maxsize=1024)
def _by_number(reach: Reach) -> Prepared[Matter, Matter]:
    mine = Reading.objects.filter(matter=OuterRef("pk"), account=reach.account)
    near = _within(reach).select_related("owner", "office", "sender", "handler", "region")
    read = mine.filter(what="FILE").order_by("-at").values("at")[:1]
    told = near.annotate(read_at=Subquery(read), unsealed=Exists(mine.filter(what="UNSEALED")))
    return Prepared(lambda number: told.filter(number=number), str)


def has_unsealed(matter: Matter) -> bool:
    """Whether the person for whom `opened` gave this matter has lifted its seal for themselves (第三十条)."""
    return bool(getattr(matter, "unsealed", False))


def last_read(matter: Matter) -> datetime | None:
    """When the person for whom `opened` gave this matter last read its file."""
    return getattr(matter, "read_at", None)


class Reach(NamedTuple):
    """What decides which matters a person sees."""

    scope: frozenset[int]
    desks: frozenset[int]
    triage: frozenset[int]
    lineage: frozenset[int]
    account: int | None
    wide: bool  # probably most of what there is; chooses the way of asking, not what is seen


def reach(actor: Actor, on: date) -> Reach:
    """What decides which matters this person, who holds posts, sees on that day."""
    desks = actor.organs_as(*SEALED_DESK)
    triage = actor.organs_as(Role.TRIAGE_OFFICER)
    scope, organs = reading_scope(actor, on), tree_on(on).keys()
    wide = bool(actor.organs & petition_offices(on)) or 2 * len(scope) > len(organs)
    return Reach(scope, desks, triage, frozenset(actor.lineage), actor.account, wide)


def parts(reach: Reach) -> QuerySet[Involvement, Any]:
    """The matters, by key, in which the organs have a part that decide what is seen: nothing else can be, but not all is."""
    organs = reach.scope | reach.desks | reach.triage
    return Involvement.objects.filter(organ__in=organs).values("matter")


@lru_cache(maxsize=1024)
def _within(reach: Reach) -> QuerySet[Matter]:
    scope, desks, triage, lineage, account, wide = reach
    # What it says follows from what it is given alone, so the question is kept; its answer never is.
    # The owner always has a part: asked first it spares most looks into the parts. Who has part in little is
    # asked of the parts first, as one list from which either database sets out.
    part = Q(Exists(Involvement.objects.filter(matter=OuterRef("pk"), organ__in=scope)))
    if wide:
        base, part = Matter.objects.all(), Q(owner__in=scope) | part
    else:
        base = Matter.objects.filter(pk__in=parts(reach))
        part = Q() if desks | triage <= scope else part
    accused = ComplainedOf.objects.filter(matter=OuterRef("pk"), organ__in=lineage)
    # 第三十条: the desk that owns it, and the triage officer only until it has been referred on (`is_unreferred`).
    unreferred = Q(state__in=UNREFERRED) | Q(outcome="WITHDRAWN")
    at_desk = Q(owner__in=desks) | Q(unreferred, owner__in=triage)
    sealed = Q(sealed=True) & at_desk & ~Exists(accused)
    # Few matters are closed to one person: read as one short list, not once for each row.
    return base.filter((Q(sealed=False) & part) | sealed).exclude(pk__in=_closed(account))


def _closed(account: int | None) -> QuerySet[Any, Any]:
    recused = Recusal.objects.filter(account=account).values_list("matter", flat=True)
    return recused.union(ComplainedOf.objects.filter(account=account).values_list("matter", flat=True))


def closed_to(actor: Actor) -> list[int]:
    """The matters this person may not see whatever their posts: recused, or complained of in them."""
    return sorted(_closed(actor.account)) if actor.account else []


def reading_scope(actor: Actor, on: date) -> frozenset[int]:
    """The organs whose matters this person reads: their own, and for oversight all below their government."""
    own = actor.organs_as(*READERS)
    heads: set[int] = set()
    offices = petition_offices(on)
    for post in actor.posts:
        if post.role not in OVERSEERS:
            continue
        if post.role is not Role.TRIAGE_OFFICER:
            heads.add(post.organ)
        if post.organ in offices and post.above:
            heads.add(post.above[0])
    reach = own | jurisdiction.below(heads, tree_on(on)) if heads else own
    return with_forebears(reach, on)


def under_government(actor: Actor, role: Role, on: date) -> frozenset[int]:
    """The organs such a post reaches: its own and below, and in a petition office all below its government."""
    offices = petition_offices(on)
    posts = [post for post in actor.posts if post.role is role]
    heads = {post.above[0] if post.organ in offices and post.above else post.organ for post in posts}
    return frozenset(post.organ for post in posts) | jurisdiction.below(heads, tree_on(on))


def countable(actor: Actor, *, on: date) -> QuerySet[Matter]:
    """Ordinary matters a statistician may count, never list or open: those of their government's organs."""
    return Matter.objects.filter(sealed=False, owner__in=under_government(actor, Role.STATISTICIAN, on))


def auditable(actor: Actor, *, on: date) -> QuerySet[Matter]:
    """Matters whose handling an auditor may follow without content; a sealed one only where it is owned (第三十条)."""
    own = actor.organs_as(Role.AUDITOR)
    reach = Involvement.objects.filter(
        matter=OuterRef("pk"), organ__in=under_government(actor, Role.AUDITOR, on)
    )
    accused = ComplainedOf.objects.filter(matter=OuterRef("pk"), organ__in=actor.lineage)
    return Matter.objects.filter(
        (Q(sealed=False) & Exists(reach)) | (Q(sealed=True, owner__in=own) & ~Exists(accused))
    )


def matter_for(actor: Actor, number: str, *, on: date, to: str = "") -> Matter:
    """The matter with this number, if this person may see it and (with `to`) take that step.

    Raises NotFound, NotAllowed.
    """
    matter = opened(actor, number, on=on)
    if matter is None:
        raise NotFound(number)
    if to:
        verdict = may(actor, to, Dossier(matter, on))
        if not verdict:
            raise NotAllowed(verdict)
    return matter


def buttons(actor: Actor, dossier: Dossier) -> list[tuple[Step, Verdict]]:
    """Every step of the matter's state, with the verdict: the next legal act or what comes nearest to it, the rest, the refused."""
    if is_walled_off(actor, dossier):
        return []
    steps = [
        step for step in STEPS.values() if dossier.state in step.start and in_use(step, dossier.by_office)
    ]
    judged = [(step, may(actor, step.action, dossier)) for step in _near(steps, actor, dossier)]
    judged = [pair for pair in judged if pair[1] or not pair[0].quiet]
    if not STATES[dossier.state].is_open:  # what is over lists only what can still be done
        judged = [pair for pair in judged if pair[1]]
    order, asked = list(STEPS), dossier.matter.asked.split()
    next_act = dossier.matter.next_action

    def place(pair: tuple[Step, Verdict]) -> tuple[bool, bool, bool, int]:
        step, verdict = pair
        late = -order.index(step.action) if step.primary else order.index(step.action)
        leading = step.primary or bool({step.action, step.answers} & {*asked})
        return not verdict.allowed, not leading, next_act not in (step.action, step.answers), late

    return sorted(judged, key=place)


def _near(steps: Iterable[Step], actor: Actor, dossier: Dossier) -> list[Step]:
    # A refused step is worth explaining only where the person sits in the right organ.
    return [
        step
        for step in steps
        if is_seated(actor, step, dossier)
        or (step.primary and bool(actor.posts))
        or (actor.posts and dossier.owner in actor.organs and step.seat.value in ("OWNER", "SENDER"))
    ]
