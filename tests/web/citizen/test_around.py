"""Invitation, agent, sealed talk, own copy, account and a new code, through the pages and without scripts."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from django.test import Client

from lianxin.models import Account, Event, Mandate, Matter, Submission
from lianxin.rules.codes import Purpose
from tests import make
from tests.actions.lives import petitioner
from tests.web.citizen.conftest import slip_of
from tests.web.citizen.test_follow import ago, prove, text, today

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/join/[\w-]+/")
LI = {"name": "李有田", "phone": "139 1234 1234", "address": "前柳村"}


def press(browser: Client, number: str, action: str, **typed: object):
    """Send one of the petitioner's own steps as the page does."""
    version = re.search(r'name="version" value="(\d+)"', text(browser.get(f"/follow/{number}/{action}/")))
    assert version
    return browser.post(f"/follow/{number}/{action}/", {"version": version[1], **typed})


@pytest.fixture
def made(browser, cast):
    made = make.file(on=today())
    prove(browser, made.submission.number, made.query_code)
    return made


def test_invited_by_link_to_a_number_of_ones_own(browser, made) -> None:
    number = made.submission.number
    link = LINK.search(text(press(browser, number, "invite", days="7")))
    assert link
    assert link[0] not in text(browser.get(f"/follow/{number}/"))  # shown once
    other = Client()
    page = text(other.get(link[0]))
    assert "请发放拖欠的征地补偿款" in page and "王秀英" not in page and number not in page
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key
    unnamed = other.post(link[0], {"key": key[1], **LI, "name": " "})
    assert unnamed.status_code == 422 and "请填写姓名" in text(unnamed) and "匿名" not in text(unnamed)
    wrong = other.post(link[0], {"key": key[1], **LI, "phone": "12"})
    assert wrong.status_code == 422 and "李有田" in text(wrong)
    for _double_click in range(2):
        answer = other.post(link[0], {"key": key[1], **LI}, follow=True)
    own, code = slip_of(text(answer))
    assert Submission.objects.count() == 2
    third = Client()
    prove(third, own, code)
    seen = text(third.get(f"/follow/{own}/"))
    assert "和别人一起提出" in seen and "王秀英" not in seen
    assert "李有田" not in text(browser.get(f"/follow/{number}/"))


def test_the_receipt_of_whoever_joins_reads_alike_whichever_of_the_two_is_held(cast) -> None:
    """Red once: only where one of the two waits behind the wall it said that they were not put together; then the day told."""
    pages = set()
    for lead, words in (({}, ""), ({}, "我家也一样"), ({"content": make.ACCUSING}, ""), ({}, make.ACCUSING)):
        row, guest = make.file(on=ago(10), **lead).submission, Client()
        invited = make.act(cast, row.matter, "INVITE", petitioner(row), today(), days="7").handed_out
        typed = {**LI, "content": words, "key": row.number}
        shown = text(guest.post(f"/join/{invited}/", typed, follow=True))
        bare = re.sub(r"<[^>]*>|[0-9A-Z]+(-[0-9A-Z]+)+|[0-9a-f]{64}", " ", shown[shown.index("<h1>") :])
        pages.add(" ".join(bare.split()))
    assert len(pages) == 1
    page = pages.pop()
    assert "一并办理" in page and "检举" not in page


def test_a_dead_link_says_so_and_shows_nothing(browser, made) -> None:
    answer = browser.get("/join/nosuchtoken/")
    assert answer.status_code == 404
    assert "邀请不对，或者已经过期" in text(answer)


def test_an_agent_follows_and_acts_with_their_own_code(browser, made) -> None:
    number = made.submission.number
    form = {"name": "刘芳芳", "phone": "13912345678", "kind": "ENTRUSTED", "scope": ["SPEAK"], "from_on": today(),
            "until": ago(-30), "signed": "on"}  # fmt: skip
    _number, code = slip_of(text(press(browser, number, "appoint_agent", **form)))
    niece = Client()
    assert prove(niece, number, code).status_code == 302
    page = text(niece.get(f"/follow/{number}/"))
    assert "您是代理人" in page and f"/follow/{number}/withdraw/" not in page
    for closed in ("copy", "retaliation", "sheet", "mandate"):
        assert niece.get(f"/follow/{number}/{closed}/").status_code == 404
    press(niece, number, "supplement", content="这是收据")
    assert "由代理人刘**代您办理" in text(browser.get(f"/follow/{number}/"))
    press(browser, number, "end_mandate", agent=str(Mandate.objects.get().pk))
    assert niece.get(f"/follow/{number}/").status_code == 302


