"""One matter of a list after the other: the list goes along, and a step ends where the next one waits."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.models import Matter
from lianxin.queries import worklists
from lianxin.queries.worklists import Narrow, Tab
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)
ACCEPT = {"procedure": "ORDINARY", "method": "MAIL"}


def body(answer):
    return answer.content.decode()


def link(page, rel):
    """The address of the link to the matter before or after."""
    found = re.search(rf'<a [^>]*rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def first_row(client, query=""):
    return re.search(r'<a class="title" href="([^"]+)"', body(client.get(f"/staff/{query}")))[1]


def beside(cast, who, tab, matter, **more):
    found = worklists.beside(cast(who), tab, more.pop("narrow", Narrow()), matter, on=TODAY, **more)
    return [row and row.number for row in found]


def three(cast):
    return [make.routed(cast) for _each in range(3)]


def test_a_list_is_walked_from_file_to_file_and_back(cast, enter):
    one, two, three_ = (row.number for row in three(cast))
    client = enter("ziran")
    page = body(client.get(first_row(client, "?tab=ORGAN&state=ROUTED")))
    assert "待办：本机关" in page and not link(page, "prev")
    assert one in page and two in link(page, "next")
    page = body(client.get(link(page, "next")))
    assert one in link(page, "prev") and three_ in link(page, "next")
    page = body(client.get(link(page, "next")))
    assert two in link(page, "prev") and not link(page, "next")
    back = re.search(r'<a class="crumb" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert back == "/staff/?tab=ORGAN&state=ROUTED"


def crumb(page):
    return re.search(r'<a class="crumb" href="([^"]+)"', page)[1].replace("&amp;", "&")


@pytest.mark.parametrize("path", ["/staff/?tab=ALL&state=ROUTED", "/staff/search/?q=拖欠&state=ROUTED"])
def test_the_way_back_leads_to_the_page_one_came_from(cast, enter, monkeypatch, path):
    """Red once: to the first page of the list, and from a search to the work list."""
    monkeypatch.setattr(worklists, "PAGE", 1)
    rows = [make.routed(cast, content="拖欠工程款") for _each in range(3)]
    client, start = enter("fenban"), path.split("?")[0]
    page = body(client.get(path))
    onward = start + link(page, "next").replace("%E6%8B%96%E6%AC%A0", "拖欠")
    seen = body(client.get(onward))
    assert rows[1].number in seen
    row = re.search(r'<a class="title" href="([^"]+)"', seen)[1].replace("&amp;", "&")
    back = crumb(body(client.get(row)))
    assert back.startswith(start) and "after=" in back and "state=ROUTED" in back and "stood" not in back
    again = body(client.get(back))
    assert rows[1].number in again and rows[2].number not in again


def test_a_page_that_has_emptied_leads_to_the_first(cast, enter, monkeypatch):
    monkeypatch.setattr(worklists, "PAGE", 1)
    one, last = make.routed(cast), make.routed(cast)
    for path in (f"?tab=ORGAN&after={last.due_on}.{last.pk}", f"search/?q=补偿&after={one.pk}"):
        assert '<a class="title"' in body(enter("ziran").get(f"/staff/{path}"))


def test_after_a_step_the_next_one_that_waits_is_shown_though_the_day_has_moved(cast, enter):
    one, two, last = three(cast)
    client = enter("ziran")
    page = body(client.get(first_row(client, "?tab=ORGAN")))
    form = re.search(r'href="([^"]+/steps/accept/[^"]*)"', page)[1].replace("&amp;", "&")
    assert two.number in link(body(client.get(form)), "next")
    version = Matter.objects.get(pk=one.pk).version
    page = body(client.post(form, {"version": version, **ACCEPT}, follow=True))
    assert "已办" in page and "下一件：" in page and "回到列表" in page
    assert f"/{two.number}/" in link(page, "next")
    again = re.search(r'href="([^"]+/steps/supplement[^"]*|[^"]+/steps/evidence/[^"]*)"', page)[1]
    assert two.number in link(
        body(client.get(again.replace("&amp;", "&"))), "next"
    )  # a second step on the same one
    page = body(client.get(link(page, "next")))
    assert "下一件：" not in page and last.number in link(page, "next")


def test_at_the_end_it_says_so_and_a_matter_out_of_sight_leads_to_the_list(cast, enter):
    row = make.routed(cast)
    client = enter("ziran")
    url = f"/staff/matters/{row.number}/steps/accept/?list=tab%3DORGAN"
    page = body(client.post(url, {"version": Matter.objects.get(pk=row.pk).version, **ACCEPT}, follow=True))
    assert "后面没有等您办的了" in page and "回到列表" in page
    plain = make.routed(cast)
    url = f"/staff/matters/{plain.number}/steps/accept/"
    page = body(client.post(url, {"version": Matter.objects.get(pk=plain.pk).version, **ACCEPT}, follow=True))
    assert "已办" in page and "回到列表" not in page


def test_only_what_this_person_sees_is_beside_and_own_lists_pass_over_what_waits_for_others(cast):
    one, two, last = three(cast)
    make.act(cast, two, "ACCEPT", "ziran", "2026-08-03", **ACCEPT)
    for at in ("ziran", "zirantou"):
        assert beside(cast, at, Tab.ALL, last) == [None, two.number]  # the newest first
    assert beside(cast, "renshe", Tab.ALL, two) == [None, None]
    narrowed = Narrow(state="ROUTED")
    assert beside(cast, "ziran", Tab.ORGAN, two, narrow=narrowed, at=f"{one.due_on}.{one.pk}") == [
        None,
        last.number,
    ]
    Matter.objects.filter(pk=one.pk).update(waits_until=date(2026, 8, 30))
    assert beside(cast, "ziran", Tab.ORGAN, Matter.objects.get(pk=last.pk)) == [None, two.number]


def test_what_a_colleague_is_asked_to_decide_is_next_for_them_alone(cast):
    one, two = make.accepted(cast), make.accepted(cast)
    make.act(cast, two, "DRAFT_OPINION", "ziran", "2026-08-03", **make.OPINION)
    one, two = (Matter.objects.get(pk=row.pk) for row in (one, two))
    assert beside(cast, "ziran", Tab.ORGAN, one) == [None, None]
    assert beside(cast, "ziran2", Tab.ORGAN, one) == [None, two.number]
    assert beside(cast, "ziran2", Tab.DECIDE, one) == [None, two.number]


@pytest.mark.parametrize(
    "said",
    [
        "tab%3DNONE",
        "stood%3Dx.y%26tab%3DORGAN",
        "after%3Dx.y%26tab%3DORGAN",
        "stood%3D9999-99-99.1",
        "q%3D征地",
        "%00",
        "state%3DX",
        "organ%3D0",
    ],
)
def test_a_spoilt_list_hurts_nobody(cast, enter, said):
    row = make.routed(cast)
    for path in ("", "steps/accept/"):
        assert enter("ziran").get(f"/staff/matters/{row.number}/{path}?list={said}").status_code == 200


@pytest.mark.parametrize("tab", list(Tab))
def test_a_file_from_a_list_takes_one_query_more(cast, enter, clock, tab):
    row = three(cast)[1]
    client, counts = enter("ziran"), []
    client.get("/staff/")
    client.get(f"/staff/matters/{row.number}/")
    for said in ("", f"?list=tab%3D{tab}"):
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/staff/matters/{row.number}/{said}").status_code == 200
        counts.append(len(found))
    assert counts[1] <= counts[0] + 1


def test_a_step_on_many_goes_back_to_the_list_it_was_taken_from(cast, enter):
    one, _two, _last = three(cast)
    client = enter("ziran")
    sent = {"pick": f"{one.number}.{Matter.objects.get(pk=one.pk).version}"}
    page = body(client.post("/staff/together/take/?list=tab%3DORGAN%26state%3DROUTED", sent))
    assert 'href="/staff/?tab=ORGAN&amp;state=ROUTED"' in page


def test_who_reads_a_paper_comes_back_to_the_same_place_in_the_list(cast, enter):
    row = three(cast)[1]
    client = enter("ziran")
    page = body(client.get(f"/staff/matters/{row.number}/?list=tab%3DORGAN"))
    read = re.findall(r'href="([^"]*/papers/\d+/[^"]*)"', page)
    assert len(read) > 1  # of the list of papers and of what was done
    for url in read:
        back = re.search(r'<a class="crumb" href="([^"]+)"', body(client.get(url)))
        assert back[1] == f"/staff/matters/{row.number}/?list=tab%3DORGAN"


def test_who_ticked_only_what_is_out_of_sight_by_now_is_told_to_choose_again(cast, enter):
    page = body(
        enter("ziran").post(
            "/staff/together/take/?list=tab%3DORGAN", {"pick": "37142601-2026-99999-9.1"}, follow=True
        )
    )
    assert "勾选的事项已经不在这里了" in page
