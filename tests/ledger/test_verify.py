from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.ledger.checkpoint import read_checkpoint, sign_checkpoint
from lianxin.ledger.leaf import commit, link_key
from lianxin.ledger.note import Signer
from lianxin.ledger.receipt import NotAReceipt, Receipt, Step, content_hash, extend
from lianxin.ledger.receipt_file import content_copy, dumps, for_paper, loads
from lianxin.ledger.tiles import DirectoryStore
from lianxin.ledger.verify import Asked, exit_code, main, verify

from .cast import CONTENT, CONTENT_SALT, FRI_SEP_25, LOG, NEWSPAPER, NUMBER, ORIGIN, Office, salt
from .whole import MemoryStore

KEY = LOG.verifier.vkey
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Write the given texts to files and run the command over them."""

    def _run(receipt: Receipt | str, *flags: str, **files: str) -> tuple[int, str]:
        text = receipt if isinstance(receipt, str) else dumps(receipt)
        arguments = [str(tmp_path / "receipt.json"), *flags]
        (tmp_path / "receipt.json").write_text(text, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
            arguments += [f"--{name}", str(tmp_path / name)]
        code = main(arguments)
        return code, capsys.readouterr().out

    return _run


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def proven(office: Office) -> Receipt:
    receipt = office.fresh()
    office.happen(kind="accepted", on="2026-09-28")
    office.happen(kind="served", on="2026-11-20")
    return office.proven(receipt)


def test_a_fresh_receipt_is_a_signed_promise(run: Run, office: Office) -> None:
    code, told = run(office.fresh(), "--key", KEY)
    assert code == 0
    assert NUMBER in told and "最迟 2026-09-26T08:42:07+00:00 收录" in told


@pytest.fixture
def paper(office: Office) -> Receipt:
    """A promise without proof, as on a printed page, whose leaf has company of its own kind in the log."""
    receipt = office.fresh()
    return loads(for_paper(receipt))


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def answer(receipt: Receipt, office: Office, **asked: object) -> int:
    return exit_code(verify(receipt, Asked([LOG.verifier], office.note(), tiles=office.store, **asked)))  # type: ignore[arg-type]


def test_a_promise_alone_and_a_checkpoint_alone_cannot_be_told(
    run: Run, office: Office, paper: Receipt
) -> None:
    code, told = run(paper, "--key", KEY, checkpoint=office.note())
    assert code == 2 and "这份回执里没有收录证明" in told


def test_a_paper_receipt_is_found_in_the_public_files(office: Office, paper: Receipt) -> None:
    assert answer(paper, office, at=at("2026-12-01")) == 0


def test_a_promise_that_was_not_kept_is_told_when_its_time_has_passed(office: Office, paper: Receipt) -> None:
    other = Office()
    other.log([b"another matter %d" % n for n in range(5)])
    assert answer(paper, other, at=at("2026-09-25")) == 2
    assert answer(paper, other) == 2
    assert answer(paper, other, at=at("2026-09-28")) == 1
    checks = verify(paper, Asked([LOG.verifier], other.note(), tiles=other.store, at=at("2026-09-28")))
    assert "公开记录里没有这一件" in checks[-1].message


def test_without_a_clock_the_log_s_own_hours_tell_a_broken_promise(paper: Receipt) -> None:
    other = Office()
    for day, code in (("2026-09-25", 2), ("2026-09-28", 1)):
        other.log([commit({}, salt=salt(day), previous=None, at=at(day)).entry()])
        assert answer(paper, other) == code


def test_files_that_cannot_be_read_prove_nothing_against_the_office(office: Office, paper: Receipt) -> None:
    asked = Asked([LOG.verifier], office.note(), tiles=MemoryStore(), at=at("2026-12-01"))
    assert exit_code(verify(paper, asked)) == 2


def test_a_proven_receipt_verifies_with_the_key_with_a_checkpoint_and_with_both(
    run: Run, office: Office, proven: Receipt
) -> None:
    assert run(proven, "--key", KEY)[0] == 0
    assert run(proven, checkpoint=office.note())[0] == 0
    code, told = run(proven, "--key", KEY, "--key", NEWSPAPER.verifier.vkey, checkpoint=office.note())
    assert code == 0
    assert "由 news.example/w1 会签" in told


def test_a_checkpoint_saved_by_an_editor_with_other_line_ends_is_the_same(
    run: Run, office: Office, proven: Receipt
) -> None:
    assert run(proven, "--key", KEY, checkpoint=office.note().replace("\n", "\r\n"))[0] == 0


def test_the_content_is_the_one_that_was_filed_or_is_refused(run: Run, proven: Receipt) -> None:
    copy = json.dumps(content_copy(CONTENT, CONTENT_SALT))
    other = json.dumps(content_copy({**CONTENT, "text": "没有欠款"}, CONTENT_SALT))
    assert run(proven, "--key", KEY, content=copy)[0] == 0
    assert run(proven, "--key", KEY, content=other)[0] == 1
    bare = replace(proven, promise=replace(proven.promise, content=None))
    assert run(bare, "--key", KEY, content=copy)[0] == 1


def test_without_a_key_a_content_only_the_promise_names_proves_nothing(
    run: Run, office: Office, proven: Receipt
) -> None:
    forged = {**CONTENT, "text": "另一封信"}
    hidden = tuple(replace(step, event=None, salt=None) for step in proven.steps)
    promise = replace(proven.promise, content=content_hash(forged, CONTENT_SALT))
    receipt = replace(proven, promise=promise, steps=hidden)
    copy = json.dumps(content_copy(forged, CONTENT_SALT))
    assert run(receipt, checkpoint=office.note(), content=copy)[0] == 2
    assert run(receipt, "--key", KEY, content=copy)[0] == 1


def test_a_newer_checkpoint_is_reached_through_the_receipt_s_own_extension(
    run: Run, office: Office, proven: Receipt
) -> None:
    old = office.size
    office.log([b"more"] * 300)
    newer = office.note()
    assert run(proven, checkpoint=newer)[0] == 2
    assert run(replace(proven, later=(office.extension(old),)), checkpoint=newer)[0] == 0


def test_an_older_checkpoint_says_nothing_of_leaves_beyond_it_unless_the_key_does(
    run: Run, office: Office, proven: Receipt
) -> None:
    whole, early = replace(proven, later=(office.extension(5),)), office.note(5)
    assert run(whole, checkpoint=early)[0] == 2
    assert run(whole, "--key", KEY, checkpoint=early)[0] == 0


def _edited(office: Office) -> None:
    """Another office with the same key whose past differs: one event was changed after the receipt."""
    office.fresh()
    office.happen(kind="accepted", on="2026-10-28")
    office.happen(kind="served", on="2026-11-20")


def _deleted(office: Office) -> None:
    office.log([b"another matter"] * 12)


def _dropped(office: Office) -> None:
    office.fresh()
    office.log([b"another matter"] * 8)


def _reordered(office: Office) -> None:
    office.log([b"another matter"] * 2)
    office.fresh()
    office.log([b"another matter"] * 6)


@pytest.mark.parametrize("rewrite", [_edited, _deleted, _dropped, _reordered])
def test_a_log_rewritten_after_the_receipt_does_not_match_it(
    run: Run, proven: Receipt, rewrite: Callable[[Office], None]
) -> None:
    other = Office()
    rewrite(other)
    if other.size < 12:
        other.log([b"more"] * (12 - other.size))
    assert other.size >= 12
    assert run(proven, "--key", KEY, checkpoint=other.note(12))[0] == 1
    other.log([b"more"] * 20)
    forked = replace(proven, later=(other.extension(12),))
    assert run(forked, checkpoint=other.note())[0] == 1


def test_a_restored_backup_with_its_own_continuation_does_not_match(run: Run, office: Office) -> None:
    receipt = office.fresh()
    backup = Office()
    backup.fresh()
    office.happen(kind="accepted")
    held = office.proven(receipt)
    backup.log([b"written after the backup was restored"] * 4)
    assert backup.size == office.size
    assert run(held, "--key", KEY, checkpoint=backup.note())[0] == 1


def test_a_forged_receipt_is_refused_by_key_and_by_checkpoint(
    run: Run, office: Office, proven: Receipt
) -> None:
    forger = Office(Signer.generate(ORIGIN))
    receipt = forger.fresh()
    forger.happen(kind="granted")
    forged = forger.proven(receipt)
    assert run(forged, "--key", KEY)[0] == 1
    assert run(forged, checkpoint=office.note(forged_size(forged)))[0] == 1
    assert run(replace(proven, signatures=receipt.signatures), "--key", KEY)[0] == 1


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_character_of_a_receipt_can_be_changed_unnoticed(data: st.DataObject) -> None:
    text, note = _whole()
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([*'0aA1+/=\\n" ,:', text[place - 1]]))
    changed = text[:place] + other + text[place + 1 :]
    try:
        receipt = loads(changed)
        code = exit_code(verify(receipt, Asked(keys=[LOG.verifier], checkpoint=note)))
    except NotAReceipt:
        return
    assert code != 0 or receipt == loads(text)


@cache
def _whole() -> tuple[str, str]:
    """A receipt whose checkpoint bears the log's signature alone, and that checkpoint."""
    office = Office()
    receipt = office.fresh()
    office.happen(kind="accepted", on="2026-09-28")
    note = sign_checkpoint(read_checkpoint(office.note()), [LOG])
    return dumps(extend(receipt, office.steps(note, office.size))), note


