"""The steps of a file, in Python: it names some thirty of them, most with the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from lianxin.web import tags, words

register = template.Library()
Action = Mapping[str, Any]


@register.simple_tag
def action_rows(actions: Iterable[Action]) -> SafeString:
    """`{% action_rows actions %}`: a `<li>` for each; what an action has, see _actions.html."""
    drawn = (_open(each) if each["allowed"] else _refused(each) for each in actions)
    return mark_safe("".join(f"<li>{each}</li>\n" for each in drawn))  # noqa: S308 - each value is escaped where it is put in


def _open(action: Action) -> str:
    main = " main" if action.get("main") else ""
    return (
        f'<a class="action{main}" href="{escape(action["url"])}">{tags.icon(action.get("icon") or "next")}'
        f"<span>{_said(action['text'])}{_small(_said(action.get('hint')))}</span></a>"
    )


def _refused(action: Action) -> str:
    why = " · ".join(filter(None, (_said(action["because"]), _said(action.get("article")))))
    return (
        f'<div class="action" role="link" aria-disabled="true">{tags.icon("lock")}'
        f"<span>{_said(action['text'])}{_small(why)}</span></div>"
    )


def _small(text: str) -> str:
    return f"<small>{text}</small>" if text else ""


def _said(text: Any) -> str:
    return escape(words.translate_said(text)) if text else ""
