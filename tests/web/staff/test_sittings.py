"""The pages of sittings: calendar, planning, one sitting to its minutes, the council, the calendar file."""

from __future__ import annotations

import pytest

from lianxin.actions import agendas, councils
from lianxin.models import Ballot, Sitting, Turn
from lianxin.rules.sittings import KINDS
from tests import make
from tests.cast import moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
PLAN = {"organ": "37142600", "title": "本周调度", "held_from": DAY, "opens": "9:00", "closes": "10:00",
        "place": "三楼", "host": "局长"}  # fmt: skip


def text_of(answer):
    return answer.content.decode()


def planned(enter, kind="DISPATCH", who="fenban", **more):
    answer = enter(who).post(f"/staff/sittings/new/?kind={kind}", PLAN | more)
    assert answer.status_code == 302, text_of(answer)
    return Sitting.objects.latest("pk")


def send(client, row, act, of="", **typed):
    return client.post(f"/staff/sittings/{row.pk}/", {"act": act, "of": of, **typed})


def test_a_dispatch_meeting_from_plan_to_minutes(cast, enter):
    matter = make.accepted(cast)
    row, client = planned(enter), enter("fenban")
    page = text_of(client.get(f"/staff/sittings/{row.pk}/"))
    assert matter.number in page and "列入" in page
    assert send(client, row, "item", **{"item-number": matter.number}).status_code == 302
    turn = Turn.objects.get()
    empty = send(client, row, "settle", str(turn.pk), **{f"settle{turn.pk}-result": "CONCLUDED"})
    assert empty.status_code == 422 and "请填写" in text_of(empty)
    typed = {f"settle{turn.pk}-result": "CONCLUDED", f"settle{turn.pk}-answer": "本周付清"}
    assert send(client, row, "settle", str(turn.pk), **typed).status_code == 302
    task = {
        f"assign{turn.pk}-to": "37142602",
        f"assign{turn.pk}-requirement": "付清",
        f"assign{turn.pk}-due_on": "2026-08-10",
    }
    assert send(client, row, "assign", str(turn.pk), **task).status_code == 302
    assert send(client, row, "conclude", **{"conclude-record": "过了一件"}).status_code == 302
    page = text_of(client.get(f"/staff/sittings/{row.pk}/"))
    assert "本周付清" in page and "过了一件" in page and "/staff/tasks/" in page
    assert client.get(f"/staff/sittings/{row.pk}/minutes.pdf").content.startswith(b"%PDF")
    assert client.get(f"/staff/sittings/{row.pk}/minutes.docx").content.startswith(b"PK")
    assert client.get(f"/staff/sittings/{row.pk}/minutes.xlsx").status_code == 404


def test_the_calendar_shows_the_month_and_its_file_names_no_matter(cast, enter):
    matter = make.accepted(cast)
    row = planned(enter)
    agendas.add_item(cast("fenban"), row.pk, {"number": matter.number}, at=moment(DAY))
    client = enter("duban")
    assert "本周调度" in text_of(client.get("/staff/sittings/"))
    assert "本周调度" not in text_of(client.get("/staff/sittings/?month=2026-09"))
    assert "本周调度" not in text_of(client.get("/staff/sittings/?kind=TRAINING"))
    file = client.get("/staff/sittings/month.ics?month=2026-08")
    assert file["content-type"].startswith("text/calendar")
    assert "DTSTART" in text_of(file) and matter.number not in text_of(file)


@pytest.mark.parametrize("who", ["guanli", "tongji", "renshe"])
def test_others_do_not_find_it(enter, who):
    row, client = planned(enter), enter(who)
    assert client.get(f"/staff/sittings/{row.pk}/").status_code == 404
    assert client.get(f"/staff/sittings/{row.pk}/minutes.pdf").status_code == 404
    assert send(client, row, "conclude", **{"conclude-record": "x"}).status_code == 404


def test_seeing_a_sitting_is_not_keeping_it(enter):
    row = planned(enter, "MEDIATION", "fenban", number=make.file().submission.number, style="PEOPLE")
    head = enter("xianzhang")
    assert head.get(f"/staff/sittings/{row.pk}/").status_code == 200
    assert "加人员" not in text_of(head.get(f"/staff/sittings/{row.pk}/"))
    assert send(head, row, "conclude", **{"conclude-record": "x"}).status_code == 403


def test_an_open_hearing_is_published_and_a_closed_one_never(cast, enter, client, clock):
    matter = make.accepted(cast)
    ask = {"number": matter.number, "organ": "37142602", "held_from": "2026-08-20", "title": "征地补偿听证"}
    row = planned(enter, "HEARING", "ziran", **ask)
    assert send(enter("ziran"), row, "publish").status_code == 302
    page = text_of(client.get("/reception/"))
    assert "听证" in page and matter.number not in page and "征地补偿款没有发放" not in page
    assert client.get(f"/reception/{row.pk}/").status_code == 404  # nobody books a turn in a hearing
    closed = planned(enter, "HEARING", "ziran", **ask, closed_reason="涉及个人隐私")
    send(enter("ziran"), closed, "publish")
    closed.refresh_from_db()
    assert closed.published_at is None
    clock("2026-08-20")
    page = text_of(enter("ziran").get(f"/staff/sittings/{row.pk}/"))
    assert f"/staff/matters/{matter.number}/steps/hold_hearing/?held_from=2026-08-20" in page
    form = text_of(enter("zirantou").get(f"/staff/matters/{matter.number}/steps/hold_hearing/?place=三楼"))
    assert 'value="三楼"' in form


