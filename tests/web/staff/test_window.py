"""The window: faults told together, paper receipts for power cuts, look-ups that leave a record."""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2
import pytest

from lianxin.models import Reading, ReservedNumber, Submission
from tests import make
from tests.web.staff.test_scans import fields

pytestmark = pytest.mark.django_db
LETTER = {
    "office": "37142601", "channel": "VISIT", "purpose": "REQUEST", "received_on": "2026-08-03",
    "persons_present": "3", "persons_concerned": "5", "content": "三亩地的补偿款没有发。",
    "people-0-role": "PETITIONER", "people-0-name": "王秀英", "requests-0": "请发放补偿款",
    "external_id": "w1", "read_back": "on",
}  # fmt: skip


def test_every_fault_is_told_at_once(enter):
    clerk = enter("dengji")
    wrong = {"received_on": "2026-02-30", "persons_present": "三", "people-0-name": "", "people-0-phone": "12",
             "content": "", "complained_organ": "没有这个局", "region": "哪里", "channel": "PIGEON"}  # fmt: skip
    page = clerk.post("/staff/register/", {**LETTER, **wrong})
    assert page.status_code == 422
    faults = set(page.context["form"].errors)
    assert faults == {"received_on", "persons_present", "people-0-name", "people-0-phone", "content",
                      "complained_organ", "region", "channel"}  # fmt: skip
    assert "没有这一天" in page.content.decode()
    assert Submission.objects.count() == 0


def test_a_receipt_of_today_is_found_again_after_the_next_registration(enter):
    clerk = enter("dengji")
    pages = [
        clerk.post("/staff/register/", {**LETTER, "external_id": mark}, follow=True) for mark in ("w1", "w2")
    ]
    first, second = Submission.objects.order_by("pk")
    listed = clerk.get("/staff/register/").content.decode()
    for row, page in zip((first, second), pages, strict=True):
        assert row.number in listed
        again = clerk.get(page.redirect_chain[-1][0])
        assert again.context["code"] == page.context["code"] and again.context["code"]
    assert enter("fenban").get(pages[0].redirect_chain[-1][0]).status_code == 404


def test_both_numbers_of_people_are_kept(enter):
    enter("dengji").post("/staff/register/", LETTER)
    row = Submission.objects.get()
    assert (row.persons_present, row.persons_concerned, row.read_back) == (3, 5, True)


SENT_ON = {"their_number": "市转〔2026〕31号", "their_due_on": "2026-09-15"}


@pytest.mark.parametrize(
    ("channel", "number", "day"),
    [
        ("SUPERIOR", "市转〔2026〕31号", "2026-09-15"),
        ("HOTLINE", "市转〔2026〕31号", "2026-09-15"),
        ("VISIT", "", "None"),
    ],
)
def test_what_an_office_sends_on_keeps_its_number_and_the_day_that_office_set(enter, channel, number, day):
    enter("dengji").post("/staff/register/", {**LETTER, **SENT_ON, "channel": channel})
    row = Submission.objects.get()
    assert (row.their_number, str(row.their_due_on)) == (number, day)


def test_a_day_that_does_not_exist_is_told_beside_the_day_the_sender_set(enter):
    page = enter("dengji").post(
        "/staff/register/", {**LETTER, "channel": "SUPERIOR", "their_due_on": "2026-02-30"}
    )
    assert page.status_code == 422 and set(page.context["form"].errors) == {"their_due_on"}


@pytest.mark.parametrize(
    ("present", "role", "guided"),
    [("4", "PETITIONER", False), ("5", "PETITIONER", True), ("30", "REPRESENTATIVE", False)],
)
def test_a_group_is_guided_to_choose_representatives_and_never_turned_away(enter, present, role, guided):
    typed = {**LETTER, "persons_present": present, "persons_concerned": present, "people-0-role": role}
    page = enter("dengji").post("/staff/register/", typed, follow=True)
    assert ("推选代表" in page.content.decode(), Submission.objects.count()) == (guided, 1)


