"""What is read of a file after it has come is kept, searched and guarded like what is read at once."""

from __future__ import annotations

import sys
from email.message import EmailMessage
from io import BytesIO

import pypdfium2
import pytest
from django.db import connection

from lianxin.actions import attachments, late_texts, mail, scans
from lianxin.actions.numbers import query_hash
from lianxin.documents.bounded import turn
from lianxin.models import Attachment, Matter, Outbox, SearchText, Submission
from lianxin.queries.dossier import Dossier
from lianxin.queries.integrity import DEEP, RULES
from lianxin.queries.outbox import letters, undeliverable
from lianxin.queries.post import within as outbox_within
from lianxin.queries.progress import progress
from lianxin.queries.sealed import reads_like
from lianxin.queries.search import found
from lianxin.rules.attachments import WAITS
from lianxin.rules.codes import Channel
from lianxin.rules.facts import Actor
from lianxin.rules.scans import ENCLOSED
from tests import files, make
from tests.actions.lives import petitioner
from tests.actions.test_sealed import seers
from tests.cast import Cast, moment
from tests.drawn import letter, pdf, saved

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")
SAID = "楼上漏水泡了鹦鹉笼，物业不管。\n请求政府督促物业维修。"


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def read() -> list[Attachment]:
    return [Attachment.objects.get(pk=row.pk) for row in late_texts.read_waiting(at=AT)]


def late(*said: str, name: str = "来信.docx") -> str:
    """The token of a letter that found every reader busy."""
    row = attachments.add(f"tray:{said}", name, files.letter_docx(*said, ""), at=AT)
    Attachment.objects.filter(pk=row.pk).update(text="", unread=WAITS)
    return row.token


def filed(*tokens: str, **more: object) -> Submission:
    return make.file(content="见附件", requests=("请处理",), files=tokens, **more).submission


def picture(text: str = SAID) -> str:
    return attachments.add("tray", "信.jpg", saved(letter(text)), at=AT).token


# ---- read ---------------------------------------------------------------------------------------------------
def test_a_picture_is_read_after_it_has_come_and_found_by_its_words(cast: Cast) -> None:
    row = filed(picture())
    assert not found("鹦鹉").exists()
    [kept] = read()
    assert "".join(kept.text.split()) == "".join(SAID.split())
    assert kept.has_text and kept.unread == "" and 80 < kept.sure < 100
    assert found("鹦鹉").get().matter == row.matter
    assert read() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM lianxin_attachment")
        assert "鹦鹉".encode() not in bytes(cursor.fetchone()[0])


def test_a_scanned_pdf_is_read_as_far_as_is_read_of_one(cast: Cast) -> None:
    data = pdf(ENCLOSED.pages + 1, letter(SAID))
    filed(attachments.add("tray", "信.pdf", data, at=AT).token)
    [kept] = read()
    assert kept.text.count("鹦鹉") == ENCLOSED.pages and kept.unread == "CUT"


def mixed(text: str, drawn: str) -> bytes:
    """A PDF with a page of text and one that is a picture."""
    made, out = pypdfium2.PdfDocument(files.letter_pdf(text)), BytesIO()
    made.import_pages(pypdfium2.PdfDocument(pdf(1, letter(drawn))))
    made.save(out)
    return out.getvalue()


def test_a_picture_between_the_pages_of_a_pdf_is_read_beside_their_text(cast: Cast) -> None:
    row = filed(attachments.add("tray", "信.pdf", mixed("第一页写着字。", SAID), at=AT).token)
    assert row.attachments.get().unread == "PAGES"
    [kept] = read()
    assert kept.text.startswith("第一页写着字。\n") and kept.text.count("第一页") == 1
    assert "鹦鹉" in kept.text and (kept.unread, kept.sure is None) == ("", False)
    assert read() == [] and found("鹦鹉").exists()


def test_a_pdf_with_an_empty_page_is_looked_at_once_and_stays_as_it_is(cast: Cast) -> None:
    filed(attachments.add("tray", "信.pdf", files.letter_pdf("第一页写着字。", ""), at=AT).token)
    before = Attachment.objects.get().text
    assert [(one.text, one.unread, one.sure) for one in read()] == [(before, "PAGES", None)]
    assert read() == []


def test_what_a_clerk_has_judged_is_not_held_against_the_picture_beside_it(cast: Cast) -> None:
    token = attachments.add("tray", "信.pdf", mixed(make.ACCUSING, SAID), at=AT).token
    row = filed(token, source="window", channel=Channel.LETTER, held=False)
    make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    read()
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [("墙.jpg", files.plain_photo(), "PICTURE"), ("坏.png", saved(letter("字"), "PNG")[:400], "DAMAGED")],
)
def test_what_cannot_be_read_says_why(cast: Cast, name: str, data: bytes, why: str) -> None:
    row = filed(attachments.add("tray", "信.jpg", saved(letter("字")), at=AT).token)
    digest = attachments.sha256(data).hexdigest()
    attachments.keep(digest, data)
    row.attachments.update(digest=digest)
    assert [(one.unread, one.has_text, one.sure) for one in read()] == [(why, False, None)]


