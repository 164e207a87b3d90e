"""Earlier letters about the same matter, among what the reader may see, each with its reasons. It only suggests.

Three ways lead to a candidate: rare phrases, the same person by blind index, and the place the letter names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Q, QuerySet

from lianxin.models import Event, LetterCounts, Matter, Party, RarePhrase, Submission
from lianxin.models.fields import blind
from lianxin.queries.access import reach, sees_sealed, visible
from lianxin.queries.search import found
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.letters import Letter, best_names, rare_pieces, read
from lianxin.text.rarity import Rarity, plain
from lianxin.text.repeats import Likeness, compare

KEPT = 24  # rare phrases kept of each letter
ASKED = 150  # rare phrases looked for
ALWAYS = 16  # of them however common, as in a letter that hundreds have copied; of the others
KNOWN_BY = 150  # only what no more of the counted letters hold: the rest tells little and is long to look up
LEAST_SHARED = 2
MOST_BY_PHRASE, MOST_BY_PERSON, MOST_BY_PLACE = 60, 20, 20
PLACES = 2
SHORTEST = 12  # characters; less says nothing of its own
MOST_SHOWN = 8
SAME_PERSON = 0.05  # of one person's letters all are worth showing but those about another number (期、号)
ORDINARY, SEALED = "phrase", "sealed phrase"


@dataclass(frozen=True)
class Draft:
    """What is compared: words as typed or as filed, the day, blind indexes of the people; `pk` once filed."""

    title: str
    content: str
    received_on: date
    people: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    region: str = ""
    pk: int = 0

    @property
    def text(self) -> str:
        """Title and words in one."""
        return f"{self.title}\n{self.content}"


@dataclass(frozen=True)
class Match:
    """An earlier submission that seems to tell of the same; `kind` and `reasons` say how it was judged."""

    number: str
    matter: str
    title: str
    state: str
    received_on: date
    kind: Said
    reasons: tuple[Said, ...]


def alike(actor: Actor, draft: Draft, *, on: date) -> list[Match]:
    """Earlier submissions about the same matter that this reader may know of, the likeliest first."""
    if len(plain(draft.text)) < SHORTEST:
        return []
    rarity = rarity_kept()
    letter = read(Letter("", draft.title, draft.content, draft.received_on.toordinal(), "same"), rarity)
    seen = visible(actor, on=on)
    mine = Submission.objects.filter(matter__in=seen)  # before each limit: what is not theirs takes no place
    same_people = _by_person(draft, mine)
    few = (
        None if actor.posts and reach(actor, on).wide else mine
    )  # who sees nearly all is spared asking of thousands
    near = _by_phrase(actor, draft, rarity, few) | same_people | _by_place(best_names(letter, PLACES), mine)
    rows = list(
        Submission.objects.filter(pk__in=near, matter__in=seen).exclude(pk=draft.pk).select_related("matter")
    )
    more = added_words({row.matter_id for row in rows})
    judged = []
    for row in rows:
        writer = "same" if row.pk in same_people else ""
        words = "\n".join([row.text, *more.get(row.pk, ())])
        other = Letter(row.number, row.title, words, row.received_on.toordinal(), writer)
        likeness = compare(letter, read(other, rarity))
        if likeness.same or (likeness.same_writer and likeness.score >= SAME_PERSON):
            judged.append((likeness, row))
    judged.sort(key=lambda pair: (not pair[0].same_text, not pair[0].same_writer, -pair[0].score, pair[1].pk))
    return [_match(likeness, row) for likeness, row in judged[:MOST_SHOWN]]


def alike_filed(actor: Actor, matter: Matter, *, on: date) -> list[Match]:
    """The same for what is already on file; what is in this matter is not told again. Needs a visible matter."""
    row = Submission.objects.filter(matter=matter).order_by("pk").first()
    if row is None:
        return []
    people = [key for pair in row.parties.values_list("id_index", "phone_index") for key in pair if key]
    names = frozenset(name for name in row.parties.values_list("name_index", flat=True) if name)
    words = "\n".join([row.text, *added_words([matter.pk]).get(row.pk, ())])
    draft = Draft(row.title, words, row.received_on, frozenset(people), names, matter.region_id or "", row.pk)
    others = alike(actor, draft, on=on)
    return [match for match in others if match.matter != matter.number]


def added_words(matters: Collection[int]) -> dict[int, list[str]]:
    """{submission: what its petitioner added later}. What was added before a split lies behind the wall (第三十条)."""
    if not matters:
        return {}
    told = Event.objects.filter(matter__in=matters, action__in=("SUPPLEMENT", "SPLIT")).order_by(
        "matter", "seq"
    )
    found: dict[int, list[str]] = defaultdict(list)
    mine: dict[int, set[int]] = defaultdict(set)
    for event in told:
        if event.action == "SPLIT":
            for pk in mine.pop(event.matter_id, ()):
                found.pop(pk, None)
        elif event.submission_id:
            found[event.submission_id].append(str(event.facts.get("content", "")))
            mine[event.matter_id].add(event.submission_id)
    return dict(found)


def marks(pieces: Iterable[str], kind: str) -> list[int]:
    """Keyed hashes of a letter's rare phrases; behind the wall another key, so that nothing can be matched across it."""
    return [int.from_bytes(bytes.fromhex(blind(kind, piece)[:16]), "big", signed=True) for piece in pieces]


