"""A call taken with the keyboard alone: notes, keys for what was found, a line that drops, the receipt read out."""

from __future__ import annotations

import pytest

from lianxin.models import PhoneDraft, Submission
from tests.browser.person import DESK, PHONE, Person

NOTES = (
    "我叫王秀英，电话13812341234，家住临水县柳河镇前柳村3号。去年8月村里征了三亩地，补偿款8000元没有发。"
    "请求依法发放补偿款。请求公开分配方案。"
)


# New finds, whose keys htmx has taken over: a key pressed within those 20 ms would send the form as without scripts.
CHANGED = """was => document.querySelector('.offers').innerText !== was
    && 'htmx-internal-data' in document.querySelector("[data-alt='1']")"""


def test_a_call_is_taken_without_a_mouse_and_survives_a_closed_page(person) -> None:
    clerk: Person = person("dengji", screen=DESK).open("/staff/phone/")
    keys = clerk.page.keyboard
    assert clerk.page.evaluate("document.activeElement.name") == "content"
    keys.type(NOTES)
    clerk.page.locator("[data-alt='1']").wait_for()
    assert clerk.value("姓名（名称）") == ""
    clerk.picture("phone")
    for _turn in range(3):  # each key fills one field, and the next find moves up
        before = clerk.page.locator(".offers").inner_text()
        keys.press("Alt+1")
        clerk.page.wait_for_function(CHANGED, arg=before)
    assert (clerk.value("姓名（名称）"), clerk.value("电话")) == ("王秀英", "13812341234")
    assert clerk.page.evaluate("document.activeElement.name") == "content"  # the hands never left the notes
    assert clerk.page.locator("#aloud").inner_text().startswith("您是王秀英。")
    assert f"draft={PhoneDraft.objects.get().mark}" in clerk.page.url
    clerk.open("/staff/phone/").sees("没有登记完的来电")  # the page is gone; the call is not
    clerk.press("王秀英")
    assert (clerk.value("边听边记"), clerk.value("电话")) == (NOTES, "13812341234")
    for _turn in range(9):
        if not clerk.page.locator(".offers").filter(has_text="诉求").count():
            break
        before = clerk.page.locator("#heard").inner_text()
        keys.press(
            f"Alt+{clerk.page.locator('.offers li', has_text='诉求').first.locator('kbd').inner_text()[-1]}"
        )
        clerk.page.wait_for_function("was => document.querySelector('#heard').innerText !== was", arg=before)
    clerk.page.get_by_label("已念给来电人听").focus()
    keys.press("Space")
    with clerk.page.expect_navigation():
        keys.press("Control+Enter")
    clerk.look().sees("念给来电人听", "查询码是").picture("phone-receipt")
    row = Submission.objects.get(channel="PHONE")
    assert len(row.asked) == 2 and not PhoneDraft.objects.exists()


@pytest.mark.parametrize("how", [{"scripts": False}, {"screen": PHONE}])
def test_without_scripts_and_on_a_small_screen_the_buttons_do_the_same(person, how) -> None:
    clerk: Person = person("dengji", **how).open("/staff/phone/")
    clerk.write({"边听边记": NOTES})
    clerk.press("再加一人")
    clerk.page.locator("[data-alt='1']").click()
    clerk.page.wait_for_function(
        "() => document.getElementById('id_people-0-name').value"
    ) if clerk.scripts else None
    assert clerk.value("姓名（名称）") == "王秀英"
