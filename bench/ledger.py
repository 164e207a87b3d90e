"""What the log costs: `python bench/ledger.py [--leaves 10000000] [--json]`.

Builds a log of that many leaves in tiles on disk, then measures proofs at random places, the canonical leaf, the
check of a receipt, and a walk over the whole log. One process, one core; the log goes to a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lianxin.ledger.leaf import ENTRY_BYTES, MAGIC, commit, hash_of_leaf
from lianxin.ledger.tiles import DirectoryStore, TiledTree, append, differing
from lianxin.ledger.tree import Frontier, check_consistency, check_inclusion

BATCH = 65_536
EVENT = {
    "kind": "submission_filed",
    "number": "BJXF-2026-000123",
    "at": "2026-09-25T16:42:07+08:00",
    "organ": 4,
}
AT = datetime(2026, 9, 25, 8, 42, 7, tzinfo=UTC)


def entries(count: int) -> Iterator[bytes]:
    """Entries of the right length; their hashes are as random as those of real events."""
    source = random.Random(20260925)
    return (MAGIC + source.randbytes(ENTRY_BYTES - len(MAGIC)) for _ in range(count))


def timed(action: Callable[[], object]) -> float:
    begun = perf_counter()
    action()
    return perf_counter() - begun


def percentiles(times: list[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds."""
    ordered = sorted(times)
    return {f"p{share}": round(1000 * ordered[len(ordered) * share // 100], 3) for share in (50, 95)}


def build(store: DirectoryStore, count: int) -> tuple[float, bytes]:
    """Append everything in batches; seconds spent in `append` and the root."""
    source, size, spent, root = entries(count), 0, 0.0, b""
    while size < count:
        batch = [next(source) for _ in range(min(BATCH, count - size))]
        begun = perf_counter()
        size, root = append(store, size, batch)
        spent += perf_counter() - begun
    return spent, root


def small_appends(store: DirectoryStore, count: int) -> dict[str, float]:
    """What the job does: a handful of leaves onto a large log."""
    times, size = [], count
    for _ in range(100):
        batch = [bytes(ENTRY_BYTES)] * 20
        begun = perf_counter()
        size, _ = append(store, size, batch)
        times.append(perf_counter() - begun)
    return percentiles(times)


def proofs(store: DirectoryStore, count: int, root: bytes, number: int) -> dict[str, dict[str, float]]:
    """Each proof from a cold reader, made and checked."""
    source, included, consistent, checked = random.Random(7), [], [], []
    for _ in range(number):
        index, old = source.randrange(count), source.randrange(1, count)
        tree = TiledTree(store, count)
        included.append(timed(lambda t=tree, i=index: t.inclusion(i)))
        proof, leaf = tree.inclusion(index), hash_of_leaf(tree.entry(index))
        checked.append(timed(lambda i=index, p=proof, h=leaf: check_inclusion(h, i, count, p, root)))
        tree = TiledTree(store, count)
        consistent.append(timed(lambda t=tree, o=old: t.consistency(o)))
    old_root = TiledTree(store, count // 256 * 256).root()
    way = TiledTree(store, count).consistency(count // 256 * 256)
    check_consistency(count // 256 * 256, count, way, old_root=old_root, new_root=root)
    return {
        "inclusion_ms": percentiles(included),
        "consistency_ms": percentiles(consistent),
        "check_ms": percentiles(checked),
    }


def whole(store: DirectoryStore, count: int, root: bytes) -> dict[str, float]:
    """Verify everything: the root from the entries alone, and every tile against the entries."""
    tree = Frontier()

    def walk() -> None:
        for entry in entries(count):
            tree.push(hash_of_leaf(entry))

    making = timed(lambda: [None for _ in entries(count)])
    rooted = timed(walk) - making
    assert tree.root() == root
    compared = timed(lambda: list(differing(store, entries(count)))) - making
    return {"root_from_entries_s": round(rooted, 2), "every_tile_s": round(compared, 2)}


def leaf_ms() -> dict[str, float]:
    """What a leaf adds to an action, before the row is written."""
    return percentiles(
        [timed(lambda: commit(EVENT, salt=bytes(32), previous=bytes(32), at=AT)) for _ in range(5000)]
    )


def measure(count: int, number: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="lianxin-bench-") as folder:
        store = DirectoryStore(Path(folder))
        spent, root = build(store, count)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        told: dict[str, object] = {
            "leaves": count,
            "python": platform.python_version(),
            "build_s": round(spent, 2),
            "leaves_per_s": round(count / spent),
            "bytes_per_leaf": round(size / count, 1),
            "leaf_ms": leaf_ms(),
            **proofs(store, count, root, number),
            "verify_whole": whole(store, count, root),
            "append_20_ms": small_appends(store, count),
        }
        return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--proofs", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not 1000 <= arguments.leaves <= 20_000_000 or not 1 <= arguments.proofs <= 10_000:
        parser.error("--leaves is 1,000 to 20,000,000 and --proofs 1 to 10,000")
    told = measure(arguments.leaves, arguments.proofs)
    if arguments.json:
        print(json.dumps(told, indent=2))
        return
    for name, value in told.items():
        print(f"{name:>22}  {value}")


if __name__ == "__main__":
    main()
