"""Every staff page for every kind of post: what opens, what is refused with a reason, what stays unseen."""

import re

import pytest

from lianxin.actions.numbers import query_hash
from lianxin.models import Event, Matter, Reading, Submission
from lianxin.rules.codes import Purpose
from lianxin.rules.identity import normalise_query_code
from lianxin.rules.steps import STEPS
from tests import make

pytestmark = pytest.mark.django_db
NAME, PHONE = "王秀英", "13812341234"


def text_of(answer):
    return answer.content.decode()


def main_button(page: str) -> list[str]:
    return re.findall(r'<a class="action main"[^>]*>.*?<span>([^<]+)', page, re.DOTALL)


def test_the_one_main_button_is_what_this_person_does_next(cast, enter):
    """Not what was done already: who has classified forwards, who has a draft before them checks it, then signs it."""
    matter = make.file().submission.matter

    def seen_by(who: str) -> list[str]:
        return main_button(enter(who).get(f"/staff/matters/{matter.number}/").content.decode())

    assert seen_by("fenban") == ["分类登记"]
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    assert seen_by("fenban") == ["转送、交办"]
    make.act(cast, matter, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="属地")
    assert seen_by("ziran") == ["受理并告知"]
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    assert seen_by("ziran") == seen_by("ziran2") == ["起草处理意见书"]
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-04", **make.OPINION)
    assert (seen_by("ziran2"), seen_by("zirantou")) == (["审核处理意见书"], ["审核处理意见书"])
    make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-04")
    assert seen_by("zirantou") == ["签发处理意见书"]


ROLES = {  # who: lists (302: to the page of who reads no matter), overview, readings, register, the file
    "fenban": (200, 200, 403, 200, 200),
    "ziran": (200, 403, 403, 200, 200),
    "zirantou": (200, 200, 403, 403, 200),
    "duban": (200, 200, 403, 403, 200),
    "xianzhang": (200, 200, 403, 403, 200),
    "dengji": (200, 403, 403, 200, 200),
    "renshe": (200, 403, 403, 200, 404),  # another bureau
    "zhenfu": (200, 403, 403, 200, 404),  # another town
    "shenji": (302, 403, 200, 403, 404),
    "tongji": (302, 200, 403, 403, 404),
    "guanli": (200, 403, 403, 403, 404),
    "cunwei": (302, 403, 403, 403, 404),
}


@pytest.mark.parametrize("who", ROLES)
def test_who_may_open_what(cast, enter, who):
    matter, client = make.routed(cast), enter(who)
    urls = (
        "/staff/",
        "/staff/overview/",
        "/staff/readings/",
        "/staff/register/",
        f"/staff/matters/{matter.number}/",
    )
    answers = [client.get(url) for url in urls]
    assert tuple(answer.status_code for answer in answers) == ROLES[who]
    for answer in answers:
        assert NAME not in text_of(answer) and PHONE not in text_of(answer)
        if answer.status_code == 403:
            assert "岗位" in text_of(answer) and "《信访工作条例》" in text_of(answer)


@pytest.mark.parametrize("who", ["shenji", "tongji", "guanli", "cunwei"])
def test_posts_that_read_no_content_see_none_of_it_anywhere(cast, enter, who):
    matter = make.routed(cast, title="柳河征地补偿款没有发放")
    client = enter(who)
    urls = ["/staff/", "/staff/?tab=ALL", "/staff/search/?q=征地", "/staff/overview/", "/staff/topics/", "/staff/readings/",
            f"/staff/readings/?number={matter.number}", f"/staff/matters/{matter.number}/"]  # fmt: skip
    for url in urls:
        page = text_of(client.get(url))
        assert "柳河征地" not in page and "三亩地" not in page and NAME not in page, url


def test_strangers_and_citizens_do_not_come_in(cast, client, clock):
    assert client.get("/staff/").status_code == 302


def test_the_auditor_sees_who_looked_and_who_acted_and_no_word_of_it(cast, enter):
    matter = make.routed(cast)
    enter("ziran").get(f"/staff/matters/{matter.number}/")
    page = text_of(enter("shenji").get(f"/staff/readings/?number={matter.number}"))
    assert "紫冉" in page and "打开案卷" in page and "转送、交办" in page and "方正平" in page
    assert "征地" not in page and "属地和职能" not in page


