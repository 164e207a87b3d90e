"""Put the pull of many small pieces back together into the words a reader sees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

LONGEST = 8  # characters of a reason
WORDY = re.compile(r"[\w·]")


def telling_words(read: Sequence[tuple[str, Mapping[str, float]]], count: int = 4) -> tuple[str, ...]:
    """The stretches of text that pull most, strongest first; each once, none inside another.

    `read` is each text with the pull of its pieces. A pull is spread over its characters; a stretch runs as long
    as every character in it pulls.
    """
    pulls: dict[str, float] = {}
    for text, known in read:
        for word, pull in _stretches(text, _per_character(text, known)):
            pulls[word] = pulls.get(word, 0.0) + pull
    chosen: list[str] = []
    for word in sorted(pulls, key=lambda word: (-pulls[word], word)):
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _per_character(text: str, pull_of: Mapping[str, float]) -> list[float]:
    felt = [0.0] * len(text)
    for size in {len(piece) for piece in pull_of}:
        for at in range(len(text) - size + 1):
            pull = pull_of.get(text[at : at + size])
            if pull:
                for place in range(at, at + size):
                    felt[place] += pull / size
    return felt


def _stretches(text: str, felt: Sequence[float]) -> list[tuple[str, float]]:
    """Runs of wordy characters around one that pulls strongly, as far as their neighbours still pull."""
    strong = max(felt, default=0.0) / 4
    found = []
    for run in re.finditer(
        r"x+", "".join(_mark(c, pull, strong / 3) for c, pull in zip(text, felt, strict=True))
    ):
        for start in range(run.start(), run.end(), LONGEST):
            end = min(start + LONGEST, run.end())
            if end - start > 1 and max(felt[start:end]) > strong > 0:
                found.append((text[start:end], sum(felt[start:end])))
    return found


def _mark(character: str, pull: float, least: float) -> str:
    return "x" if pull > least and WORDY.match(character) else " "
