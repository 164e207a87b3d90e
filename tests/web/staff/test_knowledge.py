"""The pages of what an office keeps: read by all staff, written and approved by two, articles offered while typing."""

import pytest

from lianxin.actions.law_file import take_laws
from lianxin.models import KnowledgeItem
from tests import make
from tests.actions.lives import FOUR
from tests.cast import moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
RULE = {"title": "值班制度", "issuer": "县局", "effective_on": "2024-01-01", "text": "第一条　每天有人值班。",
        "review_on": "2027-01-01"}  # fmt: skip


def body(answer):
    return answer.content.decode()


def test_a_rule_is_written_by_one_and_approved_by_another(cast, enter):
    one, other = enter("fenban"), enter("fenban2")
    page = "/staff/knowledge/new/?kind=RULE"
    refused = one.post(page, RULE | {"effective_on": "昨天"})
    assert refused.status_code == 422 and "每天有人值班" in body(refused)
    one.post(page, RULE)
    row = KnowledgeItem.objects.get()
    address = f"/staff/knowledge/{row.series}/"
    assert "另一个人来批准" in body(one.get(address)) and one.post(f"{address}1/approve/").status_code == 403
    assert enter("ziran").get(address).status_code == 404
    assert "批准这一版" in body(other.get(address)) and "等您批准" in body(other.get("/staff/knowledge/"))
    assert other.post(f"{address}1/approve/").status_code == 302
    seen = body(enter("ziran").get(address))
    assert 'id="第一条"' in seen and "另存一版" not in seen
    one.post(f"{address}new/", RULE | {"text": "第一条　节假日也有人值班。"})
    assert "每天有人值班" in body(one.get(address)) and "节假日" in body(one.get(f"{address}?version=2"))


@pytest.mark.parametrize("who", ["ziran", "shenji", "xianji", "tongji", "guanli"])
def test_all_staff_read_and_search(cast, enter, who):
    take_laws(None, at=moment(DAY))
    client = enter(who)
    page = body(client.get("/staff/knowledge/?q=提出异议"))
    assert "信访工作条例" in page and "第二十三条" in page and "个人信息保护法" not in page
    assert "没有找到" in body(client.get("/staff/knowledge/?q=不存在的词"))


def test_an_ended_law_is_shown_as_ended(cast, enter):
    take_laws(None, at=moment(DAY))
    row = KnowledgeItem.objects.get(plain="信访条例")
    assert "失效或者还没有施行" in body(enter("ziran").get(f"/staff/knowledge/{row.series}/"))


def test_articles_are_offered_where_an_opinion_is_drafted(cast, enter):
    take_laws(None, at=moment(DAY))
    matter, client = make.accepted(cast), enter("ziran")
    page = body(client.get(f"/staff/matters/{matter.number}/steps/DRAFT_OPINION/"))
    assert 'hx-get="/staff/knowledge/cite/"' in page and "cite.js" in page
    found = body(client.get("/staff/knowledge/cite/", {"requests-1-law": "《信访工作条例》第三十二"}))
    assert 'data-cite="《信访工作条例》第三十二条"' in found
    assert "2022年5月1日" in body(client.get("/staff/knowledge/cite/", {"x": "《信访条例》第三十四"}))


@pytest.mark.parametrize(
    "address", ["/staff/knowledge/new/", "/staff/knowledge/new/?kind=CASE", "/staff/knowledge/999/"]
)
def test_what_is_not_there_is_not_found(cast, enter, address):
    assert enter("fenban").get(address).status_code == 404


def test_the_public_page_names_what_may_be_public(cast, client):
    take_laws(None, at=moment(DAY))
    page = body(client.get("/law/"))
    assert "纪检监察机关处理检举控告工作规则" in page and "国务院令第431号" in page


def test_precedents_come_with_the_draft_and_a_finished_matter_becomes_a_case(cast, enter, clock):
    done = make.served(cast)
    make.act(cast, done, "CLOSE", "ziran", "2026-10-19", **FOUR)
    now = make.accepted(cast, on="2026-11-02")
    clock("2026-11-20")
    client = enter("ziran")
    address = f"/staff/matters/{now.number}/like/"
    assert address in body(client.get(f"/staff/matters/{now.number}/steps/DRAFT_OPINION/"))
    seen = body(client.get(address))
    assert done.number in seen and "王秀英" not in seen and "<h1>" in seen
    assert "<h1>" not in body(client.get(address, headers={"hx-request": "true"}))
    assert enter("renshe").get(address).status_code == 404
    page = f"/staff/matters/{done.number}/case/"
    assert page in body(client.get(f"/staff/matters/{done.number}/"))
    begun = body(client.get(page))
    assert "补偿款" in begun and "王秀英" not in begun
    refused = client.post(page, {"title": "案例", "lesson": "王秀英", "text": "甲"})
    assert refused.status_code == 422 and "请先隐去" in body(refused)
    client.post(page, {"title": "漏发补偿款", "lesson": "核对名册", "text": "某村漏发，已补。"})
    row = KnowledgeItem.objects.get()
    assert enter("zirantou").post(f"/staff/knowledge/{row.series}/1/approve/").status_code == 302
    assert "漏发补偿款" in body(client.get(address)) and client.get(page).status_code == 403
    assert enter("tongji").get("/staff/knowledge/?group=2").status_code == 200
    assert "漏发补偿款" not in body(enter("tongji").get("/staff/knowledge/?group=2"))