def test_question_and_answer_without_a_name(browser, cast) -> None:
    made = make.file(
        on=today(), purpose=Purpose.ACCUSATION, complained_organ="37142602", people=(), anonymous=True
    )
    number = made.submission.number
    make.act(cast, number, "ASK_PETITIONER", "fenban", today(), question="哪一年的事？")
    prove(browser, number, made.query_code)
    for page in ("", "answer_question/"):  # who answers must see what was asked
        assert "哪一年的事？" in text(browser.get(f"/follow/{number}/{page}"))
    press(browser, number, "answer_question", answer="二〇一九年")
    assert "二〇一九年" in text(browser.get(f"/follow/{number}/"))
    told = Event.objects.get(action="ANSWER_QUESTION")
    assert told.actor is None and set(told.facts) == {"answer", "shown"}


def test_a_paper_is_signed_for_and_then_read(browser, cast, made) -> None:
    number = made.submission.number
    make.act(cast, number, "CLASSIFY", "fenban", today(), **make.CLASSIFY)
    make.act(cast, number, "FORWARD", "fenban", today(), to="37142602", mode="FORWARD", reason="属地")
    make.act(cast, number, "ACCEPT", "ziran", today(), procedure="ORDINARY", method="MAIL")
    make.act(cast, number, "DRAFT_OPINION", "ziran", today(), **make.OPINION)
    make.act(cast, number, "CHECK_OPINION", "ziran2", today())
    make.act(cast, number, "SIGN_OPINION", "zirantou", today())
    assert "签收文书" in text(browser.get(f"/follow/{number}/"))
    refused = press(browser, number, "confirm_receipt")
    assert refused.status_code == 422 and "请填写“我同意" in text(refused)
    press(browser, number, "confirm_receipt", agree="on")
    page = text(browser.get(f"/follow/{number}/"))
    assert "申请复查" in page
    papers = set(re.findall(r"/follow/[\d-]+/papers/\d+/", page))
    assert any("应当发放" in text(browser.get(paper)) for paper in papers)


def test_ones_own_copy_holds_ones_own_and_nothing_else(browser, cast, made) -> None:
    number = made.submission.number
    other = make.file(on=today(), people=(make.Person(name="李有田", phone="13912341234"),)).submission
    make.act(
        cast, other.matter, "JOIN", "fenban", today(), lead=number, relation="DUPLICATE", reason="同一件事"
    )
    box = zipfile.ZipFile(io.BytesIO(browser.get(f"/follow/{number}/copy/").content))
    assert {"submission.json", "submission.html"} <= set(box.namelist())
    whole = box.read("submission.json").decode() + box.read("submission.html").decode()
    told = json.loads(box.read("submission.json"))
    assert told["people"][0]["name"] == "王秀英" and told["requests"] == ["请发放拖欠的征地补偿款"]
    assert "李有田" not in whole and other.number not in whole
    assert Client().get(f"/follow/{number}/copy/").status_code == 404


def test_retaliation_has_its_own_receipt(browser, cast, made) -> None:
    number = made.submission.number
    page = text(browser.get(f"/follow/{number}/retaliation/"))
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key
    empty = browser.post(f"/follow/{number}/retaliation/", {"key": key[1], "content": ""})
    assert empty.status_code == 422
    answer = browser.post(
        f"/follow/{number}/retaliation/", {"key": key[1], "content": "停了我家的水"}, follow=True
    )
    own, _code = slip_of(text(answer))
    assert Matter.objects.get(number=own).sealed and own != number


def test_a_submission_is_put_into_the_account(browser, cast, made) -> None:
    account = Account.objects.create(username="wang")
    signed_in = Client()
    assert signed_in.get("/mine/link/").status_code == 302
    signed_in.force_login(account)
    wrong = signed_in.post("/mine/link/", {"number": made.submission.number, "code": "AAA-AAA-AAAA"})
    assert wrong.status_code == 422
    signed_in.post("/mine/link/", {"number": made.submission.number, "code": made.query_code})
    assert made.submission.number in text(signed_in.get("/mine/"))
    assert signed_in.get(f"/follow/{made.submission.number}/").status_code == 200


def test_the_plain_page_says_what_is_not_protected(browser, cast) -> None:
    assert "保护不了的" in text(browser.get("/protection/"))
