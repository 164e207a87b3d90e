"""Find matters by any two characters of their words, whatever the database. Sealed matters have no words here.

The only file that may ask which database this is, but for the index itself in `models.search`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex

from lianxin.models import Matter, Passage, SearchText
from lianxin.text.script import simplified

MOST_WORDS = 8  # phrases looked for at once; more than a person types
AROUND = 24  # characters shown on each side of what was found
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_RUN = re.compile(r"[^\W_]+")
_QUOTES = re.compile(r"[“”„「」『』＂]")
_PART = re.compile(r'"([^"]*)"|([^\s"]+)')


class Excerpt(NamedTuple):
    """Why a matter was found: the words, what stands around them, and in which paper or answer, "" for a letter.

    `where` is the code of a paper of the catalogue, or of the step that answered.
    """

    before: str
    found: str
    after: str
    where: str = ""


def normal(text: str) -> str:
    """Text as it is compared: as `tidy`, and every Traditional character as the Simplified one; as long as that."""
    return simplified(tidy(text))


def tidy(text: str) -> str:
    """Text as it is shown where it was found: letters and figures in one width, lower case, white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_NARROW).casefold().split())


def words(text: str) -> str:
    """The distinct pairs of neighbouring characters, each written in hex so that every database keeps it whole.

    The last character of a run stands alone as well, so that one character can be looked for.
    """
    pairs = (run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run)))
    return " ".join(dict.fromkeys(map(_word, pairs)))


def phrases(query: str) -> list[str]:
    """What a person looks for: parts between spaces, or between quotation marks, all of which must occur."""
    parts = _PART.findall(_QUOTES.sub('"', normal(query)))
    found = (quoted.strip() or word for quoted, word in parts)
    return [phrase for phrase in found if phrase][:MOST_WORDS]


def has_words(query: str) -> bool:
    """Whether there is a letter or figure in it to look for."""
    return bool(_terms(phrases(query)))


def found(query: str, *, filed: bool = False) -> QuerySet[SearchText]:
    """The entries that hold every phrase of the query, with `filed` in what was filed; none for one without words."""
    return _holding(SearchText.objects.all(), query, filed=filed)


def found_passages(query: str) -> QuerySet[Passage]:
    """The passages of the library that hold every phrase of the query, in which version ever."""
    return _holding(Passage.objects.all(), query, Passage)


def narrowed(matters: QuerySet[Matter], query: str, *, newest: int = 0) -> QuerySet[Matter]:
    """Those of `matters` (already what the person may see) in which the query is found.

    With `newest`, only those among so many newest entries that hold it, whoever may see them.
    """
    return _holding(matters, query, newest=newest) if query.strip() else matters


def ranked(matters: QuerySet[Matter], query: str) -> QuerySet[Any]:
    """Matters in which the query is found, with their `rank`: 0 in number or title, 1 in what was filed, 2 in papers too.

    The query has words.
    """
    named = filed = Q()
    for place, phrase in enumerate(phrases(query)):
        matters = matters.alias(**{f"at{place}": StrIndex("search_text__text", Value(phrase))})
        filed &= Q(**{f"at{place}__gt": 0})
        named &= Q(**{f"at{place}__gt": 0, f"at{place}__lte": F("search_text__head")})
    tiers = (When(named, then=Value(0)), When(filed, then=Value(1)))
    return matters.annotate(rank=Case(*tiers, default=Value(2), output_field=IntegerField()))


def are_more(query: str, than: int) -> bool:
    """Whether more than so many entries hold the query, whoever may see them: to choose how to ask, never to show."""
    return found(query).order_by("-pk")[than : than + 1].exists()


def _holding(
    rows: QuerySet[Any],
    query: str,
    entries: type[SearchText] | type[Passage] = SearchText,
    newest: int = 0,
    *,
    filed: bool = False,
) -> QuerySet[Any]:
    """The rows whose entry, which has the same key, holds every phrase."""
    sought = phrases(query)
    if not _terms(sought):
        return rows.none()
    return rows.filter(Holds(F("pk"), sought=sought, entries=entries, newest=newest, filed=filed))


def excerpts(numbers: Iterable[int], query: str) -> dict[int, Excerpt]:
    """{matter: where it was found} by the first phrase that tells, in what was filed before the papers.

    Number and title stand in every list: what only they hold is not shown again.
    """
    sought = phrases(query)
    rows = SearchText.objects.filter(pk__in=list(numbers)).defer("words") if sought else ()
    return {row.pk: cut for row in rows if (cut := _first(row, sought))}


