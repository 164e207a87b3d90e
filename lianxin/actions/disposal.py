"""Dispose of a file after its time, by two people: what it says is erased, that it was there and its proofs stay.

An event keeps who, what, when and under which article; its facts and its salt go, so that the leaf in the public log
stands and can be opened by nobody (docs/ledger.md, "Erasure").
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from django.db import transaction

from lianxin.actions import repeats_index, search_index, suggestions
from lianxin.actions.change import Change
from lianxin.models import (
    ArchivePackage,
    Attachment,
    ComplainedOf,
    Document,
    Event,
    Invitation,
    Link,
    Matter,
    Outbox,
    PaperCopy,
    Party,
    Publication,
    Rating,
    Reading,
    Recusal,
    Request,
    Service,
    Submission,
    Task,
    Turn,
)
from lianxin.queries.archives import package_of, place_of
from lianxin.queries.attachments import place_of as place_of_file
from lianxin.rules.codes import MatterLink
from lianxin.rules.states import STATES, State
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

CHINA = ZoneInfo("Asia/Shanghai")
GONE = "〔已销毁〕"


def propose(change: Change) -> None:
    """Refused while another matter that is still handled rests on this one."""
    matter = change.matter
    ties = Link.objects.filter(undone_at=None)
    near = chain(
        ties.filter(earlier=matter).values_list("later__number", "later__state"),
        ties.filter(later=matter).values_list("earlier__number", "earlier__state"),
    )
    running = [number for number, state in near if STATES[State(state)].is_open]
    if running:
        change.refuse("reason", _("{number}还在办理，和本件关联，不能销毁"), number=running[0])


def dispose(change: Change) -> None:
    """The certificate is the last thing written; then the content goes."""
    propose(change)
    kept, until = change.dossier.retention, change.dossier.keep_until
    change.paper_body = {
        "matter_no": change.matter.number,
        "kept_under": str(Said(_("{what}，{years}年"), {"what": kept.label, "years": kept.years})),
        "kept_until": until.isoformat() if until else "", "signature": _signed(change),
    }  # fmt: skip
    change.after.append(lambda: erase(change.matter, change.event, on=change.at))


def _signed(change: Change) -> str:
    """The two people: who proposed it, who carried it out."""
    proposed = [event for event in change.dossier.history if event.action == "PROPOSE_DISPOSAL"]
    two = {"first": proposed[-1].actor if proposed else "—", "second": change.actor.name}
    return str(Said(_("{first}（提出）、{second}（执行）"), two))


def erase(matter: Matter, last: Event, *, on: datetime) -> None:
    """Everything that tells of people or of what happened, but for the event of the disposal and its certificate.

    What was joined to the matter was answered with it, and goes with it.
    """
    ties = Link.objects.filter(earlier=matter, kind=MatterLink.SAME_MATTER, undone_at=None)
    for each in Matter.objects.filter(pk__in=ties.values("later")):
        _erase(each, last, on)
        each.save(update_fields=["title", "handler", "disposed_on"])
    _erase(matter, last, on)


def _erase(matter: Matter, last: Event, on: datetime) -> None:
    filed = list(Submission.objects.filter(matter=matter).values_list("pk", flat=True))
    search_index.remove(matter)
    repeats_index.erase(matter)
    _erase_history(matter, last)
    _erase_filed(filed)
    _erase_around(matter)
    _erase_files(matter, filed, on)
    matter.title, matter.handler, matter.disposed_on = GONE, None, on.astimezone(CHINA).date()


def _erase_history(matter: Matter, last: Event) -> None:
    before = Event.objects.filter(matter=matter).exclude(pk=last.pk)
    before.update(facts={}, salt=b"")
    papers = Document.objects.filter(matter=matter)
    # Nobody may sign, or take back, what is still in the making.
    papers.exclude(state=Document.ISSUED).delete()
    papers.exclude(event=last).update(body={})
    Service.objects.filter(document__matter=matter).update(proof={})
    Task.objects.filter(matter=matter).update(text="", facts={}, answer="", earlier={}, evidence="")


def _erase_filed(filed: list[int]) -> None:
    Submission.objects.filter(pk__in=filed).update(
        title=GONE, content="", sealed_content="", asked={}, enclosed={}, content_salt=b"", addressee="",
        query_hash="", account=None,
    )  # fmt: skip
    blank = dict.fromkeys(("name", "phone", "id_number", "address", "email"), "")
    blank |= dict.fromkeys(("name_index", "phone_index", "id_index"), "")
    Party.objects.filter(submission__in=filed).update(**blank)
    Request.objects.filter(submission__in=filed).update(text="")
    Rating.objects.filter(submission__in=filed).update(text="")
    Invitation.objects.filter(submission__in=filed).delete()


def _erase_around(matter: Matter) -> None:
    ComplainedOf.objects.filter(matter=matter).update(name="")
    Recusal.objects.filter(matter=matter).update(ground="")
    Outbox.objects.filter(matter=matter).update(address="", said={})
    suggestions.forget_words(matter)
    Reading.objects.filter(matter=matter).update(purpose="")
    Turn.objects.filter(matter=matter).update(visitor={}, topic="", answer="", code_hash="")
    Publication.objects.filter(matter=matter).update(
        state=Publication.ENDED, title=GONE, question="", answer=""
    )
    Link.objects.filter(later=matter).update(before={})


def _erase_files(matter: Matter, filed: list[int], on: datetime) -> None:
    """Rows without their digest; the bytes go once all is written, where no other row needs them, else by the nightly sweep."""
    rows = Attachment.objects.filter(submission__in=filed)
    digests = set(rows.exclude(digest="").values_list("digest", flat=True))
    rows.update(name="", digest="", size=0, text="")
    copies = PaperCopy.objects.filter(document__matter=matter)
    digests.update(copies.values_list("digest", flat=True))
    copies.delete()
    kept = set(Attachment.objects.filter(digest__in=digests).values_list("digest", flat=True))
    gone = [place_of_file(digest) for digest in digests - kept]
    package = package_of(matter)
    if package is not None:
        gone.append(place_of(package))
    for place in gone:
        transaction.on_commit(partial(place.unlink, missing_ok=True))
    ArchivePackage.objects.filter(matter=matter, gone_at=None).update(gone_at=on)


EFFECTS = {"PROPOSE_DISPOSAL": propose, "DISPOSE": dispose}
