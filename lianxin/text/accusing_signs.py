"""What the wording of a text weighs as an accusation of somebody in office, by weights learned from made-up letters.

The word lists of `accusing.py` know the wrongs their author thought of; this knows how such letters are worded. Its signs are
one and two characters in a row, with whoever holds an office, kin, others and sums of money read as one letter each, and
the order in which those stand. `tools/accusing.py` makes the weights.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt

from lianxin.text.script import simplified
from lianxin.text.sentences import sentences

LEAST, MOST = 20, 90  # characters a passage tells: fewer say too little, more drown what is said
SHORTEST = 6  # of a whole text: a title of office and two characters say nothing yet
TOGETHER = 4  # pieces of a passage at most
BIAS = ""  # the sign every passage has
_DATA = files("lianxin.text").joinpath("data")
WORDS: dict[str, str] = tomllib.loads(_DATA.joinpath("accusing.toml").read_text("utf-8"))


def any_of(*names: str) -> str:
    """The words of these lists as one regular expression."""
    return "(?:" + "|".join("|".join(WORDS[name].split()) for name in names) + ")"


# Whom a text turns to is not whom it accuses.
ASKED_OF = re.compile(
    rf"(?:请|求|望|尊敬的|各位|敬爱的)(?!求?[^，,\n]{{0,3}}[查惩])[^，,\n]{{0,12}}?{any_of('officers', 'organs')}+"
    rf"|(?:向|给|到|找|由)[^，,\n]{{0,12}}{any_of('officers', 'organs')}[^，,\n]{{0,4}}(?:{any_of('accuses')}|反映)"
)
_GREETING = re.compile(rf"^[^，。！,]{{0,16}}?{any_of('greeted')}们?(?:[：:，, ]*(?:您|你们?)好|[：:])")
# The first that fits is what a word stands for; each is read as its letter.
_READ_AS = (
    ("X", any_of("others", "no_office")),
    ("K", any_of("kinfolk")),
    ("A", any_of("anybody")),
    ("O", any_of("titles", "officers")),
    ("G", any_of("organs")),
    ("M", r"[\d一二两三四五六七八九十百千]+(?=[万千百块元多]|个点)[万千百]*[块元]?钱?"),
    ("D", r"\d+"),
)
_WHO = re.compile("|".join(f"(?P<{letter}>{words})" for letter, words in _READ_AS))
_CLAUSE = re.compile(r"[^，,。；;！!？?：:、\s“”\"（）()《》.…—-]+")
# What a text asks for tells nothing of what it is about: an accusation asks as often as a request.
_ASKS = re.compile(
    r"(?:现|特|再次|强烈|殷切|只|就|我们?|同时|另外|谨|在此)*(?:恳?请(?!客|吃|喝|了|他|她|我|人|[\d一二两三])|恳求|跪?求求?|希望|盼望?|望|要求(?!我)|呼吁|建议|能不能|可不可以|能否)"
)
_ACTORS = re.compile("[XKAOGM]")


@dataclass(frozen=True)
class Piece:
    """A sentence, or what fits of one: its clauses that tell something, their signs, and the order of those who act in it."""

    clauses: tuple[tuple[str, frozenset[str]], ...]
    actors: str

    @property
    def told(self) -> int:
        return sum(len(clause) for clause, _ in self.clauses)


@dataclass(frozen=True)
class Passage:
    """A few sentences in a row that are weighed as one."""

    pieces: tuple[Piece, ...]

    @property
    def signs(self) -> frozenset[str]:
        actors = "".join(piece.actors for piece in self.pieces)
        order = {f">{one}{then}" for at, one in enumerate(actors) for then in actors[at + 1 : at + 4]}
        who = {f"#{one}" for one in actors} | (set() if {"O", "G"} & set(actors) else {"#"})
        return frozenset(order | who).union(*(signs for piece in self.pieces for _, signs in piece.clauses))

    @property
    def weight(self) -> float:
        """Above nought the more it reads like an accusation, below nought the less."""
        weights, signs = learned(), self.signs
        return weights[BIAS] + sum(weights.get(sign, 0.0) for sign in signs) / sqrt(len(signs) + 1)

    @property
    def telling(self) -> str:
        """The clause that weighs most, as it was written."""
        clauses = [clause for piece in self.pieces for clause in piece.clauses]
        return max(clauses, key=lambda one: sum(learned().get(sign, 0.0) for sign in one[1]))[0]


@cache
def learned() -> dict[str, float]:
    """What each sign weighs."""
    lines = _DATA.joinpath("accusing_weights.tsv").read_text("utf-8").splitlines()
    return {sign: float(weight) for sign, weight in (line.split("\t") for line in lines)}


def passages(text: str) -> Iterator[Passage]:
    """Every few sentences in a row that are long enough to tell something and short enough to be about one thing."""
    pieces = [piece for sentence in sentences(text) for piece in _pieces(sentence) if piece.clauses]
    for first in range(len(pieces)):
        length = 0
        for last in range(first, min(first + TOGETHER, len(pieces))):
            told = pieces[last].told
            if length + told > MOST and length >= LEAST <= told:
                break
            length += told
            if length >= (SHORTEST if len(pieces) == last - first + 1 else LEAST):
                yield Passage(tuple(pieces[first : last + 1]))


def _pieces(sentence: str) -> Iterator[Piece]:
    while len(sentence) > MOST:
        cut = max(sentence.rfind(mark, LEAST, MOST) for mark in "，, ") + 1 or MOST
        yield _piece(sentence[:cut])
        sentence = sentence[cut:]
    yield _piece(sentence)


def _piece(written: str) -> Piece:
    said = _GREETING.sub(lambda match: " " * len(match[0]), simplified(written))
    clauses, actors = [], ""
    for clause in _CLAUSE.finditer(said):
        if _ASKS.match(clause[0]):
            continue
        read = "^" + _WHO.sub(lambda match: match.lastgroup or "", ASKED_OF.sub("请", clause[0].lower()))
        signs = frozenset(read) | {read[at : at + 2] for at in range(len(read) - 1)}
        clauses.append((written[clause.start() : clause.end()], signs))
        actors += "".join(_ACTORS.findall(read))
    return Piece(tuple(clauses), actors)
