"""Following by number and query code, with an account, and taking one's own steps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.actions.numbers import query_hash
from lianxin.models import Account, Document, Event, Matter, Outbox, Submission, Task, Throttle
from lianxin.rules.identity import number
from tests import make
from tests.cast import moment

pytestmark = pytest.mark.django_db
PERSON_B = make.Person(name="李有田", phone="13912341234")


def text(answer) -> str:
    return answer.content.decode()


def today() -> str:
    from lianxin.web.words import china_today

    return china_today().isoformat()


def ago(days: int) -> str:
    return (date.fromisoformat(today()) - timedelta(days=days)).isoformat()


def prove(browser: Client, number: str, code: str, **more: str):
    return browser.post("/follow/", {"number": number, "code": code, **more})


@pytest.fixture
def made(cast):
    return make.file(on=today())


@pytest.fixture
def opened(browser, cast):
    """A matter whose opinion was served five days ago, its number, and a browser that has proved its code."""
    made = make.file(on=ago(40))
    matter = made.submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", ago(40), **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", ago(40), to="37142602", mode="FORWARD", reason="属地")
    make.act(
        cast, matter, "ACCEPT", "ziran", ago(39), procedure="ORDINARY", method="MAIL", note="内部说明不外传"
    )
    make.act(cast, matter, "DRAFT_OPINION", "ziran", ago(10), **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", ago(9), note="领导口头意见")
    make.act(cast, matter, "SIGN_OPINION", "zirantou", ago(8))
    prove(browser, made.submission.number, made.query_code)
    return matter, made.submission.number


def serve(cast, matter: Matter, on: str) -> None:
    numbers = [row.number for row in Submission.objects.filter(matter=matter)]
    make.act(cast, matter, "SERVE", "ziran", on, recipients=numbers, method="IN_PERSON", served_on=on)


# ---- the way in -------------------------------------------------------------------------------------------
def test_number_and_code_open_the_page_however_they_are_typed(browser, made):
    number, code = made.submission.number, made.query_code
    answer = prove(browser, f" {number.replace('-', '')} 号", code.lower().replace("-", " "))
    assert answer["Location"] == f"/follow/{number}/"
    page = text(browser.get(answer["Location"]))
    assert number in page
    assert "临水县信访局" in page


def test_a_wrong_code_and_a_number_that_does_not_exist_look_alike(browser, made):
    other = make.file(on=today())
    wrong = prove(browser, made.submission.number, other.query_code)
    nobody = prove(browser, number("37142601", 2026, 54321), other.query_code)
    assert wrong.status_code == nobody.status_code == 422
    assert "编号和查询码对不上" in text(wrong)
    assert "编号和查询码对不上" in text(nobody)


def test_a_slip_of_the_pen_is_said_beside_the_field_and_costs_no_try(browser, made):
    answer = prove(
        browser, made.submission.number[:-1] + str((int(made.submission.number[-1]) + 1) % 10), "abc"
    )
    assert "编号校验不对" in text(answer)
    assert "查询码应为10位" in text(answer)
    assert not Throttle.objects.exists()


def test_guessing_is_throttled_per_client_and_the_right_code_does_not_help_then(browser, made, cast):
    other = make.file(on=today())
    for _try in range(10):
        assert prove(browser, made.submission.number, other.query_code).status_code == 422
    refused = prove(browser, made.submission.number, made.query_code)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900
    assert "分钟后再试" in text(refused)
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert keys
    assert not any("127.0.0.1" in key or made.submission.number in key for key in keys)


def test_many_clients_cannot_guess_one_number(made, cast):
    other = make.file(on=today())
    for place in range(10):
        prove(Client(REMOTE_ADDR=f"10.0.0.{place}"), made.submission.number, other.query_code)
    assert prove(Client(REMOTE_ADDR="10.0.1.1"), made.submission.number, made.query_code).status_code == 429
    assert prove(Client(REMOTE_ADDR="10.0.1.1"), other.submission.number, other.query_code).status_code == 302


def test_who_comes_by_right_uses_no_try(browser, made):
    for _visit in range(12):
        assert prove(browser, made.submission.number, made.query_code).status_code == 302


def test_an_expired_code_says_what_to_do(browser, made):
    Submission.objects.filter(pk=made.submission.pk).update(query_expires_on=date(2020, 1, 1))
    answer = prove(browser, made.submission.number, made.query_code)
    assert "2020年1月1日" in text(answer)
    assert "换一个新的" in text(answer)
    assert browser.get(f"/follow/{made.submission.number}/")["Location"].startswith("/follow/?")


def test_without_proof_every_number_leads_to_the_same_door(browser, made):
    there = browser.get(f"/follow/{made.submission.number}/")
    nowhere = browser.get("/follow/37142601-2026-99999-9/")
    assert there.status_code == nowhere.status_code == 302
    assert there["Location"].replace(made.submission.number, "N") == nowhere["Location"].replace(
        "37142601-2026-99999-9", "N"
    )


def test_a_proof_opens_its_own_submission_only(browser, made):
    other = make.file(on=today()).submission
    prove(browser, made.submission.number, made.query_code)
    assert browser.get(f"/follow/{other.number}/").status_code == 302


def test_the_proof_ends_after_half_an_hour_and_by_leaving(browser, made):
    prove(browser, made.submission.number, made.query_code)
    address = f"/follow/{made.submission.number}/"
    session = browser.session
    session["proofs"] = {key: at - 1801 for key, at in session["proofs"].items()}
    session.save()
    assert browser.get(address).status_code == 302
    prove(browser, made.submission.number, made.query_code)
    assert browser.get(address).status_code == 200
    browser.post("/follow/leave/")
    assert browser.get(address).status_code == 302


def test_after_the_code_one_lands_where_one_wanted_and_nowhere_else(browser, made):
    number, code = made.submission.number, made.query_code
    assert prove(browser, number, code, next=f"/follow/{number}/supplement/")["Location"].endswith(
        "/supplement/"
    )
    assert prove(browser, number, code, next="https://example.org/")["Location"] == f"/follow/{number}/"


def test_the_session_changes_its_key_with_the_proof(browser, made):
    browser.get("/follow/")
    session = browser.session
    session["x"] = 1
    session.save()
    before = browser.cookies["sessionid"].value if "sessionid" in browser.cookies else ""
    prove(browser, made.submission.number, made.query_code)
    assert browser.cookies["sessionid"].value != before


def test_an_account_needs_no_code_and_sees_no_one_elses(browser, cast):
    citizen = Account.objects.create(username="laowang")
    mine = make.file(make.Actor(citizen.pk, "laowang"), on=today()).submission
    other = make.file(on=today()).submission
    browser.force_login(citizen)
    assert browser.get(f"/follow/{mine.number}/").status_code == 200
    assert browser.get(f"/follow/{other.number}/").status_code == 302
    assert other.number not in text(browser.get("/mine/"))


# ---- the page ---------------------------------------------------------------------------------------------
def test_the_page_answers_the_four_questions_and_shows_the_reckoning(browser, cast, made):
    matter = made.submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", today(), **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", today(), to="37142602", mode="FORWARD", reason="属地")
    prove(browser, made.submission.number, made.query_code)
    page = text(browser.get(f"/follow/{made.submission.number}/"))
    for said in (
        "最晚哪一天",
        "在哪里",
        "谁在办",
        "下一步",
        "如何计算",
        "临水县信访局 → 临水县自然资源局",
        "转送到临水县自然资源局",
        "书面告知信访人",
    ):
        assert said in page
    assert "方正平" not in page


def test_an_opinion_shows_once_it_is_served_with_the_way_to_disagree(browser, cast, opened):
    matter, number = opened
    assert "信访事项处理意见书" not in text(browser.get(f"/follow/{number}/"))
    paper = Document.objects.get(kind="D17")
    assert browser.get(f"/follow/{number}/papers/{paper.pk}/").status_code == 404
    serve(cast, matter, ago(5))
    page = text(browser.get(f"/follow/{number}/"))
    assert "信访事项处理意见书" in page
    assert "您不同意的，可以请求上一级机关复查" in page
    reading = text(browser.get(f"/follow/{number}/papers/{paper.pk}/"))
    for said in (
        paper.number,
        "临水县自然资源局",
        "应当发放。",
        "《土地管理法》第四十八条",
        "不同意怎么办",
        "向临水县人民政府提出",
        "最后一日是",
    ):
        assert said in reading
    assert "领导口头意见" not in reading
    assert f'href="/follow/{number}/apply_review/"' in reading
    assert "向临水县人民政府提出，您的最后一日是" in text(browser.get(f"/follow/{number}/apply_review/"))
    assert "您最晚哪一天" in page  # the day is the petitioner's own


def test_a_paper_offers_no_way_that_was_taken(browser, cast, opened):
    matter, number = opened
    serve(cast, matter, ago(5))
    paper = Document.objects.get(kind="D17")
    make.act(cast, number, "APPLY_REVIEW", "fenban2", ago(1), reason="事实没有查清")
    assert "apply_review" not in text(browser.get(f"/follow/{number}/papers/{paper.pk}/"))


def test_the_notice_of_acceptance_says_what_the_law_demands_and_no_inner_note(browser, cast, opened):
    _matter, number = opened
    paper = Document.objects.get(kind="D09")
    reading = text(browser.get(f"/follow/{number}/papers/{paper.pk}/"))
    for said in ("我单位于", "日收到", "请发放拖欠的征地补偿款", "普通程序", "期限"):
        assert said in reading
    assert "内部说明不外传" not in reading


def test_a_closed_window_is_said_honestly_with_what_remains(browser, cast, opened):
    matter, number = opened
    serve(cast, matter, ago(8))
    from lianxin.queries.petitioner import petitioner
    from lianxin.queries.progress import progress

    row = Submission.objects.get(number=number)
    later = date.fromisoformat(today()) + timedelta(days=60)
    seen = progress(petitioner(None, "", frozenset({row.pk})), number, on=later)
    review = next(option for option in seen.options if option.step.action == "APPLY_REVIEW")
    assert not review.verdict
    assert "申请期限已于" in str(review.verdict.because)
    assert any("新的事实" in str(way) for way in seen.remains)
    assert matter.number == number


def test_the_page_stays_within_fifteen_queries(browser, cast, opened, django_assert_max_num_queries):
    matter, number = opened
    serve(cast, matter, ago(5))
    paper = Document.objects.get(kind="D17")
    for address in ("", f"papers/{paper.pk}/", "apply_review/"):
        browser.get(f"/follow/{number}/{address}")
        with django_assert_max_num_queries(15):
            assert browser.get(f"/follow/{number}/{address}").status_code == 200


def test_a_longer_story_asks_no_more(browser, cast, opened):
    matter, number = opened

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/follow/{number}/").status_code == 200
        return len(found)

    asked()  # the day's tree of organs is read once for everybody
    short = asked()
    for _ in range(6):
        make.act(cast, matter, "SUPPLEMENT", "dengji", ago(7), content="另附测绘图")
    assert asked() == short


def test_notices_to_this_submission_are_read_here(browser, cast, made):
    prove(browser, made.submission.number, made.query_code)
    assert Outbox.objects.filter(submission=made.submission).exists()
    page = text(browser.get(f"/follow/{made.submission.number}/"))
    assert "发给您的通知" in page
    assert "已收到您的信访件" in page


# ---- acts -------------------------------------------------------------------------------------------------
def version_of(page: str) -> str:
    return page.split('name="version" value="')[1].split('"')[0]


def test_asking_for_review_goes_up_one_level_and_twice_is_once(browser, cast, opened):
    matter, number = opened
    serve(cast, matter, ago(5))
    address = f"/follow/{number}/apply_review/"
    form = text(browser.get(address))
    assert "您的最后一日是" in form
    assert 'name="filed_on"' not in form
    typed = {"version": version_of(form), "reason": "面积没有量对", "filed_on": "2026-02-30"}
    assert browser.post(address, typed)["Location"] == f"/follow/{number}/"
    assert browser.post(address, typed)["Location"] == f"/follow/{number}/"
    assert Event.objects.filter(matter=matter, action="APPLY_REVIEW").count() == 1
    page = text(browser.get(f"/follow/{number}/"))
    assert "已向临水县人民政府申请复查" in page
    assert "信访事项复查申请书" in page
    assert address not in page


def test_other_words_from_a_second_tab_are_shown_not_swallowed(browser, cast, opened):
    matter, number = opened
    address = f"/follow/{number}/supplement/"
    form = {"version": version_of(text(browser.get(address)))}
    assert browser.post(address, {**form, "content": "先想到的一件事"}).status_code == 302
    answer = browser.post(address, {**form, "content": "后想到的另一件事"})
    assert answer.status_code == 409 and "后想到的另一件事" in text(answer)
    assert "您刚才已经办过这件事" in text(answer) and "被别人办理过" not in text(answer)
    assert Event.objects.filter(matter=matter, action="SUPPLEMENT").count() == 1


@pytest.mark.parametrize(("words", "said"), [("", "请填写"), ("字" * 8001, "最多8000字，现在有8001字")])
def test_a_fault_keeps_the_words(browser, opened, words, said):
    _matter, number = opened
    address = f"/follow/{number}/supplement/"
    answer = browser.post(address, {"version": version_of(text(browser.get(address))), "content": words})
    assert answer.status_code == 422
    assert said in text(answer) and words in text(answer)
    assert not Event.objects.filter(action="SUPPLEMENT").exists()


def test_a_stale_page_changes_nothing_and_keeps_the_words(browser, cast, opened):
    matter, number = opened
    address = f"/follow/{number}/supplement/"
    version = version_of(text(browser.get(address)))
    serve(cast, matter, ago(5))
    answer = browser.post(address, {"version": version, "content": "补充一张收据𠮷"})
    assert answer.status_code == 409
    assert "补充一张收据𠮷" in text(answer)
    assert "刚刚被别人办理过" in text(answer)
    assert not Event.objects.filter(action="SUPPLEMENT").exists()


def test_words_survive_a_proof_that_ran_out(browser, made):
    prove(browser, made.submission.number, made.query_code)
    browser.post("/follow/leave/")
    answer = browser.post(
        f"/follow/{made.submission.number}/supplement/", {"version": "1", "content": "写了很久的话"}
    )
    assert answer.status_code == 403
    assert "写了很久的话" in text(answer)
    assert not Event.objects.filter(action="SUPPLEMENT").exists()


def test_a_step_that_is_not_open_says_why(browser, made):
    prove(browser, made.submission.number, made.query_code)
    answer = browser.get(f"/follow/{made.submission.number}/apply_review/")
    assert answer.status_code == 403
    assert "不能申请复查" in text(answer)
    assert "《信访工作条例》第三十五条" in text(answer)
    assert f'href="/follow/{made.submission.number}/"' in text(
        answer
    )  # the way back, and no demand to sign in
    assert "登录</a></p>" not in text(answer)


@pytest.mark.parametrize("action", ["forward", "sign_opinion", "close", "open_identity", "nonsense"])
def test_steps_of_the_office_have_no_door_here(browser, made, action):
    prove(browser, made.submission.number, made.query_code)
    assert browser.post(f"/follow/{made.submission.number}/{action}/", {"version": "1"}).status_code == 404


def test_supplement_rate_and_say_it_is_not_solved(browser, cast, opened):
    matter, number = opened
    serve(cast, matter, ago(5))
    steps = (
        ("supplement", {"content": "补一张照片的说明"}),
        ("rate", {"office_grade": "SATISFIED", "organ_grade": "NOT_SATISFIED"}),
        ("say_unsolved", {"reason": "钱还没到"}),
    )
    for action, typed in steps:
        address = f"/follow/{number}/{action}/"
        typed = {"version": version_of(text(browser.get(address))), **typed}
        assert browser.post(address, typed)["Location"] == f"/follow/{number}/", action
    row = Submission.objects.get(number=number)
    assert (row.rating.office_grade, row.rating.organ_grade) == ("SATISFIED", "NOT_SATISFIED")
    assert Task.objects.get(kind="UNSOLVED").organ.code == "37142602"
    assert "已经评价过了" in text(browser.get(f"/follow/{number}/"))


def test_withdrawing_needs_the_tick(browser, made):
    prove(browser, made.submission.number, made.query_code)
    address = f"/follow/{made.submission.number}/withdraw/"
    version = version_of(text(browser.get(address)))
    unticked = browser.post(address, {"version": version, "reason": "已解决"})
    assert unticked.status_code == 422
    assert "“我自愿撤回，知道撤回后我的这一件不再办理”" in text(unticked)
    browser.post(address, {"version": version, "reason": "已解决", "voluntary": "on"})
    assert Matter.objects.get(pk=made.submission.matter_id).state == "WITHDRAWN"


# ---- walls ------------------------------------------------------------------------------------------------
def test_a_sealed_matter_shows_stages_and_days_and_takes_answers(browser, cast):
    made = make.file(purpose=make.Purpose.ACCUSATION, complained_organ="37142602", content="绝密细节甲", title="绝密题目乙",
                     requests=("绝密要求丙",), on=ago(3))  # fmt: skip
    matter, number = made.submission.matter, made.submission.number
    make.act(cast, matter, "CLASSIFY", "fenban", ago(2), category="0102", region="371426101",
             requests=[{"legal_class": "ACCUSATION"}])  # fmt: skip
    make.act(cast, matter, "ASK_ACCUSER", "fenban", ago(2), question="是哪一天的事？")
    make.act(cast, matter, "REFER_DISCIPLINE", "fenban", ago(1), to="37142609", reason="管理权限")
    prove(browser, number, made.query_code)
    page = text(browser.get(f"/follow/{number}/"))
    assert "请您补充：是哪一天的事？" in page
    assert "本件密封" in page
    assert "最晚哪一天" in page
    for secret in ("绝密", "自然资源局", "纪委", "方正平", "王秀英"):
        assert secret not in page
    address = f"/follow/{number}/supplement/"
    browser.post(address, {"version": version_of(text(browser.get(address))), "content": "上个月五号"})
    assert Event.objects.filter(matter=matter, action="SUPPLEMENT").count() == 1


def test_a_joined_petitioner_keeps_number_and_rights_and_sees_nothing_of_the_other(browser, cast):
    first = make.file(on=ago(41), content="先来的人的私事", requests=("先来的要求",))
    lead = first.submission.matter
    second = make.file(on=ago(40), people=(PERSON_B,), content="后来的人的话")
    make.act(cast, lead, "CLASSIFY", "fenban", ago(40), **make.CLASSIFY)
    make.act(
        cast,
        second.submission.matter,
        "JOIN",
        "fenban",
        ago(40),
        lead=lead.number,
        relation="DUPLICATE",
        reason="同一块地",
    )
    make.act(cast, lead, "FORWARD", "fenban", ago(39), to="37142602", mode="FORWARD", reason="属地")
    make.act(cast, lead, "ACCEPT", "ziran", ago(38), procedure="ORDINARY", method="MAIL")
    make.act(
        cast,
        lead,
        "SUPPLEMENT",
        make.Actor(submissions=frozenset({first.submission.pk})),
        ago(37),
        content="私下材料",
    )
    make.act(cast, lead, "DRAFT_OPINION", "ziran", ago(10), **make.OPINION)
    make.act(cast, lead, "CHECK_OPINION", "ziran2", ago(9))
    make.act(cast, lead, "SIGN_OPINION", "zirantou", ago(8))
    numbers = [first.submission.number, second.submission.number]
    make.act(cast, lead, "SERVE", "ziran", ago(5), recipients=numbers, method="IN_PERSON", served_on=ago(5))
    number = second.submission.number
    prove(browser, number, second.query_code)
    page = text(browser.get(f"/follow/{number}/"))
    assert f"和 {lead.number} 是同一件事" in page
    assert "后来的人的话" in page
    assert "可以请求上一级机关复查" in page
    for private in ("先来的人", "王秀英", "私下材料", "收到补充材料", "受理告知书</h3>"):
        assert private not in page
    assert browser.get(f"/follow/{lead.number}/").status_code == 302
    address = f"/follow/{number}/apply_review/"
    browser.post(address, {"version": version_of(text(browser.get(address))), "reason": "我也不同意"})
    event = Event.objects.get(action="APPLY_REVIEW")
    assert event.submission == second.submission
    lead.refresh_from_db()
    assert lead.state == "IN_REVIEW"
    other = Client()
    prove(other, first.submission.number, first.query_code)
    theirs = text(other.get(f"/follow/{first.submission.number}/"))
    assert "我也不同意" not in theirs
    assert "复查申请书" not in theirs
    assert f"/follow/{first.submission.number}/apply_review/" in theirs


def test_a_part_split_off_is_followed_with_the_same_code(browser, cast):
    made = make.file(on=ago(2), requests=("发补偿款", "查处局长受贿"))
    matter = made.submission.matter
    make.act(
        cast,
        matter,
        "SPLIT",
        "fenban",
        ago(1),
        lines=["2"],
        redacted="补偿款没有发",
        complained_organ="37142602",
    )
    sealed = Matter.objects.get(sealed=True)
    prove(browser, made.submission.number, made.query_code)
    assert sealed.number in text(browser.get(f"/follow/{made.submission.number}/"))
    assert "本件密封" in text(browser.get(f"/follow/{sealed.number}/"))


def test_the_code_is_kept_as_a_keyed_hash_only(made):
    row = Submission.objects.get(pk=made.submission.pk)
    assert row.query_hash == query_hash(row.number, made.query_code)
    assert made.query_code not in row.query_hash
    assert moment(today()) <= datetime.now(UTC) + timedelta(days=1)