def rarity_kept() -> Rarity:
    """The office's own counts as last kept; before the first counting all is equally rare."""
    when = LetterCounts.objects.values_list("pk", "counted_at").first()
    return _unpacked(*when) if when else Rarity()


@lru_cache(maxsize=1)
def _unpacked(pk: int, counted_at: object) -> Rarity:
    return Rarity.unpacked(bytes(LetterCounts.objects.get(pk=pk).counts))


def looked_for(text: str, rarity: Rarity) -> list[str]:
    """The rare phrases of a text by which others are looked up."""
    pieces = rare_pieces(text, rarity, ASKED)
    return pieces[:ALWAYS] + [piece for piece in pieces[ALWAYS:] if rarity.holders(piece) <= KNOWN_BY]


def _by_phrase(
    actor: Actor, draft: Draft, rarity: Rarity, mine: QuerySet[Submission] | None = None
) -> set[int]:
    """Who can see nothing sealed does not ask behind the wall: what lies there must not take the place of another."""
    pieces = looked_for(draft.text, rarity)
    sides = (ORDINARY, SEALED) if sees_sealed(actor) else (ORDINARY,)
    asked = {mark for side in sides for mark in marks(pieces, side)}
    held = RarePhrase.objects.filter(mark__in=asked)
    if mine is not None:
        held = held.filter(submission__in=mine)
    rows = held.order_by().values("submission")
    shared = rows.annotate(shared=Count("mark")).filter(shared__gte=LEAST_SHARED)
    return set(shared.order_by("-shared").values_list("submission", flat=True)[:MOST_BY_PHRASE])


def _by_person(draft: Draft, mine: QuerySet[Submission]) -> set[int]:
    """Submissions of the same person: by ID number or phone, or by name together with the place."""
    keys = [key for key in draft.people if key]
    same = Q(id_index__in=keys) | Q(phone_index__in=keys)
    if draft.region and draft.names:
        same |= Q(name_index__in=draft.names, submission__matter__region=draft.region)
    rows = (
        Party.objects.filter(same, submission__in=mine)
        .order_by("-submission")
        .values_list("submission", flat=True)
    )
    return set(rows[:MOST_BY_PERSON])


def _by_place(names: Iterable[str], mine: QuerySet[Submission]) -> set[int]:
    """The newest submissions of matters that hold one of these names."""
    near: set[int] = set()
    for name in names:
        rows = mine.filter(matter__in=found(name, filed=True).values("matter_id"))
        near |= set(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_BY_PLACE])
    return near


def _match(likeness: Likeness, row: Submission) -> Match:
    told_alike = likeness.phrases or likeness.grievances
    kind = (
        _("文字基本相同") if likeness.same_text else _("似为同一件事") if told_alike else _("同一人的另一件")
    )
    reasons = []
    if likeness.same_writer:
        reasons.append(Said(_("同一人（按证件、电话或者姓名加属地核对）")))
    if likeness.grievances:
        reasons.append(Said(_("都反映{what}"), {"what": likeness.grievances}))
    if likeness.phrases:
        reasons.append(Said(_("都写到“{phrases}”"), {"phrases": likeness.phrases}))
    matter = row.matter
    return Match(
        row.number, matter.number, row.title, matter.state, row.received_on, Said(kind), tuple(reasons)
    )
