"""Every engine over every odd text: it answers, with a bounded amount of work.

The work is counted in calls of functions, which grow with what is done and not with how busy the machine is. A regular
expression calls nothing: what it costs is told by how it grows with the text.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time

import pytest

from lianxin.text import (
    accusing,
    answer_check,
    grievances,
    headline,
    letter_fields,
    lexicon,
    redact,
    script,
    sentences,
    summary,
)
from lianxin.text.category import Decided
from lianxin.text.category_training import learn
from lianxin.text.clean import POINTER
from lianxin.text.letters import Letter, best_names, rare_pieces, read
from lianxin.text.rarity import counted
from lianxin.text.repeats import compare
from lianxin.text.topics import label, topics
from tests.text.test_category import messages

STORY = "我家住在临水县柳河镇前柳村，2019年修路占了三亩地，补偿款一直没有发。"
TRADITIONAL = "我家住在臨水縣柳河鎮前柳村，修路佔了三畝地，補償款一直沒有發。請縣裡儘快處理。"
DIALECT = "俺们村滴路恁烂嘞，跑了冇得三四趟咯，冇人管啷个办嘛，恁说中不中？莫得法子哈"
CLASSICAL = (
    "竊民世居前柳村，有田三畝，官府築路盡取之，補償之資，逾七載未得分文。伏乞明察，責令速發，民不勝感激之至。"
)
TYPOS = "我要举抱！！！村支书把底保明额给了他家亲戚，，，请领导名查,万分敢谢……。。"
MIXED = (
    "村里的WiFi坏了，ئۇيغۇر تىلى，མི་འདུག，Кириллица，ﾊﾝｶｸ①②③㈱，👨‍👩‍👧‍👦🏳️‍🌈，\u202e倒着写\u202c，\x00\ufffd"
)
ODD = {
    "nothing": "", "blank": " \u3000\n\t", "one": "路", "sign": "？", "emoji": "🙂", "digits": "1" * 400,
    "traditional": TRADITIONAL, "classical": CLASSICAL, "dialect": DIALECT, "typos": TYPOS, "mixed": MIXED, "lone": "\ud800路灯",
    "unbroken": "路" * 100_000, "story": STORY * 3000, "sentences": "路灯不亮。" * 20_000, "signs": "，。！？" * 25_000,
    "numbers": "13812341234，" * 9_000, "names": "我叫王小明、李建国、" * 10_000, "words": "征地补偿" * 25_000,
    "brackets": "《" * 50_000 + "》" * 50_000, "spaces": "路 " * 50_000,
    "blank lines": "\n" * 100_000,
}  # fmt: skip
RARITY = counted([STORY, TRADITIONAL, DIALECT] * 5)
MODEL = learn(messages(60), listed=lexicon.load().listed)
LEXICON = lexicon.load()


def _pair(text: str) -> object:
    return compare(read(Letter("a", text[:80], text, 1.0), RARITY), read(Letter("b", "", STORY, 2.0), RARITY))


def _topic(text: str) -> object:
    letters = [read(Letter(str(n), text[:80], text, float(n), str(n)), RARITY) for n in range(3)]
    return [label(letters), topics(letters, day=3.0)]


ENGINES: dict[str, Callable[[str], object]] = {
    "category": lambda text: (MODEL.suggest(text[:80], text), MODEL.rank("", text)),
    "learning": lambda text: learn([Decided(d.title, text[:2000] + d.detail, d.label, d.group) for d in messages(30)]),
    "lexicon": lambda text: LEXICON.suggest(text[:80], text),
    "redact": lambda text: (redact.redact(text), redact.strip(text)),
    "summary": lambda text: summary.summarise(text, title=text[:80]),
    "script": script.written_in,
    "answers": lambda text: answer_check.advice(answer_check.check(text, [text[:200], STORY])),
    "sentences": sentences.sentences,
    "accusing": accusing.accuses,
    "letter fields": lambda text: letter_fields.letter_fields(text, organs=["县信访局"], places=["前柳村"]),
    "headline": headline.headline,
    "grievances": lambda text: grievances.grievances("", text[:20_000], RARITY),
    "rare pieces": lambda text: rare_pieces(text, RARITY, 24),
    "names": lambda text: best_names(read(Letter("a", text[:80], text), RARITY), 2),
    "repeats": _pair,
    "topics": _topic,
}  # fmt: skip
PER_CHARACTER = 400  # calls; more would be work that grows faster than the text
LEAST = 2_000_000


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ODD)
def test_every_engine_answers_every_odd_text_within_bounds(engine: str, text: str) -> None:
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        ENGINES[engine](ODD[text])
    finally:
        sys.setprofile(None)
    assert calls < LEAST + PER_CHARACTER * len(ODD[text])


RUNS = ["\n{}", " {}", "诉求\n{}", "住址\n{}"]
SOME = 12_000


def _cost(work: Callable[[], object]) -> float:
    before = process_time()
    work()
    return process_time() - before


@pytest.mark.parametrize("run", RUNS)
def test_blanks_cost_a_letter_by_their_number_and_not_by_its_square(run: str) -> None:
    def blanks(times: int) -> Callable[[], object]:
        return lambda: ENGINES["letter fields"](run.format(run[-3] * times))

    least = _cost(lambda: sum(range(2_000_000)))  # below it a quotient says nothing
    assert _cost(blanks(4 * SOME)) < 10 * max(_cost(blanks(SOME)), least)


@pytest.mark.parametrize("word", ["信访", "我的", "1项", "诉求是", "请求"])
def test_words_of_a_heading_cost_a_letter_by_their_number_and_not_by_its_square(word: str) -> None:
    def repeated(times: int) -> Callable[[], object]:
        return lambda: letter_fields.requests(word * times)

    least = _cost(lambda: sum(range(2_000_000)))
    assert _cost(repeated(2 * SOME)) < 10 * max(_cost(repeated(SOME // 2)), least)


def test_a_bracket_that_never_ends_its_line_costs_by_the_length_of_its_line() -> None:
    def opened(times: int) -> Callable[[], object]:
        return lambda: POINTER.sub("", "（附件没有单独存" + "）附件" * times)

    least = _cost(lambda: sum(range(2_000_000)))
    assert _cost(opened(4 * SOME)) < 10 * max(_cost(opened(SOME)), least)


@pytest.mark.parametrize("text", ["traditional", "classical", "dialect", "typos", "mixed"])
def test_what_it_says_is_made_of_the_writers_own_words(text: str) -> None:
    said = summary.summarise(ODD[text], title="")
    assert said and all(part in ODD[text] for part in said)


def test_personal_data_in_traditional_text_is_found_as_well() -> None:

    hidden = redact.redact("聯絡人王小明，電話13812341234，車牌鲁N·A1234")
    assert "13812341234" not in hidden and "A1234" not in hidden
