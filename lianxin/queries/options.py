"""What a person may pick from in a step's form, by the name its row gives; the same list checks what they sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lianxin.models import Account, Document, Matter, Organ, Posting, Request, Submission, Task
from lianxin.queries import joint
from lianxin.queries.access import reads
from lianxin.queries.directory import (
    in_force,
    petition_offices,
    region_prefix,
    regions_under,
    staff_with_posts,
    standing_for,
    tree_on,
    with_heirs,
)
from lianxin.queries.dossier import Dossier
from lianxin.queries.file_rows import has_left
from lianxin.queries.owed import by_letter, by_word, to_clear
from lianxin.queries.sittings import desks
from lianxin.queries.variant import variant
from lianxin.rules import categories, jurisdiction
from lianxin.rules.acts.opinions import begun_with
from lianxin.rules.codes import TIES, Means, OrganDuty, OrganLevel, Relation
from lianxin.rules.facts import Actor
from lianxin.rules.mandates import AgentScope
from lianxin.rules.papers import PAPERS
from lianxin.rules.pathways import Pathway
from lianxin.rules.permissions import may
from lianxin.rules.privacy import FIELDS, mask_name
from lianxin.rules.sittings import Part
from lianxin.rules.steps import STEPS
from lianxin.rules.tasks import TASKS, Informed, Reporting

MOST_NAMES = 3


@dataclass(frozen=True)
class Option:
    """One choice: `value` is sent, `label` shown, `key` the row behind it."""

    value: str
    label: str
    key: int = 0


def category_tree() -> categories.Categories:
    """The content categories of this installation."""
    return variant().categories


def _organs(rows: Iterable[Organ]) -> list[Option]:
    return [Option(row.code, row.name, row.pk) for row in rows]


def _forwardable(dossier: Dossier, actor: Actor) -> list[Option]:
    """A petition office: all under its government, and vertical organs of its place (属地、分级、归口).

    Another organ: its subordinates (第二十二条、第二十三条).
    """
    tree, owner = tree_on(dossier.today), dossier.matter.owner
    at_office = dossier.owner_is_petition_office and bool(dossier.owner_above)
    reach = jurisdiction.below({dossier.owner_above[0] if at_office else owner.pk}, tree)
    wanted = Q(pk__in=reach)
    if at_office:
        levels = [level for level in OrganLevel if level.rank >= OrganLevel[owner.level].rank]
        wanted |= Q(region__code__startswith=region_prefix(owner.region_id), level__in=levels)
    barred = (
        jurisdiction.below(with_heirs(dossier.accused, dossier.today), tree)
        if dossier.sealed
        else frozenset()
    )
    rows = Organ.objects.filter(in_force(dossier.today), wanted)
    return _organs(rows.exclude(pk__in={owner.pk, *barred}))


def _discipline(dossier: Dossier, actor: Actor) -> list[Option]:
    """Discipline organs outside everything complained of; the nearest first."""
    barred = jurisdiction.below(with_heirs(dossier.accused, dossier.today), tree_on(dossier.today))
    rows = Organ.objects.filter(in_force(dossier.today), line="DISCIPLINE").exclude(
        pk__in={*barred, dossier.owner}
    )
    near = {organ: rank for rank, organ in enumerate(dossier.owner_above)}
    tree = tree_on(dossier.today)
    return _organs(sorted(rows, key=lambda row: (near.get(tree.get(row.pk, 0), 99), row.code)))


def _staff(dossier: Dossier, actor: Actor) -> list[Option]:
    """Who reads the matter where it is."""
    staff = staff_with_posts(dossier.owner, dossier.today)
    return [Option(row.username, str(row), row.pk) for row, each in staff if reads(each, dossier)]


def _handlers(dossier: Dossier, actor: Actor) -> list[Option]:
    """Who reads the matter and could take it into their own hands."""
    staff = staff_with_posts(dossier.owner, dossier.today)
    able = (row for row, each in staff if reads(each, dossier) and may(each, "TAKE", dossier))
    return [Option(row.username, str(row), row.pk) for row in able]


def _named(dossier: Dossier, actor: Actor) -> list[Option]:
    """The staff complained of, as they are walled off by name."""
    rows = Account.objects.filter(pk__in=dossier.accused_accounts).order_by("name", "pk")
    return [Option(row.username, str(row), row.pk) for row in rows]


def _namesakes(dossier: Dossier, actor: Actor) -> list[Option]:
    """Those of them who may be let in again: behind a seal, whom somebody else has proposed."""
    proposed = {username for username, by in dossier.namesakes if by != actor.account}
    return [o for o in _named(dossier, actor) if not dossier.sealed or o.value in proposed]


def staff_in_reach(dossier: Dossier) -> QuerySet[Account]:
    """Who may be complained of: the staff of the office and of all under its government."""
    reach = jurisdiction.below({dossier.office, *dossier.owner_above[:1]}, tree_on(dossier.today))
    posts = Posting.objects.filter(in_force(dossier.today), organ__in=reach)
    return Account.objects.filter(is_active=True, postings__in=posts).distinct().order_by("name", "pk")


def _all_staff(dossier: Dossier, actor: Actor) -> list[Option]:
    return [Option(row.username, str(row), row.pk) for row in staff_in_reach(dossier)]


def _submissions(rows: Iterable[Submission], dossier: Dossier) -> list[Option]:
    """By number and the masked names of its people; of a sealed matter by number alone."""
    return [Option(row.number, _signed(row, sealed=dossier.sealed), row.pk) for row in rows]


def _signed(row: Submission, *, sealed: bool) -> str:
    names = [] if sealed else [str(p.name) for p in row.parties.all() if p.name and p.left_on is None]
    shown = "、".join(FIELDS["name"].mask(name) for name in names[:MOST_NAMES])
    return f"{row.number} {shown}{'…' if len(names) > MOST_NAMES else ''}" if shown else row.number


def _registered_here(dossier: Dossier, actor: Actor) -> list[Option]:
    """Those registered at this person's own organ, where the papers to compare with are."""
    here = (
        row
        for row in dossier.filed
        if not has_left(row)
        and (dossier.sealed or standing_for(row.office_id, dossier.today) in actor.organs)
    )
    return _submissions(here, dossier)


