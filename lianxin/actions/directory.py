"""Keep the directory: regions, organs and their ties, accounts and postings. Ends, never deletes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.actions.succession import HandedOver, hand_over
from lianxin.models import Account, ApiToken, Organ, Posting, Region, Serial, Tie
from lianxin.queries.directory import DIRECTORY, tree_on
from lianxin.rules import jurisdiction
from lianxin.rules.calendar import ONE_DAY
from lianxin.rules.codes import OrganDuty, OrganLevel, OrganType, Role
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def changed() -> None:
    """What is kept of the directory, and of what organs set for themselves, is read again."""
    # A fresh mark, not a count: after a rollback the next change must not look like the one undone.
    Serial.objects.update_or_create(series=DIRECTORY, defaults={"last": secrets.randbits(62)})


def add_region(code: str, name: str, *, parent: str | None = None) -> Region:
    """A region, or its new name."""
    region, _made = Region.objects.update_or_create(code=code, defaults={"name": name, "parent_id": parent})
    return region


@transaction.atomic
def add_organ(
    *,
    code: str,
    name: str,
    word: str,
    kind: OrganType,
    duty: OrganDuty,
    level: OrganLevel,
    region: str,
    valid_from: date,
    superior: str | None = None,
    reviewer: str | None = None,
    line: str = "",
    short_name: str = "",
    address: str = "",
    phone: str = "",
    hours: str = "",
) -> Organ:
    """A new organ under its superior; `reviewer` names a reviewing organ other than the superior."""
    organ = Organ.objects.create(
        code=code, name=name, short_name=short_name or name[:30], word=word, kind=kind, duty=duty, level=level,
        region_id=region, valid_from=valid_from, line=line, address=address, phone=phone, hours=hours,
    )  # fmt: skip
    if superior:
        tie(code, superior, valid_from=valid_from)
    if reviewer:
        tie(code, reviewer, valid_from=valid_from, kind=Tie.REVIEW)
    changed()
    return organ


@transaction.atomic
def tie(organ: str, above: str, *, valid_from: date, kind: str = Tie.SUPERIOR) -> Tie:
    """Put an organ under another from a day on; an open tie of the same kind ends the day before."""
    row = Organ.objects.get(code=organ)
    before = Tie.objects.filter(organ=row, kind=kind, valid_to=None, valid_from__lt=valid_from)
    before.update(valid_to=date.fromordinal(valid_from.toordinal() - 1))
    changed()
    return Tie.objects.create(
        organ=row, above=Organ.objects.get(code=above), kind=kind, valid_from=valid_from
    )


@transaction.atomic
def end_organ(code: str, *, on: date, successor: str, at: datetime) -> HandedOver:
    """The last day of an organ merged or abolished, and who takes its place (第二十四条); what went over.

    Its posts end, what stood under it stands under the successor, and running periods keep their dates. `on` is not
    later than the day of `at`. Raises Invalid (code, successor, on).
    """
    row, heir = Organ.objects.get(code=code), Organ.objects.get(code=successor)
    _check_succession(row, heir, on, local_day(at))
    row.valid_to, row.successor = on, heir
    row.save(update_fields=["valid_to", "successor"])
    _retie(row, heir, on)
    Posting.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), organ=row).update(valid_to=on)
    changed()
    return hand_over(row, at=at)


def _check_succession(row: Organ, heir: Organ, on: date, today: date) -> None:
    if row.valid_to is not None:
        raise Invalid({"code": Said(_("{organ}已经撤销或者合并"), {"organ": row.name})})
    if not row.valid_from <= on <= today:
        raise Invalid({"on": Said(_("最后一天应在该机关成立之后、今天或今天以前"))})
    if heir == row or heir.valid_from > today or (heir.valid_to is not None and heir.valid_to <= today):
        raise Invalid({"successor": Said(_("承继的应当是现有的另一个机关"))})
    if heir.duty != row.duty or (heir.line == "DISCIPLINE") != (row.line == "DISCIPLINE"):
        raise Invalid(
            {"successor": Said(_("承继的应当是同类机关：信访部门、办理机关、纪检监察机关各自承继"))}
        )


def _retie(row: Organ, heir: Organ, on: date) -> None:
    """What stood under the organ comes under its heir; the heir's own line, if it did, under what stood above."""
    tree = tree_on(on)
    line = {heir.pk, *jurisdiction.above(heir.pk, tree)}
    over = Organ.objects.filter(pk=tree.get(row.pk, 0)).first()
    for below in Tie.objects.filter(above=row, valid_to=None).select_related("organ"):
        above = over if below.organ_id in line else heir
        if above is not None:
            tie(below.organ.code, above.code, valid_from=on + ONE_DAY, kind=below.kind)
    Tie.objects.filter(Q(organ=row) | Q(above=row), valid_to=None).update(valid_to=on)


def add_account(
    username: str, *, name: str, password: str | None = None, encoded: str = "", email: str = ""
) -> Account:
    """A way in for one person; without a password it cannot sign in by one. `encoded` is one already hashed."""
    account = Account(username=username, name=name, email=email, password=encoded)
    if not encoded:
        account.set_password(password)
    account.save()
    return account


def post(username: str, organ: str, role: Role, *, valid_from: date) -> Posting:
    """Give a person a role at an organ from a day on."""
    return Posting.objects.create(
        account=Account.objects.get(username=username),
        organ=Organ.objects.get(code=organ),
        role=role,
        valid_from=valid_from,
    )


def end_posting(posting: Posting, *, on: date) -> None:
    """The last day of a posting; the person keeps their events and loses their access."""
    posting.valid_to = on
    posting.save(update_fields=["valid_to"])


def issue_token(account: Account, label: str, *, expires_on: date) -> str:
    """A new key for machines acting as this account; shown once, kept as a hash."""
    key = "lx_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        account=account, label=label, digest=hashlib.sha256(key.encode()).hexdigest(), expires_on=expires_on
    )
    return key


def revoke_token(token: ApiToken, *, at: datetime) -> None:
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
