from __future__ import annotations

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lianxin.ledger.checkpoint import (
    Checkpoint,
    Extension,
    InclusionProof,
    LogForked,
    NotACheckpoint,
    NotAProof,
    check_extends,
    cosign,
    notice,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from lianxin.ledger.note import (
    COSIGNATURE,
    NotANote,
    NoteRefused,
    Signer,
    Verifier,
    from_base64,
    open_note,
    split_note,
    to_base64,
)
from lianxin.ledger.tree import EMPTY_ROOT, ProofRefused, consistency_proof

from .vectors import CHECKPOINT_BODY, COSIGNED_CHECKPOINT, SUMDB_HEAD, SUMDB_VKEY
from .whole import Tree

ORIGIN = "xf.example.gov.cn/log"
LOG = Signer("xf.example.gov.cn/log", bytes(range(32)))
WITNESS = Signer("news.example/w1", bytes(range(1, 33)), COSIGNATURE)
HASHES = [sha256(bytes([n])).digest() for n in range(20)]
TREE = Tree(HASHES)


def head(size: int, tree: Tree = TREE, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, tree.root(size))


def test_the_specification_s_own_checkpoint_reads_and_writes_back() -> None:
    checkpoint = read_checkpoint(COSIGNED_CHECKPOINT)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == CHECKPOINT_BODY


def test_a_head_signed_in_public_by_another_log_verifies() -> None:
    opened = open_note(SUMDB_HEAD, [Verifier.parse(SUMDB_VKEY)])
    assert Checkpoint.parse(opened.text).size == 20852163
    with pytest.raises(NoteRefused):
        open_note(SUMDB_HEAD.replace("20852163", "20852164"), [Verifier.parse(SUMDB_VKEY)])


def test_the_specification_s_own_cosignature_states_the_time_of_its_example() -> None:
    _, lines = split_note(COSIGNED_CHECKPOINT)
    witness = lines[1]
    assert witness.name == "witness.example.com/w1"
    assert int.from_bytes(witness.signature[:8], "big") == 1679315147
    assert len(witness.signature) == 8 + 64


def test_a_checkpoint_is_signed_and_opened() -> None:
    note = sign_checkpoint(head(7), [LOG])
    opened = open_checkpoint(note, [LOG.verifier], origin=ORIGIN)
    assert opened.checkpoint == head(7)
    assert note.startswith(f"{ORIGIN}\n7\n")
    assert opened.witnesses == ()


def test_a_cosignature_signs_the_message_of_the_specification() -> None:
    note = cosign(sign_checkpoint(head(7), [LOG]), WITNESS, at=1679315147)
    line = split_note(note)[1][1]
    message = b"cosignature/v1\ntime 1679315147\n" + head(7).text.encode()
    Ed25519PublicKey.from_public_bytes(WITNESS.verifier.public_key).verify(line.signature[8:], message)
    assert line.key_id == sha256(b"news.example/w1\n\x04" + WITNESS.verifier.public_key).digest()[:4]
    opened = open_checkpoint(note, [LOG.verifier, WITNESS.verifier], origin=ORIGIN)
    assert opened.witnesses == (("news.example/w1", 1679315147),)
    assert open_checkpoint(note, [LOG.verifier], origin=ORIGIN).witnesses == ()


def test_a_cosignature_whose_time_was_changed_is_refused() -> None:
    note = sign_checkpoint(head(7), [LOG])
    line = WITNESS.line(head(7).text, at=1000)
    key_id, signature = WITNESS.verifier.key_id, from_base64(line.split(" ")[2][:-1])[4:]
    moved = to_base64(key_id + (2000).to_bytes(8, "big") + signature[8:])
    with pytest.raises(NoteRefused):
        open_checkpoint(f"{note}— {WITNESS.name} {moved}\n", [LOG.verifier, WITNESS.verifier], origin=ORIGIN)


def test_a_witness_alone_cannot_speak_for_the_log() -> None:
    text = head(7).text
    note = text + "\n" + WITNESS.line(text, at=1)
    with pytest.raises(NoteRefused):
        open_checkpoint(note, [LOG.verifier, WITNESS.verifier], origin=ORIGIN)
    neighbour = Signer.generate("other.example/log")
    note = text + "\n" + neighbour.line(text)
    with pytest.raises(NoteRefused):
        open_checkpoint(note, [LOG.verifier, neighbour.verifier], origin=ORIGIN)


def test_a_checkpoint_signed_again_with_another_key_is_refused() -> None:
    forged = sign_checkpoint(head(7, Tree(HASHES[::-1])), [Signer.generate(ORIGIN)])
    with pytest.raises(NoteRefused):
        open_checkpoint(forged, [LOG.verifier], origin=ORIGIN)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    other = Signer.generate("other.example/log")
    note = sign_checkpoint(head(7, origin=other.name), [other])
    with pytest.raises(NotACheckpoint):
        open_checkpoint(note, [LOG.verifier, other.verifier], origin=ORIGIN)
    with pytest.raises(NotACheckpoint):
        sign_checkpoint(head(7), [other])
    with pytest.raises(NotACheckpoint):
        sign_checkpoint(head(7), [])


ROOT = CHECKPOINT_BODY.split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        "", "log\n7\n", f"log\n7\n{ROOT}", f"\n7\n{ROOT}\n", f"log\n07\n{ROOT}\n", f"log\n-7\n{ROOT}\n",
        f"log\n+7\n{ROOT}\n", f"log\n７\n{ROOT}\n", f"log\n7\n{ROOT[:-4]}\n", f"log\n7\n{ROOT[:-1]}\n",
        f"log\n7\n{ROOT}\n\n", f"log\n7\n{ROOT}\n\nline\n", f"log\n 7\n{ROOT}\n",
    ],
)  # fmt: skip
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NotACheckpoint):
        Checkpoint.parse(text)