def _candidates(dossier: Dossier, actor: Actor) -> list[Option]:
    """Members who agreed to be named to the others; nobody else's name shows."""
    filed = {row.pk: row for row in dossier.filed if not has_left(row)}
    stand = [filed[pk] for pk in joint.candidates(dossier.history) if pk in filed]
    return [Option(str(row.pk), str(row.parties.all()[0].name), row.pk) for row in stand]


def _agents(dossier: Dossier, actor: Actor) -> list[Option]:
    mine = (m for m in dossier.mandates if actor.posts or m.submission_id in actor.submissions)
    return [Option(str(m.pk), mask_name(str(m.party.name)), m.pk) for m in mine]


def _regions_below(dossier: Dossier, actor: Actor) -> list[Option]:
    """The places of this person's own organs and all below them."""
    places = Organ.objects.filter(pk__in=actor.organs).values_list("region_id", flat=True).distinct()
    found = {row.code: row.name for code in places for row in regions_under(code)}
    return [Option(code, found[code]) for code in sorted(found)]


def _task_organs(dossier: Dossier, actor: Actor) -> list[Option]:
    """Whom a task may be given to: any organ in force but those complained of and all below them."""
    barred = (
        jurisdiction.below(with_heirs(dossier.accused, dossier.today), tree_on(dossier.today))
        if dossier.matter.pk and dossier.sealed
        else frozenset()
    )
    return [option for option in _organs(dossier.organs_now) if option.key not in barred]


def _organs_above(dossier: Dossier, actor: Actor) -> list[Option]:
    """The organs over the one that has the matter, the nearest first: one of them says whether it is concluded."""
    found = {option.key: option for option in _task_organs(dossier, actor)}
    line = jurisdiction.above(dossier.owner, tree_on(dossier.today))
    return [found[pk] for pk in line if pk in found]


def _task(row: Task) -> Option:
    label = TASKS[row.kind].label if row.kind in TASKS else row.kind
    return Option(str(row.pk), f"{label} {row.issued_on.isoformat()} {row.organ.name}", row.pk)


