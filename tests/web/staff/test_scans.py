"""Scanned letters at the desk: dropped, compared with the picture, corrected, registered or set aside."""

from __future__ import annotations

import re
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.actions import scans
from lianxin.models import Attachment, Reading, Scan, Submission
from lianxin.queries.scans import originals
from lianxin.rules.attachments import MB
from tests.drawn import letter, saved
from tests.files import SOUND, plain_photo

pytestmark = pytest.mark.django_db
LINES = [
    ["我叫王秀英，电话13812341234。", 0.99, 100, 100, 900, 130],
    ["柳河镇前柳村的补偿款没有发，请求依法发放。", 0.71, 100, 160, 900, 190],
]


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the reader: quick, and every page is there as a picture."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)


def as_if_read(row: Scan, *more: list[object]) -> None:
    """These two lines on its page, one of them read with difficulty."""
    page = {"width": 1240, "height": 1754, "vertical": False, "lines": [*LINES, *more]}
    Scan.objects.filter(pk=row.pk).update(pages=[page])


def drop(client, *files: bytes, **more: str):
    sent = [SimpleUploadedFile(f"{place}.jpg", data) for place, data in enumerate(files)]
    return client.post("/staff/scans/", {"office": "37142601", "letters": sent, **more})


def fields(page: str) -> dict[str, str]:
    """What a browser would send back of the registration form."""
    found = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page))
    return found | {
        "channel": "LETTER",
        "purpose": "REQUEST",
        "office": "37142601",
        "people-0-role": "PETITIONER",
    }


def test_a_letter_goes_from_the_scanner_to_a_receipt(enter, unread) -> None:
    clerk = enter("dengji")
    assert drop(clerk, saved(letter("一"))).status_code == 302
    row = Scan.objects.get()
    assert "等待识别" in clerk.get("/staff/scans/").content.decode()
    clerk.post(f"/staff/scans/{row.pk}/read/")
    assert "没有安装文字识别" in clerk.get(f"/staff/scans/{row.pk}/").content.decode()
    as_if_read(row)
    page = clerk.get(f"/staff/scans/{row.pk}/").content.decode()
    assert page.count("<rect") == 1 and "71%" in page
    typed = fields(page)
    assert (typed["people-0-name"], typed["people-0-phone"]) == ("王秀英", "13812341234")
    assert clerk.get(f"/staff/scans/{row.pk}/pages/1/")["Content-Type"] == "image/jpeg"
    assert clerk.get(f"/staff/scans/{row.pk}/files/{Attachment.objects.get().pk}/").status_code == 200
    done = clerk.post(f"/staff/scans/{row.pk}/", {**typed, "content": "补偿款没有发。"})
    assert done.status_code == 302, done.content.decode()
    submission = Submission.objects.get()
    assert (submission.content, submission.channel) == ("补偿款没有发。", "LETTER")
    assert submission.attachments.count() == 1
    assert "查询码" in clerk.get(done["Location"]).content.decode()
    for address in ("", "pages/1/"):
        assert clerk.get(f"/staff/scans/{row.pk}/{address}").status_code == 404


def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(enter, unread) -> None:
    clerk = enter("dengji")
    drop(clerk, saved(letter("一")))
    row = Scan.objects.get()
    sent = {
        **fields(clerk.get(f"/staff/scans/{row.pk}/").content.decode()),
        "content": "字",
        "people-0-name": "王",
        "people-0-phone": "12",
    }
    refused = clerk.post(f"/staff/scans/{row.pk}/", sent)
    assert refused.status_code == 422 and "打通的电话" in refused.content.decode()
    assert Submission.objects.count() == 0


def test_several_pictures_are_letters_or_pages_of_one(enter, unread) -> None:
    clerk, pages = enter("dengji"), (saved(letter("一")), saved(letter("二")))
    drop(clerk, *pages, together="1")
    assert [row.files.count() for row in Scan.objects.all()] == [2]
    drop(clerk, *pages)
    assert Scan.objects.count() == 3