def _first(row: SearchText, sought: list[str]) -> Excerpt | None:
    return next(filter(None, (_cut(row, phrase) for phrase in sought)), None)


def _cut(row: SearchText, phrase: str) -> Excerpt | None:
    """The phrase as it was written and what stands around it, below the number and the title."""
    start, stop, where, compared = row.head + 1, len(row.text), "", row.compared
    at = row.text.find(phrase, start)
    if at < 0:
        at = compared.find(phrase, stop + 1)
        if at < 0:
            return None
        start, stop = compared.rfind("\n", 0, at) + 1, compared.find("\n", at)
        where, _tab, said = compared[start : stop if stop >= 0 else None].partition("\t")
        start += len(where) + 1
        stop = start + len(said)
    end = at + len(phrase)
    shown = row.shown
    return Excerpt(
        shown[max(at - AROUND, start) : at], shown[at:end], shown[end : min(end + AROUND, stop)], where
    )


def said_of(line: str) -> str:
    """The words of a line of papers, without the kind before them."""
    return line.partition("\t")[2]


def _word(pair: str) -> str:
    return "".join(f"{ord(character):05x}" for character in pair)


def _terms(sought: list[str]) -> list[str]:
    """Pairs that hold every character looked for, each once if it can be: that they stand side by side the text tells.

    A single character becomes the beginning of any pair, marked with a star.
    """
    terms: dict[str, None] = {}
    for phrase in sought:
        for run in _RUN.findall(phrase):
            last = len(run) - 2
            pairs = [run[at : at + 2] for at in (*range(0, last, 2), last)] if last >= 0 else []
            terms |= dict.fromkeys(map(_word, pairs)) if pairs else {_word(run) + "*": None}
    return list(terms)


class Holds(Func):
    """Whether the entry with this key holds every phrase, and is one of the `newest` that do, if a number is given.

    A list of keys on either database: read whole where it is short, and asked row by row where it is long.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(
        self, key: Any, *, sought: list[str], entries: type[Any], newest: int = 0, filed: bool = False
    ) -> None:
        super().__init__(key)
        self.terms, self.entries, self.newest = _terms(sought), entries._meta, newest
        self.texts = [f.column for f in self.entries.fields if f.column in ("text", "papers")]
        # Pairs say that they occur, not that they stand side by side, and not whether in a letter or a paper.
        self.whole = [phrase for phrase in sought if len(phrase) > 2 or filed]
        if filed:
            self.texts = ["text"]

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        index = self.entries.indexes[0].name
        hits = f"SELECT rowid FROM {index} WHERE {index} MATCH %s"  # noqa: S608 - own names
        terms, (whole, sought) = " AND ".join(self.terms), self._whole("instr")
        if self.newest or not whole:
            return self._among(compiler, [f"{self.entries.pk.column} IN ({hits})", *whole], [terms, *sought])
        # It would read every hit's text before it asks whose the hit is: a text is read for what else is wanted alone.
        key, params = compiler.compile(self.source_expressions[0])
        text, again = self._among(
            compiler, [f"entry.{self.entries.pk.column} = {key}", *whole], [*params, *sought]
        )
        return f"({key} IN ({hits}) AND {text})", [*params, terms, *again]

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        terms = " & ".join(f"'{term[:-1]}':*" if term.endswith("*") else f"'{term}'" for term in self.terms)
        whole, sought = self._whole("strpos")
        return self._among(compiler, ["words @@ %s::tsquery", *whole], [terms, *sought])

    def _whole(self, place: str) -> tuple[list[str], list[str]]:
        """What tells that phrases stand in one piece: a condition for each, and what all of them are given."""
        either = " OR ".join(f"{place}({text}, %s) > 0" for text in self.texts)
        return [f"({either})"] * len(self.whole), [phrase for phrase in self.whole for _text in self.texts]

    def _among(self, compiler: Any, wanted: list[str], given: list[str]) -> Any:
        key, params = compiler.compile(self.source_expressions[0])
        rows = (
            f"SELECT {self.entries.pk.column} FROM {self.entries.db_table} entry WHERE {' AND '.join(wanted)}"  # noqa: S608 - own names
        )
        if self.newest:
            rows += f" ORDER BY 1 DESC LIMIT {self.newest}"
        return f"{key} IN ({rows})", [*params, *given]
