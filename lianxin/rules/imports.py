"""Tables of somebody else's making: limits, what a column may hold and by which headings it is known, known forms.

Everything here is this system's own (grade INF); the rows stand in data/imports.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from lianxin.rules.wording import gettext_noop as _

_NOTE = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_HEADING = 200  # characters; a bracket that never closes is looked after to the end


@dataclass(frozen=True)
class ImportLimits:
    """How much is read; `kept_days` for the file after its end."""

    megabytes: int
    unpacked_megabytes: int
    text_megabytes: int
    rows: int
    columns: int
    cell_characters: int
    heading_within: int
    samples: int
    batch: int
    kept_days: int


@dataclass(frozen=True)
class ImportField:
    """What a column may hold; `names` are headings it goes by elsewhere, the likeliest first."""

    code: str
    label: str
    names: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True)
class ImportForm:
    """A known table: its own headings first, values for what it has no column for, the name of its source."""

    code: str
    label: str
    source: str
    names: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, str]


@dataclass(frozen=True)
class ImportRules:
    """The rows of data/imports.toml; `words` says how others call a code."""

    limits: ImportLimits
    fields: Mapping[str, ImportField]
    words: Mapping[str, Mapping[str, str]]
    forms: Mapping[str, ImportForm]


@lru_cache(maxsize=1)
def import_rules() -> ImportRules:
    """The rows that hold."""
    found = tomllib.loads(files("lianxin.rules").joinpath("data/imports.toml").read_text("utf-8"))
    fields = {code: _field(code, row) for code, row in found["fields"].items()}
    return ImportRules(
        ImportLimits(**found["limits"]),
        MappingProxyType(fields),
        {name: {word: code for code, words in rows.items() for word in words} for name, rows in found["words"].items()},
        {code: _form(code, row) for code, row in found["forms"].items()},
    )  # fmt: skip


def _field(code: str, row: Mapping[str, Any]) -> ImportField:
    return ImportField(code, LABELS[code], tuple(row["names"]), bool(row.get("needed", False)))


def _form(code: str, row: Mapping[str, Any]) -> ImportForm:
    names = {name: tuple(words) for name, words in row["names"].items()}
    return ImportForm(code, FORM_LABELS[code], row["source"], names, row["fixed"])


def guess(heading: Sequence[str], form: str = "") -> dict[str, str]:
    """{field: column} for the columns whose heading is known; a form's own names go first, and no column twice.

    Only a form may name one column for two fields, as where a ticket's number is both its mark and its number.
    """
    rules = import_rules()
    plain = {_plain(column): column for column in reversed(heading)}
    own = rules.forms[form].names if form in rules.forms else {}
    found = {name: column for name, words in own.items() if (column := _first(words, plain))}
    taken = set(found.values())
    for field in rules.fields.values():
        column = _first(field.names, {key: name for key, name in plain.items() if name not in taken})
        if field.code not in found and column:
            found[field.code] = column
            taken.add(column)
    return found


def _first(names: Sequence[str], plain: Mapping[str, str]) -> str:
    return next((plain[key] for name in names if (key := _plain(name)) in plain), "")


def _plain(text: str) -> str:
    """A heading without case, marks and the notes that stand behind it in brackets."""
    folded = unicodedata.normalize("NFKC", text[:_HEADING]).lower()
    folded = _NOTE.sub("", folded) or folded
    return "".join(char for char in folded if char.isalnum() or char == "_")


# The labels stand here too, because only what is marked in Python is translated.
LABELS = {
    "external_id": _("编号"),
    "content": _("反映的情况"),
    "title": _("标题"),
    "request": _("诉求"),
    "name": _("姓名"),
    "phone": _("电话"),
    "id_number": _("身份证号码"),
    "address": _("住址"),
    "email": _("电子邮箱"),
    "anonymous": _("匿名"),
    "received_on": _("收到日期"),
    "postmark_date": _("邮戳日期"),
    "persons_concerned": _("涉及人数"),
    "purpose": _("信访目的"),
    "channel": _("信访形式"),
    "office": _("受理机关"),
    "region": _("问题属地"),
    "addressee": _("受信人"),
    "complained_organ": _("被反映的机关"),
    "complained_person": _("被反映的人"),
    "their_number": _("来源的文号或者工单号"),
    "their_due_on": _("来源要求的期限"),
}
FORM_LABELS = {"HOTLINE": _("12345热线工单"), "SUPERIOR": _("上级转送、交办的信访件")}
