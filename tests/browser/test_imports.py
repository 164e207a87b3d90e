"""A table from elsewhere through the wizard, and calls left lying: each step looked at on a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lianxin.models import Account, Organ, PhoneDraft, SheetImport, Submission
from tests.browser.person import DESK, PHONE, Person
from tests.sheets import HEAD, TICKETS, csv

ACCUSING = ("G005", "2026-08-02", "孙立", "13612341234", "投诉", "前柳村支书侵吞征地补偿款，请查处。", "")
BAD = ("G004", "2026-02-30", "孙立", "13612341234", "投诉", "没有这一天", "")


def to_the_end(clerk: Person, name: str, told: str) -> Person:
    """Press, and wait for what is told at the end: the page between goes on by itself and cannot be looked at."""
    clerk.page.get_by_role("button", name=name, exact=True).click()
    clerk.page.get_by_text(told).wait_for()
    return clerk


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_table_is_brought_mapped_tried_and_registered(person, settings, tmp_path, screen) -> None:
    settings.MEDIA_ROOT = tmp_path
    wide = screen[0]
    clerk: Person = person("dengji", screen=screen).open("/staff/imports/")
    file = {"name": "工单.csv", "mimeType": "text/csv", "buffer": csv([HEAD, *TICKETS, ACCUSING, BAD])}
    clerk.page.get_by_label("表格文件").set_input_files(files=[file])
    clerk.write({"是哪一种表格": "12345热线工单"})
    clerk.picture(f"imports-{wide}").press("上传，认列")
    assert clerk.value("反映的情况") == "诉求内容"
    clerk.picture(f"import-map-{wide}")
    to_the_end(clerk, "试一遍", "试一遍的结果").look().sees("其中 1 件读起来像检举控告").sees(
        "2026-02-30"
    ).picture(f"import-tried-{wide}")
    assert Submission.objects.count() == 0
    to_the_end(clerk, "登记这 4 件", "导入的结果").look().sees("下载没有登记的行").picture(
        f"import-done-{wide}"
    )
    row = SheetImport.objects.get()
    assert (row.new, row.refused, row.held, Submission.objects.count()) == (4, 1, 1, 4)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_call_past_its_days_is_dropped_with_a_reason(person, screen) -> None:
    for days in (1, 40):
        then = timezone.now() - timedelta(days=days)
        PhoneDraft.objects.create(
            organ=Organ.objects.get(code="37142601"), account=Account.objects.get(username="dengji"),
            mark=f"{days:032x}", typed={"content": f"路灯{days}天没有亮", "people-0-name": "王秀英"}, begun_at=then, saved_at=then,
        )  # fmt: skip
    clerk: Person = person("dengji", screen=screen).open("/staff/phone/")
    clerk.sees("超过 30 天没有登记完").sees("最多放 30 天").picture(f"calls-{screen[0]}")
    clerk.press("王秀英 · 路灯40天没有亮").write({"为什么不登记": "打过去没有人接"})
    clerk.picture(f"call-drop-{screen[0]}").press("不登记这个来电").sees("理由留着")
    assert "超过 30 天" not in clerk.text
    assert PhoneDraft.objects.get(reason="打过去没有人接").typed == {}