def test_a_village_council_elects_and_votes_on_its_page(cast, enter):
    client = enter("cunwei")
    elected = {
        "organ": "37142612",
        "post": "MEMBER",
        "elected_on": "2025-05-01",
        "term_ends": "2028-04-30",
        "voters": "90",
    }
    wrong = client.post("/staff/sittings/council/", elected | {"name": "甲", "votes": "91"})
    assert wrong.status_code == 422 and "得票不能多于投票的人数" in text_of(wrong)
    for name in ("甲", "乙", "丙"):
        assert (
            client.post("/staff/sittings/council/", elected | {"name": name, "votes": "60"}).status_code
            == 302
        )
    assert "丙" in text_of(client.get("/staff/sittings/council/"))
    row = planned(enter, "VILLAGE_COUNCIL", "cunwei", organ="37142612")
    agendas.add_item(cast("cunwei"), row.pk, {"topic": "路灯"}, at=moment(DAY))
    turn = Turn.objects.get()
    asked = {
        f"call{turn.pk}-question": "怎样修",
        f"call{turn.pk}-options": "甲案\n乙案",
        f"call{turn.pk}-seats": "1",
    }
    assert send(client, row, "call", str(turn.pk), **asked).status_code == 302
    ballot = Ballot.objects.get()
    people = list(row.people.order_by("pk"))
    votes = {f"vote-{who.pk}": ["", "0"] for who in people}
    assert send(client, row, "count", str(ballot.pk), **votes).status_code == 302
    assert "选出" in text_of(client.get(f"/staff/sittings/{row.pk}/"))
    head = enter("zhentou")
    assert send(head, row, "decide", str(ballot.pk), **{f"decide{ballot.pk}-decided": "1",
                f"decide{ballot.pk}-decision": "照办"}).status_code == 302  # fmt: skip
    assert "机关决定采用第 1 项" in text_of(client.get(f"/staff/sittings/{row.pk}/"))


def test_a_page_with_much_on_it_asks_few_questions(cast, enter, django_assert_max_num_queries):
    row = planned(enter, "TOWN_COUNCIL", "fenban")
    for place in range(5):
        facts = {"organ": "37142600", "name": f"理事{place}", "post": "MEMBER", "elected_on": "2025-05-01",
                 "term_ends": "2028-04-30", "votes": "8", "voters": "9"}  # fmt: skip
        councils.elect(cast("fenban"), KINDS["TOWN_COUNCIL"], facts, at=moment(DAY))
        agendas.add_item(cast("fenban"), row.pk, {"number": make.accepted(cast).number}, at=moment(DAY))
    client = enter("fenban")
    client.get("/staff/sittings/")
    with django_assert_max_num_queries(15):
        assert client.get(f"/staff/sittings/{row.pk}/").status_code == 200


def test_the_calendar_says_what_marked_days_want(cast, enter):
    client = enter("fenban")
    mark = {"title": "端午节", "first": DAY, "last": "2026-08-04", "on_duty": "3", "text": "局长带班"}
    made = client.post("/staff/knowledge/new/?kind=MARKED_DATES", mark)
    assert made.status_code == 302, text_of(made)
    row = planned(enter, "DUTY")
    page = text_of(client.get("/staff/sittings/?month=2026-08"))
    assert "最少的一班 0 人，还差 3 人" in page and "?kind=DUTY&amp;day=2026-08-04" in page
    assert "2026-08-04" in text_of(client.get("/staff/sittings/new/?kind=DUTY&day=2026-08-04"))
    assert "每一班至少 3 人值班，这一班现在 0 人" in text_of(client.get(f"/staff/sittings/{row.pk}/"))
    assert "端午节" not in text_of(client.get("/staff/sittings/?month=2026-09"))
    assert "标出节日、会期" not in text_of(enter("ziran").get("/staff/sittings/"))


def test_the_leaders_tasks_lead_to_the_next_conference_else_to_the_last(cast, enter):
    assert "联席会议 " not in text_of(enter("xianzhang").get("/staff/tasks/"))
    rows = [
        planned(enter, "JOINT_CONFERENCE", held_from=day)
        for day in ("2026-07-20", "2026-09-01", "2026-08-12")
    ]
    page = text_of(enter("xianzhang").get("/staff/tasks/"))
    assert f'href="/staff/sittings/{rows[2].pk}/"' in page and "联席会议 8月12日" in page
    Sitting.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(called_off_at=moment(DAY))
    assert f'href="/staff/sittings/{rows[0].pk}/"' in text_of(enter("xianzhang").get("/staff/tasks/"))
    assert f'href="/staff/sittings/{rows[0].pk}/"' not in text_of(enter("ziran").get("/staff/tasks/"))
