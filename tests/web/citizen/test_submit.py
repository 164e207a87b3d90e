"""Filing without scripts: one thing per page, nothing typed is lost, one click is one submission."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from lianxin.models import ComplainedOf, Matter, Submission
from lianxin.web.citizen import submit
from tests import make
from tests.web.citizen.conftest import KIND, WHAT, WHERE, YOU, fill, send, slip_of

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_from_the_start_page_to_the_progress_page(browser):
    assert "/petition/" in text(browser.get("/"))
    assert "/petition/kind/" in text(browser.get("/petition/"))
    for page, typed, after in (
        ("kind", KIND, "what"),
        ("what", WHAT, "files"),
        ("files", {}, "where"),
        ("where", WHERE, "you"),
        ("you", YOU, "check"),
    ):
        assert send(browser, page, **typed)["Location"] == f"/petition/{after}/"
    read_back = text(browser.get("/petition/check/"))
    for said in (
        "补偿款至今没有发到手",
        "请发放拖欠的征地补偿款",
        "临水县柳河镇",
        "临水县自然资源局",
        "王秀英",
        "临水县信访局",
    ):
        assert said in read_back
    answer = browser.post("/petition/check/", {"go": "send"})
    assert answer["Location"] == "/petition/received/"
    receipt = text(browser.get("/petition/received/"))
    row = Submission.objects.get()
    number, code = slip_of(receipt)
    assert number == row.number
    assert len(code) == 12
    event = row.matter.history.get()
    assert event.facts["digest"] in receipt
    assert "《信访工作条例》第二十二条" in receipt
    assert row.office.code == "37142601"
    assert row.requests.get().text == "请发放拖欠的征地补偿款"
    done = browser.post("/petition/done/")
    assert done["Location"] == f"/follow/{number}/"
    assert code not in text(browser.get("/petition/received/", follow=True))
    assert "经过和接下来" in text(browser.get(done["Location"]))


def test_a_double_click_is_one_submission_with_its_code(browser):
    fill(browser)
    page = text(browser.get("/petition/check/"))
    key = page.split('name="key" value="')[1].split('"')[0]
    first = text(browser.post("/petition/check/", {"go": "send", "key": key}, follow=True))
    second = text(browser.post("/petition/check/", {"go": "send", "key": key}, follow=True))
    assert Submission.objects.count() == 1
    assert slip_of(first) == slip_of(second)


def test_a_draft_that_was_sent_by_another_tab_is_not_sent_again(browser):
    fill(browser)
    kept = browser.session["draft"]
    browser.post("/petition/check/", {"go": "send"})
    session = browser.session
    session["draft"] = kept
    session.save()
    answer = browser.post("/petition/check/", {"go": "send"}, follow=True)
    assert Submission.objects.count() == 1
    assert len(slip_of(text(answer))[1]) == 12


def test_two_clicks_at_once_leave_one_receipt_with_its_code(browser):
    fill(browser)
    late = SessionStore(browser.session.session_key)
    assert "draft" in late  # read before the first click is through
    first = browser.post("/petition/check/", {"go": "send"})
    request = RequestFactory().post("/petition/check/", {"go": "send"})
    request.session, request.user = late, AnonymousUser()
    second = SessionMiddleware(lambda r: submit.step(r, "check")).process_response(
        request, submit.step(request, "check")
    )
    assert first["Location"] == second["Location"] == "/petition/received/"
    assert Submission.objects.count() == 1
    assert len(slip_of(text(browser.get("/petition/received/")))[1]) == 12


def test_going_back_shows_what_was_typed(browser):
    fill(browser)
    assert "补偿款至今没有发到手" in text(browser.get("/petition/what/"))
    assert 'value="王秀英"' in text(browser.get("/petition/you/"))
    assert "checked" in text(browser.get("/petition/kind/"))


def test_a_page_left_out_is_asked_before_sending(browser):
    send(browser, "kind", **KIND)
    assert "发生了什么事？" in text(browser.get("/petition/check/"))
    answer = browser.post("/petition/check/", {"go": "send"})
    assert "发生了什么事？" in text(answer)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("page", "typed", "said"),
    [
        ("kind", {}, "请先选一项"),
        ("kind", {"purpose": "NONSENSE"}, "请先选一项"),
        ("what", {"content": " \n "}, "请写清楚发生了什么事"),
        ("what", {"content": "字" * 20_001}, "最多20000字，现在有20001字"),
        ("what", {**WHAT, "requests-0": "要" * 1001}, "最多1000字，现在有1001字"),
        ("you", {}, "请选署名或者匿名"),
        ("you", {"signing": "NAMED"}, "请填写姓名"),
        ("you", {**YOU, "people-0-phone": "138123"}, "手机号码应为11位"),
        ("you", {**YOU, "people-0-email": "wang.example.cn"}, "邮箱地址里要有“@”"),
        ("you", {**YOU, "people-0-name": "王 3"}, "姓名中不会有数字"),
        ("you", {**YOU, "people-0-phone": "138****1234"}, "遮盖"),
        ("you", {**YOU, "persons_concerned": "很多"}, "请填一个整数"),
        ("you", {**YOU, "persons_concerned": "0"}, "涉及人数应在1至9999之间"),
    ],
)
def test_a_fault_is_said_beside_its_field_and_the_words_are_kept(browser, page, typed, said):
    answer = send(browser, page, **typed)
    shown = text(answer)
    assert answer.status_code == 422
    assert said in shown
    assert "summary-of-errors" in shown
    again = text(browser.get(f"/petition/{page}/"))
    for value in typed.values():
        assert value.strip()[:40] in again or value == "NONSENSE"


def test_what_it_is_in_one_line_is_read_back_and_kept(browser, filed):
    line = "修路征地，三年没有见到钱"
    fill(browser, what={**WHAT, "title": line}, you={**YOU, "persons_concerned": "23"})
    read_back = text(browser.get("/petition/check/"))
    assert line in read_back and "<dd>23 " in read_back
    number, _code = filed(what={**WHAT, "title": line})
    assert Submission.objects.get(number=number).title == line
    assert "最多200字，现在有201字" in text(send(browser, "what", **WHAT, title="长" * 201))


@pytest.mark.parametrize("typed", ["单" * 100_000, "临水\x00县自然"])
def test_an_organ_that_no_name_can_be_is_asked_again_or_found(browser, typed):
    answer = send(browser, "where", complained_organ=typed)
    assert answer.status_code == (422 if len(typed) > 100 else 302)
    assert ("最多100字" in text(answer)) is (len(typed) > 100)
    assert typed.replace("\x00", "") in text(browser.get("/petition/where/")).replace("\x00", "")


def test_six_representatives_are_one_too_many(browser):
    people = {"signing": "NAMED"}
    for place in range(6):
        people |= {
            f"people-{place}-name": f"代表{'甲乙丙丁戊己'[place]}",
            f"people-{place}-phone": "13812341234",
        }
    answer = send(browser, "you", **people)
    assert "代表最多5人，现在有6人" in text(answer)
    assert "代表己" in text(answer)
    five = {name: value for name, value in people.items() if "people-5" not in name}
    assert send(browser, "you", **five)["Location"] == "/petition/check/"


def test_a_joint_filing_names_its_representatives(browser, filed):
    number, _code = filed(
        you={**YOU, "people-1-name": "李有田", "people-1-phone": "0534-6261234", "persons_concerned": "23"}
    )
    row = Submission.objects.get(number=number)
    assert [party.role for party in row.parties.order_by("pk")] == ["REPRESENTATIVE", "REPRESENTATIVE"]
    assert row.persons_concerned == 23
    assert row.matter.joint


def test_further_requests_are_added_without_scripts(browser, filed):
    answer = browser.post("/petition/what/", {**WHAT, "go": "more-requests"})
    assert 'name="requests-1"' in text(answer)
    assert "请发放拖欠的征地补偿款" in text(answer)
    number, _code = filed(what={**WHAT, "requests-1": "请公开补偿标准", "requests-2": " "})
    lines = Submission.objects.get(number=number).requests
    assert [line.text for line in lines.all()] == ["请发放拖欠的征地补偿款", "请公开补偿标准"]


def test_the_twenty_first_request_is_refused_kindly(browser):
    many = {f"requests-{n}": f"第{n}项" for n in range(21)}
    assert "一件最多写20项诉求" in text(send(browser, "what", content="经过", **many))


def test_rare_characters_survive_and_control_characters_do_not(browser, filed):
    number, _code = filed(
        what={"content": "𠮷田村的㐂先生\x00\x08说：好😀👨\u200d👩\u200d👧", "requests-0": "请\u202e答复"},
        you={**YOU, "people-0-name": "𠮷㐂·买买提"},
    )
    row = Submission.objects.get(number=number)
    assert row.content == "𠮷田村的㐂先生说：好😀👨\u200d👩\u200d👧"
    assert row.requests.get().text == "请答复"
    assert row.parties.get().name == "𠮷㐂·买买提"


def test_script_in_a_field_is_only_text(browser):
    fill(browser, what={**WHAT, "content": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in text(browser.get("/petition/check/"))
    assert "&lt;script&gt;alert(1)" in text(browser.get("/petition/check/"))


def test_forged_choices_are_refused_and_nothing_is_lost(browser):
    fill(browser, where={"region": "999999"})
    answer = browser.post("/petition/check/", {"go": "send", "office": "00000000"})
    assert answer.status_code == 422
    assert "没有这个地区" in text(answer)
    assert not Submission.objects.exists()
    assert "补偿款至今没有发到手" in text(browser.get("/petition/what/"))


def test_the_office_may_be_chosen_one_level_up(browser):
    fill(browser)
    browser.post("/petition/check/", {"go": "send", "office": "37140001"})
    assert Submission.objects.get().office.code == "37140001"


def test_an_anonymous_person_gives_nothing_of_themselves(browser, filed):
    number, code = filed(you={**YOU, "signing": "ANONYMOUS"})
    row = Submission.objects.get(number=number)
    assert row.anonymous
    assert not row.parties.exists()
    assert code


def test_an_accusation_is_sealed_from_the_first_moment(browser, filed):
    send(browser, "kind", purpose="ACCUSATION")
    assert "检举、控告走密封通道" in text(browser.get("/petition/what/"))
    number, _code = filed(
        kind={"purpose": "ACCUSATION"},
        what={"content": "局长收了红包，秘密细节", "requests-0": "请查处"},
        you={"signing": "ANONYMOUS"},
    )
    row = Submission.objects.get(number=number)
    assert row.matter.sealed
    assert (row.content, row.title, row.matter.title) == ("", "", "")
    assert ComplainedOf.objects.get().organ.code == "37142602"
    page = text(browser.get(f"/follow/{number}/"))
    for secret in ("秘密细节", "自然资源局", "信访局<", "请查处"):
        assert secret not in page


def test_a_request_that_reads_like_an_accusation_is_walled_and_its_writer_hears_what_everybody_does(
    browser, filed
):
    number, code = filed(what={"content": make.ACCUSING, "requests-0": "请查处"})
    assert code and Submission.objects.get(number=number).matter.sealed
    page = text(browser.get(f"/follow/{number}/"))
    for said in ("侵吞征地补偿款", "请查处", "临水县信访局"):
        assert said in page
    assert "本件密封" not in page


def test_an_organ_that_nobody_knows_stays_in_the_writers_words(browser, filed):
    number, _code = filed(where={"complained_organ": "河边砖厂", "complained_person": "厂长"})
    assert ComplainedOf.objects.get(matter__submissions__number=number).name == "河边砖厂 厂长"


def test_another_road_is_pointed_out_and_nothing_is_blocked(browser):
    fill(browser, what={"content": "公司拖欠工资，我不想活了，要去跳楼", "requests-0": "发工资"})
    page = text(browser.get("/petition/check/"))
    assert "110" in page
    assert "申请仲裁" in page
    assert "您仍然可以提交" in page
    assert browser.post("/petition/check/", {"go": "send"})["Location"] == "/petition/received/"


def test_a_draft_cannot_be_read_in_the_session_store(browser):
    fill(browser)
    stored = str(dict(browser.session))
    assert "王秀英" not in stored
    assert "补偿款" not in stored
    browser.post("/petition/check/", {"go": "send"})
    code = slip_of(text(browser.get("/petition/received/")))[1]
    assert code not in str(dict(browser.session))


def test_a_draft_can_be_thrown_away(browser):
    fill(browser)
    browser.post("/petition/discard/")
    assert "补偿款" not in text(browser.get("/petition/what/"))


def test_nobody_elses_draft_or_receipt_shows(browser, filed, cast):
    filed()
    stranger = Client()
    assert stranger.get("/petition/received/")["Location"] == "/follow/"
    assert "补偿款" not in stranger.get("/petition/what/").content.decode()


def test_what_an_account_files_is_in_its_list(browser, cast):
    citizen = cast.account("cunwei")
    browser.force_login(citizen)
    fill(browser)
    browser.post("/petition/check/", {"go": "send"})
    row = Submission.objects.get()
    assert row.account == citizen
    assert row.registered_by is None
    assert row.number in text(browser.get("/mine/"))
    assert Matter.objects.get().state == "REGISTERED"


def test_the_list_asks_to_sign_in(browser):
    assert browser.get("/mine/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/petition/",
        "/law/",
        "/privacy/",
        "/follow/",
        *(f"/petition/{p}/" for p in ("kind", "what", "files", "where", "you", "check")),
        "/petition/door/",
        "/petition/paper/",
    ],
)
def test_every_open_page_stands_with_few_queries(browser, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert browser.get(address).status_code == 200


def test_sending_takes_as_many_queries_in_a_full_store(browser):
    counts = []
    for more in (0, 0, 8):  # the first one reads the day's tree for everybody
        for _ in range(more):
            make.file()
        fill(browser)
        with CaptureQueriesContext(connection) as found:
            assert browser.post("/petition/check/", {"go": "send"}).status_code == 302
        counts.append(sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in found))
    assert counts[1] == counts[2] <= 32


def test_the_law_page_shows_the_rows_that_run_the_clocks(browser):
    page = text(browser.get("/law/"))
    assert "60 日内" in page
    assert "5 个工作日内" in page
    assert "《信访工作条例》第三十五条" in page


def test_an_installation_without_offices_says_so(empty):
    browser = Client()
    browser.cookies["django_language"] = "zh-hans"
    fill(browser, where={})
    assert browser.get("/petition/check/").status_code == 200
    answer = browser.post("/petition/check/", {"go": "send"})
    assert answer.status_code == 422
    assert "没有这个受理机关" in text(answer)


@pytest.mark.parametrize("place", ["²", "9" * 900, "x", "-1"])
def test_a_forged_field_name_is_no_question(browser, place):
    send(browser, "kind", **KIND)
    assert send(browser, "what", **WHAT, **{f"requests-{place}": "x"}).status_code == 302
    assert send(browser, "you", **YOU, **{f"people-{place}-name": "x"}).status_code == 302


def test_a_wrong_number_is_told_at_the_person_who_has_it(browser):
    """Red once: with a row left blank between them, the sentence stood beside the blank row."""
    people = {
        "people-1-name": "",
        "people-1-phone": "",
        "people-2-name": "李有田",
        "people-2-phone": "1381234",
    }
    page = text(send(browser, "you", **YOU, **people))
    assert re.findall(r'id="id_people-(\d)-phone_error"', page) == ["2"]
    assert re.search(r'href="#id_people-2-phone">第 3 位代表：手机或者座机：[^<]*11位', page)
