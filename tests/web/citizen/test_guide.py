"""Is this the right door? Short questions that lead somewhere, never to a wall; and the form on paper."""

from __future__ import annotations

import re

import pytest

from lianxin.rules.doors import DOORS, HERE, QUESTIONS
from lianxin.web.citizen.questions import PAGES

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_every_answer_leads_to_a_door_and_every_door_back_and_on(browser):
    reached, ways = set(), ["/petition/door/"]
    while ways:
        page = text(browser.get(ways.pop()))
        assert "/petition/kind/" in page
        for url in re.findall(r'href="(/petition/door/\w+/)"', page):
            if url not in reached:
                reached.add(url)
                ways.append(url)
    codes = {url.split("/")[3].upper() for url in reached}
    assert codes == {door.code for door in (*DOORS, *HERE)} | set(QUESTIONS)


@pytest.mark.parametrize(
    ("door", "words"),
    [
        ("emergency", ["110", "救不了急"]),
        ("court", ["12368", "15 日", "《民事诉讼法》第一百七十一条", "还是要在这里反映"]),
        ("arbitration", ["12333", "一年", "仲裁委员会"]),
        ("administrative", ["60 日", "复议机构"]),
        ("discipline", ["临水县纪委监委", "12388", "开始写"]),
        ("review", ["30 日", "/follow/"]),
        ("suggestion", ["开始写"]),
    ],
)
def test_a_door_says_whom_to_ask_and_until_when(browser, door, words):
    page = text(browser.get(f"/petition/door/{door}/"))
    assert [word for word in words if word not in page] == []


def test_the_office_says_where_a_road_begins(browser, settings, tmp_path):
    settings.DOORS = tmp_path / "doors.toml"
    settings.DOORS.write_text('[COURT]\norgan = "临水县人民法院"\naddress = "人民路9号"\n')
    page = text(browser.get("/petition/door/court/"))
    assert "临水县人民法院" in page and "人民路9号" in page


def test_no_such_door_is_no_page(browser):
    assert browser.get("/petition/door/nowhere/").status_code == 404


def test_the_paper_asks_what_the_pages_ask(browser):
    paper = text(browser.get("/petition/paper/"))
    for page in PAGES:
        if page.name in ("files", "check"):
            continue
        for label in re.findall(
            r"<(?:label|legend)[^>]*>(?:<h1>)?([^<（]+)", text(browser.get(f"/petition/{page.name}/"))
        ):
            assert label.strip() in paper


def test_what_is_done_with_the_data_is_said_where_they_are_asked(browser):
    page = text(browser.get("/petition/you/"))
    assert all(word in page for word in ("谁处理", "谁能看", "怎样保存", "您的权利", "不填会怎样"))
