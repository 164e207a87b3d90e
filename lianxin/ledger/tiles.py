"""The log as static files, laid out as c2sp.org/tlog-tiles says, so that any client of that layout can read it.

tile/<L>/<N>[.p/<W>]        W (256 if full) SHA-256 hashes of 32 bytes, side by side
tile/entries/<N>[.p/<W>]    W entries, each after its length as a big-endian uint16

Tiles are derived from the entries: they can be thrown away and written again. A partial tile is removed when
its tile is full, and its address still answers, cut from the full one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from .leaf import HASH_BYTES, hash_of_leaf
from .tree import consistency_proof, hash_children, inclusion_proof, root_of

WIDTH = 256
HEIGHT = 8
LONGEST_ENTRY = 0xFFFF
_PATH = re.compile(
    r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?", flags=re.ASCII
)


class TileMissing(LookupError):
    """The store has no such tile."""


class TileDamaged(ValueError):
    """The bytes of a tile cannot be those of a tile of that width."""


@dataclass(frozen=True)
class Tile:
    """The address of a tile: level 0 to 63, or None for a bundle of entries; width below 256 is partial."""

    level: int | None
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if (
            not (self.level is None or 0 <= self.level <= 63)
            or self.index < 0
            or not 1 <= self.width <= WIDTH
        ):
            raise ValueError(f"no such tile: level {self.level}, index {self.index}, width {self.width}")

    @property
    def path(self) -> str:
        """The path below the log's prefix, e.g. tile/0/x001/x234/067.p/8."""
        digits, rest = f"{self.index % 1000:03d}", self.index // 1000
        while rest:
            digits, rest = f"x{rest % 1000:03d}/{digits}", rest // 1000
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.level is None else self.level}/{digits}{part}"

    @classmethod
    def parse(cls, path: str) -> Tile:
        """Read a path back, strictly: one address, one spelling. Raises ValueError."""
        match = _PATH.fullmatch(path)
        if not match:
            raise ValueError(f"not the path of a tile: {path!r}")
        level, digits, width = match.groups()
        index = int(digits.replace("x", "").replace("/", ""))
        tile = cls(None if level == "entries" else int(level), index, int(width or WIDTH))
        if tile.path != path:
            raise ValueError(f"not the path of a tile: {path!r}")
        return tile

    @property
    def full(self) -> Tile:
        """The address this tile has, or will have, when it is full."""
        return Tile(self.level, self.index)


class TileStore(Protocol):
    """Where tiles are kept."""

    def read(self, tile: Tile) -> bytes:
        """The bytes of exactly this tile. Raises TileMissing."""

    def write(self, tile: Tile, data: bytes) -> None:
        """Keep the bytes of a tile, all or nothing."""

    def drop_partials(self, tile: Tile) -> None:
        """Forget the partial forms of a tile that is now full."""


class DirectoryStore:
    """Tiles as files below `root`, ready to be served as they are."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, tile: Tile) -> bytes:
        try:
            return (self.root / tile.path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise TileMissing(tile.path) from None

    def write(self, tile: Tile, data: bytes) -> None:
        path = self.root / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as new:
            new.write(data)
        fresh = Path(new.name)
        fresh.chmod(0o644)  # the log is public: the web server reads it as another user
        fresh.replace(path)

    def drop_partials(self, tile: Tile) -> None:
        shutil.rmtree(self.root / f"{tile.full.path}.p", ignore_errors=True)


def read_tile(store: TileStore, tile: Tile) -> bytes:
    """The bytes of `tile`, cut from the full tile if the partial one is gone. TileMissing, TileDamaged."""
    try:
        data, width = store.read(tile), tile.width
    except TileMissing:
        if tile.width == WIDTH:
            raise
        data, width = store.read(tile.full), WIDTH
    if tile.level is None:
        return b"".join(map(_framed, split_bundle(data, width)[: tile.width]))
    if len(data) != width * HASH_BYTES:
        raise TileDamaged(f"{tile.path}: {len(data)} bytes for {width} hashes")
    return data[: tile.width * HASH_BYTES]


def split_bundle(data: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle. Raises TileDamaged unless the bytes are used up exactly."""
    entries, place = [], 0
    for _ in range(width):
        length = int.from_bytes(data[place : place + 2], "big")
        entries.append(data[place + 2 : place + 2 + length])
        place += 2 + length
    if place != len(data):
        raise TileDamaged(f"a bundle of {width} entries does not end with its bytes")
    return entries


def _framed(entry: bytes) -> bytes:
    if len(entry) > LONGEST_ENTRY:
        raise ValueError(f"an entry has at most {LONGEST_ENTRY} bytes")
    return len(entry).to_bytes(2, "big") + entry