def test_opening_a_file_is_recorded_once_an_hour(cast, enter, clock):
    matter, client = make.routed(cast), enter("ziran")
    for _ in range(3):
        client.get(f"/staff/matters/{matter.number}/")
    assert Reading.objects.filter(matter=matter, what="FILE").count() == 1
    clock("2026-08-04")
    enter("ziran").get(f"/staff/matters/{matter.number}/")
    assert Reading.objects.filter(matter=matter, what="FILE").count() == 2


def test_a_person_is_masked_until_a_purpose_is_written(cast, enter):
    matter, client = make.routed(cast), enter("ziran")
    url = f"/staff/matters/{matter.number}/"
    page = text_of(client.get(url))
    assert "王**" in page and "138****1234" in page and PHONE not in page
    person = matter.submissions.get().parties.get().pk
    refused = text_of(client.post(f"{url}people/{person}/", {"reason": "  "}, follow=True))
    assert "请写明为什么需要查看" in refused and PHONE not in refused
    assert not Reading.objects.filter(what="REVEAL").exists()
    shown = text_of(client.post(f"{url}people/{person}/", {"reason": "联系本人核实"}))
    assert PHONE in shown and NAME in shown
    assert Reading.objects.get(what="REVEAL").purpose == "联系本人核实"


def test_who_may_not_uncover_is_told_so_and_sees_nothing(cast, enter):
    matter = make.routed(cast)
    person = matter.submissions.get().parties.get().pk
    answer = enter("duban").post(f"/staff/matters/{matter.number}/people/{person}/", {"reason": "想看"})
    assert answer.status_code == 403 and PHONE not in text_of(answer)
    assert not Reading.objects.filter(what="REVEAL").exists()


def test_a_person_of_another_matter_is_not_found(cast, enter):
    mine, other = make.routed(cast), make.file()
    stranger = other.submission.parties.get().pk
    answer = enter("ziran").post(f"/staff/matters/{mine.number}/people/{stranger}/", {"reason": "联系"})
    assert answer.status_code == 404


# ---- the sealed road --------------------------------------------------------------------------------------
def sealed(**more):
    return make.file(purpose=Purpose.ACCUSATION, title="举报截留", content="有人截留补偿款",
                     complained_organ="37142602", requests=("请查处",), **more).submission.matter  # fmt: skip


def test_the_accused_find_no_trace_of_an_accusation(cast, enter):
    matter = sealed()
    for who in ("ziran", "zirantou", "renshe", "zhenfu", "duban", "xianzhang", "dengji"):
        client = enter(who)
        assert client.get(f"/staff/matters/{matter.number}/").status_code == 404, who
        for url in ("/staff/?tab=ALL", "/staff/search/?q=截留", f"/staff/search/?q={matter.number}"):
            page = text_of(client.get(url))
            assert f"/staff/matters/{matter.number}/" not in page and "举报" not in page, (who, url)


def test_the_desk_reads_an_accusation_without_the_name_until_it_is_opened(cast, enter):
    matter = sealed()
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03",
             **make.CLASSIFY | {"requests": [{"legal_class": "ACCUSATION"}]})  # fmt: skip
    make.act(cast, matter, "REFER_DISCIPLINE", "fenban", "2026-08-03", to="37142609", reason="属地")
    url = f"/staff/matters/{matter.number}/"
    page = text_of(enter("xianji").get(url))
    assert "有人截留补偿款" in page and "身份已封存" in page and "王" not in re.sub("王国|国王", "", page)
    person = matter.submissions.get().parties.get().pk
    assert enter("xianji").post(f"{url}people/{person}/", {"reason": "核实"}).status_code == 403
    Reading.objects.create(
        matter=matter, account=cast.account("xianji"), at=matter.changed_at, what="UNSEALED"
    )
    assert NAME in text_of(enter("xianji").post(f"{url}people/{person}/", {"reason": "核实"}))


