"""The index of rare phrases at 100,000 letters (or `--million`), on SQLite and PostgreSQL: query, insert, erase.

    python bench/repeats.py [--million] [--letters N] [--postgres postgres://…]

Ten thousand letters are made up of random names and stock sentences and read by the engine. The others are copies of
them made inside the database: phrases that several letters share stay shared, so that they grow as common as they would,
and all others become the copy's own. Milliseconds are medians and 95th percentiles, of wall time and of CPU, the database's included.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from django.db import connection, transaction
from store import TODAY, cpu_clock, indexes_away, options, store_of

ASKED = 200
COUNTED = 100_000  # as many as the nightly job counts
BATCH = 2_000
READ = 10_000  # letters read by the engine; the rest are copies
APART = 1_000_000  # between the keys of one copy and the next
SPREAD = 1_000_003 * 4_000_037  # added to a phrase of its own, once per copy
HANZI = [chr(code) for code in range(0x4E00, 0x9000)]
STOCK = (
    "多次反映没有人管，希望有关部门尽快处理。", "老人和小孩都受不了，请领导重视。", "当时答应年底解决，到现在没有结果。",
    "去镇里问过三次，每次都说正在研究。", "材料已经交了，一直没有答复。", "这件事影响了周围几十户居民的生活。",
)  # fmt: skip
GRIEVANCES = (
    "夜间施工噪音扰民",
    "征地补偿款没有发放",
    "路灯不亮出行不便",
    "自来水浑浊",
    "拖欠工资",
    "房产证办不下来",
)


def letter(rng: random.Random) -> tuple[str, str]:
    """(title, words): a random place and person in stock sentences, some 120 characters."""
    place, road, who = ("".join(rng.choices(HANZI, k=n)) for n in (3, 2, 2))
    what = rng.choice(GRIEVANCES)
    facts = f"我住{place}小区{rng.randrange(1, 40)}栋，{road}路旁的{who}公司{what}，欠款{rng.randrange(900, 99999)}元。"
    return f"{place}小区{what}", facts + "".join(rng.sample(STOCK, 3)) + "".join(rng.choices(HANZI, k=12))


def edited(rng: random.Random, text: str, share: float) -> str:
    """The text with this share of its characters replaced."""
    return "".join(rng.choice(HANZI) if rng.random() < share else character for character in text)


def count_words() -> None:
    """Keep what is rare among `COUNTED` other letters of the same kind."""
    from lianxin.models import LetterCounts
    from lianxin.text.rarity import counted

    rng = random.Random(0)
    rarity = counted("\n".join(letter(rng)) for _ in range(COUNTED))
    LetterCounts.objects.create(letters=COUNTED, counts=rarity.packed(), counted_at=datetime.now(UTC))


def fill(count: int) -> None:
    """`count` submissions of one matter with their rare phrases."""
    from lianxin.actions.repeats_index import enter
    from lianxin.models import Submission
    from lianxin.queries.repeats import rarity_kept
    from tests import make

    first, rng, rarity = make.file().submission, random.Random(1), rarity_kept()
    for start in range(0, min(count, READ), BATCH):
        made = [_copy(first, n, *letter(rng)) for n in range(start, min(start + BATCH, count, READ))]
        with transaction.atomic():
            for row in Submission.objects.bulk_create(made):
                enter(row, rarity, sealed=False)
    _multiply(count // READ)


def _multiply(times: int) -> None:
    """Copy what was read until there are so many times as many letters."""
    from lianxin.models import RarePhrase, Submission

    letters, phrases = Submission._meta.db_table, RarePhrase._meta.db_table
    with connection.cursor() as cursor, indexes_away([Submission, RarePhrase]):
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")  # copies of sound rows are sound
        _first_ones(cursor, letters, phrases)
        for copy in range(1, times):
            _one_copy(cursor, letters, copy)
        # In the order of the key, so that the table grows at its end only.
        cursor.execute(f"DELETE FROM {phrases}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {phrases} (mark, submission_id) SELECT DISTINCT mark, letter FROM all_phrases ORDER BY 1, 2"  # noqa: S608
        )
        cursor.execute("DROP TABLE all_phrases")
        if connection.vendor == "postgresql":
            cursor.execute("RESET session_replication_role")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _first_ones(cursor: Any, letters: str, phrases: str) -> None:
    """Set aside the letters that were read, and their phrases with whether each is a letter's own."""
    shared = f"SELECT mark FROM {phrases} GROUP BY mark HAVING count(*) > 1"  # noqa: S608
    cursor.execute(f"CREATE TEMPORARY TABLE shared AS {shared}")
    cursor.execute("CREATE INDEX shared_mark ON shared (mark)")
    cursor.execute(f"CREATE TEMPORARY TABLE first_letters AS SELECT * FROM {letters} WHERE number LIKE 'B%%'")  # noqa: S608
    cursor.execute(
        f"CREATE TEMPORARY TABLE first_phrases AS SELECT p.mark, p.submission_id,"  # noqa: S608
        f" CASE WHEN s.mark IS NULL THEN 1 ELSE 0 END AS own FROM {phrases} p LEFT JOIN shared s ON s.mark = p.mark"
        " WHERE p.submission_id IN (SELECT id FROM first_letters)"
    )
    cursor.execute(
        f"CREATE TEMPORARY TABLE all_phrases AS SELECT mark, submission_id AS letter FROM {phrases}"  # noqa: S608
    )


