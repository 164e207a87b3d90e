"""`lianxin text eval`: what it prints and what it refuses. All messages are invented."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lianxin.models import SearchText
from lianxin.queries import search
from lianxin.text.letters import Letter
from tests import make
from tests.cast import Cast
from tests.text.test_category import messages
from tests.text.test_topics import LETTERS


def evaluated(*words: str) -> str:
    out = StringIO()
    call_command("text", "eval", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    lines = ["row_id\tuser\ttime\tlabel\ttitle\tdetail\tgroup\tsplit"]
    for number, one in enumerate(messages(150)):
        place = int(one.group[1:])
        split = "heldout" if place >= 30 else "train"
        day = f"2026-{1 + place // 28:02}-{1 + place % 28:02} 10:00:00"
        lines.append("\t".join((f"r{number}", "u", day, one.label, one.title, one.detail, one.group, split)))
    (tmp_path / "messages_labelled.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_category_prints_every_figure(data: Path) -> None:
    words = ("category", "--data", str(data), "--train", "train", "--test", "heldout")
    found = json.loads(evaluated(*words, "--json"))
    assert found["macro_f1"] > 0.9 and found["n"] == 30 and found["n_train"] == 120
    assert {"weighted_f1", "accuracy", "top2", "ece", "per_class", "ms_per_message", "model_mb"} <= set(found)
    assert 0 < found["ms_per_message"] <= found["ms_p95"] and 0 < found["ms_wall"] <= found["ms_wall_p95"]
    text = evaluated("category", "--data", str(data), "--by", "time")
    assert "macro_f1 " in text and "\n  公交 " in text


@pytest.mark.parametrize(
    "words, told",
    [
        (("--by", "random"), "不按随机划分"),
        (("--test", "devel"), "没有叫“devel”的 split，有：heldout、train"),
        (("--test", "train"), "近似重复"),
    ],
)
def test_category_refuses_what_would_flatter(data: Path, words: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        evaluated("category", "--data", str(data), *words)


@pytest.mark.parametrize(
    ("old", "new", "words", "told"),
    [
        ("2026-01-02 10:00:00", "2/1/2026", ("--by", "time"), "读不懂：2/1/2026"),
        ("\t公交\t", "\t\t", ("--train", "train", "--test", "heldout"), "每一行都要有分类"),
    ],
)
def test_a_row_that_would_be_counted_wrongly_is_refused(
    data: Path, old: str, new: str, words: tuple[str, ...], told: str
) -> None:
    path = data / "messages_labelled.tsv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(CommandError, match=told):
        evaluated("category", "--data", str(data), *words)


def test_a_pair_judged_in_a_word_of_ones_own_is_refused(tmp_path: Path) -> None:
    columns = ("msg_id", "user", "time", "title", "detail")
    _write(tmp_path / "messages_dated.tsv", columns, [_dated(each) for each in LETTERS])
    pair = ("bar0", "bar1", "yes", "0", "H+")
    _write(tmp_path / "pairs.tsv", ("id1", "id2", "label", "borderline", "band"), [pair])
    with pytest.raises(CommandError, match=r"same_event.*有：yes"):
        evaluated("repeats", "--data", str(tmp_path), "--gold", str(tmp_path / "pairs.tsv"))


def test_a_table_that_is_not_there_or_lacks_a_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"读不了 .*messages_labelled\.tsv"):
        evaluated("category", "--data", str(tmp_path))
    (tmp_path / "messages_labelled.tsv").write_text("title\tdetail\n", encoding="utf-8")
    with pytest.raises(CommandError, match="缺少列：time、label、group、split"):
        evaluated("category", "--data", str(tmp_path))


def test_repeats_and_topics_print_every_figure(tmp_path: Path) -> None:
    columns = ("msg_id", "user", "time", "title", "detail")
    _write(tmp_path / "messages_dated.tsv", columns, [_dated(each) for each in LETTERS])
    judged = [("bar0", "bar1", "same_event", "0", "H+"), ("bar0", "o1", "different", "1", "H-")]
    _write(tmp_path / "pairs.tsv", ("id1", "id2", "label", "borderline", "band"), judged)
    _write(tmp_path / "topics.tsv", ("topic_id", "kind"), [("T1", "same_matter"), ("T2", "artifact")])
    roles = [("T1", f"bar{n}", "core") for n in range(4)] + [("T1", "o1", "near_miss"), ("T2", "o2", "core")]
    _write(tmp_path / "members.tsv", ("topic_id", "msg_id", "role"), roles)
    data = ("--data", str(tmp_path), "--json")
    found = json.loads(evaluated("repeats", *data, "--gold", str(tmp_path / "pairs.tsv")))
    assert (found["f1"], found["recall_other_words"], found["false_alarm_same_place"]) == (1, 1, 0)
    assert (found["n"], found["without_borderline"]["n"]) == (2, 1)
    files = ("--topics", str(tmp_path / "topics.tsv"), "--members", str(tmp_path / "members.tsv"))
    found = json.loads(evaluated("topics", *data, *files))
    assert (found["macro_topic_f1"], found["b3_f"], found["near_misses"], found["n_topics"]) == (1, 1, 0, 1)
    assert set(found["ranked"][0]["messages"]) == {"bar0", "bar1", "bar2", "bar3"}
    _write(
        tmp_path / "pairs.tsv", ("id1", "id2", "label", "borderline", "band"), [("bar0", "no", "", "", "")]
    )
    with pytest.raises(CommandError, match="没有编号为 no 的信件"):
        evaluated("repeats", *data, "--gold", str(tmp_path / "pairs.tsv"))


def test_repeats_are_cross_validated_by_component(tmp_path: Path) -> None:
    _write(
        tmp_path / "messages_dated.tsv",
        ("msg_id", "user", "time", "title", "detail"),
        [_dated(each) for each in LETTERS],
    )
    alike = [("bar0", "bar1"), ("bar2", "bar3"), ("road0", "road1"), ("bar0", "bar3"), ("road0", "road2")]
    others = [("o0", "o1"), ("o2", "o3"), ("bar0", "o4"), ("road1", "o5"), ("bar2", "road2")]
    judged = [(*pair, "same_event", "0", "H+", f"c{n}") for n, pair in enumerate(alike)]
    judged += [(*pair, "different", "0", "H-", f"c{n + 5}") for n, pair in enumerate(others)]
    words = ("repeats", "--data", str(tmp_path), "--gold", str(tmp_path / "pairs.tsv"), "--cross-validate")

    def write(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        _write(tmp_path / "pairs.tsv", columns, rows)

    columns = ("id1", "id2", "label", "borderline", "band", "component")
    write(columns, judged)
    found = json.loads(evaluated(*words, "--json"))
    assert found["f1"] > 0.8 and found["recall_other_words"] > 0.8 > 0.2 > found["false_alarm_same_place"]
    assert found["n"] == 10 and set(found["spread"]) == set(found) - {"spread", "weights", "n"}
    assert found["weights"]["either_names"] > 0
    write(
        columns,
        [(*row[:2], "different" if row[2] != "different" else "same_event", *row[3:]) for row in judged],
    )
    assert (
        json.loads(evaluated(*words, "--json"))["weights"]["either_names"] < 0
    )  # it learns, from these pairs alone
    write(columns, [(*row[:5], "c1") for row in judged])
    with pytest.raises(CommandError, match="至少要有5个 component"):
        evaluated(*words)
    write(columns, [(*row[:2], "different", *row[3:]) for row in judged])
    with pytest.raises(CommandError, match="相同的、不同的都要有"):
        evaluated(*words)
    write(columns[:5], [row[:5] for row in judged])
    with pytest.raises(CommandError, match="缺少列：component"):
        evaluated(*words)


def _dated(letter: Letter) -> tuple[str, ...]:
    time = datetime(2026, 1, 1) + timedelta(days=letter.day)
    return (letter.key, letter.writer, str(time), letter.title, letter.body)


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    path.write_text("\n".join("\t".join(row) for row in (columns, *rows)) + "\n", encoding="utf-8")


def test_the_summary_is_measured_beside_what_needs_no_engine(tmp_path: Path) -> None:
    filler = "".join(
        "".join(map(chr, range(0x5000 + 30 * n, 0x5000 + 30 * n + 25))) + "。" for n in range(20)
    )
    letter = f"尊敬的领导您好。东风巷的路灯坏了两个月。{filler}请求尽快修好，不要再拖。"
    rows = [("东风巷的路灯坏了", letter, "train"), ("路灯", "太短。", "train"), ("别的", letter, "dev")]
    _write(tmp_path / "messages_labelled.tsv", ("title", "detail", "split"), rows)
    found = json.loads(evaluated("summary", "--data", str(tmp_path), "--json"))
    one = found["one_sentence"]
    assert found["n"] == 1 and one["extract"]["rouge1_recall"] == one["extract"]["rouge2_recall"] == 1
    assert one["extract"]["rouge1_f"] == 2 * 8 / (8 + 11)
    assert one["first_sentences"]["rouge1_f"] < 0.2 and one["first_characters"]["characters"] == 12
    assert found["three_sentences"]["extract"]["rouge2_recall"] == 1
    with pytest.raises(CommandError, match="没有叫“test”的 split，有：dev、train"):
        evaluated("summary", "--data", str(tmp_path), "--split", "test")
    _write(tmp_path / "messages_labelled.tsv", ("title", "detail", "split"), rows[1:2])
    with pytest.raises(CommandError, match="没有一封有标题、不短于400字、多于3句的信"):
        evaluated("summary", "--data", str(tmp_path))


def test_redact_prints_recall_by_kind(tmp_path: Path) -> None:
    (tmp_path / "redact.tsv").write_text(
        "row_id\ttext\tpersonal\tkeep\nr1\t我叫王小明，住得远\tname=王小明\t住得远\n", encoding="utf-8"
    )
    found = json.loads(evaluated("redact", "--data", str(tmp_path), "--json"))
    assert (found["recall"], found["kept"], found["recall_by_kind"]) == (1.0, 1.0, {"name": 1.0})
    (tmp_path / "redact.tsv").write_text("row_id\ttext\tpersonal\tkeep\nr1\t甲\t乙\t\n", encoding="utf-8")
    with pytest.raises(CommandError, match="r1：personal 列"):
        evaluated("redact", "--data", str(tmp_path))


def test_accusing_prints_recall_and_false_alarms_of_one_split(tmp_path: Path) -> None:
    columns = ("row_id", "text", "accuses", "split")
    rows = [
        ("a", "村支书贪污修路款。", "1", "score"), ("b", "有人贪了。", "1", "score"), ("c", "路灯不亮。", "0", "score"),
        ("d", "镇长受贿。", "0", "score"), ("e", "所长受贿。", "1", "develop"),
    ]  # fmt: skip
    _write(tmp_path / "accusing.tsv", columns, rows)
    found = json.loads(evaluated("accusing", "--data", str(tmp_path), "--json"))
    assert found["held"] == {"recall": 0.5, "precision": 0.5, "false_alarms": 0.5}
    assert (found["missed"], found["needless"], found["n_accusing"]) == (["b"], ["d"], 2)
    _write(tmp_path / "accusing.tsv", columns, [("a", "甲", "是", "score")])
    with pytest.raises(CommandError, match="a：accuses 列应写 1 或者 0"):
        evaluated("accusing", "--data", str(tmp_path))


def test_the_accusations_kept_as_examples_are_found_as_often_as_told() -> None:
    data = str(Path(__file__).parents[1] / "text/data")
    found = json.loads(evaluated("accusing", "--data", data, "--split", "score", "--json"))
    assert found["held"]["recall"] >= 0.81 and found["held_or_asked"]["recall"] >= 0.86
    assert found["held_or_asked"]["false_alarms"] <= 0.07
    fresh = json.loads(evaluated("accusing", "--data", data, "--split", "fresh", "--json"))
    assert fresh["held"]["recall"] >= 0.6 and fresh["held_or_asked"]["false_alarms"] <= 0.05


def test_answers_are_compared_with_labels_and_with_mere_length(tmp_path: Path) -> None:
    replies = (
        "您好，已转县住建局处理。",
        "经查，路灯已于3月8日修好。",
        "留言已收悉，" + "感谢您的支持，" * 12,
    )
    rows = "".join(f"m{n}\t路灯\t{reply}\n" for n, reply in enumerate(replies))
    (tmp_path / "messages_with_replies.tsv").write_text("msg_id\ttitle\treply\n" + rows, encoding="utf-8")
    (tmp_path / "labels.tsv").write_text("msg_id\tempty\nm0\t1\nm1\t0\nm2\t1\n", encoding="utf-8")
    words = ("answers", "--data", str(tmp_path), "--labels", str(tmp_path / "labels.tsv"), "--json")
    found = json.loads(evaluated(*words))["labelled"]
    assert found["check"]["f1"] == 1.0 and found["short_alone"]["f1"] == 0.5


def test_the_card_says_where_suggestions_come_from_until_something_was_learned(
    settings, tmp_path: Path
) -> None:
    settings.TEXT_DIR = tmp_path
    with pytest.raises(CommandError, match="按用语表建议"):
        call_command("text", "card")


COLUMNS = "row_id\tuser\ttime\tlabel\ttitle\tdetail\tgroup\tsplit\n"
ENGINES = {
    "category": ("messages_labelled.tsv", ()),
    "answers": ("messages_with_replies.tsv", ()),
    "redact": ("redact.tsv", ()),
    "accusing": ("accusing.tsv", ()),
    "summary": ("messages_labelled.tsv", ()),
    "repeats": ("messages_dated.tsv", ("--gold", "{}/pairs.tsv")),
    "topics": ("messages_dated.tsv", ("--topics", "{}/topics.tsv", "--members", "{}/members.tsv")),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (None, "没有这个文件"),
        ("甲乙\n".encode("gb18030"), "不是 UTF-8 编码"),
        ("别的列\n1\n".encode(), "缺少列"),
        (b"", "缺少列"),
    ],
)
def test_every_evaluation_says_what_is_wrong_with_its_file(
    tmp_path: Path, engine: str, raw: bytes | None, told: str
) -> None:
    file, more = ENGINES[engine]
    if raw is not None:
        (tmp_path / file).write_bytes(raw)
    with pytest.raises(CommandError, match=told):
        evaluated(engine, "--data", str(tmp_path), *(word.format(tmp_path) for word in more), "--json")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--test", "train"), "没有一行"),
        (("--by", "time"), "没有一行"),
    ],
)
def test_an_empty_table_is_refused_not_divided_by(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    (tmp_path / "messages_labelled.tsv").write_text(COLUMNS, encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        evaluated("category", "--data", str(tmp_path), *words)


def test_the_ten_topics_of_most_writers_are_looked_for_among_the_first_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(
        tmp_path / "messages_dated.tsv", ("msg_id", "user", "time", "title", "detail"), map(_dated, LETTERS)
    )
    named = {
        "bar": ["bar0", "bar1", "bar2", "bar3"],
        "road": ["road0", "road1", "road2"],
        "apart": ["o1", "o2"],
    }
    roles = [(name, key, "core") for name, keys in (named | {"later": ["o3", "o4"]}).items() for key in keys]
    _write(tmp_path / "members.tsv", ("topic_id", "msg_id", "role"), roles)
    ranks = [("7", "road"), ("1", "bar"), ("9", "apart"), ("12", "later")]
    columns = ("rank_by_users", "topic_id", "kind")
    _write(tmp_path / "topics.tsv", columns, [(*one, "same_matter") for one in ranks])
    words = ("topics", "--data", str(tmp_path), *(word.format(tmp_path) for word in ENGINES["topics"][1]))
    found = json.loads(evaluated(*words, "--json"))
    assert found["ten_in_first_fifteen"] == {"found": 2, "of": 3, "missing": ["apart"]}
    assert found["ten_given_in_first_fifteen_met"] == {"found": 2, "of": 4, "missing": ["apart", "later"]}
    monkeypatch.setattr("lianxin.ops.evaluation.topics.MOST", 1)
    found = json.loads(evaluated(*words, "--json"))
    assert found["ten_in_first_fifteen"] == {"found": 1, "of": 3, "missing": ["road", "apart"]}
    _write(tmp_path / "topics.tsv", columns, [("first", "bar", "same_matter")])
    with pytest.raises(CommandError, match="热点 bar 的 rank_by_users 应为数字：first"):
        evaluated(*words)
    _write(tmp_path / "topics.tsv", columns[1:], [("bar", "same_matter")])
    assert "ten_in_first_fifteen" not in json.loads(evaluated(*words, "--json"))


@pytest.mark.parametrize("engine", ["accusing", "answers", "redact", "repeats", "summary", "topics"])
def test_a_table_with_headings_alone_is_refused(tmp_path: Path, engine: str) -> None:
    heads = {
        "messages_labelled.tsv": COLUMNS.strip(), "messages_with_replies.tsv": "msg_id\ttitle\treply", "redact.tsv": "row_id\ttext\tpersonal\tkeep",
        "accusing.tsv": "row_id\ttext\taccuses\tsplit",
        "messages_dated.tsv": "msg_id\tuser\ttime\ttitle\tdetail", "pairs.tsv": "id1\tid2\tlabel\tborderline\tband",
        "topics.tsv": "topic_id\tkind", "members.tsv": "topic_id\tmsg_id\trole",
    }  # fmt: skip
    for name, head in heads.items():
        (tmp_path / name).write_text(head + "\n", encoding="utf-8")
    words = (word.format(tmp_path) for word in ENGINES[engine][1])
    with pytest.raises(CommandError, match="没有一行"):
        evaluated(engine, "--data", str(tmp_path), *words)


def test_a_column_without_a_split_is_told_from_a_file_without_rows(data: Path) -> None:
    for names, told in (
        ("train,nothing", "没有叫“nothing”的 split，有：heldout、train"),
        ("", "没有叫“”的 split"),
    ):
        with pytest.raises(CommandError, match=told):
            evaluated("category", "--data", str(data), "--train", names)


def test_the_card_prints_json_and_says_when_there_is_none(settings: object, tmp_path: Path) -> None:
    settings.TEXT_DIR = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="还没有学到模型"):
        call_command("text", "card", "--json")


@pytest.mark.django_db
def test_index_makes_what_lies_on_file_found_again(cast: Cast) -> None:
    matter = make.signed(cast)
    SearchText.objects.all().delete()
    out = StringIO()
    call_command("text", "index", stdout=out)
    assert out.getvalue() == "重写了1件\n"
    assert [row.pk for row in search.found("一笔未发")] == [matter.pk]
