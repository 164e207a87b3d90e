"""Keep a filter of the work list under a name, for oneself or for everybody posted at one's organ."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from lianxin.actions.given import Invalid
from lianxin.models import SavedList
from lianxin.queries.access import NotFound
from lianxin.queries.saved_lists import MOST, may_withdraw, saved_lists
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

LONGEST = SavedList._meta.get_field("name").max_length or 20
LONGEST_ASKED = SavedList._meta.get_field("asked").max_length or 600


def keep(actor: Actor, name: str, asked: str, *, shared: bool) -> SavedList:
    """Keep `asked` (a filter as it stands in the address); the same name again replaces it. Raises Invalid."""
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": Said(_("请给这个筛选起个名字"))})
    if len(name) > LONGEST:
        raise Invalid({"name": Said(_("名字最多{most}个字"), {"most": LONGEST})})
    if not asked or len(asked) > LONGEST_ASKED:
        raise Invalid({"name": Said(_("先按条件查找，再保存"))})
    mine = [row for row in saved_lists(actor) if row.account_id == actor.account and row.name != name]
    if len(mine) >= MOST:
        raise Invalid({"name": Said(_("最多保存{most}个筛选，请先删掉不用的"), {"most": MOST})})
    organ = actor.posts[0].organ if shared else None
    row, _made = SavedList.objects.update_or_create(
        account_id=actor.account or 0, name=name, defaults={
            "asked": asked, "organ_id": organ, "withdrawn_by": None, "withdrawn_at": None,
        },
    )  # fmt: skip
    return row


def drop(actor: Actor, pk: int) -> None:
    """Forget one of this person's own; another's is left as it is."""
    SavedList.objects.filter(Q(account=actor.account), pk=pk).delete()


def withdraw(actor: Actor, pk: int, *, at: datetime) -> None:
    """End the sharing of another's filter, on record; it stays its owner's own. Raises NotFound."""
    row = next((each for each in saved_lists(actor) if each.pk == pk and may_withdraw(actor, each)), None)
    if row is None:
        raise NotFound(str(pk))
    row.organ, row.withdrawn_by_id, row.withdrawn_at = None, actor.account, at
    row.save(update_fields=["organ", "withdrawn_by", "withdrawn_at"])
