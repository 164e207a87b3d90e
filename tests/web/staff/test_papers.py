"""Papers as files: through the wall, masked until a reason is written, and the words that were signed for ever."""

from __future__ import annotations

import re
from datetime import date
from html import escape, unescape

import pytest
from django.test import Client

from lianxin.actions.given import Invalid
from lianxin.actions.rehearsal import can_rehearse
from lianxin.documents import texts
from lianxin.documents.sheet import spoken_day
from lianxin.models import Clock, Document, Event, Leaf, Matter, Outbox, Reading, SearchText, Serial
from lianxin.queries.matter_file import matter_file, paper_page
from lianxin.queries.outbox import MOST_ATTEMPTS
from lianxin.rules.papers import PAPERS, Format
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said
from lianxin.web.staff import shown
from lianxin.web.words import translate_said
from tests import make
from tests.actions.lives import rereviewed, reviewed, serve, sign_opinion
from tests.actions.test_announcing import announce, run_out
from tests.cast import moment
from tests.documents.page import leaves

pytestmark = pytest.mark.django_db
NAME = "王秀英"


def words(answer) -> str:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return "".join(leaf.text for leaf in leaves(answer.content))


def address(paper: Document, form: str = "pdf") -> str:
    return f"/staff/matters/{paper.matter.number}/papers/{paper.pk}/paper.{form}"


def test_every_paper_of_a_life_can_be_had_as_pdf_and_word(cast, enter) -> None:
    matter, client = reviewed(cast, make.served(cast)), enter("xianfu")
    kinds = {paper.kind: paper for paper in matter.papers.all()}
    assert {"D04", "D09", "D17", "D23", "D25"} <= set(kinds)
    for paper in kinds.values():
        said = words(client.get(address(paper)))
        assert paper.number in said and paper.digest in said and "{" not in said and NAME not in said
        word = client.get(address(paper, "docx"))
        assert word.content[:2] == b"PK" and "attachment" in word["Content-Disposition"]
    assert "不服本意见的，可以自收到之日起30日内，向" in words(client.get(address(kinds["D17"])))
    assert client.get(address(kinds["D17"], "exe")).status_code == 404


def test_the_opinion_says_everything_item_by_item(cast, enter) -> None:
    paper = make.signed(cast).papers.get(kind="D17")
    said = words(enter("ziran").get(address(paper)))
    for each in (
        "请发放拖欠的征地补偿款",
        "处理结果：支持",
        "《土地管理法》第四十八条",
        "执行期限：2026年12月31日",
    ):
        assert each in said


def test_names_are_printed_only_with_a_reason_that_is_recorded(cast, enter) -> None:
    paper, client = make.accepted(cast).papers.get(kind="D09"), enter("ziran")
    assert NAME not in words(client.get(address(paper)))
    assert client.post(address(paper), {"reason": " "}).status_code == 302
    assert not Reading.objects.filter(what="REVEAL").exists()
    assert NAME in words(client.post(address(paper), {"reason": "打印送达"}))
    assert Reading.objects.get(what="REVEAL").purpose == "打印送达"


def test_a_paper_is_read_before_the_step_is_taken_and_nothing_of_it_stays(cast, enter) -> None:
    matter = make.routed(cast)
    tables = (Event, Document, Outbox, Leaf, Clock, SearchText, Serial)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    typed = {"version": matter.version, "procedure": "ORDINARY", "method": "MAIL", "preview": "yes"}
    client, url = enter("ziran"), f"/staff/matters/{matter.number}/steps/accept/"
    page = client.post(url, typed)
    told = unescape(page.content.decode())
    assert page.status_code == 200 and "预览文书" in told and 'data-draft="草稿"' in told
    assert "（待编号）" in told and "请发放拖欠的征地补偿款" in told and NAME not in told
    assert re.search(r'value="MAIL"[^>]*(checked|selected)', told)  # what was typed is kept
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    client.post(url, {name: value for name, value in typed.items() if name != "preview"})
    paper = Document.objects.get(matter=matter, kind="D09")
    kept = paper_page(cast("ziran"), matter.number, paper.pk, on=date(2026, 8, 3)).sheet
    assert all(escape(block.text) in page.content.decode() for block in kept.blocks if "\n" not in block.text)


def test_what_is_missing_is_told_before_there_is_a_preview(cast, enter) -> None:
    matter = make.routed(cast)
    page = enter("ziran").post(
        f"/staff/matters/{matter.number}/steps/accept/", {"version": matter.version, "preview": "yes"}
    )
    assert page.status_code == 422 and "data-draft" not in page.content.decode()


