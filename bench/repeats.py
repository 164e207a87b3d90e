"""The index of rare phrases at 100,000 letters (or `--million`), on SQLite and PostgreSQL: query, insert, erase.

    python bench/repeats.py [--million] [--letters N] [--postgres postgres://…]

Letters are made up of random names and stock sentences. Milliseconds are medians and 95th percentiles of wall time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from store import TODAY, close_store, open_store

ASKED = 200
COUNTED = 10_000
BATCH = 2_000
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
    from lianxin.models import RarePhrase, Submission
    from lianxin.queries.repeats import KEPT, ORDINARY, marks, rarity_kept
    from lianxin.text.letters import rare_pieces
    from tests import make

    first, rng, rarity = make.file().submission, random.Random(1), rarity_kept()
    for start in range(0, count, BATCH):
        made = []
        for n in range(start, min(start + BATCH, count)):
            title, content = letter(rng)
            made.append(_copy(first, n, title, content))
        rows = Submission.objects.bulk_create(made)
        RarePhrase.objects.bulk_create(
            [
                RarePhrase(mark=mark, submission=row)
                for row in rows
                for mark in dict.fromkeys(
                    marks(rare_pieces(f"{row.title}\n{row.content}", rarity, KEPT), ORDINARY)
                )
            ],
            batch_size=10_000,
        )


def _copy(first: object, n: int, title: str, content: str) -> object:
    from lianxin.models import Submission

    names = [field.attname for field in Submission._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(first, name) for name in names}
    changed = {"number": f"B{n}", "external_id": f"bench{n}", "title": title, "content": content}
    return Submission(**{**values, **changed})


def timed(calls: Iterator[Callable[[], object]]) -> str:
    """Median and 95th percentile of these calls, in milliseconds."""
    taken = []
    for call in calls:
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return f"{statistics.median(taken):7.2f} /{sorted(taken)[int(len(taken) * 0.95)]:7.2f} ms"


def measure(count: int) -> None:
    """Print what the index does at this size."""
    from lianxin.models import RarePhrase, Submission
    from lianxin.queries.repeats import Draft, _by_phrase, rarity_kept

    count_words()
    started = time.perf_counter()
    fill(count)
    print(
        f"  {count:,} letters, {RarePhrase.objects.count():,} phrases in {time.perf_counter() - started:.0f} s"
    )
    rarity, rng = rarity_kept(), random.Random(2)
    chosen = list(Submission.objects.filter(number__startswith="B").order_by("?")[:ASKED])
    for share in (0.0, 0.2, 0.3):
        drafts = [
            Draft(edited(rng, row.title, share), edited(rng, row.content, share), TODAY) for row in chosen
        ]
        hits = sum(row.pk in _by_phrase(each, rarity) for row, each in zip(chosen, drafts, strict=True))
        told = timed((lambda each=each: _by_phrase(each, rarity)) for each in drafts)
        print(f"  query, {share:.0%} edited    {told}   found {hits / len(chosen):.2f}")
    print("  insert one letter    ", timed((lambda row=row: _again(row, rarity)) for row in chosen))
    print("  erase one letter     ", timed((lambda row=row: _erase(row)) for row in chosen))


def _again(row: object, rarity: object) -> None:
    from lianxin.actions.repeats_index import enter

    _erase(row)
    enter(row, rarity, sealed=False)  # type: ignore[arg-type]


def _erase(row: object) -> None:
    from lianxin.models import RarePhrase

    RarePhrase.objects.filter(submission=row).delete()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--postgres", default="", help="a server's address; SQLite if not given")
    asked = parser.parse_args()
    open_store(asked.postgres or "sqlite")
    try:
        print("PostgreSQL" if asked.postgres else "SQLite")
        measure(1_000_000 if asked.million else asked.letters)
    finally:
        close_store()


if __name__ == "__main__":
    main()
