"""The monthly report from click to printed PDF; a number of the dashboard to its definition and to its list."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.browser.person import DESK, PHONE
from tests.browser.test_stories import today
from tests.records import record, visits


def test_the_monthly_report_from_click_to_printed_pdf(person, cast):
    last = date.fromisoformat(today()).replace(day=1) - timedelta(days=1)
    record(visits([7, 7, 3, 1]), first=last.replace(day=1), last=last)
    leader = person("xianzhang")
    leader.open("/staff/")
    leader.page.locator("details.menu > summary").click()
    leader.page.get_by_role("navigation").get_by_role("link", name="报告", exact=True).click()
    leader.look().sees("共接待来访4批18人次")
    with leader.page.expect_download() as asked:
        leader.page.get_by_role("link", name="PDF", exact=True).click()
    told = asked.value
    assert told.suggested_filename == f"{last.year}年{last.month}月信访工作月报.pdf"
    assert told.path().read_bytes().startswith(b"%PDF-")
    assert leader.page.pdf().startswith(b"%PDF-")  # and as the browser prints the page itself


def test_a_number_opens_its_definition_and_its_list(person, cast):
    day = date.fromisoformat(today())
    record(visits([1] * 7), first=day, last=day, category="0102", region_id="371426101")
    leader = person("xianzhang", screen=DESK)
    for board in ("SUPERVISOR", "OFFICE", "LEADER"):
        leader.open(f"/staff/dashboard/?board={board}")
    page = leader.page
    page.locator(".plot canvas").first.wait_for()
    assert page.locator("[data-chart=heat] .plot").get_attribute("aria-label").endswith("7件")
    page.locator(".figures").get_by_role("link", name="新增事项").click()
    assert page.url.endswith("#OPENED")
    leader.look().sees("新立的信访事项")
    page.go_back()
    page.get_by_role("link", name=re.compile("看这 7 件")).first.click()
    leader.look().sees("共 7 件").sees("“新增事项”所数的")
    page.go_back()
    page.locator("[data-chart=heat] summary").click()
    page.locator("[data-chart=heat] td a", has_text="7").click()
    leader.look().sees("共 7 件")


def test_a_dashboard_without_scripts_and_on_a_phone_says_the_same(person, cast):
    day = date.fromisoformat(today())
    record(visits([1] * 7), first=day, last=day, category="0102", region_id="371426101")
    leader = person("xianzhang", screen=PHONE, scripts=False).open("/staff/dashboard/?board=OFFICE")
    assert leader.page.locator("[data-chart=line] td", has_text="7").count() >= 2
    assert not leader.page.locator(".plot canvas").count()
