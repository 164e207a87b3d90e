"""Search and lists at size: what the product does, next to plain LIKE and to PostgreSQL's trigram index, in one run.

Every way is asked the same words, looks through the same store, is filtered by the same person's permission, counts to the
same cap and fetches the same first page. Shown: p50 and p95 in milliseconds, CPU of web and database for one
asking, how many were found (of a list not counted: rows shown), and at the end what the indexes weigh. LIKE is measured
before the trigram index is made, for PostgreSQL would use that for it.

Usage: python bench/search.py [--sizes 10000,100000] [--rounds 20] [--database sqlite|postgres://…] [--who fenban,renshe]
Filling takes about a minute per 100,000 matters; a million on PostgreSQL: --sizes 1000000 --rounds 20, on a quiet machine.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from store import TODAY, cpu_clock, fill, options, say, store_of

FEW = "renshe"  # works at a bureau that has one matter in a hundred
# What was registered in the store's first days and is still open is past its clock by then.
MUCH_LATE = date(2026, 12, 1)
SLOW = 60.0  # seconds after which one way has been asked often enough
RARE = (
    ("鹦鹉扰民", "楼下养了六只鹦鹉，清早叫个不停。"),
    ("古槐枯死", "村头的古槐去年修路伤了根，今年枯死了。"),
)
WORDS = {
    "two characters, one in fifteen": "路灯",
    "two characters, a few": "鹦鹉",
    "a phrase": "补偿款至今没有",
    "two words": "路灯 老人",
    "found nowhere": "骆驼",
    "everything": "37142601",
}


@dataclass(frozen=True)
class Told:
    """What one way of asking cost."""

    way: str
    asked: str
    found: int
    times: list[float]
    cpu: float  # seconds of web and database together for one asking

    @property
    def row(self) -> str:
        p50, p95 = (
            statistics.median(self.times),
            sorted(self.times)[max(round(len(self.times) * 0.95) - 1, 0)],
        )
        more = f"{self.found:,}" if self.found <= 5_000 else "> 5,000"
        return f"| {self.asked} | {self.way} | {more} | {1000 * p50:.1f} | {1000 * p95:.1f} | {1000 * self.cpu:.1f} | {len(self.times)} |"


def timed(way: str, asked: str, ask: Callable[[], int], rounds: int) -> Told:
    """Asked so many times, the first look not counted; fewer where it is slow."""
    found, times, since, cpu = ask(), [], time.perf_counter(), cpu_clock()
    used = cpu()
    while len(times) < rounds and (not times or time.perf_counter() - since < SLOW):
        begun = time.perf_counter()
        found = ask()
        times.append(time.perf_counter() - begun)
    return Told(way, asked, found, times, (cpu() - used) / len(times))


def rare_ones(each: int = 5) -> None:
    """A few letters about what nobody else writes of."""
    from tests import make

    for title, content in RARE:
        for _turn in range(each):
            make.file(title=title, content=content)


def hand_over(who: str, one_in: int = 100) -> None:
    """One ordinary matter in so many becomes that of this person's organ, which the copied lives leave with none."""
    from lianxin.models import Involvement, Matter
    from tests.cast import Cast

    (organ,) = Cast(TODAY)(who).organs
    rows = Matter.objects.filter(sealed=False).exclude(owner=organ)
    if Involvement.objects.filter(organ=organ).exists():
        return
    keys = list(rows.order_by("pk").values_list("pk", flat=True))[one_in // 2 :: one_in]
    for at in range(0, len(keys), 500):
        Matter.objects.filter(pk__in=keys[at : at + 500]).update(owner=organ)
    Involvement.objects.bulk_create(Involvement(matter_id=key, organ_id=organ, role="OWNER") for key in keys)


def ours(actor: Any, text: str) -> int:
    """The page "search" of the product, without drawing it."""
    from lianxin.queries.worklists import Narrow, search

    return search(actor, Narrow(text=text), on=TODAY).total or 0


def like(actor: Any, text: str) -> int:
    """The same permission, cap and page, but every phrase by LIKE over the text."""
    from lianxin.models import Matter
    from lianxin.queries.access import visible
    from lianxin.queries.search import phrases
    from lianxin.queries.worklists import CAP, PAGE, SHOWN, _rows

    rows = visible(actor, on=TODAY)
    for phrase in phrases(text):
        rows = rows.filter(search_text__text__contains=phrase)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[: CAP + 1])
    page = Matter.objects.filter(pk__in=keys[: PAGE + 1]).select_related("owner", "handler").only(*SHOWN)
    _rows(actor, list(page.order_by("-pk")), text)
    return len(keys)


