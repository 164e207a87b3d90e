"""E-mails to submissions: once, in their thread by token and sender, answered once, the original kept."""

from __future__ import annotations

import mailbox
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from django.core.management import CommandError, call_command

from lianxin.actions import mail
from lianxin.channels.mail_in import from_maildir
from lianxin.ledger.receipt_file import loads
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Attachment, Event, Matter, Outbox, SearchText, Submission
from lianxin.queries import integrity
from lianxin.queries.attachments import content
from lianxin.queries.log import verifiers
from lianxin.queries.log_days import balances
from lianxin.queries.outbox import undeliverable
from lianxin.rules.mail import MAIL
from tests import make
from tests.actions.test_sealed import seers
from tests.cast import Cast, moment
from tests.documents.test_mail import enclosing
from tests.files import film, plain_photo

pytestmark = pytest.mark.django_db
OFFICE, AT = "37142601", moment("2026-08-03")
TEXT = "我叫王秀英，电话13812341234，家住临水县前柳村12号。楼上漏水，物业不管，请求政府督促物业维修。"


def letter(
    text: str = TEXT,
    *,
    sender: str = "王秀英 <wang@example.cn>",
    mark: str = "a1",
    more: str = "",
    subject: str = "漏水",
) -> bytes:
    head = f"From: {sender}\nTo: office@example.cn\nSubject: {subject}\nMessage-ID: <{mark}@example.cn>\nMIME-Version: 1.0\n"
    return f"{head}{more}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()


def test_a_mail_is_registered_answered_with_its_code_and_kept(cast: Cast) -> None:
    done = mail.take(letter(), OFFICE, at=AT)
    row = Submission.objects.get()
    party = row.parties.get()
    assert (done.outcome, done.number, row.channel) == ("NEW", row.number, "EMAIL")
    assert (party.name, party.phone, party.email) == ("王秀英", "13812341234", "wang@example.cn")
    assert row.asked == ["请求政府督促物业维修"]
    notice = Outbox.objects.get()
    assert (notice.channel, notice.address) == ("EMAIL", "wang@example.cn")
    assert row.number in notice.text and re.search(r"查询码[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{4}", notice.text)
    assert content(Attachment.objects.get()) == letter()


def test_the_answer_holds_a_receipt_that_can_be_checked(cast: Cast) -> None:
    mail.take(letter(), OFFICE, at=AT)
    words, _gap, pasted = Outbox.objects.get().text.rpartition("\n\n")
    receipt = loads(pasted)
    assert receipt.promise.number == Submission.objects.get().number and receipt.code in words
    assert exit_code(verify(receipt, Asked(verifiers()))) == 0


def test_the_same_mail_again_changes_nothing(cast: Cast) -> None:
    first = mail.take(letter(), OFFICE, at=AT)
    again = mail.take(letter(more="X-Copy: 2\n"), OFFICE, at=AT)
    assert (again.outcome, again.number) == ("KNOWN", first.number)
    assert (Submission.objects.count(), Outbox.objects.count(), Attachment.objects.count()) == (1, 1, 1)


def answer(
    number: str, *, sender: str = "wang@example.cn", to: str = "wang@example.cn", **more: str
) -> bytes:
    token = mail.token(number, to)
    return letter(
        "补充：昨天又漏了。", sender=sender, mark="a2", subject="Re: 漏水",
        more=f"In-Reply-To: <{number}-7.{token}@office.cn>\n", **more,
    )  # fmt: skip


def test_an_answer_joins_by_token_and_sender_and_only_once(cast: Cast) -> None:
    number = mail.take(letter(), OFFICE, at=AT).number
    assert mail.take(answer(number), OFFICE, at=AT).outcome == "ADDED"
    assert mail.take(answer(number), OFFICE, at=AT).outcome == "KNOWN"
    other_way = b"Received: from mx2\n" + answer(
        number
    )  # the same mail, by the second address it was sent to
    assert mail.take(other_way, OFFICE, at=AT).outcome == "KNOWN"
    event = Event.objects.get(action="SUPPLEMENT")
    assert "昨天又漏了" in event.facts["content"]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("how", [{"sender": "thief@example.cn"}, {"to": "thief@example.cn"}])
def test_a_stranger_with_the_token_or_the_sender_without_it_files_anew(
    cast: Cast, how: dict[str, str]
) -> None:
    number = mail.take(letter(), OFFICE, at=AT).number
    assert mail.take(answer(number, **how), OFFICE, at=AT).outcome == "NEW"
    assert not Event.objects.filter(action="SUPPLEMENT").exists()


