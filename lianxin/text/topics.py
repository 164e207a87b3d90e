"""What many letters tell of at once: groups by average link on the pair score, each with a readable label."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from lianxin.text import redact
from lianxin.text.grievances import common
from lianxin.text.letters import Reading
from lianxin.text.repeats import TOPIC_WEIGHTS, score

DOOR = re.compile(r"[0-9]+(?:栋|幢|单元)[0-9栋幢单元室]*|[0-9]{5,}")  # somebody's door or number
TOGETHER = 0.4  # average pair score at which two groups are one topic
KNOWN_BY = 150  # a piece of a name in more letters than this brings nobody together
LEAST_SHARED = 7.0  # rarity of the names two letters must share before they are compared at all
FAINT = 0.05  # a pair score below this counts as none
WEEK = 7
# What no name is made of: a span of time, a sum, a word that joins words.
NO_NAME = re.compile(
    r"[了的着我你他她们把被给没不]|[0-9一二两三四五六七八九十百]+(?:个?月|年|天|次|元|块|万)"
)
ORGAN = re.compile(  # shown whole or not at all
    r"(?:自然资源(?:和规划)?|人力资源(?:和社会保障)?|市场监督管理|生态环境|住房和城乡建设|城市管理(?:综合执法)?|卫生健康|交通运输|"
    r"农业农村|综合行政执法|医疗保障|住房公积金管理|政务服务|教育体育|文化(?:和)?旅游|退役军人事务)(?:分?局|厅|委员会|委|大队|中心)"
)
LONGEST_PLACE = 12  # characters of the first part of a label

Scores = dict[tuple[int, int], float]


@dataclass(frozen=True)
class Topic:
    """Letters about one matter, in the order given; `writers` differ, `recent` came in the last week."""

    keys: tuple[str, ...]
    writers: int
    recent: int
    before: int  # letters of the four weeks before the last
    label: str


def topics(readings: Sequence[Reading], *, day: float) -> list[Topic]:
    """Groups of two and more letters about one matter, the hottest first; `day` is the day to look back from.

    What counts is how many different people write, as far as it is sure that they write of one matter.
    """
    scores = scored(readings)
    grouped = [places for places in groups(len(readings), scores) if len(places) > 1]
    found = [
        (cohesion(places, scores), topic([readings[place] for place in places], day=day))
        for places in grouped
    ]
    found.sort(key=lambda pair: (-pair[0] * pair[1].writers, -pair[1].recent, pair[1].keys))
    return [each for _, each in found]


def cohesion(places: Sequence[int], scores: Scores) -> float:
    """The mean pair score of a group of two or more, 0 to 1."""
    return fmean(closeness(place, places, scores) for place in places)


def closeness(place: int, places: Sequence[int], scores: Scores) -> float:
    """The mean pair score of one of a group of two or more with the others, 0 to 1."""
    return fmean(
        scores.get((max(place, other), min(place, other)), 0.0) for other in places if other != place
    )


def topic(members: Sequence[Reading], *, day: float) -> Topic:
    """What is said of a group: counted from these members only."""
    ages = [day - member.letter.day for member in members]
    return Topic(
        tuple(member.letter.key for member in members),
        len({member.letter.writer or member.letter.key for member in members}),
        sum(age < WEEK for age in ages), sum(WEEK <= age < 5 * WEEK for age in ages), label(members),
    )  # fmt: skip


def candidates(readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing, as places in `readings`, the later first: they share pieces of rare names."""
    known = Counter(piece for reading in readings for piece in _names(reading))
    holders: dict[str, list[int]] = defaultdict(list)
    for place, reading in enumerate(readings):
        near: dict[int, float] = defaultdict(float)
        for piece, weight in _names(reading).items():
            if known[piece] <= KNOWN_BY:
                for other in holders[piece]:
                    near[other] += weight
                holders[piece].append(place)
        yield from ((place, other) for other, weight in near.items() if weight >= LEAST_SHARED)


