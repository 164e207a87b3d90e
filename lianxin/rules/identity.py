"""What identifies people, organs and submissions: one written form, or a sentence that says what is wrong.

Every function takes what a person typed (full-width digits, spaces and dashes welcome) and hands back the one
form that is stored and looked up; otherwise it raises `BadEntry`, whose `said` is a sentence for the writer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

SEPARATORS = re.compile(r"[\s\-‐-―−·.,，、_/()（）\[\]〔〕【】]")


class BadEntry(SaidError):
    """What was typed cannot be what it claims to be; `said` tells the writer why."""


def _refuse(template: str, **values: object) -> NoReturn:
    raise BadEntry(template, **values)


def _bare(text: str) -> str:
    """Codes only: half-width, upper case, without spaces, dashes and brackets."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


# --- 公民身份号码, GB 11643-1999 ---------------------------------------------------------------------------

CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_CHECKS = "10X98765432"


def _citizen_check(first_17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first_17, CITIZEN_WEIGHTS, strict=True))
    return CITIZEN_CHECKS[total % 11]


def citizen_id(text: str) -> str:
    """The 18 characters of a citizen's number; an old one of 15 digits (born 19xx) is brought to 18.

    >>> citizen_id("１１０１０５ 19491231 002x")
    '11010519491231002X'
    """
    typed = _bare(text)
    if re.fullmatch(r"[0-9]{15}", typed):
        first_17 = typed[:6] + "19" + typed[6:]
        typed = first_17 + _citizen_check(first_17)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", typed):
        if re.search(r"[^0-9X]|X.", typed):
            _refuse(_("身份证号码只能是数字，最后一位可以是X"))
        _refuse(_("身份证号码应为18位，现在是{length}位"), length=len(typed))
    if typed[0] == "0":
        _refuse(_("身份证号码前六位不是地区代码，请核对"))
    _check_birth(typed[6:14])
    if _citizen_check(typed[:17]) != typed[17]:
        _refuse(_("身份证号码最后一位校验不对，请核对"))
    return typed


def _check_birth(digits: str) -> None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        born = date.min
    if born.year < 1800:
        _refuse(_("身份证号码中的出生日期{digits}不存在，请核对"), digits=digits)


# --- 统一社会信用代码, GB 32100-2015 -----------------------------------------------------------------------

CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(text: str) -> str:
    """The 18 characters of an organisation's unified social credit code.

    >>> credit_code("91350100m000100y43")
    '91350100M000100Y43'
    """
    typed = _bare(text)
    wrong = sorted(set(typed) - set(CREDIT_CHARACTERS))
    if wrong:
        _refuse(_("统一社会信用代码中不会有“{characters}”，请核对"), characters="".join(wrong[:3]))
    if len(typed) != 18:
        _refuse(_("统一社会信用代码应为18位，现在是{length}位"), length=len(typed))
    # The standard weighs place i (from 1) with 3^(i-1) mod 31.
    total = sum(CREDIT_CHARACTERS.index(c) * pow(3, place, 31) for place, c in enumerate(typed[:17]))
    if CREDIT_CHARACTERS[-total % 31] != typed[17]:
        _refuse(_("统一社会信用代码最后一位校验不对，请核对"))
    return typed


def id_number(text: str) -> str:
    """The number of whoever writes: a citizen's, or the credit code where an organisation does (单位信访人).

    Raises BadEntry, of the kind that was begun: only a credit code has letters before its end.
    """
    try:
        return citizen_id(text)
    except BadEntry:
        if re.search(r"[A-Z]", _bare(text)[:-1]):
            return credit_code(text)
        with suppress(BadEntry):  # a few of them are figures throughout
            return credit_code(text)
        raise


# --- 电话 -------------------------------------------------------------------------------------------------

MOBILE = re.compile(r"0?(1[3-9][0-9]{9})")
LANDLINE = re.compile(r"0(10|2[0-9]|[3-9][0-9]{2})([2-8][0-9]{6,7})")
SERVICE_LINE = re.compile(r"0?([48]00[0-9]{7})")
EXTENSION = re.compile(r"(.*[0-9])(?:转|分机|#|EXT\.?|X)+([0-9]{1,6})")
DASHED_EXTENSION = re.compile(r"(.*[0-9]{7})[-‐-―−]([0-9]{1,6})")


