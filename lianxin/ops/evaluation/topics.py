"""Measure hot topics on topics whose members people have named. Peripheral and injected members count for nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time

from lianxin.ops.evaluation.letters import dated, known
from lianxin.ops.evaluation.tables import Refused, Row, read_table
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.topics import Topic, topics

MOST = 15  # topics shown, the hottest first
TEN = 10  # topics with most different writers, all of which should be among those shown
MEETS = 0.5  # F1 from which a group is taken for the topic: one that swallows everything is none
CORE, NEAR_MISS = "core", "near_miss"
RANK = "rank_by_users"
LEFT_OUT = "artifact"  # a kind of topic that is none

Members = dict[str, dict[str, str]]  # {topic: {message: role}}
Group = frozenset[str]


def arguments(parser: ArgumentParser) -> None:
    """`--topics FILE --members FILE` name the judged topics and their members by role."""
    parser.add_argument("--topics", type=Path, required=True, help=_("人工判断过的热点"))
    parser.add_argument("--members", type=Path, required=True, help=_("各热点的信件及其角色"))


def measure(options: Mapping[str, object]) -> Mapping[str, object]:
    """How well the best group meets each topic, and the groups with most different writers. Raises Refused."""
    started = process_time()
    readings = dated(Path(str(options["data"])))
    ranks, members = _gold(Path(str(options["topics"])), Path(str(options["members"])))
    for key in (key for roles in members.values() for key in roles):
        known(readings, key)
    newest = max((each.letter.day for each in readings.values()), default=0.0)
    found = topics(list(readings.values()), day=newest)
    groups = {key: frozenset(topic.keys) for topic in found for key in topic.keys}
    met = {name: _met(roles, groups) for name, roles in members.items()}
    return {
        "macro_topic_f1": sum(f1 for f1, _, _ in met.values()) / len(met),
        "b3_f": _b3(members, groups),
        "near_misses": sum(pulled for _, pulled, _ in met.values()),
        **_order(ranks, {name: group for name, (f1, _, group) in met.items() if f1 >= MEETS}, found),
        "ranked": [_shown(topic) for topic in found[:MOST]],
        "groups": len(found),
        "n_topics": len(met),
        "seconds": process_time() - started,
    }


def _gold(topics_file: Path, members_file: Path) -> tuple[dict[str, int], Members]:
    """({topic: its rank by different writers}, members) of the topics that can be scored; ranks are where the file has them."""
    kept = {row["topic_id"]: row for row in read_table(topics_file, ("topic_id", "kind"))}
    members: Members = defaultdict(dict)
    for row in read_table(members_file, ("topic_id", "msg_id", "role")):
        if row["topic_id"] in kept and kept[row["topic_id"]]["kind"] != LEFT_OUT:
            members[row["topic_id"]][row["msg_id"]] = row["role"]
    scored = {name: roles for name, roles in members.items() if CORE in roles.values()}
    if not scored:
        raise Refused(_("没有可以评分的热点：成员文件中没有 core 行"))
    return {name: _rank(kept[name]) for name in scored if kept[name].get(RANK)}, scored


def _rank(row: Row) -> int:
    if not row[RANK].isdecimal():
        told = _("热点 {topic} 的 rank_by_users 应为数字：{rank}")
        raise Refused(told, topic=row["topic_id"], rank=row[RANK])
    return int(row[RANK])


def _order(
    ranks: Mapping[str, int], met: Mapping[str, Group], found: Sequence[Topic]
) -> dict[str, dict[str, object]]:
    """Whether the `TEN` topics with most different writers are among the first `MOST` groups; which are not.

    Ranks count over the whole gold: a part of it holds few of the ten. So the same is asked of the ten highest
    given, among the groups that meet a topic given. Nothing where the gold has no ranks.
    """
    if not ranks:
        return {}
    given = sorted(ranks, key=lambda name: ranks[name])
    order = [frozenset(topic.keys) for topic in found]
    known = [group for group in order if group in met.values()]
    ten = [name for name in given if ranks[name] <= TEN]
    return {
        "ten_in_first_fifteen": _among(ten, met, order[:MOST]),
        "ten_given_in_first_fifteen_met": _among(given[:TEN], met, known[:MOST]),
    }


def _among(names: Sequence[str], met: Mapping[str, Group], first: Sequence[Group]) -> dict[str, object]:
    missing = [name for name in names if met.get(name) not in first]
    return {"found": len(names) - len(missing), "of": len(names), "missing": missing}


def _met(roles: Mapping[str, str], groups: Mapping[str, Group]) -> tuple[float, int, Group]:
    """(F1 of the group that meets the topic best, near misses in it, that group)."""
    core = {key for key, role in roles.items() if role == CORE}
    near = {key for key, role in roles.items() if role == NEAR_MISS}
    neutral = roles.keys() - core - near
    best = (0.0, 0, Group())
    for group in {groups.get(key, frozenset({key})) for key in core}:
        f1 = 2 * len(group & core) / (len(group - neutral) + len(core))
        best = max(best, (f1, len(group & near), group), key=lambda one: (one[0], sorted(one[2])))
    return best


def _b3(members: Members, groups: Mapping[str, Group]) -> float:
    """B-cubed F over the core members: each asks how pure and how whole its own group is."""
    told = {key: name for name, roles in members.items() for key, role in roles.items() if role == CORE}
    precision = recall = 0.0
    for key, name in told.items():
        group = groups.get(key, frozenset({key})) & told.keys()
        topic = {other for other, its in told.items() if its == name}
        precision += len(group & topic) / len(group)
        recall += len(group & topic) / len(topic)
    return 2 * precision * recall / (precision + recall) / len(told)


def _shown(topic: Topic) -> dict[str, object]:
    return {"label": topic.label, "writers": topic.writers, "messages": list(topic.keys)}
