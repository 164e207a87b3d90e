"""Scanned letters from the scanner to a submission: taken once, read, corrected by a clerk, then behind its own walls."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from lianxin.actions import scans
from lianxin.actions.attachments import sweep
from lianxin.actions.filing import Filing, Person
from lianxin.actions.given import Invalid
from lianxin.documents.page_reader import PageRead
from lianxin.models import Attachment, Scan, Submission
from lianxin.queries.access import NotFound
from lianxin.queries.scans import (
    PageShown,
    fields_of,
    lying,
    pages_of,
    picture,
    picture_place,
    register_by,
    scan_for,
    text_of,
    waiting,
)
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.scans import SCANS
from lianxin.text.reading_order import Line
from tests.cast import Cast, moment
from tests.drawn import letter, pdf, saved
from tests.files import SOUND

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")
OFFICE = "37142601"
TEXT = "王秀英反映前柳村征地补偿款没有发放。\n请求依法发放补偿款。\n电话13812341234"


def page(text: str = TEXT) -> bytes:
    return saved(letter(text))


def filing(**more: object) -> Filing:
    given = {"office": OFFICE, "channel": Channel.LETTER, "purpose": Purpose.REQUEST, "title": "", "content": TEXT,
             "people": (Person(name="王秀英"),)}  # fmt: skip
    return Filing(**{**given, **more})


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the reader."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)


def test_a_letter_is_read_corrected_and_registered(cast: Cast) -> None:
    clerk = cast("dengji")
    row = scans.take([("信.jpg", page())], OFFICE, actor=clerk, at=AT).scan
    assert [done.pk for done in scans.read_waiting()] == [row.pk]
    shown = scan_for(clerk, row.pk)
    text = text_of(pages_of(shown))
    assert "".join(text.split()) == "".join(TEXT.split())
    assert fields_of(text, clerk, on=cast.today)[0].phone == "13812341234"
    assert picture(shown, 1).startswith(b"\xff\xd8")
    made = scans.register(shown, filing(), actor=clerk, at=AT)
    assert [file.name for file in Attachment.objects.filter(submission=made.submission)] == ["信.jpg"]
    kept = Scan.objects.get()
    assert (kept.state, kept.pages, kept.submission) == ("REGISTERED", {}, made.submission)
    assert not (Path(settings.MEDIA_ROOT) / "scans" / str(row.pk)).exists()
    with pytest.raises(NotFound):
        scan_for(clerk, row.pk)


def test_the_same_letter_is_taken_once_and_registered_once(cast: Cast, unread: None) -> None:
    data, clerk = page(), cast("dengji")
    first = scans.take([("a.jpg", data)], OFFICE, actor=clerk, at=AT)
    second = scans.take([("b.jpg", data)], OFFICE, actor=clerk, at=AT)
    assert (second.again, second.scan) == (True, first.scan)
    scans.register(first.scan, filing(), actor=clerk, at=AT)
    with pytest.raises(NotFound):
        scans.register(first.scan, filing(), actor=clerk, at=AT)
    assert Submission.objects.count() == 1


def test_two_pages_are_one_letter_and_stay_in_order(cast: Cast, unread: None) -> None:
    row = scans.take([("1.jpg", page("一")), ("2.jpg", page("二"))], OFFICE, actor=cast("dengji"), at=AT).scan
    list(scans.read_waiting())
    assert [one.number for one in pages_of(scan_for(cast("dengji"), row.pk))] == [1, 2]


def test_only_the_desk_that_got_it_sees_it(cast: Cast, unread: None) -> None:
    row = scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT).scan
    for name in ("ziran", "shifenban", "duban"):
        assert waiting(cast(name)) == []
        with pytest.raises(NotFound):
            scan_for(cast(name), row.pk)


def test_a_letter_that_waits_is_not_swept_away(cast: Cast, unread: None) -> None:
    scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT)
    assert sweep(at=moment("2026-09-03")) == 0
    assert Attachment.objects.count() == 1


def test_what_is_no_letter_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        scans.take([("a.jpg", page()), ("a.amr", SOUND)], OFFICE, actor=cast("dengji"), at=AT)
    assert "不是扫描的信" in str(refused.value.errors["files"])
    assert (Scan.objects.count(), Attachment.objects.count()) == (0, 0)


def test_without_the_reader_the_page_is_there_and_says_why_it_has_no_text(cast: Cast, unread: None) -> None:
    row = scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT).scan
    list(scans.read_waiting())
    row.refresh_from_db()
    assert (row.state, text_of(pages_of(row))) == ("READ", "")
    assert "没有安装" in row.fault[0]["template"] and picture(row, 1)


def test_an_empty_page_says_that_nothing_was_read(cast: Cast) -> None:
    pytest.importorskip("rapidocr")
    blank = saved(Image.new("RGB", (600, 800), "white"))
    row = scans.take([("a.jpg", blank)], OFFICE, actor=cast("dengji"), at=AT).scan
    list(scans.read_waiting())
    row.refresh_from_db()
    assert (row.state, text_of(pages_of(row)), row.unread) == ("READ", "", True)
    assert "没有读出文字" in row.fault[0]["template"] and picture(row, 1)


def test_a_letter_that_kills_its_reader_is_given_up(cast: Cast, unread: None) -> None:
    row = scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT).scan
    Scan.objects.update(tries=SCANS.tries)
    list(scans.read_waiting())
    row.refresh_from_db()
    assert row.state == "READ" and "没有完成" in row.fault[0]["template"]


class Killed(BaseException):
    """As when the machine goes down: nothing after it is done."""


def of_pages(count: int) -> bytes:
    return pdf(count, Image.new("RGB", (60, 85), "white"))


def killed_at(monkeypatch: pytest.MonkeyPatch, number: int, fault: type[BaseException] = Killed) -> None:
    """A reader that ends before it lays down this page of a letter."""
    laid_down = scans._page

    def page(row: Scan, at: int, read: PageRead) -> dict[str, object]:
        if at == number:
            raise fault
        return laid_down(row, at, read)

    monkeypatch.setattr(scans, "_page", page)


def test_a_letter_whose_reader_was_killed_goes_on_after_the_pages_that_were_read(
    cast: Cast, unread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [("1.pdf", of_pages(2)), ("2.pdf", of_pages(3))]
    row = scans.take(files, OFFICE, actor=cast("dengji"), at=AT).scan
    for number in (2, 4, 5):
        with monkeypatch.context() as patched, pytest.raises(Killed):
            killed_at(patched, number)
            list(scans.read_waiting())
        row.refresh_from_db()
        assert (row.state, len(row.pages), row.tries) == ("WAITING", number - 1, 1)
        assert pages_of(row) == []  # nobody takes a part for the whole
    with monkeypatch.context() as patched:
        again = []
        laid_down = scans._page
        patched.setattr(scans, "_page", lambda row, at, page: again.append(at) or laid_down(row, at, page))
        list(scans.read_waiting())
    row.refresh_from_db()
    assert (row.state, [one.number for one in pages_of(row)], again) == ("READ", [1, 2, 3, 4, 5], [5])
    assert all(picture(row, number) for number in range(1, 6))


def test_a_page_that_ends_its_reader_each_time_is_given_up_and_the_pages_before_it_stay(
    cast: Cast, unread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scans.take([("1.pdf", of_pages(3))], OFFICE, actor=cast("dengji"), at=AT).scan
    other = scans.take([("2.pdf", of_pages(1))], OFFICE, actor=cast("dengji"), at=AT).scan
    killed_at(monkeypatch, 2)
    with pytest.raises(Killed):
        list(scans.read_waiting())
    assert next(scans.read_waiting()) == other
    for _turn in range(SCANS.tries):
        with suppress(Killed):
            list(scans.read_waiting())
    list(scans.read_waiting())
    row.refresh_from_db()
    assert (row.state, len(pages_of(row)), row.unread) == ("READ", 1, True)
    assert "没有完成" in row.fault[0]["template"] and row.fault[0]["values"]["number"] == 2


def test_a_person_who_stops_the_reading_costs_the_letter_no_try(
    cast: Cast, unread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT).scan
    killed_at(monkeypatch, 1, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        list(scans.read_waiting())
    row.refresh_from_db()
    assert (row.state, row.tries) == ("WAITING", 0)


def test_one_whose_reader_was_killed_comes_after_the_others(cast: Cast, unread: None) -> None:
    first, second = (
        scans.take([("a.jpg", page(text))], OFFICE, actor=cast("dengji"), at=AT).scan for text in "一二"
    )
    Scan.objects.filter(pk=first.pk).update(tries=1)
    assert [row.pk for row in scans.read_waiting()] == [second.pk, first.pk]


def test_what_is_over_the_limit_of_pages_is_told_also_where_several_files_make_it_so(
    cast: Cast, unread: None
) -> None:
    files = [("1.pdf", of_pages(SCANS.pages)), ("2.pdf", of_pages(1))]
    row = scans.take(files, OFFICE, actor=cast("dengji"), at=AT).scan
    list(scans.read_waiting())
    row.refresh_from_db()
    assert len(pages_of(row)) == SCANS.pages
    assert "信太长" in row.fault[0]["template"]


READING = "import sys, fcntl; f = open(sys.argv[1], 'wb'); fcntl.flock(f, 2); print(flush=True); input()"


@pytest.fixture
def other_reader(cast: Cast, unread: None) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the only letter in hand."""
    row = scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT).scan
    place = picture_place(row, 1).with_name("turn-0")
    place.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", READING, str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline()
        yield other
        other.kill()


