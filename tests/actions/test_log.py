"""Keys, leaves, promises and the job that puts them in order."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from lianxin.actions import log as log_actions
from lianxin.actions import log_keys
from lianxin.actions.log import LogBehind, add_cosignatures, sequence
from lianxin.actions.perform import perform
from lianxin.ledger.checkpoint import cosign, open_checkpoint, read_checkpoint
from lianxin.ledger.note import COSIGNATURE, Signer, from_base64
from lianxin.ledger.receipt import check_continues, check_promise, content_in_log
from lianxin.ledger.receipt_file import dumps, hash_of_copy, loads
from lianxin.ledger.tiles import differing
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Checkpoint, Event, Leaf, Matter, Promise, Submission
from lianxin.queries import log
from lianxin.queries.own_copy import receipts
from lianxin.queries.petitioner import followed
from lianxin.rules.codes import Purpose
from tests import make
from tests.actions.lives import petitioner
from tests.cast import Cast, moment
from tests.logs import checked, kinds, log_home, receipt_of, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_home")]
__all__ = ["log_home"]


def entries() -> list[bytes]:
    return [log.entry_of(leaf).entry() for leaf in Leaf.objects.order_by("index")]


def asked(**more: str) -> Asked:
    newest = log.newest()
    return Asked(keys=log.verifiers(), checkpoint=newest.note if newest else None, tiles=log.store(), **more)


def test_what_an_officer_noted_as_evidence_is_not_told_on_the_receipt(cast: Cast) -> None:
    matter = make.accepted(cast)
    facts = {"title": "谈话", "source": "村委会", "content": "邻居赵敏说他看见了。"}
    perform(
        Matter.objects.get(pk=matter.pk),
        "EVIDENCE",
        actor=cast("ziran"),
        at=moment("2026-08-10"),
        facts=facts,
    )
    run("2026-08-11")
    told = dumps(receipt_of(matter))
    assert '"EVIDENCE"' in told and "赵敏" not in told and "村委会" not in told
    assert checked().exit_code == 0


# ---- keys ----


def test_the_first_filing_makes_keys_only_the_service_can_read(cast: Cast, log_home: Path) -> None:
    make.file()
    private = log_home / "keys" / "log.keys"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert [key.verifier for key in log_keys.signers()] == log.verifiers()


def test_a_rotated_key_signs_beside_the_old_one_until_that_is_retired(cast: Cast) -> None:
    before = make.file().submission.matter
    run()
    old = log.verifiers()
    fresh = log_keys.rotate()
    assert log.verifiers() == [fresh, *old]
    make.file()
    run()
    note = log.newest().note
    for key in log.verifiers():
        open_checkpoint(note, [key], origin=log.origin())
    log_keys.retire()
    make.file()
    run()
    assert log.verifiers() == [fresh, *old]
    open_checkpoint(log.newest().note, [fresh], origin=log.origin())
    check_promise(receipt_of(before), old)  # a promise made under the old key stays good
    assert checked().exit_code == 0


def test_a_new_key_signs_the_newest_head_although_nothing_happened_since(cast: Cast, log_home: Path) -> None:
    make.file()
    run()
    before, old = log.newest(), log.verifiers()
    fresh = log_keys.rotate()
    run()
    after = log.newest()
    assert (after.pk, after.size, bytes(after.root)) == (before.pk, before.size, bytes(before.root))
    for key in [fresh, *old]:
        open_checkpoint((log_home / "log" / "checkpoint").read_text(), [key], origin=log.origin())
    note = after.note
    run()
    assert log.newest().note == note and checked().exit_code == 0


def test_a_new_key_does_not_sign_a_head_whose_leaves_were_changed(cast: Cast) -> None:
    make.file()
    run()
    note = log.newest().note
    log_keys.rotate()
    Leaf.objects.update(commitment=bytes(32))
    shutil.rmtree(log.store().root)
    with pytest.raises(LogBehind):
        run()
    assert log.newest().note == note


def test_a_lost_private_key_is_never_replaced_in_silence(cast: Cast, log_home: Path) -> None:
    make.file()
    kept = log.verifiers()
    (log_home / "keys" / "log.keys").unlink()
    with pytest.raises(log_keys.LogKeyLost):
        log_keys.signers()
    assert log.verifiers() == kept


def test_a_filing_never_waits_for_a_key_and_gets_its_promise_later(cast: Cast, log_home: Path) -> None:
    make.file()
    private = log_home / "keys" / "log.keys"
    text = private.read_text()
    private.unlink()
    row = make.file().submission
    assert log.promise_of(row) is None
    private.write_text(text)
    run()
    assert log.promise_of(row) is not None
    assert checked().exit_code == 0


def test_a_key_of_another_log_signs_nothing(cast: Cast, settings: object) -> None:
    make.file()
    settings.LOG_ORIGIN = "elsewhere.example/log"
    with pytest.raises(log_keys.LogKeyLost):
        log_keys.signers()


# ---- the job ----


def test_leaves_get_consecutive_places_in_the_order_of_their_events(cast: Cast) -> None:
    make.accepted(cast)
    make.file()
    done = run()
    places = list(Leaf.objects.order_by("event_id").values_list("index", flat=True))
    assert places == list(range(done.added)) and done.size == done.added == Event.objects.count()
    assert list(differing(log.store(), entries())) == []
    assert read_checkpoint((log.store().root / "checkpoint").read_text()).size == done.size


def test_running_again_changes_nothing(cast: Cast) -> None:
    make.file()
    first = run()
    note = log.newest().note
    again = run("2026-08-05")
    assert (again.added, again.size, log.newest().note) == (0, first.size, note)
    assert Checkpoint.objects.count() == 1


def test_an_empty_log_has_a_signed_head(cast: Cast) -> None:
    assert run().size == 0
    assert checked().exit_code == 0


def test_large_backlogs_are_placed_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_actions, "BATCH", 3)
    for _ in range(7):
        make.file()
    assert run().size == 7
    assert list(differing(log.store(), entries())) == []


class Killed(BaseException):
    """The machine went off."""


@pytest.mark.parametrize("point", ["_set_indexes", "_append", "_publish"])
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_point_the_next_run_makes_it_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, point: str, after: bool
) -> None:
    make.file()
    run()
    make.accepted(cast)
    real = getattr(log_actions, point)

    def die(*args: object) -> None:
        if after:
            real(*args)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(log_actions, point, die)
        with pytest.raises(Killed):
            run()
    make.file()  # others go on meanwhile
    run()
    assert list(differing(log.store(), entries())) == []
    assert checked().exit_code == 0


def test_lost_tiles_are_written_anew_from_the_rows(cast: Cast) -> None:
    make.accepted(cast)
    run()
    for path in sorted(log.store().root.glob("tile/**/*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    make.file()
    run()
    assert list(differing(log.store(), entries())) == []


def test_a_database_older_than_the_published_head_signs_nothing(cast: Cast) -> None:
    make.file()
    run()
    late = make.file().submission
    run()
    Promise.objects.filter(submission=late).delete()
    Leaf.objects.filter(event__matter=late.matter_id).delete()
    Checkpoint.objects.filter(size=2).delete()
    make.file()
    make.file()
    with pytest.raises(LogBehind):
        run()


def test_a_history_written_over_signs_nothing(cast: Cast) -> None:
    make.accepted(cast)
    run()
    Leaf.objects.filter(index=0).update(commitment=os.urandom(32))
    log_actions.rebuild_tiles(log.sequenced())
    make.file()
    with pytest.raises(LogBehind):
        run()


def test_appending_touches_no_row_that_others_wait_for(cast: Cast, django_assert_num_queries: object) -> None:
    matter = make.file().submission.matter
    event = Event.objects.get(matter=matter)
    Promise.objects.all().delete()
    Leaf.objects.all().delete()
    with django_assert_num_queries(1):
        log_actions.append_leaf(event, matter)


# ---- receipts ----


def test_a_fresh_receipt_promises_and_later_proves(cast: Cast) -> None:
    row = make.file().submission
    fresh = receipt_of(row.matter)
    assert fresh.promise.number == row.number and fresh.steps[0].proof is None
    assert fresh.promise.include_by == "2026-08-04T10:00:00+08:00"
    run()
    proven = receipt_of(row.matter)
    check_continues(fresh, proven)
    checks = verify(loads(dumps(proven)), asked())
    assert exit_code(checks) == 0 and content_in_log(proven)


def test_the_own_copy_opens_the_hash_on_the_receipt(cast: Cast) -> None:
    import json

    row = make.file().submission
    text = json.dumps(log.own_copy(row), ensure_ascii=False)
    assert hash_of_copy(text) == receipt_of(row.matter).promise.content
    event = Event.objects.get(matter=row.matter)
    assert from_base64(event.facts["content"]).hex() == event.facts["digest"]


def test_later_steps_extend_the_receipt(cast: Cast) -> None:
    matter = make.routed(cast)
    run()
    early = receipt_of(matter)
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-05", procedure="ORDINARY", method="MAIL")
    assert len(receipt_of(matter).steps) == len(early.steps)  # not proven yet, so not told yet
    run("2026-08-05")
    later = receipt_of(matter)
    check_continues(early, later)
    assert [step.event["action"] for step in later.steps if step.event] == [
        "REGISTER", "FORWARD", "ACCEPT"]  # fmt: skip
    assert exit_code(verify(later, asked(earlier=dumps(early)))) == 0


def test_a_receipt_opens_what_the_timeline_tells_and_nothing_else(cast: Cast) -> None:
    matter = make.served(cast)
    run()
    receipt = receipt_of(matter)
    told = dumps(receipt)
    events = Event.objects.filter(matter=matter).order_by("seq")
    assert [step.event is not None for step in receipt.steps] == [
        event.action not in ("CLASSIFY", "DRAFT_OPINION", "CHECK_OPINION") for event in events
    ]
    assert '"actor"' not in told and "经查" not in told and '"recipients"' not in told
    last = receipt.steps[-1].event
    assert last["action"] == "SERVE" and last["shown"]["served_on"] == "2026-08-21"


def test_a_sealed_receipt_says_nothing(cast: Cast) -> None:
    row = make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602").submission
    run()
    receipt = receipt_of(row.matter)
    told = dumps(receipt)
    assert receipt.promise.sealed and receipt.promise.number is None and receipt.promise.content is None
    assert all(step.event is None and step.salt is None for step in receipt.steps)
    assert row.number not in told and "王秀英" not in told
    assert receipt.promise.filed_at.endswith(":00:00+08:00")
    assert [found.submission for found in log.promises_with(receipt.code)] == [row]
    assert exit_code(verify(loads(told), asked())) == 0


def test_a_matter_sealed_later_opens_nothing_more(cast: Cast) -> None:
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", category="0102", region="371426101",
             requests=[{"legal_class": "ACCUSATION"}])  # fmt: skip
    run()
    matter.refresh_from_db()
    assert matter.sealed
    receipt = receipt_of(matter)
    assert not receipt.promise.sealed and all(step.event is None for step in receipt.steps)
    assert exit_code(verify(receipt, asked())) == 0
    assert checked().exit_code == 0


def test_a_split_off_accusation_has_a_sealed_promise_of_its_own(cast: Cast) -> None:
    matter = make.file(requests=("请发放补偿款", "举报村支书贪污")).submission.matter
    lines = [str(line.position) for line in matter.requests.order_by("position")][1:]
    make.act(cast, matter, "SPLIT", "fenban", "2026-08-03", lines=lines, redacted="请发放补偿款")
    sealed = Matter.objects.get(sealed=True)
    run()
    assert receipt_of(sealed).promise.sealed
    assert checked().exit_code == 0


def test_erasing_a_salt_keeps_the_chain_and_the_receipt(cast: Cast) -> None:
    matter = make.accepted(cast)
    run()
    Event.objects.filter(matter=matter, seq=2).update(salt=b"", facts={})
    Submission.objects.filter(matter=matter).update(content_salt=b"")
    report = checked()
    assert (report.exit_code, report.erased) == (1, 1)  # nobody recorded that it was disposed of
    Matter.objects.filter(pk=matter.pk).update(disposed_on="2026-08-05")
    assert [row.check for row in checked().findings if row.check != "erased"] == []
    receipt = receipt_of(matter)
    assert receipt.steps[1].event is None and exit_code(verify(receipt, asked())) == 0


def test_a_code_with_a_slip_finds_nothing(cast: Cast) -> None:
    make.file()
    code = Promise.objects.get().code
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    assert log.promises_with(wrong) == [] and len(log.promises_with(code.replace("-", " "))) == 1


def test_a_promise_not_kept_in_time_is_found(cast: Cast) -> None:
    make.file()
    assert checked("2026-08-04").exit_code == 0  # ten o'clock: the last moment
    assert kinds(checked("2026-08-05")) == {"promise"}


def test_cosignatures_of_known_witnesses_are_published(cast: Cast, settings: object) -> None:
    known, stranger = (Signer.generate(f"news.example/{n}", COSIGNATURE) for n in "ab")
    settings.LOG_WITNESS_KEYS = [known.verifier.vkey]
    make.file()
    run()
    note = log.newest().note
    for signer in (known, stranger, known):
        note = cosign(note, signer, at=1785900000)
    head = add_cosignatures(note)
    opened = open_checkpoint(head.note, [*log.verifiers(), known.verifier], origin=log.origin())
    assert [name for name, _ in opened.witnesses] == ["news.example/a"]
    assert "news.example/b" not in head.note
    assert (log.store().root / "checkpoint").read_text() == head.note


def test_the_job_works_on_the_database_it_is_given() -> None:
    assert connection.vendor in ("sqlite", "postgresql")
    assert sequence(at=moment("2026-08-03")).size == 0


def test_a_member_proves_the_papers_of_the_petition_and_sees_nothing_of_who_else_filed(cast: Cast) -> None:
    first, joined = make.file(), make.file()
    matter, row = first.submission.matter, joined.submission
    make.act(
        cast,
        row.matter,
        "JOIN",
        "fenban",
        "2026-08-03",
        lead=matter.number,
        relation="DUPLICATE",
        reason="同一事项",
    )
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    make.act(cast, matter, "SUPPLEMENT", petitioner(first.submission), "2026-08-03", content="我的存折")
    make.act(cast, matter, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="属地")
    run()
    file = followed(petitioner(row), row.number, on=date(2026, 8, 4))
    found = receipts(file)
    assert set(found) == {"receipt.json", "handled-together.json"}
    together = found["handled-together.json"]
    assert exit_code(verify(together, asked())) == 0
    opened = [step.event["action"] for step in together.steps if step.event]
    assert "FORWARD" in opened and not {"REGISTER", "SUPPLEMENT"} & set(opened)
    assert len(together.steps) == matter.history.count()
    assert set(receipts(followed(petitioner(first.submission), matter.number, on=date(2026, 8, 4)))) == {
        "receipt.json"
    }
