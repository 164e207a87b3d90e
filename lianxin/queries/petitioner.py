"""Who a petitioner is, and the file behind their own number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianxin.models import Account, Invitation, Link, Mandate, Matter, Submission
from lianxin.queries.access import NotFound, filed_by
from lianxin.queries.dossier import Dossier
from lianxin.queries.prepared import Prepared
from lianxin.rules.codes import MatterLink
from lianxin.rules.facts import Actor, Authority
from lianxin.rules.mandates import acts_of
from lianxin.rules.privacy import mask_name
from lianxin.rules.states import State


def petitioner(
    account: int | None, name: str, proved: frozenset[int], mandates: frozenset[int] = frozenset(),
    *, on: date | None = None,
) -> Actor:  # fmt: skip
    """Whoever has proved these submissions, with all their account filed; what was split off one goes with it.

    As an agent they follow what the `mandates` they proved, and those of their account, cover on the day `on`.
    """
    mine = set(proved)
    if account is not None:
        mine |= set(Account.objects.get(pk=account).submissions.values_list("pk", flat=True))
    if proved:
        codes = Submission.objects.filter(pk__in=proved).values("query_hash")
        mine |= set(Submission.objects.filter(query_hash__in=codes).values_list("pk", flat=True))
    held = _authorities(account, mandates, on) if on and (mandates or account is not None) else []
    held = [authority for authority in held if authority.submission not in mine]
    mine |= {authority.submission for authority in held}
    return Actor(account, name, submissions=frozenset(mine), authorities=tuple(held))


def _authorities(account: int | None, mandates: frozenset[int], on: date) -> list[Authority]:
    wanted = Q(pk__in=mandates) if account is None else Q(pk__in=mandates) | Q(account=account)
    rows = Mandate.objects.filter(wanted, revoked_on=None, from_on__lte=on, until__gte=on).select_related(
        "party"
    )
    return [Authority(m.pk, m.submission_id, acts_of(m.scope), mask_name(str(m.party.name))) for m in rows]


def invited_to(digest: str, *, on: date) -> Matter | None:
    """The matter to which a link with this digest invites on that day; where that was joined itself, its lead."""
    found = (
        Invitation.objects.filter(digest=digest, expires_on__gte=on).select_related("matter__office").first()
    )
    if found is None or found.matter.state != State.JOINED:
        return found.matter if found else None
    link = Link.objects.filter(later=found.matter, kind=MatterLink.SAME_MATTER, undone_at=None)
    return link.select_related("earlier__office").get().earlier


def title_of(lead: Matter) -> str:
    """The title as its writer gave it, also where it waits behind the wall."""
    return lead.title or lead.submissions.order_by("pk")[0].as_filed.partition("\n")[0]


@dataclass(frozen=True)
class Followed:
    """A petitioner's submission, its own file, and the file it is handled in (the lead's if joined)."""

    asker: Actor
    submission: Submission
    own: Dossier
    lead: Dossier

    @property
    def joined(self) -> bool:
        return self.own is not self.lead

    @property
    def sealed(self) -> bool:
        """Whether it is told of as behind the wall: then no organ is named.

        What only read like an accusation is told of as it was filed, until a person says that it is one.
        """
        return (self.own.sealed or self.lead.sealed) and not self.own.only_suspected

    @property
    def actor(self) -> Actor:
        """The petitioner as the author of this one submission: of several in one matter, rights are separate."""
        held = self.asker.authority_for(self.submission.pk)
        return Actor(
            self.asker.account, self.asker.name, submissions=frozenset({self.submission.pk}),
            authorities=(held,) if held else (),
        )  # fmt: skip


_NUMBERED = Prepared(lambda number: Submission.objects.filter(number=number).select_related("office"), str)


def followed(actor: Actor, number: str, *, on: date) -> Followed:
    """The file behind a petitioner's own number. Raises NotFound for any other number."""
    found = next(iter(_NUMBERED(number)), None)
    matter = filed_by(actor, found.pk) if found else None
    if found is None or matter is None:
        raise NotFound(number)
    own = Dossier(matter, on)
    if own.state is not State.JOINED:
        return Followed(actor, found, own, own)
    link = Link.objects.filter(later=matter, kind=MatterLink.SAME_MATTER, undone_at=None)
    lead = link.select_related("earlier__owner", "earlier__office").get().earlier
    return Followed(actor, found, own, Dossier(lead, on))
