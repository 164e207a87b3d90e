"""What did not reach people by itself: undeliverable notices become letters, printed in one run, posted once."""

from __future__ import annotations

import pytest

from lianxin.actions.filing import Person
from lianxin.actions.letters import mark_posted, print_run, turn_into_letters
from lianxin.models import Event, Outbox, Reading
from lianxin.queries.outbox import MOST_ATTEMPTS, owed
from lianxin.queries.petitioner import petitioner
from lianxin.queries.post import post
from lianxin.queries.progress import progress
from lianxin.rules.codes import Channel, Purpose
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-08-04")
NO_ADDRESS = Person(name="李有田", phone="13912345678")


def letter_writer(cast: Cast) -> None:
    make.file(cast("dengji"), channel=Channel.LETTER)


def given_up() -> Outbox:
    Outbox.objects.update(attempts=MOST_ATTEMPTS, fault="号码不存在")
    return Outbox.objects.get()


def test_who_wrote_a_letter_hears_by_letter_and_no_job_sends_it(cast: Cast) -> None:
    letter_writer(cast)
    assert Outbox.objects.get().channel == "LETTER"
    assert not owed(AT).exists()
    (row,) = post(cast("fenban"), on=AT.date()).to_print
    assert "前柳村12号" not in row.address


def test_who_agreed_to_electronic_service_does_not(cast: Cast) -> None:
    person = Person(name="王秀英", phone="13812341234", address="前柳村12号", electronic=True)
    make.file(cast("dengji"), channel=Channel.LETTER, people=(person,))
    assert Outbox.objects.get().channel == "SMS"


def test_what_no_way_would_take_becomes_a_letter(cast: Cast) -> None:
    make.file()
    row = given_up()
    clerk = cast("fenban")
    assert [line.pk for line in post(clerk, on=AT.date()).undeliverable] == [row.pk]
    assert turn_into_letters(clerk, [row.pk], at=AT) == (1, 0)
    assert turn_into_letters(clerk, [row.pk], at=AT) == (0, 0)
    lists = post(clerk, on=AT.date())
    assert (len(lists.to_print), lists.undeliverable) == (1, [])


def test_without_an_address_it_stays_on_the_page(cast: Cast) -> None:
    make.file(people=(NO_ADDRESS,))
    row = given_up()
    assert turn_into_letters(cast("fenban"), [row.pk], at=AT) == (0, 1)
    assert Outbox.objects.get().channel == "PAGE"


def test_a_run_names_people_in_full_and_says_so(cast: Cast) -> None:
    letter_writer(cast)
    (letter,) = print_run(cast("fenban"), [Outbox.objects.get().pk], at=AT)
    assert (letter.name, letter.address) == ("王秀英", "前柳村12号")
    assert Reading.objects.get(what="LETTERS").matter == Outbox.objects.get().matter
    assert Outbox.objects.get().sent_at is None  # printed is not posted


def test_posting_is_a_step_of_the_matter_and_counts_once(cast: Cast) -> None:
    letter_writer(cast)
    picked = [Outbox.objects.get().pk]
    assert mark_posted(cast("fenban"), picked, at=AT) == 1
    assert mark_posted(cast("fenban"), picked, at=AT) == 0
    assert Outbox.objects.get().sent_at == AT
    event = Event.objects.get(action="POST_LETTERS")
    submission = event.matter.submissions.get()
    seen = progress(petitioner(None, "", frozenset({submission.pk})), submission.number, on=AT.date())
    assert event.at not in [
        told.at for told in seen.story
    ]  # of the office's post: the notices say it to whom they are for


def test_two_notices_of_one_person_go_in_one_letter(cast: Cast) -> None:
    matter = make.accepted(cast, channel=Channel.LETTER)
    picked = list(Outbox.objects.filter(matter=matter).values_list("pk", flat=True))
    (letter,) = print_run(cast("fenban"), picked, at=AT)
    assert len(letter.texts) == len(picked) > 1


@pytest.mark.parametrize("stranger", ["renshe", "tongji", "guanli", "zhenban"])
def test_nobody_behind_the_wall_sees_prints_or_posts(cast: Cast, stranger: str) -> None:
    letter_writer(cast)
    pk, actor = Outbox.objects.get().pk, cast(stranger)
    lists = post(actor, on=AT.date())
    assert not lists.to_print and not lists.undeliverable
    assert print_run(actor, [pk], at=AT) == []
    assert mark_posted(actor, [pk], at=AT) == 0
    given_up()
    assert turn_into_letters(actor, [pk], at=AT) == (0, 0)


def test_a_letter_about_a_sealed_matter_says_nothing(cast: Cast) -> None:
    matter = make.file(
        cast("dengji"), channel=Channel.LETTER, purpose=Purpose.ACCUSATION, complained_organ="37142602"
    ).submission.matter
    requests = [{"legal_class": "ACCUSATION"}]
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **{**make.CLASSIFY, "requests": requests})
    make.act(cast, matter, "REFER_DISCIPLINE", "fenban", "2026-08-03", to="37142609", reason="权限")
    assert post(cast("fenban"), on=AT.date()).to_print == []
    rows = post(cast("xianji"), on=AT.date()).to_print
    assert rows and not any("自然资源" in row.text or "征地" in row.text for row in rows)
    assert mark_posted(cast("xianji"), [row.pk for row in rows], at=AT) == len(rows)