def test_a_genuine_proof_does_not_lend_itself_to_another_leaf(
    run: Run, office: Office, proven: Receipt
) -> None:
    first, second, third = proven.steps
    secret = salt("forged")
    leaf = commit({"kind": "granted"}, salt=secret, previous=first.leaf.commitment, at=FRI_SEP_25)
    stolen = replace(second, leaf=leaf, link_key=link_key(secret), event={"kind": "granted"}, salt=secret)
    assert run(replace(proven, steps=(first, stolen)), "--key", KEY)[0] == 1
    promise = replace(proven.promise, commitment=leaf.commitment)
    opening = replace(stolen, link_key=None)
    assert run(replace(proven, promise=promise, steps=(opening,)), checkpoint=office.note())[0] == 1
    assert run(replace(proven, steps=(first, second, third)), "--key", KEY)[0] == 0


def test_proofs_from_a_log_the_promise_does_not_name_are_refused(
    run: Run, office: Office, proven: Receipt
) -> None:
    relabelled = replace(proven, promise=replace(proven.promise, origin="other.example/log"))
    code, told = run(relabelled, "--json", checkpoint=office.note())
    states = {check["name"]: check["state"] for check in json.loads(told)["checks"]}
    assert (code, states["收入公开记录"]) == (1, "wrong")


