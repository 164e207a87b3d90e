"""Files on their way into a filing or a step: by pieces, once only, under the receipt's hash, unreadable on the disk."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from lianxin.actions import attachments
from lianxin.actions.given import Invalid
from lianxin.actions.log import sequence
from lianxin.ledger.receipt_file import hash_of_copy
from lianxin.models import Attachment, Matter
from lianxin.ops.ledger_check import verify_ledger
from lianxin.queries import log
from lianxin.queries.attachments import FileLost, content, place_of, received
from tests import files, make
from tests.actions.lives import petitioner
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")
TRAY = "draft:1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    return settings.MEDIA_ROOT


def sent(name: str = "合同.pdf", data: bytes = files.PDF, tray: str = TRAY) -> Attachment:
    return attachments.add(tray, name, data, at=AT)


def test_a_filing_takes_its_files_and_the_receipt_covers_them(cast: Cast, settings, tmp_path) -> None:
    settings.LOG_DIR, settings.LOG_KEYS = tmp_path / "log", tmp_path / "keys"
    row = make.file(files=(sent().token, sent("照片.jpg", files.photo()).token)).submission
    pdf, photo = row.attachments.order_by("pk")
    assert (pdf.name, pdf.kind, pdf.digest) == ("合同.pdf", "PDF", sha256(files.PDF).hexdigest())
    assert photo.told_place and not pdf.told_place
    assert pdf.event == row.matter.history.get()
    own = log.own_copy(row)
    assert [each["sha256"] for each in own["content"]["attachments"]] == [pdf.digest, photo.digest]
    assert hash_of_copy(json.dumps(own)) == log.promised(log.promise_of(row)).promise.content
    sequence(at=AT)
    assert not verify_ledger(at=AT).findings
    row.enclosed = row.enclosed[:1]
    row.save()
    assert [(one.check, one.where) for one in verify_ledger(at=AT).findings] == [("content", row.number)]


def test_a_file_that_is_gone_from_the_disk_is_found(cast: Cast, settings, tmp_path) -> None:
    settings.LOG_DIR, settings.LOG_KEYS = tmp_path / "log", tmp_path / "keys"
    row = make.file(files=(sent().token,)).submission
    sequence(at=AT)
    place_of(row.attachments.get().digest).unlink()
    assert [(one.check, one.where) for one in verify_ledger(at=AT).findings] == [("file", row.number)]


def test_without_files_the_hash_is_what_it_always_was(cast: Cast) -> None:
    row = make.file().submission
    assert set(log.content_of(row)) == {"number", "words", "requests"}


def test_on_the_disk_nothing_can_be_read(cast: Cast, home: Path) -> None:
    row = make.file(files=(sent().token,)).submission.attachments.get()
    assert b"%PDF" not in place_of(row.digest).read_bytes()
    assert content(row) == files.PDF
    place_of(row.digest).write_bytes(b"changed")
    with pytest.raises(FileLost):
        content(row)


def test_a_lost_line_goes_on_where_it_was_left(cast: Cast) -> None:
    data = files.PDF * 40
    row = attachments.begin(TRAY, "a.pdf", len(data), at=AT)
    attachments.add_piece(TRAY, row.token, 0, data[:1000])
    again = attachments.begin(TRAY, "a.pdf", len(data), at=AT)
    assert (again.pk, received(again.token)) == (row.pk, 1000)
    with pytest.raises(attachments.OutOfStep) as told:
        attachments.add_piece(TRAY, row.token, 0, data[:1000])
    assert told.value.at == 1000
    with pytest.raises(Invalid, match="没有传完"):
        make.file(files=(row.token,))
    done = attachments.add_piece(TRAY, row.token, 1000, data[1000:])
    assert content(done) == data


def test_more_bytes_than_announced_are_not_taken(cast: Cast) -> None:
    row = attachments.begin(TRAY, "a.pdf", 10, at=AT)
    with pytest.raises(attachments.OutOfStep):
        attachments.add_piece(TRAY, row.token, 0, files.PDF)


def test_anothers_tray_is_not_opened(cast: Cast) -> None:
    row = sent()
    with pytest.raises(attachments.NoSuchUpload):
        attachments.remove("draft:2", row.token)
    with pytest.raises(attachments.NoSuchUpload):
        attachments.add_piece("draft:2", row.token, 0, b"x")


def test_a_file_is_taken_once(cast: Cast) -> None:
    token = sent().token
    make.file(files=(token,))
    with pytest.raises(Invalid, match="没有传完，或者已经过期"):
        make.file(files=(token,))


def test_the_same_file_pressed_twice_is_one(cast: Cast) -> None:
    sent(), sent()
    assert Attachment.objects.count() == 1


def test_there_is_an_end_to_it(cast: Cast, settings, tmp_path) -> None:
    settings.ATTACHMENTS = tmp_path / "rules.toml"
    settings.ATTACHMENTS.write_text("[limits]\nfiles = 2\n[kinds.PDF]\nmost_mb = 0\n")
    sent("a.txt", b"a"), sent("b.txt", b"b")
    with pytest.raises(Invalid, match="最多附2个文件"):
        sent("c.txt", b"c")
    with pytest.raises(Invalid, match="一个文件最多50MB"):
        attachments.begin("draft:2", "x.mp3", 51 * 1024 * 1024, at=AT)
    with pytest.raises(Invalid, match="这里不收"):
        sent(tray="draft:2")


def test_what_was_added_later_is_on_file_and_under_its_event(cast: Cast) -> None:
    row = make.file().submission
    make.act(
        cast, row.matter, "SUPPLEMENT", petitioner(row), "2026-08-04", content="补上", files=[sent().token]
    )
    event = row.matter.history.get(action="SUPPLEMENT")
    assert row.attachments.get().event == event
    assert event.facts["files"][0]["sha256"] == sha256(files.PDF).hexdigest()
    clerk = sent("扫描.pdf", files.PDF + b"\n").token
    make.act(cast, row.matter, "SUPPLEMENT", "dengji", "2026-08-04", content="窗口收到", files=[clerk])
    assert row.attachments.count() == 2


@pytest.mark.parametrize("wrong", ["x", [1], ["no-such-token"]])
def test_wrong_tokens_are_refused_and_nothing_is_done(cast: Cast, wrong: object) -> None:
    row = make.file().submission
    with pytest.raises(Invalid):
        make.act(cast, row.matter, "SUPPLEMENT", petitioner(row), "2026-08-04", content="补上", files=wrong)
    assert Matter.objects.get(pk=row.matter_id).version == 1


def test_what_was_never_sent_is_swept_and_what_was_stays(cast: Cast, home: Path) -> None:
    kept = make.file(files=(sent().token,)).submission.attachments.get()
    sent("b.txt", b"never sent")
    begun = attachments.begin(TRAY, "c.txt", 100, at=AT)
    attachments.add_piece(TRAY, begun.token, 0, b"half")
    assert attachments.sweep(at=AT + timedelta(hours=23)) == 0
    assert attachments.sweep(at=AT + timedelta(days=3650)) == 2  # the disk's own clock is the machine's
    assert [path for path in home.rglob("*") if path.is_file() and path.parent.name != "readers"] == [
        place_of(kept.digest)
    ]


# ---- the scanner ------------------------------------------------------------------------------------------
@pytest.fixture
def clamd(settings) -> Iterator[list[bytes]]:
    """A daemon that speaks INSTREAM: finds a virus where the file says so, and falls silent where it says so."""
    heard: list[bytes] = []
    door = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD = f"127.0.0.1:{door.getsockname()[1]}"

    def serve() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                body = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    body += stream.read(length)
                heard.append(body)
                if b"silent" not in body:
                    line.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in body else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    yield heard
    door.close()


def test_every_file_is_scanned_and_a_virus_refused(cast: Cast, clamd: list[bytes]) -> None:
    sent()
    assert clamd == [files.PDF]
    with pytest.raises(Invalid, match="查出了病毒"):
        sent("b.txt", b"EICAR")
    with pytest.raises(Invalid, match="现在查不了病毒"):
        sent("c.txt", b"silent")
    assert Attachment.objects.count() == 1


def test_a_scanner_that_is_not_there_lets_nothing_in(cast: Cast, settings) -> None:
    settings.CLAMD = "/nowhere/clamd.sock"
    with pytest.raises(Invalid, match="现在查不了病毒"):
        sent()
    assert not Attachment.objects.exists()