def test_machines_are_neither_registered_nor_answered(cast: Cast) -> None:
    for head in ("Auto-Submitted: auto-replied\n", "Return-Path: <>\n", "List-Id: <news.example.cn>\n"):
        assert mail.take(letter(more=head), OFFICE, at=AT).outcome == "MACHINE"
    assert (Submission.objects.count(), Outbox.objects.count()) == (0, 0)


REPORT = b"""From: MAILER-DAEMON@mx.example.cn
Message-ID: <dsn@mx.example.cn>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=q

--q
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.cn

Action: %s

--q
Content-Type: text/rfc822-headers

Message-ID: <%s@office.cn>
--q--
"""
BARE = b"From: PostMaster@example.cn\nSubject: =?utf-8?b?57O757uf6YCA5L+h?=\n\n\xe9\x80\x80\xe5\x9b\x9e <%s@office.cn>\n"
VACATION = (
    b"From: wang@example.cn\nReturn-Path: <>\nIn-Reply-To: <%s@office.cn>\n\n\xe5\xa4\x96\xe5\x87\xba\n"
)


def sent_notice() -> tuple[Outbox, bytes]:
    """The answer to a mail as it went out, and what its id bears."""
    number = mail.take(letter(), OFFICE, at=AT).number
    Outbox.objects.update(sent_at=AT)
    row = Outbox.objects.get()
    return row, f"{number}-{row.pk}.{mail.token(number, row.address)}".encode()


@pytest.mark.parametrize(("bounce", "more"), [(REPORT, (b"failed",)), (BARE, ())])
def test_a_notice_that_comes_back_waits_for_a_clerk_to_post_it(
    cast: Cast, bounce: bytes, more: tuple[bytes, ...]
) -> None:
    row, mark = sent_notice()
    for _time in range(2):
        assert mail.take(bounce % (*more, mark), OFFICE, at=AT).outcome == "MACHINE"
    assert list(undeliverable(Outbox.objects.all())) == [row]
    row.refresh_from_db()
    assert "退回" in row.fault
    Outbox.objects.update(channel="LETTER", sent_at=AT)  # posted; the same report once more changes nothing
    mail.take(bounce % (*more, mark), OFFICE, at=AT)
    assert not undeliverable(Outbox.objects.all()).exists() and Outbox.objects.get().sent_at


@pytest.mark.parametrize(
    ("told", "more"), [(REPORT, (b"delayed",)), (REPORT, (b"displayed",)), (VACATION, ())]
)
def test_what_is_late_read_or_answered_by_a_machine_has_not_come_back(
    cast: Cast, told: bytes, more: tuple[bytes, ...]
) -> None:
    _row, mark = sent_notice()
    mail.take(told % (*more, mark), OFFICE, at=AT)
    assert Outbox.objects.get().sent_at


def test_nobody_calls_back_a_notice_of_another(cast: Cast) -> None:
    _row, mark = sent_notice()
    mail.take(REPORT % (b"failed", mark[:-1] + (b"0" if mark[-1:] != b"0" else b"1")), OFFICE, at=AT)
    assert Outbox.objects.get().sent_at


def test_two_machines_do_not_write_to_each_other_for_ever(cast: Cast) -> None:
    for turn in range(
        MAIL.answers + 2
    ):  # an automatic answer that does not say what it is, under a new id each time
        assert mail.take(letter(mark=f"m{turn}"), OFFICE, at=AT).outcome == "NEW"
    assert addressed() == {"wang@example.cn": MAIL.answers}
    last = Submission.objects.order_by("-pk")[0]
    assert not Outbox.objects.filter(submission=last).exists() and "没有再自动答复" in last.content
    mail.take(letter(mark="other", sender="li@example.cn"), OFFICE, at=AT)
    mail.take(letter(mark="later"), OFFICE, at=moment("2026-08-05"))
    assert addressed() == {"wang@example.cn": MAIL.answers + 1, "li@example.cn": 1}


def test_a_mail_that_comes_again_and_again_uses_up_no_answer(cast: Cast) -> None:
    for _time in range(MAIL.answers + 2):
        mail.take(letter(), OFFICE, at=AT)
    for turn in range(MAIL.answers):
        mail.take(letter(mark=f"m{turn}"), OFFICE, at=AT)
    assert addressed() == {"wang@example.cn": MAIL.answers}


