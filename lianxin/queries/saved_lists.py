"""The filters a person has kept, and those shared at their organs. What a list holds is still what each may see."""

from __future__ import annotations

from django.db.models import Q

from lianxin.models import SavedList
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor

MOST = 12


def saved_lists(actor: Actor) -> list[SavedList]:
    """One's own first, then the organ's."""
    rows = SavedList.objects.filter(Q(account=actor.account) | Q(organ__in=actor.organs))
    found = list(rows.select_related("account", "withdrawn_by"))
    return sorted(found, key=lambda row: row.account_id != actor.account)


def may_withdraw(actor: Actor, row: SavedList) -> bool:
    """Whether this person may end its sharing: the head or the administrator of the organ, of another's filter."""
    return row.account_id != actor.account and row.organ_id in actor.organs_as(Role.ORGAN_HEAD, Role.SYSADMIN)
