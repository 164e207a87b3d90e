"""The pages of tasks: the board, one task to its clearing, what calls for supervision, looking back."""

from datetime import date

import pytest

from lianxin.models import Posting, Task
from tests import make

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
LATE = "2026-10-20"
ASK = {"to": "37142602", "facts": "台账没有更新", "requirement": "三十日内整改", "due_on": "2026-09-02"}


def text_of(answer):
    return answer.content.decode()


def supervised(cast):
    matter = make.accepted(cast)
    make.decided(cast, matter, "SUPERVISE", "duban", DAY, trigger="OTHER", facts="征地补偿款",
             requirement="查清并报告", due_on="2026-08-20")  # fmt: skip
    return Task.objects.get(matter=matter, kind="SUPERVISION")


def rectified(enter):
    answer = enter("duban").post("/staff/tasks/new/?kind=RECTIFICATION", ASK)
    assert answer.status_code == 302, text_of(answer)
    return Task.objects.get(kind="RECTIFICATION")


def dispatched(enter):
    asked = {name: value for name, value in ASK.items() if name != "facts"}
    answer = enter("duban").post("/staff/tasks/new/?kind=DISPATCHED", asked)
    assert answer.status_code == 302, text_of(answer)
    return Task.objects.get(kind="DISPATCHED")


def test_a_task_without_a_matter_is_answered_returned_and_cleared_on_its_page(enter, clock):
    row = dispatched(enter)
    url = f"/staff/tasks/{row.pk}/"
    bureau, supervisor = enter("zirantou"), enter("duban")
    assert "三十日内整改" in text_of(bureau.get("/staff/tasks/"))
    told = {"act": "ANSWER_TASK", "ANSWER_TASK-answer": ""}
    assert bureau.post(url, told).status_code == 422
    assert bureau.post(url, told | {"ANSWER_TASK-answer": "已补"}).status_code == 302
    assert bureau.post(url, {"act": "CLEAR_TASK", "CLEAR_TASK-evidence": "好"}).status_code == 403
    back = {"act": "RETURN_TASK", "RETURN_TASK-reason": "没有附台账", "RETURN_TASK-due_on": "2026-09-10"}
    assert supervisor.post(url, back).status_code == 302
    assert bureau.post(url, told | {"ANSWER_TASK-answer": "台账在此"}).status_code == 302
    page = text_of(supervisor.get(url))
    assert "没有附台账" in page and "已补" in page and "台账在此" in page
    assert supervisor.post(url, {"act": "CLEAR_TASK", "CLEAR_TASK-evidence": "核对过"}).status_code == 302
    row.refresh_from_db()
    assert (row.returned, str(row.cleared_by), row.evidence) == (1, "杜边疆", "核对过")
    assert "核对过" in text_of(bureau.get(url)) and row.text in text_of(
        bureau.get("/staff/tasks/?tab=cleared")
    )


def test_what_was_typed_stays_beside_its_fault(enter):
    answer = enter("duban").post("/staff/tasks/new/?kind=RECTIFICATION", ASK | {"due_on": DAY})
    assert answer.status_code == 422
    assert "答复期限应在今天以后" in text_of(answer) and "台账没有更新" in text_of(answer)
    assert not Task.objects.exists()


def test_a_task_of_a_matter_leads_to_the_steps_of_its_file(cast, enter, clock):
    row = supervised(cast)
    page = text_of(enter("ziran").get(f"/staff/tasks/{row.pk}/"))
    assert f"/staff/matters/{row.matter.number}/steps/draft_answer_letter/?task={row.pk}" in page
    assert enter("ziran").post(f"/staff/tasks/{row.pk}/", {"act": "ANSWER_TASK"}).status_code == 404
    clock("2026-08-25")
    late = text_of(enter("duban").get("/staff/tasks/?tab=late"))
    assert "查清并报告" in late and "上面负责的是" in late
    assert "查清并报告" not in text_of(enter("duban").get("/staff/tasks/?tab=late&kind=REMINDER"))


