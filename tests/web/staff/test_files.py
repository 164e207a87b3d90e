"""Files at the window and in the matter file: taken with the entry, opened through the wall, every opening noted."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.actions.attachments import add
from lianxin.actions.late_texts import read_waiting
from lianxin.models import Reading, Submission
from tests import files, make
from tests.actions.lives import REVIEWED, serve
from tests.actions.test_deciding import SUPERVISED
from tests.cast import moment
from tests.drawn import letter, saved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_clerk_encloses_a_scan_and_a_handler_opens_it(enter, cast):
    clerk = enter("dengji")
    page = clerk.get("/staff/register/").content.decode()
    mark = re.search(r'name="external_id" value="([0-9a-f]+)"', page)[1]
    typed = {
        "office": "37142601", "channel": "LETTER", "purpose": "REQUEST", "received_on": "2026-08-03",
        "persons_concerned": "1", "external_id": mark, "content": "来信：路灯坏了", "requests-0": "修好路灯",
        "people-0-role": "PETITIONER", "people-0-name": "李守田",
    }  # fmt: skip
    scan = SimpleUploadedFile("来信扫描.pdf", files.PDF)
    shown = clerk.post("/staff/register/", {**typed, "upload": "1", "files": scan}).content.decode()
    assert "来信扫描.pdf" in shown and "路灯坏了" in shown
    bad = clerk.post("/staff/register/", {**typed, "files": SimpleUploadedFile("x.exe", b"MZ")})
    assert bad.status_code == 422 and "电脑程序" in bad.content.decode()
    assert clerk.post("/staff/register/", typed).status_code == 302
    row = Submission.objects.get()
    url = f"/staff/matters/{row.number}/files/{row.attachments.get().pk}/"
    assert url in clerk.get(f"/staff/matters/{row.number}/").content.decode()
    for _twice in range(2):
        answer = enter("fenban").get(url)
        assert answer.content == files.PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Reading.objects.filter(what="ATTACHMENT").count() == 2
    late = add("late", "补充.pdf", files.PDF + b"\n", at=moment("2026-08-03")).token
    plain = make.file().submission
    make.act(cast, plain.matter, "SUPPLEMENT", "dengji", "2026-08-03", content="补上", files=[late])
    assert "补充.pdf" in clerk.get(f"/staff/matters/{plain.number}/").content.decode()
    assert enter("ziran").get(url).status_code == 404
    assert "打开附件" in enter("shenji").get("/staff/readings/").content.decode()


def test_beside_a_file_its_text_opens_and_what_has_none_says_why(enter, cast):
    tokens = [
        add("tray", name, data, at=moment("2026-08-03")).token
        for name, data in (
            ("来信.docx", files.letter_docx("楼上漏水", "<b>物业</b>不管")),
            ("照片.jpg", files.plain_photo()),
        )
    ]
    row = make.file(content="见附件", files=tuple(tokens)).submission
    docx, photo = row.attachments.order_by("pk")
    url = f"/staff/matters/{row.number}/files/{docx.pk}/text/"
    clerk = enter("fenban")
    for page in (f"/staff/matters/{row.number}/", f"/staff/matters/{row.number}/steps/classify/"):
        shown = clerk.get(page).content.decode()
        assert url in shown and "还没有读" in shown
        assert f"/files/{photo.pk}/text/" not in shown
    shown = clerk.get(url).content.decode()
    assert "楼上漏水" in shown and "&lt;b&gt;物业&lt;/b&gt;不管" in shown and "以原件为准" in shown
    assert Reading.objects.filter(what="ATTACHMENT", purpose=f"#{docx.pk}").count() == 1
    assert clerk.get(f"/staff/matters/{row.number}/files/{photo.pk}/text/").status_code == 404
    assert enter("ziran").get(url).status_code == 404
    found = clerk.get("/staff/", {"q": "漏水", "tab": "ALL"}).content.decode()
    assert "附件：…" in found


def test_words_that_a_machine_read_from_a_picture_say_so_and_how_sure_it_is(enter, cast):
    picture = saved(letter("楼上漏水泡了鹦鹉笼，物业不管。"))
    token = add("tray", "信.jpg", picture, at=moment("2026-08-03")).token
    row = make.file(content="见附件", files=(token,)).submission
    [read] = read_waiting(at=moment("2026-08-03"))
    clerk = enter("fenban")
    for page in ("", f"files/{read.pk}/text/"):
        shown = clerk.get(f"/staff/matters/{row.number}/{page}").content.decode()
        assert "机器从图片里识别的文字，把握约" in shown and "还没有读" not in shown
    assert "泡了鹦鹉笼" in shown


def test_a_matter_joined_to_another_names_it_on_top_to_whoever_may_see_it_and_the_lead_names_those(
    enter, cast
):
    """Red once: the lead stood at the foot of the page among other ties."""
    lead, other = make.routed(cast), make.routed(cast, to="37142603")
    make.act(cast, other, "OBJECT", "renshe", "2026-08-03", reason="不是本局职权", basis="三定方案")
    make.act(cast, other, "AGREE_OBJECTION", "fenban", "2026-08-03", reason="同意")
    facts = {"lead": lead.number, "relation": "DUPLICATE", "reason": "同一征地项目"}
    make.act(cast, other, "JOIN", "fenban", "2026-08-03", **facts)
    top = lambda who, number: (  # noqa: E731
        enter(who)
        .get(f"/staff/matters/{number}/")
        .content.decode()
        .partition('<dl class="four">')[0]
        .partition("<h1")[2]
    )
    assert f"/staff/matters/{lead.number}/" in top("fenban", other.number)
    assert f"/staff/matters/{other.number}/" in top("fenban", lead.number)
    stranger = top("renshe", other.number)
    assert lead.number not in stranger and "那一件不在您的查看范围内" in stranger


def test_the_letter_stands_beside_the_form_of_each_step_and_is_recorded_as_read(enter, cast):
    """Red once: whoever classified, drafted or extended had the letter on another page."""
    given = SimpleUploadedFile("协议书.pdf", files.PDF)
    token = add("beside", given.name, files.PDF, at=moment("2026-08-03")).token
    row = make.file(region="371426101", content="占了三亩地。").submission
    make.act(cast, row.matter, "SUPPLEMENT", "dengji", "2026-08-03", content="补上协议", files=[token])
    fenban, step = enter("fenban"), f"/staff/matters/{row.number}/steps/classify/"
    for _twice in range(2):
        page = fenban.get(step).content.decode()
    assert "占了三亩地。" in page and "协议书.pdf" in page and "请发放拖欠的征地补偿款" in page
    assert re.search(
        r'value="371426101"[^>]* (checked|selected)', page
    )  # where it happened, as the petitioner wrote it
    assert list(Reading.objects.values_list("what", "matter__number")) == [("FILE", row.number)]
    refused = enter("ziran").get(step)
    assert refused.status_code == 404 and Reading.objects.count() == 1
    many = make.file(content="另一封").submission
    for n in range(4):
        other = make.file(content=f"第{n}封").submission.matter
        make.act(
            cast,
            other,
            "JOIN",
            "fenban",
            "2026-08-03",
            lead=many.number,
            relation="DUPLICATE",
            reason="同一件事",
        )
    page = fenban.get(f"/staff/matters/{many.number}/steps/classify/").content.decode()
    assert "第1封" in page and "第2封" not in page and "还有 2 件来件" in page


def test_beside_the_form_of_a_review_stands_what_asks_for_it_and_the_letter_can_be_opened(enter, cast, clock):
    """Red once: the reviewer read the first letter, and what was to be decided was on another page."""
    one = make.served(cast, content="占了三亩地。")
    number, url = one.number, f"/staff/matters/{one.number}/steps/draft_review/"
    told = {"reason": "面积少算了一亩", "received_on": "2026-09-08", "whose": number}
    make.act(cast, one, "APPLY_REVIEW", "fenban2", "2026-09-10", **told)
    clock("2026-09-11")
    filed = beside_form(enter("xianfu").get(url))
    before, letter = filed.split("<details>")
    assert "面积少算了一亩" in before and "2026年9月8日" in before and number in before
    assert "占了三亩地。" in letter.split("</details>")[0] and "占了三亩地。" not in before
    make.judged(cast, one, "REVIEW", "2026-09-20", review_outcome="UPHOLD", **REVIEWED)
    serve(cast, one, "xianfu", "2026-09-21")
    make.act(cast, one, "APPLY_REREVIEW", "fenban2", "2026-10-08", whose=number)
    clock("2026-10-09")
    filed = beside_form(enter("shifu").get(url.replace("review", "rereview")))
    assert "申请里没有写理由" in filed and "面积少算了一亩" not in filed  # that was decided


def beside_form(answer):
    return answer.content.decode().split('<section class="filed"')[1].split("</section>")[0]


def test_a_file_names_the_step_that_its_main_button_takes(enter, cast):
    """Red once: it named the forwarding while the button was the classifying that must come before it."""
    number = make.file().submission.number
    page = enter("fenban").get(f"/staff/matters/{number}/").content.decode()
    assert re.search(r"<dt>下一步</dt><dd>分类登记", page)
    assert f'class="action main" href="/staff/matters/{number}/steps/classify/"' in page
    make.act(cast, number, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    page = enter("fenban").get(f"/staff/matters/{number}/").content.decode()
    assert re.search(r"<dt>下一步</dt><dd>转送、交办", page)


def test_what_another_organ_drafts_does_not_make_the_page_of_the_owner_stale(enter, cast):
    matter = make.accepted(cast)
    owner, url = enter("ziran"), f"/staff/matters/{matter.number}/steps/evidence/"
    version = re.search(r'name="version" value="(\d+)"', owner.get(url).content.decode())[1]
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", "2026-08-03", **SUPERVISED)
    assert f'name="version" value="{version}"' in owner.get(url).content.decode()
    told = {"version": version, "title": "台账", "source": "镇政府", "content": "已核对"}
    assert owner.post(url, told).status_code == 302
    assert owner.post(url, told).status_code == 409  # now there is something they may know of
    assert matter.history.filter(action="EVIDENCE").count() == 1


def test_the_form_for_more_time_shows_the_day_it_leads_to_and_how(enter, cast, clock):
    matter = make.accepted(cast)
    clock("2026-08-04")
    url = f"/staff/matters/{matter.number}/steps/ask_extension/"
    empty, typed = (enter("ziran").get(url + asked).content.decode() for asked in ("", "?days=10"))
    assert "最多再延长30日" in empty and "办了以后的期限" in typed and "最多再延长" not in typed
    ahead = typed.split('id="ahead"')[1].split("<button")[0]
    assert "如何计算" in ahead and "第三十四条" in ahead
    make.act(cast, matter, "ASK_EXTENSION", "ziran", "2026-08-04", days=10, reason="情况复杂")
    head = enter("zirantou").get(f"/staff/matters/{matter.number}/steps/extend/").content.decode()
    assert head.split('id="ahead"')[1].split("<button")[0] == ahead  # what was asked for is filled in
