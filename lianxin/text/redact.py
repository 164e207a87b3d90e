"""Find and blank personal data in free text: names, telephones, identity numbers, addresses, plates, cards, mail.

Made to miss little: where a stretch may be personal it is blanked. What stays wrong is for the person who reads it.
Sources of the forms: GB 11643-1999 (identity number), GA 36-2018 (plates), ISO/IEC 7812-1 (cards).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from lianxin.rules.wording import gettext_noop as _
from lianxin.text import addresses, person_names
from lianxin.text.script import simplified

KINDS: Mapping[str, str] = {  # what stands in the place of each kind
    "email": _("邮箱"),  # before the numbers: many begin with one
    "id": _("身份证号"),
    "card": _("银行卡号"),
    "phone": _("电话"),
    "account": _("网络账号"),
    "plate": _("车牌"),
    "address": _("住址"),
    "name": _("姓名"),
}


@dataclass(frozen=True, order=True)
class Found:
    """A stretch of the text that may be personal: text[start:end]."""

    start: int
    end: int
    kind: str


def redact(text: str, known: Iterable[str] = ()) -> str:
    """The text with 〔姓名〕, 〔电话〕 … in place of what is personal; `known` are names to blank in any case."""
    pieces, at = [], 0
    for found in find(text, known):
        pieces += [text[at : found.start], f"〔{KINDS[found.kind]}〕"]
        at = found.end
    return "".join([*pieces, text[at:]])


def strip(text: str) -> str:
    """The text without what may be personal, for counting words in it."""
    pieces, at = [], 0
    for found in find(text):
        pieces.append(text[at : found.start])
        at = found.end
    return " ".join([*pieces, text[at:]])


def names_in(text: str) -> frozenset[str]:
    """The names of persons that a text seems to hold: known where they stand in its title without a sign."""
    return frozenset(text[one.start : one.end] for one in find(text) if one.kind == "name")


def find(text: str, known: Iterable[str] = ()) -> list[Found]:
    """What may be personal, in order and without overlap; of two that overlap the kind named first in KINDS."""
    shadow = _plain(text)
    taken = [False] * len(text)
    chosen: list[Found] = []
    for kind in KINDS:
        for start, end in FINDERS[kind](shadow):
            if kind == "name" and _is_place(shadow, start, end):
                continue
            if start < end and not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                chosen.append(Found(start, end, kind))
    for name in sorted({PARTED.sub("", _plain(name)) for name in known}, key=len, reverse=True):
        for match in (
            re.finditer(f"{PARTED.pattern}{{0,2}}".join(map(re.escape, name)), shadow) if name[1:] else ()
        ):
            start, end = match.span()
            if not any(taken[start:end]) and not _is_place(shadow, start, end):
                taken[start:end] = [True] * (end - start)
                chosen.append(Found(start, end, "name"))
    return sorted(chosen)


PARTED = re.compile("[ \u3000·•・]")  # what a name may be written with between its characters, and without
# 高兴村, 和平街道: what stands before these words is a place, unless an office or people follow: 李明镇长, 李明村里.
PLACE = re.compile(
    "村(?![长支主干民里医会书])|街道(?![主书干])|镇(?![长上党人])|乡(?![长亲下里])|社区(?![主书干民])|[小校]区|大街"
)


def _is_place(text: str, start: int, end: int) -> bool:
    """Whether two characters that may be a name are the first half of a place."""
    return end - start == 2 and PLACE.match(text, end) is not None


def _plain(text: str) -> str:
    """The text of the same length in Simplified characters, full-width letters and digits as half-width ones."""
    folded = (unicodedata.normalize("NFKC", character) for character in text)
    return simplified("".join(new if len(new) == 1 else old for old, new in zip(text, folded, strict=True)))


# --- numbers -----------------------------------------------------------------------------------------------

GAP = "[ \\-‐-―−.·]?"
SAID = dict(zip("零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789", strict=True))
SPOKEN = re.compile(
    f"(?<![{''.join(SAID)}])[{''.join(SAID)}](?:[ ，、]?[{''.join(SAID)}]){{6,17}}(?![{''.join(SAID)}])"
)
CITIZEN = re.compile(rf"(?<![0-9A-Za-z])[GL]?[1-9](?:{GAP}[0-9]){{16}}{GAP}[0-9xX](?![0-9A-Za-z])")
OLD_CITIZEN = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}([0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01])[0-9]{3}(?![0-9A-Za-z])"
)
PASSPORT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|台胞卡|入台证|居留证|居住证|身份证|军官证|士兵证|残疾证|驾驶证|社保卡|医保卡|证件)"
    r"(?:字号|证号|号码?|编号|卡号)?(?:是|为|[:： ])*([A-Za-z]{0,3} ?(?:[0-9] ?){5,19}[0-9][A-Za-z]?(?:\([0-9Aa]\))?)"
)
# Hong Kong and Macau with their check digit in brackets, Taiwan, passports and permits; a letter before a day is a file's number.
ELSEWHERE = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z]{1,2}[0-9]{6} ?\([0-9Aa]\)|[157][0-9]{6} ?\([0-9]\)"
    r"|(?:[A-Z][1289][0-9]{8}|[EGHMDPS](?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2]))[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[HM][0-9]{10})(?![0-9A-Za-z]))"
)
STATED_ID = re.compile(
    r"(?:身份证|身份号|公民身份号码)(?:号码?)?(?:是|为|[:： ])*((?:[0-9]" + GAP + r"){14,17}[0-9xX])"
)
CARD = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{GAP}[0-9]){{12,18}}(?![0-9A-Za-z])")
STATED_CARD = re.compile(
    r"(?:卡号|账号|帐号|账户|帐户|银行卡|存折|信用卡|储蓄卡|工资卡|一卡通|[工农中建交招储商]行|信用社|卡(?:是|为|(?=[0-9])))[^0-9，。；\n]{0,12}([0-9](?:"
    + GAP
    + r"[0-9]){7,22})"
)
MOBILE = re.compile(rf"(?<![0-9])(?:\+?0{{0,2}}86{GAP})?0?1{GAP}[3-9](?:{GAP}[0-9]){{9}}(?![0-9])")
LANDLINE = re.compile(
    r"(?<![0-9])(?:\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[ \-‐-―−]{0,3})[2-8][0-9]{2,3}[ \-]?[0-9]{4}(?:(?:转|-|－|#)[0-9]{1,6})?(?![0-9])"
)
STATED_PHONE = re.compile(
    r"(?:电话|手机|座机|联系方式|致电|拨打|传真|热线|短号|固话|小灵通|Tel|TEL|tel)[^0-9\n，。；]{0,8}((?:[0-9]"
    + GAP
    + r"){6,14}[0-9])(?![0-9])"
)
MORE_PHONES = re.compile(r"(?:[、,，/或和及 ]{1,2})([2-8][0-9]{6,7})(?![0-9])")
PUBLIC_LINES = re.compile(
    r"^(?:1[12][0-9]|1[02][0-9]{3}|123[0-9]{2}|9[56][0-9]{3}|[48]00[\-]?[0-9]{3,4}[\-]?[0-9]{3,4})$"
)
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]*[ ]?@[ ]?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
)
ACCOUNT = re.compile(
    r"(?:QQ群?|qq群?|扣扣|微信号?|vx|VX|WeChat|wechat|V信|抖音号?|快手号?|小红书号?|钉钉号?|微博号?|支付宝账?号?|旺旺) ?(?:号码?|账号|ID)?(?:是|为|叫|联系|[:： ])*([A-Za-z0-9][A-Za-z0-9_\-]{4,19})(?![A-Za-z0-9])"
)
# What stands after @, or after the word for such a name; the sentence goes on at the words left out.
HANDLE = re.compile(
    r"(?:(?<![A-Za-z0-9._%+\-])@ ?|(?:微博|抖音|快手|小红书|微信|网)(?:昵称|用户名|名)(?:是|为|叫|[:： “\"「])+)((?:(?![的说发]|反映|私信|可以)[\u4e00-\u9fffA-Za-z0-9_\-]){2,20})"
)
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(
    rf"[{PROVINCES}][A-Za-z][ ·•.\-]?(?=[A-Za-z0-9]*[0-9])(?:[A-HJ-NP-Za-hj-np-z0-9]{{4,5}}[挂学警港澳试超]|[A-HJ-NP-Za-hj-np-z0-9]{{5,6}})(?![A-Za-z0-9])"
)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _spoken(text: str, fits: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Runs of Chinese numerals that, read as digits, are what `fits` looks for."""
    for match in SPOKEN.finditer(text):
        if fits("".join(SAID[c] for c in match[0] if c in SAID)):
            yield match.span()


