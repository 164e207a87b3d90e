"""How a citation is said in the reader's language. The rules write it one way: 参照《某法》第一条第二款、第三项（注）."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import get_language, gettext

from lianxin.rules.laws import NOTES, TITLES, WITHOUT

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
PLACE = r"(?P<join>[、至]?)第(?P<number>[零一二三四五六七八九十百]+)(?P<unit>[条款项])"
PIECE = re.compile(rf"《[^》]+》|{PLACE}|（[^）]*）|{WITHOUT}")
BY_ANALOGY = "参照"
OF_ROWS = re.compile(rf"(?:{BY_ANALOGY})?(?:{PLACE}|、?(?:{'|'.join(map(re.escape, TITLES + NOTES))}))+")


def say_citation(text: str) -> str:
    """The citation in the reader's language; what is more or other than a citation comes back unchanged.

    "参照《民法典》第二百零三条" -> "Civil Code (《民法典》), art. 203, by analogy"
    """
    return _kept(text, get_language()) if OF_ROWS.fullmatch(text) else _said(text)


@lru_cache(maxsize=1024, typed=True)
def _kept(text: str, language: str | None) -> str:
    # Only what names the laws of our rows and nothing else: people cite too.
    return _said(text)


def _said(text: str) -> str:
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
