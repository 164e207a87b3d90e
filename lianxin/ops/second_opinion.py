"""Carry the questions that people put to the language model to it, and its answers back. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from lianxin.actions import second_opinion as actions
from lianxin.channels.language_model import NoAnswer, ask
from lianxin.queries import second_opinion as queries
from lianxin.rules.office import LanguageModel
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text import prompts

AT_ONCE = 5  # a turn must not keep the other jobs waiting
GONE, NO_CODE = _("这一件不能再给语言模型看"), _("语言模型没有选出分类表里的一项")


def answer_waiting(now: Callable[[], datetime]) -> Said:
    """Ask the model what is waiting; after one failure the rest waits for the next turn, and is not lost."""
    model, count = queries.in_use(), 0
    if model is None:
        return Said(_("没有设置语言模型，或者已经关闭"))
    for row in queries.waiting()[:AT_ONCE]:
        try:
            _answer(model, row, now)
        except NoAnswer as fault:
            actions.answer(row, at=now(), fault=str(fault.said))
            return Said(_("回答了{count}个问题；{why}"), {"count": count, "why": fault.said})
        count += 1
    return Said(_("回答了{count}个问题"), {"count": count})


def _answer(model: LanguageModel, row: Any, now: Callable[[], datetime]) -> None:
    material = queries.material(row)
    if material is None:
        actions.answer(row, at=now(), fault=GONE)
        return
    names = queries.names() if row.field == "category" else {}
    said = ask(model, prompts.messages(row.field, material.words, requests=material.requests, names=names))
    if row.field == "category":
        code = prompts.read_category(said, names)
        actions.answer(row, at=now(), value=code, fault="" if code else NO_CODE)
    else:
        actions.answer(row, at=now(), text=prompts.read_text(said))
