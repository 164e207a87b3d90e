"""What a report says in words, made from its figures alone: each paragraph is a sentence with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianxin.queries.briefing import Line
from lianxin.rules.figures import Figure, Measured, Unit
from lianxin.rules.spans import Interval
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Lines:
    """The lines of one report by code."""

    span: Interval
    by_code: dict[str, Line]

    def n(self, code: str) -> int:
        return self.by_code[code].now.numerator

    def moved(self, *codes: str) -> Said | str:
        """，同比上升7% — one or two figures; nothing where neither has a time to be compared with."""
        changes = [self.by_code[code].year for code in codes]
        if all(each.amount is None for each in changes):
            return ""
        gaps = {"a": changes[0].said, "b": changes[-1].said}
        return Said(_("，同比{a}、{b}") if len(codes) > 1 else _("，同比{a}"), gaps)

    def share(self, code: str) -> Said:
        """A share with what it is of, e.g. 87.5%（8件中7件）."""
        found = self.by_code[code].now
        if not found.denominator:
            return Said(_("—（没有应计的）"))
        percent = f"{100 * found.numerator / found.denominator:.1f}"
        gaps = {"percent": percent, "of": found.denominator, "n": found.numerator}
        return Said(_("{percent}%（{of}件中{n}件）"), gaps)


def paragraphs(span: Interval, lines: Sequence[Line]) -> list[Said]:
    """The text of a periodic report: what came, what was done, how well, what people say of it."""
    found = Lines(span, {line.figure.code: line for line in lines})
    return [_visits(found), _others(found), _work(found), _pace(found), _voice(found)]


def _visits(of: Lines) -> Said:
    gaps = {
        "span": of.span.name,
        "batches": of.n("BATCHES"), "persons": of.n("PERSONS"), "moved": _both(of),
        "many": of.n("COLLECTIVE_BATCHES"), "many_persons": of.n("COLLECTIVE_PERSONS"),
        "many_moved": of.moved("COLLECTIVE_BATCHES", "COLLECTIVE_PERSONS"),
        "few": of.n("SMALL_GROUP_BATCHES"), "few_persons": of.n("SMALL_GROUP_PERSONS"),
        "few_moved": of.moved("SMALL_GROUP_BATCHES", "SMALL_GROUP_PERSONS"),
        "one": of.n("INDIVIDUAL_BATCHES"), "one_moved": of.moved("INDIVIDUAL_BATCHES"),
    }  # fmt: skip
    return Said(
        _(
            "{span}，共接待来访{batches}批{persons}人次{moved}。其中集体访{many}批{many_persons}人次{many_moved}；"
            "群体访{few}批{few_persons}人次{few_moved}；个体访{one}批{one_moved}。"
        ),
        gaps,
    )


def _both(of: Lines) -> Said:
    changes = {"batches": of.by_code["BATCHES"].year, "persons": of.by_code["PERSONS"].year}
    if all(each.amount is None for each in changes.values()):
        return Said(_("（没有上年同期的数可比）"))
    gaps = {name: each.said for name, each in changes.items()}
    return Said(_("，同比批次{batches}、人次{persons}"), gaps)


def _others(of: Lines) -> Said:
    gaps: dict[str, object] = {"total": of.n("ITEM_BATCHES"), "online": of.share("ONLINE_SHARE")}
    for name, code in (("calls", "CALLS"), ("letters", "LETTERS"), ("net", "NET_ITEMS")):
        gaps |= {name: of.n(code), f"{name}_moved": of.moved(code)}
    return Said(
        _(
            "来电{calls}件次{calls_moved}；来信{letters}件次{letters_moved}；网上信访{net}件次{net_moved}。"
            "按件批次计，信访总量{total}，网上信访占{online}。"
        ),
        gaps,
    )


def _work(of: Lines) -> Said:
    names = {"before": "OPEN_BEFORE", "opened": "OPENED", "closed": "CLOSED", "after": "OPEN_AFTER"}
    days = of.n("OLDEST_OPEN")
    oldest = Said(_("，在办最久的一件已有{days}日"), {"days": days}) if of.n("OPEN_AFTER") else ""
    return Said(
        _("期初在办{before}件，新增{opened}件，办结{closed}件，期末在办{after}件{oldest}。"),
        {**{name: of.n(code) for name, code in names.items()}, "oldest": oldest},
    )


def _pace(of: Lines) -> Said:
    gaps: dict[str, object] = {
        "routed": of.share("ROUTED_ON_TIME"), "told": of.share("ACCEPTED_ON_TIME"),
        "handled": of.share("HANDLED_ON_TIME"), "unextended": of.share("HANDLED_UNEXTENDED"),
        "days": _days(of), "reversed": of.share("REVERSED"),
    }  # fmt: skip
    return Said(
        _(
            "按期转出、交办{routed}，按期告知{told}，按期办结{handled}，其中没有延长的{unextended}。{days}"
            "复查、复核改变原意见{reversed}。"
        ),
        gaps,
    )


def _days(of: Lines) -> Said:
    if not of.by_code["DAYS_MEDIAN"].now.denominator:
        return Said(_("这段时间没有第一次答复的事项。"))
    gaps = {"median": of.n("DAYS_MEDIAN"), "p90": of.n("DAYS_P90")}
    return Said(_("一半的事项在{median}日内、十分之九在{p90}日内得到第一份答复。"), gaps)


def _voice(of: Lines) -> Said:
    rated = of.by_code["RATED"].now
    if not rated.denominator:
        return Said(_("这段时间没有结案的信访件，没有评价可以统计。"))
    if not rated.numerator:
        return Said(_("结案的信访件{of}件，都没有评价；没有评价的不算满意。"), {"of": rated.denominator})
    names = {"rated": "RATED", "organ": "SATISFIED_ORGAN", "office": "SATISFIED_OFFICE"}
    return Said(
        _(
            "结案的信访件中作了评价的{rated}；在作了评价的里面，对办理机关满意和基本满意的{organ}，对信访部门满意和基本满意的{office}。"
            "没有评价的不算满意。"
        ),
        {name: of.share(code) for name, code in names.items()},
    )


def amount(line: Line) -> str:
    """A figure as a table says it: 539, 87.5%, 12 (days); a dash where nothing fell into the time."""
    return said_amount(line.figure, line.now)


def said_amount(figure: Figure, found: Measured) -> str:
    """The same for one measured figure."""
    if figure.unit is Unit.COUNT:
        return f"{found.numerator:,}"
    if not found.denominator:
        return "—"
    if figure.unit is Unit.SHARE:
        return f"{100 * found.numerator / found.denominator:.1f}%"
    if figure.unit is Unit.MEAN:
        return f"{found.numerator / found.denominator:.2f}"
    return str(found.numerator)
