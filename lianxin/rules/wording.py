"""Sentences for people, kept apart from the values in them, so that they can be translated later.

The legal term in Simplified Chinese is the message id. Pure layers only mark a sentence; `web` translates it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation and hand it back unchanged."""
    return message


# How a sentence to the petitioner speaks of them to somebody else: word→word, the longer ones first.
ADDRESS = gettext_noop("您的信访件→信访件|您→信访人")


@dataclass(frozen=True)
class Said:
    """A sentence with named gaps, e.g. Said("自{start}起算", {"start": "2026年8月3日"}); a tuple in a gap is a list.

    `aside`: told to somebody else than the petitioner whom it addresses.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    aside: bool = False

    def __str__(self) -> str:
        template = voiced(self.template, ADDRESS) if self.aside else self.template
        if not self.values:
            return template
        return template.format(**{name: _listed(value) for name, value in self.values.items()})


class SaidError(ValueError):
    """Something cannot be used; `said` tells the reader why and what to do."""

    def __init__(self, template: str, **values: object) -> None:
        self.said = Said(template, values)
        super().__init__(str(self.said))


def voiced(sentence: str, address: str) -> str:
    """The sentence with each word of ADDRESS in its own language put in the third person."""
    for pair in address.split("|"):
        said, instead = pair.split("→")
        sentence = sentence.replace(said, instead)
    return sentence


def kept(said: Said) -> dict[str, Any]:
    """A sentence to be said later, in whatever language it is then read: plain JSON, gap by gap."""
    gaps = {name: kept(gap) if isinstance(gap, Said) else str(gap) for name, gap in said.values.items()}
    return {"template": said.template, "values": gaps}


def again(held: Mapping[str, Any]) -> Said:
    """The sentence that was `kept`; a day in it is a date again. Nothing held, nothing said."""
    return Said(
        held.get("template", ""), {name: _gap(value) for name, value in held.get("values", {}).items()}
    )


def _gap(value: str | Mapping[str, Any]) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value) if _DAY.fullmatch(value) else value
    return again(value)


def in_a_letter(said: Said) -> str:
    """The sentence in the source language as a letter says it: 2026-10-08 becomes 2026年10月8日."""
    return str(Said(said.template, {name: _in_a_letter(gap) for name, gap in said.values.items()}))


def _in_a_letter(gap: object) -> object:
    if isinstance(gap, Said):
        return in_a_letter(gap)
    return f"{gap.year}年{gap.month}月{gap.day}日" if isinstance(gap, date) else gap


def _listed(value: object) -> object:
    return "、".join(str(item) for item in value) if isinstance(value, tuple) else value
