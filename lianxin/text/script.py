"""Which script and, as far as letters tell, which language a text is written in; Traditional read as Simplified."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from lianxin.rules.wording import gettext_noop as _

# Frequent characters that exist in one of the two forms only.
SIMPLIFIED = frozenset(
    "这个们为来对时说国会学过还后里么经发当动现开关问长头应电话车门马鸟鱼龙页风饭馆见觉观钱银铁错镇镜买卖书习乡亲亿从众优伤传儿"
    "兰兴养兽内冲决况冻净准凉减凤刘则刚创办务劳势区医华协单卫厂厅历压县双变号叶听员响团园围图圆圣场坏块坚坛声处备复够夸头奖妇妈孙宁宝实审宪宽宾寻导层岁币帅师带帮广庄庆库废开异弃张弹强归录彻径忆忧怀态总恋恶悬惊惯愿战户扑执扩扫扬抚抢护报担拥择挂挡挤损换据"
    "断旧显晓术机杀权条极构枪柜标栏树样桥检楼欢欧歼残毁毕气汇汉汤沟没泪泽洁测济浅浓涛润涨渐温湾湿满滚滨灭灯灵灾炉点炼烂烦热爱爷牵犹独狭猎猪环现电画疗疯盐监盖盘眯着矿码砖础确礼祸离种积称稳穷窃竞笔筑签简粮纠红约级纪纯纲纳纵纷纸线组细终经结绕给络绝统继绩续维绿缓编缘缩缴网罗罚职联聪肃肠肤肾胀胁胜脏脑脚脱脸腊舍艺节芦苏范茎荐药获莲营蓝虑虚虽蚀补装裤见规视览觉触计订认让议讨训记讲许论设访证评识诉词译试诗诚询该详误说请读课谁调谈谊谋谓谢谨货质贫购贯责败账贴贵贷贸费贺资赔赖赛赞赢赵赶趋跃践踪车转轮软轻载较辆辈输边达迁过运进远违连迟适选递逻遗邓邮邻郑酱释里鉴针钉钟钢钥锁锋锐错键长门闪闭问闲间闹闻阅队阳阴阵阶际陆陈险随隐难雾静韩页顶项顺须顾预领频题颜风飞饥饮饰饱养馆马驱驶驻验骂骗鱼鲜鸡鸣鸭麦黄齐齿龄"
)
# Written in both scripts, in Traditional for more words (瞭解, 答覆): they tell nothing, but are read as one.
_BOTH = {"著": "着", "瞭": "了", "覆": "复", "藉": "借", "祇": "只", "衹": "只", "甦": "苏", "妳": "你"}
_GROUPS = files("lianxin.text").joinpath("data/characters.txt").read_text("utf-8").splitlines()
_READ_AS = {
    old: group[0] for line in _GROUPS if line[0] != "#" for group in line.split() for old in group[1:]
}
TRADITIONAL = frozenset(_READ_AS) - SIMPLIFIED - {"乾"}
_SIMPLIFIED = str.maketrans(_READ_AS | _BOTH)
NAMES = {  # the first word of a letter's Unicode name
    "CJK": "han", "HIRAGANA": "kana", "KATAKANA": "kana", "HANGUL": "hangul", "LATIN": "latin",
    "FULLWIDTH": "latin", "CYRILLIC": "cyrillic", "ARABIC": "arabic", "TIBETAN": "tibetan",
    "MONGOLIAN": "mongolian", "YI": "yi", "TAI": "tai", "NEW": "tai", "THAI": "thai", "DEVANAGARI": "devanagari",
}  # fmt: skip
IDEOGRAPHS = "\u3400-\u9fff\U00020000-\U000323af"  # with the rare ones of names, for a class of characters
WHOLE = frozenset({"han", "kana", "hangul", "yi"})  # a character is a syllable or a word
SPELT = 4  # letters of other scripts say as much as one such character
OTHERS = 0.2  # of the letters, from which another script counts as a part of the text


class Script(StrEnum):
    """What a reader must be able to read."""

    SIMPLIFIED = "zh-hans"
    TRADITIONAL = "zh-hant"
    CHINESE = "zh"  # too few characters that differ to tell
    KOREAN = "ko"
    JAPANESE = "ja"
    UYGHUR = "ug"  # or Kazakh, Kyrgyz, Arabic: Arabic letters
    TIBETAN = "bo"
    MONGOLIAN = "mn"
    YI = "ii"
    CYRILLIC = "cyrl"
    LATIN = "latn"
    OTHER = "other"
    MIXED = "mixed"
    NONE = "none"  # no letters at all


ALONE = {
    "hangul": Script.KOREAN, "arabic": Script.UYGHUR, "tibetan": Script.TIBETAN, "mongolian": Script.MONGOLIAN,
    "yi": Script.YI, "cyrillic": Script.CYRILLIC, "latin": Script.LATIN,
}  # fmt: skip


_FOREIGN = {  # what a reader of Chinese cannot read, by its letters: which of their languages it is they do not tell
    Script.KOREAN: _("朝鲜文"), Script.JAPANESE: _("日文"), Script.UYGHUR: _("阿拉伯字母的文字（如维吾尔文、哈萨克文）"),
    Script.TIBETAN: _("藏文"), Script.MONGOLIAN: _("蒙古文"), Script.YI: _("彝文"), Script.CYRILLIC: _("西里尔字母的文字（如俄文）"),
    Script.LATIN: _("拉丁字母的文字（如英文）"), Script.OTHER: _("不常见的文字"),
}  # fmt: skip
# Letters of another script that are more than a name or a sign; Latin ones stand in Chinese everywhere.
NOTICED = 8


@dataclass(frozen=True)
class Written:
    """`script` in one word; `shares` of the letters by family; `traditional` share of the telling characters."""

    script: Script
    shares: dict[str, float]
    traditional: float


def written_in(text: str) -> Written:
    """The script of a text; digits, marks and emoji tell nothing."""
    counts = Counter(_family(character) for character in text if character.isalpha())
    weights = {family: count / (1 if family in WHOLE else SPELT) for family, count in counts.items()}
    total = sum(weights.values())
    if not total:
        return Written(Script.NONE, {}, 0.0)
    shares = {family: weight / total for family, weight in sorted(weights.items(), key=lambda one: -one[1])}
    old = sum(c in TRADITIONAL for c in text)
    told = old + sum(c in SIMPLIFIED for c in text)
    traditional = old / told if told else 0.0
    return Written(_script(shares, traditional, told), shares, traditional)


def foreign(text: str) -> tuple[str, ...]:
    """What a reader of Chinese cannot read of it, most first; names and signs in Latin letters are no reason."""
    whole = written_in(text).script
    if whole in _FOREIGN:
        return (_FOREIGN[whole],)
    counts = Counter(_family(character) for character in text if character.isalpha())
    parts = [family for family, count in counts.most_common() if count >= NOTICED]
    return tuple(_FOREIGN[_script_of(family)] for family in parts if family not in ("han", "latin"))


def simplified(text: str) -> str:
    """The text with every Traditional character as the Simplified one it is read as: for comparing, as long as before."""
    return text.translate(_SIMPLIFIED)


def _script_of(family: str) -> Script:
    return Script.JAPANESE if family == "kana" else ALONE.get(family, Script.OTHER)


def _family(character: str) -> str:
    first = unicodedata.name(character, "OTHER").split(" ")[0].split("-")[0]
    return NAMES.get(first, "other")


def _script(shares: dict[str, float], traditional: float, told: int) -> Script:
    if shares.get("kana", 0) > OTHERS / 2:
        return Script.JAPANESE
    parts = [family for family, share in shares.items() if share >= OTHERS]
    if len(parts) != 1:
        return Script.MIXED
    if parts != ["han"]:
        return ALONE.get(parts[0], Script.OTHER)
    if not told:
        return Script.CHINESE
    if OTHERS < traditional < 1 - OTHERS and told > 4:
        return Script.MIXED
    return Script.TRADITIONAL if traditional > 0.5 else Script.SIMPLIFIED
