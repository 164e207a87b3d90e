"""Life cycles per second: register → classify → forward → accept → draft → check → sign → serve → close.

Nine steps with all events, clocks, papers, notices and leaves, through the one door, at several store sizes.
Usage: python bench/lifecycle.py [--sizes 10000,100000] [--seconds 20] [--database sqlite|postgres://…] [--json]
"""

from __future__ import annotations

import json
import statistics
import time

from store import cpu_clock, fill, live, options, say, store_of


def measure(seconds: float) -> dict[str, float]:
    """Lives per second of one process, and per second of CPU (its own and the database's), in about so many seconds."""
    for _ in range(3):
        live()
    took: list[float] = []
    clock = cpu_clock()
    began, cpu = time.perf_counter(), clock()
    while time.perf_counter() - began < seconds:
        start = time.perf_counter()
        live()
        took.append(time.perf_counter() - start)
    wall, cpu = time.perf_counter() - began, clock() - cpu
    return {
        "lives": len(took),
        "per_second": round(len(took) / wall, 2),
        "p50_ms": round(statistics.median(took) * 1000, 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1] * 1000, 1) if len(took) > 1 else 0.0,
        "cpu_ms_per_life": round(cpu / len(took) * 1000, 1),
        "per_cpu_second": round(len(took) / cpu, 2),
    }


def main() -> None:
    """Print one row per store size, and the ratio of the last rate to the first."""
    given = options(__doc__, sizes="10000,100000", seconds=20.0, database="sqlite", json=False)
    rows = []
    with store_of(given.database):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for size in sorted(int(part) for part in given.sizes.split(",")):
            stored = fill(size)
            rows.append({"database": connection.vendor, "stored": stored, **measure(given.seconds)})
            if not given.json:
                say("  ".join(f"{k}={v}" for k, v in rows[-1].items()))
        with CaptureQueriesContext(connection) as asked:
            live()
        total = {
            "queries_per_life": len(asked),
            # Of the CPU, since other work on the machine does not change it: 1 is a rate that does not fall.
            "rate_ratio": round(rows[-1]["per_cpu_second"] / rows[0]["per_cpu_second"], 2),
        }
    say(json.dumps({"rows": rows, **total}) if given.json else f"{total}")


if __name__ == "__main__":
    main()