def test_without_the_reader_it_says_so_and_with_it_the_file_is_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(picture())
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "rapidocr", None)
        assert [one.unread for one in read()] == ["NO_READER"]
        assert read() == []
    assert [one.unread for one in read()] == [""]


def test_a_file_under_which_the_reader_died_is_not_tried_for_ever(cast: Cast) -> None:
    row = filed(late(SAID))
    row.attachments.update(tries=ENCLOSED.tries)
    assert [one.unread for one in read()] == ["OVERRUN"]


def test_one_reads_at_a_time_and_what_waits_in_a_tray_is_nobodys_yet(cast: Cast, settings) -> None:
    late(SAID, name="托盘里.docx")
    filed(late(SAID, "另"))
    with turn(settings.MEDIA_ROOT / "late", 1):
        assert read() == []
    assert len(read()) == 1


def test_the_pages_of_a_scanned_letter_are_read_as_a_letter_only(cast: Cast) -> None:
    row = scans.take([("信.jpg", saved(letter(SAID)))], "37142601", actor=cast("dengji"), at=AT).scan
    assert [file.unread for file in row.files.all()] == ["LETTER"]


# ---- guarded ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("moved_on", [False, True])
def test_a_file_that_turns_out_to_accuse_is_filed_apart_and_its_writer_told(
    cast: Cast, moved_on: bool
) -> None:
    row = filed(late(make.ACCUSING), title="路灯坏了")
    if moved_on:
        make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
        sent = {"to": "37142602", "mode": "FORWARD", "reason": "属地和职能"}
        make.act(cast, row.matter, "FORWARD", "fenban", "2026-08-03", **sent)
    read()
    apart = Submission.objects.exclude(pk=row.pk).get()
    assert (apart.held, apart.matter.sealed, row.matter.sealed) == (True, True, False)
    assert [file.name for file in apart.attachments.all()] == ["来信.docx"] and not row.attachments.exists()
    assert "fenban" in seers(cast, apart.matter) and "dengji" not in seers(cast, apart.matter)
    quoted = reads_like(Dossier(apart.matter, cast.today))
    assert quoted is not None and "支书侵吞征地补偿款" in quoted.quoted
    assert not found("侵吞").exists() and SearchText.objects.filter(matter=row.matter).exists()
    said = Outbox.objects.get(submission=apart).text
    assert row.number in said and apart.number in said and "查询码" in said and "侵吞" not in said
    assert [party.name for party in apart.parties.all()] == [party.name for party in row.parties.all()]


def test_the_same_accusing_file_under_two_names_is_one_submission(cast: Cast) -> None:
    data = files.letter_docx(make.ACCUSING, "")
    tokens = [attachments.add("tray", name, data, at=AT).token for name in ("一.docx", "二.docx")]
    Attachment.objects.update(text="", unread=WAITS)
    row = filed(*tokens)
    read()
    apart = Submission.objects.exclude(pk=row.pk).get()
    assert apart.attachments.count() == 2


def test_what_was_found_of_such_a_file_before_is_found_no_more(cast: Cast) -> None:
    filed(attachments.add("tray", "信.pdf", mixed("第一页写着鹦鹉。", make.ACCUSING), at=AT).token)
    assert found("鹦鹉").exists()
    read()
    assert Submission.objects.count() == 2 and not found("鹦鹉").exists()


def test_the_mail_that_encloses_such_a_file_goes_with_it(cast: Cast) -> None:
    sent = EmailMessage()
    sent["From"], sent["Message-ID"] = "li@example.com", "<a@example.com>"
    sent["Date"], sent["Subject"] = "Mon, 03 Aug 2026 08:00:00 +0800", "路灯坏了"
    sent.set_content("楼下路灯坏了三个月没人修，请派人来修。我叫李小明。")
    drawn = saved(letter(make.ACCUSING))
    sent.add_attachment(drawn, maintype="image", subtype="jpeg", filename="照片.jpg")
    mail.take(sent.as_bytes(), "37142601", at=AT)
    row = Submission.objects.get()
    read()
    apart = Submission.objects.exclude(pk=row.pk).get()
    assert {file.kind for file in apart.attachments.all()} == {"JPEG", "EML"}
    assert not row.attachments.exists() and not row.matter.sealed
    faults = [
        f"{rule.code} {each}" for rule in (*RULES, *DEEP) if rule.grave for each in rule.find(cast.today)
    ]
    assert faults == []
    assert mail.take(sent.as_bytes(), "37142601", at=AT).outcome == mail.KNOWN


