"""Who takes an accusation, and what others may read of it (《信访工作条例》第三十条、第四十六条第五项)."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from datetime import date

from lianxin.models import Account, ComplainedOf, Document, Event, Link, Matter, Organ, Posting
from lianxin.queries.attachments import texts_of
from lianxin.queries.directory import in_force, petition_offices, tree_on, with_heirs
from lianxin.queries.dossier import Dossier
from lianxin.rules import jurisdiction
from lianxin.rules.codes import MatterLink, OrganLevel
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS
from lianxin.text.accusing import Suspicion, accusing, asks

WALLS = ("SPLIT", "UNSEAL")  # what is older than these nobody has sifted for accusing words
LONGEST_NAME = 20  # characters of a name on the staff that is looked for in what a writer typed


def accused_organs(matter: Matter) -> frozenset[int]:
    """The organs complained of in a matter."""
    rows = ComplainedOf.objects.filter(matter=matter).exclude(organ=None)
    return frozenset(rows.values_list("organ_id", flat=True))


def posts_of_accused(matter: Matter, day: date) -> set[tuple[int, int]]:
    """(account, organ) 第三十条: 被检举、控告的人员或者单位; a person's own organ must not hold what is said of them."""
    accused = ComplainedOf.objects.filter(matter=matter).exclude(account=None).values("account")
    posts = Posting.objects.filter(in_force(day), account__in=accused)
    return set(posts.values_list("account_id", "organ_id"))


def organs_of(accounts: Collection[int], day: date) -> frozenset[int]:
    """The organs at which these people hold a post on that day."""
    posts = Posting.objects.filter(in_force(day), account__in=accounts)
    return frozenset(posts.values_list("organ_id", flat=True))


def desk_for(organ_id: int, accused: Collection[int], day: date) -> Organ | None:
    """Who takes an accusation that reached this organ: itself if it can, else the nearest petition office outside
    all that is accused, else the highest discipline organ outside it. None where the tree has nobody left.
    """
    tree, offices, accused = tree_on(day), petition_offices(day), with_heirs(accused, day)
    barred = jurisdiction.below(accused, tree)
    here = Organ.objects.get(pk=organ_id)
    if here.line == "DISCIPLINE" and organ_id not in barred:
        return here
    refuge = jurisdiction.refuge(organ_id, accused, tree, offices)
    if refuge is not None:
        return here if refuge == organ_id else Organ.objects.get(pk=refuge)
    left = Organ.objects.filter(in_force(day), line="DISCIPLINE").exclude(pk__in=barred)
    return min(left, key=lambda row: (OrganLevel[row.level].rank, row.code), default=None)


def staff_named(text: str) -> list[int]:
    """Everybody on the staff whose name stands in this text: a namesake is kept away as well, rather one too many."""
    if not text.strip():
        return []
    bare = "".join(text.split())
    pieces = {
        bare[at : at + size] for size in range(2, LONGEST_NAME + 1) for at in range(len(bare) - size + 1)
    }
    return list(Account.objects.filter(name__in=pieces).values_list("pk", flat=True))


def named_at(desk: Organ, words: str, day: date) -> list[int]:
    """Of the staff of this desk, those whom the accusing sentences of these words name."""
    said = "".join(accusing(words).split())
    staff = Account.objects.filter(postings__in=Posting.objects.filter(in_force(day), organ=desk)).distinct()
    return [row.pk for row in staff if len(row.name) > 1 and row.name in said]


def reads_like(dossier: Dossier) -> Suspicion | None:
    """What in a matter's own words reads like an accusation, for whoever says what it is; None where nothing does.
    What was split off speaks for its own matter only.
    """
    return asks(*own_texts(dossier))


def own_texts(dossier: Dossier) -> list[str]:
    """Titles, letters and requests of the matter's own submissions, and the texts of the files enclosed with them."""
    mine = [f"{row.title}\n{row.text}" for row in dossier.filed if row.matter_id == dossier.matter.pk]
    return ["\n".join([*mine, *(str(line.text) for line in dossier.requests)]), *texts_of(dossier)]


def unsifted(dossier: Dossier) -> list[Event]:
    """What was added to a matter's own submission before its last split: nobody has sifted the accusing words out."""
    last = max((event.seq for event in dossier.history if event.action == "SPLIT"), default=0)
    own = {None, *(row.pk for row in dossier.filed if row.matter_id == dossier.matter.pk)}
    return [
        event
        for event in dossier.history
        if event.action == "SUPPLEMENT" and event.seq < last and event.submission_id in own
    ]


def history_for(actor: Actor, dossier: Dossier) -> list[Event]:
    """The events of a matter that this person may read: after a split without what was added before it, and without
    the split itself for all but the organ that made it, if it does not stand under the accused; without what another
    organ has in the making.
    """
    if not actor.posts:
        return dossier.history
    history = [
        event for event in _since_unsealed(actor, dossier.history) if not is_in_the_making(event, actor)
    ]
    if all(event.action != "SPLIT" for event in history):
        return history
    hides, closed = _is_of_accused(actor, dossier), unsifted(dossier)
    return [
        _without_words(event) if event in closed else event
        for event in history
        if event.action != "SPLIT" or not (hides or event.organ_id not in actor.organs)
    ]


def papers_for(actor: Actor, dossier: Dossier) -> list[Document]:
    """The papers of a matter that this person may read: one older than a split stays with the organ that issued it and
    with the one that made the split, unless it stands under the accused. Of drafts, which no event dates, one's own; a
    decision in the making is nobody else's to know.
    """
    walls = [event for event in dossier.history if event.action in WALLS]
    if not actor.posts or not walls:
        return [p for p in dossier.papers if not p.is_decision_draft or p.organ_id in actor.organs]
    splits = [event for event in walls if event.action == "SPLIT"]
    split = max((event.seq for event in splits), default=0)
    told = {event.pk: event.seq for event in history_for(actor, dossier)}
    keeps = bool(splits) and not _is_of_accused(actor, dossier)
    made = keeps and any(event.organ_id in actor.organs for event in splits)

    def is_open(paper: Document) -> bool:
        mine = paper.organ_id in actor.organs
        if paper.event_id is None:
            return mine
        return paper.event_id in told and (told[paper.event_id] > split or made or (keeps and mine))

    return [paper for paper in dossier.papers if is_open(paper)]


def _is_of_accused(actor: Actor, dossier: Dossier) -> bool:
    """Whether what was split off complains of this person, their organs or those over them."""
    split = Link.objects.filter(earlier=dossier.matter, kind=MatterLink.SPLIT_FROM).values("later")
    about = ComplainedOf.objects.filter(matter__in=split)
    mine = about.filter(organ__in=actor.lineage) | about.filter(account__isnull=False, account=actor.account)
    return mine.exists()


def is_in_the_making(event: Event, actor: Actor) -> bool:
    """Whether it tells that another organ drafts a decision about a matter not its own: by what it is called already."""
    step = STEPS.get(event.action)
    return step is not None and step.is_confidential and event.organ_id not in actor.organs


def _since_unsealed(actor: Actor, history: list[Event]) -> list[Event]:
    """What staff did behind the wall stays with their organs after the seal has been lifted."""
    until = max((event.seq for event in history if event.action == "UNSEAL"), default=0)
    return [
        event
        for event in history
        if event.seq >= until or event.action in ("REGISTER", "SUPPLEMENT") or event.organ_id in actor.organs
    ]


def _without_words(event: Event) -> Event:
    shut = copy(event)
    shut.facts = {name: value for name, value in event.facts.items() if name not in ("content", "files")}
    return shut
