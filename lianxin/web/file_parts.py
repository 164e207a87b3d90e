"""The long parts of a file, in Python: some thirty steps, most with the reason why not; what happened; how days are reckoned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from lianxin.rules.wording import gettext_noop as _
from lianxin.web import tags, words

register = template.Library()
Part = Mapping[str, Any]
NEXT, NOW, HOW = _("接下来"), _("现在"), _("如何计算")
UNSURE = _("这一年的放假安排尚未公布，日期公布后会重新计算。")


# ---- steps ------------------------------------------------------------------------------------------------
@register.simple_tag
def action_rows(actions: Iterable[Part]) -> SafeString:
    """`{% action_rows actions %}`: a `<li>` for each; what an action has, see _actions.html."""
    drawn = (_open(each) if each["allowed"] else _refused(each) for each in actions)
    return mark_safe("".join(f"<li>{each}</li>\n" for each in drawn))  # noqa: S308 - each value is escaped where it is put in


def _open(action: Part) -> str:
    main = " main" if action.get("main") else ""
    return (
        f'<a class="action{main}" href="{escape(action["url"])}">{tags.icon(action.get("icon") or "next")}'
        f"<span>{_said(action['text'])}{_in('small', _said(action.get('hint')))}</span></a>"
    )


def _refused(action: Part) -> str:
    why = " · ".join(filter(None, (_said(action["because"]), _said(action.get("article")))))
    return (
        f'<div class="action" role="link" aria-disabled="true">{tags.icon("lock")}'
        f"<span>{_said(action['text'])}{_in('small', why)}</span></div>"
    )


# ---- what happened and what will --------------------------------------------------------------------------
@register.simple_tag
def timeline_rows(items: Iterable[Part], today: object) -> SafeString:
    """`{% timeline_rows items today %}`: a `<li>` for each; what an item has, see _timeline.html."""
    return mark_safe("".join(_item(each, today) for each in items))  # noqa: S308 - each value is escaped where it is put in


def _item(item: Part, today: object) -> str:
    tone = item.get("tone") or ""
    current = ' aria-current="step"' if tone == "now" else ""
    mark = f' <span class="tag" data-tone="info">{_said(NOW)}</span>' if tone == "now" else ""
    clock = clock_card(item["clock"], today, dated=not item["at"]) if item.get("clock") else ""
    return (
        f'<li data-tone="{tone}"{current}>{_time(item, tone)}<div class="what">'
        f"<h3>{_said(item['title'])}{mark}</h3>{_in('p', _said(item.get('text')))}{clock}{_meta(item)}</div></li>\n"
    )


def _time(item: Part, tone: str) -> str:
    at = item["at"]
    if not at:
        return f"<time>{_said(NEXT) if tone == 'next' else ''}</time>"
    local = timezone.localtime(at) if isinstance(at, dt.datetime) and timezone.is_aware(at) else at
    return f'<time datetime="{local.isoformat()}">{escape(tags.when(at))}</time>'


def _meta(item: Part) -> str:
    paper, link = item.get("paper"), ""
    if paper:
        link = f'<a href="{escape(paper["url"])}">{tags.icon("paper")} {escape(paper["title"])}</a>'
    told = _in("span", _said(item.get("who"))), link, _in("span", _said(item.get("article")))
    return f'<p class="meta">{"".join(told)}</p>' if any(told) else ""


# ---- clocks -----------------------------------------------------------------------------------------------
@register.simple_tag
def clock_card(clock: Any, today: object = None, *, dated: bool = True) -> SafeString:
    """`{% clock_card clock today %}`: the chip, and how the day was reached; what a clock has, see _clock.html."""
    chip, tone = tags.chip(clock, today, dated=dated), _tone(clock, today)
    if not (steps := tags.of(clock, "steps")):
        return mark_safe(f'<span data-tone="{tone}">{chip}</span>')  # noqa: S308 - both are our own
    title, article = _said(tags.of(clock, "title")), _said(tags.of(clock, "article"))
    parts = [
        f'<details class="clock" data-tone="{tone}"><summary>{chip}<span class="how">{_said(HOW)}</span></summary>',
        '<div class="reckoning">',
        _in("p", _in("strong", title)),
        _in("ol", "".join(f"<li>{_said(each)}</li>" for each in steps)),
        f"<p>{tags.icon('info')} {_said(UNSURE)}</p>" if tags.of(clock, "provisional") else "",
        f'<p class="article">{tags.icon("law")} {article}</p>' if article else "",
        "</div></details>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - each value is escaped where it is put in


def _tone(clock: Any, today: object) -> str:
    day = tags.of(clock, "day")
    if tags.of(clock, "ended"):
        return "good"
    return (
        "calm" if tags.of(clock, "paused") or not day or tags.lapsed(clock, today) else tags.tone(day, today)
    )


def _in(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if inner else ""


def _said(text: Any) -> str:
    return escape(words.translate_said(text)) if text else ""
