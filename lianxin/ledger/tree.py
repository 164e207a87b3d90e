"""The Merkle tree of RFC 6962 §2.1 and RFC 9162 §2.1, over SHA-256.

Proofs are made from a `Node`: a function that gives the hash of a perfect subtree, whatever keeps it (a list,
tiles on disk, tiles behind a web address). A proof therefore reads a few dozen hashes, never the whole tree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""node(level, index): the hash over leaves [index << level, (index + 1) << level)."""


class ProofRefused(ValueError):
    """The proof does not show what it claims."""


def hash_children(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1 interior node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (size >= 2)."""
    return int(1 << ((size - 1).bit_length() - 1))


class Frontier:
    """A growing tree that keeps only its right edge: O(log n) memory, for a walk over every leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []  # perfect subtrees, left to right, one for each bit set in size

    def push(self, leaf_hash: bytes) -> None:
        """Add one leaf hash at the right."""
        joined, bits = leaf_hash, self.size
        while bits & 1:
            joined = hash_children(self._edge.pop(), joined)
            bits >>= 1
        self._edge.append(joined)
        self.size += 1

    def root(self) -> bytes:
        """The tree hash over everything pushed so far."""
        if not self._edge:
            return EMPTY_ROOT
        joined = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            joined = hash_children(left, joined)
        return joined


def root_of(node: Node, size: int) -> bytes:
    """The tree hash over the first `size` leaves."""
    return _span(node, 0, size) if size else EMPTY_ROOT


def _span(node: Node, start: int, end: int) -> bytes:
    """MTH(D[start:end]) for a span that begins where a subtree of its size may begin."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return hash_children(_span(node, start, middle), _span(node, middle, end))


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1, from the leaf's sibling up. Raises IndexError outside."""
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_span(node, middle, end))
            end = middle
        else:
            proof.append(_span(node, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962 §2.1.2; empty for old = 0 or old = new. Raises IndexError outside."""
    if not 0 <= old <= new:
        raise IndexError(f"no tree of {old} inside a tree of {new}")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    start, end = 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_span(node, middle, end))
            end = middle
        else:
            proof.append(_span(node, start, middle))
            start = middle
    if start:  # the old tree's own root is not part of the proof
        proof.append(_span(node, start, end))
    return proof[::-1]


def root_from_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that `proof` leads to (RFC 9162 §2.1.3.2). Raises ProofRefused for a proof of wrong shape."""
    if not 0 <= index < size:
        raise ProofRefused(f"no leaf {index} in a tree of {size}")
    _check_hashes(leaf_hash, *proof)
    joined, position, last = leaf_hash, index, size - 1
    for sibling in proof:
        if not last:
            raise ProofRefused("proof too long")
        if position & 1 or position == last:
            joined = hash_children(sibling, joined)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            joined = hash_children(joined, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofRefused("proof too short")
    return joined


def check_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless leaf `index` of the tree (`size`, `root`) is `leaf_hash`. Raises ProofRefused."""
    if root_from_inclusion(leaf_hash, index, size, proof) != root:
        raise ProofRefused("the leaf is not in this tree")


def check_consistency(
    old: int, new: int, proof: Sequence[bytes], *, old_root: bytes, new_root: bytes
) -> None:
    """Refuse unless the tree of `old` leaves is the beginning of the tree of `new` (RFC 9162 §2.1.4.2)."""
    _check_hashes(old_root, new_root, *proof)
    if not 0 <= old <= new:
        raise ProofRefused(f"a tree of {new} cannot extend a tree of {old}")
    if old in (0, new):
        if proof:
            raise ProofRefused("proof too long")
        if old_root != (new_root if old else EMPTY_ROOT):
            raise ProofRefused("two different trees of the same size")
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise ProofRefused("proof too short")
    if _fold_consistency(old, new, path) != (old_root, new_root):
        raise ProofRefused("the newer tree does not begin with the older one")


def _fold_consistency(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if not last:
            raise ProofRefused("proof too long")
        if position & 1 or position == last:
            before, after = hash_children(sibling, before), hash_children(sibling, after)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            after = hash_children(after, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofRefused("proof too short")
    return before, after


def _check_hashes(*hashes: bytes) -> None:
    if any(len(one) != 32 for one in hashes):
        raise ProofRefused("every hash is 32 bytes")
