"""What stands open to all: calls and their outcomes, figures with definitions, words explained; the screen in the hall."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from lianxin.actions.calls import Asked, open_call, tell_outcome
from lianxin.actions.given import Invalid
from lianxin.models import Call, Matter, Organ, Submission
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.calls import call_page, source_of
from lianxin.queries.figures import Span, measure, ordinary
from lianxin.rules.figure_rows import FIGURES
from lianxin.rules.terms import TERMS
from lianxin.web.citizen.urls import pages
from lianxin.web.words import china_today
from tests import make
from tests.actions.test_announcing import announce
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
IDEA = {"content": "把六路公交延长到县医院南门。", "key": "k1", "name": "", "phone": ""}


@pytest.fixture
def call(cast: Cast) -> Call:
    today = china_today()
    at = moment(today)
    return open_call(cast("fenban"), Asked("37142600", "公交怎样开", "请说说您的办法", today, today), at=at)


# ---- calls -------------------------------------------------------------------------------------------------
def test_a_suggestion_gets_number_and_code_and_is_one_submission(browser: Client, call: Call) -> None:
    for _click in range(2):
        page = browser.post(f"/suggestions/{call.pk}/", IDEA, follow=True).content.decode()
        assert "收件凭证" in page
    row = Submission.objects.get()
    assert (row.purpose, row.channel, row.anonymous) == ("SUGGESTION", "WEB_SUGGESTION", True)
    assert browser.get(f"/follow/{row.number}/").status_code == 200


def test_an_empty_suggestion_is_refused_beside_its_field(browser: Client, call: Call) -> None:
    answer = browser.post(f"/suggestions/{call.pk}/", {**IDEA, "content": "", "name": "王秀英"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "王秀英" in page and 'id="id_content_error"' in page


def test_outcomes_are_told_with_reasons_and_without_people(cast: Cast, browser: Client, call: Call) -> None:
    at = moment(china_today())
    for wrong in (
        ("", "ADOPTED", "好"),
        ("延长", "MAYBE", "好"),
        ("延长", "ADOPTED", ""),
        ("打13812341234", "ADOPTED", "好"),
    ):
        with pytest.raises(Invalid):
            tell_outcome(cast("fenban"), call.pk, *wrong, at=at)
    with pytest.raises(NotFound):
        tell_outcome(cast("renshe"), call.pk, "延长六路", "ADOPTED", "下月起", at=at)
    tell_outcome(cast("fenban"), call.pk, "延长六路", "NOT_ADOPTED", "车辆不够，明年再议", at=at)
    page = browser.get(f"/suggestions/{call.pk}/").content.decode()
    assert "未采纳" in page and "车辆不够" in page


def test_few_answers_are_not_numbered_and_a_stranger_opens_no_call(
    cast: Cast, browser: Client, call: Call
) -> None:
    browser.post(f"/suggestions/{call.pk}/", IDEA)
    assert "少于 5 条" in browser.get(f"/suggestions/{call.pk}/").content.decode()
    with pytest.raises(NotAllowed):
        open_call(
            cast("shenji"),
            Asked("37142600", "题", "文", call.opens_on, call.closes_on),
            at=moment(call.opens_on),
        )


def test_what_was_sealed_since_is_not_counted_in_public(cast: Cast, browser: Client, call: Call) -> None:
    for each in range(6):
        browser.post(f"/suggestions/{call.pk}/", {**IDEA, "key": f"k{each}"})
    assert call_page(call.pk, on=call.opens_on).received == 6
    Matter.objects.filter(submissions__source=source_of(call.pk)).update(sealed=True)
    assert call_page(call.pk, on=call.opens_on).received == 0


# ---- figures -----------------------------------------------------------------------------------------------
def test_every_figure_is_measured_and_defined_on_the_page(browser: Client, cast: Cast) -> None:
    assert set(measure(ordinary(), Span(cast.today, cast.today, cast.today))) == set(FIGURES)
    page = unescape(browser.get("/figures/").content.decode())
    for row in (row for row in FIGURES.values() if row.public):
        assert row.label in page and row.numerator in page and row.exclusions in page


def test_accusations_are_in_no_figure(cast: Cast, browser: Client) -> None:
    from lianxin.queries.figures import public_figures
    from lianxin.rules.codes import Purpose

    span = Span(cast.today, cast.today, cast.today)
    for _ in range(6):
        make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    assert next(row for row in public_figures(span) if row.figure.code == "SUBMISSIONS").value == 0
    for _ in range(6):
        make.file()
    assert next(row for row in public_figures(span) if row.figure.code == "SUBMISSIONS").value == 6


# ---- words -------------------------------------------------------------------------------------------------
def citizen_pages() -> list[str]:
    """Every citizen page that needs nothing to be opened."""
    return ["/", *(f"/{route.pattern}" for route in pages if "<" not in str(route.pattern))]


def test_every_office_word_on_a_citizens_page_is_explained_there(browser: Client, call: Call) -> None:
    seen = set()
    for address in [*citizen_pages(), reverse("citizen:call", args=[call.pk])]:
        answer = browser.get(address)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        html = answer.content.decode()
        main = html.split('<main id="main"', 1)[1].split("</main>", 1)[0]
        text, _, below = main.partition('<details class="terms')
        words = re.sub(
            r"《[^》]*》|<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", unescape(text), flags=re.DOTALL
        )
        explained = set(re.findall(r"<dfn>(.*?)</dfn>", text + below))
        for term in sorted(TERMS, key=lambda term: -len(term.word)):
            if term.word in words:
                assert (address, term.word in explained) == (address, True), term.word
                seen.add(term.word)
            words = words.replace(term.word, " ")
    assert len(seen) > 10  # the words are really there


JARGON = re.compile(r"缠访|闹访|非访|稳控|化解率|息诉|罢访|老户|重点人|案件当事人")


def test_no_page_speaks_of_people_as_trouble(browser: Client, cast: Cast) -> None:
    for address in citizen_pages():
        assert not JARGON.search(browser.get(address, follow=True).content.decode()), address


# ---- the screen in the hall --------------------------------------------------------------------------------
@pytest.fixture
def hall(browser: Client) -> Client:
    browser.post("/kiosk/", {"kiosk": "1"})
    return browser


def test_the_hall_screen_leads_nowhere_else(hall: Client) -> None:
    page = hall.get("/").content.decode()
    assert "data-kiosk" in page and "我办完了" in page
    links = set(re.findall(r'href="(/[^"#?]*)', page)) - {"/"}
    assert not [link for link in links if link.startswith(("/accounts", "/log", "/verify", "/staff", "/api"))]
    assert not re.search(r'href="(https?:|tel:|mailto:)', page)
    assert hall.get("/accounts/login/").status_code == hall.get("/staff/").status_code == 302


def test_the_hall_screen_forgets_after_an_idle_time(hall: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def typed() -> bool:
        return STORY in hall.get("/petition/what/").content.decode()

    hall.post("/petition/kind/", {"go": "next", "purpose": "REQUEST"})
    hall.post("/petition/what/", {"go": "next", "content": STORY, "requests-0": "请修好"})
    assert typed()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 121)
    assert not typed()


def test_done_wipes_at_once(hall: Client) -> None:
    hall.post("/petition/kind/", {"go": "next", "purpose": "REQUEST"})
    hall.post("/petition/what/", {"go": "next", "content": STORY, "requests-0": "请修好"})
    hall.get("/kiosk/over/")
    assert STORY not in hall.get("/petition/what/").content.decode()


STORY = "我家门口的路灯坏了三个月，老人晚上摔过一跤。"


# ---- papers served by public notice ------------------------------------------------------------------------
def test_a_public_notice_tells_which_paper_waits_and_nothing_of_the_matter(
    cast: Cast, browser: Client
) -> None:
    today = china_today()
    matter = make.signed(cast, on=today.isoformat())
    assert "现在没有送达公告" in browser.get("/notices/").content.decode()
    announce(cast, matter, today.isoformat())
    page = unescape(browser.get("/notices/").content.decode())
    paper = matter.papers.get(kind="D17")
    for told in ("王**", "信访事项处理意见书", paper.number, "临水县自然资源局一楼大厅"):
        assert told in page
    for kept in ("王秀英", "138", "前柳村", "征地", "补偿", "下落不明", "邻居", matter.number):
        assert kept not in page


def test_whoever_comes_in_person_finds_every_petition_office_that_says_where_it_is(browser, cast):
    page = browser.get("/contact/").content.decode()
    assert "临水县信访局" in page and cast.organ("37142601").address in page and "自然资源局" not in page
    Organ.objects.filter(duty="PETITION_OFFICE").update(address="")
    assert "请在办公时间打电话询问" in browser.get("/contact/").content.decode()