def test_disposal_which_no_rollback_brings_back_is_not_rehearsed() -> None:
    assert all(can_rehearse(STEPS[action]) for action in ("ACCEPT", "FORWARD", "ANNOUNCE"))
    assert not can_rehearse(STEPS["END_NOTICE"]) and not can_rehearse(STEPS["WITHDRAW_NOTICE"])
    assert not can_rehearse(STEPS["DISPOSE"]) and not can_rehearse(STEPS["CLASSIFY"])


@pytest.mark.parametrize("who", ["renshe", "zhenfu", "shenji", "guanli"])
def test_who_may_not_see_the_matter_finds_no_file(cast, enter, who) -> None:
    paper = make.accepted(cast).papers.get(kind="D09")
    for form in ("pdf", "docx"):
        assert enter(who).get(address(paper, form)).status_code in (403, 404)
        assert enter(who).post(address(paper, form), {"reason": "想看"}).status_code in (403, 404)


def test_a_draft_is_marked_as_one(cast, enter) -> None:
    matter = make.accepted(cast)
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-20", **make.OPINION)
    said = words(enter("ziran").get(address(matter.papers.get(kind="D17"))))
    assert "草稿" in said and "应当发放" in said


def test_the_petitioner_has_their_own_paper_once_it_reached_them(cast, clock) -> None:
    filed = make.file()
    mine, number = Client(headers={"accept-language": "zh-hans"}), filed.submission.number
    matter = filed.submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    sent = {"to": "37142602", "mode": "FORWARD", "reason": "属地"}
    make.act(cast, matter, "FORWARD", "fenban", "2026-08-03", **sent)
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    letter, notice = matter.papers.get(kind="D04"), matter.papers.get(kind="D09")
    url = f"/follow/{number}/papers/{notice.pk}/paper.pdf"
    assert mine.get(url).status_code == 302  # to the door that asks for the code
    mine.post("/follow/", {"number": number, "code": filed.query_code})
    said = words(mine.get(url))
    assert NAME in said and number in said and "2026年" in said
    assert mine.get(f"/follow/{number}/papers/{letter.pk}/paper.pdf").status_code == 404
    assert mine.get(url).content == mine.get(url).content


def test_what_was_signed_stays_when_the_office_changes_its_words(cast, enter, settings, tmp_path) -> None:
    first = make.accepted(cast).papers.get(kind="D09")
    settings.PAPERS = tmp_path
    (tmp_path / "texts").mkdir()
    own = texts.standard("D09").replace("决定予以受理", "现予受理")
    (tmp_path / "texts" / "D09.txt").write_text(own, "utf-8")
    second = make.accepted(cast).papers.get(kind="D09")
    client = enter("ziran")
    assert "决定予以受理" in words(client.get(address(first)))
    assert "现予受理" in words(client.get(address(second)))


