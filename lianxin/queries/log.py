"""Read the public log: its keys, its newest head, what a leaf commits to, and the receipt of a submission."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Q

from lianxin.ledger.checkpoint import InclusionProof
from lianxin.ledger.leaf import Leaf as Entry
from lianxin.ledger.note import Verifier, from_base64, to_base64
from lianxin.ledger.opening import kept_hash, told_salt
from lianxin.ledger.receipt import Promise as Promised
from lianxin.ledger.receipt import Receipt, Step, content_hash, extend, is_spoken_code
from lianxin.ledger.receipt_file import content_copy
from lianxin.ledger.tiles import DirectoryStore, TiledTree, TileMissing
from lianxin.models import Checkpoint, Event, Leaf, Promise, Submission
from lianxin.queries.access import NotFound
from lianxin.queries.prepared import Prepared
from lianxin.rules.steps import STEPS, Seat

CHINA = ZoneInfo("Asia/Shanghai")
PUBLIC_KEYS, CHECKPOINT = "log.public", "checkpoint"
TOLD_AT_FILING = ("number", "content")


def origin() -> str:
    """The name of this office's log."""
    return str(settings.LOG_ORIGIN)


def store() -> DirectoryStore:
    """The tiles of the log, as they are served."""
    return DirectoryStore(settings.LOG_DIR)


def verifiers() -> list[Verifier]:
    """Every key this log ever signed with, newest first; none before the first filing. Raises NotAKey."""
    path = settings.LOG_KEYS / PUBLIC_KEYS
    return [Verifier.parse(line) for line in path.read_text().split()] if path.exists() else []


def witnesses() -> list[Verifier]:
    """The witnesses whose cosignatures this office shows. Raises NotAKey."""
    return [Verifier.parse(vkey) for vkey in settings.LOG_WITNESS_KEYS]


def newest() -> Checkpoint | None:
    """The newest signed head."""
    return Checkpoint.objects.order_by("-size").first()


def signed_by(end: datetime) -> Checkpoint | None:
    """The newest head signed before a moment."""
    return Checkpoint.objects.filter(signed_at__lt=end).order_by("-size").first()


def checkpoint_at(size: int) -> Checkpoint | None:
    """The head over exactly that many leaves, if one was signed."""
    return Checkpoint.objects.filter(size=size).first()


def sequenced() -> int:
    """How many leaves have their place in the tree."""
    last: int | None = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def waiting() -> int:
    """How many leaves have no place in the tree yet."""
    return Leaf.objects.filter(index=None).count()


def told(event: Event, number: str) -> dict[str, object]:
    """What the leaf of an event commits to: what may be told, and the hash of what is kept to the office."""
    # Only of the filing: what an officer writes as "content" of evidence is the office's.
    open_too = TOLD_AT_FILING if event.action == "REGISTER" else ()
    kept = {name: value for name, value in event.facts.items() if name not in ("shown", *open_too)}
    return {
        "matter": number,
        "seq": event.seq,
        "action": event.action,
        "article": event.article,
        "at": event.at.astimezone(CHINA).isoformat(timespec="seconds"),
        "organ": event.organ_id,
        "from": event.from_state,
        "to": event.to_state,
        "shown": event.facts.get("shown", {}),
        "kept": to_base64(kept_hash({"actor": event.actor_id, "facts": kept}, bytes(event.salt))),
        **{name: event.facts[name] for name in open_too if name in event.facts},
    }


def content_of(row: Submission) -> dict[str, object]:
    """What was filed, in the canonical form that the receipt's hash covers."""
    content: dict[str, object] = {"number": row.number, "words": row.as_filed, "requests": list(row.asked)}
    # Only where there are any: a filing without files is hashed as it was before there could be some.
    return {**content, "attachments": list(row.enclosed)} if row.enclosed else content


def content_digest(row: Submission) -> bytes:
    """The salted hash of what was filed, as it stands on the receipt; empty once the salt is erased."""
    return content_hash(content_of(row), bytes(row.content_salt)) if row.content_salt else b""


def own_copy(row: Submission) -> dict[str, object]:
    """The petitioner's own copy of what was filed, with the salt that opens its hash. Raises NotFound if sealed."""
    given = promise_of(row)
    # Words since moved behind the wall are not what was hashed; a copy that would not verify helps nobody.
    if given is None or promised(given).promise.content != content_digest(row):
        raise NotFound(row.number)
    return content_copy(content_of(row), bytes(row.content_salt))


def entry_of(leaf: Leaf) -> Entry:
    """The leaf as the log holds it."""
    return Entry(bytes(leaf.commitment), bytes(leaf.link), leaf.hour)


def promise_of(submission: Submission) -> Promise | None:
    """What was signed at filing."""
    return next(iter(_PROMISE(submission.pk)), None)


_PROMISE = Prepared(lambda pk: Promise.objects.filter(submission=pk).select_related("leaf"))


