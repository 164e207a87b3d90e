"""Five people of the staff at work, each with the keyboard alone, from the login to the end of their job.

LIANXIN_PICTURES=folder pictures every step. What a registration costs in keys is printed (`pytest -s`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from lianxin.models import Clock, Document, Matter, Reading, Submission
from lianxin.web.words import say_day
from tests import make
from tests.browser.keys import Count, Keys
from tests.browser.person import PHONE
from tests.browser.test_stories import ago, today
from tests.cast import Cast

STORY = "2019年修路征了我家三亩地，补偿款到今天没有发到手。"


def test_the_window_clerk_receives_a_visitor(person, cast: Cast) -> None:
    clerk = Keys(person()).sign_in("dengji").picture("clerk-01-worklist")
    clerk.follow("叫号").follow("取一个号").sees("1 号，请告诉来访人").picture("clerk-02-number")
    clerk.go().sees("1 号窗口").picture("clerk-03-called")  # the cursor waits on 叫下一位
    clerk.follow("接待并登记").begin()
    clerk.to("姓名（名称）").type("王秀英").to("电话").type("13812341234").to("住址").type("前柳村12号")
    clerk.to("反映的情况").type(STORY).to("诉求1").type("请发放补偿款")
    clerk.tick("口头提出的").picture("clerk-04-written").go().sees("已经登记", "来访").picture(
        "clerk-05-receipt"
    )
    print(f"\nregistering a visit by keyboard: {clerk.count}")
    row = Submission.objects.get()
    assert (row.persons_present, row.persons_concerned, row.read_back) == (1, 1, True)
    assert clerk.count.fields <= 6 and clerk.count.keys <= 45
    clerk.to("打印凭证").follow("登记下一件").begin()
    clerk.to("姓名（名称）").type("王秀英").to("电话").type("138 1234 1234")
    clerk.to("反映的情况").type("补偿款还是没有发。").press("Alt+0")
    clerk.page.locator("#earlier a").wait_for()
    assert row.number in clerk.page.locator("#earlier").inner_text()
    assert Reading.objects.filter(what="LOOKUP", account__username="dengji").count() == 1
    clerk.to("诉求1").type("请发放补偿款")
    assert row.number in clerk.page.locator("#earlier").inner_text()  # still beside what is being typed
    clerk.picture("clerk-06-earlier").tick("口头提出的").go().sees("已经登记")
    print(f"registering who came before, with a look-up: {clerk.count}")
    assert clerk.count.fields <= 5 and clerk.count.keys <= 40
    clerk.follow("叫号").sees("1 批 1 人").follow("退出")


SUMMARY = "2019年修路征了我家三亩地，镇里说按标准补偿，可是补偿款到今天没有发到手，问过四次每次都让再等等，请县里查清楚并督促镇里尽快发。"
# Card, Moran and Newell, The keystroke-level model (1980): seconds of K (average typist), K (random digits), M. A page is our assumption.
KEY, DIGIT, THINK, PAGE = 0.28, 0.5, 1.35, 1.0
PINYIN = 1.0  # seconds a Chinese character: sixty a minute, our assumption


def reckoned(count: Count) -> float:
    """Seconds by the keystroke-level model, the hands never leaving the keyboard."""
    digits = count.characters - count.chinese
    return (
        count.chinese * PINYIN + digits * DIGIT + count.keys * KEY + count.fields * THINK + count.pages * PAGE
    )


@pytest.mark.parametrize("channel", ["来访", "来信"])
def test_a_visit_and_a_letter_cost_few_keys(person, cast: Cast, channel: str) -> None:
    """A name, a number to call, an identity card, an address and 65 characters of what happened; from the empty form."""
    clerk = Keys(person()).sign_in("dengji")
    clerk.person.open("/staff/register/")
    clerk.begin()
    if channel == "来信":
        clerk.choose("信访形式", channel)
    clerk.to("姓名（名称）").type("王秀英").to("电话").type("13812341234")
    clerk.to("身份证号码（单位填信用代码）").type("110101199003072551").to("住址").type("前柳村12号")
    clerk.to("反映的情况").type(SUMMARY).to("诉求1").type("请发放补偿款")
    if channel == "来访":
        clerk.tick("口头提出的")
    clerk.go().sees("已经登记", channel)
    print(f"\n{channel}: {clerk.count}, reckoned {reckoned(clerk.count):.0f} s")
    assert clerk.count.fields <= 7 and clerk.count.keys <= 45 and clerk.count.pages == 1
    assert Submission.objects.get().channel == {"来访": "VISIT", "来信": "LETTER"}[channel]


def test_the_triage_officer_classifies_and_forwards(person, cast: Cast) -> None:
    number = make.file(on=today(), content=STORY).submission.number
    officer = Keys(person()).sign_in("fenban").picture("triage-01-worklist")
    officer.first_of_the_list().sees("征地补偿款没有发放").picture("triage-02-file")
    officer.follow("分类登记").to("category").type("自然资源/土地征收").choose("问题属地", "柳河镇")
    officer.choose("性质", "申诉求决类：其他").picture("triage-03-classify")
    officer.follow("分类登记").follow("转送、交办")
    officer.sees("收文机关的办理人员").choose("有权处理的机关", "临水县自然资源局")
    officer.page.locator(
        "#seen", has_text="临水县自然资源局3人（祖仁厚、紫冉、自若兰）"
    ).wait_for()  # before anything is sent
    officer.choose("方式", "转送").to("reason").type("属地和职能")
    officer.picture("triage-04-forward").follow("转送、交办").sees("临水县自然资源局").picture(
        "triage-05-sent"
    )
    officer.follow("待办")
    assert number not in officer.person.text  # it left the desk, and stands where all that one may see stands
    officer.person.open("/staff/?tab=ALL").sees(number, "已转办，待受理")
    officer.follow("退出")
    assert Matter.objects.get(number=number).owner.code == "37142602"


def test_the_handler_accepts_answers_and_serves(person, cast: Cast) -> None:
    number = make.routed(cast, on=today()).number
    handler = Keys(person()).sign_in("ziran").first_of_the_list().picture("handler-01-file")
    handler.follow("受理并告知").choose("办理程序", "普通程序").choose("告知书送达方式", "挂号邮寄")
    handler.picture("handler-02-accept").follow("受理并告知").sees("办理中")
    last = date.fromisoformat(today()) + timedelta(days=60)
    promised = Clock.objects.get(period="HANDLE").lawful_on
    assert promised >= last  # sixty days, and further where the last of them is a rest day
    handler.sees(f"将在{say_day(promised)}前书面答复信访人")
    handler.follow("起草处理意见书").to("found").type("经查，补偿款尚有一笔未发放。")
    handler.choose("处理结果", "支持").to("答复").type("应当发放，已列入计划。")
    handler.to("依据的法律").type("《土地管理法》第四十八条").to("执行单位").type("柳河镇人民政府")
    handler.to("执行期限").type("2033-12-31").picture("handler-03-draft").follow("起草处理意见书")
    handler.sees("草稿，未生效")
    make.act(cast, number, "CHECK_OPINION", "ziran2", today())
    make.act(cast, number, "SIGN_OPINION", "zirantou", today())
    handler.follow("待办").first_of_the_list().sees("意见书待送达").follow("送达")
    handler.tick(f"{number}").choose("送达方式", "当面送达").to("送达日期").type(today())
    handler.picture("handler-04-serve").follow("送达").sees("已送达").picture("handler-05-served")
    handler.follow("退出")


def test_one_key_goes_to_the_next_of_the_list_and_a_step_to_the_next_that_waits(person, cast: Cast) -> None:
    first, second = (make.routed(cast, on=today()).number for _each in range(2))
    handler = Keys(person()).sign_in("ziran").first_of_the_list().sees(first, "待办：本机关").press("n")
    handler.page.wait_for_url(f"**/{second}/*")
    handler.follow("上一件").follow("受理并告知").choose("办理程序", "普通程序").choose(
        "告知书送达方式", "挂号邮寄"
    )
    handler.follow("受理并告知").sees("已办", f"下一件：征地补偿款没有发放 {second}").press("n")
    handler.page.wait_for_url(f"**/{second}/*")


def test_the_head_reads_and_signs(person, cast: Cast) -> None:
    number = make.accepted(cast, on=ago(3)).number
    make.act(cast, number, "DRAFT_OPINION", "ziran", ago(1), **make.OPINION)
    make.act(cast, number, "CHECK_OPINION", "ziran2", ago(1))
    head = Keys(person()).sign_in("zirantou").picture("head-01-worklist")
    head.first_of_the_list().sees("办理中").follow("签发处理意见书").picture("head-02-sign")
    head.sees("请先看一遍文书", "起草：紫冉", "审核：自若兰", "信访事项处理意见书", "应当发放。")
    head.follow("签发处理意见书").sees("意见书待送达").picture("head-04-signed")
    paper = Document.objects.get(kind="D17")
    assert paper.state == "ISSUED" and paper.number in head.person.text
    with head.page.expect_navigation():
        head.page.get_by_role("link", name=re.compile("打开.*信访事项处理意见书")).click()
    head.person.look().sees(paper.number)
    assert "草稿" not in head.person.text
    head.follow("退出")


def test_the_reviewer_decides_and_serves(person, cast: Cast) -> None:
    number = _asked_for_review(cast)
    reviewer = Keys(person()).sign_in("xianfu").picture("reviewer-01-worklist")
    reviewer.first_of_the_list().sees("复查中").picture("reviewer-02-file").follow("起草复查意见书")
    reviewer.to("复查（复核）查明的事实").type("原处理意见事实清楚。").to("law").type("《土地管理法》")
    reviewer.choose("结论", "维持").to("answer").type("维持原意见。")
    reviewer.picture("reviewer-03-opinion").follow("起草复查意见书").sees("草稿，未生效")
    make.act(cast, number, "CHECK_REVIEW", "xianzhang", today())
    make.act(cast, number, "SIGN_REVIEW", "xianzhang", today())
    reviewer.follow("待办").first_of_the_list().sees("复查意见待送达").follow("送达").tick(number).choose(
        "送达方式", "当面送达"
    ).to("送达日期").type(today())
    reviewer.follow("送达").sees("已送达").picture("reviewer-04-served")
    window = Clock.objects.get(period="REREVIEW_APPLY").lawful_on
    reviewer.sees("复查意见", f"可申请复核至{say_day(window)}").follow("退出")


def _asked_for_review(cast: Cast) -> str:
    """A matter whose petitioner asked the county for review five days ago; its number."""
    made = make.file(on=ago(50))
    number = made.submission.number
    for action, who, day, facts in (
        ("CLASSIFY", "fenban", 50, make.CLASSIFY),
        ("FORWARD", "fenban", 50, {"to": "37142602", "mode": "FORWARD", "reason": "属地"}),
        ("ACCEPT", "ziran", 48, {"procedure": "ORDINARY", "method": "MAIL"}),
        ("DRAFT_OPINION", "ziran", 32, make.OPINION),
        ("CHECK_OPINION", "ziran2", 31, {}),
        ("SIGN_OPINION", "zirantou", 30, {}),
        ("SERVE", "ziran", 29, {"recipients": [number], "method": "MAIL", "served_on": ago(29)}),
        ("APPLY_REVIEW", "fenban2", 5, {"reason": "事实没有查清"}),
    ):
        make.act(cast, number, action, who, ago(day), **facts)
    return number


def test_the_menu_opens_and_closes_by_key_and_works_without_scripts(person, cast: Cast) -> None:
    officer = Keys(person()).sign_in("fenban")
    menu = officer.page.locator("details.menu")
    officer.to("菜单").press("Enter")
    assert menu.evaluate("menu => menu.open")
    officer.picture("menu-01-open")
    officer.press("Tab", 3).press("Escape")
    assert not menu.evaluate("menu => menu.open")
    assert officer.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    officer.press("Enter").to("分办规则").go()
    assert officer.page.url.endswith("/staff/routing/")
    assert menu.locator("summary").get_attribute("aria-current") == "true"
    assert menu.locator("[aria-current=page]").text_content() == "分办规则"
    officer.to("菜单").press("Enter").to("退出")  # the keyboard left it: it is shut
    assert not menu.evaluate("menu => menu.open")
    plain = person("fenban", screen=PHONE, scripts=False)
    plain.page.locator("details.menu > summary").click()
    with plain.page.expect_navigation():
        plain.page.get_by_role("link", name="请假代行").click()
    plain.look().sees("安排代行")


@pytest.mark.parametrize("screen", [(320, 640), PHONE, (1280, 900)])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_navigation_of_every_post_is_one_line(person, cast: Cast, screen, language) -> None:
    officer = person("fenban2", screen=screen, language=language)
    tops = officer.page.evaluate(
        "[...document.querySelectorAll('.nav .line > li, .menu > summary')].filter(e => e.offsetParent).map(e => Math.round(e.getBoundingClientRect().bottom))"
    )
    assert len(tops) == {320: 4, 390: 5, 1280: 8}[screen[0]]
    assert max(tops) - min(tops) < 10
    officer.page.locator("details.menu > summary").click()
    officer.look()
