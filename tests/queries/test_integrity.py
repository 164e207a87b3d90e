"""Every rule of the check is silent on a sound record and speaks when the record is harmed behind the door."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.actions.filing import Person
from lianxin.models import (
    Clock,
    Document,
    Event,
    JobRun,
    Leaf,
    Link,
    Matter,
    Organ,
    Outbox,
    Posting,
    Proceeding,
    Promise,
    Recusal,
    Serial,
    Submission,
)
from lianxin.queries.findings import Finding
from lianxin.queries.integrity import DEEP, RULES
from lianxin.rules.codes import Purpose
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
AUG_24 = date(2026, 8, 24)
LATER = date(2026, 12, 1)


def against(code: str, on: date = AUG_24) -> list[Finding]:
    """What one rule finds."""
    rule = next(rule for rule in (*RULES, *DEEP) if rule.code == code)
    return list(rule.find(on))


def grave(on: date = AUG_24) -> set[str]:
    return {rule.code for rule in (*RULES, *DEEP) if rule.grave and list(rule.find(on))}


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return make.accepted(cast)


def test_a_sound_record_breaks_no_rule(cast: Cast) -> None:
    make.served(cast)
    make.routed(cast)
    lead = make.file().submission.matter
    later = make.file().submission.matter
    make.act(cast, later, "CLASSIFY", "fenban", "2026-08-04", **make.CLASSIFY)
    make.act(
        cast, later, "JOIN", "fenban", "2026-08-04", lead=lead.number, relation="DUPLICATE", reason="同一件事"
    )
    Outbox.objects.update(sent_at=moment("2026-08-21"))
    assert grave() == {"PROMISES"}  # no job has sequenced the leaves yet


def test_no_next_act_or_date_is_found(matter: Matter) -> None:
    Matter.objects.update(next_action="")
    assert [found.where for found in against("NEXT_ACT")] == [matter.number]
    Matter.objects.update(next_action="SIGN_OPINION", due_on=None)
    assert against("NEXT_ACT")
    assert against("MATTER_DATES")


def test_what_waits_to_be_decided_is_reckoned_anew_from_the_events(cast: Cast, matter: Matter) -> None:
    Matter.objects.update(asked="EXTEND")
    assert [found.where for found in against("ASKED")] == [matter.number]
    Matter.objects.update(asked="")
    make.act(cast, matter.number, "ASK_EXTENSION", "ziran", "2026-08-04", days=10, reason="需要测绘")
    make.act(cast, matter.number, "DRAFT_OPINION", "ziran", "2026-08-04", **make.OPINION)
    assert against("ASKED") == []
    Matter.objects.update(asked="CHECK_OPINION")
    assert "EXTEND CHECK_OPINION" in str(against("ASKED")[0].said)
    Matter.objects.update(asked="EXTEND CHECK_OPINION")
    make.act(cast, matter.number, "REFUSE_EXTENSION", "zirantou", "2026-08-05", reason="不复杂")
    make.act(cast, matter.number, "CHECK_OPINION", "ziran2", "2026-08-05")
    make.act(cast, matter.number, "SIGN_OPINION", "zirantou", "2026-08-06")
    assert against("ASKED") == []


def test_no_running_clock_is_found(matter: Matter) -> None:
    Clock.objects.update(stopped_on=AUG_24)
    assert [found.where for found in against("CLOCK")] == [matter.number]


def test_an_unknown_state_is_found(matter: Matter) -> None:
    Matter.objects.update(state="LOST")
    assert "LOST" in str(against("STATE")[0].said)
    assert against("COUNTS")  # nor is it counted as open or over


def test_an_owner_that_ended_is_found_and_its_heir_named(matter: Matter) -> None:
    heir = Organ.objects.get(code="37142604")
    Organ.objects.filter(code="37142602").update(valid_to=AUG_24)
    assert against("OWNER_ENDED") == []  # the last day still counts
    Organ.objects.filter(code="37142602").update(valid_to=AUG_24 - timedelta(days=1))
    assert "由谁继续" in str(against("OWNER_ENDED")[0].said)
    Organ.objects.filter(code="37142602").update(successor=heir)
    assert heir.name in str(against("OWNER_ENDED")[0].said)


def test_nobody_posted_for_the_next_act_is_found(matter: Matter) -> None:
    assert against("ORPHAN") == []
    Posting.objects.filter(organ__code="37142602", role="ORGAN_HEAD").update(valid_to=date(2026, 8, 1))
    found = against("ORPHAN")
    assert "本机关负责人" in str(found[0].said)
    assert found[0].where == matter.number


def test_a_deactivated_head_leaves_an_orphan(cast: Cast, matter: Matter) -> None:
    account = cast.account("zirantou")
    account.is_active = False
    account.save()
    assert against("ORPHAN")


def test_where_all_who_could_act_stand_aside_it_is_found(cast: Cast, matter: Matter) -> None:
    Recusal.objects.create(matter=matter, account=cast.account("ziran"), ground="亲属")
    assert against("ORPHAN") == []
    Recusal.objects.create(matter=matter, account=cast.account("zirantou"), ground="亲属")
    assert "回避" in str(against("ORPHAN")[0].said)


def test_a_handler_without_post_or_recused_is_found(cast: Cast, matter: Matter) -> None:
    make.act(cast, matter, "TAKE", "ziran", "2026-08-04", handler="ziran", no_interest=True)
    assert against("HANDLER") == []
    Recusal.objects.create(matter=matter, account=cast.account("ziran"), ground="亲属")
    assert "紫冉" in str(against("HANDLER")[0].said)
    Recusal.objects.all().delete()
    Posting.objects.filter(account__username="ziran").update(valid_to=date(2026, 8, 10))
    assert against("HANDLER")
    assert against("HANDLER", date(2026, 8, 10)) == []


@pytest.mark.parametrize("sealed", [False, True])
def test_a_handler_who_cannot_see_the_matter_is_found(cast: Cast, sealed: bool) -> None:
    purpose = Purpose.ACCUSATION if sealed else Purpose.REQUEST
    matter = make.file(purpose=purpose).submission.matter
    for username, missed in (("fenban", False), ("dengji", sealed), ("tongji", True), ("guanli", True)):
        Matter.objects.filter(pk=matter.pk).update(handler=cast.account(username))
        assert bool(against("HANDLER")) == missed, username


def test_a_sealed_matter_with_the_accused_is_found(cast: Cast) -> None:
    sealed = make.file(purpose=Purpose.ACCUSATION, complained_organ="37142600").submission.matter
    assert sealed.owner.code == "37140001"
    assert against("SEALED") == []
    for code in ("37142600", "37142601"):  # the accused itself, and the office under it
        Matter.objects.update(owner=cast.organ(code))
        assert [found.where for found in against("SEALED")] == [sealed.number]


def test_a_joined_matter_without_its_lead_is_found(cast: Cast) -> None:
    lead, later = (make.file().submission.matter for _ in range(2))
    make.act(cast, later, "CLASSIFY", "fenban", "2026-08-04", **make.CLASSIFY)
    make.act(
        cast, later, "JOIN", "fenban", "2026-08-04", lead=lead.number, relation="DUPLICATE", reason="同一件事"
    )
    assert against("JOINED") == []
    Link.objects.update(undone_at=moment("2026-08-05"))
    assert [found.where for found in against("JOINED")] == [later.number]
    assert against("COUNTS")
    Link.objects.update(undone_at=None)
    Matter.objects.filter(pk=later.pk).update(state="REGISTERED")
    assert lead.number in str(against("JOINED")[0].said)


def test_two_open_stages_are_found(cast: Cast, matter: Matter) -> None:
    assert against("STAGES") == []
    Proceeding.objects.create(
        matter=matter, kind="REVIEW", organ=matter.owner, edition="cn-2022", opened_on=AUG_24
    )
    assert "2个程序" in str(against("STAGES")[0].said)


def test_a_date_that_is_not_the_reckoned_one_is_found(matter: Matter) -> None:
    Clock.objects.filter(period="HANDLE").update(lawful_on=date(2026, 10, 20))
    assert "2026-10-20" in str(against("CLOCK_DATES")[0].said)
    assert against("MATTER_DATES")


def test_a_clock_that_cannot_be_reckoned_is_found(matter: Matter) -> None:
    Clock.objects.filter(period="HANDLE").update(extension=31)
    assert "算不出来" in str(against("CLOCK_DATES")[0].said)


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_deleted_event_is_found(matter: Matter, seq: int) -> None:
    """First, middle and last: none may be cut off."""
    row = Event.objects.get(matter=matter, seq=seq)
    Promise.objects.all().delete()
    Leaf.objects.filter(event=row).delete()
    Clock.objects.all().delete()
    Document.objects.all().delete()
    assert against("HISTORY")  # the leaf alone is missed already
    row.delete()
    assert [found.where for found in against("HISTORY")] == [matter.number]


def test_events_in_another_order_are_found(matter: Matter) -> None:
    first, second = Event.objects.filter(matter=matter, seq__in=(2, 3)).order_by("seq")
    Event.objects.filter(pk=first.pk).update(seq=9)
    Event.objects.filter(pk=second.pk).update(seq=2)
    Event.objects.filter(pk=first.pk).update(seq=3)
    assert "接不上" in str(against("HISTORY")[0].said)


def test_a_change_past_the_one_door_is_found(matter: Matter) -> None:
    Matter.objects.update(version=99)
    assert "版本号99" in str(against("HISTORY")[0].said)


def test_a_chain_written_anew_without_its_head_is_found(matter: Matter) -> None:
    Matter.objects.update(head=bytes(32))
    assert against("HISTORY")


def test_an_edited_event_is_found_by_the_deep_rule_alone(matter: Matter) -> None:
    assert against("CONTENT") == []
    row = Event.objects.get(matter=matter, seq=3)
    row.facts = {**row.facts, "reason": "另有原因"}
    row.save()
    assert against("HISTORY") == []
    assert "第3步" in str(against("CONTENT")[0].said)


def test_an_erased_salt_breaks_nothing(matter: Matter) -> None:
    Event.objects.update(salt=b"")
    assert against("HISTORY") == against("CONTENT") == []


def test_missing_numbers_are_named(cast: Cast) -> None:
    for _ in range(3):
        make.file()
    assert against("NUMBERS") == []
    Serial.objects.filter(series="submission:37142601:2026").update(last=5)
    (found,) = against("NUMBERS")
    assert (found.where, "缺4、5" in str(found.said)) == ("37142601:2026", True)


def test_numbers_that_no_register_gave_are_found(cast: Cast) -> None:
    make.file()
    Serial.objects.filter(series__startswith="submission:").delete()
    assert against("NUMBERS")


def test_a_lost_paper_is_found(matter: Matter) -> None:
    assert against("PAPERS") == []
    Document.objects.filter(kind="D09").delete()
    assert "现存0份" in str(against("PAPERS")[0].said)


def test_registrations_without_their_submission_are_found(cast: Cast) -> None:
    make.file(on="2026-08-03")
    one = make.file(on="2026-08-04").submission
    assert against("COUNTS") == []
    Submission.objects.filter(pk=one.pk).update(registered_at=moment("2026-08-03"))
    assert [found.where[-10:] for found in against("COUNTS")] == ["2026-08-03", "2026-08-04"]


def test_a_notice_that_did_not_leave_is_found(cast: Cast) -> None:
    make.file(on="2026-08-03")
    assert against("OUTBOX", date(2026, 8, 4)) == []
    assert against("OUTBOX", date(2026, 8, 6))
    Outbox.objects.update(sent_at=moment("2026-08-06"))
    assert against("OUTBOX", date(2026, 8, 6)) == []


def test_a_failed_job_is_found(db: None) -> None:
    JobRun.objects.create(job="outbox", started_at=moment("2026-08-03"), fault="磁盘已满", failures=2)
    assert "磁盘已满" in str(against("JOBS")[0].said)


def test_overdue_and_forgotten_only_ask_for_attention(matter: Matter) -> None:
    assert against("OVERDUE") == against("FORGOTTEN") == []
    assert "1件超期" in str(against("OVERDUE", LATER)[0].said)
    assert [found.where for found in against("FORGOTTEN", LATER)] == [matter.number]
    assert against("FORGOTTEN", date(2026, 10, 20)) == []  # overdue, but not for thirty days
    Matter.objects.update(changed_at=moment("2026-11-20"))
    assert against("FORGOTTEN", LATER) == []
    assert not {rule.grave for rule in RULES if rule.code in ("OVERDUE", "FORGOTTEN", "UNRATED")} - {False}


def test_the_number_of_queries_does_not_grow_with_the_store(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            for rule in RULES:
                assert rule.code == "OUTBOX" or list(rule.find(date(2026, 8, 3))) == []
        return len(asked)

    make.accepted(cast)
    few = queries()
    for _ in range(6):
        make.accepted(cast)
    assert queries() == few


def test_a_name_that_no_font_prints_is_told_by_its_character_and_not_by_its_matter(
    cast: Cast, settings
) -> None:
    assert not against("NAMES")
    for name in ("王\U000323ae", "李\U000323ae山"):
        make.file(people=(Person(name=name, phone="13812341234"),))
    (found,) = against("NAMES")
    assert found.where == "\U000323ae（U+323AE）" and found.said.values["count"] == 2
    assert str(settings.PAPERS / "fonts") in str(found.said) and "王" not in str(found.said)
    assert "NAMES" not in grave()