def lists(actor: Any) -> Iterator[tuple[str, Callable[[], int]]]:
    """The lists of the product, and the same narrowed; again on a day when most of what is open is late."""
    from lianxin.queries.worklists import Narrow, Tab, page

    def ask(tab: Tab, how: Narrow, on: date) -> int:
        shown = page(actor, tab, how, on=on)
        return shown.total or len(shown.rows)

    narrow = {
        "nothing": Narrow(),
        "organ and all below": Narrow(organ="37142600"),
        "state": Narrow(state="HANDLING"),
        "days": Narrow(since=date(2026, 8, 1), until=date(2026, 8, 3)),
        "category": Narrow(category="01"),
        "a clock late": Narrow(clock="LATE"),
        "a period that runs": Narrow(clock="HANDLE"),
    }
    for on, when in ((TODAY, ""), (MUCH_LATE, " (much is late)")):
        for tab in Tab:
            yield f"list {tab.value}{when}", partial(ask, tab, Narrow(), on)
        for name, how in narrow.items():
            yield f"all, by {name}{when}", partial(ask, Tab.ALL, how, on)


def trigrams(on: bool) -> None:
    """Make the trigram index that PostgreSQL offers, or take it away."""
    from django.db import connection

    with connection.cursor() as cursor:
        if on:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("CREATE INDEX bench_trgm ON lianxin_searchtext USING gin (text gin_trgm_ops)")
            cursor.execute("ANALYZE lianxin_searchtext")
        else:
            cursor.execute("DROP INDEX IF EXISTS bench_trgm")


def weights() -> str:
    """What the indexes over the words weigh."""
    from django.db import connection

    names = ("lianxin_words", "bench_trgm", "lianxin_searchtext")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname = ANY(%s)", [list(names)]
            )
        else:
            cursor.execute(
                "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE 'lianxin_words%%' OR name = %s GROUP BY name",
                [names[2]],
            )
        return "; ".join(f"{name} {size / 2**20:.1f} MiB" for name, size in sorted(cursor.fetchall()))


def store(size: int, few: str) -> int:
    """Fill, with letters about rare things, and a bureau's person who sees few."""
    from django.db import connection

    stored = fill(size)
    rare_ones()
    hand_over(few)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return stored


def measure(stored: int, who: str, rounds: int) -> None:
    """Ask every way as one person, print one table."""
    from django.db import connection

    from tests.cast import Cast

    actor = Cast(TODAY)(who)
    say(f"\n## {connection.vendor}, {stored:,} matters, as {who}\n")
    say("| asked | way | found | p50 ms | p95 ms | CPU ms | times |\n|---|---|---:|---:|---:|---:|---:|")
    for name, ask in lists(actor):
        say(timed("ours", name, ask, rounds).row)
    ways: list[tuple[str, Callable[[Any, str], int]]] = [("ours", ours), ("LIKE", like)]
    for name, text in WORDS.items():
        for way, look in ways:
            say(timed(way, f"{name}: {text}", lambda look=look, text=text: look(actor, text), rounds).row)
    if connection.vendor == "postgresql":
        trigrams(True)
        for name, text in WORDS.items():
            say(timed("trigram", f"{name}: {text}", lambda text=text: like(actor, text), rounds).row)
    say(f"\n{weights()}\n")
    if connection.vendor == "postgresql":
        trigrams(False)


def main() -> None:
    """Print Markdown."""
    asked = options(__doc__, sizes="10000", rounds=20, database="sqlite", who=f"fenban,{FEW}")
    warnings.simplefilter("ignore")
    with store_of(asked.database):
        for size in map(int, asked.sizes.split(",")):
            stored = store(size, FEW)
            for who in asked.who.split(","):
                measure(stored, who, asked.rounds)


if __name__ == "__main__":
    main()
