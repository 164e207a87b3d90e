"""The daily job, the witness, the commands, and several runners at once."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from lianxin.ledger.checkpoint import open_checkpoint, read_checkpoint
from lianxin.ledger.note import COSIGNATURE, Signer, Verifier
from lianxin.ledger.tiles import differing
from lianxin.ledger.verify import main as verify_program
from lianxin.models import Leaf
from lianxin.ops import log as jobs
from lianxin.ops import witness
from lianxin.ops.jobs import JOBS
from lianxin.queries import log
from tests import make
from tests.cast import Cast, moment
from tests.logs import ORIGIN, checked, kinds, log_home, receipt_of, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_home")]
__all__ = ["log_home"]


def told(*command: str, **options: Any) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


class PostOffice(socketserver.ThreadingTCPServer):
    """As much of a mail server as one letter needs (RFC 5321); keeps what it was given."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.port: int = self.server_address[1]
        self.letters: list[EmailMessage] = []


class Counter(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.strip().upper() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(message_from_bytes(text, policy=default))  # type: ignore[attr-defined]
            self.wfile.write(b"250 fine\r\n")


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def watch(home: Path, **more: Any) -> witness.Witnessed:
    key = witness.own_key(home / "witness.key", "news.example/w1")
    remote = witness.Remote(str(log.store().root))
    return witness.watch(remote, home / "seen", key=key, log_keys=[], at=moment("2026-08-05"), **more)


@pytest.fixture
def log_with_keys(log_home: Path, cast: Cast) -> Path:
    """A log in a folder as others see it: the keys beside the tiles."""
    make.file()
    run()
    _show_keys()
    return log_home


def _show_keys() -> None:
    (log.store().root / "keys").write_text("".join(f"{key.vkey}\n" for key in log.verifiers()))


# ---- publishing ----


def test_the_daily_job_signs_and_mails_each_witness(cast: Cast, settings: Any) -> None:
    settings.LOG_WITNESS_MAILS = ["news@example.org", "city@example.org"]
    make.file()
    said = str(jobs.publish(at=moment("2026-08-04")))
    assert "2处" in said
    assert [one.to for one in mail.outbox] == [["news@example.org"], ["city@example.org"]]
    note = mail.outbox[0].attachments[0][1]
    assert (note if isinstance(note, str) else note.decode()) == jobs.note()
    assert ORIGIN in mail.outbox[0].subject and jobs.board() in mail.outbox[0].body


def test_the_mail_leaves_by_the_server_the_office_names(
    cast: Cast, settings: Any, tmp_path: Path, post_office: PostOffice
) -> None:
    settings.LOG_WITNESS_MAILS = ["news@example.org"]
    settings.OFFICE_FILE = tmp_path / "office.toml"
    settings.OFFICE_FILE.write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {post_office.port}\nsender = "xf@example.cn"\nsecurity = "none"\n'
    )
    make.file()
    assert "寄给1处" in str(jobs.publish(at=moment("2026-08-04")))
    (letter,) = post_office.letters
    assert (letter["From"], letter["To"]) == ("xf@example.cn", "news@example.org")
    (note,) = letter.iter_attachments()
    assert note.get_content() == jobs.note().encode()


def test_without_a_server_the_job_says_that_nothing_left_the_house(cast: Cast, settings: Any) -> None:
    settings.LOG_WITNESS_MAILS = ["news@example.org"]
    assert "请转寄" in str(jobs.publish(at=moment("2026-08-04")))


def test_both_jobs_stand_in_the_table() -> None:
    assert {"log", "witnesses"} <= set(JOBS)
    assert "0处" in str(JOBS["witnesses"].run(moment("2026-08-04")))


# ---- witness ----


def test_a_witness_cosigns_growth(log_with_keys: Path) -> None:
    first = watch(log_with_keys)
    assert first.before is None
    for _ in range(3):
        make.file()
    run("2026-08-05")
    second = watch(log_with_keys)
    assert (second.before, second.size) == (1, 4)
    key = Signer.parse((log_with_keys / "witness.key").read_text().strip())
    opened = open_checkpoint(second.note, [*log.verifiers(), key.verifier], origin=ORIGIN)
    assert opened.witnesses == (("news.example/w1", int(moment("2026-08-05").timestamp())),)


@pytest.mark.parametrize("filed_meanwhile", [1, 0])
def test_a_witness_follows_a_key_that_is_handed_on(log_with_keys: Path, filed_meanwhile: int) -> None:
    watch(log_with_keys)
    told("ledger", "rotate")
    for _ in range(filed_meanwhile):
        make.file()
    run("2026-08-05")
    _show_keys()
    watch(log_with_keys)
    told("ledger", "retire")
    make.file()
    run("2026-08-06")
    assert watch(log_with_keys).size == 2 + filed_meanwhile


def test_a_witness_does_not_follow_a_key_nobody_handed_on(log_with_keys: Path) -> None:
    watch(log_with_keys)
    for name in ("log.keys", "log.public"):
        (log_with_keys / "keys" / name).unlink()
    make.file()
    run("2026-08-05")
    _show_keys()
    with pytest.raises(witness.Contradiction):
        watch(log_with_keys)


def test_a_log_that_cannot_be_read_is_no_contradiction(log_with_keys: Path) -> None:
    watch(log_with_keys)
    make.file()
    run("2026-08-05")
    for path in log.store().root.glob("tile/0/*"):
        path.rename(path.with_name("gone"))
    with pytest.raises(witness.Unreachable):
        watch(log_with_keys)


