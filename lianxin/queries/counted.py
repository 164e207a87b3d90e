"""Figures of times that are over, as they were counted when first reported: what a later report is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from lianxin.models import CountedTime
from lianxin.queries import figures, level_figures, reach
from lianxin.queries.figures import Found, Reach, Span, received
from lianxin.queries.office import office
from lianxin.rules import figure_rows
from lianxin.rules.figures import Measured
from lianxin.rules.spans import Interval

# Who changes how something is counted cannot forget to say so: the files themselves are the version.
COUNTING = (figures, level_figures, reach, figure_rows)


def rules_in_use() -> str:
    """A name for the definitions, the way they are counted, and the sizes of this office."""
    return reach.digest(_sources(), office().sizes)


@lru_cache(maxsize=1)
def _sources() -> str:
    return reach.digest(*(Path(str(module.__file__)).read_bytes() for module in COUNTING))


def counted(of: Reach, span: Interval) -> CountedTime | None:
    """What was kept of these days over the same matters by the same rules."""
    if not of.key:
        return None
    rows = CountedTime.objects.filter(reach=of.key, rules=rules_in_use())
    return rows.filter(first_on=span.first, last_on=span.last).first()


def as_counted(of: Reach, span: Interval) -> Found:
    """The figures kept, nothing where none are or submissions of these days came in since: then they are counted again."""
    row = counted(of, span)
    return found_in(row) if row is not None and row.submissions == arrived(of, span) else {}


def found_in(row: CountedTime) -> Found:
    """The figures of a row."""
    return {code: Measured(*pair) for code, pair in row.figures.items()}


def arrived(of: Reach, span: Interval) -> int:
    """How many submissions of these days there are now."""
    return received(of.matters, Span(span.first, span.last, span.last)).count()


def moved(of: Reach, span: Interval, now: Mapping[str, Measured]) -> tuple[CountedTime | None, list[str]]:
    """What was kept of these days, and the codes of the figures that are others by now."""
    row = counted(of, span)
    if row is None:
        return None, []
    then = found_in(row)
    return row, [code for code, each in now.items() if then.get(code) != each]