def test_one_under_another_readers_hand_is_left_alone(other_reader: subprocess.Popen[str]) -> None:
    assert list(scans.read_waiting()) == []
    assert not scans.read(Scan.objects.get())
    assert Scan.objects.get().tries == 0


def test_one_whose_reader_was_killed_is_taken_up_at_once(other_reader: subprocess.Popen[str]) -> None:
    other_reader.kill()
    other_reader.wait()
    assert len(list(scans.read_waiting())) == 1


def test_asked_twice_to_be_read_now_it_keeps_its_pictures(cast: Cast, unread: None) -> None:
    scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT)
    first, second = Scan.objects.get(), Scan.objects.get()
    assert scans.read(first) and scans.read(second)  # the page says of neither that another reads it
    assert picture(second, 1)


def test_a_letter_that_waits_beyond_the_period_of_routing_is_a_violation_of_its_office(
    cast: Cast, unread: None
) -> None:
    clerk = cast("dengji")
    row = scans.take([("a.jpg", page())], OFFICE, actor=clerk, at=AT).scan
    assert register_by(row) == date(2026, 8, 18)
    assert list(lying(date(2026, 8, 18))) == []
    told = list(lying(date(2026, 8, 19)))
    assert [one.where for one in told] == [row.organ.name]
    assert "有1封扫描来信过了期限没有登记" in str(told[0].said) and "2026-08-18" in str(told[0].said)
    scans.set_aside(row, "广告", actor=clerk)
    assert list(lying(date(2026, 8, 19))) == []


