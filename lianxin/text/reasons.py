"""Put the pull of single characters together into the words a reader sees."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

LONGEST = 8  # characters of a reason
WORDY = re.compile(r"[\w·]")
Pulls = npt.NDArray[np.float64]  # of each character


def telling_words(read: Sequence[tuple[str, Pulls]], count: int = 4) -> tuple[str, ...]:
    """The stretches of text that pull most, strongest first; each once, none inside another.

    `read` is each text with the pull of its characters. A stretch runs as long as every character in it pulls.
    """
    pulls: dict[str, float] = {}
    for text, felt in read:
        for word, pull in _stretches(text, felt):
            pulls[word] = pulls.get(word, 0.0) + pull
    chosen: list[str] = []
    for word in sorted(pulls, key=lambda word: (-pulls[word], word)):
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _stretches(text: str, felt: Pulls) -> list[tuple[str, float]]:
    """Runs of wordy characters around one that pulls strongly, as far as their neighbours still pull."""
    strong = float(felt.max(initial=0.0)) / 4
    if strong <= 0:
        return []
    pulling = [at for at in np.flatnonzero(felt > strong / 3).tolist() if WORDY.match(text[at])]
    pulls: list[float] = felt.tolist()  # a run is a few characters: too short for arrays to be worth it
    return [
        (text[start:end], sum(pulls[start:end]))
        for start, end in _runs(pulling)
        if end - start > 1 and max(pulls[start:end]) > strong
    ]


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """(start, end) of neighbouring places, none longer than a reason."""
    runs: list[tuple[int, int]] = []
    for at in places:
        if runs and runs[-1][1] == at and at - runs[-1][0] < LONGEST:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs
