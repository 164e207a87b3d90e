"""Keep the figures of a time that is over, so that what was counted once for a report is not counted at every later one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lianxin.models import CountedTime
from lianxin.queries.counted import arrived, as_counted, rules_in_use
from lianxin.queries.figures import Reach, Span, measure
from lianxin.rules.figures import Measured
from lianxin.rules.spans import Interval, one_before, year_before


def keep_earlier(reach: Reach, span: Interval, *, today: date) -> int:
    """Count and keep the two times a report of `span` is compared with, where they are not kept yet; how many were."""
    earlier = [
        each for each in (year_before(span), one_before(span)) if each is not None and each.last < today
    ]
    missing = [each for each in earlier if reach.key and not as_counted(reach, each)]
    for each in missing:
        keep(reach, each, measure(reach, Span(each.first, each.last, today)), today=today, anew=True)
    return len(missing)


def keep(
    reach: Reach, span: Interval, found: Mapping[str, Measured], *, today: date, anew: bool = False
) -> None:
    """Keep what was counted of a time that is over. What is kept stays, unless it is to be kept `anew`."""
    if not reach.key or span.last >= today:
        return
    where: dict[str, Any] = {
        "reach": reach.key,
        "rules": rules_in_use(),
        "first_on": span.first,
        "last_on": span.last,
    }
    said = {
        "submissions": arrived(reach, span), "counted_on": today,
        "figures": {code: [each.numerator, each.denominator] for code, each in found.items()},
    }  # fmt: skip
    if anew:
        CountedTime.objects.update_or_create(**where, defaults=said)
    else:
        CountedTime.objects.get_or_create(**where, defaults=said)
