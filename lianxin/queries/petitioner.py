"""Who a petitioner is, and the file behind their own number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.models import Account, Link, Submission
from lianxin.queries.access import NotFound, visible
from lianxin.queries.dossier import Dossier
from lianxin.rules.codes import MatterLink
from lianxin.rules.facts import Actor
from lianxin.rules.states import State


def petitioner(account: int | None, name: str, proved: frozenset[int]) -> Actor:
    """Whoever has proved these submissions, with all their account filed; what was split off one goes with it."""
    mine = set(proved)
    if account is not None:
        mine |= set(Account.objects.get(pk=account).submissions.values_list("pk", flat=True))
    if proved:
        codes = Submission.objects.filter(pk__in=proved).values_list("query_hash", flat=True)
        mine |= set(Submission.objects.filter(query_hash__in=list(codes)).values_list("pk", flat=True))
    return Actor(account, name, submissions=frozenset(mine))


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
        """Whether either file is behind the wall; then no organ is named."""
        return self.own.sealed or self.lead.sealed

    @property
    def actor(self) -> Actor:
        """The petitioner as the author of this one submission: of several in one matter, rights are separate."""
        return Actor(self.asker.account, self.asker.name, submissions=frozenset({self.submission.pk}))


def followed(actor: Actor, number: str, *, on: date) -> Followed:
    """The file behind a petitioner's own number. Raises NotFound for any other number."""
    found = (
        Submission.objects.filter(number=number, pk__in=actor.submissions).select_related("office").first()
    )
    if found is None:
        raise NotFound(number)
    matter = visible(actor, on=on).select_related("owner", "office", "sender").get(pk=found.matter_id)
    own = Dossier(matter, on)
    if own.state is not State.JOINED:
        return Followed(actor, found, own, own)
    link = Link.objects.filter(later=matter, kind=MatterLink.SAME_MATTER, undone_at=None)
    lead = link.select_related("earlier__owner", "earlier__office").get().earlier
    return Followed(actor, found, own, Dossier(lead, on))
