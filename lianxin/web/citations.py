"""How a citation is said in the reader's language. The rules write it one way: 参照《某法》第一条第二款、第三项（注）."""

from __future__ import annotations

import re

from django.utils.translation import get_language, gettext

from lianxin.rules.wording import gettext_noop as _

TITLES = (
    _("《信访工作条例》"),
    _("《信访条例》"),
    _("《信访事项简易办理办法》"),
    _("《信访事项简易办理办法（试行）》"),
    _("《信访事项办理群众满意度评价工作办法》"),
    _("《信访事项满意度评价办法》"),
    _("《信访事项网上办理工作规程（试行）》"),
    _("《纪检监察机关处理检举控告工作规则》"),
    _("《个人信息保护法》"),
    _("《人民警察法》"),
    _("《劳动争议调解仲裁法》"),
    _("《行政复议法》"),
    _("《政府信息公开条例》"),
    _("《民法典》"),
    _("《民事诉讼法》"),
    _("《档案法》"),
    _("《档案法实施条例》"),
)
PLACES = (
    _("第{number}条"),
    _("第{number}款"),
    _("第{number}项"),
    _("、第{number}条"),
    _("、第{number}款"),
    _("、第{number}项"),
    _("至第{number}条"),
)
NOTES = (
    _("（2005年）"),
    _("（2020年）"),
    _("（2022年）"),
    _("（国信办发〔2022〕17号）"),
    _("（国信发〔2016〕8号）"),
    _("（天数为默认值）"),
    _("（未定天数，30日为默认值）"),
    _("（及时报告；当日为默认值）"),
    _("没有规定异议"),
)
DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
PLACE = r"(?P<join>[、至]?)第(?P<number>[零一二三四五六七八九十百]+)(?P<unit>[条款项])"
PIECE = re.compile(rf"《[^》]+》|{PLACE}|（[^）]*）|没有规定异议")
BY_ANALOGY = "参照"


def say_citation(text: str) -> str:
    """The citation in the reader's language; what is more or other than a citation comes back unchanged.

    "参照《民法典》第二百零三条" -> "Civil Code (《民法典》), art. 203, by analogy"
    """
    cited = text.removeprefix(BY_ANALOGY)
    if not cited.startswith("《") or PIECE.sub("", cited).strip("、"):
        return text
    said = PIECE.sub(_say_piece, cited)
    return said if cited == text else gettext("参照{citation}").format(citation=said)


def _say_piece(found: re.Match[str]) -> str:
    if not found["number"]:
        return gettext(found[0])
    number = found["number"] if (get_language() or "zh").startswith("zh") else str(_value(found["number"]))
    return gettext(f"{found['join']}第{{number}}{found['unit']}").format(number=number)


def _value(numeral: str) -> int:
    """一百七十一 -> 171; no law cited here has a thousand articles."""
    total = digit = 0
    for character in numeral:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total, digit = total + (digit or 1) * (100 if character == "百" else 10), 0
    return total + digit
