"""Local rules (地方规则) over a national edition: province, then system, then organ, each from a TOML file.

A local rule may only tighten: less time for an organ, more for a petitioner. A row that gives an organ more
must name the law that allows it in `permitted_by`; otherwise the file is refused, naming the row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from lianxin.rules import tightening
from lianxin.rules.editions.rows import Edition, Switch
from lianxin.rules.notice import toml_fault
from lianxin.rules.periods import LONGEST, PAUSE_REASONS, Grade, Period, Side, Unit
from lianxin.rules.wording import Said, SaidError, gettext_noop

HEADER_FIELDS = frozenset(
    {"name", "level", "source", "grade", "note", "valid_from", "valid_to", "periods", "switches"}
)
PERIOD_FIELDS = frozenset(
    {"label", "days", "unit", "article", "starts", "ends", "grade", "max_extension", "extension_article"}
    | {"pausable", "side", "rolls", "permitted_by", "note"}
)
SWITCH_FIELDS = frozenset({"value", "article", "grade", "permitted_by", "note"})
TEXT_FIELDS = ("label", "article", "starts", "ends", "extension_article")
NEW_PERIOD_FIELDS = ("label", "days", "unit", "article", "starts", "ends", "grade")


KindT = TypeVar("KindT", bound=StrEnum)


class Level(StrEnum):
    """Whose rule it is; applied in this order."""

    PROVINCE = "province"
    SYSTEM = "system"
    ORGAN = "organ"


class OverlayError(SaidError):
    """A local rule that cannot be used. `said` is the sentence for the person who wrote the file."""


@dataclass(frozen=True, eq=False)
class Overlay:
    """One file: its header, and the rows as typed (field -> value) by code."""

    name: str
    level: Level
    source: str
    grade: Grade
    valid_from: date
    valid_to: date | None
    periods: Mapping[str, Mapping[str, Any]]
    switches: Mapping[str, Mapping[str, Any]]

    def in_force(self, day: date) -> bool:
        """Whether the local rule is in force on that day, both ends inclusive."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def load(source: Path | str) -> Overlay:
    """An overlay from a path, or from TOML text (a string with more than one line). Raises OverlayError."""
    text = source if isinstance(source, str) and "\n" in source else _text(Path(source))
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OverlayError(gettext_noop("地方规则文件{fault}"), fault=toml_fault(error)) from None
    _only(found, HEADER_FIELDS, row=gettext_noop("文件开头"))
    valid_from = _date(found, "valid_from")
    if valid_from is None:
        raise OverlayError(gettext_noop("地方规则没有写施行日期 valid_from"))
    return Overlay(
        name=_words(found, "name"),
        level=_choice(Level, found.get("level"), field="level", row=gettext_noop("文件开头")),
        source=_words(found, "source"),
        grade=_choice(Grade, found.get("grade"), field="grade", row=gettext_noop("文件开头")),
        valid_from=valid_from,
        valid_to=_date(found, "valid_to"),
        periods=_rows(found, "periods", PERIOD_FIELDS),
        switches=_rows(found, "switches", SWITCH_FIELDS),
    )


def apply(edition: Edition, overlays: Iterable[Overlay], *, on: date) -> Edition:
    """The edition as it stands in one place on one day; overlays not in force that day are left out.

    Raises OverlayError for a row that loosens the national rule without `permitted_by`.
    """
    for overlay in sorted(overlays, key=lambda overlay: list(Level).index(overlay.level)):
        if overlay.in_force(on):
            edition = _applied(edition, overlay)
    return edition


def _applied(edition: Edition, overlay: Overlay) -> Edition:
    periods, switches = dict(edition.periods), dict(edition.switch_rows)
    for code, fields in overlay.periods.items():
        periods[code] = _period(code, fields, periods.get(code), overlay)
    for code, fields in overlay.switches.items():
        switches[code] = _switch(code, fields, switches.get(code), overlay)
    if switches["roll"].value is False:
        periods = {
            code: replace(row, rolls=False) if row.side is Side.ORGAN else row
            for code, row in periods.items()
        }
    return replace(
        edition,
        periods=MappingProxyType(periods),
        switch_rows=MappingProxyType(switches),
        overlays=(*edition.overlays, overlay.name),
    )


def _period(code: str, fields: Mapping[str, Any], national: Period | None, overlay: Overlay) -> Period:
    row = f"periods.{code}"
    local = _local_period(row, _typed(row, fields), national, overlay)
    if national is not None and not fields.get("permitted_by"):
        fault = tightening.fault(national, local)
        if fault is not None:
            raise OverlayError(
                gettext_noop(
                    "“{name}”的 {row}（{label}）{fault}；地方规则只能从严，确有依据的请在 permitted_by 写明"
                ),
                name=overlay.name,
                row=row,
                label=Said(national.label),
                fault=fault,
            )
    return local


