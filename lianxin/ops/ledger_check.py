"""Recompute everything the log vouches for, from the rows alone: `lianxin verify-ledger`.

Three walks: leaves in the order of the log (indexes, heads, tiles), events matter by matter (leaves, chains,
what they say), submissions (numbers, promises, contents, counts per office and day).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lianxin.ledger.checkpoint import NotACheckpoint, open_checkpoint, read_checkpoint
from lianxin.ledger.leaf import NotALeaf, NotCanonical, follows, link_key, opens
from lianxin.ledger.note import NotANote, NoteRefused
from lianxin.ledger.opening import told_salt
from lianxin.ledger.receipt import check_promise
from lianxin.ledger.tiles import differing
from lianxin.ledger.tree import Frontier
from lianxin.queries import log, log_walk, numbers
from lianxin.queries.attachments import FileLost, content
from lianxin.rules.identity import BadEntry, Number, parse_number
from lianxin.rules.states import OPEN_STATES

MOST = 200  # findings kept in full; all are counted
Progress = Callable[[int], object]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was promised: which check, where, and what, in a sentence."""

    check: str
    where: str
    message: str


@dataclass
class Report:
    """What the walk saw. Exit code 0: all is sound; 1: something is not; 2: it cannot be told."""

    size: int = 0
    events: int = 0
    erased: int = 0
    submissions: int = 0
    reserved: int = 0  # numbers on blank paper receipts, not used yet
    voided: int = 0
    heads: int = 0
    waiting: int = 0
    count: int = 0
    unknown: str = ""
    findings: list[Finding] = field(default_factory=list)
    offices: list[dict[str, object]] = field(default_factory=list)
    disposals: dict[str, int] = field(default_factory=dict)  # article: matters destroyed under it

    @property
    def exit_code(self) -> int:
        return 1 if self.count else 2 if self.unknown else 0

    def find(self, check: str, where: object, message: str) -> None:
        self.count += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(check, str(where), message))


@dataclass
class Day:
    """One office on one day, from events and from rows."""

    registered: int = 0  # first events
    filed: int = 0  # submissions
    ended: int = 0  # matters that went out, less those that came back


Days = dict[tuple[int, date], Day]


def verify_ledger(*, at: datetime, progress: Progress = lambda done: None) -> Report:
    """Every check over the whole database and the log's files, as of the aware moment `at`; writes nothing."""
    report, days = Report(), defaultdict(Day)
    with log_walk.snapshot():
        report.waiting = log.waiting()
        _check_log(report, progress)
        _check_missing(report, at)
        _check_histories(report, days, progress)
        _check_submissions(report, days, progress)
        _check_counts(report, days)
        _check_files(report)
    return report


# ---- the log --------------------------------------------------------------------------------------------


def _check_log(report: Report, progress: Progress) -> None:
    heads = log_walk.checkpoints()
    entries = _entries(report, heads, progress)
    for tile in differing(log.store(), entries):
        report.find("tile", tile.path, _("公开记录的文件与数据库不一致"))
    for head in heads:  # what the leaves did not reach
        report.heads += 1
        report.find("head", head.size, _("签过 {n} 条的校验点，数据库里没有这么多").format(n=head.size))
    _check_published(report)


def _entries(report: Report, heads: Iterator[Any], progress: Progress) -> Iterator[bytes]:
    tree, known = Frontier(), log.verifiers()
    if not known:
        report.unknown = _("没有找到记录的公钥，无法核对签名")
    head = _heads_at(report, heads, next(heads, None), tree, known)
    place = 0
    for leaf in log_walk.leaves():
        if leaf.index != place:
            # Told once where the gap begins: a finding for every leaf after it would hide all the others.
            report.find("index", leaf.event_id, _("第 {n} 条的位置是空的").format(n=place))
        place = (leaf.index or 0) + 1
        entry = log.entry_of(leaf)
        tree.push(entry.leaf_hash())
        head = _heads_at(report, heads, head, tree, known)
        progress(1)
        yield entry.entry()
    report.size = tree.size
    if head is not None:
        report.heads += 1
        report.find("head", head.size, _("签过 {n} 条的校验点，数据库里没有这么多").format(n=head.size))


def _heads_at(report: Report, heads: Iterator[Any], head: Any, tree: Frontier, known: list[Any]) -> Any:
    """Check every head of the tree's present size; the next larger one."""
    while head is not None and head.size == tree.size:
        report.heads += 1
        if bytes(head.root) != tree.root():
            report.find("head", head.size, _("签过的校验点与数据库算出的不一致"))
        _check_note(report, head, known)
        head = next(heads, None)
    return head