def test_a_batch_is_dropped_at_once_and_its_reading_is_followed(enter, unread) -> None:
    client = enter("dengji")
    page = plain_photo()
    drop(client, *(page + bytes([place]) for place in range(101)))
    assert Scan.objects.count() == 101
    assert "已识别 0 / 101 封" in client.get("/staff/scans/").content.decode()
    list(scans.read_waiting(most=1))
    shown = client.get("/staff/scans/").content.decode()
    assert "已识别 1 / 101 封" in shown and "没有安装文字识别（lianxin[ocr]），请照图录入" in shown
    Scan.objects.update(state="READ")
    assert "<progress" not in client.get("/staff/scans/").content.decode()


def test_what_is_no_letter_is_told(enter, unread) -> None:
    clerk = enter("dengji")
    sent = SimpleUploadedFile("a.amr", SOUND)
    page = clerk.post("/staff/scans/", {"office": "37142601", "letters": [sent]})
    assert page.status_code == 422 and "不是扫描的信" in page.content.decode()
    assert "请选择扫描的文件" in clerk.post("/staff/scans/", {"office": "37142601"}).content.decode()


def test_pages_of_one_letter_come_in_by_their_numbers_and_never_without_one_of_them(enter, unread) -> None:
    clerk = enter("dengji")
    names = ["第10页.jpg", "第1页.jpg", "第2页.jpg"]
    sent = [SimpleUploadedFile(name, saved(letter(name))) for name in names]
    lost = SimpleUploadedFile("第3页.jpg", bytes(51 * MB))
    page = clerk.post("/staff/scans/", {"office": "37142601", "letters": [*sent, lost], "together": "1"})
    assert page.status_code == 422 and not Scan.objects.exists()
    sent = [SimpleUploadedFile(name, saved(letter(name))) for name in names]
    clerk.post("/staff/scans/", {"office": "37142601", "letters": sent, "together": "1"})
    assert [file.name for file in originals(Scan.objects.get())] == sorted(names, key=len)[:2] + names[:1]


def test_set_aside(enter, unread) -> None:
    clerk = enter("dengji")
    drop(clerk, saved(letter("一")))
    row = Scan.objects.get()
    assert (
        "请写明" in clerk.post(f"/staff/scans/{row.pk}/aside/", {"reason": ""}, follow=True).content.decode()
    )
    clerk.post(f"/staff/scans/{row.pk}/aside/", {"reason": "广告"})
    assert "没有等待登记" in clerk.get("/staff/scans/").content.decode()


def test_what_was_set_aside_stays_readable_to_its_desk_and_to_no_other(enter, unread) -> None:
    clerk = enter("dengji")
    drop(clerk, saved(letter("一")))
    row = Scan.objects.get()
    clerk.post(f"/staff/scans/{row.pk}/aside/", {"reason": "是一张广告"})
    shown, file = (
        clerk.get("/staff/scans/").content.decode(),
        f"/staff/scans/{row.pk}/files/{Attachment.objects.get().pk}/",
    )
    assert "是一张广告" in shown and file in shown
    assert clerk.get(file).status_code == 200
    assert clerk.get(f"/staff/scans/{row.pk}/").status_code == 404
    other = enter("ziran")
    assert (
        other.get(file).status_code == 404 and "是一张广告" not in other.get("/staff/scans/").content.decode()
    )


