"""Organs, regions and staff as they stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, Subquery

from lianxin.models import Account, Organ, Posting, Region, Serial, Tie
from lianxin.queries.prepared import Prepared
from lianxin.rules import jurisdiction
from lianxin.rules.codes import OrganDuty, Role
from lianxin.rules.facts import Actor, Post

DIRECTORY = "directory"  # the mark that every change of the directory renews


def in_force(day: date, prefix: str = "") -> Q:
    """Rows with valid_from ≤ day ≤ valid_to, an open end included."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    )


def stamp() -> int:
    """Changes whenever the directory changes; caches of the tree carry it in their key."""
    read = _read.get()
    if read:
        return read[0]
    return _taken(next(iter(_MARK(DIRECTORY)), 0))


def _taken(mark: int) -> int:
    """The stamp that counts: the first that was read within `one_reading`, else this one."""
    read = _read.get()
    if read is None:
        return mark
    if not read:
        read.append(mark)
    return read[0]


_MARK = Prepared(lambda series: Serial.objects.filter(series=series).values_list("last", flat=True), str)
_STAMP = Subquery(Serial.objects.filter(series=DIRECTORY).values("last"))
_HELD = Prepared(
    lambda account, on: Posting.objects.filter(in_force(on), account=account).values_list(
        "organ_id", "role", _STAMP, "stands_for_id"
    ),
    int,
    date,
)
_read: ContextVar[list[int] | None] = ContextVar("read", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within, the directory is taken as it stood at the first look: a page or a step asks once."""
    if _read.get() is not None:  # a step taken by a page sees what the page saw
        yield
        return
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


class _Life(NamedTuple):
    """An organ as far as its time and kind go."""

    pk: int
    duty: str
    valid_from: date
    valid_to: date | None
    successor: int | None


@lru_cache(maxsize=8)
def _organs(stamp: int) -> list[_Life]:
    rows = Organ.objects.values_list("pk", "duty", "valid_from", "valid_to", "successor_id")
    return [_Life(*row) for row in rows]


@lru_cache(maxsize=64)
def _tree(day: date, kind: str, stamp: int) -> Mapping[int, tuple[int, ...]]:
    ties: dict[int, tuple[int, ...]] = defaultdict(tuple)
    rows = Tie.objects.filter(in_force(day), kind=kind).order_by("valid_from", "pk")
    for organ, above in rows.values_list("organ_id", "above_id"):
        ties[organ] = (*ties[organ], above)
    return dict(ties)


def tree_on(day: date) -> Mapping[int, int]:
    """{organ: its superior} as it stood on that day."""
    return _superiors(day, stamp())


@lru_cache(maxsize=64)
def _superiors(day: date, stamp: int) -> Mapping[int, int]:
    return {organ: above[-1] for organ, above in _tree(day, Tie.SUPERIOR, stamp).items()}


def heirs_on(day: date) -> Mapping[int, int]:
    """{organ that has ended: the organ that stands in its place now} (第二十四条)."""
    return _heirs(day, stamp())


@lru_cache(maxsize=16)
def _heirs(day: date, stamp: int) -> Mapping[int, int]:
    ended = (row for row in _organs(stamp) if row.valid_to and row.valid_to <= day)
    direct = {row.pk: row.successor for row in ended if row.successor}
    found = {}
    for organ, heir in direct.items():
        passed = {organ}
        while heir in direct and heir not in passed:
            passed.add(heir)
            heir = direct[heir]
        found[organ] = heir
    return found


def standing_for(organ: int, day: date) -> int:
    """The organ itself, or the one that took its place."""
    return heirs_on(day).get(organ, organ)


def with_heirs(organs: Iterable[int], day: date) -> frozenset[int]:
    """These organs and those that took their place."""
    return frozenset(place for organ in organs for place in (organ, standing_for(organ, day)))


def with_forebears(organs: Iterable[int], day: date) -> frozenset[int]:
    """These organs and those whose place they took."""
    wanted = frozenset(organs)
    return wanted | {organ for organ, heir in heirs_on(day).items() if heir in wanted}


def reviewers_on(day: date) -> Mapping[int, tuple[int, ...]]:
    """{organ: reviewing organs named beside its superior} on that day."""
    return _tree(day, Tie.REVIEW, stamp())


@lru_cache(maxsize=8)
def _ever_above(stamp: int) -> Mapping[int, frozenset[int]]:
    parents: dict[int, set[int]] = defaultdict(set)
    for organ, above in Tie.objects.filter(kind=Tie.SUPERIOR).values_list("organ_id", "above_id"):
        parents[organ].add(above)
    for row in _organs(stamp):
        if row.successor:
            parents[row.successor].add(row.pk)  # what accused an organ accuses the one that took its place
    found: dict[int, frozenset[int]] = {}

    def climb(organ: int, path: frozenset[int]) -> frozenset[int]:
        if organ not in found:
            direct = parents[organ] - path if organ in parents else set()
            found[organ] = frozenset(direct).union(*(climb(o, path | {organ}) for o in direct))
        return found[organ]

    for organ in list(parents):
        climb(organ, frozenset())
    return found


@lru_cache(maxsize=16)
def _receivers(day: date, stamp: int) -> frozenset[int]:
    offices = (row for row in _organs(stamp) if row.duty == OrganDuty.PETITION_OFFICE)
    return frozenset(
        row.pk for row in offices if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
    )


def petition_offices(day: date) -> frozenset[int]:
    """The organs that can register and forward on that day."""
    return _receivers(day, stamp())


_ACCOUNT = Prepared(lambda pk: Account.objects.filter(pk=pk))


def account(pk: int) -> Account | None:
    """The person with this key, whether or not they still have a way in."""
    return next(iter(_ACCOUNT(pk)), None)


def actor_of(account: Account, *, on: date) -> Actor:
    """The staff member with the posts held on that day. A citizen has no posts but their own submissions."""
    rows = sorted(_HELD(account.pk, on), key=lambda row: row[3] or 0)
    if not rows:
        mine = frozenset(account.submissions.values_list("pk", flat=True))
        return Actor(account.pk, str(account), submissions=mine)
    return _in_posts(account, [(organ, role, absent) for organ, role, _, absent in rows], on, rows[0][2] or 0)


def _in_posts(account: Account, held: Sequence[tuple[int, str, int | None]], on: date, mark: int) -> Actor:
    mark = _taken(mark)
    tree, ever = _superiors(on, mark), _ever_above(mark)
    offices = _receivers(on, mark)
    posts = tuple(
        Post(organ, Role[role], jurisdiction.above(organ, tree), organ in offices, absent)
        for organ, role, absent in held
    )
    once = frozenset().union(*(ever.get(organ, frozenset()) for organ, *_ in held))
    return Actor(account.pk, str(account), posts, once_above=once)


def staff_with_posts(organ_id: int, day: date) -> list[tuple[Account, Actor]]:
    """Active people with a post at this organ on that day, by name, each with all the posts they hold."""
    here, mark = Posting.objects.filter(in_force(day), organ_id=organ_id), stamp()
    rows = Posting.objects.filter(in_force(day), account__is_active=True, account__in=here.values("account"))
    held: dict[Account, list[tuple[int, str, int | None]]] = {}
    for row in rows.select_related("account").order_by("account__name", "account", "stands_for", "pk"):
        held.setdefault(row.account, []).append((row.organ_id, row.role, row.stands_for_id))
    return [(account, _in_posts(account, posts, day, mark)) for account, posts in held.items()]


def organ(code: str) -> Organ:
    """The organ with this code. Raises Organ.DoesNotExist."""
    return Organ.objects.get(code=code)


def organs_on(day: date) -> list[Organ]:
    """All organs that exist on that day, by code."""
    return _IN_FORCE(day)


def organ_on(code: str, day: date) -> Organ | None:
    """The organ with this code, if it exists on that day."""
    return next(iter(_CODED(code, day)), None)


_IN_FORCE = Prepared(lambda day: Organ.objects.filter(in_force(day)), date)
_CODED = Prepared(lambda code, day: Organ.objects.filter(in_force(day), code=code), str, date)


def bare_name(organ: Organ, place: str) -> str:
    """How a letter names an organ of this place: the short name, without the name of the place."""
    return organ.short_name.removeprefix(place) or organ.short_name


def region_prefix(code: str) -> str:
    """What the codes of a region and of all below it begin with."""
    prefix = code
    while prefix.endswith("00") and len(prefix) <= 6:
        prefix = prefix[:-2]
    return prefix


def regions_under(code: str) -> list[Region]:
    """The region and all below it."""
    return list(Region.objects.filter(code__startswith=region_prefix(code)))


def staff_of(organ_id: int, day: date, *roles: Role) -> list[Account]:
    """Active people with a post at this organ on that day, by name."""
    posts = Posting.objects.filter(in_force(day), organ_id=organ_id)
    if roles:
        posts = posts.filter(role__in=roles)
    return list(Account.objects.filter(is_active=True, postings__in=posts).distinct().order_by("name"))
