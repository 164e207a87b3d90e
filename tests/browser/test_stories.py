"""Whole stories, each told by the people in it at their own browsers, on the day the test runs."""

from __future__ import annotations

import re
from datetime import timedelta

from lianxin.models import Matter
from lianxin.web.words import china_today
from tests import make
from tests.browser.person import PHONE, SMALL_PHONE, Person
from tests.cast import Cast

LONG_NAME = "买买提·吐尔逊·阿布都热依木"
STORY = "2019年修路征了我家三亩地，补偿款到今天没有发到手。"


def today() -> str:
    return china_today().isoformat()


def ago(days: int) -> str:
    return (china_today() - timedelta(days=days)).isoformat()


def slip(person: Person) -> tuple[str, str]:
    """Number and query code, as they stand on the receipt."""
    number, code = person.page.locator(".receipt .code").all_inner_texts()
    return number, code


def step(person: Person, number: str, name: str) -> Person:
    """Open the file and press the button of this step."""
    return person.open(f"/staff/matters/{number}/").press(name)


def submit_on_a_phone(citizen: Person) -> tuple[str, str]:
    """Several requests, one fault corrected, the back button used; number and query code."""
    citizen.open("/").press("反映问题").press("开始写")
    citizen.press("保存，继续", status=422).sees("请先选一项")
    citizen.tick("请帮我解决一个问题").press("保存，继续")
    citizen.write({"发生了什么事？": STORY, "您要求解决什么？": "请发放拖欠的征地补偿款"})
    citizen.press("再加一项要求").write({"第 2 项要求": "请说明为什么拖了这么久"}).press("保存，继续")
    citizen.sees("有没有照片、文件要附上").press("保存，继续")
    citizen.write({"事情发生在哪里？": "柳河镇", "反映的是哪个单位？": "临水县自然资源局"}).press(
        "保存，继续"
    )
    citizen.tick("署名：机关可以联系您，书面答复您")
    citizen.write({"姓名": LONG_NAME, "手机或者座机": "1381234", "住址": "柳河镇前柳村12号"})
    citizen.press("保存，继续", status=422)
    assert citizen.value("姓名") == LONG_NAME
    citizen.write({"手机或者座机": "138 1234 1234"}).press("保存，继续").sees(
        LONG_NAME, "说明为什么拖了这么久"
    )
    if citizen.scripts:  # without them the browser itself asks whether to send the refused page again
        citizen.back()
        assert citizen.value("住址") == "柳河镇前柳村12号"
        citizen.press("保存，继续")
    citizen.press("提交").sees("已经收到")
    return slip(citizen)


def follow(citizen: Person, number: str, code: str) -> Person:
    citizen.open("/follow/").write({"编号": number, "查询码": code.lower()})
    return citizen.press("查看").sees(number)


def answer(handler: Person, number: str) -> None:
    """Accept, then draft an answer to each request."""
    step(handler, number, "受理并告知").tick("普通程序")
    handler.write({"告知书送达方式": "挂号邮寄"}).press("受理并告知").sees("办理中")
    step(handler, number, "起草处理意见书").write({"查明的事实和证据": "经查，补偿款尚有一笔未发放。"})
    for place, result in (("第1项诉求", "支持"), ("第2项诉求", "解释说明")):
        handler.write({"处理结果": result, "答复": "应当发放，已列入计划。", "依据的法律、法规、政策": "《土地管理法》第四十八条"},
                      within=place)  # fmt: skip
    handler.write({"执行单位": "柳河镇人民政府", "执行期限": "2033-12-31"}, within="第1项诉求")
    handler.press("起草处理意见书").sees("草稿，未生效")


def serve(officer: Person, number: str) -> None:
    step(officer, number, "送达").page.get_by_label(re.compile(number)).check()
    officer.write({"送达方式": "当面送达", "送达日期": today()}).press("送达").sees("已送达")


def review(reviewer: Person, head: Person, number: str, paper: str) -> None:
    draft, check, sign = (f"{act}{paper}" for act in ("起草", "审核", "签发"))
    step(reviewer, number, draft).tick("维持")
    reviewer.write({
        "复查（复核）查明的事实": "原处理意见事实清楚。", "依据的法律、法规、政策": "《土地管理法》", "对诉求的答复": "维持原意见。",
    }).press(draft).sees("草稿，未生效")  # fmt: skip
    step(head, number, check).press(check)
    step(head, number, sign).press(sign)
    serve(reviewer, number)


