# ruff: noqa: E402 - Django is set up before its models can be named
"""What the log adds to an action, and what it costs to place and to check: `python bench/log.py [--events 100000]`.

Uses the database of DATABASE_URL as a test database of its own name (SQLite file by default), created and destroyed.
One process. "with" and "without" take turns on the same rows in one run, so that both see the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("LIANXIN_HOME", tempfile.mkdtemp(prefix="lianxin-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings_test")

import django

django.setup()

from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from lianxin.actions import log as log_actions
from lianxin.actions import perform as door
from lianxin.models import Event, Leaf, Matter
from lianxin.ops.ledger_check import verify_ledger
from lianxin.queries import log
from tests import make
from tests.cast import found_county, moment

DAY = "2026-08-03"


def perform_once(cast: Any, matter: Matter) -> float:
    """Seconds of one middling step (a clerk records evidence), commit included."""
    fresh = Matter.objects.get(pk=matter.pk)
    actor = cast("ziran")
    facts = {"title": "现场照片", "source": "村委会", "content": "地块现状。"}
    begun = perf_counter()
    door.perform(fresh, "EVIDENCE", actor=actor, at=moment(DAY), facts=facts)
    return perf_counter() - begun


def leafless(event: Event, matter: Matter) -> None:
    """The action without the log."""


def cost_of_a_leaf(cast: Any, rounds: int) -> dict[str, float]:
    """Median milliseconds with and without, and the share the log adds."""
    with_it, without = make.accepted(cast), make.accepted(cast)
    real, times = door.append_leaf, {True: [], False: []}
    for turn in range(rounds):
        for logged in (True, False) if turn % 2 else (False, True):
            door.append_leaf = real if logged else leafless
            times[logged].append(perform_once(cast, with_it if logged else without))
    door.append_leaf = real
    a, b = (1000 * statistics.median(times[kind]) for kind in (True, False))
    # Pairs are moments apart: what else the machine does falls on both, and cancels out.
    more = 1000 * statistics.median(x - y for x, y in zip(times[True], times[False], strict=True))
    alone = 1000 * statistics.median(one_leaf(with_it) for _ in range(rounds))
    return {"with ms": round(a, 2), "without ms": round(b, 2), "adds %": round(100 * more / b, 1),
            "leaf alone ms": round(alone, 2), "leaf alone %": round(100 * alone / b, 1)}  # fmt: skip


def one_leaf(matter: Matter) -> float:
    """Seconds of `append_leaf` by itself, within a transaction that is rolled back."""
    event = Event.objects.filter(matter=matter).order_by("-seq")[0]
    with transaction.atomic():
        Leaf.objects.filter(event=event).delete()
        begun = perf_counter()
        log_actions.append_leaf(event, matter)
        spent = perf_counter() - begun
        transaction.set_rollback(True)
    return spent


def fill(cast: Any, events: int) -> None:
    """One matter's evidence, over and over in other matters, written the quick way but with true leaves."""
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


def timed(action: Any) -> tuple[float, Any]:
    begun = perf_counter()
    done = action()
    return perf_counter() - begun, done


def measure(events: int, rounds: int) -> dict[str, object]:
    cast = found_county(today=moment(DAY).date())
    told: dict[str, object] = {"database": connection.vendor, "an action": cost_of_a_leaf(cast, rounds)}
    told["receipt at filing ms"] = round(1000 * statistics.median(timed(make.file)[0] for _ in range(50)), 1)
    log_actions.sequence(at=moment(DAY))
    fill(cast, events)
    seconds, done = timed(lambda: log_actions.sequence(at=moment("2026-08-04")))
    told["placed and signed per second"] = round(done.added / seconds)
    row = Matter.objects.order_by("-pk")[0].submissions.get()
    told["receipt of 50 steps ms"] = round(1000 * timed(lambda: log.receipt_for(row))[0], 1)
    begun = process_time()
    seconds, report = timed(lambda: verify_ledger(at=moment("2026-08-04")))
    per_event, computing = 100_000 / report.events, process_time() - begun
    told["verify-ledger s per 100,000 events"] = round(seconds * per_event, 1)
    told["of which computing"] = round(computing * per_event, 1)
    told["events"], told["findings beyond the bench's own"] = report.events, report.count - _own(report)
    return told


def _own(report: Any) -> int:
    """What the steps without a leaf rightly cause."""
    return sum(one.check in ("leaf", "chain", "sequence") for one in report.findings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=300)
    asked = parser.parse_args()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        print(json.dumps(measure(asked.events, asked.rounds), ensure_ascii=False, indent=2))
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
