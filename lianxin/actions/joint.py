"""A petition of many (《信访工作条例》第二十条): invite by link, join with one's own submission, choose representatives."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lianxin.actions.change import Change
from lianxin.actions.filing import Filing, Person
from lianxin.actions.given import Invalid
from lianxin.actions.triage import merge
from lianxin.models import Invitation, Matter, Party
from lianxin.models.fields import blind
from lianxin.queries import joint
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import law_on
from lianxin.queries.petitioner import invited_to, title_of
from lianxin.rules.acts.shared import LEADS
from lianxin.rules.codes import Channel, Purpose, Relation
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import accuses

if TYPE_CHECKING:  # intake leads back here through `perform`
    from lianxin.actions.intake import Registered

WORN = _("邀请不对，或者已经过期。请向邀请您的人要一个新的")
UNREAD = _("收到来件的机关还没有看完，看过以后，是同一件事的并在一起；两件都照常办理，期限不变")
SAME = _("我和邀请我的人反映的是同一件事，要求也一样。")


def invite(change: Change) -> None:
    row, token = change.speaker(), secrets.token_urlsafe(18)
    expires = change.today + timedelta(days=int(str(change.given["days"])))
    change.show(expires_on=expires.isoformat())
    change.event.handed_out = token
    change.after.append(
        lambda: Invitation.objects.create(
            matter=change.matter, submission=row, digest=_digest(token), expires_on=expires
        )
    )


def _digest(token: str) -> str:
    return blind("invitation", token.strip())


def lead_of(token: str, *, on: date) -> Matter:
    """The matter to which this link invites today. Raises Invalid beside "invitation"."""
    lead = invited_to(_digest(token), on=on)
    if lead is None or lead.state not in LEADS or (lead.sealed and not Dossier(lead, on).only_suspected):
        raise Invalid({"invitation": Said(WORN)})
    return lead


def join(change: Change) -> None:
    lead, own = lead_of(change.text("invitation"), on=change.today), change.speaker()
    change.given = {}  # the link stays with whom it was handed to
    if lead.pk == change.matter.pk or own.matter_id != change.matter.pk:
        change.refuse("invitation", _("您已经在这件事里了"))
    if lead.sealed or change.matter.sealed:
        change.refuse("invitation", UNREAD)
    if (lead.opened_on, lead.pk) > (change.matter.opened_on, change.matter.pk):
        change.refuse("invitation", _("您的这一件收到得更早。请反过来，由您邀请对方加入"))
    merge(change, lead, Relation.DUPLICATE)
    change.matter.joint = True
    Matter.objects.filter(pk=lead.pk).update(joint=True)


def accept(token: str, person: Person, words: str, *, key: str, actor: Actor, at: datetime) -> Registered:
    """Register who comes by a link and join them at once; what `intake.register` gives. Raises Invalid.

    Where nobody has said yet what the lead is, or these words are, it waits behind the wall by itself.
    """
    from lianxin.actions.intake import register
    from lianxin.actions.perform import local_day, perform

    with transaction.atomic():
        lead = lead_of(token, on=local_day(at))
        organ, person_named = _complained_of(lead) if lead.sealed else ("", "")
        filing = Filing(
            office=lead.office.code, channel=Channel.WEB, purpose=Purpose[lead.purpose], title=title_of(lead),
            content=words.strip() or SAME, people=(person,), region=lead.region_id or "", external_id=key,
            requests=tuple(line.text for line in lead.requests.all()),
            held=lead.sealed or accuses(words),  # of an open lead's words somebody has said what they are
            complained_organ=organ, complained_person=person_named,
        )  # fmt: skip
        made = register(filing, actor=actor, at=at)
        if not made.again and not made.submission.held:
            own = Actor(actor.account, actor.name, submissions=frozenset({made.submission.pk}))
            perform(
                made.submission.matter, "JOIN_BY_INVITATION", actor=own, at=at, facts={"invitation": token}
            )
    return made


def _complained_of(lead: Matter) -> tuple[str, str]:
    """Whom the lead complains of, so that what joins it lies in no hands that the lead is kept from."""
    rows = lead.complained_of.select_related("organ", "account").order_by("pk")
    names = [row.account.name if row.account else row.name for row in rows]
    organ = next((row.organ.code for row in rows if row.organ), "")
    return organ, "、".join(filter(None, names))[:100]


# ---- representatives ----------------------------------------------------------------------------------------
def stand(change: Change) -> None:
    if not change.speaker().parties.filter(left_on=None).exclude(role="AGENT").exists():
        change.refuse("agree", _("匿名的不能当代表：代表的姓名要让一起提出的人知道"))


def choose(change: Change) -> None:
    _settle(change, {option: int(option) for option in _picked(change)})


def name(change: Change) -> None:
    rows = {row.number: row.pk for row in change.dossier.filed}
    _settle(change, {number: rows[number] for number in _picked(change)})


def _picked(change: Change) -> list[str]:
    return [str(value) for value in change.given["representatives"]]  # type: ignore[attr-defined]


def _settle(change: Change, chosen: dict[str, int]) -> None:
    """Keep who was chosen, and give their people the role; whoever is not chosen any more loses it."""
    most = int(str(law_on(change.today).switches["max_representatives"]))
    if len(chosen) > most:
        change.refuse_by("representatives", "TOO_MANY", most=most, count=len(chosen))
    change.given = {"chosen": sorted(chosen.values())}
    change.after.append(lambda: _give_roles(change, most))


def _give_roles(change: Change, most: int) -> None:
    history = [*change.dossier.history, change.event]
    now = joint.representatives(history, most)
    ever = {pk for event in history for pk in event.facts.get("chosen", ())}
    people = Party.objects.filter(submission__in=ever, role__in=("PETITIONER", "REPRESENTATIVE"))
    people.exclude(submission__in=now).update(role="PETITIONER")
    people.filter(submission__in=now).update(role="REPRESENTATIVE")


EFFECTS = {
    "INVITE": invite,
    "JOIN_BY_INVITATION": join,
    "STAND": stand,
    "CHOOSE_REPRESENTATIVES": choose,
    "NAME_REPRESENTATIVES": name,
}
