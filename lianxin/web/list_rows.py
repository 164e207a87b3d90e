"""The rows of a work list, in Python: a list draws a hundred of them, and in a template they took half of its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lianxin.rules.wording import gettext_noop as _
from lianxin.web import tags, words

register = template.Library()
Row = Mapping[str, Any]
PICK = _("选择 {number}")


@register.simple_tag
def worklist_rows(
    rows: Iterable[Row], columns: Container[str] | None, pick: object, today: object
) -> SafeString:
    """`{% worklist_rows rows columns pick today %}`: a `<tr>` for each row; what a row has, see _worklist.html."""
    day = today if isinstance(today, dt.date) else words.china_today()
    shown = [COLUMNS[name] for name in COLUMNS if name in (columns or ())]
    told = [(escape(gettext(text)), cell) for text, cell in shown]
    ticked = escape(gettext(PICK))
    parts: list[str] = []
    for row in rows:
        parts += ["<tr>", _pick(row, ticked) if pick else "", _due(row, day), _title(row)]
        for text, cell in told:
            inner = cell(row, day)
            parts.append(f'<td data-label="{text}">{f"<span>{inner}</span>" if inner else ""}</td>')
        parts.append("</tr>\n")
    return mark_safe("".join(parts))  # noqa: S308 - each value is escaped where it is put in


def _pick(row: Row, ticked: str) -> str:
    label = ticked.format(number=escape(row["number"]))
    value = escape(str(row["pk"]))
    return f'<td class="pick"><input type="checkbox" name="pick" value="{value}" aria-label="{label}"></td>'


def _due(row: Row, today: dt.date) -> str:
    inner = ""
    if waits := row.get("waits"):
        inner = f'<span class="chip" data-tone="calm">{tags.icon("pause")}{_said(waits)}</span>'
    elif clock := row.get("clock"):
        day = clock.get("day") if isinstance(clock, Mapping) else clock.day
        inner = f'<span data-tone="{tags.tone(day, today)}">{tags.chip(clock, today)}</span>'
    return f'<td class="c-due">{inner}</td>'


def _title(row: Row) -> str:
    who = f" · {escape(row['who'])}" if row.get("who") else ""
    found, tagged = "", ""
    if excerpt := row.get("excerpt"):
        before, word, after, where = map(escape, excerpt)
        found = f"<small>{where}…{before}<mark>{word}</mark>{after}…</small>"
    if marks := row.get("marks"):
        tagged = f'<div class="tags">{"".join(map(_mark, marks))}</div>'
    return (
        f'<td class="c-title"><a class="title" href="{escape(row["url"])}">{escape(row["title"])}</a>'
        f'<small><span class="number">{escape(row["number"])}</span>{who}</small>{found}{tagged}</td>'
    )


def _mark(mark: Row) -> str:
    drawn = tags.icon(mark["icon"]) if mark.get("icon") else ""
    return f'<span class="tag" data-tone="{mark.get("tone") or "calm"}">{drawn}{escape(mark["label"])}</span>'


def _next(row: Row, today: dt.date) -> str:
    return _said(row.get("next"))


def _holder(row: Row, today: dt.date) -> str:
    note = f"<small>{escape(row['holder_note'])}</small>" if row.get("holder_note") else ""
    return escape(row["holder"]) + note


def _state(row: Row, today: dt.date) -> str:
    tone = row.get("state_tone") or "calm"
    return f'<span class="tag" data-tone="{tone}">{escape(words.say_code(row["state"]))}</span>'


def _category(row: Row, today: dt.date) -> str:
    return escape(row["category"])


def _opened(row: Row, today: dt.date) -> str:
    return f'<span class="nowrap">{escape(tags.short_day(row["opened"], today))}</span>'


def _said(text: Any) -> str:
    return escape(words.translate_said(text)) if text else ""


# {column: (its heading, its cell)}, in the order in which they stand beside the day and the title.
COLUMNS: dict[str, tuple[str, Callable[[Row, dt.date], str]]] = {
    "next": (_("下一步"), _next),
    "holder": (_("谁在办"), _holder),
    "state": (_("状态"), _state),
    "category": (_("内容分类"), _category),
    "opened": (_("收到日期"), _opened),
}


@register.filter
def worklist_headings(columns: Container[str] | None) -> list[tuple[str, str]]:
    """`{% for name, text in columns|worklist_headings %}`: the columns that are shown, with their headings."""
    return [(name, gettext(text)) for name, (text, _cell) in COLUMNS.items() if name in (columns or ())]
