"""Bring a table of submissions in through the same door as every other channel, row by row.

A run may be stopped and started again at any time: what was registered is known by its external id.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import DataError, transaction

from lianxin.actions.filing import Filing, filing_from
from lianxin.actions.given import Invalid
from lianxin.actions.intake import register
from lianxin.actions.perform import local_day
from lianxin.documents.spreadsheet import LINE_NUMBER, Row, Table, Unusable, by_heading
from lianxin.queries.options import office_options
from lianxin.queries.places import organ_meant, region_meant
from lianxin.rules.codes import Channel, Coded, OrganDuty, Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.identity import BadEntry, person_name
from lianxin.rules.imports import import_rules
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

# Fields whose place in a filing has another name.
KEYS: dict[str, str] = {
    "request": "requests-0",
    **{name: f"people-0-{name}" for name in ("name", "phone", "id_number", "address", "email")},
}
FIELDS = tuple(import_rules().fields)
NEEDED = tuple(code for code, row in import_rules().fields.items() if row.needed)
PREFIX, LONGEST_SOURCE = "import:", 30
YES = frozenset({"1", "yes", "true", "on", "是", "匿名"})
NO = frozenset({"", "0", "no", "false", "off", "否", "实名"})
_DAY = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))(?:\d{4}|\d{6}|[T\s]*(?:[上下中]?午\s*)?\d{1,2}[:：时点].*)?"
)
_CUT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
# A day as a spreadsheet counts it.
_SERIAL, _EPOCH = re.compile(r"([3-7]\d{4})(?:\.\d+)?"), date(1899, 12, 30)


@dataclass(frozen=True)
class Plan:
    """What goes where: field to column, field to a constant (also where the column is empty), and the rows' source."""

    columns: Mapping[str, str]
    fixed: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Refused:
    """A row that was not registered, and why, in one sentence per fault."""

    row: Row
    faults: tuple[Said, ...]


@dataclass(frozen=True)
class Taken:
    """A row that is registered: its line, its mark elsewhere, its number; `query_code` is known now only."""

    line: int
    external_id: str
    number: str
    query_code: str = ""  # empty where it had come before


@dataclass
class Count:
    """What became of the rows; `read` is always the sum of the next three."""

    read: int = 0
    new: int = 0
    known: int = 0
    refused: int = 0
    unnamed: int = 0  # of the new: without a name, or under one that is nobody's, and so anonymous
    held: int = 0  # of the new: reads like an accusation without being called one, and waits behind the wall

    @property
    def agrees(self) -> bool:
        return self.read == self.new + self.known + self.refused


def plan(heading: Sequence[str], columns: Mapping[str, str], fixed: Mapping[str, str], source: str) -> Plan:
    """The plan, checked against the headings and the directory. Raises Unusable with what to choose from."""
    for name in (*columns, *fixed):
        if name not in FIELDS:
            raise Unusable(_("没有“{name}”这个字段，可用的有：{names}"), name=name, names="、".join(FIELDS))
    for column in columns.values():
        if column not in (*heading, LINE_NUMBER):
            raise Unusable(
                _("文件里没有“{column}”这一列，有的列是：{names}"),
                column=column,
                names="、".join(heading),
            )
    missing = [name for name in NEEDED if name not in columns and name not in fixed]
    if "office" in missing or ("office" in fixed and not _is_office(fixed["office"])):
        raise Unusable(_("请用 --set office=编号 写明受理机关，可选的有：{offices}"), offices=_offices())
    if missing:
        raise Unusable(
            _("还没有说明这些字段从哪里来：{names}。用 --map 字段=列名，或者 --set 字段=固定值"),
            names="、".join(missing),
        )
    given = Plan(columns, fixed, f"{PREFIX}{_short(source)}")
    _values, faults = _read({name: text for name, text in fixed.items() if name not in DIRECTORY}, None)
    if faults:
        raise Unusable("{fault}", fault=faults[0])
    return given


def _is_office(code: str) -> bool:
    return any(option.value == code for option in office_options())


def _offices() -> str:
    options = office_options(duty=OrganDuty.PETITION_OFFICE)
    return "；".join(f"{option.value} {option.label}" for option in options)


def _short(source: str) -> str:
    """A name that fits its column; a long one keeps its beginning and stays different from every other."""
    room = LONGEST_SOURCE - len(PREFIX)
    if len(source) <= room:
        return source
    return f"{source[: room - 9]}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


