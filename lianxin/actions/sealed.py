"""The sealed road of an accusation (《信访工作条例》第三十条): referral, the one way to a name, and the one way out."""

from __future__ import annotations

from lianxin.actions import search_index, suggestions
from lianxin.actions.change import Change
from lianxin.actions.triage import enter_at, entry_of, home_with_somebody
from lianxin.models import Matter, Organ, Party, Reading
from lianxin.queries.directory import petition_offices, region_prefix, tree_on, with_heirs
from lianxin.queries.sealed import accused_organs
from lianxin.rules import jurisdiction
from lianxin.rules.codes import LegalClass, Purpose
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.headline import listed_headline


def refer(change: Change) -> None:
    change.matter.sender = change.matter.owner
    change.hand_to(change.keys["to"])


def accept(change: Change) -> None:
    change.paper_body = {
        "real_name": any(p.name for p in _people(change)), "decision": _("予以受理，依照规定办理")
    }  # fmt: skip


def _people(change: Change) -> list[Party]:
    return [party for row in change.dossier.filed for party in row.parties.all()]


def open_identity(change: Change) -> None:
    """A custodian's written reason lets one person see the names; that person's every look is a reading."""
    change.after.append(
        lambda: Reading.objects.create(
            matter=change.matter,
            account_id=change.keys["for_account"],
            at=change.at,
            what="UNSEALED",
            purpose=change.text("reason")[:200],
        )
    )


def conclude(change: Change) -> None:
    change.matter.outcome = ""


def unseal(change: Change) -> None:
    """Back among ordinary matters, words and all, to be classified anew; whoever it names stays shut out."""
    matter = change.matter
    if matter.purpose == Purpose.ACCUSATION and not change.text("consent"):
        change.refuse(
            "consent", _("信访人是按检举控告提出的：写明何时、怎样征得本人同意；没有同意的不能解除密封")
        )
    suggestions.keep_suspicion(change.dossier, accuses=False)
    matter.classified = False
    lay_open(change)
    matter.requests.filter(legal_class=LegalClass.ACCUSATION).update(legal_class="")
    change.after.append(lambda: search_index.renew(matter, on=change.today))


def lay_open(change: Change) -> None:
    """Back among ordinary matters, words and all, at an office that may have it."""
    matter = change.matter
    matter.sealed = False
    for row in (each for each in change.dossier.filed if each.matter_id == matter.pk):
        row.title, _newline, row.content = row.sealed_content.partition("\n")
        row.sealed_content = ""
        row.save(update_fields=["sealed_content", "content", "title"])
        matter.title = matter.title or row.title or listed_headline(row.content)
    _come_home(change)


def _come_home(change: Change) -> None:
    """To the petition office that holds it, else the nearest to where it was filed, outside what it complains of."""
    matter, offices = change.matter, petition_offices(change.today)
    if matter.owner_id in offices:
        change.starts = []  # its time to route runs on
        return
    tree, accused = tree_on(change.today), with_heirs(accused_organs(matter), change.today)
    home = jurisdiction.refuge(matter.office_id, accused, tree, offices)
    home = home or _of_the_place(matter, offices - jurisdiction.below(accused, tree))
    if home is None:
        change.refuse("reason", _("没有不受被反映的机关领导的信访部门可以接手，不能解除密封"))
    change.hand_to(home)


def hand_back(change: Change) -> None:
    """Down again to the desk it would have begun at without the namesake, where somebody is left to take it."""
    desk = Organ.objects.get(pk=change.dossier.desk_below or 0)
    barred = change.dossier.recused | change.dossier.accused_accounts
    state, _clocks = entry_of(desk)
    if home_with_somebody(desk.pk, state, barred, change.today, sealing=change.matter) != desk.pk:
        change.refuse("", _("{organ}没有不回避的人可以接手，不能交回"), organ=desk.name)
    change.hand_to(desk)
    enter_at(change, desk)


def _of_the_place(matter: Matter, offices: frozenset[int]) -> int | None:
    """Of these offices, the one for the smallest place around the organ that registered it: a party organ's tree has none."""
    place = str(matter.office.region_id)
    rows = Organ.objects.filter(pk__in=offices).exclude(region=None).order_by("pk")
    around = [row for row in rows if place.startswith(region_prefix(row.region_id))]
    best = max(around, key=lambda row: len(region_prefix(row.region_id)), default=None)
    return best.pk if best else None


EFFECTS = {
    "UNSEAL": unseal,
    "HAND_BACK_SEALED": hand_back,
    "REFER_DISCIPLINE": refer,
    "DI_ACCEPT": accept,
    "DI_CONCLUDE": conclude,
    "OPEN_IDENTITY": open_identity,
}
