"""The work list as a tool: kept filters, one step on many, a list taken out as a file."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from lianxin.actions.directory import end_posting
from lianxin.models import Event, Export, Matter, Posting, Reading, SavedList
from lianxin.queries import worklists
from lianxin.queries.integrity_duty import bad_handler
from lianxin.queries.worklists import Narrow, Tab
from lianxin.rules.codes import Purpose
from tests import make
from tests.cast import moment

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)


def body(answer):
    return answer.content.decode()


def pick(*matters):
    return [f"{matter.number}.{Matter.objects.get(pk=matter.pk).version}" for matter in matters]


def test_a_list_narrows_to_a_running_period_and_to_what_is_late(cast):
    routed, filed = make.routed(cast), make.file().submission.matter

    def listed(who, on=TODAY, **narrow):
        return {row.matter.number for row in worklists.page(cast(who), Tab.ALL, Narrow(**narrow), on=on).rows}

    assert listed("fenban", clock="ROUTE") == {filed.number}
    assert listed("fenban", clock="OBJECTION") == {routed.number}
    assert listed("fenban", clock="LATE") == set()
    assert listed("fenban", clock="LATE", on=date(2027, 3, 1)) == {routed.number, filed.number}


def test_a_kept_filter_is_counted_by_what_each_may_see_and_only_its_owner_drops_it(cast, enter):
    make.routed(cast)
    make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    mine = enter("zirantou")
    asked = "tab=ALL&state=ROUTED"
    answer = mine.post("/staff/lists/", {"asked": asked, "name": "等受理", "shared": "on"}, follow=True)
    row = SavedList.objects.get()
    assert "等受理" in body(answer) and row.asked == asked
    colleague, stranger = enter("ziran"), enter("renshe")
    assert "等受理" in body(colleague.get("/staff/")) and "等受理" not in body(stranger.get("/staff/"))
    colleague.post(f"/staff/lists/{row.pk}/")
    assert SavedList.objects.exists()
    mine.post(f"/staff/lists/{row.pk}/")
    assert not SavedList.objects.exists()
    answer = mine.post("/staff/lists/", {"asked": asked, "name": " "}, follow=True)
    assert "起个名字" in body(answer) and not SavedList.objects.exists()
    long = "等" * 21
    kept = body(mine.post("/staff/lists/", {"asked": asked, "name": long, "shared": "on"}, follow=True))
    assert "名字最多" in kept and f'value="{long}"' in kept and 'name="shared" checked' in kept
    assert f'name="asked" value="{asked.replace("&", "&amp;")}"' in kept


def test_chosen_columns_are_remembered(cast, enter):
    make.routed(cast)
    client = enter("ziran")
    assert "收到日期</th>" not in body(client.get("/staff/"))
    client.post("/staff/columns/", {"column": ["opened", "nonsense"], "asked": ""})
    shown = body(client.get("/staff/"))
    assert "收到日期</th>" in shown and "谁在办</th>" not in shown


def test_one_step_on_many_is_an_event_each_and_every_refusal_is_listed(cast, enter):
    first, second, changed = make.routed(cast), make.routed(cast), make.routed(cast)
    foreign = make.routed(cast, to="37142603")
    picked = pick(first, second, changed, foreign)
    make.act(cast, changed, "TAKE", "ziran2", "2026-08-03", handler="ziran2", no_interest=True)
    client = enter("ziran")
    asked = client.post("/staff/together/TAKE/", {"pick": picked})
    assert first.number in body(asked) and foreign.number not in body(asked)
    before = Event.objects.filter(action="TAKE").count()
    wrong = client.post("/staff/together/TAKE/", {"pick": picked, "sent": "1", "handler": "renshe"})
    assert wrong.status_code == 422 and Event.objects.filter(action="TAKE").count() == before
    done = client.post(
        "/staff/together/TAKE/", {"pick": picked, "sent": "1", "handler": "ziran", "no_interest": "on"}
    )
    said = body(done)
    assert "2 件没有办成" in said and "办好了 2 件" in said and "有了变化" in said
    assert Event.objects.filter(action="TAKE", actor__username="ziran").count() == 2
    assert [Matter.objects.get(pk=m.pk).handler.username for m in (first, second, changed)] == [
        "ziran", "ziran", "ziran2",
    ]  # fmt: skip
    assert client.post("/staff/together/ACCEPT/", {"pick": picked}).status_code == 404


def test_a_file_says_who_took_it_and_notes_each_matter(cast, enter):
    matter = make.routed(cast, title="=1+1")
    make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    client = enter("fenban")
    assert client.post("/staff/exports/new/", {"purpose": "", "form": "csv"}).status_code == 422
    answer = client.post("/staff/exports/new/", {"purpose": "月度通报", "form": "csv"})
    text = answer.content.decode("utf-8-sig")
    assert "月度通报" in text.splitlines()[0] and matter.number in text and "'=1+1" in text
    assert "王秀英" not in text and len(text.splitlines()) == 3  # the accusation is not in it
    assert Reading.objects.get(what="EXPORT").matter == matter


def test_names_go_out_only_after_somebody_else_agrees_and_once(cast, enter):
    make.routed(cast)
    asker, other = enter("fenban"), enter("fenban2")
    asker.post("/staff/exports/new/", {"purpose": "核对名册", "form": "xlsx", "named": "on"})
    row = Export.objects.get()
    assert asker.post(f"/staff/exports/{row.pk}/").status_code == 403
    assert asker.post(f"/staff/exports/{row.pk}/judge/", {"answer": "yes"}).status_code == 403
    assert enter("renshe").post(f"/staff/exports/{row.pk}/judge/", {"answer": "yes"}).status_code == 404
    assert "核对名册" in body(other.get("/staff/exports/"))
    other.post(f"/staff/exports/{row.pk}/judge/", {"answer": "yes"})
    answer = asker.post(f"/staff/exports/{row.pk}/")
    cells = [cell for line in load_workbook(BytesIO(answer.content)).active.values for cell in line]
    assert "王秀英" in cells and "核对名册" in cells[0]
    assert asker.post(f"/staff/exports/{row.pk}/").status_code == 403
    assert other.post(f"/staff/exports/{row.pk}/judge/", {"answer": "no"}).status_code == 404


def test_the_work_of_one_who_leaves_goes_to_another_matter_by_matter(cast, enter):
    """The head lists what a person has, whether posted any longer or not, and hands it over; nothing is orphaned."""
    first, second = make.routed(cast), make.routed(cast)
    for matter in (first, second):
        make.act(cast, matter, "TAKE", "ziran", "2026-08-03", handler="ziran", no_interest=True)
    end_posting(Posting.objects.get(account__username="ziran"), on=date(2026, 8, 2))
    assert {found.where for found in bad_handler(TODAY)} == {first.number, second.number}
    head, leaver = enter("zirantou"), str(cast.account("ziran"))
    listed = body(head.get("/staff/", {"tab": "ORGAN", "handler": leaver}))
    assert first.number in listed and second.number in listed
    assert first.number not in body(head.get("/staff/", {"tab": "ORGAN", "handler": "ziran2"}))
    sent = {"pick": pick(first, second), "sent": "1", "no_interest": "on"}
    assert head.post("/staff/together/TAKE/", {**sent, "handler": "ziran"}).status_code == 422
    assert "办好了 2 件" in body(head.post("/staff/together/TAKE/", {**sent, "handler": "ziran2"}))
    assert list(bad_handler(TODAY)) == []


def test_a_cell_with_nothing_in_it_is_empty_so_that_a_phone_leaves_its_line_out(cast, enter):
    make.act(cast, make.routed(cast), "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    client = enter("fenban")
    Matter.objects.update(next_action="")
    listed = body(client.get("/staff/?tab=ALL"))
    assert '<td data-label="下一步"></td>' in listed and '<td data-label="谁在办"><span>' in listed


def test_what_narrows_a_list_is_said_and_can_be_cleared(cast, enter):
    make.routed(cast)
    client = enter("fenban")
    asked = {
        "tab": "ALL",
        "state": "ROUTED",
        "organ": "37142602",
        "since": "2026-08-01",
        "urgent": "on",
        "q": "征地",
    }
    page = body(client.get("/staff/", asked))
    assert "状态：已转办，待受理" in page and "办理机关（含下级）：临水县自然资源局" in page
    assert "收到日期从：2026年8月1日（周六）" in page and "只看重大、紧急" in page
    assert 'href="?tab=ALL&amp;q=%E5%BE%81%E5%9C%B0"' in page
    assert "<details><summary>" in page and "<details open>" not in page
    wrong = body(client.get("/staff/", {**asked, "since": "2026-02-30"}))
    assert "<details open>" in wrong and "没有这一天" in wrong and 'value="2026-02-30"' in wrong
    plain = body(client.get("/staff/", {"tab": "ALL"}))
    assert "清掉这些条件" not in plain


@pytest.mark.parametrize(("asked", "said"), [
    ({"q": "！？。，"}, "里面没有可以查的字"), ({"q": "%_"}, "里面没有可以查的字"), ({"q": "😀"}, "里面没有可以查的字"),
    ({"q": "没有的话"}, "没有查到"), ({"q": "征" * 250}, "最多 200 个字"), ({"q": "   "}, "两个字就能查"),
    ({"q": "征地", "organ": "没有这个局"}, "没有这个机关，或者不在您查看的范围内"),
    ({"q": "征地", "category": "乱写"}, "没有这个内容分类"), ({"q": "征地", "state": "NOPE"}, "请从列出的选项中选择"),
])  # fmt: skip
def test_whatever_is_looked_for_is_answered_in_words_and_stays(cast, enter, asked, said):
    make.routed(cast)
    answer = enter("fenban").get("/staff/search/", asked)
    page = body(answer)
    assert answer.status_code == 200 and said in page and "Django" not in page and "确保该变量" not in page
    for typed in asked.values():
        assert typed == "NOPE" or f'value="{typed}"' in page
    if {"organ", "category"} & set(asked):
        assert "征地补偿款没有发放" not in page  # what is nowhere narrows to nothing


def test_a_nul_that_no_key_types_is_left_out_of_what_is_looked_for(cast, enter):
    make.routed(cast)
    page = body(enter("fenban").get("/staff/search/", {"q": "征\0地补\0偿", "organ": "\0", "handler": "\0"}))
    assert "征地补偿款没有发放" in page and "<mark>征地补偿</mark>" in page and "不允许" not in page


def test_a_hit_in_an_opinion_says_in_which_paper_it_stands(cast, enter):
    make.signed(cast)
    page = body(enter("ziran").get("/staff/search/", {"q": "一笔未发"}))
    assert "文书《信访事项处理意见书》：…" in page and "<mark>一笔未发</mark>" in page


def test_a_half_category_still_narrows(cast, enter):
    make.routed(cast)
    assert "征地补偿款没有发放" in body(enter("fenban").get("/staff/search/", {"category": "01"}))
    assert "没有查到" in body(enter("fenban").get("/staff/search/", {"category": "02"}))


def test_the_head_ends_the_sharing_of_a_filter_whose_keeper_has_left_and_it_is_on_record(cast, enter):
    keeper, asked = enter("ziran"), "tab=ALL&state=ROUTED"
    keeper.post("/staff/lists/", {"asked": asked, "name": "旧筛选", "shared": "on"})
    end_posting(Posting.objects.get(account__username="ziran"), on=date(2026, 8, 2))
    row = SavedList.objects.get()
    head = enter("zirantou")
    page = body(head.get(f"/staff/?{asked}"))
    assert f"/staff/lists/{row.pk}/withdraw/" in page and "紫冉保存" in page
    for who in ("ziran2", "renshetou", "ziran"):
        assert f"/staff/lists/{row.pk}/withdraw/" not in body(enter(who).get(f"/staff/?{asked}"))
        assert enter(who).post(f"/staff/lists/{row.pk}/withdraw/").status_code in (403, 404)
    head.post(f"/staff/lists/{row.pk}/withdraw/")
    row.refresh_from_db()
    assert (row.organ, row.account.username, row.withdrawn_by.username) == (None, "ziran", "zirantou")
    assert row.withdrawn_at is not None
    assert "旧筛选" not in body(enter("ziran2").get("/staff/"))


def test_an_administrator_may_too_and_the_keeper_reads_who_did_it(cast, enter):
    asked = "tab=ALL&state=ROUTED"
    keeper = enter("fenban")
    keeper.post("/staff/lists/", {"asked": asked, "name": "共用的", "shared": "on"})
    assert enter("guanli").post(f"/staff/lists/{SavedList.objects.get().pk}/withdraw/").status_code == 302
    assert "管理员于" in body(keeper.get(f"/staff/?{asked}"))
    keeper.post("/staff/lists/", {"asked": asked, "name": "共用的", "shared": "on"})
    assert SavedList.objects.get().withdrawn_by is None


def test_exports_are_paged_and_the_oldest_can_still_be_taken(cast, enter):
    matter, client = make.routed(cast), enter("fenban")
    given = {"account": cast.account("fenban"), "organ": cast.organ("37142601"), "form": "csv", "matters": [matter.pk],
             "asked_at": moment(TODAY)}  # fmt: skip
    rows = [Export.objects.create(purpose=f"用途{n:03}", **given) for n in range(120)]
    first = body(client.get("/staff/exports/"))
    assert "用途119" in first and "用途069" not in first and "共 120 件" in first
    last = body(client.get("/staff/exports/?after=100"))
    assert "用途000" in last and 'rel="next"' not in last and "before=50" in last
    assert matter.number in client.post(f"/staff/exports/{rows[0].pk}/").content.decode("utf-8-sig")
    assert client.get("/staff/exports/?after=x").status_code == 200


def test_together_is_offered_only_what_some_row_of_the_list_allows(cast, enter):
    routed, filed = make.routed(cast), make.file().submission.matter

    def offered(who, **asked):
        page = body(enter(who).get("/staff/", {"tab": "ALL", **asked}))
        return {name for name in ("FORWARD", "TAKE", "REMIND") if f"/staff/together/{name}/" in page}

    assert "FORWARD" not in offered("fenban", state="REGISTERED")  # nothing is classified yet
    make.act(cast, filed, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    assert "FORWARD" in offered("fenban", state="REGISTERED")
    assert "FORWARD" in offered("zirantou")  # may send on what came to the organ
    make.act(cast, routed, "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    make.act(cast, routed, "DRAFT_OPINION", "ziran", "2026-08-03", **make.OPINION)
    make.act(cast, routed, "CHECK_OPINION", "ziran2", "2026-08-03")
    head = body(enter("zirantou").get("/staff/", {"tab": "DECIDE"}))
    assert (
        routed.number in head and "/staff/together/FORWARD/" not in head and "/staff/together/TAKE/" in head
    )


def test_together_sent_twice_says_that_the_first_sending_counted(cast, enter):
    first, second = make.routed(cast), make.routed(cast)
    sent = {"pick": pick(first, second), "sent": "1", "handler": "ziran", "no_interest": "on"}
    client = enter("ziran")
    assert "办好了 2 件" in body(client.post("/staff/together/TAKE/", sent))
    again = body(client.post("/staff/together/TAKE/", sent))
    assert "2 件没有办成" in again and again.count("自己已经办过这一件") == 2 and "有了变化" not in again
    theirs = body(enter("ziran2").post("/staff/together/TAKE/", sent))
    assert theirs.count("有了变化") == 2 and "自己已经办过" not in theirs


def test_forwarded_together_twice_says_the_same_though_the_step_is_no_longer_open(cast, enter):
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    sent = {"pick": pick(matter), "sent": "1", "to": "37142602", "mode": "FORWARD", "reason": "属地和职能"}
    client = enter("fenban")
    assert "办好了 1 件" in body(client.post("/staff/together/FORWARD/", sent))
    assert "自己已经办过这一件" in body(client.post("/staff/together/FORWARD/", sent))


def test_a_day_begins_with_what_waits_for_a_decision(cast, enter):
    """Red once: a head's one draft to sign stood behind another tab."""
    matter, head = make.accepted(cast), enter("zirantou")

    def opened():
        views = body(head.get("/staff/")).partition('class="views"')[2]
        return views.partition('aria-current="page">')[2].partition(" <span")[0]

    assert opened() == "本机关"
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-03", **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-03")
    assert opened() == "待审批"


def test_what_is_owed_says_how_late_it_is_and_nothing_of_a_sealed_matter(cast, enter, clock):
    """Red once: what was overdue stood there like any other day."""
    matter = make.accepted(cast)
    make.act(cast, matter, "REMIND", "duban", "2026-08-05", requirement="抓紧", due_on="2026-08-20")
    clock("2026-08-25")
    owed = lambda: body(enter("zirantou").get("/staff/")).partition('class="owed"')[2].partition("</ul>")[0]  # noqa: E731
    assert "已超 5 日" in owed() and matter.title in owed() and matter.number in owed()
    Matter.objects.filter(pk=matter.pk).update(sealed=True)
    assert matter.title not in owed()


def test_the_board_of_tasks_opens_with_the_first_that_has_work(cast, enter):
    matter = make.accepted(cast)
    make.act(cast, matter, "REMIND", "duban", "2026-08-03", requirement="抓紧", due_on="2026-08-20")
    assert 'tab=answer" aria-current="page"' in body(enter("zirantou").get("/staff/tasks/"))
    make.act(cast, matter, "ANSWER_TASK", "ziran", "2026-08-03", answer="已办")
    assert 'tab=clear" aria-current="page"' in body(enter("duban").get("/staff/tasks/"))
