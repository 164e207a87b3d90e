"""Names, places and words for the demo's cases, drawn by one seeded dice so that every load tells the same."""

from __future__ import annotations

import random
from collections.abc import Iterator

from lianxin.actions.filing import Person
from lianxin.ops.demo_desk import Case
from lianxin.ops.demo_more import COUNTY
from lianxin.ops.demo_texts import TAX, THEMES, TOWN, Theme
from lianxin.rules.codes import Channel

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = (
    "秀英", "建国", "桂兰", "志强", "玉梅", "德顺", "春花", "卫东", "丽华", "永福", "凤霞", "国栋", "小军", "淑珍",
    "长河", "红梅", "大山", "喜莲", "保田", "雪琴", "福贵", "巧云", "立业", "金凤", "守义", "月娥", "海涛", "银环",
    "铁柱", "兰芝", "满仓", "素芬", "东升", "爱民", "翠萍", "新民", "改花", "根生", "文秀", "振华",
)  # fmt: skip
RARE = (
    "王㐂",
    "张𠮷祥",
    "龙䶮",
    "阿卜杜热合曼·买买提吐尔逊",
    "古丽巴哈尔·阿卜杜克热木",
    "欧阳青云",
    "司马光远",
    "尉迟敬",
    "䶮小满",
)
CHANNELS = (
    Channel.WEB, Channel.LETTER, Channel.VISIT, Channel.PHONE, Channel.WEB, Channel.APP, Channel.VISIT, Channel.WECHAT,
)  # fmt: skip
TOWN_GOVERNMENTS = {
    row.region: row.code for row in COUNTY.organs if row.level == "TOWN" and row.duty == "RESPONSIBLE"
}
PLACES = [row for row in COUNTY.regions if len(row.code) == 12]
TOWN_NAMES = {row.code: row.name for row in COUNTY.regions if len(row.code) == 9}


class Draw:
    """Cases drawn one after another."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._themes = self._round()
        self._rare = iter(RARE)
        self._count = 0

    def _round(self) -> Iterator[Theme]:
        while True:
            themes = [theme for theme in THEMES if theme is not TAX]  # tax hears its own petitions
            self._dice.shuffle(themes)
            yield from themes

    def case(self, age: int, *, theme: Theme | None = None, channel: Channel | None = None) -> Case:
        """The next case, `age` days old today."""
        dice, theme = self._dice, theme or next(self._themes)
        self._count += 1
        place = dice.choice(PLACES)
        gaps = {
            "town": TOWN_NAMES[place.parent or ""], "village": place.name, "year": 2015 + dice.randrange(10),
            "n": dice.randint(3, 9), "money": f"{dice.randint(12, 880) * 100}",
        }  # fmt: skip
        return Case(
            theme=Theme(*(self._filled(value, gaps) for value in vars(theme).values())),  # type: ignore[arg-type]
            age=age,
            title=theme.title.format(**gaps),
            content=theme.content.format(**gaps),
            requests=tuple(text.format(**gaps) for text in theme.requests),
            people=(self.person(place.name),),
            channel=channel or CHANNELS[self._count % len(CHANNELS)],
            region=place.parent or "",
            organ=TOWN_GOVERNMENTS[place.parent or ""] if theme.organ == TOWN else theme.organ,
        )

    @staticmethod
    def _filled(value: object, gaps: dict[str, object]) -> object:
        if isinstance(value, tuple):
            return tuple(part.format(**gaps) for part in value)
        return str(value).format(**gaps)

    def person(self, place: str = "柳河镇", role: str = "PETITIONER") -> Person:
        """Somebody who lives there; every seventh has a name that careless systems lose."""
        rare = next(self._rare, "") if self._dice.randrange(7) == 0 else ""
        name = rare or self._dice.choice(SURNAMES) + self._dice.choice(GIVEN)
        return Person(
            name=name,
            phone=f"1{self._dice.choice('3589')}{self._dice.randrange(10**9):09}",
            address=f"临水县{place}{self._dice.randint(1, 260)}号",
            role=role,
        )