def test_a_name_that_no_font_prints_is_said_and_never_turned_away(enter):
    clerk, rare = enter("dengji"), "\U000323ae"
    page = clerk.post("/staff/register/", {**LETTER, "people-0-name": f"王{rare}"}, follow=True)
    said = page.content.decode()
    assert f"{rare}（U+323AE）" in said and "〔U+323AE〕" in said and "文书字体文件夹" in said
    row = Submission.objects.get()
    person = f"/staff/matters/{row.matter.number}/people/{row.parties.get().pk}/"
    opened = clerk.post(person, {"reason": "核对姓名"}).content.decode()
    assert f"{rare}（U+323AE）" in opened
    assert "U+323AE" not in clerk.get(f"/staff/matters/{row.matter.number}/").content.decode()  # masked there
    clerk.post("/staff/register/", {**LETTER, "external_id": "another"}, follow=True)
    assert Submission.objects.count() == 2


def test_a_look_up_is_by_the_whole_number_and_leaves_a_record(enter):
    clerk = enter("dengji")
    clerk.post("/staff/register/", {**LETTER, "people-0-phone": "13812341234"})
    number = Submission.objects.get().number
    clerk = enter("dengji")  # a session that lists no receipts of its own
    ask = {"people-0-phone": "138 1234 1234", "look_purpose": "核对是否重复来件", "content": "补偿款",
           "external_id": "w2"}  # fmt: skip
    assert number in clerk.post("/staff/register/look-up/", ask).content.decode()
    assert (
        number
        not in clerk.post(
            "/staff/register/look-up/", {**ask, "people-0-phone": "1381234123"}
        ).content.decode()
    )
    assert number not in clerk.post("/staff/register/look-up/", {**ask, "look_purpose": " "}).content.decode()
    assert [row.what for row in Reading.objects.all()].count("LOOKUP") == 1


def test_a_look_up_needs_a_matter_in_hand_and_the_auditor_sees_what_it_was_for(enter):
    clerk = enter("dengji")
    clerk.post("/staff/register/", {**LETTER, "people-0-phone": "13812341234"})
    ask = {**LETTER, "people-0-phone": "13812341234", "look_purpose": "核对重复", "external_id": "w2"}
    for empty in ({"content": " "}, {"external_id": ""}):
        refused = clerk.post("/staff/register/look-up/", {**ask, **empty}).content.decode()
        assert "先记下这次反映的情况" in refused and not Reading.objects.filter(what="LOOKUP").exists()
    clerk.post("/staff/register/look-up/", ask)
    row = Reading.objects.get(what="LOOKUP")
    assert (row.found, row.entry, len(row.sought)) == (1, "w2", 1) and "13812341234" not in str(vars(row))
    auditor = enter("shenji")
    told = auditor.get("/staff/readings/").content.decode()
    assert "查到 1 件" in told and row.sought[0][:8] in told and "没有据此登记" in told
    clerk.post("/staff/register/", {**LETTER, "external_id": "w2"})
    assert Submission.objects.get(external_id="w2").number in auditor.get("/staff/readings/").content.decode()


def reserved(clerk, count: str = "4") -> list[ReservedNumber]:
    assert clerk.post("/staff/paper-receipts/", {"office": "37142601", "count": count}).status_code == 302
    return list(ReservedNumber.objects.all())


def test_a_block_is_reserved_and_printed_and_its_codes_are_not_kept(enter):
    clerk = enter("dengji")
    rows = reserved(clerk)
    page = clerk.get("/staff/paper-receipts/").content.decode()
    assert all(row.number in page for row in rows)
    file = clerk.get("/staff/paper-receipts/print/")
    document = pypdfium2.PdfDocument(BytesIO(file.content))
    text = "".join(each.get_textpage().get_text_range() for each in document)
    assert [text.count(row.number) for row in rows] == [2] * 4  # counterfoil and slip
    assert text.count("查询码　") == text.count("存根") == 4
    assert enter("dengji").get("/staff/paper-receipts/print/").status_code == 404  # another session
    assert enter("ziran").get("/staff/register/", {"reserved": rows[0].number}).status_code == 404


def test_a_paper_receipt_is_entered_under_its_number(enter, clock):
    clerk = enter("dengji")
    number = reserved(clerk)[0].number
    clock("2026-08-05")
    clerk = enter("dengji")
    page = clerk.get("/staff/register/", {"reserved": number})
    assert page.context["form"]["reserved"].value() == number
    paper = {**LETTER, "reserved": number, "received_on": "2026-08-04", "received_time": "9：30"}
    refused = clerk.post("/staff/register/", {**paper, "received_time": "早上"})
    assert set(refused.context["form"].errors) == {"received_time"}
    refused = clerk.post("/staff/register/", {**paper, "received_on": ""})
    assert set(refused.context["form"].errors) == {"received_on"}
    made = clerk.post("/staff/register/", paper, follow=True)
    assert "仍然有效" in made.content.decode()
    assert Submission.objects.get().number == number
    assert clerk.get("/staff/register/", {"reserved": number}).status_code == 404


