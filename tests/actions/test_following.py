"""After filing: a sealed dialogue, a paper signed for online, corrected data, a new code, a report of retaliation."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import proof
from lianxin.actions.attachments import add
from lianxin.actions.following import Retaliation, report_retaliation
from lianxin.actions.given import Invalid
from lianxin.models import Account, Link, Matter, Outbox, Party, Service, Submission
from lianxin.models.fields import blind
from lianxin.queries.access import NotAllowed, buttons, visible
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import matter_file
from lianxin.queries.petitioner import followed, petitioner
from lianxin.queries.progress import progress
from lianxin.rules.codes import Purpose
from lianxin.rules.facts import Actor
from tests import make
from tests.actions.lives import clock, fresh
from tests.actions.lives import petitioner as own
from tests.cast import CORE, Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"


# ---- the talk behind the wall -----------------------------------------------------------------------------
@pytest.fixture
def accuser(cast: Cast) -> Submission:
    made = make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602", people=(), anonymous=True)
    return made.submission


def test_question_and_answer_stay_behind_the_wall(
    cast: Cast, accuser: Submission, settings, tmp_path
) -> None:
    matter = accuser.matter
    make.act(cast, matter, "ASK_PETITIONER", "fenban", DAY, question="哪一笔补偿款？")
    settings.MEDIA_ROOT = tmp_path
    slip = add("slip", "转账.txt", b"2019", at=moment(DAY)).token
    make.act(cast, matter, "ANSWER_QUESTION", own(accuser), DAY, answer="二〇一九年第三笔", files=[slip])
    assert accuser.attachments.get().event.action == "ANSWER_QUESTION"
    told = progress(petitioner(None, "", frozenset({accuser.pk})), accuser.number, on=date(2026, 8, 3))
    assert [(each.mine, each.text) for each in told.around.talk] == [
        (False, "哪一笔补偿款？"),
        (True, "二〇一九年第三笔"),
    ]
    for username in {row.username for row in CORE.staff} - {"fenban", "fenban2"}:
        assert not visible(cast(username), on=cast.today).filter(pk=matter.pk).exists()
    file = matter_file(cast("fenban"), matter.number, at=moment(DAY), on=cast.today)
    assert "二〇一九年第三笔" in {row.text for row in file.told}
    assert not Party.objects.filter(submission=accuser).exists()
    notices = [row.text for row in Outbox.objects.filter(matter=matter)]
    assert not any("补偿款" in text or "第三笔" in text for text in notices)


def test_nobody_answers_what_was_not_asked_and_nobody_else_asks(cast: Cast, accuser: Submission) -> None:
    with pytest.raises(NotAllowed, match="现在没有问您的问题"):
        make.act(cast, accuser.matter, "ANSWER_QUESTION", own(accuser), DAY, answer="您好")
    with pytest.raises(NotAllowed, match="应当回避"):
        make.act(cast, accuser.matter, "ASK_PETITIONER", "ziran", DAY, question="你是谁")
    ordinary = make.file().submission.matter
    with pytest.raises(NotAllowed, match="只有检举控告件"):
        make.act(cast, ordinary, "ASK_PETITIONER", "fenban", DAY, question="？")


# ---- papers signed for online -----------------------------------------------------------------------------
def test_signing_online_is_service_and_opens_the_window(cast: Cast) -> None:
    matter = make.signed(cast)
    row = matter.submissions.get()
    make.act(cast, matter, "CONFIRM_RECEIPT", own(row), "2026-08-22", agree=True)
    service = Service.objects.get()
    assert (service.submission, service.method, service.effective_on) == (
        row,
        "ELECTRONIC",
        date(2026, 8, 22),
    )
    assert fresh(matter).state == "OPINION_SERVED"
    assert clock(matter, "REVIEW_APPLY").lawful_on == date(2026, 9, 21)
    with pytest.raises(NotAllowed, match="没有等您签收的文书"):
        make.act(cast, matter, "CONFIRM_RECEIPT", own(row), "2026-08-23", agree=True)


def test_without_consent_nothing_is_served(cast: Cast) -> None:
    matter = make.signed(cast)
    with pytest.raises(Invalid) as fault:
        make.act(cast, matter, "CONFIRM_RECEIPT", own(matter.submissions.get()), "2026-08-22")
    assert set(fault.value.errors) == {"agree"}
    assert not Service.objects.exists()


# ---- one's own data ---------------------------------------------------------------------------------------
def test_contact_data_are_corrected_and_found_again_and_not_written_down(cast: Cast) -> None:
    matter = make.file().submission.matter
    row = matter.submissions.get()
    make.act(cast, matter, "CORRECT_CONTACT", own(row), DAY, phone="139 0000 1111", email="wang@example.cn")
    person = row.parties.get()
    assert (person.phone, person.email, person.address) == ("13900001111", "wang@example.cn", "前柳村12号")
    assert person.phone_index == blind("phone", "13900001111")
    assert "1390000" not in str([event.facts for event in matter.history.all()])


@pytest.mark.parametrize(
    ("name", "value"), [("phone", "138****1234"), ("phone", "12"), ("email", "x"), ("phone", "")]
)
def test_masks_and_slips_are_not_written_back(cast: Cast, name: str, value: str) -> None:
    matter = make.file().submission.matter
    with pytest.raises(Invalid) as fault:
        make.act(cast, matter, "CORRECT_CONTACT", own(matter.submissions.get()), DAY, **{name: value})
    assert set(fault.value.errors) == {name}


def test_a_lost_code_is_renewed_at_the_window_and_the_old_one_dies(cast: Cast) -> None:
    made = make.file()
    row = made.submission
    event = make.act(
        cast, row.matter, "RENEW_CODE", "dengji", DAY, for_whom=row.number, identity="身份证原件"
    )
    assert proof.prove(row.number, event.handed_out, client="x", at=moment(DAY)).submission == row
    with pytest.raises(Invalid):
        proof.prove(row.number, made.query_code, client="x", at=moment(DAY))
    assert event.handed_out not in str(event.facts)
    with pytest.raises(NotAllowed):
        make.act(cast, row.matter, "RENEW_CODE", own(row), DAY, for_whom=row.number, identity="我")


def test_only_where_it_was_registered_is_a_code_renewed(cast: Cast) -> None:
    matter = make.routed(cast, to="37142611")
    row = matter.submissions.get()
    with pytest.raises(NotAllowed, match="登记这一件的机关"):
        make.act(cast, matter, "RENEW_CODE", "zhenban", DAY, for_whom=row.number, identity="身份证原件")
    offered = {step.action for step, _verdict in buttons(cast("zhenban"), Dossier(matter, cast.today))}
    assert "RENEW_CODE" not in offered
    make.act(cast, matter, "RENEW_CODE", "dengji", DAY, for_whom=row.number, identity="身份证原件")


def test_an_anonymous_code_cannot_be_renewed(cast: Cast) -> None:
    row = make.file(people=(), anonymous=True).submission
    with pytest.raises(Invalid, match="匿名的无法核对身份"):
        make.act(cast, row.matter, "RENEW_CODE", "dengji", DAY, for_whom=row.number, identity="口头")


def test_a_submission_is_put_into_an_account_once(cast: Cast) -> None:
    made, sealed = make.file(), make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    one, two = (Account.objects.create(username=name) for name in ("yi", "er"))
    how = {"client": "x", "at": moment(DAY)}
    proof.link(made.submission.number, made.query_code, actor=Actor(one.pk), **how)
    proof.link(made.submission.number, made.query_code, actor=Actor(one.pk), **how)
    assert petitioner(one.pk, "", frozenset()).submissions == {made.submission.pk}
    for other, actor in ((made, Actor(two.pk)), (sealed, Actor(one.pk))):
        with pytest.raises(Invalid, match="不能放进账号"):
            proof.link(other.submission.number, other.query_code, actor=actor, **how)


# ---- retaliation ------------------------------------------------------------------------------------------
def test_retaliation_goes_above_and_leaves_no_trace_below(cast: Cast) -> None:
    matter = make.accepted(cast)
    row = matter.submissions.get()
    file = followed(own(row), row.number, on=cast.today)
    before = (fresh(matter).version, matter.history.count())
    made = report_retaliation(
        file, Retaliation("村里停了我家的水", "某主任", key="k"), at=moment("2026-08-05")
    )
    new = made.submission.matter
    assert (
        new.sealed and new.owner.code == "37142601"
    )  # the county's office, which the bureau does not command
    assert Link.objects.get(later=new).earlier == matter
    assert (fresh(matter).version, matter.history.count()) == before
    for username in ("ziran", "ziran2", "zirantou"):
        seen = visible(cast(username), on=cast.today)
        assert seen.filter(pk=matter.pk).exists() and not seen.filter(pk=new.pk).exists()
        shown = matter_file(cast(username), matter.number, at=moment("2026-08-05"), on=cast.today)
        assert shown.linked == []
    assert Matter.objects.get(pk=new.pk).complained_of.get(account=None).organ.code == "37142602"
    assert report_retaliation(
        file, Retaliation("村里停了我家的水", "某主任", key="k"), at=moment("2026-08-05")
    ).again


def test_retaliation_by_an_office_goes_one_level_up(cast: Cast) -> None:
    row = make.file().submission  # still with the county's petition office
    made = report_retaliation(followed(own(row), row.number, on=cast.today), Retaliation("威胁我", anonymous=True, key="a"),
                              at=moment(DAY))  # fmt: skip
    assert made.submission.matter.owner.code == "37140001"
    assert made.submission.anonymous and not made.submission.parties.exists()
