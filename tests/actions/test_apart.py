"""What a petitioner adds on the web or over the API and reads like an accusation is filed apart (第三十条)."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client

from lianxin.actions import apart, attachments
from lianxin.actions.given import Invalid
from lianxin.actions.intake import Registered
from lianxin.actions.perform import perform
from lianxin.ledger.receipt_file import dumps, loads
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Clock, Document, Event, Matter, Rating, SearchText, Submission, Task
from lianxin.queries import log
from lianxin.queries.access import NotAllowed, visible
from tests import files, make
from tests.actions.lives import petitioner
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
WORDS = f"补充：{make.ACCUSING}"


def added(row: Submission, words: str = WORDS) -> object:
    matter = Matter.objects.get(pk=row.matter_id)
    return apart.take(
        matter, "SUPPLEMENT", actor=petitioner(row), at=moment("2026-08-04"), facts={"content": words}
    )


def test_it_is_filed_behind_the_wall_and_the_first_matter_stays_as_it_is(cast: Cast) -> None:
    row = make.file().submission
    before = list(Clock.objects.filter(matter=row.matter).values())
    made = added(row)
    assert isinstance(made, Registered) and made.query_code
    own = made.submission
    assert (own.held, own.matter.sealed, own.content, own.matter.title) == (True, True, "", "")
    assert WORDS in own.text and [party.name for party in own.parties.all()] == ["王秀英"]
    first = Matter.objects.get(pk=row.matter_id)
    assert (first.version, first.events) == (1, 1)
    assert list(Clock.objects.filter(matter=first).values()) == before and before
    names = ("fenban", "dengji", "duban", "xianzhang", "ziran")
    assert [name for name in names if own.matter in visible(cast(name), on=cast.today)] == ["fenban"]
    assert not SearchText.objects.filter(matter=own.matter).exists()
    assert "侵吞" not in " ".join(SearchText.objects.values_list("text", flat=True))
    assert "侵吞" not in " ".join(str(event.facts) for event in Event.objects.all())
    promise = log.promise_of(own)
    assert promise is not None
    kept = loads(dumps(log.promised(promise)))
    assert kept.promise.number == own.number and exit_code(verify(kept, Asked(log.verifiers()))) == 0


def test_the_same_words_again_are_the_same_submission_and_anothers_are_not(cast: Cast) -> None:
    row, other = make.file().submission, make.file().submission
    first, again, theirs = added(row), added(row), added(other)
    assert isinstance(first, Registered) and isinstance(again, Registered) and isinstance(theirs, Registered)
    assert (again.again, again.query_code) == (True, "") and again.submission == first.submission
    assert not theirs.again and theirs.submission != first.submission


def test_what_is_ordinary_and_what_is_added_behind_the_wall_is_added(cast: Cast) -> None:
    assert isinstance(added(make.file().submission, "另附收据一张"), Event)
    assert isinstance(added(make.file(content=make.ACCUSING).submission), Event)


def test_a_clerk_who_has_read_it_is_asked_and_their_word_stands(cast: Cast) -> None:
    matter = make.file().submission.matter
    with pytest.raises(Invalid) as asked:
        make.act(cast, matter, "SUPPLEMENT", "dengji", "2026-08-04", content=WORDS)
    assert set(asked.value.errors) == {"ordinary"} and "支书侵吞征地补偿款" in str(asked.value)
    event = make.act(cast, matter, "SUPPLEMENT", "dengji", "2026-08-04", content=WORDS, ordinary=True)
    assert event.facts["ordinary"] is True
    kept = matter.suggestions.get()  # what the machine read beside what the clerk said it is
    assert (kept.field, kept.value, kept.chosen) == ("accusation_entered", "HELD", "ORDINARY")
    assert "支书侵吞征地补偿款" in kept.text


def test_on_the_page_it_gets_a_number_of_its_own_once(cast: Cast) -> None:
    made, browser = make.file(), Client()
    number = made.submission.number
    browser.post("/follow/", {"number": number, "code": made.query_code})
    page, typed = f"/follow/{number}/supplement/", {"version": "1", "content": WORDS}
    for _press in range(2):
        assert browser.post(page, typed)["Location"] == "/petition/received/"
    own = Submission.objects.exclude(number=number).get()
    shown = browser.get("/petition/received/").content.decode()
    assert own.number in shown and f"{number} 照常办理" in shown and "检举" not in shown
    assert own.number not in browser.get(f"/follow/{number}/").content.decode()


def test_its_words_and_files_are_read_by_nobody_of_the_ordinary_desk(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = make.file().submission
    file = attachments.add("t", "证据.pdf", files.PDF, at=moment("2026-08-04"))
    facts = {"content": WORDS, "files": [file.token]}
    made = apart.take(
        Matter.objects.get(pk=row.matter_id),
        "SUPPLEMENT",
        actor=petitioner(row),
        at=moment("2026-08-04"),
        facts=facts,
    )
    assert isinstance(made, Registered)
    own, kept = made.submission, made.submission.attachments.get()
    assert (
        isinstance(added(row), Registered) and added(row).submission == own
    )  # pressed again: files are gone
    browser = Client()
    for who in ("dengji", "duban", "xianzhang", "ziran"):
        browser.force_login(cast.account(who))
        missing = browser.get("/staff/matters/37142601-2026-99999-9/").status_code
        assert browser.get(f"/staff/matters/{own.number}/").status_code == missing == 404
        for page in (
            f"/staff/matters/{own.number}/files/{kept.pk}/",
            f"/staff/matters/{row.matter.number}/files/{kept.pk}/",
        ):
            assert browser.get(page).status_code == 404
        for page in (
            "/staff/",
            "/staff/search/?q=侵吞",
            f"/staff/search/?q={own.number}",
            f"/staff/matters/{row.matter.number}/",
            "/log/",
        ):
            shown = browser.get(page).content.decode()
            assert "支书侵吞" not in shown and "证据.pdf" not in shown and f"/{own.number}/" not in shown, (
                who,
                page,
            )


def test_other_files_with_the_same_words_are_not_lost(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = make.file().submission
    first = added(row)
    file = attachments.add("t", "证据.pdf", files.PDF, at=moment("2026-08-04"))
    second = apart.take(
        Matter.objects.get(pk=row.matter_id),
        "SUPPLEMENT",
        actor=petitioner(row),
        at=moment("2026-08-04"),
        facts={"content": WORDS, "files": [file.token]},
    )
    assert isinstance(first, Registered) and isinstance(second, Registered)
    assert first.submission != second.submission and second.submission.attachments.count() == 1


# ---- other steps: they count, their accusing words lie apart ---------------------------------------------------
def asks(cast: Cast, action: str) -> Submission:
    make_ready = {"WITHDRAW": make.routed, "ASK_RECUSAL": make.routed, "ASK_HEARING": make.accepted}
    return make_ready.get(action, make.served)(cast).submissions.get()


GRADES = {"office_grade": "SATISFIED", "organ_grade": "SATISFIED"}
STEPS_WITH_WORDS = [
    ("APPLY_REVIEW", ("reason",), {}, "2026-09-01"),
    ("SAY_UNSOLVED", ("reason",), {}, "2026-09-01"),
    ("RATE", ("text",), GRADES, "2026-09-01"),
    ("ASK_RECUSAL", ("reason",), {"who": "经办人"}, "2026-08-04"),
    ("ASK_RECUSAL", ("who", "reason"), {}, "2026-08-04"),
    ("WITHDRAW", ("reason",), {"voluntary": True}, "2026-08-04"),
    ("ASK_HEARING", ("reason",), {}, "2026-08-04"),
]
each_step = pytest.mark.parametrize(("action", "fields", "more", "on"), STEPS_WITH_WORDS)


def take(row: Submission, action: str, on: str, facts: dict[str, object]) -> object:
    matter = Matter.objects.get(pk=row.matter_id)
    return apart.take(matter, action, actor=petitioner(row), at=moment(on), facts=facts)


@each_step
def test_the_step_counts_on_its_day_and_its_words_are_behind_the_wall(
    cast: Cast, action: str, fields: tuple[str, ...], more: dict[str, object], on: str
) -> None:
    row = asks(cast, action)
    made = take(row, action, on, {**dict.fromkeys(fields, WORDS), **more})
    assert isinstance(made, Registered) and made.query_code
    event = Event.objects.filter(matter=row.matter_id).latest("seq")
    assert (event.action, event.at) == (action, moment(on)) and not {*fields} & {*event.facts}
    own = made.submission
    assert (own.held, own.matter.sealed) == (True, True) and WORDS in own.text and row.number in own.text
    open_words = [
        *SearchText.objects.values_list("text", flat=True),
        *SearchText.objects.values_list("papers", flat=True),
    ]
    open_words += [str(paper.body) for paper in Document.objects.all()]
    open_words += [str(task.text) for task in Task.objects.all()] + [
        str(rating.text) for rating in Rating.objects.all()
    ]
    open_words += [str(event.facts) for event in Event.objects.all()]
    assert "侵吞" not in " ".join(open_words)


@each_step
def test_whoever_knows_the_system_reads_no_more_than_of_a_step_without_words(
    cast: Cast, action: str, fields: tuple[str, ...], more: dict[str, object], on: str
) -> None:
    """Red once: the step said that there was a statement elsewhere, which told the accused that they were accused."""
    row = asks(cast, action)
    read = []
    for facts in ({**dict.fromkeys(fields, WORDS), **more}, more):
        with transaction.atomic():
            take(row, action, on, facts)
            read.append(what_others_read(cast, row.matter.number))
            transaction.set_rollback(True)
    assert [pair for pair in zip(*read, strict=True) if pair[0] != pair[1]] == []


READERS = ("dengji", "duban", "ziran", "zirantou", "xianfu", "xianzhang")


def what_others_read(cast: Cast, number: str) -> list[str]:
    """Page of the matter, its tasks and papers, and the work list, as ordinary desks see them."""
    found, browser = [], Client()
    pages = [f"/staff/matters/{number}/", "/staff/", "/staff/tasks/"]
    pages += [f"/staff/matters/{number}/papers/{paper.pk}/" for paper in Document.objects.all()]
    for who in READERS:
        browser.force_login(cast.account(who))
        found += [line for page in pages for line in browser.get(page).content.decode().split("\n")]
    # Of keys PostgreSQL gives none twice, also after what was taken back.
    found = [re.sub(r"/(papers|tasks)/\d+", r"/\1", line) for line in found if "csrf" not in line.lower()]
    return [
        *found,
        *(str(row.body) for row in Document.objects.all()),
        *(row.text for row in Task.objects.all()),
    ]


@each_step
def test_a_clerk_who_enters_the_step_is_asked(
    cast: Cast, action: str, fields: tuple[str, ...], more: dict[str, object], on: str
) -> None:
    row = asks(cast, action)

    def enter(**answer: bool) -> Event:
        clerk, facts = Cast(moment(on).date())("dengji"), {**dict.fromkeys(fields, WORDS), **more, **answer}
        return perform(Matter.objects.get(pk=row.matter_id), action, actor=clerk, at=moment(on), facts=facts)

    with pytest.raises(Invalid) as asked:
        enter()
    assert set(asked.value.errors) == {"ordinary"}
    entered = enter(ordinary=True)
    assert all(entered.facts[field] == WORDS for field in fields)
    assert row.matter.suggestions.get(field="accusation_entered").chosen == "ORDINARY"


def test_the_same_words_in_another_step_are_another_submission(cast: Cast) -> None:
    """Red once: the second step was refused, because a number of its own words was taken."""
    row = make.accepted(cast).submissions.get()
    said = {"reason": WORDS}
    first, second = (
        apart.take(
            Matter.objects.get(pk=row.matter_id),
            action,
            actor=petitioner(row),
            at=moment("2026-08-04"),
            facts=said | more,
        )
        for action, more in (("ASK_RECUSAL", {"who": "经办人"}), ("ASK_HEARING", {}))
    )
    assert isinstance(first, Registered) and isinstance(second, Registered)
    assert first.submission != second.submission


def test_a_step_that_is_refused_files_nothing(cast: Cast) -> None:
    row = asks(cast, "APPLY_REVIEW")
    with pytest.raises((NotAllowed, Invalid)):
        apart.take(
            Matter.objects.get(pk=row.matter_id), "APPLY_REVIEW", actor=petitioner(row), at=moment("2027-03-01"),
            facts={"reason": WORDS},
        )  # fmt: skip
    assert Submission.objects.count() == 1


def test_on_the_page_the_review_is_asked_for_once_and_the_receipt_is_shown(cast: Cast) -> None:
    made, browser = make.file(), Client()
    number = made.submission.number
    browser.post("/follow/", {"number": number, "code": made.query_code})
    page, typed = f"/follow/{number}/ask_recusal/", {"version": "1", "who": "经办人", "reason": WORDS}
    for _press in range(2):
        assert browser.post(page, typed)["Location"] == "/petition/received/"
    assert Submission.objects.count() == 2
    assert Event.objects.filter(matter=made.submission.matter, action="ASK_RECUSAL").count() == 1
    shown = browser.get("/petition/received/").content.decode()
    assert "已经收到：申请回避" in shown and "检举" not in shown


def test_the_question_stands_on_the_clerks_page_only_once_it_is_asked(cast: Cast) -> None:
    row, browser = asks(cast, "ASK_RECUSAL"), Client()
    browser.force_login(cast.account("dengji"))
    page, asked = f"/staff/matters/{row.matter.number}/steps/ASK_RECUSAL/", 'name="ordinary"'
    assert asked not in browser.get(page).content.decode()
    typed = {"version": Matter.objects.get(pk=row.matter_id).version, "who": "经办人", "reason": WORDS}
    again = browser.post(page, typed)
    assert again.status_code == 422 and asked in again.content.decode() and WORDS in again.content.decode()
    assert browser.post(page, {**typed, "ordinary": "on"}).status_code == 302
