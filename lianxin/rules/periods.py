"""Every period (期限) is a row; `due` turns a row and a start date into dates and says how.

Counting follows 《民法典》第二百零一条、第二百零三条 by analogy, since 《信访工作条例》 has no counting article:
the first day is not counted, and a last day that is a rest day moves to the first working day after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from lianxin.rules.calendar import FIRST_DAY, LAST_DAY, ONE_DAY, WEEKDAYS, WorkCalendar
from lianxin.rules.wording import Said, SaidError, gettext_noop

YEAR_END = (12, 29)  # the New Year notice has moved 29–31 December (2007, 2018), never an earlier day
FARTHEST = timedelta(days=366)  # for what one organ asks another to answer
LONGEST = 3650  # days; nothing in this field runs ten years, so more is a typing mistake


class Unit(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


class Grade(StrEnum):
    """How far a row may be relied on."""

    A = "A"  # primary text, read article by article
    B = "B"  # consistent mirrors of an official text
    C = "C"  # one informal page, or a local practice
    MEM = "MEM"  # from memory, to be checked
    INF = "INF"  # our own default


class Side(StrEnum):
    """Whose time runs: an organ's period is stricter when shorter, a petitioner's is kinder when longer."""

    ORGAN = "organ"
    PETITIONER = "petitioner"


# An organ may act within these and owes nothing when they lapse (第二十三条第二款).
RIGHTS = frozenset({"OBJECTION"})
PAUSE_REASONS = {"HEARING": gettext_noop("听证")}


@dataclass(frozen=True)
class Period:
    """One row. `days` is None where the letter sets the length; `pausable` holds codes of PAUSE_REASONS."""

    code: str
    label: str
    days: int | None
    unit: Unit
    article: str
    starts: str
    ends: str
    grade: Grade
    max_extension: int = 0
    extension_article: str = ""
    pausable: frozenset[str] = frozenset()
    side: Side = Side.ORGAN
    rolls: bool = True
    since: date | None = None  # a rule made later than the edition it stands in


@dataclass(frozen=True)
class Pause:
    """A stretch that is not counted, both days inclusive."""

    start: date
    end: date
    reason: str = "HEARING"


@dataclass(frozen=True)
class Due:
    """nominal: counted, not moved; lawful: moved off rest days; safe: beyond dispute whichever rule of moving holds.

    `provisional`: some day looked at lies in a year whose holiday notice is not loaded.
    """

    nominal: date
    lawful: date
    safe: date
    provisional: bool
    article: str
    steps: tuple[Said, ...]


class PeriodError(SaidError):
    """A question about a period that the law does not allow. `said` is the sentence for the person who asked."""


def answer_by(day: date | None, today: date) -> date:
    """The last day for an answer that one organ asks of another. Raises PeriodError where it cannot be."""
    if day is None or day <= today:
        raise PeriodError(gettext_noop("答复期限应在今天以后"))
    if day > today + FARTHEST:
        raise PeriodError(gettext_noop("答复期限最晚到{last}"), last=(today + FARTHEST).isoformat())
    return day


class UnlawfulExtension(PeriodError): ...


class UnlawfulPause(PeriodError): ...


class MissingLength(PeriodError): ...


class FixedLength(PeriodError): ...


class NotYetInForce(PeriodError): ...


class ImpossibleDate(PeriodError): ...


def spoken(day: date) -> Said:
    """A day in words, e.g. 2026年10月2日（周五）."""
    return Said(
        gettext_noop("{year}年{month}月{day}日（{weekday}）"),
        {"year": day.year, "month": day.month, "day": day.day, "weekday": Said(WEEKDAYS[day.weekday()])},
    )


def lawful_day(period: Period, *, start: date, calendar: WorkCalendar) -> date:
    """Only the lawful date of a period of fixed length, without pauses or extension; `due` without the story."""
    end = _Count(period, start, calendar, frozenset()).end(_length(period, None))
    return calendar.first_workday_on_or_after(end) if period.rolls else end


def _plain(day: date) -> Said:
    return Said(
        gettext_noop("{year}年{month}月{day}日"), {"year": day.year, "month": day.month, "day": day.day}
    )


def due(
    period: Period,
    *,
    start: date,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    extension: int = 0,
    days: int | None = None,
) -> Due:
    """The dates of one period and the steps that lead to them. Pure: the same arguments give the same answer.

    `start` is the day of the starting event, not counted; `days` gives the length where the row leaves it open.
    Raises a PeriodError: UnlawfulExtension, UnlawfulPause, MissingLength, FixedLength, NotYetInForce, ImpossibleDate.
    """
    length = _length(period, days)
    _check_start(period, start)
    _check_extension(period, extension)
    count = _Count(period, start, calendar, _paused_days(period, pauses))
    nominal = count.end(length + extension)
    lawful = calendar.first_workday_on_or_after(nominal) if period.rolls else nominal
    safe = max(calendar.last_workday_on_or_before(nominal), start) if period.rolls else nominal
    if not calendar.is_workday(safe) and period.rolls:
        safe = lawful  # no working day since the start: the first one to come is all there is
    consulted = range((start if period.unit is Unit.WORKING else safe).year, lawful.year + 1)
    unknown = [year for year in consulted if year not in calendar.years]
    steps = (
        *count.steps(length, extension),
        *_closing_steps(period, (nominal, lawful, safe), calendar),
        *_calendar_steps(unknown, lawful, calendar),
    )
    return Due(nominal, lawful, safe, bool(unknown), period.article, steps)


def _length(period: Period, days: int | None) -> int:
    if period.days is not None:
        if days is not None and days != period.days:
            raise FixedLength(
                gettext_noop("“{label}”的期限由{article}定为{days}日，不能另行指定"),
                label=Said(period.label),
                article=period.article,
                days=period.days,
            )
        return period.days
    if days is None:
        raise MissingLength(
            gettext_noop("“{label}”的期限由交办函等文书确定，请写明天数"), label=Said(period.label)
        )
    if not 0 < days <= LONGEST:
        raise MissingLength(
            gettext_noop("期限天数应在1至{longest}之间，而不是{days}"), longest=LONGEST, days=days
        )
    return days


def _check_start(period: Period, start: date) -> None:
    if isinstance(start, datetime):
        raise TypeError(
            "start is a day where the office is, not a moment: convert it with the office's time zone"
        )
    if not FIRST_DAY <= start <= LAST_DAY - timedelta(days=2 * LONGEST):
        raise ImpossibleDate(gettext_noop("起算日{day}超出可计算的范围"), day=spoken(start))
    if period.since is not None and start < period.since:
        raise NotYetInForce(
            gettext_noop("“{label}”自{since}起才有规定，{start}还不能适用"),
            label=Said(period.label),
            since=spoken(period.since),
            start=spoken(start),
        )


def _check_extension(period: Period, extension: int) -> None:
    if extension == 0:
        return
    if period.max_extension == 0:
        raise UnlawfulExtension(
            gettext_noop("“{label}”不能延长：{article}没有规定延期"),
            label=Said(period.label),
            article=period.article,
        )
    if not 0 < extension <= period.max_extension:
        raise UnlawfulExtension(
            gettext_noop("“{label}”累计最多延长{max}日（{article}），不能延长{days}日"),
            label=Said(period.label),
            max=period.max_extension,
            article=period.extension_article or period.article,
            days=extension,
        )


def _paused_days(period: Period, pauses: Iterable[Pause]) -> frozenset[date]:
    """Every day covered by a pause; overlapping pauses are counted once."""
    paused: set[date] = set()
    for pause in pauses:
        if pause.reason not in period.pausable:
            raise UnlawfulPause(
                gettext_noop("“{label}”不因{reason}停止计算：{article}没有这样规定"),
                label=Said(period.label),
                reason=Said(PAUSE_REASONS.get(pause.reason, pause.reason)),
                article=period.article,
            )
        length = (pause.end - pause.start).days + 1
        if not 0 < length <= LONGEST:
            raise UnlawfulPause(
                gettext_noop("不计入的时间从{start}到{end}，起止日期不对"),
                start=spoken(pause.start),
                end=spoken(pause.end),
            )
        paused |= {pause.start + timedelta(days=offset) for offset in range(length)}
    return frozenset(paused)


@dataclass(frozen=True)
class _Count:
    """Counting day by day from the day after the start; a day that does not count is passed over."""

    period: Period
    start: date
    calendar: WorkCalendar
    paused: frozenset[date]

    def end(self, days: int) -> date:
        counts: Callable[[date], bool] = (
            self.calendar.is_workday if self.period.unit is Unit.WORKING else lambda _: True
        )
        day = self.start
        while days:
            day += ONE_DAY
            if day > LAST_DAY:
                raise ImpossibleDate(gettext_noop("期限届满日超出可计算的范围"))
            if day not in self.paused and counts(day):
                days -= 1
        return day

    def steps(self, length: int, extension: int) -> tuple[Said, ...]:
        unpaused = replace(self, paused=frozenset())
        base = unpaused.end(length)
        steps = [_start_step(self.period, self.start), *self._length_steps(length, base)]
        if extension:
            steps.append(_extension_step(self.period, extension, unpaused.end(length + extension)))
        return (*steps, *self._pause_steps(self.end(length + extension)))

    def _length_steps(self, length: int, base: date) -> list[Said]:
        if length == 0:
            return [Said(gettext_noop("应当当日完成，不另计天数"))]
        if self.period.unit is Unit.CALENDAR:
            template = gettext_noop("连续计算{days}日，中间的休息日也计入，到{day}")
            return [Said(template, {"days": length, "day": spoken(base)})]
        template = gettext_noop("计算{days}个工作日，周末和节假日不计，到{day}")
        made_up = [day for day in _days(self.start + ONE_DAY, base) if self.calendar.is_makeup_day(day)]
        makeup = gettext_noop("其中{day}是调休上班日，计入")
        return [
            Said(template, {"days": length, "day": spoken(base)}),
            *(Said(makeup, {"day": spoken(day)}) for day in made_up),
        ]

    def _pause_steps(self, nominal: date) -> list[Said]:
        stopped = [day for day in _days(self.start + ONE_DAY, nominal) if day in self.paused]
        steps = []
        if stopped:
            template = gettext_noop("听证所需时间不计算在内：{first}至{last}之间共{days}日，期限顺加到{day}")
            gaps = {"first": spoken(stopped[0]), "last": spoken(stopped[-1]), "days": len(stopped)}
            steps.append(Said(template, {**gaps, "day": spoken(nominal)}))
        if outside := len(self.paused) - len(stopped):
            template = gettext_noop("给出的听证时间有{days}日不在这段期限之内，不影响日期")
            steps.append(Said(template, {"days": outside}))
        return steps


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _start_step(period: Period, start: date) -> Said:
    template = gettext_noop(
        "{starts}之日{start}不计入，从次日起算（参照《民法典》第二百零一条）；期限见{article}"
    )
    return Said(template, {"starts": Said(period.starts), "start": spoken(start), "article": period.article})


def _extension_step(period: Period, extension: int, extended: date) -> Said:
    template = gettext_noop("经批准延长{days}日（{article}，最多{max}日），在未顺延的日期上相加，到{day}")
    article = period.extension_article or period.article
    gaps = {"days": extension, "article": article, "max": period.max_extension, "day": spoken(extended)}
    return Said(template, gaps)


def _closing_steps(period: Period, dates: tuple[date, date, date], calendar: WorkCalendar) -> list[Said]:
    nominal, lawful, safe = dates
    gaps = {"day": _plain(nominal), "reason": calendar.reason(nominal), "lawful": spoken(lawful)}
    if not period.rolls:
        return [Said(gettext_noop("遇休息日也不顺延，届满日为{lawful}"), gaps)]
    if period.unit is Unit.WORKING:
        return [Said(gettext_noop("届满日为{lawful}"), gaps)]
    if nominal == lawful:
        return [Said(gettext_noop("{day}是{reason}，不顺延，届满日为{lawful}"), gaps)]
    roll = gettext_noop(
        "{day}是{reason}，顺延到休息日结束后的第一个工作日{lawful}（参照《民法典》第二百零三条）"
    )
    if safe == lawful:
        return [Said(roll, gaps), Said(gettext_noop("起算后到该日之前没有工作日，没有更早的稳妥日期"))]
    advice = gettext_noop("是否顺延没有专门规定，最迟在{safe}（此前最后一个工作日）完成才不会有争议")
    return [Said(roll, gaps), Said(advice, {"safe": spoken(safe)})]


def _calendar_steps(unknown: Sequence[int], lawful: date, calendar: WorkCalendar) -> list[Said]:
    if unknown:
        template = gettext_noop("{years}年的放假通知还没有载入，暂按周一至周五为工作日推算，日期可能变动")
        return [Said(template, {"years": "、".join(map(str, unknown))})]
    if (lawful.month, lawful.day) >= YEAR_END and lawful.year + 1 not in calendar.years:
        template = gettext_noop("年末几天的上班安排可能由{year}年的放假通知调整，通知公布后会重新计算")
        return [Said(template, {"year": lawful.year + 1})]
    return []
