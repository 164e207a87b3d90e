"""What a petitioner adds on the web or over the API and reads like an accusation is filed apart (第三十条)."""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.actions import apart, attachments
from lianxin.actions.given import Invalid
from lianxin.actions.intake import Registered
from lianxin.ledger.receipt_file import dumps, loads
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Clock, Event, Matter, SearchText, Submission
from lianxin.queries import log
from lianxin.queries.access import visible
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