def _coded(codes: Iterable[object]) -> list[Option]:
    return [Option(str(code), getattr(code, "label", str(code))) for code in codes]


MADE_BY_STEPS = frozenset(
    {"D05", "D12", "D50"}
    | {step.paper for step in STEPS.values()}
    | {paper for kind in TASKS.values() for paper in (kind.paper, kind.reply_paper)}
)


def _papers_to_draft(dossier: Dossier, actor: Actor) -> list[Option]:
    """What no other step makes."""
    return [Option(code, f"{code} {row.title}") for code, row in PAPERS.items() if code not in MADE_BY_STEPS]


def _papers_at(*states: str) -> Callable[[Dossier, Actor], list[Option]]:
    """The papers of one's own organ in these states, but those with steps of their own."""

    def found(dossier: Dossier, actor: Actor) -> list[Option]:
        rows = [p for p in dossier.papers if p.state in states and p.organ_id in actor.organs]
        return [
            Option(str(paper.pk), f"{PAPERS[paper.kind].title}（{paper.kind}）", paper.pk)
            for paper in rows
            if paper.kind not in MADE_BY_STEPS
        ]

    return found


def _papers_to_check(dossier: Dossier, actor: Actor) -> list[Option]:
    return _of_others(Document.DRAFT, dossier=dossier, actor=actor)


def _papers_to_return(dossier: Dossier, actor: Actor) -> list[Option]:
    return _of_others(Document.DRAFT, Document.CHECKED, dossier=dossier, actor=actor)


def _of_others(*states: str, dossier: Dossier, actor: Actor) -> list[Option]:
    mine = {p.pk for p in dossier.papers if p.drafted_by_id == actor.account}
    return [o for o in _papers_at(*states)(dossier, actor) if o.key not in mine]


def _own_drafts(dossier: Dossier, actor: Actor, *, untold: bool = False) -> list[Option]:
    """Papers of any kind that this person drafted and nobody has issued; those of which other organs know, or do not."""
    rows = (p for p in dossier.papers if p.state != Document.ISSUED and p.drafted_by_id == actor.account)
    rows = (p for p in rows if STEPS[begun_with(p.kind, p.step)].is_confidential is untold)
    titled = (
        (paper.pk, f"{PAPERS[paper.kind].title}（{paper.kind}）")
        for paper in rows
        if paper.organ_id in actor.organs
    )
    return [Option(str(pk), title, pk) for pk, title in titled]


def _own_organs(dossier: Dossier, actor: Actor) -> list[Option]:
    """This person's organs, and at a petition office the government it speaks for."""
    own = desks(actor)
    return _organs(row for row in dossier.organs_now if row.pk in own)


def _sitting_staff(dossier: Dossier, actor: Actor) -> list[Option]:
    """Everybody with a post in these organs and below: who may be seated in a sitting."""
    reach = desks(actor) | jurisdiction.below(desks(actor), tree_on(dossier.today))
    posts = Posting.objects.filter(in_force(dossier.today), organ__in=reach)
    rows = Account.objects.filter(is_active=True, postings__in=posts).distinct().order_by("name", "pk")
    return [Option(row.username, str(row), row.pk) for row in rows]


def _told_organs(dossier: Dossier, actor: Actor) -> list[Option]:
    """The organs above this person's own, and the petition offices beside them."""
    line = {organ for post in actor.posts for organ in (post.organ, *post.above)}
    tree, offices = tree_on(dossier.today), petition_offices(dossier.today)
    near = line | {pk for pk in offices if tree.get(pk) in line}
    return _organs(row for row in dossier.organs_now if row.pk in near - actor.organs)


def _urgent_reports(dossier: Dossier, actor: Actor) -> list[Option]:
    """Urgent reports of this person's organs that nobody has cleared."""
    rows = Task.objects.filter(kind="URGENT_REPORT", issuer__in=actor.organs, cleared_on=None)
    return [Option(str(row.pk), report_name(row), row.pk) for row in rows.order_by("-pk")]