def forged_size(receipt: Receipt) -> int:
    proof = receipt.steps[0].proof
    assert proof is not None
    return int(proof.note.split("\n")[1])


def test_a_receipt_of_another_office_is_refused(run: Run, office: Office) -> None:
    neighbour = Office(Signer.generate("other.example/log"))
    theirs = neighbour.proven(neighbour.fresh())
    office.fresh()
    code, _ = run(theirs, "--key", KEY, checkpoint=office.note())
    assert code == 1
    assert run(theirs, checkpoint=office.note())[0] == 1
    assert (
        run(theirs, "--key", KEY, "--key", neighbour.signer.verifier.vkey, checkpoint=office.note())[0] == 1
    )


def test_proofs_signed_again_with_another_key_are_refused(run: Run, office: Office, proven: Receipt) -> None:
    office.signer = Signer.generate(ORIGIN)
    assert run(office.proven(proven), "--key", KEY)[0] == 1


def test_keys_change_with_overlap(run: Run, office: Office, proven: Receipt) -> None:
    office.signer = Signer.generate(ORIGIN)
    renewed = office.proven(proven)
    assert run(renewed, "--key", KEY, "--key", office.signer.verifier.vkey)[0] == 0


def test_an_earlier_receipt_shows_a_rewritten_history(run: Run, office: Office, proven: Receipt) -> None:
    other = Office()
    fresh = other.fresh()
    other.happen(kind="accepted", on="2026-10-28")
    assert run(proven, "--key", KEY, earlier=dumps(replace(proven, steps=proven.steps[:1])))[0] == 0
    assert run(proven, "--key", KEY, earlier=dumps(other.proven(fresh)))[0] == 1


def test_a_history_with_a_step_taken_out_is_refused(run: Run, proven: Receipt) -> None:
    assert run(replace(proven, steps=proven.steps[::2]), "--key", KEY)[0] == 1


