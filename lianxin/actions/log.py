"""Write the public log: a leaf with every event, a promise with every filing, then order, tiles and a signed head.

A leaf is written in its event's own transaction and touches no shared row. One job gives leaves their places:
indexes, tiles, commit, and only then a signature. Killed anywhere, it is repeated: places that were signed
never change, and what was not signed yet may be written again.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from lianxin.actions.log_keys import LogKeyLost, signers
from lianxin.ledger import checkpoint as heads
from lianxin.ledger.leaf import Leaf as Entry
from lianxin.ledger.leaf import commit, link_key
from lianxin.ledger.note import split_note
from lianxin.ledger.opening import told_salt
from lianxin.ledger.receipt import Step, issue
from lianxin.ledger.tiles import TileDamaged, TiledTree, TileMissing, append
from lianxin.models import Checkpoint, Event, Leaf, Matter, Promise, Serial, Submission
from lianxin.queries import log
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

TURN = "log"  # the serial whose row one sequencer holds at a time
BATCH = 4096
_INSERT_LEAF = (
    f'INSERT INTO "{Leaf._meta.db_table}" (event_id, commitment, link, link_key, hour) '  # noqa: S608 - own names
    "VALUES (%s, %s, %s, %s, %s)"
)
_known = logging.getLogger(__name__)


class LogBehind(Exception):
    """The database holds less than, or something else than, the head that was published: nothing is signed."""


@dataclass(frozen=True)
class Sequenced:
    """What one run did: leaves that got their place, and the size of the newest signed head."""

    added: int
    size: int


# ---- with the event -------------------------------------------------------------------------------------


def append_leaf(event: Event, matter: Matter) -> Entry:
    """Commit the event to the log: a leaf beside it now, its place in the tree later."""
    salt = told_salt(bytes(event.salt))
    leaf = commit(log.told(event, matter.number), salt=salt, previous=bytes(matter.head) or None, at=event.at)
    matter.head = leaf.commitment
    # Every action pays for this statement: written out, it costs a fifth of what the model takes to say it.
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_LEAF, [event.pk, leaf.commitment, leaf.link, link_key(salt), leaf.hour])
    return leaf


def promise(row: Submission, event: Event, leaf: Entry) -> Promise | None:
    """Sign that the leaf of this filing's event will be in the log in time.

    None while there is no key: a filing never waits.
    """
    try:
        keys = signers()
    except LogKeyLost:
        _known.exception("a filing was registered without its promise")
        return None
    # What only reads like an accusation gets the receipt of what it was filed as.
    sealed, delay = row.matter.sealed and not row.held, timedelta(hours=settings.LOG_DELAY_HOURS)
    receipt = issue(
        Step(leaf),
        origin=log.origin(),
        signers=keys,
        filed_at=row.registered_at.astimezone(log.CHINA),
        delay=delay,
        number=None if sealed else row.number,
        content=None if sealed else log.content_digest(row),
        sealed=sealed,
    )
    by = datetime.fromisoformat(receipt.promise.include_by)
    return Promise.objects.create(
        submission=row, leaf_id=event.pk, code=receipt.code, note=receipt.note, include_by=by
    )


def promise_missing() -> int:
    """Promises for filings that came while there was no key; how many."""
    rows = Submission.objects.filter(promise=None).select_related("matter")
    return sum(_promise_late(row) for row in rows.iterator())


def _promise_late(row: Submission) -> bool:
    rows = Leaf.objects.filter(event__matter=row.matter_id, event__seq=1).select_related("event")
    leaf = rows.first()
    return leaf is not None and promise(row, leaf.event, log.entry_of(leaf)) is not None


# ---- the job --------------------------------------------------------------------------------------------


def sequence(*, at: datetime) -> Sequenced:
    """Give every waiting leaf its place, write the tiles, sign and publish the head. Safe to repeat.

    `at` is the aware moment of signing. Raises LogBehind, LogKeyLost.
    """
    promise_missing()
    added = 0
    while placed := _place_batch():
        added += placed
    head = _sign(at)
    return Sequenced(added, head.size)


def _place_batch() -> int:
    with transaction.atomic():
        _take_turn()
        size = log.sequenced()
        _check_published(size)
        leaves = list(Leaf.objects.filter(index=None).order_by("event_id")[:BATCH])
        if leaves:
            _set_indexes(leaves, size)
            _append(size, [log.entry_of(leaf).entry() for leaf in leaves])
    return len(leaves)


def _take_turn() -> None:
    # A row that is written stays locked until the transaction ends: a second runner waits here, on any database.
    if not Serial.objects.filter(series=TURN).update(last=F("last") + 1):
        Serial.objects.get_or_create(series=TURN)
        Serial.objects.filter(series=TURN).update(last=F("last") + 1)


def _check_published(size: int) -> None:
    path = settings.LOG_DIR / log.CHECKPOINT
    if not path.exists():
        return
    published = heads.read_checkpoint(path.read_text())
    known = log.checkpoint_at(published.size)
    if published.size > size or known is None or bytes(known.root) != published.root:
        told = {"published": published.size, "size": size}
        raise LogBehind(
            Said(
                _("公布过的校验点有 {published} 条，数据库里没有同样的 {published} 条（现有 {size} 条）"),
                told,
            )
        )


def _set_indexes(leaves: Sequence[Leaf], size: int) -> None:
    table, column = connection.ops.quote_name(Leaf._meta.db_table), connection.ops.quote_name("index")
    # One statement prepared once: a log of a million waiting leaves is placed in seconds, not minutes.
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s WHERE event_id = %s AND {column} IS NULL",  # noqa: S608 - own names
            [(place, leaf.pk) for place, leaf in enumerate(leaves, size)],
        )


def _append(size: int, entries: Sequence[bytes]) -> None:
    try:
        append(log.store(), size, entries)
    except (TileMissing, TileDamaged):
        rebuild_tiles(size)
        append(log.store(), size, entries)


def rebuild_tiles(size: int) -> None:
    """Write every tile over the first `size` leaves anew from the rows; they are derived and may be lost."""
    rows = Leaf.objects.filter(index__lt=size).order_by("index")
    batch: list[bytes] = []
    done = 0
    for leaf in rows.iterator(chunk_size=BATCH):
        batch.append(log.entry_of(leaf).entry())
        if len(batch) == BATCH:
            done, _root = append(log.store(), done, batch)
            batch = []
    append(log.store(), done, batch)


def _sign(at: datetime) -> Checkpoint:
    with transaction.atomic():
        _take_turn()
        size, last = log.sequenced(), log.newest()
        _check_published(size)
        if last is None or last.size < size:
            tree = _sound_tree(size, last)
            head = heads.Checkpoint(log.origin(), size, tree.root())
            note = heads.sign_checkpoint(head, signers())
            last = Checkpoint.objects.create(size=size, root=head.root, note=note, signed_at=at)
        else:
            _sign_too(last)
    _publish(last)
    return last


def _sign_too(head: Checkpoint) -> None:
    """A key added since signs the same head: who holds the old key learns it there, though no leaf came since."""
    known = {(line.name, line.key_id) for line in split_note(head.note)[1]}
    fresh = [key for key in signers() if (key.name, key.verifier.key_id) not in known]
    if fresh:
        tree = _sound_tree(head.size, head)
        text = heads.Checkpoint(log.origin(), head.size, tree.root()).text
        head.note += "".join(key.line(text) for key in fresh)
        head.save(update_fields=["note"])


def _sound_tree(size: int, last: Checkpoint | None) -> TiledTree:
    """The tree to sign, which must hold all of the last one that was signed."""
    try:
        _check_grown(size, last)
    except (TileMissing, TileDamaged, LogBehind):
        rebuild_tiles(size)  # if the files alone were at fault, this mends them
        _check_grown(size, last)
    return TiledTree(log.store(), size)


def _check_grown(size: int, last: Checkpoint | None) -> None:
    TiledTree(log.store(), size).root()
    if last is not None and TiledTree(log.store(), last.size).root() != bytes(last.root):
        raise LogBehind(Said(_("数据库里前 {size} 条和签过名的不一样"), {"size": last.size}))


def _publish(head: Checkpoint) -> None:
    """The file others read. A slower runner never puts an older head over a newer one."""
    path: Path = settings.LOG_DIR / log.CHECKPOINT
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and heads.read_checkpoint(path.read_text()).size > head.size:
        return
    with NamedTemporaryFile("w", dir=path.parent, prefix=".new-", delete=False) as new:
        new.write(head.note)
        new.flush()
        os.fsync(new.fileno())
    fresh = Path(new.name)
    fresh.chmod(0o644)
    fresh.replace(path)


def add_cosignatures(note: str) -> Checkpoint:
    """Keep a witness's cosignatures with the head they are for. Raises NotANote, NoteRefused, NotACheckpoint.

    Only cosignatures of configured witnesses are taken.
    """
    keys = [*log.verifiers(), *log.witnesses()]
    opened = heads.open_checkpoint(note, keys, origin=log.origin())
    row = log.checkpoint_at(opened.checkpoint.size)
    if row is None or bytes(row.root) != opened.checkpoint.root:
        raise heads.NotACheckpoint("no such head was signed here")
    ours = {(key.name, key.key_id) for key in log.witnesses()}
    known = split_note(row.note)[1]
    texts = note.rpartition("\n\n")[2].splitlines(keepends=True)
    for text, line in zip(texts, split_note(note)[1], strict=True):
        if line not in known and (line.name, line.key_id) in ours:
            row.note += text
    row.save(update_fields=["note"])
    _publish(row)
    return row