def _one_copy(cursor: Any, letters: str, copy: int) -> None:
    from lianxin.models import Submission

    changed = {
        "id": "id + %(apart)s",
        "number": "number || %(mark)s",
        "external_id": "external_id || %(mark)s",
    }
    names = [field.column for field in Submission._meta.concrete_fields]
    taken = ", ".join(changed.get(name, f'"{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    given = {"apart": copy * APART, "mark": f"-c{copy}", "spread": copy * SPREAD}
    cursor.execute(f"INSERT INTO {letters} ({listed}) SELECT {taken} FROM first_letters", given)  # noqa: S608
    cursor.execute(
        "INSERT INTO all_phrases SELECT CASE WHEN own = 1 THEN mark / 2 + %(spread)s ELSE mark END,"
        " submission_id + %(apart)s FROM first_phrases",
        given,
    )


def _copy(first: object, n: int, title: str, content: str) -> object:
    from lianxin.models import Submission

    names = [field.attname for field in Submission._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(first, name) for name in names}
    changed = {"number": f"B{n}", "external_id": f"bench{n}", "title": title, "content": content}
    return Submission(**{**values, **changed})


def timed(calls: Iterator[Callable[[], object]]) -> str:
    """Median and 95th percentile of these calls, in milliseconds: wall time, then CPU, the database's included."""
    cpu_seconds = cpu_clock()
    taken: tuple[list[float], list[float]] = ([], [])
    for call in calls:
        started, worked = time.perf_counter(), cpu_seconds()
        call()
        taken[0].append((time.perf_counter() - started) * 1000)
        taken[1].append((cpu_seconds() - worked) * 1000)
    wall, cpu = (f"{statistics.median(t):7.2f} /{sorted(t)[int(len(t) * 0.95)]:7.2f} ms" for t in taken)
    return f"{wall}, CPU {cpu}"


def measure(count: int) -> None:
    """Print what the index does at this size."""
    from lianxin.models import RarePhrase, Submission
    from lianxin.queries.repeats import ORDINARY, Draft, _by_phrase, looked_for, marks, rarity_kept
    from lianxin.rules.codes import Role
    from lianxin.rules.facts import Actor, Post

    clerk, officer = (Actor(posts=(Post(1, role),)) for role in (Role.REGISTRAR, Role.TRIAGE_OFFICER))

    count_words()
    started = time.perf_counter()
    fill(count)
    print(
        f"  {count:,} letters, {RarePhrase.objects.count():,} phrases in {time.perf_counter() - started:.0f} s"
    )
    rarity, rng = rarity_kept(), random.Random(2)
    read = Submission.objects.filter(number__startswith="B").exclude(number__contains="-c")
    chosen = rng.sample(list(read.order_by("pk")), ASKED)
    for share in (0.0, 0.2, 0.3):
        drafts = [
            Draft(edited(rng, row.title, share), edited(rng, row.content, share), TODAY) for row in chosen
        ]
        hits = sum(
            row.pk in _by_phrase(clerk, each, rarity) for row, each in zip(chosen, drafts, strict=True)
        )
        told = timed((lambda each=each: _by_phrase(clerk, each, rarity)) for each in drafts)
        if not share:
            asked = [{*marks(looked_for(each.text, rarity), ORDINARY)} for each in drafts]
            print("  of that the look-up  ", timed((lambda each=each: _look_up(each)) for each in asked))
        print(f"  query, {share:.0%} edited    {told}   found {hits / len(chosen):.2f}")
        told = timed((lambda each=each: _by_phrase(officer, each, rarity)) for each in drafts)
        print(f"  by who sees sealed   {told}")
    print("  insert one letter    ", timed((lambda row=row: _again(row, rarity)) for row in chosen))
    print("  erase one letter     ", timed((lambda row=row: _erase(row)) for row in chosen))


def _look_up(asked: set[int]) -> object:
    from django.db.models import Count

    from lianxin.models import RarePhrase
    from lianxin.queries.repeats import LEAST_SHARED, MOST_BY_PHRASE

    rows = RarePhrase.objects.filter(mark__in=asked).order_by().values("submission")
    shared = rows.annotate(shared=Count("mark")).filter(shared__gte=LEAST_SHARED)
    return list(shared.order_by("-shared").values_list("submission", flat=True)[:MOST_BY_PHRASE])


def _again(row: object, rarity: object) -> None:
    from lianxin.actions.repeats_index import enter

    _erase(row)
    enter(row, rarity, sealed=False)  # type: ignore[arg-type]


def _erase(row: object) -> None:
    from lianxin.models import RarePhrase

    RarePhrase.objects.filter(submission=row).delete()


def main() -> None:
    asked = options(__doc__, million=False, letters=100_000, postgres="")
    with store_of(asked.postgres or "sqlite"):
        print("PostgreSQL" if asked.postgres else "SQLite")
        measure(1_000_000 if asked.million else asked.letters)


if __name__ == "__main__":
    main()