def addressed() -> dict[str, int]:
    """How many notices wait for each address."""
    return dict(Counter(row.address for row in Outbox.objects.all()))


def test_what_is_enclosed_is_kept_apart_and_what_is_refused_stays_in_the_original(cast: Cast) -> None:
    mail.take(enclosing(plain_photo(), "image/jpeg", "墙.jpg"), OFFICE, at=AT)
    assert sorted(row.name for row in Attachment.objects.all()) == ["墙.jpg", "邮件原件.eml"]
    mail.take(enclosing(film(), "video/mp4", "录像.mp4"), OFFICE, at=AT)
    assert "在邮件原件里" in Submission.objects.order_by("-pk")[0].content


def test_a_pen_name_is_filed_as_anonymous_and_an_empty_mail_says_so(cast: Cast) -> None:
    mail.take(letter("", sender="rainbow77 <r77@example.cn>"), OFFICE, at=AT)
    row = Submission.objects.get()
    assert row.anonymous and row.parties.get().name == "rainbow77"
    assert "没有正文" in row.content


def test_a_name_that_only_ends_the_mail_is_not_filed_as_its_writers(cast: Cast) -> None:
    text = "楼上漏水，物业不管，请政府督促物业维修。\n此致敬礼\n李建国"
    mail.take(letter(text, sender="rainy@example.cn"), OFFICE, at=AT)
    row = Submission.objects.get()
    assert row.anonymous and row.parties.get().name == "rainy"


@pytest.mark.parametrize("name", ["李㛃", "𠅤永强"])
def test_a_name_of_rare_characters_is_a_name(cast: Cast, name: str) -> None:
    mail.take(letter("路灯坏了，请求政府修好。", sender=f"{name} <li@example.cn>"), OFFICE, at=AT)
    row = Submission.objects.get()
    assert (row.anonymous, row.parties.get().name) == (False, name)


def test_a_mail_of_no_more_than_a_sender_and_a_date_is_one(cast: Cast) -> None:
    for raw in (
        b"From: a@example.cn\nDate: Mon, 3 Aug 2026 09:00:00 +0800\n\n",
        b"From: b@example.cn\nSubject: x\n\n",
        b"From x Mon Aug 3\n" + letter(),
    ):
        assert mail.take(raw, OFFICE, at=AT).outcome == "NEW"


def test_a_very_long_mail_is_cut_and_says_so(cast: Cast) -> None:
    mail.take(letter("漏水。" * 30_000), OFFICE, at=AT)
    assert "全文见邮件原件" in Submission.objects.get().content