def phone(text: str) -> str:
    """The one form of a telephone number: 13812341234, 0534-6261234, 0534-6261234-803, +85223456789.

    +86, 0086 and 86 fall away; a number abroad needs its + or 00.
    """
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    extended = EXTENSION.fullmatch(typed) or DASHED_EXTENSION.fullmatch(typed)
    # The extension is tried first: 0534-6261234-8 is not the eight-digit line 62612348.
    if extended and (landline := LANDLINE.fullmatch(_without_country(_bare(extended[1])))):
        return f"0{landline[1]}-{landline[2]}-{extended[2]}"
    digits = _bare(typed)
    if not re.fullmatch(r"\+?[0-9]+", digits):
        _refuse(_("电话号码只能填数字，座机可以写成0534-6261234"))
    at_home = _without_country(digits)
    if mobile := MOBILE.fullmatch(at_home):
        return mobile[1]
    if landline := LANDLINE.fullmatch(at_home):
        return f"0{landline[1]}-{landline[2]}"
    if service_line := SERVICE_LINE.fullmatch(at_home):
        return service_line[1]
    if abroad := re.fullmatch(r"(?:\+|00)(?!86)([1-9][0-9]{6,14})", digits):
        return "+" + abroad[1]
    return _refuse_phone(digits)


def _without_country(digits: str) -> str:
    """At home every number that came with +86 begins with its trunk 0."""
    return re.sub(r"^(?:\+86|0086|86(?=1[3-9][0-9]{9}$))0?", "0", digits)


def _refuse_phone(digits: str) -> NoReturn:
    if re.fullmatch(r"1[3-9][0-9]*", digits):
        _refuse(_("手机号码应为11位，现在是{length}位"), length=len(digits))
    if re.fullmatch(r"[2-8][0-9]{6,7}", digits):
        _refuse(_("固定电话请加上区号，例如0534-6261234"))
    _refuse(_("这不像是能打通的电话号码，请核对"))


# --- 姓名 -------------------------------------------------------------------------------------------------

NAME_LENGTH = 50
MIDDLE_DOTS = re.compile("[•‧∙⋅・･・]")
JOINERS = "\u200c\u200d"