def test_the_command_refuses_a_fork_loudly(log_with_keys: Path) -> None:
    remote, key = str(log.store().root), log_with_keys / "w.key"
    note = told("ledger", "witness", remote=remote, key=key, name="news.example/w1", state=None, log_key=[])
    assert note.count("— ") == 2
    path = log.store().root / "checkpoint"
    path.write_text(path.read_text().replace("\n1\n", "\n0\n"))
    with pytest.raises(CommandError, match="拒绝会签") as refused:
        told("ledger", "witness", remote=remote, key=key, name="", state=None, log_key=[])
    assert refused.value.returncode == 1
    evidence = json.loads(next((log_with_keys / "w.key.seen").glob("evidence-*")).read_text())
    assert evidence["seen_before"] and evidence["shown_now"] == path.read_text()


# ---- commands ----


def test_the_newest_head_and_its_short_form(log_with_keys: Path) -> None:
    assert told("ledger", "checkpoint") == log.newest().note
    board = told("ledger", "checkpoint", "--board")
    assert board.splitlines()[:2] == [ORIGIN, "1"] and len(board.splitlines()[2].split()) == 8
    assert [Verifier.parse(line) for line in told("ledger", "keys").split()] == log.verifiers()


def test_verify_ledger_answers_with_its_exit_code(log_with_keys: Path) -> None:
    assert "核对无误" in told("verify-ledger")
    report = json.loads(told("verify-ledger", "--json"))
    assert (report["exit"], report["size"], report["events"], report["submissions"]) == (0, 1, 1, 1)
    assert report["offices"] == [{"office": "临水县信访局", "in": 1, "out": 0, "open": 1}]
    Leaf.objects.update(hour=0)
    with pytest.raises(SystemExit) as ended:
        told("verify-ledger")
    assert ended.value.code == 1
    run_without_keys = log_with_keys / "keys" / "log.public"
    Leaf.objects.update(hour=read_hour())
    run_without_keys.unlink()
    with pytest.raises(SystemExit) as ended:
        told("verify-ledger")
    assert ended.value.code == 2


def read_hour() -> int:
    from lianxin.ledger.leaf import parse_entry
    from lianxin.ledger.tiles import TiledTree

    return parse_entry(TiledTree(log.store(), 1).entry(0)).hour


def test_a_row_changed_anywhere_is_named(log_with_keys: Path, cast: Cast) -> None:
    matter = make.accepted(cast)
    run("2026-08-05")
    matter.state = "CLOSED"
    matter.save()
    found = checked()
    assert kinds(found) == {"state", "count"}
    assert any(matter.number in finding.where for finding in found.findings)


def test_a_gap_is_told_once_so_that_what_else_is_wrong_stays_readable(
    log_with_keys: Path, cast: Cast
) -> None:
    for _ in range(5):
        make.file()
    matter = make.accepted(cast)
    run("2026-08-05")
    gone = Leaf.objects.filter(promise=None, event__matter=matter).order_by("index").first()
    assert gone and gone.index
    Leaf.objects.filter(pk=gone.pk)._raw_delete("default")
    found = [finding.message for finding in checked().findings if finding.check == "index"]
    assert found == [f"第 {gone.index} 条的位置是空的"] and matter.events > 1


def test_the_offline_program_agrees_with_what_is_handed_out(log_with_keys: Path, cast: Cast) -> None:
    from lianxin.ledger.receipt_file import dumps

    matter = make.served(cast)
    run("2026-08-22")
    (log_with_keys / "r.json").write_text(dumps(receipt_of(matter)))
    (log_with_keys / "c").write_text(told("ledger", "checkpoint"))
    key = told("ledger", "keys").split()[0]
    arguments = [str(log_with_keys / "r.json"), "--checkpoint", str(log_with_keys / "c"), "--key", key]
    assert verify_program(arguments) == 0


# ---- several at once ----


@pytest.fixture
def county(transactional_db: None) -> Cast:
    from datetime import date

    from tests.cast import found_county

    return found_county(today=date(2026, 8, 3))


@pytest.mark.django_db(transaction=True)
def test_of_many_runners_each_leaf_gets_one_place_and_filing_goes_on(county: Cast) -> None:
    for _ in range(20):
        make.file()
    faults: list[BaseException] = []

    def work(action: Any) -> None:
        try:
            for _ in range(5):
                action()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(action,)) for action in (run, run, run, make.file)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    run("2026-08-05")
    places = list(Leaf.objects.order_by("index").values_list("index", flat=True))
    assert places == list(range(25))
    entries: Iterator[bytes] = (log.entry_of(leaf).entry() for leaf in Leaf.objects.order_by("index"))
    assert list(differing(log.store(), entries)) == []
    assert read_checkpoint((log.store().root / "checkpoint").read_text()).size == 25
    assert checked().exit_code == 0


def test_a_witness_has_a_key_of_its_own_kind(log_with_keys: Path) -> None:
    path = log_with_keys / "k"
    path.write_text(Signer.generate("news.example/w1").skey)
    with pytest.raises(ValueError, match="own kind"):
        witness.own_key(path, "")
    assert witness.own_key(log_with_keys / "fresh", "news.example/w2").algorithm == COSIGNATURE