def test_a_spoilt_receipt_is_voided_with_its_reason(enter):
    clerk = enter("dengji")
    number = reserved(clerk)[0].number
    page = clerk.post("/staff/paper-receipts/void/", {"number": number, "reason": ""})
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"reason"})
    page = clerk.post("/staff/paper-receipts/void/", {"number": number, "reason": "墨水打翻"}, follow=True)
    assert "墨水打翻" in page.content.decode()
    assert clerk.post("/staff/paper-receipts/void/", {"number": "1", "reason": "乱写"}).status_code == 404


@pytest.mark.parametrize("count", ["0", "61", "多", ""])
def test_the_size_of_a_block_is_refused_beside_its_field(enter, count):
    page = enter("dengji").post("/staff/paper-receipts/", {"office": "37142601", "count": count})
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"count"})


def test_only_who_registers_has_paper_receipts(enter):
    assert enter("duban").get("/staff/paper-receipts/").status_code == 403


def test_a_called_number_leads_into_the_registration(enter, client):
    clerk = enter("dengji")
    clerk.post("/staff/hall/take/", {"office": "37142601", "persons": "6"})
    wall = client.get("/hall/37142601/")
    assert "还没有叫号" in wall.content.decode()
    page = clerk.post("/staff/hall/next/", {"office": "37142601", "window": "3"}, follow=True)
    turn = page.context["called"][0]
    assert "3 号窗口" in client.get("/hall/37142601/").content.decode()
    form = clerk.post("/staff/hall/register/", {"office": "37142601", "turn": turn.pk}, follow=True).context[
        "form"
    ]
    assert [form[n].value() for n in ("persons_present", "persons_concerned", "office")] == [
        "6",
        "6",
        "37142601",
    ]
    counts = clerk.get("/staff/hall/").context["counts"]
    assert (counts.received, counts.received_persons, counts.waiting) == (1, 6, 0)
    assert clerk.get("/staff/hall/").context["window"] == "3"


def test_the_hall_refuses_in_words_beside_the_field_and_only_its_desk_enters(enter):
    clerk = enter("dengji")
    for what, typed in (("take", {"persons": "没有"}), ("next", {"window": ""})):
        page = clerk.post(f"/staff/hall/{what}/", {"office": "37142601", **typed})
        assert (page.status_code, len(page.context["errors"])) == (422, 1)
        (name, said), text = next(iter(page.context["errors"].items())), page.content.decode()
        assert re.search(
            rf'<input id="{name}"[^>]*aria-invalid="true"[^>]*>\s*<div class="error" id="{name}-error">', text
        )
        assert text.index(said) > text.index(f'for="{name}"') and f'value="{typed[name]}"' in text
        # Enter pressed in haste must not call somebody: the keyboard waits where the fault is.
        assert re.findall(r"<(?:input|button)[^>]*autofocus[^>]*>", text)[0].startswith(f'<input id="{name}"')
        assert text.count("autofocus") == 1
    assert clerk.post("/staff/hall/absent/", {"turn": "999"}).status_code == 404
    assert enter("duban").get("/staff/hall/").status_code == 403


@pytest.mark.parametrize("said", ["REQUEST", "ACCUSATION"])
def test_words_that_accuse_ask_the_clerk_once_what_they_are(enter, said):
    clerk, typed = enter("dengji"), {**LETTER, "content": make.ACCUSING}
    page = clerk.post("/staff/register/", typed)
    shown = page.content.decode()
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"purpose"})
    assert "“支书侵吞征地补偿款”" in shown and make.ACCUSING in shown
    sent = fields(shown)
    assert page.context["form"]["purpose"].value() == "" and sent["content"].strip() == make.ACCUSING
    assert clerk.post("/staff/register/", {**sent, "purpose": ""}).status_code == 422  # it must be chosen
    clerk.post("/staff/register/", {**sent, "purpose": said})
    assert Submission.objects.get().matter.sealed == (said == "ACCUSATION")
