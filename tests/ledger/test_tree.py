from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.ledger.leaf import hash_of_leaf
from lianxin.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofRefused,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
)

from .vectors import CT_CONSISTENCY, CT_INCLUSION, CT_LEAVES, CT_ROOTS
from .whole import Tree, tree_hash

CT_HASHES = [hash_of_leaf(entry) for entry in CT_LEAVES]
histories = st.lists(st.binary(max_size=3), min_size=1, max_size=90).map(
    lambda entries: [hash_of_leaf(entry) for entry in entries]
)


def hexes(proof: list[bytes]) -> list[str]:
    return [one.hex() for one in proof]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_implementation(size: int) -> None:
    frontier = Frontier()
    for leaf_hash in CT_HASHES[:size]:
        frontier.push(leaf_hash)
    assert tree_hash(CT_HASHES[:size]) == CT_ROOTS[size]
    assert frontier.root() == CT_ROOTS[size]
    assert Tree(CT_HASHES).root(size) == CT_ROOTS[size]


@pytest.mark.parametrize(("index", "size"), CT_INCLUSION)
def test_inclusion_proofs_are_those_of_the_reference_implementation(index: int, size: int) -> None:
    proof = inclusion_proof(Tree(CT_HASHES).node, index, size)
    assert hexes(proof) == CT_INCLUSION[index, size]
    check_inclusion(CT_HASHES[index], index, size, proof, CT_ROOTS[size])


@pytest.mark.parametrize(("old", "new"), CT_CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference_implementation(old: int, new: int) -> None:
    proof = consistency_proof(Tree(CT_HASHES).node, old, new)
    assert hexes(proof) == CT_CONSISTENCY[old, new]
    check_consistency(old, new, proof, old_root=CT_ROOTS[old], new_root=CT_ROOTS[new])


def test_every_proof_in_every_tree_up_to_70_leaves_verifies_and_fits_no_other_place() -> None:
    hashes = [sha256(bytes([n])).digest() for n in range(70)]
    tree = Tree(hashes)
    roots = [tree_hash(hashes[:size]) for size in range(71)]
    for size in range(1, 71):
        for index in range(size):
            proof = inclusion_proof(tree.node, index, size)
            check_inclusion(hashes[index], index, size, proof, roots[size])
            with pytest.raises(ProofRefused):
                check_inclusion(hashes[index], (index + 1) % (size + 1), size, proof, roots[size])
        for old in range(size + 1):
            proof = consistency_proof(tree.node, old, size)
            check_consistency(old, size, proof, old_root=roots[old], new_root=roots[size])
            if 0 < old < size:
                with pytest.raises(ProofRefused):
                    check_consistency(old, size, proof, old_root=roots[old - 1], new_root=roots[size])


@given(histories, st.data())
def test_all_trees_agree_and_all_proofs_verify(hashes: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(hashes)))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    tree = Tree(hashes)
    assert tree.root(size) == tree_hash(hashes[:size])
    proof = inclusion_proof(tree.node, index, size)
    check_inclusion(hashes[index], index, size, proof, tree.root(size))
    proof = consistency_proof(tree.node, old, size)
    check_consistency(old, size, proof, old_root=tree.root(old), new_root=tree.root(size))


@given(histories, st.data())
def test_a_flipped_bit_a_dropped_or_an_added_hash_is_refused(
    hashes: list[bytes], data: st.DataObject
) -> None:
    tree, size = Tree(hashes), len(hashes)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    included, consistent = (
        inclusion_proof(tree.node, index, size),
        consistency_proof(tree.node, old, size),
    )
    for proof, check in [
        (included, lambda p: check_inclusion(hashes[index], index, size, p, tree.root())),
        (
            consistent,
            lambda p: check_consistency(old, size, p, old_root=tree.root(old), new_root=tree.root()),
        ),
    ]:
        spoilt = [[*proof, bytes(32)], proof[:-1], proof[1:], [b"short", *proof[1:]]]
        if proof:
            place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
            flipped = (int.from_bytes(proof[place], "big") ^ (1 << bit)).to_bytes(32, "big")
            spoilt.append([*proof[:place], flipped, *proof[place + 1 :]])
        for wrong in spoilt:
            if wrong != proof:
                with pytest.raises(ProofRefused):
                    check(wrong)


@given(histories.filter(lambda hashes: len(set(hashes)) > 1), st.data())
def test_history_edited_reordered_or_dropped_has_another_root(
    hashes: list[bytes], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(hashes) - 1))
    edited = [*hashes[:place], bytes(32), *hashes[place + 1 :]]
    dropped = [*hashes[:place], *hashes[place + 1 :]]
    shuffled = data.draw(st.permutations(hashes).filter(lambda order: order != hashes))
    for other in (edited, dropped, shuffled):
        assert tree_hash(other) != tree_hash(hashes)


@given(histories, st.data())
def test_a_rewritten_beginning_is_not_consistent(hashes: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(hashes)))
    place = data.draw(st.integers(0, old - 1))
    rewritten = Tree([*hashes[:place], bytes(32), *hashes[place + 1 :]])
    with pytest.raises(ProofRefused):
        check_consistency(
            old,
            len(hashes),
            consistency_proof(rewritten.node, old, len(hashes)),
            old_root=tree_hash(hashes[:old]),
            new_root=rewritten.root(),
        )


def test_a_smaller_tree_never_extends_a_larger_one_and_nothing_extends_a_false_empty_tree() -> None:
    with pytest.raises(ProofRefused):
        check_consistency(8, 6, [], old_root=CT_ROOTS[8], new_root=CT_ROOTS[6])
    with pytest.raises(ProofRefused):
        check_consistency(0, 6, [], old_root=CT_ROOTS[8], new_root=CT_ROOTS[6])
    with pytest.raises(ProofRefused):
        check_consistency(6, 6, [], old_root=CT_ROOTS[5], new_root=CT_ROOTS[6])
    check_consistency(0, 6, [], old_root=EMPTY_ROOT, new_root=CT_ROOTS[6])


def test_bytes_cannot_be_moved_between_a_hash_and_its_neighbour() -> None:
    left, right = CT_HASHES[:2]
    with pytest.raises(ProofRefused):
        check_inclusion(left + right[:1], 0, 2, [right[1:]], CT_ROOTS[2])
    with pytest.raises(ProofRefused):
        check_consistency(1, 2, [right[1:]], old_root=left + right[:1], new_root=CT_ROOTS[2])


def test_an_inner_node_does_not_pass_for_a_leaf_nor_for_a_smaller_tree() -> None:
    tree = Tree(CT_HASHES)
    with pytest.raises(ProofRefused, match="short"):
        check_inclusion(tree.node(1, 0), 0, 4, [tree.node(1, 1)], CT_ROOTS[4])
    with pytest.raises(ProofRefused, match="short"):
        check_consistency(1, 4, [tree.node(1, 1)], old_root=tree.node(1, 0), new_root=CT_ROOTS[4])
    with pytest.raises(ProofRefused, match="short"):
        check_consistency(3, 5, [], old_root=CT_ROOTS[3], new_root=CT_ROOTS[5])


def test_proofs_outside_the_tree_cannot_be_asked_for() -> None:
    node = Tree(CT_HASHES).node
    for index, size in [(8, 8), (-1, 8), (0, 0)]:
        with pytest.raises(IndexError):
            inclusion_proof(node, index, size)
        with pytest.raises(ProofRefused):
            check_inclusion(CT_HASHES[0], index, size, [], CT_ROOTS[1])
    with pytest.raises(IndexError):
        consistency_proof(node, 9, 8)
