"""A title taken from a text nobody gave one: its first sentence, cut where a reader would pause."""

from __future__ import annotations

import re

MOST = 40
SENTENCE = re.compile(r"[。！？!?；;\n]")
# Whom a letter turns to: a short line with a colon, or words of address before what it tells.
_WHOM = "[^，,。！!？?；;：:\\n]{0,20}"
ADDRESS = re.compile(
    rf"\s*(?:{_WHOM}[：:][ \u3000]*\n|(?:尊敬|敬爱|亲爱)的{_WHOM}[，,。！!：:\n]|{_WHOM}(?:领导|书记|长|局|办|委|政府|信箱)们?[：:]"
    r"|(?:领导|大家|你们|您|你)好[，,。！!：:\n])+\s*(?=\S)"
)
PAUSE = re.compile(r"[，,、：:\s）)”》](?!.*[，,、：:\s）)”》])", re.DOTALL)


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
        head = re.sub(r"[A-Za-z0-9]+$", "", head) or head  # a word or a number is not cut in two
    return _whole(head).rstrip("，,、：: ") + "…"


def _whole(text: str) -> str:
    """Without a joiner or selector left hanging at the end, which belonged to the character cut away."""
    return re.sub("[\u200d\ufe0f\U0001f3fb-\U0001f3ff]+$", "", text)
