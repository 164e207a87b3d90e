"""Numbers reserved on paper receipts: entered late, voided, raced for; nothing in numbers, clocks or log breaks."""

from __future__ import annotations

import random
from datetime import date, time

import pytest

from lianxin.actions.given import Invalid
from lianxin.actions.numbers import MOST_AT_ONCE, Blank, reserve, void
from lianxin.actions.proof import prove
from lianxin.models import Clock, Event, ReservedNumber, Submission
from lianxin.ops.ledger_check import verify_ledger
from lianxin.queries.access import NotFound
from lianxin.queries.integrity_record import number_gaps
from lianxin.queries.log_days import balances
from lianxin.queries.matter_file import matter_file
from lianxin.queries.numbers import unused
from lianxin.rules.identity import parse_number
from tests import make
from tests.cast import Cast, moment
from tests.logs import log_home, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_home")]
__all__ = ["log_home"]
OFFICE, MONDAY, TUESDAY = "37142601", "2026-08-03", "2026-08-04"


def block(
    cast: Cast, count: int = 3, *, on: str = MONDAY, who: str = "dengji", office: str = OFFICE
) -> list[Blank]:
    return reserve(cast(who), office, count, at=moment(on, 8))


def enter(
    cast: Cast, number: str, *, on: str = TUESDAY, received: str = MONDAY, **more: object
) -> Submission:
    given = {"reserved": number, "received_on": date.fromisoformat(received), "source": "window", **more}
    return make.file(cast("dengji"), on=on, **given).submission


def sound() -> tuple[int, int, int]:
    """(findings, unused, voided) as the whole check sees them, the daily one agreeing."""
    run()
    report = verify_ledger(at=moment("2026-08-06"))
    assert report.findings == []
    assert list(number_gaps(date(2026, 8, 6))) == []
    return report.count, report.reserved, report.voided


def refused(where: str, *words: str) -> pytest.RaisesExc[Invalid]:
    return pytest.raises(
        Invalid, check=lambda e: where in e.errors and all(w in str(e.errors[where]) for w in words)
    )


def test_a_block_takes_its_place_in_the_series(cast: Cast) -> None:
    before = make.file().submission.number
    blanks = block(cast)
    after = make.file().submission.number
    serials = [parse_number(n).serial for n in (before, *(blank.number for blank in blanks), after)]
    assert serials == [1, 2, 3, 4, 5]
    assert all(
        blank.query_code not in row.query_hash
        for blank, row in zip(blanks, unused(cast("dengji"), on=cast.today), strict=True)
    )
    assert sound() == (0, 3, 0)


def test_a_late_entry_keeps_number_code_and_clock_and_says_that_it_is_late(cast: Cast) -> None:
    blank = block(cast, on="2026-07-31")[0]
    row = enter(cast, blank.number, received="2026-08-01", received_time=time(9, 40))
    assert row.number == blank.number
    assert prove(blank.number, blank.query_code, client="x", at=moment(TUESDAY)).submission == row
    clock = Clock.objects.get(matter=row.matter)
    assert (row.received_on, clock.start_on, row.registered_at) == (
        date(2026, 8, 1),
        date(2026, 8, 1),
        moment(TUESDAY),
    )
    event = Event.objects.get(matter=row.matter)
    assert event.facts["paper_receipt"] == {"on": "2026-08-01", "time": "09:40"}
    told = matter_file(cast("fenban"), row.matter.number, at=moment(TUESDAY), on=date(2026, 8, 4))
    assert "停电时开出的纸质凭证" in str(told.told[0].title)
    assert sound() == (0, 2, 0)


def test_an_accusation_on_paper_is_sealed_like_any_other(cast: Cast) -> None:
    blank = block(cast)[0]
    row = enter(cast, blank.number, purpose="ACCUSATION", complained_organ="37142602")
    assert row.matter.sealed
    assert blank.number not in [each.number for each in unused(cast("dengji"), on=cast.today)]
    day = next(b for b in balances(date(2026, 8, 4)) if b.office == row.office.name)
    assert (day.filed, day.reserved, day.voided) == (0, 3, 0)  # how many were used is not told


@pytest.mark.parametrize("number", ["37142601-2026-00099-0", "37142601-2026-00001-9", "abc"])
def test_a_number_that_was_not_reserved_is_refused(cast: Cast, number: str) -> None:
    block(cast)
    with refused("reserved"):
        enter(cast, number)
    assert Submission.objects.count() == 0


def test_a_number_in_use_by_an_ordinary_filing_is_refused(cast: Cast) -> None:
    taken = make.file().submission.number
    with refused("reserved", "不是预留的"):
        enter(cast, taken)