def test_set_aside_wants_a_reason(cast: Cast, unread: None) -> None:
    row = scans.take([("a.jpg", page())], OFFICE, actor=cast("dengji"), at=AT).scan
    with pytest.raises(Invalid):
        scans.set_aside(row, " ", actor=cast("dengji"))
    scans.set_aside(row, "是广告", actor=cast("dengji"))
    assert waiting(cast("dengji")) == []


def seen_by(row: Scan, cast: Cast, *names: str) -> set[str]:
    """Who of these is shown the letter, in the list and by its address alike."""
    found = set()
    for name in names:
        listed = row in waiting(cast(name))
        try:
            assert scan_for(cast(name), row.pk) == row and listed
            found.add(name)
        except NotFound:
            assert not listed
    return found


EVERYBODY = ("ziran", "ziran2", "dengji", "fenban", "fenban2", "shifenban", "duban")


def test_until_it_is_read_only_who_brought_it_and_the_mail_room_that_takes_accusations_see_it(
    cast: Cast, unread: None
) -> None:
    row = scans.take([("a.jpg", page())], "37142602", actor=cast("ziran"), at=AT).scan
    assert seen_by(row, cast, *EVERYBODY) == {"ziran", "dengji", "fenban", "fenban2"}
    list(scans.read_waiting())  # nobody could read it
    assert seen_by(row, cast, *EVERYBODY) == {"ziran", "dengji", "fenban", "fenban2"}
    dropped = scans.take([("b.jpg", page("别的"))], "37142602", actor=Actor(), at=AT).scan
    assert seen_by(dropped, cast, *EVERYBODY) == {
        "dengji",
        "fenban",
        "fenban2",
    }  # by a folder: nobody brought it


def test_what_is_read_and_accuses_nobody_is_its_desks(cast: Cast) -> None:
    pytest.importorskip("rapidocr")
    row = scans.take([("a.jpg", page())], "37142602", actor=cast("ziran"), at=AT).scan
    list(scans.read_waiting())
    assert seen_by(row, cast, *EVERYBODY) == {"ziran", "ziran2"}


def test_a_letter_that_accuses_is_for_the_mail_room_that_takes_accusations_and_not_who_brought_it(
    cast: Cast, unread: None
) -> None:
    row = scans.take([("a.jpg", page())], "37142602", actor=cast("ziran"), at=AT).scan
    for unsure in (False, True):  # its handlers enter letters, but may be the ones it speaks of
        Scan.objects.update(state="READ", held=True, unread=unsure)
        assert seen_by(row, cast, *EVERYBODY) == {"dengji", "fenban", "fenban2"}
    made = scans.register(
        scan_for(cast("dengji"), row.pk), filing(purpose=Purpose.ACCUSATION), actor=cast("dengji"), at=AT
    )
    assert made.submission.matter.sealed and Scan.objects.get().state == "REGISTERED"


@pytest.mark.parametrize(
    ("sure", "fault", "lost", "hidden"),
    [
        ((0.99, 0.8), [], 0, False), ((0.8, 0.7), [], 0, True), ((), [], 0, True), ((0.99,), [1], 0, True),
        ((0.99, 0.99), [], 2, False), ((0.99, 0.99), [], 3, True),
    ],
)  # fmt: skip
def test_what_is_read_badly_or_not_wholly_is_not_taken_for_harmless(
    sure: tuple[float, ...], fault: list[int], lost: int, hidden: bool
) -> None:
    lines = tuple(Line("请求发放补偿款", one, 0, 0, 9, 9) for one in sure)
    assert scans._walled([PageShown(1, 10, 10, lines, lost=lost)], whole=not fault) == (False, hidden)


@pytest.mark.parametrize(("text", "held"), [("前柳村支书侵吞征地补偿款，请查处。", True), (TEXT, False)])
def test_what_is_read_decides_who_is_shown_the_letter(cast: Cast, text: str, held: bool) -> None:
    pytest.importorskip("rapidocr")
    scans.take([("a.jpg", page(text))], OFFICE, actor=cast("dengji"), at=AT)
    list(scans.read_waiting())
    assert Scan.objects.get().held is held
