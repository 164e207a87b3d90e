"""What is kept to work by: read, searched, and asked what it says of a citation on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianxin.models import ComplainedOf, KnowledgeItem, Matter, Passage, Recusal
from lianxin.queries.access import READERS, NotFound
from lianxin.queries.directory import petition_offices, tree_on
from lianxin.queries.search import found_passages
from lianxin.queries.sittings import desks
from lianxin.rules import jurisdiction
from lianxin.rules.answer_check import Judge
from lianxin.rules.facts import Actor, Post
from lianxin.rules.knowledge import (
    CITED,
    KINDS,
    KnowledgeKind,
    Standing,
    Version,
    plain_title,
    standing,
    version_on,
)
from lianxin.rules.states import STATES, State

PAGE = 40
SUGGESTED = 8


# ---- who ---------------------------------------------------------------------------------------------------
def post_to_write(actor: Actor, kind: KnowledgeKind, organ: int | None = 0) -> Post | None:
    """The post in which this person writes such an item; `organ` of one that stands already, None for everybody's."""
    return next((p for p in actor.posts if p.role in kind.writes and _keeps(p, organ)), None)


def post_to_approve(actor: Actor, row: KnowledgeItem) -> Post | None:
    """The post in which this person lets a version count: another person than wrote it."""
    if row.approved_at is not None or row.written_by_id == actor.account:
        return None
    roles = KINDS[row.kind].approves
    return next((p for p in actor.posts if p.role in roles and _keeps(p, row.organ_id)), None)


def may_be_case(actor: Actor, matter: Matter) -> bool:
    """Whether this person may propose the matter as a case, but for one that stands already."""
    over = not matter.sealed and not STATES[State(matter.state)].is_open
    return over and post_to_write(actor, KINDS["CASE"]) is not None


def _keeps(post: Post, organ: int | None) -> bool:
    return post.at_office if organ is None else organ in (0, post.organ)


def readable(actor: Actor) -> QuerySet[KnowledgeItem]:
    """What counts, for all staff, and what waits in their own organs; a case only as `cases_for` allows."""
    if not actor.posts:
        return KnowledgeItem.objects.none()
    own = Q(organ__in=actor.organs) | (Q(organ=None) if any(p.at_office for p in actor.posts) else Q(pk=None))
    rows = KnowledgeItem.objects.filter(Q(approved_at__isnull=False) | own)
    return rows.filter(~Q(kind="CASE") | Q(pk__in=cases_for(actor).values("pk")))


def cases_for(actor: Actor) -> QuerySet[KnowledgeItem]:
    """Cases for people who read content, but none of a sealed matter or one they stand aside from (第二十八条、第三十条)."""
    rows = KnowledgeItem.objects.filter(kind="CASE", matter__sealed=False)
    if not actor.has(*READERS):
        return rows.none()
    about = ComplainedOf.objects.filter(matter=OuterRef("matter"), account=actor.account)
    aside = Recusal.objects.filter(matter=OuterRef("matter"), account=actor.account)
    return rows.exclude(Exists(about)).exclude(Exists(aside))


def binding(actor: Actor, on: date) -> set[int]:
    """The organs whose items bind this person: own and above, and the petition offices that speak for one of these."""
    tree = tree_on(on)
    line = {organ for each in desks(actor) for organ in (each, *jurisdiction.above(each, tree))}
    return line | {pk for pk in petition_offices(on) if tree.get(pk) in line}


def cards(actor: Actor, *, on: date) -> list[tuple[KnowledgeItem, str]]:
    """The cards that this person's desk goes by, each with its words."""
    rows = newest(readable(actor)).filter(kind="CARD", organ__in=binding(actor, on))
    return [(row, text_of(row)) for row in rows.exclude(approved_at=None).order_by("pk")]


# ---- lists and items ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Listed:
    """A page of items, each in the newest version that counts, else the one that waits."""

    rows: list[KnowledgeItem]
    total: int
    start: int
    found: dict[int, Passage] = field(
        default_factory=dict
    )  # the first passage that holds what was looked for

    @property
    def earlier(self) -> int | None:
        """Where the page before begins."""
        return max(self.start - PAGE, 0) if self.start else None

    @property
    def later(self) -> int | None:
        """Where the next page begins."""
        return self.start + PAGE if self.start + PAGE < self.total else None


def listed(
    actor: Actor, kinds: Iterable[str], query: str, *, on: date, due: bool = False, start: int = 0
) -> Listed:
    """Items of these kinds, narrowed by words of their text and to those whose review is due."""
    rows = newest(readable(actor)).filter(kind__in=list(kinds))
    if due:
        rows = rows.filter(review_on__lte=on)
    found: dict[int, Passage] = {}
    if query.strip():
        passages = found_passages(query).filter(item__in=rows).order_by("item", "position")
        for passage in passages.select_related("item"):
            found.setdefault(passage.item_id, passage)
        rows = rows.filter(pk__in=list(found))
    total = rows.count()
    return Listed(list(rows.select_related("organ", "region")[start : start + PAGE]), total, start, found)


