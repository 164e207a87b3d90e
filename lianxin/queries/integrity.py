"""What must hold of everything on file, looked for afresh: no matter without owner, next act, clock and date.

Each rule reads in sets or in one ordered pass, so a hundred thousand matters need neither memory nor patience.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Min, Q

from lianxin.documents.fonts import BadFonts
from lianxin.documents.pdf import listed
from lianxin.models import JobRun, Matter, Party
from lianxin.queries import integrity_duty as duty
from lianxin.queries import integrity_record as record
from lianxin.queries import phone, scans
from lianxin.queries.answerable import nobody_above
from lianxin.queries.findings import Finding, Rule, finding
from lianxin.queries.outbox import MOST_ATTEMPTS, PAPER, stuck
from lianxin.queries.paper_text import unprintable
from lianxin.rules.states import State
from lianxin.rules.wording import gettext_noop as _

CHINA = ZoneInfo("Asia/Shanghai")
FORGOTTEN = timedelta(days=30)


def forgotten(day: date) -> Iterator[Finding]:
    """Overdue for more than thirty days, and nothing has happened since the date passed."""
    late = duty.open_matters().filter(due_on__lt=day - FORGOTTEN, changed_at__date__lte=F("due_on"))
    for number, owner, due in (
        late.values_list("number", "owner__name", "due_on").order_by("due_on").iterator()
    ):
        yield finding(
            number, _("{owner}应在{due}前办理，超期已满三十日没有动静；请催办"), owner=owner, due=due
        )


def overdue(day: date) -> Iterator[Finding]:
    rows = duty.open_matters().filter(due_on__lt=day).values("owner__name").annotate(n=Count("pk"))
    for row in rows.order_by("-n", "owner__name"):
        yield finding(row["owner__name"], _("有{count}件超期；请按期限先后办理"), count=row["n"])


def unrated(day: date) -> Iterator[Finding]:
    rows = Matter.objects.filter(state=State.CLOSED, closed_on__lt=day - FORGOTTEN, submissions__rating=None)
    if count := rows.distinct().count():
        yield finding(_("评价"), _("有{count}件结案满三十日没有收到评价；没有评价不算满意"), count=count)


def notices(day: date) -> Iterator[Finding]:
    """Notices that nobody tries to send, one line per way and fault."""
    trying = stuck(datetime.combine(day, time.max, CHINA)).exclude(channel=PAPER)
    groups = trying.filter(attempts__lt=MOST_ATTEMPTS).values("channel", "fault")
    for row in groups.annotate(n=Count("pk"), first=Min("matter__number")).order_by("first"):
        yield finding(
            row["first"] or _("接待预约"),
            _("等{count}件通知（{channel}）没有发出：{fault}；请排除后运行 lianxin jobs run outbox"),
            count=row["n"], channel=row["channel"], fault=row["fault"] or _("发送任务没有运行"),
        )  # fmt: skip


def unposted(day: date) -> Iterator[Finding]:
    """What waits for a clerk: notices that no way would take, and letters nobody has posted for two days."""
    waiting = stuck(datetime.combine(day, time.max, CHINA)).filter(
        Q(channel=PAPER) | Q(attempts__gte=MOST_ATTEMPTS)
    )
    groups = waiting.values("channel", "fault").annotate(n=Count("pk"), first=Min("matter__number"))
    for row in groups.order_by("first"):
        if row["channel"] == PAPER:
            yield finding(row["first"], _("等{count}份通知等着印成信寄出；请到“寄信”页打印"), count=row["n"])
            continue
        yield finding(
            row["first"] or _("接待预约"),
            _("等{count}件通知（{channel}）没有送到：{fault}；请到“寄信”页改成信"),
            count=row["n"], channel=row["channel"], fault=row["fault"],
        )  # fmt: skip


def failed_jobs(day: date) -> Iterator[Finding]:
    for run in JobRun.objects.exclude(fault="").order_by("job"):
        yield finding(
            run.job,
            _("定期任务连续失败{count}次：{fault}；请排除后运行 lianxin jobs run {job}"),
            count=run.failures, fault=run.fault, job=run.job,
        )  # fmt: skip


def unprintable_names(day: date) -> Iterator[Finding]:
    """By character and not by person: whoever looks after the fonts need not learn whose name it is."""
    people = Party.objects.filter(
        left_on=None, submission__matter__in=duty.open_matters().filter(sealed=False)
    )
    found: Counter[str] = Counter()
    try:
        for name in people.values_list("name", flat=True).iterator():
            found.update(unprintable(str(name)))
    except BadFonts as fault:
        yield Finding(str(_("文书字体")), fault.said)
    for character, count in sorted(found.items()):
        yield finding(
            listed(character),
            _("{count}位信访人的姓名里有这个字，字体里没有，文书上会印成编码；请把含有这个字的字体放进 {folder}"),
            count=count, folder=settings.PAPERS / "fonts",
        )  # fmt: skip


RULES = (
    Rule("STATE", _("状态都在表里"), duty.unknown_state),
    Rule("NEXT_ACT", _("在办的都有下一步和期限"), duty.without_next_act),
    Rule("CLOCK", _("在办的都有正在计算的期限"), duty.without_clock),
    Rule("OWNER_ENDED", _("负责的机关还在"), duty.owner_ended),
    Rule("ORPHAN", _("下一步有人可办"), duty.orphaned),
    Rule("HANDLER", _("承办人在岗，不需回避"), duty.bad_handler),
    Rule("ABOVE", _("超期的上面都有负责人"), nobody_above),
    Rule("STAND_IN", _("代行的人在岗"), duty.stand_in_gone),
    Rule("SEALED", _("密件不落在被检举的机关手里"), duty.under_the_accused),
    Rule("JOINED", _("并案的都并得上"), duty.joined_without_link),
    Rule("STAGES", _("同时只有一个程序"), duty.two_stages),
    Rule("CLOCK_DATES", _("期限与重算一致"), record.clock_dates),
    Rule("MATTER_DATES", _("列表与期限一致"), record.matter_dates),
    Rule("ASKED", _("等谁审批与经过一致"), record.waiting),
    Rule("HISTORY", _("经过不缺不改"), record.history),
    Rule("PROMISES", _("回执承诺的存证都收录"), record.promises),
    Rule("NUMBERS", _("编号不缺"), record.number_gaps),
    Rule("PAPERS", _("文书编号不缺"), record.paper_gaps),
    Rule("COUNTS", _("收、办、结对得上"), record.counts),
    Rule("OUTBOX", _("通知都有人在发"), notices),
    Rule("POST", _("发不出去的都已寄信"), unposted, grave=False),
    Rule("JOBS", _("定期任务都做完"), failed_jobs),
    Rule("CALLS", _("来电都登记了"), phone.lying, grave=False),
    Rule("SCANS", _("扫描来信都按时登记"), scans.lying),
    Rule("NAMES", _("信访人的姓名都印得出"), unprintable_names, grave=False),
    Rule("FORGOTTEN", _("超期没有搁置"), forgotten, grave=False),
    Rule("OVERDUE", _("没有超期"), overdue, grave=False),
    Rule("REPORTS", _("交办的都已报告"), duty.report_owed, grave=False),
    Rule("UNRATED", _("都有评价"), unrated, grave=False),
)
DEEP = (  # read and decrypt everything
    Rule("CONTENT", _("每一步的内容与存证一致"), record.contents),
    Rule("PAPER_FILES", _("制好的文书一份不少、没有改动"), record.papers_kept),
)