def test_a_number_is_entered_once(cast: Cast) -> None:
    blank = block(cast)[0]
    enter(cast, blank.number, external_id="one")
    assert enter(cast, blank.number, external_id="one").number == blank.number  # a double click
    with refused("reserved", "已经补录过"):
        enter(cast, blank.number, external_id="two")
    assert Submission.objects.count() == 1


def test_another_offices_number_is_refused(cast: Cast) -> None:
    theirs = reserve(cast("dengji"), OFFICE, 1, at=moment(MONDAY))[0]
    with refused("reserved", "临水县信访局"):
        enter(cast, theirs.number, office="37142611")
    with pytest.raises(Invalid):
        reserve(cast("dengji"), "37142611", 1, at=moment(MONDAY))
    with pytest.raises(NotFound):
        void(cast("ziran"), theirs.number, "写坏", at=moment(MONDAY))


def test_days_that_cannot_be_are_refused(cast: Cast) -> None:
    blank = block(cast)[0]
    with refused("received_on", "还没有到"):
        enter(cast, blank.number, received="2026-08-05")
    with refused("received_on", "不会更早"):
        enter(cast, blank.number, received="2026-08-02")
    with refused("received_time", "还没有到"):
        enter(cast, blank.number, received=TUESDAY, received_time=time(23, 0))
    with refused("received_on", "请填写"):
        enter(cast, blank.number, received=MONDAY, received_on=None)
    assert sound() == (0, 3, 0)


def test_a_voided_number_keeps_its_reason_and_is_never_used(cast: Cast) -> None:
    blank, other, _third = block(cast)
    with refused("reason"):
        void(cast("dengji"), blank.number, "  ", at=moment(MONDAY))
    void(cast("dengji"), blank.number, "写坏了", at=moment(MONDAY))
    with refused("reserved", "写坏了"):
        enter(cast, blank.number)
    with refused("number"):
        void(cast("dengji"), blank.number, "再来", at=moment(MONDAY))
    enter(cast, other.number)
    with refused("number"):
        void(cast("dengji"), other.number, "用过的", at=moment(TUESDAY))
    assert sound() == (0, 1, 1)
    day = next(b for b in balances(date(2026, 8, 4)) if b.office.startswith("临水县信访"))
    assert (day.filed, day.reserved, day.voided) == (1, 3, 1)


def test_who_holds_a_paper_receipt_is_told_that_it_counts(cast: Cast) -> None:
    blank = block(cast)[0]
    with refused("", "纸质凭证有效"):
        prove(blank.number, blank.query_code, client="x", at=moment(MONDAY))
    with refused("", "对不上"):
        prove(blank.number, block(cast)[0].query_code, client="x", at=moment(MONDAY))


@pytest.mark.parametrize("count", [0, -1, MOST_AT_ONCE + 1])
def test_a_block_has_a_size(cast: Cast, count: int) -> None:
    with refused("count"):
        block(cast, count)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_order_numbers_are_reserved_used_and_voided_in_none_is_missing(
    cast: Cast, seed: int
) -> None:
    chance, ready = random.Random(seed), []
    used = gone = 0
    for _turn in range(25):
        match chance.choice(["block", "file", "enter", "enter", "void"]):
            case "block":
                ready += block(cast, chance.randint(1, 3))
            case "file":
                make.file()
            case "enter" if ready:
                enter(cast, ready.pop(chance.randrange(len(ready))).number)
                used += 1
            case "void" if ready:
                void(cast("dengji"), ready.pop().number, "遗失", at=moment(MONDAY))
                gone += 1
    assert sound() == (0, len(ready), gone)
    assert ReservedNumber.objects.exclude(submission=None).count() == used


def test_a_reserved_row_that_vanishes_or_lies_is_found(cast: Cast) -> None:
    _first, second, third = block(cast)
    enter(cast, second.number)
    run()
    ReservedNumber.objects.filter(number=second.number).update(number="37142601-2026-00009-0")
    assert "number" in {f.check for f in verify_ledger(at=moment("2026-08-06")).findings}
    ReservedNumber.objects.filter(number="37142601-2026-00009-0").update(number=second.number)
    ReservedNumber.objects.filter(number=third.number).delete()
    found = verify_ledger(at=moment("2026-08-06")).findings
    assert [(f.check, "缺 3" in f.message) for f in found] == [("number", True)]
    assert ["缺3" in str(f.said) for f in number_gaps(date(2026, 8, 6))] == [True]
