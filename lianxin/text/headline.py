"""A title taken from a text nobody gave one: its first sentence, cut where a reader would pause."""

from __future__ import annotations

import re

MOST = 40
SENTENCE = re.compile(r"[。！？!?；;\n]")
PAUSE = re.compile(r"[，,、：:\s）)”》](?!.*[，,、：:\s）)”》])", re.DOTALL)


def headline(text: str, most: int = MOST) -> str:
    """At most `most` characters: a whole sentence where it fits, else up to a pause and "…"; never half a character."""
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
