"""Jobs may run twice, fail and come back: nothing is sent twice, nothing is lost, no failure is swallowed."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain, repeat
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError

from lianxin.actions.clocks import refresh
from lianxin.actions.outbox import Notice, NotSent, deliver
from lianxin.actions.upkeep import clear_old
from lianxin.channels.sending import to_file
from lianxin.models import Clock, Document, JobRun, Matter, Outbox, Throttle
from lianxin.ops import jobs
from lianxin.queries.integrity import RULES
from lianxin.queries.outbox import MOST_ATTEMPTS
from lianxin.rules.wording import Said
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
NOON = moment("2026-08-03", 12)


class Post:
    """Keeps what it was given; refuses while it is closed."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.sent: list[Notice] = []
        self.is_open = is_open

    def __call__(self, notice: Notice) -> None:
        if not self.is_open:
            raise NotSent("短信网关没有应答")
        self.sent.append(notice)


def test_each_notice_leaves_once(cast: Cast) -> None:
    make.file()
    post = Post()
    assert deliver(post, at=NOON).sent == 1
    assert deliver(post, at=NOON).sent == 0
    assert (len(post.sent), post.sent[0].address) == (1, "13812341234")
    assert Outbox.objects.get().sent_at == NOON


def test_a_failure_is_written_down_and_tried_again_later_and_later(cast: Cast) -> None:
    make.file(on="2026-08-03")
    closed, made = Post(is_open=False), Outbox.objects.get().made_at
    assert deliver(closed, at=made).failed == 1
    row = Outbox.objects.get()
    assert (row.attempts, row.fault, row.sent_at) == (1, "短信网关没有应答", None)
    assert deliver(closed, at=made + timedelta(minutes=1)).failed == 0  # too early
    assert deliver(closed, at=made + timedelta(minutes=2)).failed == 1
    assert deliver(closed, at=made + timedelta(minutes=5)).failed == 0  # four minutes after the second
    assert deliver(Post(), at=made + timedelta(minutes=6)).sent == 1
    assert Outbox.objects.get().fault == ""


def test_it_gives_up_and_says_so(cast: Cast) -> None:
    make.file()
    Outbox.objects.update(attempts=MOST_ATTEMPTS, fault="号码不存在")
    assert deliver(Post(), at=NOON + timedelta(days=1)).sent == 0
    rule = next(rule for rule in RULES if rule.code == "POST")
    assert "号码不存在" in str(next(rule.find(NOON.date())).said)


def test_a_notice_another_run_is_sending_is_left_alone(cast: Cast) -> None:
    make.file()

    class Racing(Post):
        def __call__(self, notice: Notice) -> None:
            super().__call__(notice)
            deliver(rival, at=NOON)

    rival = Post()
    first = Racing()
    deliver(first, at=NOON)
    assert (len(first.sent), len(rival.sent)) == (1, 0)


def test_who_has_no_address_reads_it_on_the_page(cast: Cast) -> None:
    make.file(anonymous=True, people=())
    post = Post()
    assert deliver(post, at=NOON).sent == 1
    assert post.sent == []


def test_a_file_is_written_once_and_is_nobody_elses_to_read(tmp_path: Path, settings: LazySettings) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    notice = Notice("n-1", "SMS", "13812341234", "已受理", "37142601-2026-00001-2")
    to_file(notice)
    to_file(notice)
    (file,) = (tmp_path / "mail").iterdir()
    assert "已受理" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_a_new_calendar_moves_the_stored_dates(cast: Cast, settings: LazySettings, tmp_path: Path) -> None:
    make.accepted(cast, on="2026-12-01")
    assert refresh().clocks == 0
    before = Clock.objects.get(period="HANDLE")
    assert before.provisional
    notice = tmp_path / "2027.csv"
    notice.write_text(NOTICE_2027, encoding="utf-8")
    settings.CALENDARS = [notice]
    done = refresh()
    after = Clock.objects.get(period="HANDLE")
    assert (done.clocks > 0, done.dates) == (True, 1)
    assert (after.provisional, after.lawful_on.isoformat()) == (False, "2027-02-09")
    assert Matter.objects.get().due_on == after.lawful_on
    assert (refresh().clocks, refresh().dates) == (0, 0)