def _is_birth(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2100
    except ValueError:
        return False


def is_identity(digits: str) -> bool:
    """Eighteen places with a date of birth inside; a mistyped check digit is still somebody's number."""
    return len(digits) == 18 and _is_birth(digits[6:10], digits[10:12], digits[12:14])


def is_card(digits: str) -> bool:
    """Thirteen to nineteen digits that pass the check of bank cards (Luhn)."""
    if not 13 <= len(digits) <= 19 or not digits.isdecimal() or len(set(digits)) < 3:
        return False
    total = sum(sum(divmod(int(d) * (1 + place % 2), 10)) for place, d in enumerate(reversed(digits)))
    return total % 10 == 0


def _identities(text: str) -> Iterator[tuple[int, int]]:
    yield from (m.span() for m in CITIZEN.finditer(text) if is_identity(_digits(m[0])))
    yield from (m.span() for m in OLD_CITIZEN.finditer(text) if _is_birth("19" + m[1], m[2], m[3]))
    yield from (m.span() for m in ELSEWHERE.finditer(text))
    for stated in (STATED_ID, PASSPORT):
        yield from (m.span(1) for m in stated.finditer(text))
    yield from _spoken(text, is_identity)


def _cards(text: str) -> Iterator[tuple[int, int]]:
    yield from (m.span(1) for m in STATED_CARD.finditer(text) if len(_digits(m[1])) >= 12)
    yield from (m.span() for m in CARD.finditer(text) if len(_digits(m[0])) >= 15 and is_card(_digits(m[0])))


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (MOBILE, LANDLINE):
        yield from (m.span() for m in pattern.finditer(text))
    for match in STATED_PHONE.finditer(text):
        if not PUBLIC_LINES.match(_digits(match[1])):
            yield match.span(1)
            if more := MORE_PHONES.match(text, match.end(1)):
                yield more.span(1)
    yield from _spoken(text, lambda digits: re.fullmatch(r"1[3-9][0-9]{9}", digits) is not None)


def _whole(pattern: re.Pattern[str], group: int = 0) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda text: (match.span(group) for match in pattern.finditer(text))


FINDERS: Mapping[str, Callable[[str], Iterable[tuple[int, int]]]] = {
    "id": _identities,
    "card": _cards,
    "phone": _phones,
    "email": _whole(EMAIL),
    "account": lambda text: chain(_whole(ACCOUNT, 1)(text), _whole(HANDLE, 1)(text)),
    "plate": _whole(PLATE),
    "address": addresses.find,
    "name": person_names.find,
}
