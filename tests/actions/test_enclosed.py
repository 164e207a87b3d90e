"""What stands in an enclosed file counts as its writer's words: guarded, searched, suggested from, erased with the file."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.db import connection

from lianxin.actions import apart, attachments, mail, notices, search_index
from lianxin.actions.disposal import erase
from lianxin.actions.given import Invalid
from lianxin.actions.intake import Registered
from lianxin.documents.bounded import turn
from lianxin.models import Attachment, Matter, Outbox, SearchText, Submission
from lianxin.queries.dossier import Dossier
from lianxin.queries.named_staff import named_staff
from lianxin.queries.sealed import reads_like
from lianxin.queries.search import excerpts, found, ranked
from lianxin.queries.searched import ENCLOSED
from lianxin.queries.suggestions import propose
from lianxin.rules.attachments import TEXT, WAITS
from lianxin.rules.codes import Channel
from lianxin.rules.mail import MAIL
from tests import files, make
from tests.actions.lives import petitioner
from tests.actions.test_sealed import seers
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")
PLAIN = (
    "我叫王秀英，电话13812341234，家住临水县前柳村12号。",
    "楼上漏水泡了鹦鹉笼，物业不管。",
    "请求政府督促物业维修。",
)
OFFICE = "37142601"


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def enclosed(*said: str, name: str = "来信.docx") -> str:
    """The token of a letter that waits."""
    return attachments.add(f"tray:{said}", name, files.letter_docx(*said, ""), at=AT).token


def filed(*said: str, **more: object) -> Submission:
    return make.file(content="见附件", requests=("请处理",), files=(enclosed(*said),), **more).submission


# ---- guard --------------------------------------------------------------------------------------------------
def test_a_filing_whose_letter_is_enclosed_and_accuses_waits_behind_the_wall(cast: Cast) -> None:
    row, other = filed(make.ACCUSING), filed(*PLAIN)
    assert (row.held, row.matter.sealed, other.held, other.matter.sealed) == (True, True, False, False)
    assert "fenban" in seers(cast, row.matter) and "dengji" not in seers(cast, row.matter)
    assert not SearchText.objects.filter(matter=row.matter).exists()
    quoted = reads_like(Dossier(row.matter, cast.today))
    assert quoted is not None and "支书侵吞征地补偿款" in quoted.quoted


def test_a_clerk_is_asked_about_what_they_enclose_and_their_word_stands(cast: Cast) -> None:
    given = {"channel": Channel.LETTER, "source": "window", "content": "见附件"}
    with pytest.raises(Invalid) as asked:
        make.file(files=(enclosed(make.ACCUSING),), **given)
    assert set(asked.value.errors) == {"held"} and "支书侵吞征地补偿款" in str(asked.value)
    assert not Submission.objects.exists()
    row = make.file(files=(enclosed(make.ACCUSING),), held=False, **given).submission
    assert not row.matter.sealed


def test_a_clerk_is_asked_about_the_letter_and_its_files_at_once(cast: Cast) -> None:
    given = {"channel": Channel.LETTER, "source": "window", "content": "前柳村支书贪污修路款。"}
    with pytest.raises(Invalid) as asked:
        make.file(files=(enclosed("局长收受开发商贿赂五十万元。"),), **given)
    assert "贪污修路款" in str(asked.value) and "收受开发商贿赂" in str(asked.value)


def test_whom_a_file_accuses_is_not_its_desk(cast: Cast) -> None:
    row = filed("信访局干部方正平收受贿赂，请查处。")
    assert (row.matter.owner.code, seers(cast, row.matter)) == ("37140001", {"shifenban"})


def test_people_whom_a_file_names_are_not_searched_for(cast: Cast) -> None:
    matter = filed("姓名：赵铁柱，电话：13900001111。", "楼上漏水泡了鹦鹉笼。").matter
    kept = SearchText.objects.get(matter=matter).papers
    assert "鹦鹉" in kept and "赵铁柱" not in kept and "13900001111" not in kept


def test_a_supplement_whose_file_accuses_is_filed_apart_with_the_file(cast: Cast) -> None:
    row = make.file().submission
    facts = {"content": "补一份材料", "files": [enclosed(make.ACCUSING)]}
    made = apart.take(row.matter, "SUPPLEMENT", actor=petitioner(row), at=AT, facts=facts)
    assert isinstance(made, Registered)
    assert (made.submission.held, made.submission.attachments.count(), row.attachments.count()) == (
        True,
        1,
        0,
    )
    assert "侵吞" not in " ".join(SearchText.objects.values_list("papers", flat=True))


def test_a_clerk_who_adds_a_file_that_accuses_is_asked(cast: Cast) -> None:
    matter = make.file().submission.matter
    given = {"content": "补一份材料", "files": [enclosed(make.ACCUSING)]}
    with pytest.raises(Invalid) as asked:
        make.act(cast, matter, "SUPPLEMENT", "dengji", "2026-08-03", **given)
    assert set(asked.value.errors) == {"ordinary"} and "支书侵吞征地补偿款" in str(asked.value)
    make.act(cast, matter, "SUPPLEMENT", "dengji", "2026-08-03", **given, ordinary=True)
    assert found("侵吞").exists()


def with_letter(
    *said: str,
    text: str = "见附件",
    answers: str = "",
    subject: str = "来信",
    sender: str = "wang@example.cn",
    names: tuple[str, ...] = ("来信.docx",),
) -> bytes:
    """A mail with as many files as there are names; what is said stands in the last."""
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, subject, f"<{len(said)}{answers}@example.cn>"
    if answers:
        made["In-Reply-To"] = answers
    made.set_content(text)
    kind = {"maintype": "application", "subtype": "octet-stream"}
    for place, name in enumerate(names, 1):
        words = said if place == len(names) else (f"第{place}页",)
        made.add_attachment(files.letter_docx(*words, ""), **kind, filename=name)
    return bytes(made)


def test_a_mail_whose_letter_is_enclosed_is_guarded_by_it(cast: Cast) -> None:
    mail.take(with_letter(make.ACCUSING), OFFICE, at=AT)
    row = Submission.objects.get()
    assert (row.held, row.matter.sealed, row.title) == (True, True, "")


def test_an_answer_by_mail_that_encloses_an_accusation_is_a_submission_of_its_own(cast: Cast) -> None:
    number = mail.take(with_letter(*PLAIN), OFFICE, at=AT).number
    thread = f"<{number}-1.{mail.token(number, 'wang@example.cn')}@example.cn>"
    assert mail.take(with_letter("楼下的孔雀叫个不停。", answers=thread), OFFICE, at=AT).outcome == "ADDED"
    apart_from_it = mail.take(with_letter(make.ACCUSING, "另", answers=thread), OFFICE, at=AT)
    assert apart_from_it.outcome == "NEW" and Matter.objects.get(number=apart_from_it.number).sealed
    assert found("孔雀").get().matter.number == number and not found("侵吞").exists()


def test_a_mail_that_says_little_is_registered_from_the_letter_it_encloses(cast: Cast) -> None:
    mail.take(with_letter(*PLAIN, subject=""), OFFICE, at=AT)
    row = Submission.objects.get()
    party = row.parties.get()
    assert row.asked == ["请求政府督促物业维修"]
    assert (party.name, party.phone, party.address, party.email) == ("wang", "", "", "wang@example.cn")
    assert row.title == "请求政府督促物业维修"  # and neither name nor phone, with which letters begin
    original, docx = row.attachments.order_by("pk")
    assert (original.unread, original.has_text, docx.has_text) == ("LETTER", False, True)
    assert found("鹦鹉").get().matter == row.matter


ACCUSED = (
    "被反映人赵铁柱，电话13700001111，身份证号37142619800101123X，住临水县前柳村2号。请求政府督促物业维修。"
)


@pytest.mark.parametrize(
    ("sender", "text", "name"),
    [
        ("wang@example.cn", "见附件", "wang"),
        ("李有田 <wang@example.cn>", "见附件", "李有田"),
        ("王秀英 <wang@example.cn>", "见附件", "王秀英"),
        ("wang@example.cn", "见附件\n王秀英", "王秀英"),  # signed in the mail, and the letter says it as well
        ("wang@example.cn", "见附件\n李有田", "wang"),
    ],
)
@pytest.mark.parametrize("letter", [PLAIN, (ACCUSED, "我叫王秀英。")])
def test_whom_an_enclosed_letter_names_is_neither_written_to_nor_taken_for_the_sender(
    cast: Cast, sender: str, text: str, name: str, letter: tuple[str, ...]
) -> None:
    mail.take(with_letter(*letter, sender=sender, text=text), OFFICE, at=AT)
    row = Submission.objects.get()
    party = row.parties.get()
    assert (party.name, party.phone, party.id_number, party.address) == (name, "", "", "")
    assert notices.way_to([party]) == ("EMAIL", "wang@example.cn") and row.asked == ["请求政府督促物业维修"]
    assert [(one.channel, one.address) for one in Outbox.objects.all()] == [("EMAIL", "wang@example.cn")]


def test_what_a_short_mail_tells_itself_is_taken_also_beside_a_letter(cast: Cast) -> None:
    mail.take(with_letter(ACCUSED, text="我叫王秀英，电话13812341234，住址：前柳村12号"), OFFICE, at=AT)
    row = Submission.objects.get()
    party = row.parties.get()
    assert (party.name, party.phone, party.address) == ("王秀英", "13812341234", "前柳村12号")
    assert row.asked == ["请求政府督促物业维修"]


def test_a_mail_that_encloses_the_same_file_twice_is_taken_with_each_of_its_names(cast: Cast) -> None:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = "wang@example.cn", "漏水", "<b@example.cn>"
    made.set_content("楼上漏水泡了鹦鹉笼，物业不管，请求政府督促物业维修。")
    for name in ("墙.jpg", "墙（二）.jpg", "墙.jpg"):
        made.add_attachment(files.plain_photo(), maintype="image", subtype="jpeg", filename=name)
    mail.take(bytes(made), OFFICE, at=AT)
    original, *photos = Submission.objects.get().attachments.order_by("pk")
    assert original.kind == "EML" and sorted(row.name for row in photos) == ["墙.jpg", "墙（二）.jpg"]
    assert len({row.digest for row in photos}) == 1


# ---- left in the original -----------------------------------------------------------------------------------
MANY = tuple(f"{place}.docx" for place in range(MAIL.files + 1))


@pytest.mark.parametrize("names", [("来信.doc",), ("照片说明.docx", "来信.pdf"), MANY])
def test_what_is_left_in_the_original_of_a_mail_is_read_there(cast: Cast, names: tuple[str, ...]) -> None:
    mail.take(with_letter(make.ACCUSING, names=names), OFFICE, at=AT)
    row = Submission.objects.get()
    original = row.attachments.order_by("pk")[0]
    assert (original.kind, original.unread, "侵吞" in original.text) == ("EML", "", True)
    assert (row.held, row.matter.sealed) == (True, True)
    assert not SearchText.objects.filter(matter=row.matter).exists()


def test_what_lies_too_deep_in_a_mail_is_said_to_be_unread(cast: Cast) -> None:
    made = EmailMessage()
    made.set_content("最里面的话")
    for _level in range(MAIL.depth + 3):
        outer = EmailMessage()
        outer["From"], outer["Subject"], outer["Message-ID"] = "wang@example.cn", "转发", "<deep@example.cn>"
        outer.set_content("请看里面")
        outer.add_attachment(made)
        made = outer
    mail.take(bytes(made), OFFICE, at=AT)
    row = Submission.objects.get()
    original = row.attachments.order_by("pk")[0]
    assert (original.name, original.unread) == ("邮件原件（里面有没拆开的内容）.eml", "PAGES")
    assert "套得太深，没有拆开，请看原件" in row.content and "最里面的话" not in row.content + original.text


def test_an_answer_that_leaves_an_accusation_in_its_original_is_filed_apart(cast: Cast) -> None:
    number = mail.take(with_letter(*PLAIN), OFFICE, at=AT).number
    thread = f"<{number}-1.{mail.token(number, 'wang@example.cn')}@example.cn>"
    done = mail.take(with_letter(make.ACCUSING, "另", answers=thread, names=("来信.doc",)), OFFICE, at=AT)
    assert done.outcome == "NEW" and Matter.objects.get(number=done.number).sealed
    assert not found("侵吞").exists()


def test_a_mail_that_says_enough_is_registered_from_its_own_words(cast: Cast) -> None:
    said = "我叫李有田，电话13912345678，家住前柳村30号。我家门口的路灯坏了三个月，晚上出门看不见，请求尽快派人修好。"
    mail.take(with_letter(*PLAIN, text=said), OFFICE, at=AT)
    assert Submission.objects.get().parties.get().name == "李有田"


# ---- suggested ----------------------------------------------------------------------------------------------
def test_a_category_is_suggested_from_the_letter_that_is_enclosed(cast: Cast) -> None:
    words = "城管执法人员强拆我的摊位，物业费乱涨价，小区物业不作为，业主委员会选举不公"
    alone = propose(
        Dossier(make.file(content="见附件", requests=("请处理",), title="来信").submission.matter, cast.today)
    )
    both = propose(Dossier(filed(words, title="来信").matter, cast.today))
    assert alone is not None and both is not None
    assert not alone.rows and both.rows


def test_staff_whom_the_enclosed_letter_names_are_put_before_who_classifies(cast: Cast) -> None:
    row = filed("自然资源局 " + cast("ziran").name + " 科长一直不给办证。")
    assert [one.username for one in named_staff(Dossier(row.matter, cast.today))] == ["ziran"]


# ---- searched -----------------------------------------------------------------------------------------------
def test_a_word_that_stands_only_in_a_file_is_found_after_those_of_letters(cast: Cast) -> None:
    row = filed(*PLAIN)
    letter = make.file(content="我家的鹦鹉丢了").submission
    matters = Matter.objects.filter(pk__in=found("鹦鹉").values("pk"))
    assert {m.pk: m.rank for m in ranked(matters, "鹦鹉")} == {letter.matter_id: 1, row.matter_id: 2}
    cut = excerpts([row.matter_id], "鹦鹉")[row.matter_id]
    assert (cut.found, cut.where) == ("鹦鹉", ENCLOSED) and "泡了" in cut.before


def test_what_is_found_step_by_step_is_what_the_whole_file_gives(cast: Cast) -> None:
    matter = filed(*PLAIN).matter
    make.act(cast, matter, "SUPPLEMENT", petitioner(matter.submissions.get()), "2026-08-04",
             content="再补", files=[enclosed("楼下的孔雀叫个不停。", name="二.docx")])  # fmt: skip
    kept = SearchText.objects.filter(matter=matter).values_list("text", "papers", "written", "words").get()
    assert "孔雀" in kept[1]
    list(search_index.rebuild(on=cast.today))
    assert (
        SearchText.objects.filter(matter=matter).values_list("text", "papers", "written", "words").get()
        == kept
    )


def test_of_all_files_of_a_matter_so_much_is_searched(cast: Cast) -> None:
    long = "".join(chr(0x4E00 + (place * 7919) % 20_000) for place in range(TEXT.characters - 100))
    row = make.file(
        content="见附件", files=(enclosed(long), enclosed("鹦鹉" + "好" * 200), enclosed("孔雀"))
    ).submission
    papers = SearchText.objects.get(matter=row.matter).papers
    assert found("鹦鹉").exists() and not found("孔雀").exists()
    assert len(papers) < TEXT.indexed + 100


@pytest.mark.parametrize("action", ["CLASSIFY", "SPLIT"])
def test_sealing_and_splitting_take_the_words_of_the_files_behind_the_wall(cast: Cast, action: str) -> None:
    row = make.file(requests=("请发放补偿款", "请查处"), files=(enclosed(*PLAIN),)).submission
    assert found("鹦鹉").exists()
    given = {
        "CLASSIFY": {**make.CLASSIFY, "requests": [{"legal_class": "ACCUSATION"}] * 2},
        "SPLIT": {"lines": ["2"], "redacted": "补偿款没有发。", "complained_organ": "37142602"},
    }
    make.act(cast, row.matter, action, "fenban", "2026-08-03", **given[action])
    assert not found("鹦鹉").exists()
    list(search_index.rebuild(on=cast.today))
    assert not found("鹦鹉").exists()


# ---- kept ---------------------------------------------------------------------------------------------------
def test_in_the_database_the_text_cannot_be_read_and_it_goes_with_the_file(cast: Cast) -> None:
    row = filed(*PLAIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM lianxin_attachment")
        [(kept,)] = cursor.fetchall()
    assert bytes(kept) and "鹦鹉".encode() not in bytes(kept)
    assert "鹦鹉" in Attachment.objects.get().text
    erase(row.matter, row.matter.history.last(), on=AT)
    assert Attachment.objects.get().text == ""


def test_pictures_cost_no_reading_as_they_come_and_say_so(cast: Cast) -> None:
    row = attachments.add("tray", "照片.jpg", files.plain_photo(), at=AT)
    assert (row.text, row.unread, row.has_text) == ("", WAITS, False)


def test_where_every_reader_is_busy_a_file_is_left_for_later(cast: Cast, settings) -> None:
    readers = settings.MEDIA_ROOT / "readers"
    with turn(readers, TEXT.readers), turn(readers, TEXT.readers):
        row = attachments.add("tray", "来信.docx", files.letter_docx(*PLAIN, ""), at=AT)
    assert (row.text, row.unread) == ("", WAITS)
    assert attachments.add("tray", "来信二.docx", files.letter_docx(*PLAIN, ""), at=AT).text