def test_a_broken_wording_stops_the_step_and_says_what_is_missing(cast, settings, tmp_path) -> None:
    settings.PAPERS = tmp_path
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "D09.txt").write_text("{received_on}收到，予以受理。", "utf-8")
    matter = make.routed(cast)
    with pytest.raises(Invalid, match=r"少了.*受理告知书.*权利告知"):
        make.act(cast, matter, "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    assert Matter.objects.get(pk=matter.pk).state == "ROUTED"


def test_what_no_font_prints_is_refused_from_staff_and_spelled_from_petitioners(cast, enter) -> None:
    matter = make.routed(cast, requests=("请发放补偿款🙏",))
    with pytest.raises(Invalid, match=r"U\+1F642") as refused:
        make.act(cast, matter, "OBJECT", "ziran", "2026-08-03", reason="不归我局🙂", basis="三定方案")
    assert set(refused.value.errors) == {"reason"}  # beside the field in which it stands
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    said = words(enter("ziran").get(address(matter.papers.get(kind="D09"))))
    assert re.search(r"请发放补偿款〔U\+1F64F〕", said)


BY_HAND = {"signature", "opinion_received_on", "returned"}  # signed or filled in on paper
FOR_PEOPLE = {"petitioner", "addressee", "parties", "petitioners"}


def test_what_steps_issue_says_all_it_must(cast) -> None:
    """Every required part of every paper of a whole life, objections and extension included."""
    matter = make.routed(cast)
    make.act(
        cast,
        matter,
        "OBJECT",
        "ziran",
        "2026-08-04",
        reason="不属本局",
        basis="三定方案",
        suggested="37142604",
    )
    make.act(cast, matter, "KEEP_OBJECTION", "fenban", "2026-08-05", reason="属该局职权")
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-06", procedure="ORDINARY", method="MAIL")
    make.act(cast, matter, "ASK_MATERIAL", "ziran", "2026-08-07", missing="承包合同", by="2026-08-20")
    make.act(cast, matter, "EXTEND", "zirantou", "2026-08-10", days=10, reason="需要测绘")
    sign_opinion(cast, matter, "2026-08-20")
    serve(cast, matter, "ziran", "2026-08-21", place="前柳村", received_by="本人")
    rereviewed(cast, reviewed(cast, Matter.objects.get(pk=matter.pk)))
    papers = list(matter.papers.all())
    assert {"D04", "D07", "D08", "D09", "D13", "D16", "D17", "D23", "D25", "D26", "D27", "D50"} <= {
        p.kind for p in papers
    }
    lacking = {
        (paper.kind, part.key)
        for paper in papers
        for part in PAPERS[paper.kind].required
        if not part.each
        and part.key not in BY_HAND | FOR_PEOPLE
        and not paper.body["as_issued"]["facts"].get(part.key)
    }
    assert lacking == {("D50", "place")} & lacking


def test_why_a_notice_came_back_is_told_in_the_readers_language_and_not_as_tries_that_never_were(cast, enter):
    make.file(cast("dengji"), channel="LETTER", people=(make.Person(name=NAME, email="w@example.cn"),))
    Outbox.objects.update(channel="EMAIL", attempts=MOST_ATTEMPTS, fault="邮件被对方的服务器退回")
    client = enter("fenban")
    client.cookies["django_language"] = "en"
    page = client.get("/staff/post/").content.decode()
    assert "mail server sent it back" in page and "tried" not in page


def test_a_print_run_of_letters_is_one_file_for_who_may_read_them(cast, enter):
    person = make.Person(name=NAME, address="前柳村12号")
    make.file(cast("dengji"), channel="LETTER", people=(person,))
    pk = Outbox.objects.get().pk
    printed = enter("fenban").post("/staff/post/print/", {"pick": [pk], "form": "pdf"})
    assert (
        "前柳村12号" in words(printed)
        and NAME in words(printed)
        and "letters-" in printed["Content-Disposition"]
    )
    assert Reading.objects.get(what="LETTERS").account == cast.account("fenban")
    refused = enter("zhenban").post("/staff/post/print/", {"pick": [pk], "form": "pdf"})
    assert refused.status_code == 302 and NAME not in refused.content.decode()


def test_the_page_says_what_was_issued_whatever_becomes_of_the_request(cast, enter) -> None:
    matter, client = make.signed(cast), enter("ziran")
    for kind in ("D09", "D17"):
        paper = matter.papers.get(kind=kind)
        page = f"/staff/matters/{matter.number}/papers/{paper.pk}/"
        before = client.get(page).content.decode()
        assert "请发放拖欠的征地补偿款" in before
    line = matter.requests.get()
    line.text = "后来改写的诉求"
    line.save()
    for kind in ("D09", "D17"):
        paper = matter.papers.get(kind=kind)
        after = client.get(f"/staff/matters/{matter.number}/papers/{paper.pk}/").content.decode()
        assert "请发放拖欠的征地补偿款" in after and "后来改写的诉求" not in after
        assert "请发放拖欠的征地补偿款" in words(client.get(address(paper)))


def test_the_page_of_a_paper_reads_like_the_paper(cast, enter) -> None:
    matter, client = reviewed(cast, make.served(cast)), enter("xianfu")
    formats = set()
    for paper in matter.papers.all():
        page = client.get(f"/staff/matters/{matter.number}/papers/{paper.pk}/").content.decode()
        sheet = paper_page(cast("xianfu"), matter.number, paper.pk, on=date(2026, 12, 1)).sheet
        formats.add(sheet.format)
        body = unescape(page[page.index('<article class="paper-sheet"') : page.index("</article>")])
        blocks = [line for block in sheet.blocks for line in (block.label, *block.text.split("\n"))]
        for said in (*sheet.lines_of_title, sheet.organ, sheet.number, sheet.check, sheet.digest, *blocks):
            assert said in body
        assert spoken_day(paper.issued_on) in body
        assert f'data-format="{sheet.format.value.lower()}"' in body
    assert {Format.LETTER, Format.PLAIN, Format.FORM} <= formats


def test_a_paper_served_by_public_notice_is_served_only_when_its_days_are_over(cast) -> None:
    matter = announce(cast, make.signed(cast))

    def page(day: date) -> tuple[object, object]:
        file = matter_file(cast("ziran"), matter.number, at=moment(day.isoformat()), on=day)
        title = str(PAPERS["D17"].title)
        made = shown.file_page(file, day)
        stage = next(each["stage"] for each in made["papers"] if each["title"] == title)
        return stage, translate_said(made["next"]) if isinstance(made["next"], Said) else made["next"]

    assert page(date(2026, 9, 19)) == ("announced", "公告期至2026年9月20日（周日）")
    run_out()
    assert page(date(2026, 9, 21))[0] == "served"