def person_name(text: str) -> str:
    """A person's name in NFC with single spaces and one kind of middle dot; 1 to 50 characters.

    Rare characters, 间隔号 and Latin letters are names; only digits and control characters are not.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    # Pasted names carry invisible format characters that nobody sees or can correct.
    name = "".join(c for c in name if c in JOINERS or unicodedata.category(c) != "Cf").strip(" " + JOINERS)
    name = MIDDLE_DOTS.sub("·", name)
    if not name:
        _refuse(_("请填写姓名"))
    if len(name) > NAME_LENGTH:
        _refuse(_("姓名最多{max_length}个字，现在有{length}个"), max_length=NAME_LENGTH, length=len(name))
    wrong = [c for c in name if unicodedata.category(c) in ("Nd", "Cc", "Cs")]
    if any(unicodedata.category(c) == "Nd" for c in wrong):
        _refuse(_("姓名中不会有数字，请核对"))
    if wrong:
        _refuse(_("姓名中有无法显示的字符，请重新填写"))
    return name


# --- 编号 -------------------------------------------------------------------------------------------------

# Damm's totally anti-symmetric quasigroup of order 10: finds every wrong digit and every adjacent swap.
DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
NUMBER = re.compile(r"([0-9]{8})([0-9]{4})((?:0[0-9]{4}|[1-9][0-9]{4,}))([0-9])")


def _damm(digits: str) -> str:
    state = 0
    for digit in digits:
        state = int(DAMM[state][int(digit)])
    return str(state)


@dataclass(frozen=True)
class Number:
    """A matter's or submission's number; `str()` gives 37142601-2026-00012-8."""

    office_code: str
    year: int
    serial: int

    def __str__(self) -> str:
        return number(self.office_code, self.year, self.serial)


def number(office_code: str, year: int, serial: int) -> str:
    """Office code (8 digits), year, serial (at least 5 digits, growing freely) and a check digit.

    Raises ValueError if a part cannot be one: that is our mistake, not the reader's.
    """
    if not re.fullmatch(r"[0-9]{8}", office_code) or not 1900 <= year <= 9999 or serial < 1:
        raise ValueError(f"no number from {office_code!r}, {year!r}, {serial!r}")
    check = _damm(f"{office_code}{year}{serial:05}")
    return f"{office_code}-{year}-{serial:05}-{check}"


def parse_number(text: str) -> Number:
    """Read a number as people type it: full-width digits, spaces, 号, no dashes."""
    digits = _bare(text).removesuffix("号")
    if re.search(r"[^0-9]", digits) or not digits:
        _refuse(_("编号只有数字，例如{example}"), example=number("37142601", 2026, 12))
    parts = NUMBER.fullmatch(digits)
    if not parts:
        _refuse(_("编号位数不对，请对照收件凭证，例如{example}"), example=number("37142601", 2026, 12))
    if _damm(digits) != "0" or int(parts[2]) < 1900 or int(parts[3]) < 1:
        _refuse(_("编号校验不对，可能抄错了一位，请对照收件凭证"))
    return Number(office_code=parts[1], year=int(parts[2]), serial=int(parts[3]))


# --- 查询码 -----------------------------------------------------------------------------------------------

# 23 characters (a prime, so the weighted sum finds every slip and swap), none that looks like another.
QUERY_ALPHABET = "23456789ACEFHJKMPRTVWXY"
QUERY_LENGTH = 10
LOOK_ALIKES = str.maketrans("BGNSUZ", "86M5V2")


def _query_sum(characters: str) -> int:
    return sum(QUERY_ALPHABET.index(c) * (QUERY_LENGTH - i) for i, c in enumerate(characters))


def query_code(random: Callable[[int], int]) -> str:
    """A new query code such as A3F-7K9-M2XC: nine random characters (about 40 bits) and a check character.

    `random(n)` gives a number from 0 to n-1; in the house it is `secrets.randbelow`.
    """
    code = "".join(QUERY_ALPHABET[random(len(QUERY_ALPHABET))] for _place in range(QUERY_LENGTH - 1))
    return _grouped(code + QUERY_ALPHABET[-_query_sum(code) % len(QUERY_ALPHABET)])


def normalise_query_code(text: str) -> str:
    """The code as `query_code` wrote it, from however it was typed or heard."""
    typed = _bare(text).translate(LOOK_ALIKES)
    if len(typed) != QUERY_LENGTH:
        _refuse(_("查询码应为{expected}位，现在是{length}位"), expected=QUERY_LENGTH, length=len(typed))
    wrong = sorted(set(typed) - set(QUERY_ALPHABET))
    if wrong:
        _refuse(_("查询码中不会有“{characters}”，请核对"), characters="".join(wrong[:3]))
    if _query_sum(typed) % len(QUERY_ALPHABET):
        _refuse(_("查询码校验不对，可能抄错了一位，请对照收件凭证"))
    return _grouped(typed)


def _grouped(code: str) -> str:
    return f"{code[:3]}-{code[3:6]}-{code[6:]}"


SPELT = {
    "A": _("安徽的 A"), "C": _("成都的 C"), "E": _("鄂州的 E"), "F": _("福建的 F"), "H": _("河北的 H"),
    "J": _("江苏的 J"), "K": _("昆明的 K"), "M": _("绵阳的 M"), "P": _("萍乡的 P"), "R": _("日照的 R"),
    "T": _("天津的 T"), "V": _("两笔尖朝下的 V"), "W": _("武汉的 W"), "X": _("西安的 X"), "Y": _("云南的 Y"),
}  # fmt: skip


def read_aloud(text: str) -> list[list[tuple[str, str]]]:
    """A number or query code for the telephone: short groups of (character, how to say it, "" as it is)."""
    parts = (part if len(part) < 6 else f"{part[:4]}-{part[4:]}" for part in text.split("-"))
    whole = "-".join(parts).split("-")
    return [[(character, SPELT.get(character, "")) for character in part] for part in whole]
