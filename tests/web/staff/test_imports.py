"""Tables on the staff side: columns guessed, tried, registered in batches, refused rows handed back; only one's own."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lianxin.actions import log, sheets
from lianxin.actions.numbers import query_hash
from lianxin.ledger.receipt_file import loads
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Event, Link, Matter, SheetImport, SheetMapping, Submission
from lianxin.ops.jobs import JOBS
from lianxin.queries.clocks import asked_back
from lianxin.queries.log import newest, verifiers
from lianxin.queries.sheets import folder
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.imports import import_rules
from tests import make
from tests.cast import moment
from tests.sheets import HEAD, TICKETS, csv, xlsx

pytestmark = pytest.mark.django_db
OFFICE = "37142601"
BAD = ("G004", "2026-02-30", "孙立", "13612341234", "投诉", "没有这一天", "")
AGAIN = TICKETS[0]


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT, settings.LOG_DIR = (
        tmp_path,
        tmp_path / "log",
    )  # a log another test published is ahead


def body(answer):
    return answer.content.decode()


def bring(client, data=None, name="工单.csv", form="HOTLINE", office=OFFICE):
    file = SimpleUploadedFile(name, csv([HEAD, *TICKETS]) if data is None else data)
    return client.post("/staff/imports/", {"file": file, "form": form, "office": office})


def offered(client, url):
    """The mapping as the page offers it, ready to be sent."""
    page = body(client.get(url))
    chosen = re.findall(r'<select name="((?:column|fixed)-[a-z_]+)".*?</select>', page, re.DOTALL)
    sent = {}
    for name in chosen:
        part = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
        found = re.search(r'<option value="([^"]*)" selected', part)
        sent[name] = found[1] if found else ""
    sent["source"] = re.search(r'name="source" value="([^"]*)"', page)[1]
    return sent


def try_out(client, url, **more):
    answer = client.post(url, {**offered(client, url), **more})
    assert answer.status_code == 302, body(answer)
    return run(client, url)


def run(client, url):
    row = SheetImport.objects.get(pk=url.split("/")[-2])
    for _turn in range(row.batches + 1):
        client.post(f"{url}run/")
    row.refresh_from_db()
    return row


def numbers(row):
    return row.new + row.known + row.refused, row.new, row.known, row.refused


@pytest.mark.parametrize("data", [csv([HEAD, *TICKETS, BAD, AGAIN]), csv([HEAD, *TICKETS, BAD, AGAIN], "gb18030"),
                                  xlsx([("八月工单",), HEAD, *TICKETS, BAD, AGAIN], "A1:G1")])  # fmt: skip
def test_a_table_of_tickets_is_tried_then_registered_and_what_is_refused_comes_back(enter, data):
    clerk = enter("dengji")
    url = bring(clerk, data)["location"]
    page = body(clerk.get(url))
    assert "村口的路灯三个月不亮" in page and "前几行" in page
    row = try_out(clerk, url)
    assert (row.phase, numbers(row)) == ("TRIED", (5, 3, 1, 1))
    assert Submission.objects.count() == Event.objects.count() == 0
    assert "登记这 3 件" in body(clerk.get(url)) and "2026-02-30" in body(clerk.get(url))
    clerk.post(f"{url}start/")
    row = run(clerk, url)
    assert (row.phase, numbers(row), row.rows) == ("DONE", (5, 3, 1, 1), 5)
    lamp = Submission.objects.get(source="import:12345", external_id="G001")
    assert (lamp.channel, lamp.purpose, lamp.received_on) == (
        Channel.HOTLINE,
        Purpose.REQUEST,
        date(2026, 8, 1),
    )
    assert (lamp.their_number, lamp.their_due_on, lamp.registered_by.username) == (
        "G001",
        date(2026, 8, 10),
        "dengji",
    )
    assert Submission.objects.get(external_id="G002").purpose == Purpose.INQUIRY
    accused = Submission.objects.get(external_id="G003")
    assert accused.matter.sealed and not accused.content
    side = clerk.get(f"{url}refused.csv").content.decode("utf-8-sig").splitlines()
    assert side[1].split(",")[:3] == ["行", "原因", "工单编号"]
    assert len(side) == 3 and "2026-02-30" in side[2]


def test_who_brought_a_table_takes_its_receipts_until_it_is_cleared(enter):
    clerk = enter("dengji")
    url = bring(clerk)["location"]
    try_out(clerk, url)
    assert clerk.get(f"{url}receipts.zip").status_code == clerk.get(f"{url}receipts-0.pdf").status_code == 404
    clerk.post(f"{url}start/")
    run(clerk, url)
    page = body(clerk.get(url))
    assert f"{url}receipts.zip" in page and "打印第 1–3 件" in page
    log.sequence(at=timezone.now())
    with zipfile.ZipFile(BytesIO(b"".join(clerk.get(f"{url}receipts.zip")))) as packed:
        assert packed.testzip() is None
        told = {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}
    rows = [line.split(",") for line in told.pop("receipts.csv").splitlines()][2:]
    assert [(line[1], query_hash(line[2], line[3])) for line in rows] == [
        (row.external_id, row.query_hash) for row in Submission.objects.order_by("pk")
    ]
    note = newest().note
    for _line, mark, number, code, name in rows:
        checks = verify(loads(told[name]), Asked(verifiers(), checkpoint=note))
        assert exit_code(checks) == 0 and len(checks) == 4
        assert (number in told[name], code in told[name]) == (mark != "G003", False)
    drawn = pypdfium2.PdfDocument(clerk.get(f"{url}receipts-0.pdf").content)
    pages = [page.get_textpage().get_text_bounded() for page in drawn]
    assert [(line[2] in page, line[3] in page) for line, page in zip(rows, pages, strict=True)] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert {round(side * 25.4 / 72) for page in drawn for side in page.get_size()} == {148, 210}
    assert clerk.get(f"{url}receipts-1.pdf").status_code == 404
    assert enter("fenban").get(f"{url}receipts.zip").status_code == 404
    clerk.post(f"{url}forget/")
    assert clerk.get(f"{url}receipts.zip").status_code == clerk.get(f"{url}receipts-0.pdf").status_code == 302
    assert "receipts.zip" not in body(clerk.get(url))


def test_a_mended_side_file_comes_in_as_it_is(enter):
    clerk = enter("dengji")
    url = bring(clerk, csv([HEAD, TICKETS[0], BAD]))["location"]
    try_out(clerk, url)
    clerk.post(f"{url}start/")
    run(clerk, url)
    side = clerk.get(f"{url}refused.csv").content.decode("utf-8-sig").replace("2026-02-30", "2026-02-28")
    again = bring(clerk, side.encode("utf-8-sig"), "refused.csv")["location"]
    assert numbers(try_out(clerk, again)) == (1, 1, 0, 0)


def test_the_mapping_of_a_source_is_remembered(enter):
    clerk = enter("dengji")
    head = ("号", "谁", "说什么")
    url = bring(clerk, csv([head, ("1", "王秀英", "路灯不亮")]), "甲.csv", form="")["location"]
    told = clerk.post(url, {**offered(clerk, url), "source": "镇里"})
    assert told.status_code == 422 and "请选择“编号”在哪一列" in body(told)
    columns = {
        "column-external_id": "号",
        "column-name": "谁",
        "column-content": "说什么",
        "fixed-channel": "LETTER",
    }
    assert numbers(try_out(clerk, url, source="甲", **columns)) == (1, 1, 0, 0)
    assert SheetMapping.objects.get().columns == {"external_id": "号", "name": "谁", "content": "说什么"}
    later = bring(clerk, csv([head, ("2", "李建国", "井盖丢了")]), "甲.csv", form="")["location"]
    assert offered(clerk, later)["column-content"] == "说什么"
    assert numbers(try_out(clerk, later)) == (1, 1, 0, 0)


def test_forwards_of_a_superior_keep_their_number_and_day(enter):
    clerk = enter("dengji")
    head = ("转办文号", "信访人", "反映内容", "反馈时限")
    url = bring(
        clerk, csv([head, ("市转〔2026〕8号", "王秀英", "路灯不亮", "2026年8月20日")]), form="SUPERIOR"
    )["location"]
    try_out(clerk, url)
    clerk.post(f"{url}start/")
    run(clerk, url)
    row = Submission.objects.get()
    assert (row.channel, row.their_number, row.their_due_on) == (
        "SUPERIOR",
        "市转〔2026〕8号",
        date(2026, 8, 20),
    )
    page = body(enter("fenban").get(f"/staff/matters/{row.matter.number}/"))
    assert "市转〔2026〕8号" in page and "来源要求的期限" in page and "2026年8月20日" in page
    for desk in ("fenban", "dengji"):  # and in every list, where another office's day would else be forgotten
        assert "来源要求8月20日前答复" in body(enter(desk).get("/staff/?tab=ALL"))


def test_the_day_of_a_forward_that_was_put_to_an_earlier_matter_stands_with_that_one(enter, cast):
    """Red once: the day was in no list, for what is put together is listed once."""
    lead = make.accepted(cast)
    for day in ("2026-08-25", "2026-08-20"):
        later = make.file(channel=Channel.SUPERIOR, their_due_on=date.fromisoformat(day)).submission.matter
        told = {"lead": lead.number, "relation": "REPEAT", "reason": "同一件事"}
        make.act(cast, later, "JOIN", "fenban", "2026-08-03", **told)
    assert "来源要求8月20日前答复" in body(enter("fenban").get("/staff/?tab=ALL"))
    assert asked_back([lead.pk]) == {lead.pk: date(2026, 8, 20)}
    Link.objects.update(undone_at=moment("2026-08-04"))
    assert asked_back([lead.pk]) == {}


@pytest.mark.parametrize(("form", "head"), [
    ("HOTLINE", HEAD), ("SUPERIOR", ("转办文号", "收到日期", "信访人", "联系电话", "类别", "反映内容", "反馈时限")),
])  # fmt: skip
def test_a_row_that_reads_like_an_accusation_is_sealed_and_the_page_says_so(enter, form, head):
    clerk = enter("ziran")  # a handler of the office it speaks of may bring it, and sees it no more
    words = "自然资源局科长收受好处，把宅基地批给了亲戚。"
    rows = [TICKETS[0], ("G009", "2026-08-02", "孙立", "13612341234", "投诉", words, "")]
    url = bring(clerk, csv([head, *rows]), form=form, office="37142602")["location"]
    row = try_out(clerk, url)
    assert (numbers(row), row.held) == ((2, 2, 0, 0), 1)
    assert "其中 1 件读起来像检举控告" in body(clerk.get(url))
    clerk.post(f"{url}start/")
    assert run(clerk, url).held == 1
    matter = Matter.objects.get(sealed=True)
    for name, status in (("ziran", 404), ("ziran2", 404), ("fenban", 200)):
        assert enter(name).get(f"/staff/matters/{matter.number}/").status_code == status


def test_tickets_without_a_name_are_registered_as_anonymous_and_the_page_says_so(enter):
    clerk = enter("dengji")
    rows = [
        (f"N{n}", "2026-08-01", name, phone, "投诉", f"第{n}件事情说的是路灯", "")
        for n, (name, phone) in enumerate((("王秀英", ""), ("", "13612341234"), ("匿名", ""), ("—", "")))
    ]
    url = bring(clerk, csv([HEAD, *rows]))["location"]
    row = try_out(clerk, url)
    assert (numbers(row), row.unnamed) == ((4, 4, 0, 0), 3)
    assert "其中 3 件没有写真实姓名" in body(clerk.get(url))
    clerk.post(f"{url}start/")
    run(clerk, url)
    found = {row.external_id: row for row in Submission.objects.all()}
    assert [found[f"N{n}"].anonymous for n in range(4)] == [False, True, True, True]
    assert found["N1"].parties.get().phone == "13612341234"
    assert {party.name for n in (1, 2, 3) for party in found[f"N{n}"].parties.all()} == {""}


def test_stopped_in_the_middle_a_job_goes_on_and_nothing_comes_twice(enter, clock):
    clerk = enter("dengji")
    rows = [(f"N{n}", "2026-08-01", "王秀英", "", "投诉", f"第{n}件事情说的是路灯", "") for n in range(7)]
    data = csv([HEAD, *rows])
    object.__setattr__(import_rules().limits, "batch", 2)
    try:
        url = bring(clerk, data)["location"]
    finally:
        object.__setattr__(import_rules().limits, "batch", 50)
    row = try_out(clerk, url)
    assert row.batches == 4
    clerk.post(f"{url}start/")
    clerk.post(f"{url}run/")
    assert Submission.objects.count() == 2
    assert sheets.go_on(at=timezone.now()) == 0  # its page is still at it
    clock("2026-08-04")
    assert "3" in str(JOBS["imports"].run(timezone.now()))
    row.refresh_from_db()
    assert (row.phase, numbers(row), Submission.objects.count()) == ("DONE", (7, 7, 0, 0), 7)
    clerk.post(f"{url}run/")
    assert Submission.objects.count() == 7


def test_what_cannot_be_read_is_refused_beside_the_field(enter):
    clerk = enter("dengji")
    told = bring(clerk, b"%PDF-1.7 no table", "表.xlsx")
    assert told.status_code == 422 and "这是PDF" in body(told)
    assert clerk.post("/staff/imports/", {"office": OFFICE}).status_code == 422
    assert "您所在的机关" in body(bring(clerk, office="37142602"))
    assert "只有表头" in body(bring(clerk, csv([HEAD])))
    assert SheetImport.objects.count() == 0 and not list(folder("x").parent.glob("*"))


def test_headings_of_two_lines_are_mapped_and_each_reason_counts_its_own_rows(enter):
    heads = (
        ("工单编号", "来电人信息", "", "诉求内容", "派单时间", "办结时限"),
        ("", "来电人", "联系电话", "", "", ""),
    )
    rows = [
        ("G1", "王秀英", 13812341234, "路灯不亮", 46237, 46250),
        ("G2", "李建国", "", "井盖丢了", "前天", "明天"),
    ]
    client = enter("dengji")
    url = bring(client, xlsx([*heads, *rows], "B1:C1", "A1:A2"), "台账.xlsx").url
    row = try_out(client, url)
    assert (row.rows, row.new, row.refused) == (2, 1, 1)
    assert row.columns["name"] == "来电人" and row.columns["phone"] == "联系电话"
    assert [one["count"] for one in row.reasons] == [1, 1]


def test_a_cell_that_is_too_long_is_a_refused_row(enter):
    clerk = enter("dengji")
    url = bring(clerk, csv([HEAD, ("L", "2026-08-01", "王秀英", "", "投诉", "长" * 100_000, "")]))["location"]
    row = try_out(clerk, url)
    assert numbers(row) == (1, 0, 0, 1) and "最多20000字" in body(clerk.get(url))


def test_nobody_sees_anothers_table_and_who_registers_nothing_has_no_door(enter):
    url = bring(enter("dengji"))["location"]
    other = enter("fenban2")
    for path in (url, f"{url}refused.csv"):
        assert other.get(path).status_code == 404
    for path in ("run", "start", "forget"):
        assert other.post(f"{url}{path}/").status_code == 404
    assert "工单.csv" not in body(other.get("/staff/imports/"))
    assert enter("shenji").get("/staff/imports/").status_code == 403


def test_rows_lie_locked_and_are_cleared(enter, clock, cast):
    clerk = enter("dengji")
    url = bring(clerk)["location"]
    row = SheetImport.objects.get()
    kept = list(folder(row.token).iterdir())
    assert kept and "路灯".encode() not in b"".join(path.read_bytes() for path in kept)
    assert sheets.clear_old(at=moment("2026-08-10")) == 0
    assert sheets.clear_old(at=moment("2026-08-20")) == 1
    assert not folder(row.token).exists()
    assert "已经清除" in body(clerk.get(url))
    assert clerk.post(f"{url}run/").status_code == 302
    clerk.post(f"{url}forget/")
    assert SheetImport.objects.count() == 0 and Matter.objects.count() == 0


X = ("2026-08-01", "孙立", "13612341234", "投诉")
OTHER = ("G001", *X, "同一个编号，别的话", "")
ODD = {
    "other words": [TICKETS[0], OTHER],
    "other words, far below": [TICKETS[0], *(((f"H{n:03d}"), *X, f"第{n}件", "") for n in range(7)), OTHER],
    "refused first, then right": [("G001", "2026-02-30", *X[1:], "没有这一天", ""), OTHER],
    "refused first, then right, far below": [("G001", "2026-02-30", *X[1:], "没有这一天", ""), *TICKETS[1:],
                                             *((f"H{n:03d}", *X, f"第{n}件", "") for n in range(5)), OTHER],
    "three times, two words": [TICKETS[0], OTHER, TICKETS[0], OTHER, TICKETS[1], TICKETS[0]],
    "three times, far apart": [TICKETS[0], TICKETS[1], TICKETS[2], OTHER, TICKETS[0], OTHER, TICKETS[0]],
    "spaces about the number": [TICKETS[0], TICKETS[1], TICKETS[2], (" G001 ", *TICKETS[0][1:])],
}  # fmt: skip


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
@pytest.mark.parametrize("size", [3, 100])
def test_the_rehearsal_counts_what_the_run_will(enter, monkeypatch, rows, size):
    limits = replace(import_rules().limits, batch=size)
    monkeypatch.setattr(sheets, "import_rules", lambda: replace(import_rules(), limits=limits))
    clerk = enter("dengji")
    url = bring(clerk, csv([HEAD, *rows]))["location"]
    tried = numbers(try_out(clerk, url))
    clerk.post(f"{url}start/")
    assert numbers(run(clerk, url)) == tried


def test_places_and_organs_are_read_by_name_as_tables_write_them(enter, cast):
    head = ("工单编号", "来电时间", "来电人", "联系电话", "诉求标题", "诉求内容", "问题属地", "被反映单位")
    rows = [
        (
            "N1",
            "2026-08-01",
            "王秀英",
            "13812341234",
            "路灯不亮",
            "村口的路灯三个月不亮",
            "柳河镇",
            "柳河镇人民政府",
        ),
        ("N2", "2026-08-01", "李建国", "13912341234", "水管漏水", "水管漏水没人修", "临水县柳河镇", ""),
        ("N3", "2026-08-01", "赵敏", "13712341234", "噪音", "夜里施工", "371426101", "37142610"),
        ("N4", "2026-08-01", "孙立", "13612341234", "占道", "占道经营", "桃花源", ""),
    ]
    clerk = enter("dengji")
    url = bring(clerk, csv([head, *rows]))["location"]
    row = try_out(clerk, url)
    assert numbers(row) == (4, 3, 0, 1)
    page = body(clerk.get(url))
    assert "桃花源" in page and "只有一处叫这个名字的地名" in page
    clerk.post(f"{url}start/")
    run(clerk, url)
    made = {each.external_id: each.matter for each in Submission.objects.select_related("matter")}
    assert [made[mark].region_id for mark in ("N1", "N2", "N3")] == ["371426101"] * 3
    assert [made[mark].title for mark in ("N1", "N2")] == ["路灯不亮", "水管漏水"]
    town = cast.organ("37142610").pk
    assert [sorted(row.organ_id for row in made[mark].complained_of.all()) for mark in ("N1", "N3")] == [
        [town],
        [town],
    ]
