"""The telephone: what is typed is kept and offered, filled in only by a key, read back, registered like all else."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.utils import timezone

from lianxin.actions import upkeep
from lianxin.models import PhoneDraft, Submission
from lianxin.models.fields import decrypt
from lianxin.queries.phone import lying
from lianxin.rules.identity import QUERY_ALPHABET, SPELT, read_aloud
from tests import make
from tests.web.staff.test_queries import queries

pytestmark = pytest.mark.django_db
NOTES = (
    "我叫王秀英，电话13812341234，家住临水县柳河镇前柳村3号。去年8月村里征了三亩地，补偿款8000元没有发。"
    "请求依法发放补偿款。请求公开分配方案。"
)
MARK = "a" * 32
CALL = {
    "office": "37142601", "channel": "PHONE", "purpose": "REQUEST", "received_on": "2026-08-03",
    "received_time": "10：05", "persons_concerned": "1", "content": NOTES, "external_id": MARK,
    "people-0-role": "PETITIONER",
}  # fmt: skip
WHOLE = {**CALL, "people-0-name": "王秀英", "requests-0": "依法发放补偿款", "read_back": "on"}


def typed(clerk, **more):
    return clerk.post("/staff/phone/notes/", {**CALL, **more}, headers={"HX-Request": "true"})


def test_notes_are_kept_as_they_are_typed_and_unreadable_in_the_database(enter):
    clerk = enter("dengji")
    answer = typed(clerk)
    assert answer.headers["HX-Replace-Url"] == f"/staff/phone/?draft={MARK}"
    typed(clerk, content=NOTES + "电话断了")
    row = PhoneDraft.objects.get()
    assert row.typed["content"].endswith("电话断了")
    raw = PhoneDraft.objects.extra(select={"raw": "typed"}).values_list("raw", flat=True).get()
    assert "王秀英".encode() not in bytes(raw) and "王秀英" in decrypt(bytes(raw))
    again = enter("dengji").get(f"/staff/phone/?draft={MARK}")  # another browser
    assert again.context["form"]["content"].value().endswith("电话断了")
    listed = enter("dengji").get("/staff/phone/").content.decode()
    assert "去年8月村里征了三亩地" in listed and "王秀英" not in listed


def test_what_is_found_is_offered_and_nothing_is_filled_in_by_itself(enter):
    page = typed(enter("dengji"))
    offered = {offer.fill for offer in page.context["offers"]}
    assert {"people-0-name=王秀英", "people-0-phone=13812341234", "requests=依法发放补偿款"} <= {
        fill.replace("请求", "") for fill in offered
    }
    assert "people-0-name" not in PhoneDraft.objects.get().typed


def test_a_key_fills_one_field_and_the_offer_goes(enter):
    clerk = enter("dengji")
    page = clerk.post("/staff/phone/", {**CALL, "fill": "people-0-phone=13812341234"})
    assert page.context["form"]["people-0-phone"].value() == "13812341234"
    assert not page.context["form"]["people-0-name"].value()
    assert "people-0-phone=13812341234" not in {offer.fill for offer in page.context["offers"]}
    page = clerk.post("/staff/phone/", {**CALL, "requests-0": "先有一项", "fill": "requests=公开分配方案"})
    assert page.context["form"]["requests-1"].value() == "公开分配方案"
    assert Submission.objects.count() == 0


def test_an_organ_found_is_filled_in_by_name_and_offered_no_more(enter):
    clerk, told = enter("dengji"), {**CALL, "content": "临水县自然资源局一直没有答复我们的申请。"}
    offers = clerk.post("/staff/phone/notes/", told).context["offers"]
    fill = next(offer.fill for offer in offers if offer.fill.startswith("complained_organ="))
    page = clerk.post("/staff/phone/", {**told, "fill": fill})
    shown = page.context["form"]["complained_organ"]
    typed_name = shown.field.widget.format_value(shown.value())
    again = clerk.post("/staff/phone/notes/", {**told, "complained_organ": typed_name})
    assert fill not in {offer.fill for offer in again.context["offers"]}


def test_the_call_is_registered_through_the_same_door_and_its_draft_goes(enter):
    clerk = enter("dengji")
    typed(clerk)
    page = clerk.post("/staff/phone/", WHOLE, follow=True)
    row = Submission.objects.get()
    assert (row.channel, row.received_time, row.read_back, row.source) == (
        "PHONE",
        time(10, 5),
        True,
        "window",
    )
    assert not PhoneDraft.objects.exists()
    assert "念给来电人听" in page.content.decode() and "1 念幺" in page.content.decode()
    assert "10:05" in clerk.get(f"/staff/matters/{row.number}/").content.decode()


def test_what_arrives_after_the_registration_is_not_kept_as_a_new_call(enter):
    clerk = enter("dengji")
    clerk.post("/staff/phone/", WHOLE)
    assert "没有存上" in typed(clerk).content.decode()
    assert not PhoneDraft.objects.exists()


def test_a_double_click_registers_once_and_another_call_under_its_mark_gets_its_own(enter):
    clerk = enter("dengji")
    for _turn in range(2):
        clerk.post("/staff/phone/", WHOLE)
    assert Submission.objects.count() == 1
    page = clerk.post("/staff/phone/", {**WHOLE, "content": "别的事", "requests-0": "别的"})
    assert (page.status_code, page.context["form"]["external_id"].value() == MARK) == (422, False)


def test_unread_back_is_refused_and_nothing_typed_is_lost(enter):
    page = enter("dengji").post("/staff/phone/", {**WHOLE, "read_back": "", "received_time": "早上"})
    assert set(page.context["form"].errors) == {"read_back", "received_time"}
    assert PhoneDraft.objects.get().typed["content"] == NOTES


def test_the_record_is_put_in_words_to_be_read_aloud(enter):
    aloud = typed(
        enter("dengji"), **{"people-0-name": "王秀英", "people-0-phone": "13812341234", "requests-0": "发放"}
    )
    said = aloud.context["aloud"]
    assert said[0] == "您是王秀英。" and "138 1234 1234" in said[1] and NOTES in said[2]
    anonymous = typed(enter("dengji"), anonymous="on").context["aloud"]
    assert "匿名" in anonymous[0]


def test_a_live_call_is_its_clerks_own_and_one_left_lying_is_the_desks(enter, clock):
    typed(enter("dengji"))
    at = f"/staff/phone/?draft={MARK}"
    assert enter("fenban").get(at).status_code == 404
    assert "没有存上" in typed(enter("fenban")).content.decode()
    clock("2026-08-04")
    assert enter("fenban").get(at).status_code == 200
    assert enter("ziran").get(at).status_code == 404  # another desk
    assert enter("dengji").get(at).status_code == 200


def drop(clerk, reason="打错了"):
    return clerk.post("/staff/phone/drop/", {"draft": MARK, "reason": reason}, follow=True)


def test_a_call_about_nothing_is_dropped_for_a_reason_by_who_may_go_on_with_it(enter):
    clerk = enter("dengji")
    typed(clerk)
    assert drop(enter("ziran")).status_code == 404
    for none in ("", "  ", "长" * 201):
        page = drop(clerk, none)
        assert "理由" in page.content.decode() or "请写明为什么不登记" in page.content.decode()
        assert page.context["form"]["content"].value() == NOTES and page.context["draft"].mark == MARK
    drop(clerk)
    row = PhoneDraft.objects.get()
    assert (row.typed, row.reason, row.dropped_by.username) == ({}, "打错了", "dengji")
    assert clerk.get(f"/staff/phone/?draft={MARK}").status_code == 404
    assert "没有登记完" not in clerk.get("/staff/phone/").content.decode()


def test_what_arrives_after_it_was_dropped_does_not_bring_it_back(enter):
    clerk = enter("dengji")
    typed(clerk)
    drop(clerk)
    assert "没有存上" in typed(clerk).content.decode()
    assert PhoneDraft.objects.get().typed == {}


def test_a_call_past_its_days_is_listed_to_be_registered_or_dropped_and_never_vanishes(
    enter, clock, settings, tmp_path
):
    settings.OFFICE_FILE = tmp_path / "office.toml"
    settings.OFFICE_FILE.write_text("[phone]\ndays = 5\n", "utf-8")
    typed(enter("dengji"))
    clock("2026-08-07")
    page = enter("dengji").get("/staff/phone/")
    assert (len(page.context["left"]), page.context["over"]) == (1, [])
    assert "最多放 5 天" in page.content.decode()
    clock("2026-09-30")
    upkeep.clear_old(at=timezone.now())
    page = enter("dengji").get("/staff/phone/")
    assert (page.context["left"], [each[0].mark for each in page.context["over"]]) == ([], [MARK])
    assert "超过 5 天没有登记完" in page.content.decode()
    [found] = lying(date(2026, 9, 30))
    assert "1个来电超过5天" in str(found.said) and "2026-08-03" in str(found.said)
    drop(enter("fenban"), "打过去没有人接")
    assert list(lying(date(2026, 9, 30))) == []


@pytest.mark.parametrize(
    "more", [{"purpose": "ACCUSATION"}, {"content": "前柳村支书侵吞征地补偿款，请查处。"}]
)
def test_an_accusation_left_lying_is_its_clerks_and_the_mail_rooms(enter, clock, more):
    typed(enter("ziran"), office="37142602", **more)
    clock("2026-08-04")
    seen = {name: enter(name).get(f"/staff/phone/?draft={MARK}").status_code for name in ("ziran", "ziran2")}
    assert seen == {"ziran": 200, "ziran2": 404}
    typed(enter("dengji"), external_id="b" * 32, **more)
    clock("2026-08-05")
    assert enter("fenban").get(f"/staff/phone/?draft={'b' * 32}").status_code == 200


@pytest.mark.parametrize("wrong", [{"external_id": "x"}, {"office": "37142603"}, {"content": "长" * 61_000}])
def test_what_cannot_be_kept_is_said_and_kept_nowhere(enter, wrong):
    assert "没有存上" in typed(enter("dengji"), **wrong).content.decode()
    assert not PhoneDraft.objects.exists()


@pytest.mark.parametrize("who", ["duban", "tongji", "shenji"])
def test_who_registers_nothing_answers_no_calls(enter, who):
    assert enter(who).get("/staff/phone/").status_code == 403
    assert typed(enter(who)).status_code == 403


def test_the_page_stays_within_fifteen_queries(enter):
    clerk = enter("dengji")
    for place in range(5):
        typed(clerk, external_id=f"{place}" * 32)
    clerk.get("/staff/phone/")
    assert len(queries(clerk, "/staff/phone/")) <= 15


@pytest.mark.parametrize("text", ["37142601-2026-00012-8", "37142601-2026-1234567-8", "A3F-7K9-M2XC"])
def test_what_is_read_aloud_is_the_whole_of_it_in_order(text):
    said = "".join(character for group in read_aloud(text) for character, _how in group)
    assert said == text.replace("-", "")


def test_every_letter_of_a_query_code_can_be_told_from_the_others_by_ear():
    letters = [character for character in QUERY_ALPHABET if character.isalpha()]
    assert set(SPELT) == set(letters)
    assert all(said.endswith(letter) for letter, said in SPELT.items())


def test_a_call_that_was_asked_about_and_left_still_has_no_purpose(enter):
    clerk, told = enter("dengji"), {**WHOLE, "content": make.ACCUSING}
    page = clerk.post("/staff/phone/", told)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"purpose"})
    again = clerk.get(f"/staff/phone/?draft={MARK}").context["form"]
    assert (again["purpose"].value(), again["asked"].value()) == ("", "1")
    clerk.post("/staff/phone/", {**told, "asked": "1"})
    assert not Submission.objects.get().matter.sealed
