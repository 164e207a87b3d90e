"""Days of reception: published, booked once, given back with a code; and what the desk makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

import pytest
from django.test import Client

from lianxin.actions.sittings import Plan, call_off, plan, publish
from lianxin.models import Event, Matter, Outbox, Reading, Sitting, Turn
from lianxin.rules.codes import Purpose
from lianxin.rules.rhythms import RHYTHMS
from tests import make
from tests.cast import Cast, moment
from tests.web.citizen.conftest import CODE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MONDAY = date(2026, 8, 10)
WISH = {"at": "09:20", "name": "王秀英", "phone": "138 1234 1234", "topic": "征地补偿款"}


@pytest.fixture
def day(cast: Cast) -> Sitting:
    """A Monday on which the county's leader receives, published."""
    return planned(cast, MONDAY)


def planned(cast: Cast, on: date) -> Sitting:
    given = Plan("37142600", on, on, time(9), time(10), 20, "县接待中心一号室", ("县长 贺某",))
    plan(cast("fenban"), given, at=moment("2026-08-03"))
    row = Sitting.objects.get(held_from=on)
    publish(cast("fenban"), [row.pk], at=moment("2026-08-03"))
    row.refresh_from_db()
    return row


def book(browser: Client, day: Sitting, **more: str):
    return browser.post(f"/reception/{day.pk}/", {**WISH, **more}, follow=True)


def test_what_is_not_published_is_not_there(browser: Client, cast: Cast) -> None:
    given = Plan("37142600", MONDAY, MONDAY, time(9), time(10), 20, "县接待中心一号室", ("县长 贺某",))
    assert plan(cast("fenban"), given, at=moment("2026-08-03")) == 1
    row = Sitting.objects.get()
    assert "一号室" not in browser.get("/reception/").content.decode()
    assert browser.get(f"/reception/{row.pk}/").status_code == 404
    assert b"BEGIN:VEVENT" not in browser.get("/reception/calendar.ics").content
    publish(cast("fenban"), [row.pk], at=moment("2026-08-03"))
    page = browser.get("/reception/").content.decode()
    assert "一号室" in page and "还可约 3 人" in page


def test_a_turn_is_booked_once_and_given_back_with_its_code(browser: Client, day: Sitting) -> None:
    page = book(browser, day).content.decode()
    reference, code = CODE.findall(page)
    assert "县接待中心一号室" in page and Turn.objects.get().at == time(9, 20)
    assert b"BEGIN:VEVENT" in browser.get("/reception/booked.ics").content
    other = book(Client(), day, phone="13912345678", at="09:20")
    assert other.status_code == 422 and "请另选一个" in other.content.decode()
    assert 'value="征地补偿款"' in other.content.decode() or "征地补偿款</textarea>" in other.content.decode()
    stranger = Client()
    wrong = stranger.post("/reception/cancel/", {"reference": reference, "code": "AAAAAAAAAA"})
    assert wrong.status_code == 422 and Turn.objects.get().cancelled_at is None
    stranger.post("/reception/cancel/", {"reference": reference, "code": code})
    assert Turn.objects.get().cancelled_at is not None
    assert book(Client(), day, phone="13912345678", at="09:20").status_code == 200


