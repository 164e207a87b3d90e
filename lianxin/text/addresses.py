"""Find where somebody lives in free text: a place down to the house, or whatever follows "家住" and its like."""

from __future__ import annotations

import re
from collections.abc import Iterator

_N = r"[0-9一二三四五六七八九十百〇零两甲乙丙丁A-Za-z]{1,5}(?:[\-－‐-―−之#][0-9A-Za-z]{1,5}){0,3}"
_HAN = r"[\u4e00-\u9fff]"
# The last steps to a door; one of them makes a place an address.
_HOUSE = (
    rf"(?:{_N}(?:号楼|号院|栋|幢|座|号(?!线|文|令|地块|公路|国道|省道|函|煤|院线)|#楼?|弄)(?:{_N}(?:号楼|栋|幢|座|号))?"
    rf"(?:(?:{_N}|[东西南北中])(?:单元|门|梯|门栋))?(?:{_N}(?:楼|层))?(?:[东西南北中]户|{_N}(?:室|户|号|房|铺)?)?"
    rf"|{_N}(?:单元)(?:{_N}(?:楼|层))?(?:[东西南北中]户|{_N}(?:室|户|号)?)?|{_N}(?:室|户)(?!外)"
    rf"|[0-9A-Za-z]{{1,3}}[\-－‐-―−][0-9]{{1,2}}[\-－‐-―−][0-9]{{3,4}})"
)
_WAY = rf"{_HAN}{{1,8}}(?:大道|大街|路|街|巷|道|胡同|弄|里|条|坊)(?:[东西南北中]段|{_N}(?:巷|弄|段))?"
_YARD = rf"[\u4e00-\u9fffA-Za-z0-9]{{1,12}}(?:小区|花园|家园|公寓|新村|苑|庭|府|城|湾|大厦|宿舍|家属院|家属楼|大院|广场|山庄|名邸|公馆|雅居|嘉园|华府|社区|别墅|里|院|楼)(?:{_HAN}区|{_N}(?:期|区))?"
AT_HOUSE = re.compile(rf"(?:{_WAY}(?:与{_WAY}交[叉汇]口)?)?(?:{_YARD})?(?:{_HOUSE})+")
AT_GROUP = re.compile(
    rf"{_HAN}{{1,6}}(?:村|屯|庄|寨|社区|嘎查|大队){_HAN}{{0,4}}?第?{_N}(?:村民小组|生产队|小组|组|队|社)(?:{_N}号)?"
)
BEFORE = re.compile(
    rf"(?:{_HAN}{{1,7}}?(?:省|自治区|市|自治州|地区|县|区|旗|镇|乡|街道办事处|街道|苏木|村|社区|庄|屯|{_HAN}办))+$"
)
# The same inside a stretch that was found: its own beginning may lie in the middle of a long name (乌鲁木齐市).
INSIDE = re.compile(rf"(?:{_HAN}{{0,7}}?(?:自治区|市|自治州|地区|县|区|旗|镇|乡))+")
LIVES = re.compile(
    r"(?:家住|现住址?|住址|家庭住址|家庭地址|通讯地址|联系地址|通信地址|邮寄地址|收件地址|送达地址|户籍地址?|户籍所在地|暂住地?|居住地址?|居住在|租住在?|邮寄到|寄到|住在|户口在|(?<![入居宅])住(?![宅房院户建])(?=[\u4e00-\u9fff]{0,6}(?:县|区|镇|乡|村|路|街))|老家在|家在|地址)(?:是|为|[:： ])*"
)
STOP = re.compile(r"[，。；;！？!?\n,、（）()]|(?=的[\u4e00-\u9fff])|电话|手机|邮编|联系")
# Words before a place that are none of it; the single ones only at the very beginning.
LEAD = re.compile(
    r"^.*(?:我们?是|我叫|本人是?|我家住?在?|家住|现住|住址|住在|居住在|租住在?|位于|坐落于|坐落在|地址|户籍|来自|我在|就在|前往|因为|关于|反映|投诉|举报|请问|寄到|寄往|送到|答复)"
    r"|^(?:我们?|在|到|于|给|从|去|对|与|是|的|由|被|向|至|住|把|让|请)"
)
REGIONS = re.compile(rf"{_HAN}{{2}}(?:省|市|县|区|旗|镇|乡|村|街道|路|街|大道|小区|院|里|苑)")
LONGEST = 60


def find(text: str) -> Iterator[tuple[int, int]]:
    """Stretches (start, end) that lead to somebody's door, the region before them included."""
    for match in LIVES.finditer(text):
        stop = STOP.search(text, match.end(), match.end() + LONGEST)
        end = stop.start() if stop else min(len(text), match.end() + LONGEST)
        if end - match.end() >= 3 and REGIONS.search(text, match.end(), end):
            yield match.end(), _to_the_door(text, match.end(), end)
    for pattern in (AT_HOUSE, AT_GROUP):
        for match in pattern.finditer(text):
            if re.search(_HAN, match[0][:4]) and (pattern is AT_GROUP or _leads_to_a_door(match[0])):
                start = _back(text, match.start(), match.end())
                yield start, match.end()


def _to_the_door(text: str, start: int, end: int) -> int:
    """A stated address goes on over commas as long as house numbers follow."""
    more = re.compile(rf"[，, ]?(?:{_YARD})?(?:{_HOUSE})+").match(text, end)
    return more.end() if more else end


def _leads_to_a_door(found: str) -> bool:
    """A way or yard with a house in it; a bare number is none."""
    return (
        re.search(rf"^(?:{_WAY}|{_YARD}){_HAN}*", found) is not None and re.search(_HOUSE, found) is not None
    )


def _back(text: str, start: int, end: int) -> int:
    """The start of the regions written before the street, without the words that only introduce them."""
    inside = INSIDE.match(text, start, end)
    known = inside.end() if inside else start
    before = BEFORE.search(text[max(0, start - 40) : known])
    first = min(start, known - len(before[0])) if before else start
    lead = LEAD.match(text[first:end])
    while lead and lead.end() < end - first - 3:
        first += lead.end()
        lead = LEAD.match(text[first:end])
    return first
