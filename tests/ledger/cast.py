"""A small office with a log, a petitioner and a witness, to build receipts from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from lianxin.ledger.checkpoint import Checkpoint, Extension, InclusionProof, cosign, sign_checkpoint
from lianxin.ledger.leaf import Leaf, commit, link_key
from lianxin.ledger.note import COSIGNATURE, Signer, to_base64
from lianxin.ledger.receipt import Receipt, Step, content_hash, extend, issue
from lianxin.ledger.tiles import TiledTree, append

from .whole import MemoryStore

ORIGIN = "xf.example.gov.cn/log"
LOG = Signer(ORIGIN, bytes(range(32)))
NEWSPAPER = Signer("news.example/w1", bytes(range(1, 33)), COSIGNATURE)
FRI_SEP_25 = datetime(2026, 9, 25, 8, 42, 7, tzinfo=UTC)
NUMBER = "BJXF-2026-000123"
CONTENT = {"text": "拆迁补偿款未付", "attachments": []}
CONTENT_SALT = sha256(b"content").digest()


def salt(name: str) -> bytes:
    return sha256(name.encode()).digest()


class Office:
    """A log that can be filled, signed and asked for proofs."""

    def __init__(self, signer: Signer = LOG) -> None:
        self.signer, self.store, self.size = signer, MemoryStore(), 0
        self.chain: list[tuple[Leaf, bytes, dict[str, object]]] = []

    def happen(self, **event: object) -> Step:
        """An event of the petitioner's matter; other people's events stand around it in the log."""
        secret = salt(f"step {len(self.chain)}")
        previous = self.chain[-1][0].commitment if self.chain else None
        leaf = commit(event, salt=secret, previous=previous, at=FRI_SEP_25)
        self.chain.append((leaf, secret, event))
        self.log([leaf.entry()])
        self.log([b"another matter %d" % n for n in range(self.size, self.size + 3)])
        return self.steps()[-1]

    def log(self, entries: Sequence[bytes]) -> None:
        self.size, _ = append(self.store, self.size, entries)

    def steps(self, note: str | None = None, size: int = 0) -> list[Step]:
        """The history, with proofs if a note over `size` leaves is given."""
        tree = TiledTree(self.store, size)
        return [
            Step(
                leaf=leaf,
                link_key=link_key(secret),
                event=event,
                salt=secret,
                proof=InclusionProof(4 * place, tuple(tree.inclusion(4 * place)), note) if note else None,
            )
            for place, (leaf, secret, event) in enumerate(self.chain)
        ]

    def note(self, size: int | None = None) -> str:
        """The signed and witnessed checkpoint at a size."""
        size = self.size if size is None else size
        checkpoint = Checkpoint(self.signer.name, size, TiledTree(self.store, size).root())
        return cosign(sign_checkpoint(checkpoint, [self.signer]), NEWSPAPER, at=1790323200)

    def extension(self, old: int) -> Extension:
        return Extension(old, tuple(TiledTree(self.store, self.size).consistency(old)), self.note())

    def fresh(self) -> Receipt:
        """The receipt given at filing."""
        content = content_hash(CONTENT, CONTENT_SALT)
        step = self.happen(kind="submission_filed", number=NUMBER, content=to_base64(content))
        return issue(
            step,
            origin=self.signer.name,
            signers=[self.signer],
            filed_at=FRI_SEP_25,
            delay=timedelta(hours=24),
            number=NUMBER,
            content=content,
        )

    def proven(self, receipt: Receipt) -> Receipt:
        """The receipt with the whole history and its proofs as of now."""
        return extend(receipt, self.steps(self.note(), self.size))