def _check_note(report: Report, head: Any, known: list[Any]) -> None:
    if not known:
        return
    try:
        told = open_checkpoint(head.note, known, origin=log.origin()).checkpoint
    except (NotANote, NoteRefused, NotACheckpoint):
        report.find("signature", head.size, _("校验点的签名不是本记录的公钥签的"))
        return
    if (told.size, told.root) != (head.size, bytes(head.root)):
        report.find("head", head.size, _("校验点的签名文本与所存的根不一致"))


def _check_published(report: Report) -> None:
    path, newest = log.store().root / log.CHECKPOINT, log.newest()
    try:
        told = read_checkpoint(path.read_text())
    except FileNotFoundError:
        if newest is not None:
            report.find("published", path.name, _("没有公布最新的校验点"))
        return
    except (NotANote, NotACheckpoint):
        report.find("published", path.name, _("公布的校验点文件读不懂"))
        return
    row = log.checkpoint_at(told.size)
    if row is None or bytes(row.root) != told.root:
        report.find("published", told.size, _("公布过的校验点不在数据库里：数据库比公布的旧，或被换过"))


def _check_missing(report: Report, at: datetime) -> None:
    for leaf in log_walk.leaves_without_event().iterator():
        report.find("event", leaf.index, _("公开记录里有这一条，办理记录不见了"))
    for event in log_walk.events_without_matter().iterator():
        report.find("matter", event.pk, _("办理记录还在，信访事项不见了"))
    for matter in log_walk.matters_without_events().iterator():
        report.find("event", matter.number, _("事项没有任何办理记录"))
    for matter in log_walk.disposed_without_step().iterator():
        report.find("erased", matter.number, _("标为已销毁，却没有两个人销毁的步骤"))
    for row in log_walk.late_promises(at).iterator():
        report.find("promise", row.submission.number, _("承诺的收录期限已过，还没有收录"))


# ---- histories ------------------------------------------------------------------------------------------


def _check_histories(report: Report, days: Days, progress: Progress) -> None:
    last: Any = None
    for event in log_walk.histories():
        starts = last is None or last.matter_id != event.matter_id
        if starts:
            _check_end(report, last)
        _check_event(report, event, None if starts else last)
        _count_event(days, event)
        if event.action == "DISPOSE":
            report.disposals[event.article] = report.disposals.get(event.article, 0) + 1
        report.events += 1
        last = event
        progress(1)
    _check_end(report, last)


def _check_event(report: Report, event: Any, before: Any) -> None:
    where = f"{event.matter.number}/{event.seq}"
    if event.seq != (before.seq if before else 0) + 1:
        report.find("sequence", where, _("办理记录前面缺了步骤"))
    row = getattr(event, "leaf", None)
    if row is None:
        report.find("leaf", where, _("办理记录没有收入公开记录"))
        return
    previous = bytes(before.leaf.commitment) if before and hasattr(before, "leaf") else None
    leaf = log.entry_of(row)
    if not follows(leaf, previous, bytes(row.link_key)) or bytes(event.previous) != (previous or b""):
        report.find("chain", where, _("与前一步接不上"))
    if not event.salt:
        report.erased += 1
        if event.matter.disposed_on is None:
            report.find("erased", where, _("写的内容没有了，却没有销毁的记录"))
        return
    try:
        salt = told_salt(bytes(event.salt))
        true = opens(leaf, log.told(event, event.matter.number), salt) and link_key(salt) == bytes(
            row.link_key
        )
    except (NotALeaf, NotCanonical):
        true = False
    if not true:
        report.find("commitment", where, _("写的内容与当时记下的不一样"))


def _check_end(report: Report, last: Any) -> None:
    """The matter's own row agrees with its newest event."""
    if last is None:
        return
    matter, leaf = last.matter, getattr(last, "leaf", None)
    if matter.events != last.seq or (leaf and bytes(matter.head) != bytes(leaf.commitment)):
        report.find("sequence", f"{matter.number}/{last.seq}", _("最后的办理记录不见了"))
    if matter.state != last.to_state:
        report.find("state", matter.number, _("事项的状态与最后一步办理记录不一致"))


def _count_event(days: Days, event: Any) -> None:
    day = days[event.matter.office_id, log.day_of(event.at)]
    was_open, is_open = event.from_state in OPEN_STATES, event.to_state in OPEN_STATES
    if event.seq == 1:
        day.registered += 1
        was_open = True
    day.ended += was_open - is_open


# ---- submissions ----------------------------------------------------------------------------------------