def test_a_maildir_is_emptied_once(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    for raw in (letter(), letter(mark="b"), letter(mark="c", more="Precedence: bulk\n")):
        box.add(raw)
    call_command("mail", "take", maildir=tmp_path / "box", office=OFFICE)
    assert "新登记 2，归入原件 0，以前收过 0，机器发的 1，没有收下 0" in capsys.readouterr().out
    call_command("mail", "take", maildir=tmp_path / "box", office=OFFICE)
    assert "新登记 0，归入原件 0，以前收过 0，机器发的 0" in capsys.readouterr().out
    assert len(list((tmp_path / "box" / "cur").iterdir())) == 3


def test_a_folder_in_a_maildir_is_passed_over_and_what_the_office_lost_is_no_mail_that_moved(
    cast: Cast, tmp_path: Path
) -> None:
    mailbox.Maildir(tmp_path / "box")
    (tmp_path / "box" / "new" / "0").mkdir()
    (tmp_path / "box" / "new" / "1").write_bytes(letter())

    def lost() -> NoReturn:
        raise FileNotFoundError("where files are kept")

    with pytest.raises(FileNotFoundError):
        from_maildir(tmp_path / "box", OFFICE, now=lost, told=print)
    call_command("mail", "take", maildir=tmp_path / "box", office=OFFICE)
    assert Submission.objects.count() == 1


def test_mails_of_a_maildir_are_told_apart_when_the_name_of_one_begins_anothers(
    cast: Cast, tmp_path: Path
) -> None:
    mailbox.Maildir(tmp_path / "box")
    for name in ("10", "1", "1[a]"):
        (tmp_path / "box" / "new" / name).write_bytes(letter(mark=name))
    call_command("mail", "take", maildir=tmp_path / "box", office=OFFICE)
    assert Submission.objects.count() == 3
    assert {path.name for path in (tmp_path / "box" / "cur").iterdir()} == {"10:2,S", "1:2,S", "1[a]:2,S"}


def test_noise_stays_with_a_flag_and_stops_nothing(cast: Cast, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    (tmp_path / "box" / "new" / "0.noise").write_bytes(b"\xff\x00 no mail")
    box.add(letter())
    with pytest.raises(CommandError):
        call_command("mail", "take", maildir=tmp_path / "box", office=OFFICE)
    assert Submission.objects.count() == 1
    assert (tmp_path / "box" / "cur" / "0.noise:2,FS").exists()


def test_a_folder_that_is_none_and_an_office_that_is_none_are_told(cast: Cast, tmp_path: Path) -> None:
    for how in ({"maildir": tmp_path, "office": OFFICE}, {"maildir": tmp_path, "office": ""}, {}):
        with pytest.raises(CommandError):
            call_command("mail", "take", **how)


ACCUSING = "我叫王秀英，电话13812341234。前柳村支书赵铁柱侵吞征地补偿款，请查处。"


def test_a_mail_that_reads_like_an_accusation_waits_behind_the_wall_for_a_person(cast: Cast) -> None:
    number = mail.take(letter(ACCUSING, subject="举报"), OFFICE, at=AT).number
    matter = Matter.objects.get(number=number)
    row = matter.submissions.get()
    assert (matter.sealed, matter.title, row.content, row.purpose) == (True, "", "", "REQUEST")
    assert seers(cast, matter) == {"fenban", "fenban2"}
    assert not SearchText.objects.filter(matter=matter).exists()
    assert number in Outbox.objects.get().text  # the writer hears as everybody does


def test_two_people_open_one_that_was_none_and_the_counts_stay_even(cast: Cast) -> None:
    number = mail.take(letter(ACCUSING), OFFICE, at=AT).number
    matter = Matter.objects.get(number=number)
    make.act(cast, matter, "PROPOSE_UNSEAL", "fenban", "2026-08-04", reason="没有反映违纪")
    make.act(
        cast, matter, "UNSEAL", "fenban2", "2026-08-04", reason="同意"
    )  # nobody filed it as an accusation
    matter.refresh_from_db()
    kept = matter.suggestions.get(field="accusation")  # what the machine read and what the people said of it
    assert (kept.value, kept.chosen, kept.engine) == ("HELD", "ORDINARY", "accusing:2.0/1.5")
    assert "支书赵铁柱侵吞征地补偿款" in kept.text
    assert (matter.sealed, matter.title) == (False, "漏水") and len(seers(cast, matter)) > 2
    day = date(2026, 8, 4)
    assert [row for row in balances(day) if not row.even] == []
    rules = (*integrity.RULES, *integrity.DEEP)
    assert [str(f.said) for rule in rules if rule.grave for f in rule.find(day)] == []


@pytest.mark.parametrize(
    ("plain", "accusing"),
    [
        ("昨天又漏了", "物业和街道干部官商勾结，干部收了好处"),
        ("Re: 漏水", "举报柳河镇镇长贪污征地补偿款"),
    ],
)
def test_an_answer_that_accuses_is_not_laid_open_in_the_matter_it_answers(
    cast: Cast, plain: str, accusing: str
) -> None:
    number = mail.take(letter(), OFFICE, at=AT).number
    raw = answer(number).replace(plain.encode(), accusing.encode())
    assert raw != answer(number)
    assert mail.take(raw, OFFICE, at=AT).outcome == "NEW"
    assert not Event.objects.filter(action="SUPPLEMENT").exists()
    assert Submission.objects.exclude(number=number).get().matter.sealed
    assert mail.take(raw, OFFICE, at=AT).outcome == "KNOWN"


def test_what_stays_unopened_is_said_beside_the_original(cast: Cast) -> None:
    part = b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig==\r\n--b--\r\n"
    head = b"From: wang@example.cn\r\nSubject: leak\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    mail.take(head + b"--b\r\nContent-Type: text/plain\r\n\r\nwater\r\n" + part, OFFICE, at=AT)
    assert [row.name for row in Attachment.objects.all()] == ["邮件原件（里面有没拆开的内容）.eml"]
    assert "winmail.dat），里面有打不开的东西" in Submission.objects.get().content
