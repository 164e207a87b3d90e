"""Read the tables an evaluation is given, and say what is wrong with them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from lianxin.rules.notice import file_fault
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

csv.field_size_limit(10_000_000)  # one message of 100,000 characters is no fault
Row = dict[str, str]


class Refused(SaidError):
    """The evaluation cannot be done as asked; `said` tells why and what to do."""


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a UTF-8 file of tab-separated values with a heading, nothing quoted.

    Raises Refused if it cannot be read, one of `columns` is missing or there is no row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
            missing = [name for name in columns if name not in (table.fieldnames or ())]
            if missing:
                raise Refused(_("{path} 缺少列：{missing}"), path=path, missing=tuple(missing))
            rows = list(table)
    except OSError as error:
        raise Refused(_("读不了 {path}：{reason}"), path=path, reason=file_fault(error)) from None
    except UnicodeDecodeError:
        raise Refused(_("{path} 不是 UTF-8 编码，请另存为 UTF-8"), path=path) from None
    if not rows:
        raise Refused(_("{path} 只有表头，没有一行内容"), path=path)
    return rows


def of_splits(rows: Sequence[Row], names: str) -> list[Row]:
    """The rows whose split is among `names`, separated by commas. Raises Refused where no row has one of them."""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    held = {row["split"] for row in rows}
    if missing := sorted(wanted - held) or ([] if wanted else [""]):
        told = _("没有叫“{name}”的 split，有：{held}")
        raise Refused(told, name=missing[0], held=tuple(sorted(held)))
    return [row for row in rows if row["split"] in wanted]