def test_extension_lines_are_kept_and_the_empty_tree_is_size_zero() -> None:
    text = f"log\n0\n{ROOT}\nline\n"
    assert Checkpoint.parse(text) == Checkpoint("log", 0, from_base64(ROOT), ("line",))
    with pytest.raises(NotACheckpoint):
        sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32), ("two\nlines",)), [LOG])


def test_a_witness_accepts_growth_and_nothing_else() -> None:
    check_extends(None, head(7), [])
    check_extends(head(7), head(7), [])
    check_extends(head(7), head(20), proof(7, 20))
    rewritten = Tree([*HASHES[:3], bytes(32), *HASHES[4:]])
    for old, new in [
        (head(20), head(7)),  # the last leaves dropped, or an older backup restored
        (head(7), head(7, rewritten)),  # a fork at the same size
        (head(7), head(20, origin="other.example/log")),
    ]:
        with pytest.raises(LogForked):
            check_extends(old, new, [])
    with pytest.raises(ProofRefused):
        check_extends(head(7), head(20, rewritten), proof(7, 20, rewritten))
    with pytest.raises(ProofRefused):
        check_extends(None, head(20), proof(7, 20))


def proof(old: int, new: int, tree: Tree = TREE) -> list[bytes]:
    return consistency_proof(tree.node, old, new)


def test_an_inclusion_proof_is_written_as_tlog_proof_says() -> None:
    note = sign_checkpoint(head(2), [LOG])
    made = InclusionProof(1, (HASHES[0],), note)
    header, index, sibling, blank, rest = made.text.split("\n", 4)
    assert (header, index, blank) == ("c2sp.org/tlog-proof@v1", "index 1", "")
    assert from_base64(sibling) == HASHES[0]
    assert rest == note
    assert InclusionProof.parse(made.text) == made
    assert InclusionProof.parse(made.text.replace("\nindex", "\nextra QUJD\nindex")) == made
    made.check(HASHES[1], head(2))
    with pytest.raises(ProofRefused):
        made.check(HASHES[2], head(2))


def test_a_proof_of_one_leaf_has_no_hash_lines() -> None:
    made = InclusionProof(0, (), sign_checkpoint(head(1), [LOG]))
    assert InclusionProof.parse(made.text) == made
    made.check(HASHES[0], head(1))


def test_an_extension_is_written_as_add_checkpoint_says() -> None:
    note = sign_checkpoint(head(20), [LOG])
    made = Extension(7, tuple(proof(7, 20)), note)
    assert made.text.startswith("old 7\n")
    assert made.text.endswith("\n\n" + note)
    assert Extension.parse(made.text) == made
    check_extends(head(7), read_checkpoint(made.note), made.hashes)


@pytest.mark.parametrize(
    "text",
    ["", "c2sp.org/tlog-proof@v1\nindex 1\n", "c2sp.org/tlog-proof@v2\nindex 1\n\nnote", "old 7\n",
     "c2sp.org/tlog-proof@v1\nindex 01\n\nnote", "old x\n\nnote", "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nnote",
     "old 1\nAAAA\n\nnote", "c2sp.org/tlog-proof@v1\n\nnote", "old 1\n" + ROOT + "\n" + (ROOT + "\n") * 63 + "\nnote"],
)  # fmt: skip
def test_what_is_not_a_proof_is_refused(text: str) -> None:
    for parse in (InclusionProof.parse, Extension.parse):
        with pytest.raises(NotAProof):
            parse(text)


def test_the_notice_shows_the_whole_root() -> None:
    lines = notice(head(20)).splitlines()
    assert lines[:2] == [ORIGIN, "20"]
    assert bytes.fromhex("".join(lines[2:]).replace(" ", "")) == TREE.root()


def test_a_note_that_is_no_checkpoint_is_not_cosigned() -> None:
    text = "just words\n"
    with pytest.raises(NotACheckpoint):
        cosign(text + "\n" + LOG.line(text), WITNESS, at=1)
    with pytest.raises(NotANote):
        cosign("no note", WITNESS, at=1)
    assert Tree([]).root() == EMPTY_ROOT
