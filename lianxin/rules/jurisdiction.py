"""Who stands above whom: next-higher organ, common superior, reviewers (《信访工作条例》第二十四条、第三十五条).

Works on plain parents as they stood on one date: {organ: superior}; nothing here reads a clock or a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Tree = Mapping[int, int]


class Rootless(ValueError):
    """The ties run in a circle; the directory must be mended before anything is derived from it."""


def above(organ: int, tree: Tree) -> tuple[int, ...]:
    """All organs over `organ`, nearest first. Raises Rootless on a circle."""
    line: list[int] = []
    while (organ := tree.get(organ, 0)) != 0:
        if organ in line:
            raise Rootless(line)
        line.append(organ)
    return tuple(line)


def below(organs: Iterable[int], tree: Tree) -> frozenset[int]:
    """The organs given and everything under them."""
    wanted = set(organs)
    return frozenset(
        organ for organ in {*tree, *wanted} if organ in wanted or wanted & set(above(organ, tree))
    )


def common_superior(organs: Iterable[int], tree: Tree) -> int | None:
    """The nearest organ that stands above all of these, or None at the top (第二十四条)."""
    lines = [above(organ, tree) for organ in organs]
    return (
        next((organ for organ in lines[0] if all(organ in line for line in lines)), None) if lines else None
    )


def review_organ(organ: int, tree: Tree, reviewers: Mapping[int, tuple[int, ...]]) -> int | None:
    """Where a review of this organ's opinion goes: its named reviewing organ, else the next-higher organ.

    None at the top of the tree: the notice then says that no further petition stage exists.
    """
    named = reviewers.get(organ, ())
    return named[0] if named else tree.get(organ)


def refuge(organ: int, accused: Iterable[int], tree: Tree, receivers: frozenset[int]) -> int | None:
    """Who takes what `organ` must not see: the nearest receiving organ outside all that is accused.

    `receivers` can take a sealed matter (petition offices). Over-blocking hands up, never to nobody: above the
    last superior there is nobody left on this tree, and None says so.
    """
    barred = below(accused, tree)
    for superior in (organ, *above(organ, tree)):
        if superior in barred:
            continue
        if superior in receivers:
            return superior
        beside = sorted(o for o in receivers - barred if tree.get(o) == superior)
        if beside:
            return beside[0]
    return None
