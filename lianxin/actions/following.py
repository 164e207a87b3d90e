"""After filing: sign for a paper online, correct one's data, a new query code, an account, a report of retaliation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lianxin.actions.change import Change
from lianxin.actions.opinion import deliver
from lianxin.actions.service import refuse_too_late
from lianxin.models import Link, Submission
from lianxin.models.fields import blind
from lianxin.queries.petitioner import Followed
from lianxin.rules import identity
from lianxin.rules.codes import Channel, MatterLink, Purpose, Role
from lianxin.rules.privacy import is_masked
from lianxin.rules.steps import Method
from lianxin.rules.wording import gettext_noop as _

if TYPE_CHECKING:  # intake leads back here through `perform`
    from lianxin.actions.intake import Registered


def confirm_receipt(change: Change) -> None:
    """Consent and receipt in one act: service by electronic means, effective today (参照《民事诉讼法》第九十条)."""
    row, paper = change.speaker(), change.dossier.governing
    if paper is None or row not in change.dossier.to_serve:
        change.refuse("agree", _("没有等您签收的文书"))
    refuse_too_late(change, "agree", change.today, [row])
    change.given |= {
        "recipients": [row.number],
        "method": Method.ELECTRONIC,
        "served_on": change.today.isoformat(),
    }
    deliver(change, paper, Method.ELECTRONIC, change.today, [row])


def _email(typed: str) -> str:
    if "@" not in typed or " " in typed:
        raise identity.BadEntry(_("邮箱地址里要有“@”，例如 name@example.cn"))
    return typed


READERS: dict[str, Callable[[str], str]] = {"phone": identity.phone, "address": str.strip, "email": _email}


def correct_contact(change: Change) -> None:
    """Neither the old nor the new data stand in the event: only which were corrected."""
    row = change.speaker()
    person = row.parties.filter(left_on=None).exclude(role="AGENT").order_by("pk").first()
    typed = {name: change.text(name) for name in READERS if change.text(name)}
    if person is None:
        change.refuse("phone", _("匿名的没有登记联系方式，不用更正"))
    if not typed:
        change.refuse("phone", _("请至少填一项要更正的"))
    for name, value in typed.items():
        if is_masked(value):
            change.refuse(name, _("这里显示的是遮盖后的内容，请填写完整内容"))
        try:
            setattr(person, name, READERS[name](value))
        except identity.BadEntry as fault:
            change.refuse(name, fault.said.template, **fault.said.values)
    person.phone_index = blind("phone", str(person.phone))
    person.save(update_fields=[*typed, "phone_index"])
    change.given = {"corrected": sorted(typed)}


def renew_code(change: Change) -> None:
    """A new code for who proved who they are at the window; what was split off goes with the same code."""
    from lianxin.actions.intake import renew_query_code

    row = Submission.objects.get(pk=change.keys["for_whom"])
    if row.anonymous:
        change.refuse("for_whom", _("匿名的无法核对身份，不能换发"))
    # The code opens who wrote it, which 第三十条 leaves to the custodian. What was split off behind the wall keeps its
    # old code, in silence: a refusal would tell the window that there is something.
    keeps = change.actor.has(Role.CUSTODIAN)
    if row.matter.sealed and not keeps:
        change.refuse("for_whom", _("密件的查询码打开就能看到是谁写的，只能由身份保管员换发"))
    same = Submission.objects.filter(query_hash=row.query_hash)
    same = same if keeps else same.filter(matter__sealed=False)
    first = same.order_by("pk")[0]
    twins = list(same.exclude(pk=first.pk).values_list("pk", flat=True))
    change.event.handed_out = renew_query_code(first)
    Submission.objects.filter(pk__in=twins).update(query_hash=first.query_hash, query_expires_on=None)
    change.given["recipients"] = [row.number]
    change.submission = row


def link_account(change: Change) -> None:
    row = change.speaker()
    row.account_id = change.actor.account
    row.save(update_fields=["account"])


@dataclass(frozen=True)
class Retaliation:
    """What is reported, and whether the name is to be left out this time."""

    content: str
    person: str = ""
    anonymous: bool = False
    key: str = ""


def report_retaliation(file: Followed, told: Retaliation, *, at: datetime) -> Registered:
    """第十八条、第四十六条: a sealed matter against the organ that has this one, so with a desk outside it, tied to
    this one from behind the wall; nothing is written where that organ could read it. Raises Invalid.
    """
    from lianxin.actions.filing import Filing, Person
    from lianxin.actions.intake import register

    row, lead = file.submission, file.lead.matter
    people = [] if told.anonymous or row.anonymous else row.parties.filter(left_on=None).exclude(role="AGENT")
    filing = Filing(
        office=row.office.code, channel=Channel.WEB, purpose=Purpose.ACCUSATION, title="", content=told.content,
        people=tuple(
            Person(name=p.name, phone=p.phone, id_number=p.id_number, address=p.address, email=p.email)
            for p in people
        ),
        anonymous=not people, complained_organ=lead.owner.code, complained_person=told.person,
        external_id=told.key,
    )  # fmt: skip
    with transaction.atomic():
        made = register(filing, actor=file.asker, at=at)
        if not made.again:
            Link.objects.create(later=made.submission.matter, earlier=lead, kind=MatterLink.RETALIATION_OVER)
    return made


EFFECTS = {
    "CONFIRM_RECEIPT": confirm_receipt,
    "CORRECT_CONTACT": correct_contact,
    "RENEW_CODE": renew_code,
    "LINK_ACCOUNT": link_account,
}
