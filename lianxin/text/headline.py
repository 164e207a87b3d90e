"""A title taken from a text nobody gave one: its first sentence, cut where a reader would pause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lianxin.text.redact import redact

MOST = 40
SENTENCE = re.compile(r"[。！？!?；;\n]")
# Whom a letter turns to: a short line with a colon, or words of address before what it tells.
_WHOM = "[^，,。！!？?；;：:\\n]{0,20}"
ADDRESS = re.compile(
    rf"\s*(?:{_WHOM}[：:][ \u3000]*\n|(?:尊敬|敬爱|亲爱)的{_WHOM}[，,。！!：:\n]|{_WHOM}(?:领导|书记|长|局|办|委|政府|信箱)们?[：:]"
    r"|(?:领导|大家|你们|您|你)好[，,。！!：:\n])+\s*(?=\S)"
)
CLAUSE = re.compile(r"[^，,、]*[，,、]*")
BLANK = re.compile("〔[^〔〕]+〕")
# What a clause begins with that tells who writes and where they are found, and nothing of the matter.
WHO_WRITES = re.compile(
    r"\s*(?:(?:本人|我们?|俺|咱)的?(?:名字|姓名)?(?:系|是|叫|家?住)|(?:本人|我们?|俺|咱|家)?(?:的)?(?:姓名|名叫|家?住(?!房)|地址"
    r"|(?:联系|移动|手机|固定|家庭)?(?:电话|手机|方式|号码)|身份证|微信|QQ|邮箱)|(?=〔)(?:〔[^〔〕]+〕|[：:\s])+$)"
)
# Particulars that stand between a name and what happened.
OF_WHOM = re.compile(
    r"\s*(?:(?:今年|现年|年龄|已|[:：])*[0-9〇零一二三四五六七八九十]{1,3}[多余]?(?:周岁|岁)|男性?|女性?|[\u4e00-\u9fff]{1,3}族|农民|村民|居民|群众|退休(?:职工|工人|教师|人员)?)[，,、\s]*"
)
LOOKED_AT = 2000  # characters in which the persons are looked for
_REST = r"(?:[，、：\s）)”》]|[,:](?![0-9]))"  # 18,500 and 8:30 are one
PAUSE = re.compile(rf"{_REST}(?!.*{_REST})", re.DOTALL)


def headline(text: str, most: int = MOST) -> str:
    """At most `most` characters: a whole sentence where it fits, else up to a pause and "…"; never half a character.

    Whom the text turns to is left out.
    """
    text = text[match.end() :] if (match := ADDRESS.match(text)) else text
    first = SENTENCE.split(text.strip(), maxsplit=1)[0].strip()
    if len(first) <= most:
        return first or text.strip()[:most]
    head = first[: most - 1]
    pause = PAUSE.search(head)
    if pause and pause.start() >= most // 3:
        head = head[: pause.end()] if pause.group() in "）)”》" else head[: pause.start()]
    elif re.match(r"[A-Za-z0-9]", first[len(head)]):
        # A word or a number is not cut in two.
        head = re.sub(r"[A-Za-z0-9][A-Za-z0-9.,:]*$", "", head) or head
    return _whole(head).rstrip("，,、：: ") + "…"


def listed_headline(text: str, known: Iterable[str] = (), most: int = MOST) -> str:
    """A headline for lists that many read: without who writes, and 〔姓名〕 … for whoever else is named (`known` always)."""
    said = redact(text[:LOOKED_AT], known)
    if not BLANK.search(said):
        return headline(text, most)
    told = (_told(sentence) for sentence in SENTENCE.split(ADDRESS.sub("", said, count=1)))
    made = headline(next(filter(None, told), said), most)
    return re.sub("〔[^〕]*…$", "…", made)


def _told(sentence: str) -> str:
    """The sentence without the clauses that only tell who writes; nothing where all do."""
    clauses = (
        one for one in CLAUSE.findall(sentence)
        if not (OF_WHOM.fullmatch(one) or (BLANK.search(one) and WHO_WRITES.match(one)))
    )  # fmt: skip
    return "".join(clauses).strip("，,、 \u3000")


def _whole(text: str) -> str:
    """Without a joiner or selector left hanging at the end, which belonged to the character cut away."""
    return re.sub("[\u200d\ufe0f\U0001f3fb-\U0001f3ff]+$", "", text)
