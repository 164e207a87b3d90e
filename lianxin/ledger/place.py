"""Where a leaf stands, found in the public files alone: nobody is told which one is looked for.

Leaves follow one another in the order of their events, so a search by the hour opens a few bundles. A small log is
read whole; in a large one no leaf is expected more than a day away from its hour.
"""

from __future__ import annotations

from bisect import bisect_left

from .leaf import COMMITMENT, Leaf, parse_entry
from .tiles import WIDTH, TiledTree

WHOLE = 64  # bundles, 1.3 MB
DAY = 86_400


def place_of(leaf: Leaf, tree: TiledTree) -> int | None:
    """The index of the leaf with this commitment; None if there is none. Raises TileMissing, TileDamaged, NotALeaf.

    By the commitment alone, since only that was promised: a receipt with another link or hour finds it just the same.
    """
    for number in _near(leaf.hour, tree):
        for inside, entry in enumerate(tree.bundle(number)):
            if entry[COMMITMENT] == leaf.commitment:
                return number * WIDTH + inside
    return None


def _near(hour: int, tree: TiledTree) -> list[int]:
    """The bundles to open, the likeliest first."""
    every = range(-(-tree.size // WIDTH))
    if len(every) <= WHOLE:
        return list(every)

    def first(number: int) -> int:
        return parse_entry(tree.bundle(number)[0]).hour

    begin, middle, end = (bisect_left(every, hour + shift, key=first) for shift in (-DAY, 0, DAY + 1))
    return sorted(range(max(begin - 1, 0), end), key=lambda number: abs(number - middle))
