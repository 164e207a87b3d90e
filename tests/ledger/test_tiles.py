from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.ledger.leaf import hash_of_leaf
from lianxin.ledger.tiles import (
    WIDTH,
    DirectoryStore,
    Tile,
    TileDamaged,
    TiledTree,
    TileMissing,
    append,
    differing,
    read_tile,
    split_bundle,
)
from lianxin.ledger.tree import EMPTY_ROOT, check_consistency, check_inclusion

from .vectors import TILES_OF_70000
from .whole import MemoryStore, Tree, tree_hash

ENTRIES = [b"entry %d" % n for n in range(70_000)]


@pytest.fixture(scope="module")
def large() -> tuple[MemoryStore, Tree, bytes]:
    store = MemoryStore()
    size, root = append(store, 0, ENTRIES)
    assert size == 70_000
    return store, Tree(map(hash_of_leaf, ENTRIES)), root


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(63, 1234067, 8), "tile/63/x001/x234/067.p/8"),  # the index is the specification's own example
        (Tile(None, 1234067, 8), "tile/entries/x001/x234/067.p/8"),
        (Tile(1, 1000, 255), "tile/1/x001/000.p/255"),
        (Tile(2, 999), "tile/2/999"),
    ],
)
def test_a_tile_has_the_path_the_specification_gives_it(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/1", "tile/0/0001", "tile/0/001/002",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/../../etc/passwd", "tile/0/000\n",
        "/tile/0/000", "tile/entries", "tile/-1/000", "tile/٠/000", "tile/0/000.p", "checkpoint", "",
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="tile"):
        Tile.parse(path)


def test_a_tree_of_70000_has_the_tiles_of_the_worked_example(
    large: tuple[MemoryStore, Tree, bytes],
) -> None:
    store, _, _ = large
    for level, (full, width) in TILES_OF_70000.items():
        of_level = {tile for tile in store.tiles if tile.level == level}
        assert of_level == {Tile(level, n) for n in range(full)} | {Tile(level, full, width)}
    assert {tile.level for tile in store.tiles} == {None, *TILES_OF_70000}
    assert len(store.tiles[Tile(0, 0)]) == 8192


def test_a_tile_of_level_one_holds_the_tree_hashes_of_the_tiles_below(
    large: tuple[MemoryStore, Tree, bytes],
) -> None:
    store, tree, _ = large
    hashes = [hash_of_leaf(entry) for entry in ENTRIES[:512]]
    assert store.tiles[Tile(1, 0)][:64] == tree_hash(hashes[:256]) + tree_hash(hashes[256:512])
    assert store.tiles[Tile(2, 0, 1)] == tree.node(16, 0)


def test_a_bundle_is_length_and_entry_in_turn(large: tuple[MemoryStore, Tree, bytes]) -> None:
    store, _, _ = large
    assert store.tiles[Tile(None, 0)].startswith(b"\x00\x07entry 0\x00\x07entry 1")
    assert split_bundle(store.tiles[Tile(None, 273, 112)], 112) == ENTRIES[273 * 256 :]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_proofs_from_tiles_are_those_of_the_tree(
    large: tuple[MemoryStore, Tree, bytes], data: st.DataObject
) -> None:
    store, tree, root = large
    tiled = TiledTree(store, 70_000)
    index, old = data.draw(st.integers(0, 69_999)), data.draw(st.integers(1, 70_000))
    assert tiled.root() == tree.root() == root
    assert tiled.entry(index) == ENTRIES[index]
    check_inclusion(hash_of_leaf(ENTRIES[index]), index, 70_000, tiled.inclusion(index), root)
    check_consistency(old, 70_000, tiled.consistency(old), old_root=tree.root(old), new_root=root)


class Counting(MemoryStore):
    def __init__(self, tiles: dict[Tile, bytes]) -> None:
        super().__init__()
        self.tiles, self.reads, self.written = dict(tiles), 0, set[Tile]()

    def read(self, tile: Tile) -> bytes:
        self.reads += 1
        return super().read(tile)

    def write(self, tile: Tile, data: bytes) -> None:
        self.written.add(tile)
        super().write(tile, data)