@dataclass
class Import:
    """One run over rows under these headings, by `actor`, registering at `at`; with `keep` false it is a rehearsal."""

    heading: Sequence[str]
    plan: Plan
    actor: Actor
    at: datetime
    keep: bool = True
    count: Count = field(default_factory=Count)
    first: dict[str, Row] = field(default_factory=dict)  # by mark, what a rehearsal registered and took back
    here: set[str] = field(default_factory=set)  # marks that stand registered in the newest batch
    taken: list[Taken] = field(default_factory=list)  # of the newest batch

    @property
    def day(self) -> date:
        return local_day(self.at)

    def batches(self, table: Table, size: int) -> Iterator[list[Refused]]:
        """Register `size` rows at a time; gives the rows it refused."""
        rows = iter(table)
        while batch := list(islice(rows, size)):
            yield self.take(batch)

    def take(self, rows: Sequence[Row]) -> list[Refused]:
        """Register these rows in one transaction; gives those it refused, `taken` the others."""
        self.taken, self.here = [], set()
        with transaction.atomic():
            refused = [no for row in rows if (no := self._register(row)) is not None]
            # In a rehearsal everything is tried and nothing stays.
            transaction.set_rollback(not self.keep)
        self.count.read += len(rows)
        self.count.refused += len(refused)
        return refused

    def _register(self, row: Row) -> Refused | None:
        if row.fault is not None:
            return Refused(row, (row.fault,))
        filing, faults = filing_of(by_heading(self.heading, row), self.plan, self.day)
        if filing is None:
            return Refused(row, tuple(faults))
        self._meet(filing.external_id)
        try:
            made = register(filing, actor=self.actor, at=self.at)
        except Invalid as fault:
            return Refused(row, tuple(self._named(key, said) for key, said in fault.errors.items()))
        except DataError:
            return Refused(row, (Said(_("有的值数据库存不下，请检查过长的编号、数字和日期")),))
        known = made.again
        self.taken.append(Taken(row.line, filing.external_id, made.submission.number, made.query_code))
        if not self.keep:
            self.first.setdefault(filing.external_id, row)
            self.here.add(filing.external_id)
        self.count.known += known
        self.count.new += not known
        self.count.unnamed += not known and filing.anonymous
        self.count.held += not known and made.submission.held
        return None

    def _meet(self, mark: str) -> None:
        """Register again, uncounted, what this rehearsal took back under this mark: the same door judges both rows."""
        row = self.first.get(mark)
        if row is None or mark in self.here:
            return
        self.here.add(mark)
        filing, _faults = filing_of(by_heading(self.heading, row), self.plan, self.day)
        if filing is not None:
            made = register(filing, actor=self.actor, at=self.at)
            self.taken.append(Taken(row.line, mark, made.submission.number, made.query_code))

    def _named(self, key: str, said: Said) -> Said:
        """The sentence with the heading of the column it is about, if the file has one.

        A row above is told by its line: the number that a rehearsal gave it will be another's.
        """
        number = said.values.get("number")
        line = next((each.line for each in self.taken if each.query_code and each.number == number), 0)
        if line:
            said = Said(_("和第{line}行的编号相同，内容不同；这一份还没有登记"), {"line": line})
        column = next(
            (column for name, column in self.plan.columns.items() if KEYS.get(name, name) == key), ""
        )
        return Said("{column}：{said}", {"column": column, "said": said}) if column else said


def filing_of(cells: Mapping[str, str], plan: Plan, on: date) -> tuple[Filing | None, list[Said]]:
    """The filing that a row describes, or the sentences that say why it describes none; `on` is the directory's day."""
    given = {name: cells[column] for name, column in plan.columns.items()}
    values = {
        **plan.fixed,
        **{name: text for name, text in given.items() if text.strip() or name not in plan.fixed},
    }
    values["external_id"] = values["external_id"].strip()
    if not values["external_id"]:
        return None, [Said(_("没有编号（external_id），重来时会认不出这一行"))]
    read, faults = _read(values, on)
    if faults:
        return None, faults
    read.setdefault("title", "")
    if not read.get("anonymous"):
        signed = values.get("anonymous", "").strip()  # the table itself says so: then a name is missing
        read["anonymous"] = _is_nobodys(str(read.get("people-0-name", "")), or_missing=not signed)
    return filing_from(read, source=plan.source), []


def _is_nobodys(name: str, *, or_missing: bool) -> bool:
    # 实名 needs a person's name; what a website calls its users is kept, and the filing is anonymous.
    if not name.strip():
        return or_missing
    try:
        person_name(name)
    except BadEntry:
        return len(name) <= 200
    return False


def _read(values: Mapping[str, str], on: date | None) -> tuple[dict[str, object], list[Said]]:
    """Values under the keys of a filing, in its types; and the sentences for those that have no such value."""
    read: dict[str, object] = {}
    faults: list[Said] = []
    for name, typed in values.items():
        try:
            value = READERS[name](typed) if name in READERS else typed
            if name in DIRECTORY and on is not None:
                value = _meant(name, typed, values, on)
        except ValueError:
            faults.append(Said(_("{name}的值“{typed}”看不懂：{how}"), {"name": Said(import_rules().fields[name].label), "typed": typed[:40], "how": HOW[name]}))  # fmt: skip
            continue
        if value is not None:
            read[KEYS.get(name, name)] = value
    return read, faults


def _meant(name: str, typed: str, values: Mapping[str, str], on: date) -> str | None:
    """The code of a region or an organ, which tables give as a code or as a name."""
    if not typed.strip():
        return None
    if name == "region":
        code = region_meant(typed, values.get("office", ""))
    else:
        organ = organ_meant(typed, on)
        code = organ.value if organ else typed.strip()
    if not code.isdecimal():
        raise ValueError(typed)
    return code


def _day(typed: str) -> date | None:
    typed = typed.strip()
    if not typed:
        return None
    if counted := _SERIAL.fullmatch(typed):
        return _EPOCH + timedelta(days=int(counted[1]))
    match = _DAY.fullmatch(typed)
    if match is None:
        raise ValueError(typed)
    return date(*(int(part) for part in match.groups() if part))


def _whole(typed: str) -> str:
    """Raises ValueError for a number of which a spreadsheet kept the first figures only."""
    if _CUT.fullmatch(typed.strip()):
        raise ValueError(typed)
    return typed


def _number(typed: str) -> str:
    """Figures without what programs lay around them: 13812341234.0, and the mark of a cell that is text."""
    return re.sub(r"\.0$", "", _whole(typed).strip().removeprefix("'"))


def _yes(typed: str) -> bool:
    word = typed.strip().lower()
    if word not in YES | NO:
        raise ValueError(typed)
    return word in YES


def _persons(typed: str) -> int | None:
    return int(typed) if typed.strip() else None


def _code(name: str, codes: type[Coded], typed: str) -> Coded:
    word = typed.strip()
    word = import_rules().words.get(name, {}).get(word, word)
    for code in codes:
        if word in (code.value, code.label):
            return code
    raise ValueError(word)


def _named(typed: str) -> str:
    return import_rules().words["name"].get(typed.strip(), typed)


READERS: dict[str, Callable[[str], object]] = {
    "external_id": _whole,
    "name": _named,
    "phone": _number,
    "id_number": _number,
    "received_on": _day,
    "postmark_date": _day,
    "their_due_on": _day,
    "anonymous": _yes,
    "persons_concerned": _persons,
    "channel": lambda typed: _code("channel", Channel, typed),
    "purpose": lambda typed: _code("purpose", Purpose, typed),
}
DIRECTORY = frozenset({"region", "complained_organ"})
_LOST = _("电子表格把它写成了科学计数，后面几位已经丢失；请把这一列设成文本格式重新填")
HOW = {
    "external_id": _LOST,
    "phone": _LOST,
    "id_number": _LOST,
    "region": _("应是地区代码，或者只有一处叫这个名字的地名；也可以改选“没有这一列”"),
    "complained_organ": _("应是机关编号，或者只有一个机关叫这个名称；也可以改选“没有这一列”"),
    "received_on": _("应是存在的日期，如 2026-08-03"),
    "postmark_date": _("应是存在的日期，如 2026-08-03"),
    "their_due_on": _("应是存在的日期，如 2026-08-03"),
    "anonymous": _("应是“是”或“否”"),
    "persons_concerned": _("应是整数"),
    "channel": "、".join(f"{code.value}（{code.label}）" for code in Channel),
    "purpose": "、".join(f"{code.value}（{code.label}）" for code in Purpose),
}