def newest(rows: QuerySet[KnowledgeItem]) -> QuerySet[KnowledgeItem]:
    """Of each item the newest version that counts; the newest of all where none does yet."""
    later = KnowledgeItem.objects.filter(series=OuterRef("series"), version__gt=OuterRef("version"))
    counts = Q(approved_at__isnull=False) & ~Exists(later.filter(approved_at__isnull=False))
    approved = KnowledgeItem.objects.filter(series=OuterRef("series"), approved_at__isnull=False)
    return rows.filter(counts | (Q(approved_at=None) & ~Exists(later) & ~Exists(approved)))


def waiting(actor: Actor) -> list[KnowledgeItem]:
    """Versions that this person may let count."""
    later = KnowledgeItem.objects.filter(series=OuterRef("series"), version__gt=OuterRef("version"))
    rows = readable(actor).filter(approved_at=None).exclude(Exists(later)).select_related("organ")
    return [row for row in rows if post_to_approve(actor, row)]


def count_due(actor: Actor, *, on: date) -> int:
    """How many items should have been looked at again by today."""
    return newest(readable(actor)).filter(review_on__lte=on).count()


def item_for(actor: Actor, series: int, version: int = 0) -> tuple[KnowledgeItem, list[KnowledgeItem]]:
    """One version (0: the one to show first) and all versions this person may read. Raises NotFound."""
    related = ("organ", "region", "written_by", "approved_by", "matter")
    rows = list(readable(actor).filter(series=series).select_related(*related).order_by("-version"))
    first = next((row for row in rows if row.approved_at), rows[0] if rows else None)
    row = next((each for each in rows if each.version == version), None) if version else first
    if row is None:
        raise NotFound(str(series))
    return row, rows


def passages_of(row: KnowledgeItem) -> list[Passage]:
    """Its articles in their order."""
    return list(row.passages.all())


def text_of(row: KnowledgeItem) -> str:
    """The whole text again, an article a paragraph, as it is edited."""
    return "\n".join(
        f"{each.label}　{each.written}" if each.label else each.written for each in passages_of(row)
    )


# ---- law ---------------------------------------------------------------------------------------------------
def sources() -> QuerySet[KnowledgeItem]:
    """Every version of law, policy and rule that counts."""
    return KnowledgeItem.objects.filter(kind__in=CITED, approved_at__isnull=False)


def public_sources() -> list[KnowledgeItem]:
    """Law, policy and rules that everybody may read about, the newest version of each."""
    return list(newest(KnowledgeItem.objects.filter(kind__in=CITED, public=True)).exclude(approved_at=None))


def versions_of(titles: Iterable[str]) -> dict[str, list[Version]]:
    """{plain title: its versions that count} with the labels of their articles."""
    plain = {plain_title(title) for title in titles}
    found: dict[str, list[Version]] = {}
    for row in sources().filter(plain__in=plain).prefetch_related("passages").order_by("written_at"):
        labels = frozenset(each.label for each in row.passages.all() if each.label)
        known = found.setdefault(row.plain, [])
        known.append(
            Version(len(known), row.effective_on, row.expired_on, labels, row.whole and bool(labels))
        )
    return found


def judge_on(day: date) -> Judge | None:
    """What the library says of a citation on that day; None where an office keeps no library."""
    if not sources().exists():
        return None
    return lambda title, labels: standing(title, labels, versions_of([title]), day)


def state_on(row: KnowledgeItem, day: date) -> Standing:
    """Whether this version counts on a day."""
    in_force = Version(0, row.effective_on, row.expired_on).in_force(day)
    return Standing.KNOWN if in_force else Standing.NOT_IN_FORCE


@dataclass(frozen=True)
class Cited:
    """One article that can be cited: how it is written, its words, whether its source counts on the day."""

    citation: str
    written: str
    series: int
    version: int
    label: str
    in_force: bool
    expired_on: date | None


def suggest(typed: str, *, on: date) -> list[Cited]:
    """Articles that fit what is being typed: the last piece of it, whole words of title, number of article or text."""
    query = _last_piece(typed)
    if len(query) <= 1:  # one character is found everywhere
        return []
    rows = found_passages(query).filter(item__in=sources().values("pk")).select_related("item")
    found = [_cited(row, on) for row in _of_the_day(list(rows[:400]), on)]
    return sorted(found, key=lambda each: not each.in_force)[:SUGGESTED]


def _of_the_day(rows: list[Passage], on: date) -> list[Passage]:
    """Of several versions of one source only the one of the day."""
    by_series: dict[int, dict[int, KnowledgeItem]] = {}
    for row in rows:
        by_series.setdefault(row.item.series, {})[row.item_id] = row.item
    kept: set[int] = set()
    for items in by_series.values():
        of_day = version_on(
            (Version(pk, item.effective_on, item.expired_on) for pk, item in items.items()), on
        )
        kept.add(of_day.number if of_day else max(items))
    return [row for row in rows if row.item_id in kept]


def _cited(row: Passage, on: date) -> Cited:
    item = row.item
    return Cited(
        f"《{item.title.strip('《》')}》{row.label}", row.written, item.series, item.version, row.label,
        state_on(item, on) is Standing.KNOWN, item.expired_on,
    )  # fmt: skip


def _last_piece(typed: str) -> str:
    piece = next((part for part in reversed(_split(typed)) if part.strip()), "")
    return " ".join(piece.replace("《", " ").replace("》", " ").split())


def _split(typed: str) -> list[str]:
    for mark in "；;。\n，,、":
        typed = typed.replace(mark, "\n")
    return typed.split("\n")
