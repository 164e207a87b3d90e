"""An office's own file: what it may say, and each mistake told in a sentence."""

from __future__ import annotations

from datetime import date, time

import pytest

from lianxin.rules.calendar import official
from lianxin.rules.office import Office, OfficeError, Quiet, read
from lianxin.rules.rhythms import RHYTHMS, slots

GOOD = """
[quiet]
begins = 20:30:00
ends = 07:00:00
channels = ["SMS", "EMAIL"]
[sms]
url = "https://sms.example.cn/send"
body = '{"to": "$address", "text": "$text"}'
[mail]
host = "mail.example.cn"
sender = "xf@example.cn"
[rhythms.CHIEFS]
month_day = 10
minutes = 30
[sizes]
collective = 10
[rhythms.MARKET]
label = "逢集日接待"
weekday = 2
"""


def test_a_whole_file() -> None:
    found = read(GOOD)
    assert found.quiet.channels == {"SMS", "EMAIL"} and found.sms and found.mail
    assert (found.rhythms["CHIEFS"].month_day, found.rhythms["CHIEFS"].minutes) == (10, 30)
    assert set(found.rhythms) == {*RHYTHMS, "MARKET"}
    assert (found.sizes.group, found.sizes.collective) == (2, 10)
    assert read("") == Office()
    assert read('[hands]\nsteps = ["FORWARD", "ACCEPT"]').hands == {"FORWARD", "ACCEPT"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[quiet", "没有写完整"),
        ("[quite]\n", "quite"),
        ("[quiet]\nbegins = '21:00'", "begins"),
        ("[quiet]\nchannels = ['PIGEON']", "channels"),
        ("[sms]\nurl = 'https://x.cn'", "body"),
        ("[sms]\nurl = 'http://x.cn'\nbody = '$address $text'", "https"),
        ("[sms]\nurl = 'https://x.cn'\nbody = '$address'", "$text"),
        ("[sms]\nurl = 'https://x.cn'\nbody = '$address $text $phone'", "$key"),
        ("[sms]\nurl = 'https://x.cn'\nbody = '$address $text'\naccepted = '('", "accepted"),
        ("[mail]\nhost = 'x'\nsender = 'y'\nsecurity = 'maybe'", "security"),
        ("[rhythms.X]\nlabel = '甲'", "weekday"),
        ("[rhythms.X]\nlabel = '甲'\nweekday = 9", "weekday"),
        ("[rhythms.CHIEFS]\ncloses = 09:05:00", "放不下"),
        ("[sizes]\ncollective = 1", "collective"),
        ("[hands]\nsteps = ['EXTEND']", "KEEP_OBJECTION"),
        ("[hands]\nsteps = 'FORWARD'", "steps"),
        ("[hands]\nsteps = [['FORWARD']]", "steps"),
        ("[hands]\nstep = ['FORWARD']", "step"),
        ("[phone]\ndays = 0", "365"),
        ("[phone]\ndays = true", "365"),
        ("[phone]\nhours = 5", "hours"),
        ("[sizes]\ngroup = 5", "小于 collective"),
        ("[sizes]\nlarge = 5", "large"),
        ("[rhythms.CHIEFS]\ncolour = 1", "colour"),
    ],
)
def test_each_mistake_is_named(text: str, said: str) -> None:
    with pytest.raises(OfficeError) as fault:
        read(text)
    assert said in str(fault.value.said)


@pytest.mark.parametrize(
    ("at", "silent"),
    [(time(20, 59), False), (time(21), True), (time(23, 59), True), (time(0), True), (time(7, 59), True), (time(8), False)],
)  # fmt: skip
def test_quiet_hours_run_over_midnight(at: time, silent: bool) -> None:
    assert ("SMS" in Quiet().silent(at)) is silent
    assert "EMAIL" not in Quiet().silent(at)


def test_quiet_hours_within_one_day() -> None:
    noon = Quiet(time(12), time(14))
    assert noon.silent(time(13)) and not noon.silent(time(14)) and not noon.silent(time(23))


@pytest.mark.parametrize(
    ("code", "first", "last", "days"),
    [
        # 1–7 October is a holiday: Monday the 5th moves to the first working day, Friday the 2nd to the same one.
        ("COUNTY_LEADERS", "2026-09-28", "2026-10-12", ["2026-09-28", "2026-10-08", "2026-10-12"]),
        ("TOWNS_DEPARTMENTS", "2026-09-25", "2026-10-09", ["2026-09-28", "2026-10-08", "2026-10-09"]),
        ("CHIEFS", "2026-08-01", "2026-09-30", ["2026-08-17", "2026-09-15"]),
    ],
)
def test_the_three_rhythms(code: str, first: str, last: str, days: list[str]) -> None:
    found = RHYTHMS[code].days(date.fromisoformat(first), date.fromisoformat(last), official())
    assert [day.isoformat() for day in found] == days


def test_a_turn_ends_before_the_door_closes() -> None:
    assert slots(time(9), time(10), 25) == [time(9), time(9, 25)]
