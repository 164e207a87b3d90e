"""Organising the work, by people at browsers: supervision, a hearing in a re-review, a council's ballot, a Monday."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from lianxin.actions.bookings import Wish, book
from lianxin.actions.sittings import Plan, plan, publish
from lianxin.models import Ballot, Clock, Matter, Sitting, Task, Turn
from lianxin.web.words import china_today
from tests import make
from tests.browser.person import SMALL_PHONE
from tests.browser.test_stories import ago, today
from tests.cast import Cast, moment


def test_a_supervision_from_its_trigger_to_its_clearing(person, cast: Cast) -> None:
    matter = make.accepted(cast, on=ago(110))
    duban = (
        person("duban")
        .open("/staff/tasks/triggers/")
        .sees(matter.number, "超过期限没有办结")
        .picture("triggers")
    )
    with duban.page.expect_navigation():
        duban.main.locator("a[href*='/steps/draft_supervise/']").first.click()
    duban.write(
        {"基本情况": "受理一百多天没有办结", "要求": "十日内办结并书面答复", "答复期限": ahead(10)}
    ).press("起草督办函")
    assert not Task.objects.filter(kind="SUPERVISION").exists()
    clerk, head = person("fenban"), person("xinfangtou")
    clerk.open(f"/staff/matters/{matter.number}/").sees("审核督办函")
    clerk.open(f"/staff/matters/{matter.number}/steps/check_supervise/").sees(
        "请先看一遍文书", "十日内办结并书面答复"
    )
    clerk.press("审核督办函")
    head.open("/staff/?tab=DECIDE").sees(matter.number)
    head.open(f"/staff/matters/{matter.number}/steps/supervise/").sees("起草：杜边疆", "审核：方正平").press(
        "督办"
    )
    row = Task.objects.get(kind="SUPERVISION")
    assert row.facts["trigger"] == "OVERDUE"
    duban.open("/staff/tasks/triggers/")
    assert matter.number not in duban.text
    bureau = person("ziran").open("/staff/tasks/").sees("十日内办结并书面答复")
    bureau.open(f"/staff/tasks/{row.pk}/").press("起草答复")
    bureau.write({"办理情况和结果": "已核清，本周付款。"}).press("起草答复")
    steps = f"/staff/matters/{matter.number}/steps"
    person("ziran2").open(f"{steps}/check_answer_letter/").press("审核答复稿")
    person("zirantou").open(f"{steps}/answer_letter/").press("签发督办、建议的答复")
    assert "销号" not in bureau.open(f"/staff/tasks/{row.pk}/").main.locator(".acts").inner_text().replace(
        "已答复，待销号", ""
    )
    duban.open("/staff/tasks/?tab=clear").sees("十日内办结并书面答复")
    duban.open(f"/staff/tasks/{row.pk}/").sees("已核清").press("销号")
    duban.write({"销号的依据": "付款凭证核对过"}).press("销号")
    row.refresh_from_db()
    assert row.cleared_on == china_today() and str(row.cleared_by) == "杜边疆"
    duban.open("/staff/tasks/?tab=cleared").sees("十日内办结并书面答复").picture("cleared")


def ahead(days: int) -> str:
    return (china_today() + timedelta(days=days)).isoformat()


def in_rereview(cast: Cast) -> Matter:
    """Handled, reviewed and asked for again, all before today."""
    matter = make.accepted(cast, on=ago(80))
    for who, action, facts in (
        ("ziran", "DRAFT_OPINION", make.OPINION), ("ziran2", "CHECK_OPINION", {}), ("zirantou", "SIGN_OPINION", {}),
    ):  # fmt: skip
        make.act(cast, matter, action, who, ago(70), **facts)
    served = {"recipients": [matter.number], "method": "IN_PERSON"}
    make.act(cast, matter, "SERVE", "ziran", ago(69), served_on=ago(69), **served)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", ago(60), reason="事实没有查清", whose=matter.number)
    judged = {
        "found": "属实",
        "law": "《土地管理法》第四十八条",
        "answer": "答复正确",
        "review_outcome": "UPHOLD",
    }
    make.judged(cast, matter, "REVIEW", ago(40), **judged)
    make.act(cast, matter, "SERVE", "xianfu", ago(39), served_on=ago(39), **served)
    make.act(cast, matter, "APPLY_REREVIEW", "fenban2", ago(12), reason="仍不同意", whose=matter.number)
    return matter


def test_a_hearing_stops_the_clock_of_a_rereview_for_its_day(person, cast: Cast) -> None:
    matter = in_rereview(cast)
    before = Clock.objects.get(matter=matter, period="REREVIEW")
    judge = person("shifu").open("/staff/sittings/new/").press("听证")
    judge.write({
        "信访件编号": matter.number,
        "哪个机关": "德安市人民政府", "题目": "补偿标准的适用", "哪一天": today(), "几点开始": "9:00", "几点结束": "11:00",
        "地点": "市政府第三会议室", "谁主持、谁带队（写职务）": "市政府法制办主任",
    })  # fmt: skip
    judge.press("排入日历").sees("补偿标准的适用", matter.number, "不足提前 7 日")
    row = Sitting.objects.get(kind="HEARING")
    judge.page.locator("summary", has_text="加人员").click()
    judge.write({"或者写姓名、职务": "市人大代表 周某", "以什么身份": "成员"}).press("加人员").sees("周某")
    judge.press("公布时间和地点")
    person().open("/reception/").sees("听证", "市政府第三会议室")
    judge.picture("hearing").press("在信访件上记录听证")
    assert judge.value("地点") == "市政府第三会议室"
    judge.write({"主持人": "史复明", "听证结论": "标准适用正确，应当补足利息。"}).press("举行听证")
    after = Clock.objects.get(matter=matter, period="REREVIEW", stopped_on=None)
    assert after.pauses == [[today(), today(), "HEARING"]]
    assert after.nominal_on - before.nominal_on == timedelta(days=1)
    judge.open(f"/staff/sittings/{row.pk}/").sees("已记录", "应当补足利息")


def test_a_village_council_votes_and_the_town_decides(person, cast: Cast) -> None:
    clerk = person("cunwei").open("/staff/sittings/council/?kind=VILLAGE_COUNCIL")
    for name, post in (("马会长", "会长"), ("王玉梅", "理事"), ("李保田", "理事")):
        clerk.write({
            "哪个机关": "前柳村村民委员会", "姓名": name, "职务": post, "哪一天选出": ago(300), "任期到哪一天": ahead(700),
            "得了多少票": "80", "多少人投票": "120",
        }).press("登记当选")  # fmt: skip
    clerk.sees("马会长", "120 人投票，得 80 票").picture("council")
    clerk.open("/staff/sittings/new/?kind=VILLAGE_COUNCIL").write({
        "哪个机关": "前柳村村民委员会", "题目": "村内路灯", "哪一天": today(), "几点开始": "19:00", "几点结束": "21:00",
        "地点": "村委会", "谁主持、谁带队（写职务）": "会长",
    }).press("排入日历")  # fmt: skip
    clerk.page.locator("summary", has_text="加议题").click()
    clerk.write({"议题": "修灯的钱从哪里出"}).press("加议题")
    clerk.page.locator("summary", has_text="提交表决").click()
    clerk.write(
        {"表决什么": "修灯的钱从哪里出", "备选的处理意见，一行一项": "村里出\n镇里补助", "选出几项": "1"}
    ).press("提交表决")
    for place in range(3):
        clerk.page.locator("fieldset").nth(place).get_by_label(
            "1. 村里出" if place < 2 else "2. 镇里补助"
        ).check()
    clerk.press("计票").sees("选出", "有表决权 3 人，投票 3 人").picture("ballot")
    row = Sitting.objects.get(kind="VILLAGE_COUNCIL")
    assert Ballot.objects.get().tally == [2, 1]
    head = person("zhentou").open(f"/staff/sittings/{row.pk}/")
    head.page.locator("summary", has_text="记下机关的决定").click()
    head.write({"机关采用哪一项": "2", "机关的决定": "镇里补助六成"}).press("记下机关的决定", status=422)
    head.sees("和表决结果不同的，请写明理由")
    head.write({"和表决结果不同的理由": "村里的钱已经安排了灌渠"}).press("记下机关的决定")
    head.sees("机关决定采用第 2 项（甄头雁）", "村里的钱已经安排了灌渠")


def test_a_monday_of_reception_with_twelve_visitors(person, cast: Cast) -> None:
    clerk = person("dengji").open("/staff/calendar/")
    clerk.write(
        {
            "怎样安排": "县级领导每周一接待",
            "开始": ahead(1),
            "结束": ahead(21),
            "地点": "接待大厅",
            "谁接待": "副县长 李某",
        }
    )
    clerk.press("排入日历")
    assert {row.held_from.weekday() for row in Sitting.objects.filter(rhythm="COUNTY_LEADERS")} <= set(
        range(5)
    )
    assert any(row.held_from.weekday() == 0 for row in Sitting.objects.filter(rhythm="COUNTY_LEADERS"))
    row = reception_today(cast)
    clerk.open(f"/staff/calendar/{row.pk}/")
    for place in range(6):
        clerk.write({"姓名": f"来访{place}", "想谈什么": f"第{place}件事"}).press("加入")
    assert Turn.objects.filter(sitting=row).count() == 12
    clerk.write({"接待情况": "都接了"}).press("记下接待情况", status=422).sees("还有12位来访人没有写结果")
    for place in range(12):
        result = ("当场答复", "交有关机关办理", "告知应当走的途径")[place % 3]
        clerk.write({"结果": result, "怎样答复的": f"答复第{place}位"}).press("记下结果")
    clerk.picture("monday").write({"接待情况": "接待十二批，当场答复四件"}).press("记下接待情况")
    row.refresh_from_db()
    assert row.concluded_at and not Turn.objects.filter(sitting=row, result="").exists()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_books_a_turn_on_the_phone_and_gives_it_back(person, cast: Cast, scripts: bool) -> None:
    day, at = date.fromisoformat(ahead(7)), moment(today(), 0)
    plan(cast("fenban"), Plan("37142600", day, day, time(9), time(10), 20, "接待大厅", ("县长 贺某",)), at=at)
    publish(cast("fenban"), [Sitting.objects.get().pk], at=at)
    visitor = person(screen=SMALL_PHONE, scripts=scripts).open("/reception/").press("预约")
    visitor.write({"想谈什么": "征地补偿款"}).press("预约", status=422)
    assert visitor.value("想谈什么") == "征地补偿款" and not Turn.objects.exists()
    visitor.tick("09:20").write({"您的姓名": "王秀英", "电话": "138 1234 1234"}).press("预约")
    _reference, code = visitor.sees("约好了，请记下这一页", "09:20").main.locator(".code").all_inner_texts()
    visitor.press("取消预约").write({"取消码": code[:-1]}).press("取消预约", status=422)
    visitor.write({"取消码": code}).press("取消预约").sees("还可约 3 人")
    visitor.press("预约").tick("09:20")  # free again


def reception_today(cast: Cast) -> Sitting:
    """A published day with six turns booked, entered before it began."""
    day, early = date.fromisoformat(today()), moment(today(), 0)
    given = Plan("37142600", day, day, time(9), time(11), 20, "接待大厅", ("副县长 王某",))
    plan(cast("fenban"), given, at=early)
    row = Sitting.objects.get(held_from=day)
    publish(cast("fenban"), [row.pk], at=early)
    for place in range(6):
        at = f"{9 + place // 3:02}:{place % 3 * 20:02}"
        book(row.pk, Wish(at, "赵预约", f"1390000000{place}", "路灯"), client=f"c{place}", at=early)
    return row