def append(store: TileStore, size: int, entries: Sequence[bytes]) -> tuple[int, bytes]:
    """Write `entries` after the first `size` leaves, touching only tiles that change; (new size, new root).

    Repeating an append that was cut short is safe: the first `size` leaves are never changed.
    """
    for tile, data in _grown(entries, size, lambda partial: read_tile(store, partial)):
        store.write(tile, data)
        if tile.width == WIDTH:
            store.drop_partials(tile)
    grown = size + len(entries)
    return grown, TiledTree(store, grown).root()


def differing(store: TileStore, entries: Iterable[bytes]) -> Iterator[Tile]:
    """Every tile that is missing or is not what `entries`, from the first leaf on, make of it."""
    edge: dict[int | None, tuple[Tile, bytes]] = {}
    size, source = 0, iter(entries)
    while batch := list(islice(source, WIDTH * WIDTH)):
        for tile, data in _grown(batch, size, lambda partial: edge[partial.level][1]):
            if tile.width < WIDTH:
                edge[tile.level] = tile, data
            elif not _holds(store, tile, data):
                yield tile
        size += len(batch)
    for tile, data in edge.values():
        if not _holds(store, tile, data):
            yield tile


def _holds(store: TileStore, tile: Tile, data: bytes) -> bool:
    try:
        return read_tile(store, tile) == data
    except (TileMissing, TileDamaged):
        return False


def _grown(
    entries: Sequence[bytes], size: int, begun: Callable[[Tile], bytes]
) -> Iterator[tuple[Tile, bytes]]:
    """The tiles that change when `entries` follow `size` leaves; `begun` reads a partial tile of old."""
    yield from _row(None, size, [_framed(entry) for entry in entries], begun)
    level, row = 0, [hash_of_leaf(entry) for entry in entries]
    while row:
        above = []
        for tile, data in _row(level, size, row, begun):
            yield tile, data
            if tile.width == WIDTH:  # a partial tile is never hashed into the level above
                above.append(_fold(data))
        level, size, row = level + 1, size // WIDTH, above


def _row(
    level: int | None, count: int, items: Sequence[bytes], begun: Callable[[Tile], bytes]
) -> Iterator[tuple[Tile, bytes]]:
    index, width = divmod(count, WIDTH)
    head = begun(Tile(level, index, width)) if width and items else b""
    place = 0
    while place < len(items):
        taken = items[place : place + WIDTH - width]
        place, width = place + len(taken), width + len(taken)
        yield Tile(level, index, width), head + b"".join(taken)
        index, width, head = index + 1, 0, b""


def _fold(hashes: bytes) -> bytes:
    """The root over 1, 2, 4 … 256 hashes side by side."""
    row = [hashes[place : place + HASH_BYTES] for place in range(0, len(hashes), HASH_BYTES)]
    while len(row) > 1:
        row = [hash_children(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


class TiledTree:
    """The tree of `size` leaves, read from tiles: a proof opens a handful of them."""

    def __init__(self, store: TileStore, size: int) -> None:
        self.store, self.size = store, size
        self._read = lru_cache(maxsize=64)(lambda tile: read_tile(store, tile))

    def _tile(self, level: int | None, index: int) -> tuple[bytes, int]:
        width = min(WIDTH, (self.size >> HEIGHT * (level or 0)) - index * WIDTH)
        if width < 1:
            raise IndexError(f"a tree of {self.size} has no tile {index} at level {level}")
        return self._read(Tile(level, index, width)), width

    def node(self, level: int, index: int) -> bytes:
        """The `tree.Node` of this tree. Raises IndexError beyond the size, TileMissing, TileDamaged."""
        tile_level, inside = divmod(level, HEIGHT)
        tile_index, first = divmod(index << inside, WIDTH)
        data, width = self._tile(tile_level, tile_index)
        last = first + (1 << inside)
        if last > width:
            raise IndexError(f"a tree of {self.size} has no node {index} at level {level}")
        return _fold(data[first * HASH_BYTES : last * HASH_BYTES])

    def root(self) -> bytes:
        """The tree hash."""
        return root_of(self.node, self.size)

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that leaf `index` is in this tree."""
        return inclusion_proof(self.node, index, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree of `old` leaves is the beginning of this one."""
        return consistency_proof(self.node, old, self.size)

    def entry(self, index: int) -> bytes:
        """The bytes of one entry."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} in a tree of {self.size}")
        return self.bundle(index // WIDTH)[index % WIDTH]

    def bundle(self, number: int) -> list[bytes]:
        """The entries of one bundle. Raises IndexError, TileMissing, TileDamaged."""
        return split_bundle(*self._tile(None, number))