def test_the_message_says_when_and_where_and_never_what(browser: Client, day: Sitting) -> None:
    book(browser, day)
    told = Outbox.objects.get()
    assert "2026年8月10日" in told.text and "一号室" in told.text
    assert "征地" not in told.text and "王秀英" not in told.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("at", "03:00", "列出的时间"), ("name", "", "姓名"), ("phone", "12", ""), ("topic", "", "想谈什么"),
     ("number", "37142601-2026-00001-2", ""), ("phone", "1381234123*", "")],
)  # fmt: skip
def test_a_mistake_is_said_beside_its_field_and_nothing_is_booked(
    browser: Client, day: Sitting, field: str, value: str, said: str
) -> None:
    answer = book(browser, day, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and 'role="alert"' in page
    assert not Turn.objects.exists()


def test_a_submission_is_tied_by_its_code_and_an_accusation_never(browser: Client, day: Sitting) -> None:
    made = make.file()
    book(browser, day, number=made.submission.number, code=made.query_code)
    assert Turn.objects.get().matter == made.submission.matter
    sealed = make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    book(
        Client(),
        day,
        number=sealed.submission.number,
        code=sealed.query_code,
        at="09:40",
        phone="13912345678",
    )
    assert Turn.objects.get(at=time(9, 40)).matter is None


def test_who_books_too_often_waits(browser: Client, day: Sitting) -> None:
    answers = [
        browser.post(
            f"/reception/{day.pk}/", {**WISH, "phone": f"138123412{n:02d}", "at": "09:00"}
        ).status_code
        for n in range(10, 13)
    ]
    assert answers == [302, 422, 422]
    many = [book(browser, day, number="1", phone="13812341299").status_code for _ in range(12)]
    assert many[-1] == 429


# ---- the desk ----------------------------------------------------------------------------------------------
def test_a_rhythm_is_planned_once_and_moves_off_rest_days(cast: Cast) -> None:
    given = Plan("37142600", date(2026, 9, 28), date(2026, 10, 12), time(9), time(10), 20, "一号室",
                 ("甲", "乙"), RHYTHMS["COUNTY_LEADERS"])  # fmt: skip
    assert plan(cast("fenban"), given, at=moment("2026-08-03")) == 3
    assert plan(cast("fenban"), given, at=moment("2026-08-03")) == 0
    days = Sitting.objects.order_by("held_from").values_list("held_from", "host")
    assert [(f"{on:%m-%d}", host) for on, host in days] == [("09-28", "甲"), ("10-08", "乙"), ("10-12", "甲")]


def test_another_organs_days_are_not_there(cast: Cast, day: Sitting, enter: Callable[[str], Client]) -> None:
    for stranger in ("renshe", "zhenban", "shifenban"):
        assert enter(stranger).get(f"/staff/calendar/{day.pk}/").status_code == 404
    assert enter("fenban").get(f"/staff/calendar/{day.pk}/").status_code == 200
    assert enter("tongji").get("/staff/calendar/").status_code == 403


def test_names_are_masked_until_asked_for_and_that_is_recorded(
    browser: Client, cast: Cast, day: Sitting, enter: Callable[[str], Client]
) -> None:
    book(browser, day)
    clerk = enter("fenban")
    page = clerk.get(f"/staff/calendar/{day.pk}/").content.decode()
    assert "王秀英" not in page and "13812341234" not in page
    page = clerk.post(f"/staff/calendar/{day.pk}/roll/").content.decode()
    assert "王秀英" in page and "13812341234" in page
    assert Reading.objects.get(what="RECEPTION").account == cast.account("fenban")


def test_a_turn_about_a_matter_behind_the_wall_is_not_shown(
    browser: Client, cast: Cast, day: Sitting, enter: Callable[[str], Client]
) -> None:
    made = make.file()
    book(browser, day, number=made.submission.number, code=made.query_code)
    Matter.objects.update(sealed=True, owner=cast.organ("37142609"))
    page = enter("fenban").get(f"/staff/calendar/{day.pk}/").content.decode()
    assert "征地补偿款" not in page and made.submission.number not in page


def test_every_visitor_leaves_with_a_result(
    browser: Client, cast: Cast, day: Sitting, enter: Callable[[str], Client], clock: Callable[[str], None]
) -> None:
    made = make.file()
    book(browser, day, number=made.submission.number, code=made.query_code)
    turn, clerk, address = Turn.objects.get(), enter("fenban"), f"/staff/calendar/{day.pk}/"
    early = clerk.post(f"{address}record/", {"turn": turn.pk, "result": "ANSWERED", "answer": "好"})
    assert early.status_code == 422 and not Turn.objects.get().result
    clock("2026-08-10")
    clerk = enter("fenban")
    clerk.post(f"{address}walk-in/", {"name": "李有田", "topic": "低保"})
    assert clerk.post(f"{address}conclude/", {"record": "接待两人"}).status_code == 422
    empty = clerk.post(f"{address}record/", {"turn": turn.pk, "result": "TAKEN_UP", "answer": ""})
    assert empty.status_code == 422
    for row in Turn.objects.all():
        given = {"turn": row.pk, "result": "TAKEN_UP", "answer": "交自然资源局，月底前办结"}
        assert clerk.post(f"{address}record/", given).status_code == 302
    assert clerk.post(f"{address}conclude/", {"record": "接待两人"}).status_code == 302
    assert Sitting.objects.get().record == "接待两人"
    event = Event.objects.get(action="RECEIVE_VISITOR")
    assert event.matter == made.submission.matter and event.submission == made.submission


def test_who_booked_hears_that_the_day_is_off(browser: Client, cast: Cast, day: Sitting) -> None:
    book(browser, day)
    assert call_off(cast("fenban"), day.pk, "防汛值守", at=moment("2026-08-07")) == 1
    assert call_off(cast("fenban"), day.pk, "防汛值守", at=moment("2026-08-07")) == 0
    assert Outbox.objects.all().count() == 2
    assert "防汛值守" in Outbox.objects.latest("pk").text
    page = browser.get("/reception/").content.decode()
    assert "防汛值守" in page and not re.search(r"还可约", page)
