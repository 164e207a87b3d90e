"""Figures by the same definitions as pages and reports: for everyone, or with a key over what its account may count."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from lianxin.actions.perform import local_day
from lianxin.api.asking import Key
from lianxin.api.errors import Refusal
from lianxin.api.schemas import Error, FiguresOut
from lianxin.queries.figures import Span, counted_by, measure, public_figures
from lianxin.queries.oversight import may_count
from lianxin.rules.facts import Actor
from lianxin.rules.figure_rows import FIGURES
from lianxin.rules.figures import Shown, plain
from lianxin.rules.spans import Rhythm, interval
from lianxin.rules.wording import gettext_noop as _

router = Router(tags=["数据"])
WRONG = frozenset({400, 401, 403, 422, 429, 500})
OLDEST = 1950


def _anyone(request: HttpRequest) -> Actor | None:
    """Who sends no key sees what is public; a wrong key is refused, never taken for none."""
    return None if "Authorization" in request.headers else Actor()


def _iso(given: object) -> object:
    """A day as 2026-08-03 only: seconds since 1970 are nobody's day. Raises PydanticCustomError."""
    if isinstance(given, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        raise PydanticCustomError("date_iso", "not a day")
    return given


@router.get(
    "/figures",
    response={200: FiguresOut, WRONG: Error},
    summary="数据",
    description="与页面、报告同一个定义。不带密钥：公开的指标，少于五的不公布；带密钥：这个账号可以统计的全部指标。day 是其中的一天，不写则为今天。",
    auth=[Key(), _anyone],
)
def figures(
    request: HttpRequest,
    rhythm: Rhythm = Rhythm.MONTH,
    day: Annotated[date | None, BeforeValidator(_iso)] = None,
) -> dict[str, Any]:
    """Every figure of the interval that the day lies in."""
    today = local_day(timezone.now())
    day = day or today
    if not OLDEST <= day.year <= today.year + 1:
        raise Refusal(422, _("日期请在今年以前"))
    span = interval(rhythm, day)
    days = Span(span.first, span.last, today)
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not actor.account:
        return _told(days, public_figures(days), public=True)
    if not may_count(actor):
        raise Refusal(403, _("总览给负责人、督办和统计岗位看"))
    found = measure(counted_by(actor, on=today), days)
    return _told(days, [plain(FIGURES[code], each) for code, each in found.items()], public=False)


def _told(span: Span, rows: list[Shown], *, public: bool) -> dict[str, Any]:
    return {
        "first": span.first,
        "last": span.last,
        "public": public,
        "figures": [_shape(row) for row in rows],
    }


def _shape(row: Shown) -> dict[str, Any]:
    of = row.figure
    return {
        "code": of.code, "label": of.label, "unit": of.unit.value, "value": row.value, "numerator": row.numerator,
        "denominator": row.denominator, "hidden": row.hidden, "empty": row.empty, "counts": of.numerator,
        "over": of.denominator, "moment": of.moment, "exclusions": of.exclusions, "article": of.article, "grade": of.grade,
    }  # fmt: skip
