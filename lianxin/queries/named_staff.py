"""Members of staff whom a letter names: put before whoever says whom it complains of, who decides (第二十八条、第三十条)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lianxin.models import Organ, Posting
from lianxin.queries.directory import bare_name, in_force
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import staff_in_reach
from lianxin.queries.sealed import own_texts
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.person_names import NO_NAMES, has_office

ENGINE = "named-staff:1"
FIELD = "complained_account"
MOST = 5
EVERYWHERE = frozenset({"", "人民政府", "政府", "委", "党委", "信访局", "信访办"})  # names every place has


@dataclass(frozen=True)
class NamedStaff:
    """One person the letter may mean: where they are posted, and what tells that it is no namesake."""

    account: int
    username: str
    name: str
    organs: tuple[str, ...]
    why: Said


def named_staff(dossier: Dossier) -> list[NamedStaff]:
    """At most MOST, not yet recorded and no petitioner: named in full with an organ or an office beside it, or by the
    name alone where they work at the organ that has the matter.
    """
    words = "".join("\n".join(own_texts(dossier)).split())
    own = {str(party.name) for row in dossier.filed for party in row.parties.all()}
    staff = {
        row.pk: row
        for row in staff_in_reach(dossier).exclude(pk__in=dossier.accused_accounts)
        if len(row.name) > 1 and row.name in words and row.name not in own | NO_NAMES
    }
    organs = defaultdict[int, list[Organ]](list)
    for post in Posting.objects.filter(in_force(dossier.today), account__in=staff).select_related(
        "organ__region"
    ):
        organs[post.account_id].append(post.organ)
    found = []
    for pk, row in staff.items():
        if why := _why(row.name, organs[pk], words, {dossier.office, dossier.owner}):
            places = tuple(dict.fromkeys(organ.name for organ in organs[pk]))
            found.append(NamedStaff(pk, row.username, row.name, places, why))
    return found[:MOST]


def _why(name: str, organs: list[Organ], words: str, here: set[int]) -> Said | None:
    organ = next((each for each in organs if is_written(each, words)), None)
    if organ is not None:
        return Said(_("信里也写到{organ}"), {"organ": organ.name})
    if has_office(name, words):
        return Said(_("姓名前后写着职务"))
    return Said(_("是本机关的工作人员")) if here & {each.pk for each in organs} else None


def is_written(organ: Organ, words: str) -> bool:
    """Whether these words name an organ: whole, or without its place where that still says what it is."""
    bare = bare_name(organ, organ.region.name)
    return organ.name in words or organ.short_name in words or (bare not in EVERYWHERE and bare in words)
