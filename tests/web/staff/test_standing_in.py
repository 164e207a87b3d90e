"""Leave and standing in on the pages; and what an organ still owes stands on its work list."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.actions.directory import end_posting
from lianxin.models import Posting, StandInRequest
from tests import make
from tests.actions.lives import petitioner
from tests.actions.test_closing import closed

pytestmark = pytest.mark.django_db


def typed(cast, **more):
    seat = Posting.objects.get(account__username="zirantou", stands_for=None)
    return {
        "seat": seat.pk,
        "colleague": cast.account("ziran2").pk,
        "first": "2026-08-03",
        "last": "2026-08-07",
        **more,
    }


def test_it_is_arranged_shown_and_ended(enter, cast):
    head = enter("zirantou")
    page = head.post("/staff/standing-in/", typed(cast), follow=True).content.decode()
    assert "正在代行" in page and "已安排" in page
    assert "代行您的岗位" in head.get("/staff/").content.decode()
    assert "您代行" in enter("ziran2").get("/staff/").content.decode()
    row = Posting.objects.get(stands_for__isnull=False)
    assert enter("fenban").post(f"/staff/standing-in/{row.pk}/end/").status_code == 404
    head.post(f"/staff/standing-in/{row.pk}/end/")
    assert "您代行" not in enter("ziran2").get("/staff/").content.decode()


def test_every_fault_stands_beside_its_field(enter, cast):
    page = enter("zirantou").post("/staff/standing-in/", typed(cast, first="明天", last="2026-02-30"))
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"first", "last"})
    page = enter("zirantou").post("/staff/standing-in/", typed(cast, last=""))
    assert "请填写日期" in page.content.decode() and "必填项" not in page.content.decode()
    page = enter("zirantou").post("/staff/standing-in/", typed(cast, colleague="x", last="2026-08-01"))
    assert set(page.context["form"].errors) == {"colleague", "last"}


def test_the_handlers_file_names_who_stands_in(enter, cast):
    matter = make.routed(cast)
    make.act(cast, matter, "TAKE", "ziran", "2026-08-03", handler="ziran", no_interest=True)
    seat = Posting.objects.get(account__username="ziran", stands_for=None)
    enter("zirantou").post("/staff/standing-in/", typed(cast, seat=seat.pk))
    assert (
        f"由{cast.account('ziran2')}代行"
        in enter("ziran").get(f"/staff/matters/{matter.number}/").content.decode()
    )


def test_what_was_not_solved_stands_on_the_work_list_of_the_organ_pressed(enter, clock, cast):
    matter = closed(cast)
    make.act(
        cast, matter, "SAY_UNSOLVED", petitioner(matter.submissions.get()), "2026-10-01", reason="钱没有到账"
    )
    clock("2026-10-02")
    page = enter("ziran").get("/staff/").content.decode()
    assert "信访人反映没有解决" in page and matter.number in page
    assert "信访人反映没有解决" not in enter("renshetou").get("/staff/").content.decode()
    make.act(cast, matter, "ANSWER_TASK", "ziran", "2026-10-02", answer="已补发")
    assert matter.number not in enter("ziran").get("/staff/").content.decode()


def test_the_work_list_names_who_left_with_matters_in_hand(enter, cast):
    matter = make.routed(cast)
    make.act(cast, matter, "TAKE", "ziran", "2026-08-03", handler="ziran", no_interest=True)
    assert "已经离岗" not in enter("zirantou").get("/staff/").content.decode()
    end_posting(Posting.objects.get(account__username="ziran", stands_for=None), on=date(2026, 8, 2))
    for who, told in (("zirantou", True), ("ziran2", False), ("renshetou", False)):
        shown = enter(who).get("/staff/").content.decode()
        assert ("还是1件的承办人" in shown) is told, who
    link = re.search(r'href="([^"]*handler=[^"]*)"', enter("zirantou").get("/staff/").content.decode())
    assert matter.number in enter("zirantou").get(html.unescape(link[1])).content.decode()
    make.act(cast, matter, "TAKE", "zirantou", "2026-08-03", handler="ziran2", no_interest=True)
    assert "已经离岗" not in enter("zirantou").get("/staff/").content.decode()


def test_the_head_reads_on_the_work_list_what_waits_and_consents(enter, cast):
    seat = Posting.objects.get(account__username="ziran", stands_for=None)
    asked = (
        enter("ziran").post("/staff/standing-in/", typed(cast, seat=seat.pk), follow=True).content.decode()
    )
    assert "等本机关负责人同意以后生效" in asked and "撤回" in asked and "正在代行" not in asked
    head, row = enter("zirantou"), StandInRequest.objects.get()
    assert "等您同意" in head.get("/staff/").content.decode()
    where = f"/staff/standing-in/asked/{row.pk}/"
    assert [enter(who).post(where, {"answer": "yes"}).status_code for who in ("ziran", "fenban")] == [
        404,
        404,
    ]
    assert "正在代行" in head.post(where, {"answer": "yes"}, follow=True).content.decode()
    told = head.get("/staff/").content.decode()
    assert "等您同意" not in told and f"自若兰代行{cast.account('ziran')}的岗位" in told
    assert head.post(where, {"answer": "no"}).status_code == 404


def test_what_came_to_nothing_is_told_on_the_work_list_and_put_away(enter, clock, cast):
    seat = Posting.objects.get(account__username="ziran", stands_for=None)
    enter("ziran").post("/staff/standing-in/", typed(cast, seat=seat.pk))
    where = f"/staff/standing-in/asked/{StandInRequest.objects.get().pk}/"
    clock("2026-08-10")
    for who in ("ziran", "zirantou"):
        assert "没有等到同意就过了时候" in enter(who).get("/staff/").content.decode(), who
    page = enter("ziran").get("/staff/standing-in/").content.decode()
    assert "没有等到同意就过了时候" in page and "知道了" in page and "撤回</button>" not in page
    assert "另行安排" in enter("zirantou").post(where, {"answer": "yes"}, follow=True).content.decode()
    enter("ziran").post(where, {"answer": "no"})
    assert "没有等到同意" not in enter("ziran").get("/staff/").content.decode()


def test_without_a_head_whoever_asked_is_told_that_it_is_theirs_to_begin(enter, cast):
    seat = Posting.objects.get(account__username="ziran", stands_for=None)
    enter("ziran").post("/staff/standing-in/", typed(cast, seat=seat.pk))
    end_posting(Posting.objects.get(account__username="zirantou", stands_for=None), on=date(2026, 8, 2))
    assert "没有别的负责人可以同意" in enter("ziran").get("/staff/").content.decode()
    where = f"/staff/standing-in/asked/{StandInRequest.objects.get().pk}/"
    assert "直接生效" in enter("ziran").get("/staff/standing-in/").content.decode()
    assert "正在代行" in enter("ziran").post(where, {"answer": "yes"}, follow=True).content.decode()


@pytest.mark.parametrize("who", ["ziran", "zirantou"])
def test_many_requests_for_leave_take_no_more_queries(enter, cast, who):
    seat, counts = Posting.objects.get(account__username="ziran", stands_for=None), []
    for day in range(4, 9):
        asked = typed(cast, seat=seat.pk, first=f"2026-08-0{day}", last=f"2026-08-0{day}")
        assert enter("ziran").post("/staff/standing-in/", asked).status_code == 302
        counts.append([statements(enter(who), url) for url in ("/staff/", "/staff/standing-in/")])
    assert StandInRequest.objects.count() == 5 and counts[-1] == counts[0]


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)
