"""Open what is logged when it is opened: a file, a person's data, a look-up. The record is written first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.models import Attachment, Matter, Party, Reading, Submission
from lianxin.queries.access import NotAllowed, NotFound, has_unsealed, matter_for
from lianxin.queries.attachments import attachment_for, content
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import MatterFile, PaperPage, letters, matter_file, paper_page, read_lately
from lianxin.queries.people import Earlier, PersonCard, earlier, revealable, sought, uncovered
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.identity import BadEntry
from lianxin.rules.permissions import Verdict
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

LONGEST = 200
REFUSED = Verdict(False, Said(GROUNDS["NO_REVEAL"].text), GROUNDS["NO_REVEAL"].article)


class Entry(NamedTuple):
    """A registration in the making: the mark under which it will be filed, and what the person says so far."""

    mark: str
    words: str


def open_file(actor: Actor, number: str, *, at: datetime, readers: bool = False) -> MatterFile:
    """The file of a matter, recorded as read once per person and hour. Raises NotFound."""
    file = matter_file(actor, number, at=at, on=local_day(at), readers=readers)
    if not file.read_lately:
        record(actor, file.matter, "FILE", "", at)
    return file


def open_letters(file: Dossier, actor: Actor, *, at: datetime) -> list[tuple[Submission, list[Attachment]]]:
    """What was filed, to be read beside a step's form; recorded as the file is."""
    if not read_lately(file.matter, at):
        record(actor, file.matter, "FILE", "", at)
    return letters(file)


def open_attachment(actor: Actor, number: str, pk: int, *, at: datetime) -> tuple[Attachment, bytes]:
    """A file enclosed with a matter this person may see, every time recorded. Raises NotFound, FileLost."""
    matter, row = attachment_for(actor, number, pk, on=local_day(at))
    record(actor, matter, "ATTACHMENT", f"#{row.pk}", at)
    return row, content(row)


def open_text(actor: Actor, number: str, pk: int, *, at: datetime) -> tuple[Matter, Attachment]:
    """What could be read of a file, for who may open the file, every time recorded. Raises NotFound."""
    matter, row = attachment_for(actor, number, pk, on=local_day(at))
    if not row.has_text:
        raise NotFound(number)
    record(actor, matter, "ATTACHMENT", f"#{row.pk}", at)
    return matter, row


def reveal(actor: Actor, number: str, party: int, *, purpose: str, at: datetime) -> PersonCard:
    """One person in full, after the purpose has been recorded. Raises NotFound, NotAllowed, Invalid."""
    on = local_day(at)
    matter = matter_for(actor, number, on=on)
    file = Dossier(matter, on)
    person = Party.objects.filter(pk=party, submission__in=[row.pk for row in file.filed]).first()
    if person is None:
        raise NotFound(number)
    fields = revealable(actor, file, sealed=matter.sealed, unsealed=has_unsealed(matter))
    if not fields:
        raise NotAllowed(REFUSED)
    record(actor, matter, "REVEAL", stated(purpose), at)
    return uncovered(person, fields)


def addressed(actor: Actor, number: str, paper: int, *, purpose: str, at: datetime) -> PaperPage:
    """A paper with its addressees' names in full, after the purpose has been recorded. Raises as `reveal`."""
    page = paper_page(actor, number, paper, on=local_day(at), names=True)
    if not page.may_reveal:
        raise NotAllowed(REFUSED)
    record(actor, page.matter, "REVEAL", stated(purpose), at)
    return page


def look_up(actor: Actor, typed: Sequence[str], entry: Entry, *, purpose: str, at: datetime) -> list[Earlier]:
    """Earlier submissions of the people in an entry, by their exact phone or ID numbers.

    Recorded: the purpose, the entry, how many were found, and a keyed trace of each number. Raises Invalid.
    """
    why = stated(purpose)
    if not typed:
        raise Invalid({"number": Said(_("先写上信访人的电话或者身份证号码，再查以前的来件"))})
    if not entry.words.strip() or not entry.mark:
        raise Invalid({"content": Said(_("先记下这次反映的情况，再查以前的来件"))})
    try:
        people = list(dict.fromkeys(map(sought, typed)))
    except BadEntry as fault:
        raise Invalid({"number": fault.said}) from None
    found = list(dict.fromkeys(row for each in people for row in earlier(actor, each, on=local_day(at))))
    Reading.objects.create(
        account_id=actor.account or 0, at=at, what="LOOKUP", purpose=why, entry=entry.mark[:80],
        sought=[each.trace for each in people], found=len(found),
    )  # fmt: skip
    return found


def stated(typed: str) -> str:
    """A purpose on one line. Raises Invalid (purpose)."""
    purpose = " ".join(typed.split())
    if not purpose:
        raise Invalid({"purpose": Said(_("请写明为什么需要查看"))})
    if len(purpose) > LONGEST:
        raise Invalid({"purpose": Said(_("理由最多写{most}个字"), {"most": LONGEST})})
    return purpose


def record(actor: Actor, matter: Matter | None, what: str, purpose: str, at: datetime) -> None:
    """Write down that a person opened something, what and why."""
    Reading.objects.create(matter=matter, account_id=actor.account or 0, at=at, what=what, purpose=purpose)
