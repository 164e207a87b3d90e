"""A problem found while screening: reported once, from a desk or from a phone that had no network for a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from lianxin.actions.given import Given, Invalid, read
from lianxin.actions.tasks import may_issue
from lianxin.models import Task
from lianxin.queries.access import NotAllowed
from lianxin.queries.options import NoMatter
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import Verdict
from lianxin.rules.tasks import TASKS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text import redact

CHINA = ZoneInfo("Asia/Shanghai")
ITEM = TASKS["SCREENING_ITEM"]
MARK = re.compile(r"[0-9a-f-]{36}")
URGENT_DAYS = 3
PERSONAL = frozenset({"id", "phone", "card", "email", "account", "plate"})


def report(actor: Actor, typed: Mapping[str, object], *, mark: str, at: datetime) -> Task:
    """A problem, never a person. `mark` is the entry's own: sent again, it finds what the first sending made.

    The organ above answers for it; it is due by our default, sooner if urgent. Raises NotAllowed, Invalid.
    """
    if not MARK.fullmatch(mark):
        raise Invalid({"": Said(_("这一条没有标记，请刷新页面再报"))})
    post = may_issue(actor, ITEM)
    if post is None:
        raise NotAllowed(Verdict(False, Said(_("您的岗位不报排查出的问题")), ITEM.article))
    known = Task.objects.filter(entry=mark, made_by=actor.account).first()
    if known:
        return known
    today = at.astimezone(CHINA).date()
    given, _keys = read(ITEM.asks, typed, NoMatter(today), actor)
    refuse_persons(given)
    days = URGENT_DAYS if given.get("urgent") else ITEM.days
    row = Task(
        kind=ITEM.code, issuer_id=post.organ, organ_id=post.above[0] if post.above else post.organ, entry=mark,
        text=given["problem"], facts=given, issued_on=today, made_at=at, made_by_id=actor.account,
        due_on=today + timedelta(days=days),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # two sendings of one entry at once
        return Task.objects.get(entry=mark, made_by=actor.account)
    return row


def refuse_persons(given: Given) -> None:
    """Raises Invalid where a text holds a number by which somebody could be found (《个人信息保护法》第六条)."""
    errors = {
        name: Said(_("只写问题，不写人：请去掉{kind}"), {"kind": Said(redact.KINDS[found.kind])})
        for name, value in given.items()
        for found in redact.find(str(value))
        if found.kind in PERSONAL
    }
    if errors:
        raise Invalid(errors)