def test_a_proof_opens_a_handful_of_tiles_and_an_append_writes_only_those_that_change(
    large: tuple[MemoryStore, Tree, bytes],
) -> None:
    store = Counting(large[0].tiles)
    TiledTree(store, 70_000).inclusion(12_345)
    assert store.reads <= 2 * 3
    append(store, 70_000, [b"one more"])
    assert store.written == {Tile(None, 273, 113), Tile(0, 273, 113)}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 400), max_size=6))
def test_many_small_appends_make_the_same_log_as_one_large(batches: list[int]) -> None:
    bit_by_bit, at_once, size, root = MemoryStore(), MemoryStore(), 0, EMPTY_ROOT
    for batch in batches:
        size, root = append(bit_by_bit, size, ENTRIES[size : size + batch])
    assert append(at_once, 0, ENTRIES[: sum(batches)]) == (size, root)
    assert root == tree_hash([hash_of_leaf(entry) for entry in ENTRIES[:size]])
    for tile, data in at_once.tiles.items():
        assert bit_by_bit.tiles[tile] == data
    assert list(differing(bit_by_bit, ENTRIES[:size])) == []


def test_the_address_of_a_partial_tile_still_answers_when_the_tile_is_full() -> None:
    store = MemoryStore()
    append(store, 0, ENTRIES[:100])
    before = {tile: data for tile, data in store.tiles.items() if tile.width == 100}
    append(store, 100, ENTRIES[100:300])
    for tile, data in before.items():
        assert tile not in store.tiles
        assert read_tile(store, tile) == data
    assert TiledTree(store, 100).root() == tree_hash([hash_of_leaf(entry) for entry in ENTRIES[:100]])


def test_an_append_cut_short_can_be_repeated_with_other_leaves() -> None:
    store, clean = MemoryStore(), MemoryStore()
    append(store, 0, ENTRIES[:200])
    append(store, 200, [b"lost"] * 400)
    append(clean, 0, ENTRIES[:900])
    assert append(store, 200, ENTRIES[200:900]) == (900, TiledTree(clean, 900).root())
    assert list(differing(store, ENTRIES[:900])) == []


def test_a_directory_holds_the_same_log_in_files(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path)
    append(store, 0, ENTRIES[:300])
    size, root = append(store, 300, ENTRIES[300:700])
    assert root == tree_hash([hash_of_leaf(entry) for entry in ENTRIES[:700]])
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {
        "tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/1", "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/188",
    }  # fmt: skip
    assert list(differing(store, ENTRIES[:size])) == []


def test_every_changed_cut_or_missing_tile_is_named(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path)
    append(store, 0, ENTRIES[:700])
    (tmp_path / "tile/0/001").write_bytes(bytes(8192))
    (tmp_path / "tile/entries/000").unlink()
    (tmp_path / "tile/1/000.p/2").write_bytes(b"cut")
    assert {tile.path for tile in differing(store, ENTRIES[:700])} == {
        "tile/0/001", "tile/entries/000", "tile/1/000.p/2",
    }  # fmt: skip


def test_damaged_tiles_and_places_outside_the_tree_are_refused() -> None:
    store = MemoryStore()
    append(store, 0, ENTRIES[:10])
    with pytest.raises(TileMissing):
        read_tile(store, Tile(0, 1))
    with pytest.raises(TileDamaged):
        split_bundle(b"\x00\x05abc", 1)
    with pytest.raises(TileDamaged):
        split_bundle(b"\x00\x01a\x00", 1)
    append(store, 0, ENTRIES[:9])
    for size, level, index in [(10, 0, 10), (9, 1, 4), (10, 8, 0)]:
        with pytest.raises(IndexError):
            TiledTree(store, size).node(level, index)
    with pytest.raises(IndexError):
        TiledTree(store, 10).entry(WIDTH)
    with pytest.raises(ValueError, match="65535"):
        append(store, 10, [bytes(65_536)])
    store.tiles[Tile(0, 0, 10)] = bytes(31)
    with pytest.raises(TileDamaged):
        TiledTree(store, 10).root()


def test_a_tree_of_no_leaves_has_the_empty_root_and_no_tiles() -> None:
    store = MemoryStore()
    assert append(store, 0, []) == (0, EMPTY_ROOT)
    assert store.tiles == {}
