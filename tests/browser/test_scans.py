"""Three letters from the scanner, one of them a poor copy: a clerk compares, corrects and registers each."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianxin.models import Scan, Submission
from tests.browser.person import PHONE, Person
from tests.drawn import LETTER, letter, saved

SECOND = "县信访局：\n本人李建国，住临水县城关街道和平路18号，电话13900001111。楼上漏水，物业不管。\n请求督促物业尽快维修。\n李建国\n2026年7月28日"
THIRD = "前柳村补偿款没有发放，请求依法发放。\n信访人：赵铁生\n电话13700002222"


@pytest.fixture
def scanned(settings, tmp_path: Path) -> list[str]:
    settings.MEDIA_ROOT = tmp_path / "kept"
    pages = (letter(LETTER), letter(SECOND, turn=180), letter(THIRD, skew=-4, noise=True, size=17))
    paths = [tmp_path / f"来信{place}.jpg" for place in (1, 2, 3)]
    for place, page in enumerate(pages):
        paths[place].write_bytes(saved(page, "JPEG", quality=60 if place < 2 else 25))
    return [str(path) for path in paths]


def test_three_letters_from_the_scanner_to_submissions(person, scanned) -> None:
    clerk: Person = person("dengji")
    clerk.page.set_default_timeout(180_000)  # a page is read in seconds, on a machine with nothing else to do
    clerk.open("/staff/scans/").sees("没有等待登记")
    clerk.page.get_by_label("扫描的文件").set_input_files(scanned)
    clerk.press("收下").sees("等待登记（3 封）").picture("scans")
    for place, (name, phone) in enumerate(
        (("王秀英", "13812341234"), ("李建国", "13900001111"), ("赵铁生", "13700002222")), 1
    ):
        first = Scan.objects.filter(state="WAITING").order_by("pk").first()
        clerk.open(f"/staff/scans/{first.pk}/").press("现在识别").picture(f"scan-{place}")
        clerk.write(
            {"姓名（名称）": name, "电话": phone}
        )  # compared with the picture, put right where it was read wrongly
        if not clerk.value("诉求1"):
            clerk.write({"诉求1": "请依法处理"})
        clerk.press("登记并出凭证").sees("查询码")
    clerk.open("/staff/scans/").sees("没有等待登记")
    assert Submission.objects.filter(channel="LETTER").count() == 3
    assert all(row.attachments.count() == 1 for row in Submission.objects.all())


def test_a_phone_takes_the_picture_and_shows_the_page(person, scanned) -> None:
    clerk: Person = person("dengji", screen=PHONE)
    clerk.open("/staff/scans/")
    clerk.page.get_by_label("扫描的文件").set_input_files(scanned[:1])
    clerk.press("收下").open(f"/staff/scans/{Scan.objects.get().pk}/").press("放在一边").sees("请写明")


def test_the_page_stays_in_sight_beside_the_last_field_also_in_large_print(person, scanned) -> None:
    clerk: Person = person("dengji")
    clerk.page.set_default_timeout(180_000)
    clerk.open("/staff/scans/")
    clerk.page.get_by_label("扫描的文件").set_input_files(scanned[:1])
    clerk.press("收下").open(f"/staff/scans/{Scan.objects.get().pk}/").press("现在识别")
    for print_size in ("", "大字版"):
        if print_size:
            clerk.page.get_by_text(print_size, exact=True).click()
            clerk.open(f"/staff/scans/{Scan.objects.get().pk}/")
        clerk.page.get_by_label("受信人").scroll_into_view_if_needed()
        seen = clerk.page.locator(".scan-page svg").bounding_box()
        assert seen and seen["y"] < 100 and seen["y"] + seen["height"] > 400, print_size
