"""Find matters by any two characters of their words, whatever the database. Sealed matters have no words here.

The only file that may ask which database this is, but for the index itself in `models.search`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import StrIndex

from lianxin.models import Matter, Passage, SearchText
from lianxin.text.script import simplified

MOST_WORDS = 8  # phrases looked for at once; more than a person types
COMMON = 1_000  # entries that hold the words where these are called common
FEW = 20_000  # parts from which a search sets out at most
AROUND = 24  # characters shown on each side of what was found
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_RUN = re.compile(r"[^\W_]+")
_QUOTES = re.compile(r"[“”„「」『』＂]")
_PART = re.compile(r'"([^"]*)"|([^\s"]+)')


class Excerpt(NamedTuple):
    """Why a matter was found: the words, what stands around them, and in which paper, answer or file, "" for a letter.

    `where` is the code of a paper of the catalogue or of the step that answered, or `searched.ENCLOSED`.
    """

    before: str
    found: str
    after: str
    where: str = ""


class Among(NamedTuple):
    """Which entries are looked through, whoever may see them: so many of the `newest` that hold the words, those from
    the key `since` on, those of `parts` (a query of keys; for PostgreSQL alone); all, if nothing is given.
    """

    newest: int = 0
    since: int = 0
    parts: QuerySet[Any, Any] | None = None


EVERYWHERE = Among()


def normal(text: str) -> str:
    """Text as it is compared: as `tidy`, and every Traditional character as the Simplified one; as long as that."""
    return simplified(tidy(text))


def tidy(text: str) -> str:
    """Text as it is shown where it was found: letters and figures in one width, lower case, white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_NARROW).casefold().split())


def words(text: str) -> str:
    """The distinct pairs of neighbouring letters or figures, which every database keeps whole.

    The last character of a run stands alone as well, so that one character can be looked for.
    """
    return " ".join(dict.fromkeys(run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run))))


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


def narrowed(matters: QuerySet[Matter], query: str, among: Among = EVERYWHERE) -> QuerySet[Matter]:
    """Those of `matters` (already what the person may see) in which the query is found."""
    return _holding(matters, query, among=among) if query.strip() else matters


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


def ways(query: str, near: int, parts: QuerySet[Any, Any] | None) -> Iterator[Among]:
    """Where to look for the newest hits, in turn until enough are found; what is seen, the matters asked decide, never this.

    Where words are common, reading every hit and asking who may see it is most of the cost. `near` is for who sees nearly
    all: enough are found among so many hits, mostly of the last entries. Who sees of `parts` alone sets out from these.
    """
    asks_first = connection.vendor == "postgresql"  # SQLite reads a list of all hits, however it is asked
    if asks_first and not _are_more(query, COMMON):
        yield EVERYWHERE
    elif near:
        if asks_first:
            yield Among(near, _lately())
        yield Among(near)
        if _are_more(query, near):
            yield EVERYWHERE
    else:
        few = asks_first and parts is not None and not parts[FEW : FEW + 1].exists()
        yield Among(parts=parts) if few else EVERYWHERE


def _lately() -> int:
    """The key from which on stands about the newest eighth of the entries."""
    return 7 * (SearchText.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) // 8


def _are_more(query: str, than: int) -> bool:
    """Whether more than so many entries hold the query, whoever may see them: to choose how to ask, never to show."""
    return found(query)[than : than + 1].exists()


def _holding(
    rows: QuerySet[Any],
    query: str,
    entries: type[SearchText] | type[Passage] = SearchText,
    *,
    among: Among = EVERYWHERE,
    filed: bool = False,
) -> QuerySet[Any]:
    """The rows whose entry, which has the same key, holds every phrase."""
    sought = phrases(query)
    if not _terms(sought):
        return rows.none()
    return rows.filter(Holds(F("pk"), sought=sought, entries=entries, among=among, filed=filed))


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


def _terms(sought: list[str]) -> list[str]:
    """Pairs that hold every character looked for, each once if it can be: that they stand side by side the text tells.

    A single character becomes the beginning of any pair, marked with a star.
    """
    terms: dict[str, None] = {}
    for phrase in sought:
        for run in _RUN.findall(phrase):
            last = len(run) - 2
            pairs = [run[at : at + 2] for at in (*range(0, last, 2), last)] if last >= 0 else []
            terms |= dict.fromkeys(pairs or [f"{run}*"])
    return list(terms)


class Holds(Func):
    """Whether the entry with this key holds every phrase, and is `among` those looked through.

    A list of keys on either database: read whole where it is short, and asked row by row where it is long.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(
        self,
        key: Any,
        *,
        sought: list[str],
        entries: type[Any],
        among: Among = EVERYWHERE,
        filed: bool = False,
    ) -> None:
        super().__init__(key, *([] if among.parts is None else [Subquery(among.parts)]))
        self.terms, self.entries, self.among = _terms(sought), entries._meta, among
        self.texts = [f.column for f in self.entries.fields if f.column in ("text", "papers")]
        # Pairs say that they occur, not that they stand side by side, and not whether in a letter or a paper.
        self.whole = [phrase for phrase in sought if len(phrase) > 2 or filed]
        if filed:
            self.texts = ["text"]

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        index = self.entries.indexes[0].name
        hits = f"SELECT rowid FROM {index} WHERE {index} MATCH %s"  # noqa: S608 - own names
        terms = " AND ".join(f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"' for term in self.terms)
        whole, sought = self._whole("instr")
        if self.among.newest or not whole:
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
        wanted, given = ["words @@ %s::tsquery", *whole], [terms, *sought]
        # It believes that the pairs of a phrase seldom meet; an array it reads first nevertheless.
        for parts, named in map(compiler.compile, self.source_expressions[1:]):
            wanted, given = [*wanted, f"{self.entries.pk.column} = ANY(ARRAY{parts})"], [*given, *named]
        return self._among(compiler, wanted, given)

    def _whole(self, place: str) -> tuple[list[str], list[str]]:
        """What tells that phrases stand in one piece: a condition for each, and what all of them are given."""
        either = " OR ".join(f"{place}({text}, %s) > 0" for text in self.texts)
        return [f"({either})"] * len(self.whole), [phrase for phrase in self.whole for _text in self.texts]

    def _among(self, compiler: Any, wanted: list[str], given: list[Any]) -> Any:
        key, params = compiler.compile(self.source_expressions[0])
        pk = self.entries.pk.column
        if self.among.since:
            wanted, given = [*wanted, f"{pk} >= %s"], [*given, self.among.since]
        rows = f"SELECT {pk} FROM {self.entries.db_table} entry WHERE {' AND '.join(wanted)}"  # noqa: S608 - own names
        if self.among.newest:
            rows += f" ORDER BY 1 DESC LIMIT {self.among.newest}"
        return f"{key} IN ({rows})", [*params, *given]