@pytest.mark.parametrize("who", ["renshe", "nongye", "zhenfu", "guanli", "shenji", "tongji", "cunwei"])
def test_the_tasks_of_others_are_not_there(cast, enter, who):
    rows = (rectified(enter), supervised(cast))
    client = enter(who)
    for row in rows:
        assert client.get(f"/staff/tasks/{row.pk}/").status_code == 404
        board = client.get("/staff/tasks/?tab=open")
        assert row.text not in text_of(board)
    assert client.get("/staff/tasks/").status_code == (403 if who in ("guanli", "shenji", "tongji") else 200)


def test_a_kind_is_offered_and_issued_only_by_its_posts(enter):
    assert "限期整改" not in text_of(enter("ziran").get("/staff/tasks/new/"))
    assert enter("ziran").post("/staff/tasks/new/?kind=RECTIFICATION", ASK).status_code == 403
    assert enter("duban").get("/staff/tasks/new/?kind=SUPERVISION").status_code == 403  # only on a matter


def test_what_calls_for_supervision_leads_to_the_step_with_its_ground(cast, enter, clock):
    matter = make.accepted(cast)
    clock(LATE)
    page = text_of(enter("duban").get("/staff/tasks/triggers/"))
    link = f"/staff/matters/{matter.number}/steps/draft_supervise/?trigger=OVERDUE"
    assert link in page and "没有登记负责人" not in page
    form = text_of(enter("duban").get(link))
    assert (
        'value="OVERDUE" selected' in form
        or 'value="OVERDUE" checked' in form
        or "OVERDUE" in form.split("checked")[0][-200:]
    )
    make.decided(
        cast,
        matter,
        "SUPERVISE",
        "duban",
        LATE,
        trigger="OVERDUE",
        facts="超期",
        requirement="办结",
        due_on="2026-10-30",
    )
    assert link not in text_of(enter("duban").get("/staff/tasks/triggers/"))
    assert enter("ziran").get("/staff/tasks/triggers/").status_code == 403


def test_the_file_folds_what_is_not_handling(cast, enter):
    matter = make.accepted(cast)
    page = text_of(enter("duban").get(f"/staff/matters/{matter.number}/"))
    first, *folded = page.split('<details class="folded"')
    heading = next(part for part in folded if "督促、建议和救助" in part)
    assert "steps/draft_supervise/" in heading and "steps/draft_supervise/" not in first


def test_looking_back_says_who_when_and_how_late(cast, enter, clock):
    matter = make.served(cast, on="2026-10-20")
    clock(LATE)
    page = text_of(enter("duban").get(f"/staff/matters/{matter.number}/trace/"))
    assert "祖仁厚" in page and "签发处理意见书" in page and 'data-tone="late"' in page
    assert "王秀英" not in page
    assert enter("ziran").get(f"/staff/matters/{matter.number}/trace/").status_code == 403
    assert enter("shenji").get(f"/staff/matters/{matter.number}/trace/").status_code == 403


def test_the_answer_asks_only_what_the_waiting_kind_asks(cast, enter):
    matter = make.accepted(cast)
    due = {"requirement": "按期答复", "due_on": "2026-09-20"}
    make.act(cast, matter, "REMIND", "duban", "2026-08-03", **due)
    page = enter("ziran").get(f"/staff/matters/{matter.number}/steps/answer_task/").content.decode()
    assert 'name="answer"' in page
    assert [name for name in ("task", "adoption", "granted", "certified") if f'name="{name}"' in page] == []
    advice = {"to": "37142602", "finding": "台账不清", "evidence": "三件", "advice": "统一台账", **due}
    make.decided(cast, matter, "ADVISE_WORK", "duban", "2026-08-03", **advice)
    page = enter("ziran").get(f"/staff/matters/{matter.number}/steps/draft_answer_letter/").content.decode()
    names = ("task", "adoption", "granted", "certified")
    assert [name for name in names if f'name="{name}"' in page] == ["adoption"]


def test_only_a_late_line_names_who_stands_above_it(cast, enter):
    for due in ("2026-07-20", "2026-09-20"):
        Task.objects.create(kind="RECTIFICATION", issuer=cast.organ("37142601"), organ=cast.organ("37142602"),
                            text="整改", issued_on="2026-07-01", due_on=due)  # fmt: skip
    page = enter("zirantou").get("/staff/tasks/").content.decode()
    assert page.count("超期，上面负责的是") == 1


