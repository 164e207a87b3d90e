"""A screening round in a village without a network: entries wait on the phone, and are sent once, in order."""

from lianxin.models import Task
from tests.browser.person import PHONE


def test_a_round_is_done_offline_on_a_phone(person):
    officer = person("zhenban", screen=PHONE)
    officer.open("/staff/screening/new/")
    page = officer.page
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/staff/screening/new/').then((kept) => Boolean(kept))")
    page.context.set_offline(True)
    page.reload()
    for problem in ("灌渠漏水，两个组争水", "路灯不亮", "有人打13812341234闹事"):
        officer.write(
            {"什么问题": problem, "哪一方面": "一般矛盾纠纷", "哪个村、社区": "柳河镇", "在哪里": "二组渠口"}
        )
        page.get_by_role("button", name="报告", exact=True).click()
    assert page.locator("[data-entries] li").count() == 3
    assert not Task.objects.filter(kind="SCREENING_ITEM").exists()
    page.reload()
    assert page.locator("[data-entries] li").count() == 3
    officer.faults.clear()  # what could not be fetched without a network
    page.context.set_offline(False)
    page.get_by_text("要改一下再报").wait_for()
    sent = Task.objects.filter(kind="SCREENING_ITEM").order_by("pk")
    assert [row.text for row in sent] == ["灌渠漏水，两个组争水", "路灯不亮"]
    assert page.locator("[data-entries] li").count() == 1
    officer.faults.clear()  # the third was refused with 422, as it should
    officer.open("/staff/screening/new/")
    assert sent.count() == 2
    officer.open("/staff/screening/").sees("发现 2 个问题")
    person("duban").open("/staff/tasks/?tab=open&kind=SCREENING_ITEM").sees("灌渠漏水")