def test_a_petition_goes_from_the_phone_to_the_city(person):
    citizen = person(screen=SMALL_PHONE)
    number, code = submit_on_a_phone(citizen)
    follow(citizen, number, code).sees("临水县信访局")

    triage = person("fenban")
    triage.sees("征了我家三亩地")
    step(triage, number, "分类登记").write({"内容分类": "自然资源/土地征收", "问题属地": "柳河镇"})
    for place in ("第1项诉求", "第2项诉求"):
        triage.write({"性质": "申诉求决类：其他"}, within=place)
    triage.press("分类登记")
    step(triage, number, "转送、交办").tick("转送")
    triage.write({"有权处理的机关": "临水县自然资源局", "确定由该机关办理的理由": "属地和职能"})
    triage.press("转送、交办").sees("临水县自然资源局")

    handler, colleague, head = person("ziran"), person("ziran2"), person("zirantou")
    answer(handler, number)
    step(head, number, "批准延长期限").write({"延长日数": "30", "理由": "需要重新测量。"}).press(
        "批准延长期限"
    )
    step(colleague, number, "审核处理意见书").press("审核处理意见书")
    step(head, number, "签发处理意见书").press("签发处理意见书").sees("意见书待送达")
    serve(handler, number)

    follow(citizen, number, code).sees("可申请复查").press("信访事项处理意见书")
    citizen.sees("不同意怎么办", "（二）信访人提出", "《土地管理法》第四十八条").back()
    citizen.press("申请复查")
    citizen.write({"不同意处理意见的哪些地方，理由是什么": "事实没有查清"}).press("申请复查").sees("复查")
    review(person("xianfu"), person("xianzhang"), number, "复查意见书")
    citizen.open(f"/follow/{number}/").press("申请复核")
    citizen.write({"不同意复查意见的哪些地方，理由是什么": "仍不同意"}).press("申请复核")
    citizen.sees("复核中", "德安市人民政府")
    city = person("shifu").sees("征了我家三亩地")
    step(city, number, "举行听证").write(hearing(today()))
    city.press("举行听证", status=422).sees("听证应在收到复核申请之后举行")


def hearing(day: str) -> dict[str, str]:
    place = {"地点": "市信访局三楼", "主持人": "史复明", "听证结论": "事实清楚。"}
    return {"听证开始日": day, "听证结束日": day, **place}


def asked_for_re_review(cast: Cast) -> tuple[str, str]:
    """A matter whose petitioner asked for re-review ten days ago; number and query code."""
    made = make.file(on=ago(60))
    number, words = made.submission.number, {"found": "属实", "law": "《土地管理法》", "answer": "维持"}
    served = {"recipients": [number], "method": "MAIL"}
    make.act(cast, number, "CLASSIFY", "fenban", ago(60), **make.CLASSIFY)
    make.act(cast, number, "FORWARD", "fenban", ago(60), to="37142602", mode="FORWARD", reason="属地")
    make.act(cast, number, "ACCEPT", "ziran", ago(58), procedure="ORDINARY", method="MAIL")
    make.act(cast, number, "DRAFT_OPINION", "ziran", ago(42), **make.OPINION)
    make.act(cast, number, "CHECK_OPINION", "ziran2", ago(41))
    make.act(cast, number, "SIGN_OPINION", "zirantou", ago(40))
    make.act(cast, number, "SERVE", "ziran", ago(39), served_on=ago(39), **served)
    make.act(cast, number, "APPLY_REVIEW", "fenban2", ago(30), reason="事实没有查清")
    make.judged(cast, number, "REVIEW", ago(20), review_outcome="UPHOLD", **words)
    make.act(cast, number, "SERVE", "xianfu", ago(19), served_on=ago(19), **served)
    make.act(cast, number, "APPLY_REREVIEW", "fenban2", ago(10), reason="仍不同意")
    return number, made.query_code


def test_the_city_hears_signs_and_closes_and_the_petitioner_rates(person, cast):
    number, code = asked_for_re_review(cast)
    city = person("shifu")
    step(city, number, "举行听证").write(hearing(ago(3))).press("举行听证").sees("举行听证")
    review(city, person("shizhang"), number, "复核意见书")
    step(city, number, "结案").press("结案", status=422)
    city.write({
        "诉求合理的解决到位": "已列入计划", "诉求无理的思想教育到位": "无此情形", "生活困难的帮扶救助到位": "无此情形",
        "行为违法的依法处理": "无此情形",
    }).press("结案").sees("已结案")  # fmt: skip
    citizen = follow(person(screen=PHONE), number, code).press("评价")
    citizen.write({"对信访部门的工作": "满意", "对办理机关的工作": "基本满意"}).press("评价").sees(
        "已经收到：评价"
    )


def test_a_clerk_registers_a_letter_of_two_people_with_the_keyboard(person):
    clerk = person("dengji").open("/staff/register/")
    keys = clerk.page.keyboard
    assert clerk.page.evaluate("document.activeElement.name") == "channel"
    keys.press("ArrowRight")  # 来信
    clerk.write({"邮戳日期（来信）": "2026年13月1日"})
    clerk.write(
        {"姓名（名称）": LONG_NAME, "电话": "13812341234", "住址": "柳河镇前柳村12号"}, within="第 1 人"
    )
    clerk.write({"反映的情况": STORY}).press("再加一人")
    second = clerk.page.get_by_role("group", name="第 2 人")
    second.get_by_label("姓名（名称）").focus()
    keys.type("李守田")
    keys.press("Tab")
    keys.type("13912345678")
    clerk.write({"诉求1": "请发放补偿款", "问题属地": "柳河镇"})
    clerk.press("登记并出凭证", status=422).sees("没有这一天")
    assert (clerk.value("反映的情况"), clerk.page.get_by_label("来信", exact=True).is_checked()) == (
        STORY,
        True,
    )
    clerk.write({"邮戳日期（来信）": today()})
    with clerk.page.expect_navigation():
        keys.press("Enter")
    clerk.look().sees("已经登记", "来信")
    number, code = slip(clerk)
    assert clerk.page.pdf(format="A4").startswith(b"%PDF")
    follow(person(screen=PHONE), number, code)
    clerk.open(f"/staff/matters/{number}/").sees("李**")


