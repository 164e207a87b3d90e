"""Hot topics: what several different people write about, told only from the letters the reader may see.

Figures and labels are made from those letters alone, so a wall also narrows what a topic says of itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from lianxin.models import ComplainedOf, Party, TopicMember
from lianxin.queries.access import visible
from lianxin.queries.repeats import rarity_kept
from lianxin.rules.facts import Actor
from lianxin.rules.privacy import FEWEST_WRITERS
from lianxin.text.letters import Letter, read
from lianxin.text.topics import label

WEEK, BEFORE = timedelta(days=7), timedelta(days=35)
MOST, MOST_MATTERS, MOST_READ = 15, 12, 40


@dataclass(frozen=True)
class TopicMatter:
    """One matter of a topic, as any list shows it."""

    number: str
    title: str
    state: str
    received_on: date


@dataclass(frozen=True)
class HotTopic:
    """What, where, before which organ; letters of the last seven days and of the four weeks before; no person."""

    label: str
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


def hot_topics(actor: Actor, *, on: date) -> list[HotTopic]:
    """Topics of the last five weeks by how many different people write, as far as it is sure that they
    write of one matter; then by rise.

    An organ complained of, and all below it, does not find its own here; its superior does.
    """
    accused = ComplainedOf.objects.filter(organ__in=actor.lineage).values("matter")
    seen = visible(actor, on=on).filter(sealed=False).exclude(pk__in=accused)
    rows = TopicMember.objects.filter(
        submission__matter__in=seen, submission__received_on__range=(on - BEFORE, on)
    ).select_related("submission__matter__owner", "submission__matter__region")
    found: dict[int, list[TopicMember]] = defaultdict(list)
    for row in rows.order_by("-submission__received_on", "-submission"):
        found[row.topic].append(row)
    writers = _writers(row.pk for members in found.values() for row in members)
    shown = []
    for members in found.values():
        number = len({writers[row.pk] for row in members})
        if number >= FEWEST_WRITERS:
            sure = number * fmean(row.closeness for row in members)
            shown.append((sure, _topic(number, [row.submission for row in members], on)))
    shown.sort(key=lambda pair: (-pair[0], -pair[1].rise, pair[1].label))
    return [topic for _, topic in shown[:MOST]]


def _writers(submissions: Iterable[int]) -> dict[int, str]:
    """{submission: a mark of who wrote it}: the same blind index is the same person, no name is read."""
    wanted = set(submissions)
    marks = {pk: str(pk) for pk in wanted}
    people = Party.objects.filter(submission__in=wanted).order_by("-pk")
    for pk, *indexes in people.values_list("submission", "id_index", "phone_index", "name_index"):
        marks[pk] = next(filter(None, indexes), marks[pk])
    return marks


def _topic(writers: int, members: list[Any], on: date) -> HotTopic:
    rarity = rarity_kept()
    readings = [read(Letter("", row.title, row.content), rarity) for row in members[:MOST_READ]]
    matters = {row.matter_id: row for row in members}.values()
    new = sum(row.received_on > on - WEEK for row in members)
    return HotTopic(
        label(readings), writers, new, len(members) - new,
        _most(row.matter.region.name for row in matters if row.matter.region),
        _most(row.matter.owner.name for row in matters),
        tuple(
            TopicMatter(row.matter.number, row.matter.title, row.matter.state, row.received_on)
            for row in list(matters)[:MOST_MATTERS]
        ),
    )  # fmt: skip


def _most(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in Counter(names).most_common(3))