# ---- steps ------------------------------------------------------------------------------------------------
def test_a_step_is_taken_on_its_page(cast, enter):
    matter = make.file().submission.matter
    url = f"/staff/matters/{matter.number}/steps/classify/"
    client = enter("fenban")
    assert "第1项诉求" in text_of(client.get(url))
    typed = {
        "version": matter.version,
        "category": "0102",
        "region": "371426101",
        "requests-1-legal_class": "APPEAL_6",
    }
    page = text_of(client.post(url, typed, follow=True))
    assert "已办：分类登记" in page
    matter.refresh_from_db()
    assert (matter.classified, matter.category) == (True, "0102")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast, enter):
    matter = make.file().submission.matter
    answer = enter("fenban").post(f"/staff/matters/{matter.number}/steps/classify/",
                                  {"version": matter.version, "category": "不存在的分类"})  # fmt: skip
    page = text_of(answer)
    assert answer.status_code == 422
    assert "请从列出的选项中选择" in page and "不存在的分类" in page and "第1项诉求：请填写" in page
    assert Matter.objects.get(pk=matter.pk).version == matter.version


def test_a_stale_page_keeps_what_was_typed_and_tells_what_changed(cast, enter):
    matter = make.accepted(cast)
    old = matter.version
    make.act(
        cast, matter, "EVIDENCE", "ziran2", "2026-08-03", title="账目", source="镇政府", content="一笔未付"
    )
    answer = enter("ziran").post(f"/staff/matters/{matter.number}/steps/evidence/",
                                 {"version": old, "title": "走访笔录", "source": "村委会", "content": "两户证实"})  # fmt: skip
    page = text_of(answer)
    assert answer.status_code == 409
    assert "走访笔录" in page and "两户证实" in page and "登记调查和证据" in page and "自若兰" in page
    assert Event.objects.filter(matter=matter, action="EVIDENCE").count() == 1


def test_who_presses_twice_is_told_that_the_first_press_counted(cast, enter):
    matter = make.accepted(cast)
    sent = {"version": matter.version, "title": "走访笔录", "source": "村委会", "content": "两户证实"}
    browser, address = enter("ziran"), f"/staff/matters/{matter.number}/steps/evidence/"
    assert browser.post(address, sent).status_code == 302
    again = browser.post(address, sent)
    assert again.status_code == 409
    assert "您刚才已经办过这件事" in text_of(again) and "被别人办理过" not in text_of(again)
    assert "两户证实" in text_of(again)
    assert Event.objects.filter(matter=matter, action="EVIDENCE").count() == 1


def test_a_refused_step_says_which_rule_refuses(cast, enter):
    matter = make.accepted(cast)
    answer = enter("ziran").get(f"/staff/matters/{matter.number}/steps/extend/")
    assert answer.status_code == 403 and "本机关负责人" in text_of(answer) and "第三十四条" in text_of(answer)


def test_forwarding_says_beforehand_who_will_see(cast, enter):
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    answer = enter("fenban").get(f"/staff/matters/{matter.number}/steps/forward/")
    page = text_of(answer)
    assert "办理后可以看到本件的" in page and "临水县信访局" in page
    assert (
        "<h2>征地补偿款没有发放</h2>" not in answer.content.decode()
    )  # the notice has no heading, least of all the matter's


def test_an_opinion_begins_with_a_sentence_from_the_facts_then_from_the_draft(cast, enter):
    matter, client = make.accepted(cast), enter("ziran")
    url = f"/staff/matters/{matter.number}/steps/draft_opinion/"
    assert "2026年8月3日，临水县信访局收到信访人通过网上信访提出的信访事项，共1项诉求。" in text_of(
        client.get(url)
    )
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-03", **make.OPINION)
    page = text_of(client.get(url))
    assert "2019年征地补偿款尚有一笔未发放" in page and "应当发放。" in page


def test_the_buttons_are_the_permitted_steps_and_refused_ones_say_why(cast, enter):
    matter = make.accepted(cast)
    page = text_of(enter("ziran").get(f"/staff/matters/{matter.number}/"))
    assert f"/staff/matters/{matter.number}/steps/draft_opinion/" in page
    assert f"/staff/matters/{matter.number}/steps/extend/" not in page and "批准延长期限" in page
    for action in re.findall(r"/steps/(\w+)/", page):
        assert enter("ziran").get(f"/staff/matters/{matter.number}/steps/{action}/").status_code == 200, (
            action
        )
        assert action.upper() in STEPS