def test_earlier_letters_stand_beside_the_scan_and_what_was_corrected_stays(enter, unread) -> None:
    clerk = enter("dengji")
    for place in ("一", "二"):
        drop(clerk, saved(letter(place)))
    first, second = Scan.objects.order_by("pk")
    as_if_read(first)
    Scan.objects.update(state="READ", unread=False)
    typed = fields(clerk.get(f"/staff/scans/{first.pk}/").content.decode())
    content = "柳河镇前柳村的征地补偿款三年没有发，村民多次要求依法发放。"
    clerk.post(f"/staff/scans/{first.pk}/", {**typed, "content": content})
    number, address = Submission.objects.get().matter.number, f"/staff/scans/{second.pk}/"
    own = fields(clerk.get(address).content.decode())
    sent = {
        **typed,
        "external_id": own["external_id"],
        "content": content,
        "look_purpose": "核对是否重复来件",
    }
    page = clerk.post(address, {**sent, "beside": "earlier"})
    assert page.status_code == 200 and number in page.content.decode() and content in page.content.decode()
    assert number in clerk.post(address, {**sent, "beside": "alike"}).content.decode()
    assert Submission.objects.count() == 1
    clerk.post(address, {**sent, "content": "请修好前柳村的路灯。"})
    assert Reading.objects.get(what="LOOKUP").entry == Submission.objects.latest("pk").external_id


@pytest.mark.parametrize("name", ["ziran", "shifenban"])
def test_another_desk_finds_nothing(enter, unread, name) -> None:
    drop(enter("dengji"), saved(letter("一")))
    row, other = Scan.objects.get(), enter(name)
    assert "拿不准" not in other.get("/staff/scans/").content.decode()
    for address in ("", "pages/1/", f"files/{Attachment.objects.get().pk}/"):
        assert other.get(f"/staff/scans/{row.pk}/{address}").status_code == 404


def test_who_registers_nothing_has_no_such_page(enter, unread) -> None:
    assert enter("duban").get("/staff/scans/").status_code == 403


def test_the_pages_ask_few_questions_of_the_database(enter, unread, django_assert_max_num_queries) -> None:
    clerk = enter("dengji")
    drop(clerk, saved(letter("一")), saved(letter("二")))
    for address in ("/staff/scans/", f"/staff/scans/{Scan.objects.first().pk}/"):
        clerk.get(address)
        with django_assert_max_num_queries(15):
            clerk.get(address)


def test_a_letter_that_reads_like_an_accusation_asks_what_it_is(enter, unread, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clerk = enter("dengji")
    drop(clerk, saved(letter()))
    row = Scan.objects.get()
    as_if_read(row, ["前柳村支书侵吞征地补偿款。", 0.97, 100, 400, 600, 440])
    Scan.objects.update(state="READ", held=True)
    page = clerk.get(f"/staff/scans/{row.pk}/")
    assert (
        "读起来像检举控告：“支书侵吞征地补偿款”" in page.content.decode()
        and not page.context["form"]["purpose"].value()
    )
    typed = {**fields(page.content.decode()), "purpose": ""}
    refused = clerk.post(f"/staff/scans/{row.pk}/", typed)
    assert "purpose" in refused.context["form"].errors
    clerk.post(f"/staff/scans/{row.pk}/", {**typed, "purpose": "ACCUSATION"})
    assert Submission.objects.get().matter.sealed


def test_a_letter_that_may_accuse_shows_the_words_and_keeps_its_purpose(enter, unread, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clerk = enter("dengji")
    drop(clerk, saved(letter()))
    row = Scan.objects.get()
    as_if_read(row, ["村里私分集体的钱。", 0.97, 100, 400, 600, 440])
    Scan.objects.update(state="READ")
    page = clerk.get(f"/staff/scans/{row.pk}/")
    assert page.context["accusing"] and page.context["form"]["purpose"].value() == "REQUEST"
    assert page.context["accusing"] in page.content.decode()


def test_lines_that_could_not_be_read_are_told(enter, unread, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clerk = enter("dengji")
    drop(clerk, saved(letter()))
    page = {"width": 1240, "height": 1754, "vertical": False, "lines": LINES, "lost": 4}
    Scan.objects.update(pages=[page], state="READ")
    assert (
        "有4处像文字的地方没有读出来" in clerk.get(f"/staff/scans/{Scan.objects.get().pk}/").content.decode()
    )
    assert "5 行拿不准" in clerk.get("/staff/scans/").content.decode()
