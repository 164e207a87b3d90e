"""The periodic jobs as a table. Each may be run at any time and twice over: the second run finds nothing to do."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from lianxin.actions import archives, late_texts, paper_copies, repeats_index, scans, sheets, upkeep
from lianxin.actions.clocks import refresh
from lianxin.actions.given import Invalid
from lianxin.actions.log import sequence
from lianxin.actions.mail import ADDED, NEW
from lianxin.actions.outbox import deliver
from lianxin.actions.perform import StaleMatter, end_drafts, local_day, perform
from lianxin.channels import sending
from lianxin.channels.mail_in import from_imap
from lianxin.ops import learning, second_opinion
from lianxin.ops.log import publish
from lianxin.queries import announced
from lianxin.queries.access import NotAllowed
from lianxin.queries.findings import Finding, finding
from lianxin.queries.office import office
from lianxin.queries.runs import Run, last_runs
from lianxin.queries.to_decide import drafted_about
from lianxin.rules.scans import TURN_SECONDS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

log = logging.getLogger(__name__)
PACKED_AT_ONCE = 50  # so that a first run over many years goes on from hour to hour
LATE = 3  # a job that has not finished for so many of its turns is reported


@dataclass(frozen=True)
class Job:
    """What runs how often; `run` is given the moment and says what it did."""

    name: str
    label: str
    every: timedelta
    run: Callable[[datetime], Said]


def _send(at: datetime) -> Said:
    ours = office()
    quiet = ours.quiet.silent(timezone.localtime(at).time())
    done = deliver(sending.by(ours, at=at), at=at, waiting=quiet)
    return Said(_("发出{sent}件，没有发出{failed}件"), vars(done))


def _sequence(at: datetime) -> Said:
    return Said(_("收录{added}步，存证共{size}步"), vars(sequence(at=at)))


def _publish(at: datetime) -> Said:
    return publish(at=at)


def _recheck(at: datetime) -> Said:
    done = refresh()
    return Said(_("核对{matters}件，改正期限{clocks}个、列表日期{dates}件"), vars(done))


def _end_notices(at: datetime) -> Said:
    def end(matter: Any) -> int:
        perform(matter, "END_NOTICE", actor=announced.by_the_clock(matter), at=at, facts={})
        return 1

    return Said(_("公告期满{count}件"), {"count": _each(announced.lapsed(on=local_day(at)), end)})


def _end_drafts(at: datetime) -> Said:
    count = _each(drafted_about(), lambda matter: end_drafts(matter, at=at))
    return Said(_("作废稿子{count}份"), {"count": count})


def _each(matters: Iterable[Any], act: Callable[[Any], int]) -> int:
    """How much was done about these matters. Raises the first fault once all have had their turn: one holds up no other."""
    done, faults = 0, []
    for matter in matters:
        try:
            done += act(matter)
        except (NotAllowed, StaleMatter, Invalid) as fault:
            faults.append(fault)
            log.warning("what is due on %s was not done: %s", matter.number, fault)
    if faults:
        raise faults[0]
    return done


def _topics(at: datetime) -> Said:
    gaps = {"letters": repeats_index.count_letters(at=at), "topics": repeats_index.group_topics(at=at)}
    return Said(_("清点{letters}件来信的用词，归集热点{topics}个"), gaps)


def _imports(at: datetime) -> Said:
    return Said(_("接着导入了{count}批"), {"count": sheets.go_on(at=at)})


def _read_scans(_at: datetime) -> Said:
    return Said(_("识别扫描来信{count}封"), {"count": sum(1 for _row in scans.read_waiting())})


def _read_enclosed(at: datetime) -> Said:
    until, count = monotonic() + TURN_SECONDS, 0
    for _row in late_texts.read_waiting(at=at):
        count += 1
        if monotonic() > until:
            break
    return Said(_("识别附件{count}个"), {"count": count})


def _mail(at: datetime) -> Said:
    inbox = office().inbox
    if inbox is None:
        return Said(_("没有设置收件邮箱"))
    refused: list[str] = []
    found = from_imap(inbox, now=timezone.now, told=lambda name, said: refused.append(f"{name}: {said}"))
    for line in refused:
        log.warning("a mail was not taken: %s", line)
    return Said(_("登记{new}封，归入原件{added}封，没有收下{refused}封"),
                {"new": found[NEW], "added": found[ADDED], "refused": len(refused)})  # fmt: skip


def _clear(at: datetime) -> Said:
    return Said(_("清除{count}行"), {"count": upkeep.clear_old(at=at)})


def _pack(at: datetime) -> Said:
    done, failed = archives.pack_due(at=at, most=PACKED_AT_ONCE)
    if failed:
        raise RuntimeError("；".join(failed[:3]))
    return Said(_("打包{count}件"), {"count": done})


def _copy(at: datetime) -> Said:
    done, failed = paper_copies.copy_due(at=at, most=PACKED_AT_ONCE)
    if failed:
        raise RuntimeError("；".join(failed[:3]))
    return Said(_("制好文书{count}份"), {"count": done})


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job("outbox", _("发送通知"), timedelta(minutes=1), _send),
        Job("log", _("存证排序、签名"), timedelta(minutes=1), _sequence),
        Job("witnesses", _("公布存证校验点并寄给见证人"), timedelta(days=1), _publish),
        Job("clocks", _("按最新日历和规则核对期限"), timedelta(hours=6), _recheck),
        Job("notices", _("登记期满的送达公告"), timedelta(minutes=10), _end_notices),
        Job("drafts", _("作废不能再签发的稿子"), timedelta(hours=6), _end_drafts),
        Job("topics", _("清点来信用词、归集热点"), timedelta(days=1), _topics),
        Job("category", _("从已作的分类中学习"), timedelta(days=1), learning.learn_categories),
        Job(
            "model",
            _("请语言模型回答"),
            timedelta(minutes=1),
            lambda _at: second_opinion.answer_waiting(timezone.now),
        ),
        Job("papers", _("制作要盖章的文书"), timedelta(minutes=1), _copy),
        Job("archive", _("打包办结的档案"), timedelta(hours=1), _pack),
        Job("imports", _("接着导入没有导完的表格"), timedelta(minutes=1), _imports),
        Job("mail", _("收电子邮件"), timedelta(minutes=5), _mail),
        Job("scans", _("识别扫描的来信"), timedelta(minutes=1), _read_scans),
        Job("enclosed", _("识别附件里的文字"), timedelta(minutes=1), _read_enclosed),
        Job("clear", _("清除过期的限次、会话记录和没有提交的附件"), timedelta(hours=6), _clear),
    )
}


def run(jobs: Iterable[Job], now: Callable[[], datetime] = timezone.now) -> Iterator[tuple[Job, str, bool]]:
    """Run these jobs one after another; (job, what it says, went well) of each. A failure stops none of the others."""
    for job in jobs:
        upkeep.begin_run(job.name, at=now())
        try:
            said = str(job.run(now()))
        except (
            Exception
        ) as fault:  # any fault is written down for people and the log, and tried again next time
            log.exception("job %s failed", job.name)
            said = "".join(traceback.format_exception_only(fault)).strip()
            upkeep.fail_run(job.name, fault=said)
            yield job, said, False
            continue
        upkeep.end_run(job.name, at=now(), result=said)
        yield job, said, True


def turn(now: Callable[[], datetime] = timezone.now) -> Iterator[tuple[str, str, bool]]:
    """Run what is due; (name, what it says, went well). A database that cannot be used now ends this turn only."""
    try:
        for job, said, well in run(due(now()), now):
            yield job.name, said, well
    except DatabaseError as fault:  # locked by a long import, or restarted: the next turn tries again
        close_old_connections()
        yield "", str(fault), False


def due(at: datetime) -> list[Job]:
    """The jobs whose turn has come, counted from when each last started."""
    runs = last_runs()
    return [
        job for job in JOBS.values() if job.name not in runs or runs[job.name].started_at + job.every <= at
    ]


def silent(at: datetime) -> Iterator[Finding]:
    """Jobs that have not finished when they should have: a sweep that does not run must not go unnoticed."""
    runs = last_runs()
    for job in JOBS.values():
        last = _finished(runs.get(job.name))
        if last is None:
            yield finding(job.name, _("“{label}”从未运行；请运行 lianxin jobs loop"), label=Said(job.label))
        elif at - last > LATE * job.every:
            yield finding(
                job.name,
                _("“{label}”上次完成是{last:%Y-%m-%d %H:%M}，已经停了；请检查 lianxin jobs loop 是否在运行"),
                label=Said(job.label), last=timezone.localtime(last),
            )  # fmt: skip


def _finished(run: Run | None) -> datetime | None:
    return run.finished_at if run else None