def test_every_paper_opens_and_names_are_shown_only_with_a_reason(cast, enter):
    matter = make.served(cast)
    client = enter("ziran")
    for paper in matter.papers.all():
        url = f"/staff/matters/{matter.number}/papers/{paper.pk}/"
        page = text_of(client.get(url))
        assert paper.number in page and NAME not in page
        named = paper.kind != "D04"  # from organ to organ: nobody is named in it
        assert ("显示受送达人全名" in page) is named
        assert (NAME in text_of(client.post(url, {"reason": "制作送达回证"}))) is named
    assert enter("renshe").get(url).status_code == 404
    assert "37142602" not in text_of(
        client.get(f"/staff/matters/{matter.number}/papers/{matter.papers.first().pk}/")
    )


# ---- the window -------------------------------------------------------------------------------------------
LETTER = {
    "office": "37142601", "channel": "LETTER", "purpose": "REQUEST", "received_on": "2026年8月3日",
    "postmark_date": "2026-08-01", "persons_concerned": "2", "content": "村里的路坏了三年。",
    "people-0-role": "PETITIONER", "people-0-name": "阿卜杜拉·买买提", "people-0-phone": "13900001111",
    "people-2-role": "JOINT", "people-2-name": "王秀英", "requests-0": "请修路", "requests-2": "请公开预算",
    "external_id": "once",
}  # fmt: skip


def test_a_letter_is_registered_once_however_often_it_is_sent(cast, enter):
    client = enter("dengji")
    first = client.post("/staff/register/", LETTER, follow=True)
    again = client.post("/staff/register/", LETTER, follow=True)
    row = Submission.objects.get(source="window")
    assert (row.parties.count(), row.requests.count(), row.registered_by.username) == (2, 2, "dengji")
    codes = [re.findall(r'class="code">([^<]+)<', text_of(page)) for page in (first, again)]
    assert codes[0] == codes[1] and codes[0][0] == row.number
    assert row.query_hash == query_hash(row.number, normalise_query_code(codes[0][1]))


@pytest.mark.parametrize(
    ("channel", "ticked", "taken"),
    [("VISIT", "", False), ("VISIT", "read_back", True), ("VISIT", "written", True), ("PHONE", "", False),
     ("PHONE", "written", False), ("PHONE", "read_back", True), ("LETTER", "", True)],
)  # fmt: skip
def test_what_is_said_is_read_out_and_confirmed_before_it_is_registered(cast, enter, channel, ticked, taken):
    typed = LETTER | {"channel": channel, "postmark_date": ""} | ({ticked: "on"} if ticked else {})
    answer = enter("dengji").post("/staff/register/", typed)
    assert (answer.status_code == 302) is taken
    if not taken:
        page = text_of(answer)
        assert 'id="id_read_back_error"' in page and "念给本人听" in page and "村里的路坏了三年。" in page
    assert Submission.objects.filter(read_back=ticked == "read_back").count() == taken


def test_the_next_letter_typed_over_the_last_page_gets_its_own_number(cast, enter):
    client = enter("dengji")
    client.post("/staff/register/", LETTER)
    for name, typed in (("content", "另一封来信说另一件事"), ("people-0-name", "李有田")):
        answer = client.post("/staff/register/", LETTER | {name: typed})
        page = text_of(answer)
        assert answer.status_code == 422
        assert typed in page and "这一份还没有登记" in page
        mark = re.search(r'name="external_id" value="([^"]+)"', page)[1]
        before = Submission.objects.count()
        client.post("/staff/register/", LETTER | {name: typed, "external_id": mark})
        assert Submission.objects.count() == before + 1


def test_the_receipt_is_shown_to_no_other_session(cast, enter):
    page = enter("dengji").post("/staff/register/", LETTER)
    assert enter("fenban2").get(page["Location"]).status_code == 404


def test_what_is_wrong_at_the_window_is_said_beside_its_field(cast, enter):
    wrong = LETTER | {"people-0-phone": "123", "received_on": "2026-02-30", "persons_concerned": "两"}
    answer = enter("dengji").post("/staff/register/", wrong)
    assert answer.status_code == 422 and "没有这一天" in text_of(answer) and "请填写人数" in text_of(answer)
    wrong |= {"received_on": "2026-08-03", "persons_concerned": "2"}
    page = text_of(enter("dengji").post("/staff/register/", wrong))
    assert 'id="id_people-0-phone_error"' in page and 'value="123"' in page and "阿卜杜拉·买买提" in page
    assert not Submission.objects.exists()


