"""Two more stories: neighbours who petition together by a link, and an accuser who stays unknown."""

from __future__ import annotations

from tests import make
from tests.browser.person import PHONE, SMALL_PHONE
from tests.browser.test_stories import follow, slip, step, today
from tests.cast import Cast


def test_neighbours_join_by_a_link_and_choose_who_speaks(person, cast: Cast) -> None:
    made = make.file(on=today())
    number = made.submission.number
    wang = follow(person(screen=SMALL_PHONE), number, made.query_code)
    wang.open(f"/follow/{number}/invite/").write({"链接几天内有效": "7"}).press("邀请别人联名").sees(
        "链接只在这里显示"
    )
    link = wang.page.locator(".receipt .kept").inner_text()
    slips = []
    for name, phone in (("李有田", "139 1234 1234"), ("买买提·吐尔逊", "139 1234 1235")):
        guest = person(screen=PHONE, scripts=name == "李有田")
        guest.open(link).sees("请发放拖欠的征地补偿款").write({"姓名": name, "手机或者座机": "12"})
        guest.press("加入", status=422)
        assert guest.value("姓名") == name
        guest.write({"手机或者座机": phone}).press("加入").sees("已经收到")
        slips.append(slip(guest))
        guest.press("我已抄好，去看进度").sees("和别人一起提出", "还没有推选代表")
        assert "王秀英" not in guest.text and number not in slips[-1]
    li = follow(person(), *slips[0])
    li.open(f"/follow/{slips[0][0]}/stand/").tick("我同意让一起提出的人看到我的姓名").press("我愿意当代表")
    wang.open(f"/follow/{number}/choose_representatives/").tick("李有田").press("推选代表").sees(
        "代表：李有田"
    )
    assert "买买提" not in wang.text
    wang.open(f"/follow/{number}/sheet/").sees("联名和推选代表签名表")
    clerk = step(person("fenban"), number, "登记推选书")
    clerk.open(f"/staff/matters/{number}/").sees("联名")


def test_an_accuser_is_asked_and_answers_and_stays_unknown(person, cast: Cast) -> None:
    accuser = person(screen=SMALL_PHONE).open("/protection/").sees("保护不了的")
    made = make.file(on=today(), purpose="ACCUSATION", complained_organ="37142602", people=(), anonymous=True)
    number = made.submission.number
    step(person("fenban"), number, "向信访人提问").write({"问题": "哪一年的事？"}).press("向信访人提问").sees(
        "哪一年的事？"
    )
    follow(accuser, number, made.query_code).sees("哪一年的事？", "可以不回答")
    accuser.press("回答问题").press("回答问题", status=422)
    accuser.write({"您的回答": "二〇一九年春天，账本上有。"}).press("回答问题").sees("二〇一九年春天")
    person("fenban").open(f"/staff/matters/{number}/").sees("二〇一九年春天", "未署名")
    person("ziran").open(f"/staff/matters/{number}/", 404)
    accuser.open(f"/follow/{number}/retaliation/").write({"发生了什么": "有人打听是谁写的。"}).press(
        "提交"
    ).sees("已经收到")
    assert slip(accuser)[0] != number
