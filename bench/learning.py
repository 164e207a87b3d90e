"""What a night of learning takes: `python bench/learning.py --data DIR [--decisions 30000] [--folds 5]`.

An office is made up of the letters in DIR/messages_labelled.tsv (split `train`): each decision joins sentences of two letters which
the list of words gives the same category, in all 155 categories, a few of them frequent. What it learns means nothing;
how long it takes and how much memory depends on how many letters there are, how long they are and how many categories.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lianxin.ops.evaluation import category
from lianxin.ops.evaluation.tables import of_splits, read_table
from lianxin.rules import categories
from lianxin.text import lexicon
from lianxin.text.category import Decided
from lianxin.text.category_training import Recipe, learn
from lianxin.text.sentences import sentences


def office(folder: Path, count: int) -> Iterator[Decided]:
    """`count` decisions: every category eight times and more, the k-th most frequent in proportion to 1/k."""
    rows = of_splits(read_table(folder / "messages_labelled.tsv", category.COLUMNS), "train")
    names = {row.code: row.name for row in categories.load() if row.level == 2}
    words, letters = lexicon.load(names=names), {code: [] for code in names}
    for row in rows:
        letters[(words.rank(row["title"], row["detail"]) or [("0101", 0)])[0][0]].append(row)
    chance = random.Random(1)
    codes = sorted(names, key=lambda code: -len(letters[code]))
    drawn = chance.choices(codes, [1 / (place + 1) for place in range(len(codes))], k=count - 8 * len(codes))
    for number, code in enumerate(codes * 8 + drawn):
        one, other = chance.choices(letters[code] or rows, k=2)
        halves = [part for row in (one, other) for part in sentences(row["detail"]) if chance.random() < 0.5]
        title = one["title"] if letters[code] else names[code] + one["title"]
        yield Decided(title, "".join(halves), code, f"g{number}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--decisions", type=int, default=30_000)
    parser.add_argument("--folds", type=int, default=5)
    given = parser.parse_args()
    decided = list(office(given.data, given.decisions))
    before, cpu, wall = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, process_time(), perf_counter()
    model = learn(decided, Recipe(folds=given.folds), listed=lexicon.load().listed)
    told = {
        "decisions": len(decided),
        "categories": len(model.labels),
        "characters": sum(len(one.title + one.detail) for one in decided) / len(decided),
        "mb_before": before / 1024,
        "mb_peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "cpu_seconds": process_time() - cpu,
        "seconds": perf_counter() - wall,
        "model_pieces": len(model.idf),
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
