"""Everything in one run on one database: lives, pages and the log's cost, at every store size, as tables.

Usage: python bench/measure.py [--sizes 10000,100000] [--seconds 4] [--database sqlite|postgres://…]
About seven minutes for each database at the sizes given; a million matters take an hour.
"""

from __future__ import annotations

import warnings
from typing import Any

import lifecycle
import log
import pages
from store import TODAY, fill, options, say, server_cpu, store_of

LIFE = {
    "stored": "matters stored", "per_second": "lives/s", "per_cpu_second": "lives per CPU second",
    "p50_ms": "p50 ms", "p95_ms": "p95 ms", "cpu_ms_per_life": "CPU ms",
}  # fmt: skip


def lives_table(rows: list[dict[str, Any]]) -> str:
    """The rows of `lifecycle`, and how the last rate stands to the first."""
    lines = [" | ".join(LIFE.values()), "|".join(["---:"] * len(LIFE))]
    lines += [" | ".join(str(row[name]) for name in LIFE) for row in rows]
    ratio = rows[-1]["per_cpu_second"] / rows[0]["per_cpu_second"]
    return "\n".join(f"| {line} |" for line in lines) + f"\n\nlast rate ÷ first, by CPU: {ratio:.2f}\n"


def measure(sizes: list[int], seconds: float, rounds: int) -> None:
    """Fill, measure, print; size after size on the same store."""
    from django.db import connection

    from tests.cast import Cast

    lives = []
    for size in sizes:
        stored = fill(size)
        lives.append({"stored": stored, **lifecycle.measure(4 * seconds)})
        server = server_cpu()
        rows = [pages.measure(case, seconds, server) for case in pages.cases()]
        say(f"\n## {connection.vendor}, {stored:,} matters\n\n{pages.table(rows)}")
    say(f"## {connection.vendor}, lives of nine steps\n\n{lives_table(lives)}")
    say(f"## {connection.vendor}, what the log adds\n")
    for name, told in log.cost_of_a_leaf(Cast(TODAY), rounds).items():
        say(f"{name}: {told}")


def main() -> None:
    """Print Markdown."""
    given = options(__doc__, sizes="10000,100000", seconds=4.0, rounds=100, database="sqlite")
    warnings.simplefilter("ignore")  # no static files are collected here
    with store_of(given.database):
        measure(sorted(int(part) for part in given.sizes.split(",")), given.seconds, given.rounds)


if __name__ == "__main__":
    main()