def promises_with(code: str) -> list[Promise]:
    """The promises a spoken code may mean, almost always one; none for a code with a slip in it."""
    if not is_spoken_code(code):
        return []
    digits = "".join(char for char in code if char.isdigit())
    grouped = "-".join(digits[place : place + 4] for place in range(0, 16, 4))
    return list(Promise.objects.filter(code=grouped).select_related("leaf", "submission"))


def held(number: str, *, submissions: frozenset[int], account: int | None, since: datetime) -> Submission:
    """The submission, for who filed it, or for the clerk who registered it since that moment. Raises NotFound."""
    mine = Q(pk__in=submissions)
    if account is not None:
        mine |= Q(registered_by=account, registered_at__gte=since)
    row = Submission.objects.filter(mine, number=number).select_related("matter", "office").first()
    if row is None:
        raise NotFound(number)
    return row


def promise_numbered(number: str) -> Promise | None:
    """What was signed for the submission with this number."""
    return Promise.objects.filter(submission__number=number).select_related("leaf").first()


def promises_numbered(numbers: Iterable[str]) -> list[Promise]:
    """What was signed for these submissions, in the order they are named; nothing where nothing was promised yet."""
    rows = Promise.objects.filter(submission__number__in=(wanted := list(numbers)))
    found = {
        row.submission.number: row for row in rows.select_related("leaf__event", "submission__matter__office")
    }
    return [found[number] for number in wanted if number in found]


def receipt_at_filing(row: Promise, head: Checkpoint | None) -> Receipt:
    """The receipt of the filing alone, with its proof at `head` if there is one: for who took the filing in."""
    receipt, matter = promised(row), row.submission.matter
    is_open = not (receipt.promise.sealed or matter.sealed)
    return extend(receipt, [_step(row.leaf.event, matter.number, _proof(row.leaf, head), is_open=is_open)])


def promised(row: Promise) -> Receipt:
    """The receipt as it was handed out at filing."""
    text, lines = row.note.rsplit("\n\n", 1)
    fields: Mapping[str, object] = json.loads(text.split("\n", 1)[1])
    content = fields.get("content")
    promise = Promised(
        origin=str(fields["origin"]),
        commitment=from_base64(str(fields["commitment"])),
        filed_at=str(fields["filed_at"]),
        include_by=str(fields["include_by"]),
        sealed=bool(fields["sealed"]),
        number=str(fields["number"]) if "number" in fields else None,
        content=from_base64(str(content)) if content else None,
    )
    return Receipt(promise, tuple(lines.splitlines()), (Step(entry_of(row.leaf)),))


def receipt_for(submission: Submission, *, reader: Submission | None = None) -> Receipt | None:
    """The receipt as it stands now, every proof at the newest checkpoint; None where nothing was promised.

    For the `reader` of another submission handled with this one, only what was done to all is open. Raises HistoryBroken where the rows no longer tell the history that was promised.
    """
    row = promise_of(submission)
    if row is None:
        return None
    head, receipt = newest(), promised(row)
    is_open = not (receipt.promise.sealed or submission.matter.sealed)
    steps: list[Step] = []
    for event in Event.objects.filter(matter=submission.matter_id).order_by("seq").select_related("leaf"):
        proof = _proof(event.leaf, head)
        if steps and proof is None:  # only the first step may wait
            break
        steps.append(
            _step(
                event, submission.matter.number, proof, is_open=is_open and _theirs(event, submission, reader)
            )
        )
    return extend(receipt, steps)


def _theirs(event: Event, submission: Submission, reader: Submission | None) -> bool:
    """What another petitioner of the same matter filed, did or was served is sealed in this one's receipt."""
    step = STEPS[event.action]
    if reader is not None and (event.action == "REGISTER" or not _reached(event, reader)):
        return False
    return step.seat is not Seat.PETITIONER or event.submission_id in (None, (reader or submission).pk)


def _reached(event: Event, reader: Submission) -> bool:
    recipients = event.facts.get("recipients")
    return not recipients or reader.number in recipients


def _proof(leaf: Leaf, head: Checkpoint | None) -> InclusionProof | None:
    if head is None or leaf.index is None or leaf.index >= head.size:
        return None
    try:
        hashes = TiledTree(store(), head.size).inclusion(leaf.index)
    except TileMissing:  # the files are being written anew; the promise stands
        return None
    return InclusionProof(leaf.index, tuple(hashes), head.note)


def _step(event: Event, number: str, proof: InclusionProof | None, *, is_open: bool) -> Step:
    read = is_open and bool(event.salt) and STEPS[event.action].public
    return Step(
        leaf=entry_of(event.leaf),
        link_key=bytes(event.leaf.link_key),
        event=told(event, number) if read else None,
        salt=told_salt(bytes(event.salt)) if read else None,
        proof=proof,
    )


def day_of(at: datetime) -> date:
    """The day in China on which a moment falls."""
    return at.astimezone(CHINA).date()