def test_a_sixth_representative_is_refused_with_the_article(cast, enter):
    six = {f"people-{n}-{part}": value for n in range(6) for part, value in
           (("role", "REPRESENTATIVE"), ("name", f"代表{'一二三四五六'[n]}"))}  # fmt: skip
    page = text_of(enter("dengji").post("/staff/register/", LETTER | six))
    assert "代表最多5人" in page and "第二十条" in page


def test_a_mask_on_the_screen_is_never_written_back(cast, enter):
    page = text_of(enter("dengji").post("/staff/register/", LETTER | {"people-0-phone": "139****1111"}))
    assert "遮盖后的内容" in page and not Submission.objects.exists()


def test_a_wrong_number_is_told_at_the_person_who_has_it_and_names_the_person(cast, enter):
    """Red once: the list of faults said which number is wrong, but not whose."""
    page = text_of(enter("dengji").post("/staff/register/", LETTER | {"people-2-phone": "1381234"}))
    assert re.findall(r'id="id_people-(\d)-phone_error"', page) == ["1"]  # rows are closed up
    assert re.search(r'href="#id_people-1-phone">第 2 人：电话：[^<]*11位', page)
    assert "第 1 人：" not in text_of(enter("dengji").get("/staff/register/"))


def test_adding_a_row_keeps_what_was_typed_and_registers_nothing(cast, enter):
    page = text_of(enter("dengji").post("/staff/register/", LETTER | {"more": "people"}))
    assert 'name="people-2-name"' in page and "阿卜杜拉·买买提" in page and not Submission.objects.exists()


def looked_up(client, purpose="核对重复", **people):
    typed = {f"people-{name.replace('_', '-', 1)}": text for name, text in people.items()}
    return text_of(
        client.post(
            "/staff/register/look-up/",
            {**typed, "look_purpose": purpose, "content": "写了一半", "external_id": "w1"},
        )
    )


def test_a_person_is_found_by_the_whole_number_only_and_the_look_is_recorded(cast, enter):
    number = make.file().submission.number
    client = enter("dengji")
    found = looked_up(client, **{"0_phone": PHONE})
    assert number in found and NAME not in found and "写了一半" in found
    assert Reading.objects.get(what="LOOKUP").purpose == "核对重复"
    assert "请输入完整的" in looked_up(client, **{"0_phone": "1381234"})
    assert "请写明为什么" in looked_up(client, "", **{"0_phone": PHONE})
    assert Reading.objects.filter(what="LOOKUP").count() == 1
    assert number not in looked_up(enter("zhenban"), **{"0_phone": PHONE})


def test_nobody_is_looked_up_who_is_not_in_the_entry_at_hand(cast, enter):
    """A number alone opens nothing: it must be that of a person who is being registered."""
    number, client = make.file().submission.number, enter("dengji")
    for typed in ({"look_number": PHONE}, {"0_name": NAME}, {}):
        page = looked_up(client, **typed)
        assert "先写上信访人的电话或者身份证号码" in page and number not in page
    assert not Reading.objects.filter(what="LOOKUP").exists()
    found = looked_up(client, **{"0_name": "李守田", "0_phone": "13900001111", "1_phone": "138 1234 1234"})
    assert found.count(f'<span class="num">{number}</span>') == 1
    assert Reading.objects.filter(what="LOOKUP").count() == 1


def test_a_look_up_finds_no_accusation(cast, enter):
    number = sealed().number
    found = looked_up(enter("fenban"), **{"0_phone": PHONE})
    assert number not in found


def test_the_list_of_errors_says_of_which_request_each_is(cast, enter):
    matter = make.accepted(cast)
    sent = {"version": matter.version, "requests-1-execute_by": "明年"}
    page = enter("ziran").post(f"/staff/matters/{matter.number}/steps/draft_opinion/", sent)
    summary = page.content.decode().partition('class="summary-of-errors"')[2].partition("</div>")[0]
    assert page.status_code == 422 and "第1项诉求 “执行期限”不是" in summary


def test_the_list_of_errors_names_a_request_once(cast, enter):
    matter = make.file(requests=("复印病历", "告知途径")).submission.matter
    page = enter("fenban").post(
        f"/staff/matters/{matter.number}/steps/classify/", {"version": matter.version}
    )
    summary = page.content.decode().partition('class="summary-of-errors"')[2].partition("</div>")[0]
    assert page.status_code == 422 and summary.count("第2项诉求") == 1
