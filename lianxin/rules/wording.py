"""Sentences for people, kept apart from the values in them, so that they can be translated later.

The legal term in Simplified Chinese is the message id. Pure layers only mark a sentence; `web` translates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation and hand it back unchanged."""
    return message


@dataclass(frozen=True)
class Said:
    """A sentence with named gaps, e.g. Said("自{start}起算", {"start": "2026年8月3日"}); a tuple in a gap is a list."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.values:
            return self.template
        return self.template.format(**{name: _listed(value) for name, value in self.values.items()})


def _listed(value: object) -> object:
    return "、".join(str(item) for item in value) if isinstance(value, tuple) else value