def test_an_accusation_against_the_own_government_is_found_by_nobody_below(person):
    accuser = person(screen=PHONE)
    accuser.open("/petition/kind/").tick("我要检举、控告某个单位或者个人").press("保存，继续")
    accuser.write({"发生了什么事？": "县政府有人收了工程老板的钱，有转账记录。"}).press("保存，继续").press(
        "保存，继续"
    )
    accuser.write({"反映的是哪个单位？": "临水县人民政府"}).press("保存，继续")
    accuser.tick("匿名：不留任何个人信息，只凭编号和查询码查看").press("保存，继续").press("提交")
    number, code = slip(accuser)
    for username in ("fenban", "xianzhang", "xianji", "duban"):
        below = person(username)
        below.open(f"/staff/matters/{number}/", status=404)
        below.open(f"/staff/search/?q={number}").sees("没有查到")
        below.open("/staff/search/?q=转账记录").sees("没有查到")
        assert number not in below.open("/staff/?tab=ALL").text
    assert "0" in person("xianzhang").open("/staff/overview/").page.locator(".figures dd").first.inner_text()

    city = person("shifenban").sees(number)
    step(city, number, "分类登记").write(
        {"内容分类": "自然资源/土地征收", "问题属地": "临水县", "性质": "检举控告类"}
    ).press("分类登记")
    step(city, number, "移送有权处理检举控告的机关").tick("德安市纪委监委")
    city.write({"移送理由": "干部管理权限"}).press("移送有权处理检举控告的机关")
    city.open(f"/staff/matters/{number}/", status=404)
    desk = person("shiji").sees(number)
    step(desk, number, "受理检举控告").press("受理检举控告")
    step(desk, number, "向检举人提问").write({"问题": "转账是哪一天？"}).press("向检举人提问")
    follow(accuser, number, code).sees("转账是哪一天？").press("补充材料")
    accuser.write({"补充内容": "去年三月，记录在我手里。"}).press("补充材料")
    conclusion = {"处理结论": "线索属实，转立案。"}
    step(desk, number, "作出处理结论").write(conclusion).press("作出处理结论")
    follow(accuser, number, code).sees("将向您反馈结果")
    assert "转立案" not in accuser.text
    step(desk, number, "反馈办理结果").write({"反馈内容": "已立案查处。"}).press("反馈办理结果")
    accuser.open(f"/follow/{number}/").main.locator(".papers a").last.click()
    accuser.look().sees("已立案查处。")


def test_the_second_to_press_is_told_and_keeps_the_words(person, cast):
    number = make.file(on=today()).submission.matter.number
    make.act(cast, number, "CLASSIFY", "fenban", today(), **make.CLASSIFY)
    first, second = person("fenban"), person("fenban2")
    for officer, words in ((first, "属地"), (second, "职能在自然资源局，理由写了很久")):
        step(officer, number, "转送、交办").tick("转送")
        officer.write({"有权处理的机关": "临水县自然资源局", "确定由该机关办理的理由": words})
    first.press("转送、交办")
    second.press("转送、交办", status=409).sees(
        "这件事刚刚被别人办理过", "职能在自然资源局，理由写了很久", "方正平"
    )
    second.press("看这件事现在的情况").sees("临水县自然资源局")
    assert Matter.objects.get(number=number).handovers == 1


def test_without_scripts_one_can_submit_and_follow(person):
    citizen = person(screen=SMALL_PHONE, scripts=False)
    number, code = submit_on_a_phone(citizen)
    follow(citizen, number, code).press("补充材料").write({"补充内容": "附上存折照片的说明"}).press(
        "补充材料"
    )
    citizen.sees("已经收到：补充材料")


def test_each_sees_no_more_than_the_post_needs(person, cast):
    matter = make.accepted(cast, on=today())
    person("ziran").open(f"/staff/matters/{matter.number}/")
    auditor = person("shenji").sees("谁看过什么")
    auditor.open("/staff/readings/").sees("紫冉", "打开案卷", matter.number)
    leader = person("xianzhang").open("/staff/overview/").sees("在办", "临水县自然资源局")
    leader.open(f"/staff/matters/{matter.number}/").sees(matter.title)
    for username in ("shenji", "tongji", "guanli"):
        outside = person(username)
        outside.open(f"/staff/matters/{matter.number}/", status=404)
        for address in ("/staff/", "/staff/search/?q=征地"):
            assert matter.title not in outside.open(address).text
    statistician = person("tongji").open("/staff/overview/").sees("在办")
    assert matter.title not in statistician.text and "王秀英" not in statistician.text