def test_the_reports_of_one_event_stand_together(cast, enter):
    facts = {"to": "37142601", "informed": ["OWN_GOVERNMENT"], "held_at": "九点", "place": "镇政府门前", "persons": "30",
             "demand": "欠薪", "cause": "停发", "measures": "接待", "next": "续报", "requirement": "知悉",
             "due_on": "2026-08-04"}  # fmt: skip
    client = enter("zhenban")
    for stage in ("FIRST", "FOLLOW_UP", "FINAL"):
        last = Task.objects.order_by("pk").last()
        sent = client.post(
            "/staff/tasks/new/?kind=URGENT_REPORT",
            facts | {"stage": stage, "follows": last.pk if last else ""},
        )
        assert sent.status_code == 302, sent.content.decode()
    first, middle, last = Task.objects.order_by("pk")
    page = client.get(f"/staff/tasks/{middle.pk}/").content.decode()
    assert (
        f'href="/staff/tasks/{first.pk}/">快报（首报）' in page
        and f'href="/staff/tasks/{last.pk}/">终报' in page
    )
    assert "<strong>续报</strong>" in page
    offered = client.get("/staff/tasks/new/?kind=URGENT_REPORT").content.decode()
    assert "续报 2026-08-03 镇政府门前" in offered


def test_a_letter_of_no_matter_is_drafted_checked_and_signed_on_its_page(enter):
    advice = {"to": "37142602", "finding": "台账对不上", "evidence": "九份", "advice": "统一台账", "requirement": "反馈",
              "due_on": "2026-09-20"}  # fmt: skip
    supervisor, clerk, head, bureau = (enter(who) for who in ("duban", "fenban", "xinfangtou", "zirantou"))
    assert "起草改进工作建议书" in text_of(supervisor.get("/staff/tasks/new/?kind=IMPROVE_WORK"))
    sent = supervisor.post("/staff/tasks/new/?kind=IMPROVE_WORK", advice)
    assert sent.status_code == 302 and not Task.objects.exists()
    url = sent.url
    page = text_of(supervisor.get(url))
    assert "台账对不上" in page and "待审核" in page and 'value="CHECK_ADVISE_WORK"' not in page
    assert bureau.get(url).status_code == 404 and url not in text_of(bureau.get("/staff/tasks/"))
    assert url in text_of(clerk.get("/staff/")) and url not in text_of(supervisor.get("/staff/"))

    def pressed(client, act, **more):
        seen = text_of(client.get(url)).split('name="seen" value="')[1].split('"')[0]
        return client.post(url, {"act": act, "seen": seen, **more})

    assert pressed(supervisor, "CHECK_ADVISE_WORK").status_code == 403
    assert pressed(clerk, "CHECK_ADVISE_WORK").status_code == 302
    assert pressed(head, "RETURN_ADVISE_WORK", **{"RETURN_ADVISE_WORK-reason": ""}).status_code == 422
    assert (
        pressed(head, "RETURN_ADVISE_WORK", **{"RETURN_ADVISE_WORK-reason": "写明哪九份"}).status_code == 302
    )
    again = text_of(supervisor.get(url))
    assert "写明哪九份" in again and "台账对不上" in again.split('name="DRAFT_ADVISE_WORK-finding"')[1][:300]
    assert url in text_of(supervisor.get("/staff/"))
    told = {
        f"DRAFT_ADVISE_WORK-{name}": value
        for name, value in (advice | {"evidence": "九份处理意见书"}).items()
    }
    assert pressed(supervisor, "DRAFT_ADVISE_WORK", **told).status_code == 302
    assert pressed(clerk, "CHECK_ADVISE_WORK").status_code == 302
    assert '<button class="button">签发</button>' in text_of(head.get(url))
    done = pressed(head, "ADVISE_WORK")
    row = Task.objects.get(kind="IMPROVE_WORK")
    assert done.url == f"/staff/tasks/{row.pk}/" and head.get(url).status_code == 404
    assert "杜边疆 拟稿" in text_of(bureau.get(done.url))


