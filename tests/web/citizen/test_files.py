"""Enclosing files, with and without scripts: nothing lost, every refusal said, someone else's tray stays shut."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.models import Attachment, Submission
from tests import files
from tests.web.citizen.conftest import fill, send

pytestmark = pytest.mark.django_db
SIGNED = re.compile(r'data-tray="([^"]+)"')


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def text(answer) -> str:
    return answer.content.decode()


def chosen(name: str = "合同.pdf", data: bytes = files.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def put(browser: Client, *sent: SimpleUploadedFile, page: str = "/petition/files/", **more: str):
    return browser.post(page, {"files": list(sent), **more})


def tray_of(browser: Client, page: str = "/petition/files/") -> str:
    return SIGNED.findall(text(browser.get(page)))[0]


def test_without_scripts_files_are_chosen_kept_read_back_and_sent(browser):
    fill(browser)
    answer = put(browser, chosen(), chosen("照片.jpg", files.photo()), upload="1")
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/petition/files/")
    assert "合同.pdf" in text(answer) and "拍摄位置已经删掉" in text(answer)
    assert put(browser, chosen("说明.txt", b"more"), go="next")["Location"] == "/petition/where/"
    read_back = text(browser.get("/petition/check/"))
    assert all(name in read_back for name in ("合同.pdf", "照片.jpg", "说明.txt"))
    browser.post("/petition/check/", {"go": "send"})
    row = Submission.objects.get()
    assert [each.name for each in row.attachments.all()] == ["合同.pdf", "照片.jpg", "说明.txt"]
    mine = browser.get(f"/follow/{row.number}/files/{row.attachments.first().pk}/")
    assert mine.content == files.PDF
    stranger = Client()
    assert stranger.get(f"/follow/{row.number}/files/{row.attachments.first().pk}/")["Location"].startswith(
        "/follow/?"
    )


def test_a_bad_file_is_said_and_the_good_one_beside_it_stays(browser):
    answer = put(browser, chosen(), chosen("工资.pdf", files.plain_photo()), go="next")
    assert answer.status_code == 422
    assert "对不上" in text(answer) and "合同.pdf" in text(answer)
    assert put(browser, go="next").status_code == 302


def test_one_is_deleted_again(browser):
    put(browser, chosen())
    token = Attachment.objects.get().token
    assert "合同.pdf" not in text(put(browser, drop=token))
    assert not Attachment.objects.exists()


def test_throwing_the_draft_away_throws_its_files_away(browser):
    put(browser, chosen())
    browser.post("/petition/discard/")
    assert not Attachment.objects.exists()


def pieces(browser: Client, tray: str, name: str, data: bytes, step: int = 40):
    begun = browser.post("/files/", {"name": name, "size": str(len(data))}, headers={"X-Tray": tray})
    token, at = begun.json()["token"], begun.json()["at"]
    answer = begun
    while at < len(data):
        answer = browser.post(
            f"/files/{token}/", data[at : at + step], content_type="application/octet-stream",
            headers={"X-Tray": tray, "Upload-Offset": str(at)},
        )  # fmt: skip
        at += step
    return token, answer


def test_pieces_become_a_file_of_the_draft(browser):
    tray = tray_of(browser)
    token, answer = pieces(browser, tray, "照片.jpg", files.photo(), step=200)
    assert "照片.jpg" in text(answer)
    assert "照片.jpg" in text(browser.get("/petition/files/"))
    dropped = browser.post(f"/files/{token}/drop/", headers={"X-Tray": tray})
    assert "照片.jpg" not in text(dropped)


def test_a_file_half_sent_is_not_forgotten_at_the_end(browser):
    fill(browser)
    tray = tray_of(browser)
    begun = browser.post("/files/", {"name": "a.pdf", "size": "1000"}, headers={"X-Tray": tray}).json()
    browser.post(
        f"/files/{begun['token']}/", files.PDF, content_type="application/octet-stream",
        headers={"X-Tray": tray, "Upload-Offset": "0"},
    )  # fmt: skip
    assert "没有传完" in text(browser.get("/petition/check/"))
    answer = browser.post("/petition/check/", {"go": "send"})
    assert answer.status_code == 422 and "重新传这一个" in text(answer)
    assert not Submission.objects.exists()
    again = browser.post("/files/", {"name": "a.pdf", "size": "1000"}, headers={"X-Tray": tray}).json()
    assert again == {"token": begun["token"], "at": len(files.PDF)}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.exe", b"MZ" + b"0" * 50, "电脑程序"),
        ("a.png", files.huge_png(), "60000"),
        ("a.pdf", b"<html>", "网页代码"),
    ],
)
def test_pieces_that_make_a_bad_file_are_refused_in_words(browser, name, data, said):
    _token, answer = pieces(browser, tray_of(browser), name, data, step=len(data))
    assert answer.status_code == 422 and said in answer.json()["said"]
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("size", ["0", "-1", "x", "9" * 14, str(60 * 1024 * 1024), ""])
def test_a_size_that_cannot_be_is_refused_before_a_byte_is_sent(browser, size):
    answer = browser.post("/files/", {"name": "a.pdf", "size": size}, headers={"X-Tray": tray_of(browser)})
    assert answer.status_code == 422 and answer.json()["said"]


def test_anothers_tray_cannot_be_named_or_forged(browser):
    token, _answer = pieces(browser, tray_of(browser), "a.pdf", files.PDF)
    stranger = Client()
    own = tray_of(stranger)
    stranger.post(f"/files/{token}/drop/", headers={"X-Tray": own})
    assert Attachment.objects.get().token == token
    for forged in ("", "draft:1", own[:-1] + ("A" if own[-1] != "A" else "B")):
        assert (
            stranger.post("/files/", {"name": "a", "size": "1"}, headers={"X-Tray": forged}).status_code
            == 400
        )
    assert "a.pdf" not in text(stranger.get("/petition/files/"))


def test_a_form_too_heavy_is_refused_unread(browser, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path / "rules.toml"
    settings.ATTACHMENTS.write_text("[limits]\ntotal_mb = 1\n")
    answer = put(browser, chosen("a.pdf", files.PDF + b"0" * 6 * 1024 * 1024))
    assert answer.status_code == 413
    assert "太大了" in text(answer)
    assert not Attachment.objects.exists()


def test_a_supplement_takes_files(browser, filed: Callable[..., tuple[str, str]]):
    number, _code = filed()
    page = f"/follow/{number}/supplement/"
    assert "id_files" in text(browser.get(page))
    shown = put(browser, chosen(), page=page, upload="1", content="补上合同", version="1")
    assert "合同.pdf" in text(shown) and "补上合同" in text(shown)
    answer = put(browser, page=page, content="补上合同", version="1")
    assert answer["Location"] == f"/follow/{number}/"
    row = Submission.objects.get().attachments.get()
    assert row.event.action == "SUPPLEMENT"
    assert f"/follow/{number}/files/{row.pk}/" in text(browser.get(f"/follow/{number}/"))


def test_a_name_is_only_text(browser):
    put(browser, chosen("'&lt;img&gt;<img src=x onerror=alert(1)>.pdf"))
    assert "<img" not in text(browser.get("/petition/files/"))


def test_script_in_every_field_of_every_page_stays_text(browser):
    nasty = '"><script>alert(1)</script>'
    fill(
        browser,
        what={"content": nasty, "requests-0": nasty, "title": nasty},
        where={"region": nasty, "complained_organ": nasty, "complained_person": nasty},
        you={"signing": nasty, "people-0-name": nasty, "people-0-phone": nasty, "people-0-address": nasty,
             "people-0-email": nasty, "persons_concerned": nasty, nasty: nasty},
    )  # fmt: skip
    for page in ("kind", "what", "files", "where", "you", "check"):
        assert "<script>alert" not in text(browser.get(f"/petition/{page}/"))
        assert "<script>alert" not in text(
            send(browser, page, purpose=nasty, key=nasty, go=nasty, ticket=nasty)
        )


def test_pages_of_the_draft_are_asked_in_order(browser):
    send(browser, "what", content="x")
    assert "/petition/files/" in text(browser.get("/petition/where/"))
