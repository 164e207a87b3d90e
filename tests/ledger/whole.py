"""A whole tree and its tiles in memory, by the letter of RFC 6962: what the product's trees are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianxin.ledger.tiles import WIDTH, Tile, TileMissing
from lianxin.ledger.tree import EMPTY_ROOT, hash_children, root_of


def tree_hash(leaf_hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1 over a list of leaf hashes."""
    if not leaf_hashes:
        return EMPTY_ROOT
    if len(leaf_hashes) == 1:
        return leaf_hashes[0]
    split = 1 << ((len(leaf_hashes) - 1).bit_length() - 1)
    return hash_children(tree_hash(leaf_hashes[:split]), tree_hash(leaf_hashes[split:]))


class Tree:
    """Every perfect subtree is kept, so any proof can be made."""

    def __init__(self, leaf_hashes: Iterable[bytes]) -> None:
        self._levels = [list(leaf_hashes)]
        while len(below := self._levels[-1]) > 1:
            self._levels.append([hash_children(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)])

    @property
    def size(self) -> int:
        return len(self._levels[0])

    def node(self, level: int, index: int) -> bytes:
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        return root_of(self.node, self.size if size is None else size)


class MemoryStore:
    """Tiles in a dictionary."""

    def __init__(self) -> None:
        self.tiles: dict[Tile, bytes] = {}

    def read(self, tile: Tile) -> bytes:
        if tile not in self.tiles:
            raise TileMissing(tile.path)
        return self.tiles[tile]

    def write(self, tile: Tile, data: bytes) -> None:
        self.tiles[tile] = data

    def drop_partials(self, tile: Tile) -> None:
        for width in range(1, WIDTH):
            self.tiles.pop(Tile(tile.level, tile.index, width), None)