NOTICE_2027 = """类型,名称,开始,结束
来源,示例,2027,
放假,元旦,2027-01-01,2027-01-03
放假,春节,2027-02-01,2027-02-08
放假,清明节,2027-04-03,2027-04-05
放假,劳动节,2027-05-01,2027-05-05
放假,端午节,2027-06-07,2027-06-09
放假,中秋节,2027-09-15,2027-09-15
放假,国庆节,2027-10-01,2027-10-07
"""


def test_refresh_mends_a_matter_left_without_its_date(cast: Cast) -> None:
    matter = make.accepted(cast)
    Matter.objects.update(due_on=None, next_action="")
    assert refresh().dates == 1
    assert Matter.objects.get().due_on == matter.due_on


def job(name: str, run: object) -> jobs.Job:
    return jobs.Job(name, "试", timedelta(hours=1), run)  # type: ignore[arg-type]


def broken(at: datetime) -> Said:
    raise OSError("磁盘已满")


def test_a_failing_job_is_recorded_and_stops_no_other(db: None) -> None:
    done = [well for _job, _said, well in jobs.run([job("a", broken), job("b", lambda at: Said("好"))])]
    assert done == [False, True]
    failed, fine = JobRun.objects.get(job="a"), JobRun.objects.get(job="b")
    assert ("磁盘已满" in failed.fault, failed.failures, failed.finished_at) == (True, 1, None)
    assert (fine.fault, fine.result, fine.finished_at is not None) == ("", "好", True)
    list(jobs.run([job("a", broken)]))
    assert JobRun.objects.get(job="a").failures == 2
    list(jobs.run([job("a", lambda at: Said("好"))]))
    assert (JobRun.objects.get(job="a").failures, JobRun.objects.get(job="a").fault) == (0, "")


def test_a_draft_that_cannot_be_ended_holds_up_no_other(cast: Cast) -> None:
    first, second = (make.accepted(cast) for _each in range(2))
    given = {"trigger": "OTHER", "facts": "征地补偿款", "requirement": "查清", "due_on": "2026-08-20"}
    for matter in (first, second):
        make.act(cast, matter, "DRAFT_SUPERVISE", "duban", "2026-08-04", **given)
        Matter.objects.filter(pk=matter.pk).update(state="CLOSED")
    Matter.objects.filter(pk=first.pk).update(disposed_on=cast.today)
    [(_job, said, well)] = jobs.run([jobs.JOBS["drafts"]], lambda: moment("2026-08-05"))
    assert not well and "销毁" in said
    assert list(Document.objects.filter(step="SUPERVISE").values_list("matter", flat=True)) == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_ends_the_turn_and_not_the_loop(db: None) -> None:
    """A long import held the lock; the sweep died of it and nobody was told."""
    JobRun.objects.bulk_create(JobRun(job=name, started_at=NOON) for name in jobs.JOBS if name != "clocks")
    moments = chain([NOON, OperationalError("database is locked")], repeat(NOON))

    def now() -> datetime:
        at = next(moments)
        if isinstance(at, Exception):
            raise at
        return at

    assert list(jobs.turn(now)) == [("", "database is locked", False)]
    assert [(name, well) for name, _said, well in jobs.turn(now)] == [("clocks", True)]


def test_silence_of_a_job_is_said(db: None) -> None:
    assert {found.where for found in jobs.silent(NOON)} == set(jobs.JOBS)
    for name in jobs.JOBS:
        JobRun.objects.create(job=name, started_at=NOON, finished_at=NOON)
    assert list(jobs.silent(NOON + timedelta(minutes=3))) == []
    assert {found.where for found in jobs.silent(NOON + timedelta(minutes=4))} >= {"outbox", "log"}


def test_a_job_is_due_after_its_time(db: None) -> None:
    assert {job.name for job in jobs.due(NOON)} == set(jobs.JOBS)
    JobRun.objects.create(job="clocks", started_at=NOON)
    assert "clocks" not in {job.name for job in jobs.due(NOON + timedelta(hours=5))}
    assert "clocks" in {job.name for job in jobs.due(NOON + timedelta(hours=6))}


def test_old_throttles_are_cleared_and_new_ones_kept(db: None) -> None:
    now = int(NOON.timestamp()) // 900
    Throttle.objects.create(key="old", window=now - 97)
    Throttle.objects.create(key="new", window=now)
    assert clear_old(at=NOON) == 1
    assert Throttle.objects.get().key == "new"
