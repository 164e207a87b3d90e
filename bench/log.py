"""What the log adds to an action, and what it costs to place and to check.

Usage: python bench/log.py [--database sqlite|postgres://…] [--events 20000] [--rounds 150]
A fresh database, created and destroyed. Blocks "with" and "without" take turns in one run, so that both see the same
machine; CPU is this process's and, on PostgreSQL, also the server's.
"""

from __future__ import annotations

import json
import os
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter, process_time
from typing import Any

from store import cpu_clock, live, options, store_of, timed

DAY = "2026-08-03"
BLOCK = 8  # steps; the clock of a process is too coarse for one


@contextmanager
def leafless() -> Iterator[None]:
    """Actions without the log: no leaf, and at filing no promise."""
    from lianxin.actions import intake, perform

    real = perform.append_leaf, intake.promise
    perform.append_leaf = intake.append_leaf = lambda *_: None  # type: ignore[assignment,return-value]
    intake.promise = lambda *_: None  # type: ignore[assignment]
    try:
        yield
    finally:
        perform.append_leaf = intake.append_leaf = real[0]
        intake.promise = real[1]


def one_block(cast: Any, matter: Any) -> Callable[[], None]:
    """A few of the lightest steps: a clerk records evidence, no clock, paper or notice moves."""
    from lianxin.actions.perform import perform
    from lianxin.models import Matter
    from tests.cast import moment

    actor, facts = cast("ziran"), {"title": "现场照片", "source": "村委会", "content": "地块现状。"}

    def block() -> None:
        for _ in range(BLOCK):
            perform(Matter.objects.get(pk=matter.pk), "EVIDENCE", actor=actor, at=moment(DAY), facts=facts)

    return block


def added(with_it: Callable[[], object], without: Callable[[], object], rounds: int) -> dict[str, float]:
    """CPU ms without the log, and the share that the log adds: the median over pairs that ran moments apart."""
    clock, cpu, wall = cpu_clock(), [], []
    for turn in range(rounds + 2):
        took: dict[bool, tuple[float, float]] = {}
        for logged in (True, False) if turn % 2 else (False, True):
            begun, ticks = perf_counter(), clock()
            if logged:
                with_it()
            else:
                with leafless():
                    without()
            took[logged] = clock() - ticks, perf_counter() - begun
        cpu.append((took[True][0], took[False][0]))
        wall.append((took[True][1], took[False][1]))
    return {
        "CPU ms without": round(1000 * statistics.median(b for _, b in cpu[2:]), 2),
        "log adds CPU %": _share(cpu[2:]),
        "log adds time %": _share(wall[2:]),
    }


def _share(pairs: list[tuple[float, float]]) -> float:
    base = statistics.median(without for _, without in pairs)
    return round(100 * statistics.median(a - b for a, b in pairs) / base, 1)


def cost_of_a_leaf(cast: Any, rounds: int) -> dict[str, object]:
    """For the lightest step there is, and over a whole life with its filing and eight steps."""
    from tests import make

    light = added(one_block(cast, make.accepted(cast)), one_block(cast, make.accepted(cast)), rounds)
    light["CPU ms without"] = round(light["CPU ms without"] / BLOCK, 2)
    return {"the lightest step": light, "a whole life": added(live, live, rounds)}


def fill(events: int) -> None:
    """One matter's evidence, over and over in other matters, written the quick way but with true leaves."""
    from django.db import transaction

    from lianxin.actions import log as log_actions
    from lianxin.models import Event
    from tests import make
    from tests.cast import moment

    per_matter = 50
    while Event.objects.count() < events:
        with transaction.atomic():
            matter = make.file().submission.matter
            matter.refresh_from_db()
            for seq in range(2, per_matter + 1):
                event = Event.objects.create(
                    matter=matter, seq=seq, action="EVIDENCE", article="第三十一条", at=moment(DAY) + timedelta(seconds=seq),
                    organ=matter.owner, from_state=matter.state, to_state=matter.state,
                    facts={"title": "照片", "content": "地块现状。", "shown": {"organ": "局"}},
                    salt=os.urandom(32), previous=bytes(matter.head),
                )  # fmt: skip
                log_actions.append_leaf(event, matter)
            matter.events = per_matter
            matter.save()


def measure(events: int, rounds: int) -> dict[str, object]:
    """Everything, as a mapping for people."""
    from django.db import connection

    from lianxin.actions import log as log_actions
    from lianxin.models import Matter
    from lianxin.ops.ledger_check import verify_ledger
    from lianxin.queries import log
    from tests.cast import Cast, moment

    cast = Cast(moment(DAY).date())
    told: dict[str, object] = {"database": connection.vendor, **cost_of_a_leaf(cast, rounds)}
    log_actions.sequence(at=moment(DAY))
    fill(events)
    seconds, done = timed(lambda: log_actions.sequence(at=moment("2026-08-04")))
    told["placed and signed per second"] = round(done.added / seconds)
    row = Matter.objects.order_by("-pk")[0].submissions.get()
    told["receipt of 50 steps ms"] = round(1000 * timed(lambda: log.receipt_for(row))[0], 1)
    begun = process_time()
    seconds, report = timed(lambda: verify_ledger(at=moment("2026-08-04")))
    per_event, computing = 100_000 / report.events, process_time() - begun
    told["verify-ledger s per 100,000 events"] = round(seconds * per_event, 1)
    told["of which computing"] = round(computing * per_event, 1)
    told["events"] = report.events
    told["what leaving out the log is found by"] = dict(Counter(one.check for one in report.findings))
    return told


def main() -> None:
    """Print the figures as JSON."""
    asked = options(__doc__, events=20_000, rounds=150, database="sqlite")
    with store_of(asked.database):
        print(json.dumps(measure(asked.events, asked.rounds), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