def _local_period(row: str, values: Mapping[str, Any], national: Period | None, overlay: Overlay) -> Period:
    if "article" not in values:
        raise OverlayError(gettext_noop("“{name}”的 {row} 没有写依据 article"), name=overlay.name, row=row)
    if "max_extension" in values:
        values = {"extension_article": values["article"], **values}
    if national is not None:
        return replace(national, **{"grade": overlay.grade, **values})
    missing = [field for field in NEW_PERIOD_FIELDS if field not in values]
    if missing:
        raise OverlayError(
            gettext_noop("“{name}”的 {row} 是国家规则没有的期限，还要写明 {fields}"),
            name=overlay.name,
            row=row,
            fields="、".join(missing),
        )
    return Period(code=row.removeprefix("periods."), **values)


def _typed(row: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of one row, each with the type a Period wants."""
    values = {key: value for key, value in fields.items() if key not in {"permitted_by", "note"}}
    for key in ("days", "max_extension"):
        number = values.get(key, 0)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LONGEST:
            raise OverlayError(gettext_noop("{row} 的 {field} 应是不小于0的整数"), row=row, field=key)
    for key in TEXT_FIELDS:
        if not isinstance(values.get(key, ""), str):
            raise OverlayError(gettext_noop("{row} 的 {field} 应是加引号的文字"), row=row, field=key)
    for key, kind in (("unit", Unit), ("grade", Grade), ("side", Side)):
        if key in values:
            values[key] = _choice(kind, values[key], field=key, row=row)
    if not isinstance(values.get("rolls", True), bool):
        raise OverlayError(gettext_noop("{row} 的 rolls 只能是 true 或 false"), row=row)
    if "pausable" in values:
        reasons = values["pausable"] if isinstance(values["pausable"], list) else [values["pausable"]]
        if not all(reason in PAUSE_REASONS for reason in reasons):
            raise OverlayError(
                gettext_noop("{row} 的 pausable 只能包含 {allowed}"),
                row=row,
                allowed="、".join(PAUSE_REASONS),
            )
        values["pausable"] = frozenset(reasons)
    return values


def _switch(code: str, fields: Mapping[str, Any], national: Switch | None, overlay: Overlay) -> Switch:
    if national is None:
        raise OverlayError(
            gettext_noop("“{name}”的 switches.{code} 不是规则开关"), name=overlay.name, code=code
        )
    if "value" not in fields or "article" not in fields:
        raise OverlayError(
            gettext_noop("“{name}”的 switches.{code} 要写明 value 和 article"), name=overlay.name, code=code
        )
    value = fields["value"]
    if not fields.get("permitted_by") and not tightening.switch_tightens(national, value):
        raise OverlayError(
            gettext_noop(
                "“{name}”的 switches.{code} 由“{old}”改为“{new}”不是从严；地方规则只能从严，确有依据的请在 permitted_by 写明"
            ),
            name=overlay.name,
            code=code,
            old=national.value,
            new=value,
        )
    grade = _choice(Grade, fields.get("grade", overlay.grade), field="grade", row=f"switches.{code}")
    return replace(national, value=value, article=str(fields["article"]), grade=grade)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError:
        raise OverlayError(gettext_noop("读不到地方规则文件“{path}”"), path=path) from None
    except UnicodeDecodeError:
        raise OverlayError(
            gettext_noop("地方规则文件“{path}”不是 UTF-8 编码，请另存为 UTF-8"), path=path
        ) from None


def _only(found: Mapping[str, Any], allowed: frozenset[str], *, row: str) -> None:
    for field in found:
        if field not in allowed:
            raise OverlayError(
                gettext_noop("{row} 里的“{field}”不认识，可写的有：{allowed}"),
                row=Said(row),
                field=field,
                allowed="、".join(sorted(allowed)),
            )


def _rows(found: Mapping[str, Any], table: str, allowed: frozenset[str]) -> Mapping[str, Mapping[str, Any]]:
    rows = found.get(table, {})
    for code, fields in rows.items() if isinstance(rows, Mapping) else [("", None)]:
        if not isinstance(fields, Mapping):
            raise OverlayError(
                gettext_noop("{table} 应当写成 [{table}.期限代码] 一节一节的样子"), table=table
            )
        _only(fields, allowed, row=f"{table}.{code}")
    return MappingProxyType(dict(rows))


def _words(found: Mapping[str, Any], field: str) -> str:
    value = found.get(field)
    if not isinstance(value, str) or not value.strip():
        raise OverlayError(gettext_noop("地方规则没有写 {field}"), field=field)
    return value.strip()


def _date(found: Mapping[str, Any], field: str) -> date | None:
    value = found.get(field)
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise OverlayError(gettext_noop("{field} 应是日期，如 2022-05-01，不加引号"), field=field)
    return value


def _choice(kind: type[KindT], value: object, *, field: str, row: str) -> KindT:
    try:
        return kind(str(value))
    except ValueError:
        raise OverlayError(
            gettext_noop("{row} 的 {field} 写的是“{value}”，只能是 {allowed}"),
            row=Said(row),
            field=field,
            value=value,
            allowed="、".join(member.value for member in kind),
        ) from None
