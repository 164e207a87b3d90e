"""Numbers and query codes: the next of an office, and those reserved on paper receipts for power cuts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from lianxin.actions.change import next_in
from lianxin.actions.filing import Filing
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.perform import CHINA, local_day
from lianxin.models import Organ, ReservedNumber, Submission
from lianxin.models.fields import blind
from lianxin.queries.access import NotFound
from lianxin.queries.directory import standing_for
from lianxin.queries.numbers import offices_of, printed_by
from lianxin.rules import identity
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

MOST_AT_ONCE, REASON = 60, 200


@dataclass(frozen=True)
class Numbered:
    """A number with what is kept of its query code; the code itself only where it was made just now."""

    number: str
    query_hash: str
    query_code: str = ""
    reserved: ReservedNumber | None = None


@dataclass(frozen=True)
class Blank:
    """What stands on one blank receipt."""

    number: str
    query_code: str


def query_hash(number: str, code: str) -> str:
    """What is kept of a query code: a keyed hash bound to its number."""
    return blind("query", f"{number}:{code}")


def next_number(office: Organ, year: int) -> str:
    """The next number of this office and year, without gaps."""
    return identity.number(office.code, year, next_in(f"submission:{office.code}:{year}"))


def new_code() -> str:
    """A fresh query code."""
    return identity.query_code(secrets.randbelow)


def give(filing: Filing, office: Organ, at: datetime) -> Numbered:
    """The next number, or the reserved one that stands on the paper receipt. Raises Invalid."""
    if filing.reserved:
        return _taken(filing, office, at)
    number, code = next_number(office, local_day(at).year), new_code()
    return Numbered(number, query_hash(number, code), code)


def _taken(filing: Filing, office: Organ, at: datetime) -> Numbered:
    """Raises Invalid for a number that is not this office's to use, or was not yet printed on that day."""
    rows = ReservedNumber.objects.select_for_update(of=("self",)).select_related("office")
    row = rows.filter(number=filing.reserved).first()
    if row is None:
        raise _refused("reserved", _("这个编号不是预留的，请对照纸质凭证"))
    if office.pk not in (row.office_id, standing_for(row.office_id, local_day(at))):
        raise _refused("reserved", _("这个编号是{office}预留的"), office=row.office.name)
    if row.voided_at:
        raise _refused("reserved", _("这个编号已经作废：{reason}"), reason=row.void_reason)
    if row.submission_id:
        raise _refused("reserved", _("这个编号已经补录过，请对照纸质凭证"))
    day = filing.received_on or local_day(at)
    if day < local_day(row.reserved_at):
        raise _refused("received_on", _("这张凭证是{day}印的，不会更早开出"), day=local_day(row.reserved_at))
    if datetime.combine(day, filing.received_time or time.min, CHINA) > at:
        raise _refused("received_time", _("这个时间还没有到，请核对"))
    return Numbered(row.number, row.query_hash, reserved=row)


def _refused(name: str, template: str, **values: object) -> Invalid:
    return Invalid({name: Said(template, values)})


def use(numbered: Numbered, row: Submission) -> None:
    """Tie a reserved number to its submission for good."""
    if numbered.reserved:
        numbered.reserved.submission = row
        numbered.reserved.save(update_fields=["submission"])


def on_paper(filing: Filing) -> dict[str, object]:
    """What the first event says of a late entry: when the paper receipt was written, and that it was one."""
    if not filing.reserved:
        return {}
    written = f"{filing.received_time:%H:%M}" if filing.received_time else ""
    return {"paper_receipt": {"on": str(filing.received_on), "time": written}}


# ---- the block --------------------------------------------------------------------------------------------
def reserve(actor: Actor, office: str, count: int, *, at: datetime) -> list[Blank]:
    """Reserve a block of numbers for blank receipts; their query codes are known here only. Raises Invalid."""
    errors: Errors = {}
    organ = offices_of(actor, on=local_day(at)).filter(code=office).first()
    if organ is None:
        errors["office"] = Said(_("请从列出的选项中选择"))
    if not 1 <= count <= MOST_AT_ONCE:
        errors["count"] = Said(_("一次印1至{most}张"), {"most": MOST_AT_ONCE})
    if organ is None or errors:
        raise Invalid(errors)
    with transaction.atomic():
        blanks = [Blank(next_number(organ, local_day(at).year), new_code()) for _turn in range(count)]
        ReservedNumber.objects.bulk_create(
            ReservedNumber(
                office=organ, number=blank.number, query_hash=query_hash(blank.number, blank.query_code),
                reserved_at=at, reserved_by_id=actor.account or 0,
            )
            for blank in blanks
        )  # fmt: skip
    return blanks


def void(actor: Actor, number: str, reason: str, *, at: datetime) -> None:
    """Void an unused number: a spoilt or lost receipt. Its reason is public. Raises NotFound, Invalid."""
    why = " ".join(reason.split())
    if not why or len(why) > REASON:
        raise _refused("reason", _("请写明为什么作废，最多{most}个字，会计入公开记录"), most=REASON)
    with transaction.atomic():
        rows = ReservedNumber.objects.select_for_update(of=("self",))
        row = rows.filter(number=number, office__in=printed_by(actor, on=local_day(at))).first()
        if row is None:
            raise NotFound(number)
        if row.submission_id or row.voided_at:
            raise _refused("number", _("这个编号已经用过或者作废了"))
        row.voided_at, row.voided_by_id, row.void_reason = at, actor.account, why
        row.save(update_fields=["voided_at", "voided_by", "void_reason"])
