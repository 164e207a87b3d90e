"""Cut a text into sentences where a reader would stop."""

from __future__ import annotations

import re

STOPS = re.compile(r"(?<=[。！？!?；;\n])|(?<=[.…])(?=\s|$)")
CLAUSES = re.compile(r"[。！？!?；;，,：:\n]+")


def sentences(text: str) -> list[str]:
    """The sentences in order, without blank ones; white space at their ends is gone."""
    return [sentence for piece in STOPS.split(text) if (sentence := piece.strip())]


def clauses(text: str) -> list[str]:
    """The parts between any marks of punctuation."""
    return [clause for piece in CLAUSES.split(text) if (clause := piece.strip())]
