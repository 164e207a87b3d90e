"""Numbers: no gap, no repeat, whoever registers at the same moment and however many a year brings."""

from __future__ import annotations

import re
from datetime import date

import pytest

from lianxin.actions.filing import Filing, Person
from lianxin.actions.given import Invalid
from lianxin.actions.hall import call_next, take_number
from lianxin.actions.intake import Registered, register
from lianxin.actions.numbers import reserve
from lianxin.models import Event, Leaf, Matter, Serial, Submission, Turn
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.identity import parse_number
from tests import make
from tests.cast import Cast, moment
from tests.concurrency.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)
SERIES = "submission:37142601:2026"


def filing(external_id: str, **more: object) -> Filing:
    given = {
        "office": "37142601",
        "channel": Channel.WEB,
        "purpose": Purpose.REQUEST,
        "title": "路灯不亮",
        "content": "村口路灯不亮。",
        "people": (Person(name="王秀英"),),
        "external_id": external_id,
        **more,
    }
    return Filing(**given)  # type: ignore[arg-type]


def serial(row: Submission) -> int:
    return int(row.number.split("-")[2])


@pytest.mark.usefixtures("cast")
def test_fifty_at_once_get_fifty_numbers() -> None:
    jobs = [lambda n=n: register(filing(f"f{n}"), actor=Actor(), at=moment("2026-08-03")) for n in range(50)]
    outcomes = together(jobs)
    assert all(isinstance(o, Registered) for o in outcomes), outcomes
    assert sorted(serial(o.submission) for o in outcomes) == list(range(1, 51))  # type: ignore[union-attr]
    assert Serial.objects.get(series=SERIES).last == 50
    assert Matter.objects.count() == Event.objects.count() == Leaf.objects.count() == 50


@pytest.mark.usefixtures("cast")
def test_the_same_filing_ten_times_is_one() -> None:
    outcomes = together([lambda: register(filing("same"), actor=Actor(), at=moment("2026-08-03"))] * 10)
    assert all(isinstance(o, Registered) for o in outcomes), outcomes
    assert len({o.submission.pk for o in outcomes}) == 1  # type: ignore[union-attr]
    assert sum(bool(o.query_code) for o in outcomes) == 1  # type: ignore[union-attr]
    assert Submission.objects.count() == Matter.objects.count() == Serial.objects.get(series=SERIES).last == 1


@pytest.mark.usefixtures("cast")
def test_a_refused_filing_takes_no_number() -> None:
    jobs = [lambda n=n: register(filing(f"g{n}", region="" if n % 2 else "999999"), actor=Actor(), at=moment("2026-08-03"))
            for n in range(10)]  # fmt: skip
    outcomes = together(jobs)
    assert sum(isinstance(o, Invalid) for o in outcomes) == 5, outcomes
    assert sorted(map(serial, Submission.objects.all())) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("last", [9_999, 99_999, 999_999])
def test_numbers_grow_past_every_width(cast: Cast, last: int) -> None:
    make.file()
    Serial.objects.filter(series=SERIES).update(last=last)
    rows = [make.file().submission for _ in range(2)]
    assert [serial(row) for row in rows] == [last + 1, last + 2]
    for row in rows:
        assert str(parse_number(row.number)) == row.number
        assert re.fullmatch(r"37142601-2026-\d{5,}-\d", row.number)


def test_every_office_and_year_counts_from_one(cast: Cast) -> None:
    rows = [
        make.file().submission,
        make.file(office="37142611").submission,
        make.file(on="2027-01-01").submission,
        make.file().submission,
    ]
    assert [row.number.rsplit("-", 1)[0] for row in rows] == [
        "37142601-2026-00001",
        "37142611-2026-00001",
        "37142601-2027-00001",
        "37142601-2026-00002",
    ]


def test_blocks_reserved_while_others_register_leave_no_gap(cast: Cast) -> None:
    clerk = cast("dengji")
    jobs = [lambda n=n: register(filing(f"r{n}"), actor=Actor(), at=moment("2026-08-03")) for n in range(20)]
    jobs += [lambda: reserve(clerk, "37142601", 5, at=moment("2026-08-03"))] * 4
    outcomes = together(jobs)
    assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
    blocks = [sorted(int(b.number.split("-")[2]) for b in o) for o in outcomes if isinstance(o, list)]
    assert all(one == list(range(one[0], one[0] + 5)) for one in blocks)  # a block is not torn
    given = [*map(serial, Submission.objects.all()), *(n for one in blocks for n in one)]
    assert sorted(given) == list(range(1, 41))
    assert Serial.objects.get(series=SERIES).last == 40


def test_one_paper_receipt_entered_by_many_at_once_is_one(cast: Cast) -> None:
    number = reserve(cast("dengji"), "37142601", 1, at=moment("2026-08-03"))[0].number
    paper = {"reserved": number, "received_on": date(2026, 8, 3)}
    jobs = [
        lambda n=n: register(filing(f"p{n}", **paper), actor=Actor(), at=moment("2026-08-04"))
        for n in range(8)
    ]
    outcomes = together(jobs)
    assert sum(isinstance(o, Registered) for o in outcomes) == 1, outcomes
    assert sum(isinstance(o, Invalid) for o in outcomes) == 7, outcomes
    assert Submission.objects.get().number == number


def test_windows_that_call_at_once_never_call_the_same_number(cast: Cast) -> None:
    clerk, at = cast("dengji"), moment("2026-08-03")
    taken = together([lambda: take_number(clerk, "37142601", 1, at=at)] * 12)
    assert sorted(row.position for row in taken) == list(range(1, 13)), taken
    called = together([lambda n=n: call_next(clerk, "37142601", str(n), at=at) for n in range(15)])
    assert sorted(row.position for row in called if row) == list(range(1, 13)), called
    assert called.count(None) == 3


def test_one_window_that_calls_twice_at_once_has_one_party(cast: Cast) -> None:
    clerk, at = cast("dengji"), moment("2026-08-03")
    for _ in range(8):
        take_number(clerk, "37142601", 1, at=at)
    called = together([lambda: call_next(clerk, "37142601", "1", at=at)] * 8)
    assert sum(isinstance(each, Turn) for each in called) == 1, called
    assert sum(isinstance(each, Invalid) for each in called) == 7, called
    assert Turn.objects.exclude(called_at=None).count() == 1
