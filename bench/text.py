"""What the text engines can do: `python bench/text.py --data DIR [--labels FILE] [--json]`.

DIR holds messages_labelled.tsv and messages_with_replies.tsv as `lianxin text eval` reads them; the set for redaction
is the one of the tests. Seven classes of the labelled messages are compared with our category tree by OF below.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lianxin.ops.evaluation import answers, category, redact
from lianxin.ops.evaluation.tables import Row, read_table
from lianxin.rules import categories
from lianxin.text import figures, lexicon
from lianxin.text.redact import find
from lianxin.text.script import written_in
from lianxin.text.summary import summarise

ROOT = Path(__file__).resolve().parent.parent
OF = {  # our codes, by their first two or all four digits, as the seven classes would have them
    "02": "城乡建设", "03": "城乡建设", "10": "城乡建设", "04": "劳动和社会保障", "17": "劳动和社会保障",
    "05": "卫生计生", "06": "教育文体", "15": "教育文体", "1502": "商贸旅游", "07": "商贸旅游", "08": "商贸旅游",
    "09": "交通运输", "1111": "交通运输", "14": "环境保护",
}  # fmt: skip


def cold_start(rows: Sequence[Row]) -> Mapping[str, object]:
    """The list of words alone, without a single decision learned from."""
    names = {row.code: row.name for row in categories.load() if row.level == 2 and row.name != "其他"}
    words = lexicon.load(names=names)
    ranked = []
    for row in rows:
        totals: dict[str, float] = {}
        for code, share in words.rank(row["title"], row["detail"]):
            if label := OF.get(code) or OF.get(code[:2]):
                totals[label] = totals.get(label, 0.0) + share
        ranked.append(sorted(totals.items(), key=lambda one: -one[1]) or [("城乡建设", 0.0)])
    truth = [row["label"] for row in rows]
    classes = figures.per_class(truth, [row[0][0] for row in ranked])
    return {
        "macro_f1": figures.macro_f1(classes),
        "accuracy": figures.top(truth, ranked, 1),
        "top2": figures.top(truth, ranked, 2),
        "n": len(rows),
    }


def speed(rows: Sequence[Row]) -> Mapping[str, float]:
    """Milliseconds of one core for one message."""
    found = {}
    for name, engine in (("redact", find), ("summary", summarise), ("script", written_in)):
        started = process_time()
        for row in rows:
            engine(row["detail"])
        found[name] = (process_time() - started) / len(rows) * 1000
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--train", default="train,train_titleonly")
    parser.add_argument("--test", default="dev")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    options = {**vars(given), "by": "named"}
    rows = read_table(given.data / "messages_labelled.tsv", category.COLUMNS)
    asked = [row for row in rows if row["split"] in given.test.split(",")]
    measured = {
        "cold_start": cold_start(asked),
        "category": category.measure(options),
        "redact": redact.measure({"data": ROOT / "tests" / "text" / "data"}),
        "answers": answers.measure(options),
        "milliseconds": speed(asked),
    }
    if given.json:
        print(json.dumps(measured, ensure_ascii=False, indent=2))
    else:
        for name, one in measured.items():
            print(name, json.dumps(one, ensure_ascii=False))


if __name__ == "__main__":
    main()
