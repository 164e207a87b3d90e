"""A finished file is packed whole, put on file, kept for its time, and disposed of by two people; its proofs stay."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from datetime import date

import pypdfium2
import pytest

from lianxin.actions.archives import forget, pack_due, pack_for, take_out
from lianxin.actions.attachments import add, attach
from lianxin.actions.given import Invalid
from lianxin.actions.late_texts import read_waiting
from lianxin.actions.log import sequence
from lianxin.actions.proof import prove
from lianxin.documents.package import check
from lianxin.documents.page_count import pages_sent
from lianxin.models import (
    ArchivePackage,
    Attachment,
    Document,
    Event,
    Leaf,
    Matter,
    Party,
    Reading,
    SearchText,
    Submission,
)
from lianxin.ops.ledger_check import verify_ledger
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.archives import bytes_of, package_of, place_of
from lianxin.queries.attachments import FileLost
from lianxin.queries.attachments import place_of as place_of_file
from lianxin.queries.dossier import Dossier
from lianxin.rules.attachments import WAITS
from lianxin.rules.papers import PAPERS
from lianxin.rules.retention import FOR_EVER, may_be_set, retention_of
from lianxin.web.words import translate_said
from tests import make
from tests.actions.lives import FOUR, serve, sign_opinion
from tests.cast import Cast, moment
from tests.documents.page import leaves
from tests.drawn import pdf
from tests.files import PDF, docx, letter_docx

pytestmark = pytest.mark.django_db
CLOSED_ON = "2026-10-19"
AT = moment("2026-11-20")
LATE = "2057-01-04"  # thirty full years after the year of closing


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARCHIVE = tmp_path / "attachments", tmp_path / "archive"
    settings.LOG_DIR, settings.LOG_KEYS = tmp_path / "log", tmp_path / "keys"


def finished(cast: Cast, **more: object) -> Matter:
    matter = make.served(cast, **more)
    row = add("test", "证据.pdf", PDF, at=moment("2026-08-03"))
    submission = matter.submissions.get()
    attach([row], submission, submission.matter.history.order_by("seq")[0])
    make.act(cast, matter, "CLOSE", "ziran", CLOSED_ON, **FOUR)
    return fresh(matter)


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def done_with(cast: Cast) -> Matter:
    """Nothing runs any more: executed, visited twice, the window long over."""
    matter = finished(cast)
    make.act(cast, matter, "RECORD_EXECUTION", "ziran", "2026-12-01", result="已发放", evidence="收据")
    for day in ("2026-12-02", "2027-01-15"):
        make.act(cast, matter, "FOLLOW_UP", "fenban2", day, executed="是", understood="是", hardship="无")
    matter.clocks.filter(stopped_on=None).update(stopped_on=date(2027, 1, 20))
    return fresh(matter)


def on_file(cast: Cast) -> Matter:
    matter = done_with(cast)
    pack_for(Cast(AT.date())("fenban"), matter.number, at=moment("2027-02-01"))
    make.act(cast, matter, "ARCHIVE", "fenban", "2027-02-01", handed_to="县档案馆")
    return fresh(matter)


def dispose(cast: Cast, matter: Matter, *, day: str = LATE) -> Matter:
    make.act(cast, matter, "PROPOSE_DISPOSAL", "fenban", day, reason="保管期限已满，没有继续保存的价值")
    make.act(cast, matter, "DISPOSE", "fenban2", day, reason="两人监销", sure=True)
    return fresh(matter)


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name.split("/", 1)[1]: book.read(name) for name in book.namelist()}


# ---- the package -------------------------------------------------------------------------------------------
def test_a_package_holds_the_file_and_opens_without_this_program(cast, tmp_path):
    matter = finished(cast)
    sequence(at=AT)
    package = pack_for(Cast(AT.date())("fenban"), matter.number, at=AT)
    _row, data = take_out(Cast(AT.date())("fenban"), matter.number, purpose="移交档案馆", at=AT)
    found = entries(data)
    kinds = [name for name in found if name.startswith("data/papers/")]
    assert any("D17" in name and name.endswith(".pdf") for name in kinds)
    assert any("D17" in name and name.endswith(".docx") for name in kinds)
    assert [body for name, body in found.items() if name.startswith("data/attachments/")] == [PDF]
    page = found["index.html"].decode()
    assert "<script" not in page and "http" not in page and all(name in page for name in kinds)
    assert "征地补偿款没有发放" in found["metadata.json"].decode() and found["metadata.xml"].startswith(
        b"<?xml"
    )
    assert "王秀英" in found["data/record/record.json"].decode()
    assert f"data/proof/receipt-{matter.submissions.get().number}.json" in found
    assert Reading.objects.filter(what="PACKAGE", purpose="移交档案馆").count() == 1
    place = tmp_path / "out"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        book.extractall(place)
    ran = subprocess.run(
        ["sha256sum", "-c", "manifest-sha256.txt"],
        cwd=place / matter.number,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert check(place / matter.number) == [] and package.files == len(
        [n for n in found if n.startswith("data/")]
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda home: (home / "data/record/story.txt").write_text("别的"), "data/record/story.txt 改动过"),
        (lambda home: (home / "data/record/story.txt").unlink(), "data/record/story.txt 不见了"),
        (lambda home: (home / "data/new.txt").write_text("新"), "data/new.txt 是后来放进去的"),
        (lambda home: (home / "index.html").write_text("别的"), "index.html 改动过"),
        (lambda home: (home / "manifest-sha256.txt").unlink(), "没有 manifest-sha256.txt"),
    ],
)  # fmt: skip
def test_whatever_is_changed_in_a_package_is_found(cast, tmp_path, spoil, said):
    matter = finished(cast)
    data = bytes_of(pack_for(Cast(AT.date())("fenban"), matter.number, at=AT))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        book.extractall(tmp_path / "out")
    spoil(tmp_path / "out" / matter.number)
    assert said in [translate_said(each) for each in check(tmp_path / "out")]


def test_what_is_no_package_says_so(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no")
    assert [translate_said(each) for each in check(tmp_path / "a.zip")] == ["打不开，或者不是归档包"]
    assert check(tmp_path / "none.zip")


def test_the_bytes_lie_locked_and_a_newer_packing_replaces_them(cast):
    matter = finished(cast)
    first = pack_for(Cast(AT.date())("fenban"), matter.number, at=AT)
    assert place_of(first).read_bytes()[:2] != b"PK" and bytes_of(first)[:2] == b"PK"
    assert pack_due(at=AT) == (0, [])
    make.act(cast, matter, "FOLLOW_UP", "duban", "2026-11-21", executed="是", understood="是", hardship="无")
    assert pack_due(at=moment("2026-11-22")) == (1, [])
    first.refresh_from_db()
    assert first.gone_at and package_of(matter).pk != first.pk
    with pytest.raises(FileLost):
        bytes_of(first)
    forget([package_of(matter)], at=AT)
    assert package_of(matter) is None


def test_only_who_keeps_the_file_takes_it_out_and_an_open_one_is_not_packed(cast):
    matter = finished(cast)
    pack_for(Cast(AT.date())("zirantou"), matter.number, at=AT)
    for who in ("duban", "ziran", "xianzhang"):
        with pytest.raises(NotAllowed):
            take_out(Cast(AT.date())(who), matter.number, purpose="看看", at=AT)
    with pytest.raises(NotFound):
        take_out(Cast(AT.date())("renshetou"), matter.number, purpose="看看", at=AT)
    with pytest.raises(Invalid):
        take_out(Cast(AT.date())("fenban"), matter.number, purpose=" ", at=AT)
    with pytest.raises(NotAllowed):
        pack_for(Cast(AT.date())("fenban"), make.served(cast).number, at=AT)


def test_no_name_from_behind_the_seal_is_packed(cast):
    matter = finished(cast)
    Matter.objects.filter(pk=matter.pk).update(sealed=True)
    assert pack_due(at=AT)[0] == 1
    found = entries(bytes_of(package_of(matter)))
    assert not [
        name
        for name, body in found.items()
        if "王秀英".encode() in body and name.endswith((".json", ".txt", ".html"))
    ]
    with pytest.raises(NotFound):
        take_out(Cast(AT.date())("duban"), matter.number, purpose="看看", at=AT)


def accusing(name: str) -> str:
    """The token of a letter that accuses, and that found every reader busy."""
    row = add(f"tray-{name}", name, letter_docx(make.ACCUSING, ""), at=moment("2026-08-03"))
    Attachment.objects.filter(pk=row.pk).update(text="", unread=WAITS)
    return row.token


@pytest.mark.parametrize("joined", [False, True])
def test_what_moves_behind_the_wall_after_the_packing_is_packed_no_more(
    cast, joined, django_capture_on_commit_callbacks
):
    """Red once: the package kept the file, and its record the name."""
    matter = make.accepted(cast)
    if joined:
        later = make.file(files=(accusing("收条.docx"),)).submission.matter
        lead = {"lead": matter.number, "relation": "REPEAT", "reason": "同一件事"}
        make.act(cast, later, "JOIN", "fenban", "2026-08-03", **lead)
    else:
        given = {"content": "补上收条", "files": [accusing("收条.docx")]}
        make.act(cast, matter, "SUPPLEMENT", "ziran", "2026-08-04", **given)
    sign_opinion(cast, matter, "2026-08-20")
    serve(cast, matter, "ziran", "2026-08-21")
    make.act(cast, matter, "CLOSE", "ziran", CLOSED_ON, **FOUR)
    assert pack_due(at=AT) == (1, [])
    first, place = package_of(matter), place_of(package_of(matter))
    assert any("收条.docx" in name for name in entries(bytes_of(first)))
    with django_capture_on_commit_callbacks(execute=True):
        assert list(read_waiting(at=AT))
    assert package_of(matter) is None and not place.exists()
    with pytest.raises(FileLost):
        bytes_of(ArchivePackage.objects.get(pk=first.pk))
    with pytest.raises(NotFound):
        take_out(Cast(AT.date())("fenban"), matter.number, purpose="移交", at=AT)
    assert pack_due(at=AT) == (1, [])
    packed = entries(bytes_of(package_of(matter)))
    said = "".join(packed) + "".join(body.decode("utf-8", "ignore") for body in packed.values())
    assert "收条.docx" not in said and "侵吞" not in said


def test_the_step_names_what_was_packed_and_only_what_is_whole(cast):
    matter = finished(cast)
    with pytest.raises(Invalid, match="还没有打包"):
        make.act(cast, matter, "ARCHIVE", "fenban", "2026-11-20", handed_to="县档案馆")
    package = pack_for(Cast(AT.date())("fenban"), matter.number, at=AT)
    event = make.act(cast, matter, "ARCHIVE", "fenban", "2026-11-20", handed_to="县档案馆")
    assert event.facts["shown"]["manifest"] == package.manifest
    assert Document.objects.get(event=event).kind == "D58"
    with pytest.raises(NotAllowed, match="已经归档"):
        make.act(cast, matter, "ARCHIVE", "fenban", "2026-11-20", handed_to="县档案馆")
    make.act(cast, matter, "FOLLOW_UP", "duban", "2026-11-21", executed="是", understood="是", hardship="无")
    with pytest.raises(Invalid, match="还没有打包"):  # what was packed lacks the visit
        make.act(cast, matter, "ARCHIVE", "fenban", "2026-11-22", handed_to="县档案馆")


# ---- how long ----------------------------------------------------------------------------------------------
def test_the_first_condition_that_holds_says_how_long():
    day = date(2026, 10, 19)
    assert retention_of(leader=True, result=True).last_day(day) is None
    assert retention_of(leader=True, result=False).last_day(day) == date(2036, 12, 31)
    assert retention_of(leader=False, result=True).last_day(day) == date(2056, 12, 31)
    assert retention_of(leader=False, result=True, years={"RESULT": FOR_EVER}).for_ever
    assert may_be_set("OTHER", 15) and may_be_set("OTHER", FOR_EVER) and not may_be_set("OTHER", 5)
    assert not may_be_set("LEADER", 30)


def test_a_leaders_instruction_keeps_a_file_for_ever(cast):
    matter = finished(cast)
    assert Dossier(matter, AT.date()).keep_until == date(2056, 12, 31)
    now = make.accepted(cast, on="2026-11-02")
    make.act(cast, now, "INSTRUCT", "xianzhang", "2026-11-03", to="37142602", leader="县长", instruction="抓紧办理",
             requirement="办好", due_on="2026-11-20")  # fmt: skip
    assert Dossier(fresh(now), AT.date()).keep_until is None


# ---- disposal ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("day", "said"), [("2056-12-29", "保管期限还没有满"), (LATE, "还没有归档")])
def test_a_file_within_its_time_or_not_on_file_is_not_disposed_of(cast, day, said):
    matter = on_file(cast) if day < LATE else done_with(cast)
    with pytest.raises(NotAllowed, match=said):
        make.act(cast, matter, "PROPOSE_DISPOSAL", "fenban", day, reason="期满")


def test_a_running_clock_an_open_task_and_a_hold_stop_it(cast):
    matter = on_file(cast)
    clock = matter.clocks.order_by("-pk")[0]
    stopped = clock.stopped_on
    matter.clocks.filter(pk=clock.pk).update(stopped_on=None)
    with pytest.raises(NotAllowed, match="还有期限在走"):
        make.act(cast, matter, "PROPOSE_DISPOSAL", "fenban", LATE, reason="期满")
    matter.clocks.filter(pk=clock.pk).update(stopped_on=stopped)
    make.act(cast, matter, "HOLD", "zirantou", "2030-01-04", reason="行政诉讼正在审理")
    with pytest.raises(NotAllowed, match="暂停销毁"):
        make.act(cast, matter, "PROPOSE_DISPOSAL", "fenban", LATE, reason="期满")
    make.act(cast, matter, "LIFT_HOLD", "zirantou", LATE, reason="诉讼终结")
    make.act(cast, matter, "PROPOSE_DISPOSAL", "fenban", LATE, reason="期满")
    make.act(cast, matter, "HOLD", "zirantou", LATE, reason="巡视调阅")
    with pytest.raises(NotAllowed, match="暂停销毁"):
        make.act(cast, matter, "DISPOSE", "fenban2", LATE, reason="监销", sure=True)


def test_one_person_alone_disposes_of_nothing(cast):
    matter = on_file(cast)
    with pytest.raises(NotAllowed, match="先由一个人"):
        make.act(cast, matter, "DISPOSE", "fenban", LATE, reason="监销", sure=True)
    make.act(cast, matter, "PROPOSE_DISPOSAL", "fenban", LATE, reason="期满")
    with pytest.raises(NotAllowed, match="另一个人"):
        make.act(cast, matter, "DISPOSE", "fenban", LATE, reason="监销", sure=True)
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "DISPOSE", "ziran", LATE, reason="监销", sure=True)
    with pytest.raises(Invalid):
        make.act(cast, matter, "DISPOSE", "fenban2", LATE, reason="监销")
    assert Event.objects.filter(matter=matter, salt=b"").count() == 0


def test_what_it_said_is_gone_and_that_it_was_there_stays(cast, django_capture_on_commit_callbacks):
    matter = on_file(cast)
    file = Attachment.objects.get()
    bytes_at, package = place_of_file(file.digest), place_of(package_of(matter))
    leaves = list(
        Leaf.objects.filter(event__matter=matter).order_by("pk").values_list("commitment", flat=True)
    )
    with django_capture_on_commit_callbacks() as afterwards:
        matter = dispose(cast, matter)
    assert bytes_at.exists() and package.exists()  # a disposal that is rolled back has lost nothing
    for erase in afterwards:
        erase()
    last = matter.history.order_by("-seq")[0]
    assert (matter.title, matter.disposed_on, matter.state) == ("〔已销毁〕", date(2057, 1, 4), "CLOSED")
    for event in matter.history.exclude(pk=last.pk):
        assert (event.facts, bytes(event.salt)) == ({}, b"") and event.action and event.article and event.at
    assert last.facts["reason"] == "两人监销" and last.salt
    row = matter.submissions.get()
    assert row.number and (row.text, row.as_filed, row.asked, row.query_hash) == ("", "〔已销毁〕\n", {}, "")
    assert not [
        p for p in Party.objects.filter(submission=row) if p.name or p.phone or p.name_index or p.phone_index
    ]
    assert not SearchText.objects.filter(matter=matter).exists()
    assert not bytes_at.exists() and not package.exists() and package_of(matter) is None
    assert (
        list(Leaf.objects.filter(event__matter=matter).order_by("pk").values_list("commitment", flat=True))[
            : len(leaves)
        ]
        == leaves
    )
    assert {p.kind: bool(p.body) for p in matter.papers.all()} == {
        p.kind: p.kind == "D59" for p in matter.papers.all()
    }
    proof = Document.objects.get(event=last)
    assert (
        proof.kind == "D59" and proof.body["matter_no"] == matter.number and "王秀英" not in str(proof.body)
    )
    with pytest.raises(NotAllowed, match="已按保管期限销毁"):
        make.act(cast, matter, "FOLLOW_UP", "duban", LATE, executed="是", understood="是", hardship="无")


def test_what_was_still_in_the_making_is_gone_with_it(cast):
    matter = done_with(cast)
    given = {"to": "37142602", "finding": "台账对不上", "evidence": "九份", "advice": "统一台账",
             "requirement": "书面反馈", "due_on": "2027-03-20"}  # fmt: skip
    make.act(cast, matter, "DRAFT_ADVISE_WORK", "duban", "2027-01-21", **given)
    pack_for(Cast(AT.date())("fenban"), matter.number, at=moment("2027-02-01"))
    make.act(cast, matter, "ARCHIVE", "fenban", "2027-02-01", handed_to="县档案馆")
    dispose(cast, matter)
    assert not Document.objects.filter(matter=matter, step="ADVISE_WORK").exists()


def test_the_query_code_opens_nothing_any_more(cast):
    made = make.file()
    Submission.objects.filter(pk=made.submission.pk).update(query_hash="")
    with pytest.raises(Invalid):
        prove(made.submission.number, made.query_code, client="t", at=AT)


def test_the_log_stays_sound_and_says_under_what_it_was_erased(cast):
    other, matter = make.served(cast), on_file(cast)
    matter = dispose(cast, matter)
    sequence(at=moment(LATE))
    report = verify_ledger(at=moment(LATE))
    assert [
        each for each in report.findings if each.check not in ("signature", "promise", "published", "tile")
    ] == []
    assert report.erased == matter.history.count() - 1
    assert report.disposals == {matter.history.get(action="DISPOSE").article: 1}
    Event.objects.filter(matter=other, seq=1).update(salt=b"", facts={})
    Matter.objects.filter(pk=other.pk).update(disposed_on=None)
    assert "erased" in {each.check for each in verify_ledger(at=moment(LATE)).findings}
    Matter.objects.filter(pk=other.pk).update(disposed_on=date(2057, 1, 5))
    assert other.number in {
        each.where for each in verify_ledger(at=moment(LATE)).findings if each.check == "erased"
    }


def test_a_matter_that_another_rests_on_is_not_disposed_of(cast):
    matter = on_file(cast)
    again = make.routed(cast, on="2056-11-02")
    make.act(cast, again, "RELATE", "fenban", "2056-11-03", lead=matter.submissions.get().number, relation="RELATED",
             reason="同一事项")  # fmt: skip
    with pytest.raises(Invalid, match="还在办理"):
        make.act(cast, matter, "PROPOSE_DISPOSAL", "fenban", LATE, reason="期满")


# ---- the index with pages, and the note that closes the volume ---------------------------------------------
def volume_of(data: bytes) -> list[dict[str, object]]:
    return json.loads(entries(data)["metadata.json"])["volume"]


def pages_in(data: bytes) -> int:
    return len(pypdfium2.PdfDocument(data))


def test_the_index_counts_the_pages_of_every_item_through_the_volume(cast):
    matter = finished(cast)
    data = bytes_of(pack_for(Cast(AT.date())("fenban"), matter.number, at=AT))
    found, volume = entries(data), volume_of(data)
    page = 1
    for place, row in enumerate(volume, 1):
        assert row["place"] == place
        if row["pages"]:
            assert row["page"] == page
            page += int(row["pages"])
    papers = sorted(name for name in found if name.startswith("data/papers/") and name.endswith(".pdf"))
    titles = {str(each.title) for each in PAPERS.values()}
    issued = [row for row in volume if row["title"] in titles][2:]  # after the register form and the receipt
    assert [row["pages"] for row in issued] == [pages_in(found[name]) for name in papers]
    told = json.loads(found["metadata.json"])
    assert told["pages"] == page - 1 and told["packed_by"] == cast("fenban").name
    index = found["index.html"].decode()
    assert (
        f"本卷共{len(volume)}件，{page - 1}页" in index and "<th>页号</th>" in index and "卷内备考表" in index
    )


def test_the_register_form_and_the_letter_are_the_first_items(cast):
    matter = finished(cast)
    data = bytes_of(pack_for(Cast(AT.date())("fenban"), matter.number, at=AT))
    number = matter.submissions.get().number
    first, letter, *_rest = volume_of(data)
    assert (first["title"], first["page"], letter["title"], letter["page"]) == (
        "信访事项登记表", 1, "信访人反映的内容（网上信访）", 2
    )  # fmt: skip
    found = entries(data)
    form = "".join(leaf.text for leaf in leaves(found["data/register/D01.pdf"]))
    words = "".join(leaf.text for leaf in leaves(found[f"data/register/{number}.pdf"]))
    assert "王秀英" in form and "草稿" not in form and "三亩地" in words and "请发放拖欠的征地补偿款" in words
    receipt = "".join(leaf.text for leaf in leaves(found[f"data/register/D03-{number}.pdf"]))
    assert "收件凭证" in receipt and number in receipt and cast.organ("37142601").address in receipt
    assert "登记时只交给信访人，不留存" in receipt and "草稿" not in receipt


def test_index_and_note_are_pages_that_print_and_say_what_has_no_page_number(cast):
    matter = finished(cast, title="补偿款")
    for name, data in (("清单.docx", docx()), ("两页.pdf", pdf(2))):
        row = add("more", name, data, at=moment("2026-08-03"))
        attach([row], matter.submissions.get(), matter.history.order_by("seq")[0])
    data = bytes_of(pack_for(Cast(AT.date())("fenban"), matter.number, at=AT))
    found, volume = entries(data), {row["title"]: row for row in volume_of(data)}
    assert (volume["附件：证据.pdf"]["page"], volume["附件：证据.pdf"]["no_pages"]) == (
        "",
        "页数未核",
    )  # no page in it
    assert (
        volume["附件：清单.docx"]["no_pages"]
        == volume["登记内容和办理记录"]["no_pages"]
        == "电子文件，不计页"
    )
    assert volume["附件：两页.pdf"]["pages"] == 2
    printed = {
        name: "".join(leaf.text for leaf in leaves(found[f"data/volume/{name}.pdf"]))
        for name in ("卷内目录", "卷内备考表")
    }
    for title, row in volume.items():
        assert title in printed["卷内目录"] and str(row["page"] or row["no_pages"]) in printed["卷内目录"]
    told = f"本卷共{len(volume)}件，{json.loads(found['metadata.json'])['pages']}页，另有1件页数未核"
    assert told in printed["卷内备考表"] and told in found["index.html"].decode()
    assert (
        "data/volume/卷内目录.pdf" in found["index.html"].decode()
        and "页数未核" in found["index.html"].decode()
    )


def test_the_list_handed_over_says_pages_and_who_packed_and_who_checked(cast):
    matter = finished(cast)
    pack_for(Cast(AT.date())("fenban"), matter.number, at=AT)
    event = make.act(
        cast, matter, "ARCHIVE", "fenban2", "2026-11-23", handed_to="县档案馆", remark="原件已退"
    )
    facts = Document.objects.get(event=event).body["as_issued"]["facts"]
    volume = volume_of(bytes_of(package_of(matter)))
    assert facts["items"].splitlines()[1] == f"2. 信访人反映的内容（网上信访）　{matter.number}　第2页"
    assert facts["volume_note"].startswith(f"本卷共{len(volume)}件") and facts["remark"] == "原件已退"
    assert facts["packed_by"] == f"{cast('fenban').name}　2026年11月20日"
    assert facts["checked_by"] == f"{cast('fenban2').name}　2026年11月23日"


def test_a_package_whose_bytes_are_gone_is_not_put_on_file(cast):
    matter = finished(cast)
    place_of(pack_for(Cast(AT.date())("fenban"), matter.number, at=AT)).unlink()
    with pytest.raises(Invalid, match="请重新打包"):
        make.act(cast, matter, "ARCHIVE", "fenban", "2026-11-23", handed_to="县档案馆")


def test_a_broken_or_locked_file_is_not_counted_and_a_picture_is_one_page():
    assert pages_sent("a.pdf", b"%PDF-1.7 broken") is None
    assert [pages_sent(name, b"x") for name in ("b.docx", "a.JPG", "b.png")] == [0, 1, 1]


def _pdf(catalog: bytes, pages: bytes) -> bytes:
    """A PDF of a catalogue and the root of its pages."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate((catalog, pages), 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 3\n0000000000 65535 f \n" + table + b"trailer\n<</Root 1 0 R/Size 3>>\n"
    return out + head + b"startxref\n%d\n%%%%EOF\n" % len(out)


@pytest.mark.parametrize(
    ("catalog", "pages", "counted"),
    [
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 3/Kids[]>>", None),
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 900/Kids[<</Type/Page>><</Type/Page>>]>>",
            2,
        ),
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count -5/Kids[<</Type/Page>>]>>", 1),
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>", None),
        (b"<</Type/Catalog/Pages 2 0 R>>", b"2 0 R", None),
        (b"null", b"null", None),
    ],
)
def test_pages_are_counted_and_what_a_pdf_says_of_itself_is_not_believed(catalog, pages, counted) -> None:
    """Red once: a page number was taken from /Count, which whoever sends the file can write."""
    assert pages_sent("a.pdf", _pdf(catalog, pages)) == counted
