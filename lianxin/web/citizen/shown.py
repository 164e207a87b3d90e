"""A petitioner's progress as the shared parts of the pages take it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.queries.issued import Issued
from lianxin.queries.progress import Filed, Option, Progress
from lianxin.rules.codes import Coded
from lianxin.rules.states import STATES
from lianxin.rules.step import Method
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.words import say_code, say_day, translate_said

ICONS = {
    "SUPPLEMENT": "plus",
    "WITHDRAW": "return",
    "ASK_RECUSAL": "person",
    "RATE": "star",
    "SAY_UNSOLVED": "flag",
    "APPLY_REVIEW": "forward",
    "APPLY_REREVIEW": "forward",
    "CONFIRM_RECEIPT": "served",
    "ASK_HEARING": "people",
    "ANSWER_QUESTION": "pencil",
    "CORRECT_CONTACT": "pencil",
    "INVITE": "people",
    "STAND": "people",
    "CHOOSE_REPRESENTATIVES": "people",
    "APPOINT_AGENT": "person",
    "END_MANDATE": "return",
}
# Of use now and then, and so behind one door: others, agents, one's own data.
SET_APART = frozenset(
    {
        "CORRECT_CONTACT", "INVITE", "JOIN_BY_INVITATION", "STAND", "CHOOSE_REPRESENTATIVES", "APPOINT_AGENT",
        "END_MANDATE", "LINK_ACCOUNT",
    }
)  # fmt: skip


def page(progress: Progress, today: date) -> dict[str, object]:
    """Everything `citizen/progress.html` needs."""
    now = [each for each in progress.options if each.step.action not in SET_APART]
    return {
        "progress": progress,
        "row": STATES[progress.state],
        "actions": [
            _action(each, progress) for each in sorted(now, key=lambda each: each.step.action == "WITHDRAW")
        ],
        "more": _more(progress),
        "place": progress.place if "→" in progress.place else "",
        "yours": any(each.until and each.until == progress.clock for each in progress.options),
        "papers": [_card(paper, progress, today) for paper in progress.papers],
        "items": _items(progress),
    }


def _address(progress: Progress, name: str, *args: object) -> str:
    return reverse(f"citizen:{name}", args=[progress.submission.number, *args])


def _more(progress: Progress) -> list[dict[str, object]]:
    """What is set apart, with the pages that are no steps; nothing of it is an agent's."""
    if progress.around.as_agent:
        return []
    printed = [
        ("sheet", "print", _("联名签名表"), _("打印出来，给不会上网的人签名")),
        ("mandate", "print", _("空白的授权委托书"), _("打印出来，和代理人一起签名")),
    ]
    pages = [
        *([] if progress.sealed else printed),
        (
            "own_copy",
            "paper",
            _("下载我的全部记录"),
            _("您写的、机关做的、文书和凭证，一个压缩包；和别人一起提出的，也有一并办理的凭证"),
        ),
        ("retaliation", "flag", _("反映打击报复"), _("另成密封件，交给更上一级")),
    ]
    links = [
        {"text": text, "url": _address(progress, name), "allowed": True, "icon": icon, "hint": hint}
        for name, icon, text, hint in pages
    ]
    return [*(_action(each, progress) for each in progress.options if each.step.action in SET_APART), *links]


def _action(option: Option, progress: Progress) -> dict[str, object]:
    hint = Said(gettext_noop("最晚{day}"), {"day": option.until.day}) if option.until else option.step.hint
    return {
        "text": option.step.label,
        "url": _address(progress, "act", option.step.action.lower()),
        "allowed": option.verdict.allowed,
        "main": option.step.primary and option.verdict.allowed,
        "icon": ICONS.get(option.step.action, "next"),
        "hint": hint,
        "because": option.verdict.because,
        "article": option.verdict.article,
    }


def _card(paper: Issued, progress: Progress, today: date) -> dict[str, object]:
    address = _address(progress, "paper", paper.pk)
    stage = "served" if paper.served_on else "issued_to_you"
    return {
        "title": say_code(paper.title),
        "number": paper.number,
        "stage": stage,
        "at": paper.issued_on,
        "served_on": paper.served_on,
        "served_how": Method[paper.served_how] if paper.served_how else None,
        "url": address,
    }


def _items(progress: Progress) -> list[dict[str, object]]:
    titles = {paper.pk: say_code(paper.title) for paper in progress.papers}
    past = [
        {
            "at": told.at,
            "title": told.title,
            "who": told.who,
            "article": told.article,
            "text": told.text,
            "paper": {"url": _address(progress, "paper", told.paper), "title": titles[told.paper]}
            if told.paper
            else None,
        }
        for told in progress.story
    ]
    if past and not progress.done:
        past[-1]["tone"] = "now"
    if progress.done:
        return past
    clock = progress.clock
    nearest = sorted(progress.besides, key=lambda each: each.day)
    return [
        *past,
        *({"at": each.day, "title": each.title, "tone": "next", "clock": each} for each in nearest),
        {"at": clock.day if clock else None, "title": progress.next, "tone": "next", "clock": clock},
        *({"at": None, "title": way, "tone": "next"} for way in progress.ahead),
    ]


def say(value: object) -> str:
    """A value of a paper in words: sentence, day, code or text."""
    match value:
        case Said():
            return translate_said(value)
        case date():
            return say_day(value)
        case Coded():
            return say_code(value)
        case _:
            return str(value)


def filed_row(row: Filed) -> dict[str, object]:
    """One line of "my submissions"."""
    return {"row": row, "state": STATES[row.state]}