def test_what_was_typed_on_an_older_page_of_a_draft_is_kept(enter):
    """Red once: the page that refused it had nothing of it."""
    advice = {"to": "37142602", "finding": "台账对不上", "evidence": "九份", "advice": "统一台账", "requirement": "反馈",
              "due_on": "2026-09-20"}  # fmt: skip
    url = enter("duban").post("/staff/tasks/new/?kind=IMPROVE_WORK", advice).url
    clerk = enter("fenban")
    seen = text_of(clerk.get(url)).split('name="seen" value="')[1].split('"')[0]
    enter("xinfangtou").post(url, {"act": "CHECK_ADVISE_WORK", "seen": seen})
    told = {"act": "RETURN_ADVISE_WORK", "seen": seen, "RETURN_ADVISE_WORK-reason": "写明是哪九份"}
    refused = clerk.post(url, told)
    page = text_of(refused)
    assert refused.status_code == 403 and 'data-kept="RETURN_ADVISE_WORK-reason">写明是哪九份<' in page
    assert seen not in page and f'href="{url}" data-keep' in page
    assert "您刚才填写的" not in text_of(clerk.post(url, {"act": "CHECK_ADVISE_WORK", "seen": seen}))


def test_a_letter_whose_drafter_has_left_is_ended_on_its_page_and_listed_with_the_reason(enter, cast, clock):
    advice = {"to": "37142602", "finding": "台账对不上", "evidence": "九份", "advice": "统一台账", "requirement": "反馈",
              "due_on": "2026-09-20"}  # fmt: skip
    url = enter("duban").post("/staff/tasks/new/?kind=IMPROVE_WORK", advice).url
    assert 'value="END_DRAFT"' not in text_of(enter("fenban").get(url))
    Posting.objects.filter(account=cast.account("duban")).update(valid_to=date(2026, 8, 3))
    clock("2026-08-04")
    clerk = enter("fenban")
    seen = text_of(clerk.get(url)).split('name="seen" value="')[1].split('"')[0]
    told = {"act": "END_DRAFT", "seen": seen, "END_DRAFT-reason": "单位已经自己改了"}
    assert clerk.post(url, told).url == "/staff/tasks/"
    assert clerk.get(url).status_code == 404
    board = text_of(enter("xinfangtou").get("/staff/tasks/"))
    assert "单位已经自己改了" in board and "作废了的函、建议书" in board
    assert "单位已经自己改了" not in text_of(enter("zirantou").get("/staff/tasks/"))


def test_the_answer_to_it_is_one_too_and_its_organs_alone_until_it_is_signed(enter):
    row = rectified(enter)
    url = f"/staff/tasks/{row.pk}/"
    clerk, other, head, issuer = (enter(who) for who in ("ziran", "ziran2", "zirantou", "duban"))
    assert clerk.post(url, {"act": "ANSWER_TASK", "ANSWER_TASK-answer": "已补"}).status_code == 403
    told = {"act": "DRAFT_ANSWER_LETTER", "DRAFT_ANSWER_LETTER-answer": "台账已经补齐"}
    assert clerk.post(url, told).status_code == 302
    assert "台账已经补齐" in text_of(other.get(url)) and "台账已经补齐" not in text_of(issuer.get(url))

    def pressed(client, act):
        seen = text_of(client.get(url)).split('name="seen" value="')[1].split('"')[0]
        return client.post(url, {"act": act, "seen": seen}).status_code

    assert pressed(clerk, "CHECK_ANSWER_LETTER") == 403
    assert pressed(other, "CHECK_ANSWER_LETTER") == 302
    assert pressed(other, "ANSWER_LETTER") == 403
    assert pressed(head, "ANSWER_LETTER") == 302
    page = text_of(issuer.get(url))
    assert "台账已经补齐" in page and "拟稿" in page


@pytest.mark.parametrize("number", ["9" * 30, "9" * 4400])
@pytest.mark.parametrize("page", ["tasks/?after", "knowledge/?start", "knowledge/?group", "exports/?after"])
def test_a_place_beyond_every_list_is_an_empty_page(cast, enter, page, number):
    assert enter("fenban").get(f"/staff/{page}={number}").status_code == 200
