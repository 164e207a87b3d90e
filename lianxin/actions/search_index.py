"""Keep what can be searched in step with what is on file, in the same transaction. What that is: `queries.searched`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction

from lianxin.actions import repeats_index
from lianxin.models import Attachment, Document, Event, Matter, SearchText
from lianxin.queries import searched
from lianxin.queries.search import said_of, tidy, words
from lianxin.rules.attachments import TEXT
from lianxin.text.script import simplified


def enter(matter: Matter, filed: Iterable[str], told: Iterable[searched.Told] = ()) -> None:
    """Make a matter findable by its number, its title and these words; a sealed one is left out."""
    if not matter.sealed:
        head = [matter.number.casefold(), tidy(matter.title)]
        row = SearchText(matter=matter, head=len("\n".join(filter(None, head))))
        _fill(row, [*head, *map(tidy, filed)], map(_line, told)).save(force_insert=True)


def add(matter: Matter, piece: str) -> None:
    """Make a matter findable by what its petitioner added as well."""
    _add(matter, filed=[tidy(piece)])


def add_paper(matter: Matter, paper: Document) -> None:
    """Make a matter findable by the words of a paper that has just been issued."""
    _add(matter, told=map(_line, searched.of_paper(paper)))


def add_answer(event: Event) -> None:
    """Make a matter findable by a written answer that no paper holds, if this step is one."""
    _add(event.matter, told=map(_line, searched.of_answer(event)))


def add_files(matter: Matter, files: Iterable[Attachment]) -> None:
    """Make a matter findable by what could be read of the files enclosed with a step."""
    _add(matter, told=map(_line, searched.of_files(files)))


def remove(matter: Matter) -> None:
    """Take a matter out of the search, as when it is sealed (第三十条)."""
    SearchText.objects.filter(matter=matter).delete()
    repeats_index.renew(matter)


def renew(matter: Matter, *, on: date) -> None:
    """Write a matter's entry anew from what is on file on that day, also for telling repeats."""
    repeats_index.renew(matter)
    _enter_again(matter, on)


def rebuild(*, on: date) -> Iterator[Matter]:
    """Write every entry anew, each in a transaction of its own: for data of before an upgrade."""
    SearchText.objects.filter(matter__sealed=True).delete()
    for key in (
        Matter.objects.filter(sealed=False, disposed_on=None).order_by("pk").values_list("pk", flat=True)
    ):
        with transaction.atomic():
            matter = Matter.objects.select_for_update().get(pk=key)
            _enter_again(matter, on)
        yield matter


def _enter_again(matter: Matter, on: date) -> None:
    SearchText.objects.filter(matter=matter).delete()
    if not matter.sealed and matter.disposed_on is None:
        enter(matter, searched.filed(matter, on=on), searched.told(matter))


def _add(matter: Matter, filed: Iterable[str] = (), told: Iterable[str] = ()) -> None:
    filed, told = list(filed), list(told)
    row = SearchText.objects.filter(matter=matter).first() if filed or told else None
    if row is not None:
        lines, known = row.shown.split("\n"), row.text.count("\n") + 1
        _fill(row, [*lines[:known], *filed], [*lines[known:], *told]).save()


def _line(told: searched.Told) -> str:
    kind, said = told
    return f"{kind}\t{tidy(said)}"


def _within(told: Iterable[str]) -> Iterator[str]:
    """These lines, of enclosed files as much as is searched of all together: an index holds only so many words."""
    room, mark = TEXT.indexed, f"{searched.ENCLOSED}\t"
    for line in told:
        if not line.startswith(mark):
            yield line
        elif room > 0:
            yield line[: len(mark) + room]
            room -= len(line) - len(mark)


def _fill(row: SearchText, filed: Iterable[str], told: Iterable[str]) -> SearchText:
    """The entry with these lines, in order and without repeats, as they were written and as the search compares them."""
    text, papers = (
        "\n".join(lines)
        for lines in (dict.fromkeys(filter(None, filed)), _within(dict.fromkeys(filter(None, told))))
    )
    written = f"{text}\n{papers}"
    row.text, row.papers = simplified(text), simplified(papers)
    row.written = "" if written == row.compared else written
    row.words = words("\n".join([row.text, *map(said_of, row.papers.split("\n"))]))
    return row
