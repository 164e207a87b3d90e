"""Figures an office publishes: one row each, with what is counted over what, when, and what is left out.

One definition feeds page, report, API and test. `queries.figures` holds one measurement per row; nobody counts
anything by another rule. Small cells are never shown (《个人信息保护法》第二十五条).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lianxin.rules.wording import gettext_noop as _

SMALLEST = 5  # a count below this could show who it is


class Unit(StrEnum):
    """How a figure is said."""

    COUNT = "COUNT"
    SHARE = "SHARE"  # numerator over denominator
    DAYS = "DAYS"  # a number of days, over so many matters


@dataclass(frozen=True)
class Figure:
    """One figure. `personal`: the numerator tells what people chose, so that a small one is hidden as well."""

    code: str
    label: str
    unit: Unit
    numerator: str
    denominator: str
    moment: str
    exclusions: str
    article: str
    grade: str = "INF"
    personal: bool = False


@dataclass(frozen=True)
class Measured:
    """What was found for one figure: a count, the two halves of a share, or days over a number of matters."""

    numerator: int
    denominator: int = 0


@dataclass(frozen=True)
class Shown:
    """A figure as all may see it: `hidden` where a small cell is kept back, `empty` where nothing fell into the time."""

    figure: Figure
    value: int | float | None
    numerator: int | None
    denominator: int | None
    hidden: bool = False
    empty: bool = False


_R41 = "《信访工作条例》第四十一条"
_SEALED = _("检举控告件不计入")
_OPEN = _("还没有到期、还没有办的不计入，过了期限还没有办的计入")
FIGURES: Mapping[str, Figure] = {
    row.code: row
    for row in (
        Figure(
            "SUBMISSIONS", _("收到信访件"), Unit.COUNT,
            _("登记的信访件，一封信、一次来访、一个电话、一次网上提交各算一件"), "", _("收到之日"), _SEALED, _R41,
        ),
        Figure(
            "ROUTED_ON_TIME", _("按期转出、交办"), Unit.SHARE,
            _("在期限内转出、交办或者受理的"), _("期限在这段时间届满的"), _("转送期限届满之日"), _OPEN,
            "《信访工作条例》第二十二条",
        ),
        Figure(
            "ACCEPTED_ON_TIME", _("按期告知是否受理"), Unit.SHARE,
            _("在期限内书面告知是否受理的"), _("告知期限在这段时间届满的"), _("告知期限届满之日"), _OPEN,
            "《信访工作条例》第二十三条",
        ),
        Figure(
            "HANDLED_ON_TIME", _("按期办结"), Unit.SHARE,
            _("在期限内出具处理意见或者办结的，含依法延长的"), _("办理期限在这段时间届满的"), _("办理期限届满之日"), _OPEN,
            "《信访工作条例》第三十四条",
        ),
        Figure(
            "RATED", _("有多少人作了评价"), Unit.SHARE,
            _("作了评价的信访件"), _("结案的信访件"), _("结案之日"), _SEALED, "《信访工作条例》第二十一条", personal=True,
        ),
        Figure(
            "SATISFIED_ORGAN", _("评价办理机关满意、基本满意的"), Unit.SHARE,
            _("评价办理机关满意或者基本满意的"), _("作了评价的；没有评价不算满意"), _("结案之日"), _SEALED,
            "《信访工作条例》第二十一条", personal=True,
        ),
        Figure(
            "SATISFIED_OFFICE", _("评价信访部门满意、基本满意的"), Unit.SHARE,
            _("评价信访部门满意或者基本满意的"), _("作了评价的；没有评价不算满意"), _("结案之日"), _SEALED,
            "《信访工作条例》第二十一条", personal=True,
        ),
        Figure(
            "REVERSED", _("复查、复核中被改变的"), Unit.SHARE,
            _("复查、复核意见变更或者撤销原意见的"), _("出具的复查、复核意见"), _("复查、复核意见签发之日"), _SEALED,
            "《信访工作条例》第三十五条、第三十六条",
        ),
        Figure(
            "DAYS_MEDIAN", _("一半的事项在多少日内得到答复"), Unit.DAYS,
            _("从收到到签发第一份答复的自然日，按从少到多排在正中的"), _("签发了第一份答复的事项"), _("签发之日"), _SEALED, _R41,
        ),
        Figure(
            "DAYS_P90", _("十分之九的事项在多少日内得到答复"), Unit.DAYS,
            _("从收到到签发第一份答复的自然日，按从少到多排在第九成的"), _("签发了第一份答复的事项"), _("签发之日"), _SEALED, _R41,
        ),
    )
}  # fmt: skip


def shown(figure: Figure, found: Measured) -> Shown:
    """The figure for all to see, small cells kept back."""
    if figure.unit is Unit.COUNT:
        hidden = 0 < found.numerator < SMALLEST
        return Shown(figure, None if hidden else found.numerator, None, None, hidden=hidden)
    if not found.denominator:
        return Shown(figure, None, None, None, empty=True)
    rest = found.denominator - found.numerator
    small = found.denominator < SMALLEST
    if figure.unit is Unit.DAYS:
        value = None if small else found.numerator
        return Shown(figure, value, None, None if small else found.denominator, hidden=small)
    told = figure.personal and (0 < found.numerator < SMALLEST or 0 < rest < SMALLEST)
    if small or told:
        return Shown(figure, None, None, None, hidden=True)
    share = round(100 * found.numerator / found.denominator, 1)
    return Shown(figure, share, found.numerator, found.denominator)


def percentile(days: Sequence[tuple[int, int]], share: float) -> int:
    """The nearest-rank percentile of (value, how often) pairs; 0 for none. share is between 0 and 1."""
    ordered = sorted(days)
    total = sum(often for _value, often in ordered)
    rank, seen = max(1, -(-int(total * share * 1000) // 1000)), 0
    for value, often in ordered:
        seen += often
        if seen >= rank:
            return value
    return 0