def _names(reading: Reading) -> dict[str, float]:
    return {reading.head[at : at + 2]: weight for at, weight in enumerate(reading.names) if weight}


def scored(readings: Sequence[Reading]) -> Scores:
    """The pair scores worth counting of all candidates."""
    pairs = (
        (pair, score(readings[pair[0]], readings[pair[1]], TOPIC_WEIGHTS)) for pair in candidates(readings)
    )
    return {pair: value for pair, value in pairs if value >= FAINT}


def groups(size: int, scores: Scores) -> list[list[int]]:
    """Average link over the places 0 to `size`: join the closest two groups while they average `TOGETHER`."""
    links: list[dict[int, float]] = [{} for _ in range(size)]  # sums of the pair scores between two groups
    for (one, other), value in scores.items():
        links[one][other] = links[other][one] = value
    members = [[place] for place in range(size)]
    queue = [(-value, one, other, 1, 1) for (one, other), value in scores.items() if value >= TOGETHER]
    heapq.heapify(queue)
    while queue:
        _, one, other, held, taken = heapq.heappop(queue)
        if (len(members[one]), len(members[other])) != (held, taken):
            continue  # one of the two has grown or gone since
        if held < taken:
            one, other = other, one
        _join(one, other, members, links)
        for third, total in links[one].items():
            average = total / (len(members[one]) * len(members[third]))
            if average >= TOGETHER:
                heapq.heappush(queue, (-average, one, third, len(members[one]), len(members[third])))
    return [sorted(each) for each in members if each]


def _join(one: int, other: int, members: list[list[int]], links: list[dict[int, float]]) -> None:
    members[one] += members[other]
    members[other] = []
    for third, total in links[other].items():
        del links[third][other]
        if third != one:
            links[one][third] = links[third][one] = links[one].get(third, 0.0) + total
    links[other] = {}


def label(members: Sequence[Reading], people: Iterable[str] = ()) -> str:
    """A few words for a group: the name most of its titles share, then what they complain of; never of a person.

    `people`: names known to be persons', beside those that look like it.
    """
    told: Counter[str] = Counter()
    for member in members:
        told.update(member.grievances)
    grievance = told.most_common(1)[0][0] if told else ""
    return " · ".join(part for part in (_place(members, sorted(people)), grievance) if part)


def _place(members: Sequence[Reading], people: Sequence[str]) -> str:
    worth: dict[str, float] = {}
    personal = {
        member.title[found.start : found.end]
        for member in members
        for found in redact.find(member.title, people)
        if found.kind != "address" or any(sign.isdigit() for sign in member.title[found.start : found.end])
    }
    personal |= {door.group() for member in members for door in DOOR.finditer(member.title)}
    for member in members:
        for phrase, weight in _phrases(member):
            if any(phrase in one or one in phrase for one in personal):
                continue
            phrase = _whole(member.title, phrase)
            if NO_NAME.search(phrase):
                continue
            known = sum(phrase in other.title for other in members)
            if 2 * known > len(members):
                worth[phrase] = max(worth.get(phrase, 0.0), weight * known)
    return max(worth, key=lambda phrase: (worth[phrase], phrase), default="")


def _whole(title: str, phrase: str) -> str:
    """The phrase, with the rest of the organ's name in whose middle it begins or ends."""
    start = title.index(phrase)
    end = start + len(phrase)
    for organ in ORGAN.finditer(title):
        if organ.start() < end and start < organ.end():
            start, end = min(start, organ.start()), max(end, organ.end())
    return title[start:end]


def _phrases(member: Reading) -> Iterator[tuple[str, float]]:
    """The pieces of a title that may be a name, of two characters and more, with their weights."""
    title, names, marks = member.title, member.names, common(member.title)
    for start in range(len(title) - 1):
        if marks[start]:
            continue
        weight = 0.0
        for end in range(start + 2, min(start + LONGEST_PLACE, len(title)) + 1):
            if not names[end - 2]:
                break
            weight += names[end - 2]
            if not marks[end - 1]:
                yield title[start:end], weight
