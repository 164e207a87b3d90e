"""How much a text reads like an accusation of somebody who holds office (检举控告, 《信访工作条例》第三十条).

It decides nothing: what reads like one is kept from all eyes but the mail room's until a person has said what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lianxin.text.accusing_signs import ASKED_OF, passages
from lianxin.text.accusing_signs import any_of as _any
from lianxin.text.script import simplified
from lianxin.text.sentences import sentences

LONGEST = 60_000
REST = 10  # characters shown after a wrong, at most to the end of its clause, so that they can be read
NEAR = 40  # characters before a wrong in which whoever does it is looked for
HELD, ASKED = 2.0, 1.5  # from which a text waits behind the wall; from which whoever classifies it is asked
# The same for the weight of its wording (`accusing_signs.py`), where the wrong is on no list.
HELD_BY_WORDING, ASKED_BY_WORDING = 0.85, 0.6

_OFFICE = _any("officers", "organs")
_WHO = re.compile(
    f"(?<![跟和与到向给把对找收了])(?P<others>{_any('others')})|(?P<office>{_OFFICE})|(?P<places>{_any('places')})"
)
_ACCUSES = _any("accuses")
_KIN = f"{_any('kin')}[^。]{{0,16}}{_any('favour')}|{_any('favour')}[^。]{{0,12}}{_any('kin')}"
_WRONG = re.compile(f"(?P<office>{_any('of_office')})|{_any('gain', 'collusion', 'force')}|{_KIN}")
_BEHIND = re.compile(rf"[^，,；;]{{0,12}}的[^，,；;]{{0,6}}{_OFFICE}")
_STOP = re.compile(r"[，,；;。！？!?\s]")
_NAMED = re.compile(rf"{_ACCUSES}[^，,\n]{{0,16}}(?<!给)(?<!向){_OFFICE}")
_TALK = re.compile(_any("talk"))
# Of a wrong that anybody can do, and of one that needs an office: by whoever stands nearest before it.
_WEIGHTS = (
    {"office": 2.0, "places": 1.5, "others": 0.0, "": 0.5},
    {"office": 3.0, "places": 2.0, "others": 1.0, "": 1.5},
)


@dataclass(frozen=True)
class Suspicion:
    """How much a text reads like an accusation, and the words that make it so, the most telling first."""

    score: float
    words: tuple[str, ...] = ()

    @property
    def quoted(self) -> str:
        """The words as a sentence quotes them: “…”“…”."""
        return "".join(f"“{each}”" for each in self.words)


def suspicion(*texts: str) -> Suspicion:
    """The strongest of what is found in any text, with up to three stretches of it as they were written."""
    found = sorted((one for text in texts for one in _found(text[:LONGEST])), key=lambda one: -one[0])
    return Suspicion(
        max((score for score, _ in found), default=0.0), tuple({words: 0 for _, words in found})[:3]
    )


def asks(*texts: str) -> Suspicion | None:
    """What in these texts reads like one, for whoever says what it is; None where nothing does."""
    found = suspicion(*texts)
    return found if found.score >= ASKED else None


def accuses(*texts: str) -> bool:
    """Whether any of them reads enough like one to be kept behind the wall until a person has said what it is."""
    return any(score >= HELD for text in texts for score, _ in _found(text[:LONGEST]))


def accusing(text: str) -> str:
    """The sentences that read like one, as they are written."""
    return "\n".join(
        each for each in sentences(text[:LONGEST]) if any(score >= ASKED for score, _ in _found(each))
    )


def _found(text: str) -> Iterator[tuple[float, str]]:
    yield from _listed(text)
    yield from _worded(text)


def _worded(text: str) -> Iterator[tuple[float, str]]:
    """What is worded like an accusation, the heaviest passage first, with the clause that weighs most."""
    weighed = ((passage.weight, passage) for passage in passages(text))
    heavy = [one for one in weighed if one[0] >= ASKED_BY_WORDING]
    for weight, passage in sorted(heavy, key=lambda one: -one[0]):
        yield HELD if weight >= HELD_BY_WORDING else ASKED, passage.telling


def _listed(text: str) -> Iterator[tuple[float, str]]:
    for written in sentences(text):
        # Whom it turns to is not whom it accuses; as long as before, so that the words can be shown as written.
        said = ASKED_OF.sub(lambda match: "　" * len(match[0]), simplified(written))
        for wrong in _WRONG.finditer(said):
            score, start = _weighed(said, wrong)
            if score:
                yield score, written[start : _clause_end(said, wrong.end())]
        if named := _NAMED.search(said):
            yield HELD, written[named.start() : named.end()]


def _weighed(said: str, wrong: re.Match[str]) -> tuple[float, int]:
    """What one wrong weighs beside whoever stands nearest before it, and where the words that tell of it begin."""
    before = max(0, wrong.start() - NEAR)
    nearest = None
    for who in _WHO.finditer(said, before, wrong.end()):
        if who.lastgroup != "others" or not (wrong["office"] or who.start() >= wrong.start()):
            nearest = who
    kind = nearest.lastgroup if nearest else ""
    if kind != "office" and _BEHIND.match(said, wrong.end()):
        kind, nearest = "office", None
    score = _WEIGHTS[bool(wrong["office"])][kind or ""]
    if _TALK.search(said, before, wrong.start()):
        score -= 1.0
    return max(score, 0.0), nearest.start() if nearest and kind != "others" else wrong.start()


def _clause_end(said: str, end: int) -> int:
    stop = _STOP.search(said, end, end + REST)
    return stop.start() if stop else end + REST
