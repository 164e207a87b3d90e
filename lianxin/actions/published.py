"""Take in figures as they were published: of years before the system, of other systems, of surveys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lianxin.models import PublishedFigure
from lianxin.rules.figure_rows import FIGURES, SURVEYS
from lianxin.rules.figures import Unit
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

COLUMNS = ("code", "first", "last", "numerator", "denominator", "source")
KNOWN = {**FIGURES, **SURVEYS}


class BadFigures(ValueError):
    """Lines that cannot be taken; `said` has one sentence for each, and nothing was kept."""

    def __init__(self, said: list[Said]) -> None:
        self.said = said
        super().__init__("；".join(map(str, said)))


@dataclass(frozen=True)
class Taken:
    """How many were new, changed against what was kept, and kept as they were."""

    new: int
    changed: int
    same: int


def take_published(rows: Iterable[Mapping[str, str]]) -> Taken:
    """Keep these rows (columns `COLUMNS`, and `#` for the line), all or none. Raises BadFigures."""
    read, faults = [], []
    for row in rows:
        try:
            read.append(_read(row))
        except _Wrong as fault:
            faults.append(fault.said)
    if faults:
        raise BadFigures(faults)
    counts = {True: 0, False: 0, None: 0}
    with transaction.atomic():
        for each in read:
            counts[_keep(each)] += 1
    return Taken(counts[True], counts[False], counts[None])


class _Wrong(Exception):
    def __init__(self, row: Mapping[str, str], template: str, **values: object) -> None:
        self.said = Said(_("第{line}行：{why}"), {"line": row.get("#", "?"), "why": Said(template, values)})


def _read(row: Mapping[str, str]) -> PublishedFigure:
    given = {name: row.get(name, "").strip() for name in COLUMNS}
    if given["code"] not in KNOWN:
        raise _Wrong(row, _("没有“{code}”这个指标，代码见“每个数怎样算出来的”"), code=given["code"])
    try:
        first, last = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
    except ValueError:
        raise _Wrong(row, _("日期请写成 2026-10-31 的样子")) from None
    if first > last:
        raise _Wrong(row, _("开始的日子在结束的日子以后"))
    numbers = {name: given[name].replace(",", "") or "0" for name in ("numerator", "denominator")}
    if not all(number.isdecimal() for number in numbers.values()) or not given["numerator"]:
        raise _Wrong(row, _("分子、分母应是整数"))
    over, of = int(numbers["numerator"]), int(numbers["denominator"])
    if KNOWN[given["code"]].unit is not Unit.COUNT and not of:
        raise _Wrong(row, _("这个指标要有分母"))
    if not given["source"] or len(given["source"]) > 120:
        raise _Wrong(row, _("请写明出处，如“1998年年鉴”，不超过120字"))
    return PublishedFigure(
        code=given["code"],
        first_on=first,
        last_on=last,
        numerator=over,
        denominator=of,
        source=given["source"],
    )


def _keep(row: PublishedFigure) -> bool | None:
    """True: new. False: something else was kept for these days. None: kept already."""
    said = {"numerator": row.numerator, "denominator": row.denominator, "source": row.source}
    old = PublishedFigure.objects.filter(code=row.code, first_on=row.first_on, last_on=row.last_on).first()
    if old is None:
        row.save()
        return True
    if {name: getattr(old, name) for name in said} == said:
        return None
    PublishedFigure.objects.filter(pk=old.pk).update(**said)
    return False
