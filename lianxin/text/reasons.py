"""Put the pull of many small pieces back together into the words a reader sees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

LONGEST = 8  # characters of a reason
FEW = 60  # pieces
WORDY = re.compile(r"[\w·]")
Pulls = npt.NDArray[np.float64]  # of each character


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


def _per_character(text: str, pull_of: Mapping[str, float]) -> Pulls:
    felt = np.zeros(len(text))
    if len(pull_of) < FEW:  # whole words: looked for one by one
        for piece, pull in pull_of.items():
            at = text.find(piece)
            while at >= 0:
                felt[at : at + len(piece)] += pull / len(piece)
                at = text.find(piece, at + 1)
        return felt
    for size in {len(piece) for piece in pull_of}:
        count = len(text) - size + 1
        pulls = np.array([pull_of.get(text[at : at + size], 0.0) for at in range(count)]) / size
        for step in range(size if count > 0 else 0):
            felt[step : step + count] += pulls
    return felt


def _stretches(text: str, felt: Pulls) -> list[tuple[str, float]]:
    """Runs of wordy characters around one that pulls strongly, as far as their neighbours still pull."""
    strong = float(felt.max(initial=0.0)) / 4
    if strong <= 0:
        return []
    pulling = [at for at in np.flatnonzero(felt > strong / 3).tolist() if WORDY.match(text[at])]
    found = []
    for start, end in _runs(pulling):
        if end - start > 1 and felt[start:end].max() > strong:
            found.append((text[start:end], float(felt[start:end].sum())))
    return found


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """(start, end) of neighbouring places, none longer than a reason."""
    runs: list[tuple[int, int]] = []
    for at in places:
        if runs and runs[-1][1] == at and at - runs[-1][0] < LONGEST:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs
