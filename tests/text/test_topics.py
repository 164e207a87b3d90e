"""Groups by average link, their labels, and an order that counts writers."""

from __future__ import annotations

import pytest

from lianxin.text.letters import Letter, read
from lianxin.text.rarity import counted
from lianxin.text.topics import closeness, cohesion, groups, label, topics

BAR = [
    Letter(
        f"bar{n}",
        f"锦澜湾酒吧噪音扰民{more}",
        f"锦澜湾楼下酒吧{more}，音响噪音让人无法入睡。",
        95.0 + n,
        f"w{n}",
    )
    for n, more in enumerate(("", "，彻夜不停", "，老人受不了", "，请管一管"))
]
ROAD = [
    Letter(f"road{n}", f"青枫路路面破损{more}", f"青枫路坑洼不平{more}，路面破损多年。", 40.0 + n, "one")
    for n, more in enumerate(("", "，无人修", "，雨天积水"))
]
OTHERS = [
    Letter(f"o{n}", f"{place}停水问题", f"{place}经常停水，影响生活。", 10.0 + 9 * n, f"x{n}")
    for n, place in enumerate(
        ("白鹭洲", "石门桥", "南浦街", "北屏山", "安平里", "柳溪村", "双桂坊", "金鸡岭")
    )
]
LETTERS = [*BAR, *ROAD, *OTHERS]
RARITY = counted(f"{each.title} {each.body}" for each in LETTERS)
READINGS = [read(each, RARITY) for each in LETTERS]


def test_letters_of_one_matter_come_together_and_most_writers_come_first() -> None:
    found = topics(READINGS, day=100.0)
    assert set(found[0].keys) == {each.key for each in BAR} and found[0].writers == 4
    assert set(found[1].keys) == {each.key for each in ROAD} and found[1].writers == 1
    assert not any(key.startswith("o") for topic in found for key in topic.keys)


def test_rise_counts_the_last_week_and_the_four_before() -> None:
    bar = topics(READINGS, day=100.0)[0]
    assert (bar.recent, bar.before) == (4, 0)
    later = topics(READINGS, day=104.5)[0]
    assert (later.recent, later.before) == (1, 3)


def test_label_names_place_and_grievance() -> None:
    assert label(READINGS[:4]) == "锦澜湾 · 噪声扰民"


@pytest.mark.parametrize(
    ("title", "people", "told"),
    [
        ("郭子仪噪音扰民", ("郭子仪",), "郭子仪"),
        ("13800138000网贷逼债", (), "13800138000"),
        ("3栋2单元501养狗扰民", (), "501"),
    ],
)
def test_a_label_names_no_person(title: str, people: tuple[str, ...], told: str) -> None:
    letters = [read(Letter(str(n), title, "请管一管。"), RARITY) for n in range(3)]
    assert not people or told in label(letters)  # only those who know the name can leave it out
    assert told not in label(letters, people)


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (("买了8年的房子办不了房产证", "房子买了8年没有办证", "买了8年房产证没有"), "办证"),
        (("不给复印病历拖着", "复印病历不给", "老是不给复印病历"), "复印病历"),
        (("交了三年社保没有办证", "交了三年办证没有", "交了三年办证难"), "办证"),
        (
            (
                "人力资源和社会保障局拖欠工资不管",
                "人力资源和社会保障局不管拖欠工资",
                "人力资源和社会保障局，拖欠工资",
            ),
            "人力资源和社会保障局 · 拖欠工资",
        ),
        (
            ("临水县自然资源局办证太慢", "去临水县自然资源局办证", "临水县自然资源局不给办证"),
            "临水县自然资源局 · 办证",
        ),
    ],
)
def test_a_label_is_made_of_whole_names(titles: tuple[str, ...], told: str) -> None:
    rarity = counted([*titles, *("资源局停水", "人力不足", "自然村停电") * 8])
    assert label([read(Letter(title, title, "请管一管。"), rarity) for title in titles]) == told


def test_average_link_needs_most_pairs_not_one() -> None:
    chain = {(1, 0): 0.9, (2, 1): 0.9, (3, 2): 0.9}
    assert sorted(map(tuple, groups(4, chain))) == [(0, 1), (2, 3)]
    assert groups(3, {(1, 0): 0.9, (2, 0): 0.8, (2, 1): 0.7}) == [[0, 1, 2]]


def test_cohesion_is_the_mean_over_all_pairs_scored_or_not() -> None:
    scores = {(1, 0): 0.9, (2, 0): 0.6}
    assert cohesion([0, 1, 2], scores) == pytest.approx(0.5)
    assert [closeness(place, [0, 1, 2], scores) for place in range(3)] == pytest.approx([0.75, 0.45, 0.3])


def test_nothing_makes_no_topic() -> None:
    assert topics([], day=0.0) == []
