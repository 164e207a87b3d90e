"""Who takes an accusation, and what others may read of it (《信访工作条例》第三十条、第四十六条第五项)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from lianxin.models import ComplainedOf, Event, Link, Matter, Organ, Posting
from lianxin.queries.directory import in_force, petition_offices, tree_on
from lianxin.queries.dossier import Dossier
from lianxin.rules import jurisdiction
from lianxin.rules.codes import MatterLink, OrganLevel
from lianxin.rules.permissions import Actor


def accused_organs(matter: Matter) -> frozenset[int]:
    """The organs complained of in a matter."""
    rows = ComplainedOf.objects.filter(matter=matter).exclude(organ=None)
    return frozenset(rows.values_list("organ_id", flat=True))


def organs_of_accused(matter: Matter, day: date) -> frozenset[int]:
    """第三十条: 被检举、控告的人员或者单位; a person's own organ must not hold what is said of them."""
    accounts = ComplainedOf.objects.filter(matter=matter).exclude(account=None).values("account")
    return frozenset(
        Posting.objects.filter(in_force(day), account__in=accounts).values_list("organ_id", flat=True)
    )


def desk_for(organ_id: int, accused: Collection[int], day: date) -> Organ | None:
    """Who takes an accusation that reached this organ: itself if it can, else the nearest petition office outside
    all that is accused, else the highest discipline organ outside it. None where the tree has nobody left.
    """
    tree, offices = tree_on(day), petition_offices(day)
    barred = jurisdiction.below(accused, tree)
    here = Organ.objects.get(pk=organ_id)
    if here.line == "DISCIPLINE" and organ_id not in barred:
        return here
    refuge = jurisdiction.refuge(organ_id, accused, tree, offices)
    if refuge is not None:
        return here if refuge == organ_id else Organ.objects.get(pk=refuge)
    left = Organ.objects.filter(in_force(day), line="DISCIPLINE").exclude(pk__in=barred)
    return min(left, key=lambda row: (OrganLevel[row.level].rank, row.code), default=None)


def history_for(actor: Actor, dossier: Dossier) -> list[Event]:
    """The events of a matter that this person may read: whoever stands under the accused does not learn that an
    accusation was split off.
    """
    if not actor.posts or all(event.action != "SPLIT" for event in dossier.history):
        return dossier.history
    split = Link.objects.filter(earlier=dossier.matter, kind=MatterLink.SPLIT_FROM).values("later")
    about = ComplainedOf.objects.filter(matter__in=split)
    mine = about.filter(organ__in=actor.lineage) | about.filter(account__isnull=False, account=actor.account)
    hides = mine.exists()
    return [event for event in dossier.history if not (hides and event.action == "SPLIT")]
