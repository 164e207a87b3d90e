"""Every attack of the table in docs/ledger.md, done for real; each finder finds exactly what the table says.

"rows": somebody with the database changes rows and their caches. "all": somebody with the database, the files and
the private key, who then writes the whole log anew and signs it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import F

from lianxin.actions import log_keys
from lianxin.actions.log import append_leaf, promise, sequence
from lianxin.ledger.checkpoint import Checkpoint as Head
from lianxin.ledger.checkpoint import sign_checkpoint
from lianxin.ledger.note import COSIGNATURE, Signer, Verifier
from lianxin.ledger.receipt import HistoryBroken, Receipt
from lianxin.ledger.receipt_file import dumps, loads
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Checkpoint, Event, Leaf, Matter, Promise, Serial, Submission
from lianxin.ops import witness
from lianxin.queries import log
from tests import make
from tests.cast import Cast, moment
from tests.logs import checked, log_home, receipt_of, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_home")]
__all__ = ["log_home"]

DOC = Path(__file__).parents[2] / "docs" / "ledger.md"
_ROW = re.compile(r"^\| ([^|]+) \| (rows|all) \| (found|–) \| (found|–) \| (found|–) \|$", re.MULTILINE)
TABLE = {(name.strip(), by): tuple(cell == "found" for cell in cells)
         for name, by, *cells in _ROW.findall(DOC.read_text())}  # fmt: skip
WITNESS = Signer("news.example/w1", bytes(range(32)), COSIGNATURE)


@pytest.fixture(autouse=True)
def foreign_keys_off(db: None) -> Iterator[None]:
    """Whoever owns the database can leave rows dangling; the test ends without the check for it."""
    yield
    transaction.set_rollback(True)


@dataclass
class World:
    """What honest people hold before the attack: a receipt, the log's keys, a witness's state."""

    cast: Cast
    home: Path
    matter: Matter
    receipt: Receipt
    keys: list[Verifier]
    back_then: str
    files_then: Path

    # ---- the finders ----

    def found(self) -> tuple[bool, bool, bool]:
        return checked("2026-09-30").exit_code == 1, self.holder_finds(), self.witness_finds()

    def holder_finds(self) -> bool:
        """The kept receipt against the head published now, and against what the office hands out now."""
        published = (log.store().root / "checkpoint").read_text()
        asked = Asked(keys=self.keys, checkpoint=published, tiles=log.store(), at=moment("2026-09-30"))
        if exit_code(verify(self.receipt, asked)) == 1:
            return True
        row = Submission.objects.filter(number=self.receipt.promise.number).select_related("matter").first()
        try:
            now = log.receipt_for(row) if row else None
        except HistoryBroken:
            return True
        return now is None or exit_code(verify(now, replace(asked, earlier=dumps(self.receipt)))) == 1

    def witness_finds(self) -> bool:
        try:
            self.witness()
        except witness.Contradiction as found:
            assert found.evidence.exists()
            return True
        return False

    def witness(self) -> None:
        remote = witness.Remote(str(log.store().root))
        witness.watch(remote, self.home / "seen", key=WITNESS, log_keys=self.keys, at=moment("2026-09-30"))

    # ---- the attacker's tools ----

    def event(self, action: str) -> Event:
        return Event.objects.get(matter=self.matter, action=action)

    def write_log_anew(self) -> None:
        """New leaves over the rows as they are now, promises, tiles and heads, all signed with the true key."""
        Promise.objects.all().delete()
        Leaf.objects.all()._raw_delete("default")
        Checkpoint.objects.all().delete()
        for matter in Matter.objects.order_by("pk"):
            matter.head = b""
            for event in matter.history.order_by("seq"):
                Event.objects.filter(pk=event.pk).update(previous=bytes(matter.head))
                leaf = append_leaf(event, matter)
                if event.seq == 1:
                    promise(matter.submissions.get(), event, leaf)
            Matter.objects.filter(pk=matter.pk).update(head=matter.head)
        shutil.rmtree(log.store().root)
        run("2026-09-29")


@pytest.fixture
def world(cast: Cast, log_home: Path) -> World:
    make.accepted(cast)
    run("2026-08-04")
    back_then, files_then = transaction.savepoint(), log_home / "backup"
    shutil.copytree(log.store().root, files_then)
    make.file(on="2026-08-05")
    matter = make.served(cast)  # the last number given: it can go without leaving a gap
    run("2026-08-22")
    made = World(cast, log_home, matter, receipt_of(matter), log.verifiers(), back_then, files_then)
    made.witness()
    assert made.found() == (False, False, False)
    return made


# ---- the attacks -----------------------------------------------------------------------------------------


def edit(world: World) -> None:
    event = world.event("ACCEPT")
    event.facts["shown"]["handle_by"] = "2026-12-31"
    event.save()


def change_service_date(world: World) -> None:
    event = world.event("SERVE")
    event.facts["shown"]["served_on"] = event.facts["served_on"] = "2026-08-25"
    event.save()


def delete_one(world: World) -> None:
    gone = world.event("CHECK_OPINION")
    Leaf.objects.filter(event=gone)._raw_delete("default")
    Event.objects.filter(pk=gone.pk)._raw_delete("default")
    for event in Event.objects.filter(matter=world.matter, seq__gt=gone.seq).order_by("seq"):
        Event.objects.filter(pk=event.pk).update(seq=F("seq") - 1)
    Matter.objects.filter(pk=world.matter.pk).update(events=F("events") - 1)


def delete_matter(world: World) -> None:
    Promise.objects.filter(submission__matter=world.matter).delete()
    Leaf.objects.filter(event__matter=world.matter).delete()
    for rows in (Event, Submission):
        rows.objects.filter(matter=world.matter)._raw_delete("default")
    Matter.objects.filter(pk=world.matter.pk)._raw_delete("default")
    Serial.objects.filter(series__startswith="submission:37142601").update(last=F("last") - 1)


def reorder(world: World) -> None:
    first, second = world.event("DRAFT_OPINION"), world.event("CHECK_OPINION")
    places = first.seq, second.seq
    for event, seq in ((first, 999), (second, places[0]), (first, places[1])):
        Event.objects.filter(pk=event.pk).update(seq=seq)


def drop_last(world: World) -> None:
    last = Event.objects.filter(matter=world.matter).order_by("-seq")[:3]
    for event in last:
        Leaf.objects.filter(event=event)._raw_delete("default")
        Event.objects.filter(pk=event.pk)._raw_delete("default")
    newest = Event.objects.filter(matter=world.matter).order_by("-seq").select_related("leaf")[0]
    Matter.objects.filter(pk=world.matter.pk).update(
        events=newest.seq, state=newest.to_state, head=newest.leaf.commitment
    )


def restore_backup(world: World) -> None:
    transaction.savepoint_rollback(world.back_then)


def go_on(world: World) -> None:
    """The files of the backup too, and work goes on as if nothing had been."""
    shutil.rmtree(log.store().root)
    shutil.copytree(world.files_then, log.store().root)
    make.served(world.cast, on="2026-08-21")
    run("2026-09-29")


def forge(world: World) -> None:
    """A receipt for what was never filed, under a key of the same name."""
    world.receipt = _forged(world.receipt, Signer(log.origin(), bytes(32)))


def forge_with_key(world: World) -> None:
    world.receipt = _forged(world.receipt, log_keys.signers()[0])


def _forged(true: Receipt, signer: Signer) -> Receipt:
    claim = replace(
        true.promise, filed_at="2026-07-01T10:00:00+08:00", include_by="2026-07-02T10:00:00+08:00"
    )
    first = replace(true.steps[0], proof=None, event=None, salt=None)
    return loads(dumps(Receipt(claim, (signer.line(claim.text).rstrip("\n"),), (first,))))


def replay(world: World) -> None:
    """The true receipt of another office, shown here."""
    elsewhere = Signer.generate("elsewhere.example/log")
    claim = replace(world.receipt.promise, origin=elsewhere.name)
    world.receipt = Receipt(claim, (elsewhere.line(claim.text).rstrip("\n"),), world.receipt.steps)


def sign_again(world: World) -> None:
    """Every stored head signed by a key that was never published."""
    other = Signer.generate(log.origin())
    for row in Checkpoint.objects.all():
        row.note = sign_checkpoint(Head(log.origin(), row.size, bytes(row.root)), [other])
        row.save()


def change_key(world: World) -> None:
    """The keys of the installation exchanged for others, public list and all, before all is signed anew."""
    shutil.rmtree(world.home / "keys")


def fork_row(world: World) -> None:
    """A second history for whoever asks the database, under the true key if need be."""
    row = log.newest()
    Checkpoint.objects.filter(pk=row.pk).update(root=bytes(32))


def fork_published(world: World) -> None:
    """Two heads over the same size, both under the true key: one in the database, one for the public."""
    size = log.newest().size
    note = sign_checkpoint(Head(log.origin(), size, bytes(32)), log_keys.signers())
    (log.store().root / "checkpoint").write_text(note)


def nothing_more(world: World) -> None:
    return None


Attack = Callable[[World], None]
ANEW: Attack = World.write_log_anew
ATTACKS: dict[tuple[str, str], tuple[Attack, Attack]] = {
    ("Edit an event", "rows"): (edit, nothing_more),
    ("Edit an event", "all"): (edit, ANEW),
    ("Change a service date", "rows"): (change_service_date, nothing_more),
    ("Change a service date", "all"): (change_service_date, ANEW),
    ("Delete an event", "rows"): (delete_one, nothing_more),
    ("Delete an event", "all"): (delete_one, ANEW),
    ("Delete a matter with its rows", "rows"): (delete_matter, nothing_more),
    ("Delete a matter with its rows", "all"): (delete_matter, ANEW),
    ("Reorder", "rows"): (reorder, nothing_more),
    ("Reorder", "all"): (reorder, ANEW),
    ("Drop the last N", "rows"): (drop_last, nothing_more),
    ("Drop the last N", "all"): (drop_last, ANEW),
    ("Restore an older backup", "rows"): (restore_backup, nothing_more),
    ("Restore an older backup", "all"): (restore_backup, go_on),
    ("Forge a receipt", "rows"): (forge, nothing_more),
    ("Forge a receipt", "all"): (forge_with_key, nothing_more),
    ("Replay another office's receipt", "rows"): (replay, nothing_more),
    ("Sign again with another key", "rows"): (sign_again, nothing_more),
    ("Sign again with another key", "all"): (change_key, ANEW),
    ("Fork: two histories, one key", "rows"): (fork_row, nothing_more),
    ("Fork: two histories, one key", "all"): (fork_published, nothing_more),
}


def test_the_table_and_the_attacks_name_the_same() -> None:
    assert set(TABLE) == set(ATTACKS)
    assert all(any(cells) for cells in TABLE.values())  # each is found by somebody


@pytest.mark.parametrize(("name", "by"), ATTACKS, ids=lambda part: part.replace(" ", "-"))
def test_an_attack_is_found_by_exactly_those_in_the_table(world: World, name: str, by: str) -> None:
    attack, then = ATTACKS[name, by]
    attack(world)
    then(world)
    assert dict(zip(("verify-ledger", "receipt", "witness"), world.found(), strict=True)) == dict(
        zip(("verify-ledger", "receipt", "witness"), TABLE[name, by], strict=True)
    )


@pytest.mark.parametrize("attack", [delete_matter, drop_last, restore_backup], ids=lambda one: one.__name__)
def test_after_rows_are_gone_the_job_signs_nothing_more(world: World, attack: Attack) -> None:
    from lianxin.actions.log import LogBehind

    attack(world)
    make.file(on="2026-09-01")
    with pytest.raises(LogBehind):
        sequence(at=moment("2026-09-29"))


def test_a_witness_that_refused_keeps_the_head_it_saw(world: World) -> None:
    seen = (world.home / "seen" / "seen").read_text()
    fork_published(world)
    assert world.witness_finds() and world.witness_finds()
    assert (world.home / "seen" / "seen").read_text() == seen
    assert len(list((world.home / "seen").glob("evidence-*.json"))) == 1


def test_someone_edits_the_words_a_petitioner_wrote(world: World) -> None:
    Submission.objects.filter(matter=world.matter).update(content="没有什么问题。")
    assert {finding.check for finding in checked().findings} == {"content"}
