"""Hot topics: what several different people write about, told only from the letters the reader may see.

Figures and labels are made from those letters alone, so a wall also narrows what a topic says of itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from statistics import fmean
from typing import Any

from lianxin.models import ComplainedOf, Organ, Party, TopicMember
from lianxin.queries.access import OVERSEERS, visible
from lianxin.queries.repeats import rarity_kept
from lianxin.rules.facts import Actor
from lianxin.rules.privacy import FEWEST_WRITERS
from lianxin.text.letters import Letter, read
from lianxin.text.topics import label

WEEK, BEFORE = timedelta(days=7), timedelta(days=35)
SEVERAL = 2  # letters of a week, at least, that are called a rise
MOST, MOST_MATTERS, MOST_READ = 15, 12, 40
PLACE_BEFORE = re.compile(r"^.{1,8}?[省市县区]")  # 临水县自然资源局 -> 自然资源局


@dataclass(frozen=True)
class TopicMatter:
    """One matter of a topic, as any list shows it."""

    number: str
    title: str
    state: str
    received_on: date


@dataclass(frozen=True)
class HotTopic:
    """What, where, before which organ; letters of the last seven days and of the four weeks before; no person.

    `example` is the title of the letter nearest to all others.
    """

    label: str
    example: str
    writers: int
    week: int
    before: int
    regions: tuple[str, ...]
    organs: tuple[str, ...]
    matters: tuple[TopicMatter, ...]

    @property
    def rise(self) -> float:
        """Letters of this week over what four ordinary weeks would bring in one."""
        return self.week - self.before / 4

    @property
    def rising(self) -> bool:
        """Whether this week brought several letters, and more than twice an ordinary week."""
        return self.week >= SEVERAL and self.week > 2 * self.before / 4


def hot_topics(actor: Actor, *, on: date, by_rise: bool = False) -> list[HotTopic]:
    """Topics of the last five weeks by how many different people write, as far as it is sure that they
    write of one matter; then by rise. `by_rise`: by rise first.

    An organ complained of, and all below it, does not find its own here; nor does who only handles matters find
    letters that name their organ, for not every letter says whom it complains of. Their superior does.
    """
    accused = ComplainedOf.objects.filter(organ__in=actor.lineage).values("matter")
    seen = visible(actor, on=on).filter(sealed=False).exclude(pk__in=accused)
    rows = TopicMember.objects.filter(
        submission__matter__in=seen, submission__received_on__range=(on - BEFORE, on)
    ).select_related("submission__matter__owner", "submission__matter__region")
    own = [] if actor.has(*OVERSEERS) else own_names(Organ.objects.filter(pk__in=actor.organs))
    found: dict[int, list[TopicMember]] = defaultdict(list)
    for row in rows.order_by("-submission__received_on", "-submission"):
        told = f"{row.submission.title}\n{row.submission.content}" if own else ""
        if not any(name in told for name in own):
            found[row.topic].append(row)
    writers = _writers(row.pk for members in found.values() for row in members)
    counted = [(len({writers[row.pk] for row in members}), members) for members in found.values()]
    counted = [(number, members) for number, members in counted if number >= FEWEST_WRITERS]
    names = _names(row.pk for _, members in counted for row in members[:MOST_READ])
    shown = []
    for number, members in counted:
        sure = number * fmean(row.closeness for row in members)
        shown.append((sure, _topic(number, members, names, on)))
    shown.sort(key=lambda pair: (-pair[1].rise if by_rise else 0, -pair[0], -pair[1].rise, pair[1].label))
    return [topic for _, topic in shown[:MOST]]


def own_names(organs: Iterable[Organ]) -> list[str]:
    """How letters name these organs: whole, and without the place before."""
    return [name for row in organs for name in {row.name, PLACE_BEFORE.sub("", row.name)} if len(name) > 2]


def _writers(submissions: Iterable[int]) -> dict[int, int]:
    """{submission: a mark of who wrote it}, no name is read: who shares a number is one person, and who shares a name
    is, unless both gave a number of one kind and they differ.
    """
    marks = {pk: pk for pk in submissions}

    def first(pk: int) -> int:
        while marks[pk] != pk:
            pk = marks[pk]
        return pk

    by_number: dict[str, int] = {}
    by_name: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    people = Party.objects.filter(submission__in=set(marks)).order_by("pk")
    for pk, ids, phone, name in people.values_list("submission", "id_index", "phone_index", "name_index"):
        same = [by_number.setdefault(number, pk) for number in (ids, phone) if number]
        namesakes = (
            one for one in by_name[name] if name and not (_differ(one[1], ids) or _differ(one[2], phone))
        )
        same += [one[0] for one in islice(namesakes, 1)]
        by_name[name].append((pk, ids, phone))
        for other in same:
            one, two = sorted((first(pk), first(other)))
            marks[two] = one
    return {pk: first(pk) for pk in marks}


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _names(submissions: Iterable[int]) -> dict[int, set[str]]:
    """{submission: whom it is from and whom it blames}: what no label may say."""
    wanted = set(submissions)
    people = Party.objects.filter(submission__in=wanted).values_list("submission", "name")
    blamed = ComplainedOf.objects.filter(matter__submissions__in=wanted)
    names: dict[int, set[str]] = defaultdict(set)
    for pk, name in (*people, *blamed.values_list("matter__submissions", "name")):
        names[pk] |= {str(name)} - {""}
    return names


def _topic(writers: int, members: list[Any], names: dict[int, set[str]], on: date) -> HotTopic:
    rarity, letters = rarity_kept(), [row.submission for row in members]
    readings = [read(Letter("", row.title, row.content), rarity) for row in letters[:MOST_READ]]
    matters = {row.matter_id: row for row in letters}.values()
    new = sum(row.received_on > on - WEEK for row in letters)
    people = {name for row in letters[:MOST_READ] for name in names[row.pk]}
    nearest = max(members, key=lambda row: row.closeness).submission.matter
    return HotTopic(
        label(readings, people), nearest.title, writers, new, len(letters) - new,
        _most(row.matter.region.name for row in matters if row.matter.region),
        _most(row.matter.owner.name for row in matters),
        tuple(
            TopicMatter(row.matter.number, row.matter.title, row.matter.state, row.received_on)
            for row in list(matters)[:MOST_MATTERS]
        ),
    )  # fmt: skip


def _most(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in Counter(names).most_common(3))