def _check_submissions(report: Report, days: Days, progress: Progress) -> None:
    series: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    known = log.verifiers()
    for row, first in log_walk.submissions():
        _count_number(report, series, row)
        _check_content(report, row, first)
        _check_promise(report, row, known)
        days[row.office_id, log.day_of(row.registered_at)].filed += 1
        report.submissions += 1
        progress(1)
    _check_reserved(report, series)
    _check_numbers(report, series)


def _count_number(report: Report, series: dict[tuple[str, int], list[int]], row: Any) -> None:
    number = _count(report, series, row.number)
    if number and number.office_code != row.office.code:
        report.find("number", row.number, _("编号不是登记机关的"))


def _check_reserved(report: Report, series: dict[tuple[str, int], list[int]]) -> None:
    """Numbers on paper receipts: used ones are their submission's, the others stand as unused or voided."""
    for number, voided in numbers.without_submission():
        _count(report, series, number)
        report.reserved += voided is None
        report.voided += voided is not None
    for number in numbers.at_odds():
        report.find("number", number, _("预留的编号与信访件的编号对不上"))


def _count(report: Report, series: dict[tuple[str, int], list[int]], text: str) -> Number | None:
    try:
        number = parse_number(text)
    except BadEntry:
        report.find("number", text, _("编号不成立"))
        return None
    counted = series[number.office_code, number.year]
    counted[0], counted[1] = counted[0] + 1, max(counted[1], number.serial)
    return number


def _check_content(report: Report, row: Any, first: Any) -> None:
    """The words on file are the words that were filed, wherever they are kept now."""
    if first is None or not row.content_salt or not first.salt:
        return
    if first.facts.get("digest") != log.content_digest(row).hex():
        report.find("content", row.number, _("信访内容与当时提交的不一样"))


def _check_files(report: Report) -> None:
    """The bytes of every enclosed file are there, and are those whose hash was taken."""
    for row in log_walk.attachments():
        try:
            content(row)
        except FileLost:
            report.find("file", row.submission.number, _("有一个附件不见了，或者和收到时不一样"))


def _check_promise(report: Report, row: Any, known: list[Any]) -> None:
    given = getattr(row, "promise", None)
    if given is None:
        report.find("promise", row.number, _("这件没有开出回执"))
        return
    try:
        receipt = log.promised(given)
        if known:
            check_promise(receipt, known)
    except (ValueError, KeyError):
        report.find("promise", row.number, _("回执的签名不成立"))
        return
    if receipt.promise.commitment != bytes(given.leaf.commitment):
        report.find("promise", row.number, _("回执承诺的那一条已被换掉"))
    if receipt.promise.number not in (None, row.number):
        report.find("promise", row.number, _("回执的编号与登记的不一致"))


def _check_numbers(report: Report, series: dict[tuple[str, int], list[int]]) -> None:
    given = log_walk.serials()
    for key, last in given.items():
        office, year = key.split(":")
        series[office, int(year)][1] = max(series[office, int(year)][1], last)
    for (office, year), (count, last) in sorted(series.items()):
        if count != last or given.get(f"{office}:{year}", 0) != last:
            report.find(
                "number",
                f"{office}-{year}",
                _("应有 {last} 个编号，只有 {count} 个（含预留和作废的）；缺 {gaps}").format(
                    last=last, count=count, gaps=_gaps(office, year, last)
                ),
            )


def _gaps(office: str, year: int, last: int) -> str:
    there = {parse_number(text).serial for text in log_walk.numbers_of(office, year)}
    missing = [str(serial) for serial in range(1, last + 1) if serial not in there]
    return "、".join(missing[:10]) + ("…" if len(missing) > 10 else "")


# ---- counts ---------------------------------------------------------------------------------------------


def _check_counts(report: Report, days: Days) -> None:
    """In = out + open, per office at the end of every day."""
    names, open_rows = log_walk.names_of_offices(), log_walk.open_now()
    balance: Counter[int] = Counter()
    came: Counter[int] = Counter()
    for (office, day), one in sorted(days.items(), key=lambda item: item[0][1]):
        where = f"{names.get(office, office)} {day}"
        if one.registered != one.filed:
            told = _("办理记录登记了 {a} 件，收到的信访件有 {b} 件")
            report.find("count", where, told.format(a=one.registered, b=one.filed))
        came[office] += one.filed
        balance[office] += one.registered - one.ended
        if balance[office] < 0:
            report.find("count", where, _("办结的比收到的多"))
    for office in sorted(came):
        stands = open_rows.get(office, 0)
        report.offices.append(
            {"office": names.get(office, str(office)), "in": came[office],
             "out": came[office] - stands, "open": stands}
        )  # fmt: skip
        if stands != balance[office]:
            told = _("办理记录算出在办 {a} 件，实有 {b} 件")
            report.find("count", names.get(office, office), told.format(a=balance[office], b=stands))
