"""What of an ordinary matter a search looks through: only what everybody who sees the matter reads on its file.

Searched: number, title, letters, requests, what the petitioner added; the text of the files enclosed; of each issued
paper its number and its own words (`rules.paper_parts.SEARCHED`); written answers. Not searched, and why:

- drafts, also checked ones: they are nobody's word yet, and are open to change;
- names, addresses, phones, signatures: who is meant is masked on the paper too, and no search looks for people;
- papers that judge a person (`rules.papers.ABOUT_PEOPLE`): no search must gather them by a name;
- what stood on file before an accusation was split off or a seal lifted: nobody has sifted its words (第三十条);
- standing sentences and what a paper repeats from elsewhere on file: they would be found in every matter;
- ratings, notes of a check, readings, recusals: not on the page of everybody;
- files of a disposed matter, of one behind the wall, sounds, pictures in which no text was found. Of a scanned letter
  what a clerk confirmed as its text; of a mail what was filed of it;
- sealed matters, and files whose time has passed and which were destroyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Max

from lianxin.models import Attachment, Document, Event, Matter, Request, Submission
from lianxin.queries.dossier import Dossier
from lianxin.queries.sealed import WALLS, unsifted
from lianxin.rules.attachments import NO_TEXT
from lianxin.rules.paper_parts import PARTS, SEARCHED, STANDING
from lianxin.rules.papers import ABOUT_PEOPLE
from lianxin.text.redact import strip

ANSWERS = {  # steps that answer in writing, and the fields of the answer
    "CO_ANSWER": ("answer",),
    "ANSWER_QUESTION": ("answer",),
    "ANSWER_TASK": ("answer", "responsibility"),
    "ANSWER_LETTER": ("answer", "responsibility"),
}
_SAID = frozenset({PARTS["answer"], PARTS["law"]})  # of the answer to each request
_SAME = frozenset(STANDING.values())

ENCLOSED = "FILE"  # the kind of a line that holds the text of an enclosed file

Told = tuple[str, str]  # (kind of paper, step of the answer or ENCLOSED, words)


def filed(matter: Matter, *, on: date) -> list[str]:
    """What the petitioners of a matter wrote, as of day `on`: letters, requests, and what was added and may be read."""
    letters = Submission.objects.filter(matter=matter).order_by("registered_at", "pk")
    asked = Request.objects.filter(matter=matter).order_by("position")
    dossier = Dossier(matter, on)
    closed = unsifted(dossier)
    added = (e for e in dossier.history if e.action == "SUPPLEMENT" and e not in closed)
    written = [text for row in letters.values_list("title", "content") for text in row]
    return [*written, *(str(row.text) for row in asked), *(str(e.facts.get("content", "")) for e in added)]


def told(matter: Matter) -> list[Told]:
    """The words of a matter's files, and of its papers and answers since it was last sifted, in the order of their coming."""
    events = Event.objects.filter(matter=matter)
    since = events.filter(action__in=WALLS).aggregate(last=Max("seq"))["last"] or 0
    issued = Document.objects.filter(matter=matter, state=Document.ISSUED, event__seq__gt=since)
    papers = list(issued.select_related("event").order_by("event__seq", "pk"))
    on_paper = [paper.event.pk for paper in papers if paper.event]
    answers = events.filter(action__in=ANSWERS, seq__gt=since).exclude(pk__in=on_paper)
    found = [(p.event.seq, each) for p in papers if p.event for each in of_paper(p)]
    found += [(event.seq, each) for event in answers for each in of_answer(event)]
    found += [(seq, each) for seq, row in _enclosed(matter) for each in of_files([row])]
    return [each for _seq, each in sorted(found, key=lambda pair: pair[0])]


def _enclosed(matter: Matter) -> Iterator[tuple[int, Attachment]]:
    """The files of a matter with a text, and at which of its events they came: those since its last split, and what
    came with it from the matter it was split off.
    """
    split = Event.objects.filter(matter=matter, action="SPLIT").aggregate(last=Max("seq"))["last"] or 0
    rows = Attachment.objects.filter(submission__matter=matter).exclude(unread__in=NO_TEXT)
    for row in rows.select_related("event"):
        own = row.event is not None and row.event.matter_id == matter.pk
        if row.event is None or not own or row.event.seq > split:
            yield row.event.seq if row.event is not None and own else 0, row


def of_files(rows: Iterable[Attachment]) -> Iterator[Told]:
    """The texts of enclosed files without the people in them: a list of signers makes no search for people."""
    return ((ENCLOSED, strip(row.text)) for row in rows if row.text)


def of_paper(paper: Document) -> Iterator[Told]:
    """An issued paper's number and its own words."""
    issued = paper.body.get("as_issued")
    if paper.kind in ABOUT_PEOPLE or not issued:
        return
    facts = sorted(issued["facts"].items())  # as it was written and as it is kept, in the same order
    said = (text for key, text in facts if key in SEARCHED and text not in _SAME)
    answers = (text for group in issued["answers"] for label, text in group if label in _SAID)
    words = " ".join(dict.fromkeys(filter(None, (paper.number, *said, *answers))))
    if words:
        yield paper.kind, words


def of_answer(event: Event) -> Iterator[Told]:
    """The words of an answer that no paper holds."""
    said = (str(event.facts.get(name) or "") for name in ANSWERS.get(event.action, ()))
    if words := " ".join(filter(None, said)):
        yield event.action, words