def report_name(row: Task) -> str:
    """An urgent report among others of the same day: which report, the day, the place."""
    return f"{Reporting[row.facts['stage']].label} {row.issued_on.isoformat()} {row.facts['place']}"


SOURCES: dict[str, Callable[[Dossier, Actor], list[Option]]] = {
    "forwardable": _forwardable,
    "discipline_organs": _discipline,
    "all_organs": lambda d, a: _organs(d.organs_now),
    "co_handlers": lambda d, a: [
        o
        for o in _organs(d.organs_now)
        if o.key != d.owner and o.key not in petition_offices(d.today) and o.key not in d.co_handlers
    ],
    "staff_here": _staff,
    "handlers": _handlers,
    "all_staff": _all_staff,
    "named": _named,
    "namesakes": _namesakes,
    "categories": lambda d, a: [Option(code, name) for code, name in category_tree().choices()],
    "regions": lambda d, a: [Option(r.code, r.name) for r in regions_under(d.matter.office.region_id)],
    "regions_below": _regions_below,
    "requests": lambda d, a: [
        Option(str(r.position), r.text[:60]) for r in d.requests if r.submission.matter_id == d.matter.pk
    ],
    "filed": lambda d, a: _submissions((row for row in d.filed if not has_left(row)), d),
    "registered_here": _registered_here,
    "unserved": lambda d, a: _submissions(d.to_serve, d),
    "unannounced": lambda d, a: _submissions((row for row in d.to_serve if row.pk not in d.notices), d),
    "announced": lambda d, a: _submissions((row for row in d.to_serve if row.pk in d.notices), d),
    "letters": lambda d, a: [Option(str(n.pk), n.text[:60], n.pk) for n in d.to_post],
    "turns": lambda d, a: [
        Option(t.reference, f"{t.sitting.held_from:%Y-%m-%d} {t.sitting.host}", t.pk) for t in d.to_record
    ],
    "candidates": _candidates,
    "agents": _agents,
    "task_organs": _task_organs,
    "organs_above": _organs_above,
    "tasks_to_answer": lambda d, a: [_task(row) for row in by_word(a, d.tasks)],
    "letters_to_answer": lambda d, a: [_task(row) for row in by_letter(a, d.tasks)],
    "tasks_to_clear": lambda d, a: [_task(row) for row in to_clear(a, d.tasks, d.today)],
    "told_organs": _told_organs,
    "urgent_reports": _urgent_reports,
    "own_organs": _own_organs,
    "sitting_staff": _sitting_staff,
    "parts": lambda d, a: _coded((Part.CHAIR, Part.MEMBER, Part.CLERK, Part.GUEST)),
    "duty_parts": lambda d, a: _coded((Part.LEADS_DUTY, Part.ON_DUTY)),
    "means": lambda d, a: _coded(Means),
    "businesses": lambda d, a: _coded(variant().checklists),
    "informed": lambda d, a: _coded(Informed),
    "agent_scopes": lambda d, a: _coded(AgentScope),
    "papers_to_draft": _papers_to_draft,
    "papers_to_check": _papers_to_check,
    "papers_to_return": _papers_to_return,
    "own_drafts": _own_drafts,
    "own_untold_drafts": lambda d, a: _own_drafts(d, a, untold=True),
    "papers_to_issue": _papers_at(Document.DRAFT, Document.CHECKED),
    "pathways": lambda d, a: _coded(Pathway),
    "join_relations": lambda d, a: _coded((Relation.REPEAT, Relation.DUPLICATE)),
    "link_relations": lambda d, a: _coded(TIES),
}


class NoMatter(Dossier):
    """What can be picked on one day where no matter is in hand."""

    requests: list[Request] = []

    def __init__(self, today: date) -> None:
        super().__init__(Matter(), today)


def options(name: str, dossier: Dossier, actor: Actor) -> list[Option]:
    """The choices called `name` for this matter and person, in the order to show them."""
    return SOURCES[name](dossier, actor)


def office_options(*, duty: OrganDuty | None = None) -> list[Option]:
    """Every organ ever, for filters; `duty` narrows it."""
    rows = Organ.objects.all()
    return _organs(rows.filter(duty=duty) if duty else rows)
