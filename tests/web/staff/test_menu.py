"""Which parts of the workbench stand in whose menu, which of them in the line, and where one is."""

from __future__ import annotations

import pytest

from lianxin.web.staff.menu import IN_LINE, ROWS, Menu, menu_for

pytestmark = pytest.mark.django_db
EVERYONE = "知识库 请假代行"
READER = f"待办 {EVERYONE}"
WINDOW = "登记 叫号 接电话 扫描来信 导入表格 停电备用凭证"
SEEN = {
    "dengji": f"{READER} 查询 热点 导出记录 督办交办 排查 {WINDOW} 寄信 接待日 会议 专项资金",
    "fenban": f"{READER} 查询 热点 导出记录 排查 督办交办 {WINDOW} 寄信 接待日 会议 征集 专项资金 总览 看板 报告 分办规则 档案",
    "ziran": f"{READER} 查询 热点 导出记录 督办交办 {WINDOW} 寄信 接待日 会议 征集 专项资金",
    "zirantou": f"{READER} 查询 热点 导出记录 督办交办 会议 征集 专项资金 总览 看板 报告 档案 文书文本",
    "xianfu": f"{READER} 查询 热点 导出记录 督办交办 寄信 会议 专项资金",
    "duban": f"{READER} 查询 热点 导出记录 督办交办 排查 会议 专项资金 总览 看板 报告",
    "tongji": f"{EVERYONE} 总览 看板 报告",
    "shenji": f"{EVERYONE} 专项资金 查看记录",
    "guanli": f"{EVERYONE} 分办规则 文书文本",
    "cunwei": f"{EVERYONE} 督办交办 排查 会议",
}


def shown(client, address="/staff/") -> Menu:
    return menu_for(client.get(address).wsgi_request)


def names(entries) -> set[str]:
    return {str(each.text) for each in entries}


@pytest.mark.parametrize("who", SEEN)
def test_a_menu_holds_what_the_posts_open_and_nothing_else(enter, who):
    client = enter(who)
    menu = shown(client)
    entries = [each for group in menu.groups for each in group.entries]
    assert names(entries) == set(SEEN[who].split())
    assert len(entries) == len(names(entries))
    assert {each.url: client.get(each.url).status_code for each in entries} == {
        each.url: 200 for each in entries
    }
    page = client.get("/staff/", follow=True).content.decode()
    assert all(f'href="{each.url}"' in page for each in entries)


@pytest.mark.parametrize(("who", "line"), [
    ("dengji", "待办 登记 查询 督办交办 叫号 接电话 排查"),
    ("zirantou", "待办 查询 督办交办 总览 看板 会议 热点"),
    ("tongji", "总览 看板 报告 知识库 请假代行"),
])  # fmt: skip
def test_the_busiest_stand_in_one_line(enter, who, line):
    menu = shown(enter(who))
    assert [str(each.text) for each in menu.line] == line.split()
    assert (menu.folded, menu.whole) == (True, who == "tongji")


def test_one_entry_is_marked_where_one_is_and_the_button_when_it_is_folded_away(enter):
    fenban = enter("fenban")
    for address, text, folded in (
        ("/staff/", "待办", False),
        ("/staff/tasks/", "督办交办", False),
        ("/staff/tasks/fund/", "专项资金", True),
        ("/staff/routing/", "分办规则", True),
    ):
        menu = shown(fenban, address)
        here = [each for group in menu.groups for each in group.entries if each.here]
        assert [(str(each.text), menu.elsewhere) for each in here] == [(text, folded)]
    assert not any(each.here for each in shown(fenban, "/staff/standing-in/nothing/").line)


def test_a_page_that_was_not_found_still_leads_home(enter):
    page = enter("fenban").get("/staff/no-such-page/")
    assert page.status_code == 404 and 'href="/staff/"' in page.content.decode()


def test_the_order_of_the_line_names_entries_that_exist():
    assert set(IN_LINE) <= {row.route for group in ROWS for row in group.rows}


@pytest.mark.parametrize(("who", "page"), [
    ("tongji", "/staff/overview/"), ("shenji", "/staff/readings/"), ("cunwei", "/staff/screening/new/"), ("guanli", "")
])  # fmt: skip
def test_who_reads_no_matter_begins_with_the_own_page_and_only_without_one_is_told_so(enter, who, page):
    """Red once: statistician and auditor began each day with a refusal."""
    answer = enter(who).get("/staff/")
    assert answer.headers.get("Location", "") == page
    assert page or "您的岗位不查看信访事项" in answer.content.decode()