def test_an_answer_whose_enclosure_was_filed_apart_is_known_when_it_comes_again(cast: Cast) -> None:
    """Red once: it was added a second time, and its enclosure filed apart once more."""
    sent = EmailMessage()
    sent["From"], sent["Message-ID"] = "li@example.com", "<a@example.com>"
    sent.set_content("楼下路灯坏了三个月没人修，请派人来修。我叫李小明。")
    number = mail.take(sent.as_bytes(), "37142601", at=AT).number
    sent.replace_header("Message-ID", "<b@example.com>")
    sent["In-Reply-To"] = f"<{number}-7.{mail.token(number, 'li@example.com')}@office.cn>"
    sent.add_attachment(saved(letter(make.ACCUSING)), maintype="image", subtype="jpeg", filename="照片.jpg")
    assert mail.take(sent.as_bytes(), "37142601", at=AT).outcome == mail.ADDED
    read()
    assert Submission.objects.count() == 2
    for way in (b"", b"Received: from mx2\n"):
        assert mail.take(way + sent.as_bytes(), "37142601", at=AT).outcome == mail.KNOWN


@pytest.mark.parametrize("reached", [False, True])
def test_who_gave_no_way_to_be_reached_reads_of_it_on_their_own_page_alone(cast: Cast, reached: bool) -> None:
    token = late(make.ACCUSING)
    row = filed(token, anonymous=True, people=(make.WANG,) if reached else ())
    read()
    apart = Submission.objects.exclude(pk=row.pk).get()
    page = progress(Actor(submissions=frozenset({row.pk})), row.number, on=cast.today)
    said = [str(each.text) for each in page.notices if apart.number in str(each.text)]
    assert bool(said) is not reached
    if said:
        code = said[0].split("查询码")[1].split("。")[0]
        assert apart.query_hash == query_hash(apart.number, code)
    clerk = outbox_within(cast("dengji"), on=cast.today)
    assert not letters(clerk).exists() and not undeliverable(clerk).exists()


def test_the_account_of_its_writer_keeps_it(cast: Cast) -> None:
    row = filed(late(make.ACCUSING))
    Submission.objects.filter(pk=row.pk).update(account=cast.account("nongye"))
    read()
    assert Submission.objects.exclude(pk=row.pk).get().account == cast.account("nongye")


def test_a_file_of_who_came_in_person_or_has_withdrawn_is_filed_apart_too(cast: Cast) -> None:
    given = {"channel": Channel.VISIT, "source": "window", "persons_present": 1, "read_back": True}
    row = filed(late(make.ACCUSING), **given)
    make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    row.parties.update(left_on=cast.today)
    read()
    apart = Submission.objects.exclude(pk=row.pk).get()
    assert (apart.channel, [party.name for party in apart.parties.all()]) == ("LETTER", ["王秀英"])


def test_whom_such_a_file_accuses_is_not_its_desk(cast: Cast) -> None:
    row = filed(late("信访局干部方正平收受贿赂，请查处。"))
    read()
    assert Submission.objects.exclude(pk=row.pk).get().matter.owner.code == "37140001"


def test_about_what_a_clerk_took_in_whoever_classifies_is_asked(cast: Cast) -> None:
    given = {"channel": Channel.LETTER, "source": "window"}
    row = filed(late(make.ACCUSING), **given)
    read()
    assert Matter.objects.count() == 1 and not row.matter.sealed
    quoted = reads_like(Dossier(row.matter, cast.today))
    assert quoted is not None and "支书侵吞征地补偿款" in quoted.quoted


def test_once_somebody_has_said_what_it_is_also_a_clerks_file_is_filed_apart(cast: Cast) -> None:
    row = make.file().submission
    make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    make.act(
        cast, row.matter, "SUPPLEMENT", "dengji", "2026-08-04", content="再补", files=[late(make.ACCUSING)]
    )
    read()
    assert Submission.objects.exclude(pk=row.pk).get().held


def test_behind_the_wall_the_text_is_kept_and_not_searched(cast: Cast) -> None:
    row = filed(late(make.ACCUSING), held=True)
    read()
    assert Submission.objects.count() == 1 and row.attachments.get().has_text
    assert not SearchText.objects.exists()


def test_a_supplement_read_late_is_found_too(cast: Cast) -> None:
    row = make.file().submission
    make.act(cast, row.matter, "SUPPLEMENT", petitioner(row), "2026-08-04", content="补", files=[late(SAID)])
    read()
    assert found("鹦鹉").get().matter == row.matter
