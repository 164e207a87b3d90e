"""Sentences for people, kept apart from the values in them, so that they can be translated later.

The legal term in Simplified Chinese is the message id. Pure layers only mark a sentence; `web` translates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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


def _listed(value: object) -> object:
    return "、".join(str(item) for item in value) if isinstance(value, tuple) else value
