"""Letters in other words about one event, the same place with another grievance, and what never may count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianxin.text.grievances import lexicon
from lianxin.text.letters import Letter, Reading, rare_pieces, read
from lianxin.text.rarity import Rarity, counted, grams, plain, runs
from lianxin.text.repeats import compare, score

NOISE = Letter(
    "noise", "锦澜湾小区楼下酒吧噪音扰民",
    "锦澜湾小区3栋楼下的酒吧每天营业到凌晨两点，音响低频噪音让人无法入睡，老人小孩都受不了。", 100.0, "a",
)  # fmt: skip
NOISE_AGAIN = Letter(
    "again", "酒吧太吵，晚上睡不着",
    "我住锦澜湾3栋。那家酒吧到半夜还在放音响，震动从地板传上来，分贝早就超标，多次反映没人管。", 104.0, "b",
)  # fmt: skip
PARKING = Letter(
    "parking", "锦澜湾小区车位捆绑销售",
    "锦澜湾小区的开发商要求必须购买车位才能办理房产证，一个车位十二万元，这是强买强卖。", 102.0, "c",
)  # fmt: skip
ELSEWHERE = Letter(
    "elsewhere", "望岳庭小区门口酒吧噪音扰民",
    "望岳庭小区门口的酒吧营业到深夜，噪音扰民，请有关部门处理。", 103.0, "d",
)  # fmt: skip
FILLER = [
    Letter(
        f"f{n}", f"关于{place}{what}的问题", f"{place}{what}，影响居民生活，希望有关部门尽快处理。", 50.0 + n
    )
    for n, (place, what) in enumerate(
        (place, what)
        for place in ("青枫路", "东塘巷", "石门桥", "白鹭洲", "北屏山", "南浦街", "安平里", "柳溪村")
        for what in ("路灯不亮", "道路破损", "垃圾没人清扫", "停水", "公交车太少", "夜宵摊油烟", "噪音扰民")
    )
]


@pytest.fixture(scope="module")
def rarity() -> Rarity:
    return counted(f"{each.title} {each.body}" for each in (NOISE, NOISE_AGAIN, PARKING, ELSEWHERE, *FILLER))


def _score(one: Letter, other: Letter, rarity: Rarity) -> float:
    return score(read(one, rarity), read(other, rarity))


def test_same_event_in_other_words_stands_above_same_place_and_above_same_grievance(rarity: Rarity) -> None:
    told = _score(NOISE, NOISE_AGAIN, rarity)
    assert told > _score(NOISE, PARKING, rarity) + 0.1
    assert told > _score(NOISE, ELSEWHERE, rarity) + 0.1


def test_score_is_the_same_both_ways_and_falls_with_time(rarity: Rarity) -> None:
    assert _score(NOISE, NOISE_AGAIN, rarity) == pytest.approx(_score(NOISE_AGAIN, NOISE, rarity))
    late = replace(NOISE_AGAIN, day=NOISE.day + 400)
    assert _score(NOISE, late, rarity) < _score(NOISE, NOISE_AGAIN, rarity)


def test_reasons_name_the_place_and_the_grievance(rarity: Rarity) -> None:
    found = compare(read(NOISE, rarity), read(NOISE_AGAIN, rarity))
    assert any("锦澜湾" in phrase for phrase in found.phrases) or "噪声扰民" in found.grievances
    assert not found.same_text and not found.same_writer


def test_a_copy_is_the_same_text_even_years_later(rarity: Rarity) -> None:
    copy = replace(NOISE, key="copy", day=4000.0, writer="z", title="再次反映")
    found = compare(read(NOISE, rarity), read(copy, rarity))
    assert found.same_text and found.same


def test_a_copy_in_the_other_script_is_the_same_text(rarity: Rarity) -> None:
    title = "錦瀾灣小區樓下酒吧噪音擾民"
    body = "錦瀾灣小區3棟樓下的酒吧每天營業到淩晨兩點，音響低頻噪音讓人無法入睡，老人小孩都受不了。"
    copy = replace(NOISE, key="copy", title=title, body=body)
    assert compare(read(NOISE, rarity), read(copy, rarity)).same_text
    assert rare_pieces(f"{title} {body}", rarity, 9) == rare_pieces(f"{NOISE.title} {NOISE.body}", rarity, 9)


def test_other_line_of_the_underground_is_another_matter(rarity: Rarity) -> None:
    one = Letter("1", "地铁1号线北延线何时开工", "地铁1号线北延线说好开工，至今没有动静。", 100.0)
    same = Letter("2", "地铁一号线北延线什么时候开工", "想问一号线北延线开工时间。", 101.0)
    other = Letter("3", "地铁4号线北延线何时开工", "地铁4号线北延线说好开工，至今没有动静。", 101.0)
    assert _score(one, same, rarity) > _score(one, other, rarity)


@pytest.mark.parametrize("text", ["", "的", "！！！", "𠮷", "a" * 50_000, "\ud800字", "一二三\n" * 3])
def test_odd_letters_are_read_and_never_alike_by_emptiness(text: str, rarity: Rarity) -> None:
    odd = read(Letter("odd", text, text), rarity)
    assert 0 <= score(odd, read(NOISE, rarity)) < 0.5
    assert not compare(odd, read(NOISE, rarity)).same_text


def test_rarity_keeps_counts_only_and_comes_back_from_its_bytes(rarity: Rarity) -> None:
    again = Rarity.unpacked(rarity.packed())
    assert again.letters == rarity.letters and (again.counts == rarity.counts).all()
    assert again.of("锦澜") > again.of("路灯")
    with pytest.raises(ValueError, match="rarity"):
        Rarity.unpacked(b"x" * 20)


def test_rarest_pieces_are_the_same_in_any_order_of_counting(rarity: Rarity) -> None:
    text = f"{NOISE.title} {NOISE.body}"
    assert rarity.rarest(text, 16) == rarity.rarest(text, 16)
    assert rarity.rarest(text, 5) == rarity.rarest(text, 16)[:5]
    assert "锦澜湾" in rarity.rarest(text, 200) and not any(" " in each for each in rarity.rarest(text, 200))


def test_plain_text_and_its_stretches() -> None:
    assert plain("第二中学，Ａ区 一号线") == "二中 ａ区 1号线"
    assert grams("ab c", 2) == ["ab"]
    assert list(runs("甲乙丙丁戊", {"乙丙丁", "丙丁戊"})) == [(1, 5)]


def test_lexicon_has_words_for_each_grievance_and_none_twice_in_one() -> None:
    for name, words in lexicon().items():
        assert len(words) >= 4 and len(set(words)) == len(words), name


def _reading(letter: Letter) -> Reading:
    return read(letter, Rarity())


def test_works_before_any_letter_was_counted() -> None:
    assert 0 <= score(_reading(NOISE), _reading(NOISE_AGAIN)) <= 1
