"""Keep what can be searched in step with what is on file, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.actions import repeats_index
from lianxin.models import Matter, Request, SearchText, Submission
from lianxin.queries.search import tidy, words
from lianxin.text.script import simplified


def enter(matter: Matter, pieces: Iterable[str]) -> None:
    """Make a newly registered matter findable by these pieces of text; a sealed one is left out."""
    if not matter.sealed:
        _filled(SearchText(matter=matter), [matter.number, *pieces]).save(force_insert=True)


def add(matter: Matter, piece: str) -> None:
    """Make a matter findable by what was added to it as well."""
    row = SearchText.objects.filter(matter=matter).first()
    if row is not None:
        _filled(row, [*(row.written or row.text).split("\n"), piece]).save()


def remove(matter: Matter) -> None:
    """Take a matter out of the search, as when it is sealed (第三十条)."""
    SearchText.objects.filter(matter=matter).delete()
    repeats_index.renew(matter)


def renew(matter: Matter, added: Iterable[str] = ()) -> None:
    """Write a matter's entry anew from the words of its submissions and requests, and of what was `added` since."""
    SearchText.objects.filter(matter=matter).delete()
    filed = Submission.objects.filter(matter=matter).values_list("title", "content")
    asked = [str(row.text) for row in Request.objects.filter(matter=matter)]
    repeats_index.renew(matter)
    enter(matter, [matter.title, *(text for row in filed for text in row), *asked, *added])


def _filled(row: SearchText, pieces: Iterable[str]) -> SearchText:
    """The entry with the pieces, in order and without repeats, as they were written and as the search compares them."""
    written = "\n".join(dict.fromkeys(piece for piece in map(tidy, pieces) if piece))
    row.text = simplified(written)
    row.written = written if written != row.text else ""
    row.words = words(row.text)
    return row
