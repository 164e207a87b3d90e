"""Files and crowds as a browser meets them: a lost line, a page left half-way, a sum worked out before sending."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route

from lianxin.models import Attachment, Submission
from lianxin.queries.attachments import content
from tests import files
from tests.browser.person import SMALL_PHONE, Person
from tests.browser.test_stories import STORY, slip

SOUND = files.SOUND + bytes(range(256)) * 6000  # three pieces


@pytest.fixture
def recording(settings, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path / "kept"
    path = tmp_path / "录音.amr"
    path.write_bytes(SOUND)
    return str(path)


def choose(citizen: Person, *paths: str) -> None:
    citizen.page.get_by_label("照片、文件、录音").set_input_files(list(paths))


def arrived(citizen: Person, name: str) -> None:
    citizen.page.locator(".files li:not([data-part])", has_text=name).wait_for()


def offsets(citizen: Person) -> list[str]:
    """Where each piece that is sent begins, from now on."""
    seen: list[str] = []
    citizen.page.on(
        "request",
        lambda sent: seen.append(sent.headers["upload-offset"]) if "upload-offset" in sent.headers else 0,
    )
    return seen


def drops(citizen: Person, *, times: int) -> list[str]:
    """The line breaks so many times half-way through a file; where."""
    lost: list[str] = []

    def route(asked: Route) -> None:
        offset = asked.request.headers.get("upload-offset", "0")
        if offset != "0" and len(lost) < times:
            lost.append(offset)
            asked.abort()
        else:
            asked.continue_()

    citizen.page.route("**/files/*/", route)
    return lost


def test_a_lost_line_half_way_goes_on_by_itself(person, recording):
    citizen = person(screen=SMALL_PHONE).open("/petition/files/")
    lost = drops(citizen, times=1)
    seen = offsets(citizen)
    choose(citizen, recording)
    arrived(citizen, "录音.amr")
    assert lost and seen.count(lost[0]) == 2 and seen.count("0") == 1
    assert content(Attachment.objects.get()) == SOUND


def test_a_page_left_half_way_goes_on_with_the_same_file(person, recording):
    citizen = person(screen=SMALL_PHONE).open("/petition/files/")
    citizen.page.route(
        "**/files/*/",
        lambda route: (
            route.continue_() if route.request.headers.get("upload-offset") == "0" else route.abort()
        ),
    )
    choose(citizen, recording)
    citizen.page.get_by_text("网络断了，已传的都在").wait_for()
    citizen.page.unroute_all(behavior="ignoreErrors")
    citizen.open("/petition/files/").sees("传到一半")
    seen = offsets(citizen)
    choose(citizen, recording)
    arrived(citizen, "录音.amr")
    assert "0" not in seen
    assert content(Attachment.objects.get()) == SOUND


def test_in_a_crowd_the_browser_works_and_without_scripts_one_waits(person, recording, settings):
    settings.PRESSURE = 0
    for scripts in (True, False):
        citizen = person(screen=SMALL_PHONE, scripts=scripts)
        citizen.open("/petition/kind/").tick("我有一个建议").press("保存，继续")
        citizen.write({"发生了什么事？": STORY}).press("保存，继续").press("保存，继续").press("保存，继续")
        citizen.tick("匿名：不留任何个人信息，只凭编号和查询码查看").press("保存，继续").sees(
            "现在提交的人特别多"
        )
        if scripts:
            citizen.press("提交").sees("已经收到")
            assert slip(citizen)[0] == Submission.objects.get().number
        else:
            citizen.press("提交", status=422).sees("秒再按“提交”", STORY)
    assert Submission.objects.count() == 1


def test_number_and_code_are_copied_by_one_press(person):
    citizen = person(screen=SMALL_PHONE)
    citizen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    citizen.open("/petition/kind/").tick("我有一个建议").press("保存，继续")
    citizen.write({"发生了什么事？": STORY}).press("保存，继续").press("保存，继续").press("保存，继续")
    citizen.tick("匿名：不留任何个人信息，只凭编号和查询码查看").press("保存，继续").press("提交").sees(
        "已经收到"
    )
    citizen.page.get_by_role("button", name="复制编号和查询码").click()
    citizen.page.get_by_role("button", name="已复制").wait_for()
    assert citizen.page.evaluate("navigator.clipboard.readText()") == " ".join(slip(citizen))