@pytest.mark.parametrize(
    ("flags", "files", "word"),
    [
        ((), {}, "--key"),
        (("--key", "nonsense"), {}, "公钥"),
        (("--checkpoint", "/no/such/file"), {}, "读不到"),
        (("--checkpoint", "ftp://example.com/checkpoint"), {}, "读不到"),
        ((), {"checkpoint": "no note"}, "校验点"),
        (("--key", KEY), {"content": "{}"}, "内容副本"),
        (("--key", KEY), {"earlier": "x"}, "这不是回执文件的内容"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(
    run: Run, proven: Receipt, flags: tuple[str, ...], files: dict[str, str], word: str
) -> None:
    code, told = run(proven, *flags, **files)
    assert code == 2
    assert word in told and "Traceback" not in told


def test_a_file_that_is_no_receipt_is_said_in_plain_words(run: Run) -> None:
    code, told = run("not json", "--key", KEY)
    assert (code, "这不是回执文件的内容" in told) == (2, True)


def test_json_tells_every_check(run: Run, office: Office, proven: Receipt) -> None:
    code, told = run(proven, "--key", KEY, "--json", checkpoint=office.note())
    answer = json.loads(told)
    assert (code, answer["exit"], answer["promise"]["number"]) == (0, 0, NUMBER)
    assert {check["state"] for check in answer["checks"]} == {"ok"}
    code, told = run("x", "--key", KEY, "--json")
    assert json.loads(told)["exit"] == code == 2


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_log_behind_an_address_proves_the_way_to_its_newest_checkpoint(
    run: Run, office: Office, proven: Receipt, tmp_path: Path
) -> None:
    office.log([b"more"] * 300)
    public = tmp_path / "log"
    for tile, data in office.store.tiles.items():
        DirectoryStore(public).write(tile, data)
    (public / "checkpoint").write_text(office.note(), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/checkpoint"
        assert run(proven, "--checkpoint", address)[0] == 0
        assert run(proven, "--checkpoint", address + "s")[0] == 2
        (public / "tile/0/001.p").rename(public / "gone")
        assert run(proven, "--checkpoint", address)[0] == 2
    finally:
        server.shutdown()
        server.server_close()


def test_the_program_loads_no_framework(proven: Receipt, tmp_path: Path) -> None:
    (tmp_path / "receipt.json").write_text(dumps(proven), encoding="utf-8")
    script = (
        "import sys; from lianxin.ledger.verify import main; code = main();"
        "assert not {'django', 'psycopg', 'sqlite3'} & set(sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "receipt.json"), "--key", KEY],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


# The promise signs the commitment; the rest of the first entry must not be taken on its word.
def with_other_entry(receipt: Receipt, part: str) -> Receipt:
    """The same signed promise beside a first entry somebody changed: another link, or another hour."""
    leaf = receipt.steps[0].leaf
    changed = replace(leaf, link=bytes(32)) if part == "link" else replace(leaf, hour=leaf.hour + 3600)
    return replace(receipt, steps=(replace(receipt.steps[0], leaf=changed),))


@pytest.mark.parametrize("part", ["link", "hour"])
def test_a_changed_first_entry_is_refused_and_never_told_as_a_promise_the_office_broke(
    office: Office, paper: Receipt, part: str
) -> None:
    asked = Asked([LOG.verifier], office.note(), tiles=office.store, at=at("2026-12-01"))
    checks = verify(with_other_entry(paper, part), asked)
    assert exit_code(checks) == 1 and not any("公开记录里没有这一件" in check.message for check in checks)


@pytest.mark.parametrize("part", ["link", "hour"])
def test_a_changed_first_entry_is_seen_offline_where_the_event_is_open(part: str) -> None:
    receipt = Office().fresh()
    assert exit_code(verify(receipt, Asked([LOG.verifier]))) == 0
    assert exit_code(verify(with_other_entry(receipt, part), Asked([LOG.verifier]))) == 1


def test_a_promise_nobody_signed_is_not_told_as_broken(office: Office, paper: Receipt) -> None:
    promise = replace(paper.promise, commitment=bytes(32))
    forged = replace(
        paper, promise=promise, steps=(Step(replace(paper.steps[0].leaf, commitment=bytes(32))),)
    )
    checks = verify(forged, Asked([LOG.verifier], office.note(), tiles=office.store, at=at("2026-12-01")))
    assert exit_code(checks) == 1 and not any("公开记录里没有这一件" in check.message for check in checks)
